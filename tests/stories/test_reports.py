"""Reports of an agency: only with leave, locked when closed, and a spreadsheet that is one."""

import datetime
import io
import re

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from openpyxl import load_workbook

from members import agencies
from stories import mapping, people, report_xlsx, reports, takedowns
from stories.models import Story
from stories.models.afterwards import days_of
from tests import factories
from tests.conftest import signed_in
from tests.stories.reported import agree_to_reports, make_indicator, make_reviewed, take_back
from villages.models import District
from villages.words import in_person

BODY = "ป้ามาลี ใจเย็น เริ่มแยกขยะหลังครัว\n\nลุงดำ ทองแท้ เอาเปลือกไข่ไปใส่โคนพริก"
FIRST, SECOND = BODY.split("\n\n")


@pytest.fixture
def span(waste) -> reports.Span:
    return reports.Span(waste.fiscal_year)


@pytest.fixture
def story(somchai, thap_thong) -> Story:
    """Told by ป้ามาลี, who may be named on the web; the visit was talked over."""
    return make_reviewed(somchai, thap_thong, body=BODY)


def mark(story, indicator, by, excerpt=FIRST, how="ทำกันเองก่อนมีใครถาม"):
    (pair,) = mapping.mark(story=story, excerpts=[excerpt], indicator=indicator, how=how, by=by)
    return pair


@pytest.fixture
def reported(story, waste, preeda, somchai):
    """A line that stands: the teller may be named in reports."""
    agree_to_reports(story, somchai)
    return mark(story, waste, preeda)


def lines(agency, span) -> list[reports.Line]:
    return list(reports.report(agency, span).lines)


def text(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def page_of(agency, span) -> str:
    return f"/reports/agencies/{agency.pk}/?year={span.year}&part={int(span.part)}"


# Leave ------------------------------------------------------------------------------------------


def test_a_story_stands_in_a_report_once_all_its_tellers_agreed_to_reports(
    story, waste, preeda, somchai, agency, span, thap_thong
):
    mark(story, waste, preeda)
    assert lines(agency, span) == []
    person = thap_thong.people.get(name="มาลี ใจเย็น")
    factories.agree(person, somchai, where="book")
    factories.agree(person, somchai, "face", where="report")
    assert lines(agency, span) == []
    factories.agree(person, somchai, where="report")
    (line,) = lines(agency, span)
    assert (line.excerpt, line.tellers) == (FIRST, "ป้ามาลี ใจเย็น")
    people.withdraw(person=person, how="โทรมาบอก", where=["report"])
    assert lines(agency, span) == []


def test_a_second_teller_who_was_not_asked_keeps_the_story_out(
    somchai, thap_thong, waste, preeda, agency, span
):
    story = make_reviewed(
        somchai, thap_thong, body=BODY, tellers=[("ป้า", "มาลี ใจเย็น"), ("ลุง", "ดำ ทองแท้")]
    )
    mark(story, waste, preeda)
    person = thap_thong.people.get(name="มาลี ใจเย็น")
    factories.agree(person, somchai, where="report")
    (missing,) = reports.report(agency, span).left_out
    assert [each.name for each in missing.tellers] == ["ดำ ทองแท้"]
    assert lines(agency, span) == []


def test_a_consent_ends_with_its_day_and_when_the_name_is_hidden(
    story, waste, preeda, somchai, agency, span, thap_thong
):
    mark(story, waste, preeda)
    person = thap_thong.people.get(name="มาลี ใจเย็น")
    factories.agree(person, somchai, where="report", until=timezone.localdate())
    assert len(lines(agency, span)) == 1
    before = timezone.now() - datetime.timedelta(days=9)
    factories.agree(person, somchai, where="report", until=factories.days_ago(1), now=before)
    assert lines(agency, span) == []
    factories.agree(person, somchai, where="report")
    person.name_hidden_at = timezone.now()
    person.save()
    assert lines(agency, span) == []


def test_others_in_the_excerpt_and_in_the_claim_are_named_only_with_leave(
    story, waste, preeda, somchai, agency, span, thap_thong
):
    other = factories.make_person(
        thap_thong,
        "ดำ ทองแท้",
        "ลุง",
    )
    factories.agree(other, somchai)  # on the web, which is no report
    agree_to_reports(story, somchai)
    mark(story, waste, preeda, SECOND, how="ลุงดำ ทองแท้ พาเด็กทำ")
    (line,) = lines(agency, span)
    assert line.excerpt == "ชาวบ้าน เอาเปลือกไข่ไปใส่โคนพริก"
    assert line.how == "ชาวบ้าน พาเด็กทำ"
    factories.agree(other, somchai, where="report")
    (line,) = lines(agency, span)
    assert line.excerpt == SECOND


def test_an_excerpt_cut_through_a_name_shows_its_whole_paragraph_without_the_name(
    story, waste, preeda, somchai, agency, span, thap_thong
):
    factories.make_person(thap_thong, "ดำ ทองแท้", "ลุง")
    agree_to_reports(story, somchai)
    mark(story, waste, preeda, "ทองแท้ เอาเปลือกไข่")
    (line,) = lines(agency, span)
    assert "ทองแท้" not in line.excerpt
    assert line.excerpt == "ชาวบ้าน เอาเปลือกไข่ไปใส่โคนพริก"


def test_what_is_missing_is_said_to_who_may_know_and_never_printed(
    story, waste, preeda, somchai, agency, span, wichai
):
    mark(story, waste, preeda)
    factories.postings.begin_posting(
        user=wichai, agency=agency, district=None, begins=factories.days_ago(30)
    )
    near = text(signed_in(preeda), page_of(agency, span))
    assert "ยังไม่ได้ถามป้ามาลี ใจเย็นว่าให้ชื่อขึ้นรายงานไหม" in near
    block = re.search(r'<section class="panel stack no-print".*?</section>', near, re.S)[0]
    assert "ป้ามาลี" in block and "ป้ามาลี" not in near.replace(block, "")
    far = text(signed_in(wichai), page_of(agency, span))
    assert "มาลี" not in far and f"เรื่องที่ {story.number}" not in far
    assert "ยังไม่ได้ถามคนเล่า" in far
    book = load_workbook(io.BytesIO(xlsx(signed_in(preeda), agency, span)))
    assert "มาลี" not in "".join(str(cell.value) for row in cells_of(book) for cell in row)
    # Somebody who said no is not asked as if for the first time.
    person = story.village.people.get(name="มาลี ใจเย็น")
    factories.agree(person, somchai, where="report")
    people.withdraw(person=person, how="โทรมาบอก", where=["report"])
    assert "ป้ามาลี ใจเย็นไม่ได้ให้ชื่อขึ้นรายงานแล้ว" in text(signed_in(preeda), page_of(agency, span))


# Periods ----------------------------------------------------------------------------------------


def test_the_fiscal_year_and_its_quarters_begin_in_october():
    year, quarters = days_of(2570, 0), [days_of(2570, part) for part in (1, 2, 3, 4)]
    assert year == (datetime.date(2026, 10, 1), datetime.date(2027, 9, 30))
    assert quarters[0] == (datetime.date(2026, 10, 1), datetime.date(2026, 12, 31))
    assert quarters[1][0] == datetime.date(2027, 1, 1)
    assert quarters[3] == (datetime.date(2027, 7, 1), datetime.date(2027, 9, 30))


def test_a_line_belongs_to_the_day_of_its_visit(somchai, thap_thong, waste, preeda, agency):
    first, last = days_of(waste.fiscal_year - 1, 0)
    for day in (first, last):
        story = make_reviewed(somchai, thap_thong, body=BODY, day=day)
        agree_to_reports(story, somchai)
        mark(story, waste, preeda)

    def standing_in(year: int, part: int) -> list[datetime.date]:
        return [line.day for line in lines(agency, reports.Span(year, part))]

    year = waste.fiscal_year - 1
    assert standing_in(year, 0) == [first, last]
    assert [standing_in(year, part) for part in (1, 2, 3, 4)] == [[first], [], [], [last]]
    assert standing_in(year - 1, 0) == standing_in(year + 1, 0) == []


def test_closing_says_who_and_when_and_reopening_why(
    as_preeda, reported, agency, span, preeda, somchai
):
    here, deed = page_of(agency, span), f"/reports/agencies/{agency.pk}/period/"
    factories.postings.begin_posting(
        user=preeda, agency=agency, district=None, begins=factories.days_ago(30)
    )
    sent = {"year": span.year, "part": 0}
    assert as_preeda.post(deed, sent | {"what": "close"}).status_code == 302
    page = text(as_preeda, here)
    assert "ปิดแล้ว โดย ปลัดปรีดา ชวนคุย" in page and "ปิดรอบนี้</button>" not in page
    assert "ปิดรอบนี้ไปแล้วเมื่อ" in as_preeda.post(deed, sent | {"what": "close"}).content.decode()
    period = reports.report(agency, span).own_period
    again = sent | {"what": "reopen", "period": period.pk, f"p{period.pk}-words": ""}
    assert "ยังไม่ได้บอกว่าเปิดอีกครั้งเพราะอะไร" in as_preeda.post(deed, again).content.decode()
    assert as_preeda.post(deed, again | {f"p{period.pk}-words": "ลืมเรื่องหนึ่ง"}).status_code == 302
    page = text(as_preeda, here)
    assert "เพราะ ลืมเรื่องหนึ่ง" in page and "ปิดรอบนี้</button>" in page
    with pytest.raises(ValidationError, match="รอบนี้เปิดอยู่แล้ว"):
        reports.reopen(period=period, words="ก", by=preeda)
    with pytest.raises(ValidationError, match="รอบนี้ยังไม่เริ่ม"):
        reports.close(agency=agency, span=reports.Span(span.year + 2), by=preeda)


def test_a_story_taken_back_after_closing_goes_and_the_report_says_that_one_went(
    reported, agency, span, preeda, somchai, story
):
    reports.close(agency=agency, span=span, by=preeda)
    assert (len(lines(agency, span)), reports.report(agency, span).taken_back) == (1, 0)
    take_back(story, somchai)
    found = reports.report(agency, span)
    assert (list(found.lines), found.taken_back) == ([], 1)
    assert "มี 1 บรรทัดที่หมู่บ้านขอถอนหลังปิดรอบ" in text(signed_in(preeda), page_of(agency, span))


def test_a_story_hidden_while_it_is_talked_over_goes_as_well(reported, agency, span, preeda, story):
    takedowns.ask(story=story, what="story", said_by="ลูก", words="แม่ไม่สบายใจ")
    assert lines(agency, span) == []
    # What went before the closing is no gap in what was closed.
    reports.close(agency=agency, span=span, by=preeda)
    assert reports.report(agency, span).taken_back == 0


# Agencies that change ---------------------------------------------------------------------------


def test_a_report_brings_along_earlier_names_and_agencies_that_were_merged(
    reported, agency, span, preeda, kanya
):
    agencies.rename(agency=agency, name="สำนักงานชุมชนเข้มแข็ง", until=factories.days_ago(2))
    new = factories.make_agency("สำนักงานชุมชนอินทรีย์")
    agencies.merge(agency=agency, into=new, on=factories.days_ago(1))
    found = reports.report(new, span)
    assert [line.mapping for line in found.lines] == [reported]
    names = " ".join(found.earlier_names)
    assert "สำนักงานชุมชนเข้มแข็ง (รวมเข้ามา" in names
    # The address of the old agency leads to the one that goes on with its work.
    page = text(signed_in(kanya), page_of(agency, span))
    assert "<h1>สำนักงานชุมชนอินทรีย์</h1>" in page and "มาจากสำนักงานชุมชนเข้มแข็ง" in page
    with pytest.raises(ValidationError, match="ปิดรอบที่รายงานของ"):
        reports.close(agency=agencies.Agency.objects.get(pk=agency.pk), span=span, by=kanya)


# Who may ----------------------------------------------------------------------------------------


def test_partners_read_reports_of_their_agency_or_of_the_district_they_look_after(
    client, somchai, preeda, wichai, kanya, agency, span, reported
):
    here = page_of(agency, span)
    readers = {"nobody": client} | {
        user.name: signed_in(user) for user in (somchai, wichai, preeda, kanya)
    }
    # Preeda connects the district in which a story answers the agency's indicator.
    assert [each.get(here).status_code for each in readers.values()] == [302, 404, 404, 200, 200]
    factories.postings.begin_posting(
        user=wichai, agency=agency, district=None, begins=factories.days_ago(30)
    )
    assert [each.get(here).status_code for each in readers.values()] == [302, 404, 200, 200, 200]
    # To read is not to close.
    deed = f"/reports/agencies/{agency.pk}/period/"
    sent = {"year": span.year, "part": 0, "what": "close"}
    assert signed_in(wichai).post(deed, sent).status_code == 404
    file = here.replace("/?", "/report.xlsx?")
    assert [each.get(file).status_code for each in readers.values()] == [302, 404, 200, 200, 200]
    kanya.is_active = False
    assert reports.agencies_for(kanya) == []


def test_pages_of_a_year_that_is_none_show_this_one(as_kanya, agency, waste):
    for asked in ("year=9999", "year=ก&part=9", "part=-1", "year=2570&part=x"):
        assert as_kanya.get(f"/reports/agencies/{agency.pk}/?{asked}").status_code == 200
        assert as_kanya.get(f"/reports/?{asked}&district=9999&after=ก").status_code == 200


# The shelf --------------------------------------------------------------------------------------


def test_the_shelf_holds_what_no_indicator_asks_for_and_what_no_story_answers(
    as_preeda, story, waste, agency, preeda, somchai, kanya, wichai, khlong_noi
):
    other = make_indicator(agency, "2.1", "กลุ่มออมทรัพย์ที่มีสวัสดิการ")
    far = make_reviewed(wichai, khlong_noi, "เรือลำแรก", body="ลุงต่อเรือ")
    address = f"/reports/?year={waste.fiscal_year}"
    page = text(as_preeda, address)
    told, asked = page.split("ตัวชี้วัดที่ยังไม่มีเรื่องไหนตอบ")
    assert f"/stories/{story.number}/" in told and f"/stories/{far.number}/" in told
    assert told.index(f"/stories/{story.number}/") < told.index(f"/stories/{far.number}/")
    assert asked.index("1.1 ครัวเรือน") < asked.index("2.1 กลุ่มออม")
    # Names stand on the shelf only with leave for reports, since it is printed as advice.
    assert "มาลี" not in told
    # Only who looks after the district is invited to look for an indicator.
    assert f"/stories/{story.number}/mapping/" in told
    assert f"/stories/{far.number}/mapping/" not in told
    mark(story, waste, preeda)
    told, asked = text(as_preeda, address).split("ตัวชี้วัดที่ยังไม่มีเรื่องไหนตอบ")
    assert f"/stories/{story.number}/" not in told
    assert "1.1 ครัวเรือน" not in asked and other.words in asked
    here = text(as_preeda, f"{address}&district=8006")
    assert f"/stories/{far.number}/" not in here
    take_back(story, somchai)
    assert "1.1 ครัวเรือน" in text(as_preeda, address)


def test_the_shelf_goes_on_behind_its_last_story_without_gap_or_double(
    somchai, thap_thong, khlong_noi, wichai, waste
):
    told = [make_reviewed(somchai, thap_thong, day=factories.days_ago(n)) for n in (3, 4, 3)]
    told.append(make_reviewed(wichai, khlong_noi))
    found, after = [], None
    for _ in range(5):
        shelf = reports.shelf(year=waste.fiscal_year, after=after, most=1)
        found += [each.story for each in shelf.stories]
        after = shelf.after
        if after is None:
            break
    assert found == [told[1], told[0], told[2], told[3]]
    district = District.objects.get(code="8012")
    assert [
        each.story for each in reports.shelf(year=waste.fiscal_year, district=district).stories
    ] == [told[3]]


# The spreadsheet --------------------------------------------------------------------------------

NASTY = ["=1+1", "+66", "-ก", "@SUM(A1)", "\tก", '=HYPERLINK("http://x")', "'=1"]


def xlsx(client, agency, span) -> bytes:
    answer = client.get(page_of(agency, span).replace("/?", "/report.xlsx?"))
    assert answer.status_code == 200
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert "attachment" in answer["Content-Disposition"]
    return answer.getvalue()


def cells_of(book) -> list:
    return [row for sheet in book for row in sheet.iter_rows()]


def test_every_cell_of_the_spreadsheet_is_of_its_kind(
    as_preeda, reported, agency, span, story, preeda, somchai, settings
):
    settings.SITE_URL = "https://kmnet.example"
    word = in_person(said_by="ผู้ใหญ่เอื้อน", witness="ครูสายใจ", taken_by=somchai)
    mapping.village_reads(
        story=story, who_made_it="พวกเรา", matters="much", words="ไม่เหม็น", word=word
    )
    make_indicator(agency, "2.1", "กลุ่มออมทรัพย์ที่มีสวัสดิการ")
    reports.close(agency=agency, span=span, by=preeda)
    book = load_workbook(io.BytesIO(xlsx(as_preeda, agency, span)))
    assert book.sheetnames == ["รายงาน", "ยังไม่มีเรื่องไหนตอบ", "รายงานนี้คือ"]
    sheet = book["รายงาน"]
    head, row = sheet.iter_rows()
    assert [cell.value for cell in head] == list(report_xlsx.COLUMNS)
    found = {name.value: cell for name, cell in zip(head, row, strict=True)}
    day, marked = factories.days_ago(3), timezone.localdate(reported.at)
    assert {name: cell.value for name, cell in found.items()} == {
        "รหัส": "1.1",
        "ตัวชี้วัด": "ครัวเรือนที่คัดแยกขยะ",
        "นโยบาย": "หมู่บ้านน่าอยู่",
        "ปีงบประมาณ": span.year,
        "หน่วยงานที่ตั้งตัวชี้วัด": "สำนักงานพัฒนาชุมชนอำเภอเชียรใหญ่",
        "เรื่องที่": story.number,
        "ชื่อเรื่อง": "เครื่องแกงของป้า",
        "ผู้เล่า": "ป้ามาลี ใจเย็น",
        "รหัสหมู่บ้าน": "80060602",
        "หมู่บ้าน": "บ้านทาบทอง",
        "ตำบล": "ไสหมาก",
        "อำเภอ": "เชียรใหญ่",
        "วันที่ลงพื้นที่": datetime.datetime.combine(day, datetime.time()),
        "วันที่ลงพื้นที่ (พ.ศ.)": mapping.thai_date(day),
        "ท่อนของเรื่อง": FIRST,
        "ตอบอย่างไร": "ทำกันเองก่อนมีใครถาม",
        "ใครทำให้เกิดขึ้น": "พวกเรา",
        "สำคัญกับหมู่บ้านไหม": "สำคัญกับเรามาก",
        "เพราะอะไร": "ไม่เหม็น",
        "คนจับคู่": "ปลัดปรีดา ชวนคุย",
        "จับคู่เมื่อ": datetime.datetime.combine(marked, datetime.time()),
        "จับคู่เมื่อ (พ.ศ.)": mapping.thai_date(marked),
        "อ่านทั้งเรื่อง": f"https://kmnet.example/stories/{story.number}/",
    }
    kinds = {"ปีงบประมาณ": "n", "เรื่องที่": "n", "วันที่ลงพื้นที่": "d", "จับคู่เมื่อ": "d"}
    assert {name: cell.data_type for name, cell in found.items()} == {
        name: kinds.get(name, "s") for name in found
    }
    assert found["วันที่ลงพื้นที่"].number_format == "yyyy-mm-dd"
    assert found["อ่านทั้งเรื่อง"].hyperlink.target == f"https://kmnet.example/stories/{story.number}/"
    waiting = [[cell.value for cell in row] for row in book["ยังไม่มีเรื่องไหนตอบ"].iter_rows()]
    assert [row[0] for row in waiting] == ["รหัส", "2.1"]
    about = {row[0].value: row[1].value for row in book["รายงานนี้คือ"].iter_rows()}
    assert about["หน่วยงาน"] == "สำนักงานพัฒนาชุมชนอำเภอเชียรใหญ่"
    assert about["ตั้งแต่"].date() == span.days[0]
    assert "โดยปลัดปรีดา ชวนคุย" in about["ปิดรอบ"]
    assert not sheet.auto_filter.ref  # nobody is invited to sort


@pytest.mark.parametrize("nasty", NASTY)
def test_text_that_looks_like_a_formula_stays_text(
    nasty, as_preeda, somchai, thap_thong, agency, preeda
):
    indicator = make_indicator(agency, nasty, f"{nasty} ตัวชี้วัด", policy=f"{nasty} นโยบาย")
    span = reports.Span(indicator.fiscal_year)
    story = make_reviewed(somchai, thap_thong, f"{nasty} ชื่อ", body=f"{nasty} เรื่อง")
    agree_to_reports(story, somchai)
    mark(story, indicator, preeda, story.published_revision.body, how=f"{nasty} ตอบ")
    book = load_workbook(io.BytesIO(xlsx(as_preeda, agency, span)))
    cells = [cell for row in cells_of(book) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    shown = nasty.strip()
    found = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(shown)]
    assert len(found) == 6
    if shown[0] in "=+-@":
        assert all(cell.quotePrefix for cell in found)


def test_a_report_asks_the_database_the_same_few_times_however_long_it_is(
    django_assert_max_num_queries, somchai, thap_thong, waste, preeda, agency, span
):
    for _ in range(3):
        story = make_reviewed(somchai, thap_thong, body=BODY)
        agree_to_reports(story, somchai)
        mark(story, waste, preeda)
    with django_assert_max_num_queries(18):
        found = reports.report(agency, span)
        assert [line.title for line in found.lines] == ["เครื่องแกงของป้า"] * 3
