"""The main job from the first word to the reader, on a phone, with JavaScript and without."""

import re

import pytest

from stories.models import Story, Visit
from tests import factories
from tests.browser.conftest import fill_day, jpeg

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GOOD = "ป้ามาลีสอนเด็กตำเครื่องแกงใต้ต้นมะขาม"
TITLE = "ครกของป้ามาลี"
BODY = "ป้ามาลีตำเครื่องแกงมาสี่สิบปี\n\nเด็กๆ ผลัดกันจับสากคนละร้อยที"


def log_a_visit(officer, day) -> None:
    """From the sign-in form to the receipt."""
    page = officer.open("/visits/new/")
    assert officer.path() == "/accounts/login/"
    officer.sign_in("somchai@kmnet.example")
    assert officer.path() == "/visits/new/"
    page.get_by_label("หมู่บ้าน", exact=True).select_option("80060602")
    fill_day(page, day)
    page.get_by_label("เห็นอะไรดีๆ ที่นี่").fill(GOOD)
    page.get_by_label("เลือกจากคลังรูป").set_input_files(
        [jpeg("krok.jpg", "darkgreen"), jpeg("dek.jpg", "orange")]
    )
    page.get_by_role("button", name="ส่งถึงศูนย์", exact=True).click()
    page.wait_for_url(re.compile(r"/visits/\d+/$"))
    assert "ถึงศูนย์แล้ว" in officer.text()
    assert "2 รูป" in officer.text()
    assert officer.photos_loaded() == [True, True]


def tell_the_story(officer) -> str:
    """From the receipt to the village's question; returns the keeper's link on the desk."""
    page = officer.page
    officer.follow("เขียนเป็นเรื่องเล่า")
    first = page.get_by_role("group", name="ผู้เล่าคนที่ 1")
    first.get_by_label("เรียกกันว่า").fill("ป้า")
    first.get_by_label("ชื่อ", exact=True).fill("มาลี ใจเย็น")
    page.get_by_label("ชื่อเรื่อง").fill(TITLE)
    page.get_by_label("เรื่องเล่า", exact=True).fill(BODY)
    for wide in page.get_by_label("ไม่เห็นหน้าใครชัด").all():
        wide.check()
    officer.press("เก็บร่าง แล้วดูอย่างคนอ่าน")
    preview = page.locator(".paper").first
    assert preview.get_by_role("heading", name="ครกของชาวบ้าน").is_visible()
    malee_agrees_to_her_name(officer)
    assert preview.get_by_role("heading", name=TITLE).is_visible()
    assert [p.inner_text() for p in preview.locator(".story__body p").all()] == BODY.split("\n\n")
    assert officer.photos_loaded() == [True, True]
    officer.press("ส่งให้หมู่บ้านตอบ")
    assert page.locator("figure.qr svg").is_visible()
    return page.get_by_label("ลิงก์ของป้ามาลี ใจเย็น").input_value()


def malee_agrees_to_her_name(officer) -> None:
    """From the desk to her page, with a witness, and back."""
    page, desk = officer.page, officer.page.url
    officer.follow("จดคำตกลง")
    page.get_by_label("ชื่อ", exact=True).check()
    page.get_by_label("พยาน", exact=True).fill("ครูสายใจ")
    officer.press("จดคำตกลง")
    page.goto(desk)


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_visit_becomes_a_story_the_village_says_yes_and_a_reader_reads(
    walk, somchai, malee, javascript
):
    day = factories.days_ago(1)
    officer, keeper, early, reader = (walk(javascript=javascript) for _ in range(4))

    log_a_visit(officer, day)
    visit = Visit.objects.kept().get()
    assert (visit.author, visit.village_id, visit.day) == (somchai, "80060602", day)
    assert (visit.good, visit.photos.count()) == (GOOD, 2)

    link = tell_the_story(officer)
    story = Story.objects.get()
    assert story.state == Story.State.WAITING
    early.open("/")
    assert TITLE not in early.page.content()
    early.open_refused(f"/stories/{story.number}/")
    assert TITLE not in early.page.content()

    page = keeper.open(link)
    assert page.get_by_role("heading", name=TITLE).is_visible()
    assert "สวัสดี ป้ามาลี ใจเย็น" in keeper.text()
    assert keeper.photos_loaded() == [True, True]
    keeper.press("เผยแพร่ได้")
    assert page.get_by_role("heading", name="เผยแพร่แล้ว ขอบคุณ").is_visible()

    page = reader.open("/")
    reader.follow(TITLE)
    assert reader.path() == f"/stories/{story.number}/"
    assert page.get_by_role("heading", level=1).inner_text() == TITLE
    tellers = [li.inner_text() for li in page.locator(".story__tellers li").all()]
    assert tellers == ["ผู้เล่า ป้ามาลี ใจเย็น", "ผู้บันทึก (คุณลิขิต) น้องสมชาย ใจดี"]
    assert reader.photos_loaded() == [True, True]
    assert reader.context.cookies() == []
