"""What became of a promise or a change, a companion's own review, and /changes/ for everybody."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kmnet.thai.text import small_number
from kmnet.views import keeps_typed_words, posted
from members.models import Agency
from stories import pledges, practice, rules
from stories.models import PracticeChange, Promise, Visit
from stories.pledge_forms import PledgeForm, ReviewForm
from stories.views.reading import public


@keeps_typed_words
@require_http_methods(["GET", "POST"])
def promise(request, pk: int):
    """A promise: what has become of it, and what the holder says now."""
    return pledge_page(request, Promise, pk, "ที่รับปากไว้")


@keeps_typed_words
@require_http_methods(["GET", "POST"])
def practice_change(request, pk: int):
    """A change at home: what has become of it, and what the holder says now."""
    return pledge_page(request, PracticeChange, pk, "หน่วยงานเราจะเปลี่ยนอะไร")


def pledge_page(request, model, pk: int, title: str):
    """Show one pledge of a visit that the person may read, and take what its holder says."""
    seen = Visit.objects.for_user(request.user).kept()
    readable = model.objects.filter(visit__in=seen) | model.objects.filter(
        visit__state=Visit.State.KEPT, holder=request.user
    )
    found = get_object_or_404(readable.with_people().distinct(), pk=pk)
    may = pledges.may_settle(request.user, found)
    if request.method == "POST" and not may:
        raise Http404
    form = PledgeForm(posted(request), pledge=found)
    if request.method == "POST" and form.is_valid():
        try:
            form.do(by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
            found.refresh_from_db()
        else:
            messages.success(request, "จดไว้แล้ว หมู่บ้านเห็นด้วย")
            return redirect(request.path)
    page = {
        "pledge": found,
        "steps": found.steps.select_related("by", "to"),
        "form": form if may and (found.state == "open" or form.errors) else None,
        "title": title,
    }
    return render(request, "stories/pledge.html", page)


@keeps_typed_words
@require_http_methods(["GET", "POST"])
def visit_review(request, number: int):
    """One who went along writes their own voice of the talk after the visit."""
    visit = get_object_or_404(Visit.objects.for_user(request.user).with_places(), number=number)
    if not rules.can_add_review(request.user, visit):
        raise Http404
    own = visit.reviews.filter(by=request.user).first()
    form = ReviewForm(posted(request), instance=own)
    form.instance.visit, form.instance.by = visit, request.user
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                form.save()
        except IntegrityError:
            form.add_error(None, "อีกหน้าต่างหนึ่งเก็บเสียงของคุณไปก่อนแล้ว เปิดหน้านี้ใหม่ แล้ววางข้อความอีกครั้ง")
        else:
            messages.success(request, "เก็บเสียงของคุณไว้แล้ว")
            return redirect(f"{visit.get_absolute_url()}#review")
    page = {"visit": visit, "form": form, "others": visit.reviews.exclude(by=request.user)}
    return render(request, "stories/visit_review.html", page)


@require_safe
def changes(request):
    """What agencies changed after listening, agency by agency in the order of their names."""
    chosen = request.GET.get("agency", "")
    if chosen:
        agency = get_object_or_404(Agency, pk=small_number(chosen))
        page = practice.of_agency(agency.current, before=request.GET.get("before", ""))
    else:
        page = {"groups": practice.by_agency()}
    return public(request, "stories/changes.html", page)
