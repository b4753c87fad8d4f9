"""Walking together: visits on which somebody told of was met or came along."""

from collections.abc import Iterable

from django.db.models import Q

from members.models import Nomination
from stories.models import Encounter, Visit


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
    """A file was erased: visits keep what they tell, and no longer say whose file it was."""
    Encounter.objects.filter(nomination=nomination).update(nomination=None)


def was_on(visit: Visit, person: Nomination) -> bool:
    """Whether the visit, fetched with its encounters, tells of this person."""
    if person.name.lower() in visit.others.lower():
        return True
    return any(
        met.name == person.name
        or (met.nomination and person.pk in (met.nomination_id, met.nomination.same_as_id))
        for met in visit.encounters.all()
    )
