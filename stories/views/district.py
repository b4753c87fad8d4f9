"""The connector's desk: what waits, what is new, who moved, who needs a companion, on one page."""

import datetime

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from members.models import Posting
from members.reach import Reach, reach_of
from stories import missing, rounds, takedowns
from stories.models import Promise, Story, VillageApproval, Visit
from villages.models import District

LATELY = datetime.timedelta(days=30)
SHOWN = 8


@login_required
@require_safe
def district_desk(request):
    """The desk of whoever has a duty; ?district= chooses one of theirs. 404 for everybody else."""
    reach = reach_of(request.user, duties_only=True)
    if not reach.all_districts and not reach.districts:
        raise Http404
    chosen = None
    if request.GET.get("district"):
        chosen = get_object_or_404(District, code=request.GET["district"])
        if not reach.covers(chosen.code):
            raise Http404
    seen = Reach(districts=frozenset({chosen.code})) if chosen else reach
    page = {
        "districts": missing.districts_in(reach),
        "chosen": chosen,
        "whole": reach.all_districts and not chosen,
        **waiting(request.user, seen),
        **lately(request.user, seen),
        "moves": moves(seen),
        **could_go_missing(seen),
        "may_plan": rounds.may_plan(request.user),
    }
    return render(request, "stories/district_desk.html", page)


def inside(reach: Reach, way: str) -> Q:
    """Rows whose district, at the end of `way`, lies in the reach."""
    return Q() if reach.all_districts else Q(**{f"{way}__in": reach.districts})


def waiting(user, reach: Reach) -> dict:
    """What waits for somebody: villages' answers, asked take-downs, promises still open."""
    asked = VillageApproval.objects.open().filter(inside(reach, "story__village__tambon__district"))
    promised = Promise.objects.open().of_kept_visits().with_people()
    promised = promised.filter(inside(reach, "visit__village__tambon__district"))
    return {
        "answers": asked.select_related(
            "revision", "story__village__tambon__district", "story__scribe"
        ).order_by("asked_at")[:SHOWN],
        "asked_down": takedowns.waiting_for(user).filter(
            inside(reach, "story__village__tambon__district")
        )[:SHOWN],
        "promises": promised.order_by("visit__day", "pk")[:SHOWN],
    }


def lately(user, reach: Reach) -> dict:
    """What came in these thirty days."""
    since = timezone.now() - LATELY
    visits = Visit.objects.for_user(user).kept().filter(kept_at__gte=since)
    stories = Story.objects.published().filter(published_at__gte=since)
    return {
        "visits": visits.filter(inside(reach, "village__tambon__district"))
        .with_places()
        .order_by("-kept_at")[:SHOWN],
        "stories": stories.filter(inside(reach, "village__tambon__district"))
        .with_titles()
        .newest_first()[:SHOWN],
    }


def moves(reach: Reach) -> list[Posting]:
    """Who came or left in the last month, and who will in the next, by the day."""
    today = timezone.localdate()
    near = (today - LATELY, today + LATELY)
    found = Posting.objects.filter(
        Q(begins__range=near) | Q(ends__range=near), user__is_active=True
    ).filter(inside(reach, "district"))
    return list(found.select_related("user", "agency", "district").order_by("begins", "pk")[:SHOWN])


def could_go_missing(reach: Reach) -> dict:
    """Said as invitations."""
    return {
        "nobody": missing.with_nobody(reach),
        "alone": missing.with_one_partner(reach),
        "duties_alone": missing.held_alone(reach),
        "retiring": missing.retiring(reach),
        "no_connector": missing.without_connector(reach),
        "quiet": missing.quiet(reach),
    }
