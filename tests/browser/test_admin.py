"""The coordinator's desk: a person told of is invited, answers the letter, and logs a visit."""

import re

import pytest
from django.core import mail
from django.utils import timezone

from members.models import Nomination, User
from stories.models import Visit
from tests import factories
from tests.browser.conftest import fill_day

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REASON = "สอนเด็กทำปุ๋ยทุกเย็น ไม่มีใครสั่ง"
DESKTOP = {"width": 1280, "height": 900}


def test_a_coordinator_invites_a_person_who_answers_and_logs_a_visit(walk, somchai, as_kanya):
    nomination = factories.make_nomination(
        somchai, "8006", "สายใจ รักเรียน", agency=factories.make_agency("โรงเรียนบ้านเนิน", "university")
    )
    coordinator, invited = walk(window=DESKTOP), walk()
    coordinator.carry_session(as_kanya)

    page = coordinator.open("/admin/")
    coordinator.follow("คนที่ได้พบ")
    coordinator.follow("ครูสายใจ รักเรียน")
    coordinator.follow("คุยกันและตัดสินใจ")
    page.get_by_label("ชวนร่วมเดิน").check()
    coordinator.press("ต่อไป")
    # Forgotten: the reason and the e-mail. What was chosen stays.
    assert "ยังไม่ได้เขียนเหตุผล" in page.locator("#content").inner_text()
    assert page.get_by_label("ชวนร่วมเดิน").is_checked()
    page.get_by_label("เพราะ").fill(REASON)
    page.get_by_label("อีเมลของเขา").fill("saijai@kmnet.example")
    coordinator.press("ต่อไป")
    assert REASON in page.locator("pre.letter").inner_text()
    assert mail.outbox == []
    coordinator.press("ส่งจดหมายชวน")
    assert page.get_by_text("จดการตัดสินใจเรื่องครูสายใจ รักเรียนแล้ว").is_visible()

    (letter,) = mail.outbox
    assert letter.to == ["saijai@kmnet.example"]
    assert REASON in letter.body
    (link,) = re.findall(rf"{invited.site}/invitations/\S+", letter.body)

    page = invited.open(link)
    assert "ครูสายใจ รักเรียน มาร่วมเดินด้วยกันไหม" in invited.text()
    page.get_by_label("รหัสผ่านที่จะใช้").fill("สั้นไป")
    invited.press("ร่วมเดินด้วยกัน")
    summary = page.locator("[data-error-summary]")
    assert summary.evaluate("summary => summary === document.activeElement")
    page.get_by_label("รหัสผ่านที่จะใช้").fill("ปุ๋ยหมักหลังโรงเรียน")
    invited.press("ร่วมเดินด้วยกัน")
    assert invited.path() == "/me/"
    assert "สวัสดี ครูสายใจ" in invited.text()

    invited.follow("เล่าการลงพื้นที่")
    page.get_by_label("หมู่บ้าน", exact=True).select_option("80060602")
    fill_day(page, timezone.localdate())
    page.get_by_label("เห็นอะไรดีๆ ที่นี่").fill("เด็กๆ พลิกกองปุ๋ยเอง")
    invited.press("ส่งถึงศูนย์")
    assert "ถึงศูนย์แล้ว" in invited.text()
    nomination.refresh_from_db()
    assert nomination.state == Nomination.State.ACCEPTED
    assert Visit.objects.kept().get().author == User.objects.get(email="saijai@kmnet.example")

    stranger = walk()
    stranger.open_refused(link)
    assert "ลิงก์นี้ใช้ไม่ได้แล้ว" in stranger.text()


def test_nothing_on_the_desk_breaks_the_content_security_policy(
    walk, somchai, as_kanya, thap_thong, malee
):
    """Every list, and every form to add and to change, opened with the browser listening."""
    factories.make_published(somchai, thap_thong, photos_of=("green",))
    factories.make_nomination(somchai, "8006")
    coordinator = walk(window=DESKTOP)
    coordinator.carry_session(as_kanya)
    page = coordinator.open("/admin/")
    doors = links(page.locator("#content-main"), "/admin/")
    assert len(doors) > 15
    for door in doors:
        page = coordinator.open(door)
        assert page.locator("#content").is_visible()
        first = page.locator("#result_list tbody th a")
        if first.count():
            page = coordinator.open(first.first.get_attribute("href"))
            assert page.locator("#content form").is_visible()
            for tool in links(page.locator(".object-tools"), "/admin/"):
                coordinator.open(tool)


def links(part, under: str) -> list[str]:
    """Addresses below `under` that a part of the page leads to, each once."""
    found = part.locator("a").evaluate_all("links => links.map(link => link.pathname)")
    return [address for address in dict.fromkeys(found) if address.startswith(under)]
