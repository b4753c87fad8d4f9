"""Handing over on phones: an officer retires, two successors take what hung on them."""

import datetime
import uuid

import pytest
from django.utils import timezone

from members import handover
from members.models import Handover, HandoverLine, Nomination
from stories import visits
from stories.models import Promise, Story, Visit
from tests import factories
from tests.browser.conftest import fill_day

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def busy(somchai, kanya, thap_thong):
    """somchai has told a visit and promised, writes a story, has a draft, told of somebody."""
    visit = factories.make_visit(somchai, thap_thong, promises=["เอาพริกมาให้"])
    factories.make_published(somchai, thap_thong)
    factories.make_story(visit, "ร่างของสมชาย")
    draft = visits.begin(client_uuid=uuid.uuid4(), by=somchai)
    visits.note(visit=draft, typed={"good": ["ยังเล่าไม่จบ"]})
    factories.make_nomination(somchai, "8006")
    return somchai


def take_all(walker, page: str) -> int:
    """Press รับไม้ line by line until none is left; returns how many there were."""
    walker.open(page)
    count = 0
    while walker.page.get_by_role("button", name="รับไม้", exact=True).count():
        walker.press("รับไม้", walker.page.locator("article:has(button:text-is('รับไม้'))").first)
        count += 1
    return count


def test_an_officer_retires_and_two_friends_walk_on(
    walk, busy, as_somchai, as_wichai, as_preeda, as_kanya, thap_thong, malee
):
    officer, friend, connector, desk = walk(), walk(), walk(), walk()
    for walker, client in (
        (officer, as_somchai),
        (friend, as_wichai),
        (connector, as_preeda),
        (desk, as_kanya),
    ):
        walker.carry_session(client)

    page = officer.open("/handover/")
    assert "เอาพริกมาให้" in officer.text()
    officer.press("เปิดส่งไม้ต่อ")
    assert page.locator("[data-error-summary]").is_visible()
    page.get_by_role("radio", name="เกษียณ").check()
    fill_day(page, timezone.localdate() + datetime.timedelta(days=20))
    page.get_by_label("อยากฝากบอกอะไร").fill("ขอบคุณทุกคน")
    officer.press("เปิดส่งไม้ต่อ")
    opened = Handover.objects.get()
    here = f"/handover/{opened.pk}/"
    assert officer.path() == here

    # A few words about the village, then the whole village to one, the rest to the other.
    page.locator("summary", has_text="ไปถึงแล้วทักใครก่อน").click()
    page.get_by_role("textbox", name="ไปถึงแล้วทักใครก่อน").fill("ทักป้าแมวก่อน อยู่หลังศาลา")
    officer.press("เก็บคำฝาก")
    page.get_by_label("เลือกทั้งหมดของบ้านทาบทอง").check()
    page.get_by_label("ขอให้ใครรับไม้").select_option(label="หมอวิชัย ทะเลงาม")
    officer.press("ขอให้รับไม้")
    assert "จดหมายไปถึงเขาแล้ว" in page.locator("body").inner_text()
    for line in opened.lines.filter(village=None):
        page.locator(f"#tick{line.pk}").check()
    page.get_by_label("ขอให้ใครรับไม้").select_option(label="ปลัดปรีดา ชวนคุย")
    officer.press("ขอให้รับไม้")

    # Line by line; one of them is given back, and the coordinator finds somebody.
    assert "ทักป้าแมวก่อน" in (friend.open(here), friend.text())[1]
    promise = opened.lines.get(kind="promise")
    row = friend.page.locator(f"#line{promise.pk}")
    row.locator("summary").click()
    row.get_by_role("textbox", name="ขอฝากคืนเพราะ").fill("ไม่ถนัดเรื่องพริก")
    friend.press("ฝากคืน", row)
    assert take_all(friend, here) == opened.lines.filter(village=thap_thong).count() - 1
    friend.follow("เล่าการลงไปแนะนำตัว")
    assert "ทาบทอง" in friend.page.locator("select[name=village] option:checked").inner_text()
    assert take_all(connector, here) == opened.lines.filter(village=None).count() == 2
    desk.open(here)
    desk.press("รับไว้เอง", desk.page.locator(f"#line{promise.pk}"))
    officer.open(here)
    assert "ส่งครบแล้ว" in officer.text()
    assert set(HandoverLine.objects.values_list("state", flat=True)) == {"taken"}

    # The day comes; what named the officer still opens, and names them.
    desk.open(f"/admin/members/user/{busy.pk}/change/")
    desk.page.get_by_role("checkbox", name="ยังเดินด้วยกัน").uncheck()
    desk.press("บันทึก")
    busy.refresh_from_db()
    assert (busy.is_active, handover.hanging_on(busy)) == (False, [])
    for story in Story.objects.all():
        assert story.scribe == busy
        desk.open(f"/stories/{story.number}/desk/")
        assert "สมชาย ใจดี" in desk.page.locator("body").inner_text()
    for address in (
        *(f"/visits/{visit.number}/" for visit in Visit.objects.kept()),
        f"/promises/{Promise.objects.get().pk}/",
        f"/admin/members/nomination/{Nomination.objects.get().pk}/file/",
        here,
        f"/stories/{Story.objects.published().get().number}/",
        f"/villages/{thap_thong.code}/",
    ):
        answer = desk.page.goto(desk.site + address)
        assert answer.status == 200, address
        if address != f"/villages/{thap_thong.code}/":
            assert "สมชาย ใจดี" in desk.page.locator("body").inner_text(), address
