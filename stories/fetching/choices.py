"""What one chooses from: districts, their villages, aspects and years, with what there is to read.

Each is a tuple of plain facts, so that what is drawn of it may be drawn once (`templatetags.drawn`).
"""

import datetime
import json
from functools import lru_cache
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.dateparse import parse_datetime

from kmnet.thai.dates import be_year
from stories.fetching.planned import HOLE, ask, ask_by
from stories.fetching.questions import packed, rows
from stories.models import Story
from villages.models import Aspect, District, Tambon, Village


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


class Filters(NamedTuple):
    """Districts in Thai order, aspects, Buddhist years from the latest story's back to the first's."""

    districts: tuple[DistrictChoice, ...]
    aspects: tuple[AspectChoice, ...]
    years: tuple[int, ...]


def any_of(told: QuerySet) -> Coalesce:
    """Whether there is one of these stories; as EXISTS, Postgres may choose to read all stories."""
    one = Subquery(told.order_by().values(there=Value(True))[:1])
    return Coalesce(one, Value(False))


def all_districts(on: datetime.date) -> QuerySet:
    return with_stories(District.objects).values_list("code", "name", "has_stories")


def with_stories(found: QuerySet) -> QuerySet:
    """Districts in Thai order that know whether they have stories."""
    told = any_of(Story.objects.published().in_district(OuterRef("code")))
    return found.annotate(has_stories=told).order_by("sort_key")


def all_filters(on: datetime.date) -> QuerySet:
    """All that a list may be filtered by, in one row."""
    days = Story.objects.published().order_by("published_at", "number").values("published_at")
    return District.objects.order_by("code").values_list(
        packed(
            districts=rows(with_stories(District.objects), *DistrictChoice._fields),
            aspects=rows(Aspect.objects.all(), *AspectChoice._fields),
            first=Subquery(days[:1]),
            latest=Subquery(days.reverse()[:1]),
        )
    )[:1]


def district_with_villages(on: datetime.date) -> QuerySet:
    """(code, name, its tambons with their villages) of districts of the keys asked for."""
    told = any_of(Story.objects.published().filter(village=OuterRef("pk")))
    villages = Village.objects.filter(tambon=OuterRef("pk")).annotate(has_stories=told)
    villages = rows(villages.order_by("moo"), *VillageChoice._fields)
    tambons = Tambon.objects.filter(district=OuterRef("pk")).order_by("sort_key")
    tambons = rows(tambons, "code", "name", villages=villages)
    return named_districts(on).values_list("code", "name", packed(tambons=tambons))


def named_districts(on: datetime.date) -> QuerySet:
    return District.objects.filter(code__among=HOLE).order_by().values_list("code", "name")


def districts() -> tuple[DistrictChoice, ...]:
    """All districts in Thai order."""
    return tuple(DistrictChoice(*row) for row in ask_by(all_districts))


def district(code: str) -> District | None:
    """One district; None for a code that is none's."""
    return next(
        (District(code=code, name=name) for code, name in ask(named_districts, [code])), None
    )


def filters() -> Filters:
    """All that a list may be filtered by."""
    found = ask_by(all_filters)
    return filters_of(*found[0]) if found else Filters((), (), ())


@lru_cache(maxsize=4)
def filters_of(said: str) -> Filters:
    """`filters` made of what the database said."""
    found = json.loads(said)
    years = ()
    if found["latest"]:
        first, latest = (be_year(parse_datetime(found[end])) for end in ("first", "latest"))
        years = tuple(range(latest, first - 1, -1))
    return Filters(
        tuple(DistrictChoice(**row) for row in found["districts"]),
        tuple(AspectChoice(**row) for row in found["aspects"]),
        years,
    )


def district_row(code: str) -> tuple | None:
    """(code, name, what `tambons_of` takes) of a district; None for a code that is none's."""
    return next(iter(ask(district_with_villages, [code])), None)


def tambons_of(said: str) -> tuple[TambonChoice, ...]:
    """A district's tambons in Thai order with their villages, made of what the database said."""
    return tuple(
        TambonChoice(
            row["code"], row["name"], tuple(VillageChoice(**each) for each in row["villages"])
        )
        for row in json.loads(said)["tambons"]
        if row["villages"]
    )
