"""Everything that goes wrong between a phone and the site, on purpose: the table of cases."""

import io
import os

import pytest
from PIL import Image

from stories import visits
from stories.models import Visit
from tests import factories
from tests.browser.conftest import jpeg
from tests.browser.phones import GOOD, one_visit
from tests.conftest import signed_in

pytest_plugins = ["tests.browser.pockets", "tests.faults.table"]
FULL = os.environ.get("KMNET_FAULTS") == "full"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STEPS = {
    "ทักทาย": rb"^GET /sync/hello/",
    "ส่งคำ": rb"^PUT /sync/visits/[^/]+/$",
    "ส่งรูป": rb"^PUT /sync/visits/[^/]+/photos/",
    "ปิดท้าย": rb"^POST /sync/visits/[^/]+/finalise/",
}
BREAKS = {
    "คำตอบหาย": lambda proxy, step: proxy.drop_response(matching=step),
    "คำขอหาย": lambda proxy, step: proxy.drop_request(matching=step),
    "สายขาดกลางคำขอ": lambda proxy, step: proxy.cut(matching=step, after=60),
    "คำตอบมาครึ่งเดียว": lambda proxy, step: proxy.cut(matching=step, after=9, way="response"),
    "มีหน้าเว็บอื่นตอบแทน": lambda proxy, step: proxy.garbage(matching=step, asked=True),
    "ทางผ่านบอก 502": lambda proxy, step: proxy.answer(502, matching=step),
}
SHORT = [(step, "คำตอบหาย") for step in STEPS if step != "ทักทาย"]
# Their rules are held elsewhere too; here they are seen through the phone.
only_full = pytest.mark.skipif(not FULL, reason="make faults")
CASES = [(step, how) for step in STEPS for how in BREAKS] if FULL else SHORT


def send_until_it_arrives(phone) -> None:
    """Press, and press again what waits, as often as somebody would."""
    phone.send()
    for _ in range(5):
        panel = phone.page.locator('[data-notice="waiting"]')
        phone.wait(lambda panel=panel: panel.count() or "/visits/new/" not in phone.page.url)
        if not panel.count():
            break
        phone.send_again()
        phone.page.wait_for_timeout(300)  # milliseconds; long enough to see it fail again
    phone.arrives()


def test_whatever_the_line_does_to_a_step_one_visit_arrives_whole(phone, fault):
    for count, (step, how) in enumerate(CASES, start=1):
        good = f"{GOOD} ครั้งที่ {count}"
        phone.open("/visits/new/")
        BREAKS[how](phone.proxy, STEPS[step])
        phone.tell(good)
        phone.add_photos("olive", "teal")
        send_until_it_arrives(phone)
        assert phone.proxy.struck, (step, how)
        phone.proxy.struck.clear()
        phone.proxy.pass_through()
        assert Visit.objects.count() == count
        visit = Visit.objects.get(good=good)
        assert (visit.state, visit.photos.standing().count()) == ("kept", 2)
        assert visit.submissions.count() == 1, (step, how)
        fault(f"ขั้น{step}: {how}", "กดส่ง แล้วกดส่งอีกครั้ง", "1 การลงพื้นที่ 2 รูป ฉบับเดียว")
    assert phone.stored("drafts") == []


@only_full
def test_words_typed_after_a_lost_answer_are_nobody_elses(phone, fault):
    phone.open("/visits/new/")
    phone.proxy.drop_response(matching=STEPS["ส่งคำ"])
    phone.tell("คำแรก")
    phone.wait(lambda: "draft=" in phone.page.url)
    phone.nudge()
    phone.wait(lambda: phone.proxy.struck)
    phone.tell(GOOD)
    phone.wait(lambda: GOOD in str(phone.stored("drafts")))
    phone.nudge()
    phone.wait(lambda: phone.status().startswith("ร่างถึงศูนย์แล้ว"))
    phone.send()
    phone.arrives()
    assert one_visit().submissions.count() == 1
    fault("คำตอบของร่างหาย แล้วพิมพ์ต่อ", "ส่งร่าง, ตัดคำตอบ, พิมพ์เพิ่ม, ส่ง", "ไม่มีฉบับที่วางไว้ข้างๆ")


@only_full
def test_two_taps_send_once(phone, fault):
    phone.open("/visits/new/")
    phone.tell()
    phone.page.get_by_role("button", name="ส่งถึงศูนย์").dblclick()
    phone.arrives()
    one_visit()
    ends = [line for line in phone.proxy.seen if line.endswith(b"/finalise/")]
    assert len(ends) == 1
    fault("กดสองที", "กดส่งสองครั้งติดกัน", "ส่งครั้งเดียว 1 การลงพื้นที่")


def test_one_tab_edits_and_another_may_take_over(phone, fault):
    phone.open("/visits/new/")
    phone.tell("ที่พิมพ์ในแท็บแรก")
    phone.wait(lambda: "draft=" in phone.page.url)
    first = phone.page
    phone.page = second = phone.context.new_page()
    second.goto(first.url)
    second.get_by_text("เรื่องนี้เปิดเล่าค้างไว้ในอีกแท็บ").wait_for()
    assert second.locator("form[data-field-form]").evaluate("form => form.inert")
    first.get_by_label("เห็นอะไรดีๆ ที่นี่").fill(GOOD)
    with second.expect_navigation():
        second.get_by_role("button", name="เล่าต่อในแท็บนี้").click()
    first.get_by_text("อีกแท็บหนึ่งรับเรื่องนี้ไปเล่าต่อแล้ว").wait_for()
    assert first.locator("form[data-field-form]").evaluate("form => form.inert")
    second.locator("form[data-field-ready]").wait_for()
    assert second.get_by_label("เห็นอะไรดีๆ ที่นี่").input_value() == GOOD
    phone.send()
    phone.arrives()
    one_visit()
    first.wait_for_url("**/visits/*/")
    fault("สองแท็บ", "เปิดร่างเดียวสองแท็บ แล้วรับไปเล่าต่อ", "แก้ได้แท็บเดียว คำล่าสุดอยู่ครบ")


def test_a_session_that_ended_keeps_the_queue_for_the_same_person(phone, somchai, wichai, fault):
    phone.open("/visits/new/")
    phone.tell()
    phone.add_photos("olive")
    phone.lose_session()
    phone.send()
    assert "เข้าสู่ระบบอีกครั้ง แล้วจะส่งต่อให้เอง" in phone.waits()

    phone.carry_session(signed_in(wichai))
    phone.open("/visits/new/")
    phone.page.locator("form[data-field-ready]").wait_for()
    assert GOOD not in phone.page.content()
    assert phone.page.locator("[data-notice]").count() == 0
    phone.open("/visits/field/")
    phone.page.get_by_text("ไม่มีอะไรค้างอยู่ในเครื่องนี้").wait_for()
    assert [draft["user"] for draft in phone.stored("drafts")] == [somchai.pk]
    assert not Visit.objects.filter(state="kept").exists()

    phone.carry_session(signed_in(somchai))
    phone.open("/me/")
    phone.wait(lambda: Visit.objects.filter(state="kept").exists())
    phone.wait(lambda: phone.stored("drafts") == [])
    assert one_visit("olive").author == somchai
    fault(
        "ออกจากระบบกลางทาง แล้วอีกคนเข้าใช้เครื่องเดียวกัน",
        "ส่ง, หมดเวลา, อีกคนเข้า, เจ้าของกลับมา",
        "อีกคนไม่เห็นอะไร เจ้าของเข้าใหม่แล้วส่งต่อเอง",
    )


@only_full
def test_a_draft_thrown_away_at_a_desk_goes_on_as_a_new_one(phone, fault):
    phone.open("/visits/new/")
    phone.tell("คำแรก")
    phone.add_photos("olive")
    phone.wait(lambda: phone.page.locator('[data-photo][data-state="sent"]').count() == 1)
    visits.discard(visit=Visit.objects.get())
    phone.tell(GOOD)
    phone.send()
    assert "ร่างนี้ทิ้งไปแล้ว" in phone.waits()
    phone.open("/visits/field/")
    with phone.page.expect_navigation():
        phone.page.get_by_role("button", name="ส่งเป็นเรื่องใหม่").click()
    phone.page.locator("form[data-field-ready]").wait_for()
    assert phone.page.get_by_label("เห็นอะไรดีๆ ที่นี่").input_value() == GOOD
    phone.send()
    phone.arrives()
    one_visit("olive")
    fault("ร่างถูกทิ้งที่โต๊ะ ขณะที่เครื่องยังมีคำใหม่", "ส่ง แล้วส่งเป็นเรื่องใหม่", "บอกว่าทิ้งแล้ว คำกับรูปไปครบในเรื่องใหม่")


def test_photos_that_cannot_be_read_or_sent_cost_nothing_else(phone, fault):
    phone.page.add_init_script(UNREADABLE)
    phone.open("/visits/new/")
    phone.tell()
    phone.proxy.answer(413, matching=STEPS["ส่งรูป"], body=b"<h1>Request Entity Too Large</h1>")
    broken = {"name": "phang.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff ruin"}
    unread = {"name": "unreadable.jpg", "mimeType": "image/jpeg", "buffer": b"x"}
    picker = phone.page.get_by_label("เลือกจากคลังรูป")
    picker.set_input_files([jpeg("yai.jpg", "orange"), unread, broken, jpeg("dee.jpg", "teal")])
    phone.page.get_by_text("รูป unreadable.jpg เครื่องนี้อ่านไม่ได้").wait_for()
    refused = phone.page.locator('[data-photo][data-state="refused"]')
    phone.wait(lambda: refused.count() == 2)
    phone.wait(lambda: phone.page.locator('[data-photo][data-state="sent"]').count() == 1)
    said = [each.inner_text() for each in refused.locator("[data-says]").all()]
    assert said[0].startswith("รูปนี้ใหญ่เกินกว่าที่ทางส่งรับได้")
    assert "phang.jpg" in said[1]
    assert phone.page.get_by_label("เห็นอะไรดีๆ ที่นี่").input_value() == GOOD

    refused.first.get_by_role("button", name="ลองอีกครั้ง").click()
    phone.wait(lambda: phone.page.locator('[data-photo][data-state="sent"]').count() == 2)
    phone.send()
    summary = phone.page.locator("[data-error-summary]")
    summary.wait_for()
    assert "phang.jpg" in summary.inner_text()
    assert Visit.objects.get().is_draft
    phone.send()
    phone.arrives()
    one_visit("orange", "teal")
    assert [draft["state"] for draft in phone.stored("drafts")] == ["left"]
    fault("413, รูปเสีย, รูปที่เครื่องอ่านไม่ได้", "เลือก 4 รูป", "บอกทีละรูป รูปดีถึงครบ คำไม่หาย")


UNREADABLE = """
const read = File.prototype.arrayBuffer;
File.prototype.arrayBuffer = function () {
  if (this.name === "unreadable.jpg") return Promise.reject(new DOMException("", "NotReadableError"));
  return read.call(this);
};
"""


def test_a_full_phone_says_so_and_still_sends(phone, fault):
    devtools = phone.context.new_cdp_session(phone.page)
    origin = {"origin": phone.proxy.url}
    devtools.send("Storage.overrideQuotaForOrigin", {**origin, "quotaSize": 900_000})
    phone.open("/visits/new/")
    phone.tell()
    phone.wait(lambda: "draft=" in phone.page.url)
    noisy = {"name": "noisy.jpg", "mimeType": "image/jpeg", "buffer": noise()}
    phone.page.get_by_label("เลือกจากคลังรูป").set_input_files([noisy])
    notice = phone.page.locator('[data-notice="photos"]')
    notice.wait_for()
    assert "ที่เก็บในเครื่องนี้เต็ม" in notice.inner_text()
    assert phone.page.get_by_label("เห็นอะไรดีๆ ที่นี่").input_value() == GOOD
    assert phone.stored("bytes") == []
    phone.send()  # what the phone cannot keep still goes straight from the page
    phone.arrives()
    assert Visit.objects.get().photos.standing().count() == 1
    devtools.send("Storage.overrideQuotaForOrigin", origin)
    fault("ที่เก็บในเครื่องเต็ม", "เลือกรูปตอนเต็ม แล้วส่ง", "บอกเป็นไทย คำกับรูปยังอยู่ ส่งได้ครบ")


def noise() -> bytes:
    """A photo that no copy makes much smaller."""
    file = io.BytesIO()
    Image.effect_noise((1500, 1200), 90).convert("RGB").save(file, "JPEG", quality=95)
    return file.getvalue()


@pytest.mark.parametrize("days", [1, -1] if FULL else [1])
def test_a_clock_that_is_a_day_off_changes_nothing_at_the_site(phone, days, fault):
    phone.page.add_init_script(SHIFTED % (days * 86_400_000))
    phone.open("/visits/new/")
    phone.page.get_by_text("นาฬิกาเครื่องนี้ไม่ตรงกับศูนย์").wait_for()
    phone.tell()
    phone.send()
    phone.arrives()
    visit = one_visit()
    phone.open("/visits/field/")
    receipt = phone.page.locator("[data-receipt]")
    receipt.wait_for()
    arrived = phone.stored("receipts")[0]["arrived_at"]
    assert arrived.startswith(factories.days_ago(0).isoformat())
    assert f"เลขที่ {visit.number}" in receipt.inner_text()
    fault(f"นาฬิกาเครื่องคลาด {days:+} วัน", "เล่าแล้วส่ง", "เวลาถึงเป็นของศูนย์ มีคำเตือนเรื่องวัน")


SHIFTED = """
{
  const Real = Date;
  const shift = %d;
  self.Date = class extends Real {
    constructor(...parts) { if (parts.length) super(...parts); else super(Real.now() + shift); }
    static now() { return Real.now() + shift; }
  };
}
"""
