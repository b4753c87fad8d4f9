"""The coordinators' desk: two say yes, the person answers, and every page keeps to the policy."""

import re

import pytest
from django.core import mail

from members.models import Nomination
from tests import factories
from tests.conftest import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REASON = "สอนเด็กทำปุ๋ยทุกเย็น ไม่มีใครสั่ง"
WHY = "รู้จักกันมาสิบปี"
DESKTOP = {"width": 1280, "height": 900}


def test_two_coordinators_invite_a_person_who_answers(walk, somchai, as_kanya):
    nomination = factories.make_nomination(
        somchai, "8006", "สายใจ รักเรียน", agency=factories.make_agency("โรงเรียนบ้านเนิน", "university")
    )
    warunee = factories.make_coordinator("warunee@kmnet.example", "วารุณี ยืนต้น", "พี่")
    first, second, invited = walk(window=DESKTOP), walk(window=DESKTOP), walk()
    first.carry_session(as_kanya)
    second.carry_session(signed_in(warunee))

    page = first.open("/admin/")
    first.follow("คนที่ได้พบ")
    first.follow("ครูสายใจ รักเรียน")
    first.follow("คุยกันและตัดสินใจ")
    page.get_by_label("ชวนร่วมเดิน").check()
    first.press("ต่อไป")
    # Forgotten: the reason, the e-mail, and why the file need not be whole. What was chosen stays.
    said = page.locator("#content").inner_text()
    assert "ยังไม่ได้เขียนเหตุผล" in said
    assert "ยังไม่ได้ใส่อีเมลของเขา" in said
    assert "แฟ้มยังไม่ครบ บอกสั้นๆ ว่าทำไมชวนได้เลย" in said
    assert page.get_by_label("ชวนร่วมเดิน").is_checked()
    page.get_by_label("เพราะ", exact=True).fill(REASON)
    page.get_by_label("อีเมลของเขา").fill("saijai@kmnet.example")
    page.get_by_label("แฟ้มยังไม่ครบ แต่ชวนเลยเพราะ").fill(WHY)
    first.press("ต่อไป")
    assert REASON in page.locator("pre.letter").inner_text()
    first.press("จดว่าชวน รอเพื่อนอีกคน")
    assert page.get_by_text("จดไว้แล้วว่าชวน รอเพื่อนอีกคนเห็นด้วย").is_visible()
    assert mail.outbox == []

    page = second.open(f"/admin/members/nomination/{nomination.pk}/decide/")
    assert REASON in page.locator("#content").inner_text()
    page.get_by_label("ชวนร่วมเดิน").check()
    page.get_by_label("เพราะ", exact=True).fill("เด็กๆ รักเขา")
    page.get_by_label("แฟ้มยังไม่ครบ แต่ชวนเลยเพราะ").fill(WHY)
    second.press("ต่อไป")
    preview = page.locator("pre.letter").inner_text()
    assert preview.index(REASON) < preview.index("เด็กๆ รักเขา")
    second.press("ส่งจดหมายชวน")
    assert page.get_by_text("จดหมายชวนส่งถึงครูสายใจ รักเรียนแล้ว").is_visible()

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
    nomination.refresh_from_db()
    assert nomination.state == Nomination.State.ACCEPTED

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
        first = page.locator("#result_list tbody a")
        if first.count():
            page = coordinator.open(first.first.get_attribute("href"))
            assert page.locator("#content form").count() > 0
            for tool in links(page.locator(".object-tools"), "/admin/"):
                coordinator.open(tool)


def links(part, under: str) -> list[str]:
    """Addresses below `under` that a part of the page leads to, each once."""
    found = part.locator("a").evaluate_all("links => links.map(link => link.pathname)")
    return [address for address in dict.fromkeys(found) if address.startswith(under)]
