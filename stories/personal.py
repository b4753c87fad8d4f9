"""What this app holds of people: villagers in stories and visits, and partners' own words.

See `kmnet.personal` for how this is read. Keep the sentences short: they stand on /privacy/register/.
"""

from kmnet.personal import Erasing, Holds, Part, Whose
from stories.models import Photo, RevisionPhoto, Story, Visit
from stories.models.photos import WIDTHS
from stories.showing import Shown, veiled

EVERYBODY = "ทุกคน เมื่อหมู่บ้านให้เผยแพร่ ชื่อขึ้นเมื่อเจ้าของชื่อตกลง"
NEAR = "คนที่ไปด้วยกัน คนทำงานของอำเภอนั้น กับผู้ประสานงาน"
DESK = "คนที่จดเรื่องนั้น คุณประสานอำเภอ กับผู้ประสานงาน"
NOBODY = "ไม่มีใคร ระบบใช้เอง"
VILLAGE_KEEPS = "ตลอด หรือจนกว่าเจ้าตัวหรือหมู่บ้านขอถอน"
PROOF = "ตลอด เพราะเป็นหลักฐานว่าใครตกลงอะไร"
ARRIVED = "ตอบมือถือว่าอะไรถึงศูนย์แล้ว"
REPORTED = "คนที่เข้าสู่ระบบ กับคนอ่านรายงาน ชื่อขึ้นเมื่อเจ้าของชื่อตกลง"
VISITED = "จำไว้ว่าหมู่บ้านเล่าอะไรให้ฟัง และรับปากอะไรไว้"


def text(model: str, *fields: str, village: str, why: str, seen_by: str) -> Holds:
    """Words in which somebody of the village may be named; they stay, the name goes."""
    return Holds(
        model=model,
        fields=fields,
        whose=Whose.VILLAGER,
        why=why,
        seen_by=seen_by,
        how_long=VILLAGE_KEEPS,
        erasing=Erasing.REWRITTEN,
        village=village,
    )


def gone(model: str, *fields: str, why: str, seen_by: str, how_long: str = VILLAGE_KEEPS) -> Holds:
    """What goes altogether when its person is erased."""
    return Holds(
        model=model,
        fields=fields,
        whose=Whose.VILLAGER,
        why=why,
        seen_by=seen_by,
        how_long=how_long,
        erasing=Erasing.GONE,
    )


REGISTER = [
    gone(
        "stories.Person",
        "name",
        "called",
        "alias",
        why="ให้คนเล่ามีชื่อมาก่อนคนจด และรู้ว่าต้องถามใคร",
        seen_by=EVERYBODY,
    ),
    gone("stories.Person", "contact", why="ติดต่อกลับอย่างเดียว", seen_by=DESK),
    Holds(
        model="stories.Person",
        fields=("is_child", "made_at", "name_hidden_at", "erased_at"),
        whose=Whose.VILLAGER,
        why="เด็กต้องมีผู้ปกครองตอบแทน",
        seen_by=DESK,
        how_long="ตลอด",
        erasing=Erasing.KEPT,
        because="เหลือแต่แถวเปล่า ไม่มีชื่อ ให้เรื่องที่เขาเล่ายังมีที่ยืน",
    ),
    gone(
        "stories.PersonConsent",
        "what",
        "where",
        "until",
        "how",
        "asked_words",
        "given_at",
        "withdrawn_at",
        why="รู้ว่าใครตกลงอะไร ถึงวันไหน ถอนแล้วหรือยัง",
        seen_by=DESK,
        how_long=PROOF,
    ),
    text(
        "stories.PersonConsent",
        "witness",
        "guardian",
        "withdrawn_how",
        village="person__village",
        why="รู้ว่าใครได้ยินคำตกลง และใครตอบแทนเด็ก",
        seen_by=DESK,
    ),
    text(
        "stories.PersonErasure",
        "reason",
        village="person__village",
        why="รู้ว่าลบเพราะอะไร โดยไม่รู้ว่าใคร",
        seen_by="ผู้ประสานงาน",
    ),
    gone(
        "stories.PhotoPerson",
        "what",
        why="รู้ว่าในรูปเห็นหน้าหรือบ้านของใคร จะได้ถามก่อน",
        seen_by=DESK,
    ),
    # Stories
    text(
        "stories.Revision",
        "title",
        "body",
        village="story__village",
        why="เรื่องเล่าของหมู่บ้าน",
        seen_by=EVERYBODY,
    ),
    text(
        "stories.RevisionPhoto",
        "caption",
        "alt",
        village="revision__story__village",
        why="คำใต้ภาพในเรื่อง",
        seen_by=EVERYBODY,
    ),
    text(
        "stories.Nugget",
        "knows",
        "how",
        village="revision__story__village",
        why="บอกว่าใครรู้เรื่องอะไร คนอื่นจะได้ไปเรียน",
        seen_by=EVERYBODY,
    ),
    text(
        "stories.VillageApproval",
        "words",
        "answered_by",
        "witness",
        village="story__village",
        why="เป็นคำตอบของหมู่บ้าน ใครตอบ ใครได้ยินด้วย",
        seen_by=DESK,
    ),
    text(
        "stories.ApprovalNote",
        "words",
        village="approval__story__village",
        why="คำที่หมู่บ้านขอแก้",
        seen_by=DESK,
    ),
    gone(
        "stories.SignedSheet",
        "at",
        why="รูปกระดาษที่หมู่บ้านลงชื่อ",
        seen_by=DESK,
        how_long=PROOF,
    ),
    text(
        "stories.ReadAloud",
        "place",
        "who",
        "asked",
        village="revision__story__village",
        why="รู้ว่าอ่านให้ใครฟังแล้ว เขาขอแก้อะไร",
        seen_by=f"{DESK} คนทั่วไปเห็นแต่วันกับที่",
    ),
    text(
        "stories.ThenAndNow",
        "then_words",
        "now_words",
        village="village",
        why="เทียบเมื่อก่อนกับตอนนี้",
        seen_by=EVERYBODY,
    ),
    Holds(
        model="stories.TakeDown",
        fields=("words", "said_by", "contact", "appeal_words", "appealed_by"),
        whose=Whose.READER,
        why="รู้ว่าใครขอให้ถอนอะไร เพราะอะไร และติดต่อกลับได้",
        seen_by="คุณประสานอำเภอ ผู้ประสานงาน กับผู้ดูแลเรื่องของหมู่บ้าน",
        how_long=VILLAGE_KEEPS,
        erasing=Erasing.REWRITTEN,
        village="story__village",
    ),
    text(
        "stories.TakeDownDecision",
        "words",
        village="takedown__story__village",
        why="บอกเหตุผลกับคนที่ขอได้",
        seen_by=DESK,
    ),
    text(
        "stories.Printing",
        "title",
        "whereabouts",
        village="revisions__story__village",
        why="เล่มที่พิมพ์แล้วเรียกคืนไม่ได้ จึงต้องรู้ว่าอยู่ที่ไหน",
        seen_by=DESK,
    ),
    gone(
        "stories.SearchEntry",
        "whole",
        "title",
        "names",
        "nuggets",
        "shown",
        "vector",
        why="ให้ค้นเรื่องเจอ เก็บเฉพาะอย่างที่ทุกคนเห็น และล้างเองเมื่อสิ่งที่เห็นเปลี่ยน",
        seen_by=EVERYBODY,
    ),
    gone(
        "stories.SearchWord",
        "word",
        "key",
        why="ชวนดูคำที่สะกดใกล้กัน มาจากสิ่งที่ทุกคนเห็น",
        seen_by=EVERYBODY,
    ),
    # Visits
    text(
        "stories.Visit",
        "place_words",
        "others",
        "good",
        "smiled",
        "expected",
        "beyond",
        "short",
        "taken_home",
        "again",
        "wants",
        "typed",
        village="village",
        why=VISITED,
        seen_by=NEAR,
    ),
    text("stories.Submission", "typed", village="visit__village", why=VISITED, seen_by=NEAR),
    text("stories.Receipt", "said", village="visit__village", why=ARRIVED, seen_by="คนเล่า"),
    Holds(
        model="stories.Visit",
        fields=("latitude", "longitude", "accuracy_m"),
        whose=Whose.VILLAGER,
        why="คนเล่ากดบอกเองว่าอยู่ตรงไหน ไม่แสดงที่ไหน",
        seen_by=NOBODY,
        how_long=VILLAGE_KEEPS,
        erasing=Erasing.KEPT,
        because="เป็นที่ที่คนเล่ายืนอยู่ ไม่ได้บอกว่าเป็นของใคร",
    ),
    text(
        "stories.Encounter",
        "name",
        "called",
        "does",
        "agency_words",
        "words",
        village="visit__village",
        why="จำคนที่ได้พบ ไม่ขึ้นหน้าเว็บ",
        seen_by=NEAR,
    ),
    text("stories.PracticeChange", "words", village="visit__village", why=VISITED, seen_by=NEAR),
    text("stories.Promise", "words", village="visit__village", why=VISITED, seen_by=NEAR),
    text(
        "stories.PracticeChangeStep",
        "words",
        village="pledge__visit__village",
        why="บอกหมู่บ้านได้ว่าที่ว่าจะเปลี่ยน เปลี่ยนแล้วหรือยัง",
        seen_by=EVERYBODY,
    ),
    text(
        "stories.PromiseStep",
        "words",
        village="pledge__visit__village",
        why="บอกหมู่บ้านได้ว่าที่รับปากไว้ ทำแล้วหรือยัง",
        seen_by=EVERYBODY,
    ),
    text(
        "stories.CompanionReview",
        "expected",
        "beyond",
        "short",
        "taken_home",
        village="visit__village",
        why=VISITED,
        seen_by=NEAR,
    ),
    # After doing
    text(
        "stories.Mapping",
        "excerpt",
        "how",
        "set_aside_why",
        village="story__village",
        why="รู้ว่าเรื่องท่อนไหนตอบตัวชี้วัดไหน คนในหมู่บ้านไม่ต้องกรอกซ้ำ",
        seen_by=REPORTED,
    ),
    text(
        "stories.VillageReading",
        "who_made_it",
        "words",
        "said_by",
        "witness",
        village="story__village",
        why="ให้คนอ่านรายงานรู้ว่าชาวบ้านมองเรื่องนี้อย่างไร",
        seen_by=REPORTED,
    ),
    # Photos
    text(
        "stories.Photo",
        "caption",
        "alt",
        "original_name",
        village="visit__village",
        why="รูปในเรื่อง",
        seen_by="ทุกคน เมื่ออยู่ในเรื่องที่เผยแพร่ และทุกคนในรูปตกลง",
    ),
    gone(
        "stories.Photo",
        "sha256",
        "taken_at",
        "latitude",
        "longitude",
        why="จัดรูปตามเวลา และรู้ว่าส่งรูปเดิมซ้ำ ไม่แสดงที่ไหน",
        seen_by=NOBODY,
    ),
    Holds(
        model="stories.Photo",
        fields=("shows", "children"),
        whose=Whose.VILLAGER,
        why="รู้ว่ารูปไหนต้องถามก่อน รูปไหนมีเด็ก",
        seen_by=DESK,
        how_long=VILLAGE_KEEPS,
        erasing=Erasing.KEPT,
        because="ตัวรูปลบไปแล้ว เหลือแต่ว่าเคยมีรูป",
    ),
]

ABOUT_ONE = {"stories.Person", "stories.PersonConsent"}

NOT_PERSONAL = {
    "stories.Indicator": ("code", "fiscal_year", "words"),
    "stories.Policy": ("name",),
    "stories.ReportPeriod": ("fiscal_year",),
    "stories.ReportPeriodStep": ("words",),
    "stories.Round": ("name", "words"),
    "stories.Person": ("uuid", "nonce"),
    "stories.PersonErasure": ("counts",),
    "stories.Photo": ("format", "width", "height"),
    "stories.DiscardedDraft": ("client_uuid",),
    "stories.Reads": ("count",),
    "stories.Printing": ("copies",),
    "stories.SearchEntry": ("version", "district", "aspects"),
}


def own_parts(user) -> list[Part]:
    """Visits a partner told of, with their photos, and stories they wrote down.

    Names of villagers stand in them only as anybody may read them: whom somebody met is theirs.
    """
    visits = Visit.objects.filter(author=user).with_places().order_by("day", "number")
    written = Story.objects.filter(scribe=user).select_related("village__tambon__district")
    return [
        Part("การลงพื้นที่ที่ฉันเล่า", [told(visit) for visit in visits]),
        Part("รูปที่ฉันส่ง", *own_photos(user)),
        Part("เรื่องที่ฉันจด", [scribed(story) for story in written.order_by("number")]),
    ]


def told(visit: Visit) -> dict:
    """A visit without the people in it: place, day, the partner's own review and promises."""
    return {
        "เลขที่": visit.number,
        "หมู่บ้าน": visit.place,
        "วัน": visit.day,
        "คิดไว้ว่าจะได้": shown_here(visit.expected, visit),
        "ได้เกินคิด": shown_here(visit.beyond, visit),
        "ยังไม่ถึง": shown_here(visit.short, visit),
        "จะเอากลับไปทำ": shown_here(visit.taken_home, visit),
        "เห็นอะไรดีๆ": shown_here(visit.good, visit),
        "หน่วยงานเราจะเปลี่ยน": [shown_here(row.words, visit) for row in visit.changes.all()],
        "รับปากไว้": [shown_here(row.words, visit) for row in visit.promises.all()],
    }


def shown_here(words: str, visit: Visit) -> str:
    """A partner's words with villagers named as the public may read them."""
    return veiled(words, visit.village) if visit.village else words


def own_photos(user) -> tuple[list[dict], list]:
    """Rows and files of the clean copies of photos this partner sent and everybody may see."""
    public = RevisionPhoto.objects.published().values("photo")
    rows, files = [], []
    for photo in Photo.objects.standing().filter(uploaded_by=user, pk__in=public).order_by("pk"):
        drawn = [photo.path(width, "jpg") for width in reversed(WIDTHS)]
        path = next((each for each in drawn if each.exists()), None)
        if path is not None:
            name = f"photos/{photo.uuid}.jpg"
            rows.append({"ไฟล์": name, "ส่งเมื่อ": photo.uploaded_at})
            files.append((name, path))
    return rows, files


def scribed(story: Story) -> dict:
    """A story as it stands on the desk, with villagers named as the public may read them."""
    shown = Shown(story.latest_revision, village=story.village, where="web")
    return {
        "เรื่องที่": story.number,
        "หมู่บ้าน": story.village.full_name,
        "ตอนนี้": story.get_state_display(),
        "ชื่อเรื่อง": shown.title,
        "ผู้เล่า": shown.tellers_line,
        "เรื่อง": shown.body,
        "เริ่มเขียนเมื่อ": story.begun_at,
    }
