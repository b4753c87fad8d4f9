"""The connector's desk: what waits, what is new, who moved, who needs a companion, on one page."""

import datetime
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from members import still
from members.models import Posting
from members.reach import Reach, reach_of
from stories import missing, rounds, takedowns
from stories.models import Promise, Story, VillageApproval, Visit
from villages.models import District

LATELY = datetime.timedelta(days=30)
SHOWN = 8
MOST = 300  # rows of the one list that was asked for whole


@login_required
@require_safe
def district_desk(request):
    """The desk of whoever has a duty; 404 for everybody else.

    ?district= chooses one of theirs, ?show= names the one list that is wanted whole.
    """
    reach = reach_of(request.user, duties_only=True)
    if not reach.all_districts and not reach.districts:
        raise Http404
    chosen = None
    if request.GET.get("district"):
        chosen = get_object_or_404(District, code=request.GET["district"])
        if not reach.covers(chosen.code):
            raise Http404
    show = request.GET.get("show", "")
    seen = Reach(districts=frozenset({chosen.code})) if chosen else reach
    page = {
        "districts": missing.districts_in(reach),
        "chosen": chosen,
        "whole": reach.all_districts and not chosen,
        "show": show,
        **waiting(request.user, seen, show),
        **lately(request.user, seen, show),
        "moves": first_of(moves(seen), show == "moves"),
        "calls": calls(request.user, seen, show),
        **could_go_missing(seen, show),
        "may_plan": rounds.may_plan(request.user),
    }
    return render(request, "stories/district_desk.html", page)


@dataclass(frozen=True)
class Few:
    """The first rows of a list, and how many stand behind them."""

    rows: list
    more: int


def first_of(found, whole: bool = False) -> Few:
    """The first rows of a query; as good as all of them when it was asked for whole."""
    most = most_of(whole)
    return few(list(found[:most]), found, most)


def most_of(whole: bool) -> int:
    """How many rows a list shows at most."""
    return MOST if whole else SHOWN


def few(rows: list, everything, most: int) -> Few:
    """At most so many rows made of the first of a query, whose rest is counted if there is one."""
    return Few(rows, everything.count() - most if len(rows) == most else 0)


def inside(reach: Reach, way: str) -> Q:
    """Rows whose district, at the end of `way`, lies in the reach."""
    return Q() if reach.all_districts else Q(**{f"{way}__in": reach.districts})


def waiting(user, reach: Reach, show: str) -> dict:
    """What waits for somebody: villages' answers, asked take-downs, promises still open."""
    asked = VillageApproval.objects.open().filter(inside(reach, "story__village__tambon__district"))
    asked = asked.select_related(
        "revision", "story__village__tambon__district", "story__scribe"
    ).order_by("asked_at")
    asked_down = takedowns.waiting_for(user).filter(
        inside(reach, "story__village__tambon__district")
    )
    promised = Promise.objects.open().of_kept_visits().with_people()
    promised = promised.filter(inside(reach, "visit__village__tambon__district"))
    return {
        "answers": first_of(asked, show == "answers"),
        "asked_down": first_of(asked_down),
        "promises": first_of(promised.order_by("visit__day", "pk"), show == "promises"),
    }


def lately(user, reach: Reach, show: str) -> dict:
    """What came in these thirty days."""
    since = timezone.now() - LATELY
    visits = Visit.objects.for_user(user).kept().filter(kept_at__gte=since)
    visits = visits.filter(inside(reach, "village__tambon__district")).with_places()
    stories = Story.objects.published().filter(published_at__gte=since)
    stories = stories.filter(inside(reach, "village__tambon__district")).with_titles()
    return {
        "visits": first_of(visits.order_by("-kept_at"), show == "visits"),
        "stories": first_of(stories.newest_first(), show == "stories"),
    }


def moves(reach: Reach):
    """Who came or left in the last month, and who will in the next, by the day."""
    today = timezone.localdate()
    near = (today - LATELY, today + LATELY)
    found = Posting.objects.filter(
        Q(begins__range=near) | Q(ends__range=near), user__is_active=True
    ).filter(inside(reach, "district"))
    return found.select_related("user", "agency", "district").order_by("begins", "pk")


def calls(user, reach: Reach, show: str) -> Few:
    """Whom somebody might call, as (asking, telephone number where this person may read it)."""
    first = first_of(still.to_call(user, within=reach), show == "calls")
    return Few(still.with_numbers(user, first.rows), first.more)


def could_go_missing(reach: Reach, show: str) -> dict:
    """Said as invitations."""
    lists = {
        "nobody": (missing.with_nobody, missing.walked_by(reach, 0)),
        "alone": (missing.with_one_partner, missing.walked_by(reach, 1)),
        "duties_alone": (missing.held_alone, missing.duties_alone(reach)),
        "retiring": (missing.retiring, missing.near_sixty(reach)),
        "quiet": (missing.quiet, missing.not_heard_of(reach)),
    }
    found = {}
    for kind, (find, everything) in lists.items():
        most = most_of(show == kind)
        found[kind] = few(find(reach, most=most), everything, most)
    return found | {"no_connector": missing.without_connector(reach)}
