"""After doing, and going on: a promise until it is kept, a report by itself, work handed over."""

import datetime
import io
import re

import openpyxl
import pytest

from stories import indicators
from stories.models import Indicator, Mapping, Policy, Promise, Story, Visit
from tests import factories
from tests.browser.conftest import fill_day
from tests.factories import days_ago

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PROMISE = "เอาพันธุ์พริกมาให้ยี่สิบต้น"
CHANGE = "จะโทรถามก่อนไปทุกครั้ง"
BODY = "ป้าๆ ช่วยกันตำเครื่องแกง\n\nเด็กๆ มานั่งดูแล้วขอลองตำบ้าง"


@pytest.fixture
def indicator(somchai):
    agency = somchai.postings.get().agency
    policy = Policy.objects.create(agency=agency, name="เรียนรู้ตลอดชีวิต")
    return Indicator.objects.create(
        agency=agency,
        policy=policy,
        fiscal_year=indicators.fiscal_year_of(days_ago(1)),
        code="ล1",
        words="เด็กเรียนรู้จากผู้ใหญ่ในชุมชน",
    )


def log_the_visit(officer) -> Visit:
    """Place, day, one sentence, a promise, a change and the talk afterwards, on a phone."""
    page = officer.open("/visits/new/?village=80060602")
    fill_day(page, days_ago(1))
    page.get_by_label("เห็นอะไรดีๆ ที่นี่").fill("เด็กๆ ขอลองตำเครื่องแกง")
    page.locator("details[data-more] > summary").click()
    page.get_by_label("หน่วยงานเราจะเปลี่ยนอะไร").fill(CHANGE)
    page.get_by_label("รับปากอะไรกับหมู่บ้านไว้").fill(PROMISE)
    page.get_by_label("ได้เกินคิด").fill("เด็กเป็นคนขอเรียนเอง")
    page.get_by_label("อยากให้มาอีก").check()
    page.get_by_label("อยากให้มาเรื่องอะไร").fill("ชวนหมอมาคุยเรื่องสมุนไพร")
    page.get_by_role("button", name="ส่งถึงศูนย์", exact=True).click()
    page.wait_for_url(re.compile(r"/visits/\d+/$"))
    return Visit.objects.kept().get()


def test_from_a_promise_to_the_report_and_back_to_the_village(
    walk, somchai, as_somchai, as_preeda, malee, indicator, thap_thong
):
    officer, connector, reader = walk(), walk(), walk()
    officer.carry_session(as_somchai)
    connector.carry_session(as_preeda)
    visit = log_the_visit(officer)
    assert (visit.again, visit.has_own_review) == ("yes", True)

    story = factories.publish(factories.make_story(visit, "เด็กขอลองตำ", BODY))
    teller = story.published_revision.tellers.get().person
    factories.agree(teller, somchai, "name", where="report")

    page = connector.open(f"/stories/{story.number}/mapping/")
    page.get_by_label("เด็กๆ มานั่งดูแล้วขอลองตำบ้าง").check()
    page.get_by_label(re.compile("เด็กเรียนรู้จากผู้ใหญ่ในชุมชน")).check()
    page.get_by_label("ท่อนนี้ตอบตัวชี้วัดอย่างไร").fill("เด็กเป็นคนขอเรียนเอง")
    connector.press("จับคู่ไว้")
    mapping = Mapping.objects.get()
    assert (mapping.story, mapping.indicator) == (story, indicator)
    assert Story.objects.get().published_revision.body == BODY

    report = f"/reports/agencies/{indicator.agency_id}/?year={indicator.fiscal_year}&part=0"
    page = connector.open(report)
    assert "เด็กๆ มานั่งดูแล้วขอลองตำบ้าง" in connector.text()
    page.emulate_media(media="print")
    assert page.locator("header.masthead").is_visible() is False
    assert page.get_by_text("เก็บเป็นตาราง").is_visible() is False
    page.emulate_media(media="screen")
    with page.expect_download() as coming:
        page.get_by_role("link", name="เก็บเป็นตาราง .xlsx").click()
    sheet = openpyxl.load_workbook(io.BytesIO(coming.value.path().read_bytes())).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert "เด็กๆ มานั่งดูแล้วขอลองตำบ้าง" in [cell.value for cell in cells]
    assert days_ago(1) in [
        cell.value.date() for cell in cells if isinstance(cell.value, datetime.datetime)
    ]
    assert next(c.hyperlink.target for c in cells if c.hyperlink).endswith(
        f"/stories/{story.number}/"
    )

    page = officer.open("/visits/new/?village=80060602")
    assert page.get_by_text("ที่รับปากหมู่บ้านนี้ไว้").is_visible()
    assert PROMISE in officer.text()
    officer.follow("ทำแล้ว หรือจะฝากต่อ")
    page.get_by_label("ทำแล้ว").check()
    page.get_by_label("ทำอย่างไร หรือเพราะอะไร").fill("เอาไปปลูกด้วยกันทั้งยี่สิบต้น")
    officer.press("จดไว้")
    assert Promise.objects.get().state == "kept"
    officer.open("/visits/new/?village=80060602")
    assert PROMISE not in officer.text()
    reader.open("/changes/")
    assert CHANGE in reader.text()
