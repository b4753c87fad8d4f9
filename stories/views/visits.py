"""Pages of a visit: begin, send, read the receipt, finish later."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_http_methods, require_safe

from kmnet.thai.text import small_number
from kmnet.views import keeps_typed_words
from stories import photos, receipts, rules, visits
from stories.forms import (
    OTHER,
    MetFormSet,
    VisitForm,
    as_post,
    initial_of,
    recent_villages,
    typed_from,
)
from stories.models import PracticeChange, Promise, Visit
from villages.models import Village


@keeps_typed_words
@require_http_methods(["GET", "POST"])
def visit_new(request):
    """An empty form with a fresh UUID; a post begins, keeps or repeats the visit of its UUID."""
    if request.method == "GET":
        form = VisitForm(user=request.user, initial=place_asked_for(request))
        return show(request, form=form, visit=None)
    try:
        client_uuid = uuid.UUID(request.POST.get("client_uuid", ""))
    except ValueError:
        # Nobody types this field; still the words come back, in a form with a number of its own.
        post, met = bound_people(request, "")
        form = VisitForm(post, user=request.user)
        form.full_clean()
        form.add_error(None, "แบบฟอร์มนี้เปิดค้างไว้ กดส่งอีกครั้งได้เลย ที่พิมพ์ไว้ยังอยู่ครบ")
        return show(request, form=form, met=met, visit=None, status=400)
    visit = visits.begin(client_uuid=client_uuid, by=request.user, anew=True)
    return receive(request, visit)


def place_asked_for(request) -> dict[str, str]:
    """Initial values for `?village=<code>`, from pages that invite to go there; else nothing."""
    code = request.GET.get("village", "")
    village = Village.objects.filter(code=code).select_related("tambon").first() if code else None
    if village is None:
        return {}
    return {
        "recent": village.code if village in recent_villages(request.user) else OTHER,
        "district": village.tambon.district_id,
        "tambon": village.tambon_id,
        "village": village.code,
    }


@keeps_typed_words
@require_http_methods(["GET", "POST"])
def visit_edit(request, number: int):
    """Go on with a draft, or finish and change a kept visit."""
    visit = Visit.objects.for_user(request.user).filter(number=number).first()
    gone = visit is None and not Visit.objects.filter(number=number).exists()
    if gone and request.method == "POST":
        # A draft thrown away in another window, and here somebody went on: the words come first.
        return visit_new(request)
    if visit is None or not rules.can_edit_visit(request.user, visit):
        raise Http404
    if request.method == "POST":
        return receive(request, visit)
    initial, people = initial_of(visit)
    return show(
        request,
        form=VisitForm(user=request.user, initial=initial),
        met=MetFormSet(prefix="met", initial=people),
        visit=visit,
    )


def receive(request, visit: Visit):
    """Take in a post about `visit`: photos first, then what the button asked for."""
    action = request.POST.get("action", "keep")
    typed = typed_from(request.POST)
    refused = take_photos(request, visit)
    if visit.is_draft:
        visits.note(visit=visit, typed=typed, base=request.POST.get("base", ""))
    post, met = bound_people(request, action)
    form = VisitForm(post, user=request.user)
    if action == "draft" and visit.is_draft:
        for sentence in refused:
            messages.warning(request, sentence)
        messages.success(request, "เก็บร่างไว้แล้ว กลับมาเล่าต่อได้ทุกเมื่อ")
        return redirect("stories:me")
    if action in {"place", "more_people", "photos"} or action == "draft":
        # The same form again with more to choose from; nothing to complain about yet.
        return show_again(request, post, visit, refused)
    if form.is_valid() & met.is_valid() and not refused:
        told = form.told(met.people())
        if action != "keep_anyway" and visits.numbers_told(told):
            return show(request, form=form, met=met, visit=visit, warned=True)
        try:
            if visit.is_draft or "seen" not in request.POST:
                visit = visits.keep(visit=visit, told=told, typed=typed, by=request.user)
            else:
                seen = small_number(request.POST["seen"])
                visits.revise(visit=visit, told=told, typed=typed, by=request.user, seen=seen)
        except visits.ChangedMeanwhile as error:
            form.add_error(None, error)
            # The sentence has been shown: pressing once more means it.
            return show(request, form=form, met=met, visit=visit, seen=visits.latest_seen(visit))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(visit)
    return show(request, form=form, met=met, visit=visit, refused=refused)


def bound_people(request, action: str):
    """The post and the rows of people in it; one more empty row when that was asked for."""
    post = as_post(typed_from(request.POST))
    rows = small_number(post.get("met-TOTAL_FORMS", ""))
    post["met-TOTAL_FORMS"] = str(min(rows + (action == "more_people"), 12))
    post["met-INITIAL_FORMS"] = "0"
    return post, MetFormSet(post, prefix="met")


def show_again(request, post, visit: Visit, refused: list[str]):
    """The form as it was typed, without a word about what is still missing."""
    initial, people = initial_of_typed(typed_from(post))
    rows = MetFormSet(prefix="met", initial=people)
    if request.POST.get("action") == "more_people":
        rows.extra = 1 + (len(people) == 0)
    return show(
        request,
        form=VisitForm(user=request.user, initial=initial),
        met=rows,
        visit=visit,
        refused=refused,
    )


def initial_of_typed(typed: dict):
    """Initial values of the form and of the people's rows from what was typed."""
    return initial_of(Visit(state=Visit.State.DRAFT, typed=typed))


def take_photos(request, visit: Visit) -> list[str]:
    """Keep every photo that can be kept, change captions; returns a sentence for each refused."""
    files: MultiValueDict = request.FILES
    refused = []
    for file in [*files.getlist("camera"), *files.getlist("gallery")]:
        try:
            photos.take_in(visit=visit, file=file, by=request.user)
        except photos.PhotoRefused as error:
            refused.append(error.message)
    for photo in visit.photos.standing():
        if f"photo-{photo.uuid}-remove" in request.POST:
            photos.take_out(photo)
            continue
        caption = request.POST.get(f"photo-{photo.uuid}-caption", photo.caption)[:300]
        alt = request.POST.get(f"photo-{photo.uuid}-alt", photo.alt)[:300]
        if (caption, alt) != (photo.caption, photo.alt):
            photo.caption, photo.alt = caption, alt
            photo.save(update_fields=["caption", "alt"])
    return refused


def show(request, *, form, visit, met=None, refused=(), status=200, seen=None, warned=False):
    """The form's page, with the photos that have arrived and the promises still open there.

    A post that comes back keeps the number it was opened with: only somebody who was told that
    the visit had changed meanwhile (`seen`) may write over the change.
    """
    if seen is None and visit is not None and not visit.is_draft:
        opened_with = request.POST.get("seen")
        seen = small_number(opened_with) if opened_with else visits.latest_seen(visit)
    village = form.chosen_village() or (visit and visit.village)
    promises = Promise.objects.none()
    if village:
        promises = Promise.objects.open().of_kept_visits().filter(visit__village=village)
        promises = promises.exclude(visit=visit)
    page = {
        "form": form,
        "met": met or MetFormSet(prefix="met"),
        "visit": visit,
        "client_uuid": visit.client_uuid if visit else uuid.uuid4(),
        "seen": seen,
        "base": visits.fingerprint(visit.typed) if visit and visit.is_draft else "",
        "photos": visit.photos.standing() if visit else [],
        "promises": promises.select_related("by", "holder"),
        "refused": list(refused),
        "warned": warned,
        "open_more": has_more(form, met),
    }
    return render(request, "stories/visit_form.html", page, status=status)


MORE = (
    *("companions", "others", "changes", "promises"),
    *("expected", "beyond", "short", "taken_home", "again", "wants"),
)


def has_more(form, met) -> bool:
    """Whether the part that can wait holds something, so that it is shown open."""
    people = met is not None and (met.is_bound or any(person.initial for person in met))
    return people or any(form[name].value() for name in MORE)


@login_required
@require_safe
def visit(request, number: int):
    """The receipt and the page of a visit: what has arrived, and what can be done next."""
    visit = get_object_or_404(
        Visit.objects.for_user(request.user)
        .with_places()
        .prefetch_related(
            "companions",
            "encounters",
            "reviews__by",
            Prefetch(
                "changes",
                PracticeChange.objects.with_people().prefetch_related("steps__by", "steps__to"),
            ),
            Prefetch(
                "promises", Promise.objects.with_people().prefetch_related("steps__by", "steps__to")
            ),
        ),
        number=number,
    )
    if visit.is_draft:
        return redirect("stories:visit-edit", number=visit.number)
    page = {
        "visit": visit,
        "receipt": receipts.told(visit),
        "photos": visit.photos.standing(),
        "stories": visit.stories.for_user(request.user).with_latest_title(),
        "aside": visits.set_aside(visit) if visit.author == request.user else [],
        "can_edit": rules.can_edit_visit(request.user, visit),
        "can_write": rules.can_write_story(request.user, visit),
        "can_review": rules.can_add_review(request.user, visit),
        "own_review": any(review.by_id == request.user.pk for review in visit.reviews.all()),
    }
    return render(request, "stories/visit.html", page)


@login_required
def visit_use_aside(request, number: int, submission: int):
    """Open a text that was set aside in the form, to look at it and keep it instead."""
    visit = get_object_or_404(Visit.objects.for_user(request.user), number=number)
    if not rules.can_edit_visit(request.user, visit):
        raise Http404
    if request.method != "POST":
        return redirect(visit)
    aside = get_object_or_404(visits.set_aside(visit), pk=submission)
    return show_again(request, as_post(aside.typed), visit, refused=[])


@login_required
def visit_discard(request, number: int):
    """Throw a draft away; only its author, and only while it is a draft."""
    visit = get_object_or_404(Visit.objects.drafts_of(request.user), number=number)
    if request.method != "POST":
        return redirect("stories:visit-edit", number=number)
    visits.discard(visit=visit)
    messages.success(request, "ทิ้งร่างแล้ว")
    return redirect("stories:me")


@login_required
def person_known(request, number: int, pk: int):
    """อยากให้เครือข่ายรู้จักคนนี้: one press opens a file, with place, day and words carried over."""
    visit = get_object_or_404(Visit.objects.for_user(request.user), number=number)
    if not rules.can_edit_visit(request.user, visit):
        raise Http404
    if request.method != "POST":
        return redirect(visit)
    encounter = get_object_or_404(visit.encounters, pk=pk)
    try:
        nomination = visits.make_known(encounter=encounter, by=request.user)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect(visit)
    messages.success(request, f"เล่าถึง{nomination.spoken_name}แล้ว เห็นอะไรเพิ่ม เติมได้ที่หน้านี้")
    return redirect("members:person", nomination.pk)
