"""Who serves where on a day: the one question behind every scope."""

import datetime
from dataclasses import dataclass

from django.db.models import Q

from members.models.people import Duty, Posting, User
from villages.models import District


@dataclass(frozen=True)
class Reach:
    """What part of the province is somebody's business: all of it, or some districts by code."""

    all_districts: bool = False
    districts: frozenset[str] = frozenset()

    def covers(self, district_code: str) -> bool:
        """Whether the district with this 4-digit code is inside."""
        return self.all_districts or district_code in self.districts


NOWHERE = Reach()


def reach_of(user, *, duties_only: bool = False, on: datetime.date | None = None) -> Reach:
    """The reach of `user` on the day `on` (today by default).

    A coordinator of the province reaches all districts; a duty or a posting in a district reaches
    that district. `duties_only` leaves postings out: files about people are not for every officer
    of the district. A deactivated or unknown person reaches nothing.
    """
    if not user.is_authenticated or not user.is_active:
        return NOWHERE
    duties = list(Duty.objects.current(on).filter(user=user).values_list("district_id", flat=True))
    if None in duties or user.is_superuser:
        return Reach(all_districts=True)
    districts = set(duties)
    if not duties_only:
        postings = Posting.objects.current(on).filter(user=user).exclude(district=None)
        districts.update(postings.values_list("district_id", flat=True))
    return Reach(districts=frozenset(districts))


def desk_of(user, on: datetime.date | None = None) -> Reach:
    """What `user` coordinates on the day `on`: files about people open to nobody else's desk.

    Unlike `reach_of`, a connector's duty does not count.
    """
    if not user.is_authenticated or not user.is_active:
        return NOWHERE
    duties = Duty.objects.current(on).filter(user=user, kind=Duty.Kind.COORDINATOR)
    districts = set(duties.values_list("district_id", flat=True))
    if None in districts or user.is_superuser:
        return Reach(all_districts=True)
    return Reach(districts=frozenset(districts))


def home_district(user, on: datetime.date | None = None):
    """The district of the person's current posting, or of a duty; None when there is neither."""
    posting = Posting.objects.current(on).filter(user=user).exclude(district=None).first()
    duty = posting or Duty.objects.current(on).filter(user=user).exclude(district=None).first()
    return duty.district if duty else None


def home_agency(user, on: datetime.date | None = None):
    """The agency of the person's current posting, or None."""
    posting = Posting.objects.current(on).filter(user=user).select_related("agency").first()
    return posting.agency if posting else None


def coordinators_of(district: District) -> list[User]:
    """Active people who coordinate this district or the province today, each once."""
    duties = Duty.objects.current().filter(
        Q(district=district) | Q(district=None), kind=Duty.Kind.COORDINATOR
    )
    return list(User.objects.filter(is_active=True, pk__in=duties.values("user")))


def coordinates(user) -> bool:
    """Whether the person coordinates a district or the province today."""
    return desk_of(user) != NOWHERE
