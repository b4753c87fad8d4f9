"""The visit form under a thumb: what was forgotten, what is broken, what is pressed twice."""

import datetime
import re

import pytest
from django.utils import timezone

from stories.models import Visit
from tests.browser.conftest import fill_day, jpeg
from villages.models import Village

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GOOD = "ลุงสอนเด็กสานกระจูด"


@pytest.fixture
def officer(walk, as_somchai):
    """somchai with the empty form open."""
    walker = walk()
    walker.carry_session(as_somchai)
    walker.open("/visits/new/")
    walker.page.locator("form[data-field-ready]").wait_for()
    # What the site refuses with a sentence, Chromium logs; it may.
    walker.page.on("response", lambda answer: answer.status == 422 and forgive(walker, answer))
    return walker


def forgive(walker, answer) -> None:
    walker.forgiven.add(answer.url)


def fill_in(officer) -> None:
    """Everything the form needs."""
    officer.page.get_by_label("หมู่บ้าน", exact=True).select_option("80060602")
    fill_day(officer.page, timezone.localdate())
    officer.page.get_by_label("เห็นอะไรดีๆ ที่นี่").fill(GOOD)


def send(officer) -> None:
    """Press the big button; with scripts the page stays until the visit has arrived."""
    officer.page.get_by_role("button", name="ส่งถึงศูนย์", exact=True).click()


def refused(officer):
    """The summary of what is still missing, once it is there."""
    summary = officer.page.locator("[data-error-summary]")
    summary.wait_for()
    return summary


def arrive(officer) -> None:
    """Send, and wait for the page of the visit."""
    send(officer)
    officer.page.wait_for_url(re.compile(r"/visits/\d+/$"))


def focused(page) -> str:
    """The id of the element that has the focus."""
    return page.evaluate("() => document.activeElement.id")


def test_errors_are_focused_and_lead_to_their_fields_and_nothing_is_lost(officer):
    page = officer.page
    fill_day(page, timezone.localdate() + datetime.timedelta(days=2))
    page.get_by_label("เห็นอะไรดีๆ ที่นี่").fill(GOOD)
    page.get_by_label("ใครเล่าแล้วยิ้ม").fill("ลุงกับหลาน")
    page.get_by_label("เลือกจากคลังรูป").set_input_files([jpeg("krajood.jpg", "olive")])
    send(officer)

    summary = refused(officer)
    assert summary.evaluate("summary => summary === document.activeElement")
    assert page.title().startswith("ยังส่งไม่ได้")
    lines = summary.get_by_role("link")
    assert [line.inner_text() for line in lines.all()] == [
        "หมู่บ้าน: ยังไม่ได้เลือกหมู่บ้าน เลือกอำเภอก่อน แล้วตำบลกับหมู่บ้านจะขึ้นให้เลือก",
        "ไปมาวันไหน: วันที่ลงพื้นที่ยังมาไม่ถึง ลองดูปี พ.ศ. อีกครั้ง",
    ]
    lines.nth(0).click()
    assert focused(page) == "id_village"
    lines.nth(1).click()
    assert focused(page) == "id_day_day"

    assert page.get_by_label("เห็นอะไรดีๆ ที่นี่").input_value() == GOOD
    assert page.get_by_label("ใครเล่าแล้วยิ้ม").input_value() == "ลุงกับหลาน"
    assert officer.photos_loaded() == [True]
    assert officer.until(lambda: "1 รูป ถึงศูนย์แล้ว 1 รูป" in officer.text())

    page.get_by_label("หมู่บ้าน", exact=True).select_option("80060602")
    page.get_by_role("button", name="วันนี้").click()
    arrive(officer)
    assert "ถึงศูนย์แล้ว" in officer.text()
    visit = Visit.objects.get()
    assert (visit.day, visit.good, visit.smiled) == (timezone.localdate(), GOOD, "ลุงกับหลาน")
    assert visit.photos.count() == 1


def test_a_broken_photo_is_named_and_the_whole_one_beside_it_is_kept(officer):
    page = officer.page
    fill_in(officer)
    broken = {"name": "phang.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff ruin"}
    page.get_by_label("เลือกจากคลังรูป").set_input_files([broken, jpeg("dee.jpg", "teal")])
    send(officer)

    summary = refused(officer)
    assert summary.evaluate("summary => summary === document.activeElement")
    assert "phang.jpg" in summary.inner_text()
    assert officer.photos_loaded() == [True]
    assert page.get_by_label("เห็นอะไรดีๆ ที่นี่").input_value() == GOOD

    arrive(officer)
    assert "1 รูป" in page.locator(".message--success").inner_text()


def options(page, label: str) -> list[str]:
    """Values of the options of a select, the empty one left out."""
    values = (
        page.get_by_label(label, exact=True)
        .locator("option")
        .evaluate_all("options => options.map(option => option.value)")
    )
    return [value for value in values if value]


def villages_in(**where) -> list[str]:
    return list(Village.objects.filter(**where).order_by("code").values_list("code", flat=True))


def test_choosing_a_district_brings_its_tambons_and_villages(officer):
    page = officer.page
    assert not page.get_by_role("button", name="แสดงตำบลและหมู่บ้านของอำเภอที่เลือก").is_visible()
    page.get_by_label("อำเภอ", exact=True).select_option("8012")
    page.locator('#id_tambon option[value^="8012"]').first.wait_for(state="attached")
    assert sorted(options(page, "หมู่บ้าน")) == villages_in(tambon__district="8012")
    tambon = options(page, "ตำบล")[0]
    page.get_by_label("ตำบล", exact=True).select_option(tambon)
    assert options(page, "หมู่บ้าน") == villages_in(tambon=tambon)


def test_without_javascript_a_button_brings_the_villages_and_keeps_what_was_typed(walk, as_somchai):
    officer = walk(javascript=False)
    officer.carry_session(as_somchai)
    page = officer.open("/visits/new/")
    page.get_by_label("เห็นอะไรดีๆ ที่นี่").fill(GOOD)
    page.get_by_label("อำเภอ", exact=True).select_option("8012")
    officer.press("แสดงตำบลและหมู่บ้านของอำเภอที่เลือก")
    assert sorted(options(page, "หมู่บ้าน")) == villages_in(tambon__district="8012")
    assert page.get_by_label("เห็นอะไรดีๆ ที่นี่").input_value() == GOOD
    assert page.locator("[data-error-summary]").count() == 0


# Both presses come from the page, since nothing can be asked of it while an answer is awaited.
PRESS_TWICE = """
button => {
  button.click();
  setTimeout(() => { console.info(button.getAttribute("aria-busy")); button.click(); }, 30);
}
"""


def test_pressing_send_twice_sends_once(officer):
    page, held, said = officer.page, [], []
    fill_in(officer)

    def hold(route):
        held.append(route)

    page.route("**/finalise/", hold)
    page.on("console", lambda message: said.append(message.text))
    page.get_by_role("button", name="ส่งถึงศูนย์").evaluate(PRESS_TWICE)
    assert officer.until(lambda: held and said)
    held[0].continue_()
    page.get_by_role("heading", name="เห็นอะไรดีๆ ที่นี่").wait_for()
    assert said == ["true"]
    assert len(held) == 1
    assert Visit.objects.count() == 1


def test_one_form_sent_from_two_places_is_one_visit_and_both_texts_stand(officer, walk, as_somchai):
    plain = walk(javascript=False)
    plain.carry_session(as_somchai)
    first, second = officer.page, plain.open("/visits/new/")
    fill_in(officer)
    form_id = first.locator("input[name=client_uuid]").input_value()
    second.locator("input[name=client_uuid]").evaluate("(box, id) => { box.value = id; }", form_id)
    second.get_by_label("หมู่บ้าน", exact=True).select_option("80060602")
    fill_day(second, timezone.localdate())
    second.get_by_label("เห็นอะไรดีๆ ที่นี่").fill("อีกฉบับที่เขียนในอีกที่หนึ่ง")

    arrive(officer)
    assert "ถึงศูนย์แล้ว" in officer.text()
    plain.press("ส่งถึงศูนย์")
    receipt = second.locator("main").inner_text()
    assert second.url == first.url
    assert GOOD in receipt
    assert "อีกฉบับที่เขียนในอีกที่หนึ่ง" in receipt
    assert Visit.objects.get().good == GOOD
