"""Who walks with a village: it begins with the first visit, and goes on by a handover."""

import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from members.models import HandoverLine, User, Walking
from villages.models import Village


@transaction.atomic
def begin(*, user: User, village: Village, on: datetime.date) -> Walking:
    """From the day `on` a partner walks with a village; twice is once.

    A first day later than one told of now moves back to it. Somebody inactive begins nothing:
    Raises ValueError.
    """
    if not user.is_active:
        raise ValueError("somebody who has left walks with no village")
    User.objects.select_for_update().get(pk=user.pk)
    # A walk that is handed over but not ended yet goes on to its last day; it is not begun anew.
    walks = Walking.objects.current().filter(user=user, village=village).order_by("-pk").first()
    if walks is None:
        walks = Walking.objects.create(user=user, village=village, begins=on)
    if on < walks.begins:
        walks.begins = on
        walks.save(update_fields=["begins"])
    return walks


@transaction.atomic
def end(*, user: User, village: Village, on: datetime.date) -> None:
    """The last day a partner walks with a village; what they did together stays."""
    for walks in Walking.objects.filter(user=user, village=village, ends=None):
        walks.ends = max(on, walks.begins)
        walks.save(update_fields=["ends"])


def who(village: Village, on: datetime.date | None = None):
    """Active partners who walk with the village on the day `on` (today), longest first.

    Each with `handed`: whether they took it over from somebody. `village` may be an OuterRef.
    """
    taken = HandoverLine.objects.filter(
        kind=HandoverLine.Kind.VILLAGE, village=OuterRef("village"), taken_by=OuterRef("user")
    )
    walks = Walking.objects.current(on).filter(village=village, user__is_active=True)
    walks = walks.annotate(handed=Exists(taken))
    return walks.select_related("user").order_by("begins", "pk")
