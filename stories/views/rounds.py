"""Visit rounds: those walked, those planned, and the next. Signed in."""

import functools

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kmnet.views import keeps_typed_words, posted
from stories import missing
from stories import rounds as deeds
from stories.models import Round
from stories.round_forms import RoundForm, StopForm


def planners_only(view):
    """For connectors and coordinators; 404 for everybody else."""

    @keeps_typed_words
    @functools.wraps(view)
    def wrapper(request, *args, **kwargs):
        if not deeds.may_plan(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapper


@keeps_typed_words
@require_safe
def rounds(request):
    """All rounds, the next first."""
    page = {
        "rounds": Round.objects.prefetch_related("stops__district").select_related("by"),
        "may_plan": deeds.may_plan(request.user),
    }
    return render(request, "stories/rounds.html", page)


@planners_only
@require_http_methods(["GET", "POST"])
def round_new(request):
    """Plan the next round, beginning with places that would be glad of somebody."""
    form = RoundForm(posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data | {"districts": list(form.cleaned_data["districts"])}
        try:
            planned = deeds.plan(by=request.user, **data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "ตั้งรอบแล้ว เลือกหมู่บ้านกับวันได้เลย")
            return redirect("stories:round", pk=planned.pk)
    reach = missing.EVERYWHERE
    page = {"form": form, "quiet": missing.quiet(reach)[:10]}
    return render(request, "stories/round_new.html", page)


@keeps_typed_words
@require_safe
def round_page(request, pk: int):
    """One round: its stops, and the visits that were made on them."""
    return show(request, get_object_or_404(Round.objects.select_related("by"), pk=pk))


def show(request, found: Round, bound=None, status=200):
    """The round's page; `bound` is a stop's form that came back."""
    may_plan = deeds.may_plan(request.user) and found.called_off_at is None
    stops = []
    for stop in found.stops.select_related("district", "village__tambon__district", "guide"):
        form = bound if bound and bound.prefix == f"stop{stop.pk}" else StopForm(stop=stop)
        stops.append((stop, form if may_plan else None, deeds.visits_of(stop, request.user)))
    page = {"round": found, "stops": stops, "came_back": bound, "may_plan": may_plan}
    return render(request, "stories/round.html", page, status=status)


@planners_only
def round_stop(request, pk: int, stop: int):
    """Take down village, day and guide of one stop."""
    if request.method != "POST":
        return redirect("stories:round", pk=pk)
    found = get_object_or_404(Round, pk=pk, called_off_at=None)
    row = get_object_or_404(found.stops.select_related("district"), pk=stop)
    form = StopForm(request.POST, stop=row)
    if form.is_valid():
        try:
            deeds.settle_stop(stop=row, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"จดไว้แล้ว {row.district.full_name}")
            return redirect("stories:round", pk=pk)
    return show(request, found, bound=form)


@planners_only
def round_call_off(request, pk: int):
    """Put a round off."""
    if request.method != "POST":
        return redirect("stories:round", pk=pk)
    deeds.call_off(planned=get_object_or_404(Round, pk=pk))
    messages.success(request, "เลื่อนรอบนี้ไปก่อนแล้ว ที่จดไว้ยังอ่านได้")
    return redirect("stories:round", pk=pk)
