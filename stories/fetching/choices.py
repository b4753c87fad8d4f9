"""What one chooses from: districts, their villages, aspects and years, with what there is to read.

Each is a tuple of plain facts, so that what is drawn of it may be drawn once (`templatetags.drawn`).
"""

import datetime
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from kmnet.thai.dates import be_year
from stories.fetching.planned import HOLE, ask, ask_by
from stories.models import Story
from villages.models import Aspect, District, Village


class DistrictChoice(NamedTuple):
    """A district; whether it has stories, and no count, which would soon be a rank."""

    code: str
    name: str
    has_stories: bool


class AspectChoice(NamedTuple):
    pk: int
    slug: str
    name: str


class VillageChoice(NamedTuple):
    code: str
    moo: int
    name: str
    has_stories: bool

    short_name = Village.short_name


class TambonChoice(NamedTuple):
    """A tambon with its villages."""

    code: str
    name: str
    villages: tuple[VillageChoice, ...]

    @property
    def has_stories(self) -> bool:
        return any(village.has_stories for village in self.villages)


def any_of(told: QuerySet) -> Coalesce:
    """Whether there is one of these stories; as EXISTS, Postgres may choose to read all stories."""
    one = Subquery(told.order_by().values(there=Value(True))[:1])
    return Coalesce(one, Value(False))


def all_districts(on: datetime.date) -> QuerySet:
    told = any_of(Story.objects.published().in_district(OuterRef("code")))
    found = District.objects.annotate(has_stories=told).order_by("sort_key")
    return found.values_list("code", "name", "has_stories")


def all_aspects(on: datetime.date) -> QuerySet:
    """Aspects, and on each row when the first and the latest story were published."""
    days = Story.objects.published().order_by("published_at", "number").values("published_at")
    ends = Subquery(days[:1]), Subquery(days.reverse()[:1])
    return Aspect.objects.values_list("pk", "slug", "name", *ends)


def named_districts(on: datetime.date) -> QuerySet:
    return District.objects.filter(code__among=HOLE).order_by().values_list("code", "name")


def villages_of_districts(on: datetime.date) -> QuerySet:
    told = any_of(Story.objects.published().filter(village=OuterRef("pk")))
    found = Village.objects.filter(tambon__district__code__among=HOLE)
    return (
        found.annotate(has_stories=told)
        .order_by("tambon__sort_key", "moo")
        .values_list("tambon_id", "tambon__name", "code", "moo", "name", "has_stories")
    )


def districts() -> tuple[DistrictChoice, ...]:
    """All districts in Thai order."""
    return tuple(DistrictChoice(*row) for row in ask_by(all_districts))


def district(code: str) -> District | None:
    """One district; None for a code that is none's."""
    return next(
        (District(code=code, name=name) for code, name in ask(named_districts, [code])), None
    )


def aspects_and_years() -> tuple[tuple[AspectChoice, ...], tuple[int, ...]]:
    """All aspects, and Buddhist years from the latest story's back to the first one's."""
    rows = ask_by(all_aspects)
    *_, first, latest = rows[0] if rows else (None, None)
    years = range(be_year(latest), be_year(first) - 1, -1) if latest else ()
    return tuple(AspectChoice(*row[:3]) for row in rows), tuple(years)


def tambons(district: str) -> tuple[TambonChoice, ...]:
    """A district's tambons in Thai order with their villages."""
    found: dict[tuple[str, str], list] = {}
    for code, name, *village in ask(villages_of_districts, [district]):
        found.setdefault((code, name), []).append(VillageChoice(*village))
    return tuple(TambonChoice(*key, tuple(villages)) for key, villages in found.items())
