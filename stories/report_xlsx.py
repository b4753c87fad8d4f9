"""A report as a spreadsheet: the lines of the page, in cells of their own kind.

Days are dates, numbers numbers, and everything that people typed is text. Text that a spreadsheet
would take for a formula is marked as text as well, so that it stays text when it is saved anew.
"""

import datetime
import io
from typing import Any

from django.utils import timezone

from kmnet.thai.dates import thai_date
from stories.models import Indicator
from stories.reports import Line, Report

LOOKS_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
MOST_IN_A_CELL = 32_000  # Excel keeps 32,767
ISO = "yyyy-mm-dd"

COLUMNS = {
    "รหัส": 12,
    "ตัวชี้วัด": 46,
    "นโยบาย": 30,
    "ปีงบประมาณ": 13,
    "หน่วยงานที่ตั้งตัวชี้วัด": 28,
    "เรื่องที่": 9,
    "ชื่อเรื่อง": 36,
    "ผู้เล่า": 28,
    "รหัสหมู่บ้าน": 13,
    "หมู่บ้าน": 26,
    "ตำบล": 16,
    "อำเภอ": 16,
    "วันที่ลงพื้นที่": 14,
    "วันที่ลงพื้นที่ (พ.ศ.)": 22,
    "ท่อนของเรื่อง": 60,
    "ตอบอย่างไร": 46,
    "ใครทำให้เกิดขึ้น": 34,
    "สำคัญกับหมู่บ้านไหม": 22,
    "เพราะอะไร": 34,
    "คนจับคู่": 24,
    "จับคู่เมื่อ": 13,
    "จับคู่เมื่อ (พ.ศ.)": 22,
    "อ่านทั้งเรื่อง": 40,
}


def workbook(report: Report, *, site_url: str, now: datetime.datetime | None = None) -> bytes:
    """The report as an XLSX of three sheets: lines, indicators without a story, what it is."""
    # A third of a second and many megabytes: only who asks for the file waits for it.
    from openpyxl import Workbook

    book = Workbook()
    lines = book.active
    lines.title = "รายงาน"
    head(lines, COLUMNS)
    for line in report.lines:
        write(lines, values_of(line, site_url))
    waiting = book.create_sheet("ยังไม่มีเรื่องไหนตอบ")
    head(waiting, {"รหัส": 12, "ตัวชี้วัด": 60, "นโยบาย": 40, "ปีงบประมาณ": 13})
    for indicator in report.unanswered:
        write(waiting, of_indicator(indicator))
    about = book.create_sheet("รายงานนี้คือ")
    head(about, {"เรื่อง": 30, "คือ": 70})
    for row in facts(report, now or timezone.now()):
        write(about, row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def of_indicator(indicator: Indicator) -> list:
    """An indicator's own four cells."""
    return [indicator.code, indicator.words, indicator.policy.name, indicator.fiscal_year]


def values_of(line: Line, site_url: str) -> list:
    """The cells of one line, in the order of `COLUMNS`."""
    village, reading = line.village, line.reading
    marked = timezone.localdate(line.mapping.at)
    return [
        *of_indicator(line.mapping.indicator),
        line.mapping.indicator.agency.name,
        line.story.number,
        line.title,
        line.tellers,
        village.code,
        village.short_name,
        village.tambon.name,
        village.tambon.district.name,
        line.day,
        thai_date(line.day),
        line.excerpt,
        line.how,
        reading.who_made_it if reading else "",
        reading.matters if reading else "",
        reading.words if reading else "",
        line.mapping.by.spoken_name,
        marked,
        thai_date(marked),
        Link(f"{site_url}{line.story.get_absolute_url()}"),
    ]


def facts(report: Report, now: datetime.datetime) -> list[list]:
    """What the report is about: agency, earlier names, days, closed by whom, taken back since."""
    begins, ends = report.span.days
    today = timezone.localdate(now)
    rows: list[list] = [
        ["หน่วยงาน", report.agency.name],
        *(["ชื่อเดิม", name] for name in report.earlier_names),
        ["รอบ", report.span.label],
        ["ตั้งแต่", begins],
        ["ตั้งแต่ (พ.ศ.)", thai_date(begins)],
        ["ถึง", ends],
        ["ถึง (พ.ศ.)", thai_date(ends)],
    ]
    for period in report.closed:
        day = timezone.localdate(period.closed_at)
        rows.append(["ปิดรอบ", f"{period} โดย{period.closed_by.spoken_name}"])
        rows += [["ปิดเมื่อ", day], ["ปิดเมื่อ (พ.ศ.)", thai_date(day)]]
    if report.taken_back:
        rows.append(["บรรทัดที่หมู่บ้านขอถอนหลังปิดรอบ", report.taken_back])
    if report.changed:
        rows.append(["บรรทัดที่เรื่องเปลี่ยนไปหลังปิดรอบ", report.changed])
    return [*rows, ["ทำไฟล์เมื่อ", today], ["ทำไฟล์เมื่อ (พ.ศ.)", thai_date(today)]]


# Cells ------------------------------------------------------------------------------------------


class Link(str):
    """An address that a cell leads to."""


def head(sheet, columns: dict[str, int]) -> None:
    """The heading, which stays in sight, and how wide each column is in letters."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    write(sheet, list(columns))
    for place, width in enumerate(columns.values(), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        cell = sheet.cell(row=1, column=place)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def write(sheet, values: list) -> None:
    """One row below the last one, each value in a cell of its kind."""
    row = 1 if sheet.max_row == 1 and sheet.cell(row=1, column=1).value is None else None
    row = row or sheet.max_row + 1
    for place, value in enumerate(values, start=1):
        fill(sheet.cell(row=row, column=place), value)


def fill(cell, value: Any) -> None:
    """Put a value into a cell: a day as a date, a number as a number, all else as text."""
    from openpyxl.styles import Alignment

    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(value, datetime.date):
        cell.value, cell.number_format = value, ISO
        return
    if isinstance(value, int):
        cell.value = value
        return
    text = str(value)[:MOST_IN_A_CELL]
    cell.value = text
    cell.data_type, cell.number_format = "s", "@"
    cell.quotePrefix = text.startswith(LOOKS_LIKE_A_FORMULA)
    if isinstance(value, Link):
        cell.hyperlink = str(value)
