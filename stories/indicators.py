"""Indicators of an agency, from the table it already has: read, look at, keep. All or nothing.

A table is CSV or XLSX with the columns รหัส, ตัวชี้วัด, นโยบาย and ปีงบประมาณ, in any order. Every
problem is named with its row, and while there is one nothing is kept. The same file sent again
changes nothing. Files come from anywhere, so no more of one is read than a table may hold.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from kmnet.thai.dates import ERA
from kmnet.thai.text import (
    graphemes,
    normalise,
    normalise_query,
    small_number,
    to_arabic_digits,
    truncate,
)
from kmnet.thai.words import and_list
from members.models import Agency, User
from members.reach import NOWHERE, reach_of
from stories.models import Indicator, Policy
from stories.practice import merged_into

MOST_ROWS = 5000
MOST_BYTES = 5 * 1024 * 1024  # of the file as it comes
MOST_UNPACKED = 40 * 1024 * 1024  # of what lies in an XLSX
MOST_PARTS = 500  # files inside an XLSX
MOST_PROBLEMS = 40  # said at once; more would not be read
HEADING_WITHIN = 10  # rows in which the heading is looked for

COLUMNS = {"code": "รหัส", "words": "ตัวชี้วัด", "policy": "นโยบาย", "fiscal_year": "ปีงบประมาณ"}
LONGEST = {"code": 40, "words": 2000, "policy": 300, "fiscal_year": 40}
ALSO = {
    "รหัสตัวชี้วัด": "code",
    "ชื่อตัวชี้วัด": "words",
    "ชื่อนโยบาย": "policy",
    "ปี": "fiscal_year",
    "ปีงบ": "fiscal_year",
    "ปีพศ": "fiscal_year",
    "ปีงบประมาณพศ": "fiscal_year",
}
FIRST_YEAR, LAST_YEAR = 2500, 2700

TOO_MANY = f"ไฟล์นี้มีเกิน {MOST_ROWS:,} แถว จึงหยุดอ่านและยังไม่ได้เก็บอะไร แบ่งเป็นไฟล์เล็กๆ หรือลบแถวว่างท้ายตาราง แล้วเลือกใหม่"
TOO_LARGE = f"ไฟล์นี้ใหญ่เกินไป ตารางหนึ่งใส่ได้ {MOST_ROWS:,} แถว แบ่งเป็นไฟล์เล็กๆ แล้วเลือกใหม่"
NO_TABLE = "ไฟล์นี้ไม่ใช่ตารางที่เปิดได้ บันทึกเป็น .xlsx หรือ .csv แล้วเลือกใหม่"
OLD_EXCEL = "ไฟล์นี้เป็น .xls แบบเก่าหรือมีรหัสผ่าน เปิดแล้วบันทึกเป็น .xlsx ที่ไม่มีรหัสผ่าน แล้วเลือกใหม่"
MACROS = "ไฟล์นี้มีมาโครซ่อนอยู่ บันทึกเป็น .xlsx ธรรมดาที่ไม่มีมาโคร แล้วเลือกใหม่"


@dataclass(frozen=True)
class Row:
    """One indicator of a table; `number` is its row as a spreadsheet counts, from 1."""

    number: int
    code: str
    words: str
    policy: str
    fiscal_year: int


@dataclass(frozen=True)
class Table:
    """What a file says: its rows, the names of columns that were not read, and of other sheets."""

    rows: list[Row]
    not_read: list[str] = field(default_factory=list)
    other_sheets: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Cell:
    """A cell as text; `odd` says why it cannot be taken, where it cannot."""

    text: str
    odd: str = ""


@dataclass(frozen=True)
class Compared:
    """A table beside what the agency has already."""

    new: list[Row]
    same: list[Row]


def may_load(user: User) -> bool:
    """Who brings indicators in: connectors and coordinators, of whatever district."""
    return reach_of(user, duties_only=True) != NOWHERE


def fiscal_year_of(day: date) -> int:
    """The fiscal year พ.ศ. of a day: 2570 from 1 October 2569 to 30 September 2570."""
    return day.year + ERA + (day.month >= 10)


def family(agency: Agency) -> list[int]:
    """Keys of an agency and of those merged into it, whose indicators came along."""
    return [agency.pk, *merged_into(agency)]


def of_agency(agency: Agency, fiscal_year: int):
    """Indicators of an agency and of those merged into it, of one fiscal year."""
    return Indicator.objects.filter(
        agency__in=family(agency), fiscal_year=fiscal_year
    ).select_related("policy", "agency")


def natural(code: str) -> list[tuple]:
    """A key that puts 1.2 before 1.10, as people count."""
    parts = re.findall(r"\d{1,18}|\D+", normalise_query(code))
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def in_order(indicators: Iterable[Indicator]) -> list[Indicator]:
    """Indicators by their code; of agencies that were merged, one agency after another."""
    return sorted(
        indicators,
        key=lambda each: (
            each.agency.merged_into_id is not None,
            each.agency_id,
            natural(each.code),
        ),
    )


# Reading ----------------------------------------------------------------------------------------


def read(file) -> Table:
    """The indicators of an uploaded file.

    Raises ValidationError with one sentence a problem, each with its row: no table, a column that
    is not there, an empty or over-long cell, a formula, a year that is none, a code given twice,
    more than `MOST_ROWS` rows.
    """
    if getattr(file, "too_large", False) or file.size > MOST_BYTES:
        raise ValidationError(TOO_LARGE)
    data = file.read(MOST_BYTES + 1)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValidationError(OLD_EXCEL)
    if data.startswith(b"PK"):
        with opened(data) as book:
            sheet, *others = book.worksheets
            table = rows_of(cells_of_sheet(sheet))
            return Table(table.rows, table.not_read, [other.title for other in others])
    return rows_of(cells_of_csv(decoded(data)))


def decoded(data: bytes) -> str:
    """The text of a CSV: UTF-8, UTF-16 with its mark, or the Thai of old machines (CP874)."""
    encodings = ["utf-8-sig", "cp874"]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1f]", text):
            return text
    raise ValidationError(NO_TABLE)


def cells_of_csv(text: str) -> Iterator[tuple[int, list[Cell]]]:
    """(row, its cells); parted by whichever of comma, semicolon and tab the first line has."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise ValidationError(f"แถวที่ {number} อ่านไม่ออก ดูเครื่องหมายคำพูดในแถวนั้นอีกครั้ง") from None
        yield number, [Cell(each) for each in cells]


class opened:
    """An XLSX for reading: `with opened(data) as book`. Looked through before it is unpacked.

    Raises ValidationError for what is no sound workbook, holds macros, or would unpack to more
    than a table needs.
    """

    def __init__(self, data: bytes):
        self.data = data

    def __enter__(self):
        # A third of a second and many megabytes: only who opens a spreadsheet waits for it.
        import openpyxl

        look_inside(self.data)
        try:
            self.book = openpyxl.load_workbook(
                io.BytesIO(self.data), read_only=True, keep_links=False
            )
        except Exception as error:  # whatever a torn file makes a library stumble over
            raise ValidationError(NO_TABLE) from error
        if not self.book.worksheets:
            self.book.close()
            raise ValidationError(NO_TABLE)
        return self.book

    def __exit__(self, *error):
        self.book.close()


def look_inside(data: bytes) -> None:
    """Raise ValidationError unless this is a plain XLSX of a size that may be unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            names = {part.filename.lower() for part in parts}
            if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
                raise ValidationError(NO_TABLE)
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise ValidationError(TOO_LARGE)
            if any(part.flag_bits & 1 for part in parts):
                raise ValidationError(OLD_EXCEL)
            if any("vbaproject" in name or "/macrosheets/" in name for name in names):
                raise ValidationError(MACROS)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    refuse_entities(packed, part)
    except ValidationError:
        raise
    except Exception as error:  # a torn archive is torn in a hundred ways
        raise ValidationError(NO_TABLE) from error


def refuse_entities(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Raise ValidationError when a part declares a type of document: a sheet never does, and
    entities declared there can swell without end."""
    with packed.open(part) as file:
        head = file.read(4096).replace(b"\0", b"")
    if b"macroEnabled" in head:
        raise ValidationError(MACROS)
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise ValidationError(NO_TABLE)


def cells_of_sheet(sheet) -> Iterator[tuple[int, list[Cell]]]:
    """(row, its cells) of the first sheet, read as it goes; rows that are left out come empty."""
    sheet.reset_dimensions()
    rows = sheet.iter_rows()
    number = 0
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except ValidationError:
            raise
        except Exception as error:  # a sheet that breaks off in its middle
            raise ValidationError(
                f"ไฟล์นี้อ่านต่อไม่ได้ตั้งแต่แถวที่ {number} บันทึกใหม่อีกครั้งแล้วเลือกใหม่"
            ) from error
        yield number, [cell_of(each) for each in cells]


def cell_of(cell) -> Cell:
    """A cell of a sheet as text, as one would read it there."""
    value = cell.value
    if value is None:
        return Cell("")
    if cell.data_type == "f":
        return Cell("", "เป็นสูตร")
    if cell.data_type == "e":
        return Cell("", "เป็นช่องที่คำนวณไม่ได้")
    if isinstance(value, (date, time, timedelta)):
        return Cell("", "กลายเป็นวันที่หรือเวลา")
    if isinstance(value, bool):
        return Cell("", "เป็นค่าจริงหรือเท็จ")
    if isinstance(value, float):
        return Cell(str(int(value)) if value.is_integer() else repr(value))
    return Cell(str(value))


# Understanding ----------------------------------------------------------------------------------


def rows_of(cells: Iterator[tuple[int, list[Cell]]]) -> Table:
    """The rows below the heading, understood. Raises ValidationError naming every problem."""
    places, not_read = heading(cells)
    rows: list[Row] = []
    problems: list[str] = []
    seen: dict[tuple[int, str], int] = {}
    empty = 0
    for number, line in cells:
        found = {name: at(line, place) for name, place in places.items()}
        if not any(each.text.strip() or each.odd for each in found.values()):
            empty += 1
            if empty > MOST_ROWS:
                raise ValidationError(TOO_MANY)
            continue
        if len(rows) + len(problems) >= MOST_ROWS:
            raise ValidationError(TOO_MANY)
        row, wrong = understood(number, found)
        if row:
            before = seen.setdefault((row.fiscal_year, row.code), number)
            if before != number:
                wrong = [f"แถวที่ {number}: รหัส {row.code} ปี {row.fiscal_year} ซ้ำกับแถวที่ {before}"]
            rows.append(row)
        problems += wrong
    if problems:
        more = len(problems) - MOST_PROBLEMS
        said = problems[:MOST_PROBLEMS]
        raise ValidationError(said + ([f"กับอีก {more} แห่ง แก้ชุดนี้ก่อนก็ได้"] if more > 0 else []))
    if not rows:
        raise ValidationError("ใต้หัวตารางยังไม่มีตัวชี้วัดสักแถว")
    return Table(rows, not_read)


def heading(cells: Iterator[tuple[int, list[Cell]]]) -> tuple[dict[str, int], list[str]]:
    """({column: its place}, names of columns not read); the rows up to the heading are used up.

    Lines above the heading do no harm. Raises ValidationError for a column missing or there twice.
    """
    first: tuple[int, list[Cell]] | None = None
    for number, line in cells:
        if not any(cell.text.strip() for cell in line):
            if number >= MOST_ROWS:
                raise ValidationError(TOO_MANY)
            continue
        names = [column_of(cell.text) for cell in line]
        if len(set(names) - {None}) >= 2:
            return places_of(number, line, names)
        first = first or (number, line)
        if number >= HEADING_WITHIN:
            break
    if first is None:
        raise ValidationError("ไฟล์นี้ว่างเปล่า ยังไม่มีตาราง")
    return places_of(*first, [None] * len(first[1]))


def places_of(number: int, line: list[Cell], names: list[str | None]) -> tuple[dict, list[str]]:
    """What `heading` returns, from the row that is it."""
    missing = [label for name, label in COLUMNS.items() if name not in names]
    if missing:
        said = [truncate(cell.text, 30) for cell in line if cell.text.strip()][:12]
        raise ValidationError(
            f"แถวที่ {number}: ไม่พบคอลัมน์ {and_list(missing)} หัวตารางต้องมี {and_list(COLUMNS.values())} "
            f"ที่อ่านได้คือ {' · '.join(said)}"
        )
    for name, label in COLUMNS.items():
        if names.count(name) > 1:
            raise ValidationError(f"แถวที่ {number}: มีคอลัมน์ {label} มากกว่าหนึ่ง เหลือไว้คอลัมน์เดียว")
    not_read = [
        truncate(cell.text, 30)
        for cell, name in zip(line, names, strict=True)
        if name is None and cell.text.strip()
    ]
    return {name: names.index(name) for name in COLUMNS}, not_read


def column_of(text: str) -> str | None:
    """Which column a heading names, however it is spaced; None for one that is not read."""
    said = re.sub(r"[^ก-๙a-z]", "", normalise_query(text[:200]))
    names = {label: name for name, label in COLUMNS.items()}
    return (names | ALSO).get(said)


def at(line: list[Cell], place: int) -> Cell:
    """The cell at a place of a row that may be shorter than the heading."""
    return line[place] if place < len(line) else Cell("")


def understood(number: int, found: dict[str, Cell]) -> tuple[Row | None, list[str]]:
    """A row and what is wrong with it: one of the two is empty."""
    wrong, values = [], {}
    for name, label in COLUMNS.items():
        cell, most = found[name], LONGEST[name]
        text = " ".join(normalise(cell.text[: 20 * most]).split())
        if cell.odd or text.startswith("="):
            wrong.append(f"แถวที่ {number} {cell.odd or 'เป็นสูตร'} ที่ช่อง{label} พิมพ์เป็นข้อความแทน")
        elif not text:
            wrong.append(f"แถวที่ {number}: ช่อง{label}ว่าง ถ้าผสานช่องไว้ ใส่คำให้ครบทุกแถว")
        elif len(cell.text) > 20 * most or letters(name, text) > most:
            wrong.append(f"แถวที่ {number}: ช่อง{label}ยาวเกิน {most:,} ตัวอักษร ย่อลงก่อน")
        values[name] = text
    year = year_of(values["fiscal_year"])
    if not wrong and year is None:
        typed = truncate(values["fiscal_year"], 30)
        wrong = [f"แถวที่ {number}: ปีงบประมาณ “{typed}” อ่านไม่ออก ใส่ปี พ.ศ. สี่หลัก เช่น 2570"]
    if wrong:
        return None, wrong
    code = to_arabic_digits(values["code"])
    return Row(number, code, values["words"], values["policy"], year), []


def letters(name: str, text: str) -> int:
    """How long a cell is: as a reader counts, or as the database does where it has a limit."""
    return len(graphemes(text)) if name == "words" else len(text)


def year_of(text: str) -> int | None:
    """The fiscal year พ.ศ. that a cell names, typed in either era and either digits, else None."""
    plain = normalise_query(text).replace(" ", "")
    found = re.fullmatch(r"(?:ปี)?(?:งบประมาณ)?([พค]\.?ศ\.?)?([0-9]{4})", plain)
    if not found:
        return None
    era, year = (found[1] or "")[:1], small_number(found[2])
    if year < FIRST_YEAR and era != "พ" and 1900 <= year <= 2100:
        year += ERA
    elif era == "ค":
        return None
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


# Keeping ----------------------------------------------------------------------------------------


def compare(rows: list[Row], agency: Agency) -> Compared:
    """What of a table is new to the agency and what it has already, in the same words.

    Raises ValidationError with a sentence for each code that stands with other words or under
    another policy, and when the agency was merged into another.
    """
    if agency.merged_into_id:
        raise ValidationError(f"{agency}รวมเข้ากับ{agency.current}แล้ว ใส่ตัวชี้วัดไว้กับ{agency.current}แทน")
    standing = {
        (each.fiscal_year, each.code): each
        for each in Indicator.objects.filter(
            agency=agency, fiscal_year__in={row.fiscal_year for row in rows}
        ).select_related("policy")
    }
    compared, problems = Compared([], []), []
    for row in rows:
        there = standing.get((row.fiscal_year, row.code))
        if there is None:
            compared.new.append(row)
        elif there.words != row.words:
            problems.append(
                f"แถวที่ {row.number}: รหัส {row.code} ปี {row.fiscal_year} มีอยู่แล้วด้วยคำว่า "
                f"“{truncate(there.words, 80)}”"
            )
        elif there.policy.name != row.policy:
            problems.append(
                f"แถวที่ {row.number}: รหัส {row.code} ปี {row.fiscal_year} มีอยู่แล้วใต้นโยบาย "
                f"“{truncate(there.policy.name, 80)}”"
            )
        else:
            compared.same.append(row)
    if problems:
        more = len(problems) - MOST_PROBLEMS
        said = problems[:MOST_PROBLEMS]
        raise ValidationError(said + ([f"กับอีก {more} แห่ง"] if more > 0 else []))
    return compared


@transaction.atomic
def keep(*, agency: Agency, rows: list[Row]) -> Compared:
    """Keep a table: all that is new of it, or nothing. Sent again it changes nothing.

    Raises ValidationError as `compare` does; what others kept meanwhile is looked at again.
    """
    agency = Agency.objects.select_for_update(of=("self",), no_key=True).get(pk=agency.pk)
    compared = compare(rows, agency)
    policies = {policy.name: policy for policy in Policy.objects.filter(agency=agency)}
    for name in dict.fromkeys(row.policy for row in compared.new):
        if name not in policies:
            policies[name] = Policy.objects.create(agency=agency, name=name)
    Indicator.objects.bulk_create(
        Indicator(
            agency=agency,
            policy=policies[row.policy],
            fiscal_year=row.fiscal_year,
            code=row.code,
            words=row.words,
        )
        for row in compared.new
    )
    return compared


def this_year() -> int:
    """The fiscal year พ.ศ. of today."""
    return fiscal_year_of(timezone.localdate())
