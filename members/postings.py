"""Postings and duties: begin, end, move. Who may do what where follows from them (`members.reach`)."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members import letters
from members.models import Agency, Duty, MoveNotice, Posting, User
from villages.models import District


@transaction.atomic
def begin_posting(
    *,
    user: User,
    agency: Agency,
    district: District | None,
    title: str = "",
    begins: datetime.date,
    ends: datetime.date | None = None,
    welcomed: bool = False,
) -> Posting:
    """A person begins to serve somewhere.

    When that day is still to come, the district's partners get a letter, so that they can welcome
    whoever comes; not where they are `welcomed` already. An agency that was merged is the one that
    goes on with its work.
    """
    posting = Posting.objects.create(
        user=user, agency=agency.current, district=district, title=title, begins=begins, ends=ends
    )
    if district and begins > timezone.localdate() and not welcomed:
        letters.post_coming(posting)
        MoveNotice.objects.create(
            posting=posting, what=MoveNotice.What.COMES, day=begins, district=district
        )
    return posting


@transaction.atomic
def end_posting(*, posting: Posting, ends: datetime.date) -> Posting:
    """A posting's last day. Raises ValidationError for a day before it began."""
    posting = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    if ends < posting.begins:
        raise ValidationError({"ends": "วันสุดท้ายอยู่ก่อนวันที่เริ่ม ลองดูปี พ.ศ. อีกครั้ง"})
    posting.ends = ends
    posting.save(update_fields=["ends"])
    return posting


@transaction.atomic
def transfer(
    *,
    posting: Posting,
    agency: Agency,
    district: District | None,
    begins: datetime.date,
    title: str = "",
) -> Posting:
    """Somebody moves: the posting ends the day before, and another begins. Returns the new one.

    Raises ValidationError when that day is not after the posting's first, or after its last; when
    nothing would change.
    """
    posting = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    eve = begins - datetime.timedelta(days=1)
    if eve < posting.begins:
        raise ValidationError({"begins": "วันที่ย้ายอยู่ก่อนวันที่เริ่มที่เดิม ลองดูปี พ.ศ. อีกครั้ง"})
    if posting.ends and posting.ends < eve:
        raise ValidationError("ที่เดิมสิ้นสุดไปก่อนแล้ว เพิ่มที่ทำงานใหม่ได้เลย ไม่ต้องย้าย")
    place = (agency.current.pk, district.pk if district else None, title)
    if place == (posting.agency_id, posting.district_id, posting.title):
        raise ValidationError("ที่ใหม่กับที่เดิมเป็นที่เดียวกัน เลือกหน่วยงานหรืออำเภออื่น")
    end_posting(posting=posting, ends=eve)
    return begin_posting(
        user=posting.user,
        agency=agency,
        district=district,
        title=title,
        begins=begins,
        welcomed=district is not None and district.pk == posting.district_id,
    )


@transaction.atomic
def begin_duty(*, user: User, kind: str, district: District | None, begins: datetime.date) -> Duty:
    """A person begins to look after a district or the province; coordinators get a desk."""
    return Duty.objects.create(user=user, kind=kind, district=district, begins=begins)


@transaction.atomic
def end_duty(*, duty: Duty, ends: datetime.date) -> Duty:
    """A duty's last day. The desk goes with the last coordinator's duty."""
    duty.ends = ends
    duty.save(update_fields=["ends"])
    return duty
