"""Postings and duties: begin, end. Who may do what where follows from them (`members.reach`)."""

import datetime

from django.db import transaction
from django.utils import timezone

from members import letters
from members.models import Agency, Duty, Posting, User
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
) -> Posting:
    """A person begins to serve somewhere.

    When that day is still to come, the district's partners get a letter, so that they can welcome
    whoever comes.
    """
    posting = Posting.objects.create(
        user=user, agency=agency, district=district, title=title, begins=begins, ends=ends
    )
    if district and begins > timezone.localdate():
        letters.post_coming(posting)
    return posting


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
