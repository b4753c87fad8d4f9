"""What the village says face to face, and what was read to it, written down on the desk."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from stories import aloud as aloud_deed
from stories import people, publishing, sheets
from stories.models import ReadAloud, SignedSheet, Story, VillageApproval
from tests import factories
from tests.stories.posts import day_boxes
from villages.models import Aspect

TWO = "ป้าตำเครื่องแกงทุกเช้า\n\nลุงดำเอาไปขายที่ตลาดนัด"
SAID = {"answer": "yes", "answered_by": "ผู้ใหญ่เอื้อน", "witness": "ครูสายใจ"}


@pytest.fixture
def question(somchai, thap_thong) -> VillageApproval:
    visit = factories.make_visit(somchai, thap_thong)
    return factories.ask(factories.make_story(visit, "ครกของบ้านเรา", TWO))


def page(answer) -> str:
    return answer.content.decode()


def say(client, question, **more):
    fields = {"question": question.pk, **SAID, **more}
    return client.post(f"/stories/{question.story_id}/answer/", fields)


def paper(**save) -> SimpleUploadedFile:
    return factories.photo_file("white", "กระดาษ.jpg", size=(2600, 300), **save)


def state(question) -> str:
    return Story.objects.get(pk=question.story_id).state


def test_an_answer_comes_with_who_heard_it_notes_and_the_signed_sheet(
    as_somchai, as_wichai, client, question
):
    exif = Image.Exif()
    exif[0x010E] = "ถ่ายที่บ้านป้า"
    done = say(
        as_somchai,
        question,
        answer="change",
        read_aloud="on",
        sheet=paper(exif=exif),
        **{"note-1": "ขายวันเสาร์"},
    )
    assert done["Location"] == f"/stories/{question.story_id}/desk/"
    question.refresh_from_db()
    assert (question.answered_by, question.witness, question.read_aloud) == (
        "ผู้ใหญ่เอื้อน",
        "ครูสายใจ",
        True,
    )
    assert [(note.paragraph, note.words) for note in question.notes.all()] == [(1, "ขายวันเสาร์")]
    desk = page(as_somchai.get(done["Location"]))
    assert "ผู้ใหญ่เอื้อนว่า “ขายวันเสาร์”" in desk
    address = f"/stories/{question.story_id}/sheets/{question.sheet.uuid}.jpg"
    assert address in desk
    shown = as_somchai.get(address)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert {"private", "no-store"} <= set(shown["Cache-Control"].split(", "))
    picture = Image.open(io.BytesIO(b"".join(shown.streaming_content)))
    assert (picture.width, dict(picture.getexif())) == (2000, {})
    # Only who carries the story to the village; the visit's readers elsewhere do not.
    assert as_wichai.get(address).status_code == 404
    assert client.get(address).status_code == 302
    assert as_somchai.get(address.replace(str(question.story_id), "9999", 1)).status_code == 404


def test_one_answer_has_one_sheet(question, somchai):
    picture = sheets.look(paper())
    first = sheets.keep(approval=question, picture=picture)
    assert sheets.keep(approval=question, picture=picture) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        SignedSheet.objects.create(approval=question, sha256="0" * 64)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("ลายเซ็น.pdf", b"%PDF-1.4"), "ไฟล์ ลายเซ็น.pdf ไม่ใช่รูปที่เปิดได้"),
        (SimpleUploadedFile("ขาด.jpg", factories.photo_bytes()[:900]), "เสียหรือมาไม่ครบ"),
    ],
)
def test_a_sheet_that_is_no_photo_is_refused_and_nothing_typed_is_lost(
    as_somchai, question, file, words
):
    refused = say(as_somchai, question, words="ฝากขอบใจ", sheet=file, **{"note-0": "ทุกเย็น"})
    assert refused.status_code == 200
    for typed in (words, "ฝากขอบใจ</textarea>", "ทุกเย็น</textarea>", 'value="ครูสายใจ"'):
        assert typed in page(refused)
    assert state(question) == "waiting"
    assert not SignedSheet.objects.exists()


def test_a_sheet_sent_with_a_fault_elsewhere_is_asked_for_again(as_somchai, question):
    refused = say(as_somchai, question, witness="", sheet=paper())
    assert "ยังไม่ได้ใส่ชื่อพยาน" in page(refused)
    assert "รูปกระดาษที่ลงชื่อเลือกใหม่อีกครั้ง" in page(refused)
    assert not SignedSheet.objects.exists()


def test_notes_about_an_older_text_move_into_the_words_about_the_whole(
    as_somchai, somchai, question
):
    written = factories.Written("ครกของบ้านเรา", "สั้นลงแล้ว", [("ป้า", "มาลี ใจเย็น")])
    publishing.revise(story=question.story, written=written, by=somchai, seen=1)
    factories.ask(question.story)
    refused = say(as_somchai, question, answer="change", words="ดีมาก", **{"note-1": "ขายวันเสาร์"})
    assert "คนเขียนเพิ่งแก้เรื่องนี้" in page(refused)
    assert "ดีมาก\nย่อหน้าที่ 2: ขายวันเสาร์</textarea>" in page(refused)
    assert state(question) == "waiting"


def test_a_child_whose_guardian_withdrew_keeps_a_yes_from_being_taken(
    as_somchai, somchai, thap_thong
):
    child = factories.make_person(thap_thong, "ฟ้า ใจเย็น", "น้อง", is_child=True)
    factories.agree(child, somchai, "face")
    visit = factories.make_visit(somchai, thap_thong)
    factories.make_photo(visit, "red", shows="faces", children=True, faces=[child])
    asked = factories.ask(factories.make_story(visit))
    people.withdraw(person=child, how="แม่แดงบอก", told_to=somchai)
    refused = say(as_somchai, asked, words="คำที่ต้องอยู่")
    assert "ผู้ปกครองถอนคำตกลงเมื่อ" in page(refused)
    assert "คำที่ต้องอยู่</textarea>" in page(refused)
    assert state(asked) == "waiting"


# Reading aloud ------------------------------------------------------------------------------------


def aloud(client, story, **more):
    fields = {"place": "ศาลาหมู่บ้าน", "who": "ป้าแมว กับเพื่อนห้าคน", "asked": "เติมชื่อกลุ่ม"}
    fields |= day_boxes(factories.days_ago(2)) | more
    post = {f"aloud-{name}": value for name, value in fields.items()}
    return client.post(
        f"/stories/{story.number}/read-aloud/",
        post | {"revision": story.latest_revision.pk},
    )


def test_read_aloud_stands_on_the_page_and_who_listened_does_not(
    as_somchai, as_wichai, client, somchai, thap_thong
):
    story = factories.make_published(somchai, thap_thong)
    assert aloud(as_wichai, story).status_code == 404
    for _ in range(2):  # pressed twice, it is one reading
        assert aloud(as_somchai, story)["Location"] == f"/stories/{story.number}/desk/"
    assert ReadAloud.objects.count() == 1
    desk = page(as_somchai.get(f"/stories/{story.number}/desk/"))
    assert "ป้าแมว กับเพื่อนห้าคน" in desk
    assert "เติมชื่อกลุ่ม" in desk
    public = page(client.get(f"/stories/{story.number}/"))
    assert "อ่านให้ฟังแล้ว" in public
    assert "ที่ศาลาหมู่บ้าน" in public
    assert "ป้าแมว" not in public
    assert "เติมชื่อกลุ่ม" not in public


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (day_boxes(factories.days_ago(-3)), "วันที่อ่านยังมาไม่ถึง"),
        ({"day_day": "", "day_month": "", "day_year": ""}, "ยังไม่ได้ใส่ว่าอ่านให้ฟังวันไหน"),
        ({"place": ""}, "ยังไม่ได้ใส่ว่าอ่านที่ไหน"),
        ({"who": " "}, "ยังไม่ได้ใส่ว่าใครฟังบ้าง"),
    ],
)
def test_a_reading_that_cannot_be_written_down_says_why_and_keeps_the_words(
    as_somchai, somchai, thap_thong, wrong, words
):
    story = factories.make_story(factories.make_visit(somchai, thap_thong))
    refused = aloud(as_somchai, story, **wrong)
    assert refused.status_code == 200
    assert words in page(refused)
    assert "เติมชื่อกลุ่ม</textarea>" in page(refused)
    assert not ReadAloud.objects.exists()


def test_the_place_of_a_reading_passes_the_gate_and_goes_on_with_the_same_words(
    somchai, thap_thong
):
    story = factories.make_published(somchai, thap_thong)
    factories.make_person(thap_thong, "ดำรง ทองดี", "ลุง")
    facts = {"day": factories.days_ago(2), "place": "ใต้ถุนบ้านลุงดำรง", "who": "ป้าแมว"}
    aloud_deed.read_aloud(revision=story.published_revision, by=somchai, **facts)
    written = factories.Written(
        story.title,
        story.published_revision.body,
        [("ป้า", "มาลี ใจเย็น")],
        aspects=list(Aspect.objects.all()[:1]),
    )
    newer = publishing.revise(story=story, written=written, by=somchai, seen=1)
    shown = {"day": factories.days_ago(2), "place": "ใต้ถุนบ้านชาวบ้าน"}
    assert aloud_deed.shown_reading(newer, thap_thong) == shown
