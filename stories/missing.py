"""Who and what could go missing, said as invitations, for the desks of connectors and coordinators.

Private: it speaks of people. Everything is in the order of names and places, never of numbers.
"""

import datetime
from dataclasses import dataclass, field

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from members.models import Duty, Posting, User, Walking
from members.reach import Reach
from stories.models import Visit
from villages.models import District, Village

QUIET = datetime.timedelta(days=182)
YEAR = datetime.timedelta(days=365)
SHOWN = 8
EVERYWHERE = Reach(all_districts=True)


@dataclass(frozen=True)
class Quiet:
    """A village nobody has written of for half a year, who knows the road, who lives near."""

    village: Village
    last_day: datetime.date | None
    knows_road: list[User] = field(default_factory=list)
    neighbours: list[User] = field(default_factory=list)


def districts_in(reach: Reach):
    """The districts of a reach, as a dictionary sorts them."""
    found = District.objects.all()
    return found if reach.all_districts else found.filter(code__in=reach.districts)


def walked_villages(reach: Reach, on: datetime.date):
    """Villages of the reach somebody walks or has walked with, or that took up the way."""
    walked = Walking.objects.filter(village=OuterRef("pk"))
    return (
        Village.objects.in_reach(reach)
        .filter(Q(joined_on__isnull=False) | Exists(walked))
        .alias(
            walkers=Count(
                "walkings__user",
                filter=Q(walkings__user__is_active=True, walkings__begins__lte=on)
                & (Q(walkings__ends=None) | Q(walkings__ends__gte=on)),
                distinct=True,
            )
        )
        .with_places()
        .order_by("tambon__district__sort_key", "tambon__sort_key", "moo")
    )


def walked_by(reach: Reach, walkers: int, on: datetime.date | None = None):
    """Of those villages the ones that so many partners walk with."""
    return walked_villages(reach, on or timezone.localdate()).filter(walkers=walkers)


def with_one_partner(
    reach: Reach, on: datetime.date | None = None, most: int = SHOWN
) -> list[tuple[Village, User]]:
    """Villages that one partner alone walks with, and who that is."""
    villages = list(walked_by(reach, 1, on)[:most])
    walks = Walking.objects.current(on).filter(village__in=villages, user__is_active=True)
    who = {each.village_id: each.user for each in walks.select_related("user")}
    return [(village, who[village.pk]) for village in villages]


def with_nobody(reach: Reach, on: datetime.date | None = None, most: int = SHOWN) -> list[Village]:
    """Villages somebody walked with once and nobody does now."""
    return list(walked_by(reach, 0, on)[:most])


def held_alone(reach: Reach, on: datetime.date | None = None, most: int = SHOWN) -> list[Duty]:
    """Duties in a district that nobody else there shares."""
    return list(duties_alone(reach, on)[:most])


def duties_alone(reach: Reach, on: datetime.date | None = None):
    """All of those duties, by district."""
    current = Duty.objects.current(on).filter(user__is_active=True)
    others = current.filter(kind=OuterRef("kind"), district=OuterRef("district")).exclude(
        user=OuterRef("user")
    )
    found = current.filter(district__in=districts_in(reach)).exclude(Exists(others))
    return found.select_related("user", "district").order_by("district__sort_key", "kind")


def retiring(reach: Reach, on: datetime.date | None = None, most: int = SHOWN) -> list[User]:
    """The first partners of the reach who retire within a year."""
    return list(near_sixty(reach, on)[:most])


def near_sixty(reach: Reach, on: datetime.date | None = None):
    """Partners of the reach who retire within a year, the nearest day first.

    Officials retire on 30 September of the fiscal year in which they turn sixty (Government
    Pension Act B.E. 2494, section 19).
    """
    on = on or timezone.localdate()
    found = User.objects.filter(is_active=True, retires_on__gte=on, retires_on__lte=on + YEAR)
    if not reach.all_districts:
        there = Posting.objects.current(on).filter(district__in=reach.districts)
        looking = Duty.objects.current(on).filter(district__in=reach.districts)
        found = found.filter(Q(pk__in=there.values("user")) | Q(pk__in=looking.values("user")))
    return found.order_by("retires_on", "sort_key")


def without_connector(reach: Reach, on: datetime.date | None = None) -> list[District]:
    """Districts that have no connector today."""
    connectors = Duty.objects.current(on).filter(
        kind=Duty.Kind.CONNECTOR, district=OuterRef("pk"), user__is_active=True
    )
    return list(districts_in(reach).exclude(Exists(connectors)))


def not_heard_of(reach: Reach, on: datetime.date | None = None):
    """Villages without a visit for half a year."""
    on = on or timezone.localdate()
    last = Max("visits__day", filter=Q(visits__state=Visit.State.KEPT))
    return (
        walked_villages(reach, on)
        .annotate(last_day=last)
        .filter(Q(last_day=None) | Q(last_day__lt=on - QUIET))
    )


def quiet(reach: Reach, on: datetime.date | None = None, most: int = SHOWN) -> list[Quiet]:
    """Villages without a visit for half a year, with who could go: as an invitation."""
    on = on or timezone.localdate()
    villages = list(not_heard_of(reach, on)[:most])
    roads, near = who_knows_the_road(villages), neighbours_of(villages, on)
    return [
        Quiet(
            village,
            village.last_day,
            roads.get(village.pk, [])[:3],
            [user for user in near.get(village.pk, []) if user not in roads.get(village.pk, [])][
                :3
            ],
        )
        for village in villages
    ]


def who_knows_the_road(villages: list[Village]) -> dict[str, list[User]]:
    """By village: active partners who have been there, by name."""
    found: dict[str, list[User]] = {}
    walks = Walking.objects.filter(village__in=villages, user__is_active=True)
    for each in walks.select_related("user").order_by("user__sort_key"):
        people = found.setdefault(each.village_id, [])
        if each.user not in people:
            people.append(each.user)
    return found


def neighbours_of(villages: list[Village], on: datetime.date) -> dict[str, list[User]]:
    """By village: active partners who walk with another village of the same tambon, by name."""
    tambons = {village.tambon_id for village in villages}
    walks = (
        Walking.objects.current(on)
        .filter(village__tambon__in=tambons, user__is_active=True)
        .select_related("user", "village")
        .order_by("user__sort_key")
    )
    found: dict[str, list[User]] = {}
    for village in villages:
        people = found.setdefault(village.pk, [])
        for each in walks:
            near = each.village.tambon_id == village.tambon_id and each.village_id != village.pk
            if near and each.user not in people:
                people.append(each.user)
    return found


def partners_in(district: District, on: datetime.date | None = None):
    """Active partners who serve, have a duty or walk with a village in the district, by name."""
    serving = Posting.objects.current(on).filter(district=district).values("user")
    looking_after = Duty.objects.current(on).filter(district=district).values("user")
    along = Walking.objects.current(on).filter(village__tambon__district=district).values("user")
    near = Q(pk__in=serving) | Q(pk__in=looking_after) | Q(pk__in=along)
    return User.objects.filter(near, is_active=True)
