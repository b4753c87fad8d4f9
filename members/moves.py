"""The coming month's moves, told once to the districts that lose and gain somebody."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from members import letters
from members.models import MoveNotice, Posting, User
from villages.models import District

AHEAD = datetime.timedelta(days=31)
COMES, LEAVES = MoveNotice.What.COMES, MoveNotice.What.LEAVES


def coming_moves(district: District, today: datetime.date | None = None):
    """(who comes, who leaves) within a month, as two lists of postings by their day.

    Somebody who changes the agency and stays in the district neither comes nor leaves.
    """
    today = today or timezone.localdate()
    here = Posting.objects.filter(district=district, user__is_active=True).select_related(
        "user", "agency", "district"
    )
    comes = here.filter(begins__gt=today, begins__lte=today + AHEAD).order_by("begins", "pk")
    leaves = here.filter(ends__gte=today, ends__lte=today + AHEAD).order_by("ends", "pk")
    day = datetime.timedelta(days=1)
    return (
        [each for each in comes if not serves_here(each, each.begins - day)],
        [each for each in leaves if not serves_here(each, each.ends + day)],
    )


def serves_here(posting: Posting, on: datetime.date) -> bool:
    """Whether another posting keeps the person in the same district on the day `on`."""
    others = Posting.objects.exclude(pk=posting.pk).filter(
        Q(ends=None) | Q(ends__gte=on), begins__lte=on
    )
    return others.filter(user=posting.user_id, district=posting.district_id).exists()


def tell(today: datetime.date | None = None) -> int:
    """Tell each district what it was not told yet; returns how many moves. Safe to run daily."""
    today = today or timezone.localdate()
    return sum(tell_district(district, today) for district in District.objects.all())


@transaction.atomic
def tell_district(district: District, today: datetime.date) -> int:
    """One letter to each partner of the district with all its new moves."""
    comes, leaves = coming_moves(district, today)
    comes = [each for each in comes if is_news(each, COMES, each.begins)]
    leaves = [each for each in leaves if is_news(each, LEAVES, each.ends)]
    if not comes and not leaves:
        return 0
    serving = Posting.objects.current(today).filter(district=district)
    moving = {each.user_id for each in (*comes, *leaves)}
    for partner in User.objects.filter(is_active=True, pk__in=serving.values("user")):
        if partner.pk not in moving:
            letters.post_moves(district, partner, comes, leaves)
    return len(comes) + len(leaves)


def is_news(posting: Posting, what: str, day: datetime.date) -> bool:
    """Note a move as told; False when it was before, also by a run at the same time."""
    _, new = MoveNotice.objects.get_or_create(
        posting=posting, what=what, day=day, defaults={"district_id": posting.district_id}
    )
    return new
