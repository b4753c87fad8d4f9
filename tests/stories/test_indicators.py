"""Indicators come in from an agency's own table: whole or not at all, every problem by its row."""

import datetime
import io
import time
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from kmnet.thai.text import clusters
from stories import indicators, mapping
from stories.models import Indicator, Policy
from tests import factories

HEAD = ["รหัส", "ตัวชี้วัด", "นโยบาย", "ปีงบประมาณ"]
ROW = ["1.1", "ครัวเรือนที่คัดแยกขยะ", "หมู่บ้านน่าอยู่", "2570"]
OTHER = ["1.2", "กลุ่มที่ทำบัญชีเอง", "หมู่บ้านน่าอยู่", "2570"]


def upload(data: bytes, name: str = "ตาราง.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def csv(*rows: list[str], encoding: str = "utf-8", by: str = ",") -> SimpleUploadedFile:
    return upload("\r\n".join(by.join(row) for row in rows).encode(encoding))


def xlsx(*rows: list, change=None) -> SimpleUploadedFile:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    file = io.BytesIO()
    book.save(file)
    return upload(file.getvalue(), "ตาราง.xlsx")


def repacked(file: SimpleUploadedFile, **parts: bytes) -> SimpleUploadedFile:
    """The same XLSX with parts added or put in the place of others; `__` in a name is a slash."""
    named = {name.replace("__", "/"): data for name, data in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in named:
                new.writestr(name, old.read(name))
        for name, data in named.items():
            new.writestr(name, data)
    return upload(out.getvalue(), "ตาราง.xlsx")


def problems(file: SimpleUploadedFile) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        indicators.read(file)
    return refused.value.messages


@pytest.fixture
def agency(places):
    return factories.make_agency("สำนักงานพัฒนาชุมชนอำเภอเชียรใหญ่")


# Reading ----------------------------------------------------------------------------------------

READS = {
    "as it is": csv(HEAD, ROW),
    "with a mark at its beginning": csv(HEAD, ROW, encoding="utf-8-sig"),
    "of an old machine": csv(HEAD, ROW, encoding="cp874"),
    "TIS-620": csv(HEAD, ROW, encoding="tis-620"),
    "UTF-16": csv(HEAD, ROW, encoding="utf-16"),
    "parted by semicolons": csv(HEAD, ROW, by=";"),
    "parted by tabs": csv(HEAD, ROW, by="\t"),
    "in another order": csv(HEAD[::-1], ROW[::-1]),
    "with spaces": csv([" รหัส ", "ตัว ชี้วัด", "นโยบาย", "ปีงบประมาณ (พ.ศ.)"], [f" {c} " for c in ROW]),
    "with lines above": csv(["ตารางของสำนักงาน"], [""], HEAD, ROW),
    "with empty rows": csv(HEAD, ["", "", "", ""], ROW, [""]),
    "in Thai digits": csv(HEAD, ["๑.๑", *ROW[1:3], "๒๕๗๐"]),
    "in the other era": csv(HEAD, [*ROW[:3], "2027"]),
    "saying its era": csv(HEAD, [*ROW[:3], "ค.ศ. 2027"]),
    "saying พ.ศ.": csv(HEAD, [*ROW[:3], "พ.ศ.2570"]),
    "a spreadsheet": xlsx(HEAD, ROW),
    "a spreadsheet with numbers": xlsx(HEAD, [1.1, *ROW[1:3], 2570]),
    "a spreadsheet with a formula elsewhere": xlsx([*HEAD, "ลำดับ"], [*ROW, "=ROW()"]),
}


@pytest.mark.parametrize("file", READS.values(), ids=READS)
def test_a_table_is_understood_however_it_is_written(file):
    file.seek(0)
    (row,) = indicators.read(file).rows
    assert (row.code, row.words, row.policy, row.fiscal_year) == (*ROW[:3], 2570)


def test_columns_and_sheets_that_are_not_read_are_said():
    table = indicators.read(
        xlsx([*HEAD, "งบประมาณ"], [*ROW, 20000], change=lambda book: book.create_sheet("ปีก่อน"))
    )
    assert (table.not_read, table.other_sheets) == (["งบประมาณ"], ["ปีก่อน"])


ODD = "พิมพ์เป็นข้อความแทน"
REFUSED = {
    "a column missing": (
        csv(["รหัส", "ตัวชี้วัด", "แผน", "ปีงบประมาณ"], ROW),
        "แถวที่ 1: ไม่พบคอลัมน์ นโยบาย หัวตารางต้องมี รหัส ตัวชี้วัด นโยบาย และปีงบประมาณ "
        "ที่อ่านได้คือ รหัส · ตัวชี้วัด · แผน · ปีงบประมาณ",
    ),
    "a column twice": (
        csv([*HEAD, "ชื่อตัวชี้วัด"], [*ROW, "ก"]),
        "แถวที่ 1: มีคอลัมน์ ตัวชี้วัด มากกว่าหนึ่ง เหลือไว้คอลัมน์เดียว",
    ),
    "a code twice": (csv(HEAD, ROW, OTHER, ROW), "แถวที่ 4: รหัส 1.1 ปี 2570 ซ้ำกับแถวที่ 2"),
    "a code twice in other digits": (
        csv(HEAD, ROW, ["๑.๑", *OTHER[1:]]),
        "แถวที่ 3: รหัส 1.1 ปี 2570 ซ้ำกับแถวที่ 2",
    ),
    "an empty cell": (
        csv(HEAD, OTHER, ["1.1", "", *ROW[2:]]),
        "แถวที่ 3: ช่องตัวชี้วัดว่าง ถ้าผสานช่องไว้ ใส่คำให้ครบทุกแถว",
    ),
    "a row that is too short": (
        csv(HEAD, ROW[:3]),
        "แถวที่ 2: ช่องปีงบประมาณว่าง ถ้าผสานช่องไว้ ใส่คำให้ครบทุกแถว",
    ),
    "a formula": (
        xlsx(HEAD, OTHER, [], [], ["1.1", '="ก"&"ข"', *ROW[2:]]),
        f"แถวที่ 5 เป็นสูตร ที่ช่องตัวชี้วัด {ODD}",
    ),
    "a formula in a CSV": (
        csv(HEAD, ["=1+1", *ROW[1:]]),
        f"แถวที่ 2 เป็นสูตร ที่ช่องรหัส {ODD}",
    ),
    "a cell that could not be worked out": (
        xlsx(HEAD, ["1.1", "#REF!", *ROW[2:]]),
        f"แถวที่ 2 เป็นช่องที่คำนวณไม่ได้ ที่ช่องตัวชี้วัด {ODD}",
    ),
    "a code that became a day": (
        xlsx(HEAD, [datetime.date(2027, 1, 2), *ROW[1:]]),
        f"แถวที่ 2 กลายเป็นวันที่หรือเวลา ที่ช่องรหัส {ODD}",
    ),
    "a year that is none": (
        csv(HEAD, [*ROW[:3], "70"]),
        "แถวที่ 2: ปีงบประมาณ “70” อ่านไม่ออก ใส่ปี พ.ศ. สี่หลัก เช่น 2570",
    ),
    "a year of no era": (
        csv(HEAD, [*ROW[:3], "ค.ศ. 2570"]),
        "แถวที่ 2: ปีงบประมาณ “ค.ศ. 2570” อ่านไม่ออก ใส่ปี พ.ศ. สี่หลัก เช่น 2570",
    ),
    "a code over-long": (
        csv(HEAD, ["ก" * 41, *ROW[1:]]),
        "แถวที่ 2: ช่องรหัสยาวเกิน 40 ตัวอักษร ย่อลงก่อน",
    ),
    "words over-long": (
        csv(HEAD, ["1.1", "น้ำ" * 2001, *ROW[2:]]),
        "แถวที่ 2: ช่องตัวชี้วัดยาวเกิน 2,000 ตัวอักษร ย่อลงก่อน",
    ),
    "words without end": (
        csv(HEAD, ["1.1", "ก" * 90_000, *ROW[2:]]),
        "แถวที่ 2: ช่องตัวชี้วัดยาวเกิน 2,000 ตัวอักษร ย่อลงก่อน",
    ),
    "a field that no table holds": (
        csv(HEAD, ["1.1", '"' + "ก" * 140_000 + '"', *ROW[2:]]),
        "แถวที่ 2 อ่านไม่ออก ดูเครื่องหมายคำพูดในแถวนั้นอีกครั้ง",
    ),
    "more rows than it may": (
        csv(HEAD, *([str(n), *ROW[1:]] for n in range(5001))),
        indicators.TOO_MANY,
    ),
    "more empty rows than it may": (upload(b"\n" * 6000), indicators.TOO_MANY),
    "more empty rows behind": (
        upload((",".join(HEAD) + "\n" + ",,,\n" * 6000).encode()),
        indicators.TOO_MANY,
    ),
    "nothing": (upload(b""), "ไฟล์นี้ว่างเปล่า ยังไม่มีตาราง"),
    "a heading alone": (csv(HEAD), "ใต้หัวตารางยังไม่มีตัวชี้วัดสักแถว"),
    "a photo": (upload(factories.photo_bytes(size=(60, 40))), indicators.NO_TABLE),
    "an old spreadsheet": (upload(b"\xd0\xcf\x11\xe0" + b"\0" * 600), indicators.OLD_EXCEL),
    "a torn spreadsheet": (upload(xlsx(HEAD, ROW).read()[:900]), indicators.NO_TABLE),
    "a zip of other things": (
        repacked(xlsx(HEAD, ROW), **{"xl__workbook.xml": b"<nothing/>"}),
        indicators.NO_TABLE,
    ),
    "macros": (repacked(xlsx(HEAD, ROW), xl__vbaProject=b"x"), indicators.MACROS),
    "macros by their kind": (
        repacked(xlsx(HEAD, ROW), **{"[Content_Types].xml": b"<Types>macroEnabled</Types>"}),
        indicators.MACROS,
    ),
    "entities that swell": (
        repacked(
            xlsx(HEAD, ROW), **{"xl__styles.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}
        ),
        indicators.NO_TABLE,
    ),
    "a zip that swells": (
        repacked(xlsx(HEAD, ROW), **{"xl__media__a.bin": b"\0" * (41 * 1024 * 1024)}),
        indicators.TOO_LARGE,
    ),
    "too many bytes": (upload(b"a" * (5 * 1024 * 1024 + 1)), indicators.TOO_LARGE),
}


@pytest.mark.parametrize(("file", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_bad_file_is_refused_in_one_clear_sentence(file, sentence):
    file.seek(0)
    assert problems(file) == [sentence]


def test_a_torn_spreadsheet_is_no_table():
    """A few letters overwritten: of what is packed in it, of the place where its list begins."""
    file = xlsx(HEAD, ROW)
    with zipfile.ZipFile(file) as packed:
        part = packed.getinfo("xl/worksheets/sheet1.xml")
    file.seek(0)
    whole = file.read()
    for at in (part.header_offset + 30 + len(part.filename), len(whole) - 6):
        torn = whole[:at] + b"\xff" * 4 + whole[at + 4 :]
        assert problems(upload(torn)) == [indicators.NO_TABLE]


def test_every_problem_is_named_and_not_the_first_alone():
    file = csv(HEAD, ["", *ROW[1:]], ["=1", *ROW[1:]], OTHER, OTHER)
    assert [sentence.split(":")[0][:9] for sentence in problems(file)] == [
        "แถวที่ 2",
        "แถวที่ 3 ",
        "แถวที่ 5",
    ]
    many = problems(csv(HEAD, *[["", *ROW[1:]]] * 100))
    assert len(many) == 41
    assert many[-1] == "กับอีก 60 แห่ง แก้ชุดนี้ก่อนก็ได้"


def a_million_rows() -> SimpleUploadedFile:
    """An XLSX whose sheet says a million rows; it packs to little."""
    line = b'<row><c t="inlineStr"><is><t>1.1</t></is></c></row>'
    sheet = (
        b'<?xml version="1.0"?><worksheet xmlns='
        b'"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + line * 1_000_000
        + b"</sheetData></worksheet>"
    )
    return repacked(xlsx(HEAD, ROW), **{"xl__worksheets__sheet1.xml": sheet})


def test_a_million_rows_are_not_read_in():
    file = a_million_rows()
    began = time.process_time()
    assert problems(file) == [indicators.TOO_LARGE]
    assert time.process_time() - began < 1


def test_reading_stops_at_the_row_that_is_too_many():
    given = []

    def rows():
        yield 1, [indicators.Cell(each) for each in HEAD]
        for number in range(2, 1_000_002):
            given.append(number)
            yield number, [indicators.Cell(each) for each in [str(number), *ROW[1:]]]

    with pytest.raises(ValidationError):
        indicators.rows_of(rows())
    assert given[-1] == 5002


# Keeping ----------------------------------------------------------------------------------------


def test_the_same_file_twice_changes_nothing(agency):
    rows = indicators.read(csv(HEAD, ROW, OTHER)).rows
    assert len(indicators.keep(agency=agency, rows=rows).new) == 2
    before = list(Indicator.objects.values_list().order_by("pk"))
    assert len(indicators.keep(agency=agency, rows=rows).same) == 2
    assert list(Indicator.objects.values_list().order_by("pk")) == before
    assert Policy.objects.get().name == "หมู่บ้านน่าอยู่"


def test_a_code_that_stands_in_other_words_keeps_everything_out(agency):
    indicators.keep(agency=agency, rows=indicators.read(csv(HEAD, ROW)).rows)
    table = csv(HEAD, OTHER, ["1.1", "คนละคำ", *ROW[2:]])
    with pytest.raises(ValidationError) as refused:
        indicators.keep(agency=agency, rows=indicators.read(table).rows)
    assert refused.value.messages == ["แถวที่ 3: รหัส 1.1 ปี 2570 มีอยู่แล้วด้วยคำว่า “ครัวเรือนที่คัดแยกขยะ”"]
    assert Indicator.objects.get().words == "ครัวเรือนที่คัดแยกขยะ"
    # Another agency, and another year, have codes of their own.
    indicators.keep(agency=factories.make_agency(), rows=indicators.read(csv(HEAD, OTHER)).rows)
    later = csv(HEAD, ["1.1", "คนละคำ", ROW[2], "2571"])
    indicators.keep(agency=agency, rows=indicators.read(later).rows)
    assert Indicator.objects.count() == 3


def test_codes_stand_as_people_count():
    codes = ["1.10", "1.2", "ข1", "1.9", "2"]
    assert sorted(codes, key=indicators.natural) == ["1.2", "1.9", "1.10", "2", "ข1"]


def test_the_fiscal_year_begins_in_october():
    days = [datetime.date(2026, 9, 30), datetime.date(2026, 10, 1), datetime.date(2027, 9, 30)]
    assert [indicators.fiscal_year_of(day) for day in days] == [2569, 2570, 2570]


# The pages --------------------------------------------------------------------------------------

LOAD = "/reports/indicators/load/"


def look(client, agency, file) -> str:
    answer = client.post(LOAD, {"agency": agency.pk, "file": file})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_table_is_looked_at_and_then_kept(as_preeda, agency):
    page = look(as_preeda, agency, csv(HEAD, ROW, OTHER))
    assert "ครัวเรือนที่คัดแยกขยะ" in page and "ดูก่อน ยังไม่ได้เก็บ" in page
    assert Indicator.objects.count() == 0
    key = page.split('name="looked_at" value="')[1].split('"')[0]
    answer = as_preeda.post(LOAD, {"looked_at": key})
    assert (answer.status_code, answer["Location"]) == (302, "/reports/indicators/?year=2570")
    assert Indicator.objects.count() == 2
    assert "กลุ่มที่ทำบัญชีเอง" in as_preeda.get("/reports/indicators/?year=2570").content.decode()
    # Pressed again, nothing is left to keep; sent again, nothing is new.
    assert as_preeda.post(LOAD, {"looked_at": key})["Location"] == LOAD
    assert "มีอยู่ครบแล้ว" in look(as_preeda, agency, csv(HEAD, ROW, OTHER))


def test_what_somebody_else_looked_at_is_not_kept(as_preeda, as_kanya, agency):
    page = look(as_preeda, agency, csv(HEAD, ROW))
    key = page.split('name="looked_at" value="')[1].split('"')[0]
    assert as_kanya.post(LOAD, {"looked_at": key})["Location"] == LOAD
    assert Indicator.objects.count() == 0


def test_others_may_have_kept_the_code_between_looking_and_keeping(as_preeda, agency):
    page = look(as_preeda, agency, csv(HEAD, ROW, OTHER))
    key = page.split('name="looked_at" value="')[1].split('"')[0]
    indicators.keep(
        agency=agency, rows=indicators.read(csv(HEAD, ["1.1", "คนละคำ", *ROW[2:]])).rows
    )
    answer = as_preeda.post(LOAD, {"looked_at": key}).content.decode()
    assert "แถวที่ 2: รหัส 1.1 ปี 2570 มีอยู่แล้วด้วยคำว่า “คนละคำ”" in answer
    assert Indicator.objects.count() == 1


def test_problems_stand_on_the_page_with_their_rows(as_preeda, agency):
    page = look(as_preeda, agency, csv(HEAD, ["", *ROW[1:]], ROW, ROW))
    assert "แถวที่ 2: ช่องรหัสว่าง" in page and "แถวที่ 4: รหัส 1.1 ปี 2570 ซ้ำกับแถวที่ 3" in page
    assert "ยังไม่ได้เลือกไฟล์" in as_preeda.post(LOAD, {"agency": agency.pk}).content.decode()
    assert Indicator.objects.count() == 0


def test_only_connectors_and_coordinators_bring_indicators_in(
    client, as_somchai, as_preeda, as_kanya, agency
):
    statuses = [each.get(LOAD).status_code for each in (client, as_somchai, as_preeda, as_kanya)]
    assert statuses == [302, 404, 200, 200]
    assert as_somchai.post(LOAD, {"agency": agency.pk, "file": csv(HEAD, ROW)}).status_code == 404
    assert "ใส่ตัวชี้วัดจากไฟล์" not in as_somchai.get("/reports/indicators/").content.decode()


def test_words_in_common_are_found_without_spaces_between_them():
    there = mapping.windows(clusters("เด็กๆ แยกขยะทุกเย็นวันศุกร์"))
    assert mapping.in_common("ร้อยละของครัวเรือนที่คัดแยกขยะตั้งแต่ต้นทาง", there) == ["แยกขยะ"]
    assert mapping.in_common("จำนวนกลุ่มออมทรัพย์", there) == []
