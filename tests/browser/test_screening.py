"""Screening on the screen: from a person met to a person who walks along, mostly on phones."""

import re

import pytest
from django.core import mail
from django.utils import timezone

from members import files
from members.forms import MetForm
from members.models import Nomination, PublicTelling, User
from stories.models import Visit
from tests import factories
from tests.browser.conftest import fill_day
from tests.conftest import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAIJAI = {
    "name": "สายใจ รักเรียน",
    "called": "ครู",
    "agency_words": "โรงเรียนบ้านทาบทอง",
    "words": "ปุ๋ยนี้เด็กเป็นคนคิด ครูแค่ยืนดู",
}
SEEN = "เด็กจดสูตรปุ๋ยเอง ครูไม่จับมือเขียนเลย"
WORRY = "วันนัดกับชาวบ้านครูไม่มา และไม่ได้บอก"
VILLAGER = "ครูมานั่งตำปุ๋ยกับฉันทุกเย็น"
PEER = "เคยมาสอนเด็กที่ท่าศาลา ไม่เอาค่าน้ำมัน"
FIRST, SECOND = "เห็นกับตาว่าเด็กเป็นเจ้าของงาน", "ชาวบ้านพูดถึงด้วยรอยยิ้ม"
WHY = "เรื่องที่น่าห่วงคุยกันแล้ว ครูไปขอโทษเอง"
PASSWORD = "ปุ๋ยหมักหลังโรงเรียน"


@pytest.fixture
def sunee(places):
    """Coordinates เชียรใหญ่."""
    return factories.make_coordinator("sunee@kmnet.example", "สุนีย์ ยืนนาน", "พี่", "8006")


def open_deed(page, name: str):
    """Unfold one of the file's small forms; returns it."""
    deed = page.locator(f"#deed-{name}")
    deed.locator("summary").click()
    return deed


def ask_for_a_voice(coordinator, *, kind: str, called: str, name: str, district: str = "") -> str:
    """Ask somebody in the file; returns the link to send."""
    page = coordinator.page
    deed = open_deed(page, "voice")
    deed.get_by_label(kind, exact=True).check()
    deed.get_by_label("เรียกกันว่า").fill(called)
    deed.get_by_label("ชื่อ", exact=True).fill(name)
    if district:
        deed.get_by_label("อยู่อำเภอ").select_option(district)
    coordinator.press("ขอฟังเสียงใครสักคน", deed)
    part = page.locator(".file__part", has_text=called + name)
    return part.locator("code.link").inner_text()


def speak(walker, link: str, words: str) -> None:
    """Answer behind a voice's own link."""
    page = walker.open(link)
    assert "ครูสายใจ รักเรียน" in walker.text()
    page.get_by_label("เคยทำอะไรด้วยกัน").fill(words)
    page.get_by_label("อยากให้เดินด้วยกัน").check()
    walker.press("ส่ง")
    assert page.get_by_role("heading", name="ขอบคุณที่เล่าให้ฟัง").is_visible()


def checklist(page) -> dict[str, bool]:
    """What the file has and what it lacks, as it stands on the page."""
    items = page.locator(".checklist li").all()
    return {
        item.locator("strong").inner_text(): "there" in item.get_attribute("class").split()
        for item in items
    }


def write_invite(page, reason: str) -> None:
    """Fill in an invitation on the page of the decision, and look at the letter."""
    page.get_by_label("ชวนร่วมเดิน").check()
    page.get_by_label("เพราะ", exact=True).fill(reason)
    page.get_by_label("อีเมลของเขา").fill("saijai@kmnet.example")
    page.get_by_label("แฟ้มยังไม่ครบ แต่ชวนเลยเพราะ").fill(WHY)


def test_somebody_met_is_told_of_heard_of_invited_and_logs_a_first_visit(
    walk, somchai, as_somchai, as_kanya, sunee, thap_thong
):
    visit = factories.make_visit(somchai, thap_thong, met=[SAIJAI])
    officer, coordinator, second = walk(), walk(), walk()
    officer.carry_session(as_somchai)
    coordinator.carry_session(signed_in(sunee))
    second.carry_session(as_kanya)

    # One press under the encounter, and something seen.
    page = officer.open(f"/visits/{visit.number}/")
    officer.press("อยากให้เครือข่ายรู้จักคนนี้")
    nomination = Nomination.objects.get()
    assert officer.path() == f"/people/{nomination.pk}/"
    assert SAIJAI["words"] in officer.text()
    page.get_by_label("เรื่องนี้บอกอะไร").select_option(label="ไม่สั่งชาวบ้าน")
    page.get_by_label("เห็นว่าใช่").check()
    officer.press("จดไว้ในแฟ้ม")
    summary = page.locator("[data-error-summary]")
    assert summary.evaluate("summary => summary === document.activeElement")
    page.get_by_label("เกิดอะไรขึ้น").fill(SEEN)
    page.get_by_label("ใครเห็น ใครเล่า").fill("ป้าแมว")
    officer.press("จดไว้ในแฟ้ม")
    assert "จดไว้ในแฟ้มแล้ว" in officer.text()
    assert SEEN in officer.text()

    # The coordinator opens the file from the queue and adds a worry, which needs its day.
    page = coordinator.open("/admin/members/nomination/")
    coordinator.follow("ครูสายใจ รักเรียน")
    file = page.url
    assert SEEN in coordinator.text()
    deed = open_deed(page, "evidence")
    deed.get_by_label("เรื่องนี้บอกอะไร").select_option(label="ทำงานร่วมกับชุมชนและเรียนรู้จากชุมชน")
    deed.get_by_label("ยังน่าห่วง").check()
    deed.get_by_label("เกิดอะไรขึ้น").fill(WORRY)
    deed.get_by_label("ใครเห็น ใครเล่า").fill("ลุงเอื้อน")
    coordinator.press("จดสิ่งที่เห็น", deed)
    assert deed.get_by_text("เรื่องที่น่าห่วงต้องบอกวัน").is_visible()
    assert deed.get_by_label("เกิดอะไรขึ้น").input_value() == WORRY
    day = factories.days_ago(9)
    deed.get_by_label("วันที่", exact=True).fill(str(day.day))
    deed.get_by_label("เดือน", exact=True).select_option(str(day.month))
    deed.get_by_label("ปี พ.ศ.", exact=True).fill(str(day.year + 543))
    coordinator.press("จดสิ่งที่เห็น", deed)
    assert WORRY in page.locator(".file__part--against").inner_text()

    # Two voices, each by its own link on a phone of its own.
    link = ask_for_a_voice(coordinator, kind="เสียงชาวบ้าน", called="ป้า", name="แมว ใจเย็น")
    villager, peer = walk(), walk()
    villager.open(link)
    villager.press("ส่ง")
    summary = villager.page.locator("[data-error-summary]")
    assert summary.evaluate("summary => summary === document.activeElement")
    speak(villager, link, VILLAGER)
    villager.open_refused(link)
    assert "ลิงก์นี้ใช้ไม่ได้แล้ว" in villager.text()
    assert "สายใจ" not in villager.page.content()
    link = ask_for_a_voice(
        coordinator, kind="เสียงเพื่อนต่างอำเภอ", called="หมอ", name="นก ต่างถิ่น", district="8008"
    )
    speak(peer, link, PEER)

    # All of it stands in the file, and the visit is found by itself.
    page = coordinator.open(file)
    for words in (SEEN, WORRY, VILLAGER, PEER):
        assert words in coordinator.text()
    walks = page.locator("section", has=page.get_by_role("heading", name="เดินด้วยกัน"))
    assert walks.get_by_role("link", name="บ้านทาบทอง").is_visible()
    assert checklist(page) == {
        "พบกันในพื้นที่": True,
        "ได้คุยกัน": True,
        "เรื่องจริงข้อ “มี KM อยู่ในหัวใจ ไม่ใช่ทำเพราะถูกสั่ง”": False,
        "เรื่องจริงข้อ “เห็นความสุขของชาวบ้านก่อนตัวเองและหน่วยงาน”": False,
        "เรื่องจริงข้อ “ไม่สั่งชาวบ้าน”": True,
        "เรื่องจริงข้อ “ทำงานร่วมกับชุมชนและเรียนรู้จากชุมชน”": True,
        "เสียงชาวบ้าน": True,
        "เสียงเพื่อนต่างอำเภอ": True,
        "เดินด้วยกัน": True,
    }

    # Both write at once; the first one's words stand before the second has sent hers.
    their_page = second.open(f"{file.removesuffix('file/')}decide/")
    write_invite(their_page, SECOND)
    coordinator.follow("คุยกันและตัดสินใจ")
    write_invite(page, FIRST)
    coordinator.press("ต่อไป")
    coordinator.press("จดว่าชวน รอเพื่อนอีกคน")
    assert "รอเพื่อนอีกคนเห็นด้วย" in coordinator.text()
    assert mail.outbox == []

    second.press("ต่อไป")
    second.press("ส่งจดหมายชวน")
    assert "พี่สุนีย์ ยืนนานตัดสินใจเรื่องนี้ไปแล้วว่า “ชวนร่วมเดิน”" in second.text()
    assert FIRST in second.text()
    assert their_page.get_by_label("เพราะ", exact=True).input_value() == SECOND
    assert mail.outbox == []
    second.press("ต่อไป")
    preview = their_page.locator("pre.letter").inner_text()
    assert preview.index(FIRST) < preview.index(SECOND)
    second.press("ส่งจดหมายชวน")
    assert "จดหมายชวนส่งถึงครูสายใจ รักเรียนแล้ว" in second.text()

    # The letter, the charter, yes.
    (letter,) = mail.outbox
    assert letter.to == ["saijai@kmnet.example"]
    (link,) = re.findall(r"http\S+/invitations/\S+", letter.body)
    assert letter.body.replace(link, "(ลิงก์ส่วนตัวของเขาจะอยู่ตรงนี้)").strip() == preview.strip()
    invited = walk()
    page = invited.open(link)
    assert "งานเป็นของชุมชน เรื่องเป็นของหมู่บ้าน" in invited.text()
    page.get_by_label("รหัสผ่านที่จะใช้").fill(PASSWORD)
    invited.press("ร่วมเดินด้วยกัน")
    assert invited.path() == "/me/"

    # Another day, another phone: signed in by hand, and a first visit.
    newcomer = walk()
    page = newcomer.open("/visits/new/")
    newcomer.sign_in("saijai@kmnet.example", PASSWORD)
    page.get_by_label("หมู่บ้าน", exact=True).select_option("80060602")
    fill_day(page, timezone.localdate())
    page.get_by_label("เห็นอะไรดีๆ ที่นี่").fill("เด็กๆ พลิกกองปุ๋ยเอง")
    page.get_by_role("button", name="ส่งถึงศูนย์", exact=True).click()
    page.wait_for_url(re.compile(r"/visits/\d+/$"))
    assert "ถึงศูนย์แล้ว" in newcomer.text()
    nomination.refresh_from_db()
    assert (nomination.state, nomination.buddy) == (Nomination.State.ACCEPTED, somchai)
    first = Visit.objects.kept().get(author=User.objects.get(email="saijai@kmnet.example"))
    assert first.good == "เด็กๆ พลิกกองปุ๋ยเอง"


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_villager_tells_of_somebody_without_an_account(walk, monkeypatch, javascript):
    # The test types faster than any villager.
    monkeypatch.setattr(MetForm, "FEWEST_SECONDS", 0)
    villager = walk(javascript=javascript)
    page = villager.open("/")
    with page.expect_navigation():
        page.locator("footer").get_by_role("link", name="เล่าถึงคนที่ท่านพบ").click()
    # The trap stands in nobody's way: not read aloud, and not reached by the keyboard.
    assert page.get_by_role("textbox", name="ช่องนี้เว้นไว้").count() == 0
    assert page.locator("[name=website]").get_attribute("tabindex") == "-1"
    page.get_by_label("เห็นเขาทำอะไร เพื่อใคร").fill("มาสอนหลานทำปุ๋ยทุกเย็น")
    villager.press("ส่งให้เครือข่าย")
    lines = page.locator("[data-error-summary]").get_by_role("link")
    assert [line.inner_text().partition(":")[0] for line in lines.all()] == [
        "คนที่เล่าถึง ชื่ออะไร",
        "อยู่อำเภอ",
        "คุณชื่ออะไร",
        "เราติดต่อคุณกลับได้ที่ไหน",
    ]
    assert page.get_by_label("เห็นเขาทำอะไร เพื่อใคร").input_value() == "มาสอนหลานทำปุ๋ยทุกเย็น"
    assert PublicTelling.objects.count() == 0

    page.get_by_label("คนที่เล่าถึง ชื่ออะไร").fill("สายใจ รักเรียน")
    page.get_by_label("อยู่อำเภอ").select_option("8006")
    page.get_by_label("คุณชื่ออะไร").fill("ป้าแมว")
    page.get_by_label("เราติดต่อคุณกลับได้ที่ไหน").fill("ร้านขนมหน้าวัด")
    villager.press("ส่งให้เครือข่าย")
    assert page.get_by_role("heading", name="ขอบคุณที่เล่าให้ฟัง").is_visible()
    told = PublicTelling.objects.get()
    assert (told.name, told.district_id, told.words, told.state) == (
        "สายใจ รักเรียน",
        "8006",
        "มาสอนหลานทำปุ๋ยทุกเย็น",
        PublicTelling.State.NEW,
    )
    # The browser keeps nothing of who told: the next one at this phone sees an empty form.
    page = villager.open("/met/")
    assert page.get_by_label("คุณชื่ออะไร").input_value() == ""


@pytest.fixture
def file(somchai, thap_thong, kanya, places):
    """A file with everything in it, something against, and a voice that is waited for."""
    nomination = factories.make_whole_file(somchai, thap_thong)
    factories.make_evidence(
        nomination, somchai, 8, direction="against", what=WORRY, day=factories.days_ago(9)
    )
    factories.ask_voice(nomination, somchai, name="เอื้อน ใจดี", called="ลุง")
    return nomination


def test_pages_where_people_are_told_of_and_heard(
    walk, file, kanya, as_somchai, as_wichai, thap_thong, inspector
):
    visitor = walk()
    page = visitor.open("/met/")
    inspector.look(page, "told of")
    visitor.press("ส่งให้เครือข่าย")
    inspector.look(page, "told of, with errors")
    inspector.look(visitor.open("/met/thanks/"), "told of, thanks")
    waiting = file.voices.get(heard_at=None)
    page = visitor.open(waiting.get_absolute_url())
    inspector.look(page, "voice")
    visitor.press("ส่ง")
    inspector.look(page, "voice with errors")
    inspector.look(visitor.open_refused("/voices/guessed/"), "closed voice")
    opened = files.open_for_person(nomination=file, by=kanya)
    page = visitor.open(f"/files/{opened.file_secret}/")
    inspector.look(page, "own file")
    visitor.press("ใส่คำนี้ในแฟ้ม")
    inspector.look(page, "own file with an error")
    page.get_by_label("อยากบอกอะไร").fill("วันนั้นลูกป่วย ขอโทษชาวบ้านแล้ว")
    visitor.press("ใส่คำนี้ในแฟ้ม")
    inspector.look(page, "own file, answered")
    officer = walk()
    officer.carry_session(as_somchai)
    page = officer.open(f"/people/{file.pk}/")
    inspector.look(page, "person")
    officer.press("จดไว้ในแฟ้ม")
    inspector.look(page, "person with errors")
    assert inspector.found == {}


def test_the_desk_of_those_who_screen(walk, somchai, as_kanya, file, inspector):
    factories.make_nomination(somchai, "8006", "สายใจ รักเรียน")
    told = factories.make_public_telling()
    coordinator = walk()
    coordinator.carry_session(as_kanya)
    desk = f"/admin/members/nomination/{file.pk}"

    def look(page, name):
        inspector.look(page, name, desk=True)

    look(coordinator.open("/admin/members/nomination/?q=สายใจ"), "list")
    # Every small form unfolded: what lies folded is not looked at.
    page = coordinator.open(f"{desk}/file/")
    page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true })")
    look(page, "file")
    coordinator.press("จดสิ่งที่เห็น", page.locator("#deed-evidence"))
    look(page, "file with errors")
    page = coordinator.open(f"{desk}/decide/")
    page.get_by_label("ชวนร่วมเดิน").check()
    coordinator.press("ต่อไป")
    look(page, "decision with errors")
    write_invite(page, FIRST)
    coordinator.press("ต่อไป")
    look(page, "decision with its letter")
    look(coordinator.open(f"{desk}/change/"), "names")
    look(coordinator.open(f"/admin/members/publictelling/{told.pk}/change/"), "public telling")
    assert inspector.found == {}
