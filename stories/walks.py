"""Walking together: visits on which somebody told of was met or came along."""

from collections.abc import Iterable

from django.db.models import Q

from members.models import Nomination
from stories.erasing import in_visit
from stories.models import Encounter, Person, Visit
from stories.unnaming import Unnaming

SOMEBODY = "คนที่ได้พบ"


def walks_with(people: Iterable[Nomination]) -> dict[int, list[Visit]]:
    """For each of these people, by number, the kept visits where they were, latest first.

    Found from the visits themselves: a person counts as there when an encounter of the visit
    opened or joined their file, or when their full name stands among those met or those who came
    along. Three queries, however many people.
    """
    people = list(people)
    was_there = (
        Q(encounters__nomination__in=people)
        | Q(encounters__nomination__same_as__in=people)
        | Q(encounters__name__in=[person.name for person in people])
    )
    for person in people:
        was_there |= Q(others__icontains=person.name)
    found = Visit.objects.kept().filter(was_there).distinct().with_places()
    visits = found.prefetch_related("encounters__nomination").order_by("-day", "-number")
    return {person.pk: [visit for visit in visits if was_on(visit, person)] for person in people}


def forget(nomination: Nomination) -> None:
    """A file is being erased: visits where they were keep what they tell, without their name.

    Called while the file still says the name. On a visit that opened the file any form of the
    name goes; on others, found by the full name alone, only the full name does.
    """
    for visit in walks_with([nomination])[nomination.pk]:
        own = any(met.nomination_id == nomination.pk for met in visit.encounters.all())
        for called, name in known_as(nomination, visit):
            unname(visit, Unnaming(called, name, SOMEBODY, whole_only=not own))
    Encounter.objects.filter(nomination=nomination).update(nomination=None)


def known_as(nomination: Nomination, visit: Visit) -> list[tuple[str, str]]:
    """(called, name) of somebody told of; first as the visit's village knows them more fully."""
    told = (nomination.called, nomination.name)
    people = Person.objects.remembered().filter(village=visit.village)
    fuller = [(each.called, each.name) for each in people]
    return [*(who for who in fuller if Unnaming(*who, SOMEBODY).is_them(*told)), told]


def unname(visit: Visit, unnaming: Unnaming) -> None:
    """Take somebody out of a visit and its parts: what is written, and what was typed."""
    for change in in_visit(visit, unnaming):
        type(change.row)._base_manager.filter(pk=change.row.pk).update(**change.values)


def was_on(visit: Visit, person: Nomination) -> bool:
    """Whether the visit, fetched with its encounters, tells of this person."""
    if person.name.lower() in visit.others.lower():
        return True
    return any(
        met.name == person.name
        or (met.nomination and person.pk in (met.nomination_id, met.nomination.same_as_id))
        for met in visit.encounters.all()
    )
