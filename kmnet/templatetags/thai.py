"""Thai in templates: days of พ.ศ., texts cut between letters, paragraphs."""

import re
from datetime import date, datetime

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from kmnet.thai import dates, text

register = template.Library()


@register.filter
def thai_date(d: date | datetime | None) -> str:
    """``21 มกราคม 2552``; nothing for nothing."""
    return dates.thai_date(d) if d else ""


@register.filter
def thai_date_short(d: date | datetime | None) -> str:
    """``21 ม.ค. 52``, where space is scarce."""
    return dates.thai_date(d, short=True) if d else ""


@register.filter
def thai_month(d: date | datetime | None) -> str:
    """``มกราคม 2552``."""
    return dates.thai_month(d) if d else ""


@register.filter
def thai_datetime(moment: datetime | None) -> str:
    """``21 มกราคม 2552 เวลา 10:42 น.``"""
    return dates.thai_datetime(moment) if moment else ""


@register.filter
def thai_time(moment: datetime | None) -> str:
    """``10:42 น.``"""
    return dates.thai_time(moment) if moment else ""


@register.filter
def thai_ago(d: date | datetime | None) -> str:
    """วันนี้, เมื่อวาน, 3 วันก่อน, 2 เดือนก่อน."""
    return dates.thai_ago(d, dates.bangkok_today()) if d else ""


@register.filter
def be_year(d: date | datetime | int | None) -> int | str:
    """The year พ.ศ. of a day, or of a year ค.ศ. given as a number."""
    if not d:
        return ""
    return d + dates.ERA if isinstance(d, int) else dates.be_year(d)


_STYLES = {
    "date": thai_date,
    "short": thai_date_short,
    "datetime": thai_datetime,
    "time": thai_time,
    "ago": thai_ago,
}


@register.simple_tag
def time_tag(d: date | datetime | None, style: str = "date") -> str:
    """``<time datetime="2009-01-21">21 มกราคม 2552</time>``.

    `style` is date, short, datetime, time or ago. The attribute holds the Bangkok day, and
    the clock as well when the style shows it.
    """
    if not d:
        return ""
    machine = dates.local_day(d).isoformat()
    if style in ("datetime", "time"):
        machine = d.astimezone(dates.BANGKOK).isoformat(timespec="minutes")
    return format_html('<time datetime="{}">{}</time>', machine, _STYLES[style](d))


@register.filter
def thai_truncate(value: str, length: int) -> str:
    """At most `length` letters on one line, with … where something was left out."""
    return text.truncate(str(value or ""), int(length))


@register.filter
def yamok(value: str) -> str:
    """A space before ๆ becomes one that never breaks the line."""
    return re.sub("[ \u00a0]+(?=ๆ)", "\u00a0", str(value or ""))


@register.filter
def unbroken(value: str) -> SafeString:
    """A place's name in full, breaking only between its parts: ต.ไสหมาก stays on one line."""
    parts = re.split(r" (?!\d)", str(value or ""))
    return format_html_join(" ", '<span class="unbroken">{}</span>', ((part,) for part in parts))


@register.filter
def paragraphs(value: str) -> SafeString:
    """Text as it was saved, as escaped ``<p>``: an empty line begins a new one, a line break stays."""
    blocks = re.split(r"\n\s*\n", str(value or ""))
    lines = (escape(yamok(block.strip())).replace("\n", "<br>") for block in blocks)
    return mark_safe("\n".join(f"<p>{line}</p>" for line in lines if line))  # noqa: S308
