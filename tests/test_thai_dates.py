"""Days of พ.ศ.: read in every form people type, refused with a hint, shown the same again."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.template import Context, Template
from django.utils.formats import date_format

from kmnet.thai.admin import be_column
from kmnet.thai.dates import (
    MONTHS,
    MONTHS_SHORT,
    DateHint,
    bangkok_today,
    be_year,
    parse_thai_date,
    thai_ago,
    thai_date,
    thai_datetime,
    thai_month,
    thai_time,
    validate_visit_day,
)
from kmnet.thai.fields import ADMIN_OVERRIDES, ThaiDateField, ThaiDateTimeField
from kmnet.thai.widgets import ThaiDateTimeWidget, ThaiDateWidget

TODAY = date(2026, 11, 22)
TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


class VisitForm(forms.Form):
    day = ThaiDateField()


class MomentForm(forms.Form):
    at = ThaiDateTimeField()


def sent(**data):
    query = QueryDict(mutable=True)
    query.update(data)
    return query


def render(source, **context):
    return Template("{% load thai %}" + source).render(Context(context))


def test_a_day_reads_as_people_say_it():
    day = date(2009, 1, 21)
    assert thai_date(day) == "21 มกราคม 2552"
    assert thai_date(day, short=True) == "21 ม.ค. 52"
    assert thai_month(day) == "มกราคม 2552"
    assert be_year(day) == 2552


def test_the_last_digits_of_a_short_year_keep_their_zero():
    assert thai_date(date(1957, 2, 1), short=True) == "1 ก.พ. 00"


def test_moments_are_shown_in_bangkok():
    moment = datetime(2009, 1, 20, 20, 5, tzinfo=UTC)
    assert thai_datetime(moment) == "21 มกราคม 2552 เวลา 03:05 น."
    assert thai_time(moment) == "03:05 น."
    assert thai_date(moment) == "21 มกราคม 2552"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "วันนี้"),
        (1, "เมื่อวาน"),
        (3, "3 วันก่อน"),
        (60, "2 เดือนก่อน"),
        (364, "12 เดือนก่อน"),
        (800, "2 ปีก่อน"),
        (-1, "พรุ่งนี้"),
        (-9, "อีก 9 วัน"),
    ],
)
def test_how_long_ago(days, said):
    assert thai_ago(TODAY - timedelta(days=days), TODAY) == said


def written_forms(day: date) -> list[str]:
    d, m, y = day.day, day.month, day.year + 543
    return [
        f"{d} {MONTHS[m - 1]} {y}",
        f"{d} {MONTHS_SHORT[m - 1]} {y}".translate(TO_THAI),
        f"{d}/{m}/{y}",
        f"{d:02}-{m:02}-{y}",
        f"วันที่ {d} {MONTHS[m - 1]} พ.ศ. {y}",
    ]


def is_read_back(day: date, texts: list[str]) -> bool:
    return {parse_thai_date(text, today=TODAY) for text in texts} == {day}


def every_day(first: date, last: date):
    for number in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(number)


# All forms for all days of two centuries take ten seconds: the plain days take two forms in turn.
def test_every_day_of_two_centuries_is_read_back():
    for number, day in enumerate(every_day(date(1857, 1, 1), date(2057, 12, 31))):
        texts = written_forms(day)
        if not (day.month == 2 and day.day > 27):
            texts = [texts[number % len(texts)]]
        assert is_read_back(day, texts), texts


def test_every_day_is_read_back_from_years_of_the_common_era():
    for day in every_day(date(1900, 1, 1), date(2100, 12, 31)):
        texts = [day.isoformat(), f"{day.day}/{day.month}/{day.year}"]
        assert is_read_back(day, texts[day.day % 2 :][:1]), texts


def test_every_day_survives_a_round_through_the_boxes():
    field = ThaiDateField()
    for day in every_day(date(1896, 1, 1), date(1904, 12, 31)):
        assert field.clean(field.widget.decompress(day)) == day


@pytest.mark.parametrize(
    "text",
    [
        "๒๑ มกราคม ๒๕๕๒",
        "21 ม.ค.2552",
        "21ม.ค. 2552",
        "21 มค 2552",
        "21 มกรา 2552",
        "21 มกราคม พศ 2552",
        "21 มกราคม ค.ศ. 2009",
        "21 ม.ค. พ.ศ.2552",
        "วันพุธที่ 21 มกราคม 2552",
        " 21 / 1 / 2552 ",
        "21.1.2552",
        "2552-01-21",
        "2009-01-21",
        "21/01/2009",
        "21 มกราคม, 2552",
        "21 มกราคม ปี 2552",
    ],
)
def test_many_ways_to_write_one_day(text):
    assert parse_thai_date(text, today=TODAY) == date(2009, 1, 21)


def test_today_and_yesterday_are_days():
    assert parse_thai_date("วันนี้", today=TODAY) == TODAY
    assert parse_thai_date("เมื่อวาน", today=TODAY) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("21/1/52", "ใส่ปี พ.ศ. ให้ครบสี่หลัก เช่น 2552"),
        ("21 ม.ค. ๕๒", "ใส่ปี พ.ศ. ให้ครบสี่หลัก เช่น 2552"),
        ("21/1/255", "ใส่ปี พ.ศ. ให้ครบสี่หลัก เช่น 2569"),
        ("21/1/25522", "ใส่ปี พ.ศ. ให้ครบสี่หลัก เช่น 2569"),
        ("31/4/2552", "เมษายน 2552 มี 30 วัน ลองดูวันที่อีกครั้ง"),
        ("29/2/2552", "กุมภาพันธ์ 2552 มี 28 วัน ลองดูวันที่อีกครั้ง"),
        ("0/2/2552", "กุมภาพันธ์ 2552 มี 28 วัน ลองดูวันที่อีกครั้ง"),
        ("1/21/2552", "เดือนมี 1 ถึง 12 เขียนวันก่อนแล้วค่อยเดือน เช่น 21/1 คือ 21 มกราคม"),
        ("21 มกราคม", "ยังไม่ได้ใส่ปี พ.ศ. เช่น 22 พฤศจิกายน 2569"),
        ("21/1", "ยังไม่ได้ใส่ปี พ.ศ. เช่น 22 พฤศจิกายน 2569"),
        ("21 มกลาคม 2552", "ไม่รู้จักเดือน “มกลาคม” ลองพิมพ์ชื่อเดือนเต็ม เช่น มกราคม"),
        ("21/1/2252", "ปี 2252 ดูไม่น่าใช่ ลองดูปี พ.ศ. อีกครั้ง ปีนี้คือ 2569"),
        ("21/1/9999", "ปี 9999 ดูไม่น่าใช่ ลองดูปี พ.ศ. อีกครั้ง ปีนี้คือ 2569"),
        ("21 มกราคม พ.ศ. 2009", "ปี 2009 ดูไม่น่าใช่ ลองดูปี พ.ศ. อีกครั้ง ปีนี้คือ 2569"),
        ("21 มกราคม ค.ศ. 2552", "ปี 2552 ดูไม่น่าใช่ ลองดูปี พ.ศ. อีกครั้ง ปีนี้คือ 2569"),
        ("เร็วๆ นี้", "อ่านวันที่นี้ไม่ออก ลองพิมพ์แบบ 22 พฤศจิกายน 2569 หรือ 22/11/2569"),
        ("", "อ่านวันที่นี้ไม่ออก ลองพิมพ์แบบ 22 พฤศจิกายน 2569 หรือ 22/11/2569"),
        ("21-1/2552", "อ่านวันที่นี้ไม่ออก ลองพิมพ์แบบ 22 พฤศจิกายน 2569 หรือ 22/11/2569"),
    ],
)
def test_a_day_that_cannot_be_read_is_answered_with_a_hint(text, hint):
    with pytest.raises(DateHint) as refusal:
        parse_thai_date(text, today=TODAY)
    assert str(refusal.value) == hint


def test_a_visit_is_not_in_the_future_nor_before_2500():
    validate_visit_day(TODAY, TODAY)
    validate_visit_day(date(1957, 1, 1), TODAY)
    with pytest.raises(ValidationError, match=r"วันที่ลงพื้นที่ยังมาไม่ถึง ลองดูปี พ\.ศ\. อีกครั้ง"):
        validate_visit_day(TODAY + timedelta(days=1), TODAY)
    with pytest.raises(ValidationError, match=r"เก่ากว่าปี พ\.ศ\. 2500"):
        validate_visit_day(date(1956, 12, 31), TODAY)


def test_three_boxes_make_a_day():
    form = VisitForm(sent(day_day="๒๙", day_month="2", day_year="๒๕๖๗"))
    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["2024-02-29", "29 กุมภาพันธ์ 2567", "29/2/2567"])
def test_one_text_makes_the_same_day(text):
    form = VisitForm(sent(day=text))
    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2024, 2, 29)


def test_empty_boxes_beside_one_text_do_not_hide_it():
    form = VisitForm(sent(day="2024-02-29", day_day="", day_month="", day_year=""))
    assert form.is_valid()


def test_a_whole_day_in_the_first_box_is_understood():
    form = VisitForm(sent(day_day="29/2/2567", day_month="", day_year=""))
    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("boxes", "error"),
    [
        (("", "", ""), "ยังไม่ได้ใส่วันที่"),
        (("31", "6", "2567"), "มิถุนายน 2567 มี 30 วัน ลองดูวันที่อีกครั้ง"),
        (("5", "6", "67"), "ใส่ปี พ.ศ. ให้ครบสี่หลัก เช่น 2567"),
        (("5", "13", "2567"), "เดือนมี 1 ถึง 12 เขียนวันก่อนแล้วค่อยเดือน เช่น 21/1 คือ 21 มกราคม"),
        (("ห้า", "6", "2567"), "วันที่เป็นตัวเลข 1 ถึง 31"),
        (("5", "6", "ปีนี้"), f"ปีเป็นตัวเลขสี่หลัก เช่น {be_year(bangkok_today())}"),
    ],
)
def test_boxes_that_make_no_day_say_why(boxes, error):
    form = VisitForm(sent(day_day=boxes[0], day_month=boxes[1], day_year=boxes[2]))
    assert form.errors == {"day": [error]}


MANY_DIGITS = "9" * 5000


@pytest.mark.parametrize(
    ("boxes", "error"),
    [
        ((MANY_DIGITS, "6", "2567"), "มิถุนายน 2567 มี 30 วัน ลองดูวันที่อีกครั้ง"),
        (("๑" * 5000, "6", "2567"), "มิถุนายน 2567 มี 30 วัน ลองดูวันที่อีกครั้ง"),
        (
            ("5", MANY_DIGITS, "2567"),
            "เดือนมี 1 ถึง 12 เขียนวันก่อนแล้วค่อยเดือน เช่น 21/1 คือ 21 มกราคม",
        ),
        (
            ("5", "6", MANY_DIGITS),
            f"ใส่ปี พ.ศ. ให้ครบสี่หลัก เช่น {be_year(bangkok_today())}",
        ),
        (
            ("5", "ก" * 5000, "2567"),
            f"ไม่รู้จักเดือน “{'ก' * 29}…” ลองพิมพ์ชื่อเดือนเต็ม เช่น มกราคม",
        ),
    ],
)
def test_thousands_of_digits_in_a_box_get_the_usual_hint(boxes, error):
    form = VisitForm(sent(day_day=boxes[0], day_month=boxes[1], day_year=boxes[2]))
    assert form.errors == {"day": [error]}
    assert form.has_changed()


@pytest.mark.parametrize(
    "text",
    [
        f"{MANY_DIGITS}/6/2567",
        f"5/{MANY_DIGITS}/2567",
        f"5/6/{MANY_DIGITS}",
        f"{MANY_DIGITS} มิถุนายน 2567",
        "5 " + "ม.ย. " * 50_000,
    ],
)
def test_thousands_of_digits_in_a_text_get_the_usual_hint(text):
    form = VisitForm(sent(day=text))
    assert form.errors["day"][0].startswith("อ่านวันที่นี้ไม่ออก ลองพิมพ์แบบ ")
    assert "ที่พิมพ์มา: " in str(form["day"])


@pytest.mark.parametrize("digits", [19, 30, 150])
def test_numbers_of_a_text_that_are_too_big_get_the_usual_hint(digits):
    with pytest.raises(DateHint, match="มิถุนายน 2567 มี 30 วัน"):
        parse_thai_date(f"{'9' * digits}/6/2567", today=TODAY)
    with pytest.raises(DateHint, match="เดือนมี 1 ถึง 12"):
        parse_thai_date(f"5/{'9' * digits}/2567", today=TODAY)


def test_a_missing_box_is_named():
    form = VisitForm(sent(day_day="5", day_month="", day_year=""))
    assert form.errors["day"][0].startswith("ยังไม่ได้ใส่เดือน กับปี พ.ศ. เช่น ")


def test_boxes_keep_what_was_typed_after_an_error():
    html = str(VisitForm(sent(day_day="๓๑", day_month="6", day_year="2567"))["day"])
    assert 'value="๓๑"' in html
    assert '<option value="6" selected>มิถุนายน</option>' in html
    assert 'value="2567"' in html
    assert html.count('aria-invalid="true"') == 3


def test_a_text_that_cannot_be_read_is_shown_again_escaped():
    html = str(VisitForm(sent(day="<b>เมื่อไรดี"))["day"])
    assert "ที่พิมพ์มา: &lt;b&gt;เมื่อไรดี" in html


def test_boxes_show_the_buddhist_year_and_have_labels():
    html = str(VisitForm(initial={"day": date(2009, 1, 21)})["day"])
    assert re.findall(r'<label for="([^"]+)">([^<]+)</label>', html) == [
        ("id_day_day", "วันที่"),
        ("id_day_month", "เดือน"),
        ("id_day_year", "ปี พ.ศ."),
    ]
    assert re.findall(r'name="([^"]+)"', html) == ["day_day", "day_month", "day_year"]
    assert 'value="2552"' in html
    assert 'type="date"' not in html
    assert "style=" not in html
    assert "<script" not in html


def test_the_group_is_a_fieldset_with_a_legend():
    assert VisitForm().fields["day"].widget.use_fieldset
    assert "<fieldset" in VisitForm()["day"].as_field_group()


def test_an_unchanged_day_has_not_changed():
    field = ThaiDateField(required=False)
    assert not field.has_changed(date(2009, 1, 21), ["21", "1", "2552"])
    assert not field.has_changed(None, ["", "", ""])
    assert field.has_changed(date(2009, 1, 21), ["22", "1", "2552"])
    assert field.has_changed(None, ["x", "", ""])


def test_a_moment_is_read_as_bangkok_time():
    form = MomentForm(sent(at_day="21", at_month="1", at_year="2552", at_time="๑๐.๔๒ น."))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["at"].isoformat() == "2009-01-21T10:42:00+07:00"


def test_a_moment_sent_by_a_program_is_read_and_shown_again():
    form = MomentForm(sent(at="2009-01-21T10:42:33"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["at"].isoformat() == "2009-01-21T10:42:00+07:00"
    assert re.findall(r'value="([^"]+)"(?! selected)', str(form["at"]))[-1] == "10:42"


def test_no_moment_is_none_where_none_is_asked_for():
    field = ThaiDateTimeField(required=False)
    assert field.clean(["", "", "", ""]) is None
    assert field.clean("") is None
    assert field.clean(None) is None
    with pytest.raises(ValidationError, match="ยังไม่ได้ใส่วันที่"):
        field.clean(["", "", "", "10:42"])


@pytest.mark.parametrize("clock", ["", "25:00", "10:60", "สิบโมง"])
def test_a_moment_without_a_readable_clock_says_how_to_write_it(clock):
    form = MomentForm(sent(at_day="21", at_month="1", at_year="2552", at_time=clock))
    assert form.errors == {"at": ["เวลาพิมพ์แบบ 10:42 หรือ 10.42"]}


def test_a_moment_survives_a_round_through_its_boxes():
    moment = datetime(2009, 1, 20, 20, 5, 33, tzinfo=UTC)
    field = ThaiDateTimeField()
    boxes = field.widget.decompress(moment)
    assert boxes == ["21", "1", "2552", "03:05"]
    assert not field.has_changed(moment, boxes)


def test_the_admin_types_days_in_the_buddhist_era():
    class VisitAdmin(admin.ModelAdmin):
        formfield_overrides = ADMIN_OVERRIDES

    from django.contrib.admin.models import LogEntry

    desk = VisitAdmin(LogEntry, admin.AdminSite())
    day = desk.formfield_for_dbfield(models.DateField(), None)
    moment = desk.formfield_for_dbfield(models.DateTimeField(), None)
    assert type(day) is ThaiDateField
    assert type(moment) is ThaiDateTimeField
    assert type(day.widget) is ThaiDateWidget
    assert type(moment.widget) is ThaiDateTimeWidget


def test_admin_columns_show_the_buddhist_era():
    class Row:
        day = date(2009, 1, 21)
        at = datetime(2009, 1, 21, 3, 42, tzinfo=UTC)
        never = None

    column = be_column("day", "วันที่ลงพื้นที่")
    assert column(Row) == "21 มกราคม 2552"
    assert column.short_description == "วันที่ลงพื้นที่"
    assert column.admin_order_field == "day"
    assert be_column("at", "")(Row) == "21 มกราคม 2552 เวลา 10:42 น."
    assert be_column("never", "")(Row) == "-"


def test_a_plain_date_field_does_not_take_a_buddhist_year_for_a_far_future():
    with pytest.raises(ValidationError):
        forms.DateField().clean("21/01/2552")


def test_django_shows_clocks_of_24_hours():
    assert date_format(datetime(2009, 1, 21, 15, 42), "TIME_FORMAT") == "15:42 น."


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ d|thai_date }}", "21 มกราคม 2552"),
        ("{{ d|thai_date_short }}", "21 ม.ค. 52"),
        ("{{ d|be_year }}", "2552"),
        ("{{ 2009|be_year }}", "2552"),
        ("{{ m|thai_time }}", "10:42 น."),
        ("{{ nothing|thai_date }}{{ nothing|thai_ago }}{% time_tag nothing %}", ""),
        ("{% time_tag d %}", '<time datetime="2009-01-21">21 มกราคม 2552</time>'),
        ("{% time_tag d 'short' %}", '<time datetime="2009-01-21">21 ม.ค. 52</time>'),
        ("{% time_tag m %}", '<time datetime="2009-01-21">21 มกราคม 2552</time>'),
        (
            "{% time_tag m 'datetime' %}",
            '<time datetime="2009-01-21T10:42+07:00">21 มกราคม 2552 เวลา 10:42 น.</time>',
        ),
        ("{{ 'น้ำตกสวย'|thai_truncate:3 }}", "น้ำต…"),
        ("{{ 'เรื่องดี ๆ ของเรา'|yamok }}", "เรื่องดี\u00a0ๆ ของเรา"),
        ("{{ text|paragraphs }}", "<p>หนึ่ง &lt;b&gt;<br>สอง</p>\n<p>สาม\u00a0ๆ</p>"),
        ("{{ ''|paragraphs }}", ""),
    ],
)
def test_templates_speak_thai(source, shown):
    context = {
        "d": date(2009, 1, 21),
        "m": datetime(2009, 1, 21, 3, 42, tzinfo=UTC),
        "nothing": None,
        "text": "หนึ่ง <b>\nสอง\n \n\nสาม ๆ",
    }
    assert render(source, **context) == shown
