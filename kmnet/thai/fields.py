"""Form fields that take Thai as people type it: dates of พ.ศ., Thai digits, stacked vowels."""

import re
from datetime import date, datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from .dates import BANGKOK, DateHint, bangkok_today, date_from_parts, local_day, parse_thai_date
from .text import graphemes, normalise, to_arabic_digits
from .widgets import ThaiDateTimeWidget, ThaiDateWidget, split_moment


class ThaiDateField(forms.Field):
    """A day, from three boxes or from one text; cleans to `datetime.date` or None.

    The boxes are ``<name>_day``, ``<name>_month`` and ``<name>_year`` (พ.ศ.); a text under
    ``<name>`` may have any form that `parse_thai_date` reads, ISO included.
    """

    widget = ThaiDateWidget
    default_error_messages = {"required": "ยังไม่ได้ใส่วันที่"}

    def to_python(self, value: list[str] | str | date | None) -> date | None:
        """Return the day that was typed. Raises ValidationError with a hint."""
        if isinstance(value, date):
            return local_day(value)
        parts = [value] if isinstance(value, str) else list(value or [])
        if not any(part.strip() for part in parts):
            return None
        try:
            return _read_day(parts)
        except DateHint as hint:
            raise ValidationError(str(hint), code="invalid") from None

    def has_changed(self, initial, data) -> bool:
        """Compare days, not the way they are written."""
        if self.disabled:
            return False
        try:
            return self.to_python(data) != (self.to_python(initial) if initial else None)
        except ValidationError:
            return True


def _read_day(parts: list[str]) -> date:
    """Read one text, or three boxes of which the first may hold the whole day."""
    today = bangkok_today()
    first, *others = parts
    if not any(part.strip() for part in others) and not first.strip().isdecimal():
        return parse_thai_date(first, today=today)
    day, month, year = parts if others else (first, "", "")
    return date_from_parts(day, month, year, today=today)


class ThaiDateTimeField(ThaiDateField):
    """A day and a time of day in Bangkok; cleans to an aware `datetime.datetime` or None.

    The fourth box is ``<name>_time``, as ``10:42``.
    """

    widget = ThaiDateTimeWidget
    default_error_messages = {
        "required": "ยังไม่ได้ใส่วันที่กับเวลา",
        "time": "เวลาพิมพ์แบบ 10:42 หรือ 10.42",
    }

    def to_python(self, value: list[str] | str | datetime | None) -> datetime | None:
        """Return the moment that was typed. Raises ValidationError with a hint."""
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=BANGKOK)
        if isinstance(value, str):
            value = split_moment(value)
        *day_parts, clock = list(value or []) or [""]
        day = super().to_python(day_parts)
        if day is None and not clock.strip():
            return None
        if day is None:
            raise ValidationError(ThaiDateField.default_error_messages["required"], code="invalid")
        return datetime.combine(day, self._read_time(clock), tzinfo=BANGKOK)

    def _read_time(self, clock: str) -> time:
        found = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?:\s*น\.?)?", to_arabic_digits(clock).strip())
        try:
            return time(int(found[1]), int(found[2]))
        except (TypeError, ValueError):
            raise ValidationError(self.error_messages["time"], code="invalid") from None

    def has_changed(self, initial, data) -> bool:
        """Compare to the minute, which is all that the boxes show."""
        if isinstance(initial, datetime):
            initial = initial.replace(second=0, microsecond=0)
        return super().has_changed(initial, data)


class ThaiCharField(forms.CharField):
    """A line of text, cleaned to the one spelling that is saved."""

    def to_python(self, value) -> str:
        """Return `value` normalised. Raises ValidationError for what is far too long."""
        value = super().to_python(value)
        if not isinstance(value, str):
            return value
        longest = self._longest()
        # One letter may take several characters; past ten, the text is not worth the work.
        if longest is not None and len(value) > 10 * longest + 1000:
            raise _too_long(len(value), longest)
        return normalise(value)

    def _longest(self) -> int | None:
        return self.max_length


def _too_long(length: int, longest: int) -> ValidationError:
    return ValidationError(
        f"ยาวไปหน่อย ช่องนี้ใส่ได้ {longest} ตัวอักษร ตอนนี้มี {length} ตัดออกสัก {length - longest} ตัว",
        code="max_length",
    )


class ThaiTextField(ThaiCharField):
    """Longer text. `max_length` counts letters as a reader sees them: น้ำ is one.

    The page gets no ``maxlength``, for browsers cut what is pasted without a word.
    """

    widget = forms.Textarea

    def __init__(self, *, max_length: int | None = None, **kwargs):
        super().__init__(**kwargs)
        self.longest = max_length
        if max_length is not None:
            self.validators.append(self._refuse_too_long)

    def _refuse_too_long(self, value: str) -> None:
        length = len(graphemes(value))
        if length > self.longest:
            raise _too_long(length, self.longest)

    def _longest(self) -> int | None:
        return self.longest


class ThaiIntegerField(forms.IntegerField):
    """A whole number in Thai or Arabic digits; commas between thousands do no harm.

    Written in more than 18 characters it is refused: the database could not keep it.
    """

    # type=number refuses Thai digits before they are sent.
    widget = forms.TextInput

    def to_python(self, value) -> int | None:
        """Return the number that was typed. Raises ValidationError when there is none."""
        if isinstance(value, str):
            value = to_arabic_digits(value).replace(",", "").strip()
            if len(value) > 18:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def widget_attrs(self, widget) -> dict:
        """Ask phones for their number keys."""
        return {**super().widget_attrs(widget), "inputmode": "numeric", "autocomplete": "off"}


# For ModelAdmin.formfield_overrides: พ.ศ. in every date box of the admin. The widgets are named
# because the admin would put its own calendar, which counts in ค.ศ., in their place.
ADMIN_OVERRIDES = {
    models.DateField: {"form_class": ThaiDateField, "widget": ThaiDateWidget},
    models.DateTimeField: {"form_class": ThaiDateTimeField, "widget": ThaiDateTimeWidget},
}
