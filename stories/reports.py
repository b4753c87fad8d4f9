"""Reports of an agency for a year or a quarter, and the shelf of what fits nowhere yet.

A line is a mapping that stands; its names, title and words come through the gate of
`stories.showing` as a report may show them. A story whose tellers have not all agreed to be named in
a report is left out of page, print and file; only who works with the report is told that one is
missing. A line belongs to the period of its visit's day. Nothing is counted, nothing is ordered but
by code, place and day.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import StrIndex
from django.utils import timezone

from kmnet.thai.dates import thai_date
from kmnet.thai.text import normalise
from members.models import Agency, Posting, User
from members.reach import reach_of
from stories import indicators
from stories.mapping import hold_report, spans_of, standing
from stories.models import (
    Indicator,
    Mapping,
    Person,
    PersonConsent,
    ReportPeriod,
    Story,
    Teller,
    VillageReading,
)
from stories.models.afterwards import ReportPeriodStep, days_of
from stories.rules import can_see_person
from stories.showing import Shown, people_attribute, veiled
from villages.models import District, Village

REPORT = PersonConsent.Where.REPORT
Part = ReportPeriod.Part
PER_SHELF = 100


@dataclass(frozen=True)
class Span:
    """A fiscal year พ.ศ., or one of its quarters."""

    year: int
    part: int = Part.YEAR

    @property
    def days(self) -> tuple[datetime.date, datetime.date]:
        """Its first and last day."""
        return days_of(self.year, self.part)

    @property
    def label(self) -> str:
        """ปีงบประมาณ 2570 ไตรมาส 1 (ต.ค.–ธ.ค.)"""
        part = "" if self.part == Part.YEAR else f" {Part(self.part).label}"
        return f"ปีงบประมาณ {self.year}{part}"


# Who reads and who closes -----------------------------------------------------------------------


def agencies_for(user: User) -> list[Agency]:
    """Agencies whose reports a partner reads, as a dictionary sorts them.

    One's own; for a connector or coordinator also those that serve in the district, and those
    whose indicators its stories answer. Who looks after the province reads all of them.
    """
    reach = reach_of(user, duties_only=True)
    there = Agency.objects.select_related("merged_into")
    if not reach.all_districts:
        current = Posting.objects.current()
        mine = current.filter(Q(user=user) | Q(district__in=reach.districts)).values("agency")
        mapped = Mapping.objects.filter(story__village__tambon__district__in=reach.districts)
        there = there.filter(Q(pk__in=mine) | Q(pk__in=mapped.values("indicator__agency")))
        if not user.is_active:
            return []
    found = {agency.pk: agency for agency in (each.current for each in there)}
    return sorted(found.values(), key=lambda agency: (agency.sort_key, agency.pk))


def may_close(user: User, agency: Agency) -> bool:
    """Who closes and opens a report: connectors and coordinators who may read it."""
    return indicators.may_load(user) and agency in agencies_for(user)


# One report -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A mapping as a report may show it."""

    mapping: Mapping
    shown: Shown
    reading: "Reading | None"

    @property
    def story(self) -> Story:
        return self.mapping.story

    @property
    def village(self) -> Village:
        return self.story.village

    @property
    def day(self) -> datetime.date:
        return self.story.visit.day

    @property
    def title(self) -> str:
        return self.shown.title

    @property
    def tellers(self) -> str:
        return self.shown.tellers_line

    @property
    def excerpt(self) -> str:
        return shown_excerpt(self.mapping.excerpt, self.shown)

    @property
    def how(self) -> str:
        return veiled(self.mapping.how, self.village, REPORT)


@dataclass(frozen=True)
class Reading:
    """What the villagers said of a story, as a report may show it."""

    who_made_it: str
    matters: str
    words: str


@dataclass(frozen=True)
class LeftOut:
    """A story that has lines in this period and stays out of the report, and who was not asked."""

    story: Story
    tellers: list[Person]


@dataclass(frozen=True)
class Report:
    """What stands in an agency's report for a period, and what does not and why."""

    agency: Agency
    span: Span
    groups: list[tuple[Indicator, list[Line]]]
    unanswered: list[Indicator]
    left_out: list[LeftOut]
    closed: list[ReportPeriod] = field(default_factory=list)
    steps: list[ReportPeriodStep] = field(default_factory=list)
    taken_back: int = 0
    changed: int = 0

    @property
    def lines(self) -> Iterator[Line]:
        """Every line, indicator by indicator."""
        return (line for _, lines in self.groups for line in lines)

    @property
    def own_period(self) -> ReportPeriod | None:
        """This very period, when the agency itself closed it."""
        return next(
            (
                each
                for each in self.closed
                if each.agency_id == self.agency.pk and self.is_own(each)
            ),
            None,
        )

    def is_own(self, period: ReportPeriod) -> bool:
        """Whether a closed period is this one, and not a wider or narrower one."""
        return (period.fiscal_year, period.part) == (self.span.year, self.span.part)

    @property
    def earlier_names(self) -> list[str]:
        """Names that the agency bore, and agencies that were merged into it."""
        own = [f"{each.name} (ถึง {thai_date(each.until)})" for each in names_of(self.agency)]
        merged = Agency.objects.filter(pk__in=indicators.family(self.agency)[1:])
        return own + [
            f"{each.name} (รวมเข้ามา {thai_date(each.merged_on)})" for each in merged.order_by("pk")
        ]


def names_of(agency: Agency):
    """Earlier names of an agency, the latest first."""
    return agency.earlier_names.order_by("-until", "pk")


def report(agency: Agency, span: Span) -> Report:
    """The report of an agency, with what came along from those merged into it."""
    family = indicators.family(agency)
    begins, ends = span.days
    visited = {"indicator__agency__in": family, "story__visit__day__range": (begins, ends)}
    mappings = list(with_people(standing().filter(**visited)))
    missing = without_leave(mapping.story for mapping in mappings)
    shown: dict[int, Shown] = {}
    by_indicator: dict[Indicator, list[Line]] = {}
    for mapping in mappings:
        if mapping.story_id in missing:
            continue
        if mapping.story_id not in shown:
            shown[mapping.story_id] = as_reported(mapping.story)
        line = Line(mapping, shown[mapping.story_id], reading_of(mapping.story))
        by_indicator.setdefault(mapping.indicator, []).append(line)
    stories = {mapping.story_id: mapping.story for mapping in mappings}
    closed = closed_periods(family, begins, ends)
    taken_back, changed = gone_since(visited, closed)
    return Report(
        agency=agency,
        span=span,
        groups=[(each, by_indicator[each]) for each in indicators.in_order(by_indicator)],
        unanswered=unanswered(indicators.of_agency(agency, span.year)),
        left_out=[LeftOut(stories[number], people) for number, people in missing.items()],
        closed=closed,
        steps=steps_of(agency, span),
        taken_back=taken_back,
        changed=changed,
    )


def with_people(mappings):
    """Brings along all that a line shows, in a fixed number of queries; by place and day."""
    return (
        mappings.select_related(
            "indicator__policy",
            "indicator__agency",
            "by",
            "story__visit",
            "story__published_revision",
            "story__village__tambon__district",
        )
        .prefetch_related(*of_story("story__"))
        .order_by("story__village", "story__visit__day", "story", "pk")
    )


def of_story(way: str = "") -> list[Prefetch]:
    """What the gate and a line ask of a story, to be fetched beforehand."""
    return [
        Prefetch(
            f"{way}village__people",
            Person.objects.known(REPORT),
            to_attr=people_attribute(REPORT),
        ),
        Prefetch(
            f"{way}published_revision__tellers", Teller.objects.select_related("person__village")
        ),
        Prefetch(
            f"{way}readings",
            VillageReading.objects.shown().order_by("-at", "-pk"),
            to_attr="shown_readings",
        ),
    ]


def as_reported(story: Story) -> Shown:
    """The published text as a report may show it."""
    return Shown(story.published_revision, village=story.village, where=REPORT)


def without_leave(stories: Iterable[Story]) -> dict[int, list[Person]]:
    """Tellers who have not agreed, or no longer do, to be named in a report, by story's number.

    A story that nobody is named as telling has nobody's leave. Stories come with their tellers.
    """
    stories = list({story.pk: story for story in stories}.values())
    told = {
        story.pk: [teller.person for teller in story.published_revision.tellers.all()]
        for story in stories
    }
    agreed = set(
        PersonConsent.objects.names(REPORT)
        .filter(person__in={person.pk for people in told.values() for person in people})
        .values_list("person", flat=True)
    )
    return {
        number: [person for person in people if person.pk not in agreed]
        for number, people in told.items()
        if not people or not {person.pk for person in people} <= agreed
    }


def shown_excerpt(excerpt: str, shown: Shown) -> str:
    """An excerpt as the whole text around it is shown.

    Where it was cut through somebody's name, what is left of the name would not be known for one:
    then the paragraphs around it stand in its place.
    """
    alone = veiled(excerpt, shown.village, shown.where)
    if alone in shown.body:
        return alone
    body = shown.revision.body
    at = body.find(excerpt)
    around = [
        body[first:behind]
        for first, behind in spans_of(body)
        if first < at + len(excerpt) and behind > at
    ]
    return veiled("\n\n".join(around), shown.village, shown.where)


def reading_of(story: Story) -> Reading | None:
    """The villagers' own reading of a story, as a report may show it, or None."""
    if not story.shown_readings:
        return None
    found = story.shown_readings[0]
    return Reading(
        who_made_it=veiled(found.who_made_it, story.village, REPORT),
        matters=found.get_matters_display(),
        words=veiled(found.words, story.village, REPORT),
    )


def closed_periods(family: list[int], begins, ends) -> list[ReportPeriod]:
    """Closed periods of these agencies that share a day with the span."""
    return list(
        ReportPeriod.objects.filter(
            agency__in=family, closed_at__isnull=False, begins__lte=ends, ends__gte=begins
        )
        .select_related("closed_by", "agency")
        .order_by("begins", "part", "pk")
    )


def steps_of(agency: Agency, span: Span) -> list[ReportPeriodStep]:
    """When this very period was closed and opened again, by whom and why."""
    return list(
        ReportPeriodStep.objects.filter(
            period__agency=agency, period__fiscal_year=span.year, period__part=span.part
        ).select_related("by")
    )


def gone_since(visited: dict, closed: list[ReportPeriod]) -> tuple[int, int]:
    """How many lines of closed periods are not there any more: (taken back, text changed)."""
    taken_back, changed = set(), set()
    for period in closed:
        stood = Mapping.objects.filter(**visited).filter(
            set_aside_at=None,
            at__lte=period.closed_at,
            indicator__agency__in=indicators.family(period.agency),
            story__visit__day__range=(period.begins, period.ends),
        )
        away = Q(story__state=Story.State.TAKEN_BACK, story__taken_back_at__gt=period.closed_at)
        hidden = Q(story__hidden_at__gt=period.closed_at)
        taken_back |= set(stood.filter(away | hidden).values_list("pk", flat=True))
        newer = stood.filter(
            story__in=Story.objects.published(),
            story__published_revision__approvals__answered_at__gt=period.closed_at,
        ).alias(there=StrIndex("story__published_revision__body", F("excerpt")))
        changed |= set(newer.filter(there=0).values_list("pk", flat=True))
    return len(taken_back), len(changed - taken_back)


def said_to(user: User, left_out: list[LeftOut]) -> tuple[list[tuple[Story, list]], bool]:
    """(story, [(sentence, person or None)]) for stories whose tellers the partner may know, and
    whether there are others.

    Who may not know them learns that something is missing, and not whom to ask.
    """
    known, others = [], False
    reach = reach_of(user)
    for each in left_out:
        near = reach.covers(each.story.village.tambon.district_id)
        if not near and not (each.tellers and all(can_see_person(user, p) for p in each.tellers)):
            others = True
            continue
        sentences = [(why_missing(person), person) for person in each.tellers]
        known.append((each.story, sentences or [("เรื่องนี้ยังไม่มีชื่อคนเล่า", None)]))
    return known, others


def why_missing(person: Person) -> str:
    """Why a teller's story is not in the report, for those who may know the person."""
    if person.erased_at:
        return "คนเล่าขอให้ลบชื่อไปแล้ว"
    if person.consents.filter(what=PersonConsent.What.NAME, where=REPORT).exists():
        return f"{person.spoken_name}ไม่ได้ให้ชื่อขึ้นรายงานแล้ว"
    return f"ยังไม่ได้ถาม{person.spoken_name}ว่าให้ชื่อขึ้นรายงานไหม"


# Closing ----------------------------------------------------------------------------------------


@transaction.atomic
def close(
    *, agency: Agency, span: Span, by: User, now: datetime.datetime | None = None
) -> ReportPeriod:
    """Close a period: no line is added to it or laid down until it is opened again.

    Raises ValidationError when it is closed already, has not begun, or the agency was merged.
    """
    if agency.merged_into_id:
        raise ValidationError(
            f"{agency}รวมเข้ากับ{agency.current}แล้ว ปิดรอบที่รายงานของ{agency.current}"
        )
    now = now or timezone.now()
    if span.days[0] > timezone.localdate(now):
        raise ValidationError("รอบนี้ยังไม่เริ่ม รอให้ถึงก่อน แล้วค่อยปิด")
    hold_report(agency)
    period, _ = ReportPeriod.objects.get_or_create(
        agency=agency, fiscal_year=span.year, part=span.part
    )
    if period.closed_at:
        raise ValidationError(
            f"{period.closed_by.spoken_name}ปิดรอบนี้ไปแล้วเมื่อ {thai_date(timezone.localdate(period.closed_at))}"
        )
    period.closed_at, period.closed_by = now, by
    period.save()
    period.steps.create(what=ReportPeriodStep.What.CLOSED, by=by, at=now)
    return period


@transaction.atomic
def reopen(
    *, period: ReportPeriod, words: str, by: User, now: datetime.datetime | None = None
) -> ReportPeriod:
    """Open a closed period again, and say why.

    Raises ValidationError by `words` without a reason, by none when it is open.
    """
    hold_report(period.agency)
    period = ReportPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
    if not normalise(words):
        raise ValidationError({"words": "ยังไม่ได้บอกว่าเปิดอีกครั้งเพราะอะไร"})
    if period.closed_at is None:
        raise ValidationError("รอบนี้เปิดอยู่แล้ว")
    period.closed_at = period.closed_by = None
    period.save()
    period.steps.create(
        what=ReportPeriodStep.What.REOPENED, words=words, by=by, at=now or timezone.now()
    )
    return period


# The shelf --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShelfStory:
    """A story that no indicator asks for yet, as a report may show it."""

    story: Story
    shown: Shown


@dataclass(frozen=True)
class Shelf:
    """What fits nowhere yet: stories without an indicator, and indicators without a story."""

    year: int
    district: District | None
    stories: list[ShelfStory]
    after: Story | None
    unanswered: list[tuple[Agency, list[Indicator]]]


def shelf(
    *,
    year: int,
    district: District | None = None,
    after: Story | None = None,
    most: int = PER_SHELF,
) -> Shelf:
    """The shelf of a fiscal year, of a district or the province: by place, day and code.

    At most `most` stories from behind `after`; `Shelf.after` is the last one when there are more.
    """
    found = unmapped().filter(visit__day__range=days_of(year, Part.YEAR))
    if district:
        found = found.filter(village__tambon__district=district)
    if after:
        found = found.filter(
            Q(village__gt=after.village_id)
            | Q(village=after.village_id, visit__day__gt=after.visit.day)
            | Q(village=after.village_id, visit__day=after.visit.day, number__gt=after.number)
        )
    rows = list(in_place(found)[: most + 1])
    asked = unanswered(
        Indicator.objects.filter(fiscal_year=year).select_related(
            "policy", "agency__merged_into__merged_into"
        )
    )
    return Shelf(
        year=year,
        district=district,
        stories=[ShelfStory(story, as_reported(story)) for story in rows[:most]],
        after=rows[most - 1] if len(rows) > most else None,
        unanswered=by_agency(asked),
    )


def unmapped():
    """Published stories of which no excerpt answers any indicator."""
    answered = standing().filter(story=OuterRef("pk"))
    return Story.objects.published().filter(~Exists(answered))


def in_place(stories):
    """Stories by place and day, with what the gate asks for."""
    return (
        stories.select_related("visit", "published_revision", "village__tambon__district")
        .prefetch_related(*of_story())
        .order_by("village", "visit__day", "number")
    )


def unanswered(asked) -> list[Indicator]:
    """Of these indicators those that no story answers, in order."""
    answers = standing().filter(indicator=OuterRef("pk"))
    return indicators.in_order(asked.filter(~Exists(answers)))


def by_agency(found: list[Indicator]) -> list[tuple[Agency, list[Indicator]]]:
    """Indicators under the agency that goes on with them, agencies as a dictionary sorts them."""
    groups: dict[Agency, list[Indicator]] = {}
    for each in found:
        groups.setdefault(each.agency.current, []).append(each)
    return sorted(groups.items(), key=lambda group: (group[0].sort_key, group[0].pk))
