"""Agencies are renamed and merged; what was printed under an earlier name is still found."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from kmnet.thai.dates import thai_date
from members.models import Agency, AgencyName, Posting


def family(agency: Agency) -> set[int]:
    """Primary keys of the agency that goes on and of all that were ever merged into it."""
    found = looked = {agency.current.pk}
    while looked:
        looked = set(Agency.objects.filter(merged_into__in=looked).values_list("pk", flat=True))
        found = found | looked
    return found


def names_of(agency: Agency) -> list[str]:
    """Every name under which the work of an agency is known, the one of today first."""
    current = agency.current
    rows = Agency.objects.filter(pk__in=family(agency)).prefetch_related("earlier_names")
    names = [current.name, current.short_name]
    for row in rows:
        names += [row.name, row.short_name]
        for earlier in row.earlier_names.all():
            names += [earlier.name, earlier.short_name]
    return [name for name in dict.fromkeys(names) if name]


@transaction.atomic
def rename(
    *,
    agency: Agency,
    name: str,
    short_name: str = "",
    until: datetime.date | None = None,
    mistyped: bool = False,
) -> Agency:
    """Another name from now on; the earlier one, borne until the day `until`, is kept.

    A name that was only `mistyped` is kept nowhere. Raises ValidationError for no name, for one
    that another agency bears, for an agency that was merged, and for a day to come.
    """
    agency = Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    until = until or timezone.localdate()
    if agency.merged_into_id:
        raise ValidationError(f"หน่วยงานนี้รวมเข้ากับ{agency.current.name}แล้ว เปลี่ยนชื่อที่นั่นแทน")
    if not name.strip():
        raise ValidationError({"name": "ยังไม่ได้ใส่ชื่อใหม่"})
    if Agency.objects.filter(name=name).exclude(pk=agency.pk).exists():
        raise ValidationError({"name": "มีหน่วยงานชื่อนี้อยู่แล้ว ถ้าเป็นที่เดียวกัน ใช้ “รวมเข้ากับ” แทน"})
    if until > timezone.localdate():
        raise ValidationError({"until": "วันนี้ยังมาไม่ถึง เปลี่ยนชื่อเมื่อถึงวันแล้วค่อยจด"})
    before = (agency.name, agency.short_name)
    agency.name, agency.short_name = name, short_name
    agency.save(update_fields=["name", "short_name", "sort_key"])
    agency.refresh_from_db()
    if not mistyped and before != (agency.name, agency.short_name):
        AgencyName.objects.create(agency=agency, name=before[0], short_name=before[1], until=until)
    return agency


@transaction.atomic
def merge(*, agency: Agency, into: Agency, on: datetime.date | None = None) -> Agency:
    """From the day `on` another agency goes on with this one's work; returns that other.

    Where `into` was itself merged, it is the one that goes on with that. Nothing written under the
    old agency changes: whoever serves there goes on at the other from that day, and postings to
    come begin there. Raises ValidationError for itself, for one merged already, for a day to come.
    """
    on = on or timezone.localdate()
    # All rows of the table, in one order: two merges at once cannot make a ring.
    rows = {row.pk: row for row in Agency.objects.select_for_update(of=("self",)).order_by("pk")}
    agency, into = rows[agency.pk], rows[into.pk]
    while into.merged_into_id:
        into = rows[into.merged_into_id]
    if agency.merged_into_id:
        raise ValidationError(
            f"{agency.name}รวมเข้ากับ{agency.current.name}ไปแล้วเมื่อ {thai_date(agency.merged_on)}"
        )
    if into.pk == agency.pk:
        raise ValidationError({"into": "รวมเข้ากับตัวเองไม่ได้ เลือกอีกหน่วยงานหนึ่ง"})
    if on > timezone.localdate():
        raise ValidationError({"on": "วันนี้ยังมาไม่ถึง ถึงวันแล้วค่อยจดว่ารวมกัน"})
    agency.merged_into, agency.merged_on = into, on
    agency.save(update_fields=["merged_into", "merged_on"])
    move_postings(agency, into, on)
    return into


def move_postings(agency: Agency, into: Agency, on: datetime.date) -> None:
    """Postings that begin on the day or later are at the other agency; one under way is ended the
    day before and goes on there, so that both stand in a person's history."""
    agency.postings.filter(begins__gte=on).update(agency=into)
    for posting in agency.postings.current(on).select_for_update(of=("self",)):
        Posting.objects.create(
            user_id=posting.user_id,
            agency=into,
            title=posting.title,
            district_id=posting.district_id,
            begins=on,
            ends=posting.ends,
        )
        posting.ends = on - datetime.timedelta(days=1)
        posting.save(update_fields=["ends"])
