"""What this app holds of people: keepers, and the village's word with who gave it.

See `kmnet.personal` for how this is read. Keep the sentences short: they stand on /privacy/register/.
"""

from kmnet.personal import Erasing, Holds, Part, Whose
from villages.models import SupportOffer

NEAR = "คนทำงานของอำเภอนั้น กับผู้ประสานงาน"
ALWAYS = "ตลอด เพราะเป็นหลักฐานคำของหมู่บ้าน"
EVERYBODY = "ทุกคน ถ้าเจ้าของชื่อตกลง ไม่ตกลงก็ขึ้นเป็นคำอื่น"
WORD = "รู้ว่าหมู่บ้านพูดเอง ใครพูด ใครได้ยินด้วย"


def spoken(model: str, village: str) -> Holds:
    """Who in the village said something, and who heard it."""
    return Holds(
        model=model,
        fields=("said_by", "witness"),
        whose=Whose.VILLAGER,
        why=WORD,
        seen_by=NEAR,
        how_long=ALWAYS,
        erasing=Erasing.REWRITTEN,
        village=village,
    )


REGISTER = [
    Holds(
        model="villages.Stewardship",
        fields=("name", "called", "since", "until"),
        whose=Whose.KEEPER,
        why="รู้ว่าใครตอบแทนหมู่บ้าน ตั้งแต่เมื่อไรถึงเมื่อไร",
        seen_by=f"{NEAR} คนทั่วไปเห็นชื่อเมื่อเจ้าตัวตกลงเท่านั้น",
        how_long=ALWAYS,
        erasing=Erasing.REWRITTEN,
    ),
    Holds(
        model="villages.Stewardship",
        fields=("show_name",),
        whose=Whose.KEEPER,
        why="รู้ว่าเจ้าตัวตกลงให้ขึ้นชื่อไหม",
        seen_by=NEAR,
        how_long=ALWAYS,
        erasing=Erasing.KEPT,
        because="เป็นคำตอบว่าให้ขึ้นชื่อหรือไม่ ไม่บอกว่าเป็นใคร",
    ),
    Holds(
        model="villages.Stewardship",
        fields=("phone",),
        whose=Whose.KEEPER,
        why="โทรนัด และถามว่าลิงก์ยังอยู่กับเจ้าตัวไหม",
        seen_by=NEAR,
        how_long="ระหว่างที่ดูแล",
        erasing=Erasing.GONE,
    ),
    Holds(
        model="villages.Stewardship",
        fields=("vouched", "vouched_on", "why"),
        whose=Whose.VILLAGER,
        why="รู้ว่าหมู่บ้านฝากจริง และวางมือเพราะอะไร",
        seen_by=NEAR,
        how_long=ALWAYS,
        erasing=Erasing.REWRITTEN,
        village="village",
    ),
    Holds(
        model="villages.KeeperLink",
        fields=("last_opened_at",),
        whose=Whose.KEEPER,
        why="รู้ว่าลิงก์ถึงมือแล้ว",
        seen_by=NEAR,
        how_long=ALWAYS,
        erasing=Erasing.KEPT,
        because="เหลือแต่วันเวลา ไม่มีชื่อ",
    ),
    Holds(
        model="villages.Goal",
        fields=("words", "settled_words"),
        whose=Whose.VILLAGER,
        why="ให้หมู่บ้านบอกความตั้งใจด้วยคำของตัวเอง",
        seen_by=EVERYBODY,
        how_long="จนกว่าหมู่บ้านจะเอาออก",
        erasing=Erasing.REWRITTEN,
        village="village",
    ),
    spoken("villages.Goal", "village"),
    spoken("villages.GoalStep", "goal__village"),
    Holds(
        model="villages.SupportRequest",
        fields=("words", "needed_by", "thanks"),
        whose=Whose.VILLAGER,
        why="ให้คนที่ช่วยได้รู้ว่าหมู่บ้านขอแรงเรื่องอะไร",
        seen_by=EVERYBODY,
        how_long="จนกว่าหมู่บ้านจะเอาออก",
        erasing=Erasing.REWRITTEN,
        village="village",
    ),
    spoken("villages.SupportRequest", "village"),
    spoken("villages.SupportStep", "request__village"),
    Holds(
        model="villages.SupportOffer",
        fields=("words",),
        whose=Whose.PARTNER,
        why="ให้หมู่บ้านรู้ว่าใครช่วยอะไรได้ และติดต่อกันได้",
        seen_by=f"หมู่บ้าน กับ{NEAR} คนทั่วไปเห็นแค่ชื่อ",
        how_long="ตลอด เป็นบันทึกว่าใครเคยมาหนุนกัน",
        erasing=Erasing.REWRITTEN,
        village="request__village",
    ),
]

ABOUT_ONE = {"villages.Stewardship"}

NOT_PERSONAL = {
    **{
        f"villages.{place}": ("code", "name", "name_en", "latitude", "longitude")
        for place in ("District", "Tambon")
    },
    "villages.Village": ("code", "moo", "name"),
    "villages.Aspect": ("slug", "name", "question"),
}


def own_parts(user) -> list[Part]:
    """Hands that a partner offered."""
    offers = SupportOffer.objects.filter(user=user).select_related("request__village__tambon")
    rows = [
        {
            "หมู่บ้าน": offer.request.village.short_name,
            "หมู่บ้านขอ": offer.request.words,
            "ที่อาสาไว้": offer.words,
            "เมื่อ": offer.at,
            "ถอนเมื่อ": offer.withdrawn_at,
        }
        for offer in offers
    ]
    return [Part("แรงหนุนที่อาสาไว้", rows)]
