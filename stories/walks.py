"""Walking together: visits on which somebody told of was met or came along."""

from django.db.models import Q

from kmnet.thai.text import normalise_query
from stories.models import Encounter, Visit


def walks_with(nomination) -> list[Visit]:
    """Kept visits where this person was, latest first, found from the visits themselves.

    A person counts as there when an encounter of the visit opened or joined their file, or when
    their full name stands among those met or those who came along.
    """
    key = normalise_query(nomination.name)
    if not key:
        return []
    linked = Encounter.objects.filter(nomination=nomination).values("visit")
    named = Q(others__icontains=nomination.name) | Q(encounters__name=nomination.name)
    found = Visit.objects.kept().filter(Q(pk__in=linked) | named).distinct()
    return list(found.with_places().order_by("-day", "-number"))
