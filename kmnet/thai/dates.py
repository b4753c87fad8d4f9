"""Days as people here write them: พ.ศ., Thai months, 10:42 น., Bangkok time.

Stored days are plain `datetime.date`; the Buddhist era lives only at the edges, here.
"""

import calendar
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

from .text import normalise_query, small_number, to_arabic_digits, truncate

BANGKOK = ZoneInfo("Asia/Bangkok")
ERA = 543  # years that พ.ศ. is ahead of ค.ศ.
FIRST_VISIT_DAY = date(2500 - ERA, 1, 1)

MONTHS = [
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
]
MONTHS_SHORT = [
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
]

_MONTH_NUMBERS = {
    spelling: number
    for number, (full, short) in enumerate(zip(MONTHS, MONTHS_SHORT, strict=True), start=1)
    for spelling in (full, re.sub("(คม|ยน|พันธ์)$", "", full), short.replace(".", ""))
}


class DateHint(ValueError):
    """A day that cannot be read; its text tells the writer, in Thai, what to do."""


def bangkok_today() -> date:
    """Return today's date in Bangkok, whatever clock the machine keeps."""
    return datetime.now(BANGKOK).date()


def local_day(d: date | datetime) -> date:
    """Return the day of `d` in Bangkok; a datetime without a zone counts as Bangkok's."""
    return _local(d).date() if isinstance(d, datetime) else d


def _local(moment: datetime) -> datetime:
    return moment.astimezone(BANGKOK) if moment.tzinfo else moment


def be_year(d: date | datetime) -> int:
    """Return the year พ.ศ. of `d`."""
    return local_day(d).year + ERA


def thai_date(d: date | datetime, short: bool = False) -> str:
    """Return ``21 มกราคม 2552``, or ``21 ม.ค. 52`` where space is scarce."""
    day = local_day(d)
    if short:
        return f"{day.day} {MONTHS_SHORT[day.month - 1]} {be_year(day) % 100:02}"
    return f"{day.day} {thai_month(day)}"


def thai_month(d: date | datetime) -> str:
    """Return ``มกราคม 2552``."""
    day = local_day(d)
    return f"{MONTHS[day.month - 1]} {be_year(day)}"


def thai_time(moment: datetime) -> str:
    """Return ``10:42 น.`` in Bangkok."""
    return f"{_local(moment):%H:%M} น."


def thai_datetime(moment: datetime) -> str:
    """Return ``21 มกราคม 2552 เวลา 10:42 น.`` in Bangkok."""
    return f"{thai_date(moment)} เวลา {thai_time(moment)}"


def thai_ago(d: date | datetime, today: date) -> str:
    """Return how far `d` is from `today` as one says it: วันนี้, เมื่อวาน, 3 วันก่อน."""
    days = (today - local_day(d)).days
    near = {0: "วันนี้", 1: "เมื่อวาน", -1: "พรุ่งนี้"}
    if days in near:
        return near[days]
    return f"{_span(days)}ก่อน" if days > 0 else f"อีก {_span(-days).strip()}"


def _span(days: int) -> str:
    if days < 30:
        return f"{days} วัน"
    if days < 365:
        return f"{days // 30} เดือน"
    return f"{days // 365} ปี"


def parse_thai_date(text: str, *, today: date) -> date:
    """Return the day that `text` names.

    Reads ``๒๑ มกราคม ๒๕๕๒``, ``21 ม.ค. 2552``, ``21/1/2552``, ``21-01-2552``, ``2009-01-21``,
    วันนี้ and เมื่อวาน. A year from 1900 to 2100 is ค.ศ., from 2400 on พ.ศ. `today` serves the
    relative words and the examples in hints. Raises `DateHint` for everything else.
    """
    # No day takes so many letters; what does is not worth reading to its end.
    s = normalise_query(text) if len(text) <= 200 else ""
    if s in ("วันนี้", "เมื่อวาน", "เมื่อวานนี้"):
        return today - timedelta(days=0 if s == "วันนี้" else 1)
    s = _DAY_WORD.sub("", s)
    for shape in _SHAPES:
        found = shape.fullmatch(s)
        if found:
            parts = {"era": "", "year": "", **found.groupdict(default="")}
            parts["era"] = parts["era"][:1]
            return date_from_parts(**parts, today=today)
    raise DateHint(f"อ่านวันที่นี้ไม่ออก ลองพิมพ์แบบ {thai_date(today)} หรือ {_numeric(today)}")


_DAY_WORD = re.compile(r"^วัน[ก-๎]*?\s*(?:ที่\s*)?(?=\d)")
_NAME = r"(?P<month>[ก-๎][ก-๎. ]*?)"
_ERA = r"(?P<era>พ\.?\s*ศ\.?|ค\.?\s*ศ\.?|พุทธศักราช|คริสต์ศักราช)"
_YEAR = rf"(?:ปี\s*)?(?:{_ERA}\s*)?(?P<year>\d+)"
_SHAPES = [
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d+)\s*([/.\-])\s*(?P<month>\d+)\s*\2\s*(?P<year>\d+)"),
    re.compile(r"(?P<day>\d+)\s*[/.\-]\s*(?P<month>\d+)"),
    re.compile(rf"(?P<day>\d+)\s*{_NAME}\s*,?\s*{_YEAR}"),
    re.compile(rf"(?P<day>\d+)\s*{_NAME}"),
]


def date_from_parts(day: str, month: str, year: str, *, today: date, era: str = "") -> date:
    """Return the day typed in three pieces, Thai digits welcome; the month may be a name.

    `era` is ``พ`` or ``ค`` when the writer said which, else empty and the year decides.
    Raises `DateHint` naming the piece to look at.
    """
    day, month, year = (to_arabic_digits(part).strip() for part in (day, month, year))
    _refuse_missing(day, month, year, today)
    month_number = _month_number(month)
    ce_year = _ce_year(year, era, today)
    if not day.isdecimal():
        raise DateHint("วันที่เป็นตัวเลข 1 ถึง 31")
    last = calendar.monthrange(ce_year, month_number)[1]
    number = small_number(day)
    if not 1 <= number <= last:
        raise DateHint(f"{MONTHS[month_number - 1]} {ce_year + ERA} มี {last} วัน ลองดูวันที่อีกครั้ง")
    return date(ce_year, month_number, number)


def _refuse_missing(day: str, month: str, year: str, today: date) -> None:
    named = (("วันที่", day), ("เดือน", month), ("ปี พ.ศ.", year))
    missing = [name for name, part in named if not part]
    if missing:
        raise DateHint(f"ยังไม่ได้ใส่{' กับ'.join(missing)} เช่น {thai_date(today)}")


def _month_number(month: str) -> int:
    if not month.isdecimal():
        number = _MONTH_NUMBERS.get(re.sub(r"[.\s]", "", month))
        if number is None:
            typed = truncate(month[:200], 30)
            raise DateHint(f"ไม่รู้จักเดือน “{typed}” ลองพิมพ์ชื่อเดือนเต็ม เช่น มกราคม")
        return number
    number = small_number(month)
    if not 1 <= number <= 12:
        raise DateHint("เดือนมี 1 ถึง 12 เขียนวันก่อนแล้วค่อยเดือน เช่น 21/1 คือ 21 มกราคม")
    return number


def _ce_year(year: str, era: str, today: date) -> int:
    if not year.isdecimal():
        raise DateHint(f"ปีเป็นตัวเลขสี่หลัก เช่น {be_year(today)}")
    if len(year) != 4:
        example = f"25{year}" if len(year) == 2 else be_year(today)
        raise DateHint(f"ใส่ปี พ.ศ. ให้ครบสี่หลัก เช่น {example}")
    number = int(year)
    if 2400 <= number <= 2700 and era != "ค":
        return number - ERA
    if 1900 <= number <= 2100 and era != "พ":
        return number
    raise DateHint(f"ปี {year} ดูไม่น่าใช่ ลองดูปี พ.ศ. อีกครั้ง ปีนี้คือ {be_year(today)}")


def _numeric(day: date) -> str:
    return f"{day.day}/{day.month}/{be_year(day)}"


def validate_visit_day(d: date, today: date) -> None:
    """Raise a Thai `ValidationError` when nobody can have visited on `d`.

    That is a day after `today`, or one before พ.ศ. 2500.
    """
    if d > today:
        raise ValidationError("วันที่ลงพื้นที่ยังมาไม่ถึง ลองดูปี พ.ศ. อีกครั้ง", code="future")
    if d < FIRST_VISIT_DAY:
        raise ValidationError("วันที่ลงพื้นที่เก่ากว่าปี พ.ศ. 2500 ลองดูปี พ.ศ. อีกครั้ง", code="too_old")
