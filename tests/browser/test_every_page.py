"""Every page under a thumb and an old eye: WCAG 2.2 AA, no sideways scrolling, room to press."""

import pytest

from tests import factories
from tests.browser.conftest import jpeg

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
    warunee = factories.make_coordinator("warunee@kmnet.example", "วารุณี ยืนต้น", "พี่")
    nomination = factories.make_nomination(somchai, "8006")
    invitation = factories.invite(nomination, kanya, warunee)
    visitor = walk()
    secret = malee.links.get().secret
    inspector.look(visitor.open(f"/keeper/{secret}/"), "keeper")
    visitor.press("ขอแก้ตรงนี้ก่อน")
    inspector.look(visitor.page, "keeper with an error")
    page = visitor.open(f"/keeper/{secret}/")
    visitor.follow("ขอถอนเรื่องนี้")
    inspector.look(page, "taking back")
    inspector.look(visitor.open_refused("/keeper/wrong/"), "closed link")
    page = visitor.open(invitation.get_absolute_url())
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
    page.locator("form[data-field-ready]").wait_for()
    inspector.look(page, "visit form")
    page.get_by_text("เล่าเพิ่มได้ ถ้ามีเวลา").click()
    page.get_by_label("เลือกจากคลังรูป").set_input_files([jpeg("krok.jpg", "teal")])
    page.on("response", lambda answer: answer.status == 422 and officer.forgiven.add(answer.url))
    page.get_by_role("button", name="ส่งถึงศูนย์", exact=True).click()
    page.locator("[data-error-summary]").wait_for()
    inspector.look(page, "visit form with errors and a photo")
    page.get_by_role("button", name="เก็บเป็นร่างไว้ก่อน").click()
    page.wait_for_url("**/me/")
    inspector.look(officer.open("/visits/field/"), "on this phone")
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
