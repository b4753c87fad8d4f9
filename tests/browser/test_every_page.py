"""Every page under a thumb and an old eye: WCAG 2.2 AA, no sideways scrolling, room to press."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from members import screening
from tests import factories
from tests.browser.conftest import jpeg

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
WIDTHS = (1280, 320, 360)  # pixels; the last one is the phone on which the rest is looked at

# What can be pressed and is lower than 44 px. Links inside running text are left out, and boxes
# that their label makes bigger count as the label does.
TOO_LOW = """
() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((one) => one.checkVisibility() && one.type !== "hidden")
  .filter((one) => !one.matches(".skip-link"))
  .filter((one) => {
    if (one.tagName !== "A" || getComputedStyle(one).display !== "inline") return true;
    return one.parentElement.innerText.trim() === one.innerText.trim();
  })
  .map((one) => one.closest(".choice") ?? one.closest(".story-card") ?? one)
  .filter((one) => one.getBoundingClientRect().height < 43.5)
  .map((one) => one.outerHTML.slice(0, 120))
"""


def faults(page) -> dict[str, list[str]]:
    """What is wrong with the page that is open, by kind; empty when all is well."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
            found[f"scrolls sideways at {width}"] = [page.url]
    for violation in Axe().run(page, options=AXE).response["violations"]:
        found[violation["id"]] = [node["html"][:160] for node in violation["nodes"]]
    if too_low := page.evaluate(TOO_LOW):
        found["lower than 44 px"] = too_low
    return found


class Inspector:
    """Looks at one page after the other and remembers what is wrong with each."""

    def __init__(self):
        self.found: dict[str, dict[str, list[str]]] = {}

    def look(self, page, name: str) -> None:
        if wrong := faults(page):
            self.found[name] = wrong


@pytest.fixture
def inspector():
    return Inspector()


def test_pages_that_everybody_reads(walk, somchai, thap_thong, malee, inspector):
    story = factories.make_published(somchai, thap_thong, photos_of=("green", "olive"))
    factories.make_published(somchai, thap_thong, "ครกใบที่สองของบ้านเรา")
    reader = walk()
    for address in (
        "/",
        "/stories/",
        f"/stories/{story.number}/",
        "/districts/8006/",
        "/districts/8012/",
        "/villages/80060602/",
        "/villages/80060601/",
        "/villages/",
        "/about/",
        "/privacy/",
        "/styleguide/",
        "/accounts/login/",
        "/accounts/password/reset/",
    ):
        inspector.look(reader.open(address), address)
    inspector.look(reader.open_refused("/no/such/page/"), "not found")
    assert inspector.found == {}


def test_pages_behind_secret_links(walk, somchai, kanya, thap_thong, malee, inspector):
    factories.make_published(somchai, thap_thong)
    visit = factories.make_visit(somchai, thap_thong, photos_of=("green", "olive"))
    factories.ask(factories.make_story(visit, "เรื่องที่รอป้ามาลี"))
    nomination = factories.make_nomination(somchai, "8006")
    screening.decide(
        nomination=nomination,
        answer="invite",
        reason="สอนเด็กทุกเย็น",
        email="saijai@kmnet.example",
        by=kanya,
        seen=0,
    )
    visitor = walk()
    secret = malee.links.get().secret
    inspector.look(visitor.open(f"/keeper/{secret}/"), "keeper")
    visitor.press("ขอแก้ตรงนี้ก่อน")
    inspector.look(visitor.page, "keeper with an error")
    page = visitor.open(f"/keeper/{secret}/")
    visitor.follow("ขอถอนเรื่องนี้")
    inspector.look(page, "taking back")
    inspector.look(visitor.open_refused("/keeper/wrong/"), "closed link")
    page = visitor.open(nomination.invitations.get().get_absolute_url())
    inspector.look(page, "invitation")
    visitor.press("ร่วมเดินด้วยกัน")
    inspector.look(page, "invitation with errors")
    assert inspector.found == {}


def test_pages_of_people_who_work_here(walk, somchai, as_somchai, thap_thong, malee, inspector):
    visit = factories.make_visit(
        somchai,
        thap_thong,
        photos_of=("green",),
        smiled="ป้ามาลี",
        met=[{"name": "มาลี ใจเย็น", "called": "ป้า", "words": "ตำเอง"}],
        changes=["เลื่อนประชุมไปตอนเย็น"],
        promises=["จะเอาครกมาคืน"],
        beyond="ได้กินข้าว",
    )
    story = factories.make_story(visit)
    factories.ask(story)
    factories.make_nomination(somchai, "8006")
    officer = walk()
    officer.carry_session(as_somchai)
    page = officer.open("/visits/new/")
    inspector.look(page, "visit form")
    page.get_by_text("เล่าเพิ่มได้ ถ้ามีเวลา").click()
    page.get_by_label("เลือกจากคลังรูป").set_input_files([jpeg("krok.jpg", "teal")])
    officer.press("ส่งถึงศูนย์")
    inspector.look(page, "visit form with errors and a photo")
    officer.press("เก็บเป็นร่างไว้ก่อน")
    for address in (
        "/me/",
        f"/visits/{visit.number}/",
        f"/visits/{visit.number}/edit/",
        f"/visits/{visit.number}/story/",
        f"/stories/{story.number}/desk/",
        f"/stories/{story.number}/edit/",
        "/accounts/password/change/",
        "/accounts/email/",
        "/accounts/logout/",
    ):
        inspector.look(officer.open(address), address)
    assert inspector.found == {}
