"""Columns of the admin in พ.ศ., where Django's own formats know only ค.ศ."""

from collections.abc import Callable
from datetime import datetime

from .dates import thai_date, thai_datetime


def be_column(field: str, label: str) -> Callable:
    """Return a column for ``list_display`` or ``readonly_fields``, sortable by `field`.

    `field` is the name of a date or datetime of the model; an empty one shows as a dash.
    """

    def column(obj) -> str:
        value = getattr(obj, field)
        if value is None:
            return "-"
        return thai_datetime(value) if isinstance(value, datetime) else thai_date(value)

    column.__name__ = f"{field}_be"
    column.short_description = label
    column.admin_order_field = field
    return column
