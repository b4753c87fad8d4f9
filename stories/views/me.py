"""My work: drafts, what can be finished, what waits for the village, what was promised."""

from django.contrib.auth.decorators import login_required
from django.db.models import F, OuterRef, Q, Subquery
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members import handover
from members.models import Duty, Nomination
from members.reach import home_agency, home_district
from stories import takedowns
from stories.models import PracticeChange, Promise, Revision, Story, VillageApproval, Visit


@login_required
@require_safe
def me(request):
    """Everything that hangs on this person, in the order it would be done."""
    user = request.user
    mine = Story.objects.filter(Q(scribe=user) | Q(carrier=user)).select_related(
        "village__tambon__district"
    )
    asked = VillageApproval.objects.select_related(
        "revision", "story__village__tambon__district", "story__scribe"
    )
    page = {
        "drafts": Visit.objects.drafts_of(user).with_places().order_by("-begun_at"),
        "came_back": came_back(mine),
        "story_drafts": mine.filter(state=Story.State.DRAFT)
        .exclude(pk__in=came_back(mine).values("story"))
        .with_latest_title()
        .order_by("-begun_at"),
        "waiting": asked.open().filter(story__in=mine),
        "untold": Visit.objects.kept()
        .filter(author=user, stories=None)
        .with_places()
        .order_by("-day")[:10],
        "promises": Promise.objects.held_by(user).of_kept_visits().with_people().order_by("pk"),
        "changes": PracticeChange.objects.held_by(user)
        .of_kept_visits()
        .with_people()
        .order_by("pk"),
        "published": mine.filter(state=Story.State.PUBLISHED).with_titles().newest_first()[:10],
        "handed": handover.handed_to(user),
        "told_of": Nomination.objects.filter(Q(tellings__told_by=user) | Q(carrier=user))
        .exclude(state=Nomination.State.ERASED)
        .select_related("district")
        .distinct(),
        "walking_with": user.walking_with.filter(state=Nomination.State.NOT_YET).select_related(
            "district"
        ),
        "introductions": user.introductions.select_related("district"),
        "buddies": Nomination.objects.filter(
            buddy=user, state=Nomination.State.ACCEPTED
        ).select_related("district"),
        "district": home_district(user),
        "agency": home_agency(user),
        "duties": Duty.objects.current().filter(user=user).select_related("district"),
        "district_waiting": district_waiting(user, asked),
        "asked_down": takedowns.waiting_for(user)[:30],
    }
    return render(request, "stories/me.html", page)


def came_back(mine):
    """Texts that the village asked to change, and that nobody has changed since."""
    newest = Revision.objects.filter(story=OuterRef("story")).order_by("-position")
    return (
        VillageApproval.objects.filter(answer=VillageApproval.Answer.CHANGE, story__in=mine)
        .alias(newest=Subquery(newest.values("pk")[:1]))
        .filter(revision=F("newest"), story__state=Story.State.DRAFT)
        .select_related("revision", "story__village__tambon__district")
        .order_by("-answered_at")
    )


def district_waiting(user, asked):
    """What waits for villages in the districts this person looks after; empty without a duty."""
    duties = Duty.objects.current().filter(user=user)
    if not duties.exists():
        return VillageApproval.objects.none()
    return (
        asked.open().filter(story__in=Story.objects.for_user(user)).exclude(story__scribe=user)[:30]
    )
