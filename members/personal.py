"""What this app holds of people: partners, and people told of with those who told.

See `kmnet.personal` for how this is read. Keep the sentences short: they stand on /privacy/register/.
Rows of libraries that are about one person are declared here too, for they are partners'.
"""

from kmnet.personal import Erasing, Holds, Part, Whose
from members.models import Letter, Nomination

DESK = "ผู้ประสานงานของอำเภอนั้น กับของจังหวัด"
PARTNERS = "คนที่เข้าสู่ระบบ"
NOBODY = "ไม่มีใคร ระบบใช้เอง"
WHILE_WALKING = "ระหว่างที่เดินด้วยกัน"
A_YEAR = "หนึ่งปีหลังคำสุดท้าย ถ้าไม่ได้มาร่วมเดิน"
AUTHOR = "คนจดต้องมีชื่ออยู่กับเรื่องที่จด และคนตัดสินใจอยู่กับเหตุผลที่ให้ไว้"
SIGN_IN = "ให้เข้าสู่ระบบได้คนเดียว"


def about_met(model: str, *fields: str, why: str, seen_by: str = DESK) -> Holds:
    """Something in a file about somebody met, gone with the file."""
    return Holds(
        model=model,
        fields=fields,
        whose=Whose.MET,
        why=why,
        seen_by=seen_by,
        how_long=A_YEAR,
        erasing=Erasing.GONE,
    )


def of_partner(model: str, *fields: str, why: str, seen_by: str = NOBODY, named: str = "") -> Holds:
    """Something of a partner's account, gone with the account."""
    return Holds(
        model=model,
        fields=fields,
        whose=Whose.PARTNER,
        why=why,
        seen_by=seen_by,
        how_long=WHILE_WALKING,
        erasing=Erasing.GONE,
        named=named,
    )


def stays(model: str, *fields: str, why: str, seen_by: str, because: str, named: str = "") -> Holds:
    """Something of a partner that stays when the account is erased."""
    return Holds(
        model=model,
        fields=fields,
        whose=Whose.PARTNER,
        why=why,
        seen_by=seen_by,
        how_long="ตลอด",
        erasing=Erasing.KEPT,
        because=because,
        named=named,
    )


REGISTER = [
    # Partners
    stays(
        "members.User",
        "name",
        "called",
        "sort_key",
        why="รู้ว่าใครจด ใครรับปาก ใครตัดสินใจ",
        seen_by="ทุกคน ในเรื่องที่จดแล้วหมู่บ้านให้เผยแพร่",
        because=AUTHOR,
    ),
    stays(
        "members.User",
        "joined_at",
        "is_active",
        "is_superuser",
        why="รู้ว่าบัญชีนี้ยังใช้อยู่ไหม",
        seen_by=DESK,
        because="บอกว่าบัญชีปิดแล้ว",
    ),
    of_partner("members.User", "email", "password", "last_login", why=SIGN_IN, seen_by=DESK),
    of_partner("members.User", "phone", "roles", why="ติดต่องานกัน", seen_by=DESK),
    of_partner(
        "members.User",
        "retires_on",
        why="ชวนหาคนรับไม้ไว้ก่อน ไม่ให้หมู่บ้านขาดคนเดินด้วย",
        seen_by=f"คุณประสานอำเภอ กับ{DESK}",
    ),
    of_partner(
        "members.StillWalking",
        "year",
        "answer",
        "words",
        "asked_at",
        "answered_at",
        why="ถามกันปีละครั้งว่ายังเดินด้วยกันไหม",
        seen_by=DESK,
    ),
    stays(
        "members.Walking",
        "begins",
        "ends",
        why="รู้ว่าใครเดินกับหมู่บ้านไหน หมู่บ้านจะได้ไม่ขาดคน",
        seen_by="ทุกคน บนหน้าของหมู่บ้าน",
        because="เป็นเรื่องของหมู่บ้านว่าใครเคยเดินด้วย",
    ),
    stays(
        "members.Handover",
        "why",
        "words",
        "last_day",
        why="ส่งไม้ต่อให้ครบ ไม่มีอะไรตกหล่น",
        seen_by="คนส่ง คนรับ กับผู้ประสานงาน",
        because="บอกว่าอะไรอยู่กับใครตั้งแต่เมื่อไร",
    ),
    Holds(
        model="members.HandoverLine",
        fields=("about", "words"),
        whose=Whose.VILLAGER,
        why="บอกคนรับไม้ว่าไปถึงแล้วทักใครก่อน",
        seen_by="คนส่ง คนรับ กับผู้ประสานงาน",
        how_long="ตลอด",
        erasing=Erasing.REWRITTEN,
        village="village",
    ),
    Holds(
        model="members.HandoverOffer",
        fields=("words",),
        whose=Whose.VILLAGER,
        why="รู้ว่ารับไม่ได้เพราะอะไร จะได้หาคนอื่น",
        seen_by="คนส่ง คนรับ กับผู้ประสานงาน",
        how_long="ตลอด",
        erasing=Erasing.REWRITTEN,
        village="line__village",
    ),
    stays(
        "members.Posting",
        "title",
        "begins",
        "ends",
        why="รู้ว่าใครทำงานอยู่ที่ไหน ใครควรเห็นอะไร",
        seen_by=PARTNERS,
        because="เรื่องกับคำตัดสินใจในช่วงนั้นอ้างถึงอยู่",
    ),
    stays(
        "members.Duty",
        "kind",
        "begins",
        "ends",
        why="รู้ว่าใครดูแลอำเภอไหน",
        seen_by=PARTNERS,
        because="เรื่องกับคำตัดสินใจในช่วงนั้นอ้างถึงอยู่",
    ),
    of_partner(
        "members.Letter",
        "to",
        "subject",
        "body",
        "trouble",
        why="ส่งจดหมายให้ถึง แม้เครื่องส่งขัดข้อง",
        seen_by="ผู้ประสานงานของจังหวัด",
    ),
    of_partner(
        "account.EmailAddress",
        "email",
        "verified",
        "primary",
        why=SIGN_IN,
        named="อีเมลที่ใช้เข้าสู่ระบบ: ที่อยู่, ยืนยันแล้วหรือยัง",
    ),
    of_partner(
        "account.EmailConfirmation",
        "created",
        "sent",
        "key",
        why="รู้ว่าเป็นอีเมลของเจ้าตัวจริง",
        named="จดหมายยืนยันอีเมล: กุญแจ, ส่งเมื่อ",
    ),
    of_partner(
        "mfa.Authenticator",
        "type",
        "data",
        "created_at",
        "last_used_at",
        why="ให้คนอื่นเข้าแทนไม่ได้ แม้รู้รหัสผ่าน",
        named="การยืนยันสองชั้น: กุญแจของแอป, รหัสสำรอง, ใช้ครั้งสุดท้ายเมื่อไร",
    ),
    of_partner(
        "socialaccount.SocialAccount",
        "provider",
        "uid",
        "last_login",
        "date_joined",
        "extra_data",
        why="เข้าด้วย LINE เมื่อเจ้าตัวเลือกเอง",
        named="การเข้าด้วย LINE: เลขประจำตัวกับชื่อใน LINE",
    ),
    of_partner(
        "socialaccount.SocialToken",
        "token",
        "token_secret",
        "expires_at",
        why="เข้าด้วย LINE เมื่อเจ้าตัวเลือกเอง",
        named="การเข้าด้วย LINE: กุญแจของ LINE",
    ),
    Holds(
        model="sessions.Session",
        named="การเข้าสู่ระบบที่ยังเปิดอยู่: ใครเข้าอยู่, ถึงเมื่อไร",
        fields=("session_key", "session_data", "expire_date"),
        whose=Whose.PARTNER,
        why="จำว่าเข้าสู่ระบบอยู่ หน้าที่ใครๆ อ่านได้ไม่ใช้",
        seen_by=NOBODY,
        how_long="60 วันหลังใช้ครั้งสุดท้าย",
        erasing=Erasing.GONE,
    ),
    stays(
        "admin.LogEntry",
        "action_time",
        "object_id",
        "object_repr",
        "action_flag",
        "change_message",
        why="รู้ว่าใครแก้อะไรที่โต๊ะผู้ประสานงาน",
        seen_by=DESK,
        because="เป็นบันทึกการตัดสินใจ ชื่อของชาวบ้านที่ขอลบถูกเอาออกจากบรรทัดนั้น",
        named="บันทึกของโต๊ะผู้ประสานงาน: ใครแก้อะไร, เมื่อไร",
    ),
    # People met, and those who told of them
    about_met(
        "members.Nomination",
        "name",
        "name_key",
        "called",
        "title",
        "agency_words",
        "email",
        why="คุยกันว่าจะชวนมาร่วมเดินไหม",
    ),
    Holds(
        model="members.Nomination",
        fields=("told_at", "waits_since", "state", "look_again_on", "file_open_until"),
        whose=Whose.MET,
        why="รู้ว่าแฟ้มอยู่ตรงไหนแล้ว",
        seen_by=DESK,
        how_long="ตลอด",
        erasing=Erasing.KEPT,
        because="เหลือแต่เลขแฟ้ม วัน กับอำเภอ ไม่มีชื่อ",
    ),
    about_met(
        "members.Telling",
        "teller_name",
        "words",
        "met_place",
        "met_on",
        why="รู้ว่าใครเล่า เห็นเขาทำอะไร",
        seen_by=f"{DESK} กับคนที่เล่า",
    ),
    about_met(
        "members.Evidence",
        "what",
        "place",
        "day",
        "who_benefited",
        "who_says",
        why="ดูจากสิ่งที่ทำ ไม่ใช่จากตำแหน่ง",
    ),
    about_met(
        "members.Voice",
        "name",
        "called",
        "contact",
        "words",
        "witness",
        why="ฟังคนที่เคยทำอะไรกับเขา ติดต่อกลับอย่างเดียว",
    ),
    about_met("members.VoiceContact", "words", why="รู้ว่าไปขอเสียงแล้ว ไม่รบกวนซ้ำ"),
    about_met("members.Relation", "words", why="คนที่เกี่ยวข้องกันไม่ตัดสินใจเรื่องกัน"),
    about_met("members.FileReply", "words", why="เจ้าตัวมีสิทธิ์พูดในแฟ้มของตัวเอง"),
    about_met("members.Decision", "reason", "incomplete_why", why="บอกเหตุผลกับเจ้าตัวได้"),
    about_met("members.Invitation", "email", why="ส่งคำชวน"),
    about_met(
        "members.PublicTelling",
        "name",
        "called",
        "agency_words",
        "met_place",
        "words",
        "teller_name",
        "contact",
        why="อ่านคำเล่าจากหน้าเว็บ ติดต่อกลับอย่างเดียว",
    ),
    Holds(
        model="members.Event",
        fields=("who", "was", "became", "why"),
        whose=Whose.MET,
        why="ให้ตรวจย้อนได้ว่าใครทำอะไรกับแฟ้ม",
        seen_by=DESK,
        how_long="ตลอด",
        erasing=Erasing.REWRITTEN,
        because="เหลือแต่ว่าใครทำอะไรเมื่อไร คำในนั้นหายไป",
    ),
]

ABOUT_ONE = {"members.User", "members.Nomination", "members.Posting", "members.Duty"}

NOT_PERSONAL = {
    "members.AgencyName": ("name", "short_name"),
    "members.HandoverLine": ("key",),
    "members.Nomination": ("file_nonce",),
    "members.Agency": ("name", "short_name"),
    "members.Criterion": ("words",),
    "members.Letter": ("tries",),
    "members.Event": ("nomination_id", "what"),
    "members.Erasure": ("rule", "counts"),
}


def own_parts(user) -> list[Part]:
    """A partner's account, where they served, whom they told of, and letters to them."""
    told = Nomination.objects.filter(tellings__told_by=user).exclude(state="erased").distinct()
    return [
        Part("บัญชี", [account(user)]),
        Part(
            "ที่ทำงาน",
            [
                {"หน่วยงาน": p.agency.name, "ตำแหน่ง": p.title, **place(p)}
                for p in user.postings.select_related("agency", "district")
            ],
        ),
        Part(
            "หน้าที่ในเครือข่าย",
            [
                {"หน้าที่": duty.get_kind_display(), **place(duty)}
                for duty in user.duties.select_related("district")
            ],
        ),
        Part(
            "คำที่เล่าถึงคนที่ได้พบ",
            [
                {"คำของฉัน": telling.words, "พบกันที่": telling.met_place, "เมื่อ": telling.at}
                for telling in user.tellings.filter(nomination__in=told).order_by("at")
            ],
        ),
        Part(
            "จดหมายถึงฉัน",
            [
                {"เรื่อง": letter.subject, "ข้อความ": letter.body, "เมื่อ": letter.written_at}
                for letter in Letter.objects.filter(to__iexact=user.email).order_by("written_at")
            ],
        ),
    ]


def account(user) -> dict:
    """The account as its owner may read it; no password and no secret of a factor."""
    addresses = user.emailaddress_set.values_list("email", flat=True)
    return {
        "ชื่อ": user.name,
        "เรียกกันว่า": user.called,
        "อีเมล": user.email,
        "อีเมลอื่น": [each for each in addresses if each != user.email],
        "โทรศัพท์": user.phone,
        "บทบาทในวง KM": user.role_names,
        "เข้ามาเมื่อ": user.joined_at,
        "เข้าใช้ครั้งสุดท้าย": user.last_login,
        "ยืนยันสองชั้น": sorted(user.authenticator_set.values_list("type", flat=True)),
        "LINE": list(user.socialaccount_set.values_list("uid", flat=True)),
    }


def place(span) -> dict:
    """Where and when of a posting or a duty."""
    where = span.district.full_name if span.district else "ทั้งจังหวัด"
    return {"ที่ไหน": where, "เริ่ม": span.begins, "วันสุดท้าย": span.ends}
