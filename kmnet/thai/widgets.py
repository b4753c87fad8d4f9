"""Boxes to type a day in: day, month by name, year พ.ศ. No `type=date`, which shows ค.ศ."""

from datetime import date, datetime

from django import forms

from .dates import (
    ERA,
    MONTHS,
    DateHint,
    bangkok_today,
    local_day,
    parse_thai_date,
    thai_time,
)

_NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}
_LABELS = {"_day": "วันที่", "_month": "เดือน", "_year": "ปี พ.ศ.", "_time": "เวลา เช่น 10:42"}


class ThaiDateWidget(forms.MultiWidget):
    """Three boxes named ``<name>_day``, ``<name>_month`` and ``<name>_year``.

    Each has an id made the same way and its own label; the group's name is the legend that
    the field's template draws. A single text posted under ``<name>`` is read when the boxes
    are empty or absent; when it cannot be read, it is shown again above them.
    """

    template_name = "kmnet/widgets/thai_date.html"
    use_fieldset = True
    shortcuts = True

    class Media:
        js = [forms.widgets.Script("js/thai-date.js", defer=True)]

    def __init__(self, attrs: dict | None = None):
        super().__init__(self.boxes(), attrs)

    def boxes(self) -> dict[str, forms.Widget]:
        """Return the boxes by the last part of their names."""
        months = [("", "เดือน"), *enumerate(MONTHS, start=1)]
        return {
            "day": forms.TextInput({**_NUMERIC, "size": 2, "data-date-part": "day"}),
            "month": forms.Select({"autocomplete": "off", "data-date-part": "month"}, months),
            "year": forms.TextInput({**_NUMERIC, "size": 4, "data-date-part": "year"}),
        }

    def decompress(self, value: date | str | None) -> list[str]:
        """Return what stands in the boxes for `value`; nothing when it cannot be read."""
        if isinstance(value, str) and value.strip():
            try:
                value = parse_thai_date(value, today=bangkok_today())
            except DateHint:
                value = None
        if not value:
            return [""] * 3
        day = local_day(value)
        return [str(day.day), str(day.month), str(day.year + ERA)]

    def value_from_datadict(self, data, files, name) -> list[str] | str | None:
        """Return the texts of the boxes, or the single text when they hold nothing."""
        parts = [part or "" for part in super().value_from_datadict(data, files, name)]
        if any(part.strip() for part in parts):
            return parts
        return data.get(name) or parts

    def value_omitted_from_data(self, data, files, name) -> bool:
        """Say whether neither a box nor the single text was sent."""
        return name not in data and super().value_omitted_from_data(data, files, name)

    def get_context(self, name, value, attrs):
        """Add the boxes' ids and labels, the shortcuts, and a text that was not understood."""
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        for suffix, box in zip(self.widgets_names, widget["subwidgets"], strict=True):
            if attrs and attrs.get("id"):
                box["attrs"]["id"] = f"{attrs['id']}{suffix}"
            box["label"] = _LABELS[suffix]
        widget["shortcuts"] = self.shortcuts and not widget["attrs"].get("disabled")
        unread = isinstance(value, str) and not any(self.decompress(value)[:3])
        widget["unread"] = value if unread else ""
        return context


class ThaiDateTimeWidget(ThaiDateWidget):
    """The three boxes and a fourth, ``<name>_time``, for the time of day."""

    def boxes(self) -> dict[str, forms.Widget]:
        """Return the boxes by the last part of their names."""
        time = forms.TextInput({**_NUMERIC, "inputmode": "text", "size": 5})
        return {**super().boxes(), "time": time}

    def decompress(self, value: datetime | str | None) -> list[str]:
        """Return what stands in the boxes for `value`, in Bangkok's time."""
        if isinstance(value, str):
            day, clock = split_moment(value)
            return [*super().decompress(day), clock]
        clock = thai_time(value).removesuffix(" น.") if isinstance(value, datetime) else ""
        return [*super().decompress(value), clock]


def split_moment(text: str) -> tuple[str, str]:
    """Return day and clock of ``2009-01-21T10:42``, the form that programs send."""
    day, _, clock = text.strip().partition("T")
    return day, clock[:5]
