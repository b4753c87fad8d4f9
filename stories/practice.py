"""What agencies changed after listening, in plain words. It counts nothing and ranks nobody.

Nothing about a village is public before the village has said yes: where the change came from is
named only when a story of that visit is published; else the district alone.
"""

import re
from dataclasses import dataclass

from django.db.models import Prefetch
from django.http import Http404

from kmnet.thai.names import veil
from kmnet.thai.private import private_numbers
from kmnet.thai.text import small_number
from members.models import Agency
from stories.models import Person, PracticeChange, Story, Visit
from stories.showing import people_attribute, veiled

EACH = 5
PER_PAGE = 20
SOMEBODY_MET = "คนที่ได้พบ"
_LONG_NUMBER = re.compile(r"[(+]*\d(?:[ \u00a0.()\-–]*\d){8,}")


@dataclass(frozen=True)
class ShownChange:
    """A change as everybody may read it: what, whose, how far, and the story behind it."""

    change: PracticeChange
    words: str
    how: str
    story: Story | None

    @property
    def place(self) -> str:
        """The village's short name when its story is public, else the district."""
        village = self.change.visit.village
        return village.short_name if self.story else village.tambon.district.full_name


def changes_of(agency: Agency):
    """Changes of an agency and of those merged into it, latest first by their number."""
    return (
        PracticeChange.objects.of_kept_visits()
        .filter(agency__in=[agency.pk, *merged_into(agency)], visit__village__isnull=False)
        .exclude(state=PracticeChange.State.RELEASED)
        .with_people()
        .prefetch_related(
            "steps",
            "visit__encounters",
            Prefetch(
                "visit__village__people",
                Person.objects.known("web"),
                to_attr=people_attribute("web"),
            ),
            Prefetch("visit__stories", Story.objects.published().with_titles(), to_attr="public"),
        )
        .order_by("-pk")
    )


def merged_into(agency: Agency) -> list[int]:
    """Keys of the agencies whose work this one goes on with, at any remove."""
    found, looked = [], [agency.pk]
    while looked:
        looked = list(Agency.objects.filter(merged_into__in=looked).values_list("pk", flat=True))
        found += looked
    return found


def openly(words: str, visit: Visit) -> str:
    """Words that a partner wrote after a visit, as everybody may read them.

    Nobody has said yes to them: villagers are called what their village chose, whoever was met on
    the visit and has not agreed to be named is not named, and numbers that reach people go.
    """
    words = veiled(words, visit.village)
    named = {
        (each.called, each.name)
        for each in getattr(visit.village, people_attribute("web"))
        if each.may_be_named
    }
    met = [(each.called, each.name) for each in visit.encounters.all()]
    words = veil(words, [(*who, None if who in named else SOMEBODY_MET) for who in met])
    if private_numbers(words):
        words = _LONG_NUMBER.sub("…", words)
    return "…" if private_numbers(words) else words


def shown(change: PracticeChange) -> ShownChange:
    """One change as everybody may read it."""
    last = next((step for step in reversed(change.steps.all()) if step.what == "kept"), None)
    return ShownChange(
        change=change,
        words=openly(change.words, change.visit),
        how=openly(last.words, change.visit) if last else "",
        story=next(iter(change.visit.public), None),
    )


def by_agency() -> list[tuple[Agency, list[ShownChange], bool]]:
    """(agency, its latest changes, whether there are more), agencies as a dictionary sorts them."""
    groups = []
    for agency in Agency.objects.filter(merged_into=None):
        found = list(changes_of(agency)[: EACH + 1])
        if found:
            groups.append((agency, [shown(each) for each in found[:EACH]], len(found) > EACH))
    return groups


def of_agency(agency: Agency, before: str = "") -> dict:
    """One agency's changes, a page by key. Raises Http404 for a `before` that is none of them."""
    found = changes_of(agency)
    if before:
        if not found.filter(pk=small_number(before)).exists():
            raise Http404
        found = found.filter(pk__lt=small_number(before))
    rows = list(found[: PER_PAGE + 1])
    more = rows[PER_PAGE - 1].pk if len(rows) > PER_PAGE else None
    return {
        "agency": agency,
        "names": agency.earlier_names.all(),
        "rows": [shown(each) for each in rows[:PER_PAGE]],
        "older": f"?agency={agency.pk}&before={more}" if more else None,
    }
