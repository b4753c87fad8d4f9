"""From visit to story: write, look at it as a reader would, send it to the village."""

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kmnet.thai.text import small_number
from kmnet.views import keeps_typed_words
from stories import publishing, rules
from stories.forms import InPersonAnswerForm, InPersonForm, StoryForm, TellerFormSet
from stories.models import Story, Visit
from villages import keepers


@keeps_typed_words
@require_http_methods(["GET", "POST"])
def story_begin(request, number: int):
    """Write the first text of a story from a visit."""
    visit = get_object_or_404(Visit.objects.for_user(request.user).with_places(), number=number)
    if not rules.can_write_story(request.user, visit):
        raise Http404
    if request.method == "POST":
        form = StoryForm(request.POST, visit=visit)
        tellers = TellerFormSet(with_another_row(request.POST), prefix="tellers")
        if wants_more_tellers(request):
            return show(request, form, tellers, visit=visit)
        if form.is_valid() & tellers.is_valid():
            try:
                story = publishing.begin(
                    visit=visit,
                    written=form.written(tellers.tellers()),
                    by=request.user,
                    client_uuid=form.cleaned_data["client_uuid"],
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, "เก็บร่างแรกแล้ว อ่านดูอย่างที่คนอ่านจะเห็น แล้วค่อยส่งให้หมู่บ้าน")
                return redirect("stories:story-desk", number=story.number)
        return show(request, form, tellers, visit=visit)
    people = [{"called": person.called, "name": person.name} for person in visit.encounters.all()]
    form = StoryForm(visit=visit, initial={"body": visit.good})
    return show(request, form, TellerFormSet(prefix="tellers", initial=people[:1]), visit=visit)


@keeps_typed_words
@require_http_methods(["GET", "POST"])
def story_edit(request, number: int):
    """Write the next text of a story; every earlier one stays."""
    story = editable(request, number)
    revision = story.latest_revision
    if request.method == "POST":
        form = StoryForm(request.POST, visit=story.visit)
        tellers = TellerFormSet(with_another_row(request.POST), prefix="tellers")
        if not wants_more_tellers(request) and form.is_valid() & tellers.is_valid():
            try:
                publishing.revise(
                    story=story,
                    written=form.written(tellers.tellers()),
                    by=request.user,
                    seen=form.cleaned_data["seen"] or 0,
                )
            except publishing.TextMovedOn as error:
                form.add_error(None, error)
                # Pressing once more keeps this text as the newest; the other one stays beside it.
                form.data = form.data.copy()
                form.data["seen"] = story.latest_revision.position
            else:
                messages.success(request, "เก็บฉบับใหม่แล้ว ฉบับเดิมยังอยู่ครบ")
                return redirect("stories:story-desk", number=story.number)
        return show(request, form, tellers, visit=story.visit, story=story)
    shown = {p.photo_id: (p.caption, p.alt) for p in revision.shown_photos.all()}
    form = StoryForm(
        visit=story.visit,
        shown=shown,
        initial={
            "title": revision.title,
            "body": revision.body,
            "licence": revision.licence,
            "aspects": list(revision.aspects.values_list("pk", flat=True)),
            "seen": revision.position,
        },
    )
    rows = [{"called": t.called, "name": t.name} for t in revision.tellers.all()]
    tellers = TellerFormSet(prefix="tellers", initial=rows)
    return show(request, form, tellers, visit=story.visit, story=story)


def wants_more_tellers(request) -> bool:
    """Whether the button for one more teller was pressed."""
    return request.POST.get("action") == "more_tellers"


def with_another_row(post):
    """The post, with one more empty row of tellers when its button was pressed."""
    post = post.copy()
    rows = small_number(post.get("tellers-TOTAL_FORMS", ""))
    post["tellers-TOTAL_FORMS"] = str(min(rows + (post.get("action") == "more_tellers"), 8))
    return post


def show(request, form, tellers, *, visit, story=None):
    """The writing page."""
    quiet = wants_more_tellers(request)
    page = {
        "form": form,
        "tellers": tellers,
        "visit": visit,
        "story": story,
        "show_errors": form.is_bound and not quiet,
    }
    return render(request, "stories/story_form.html", page)


def editable(request, number: int) -> Story:
    """The story, for who may write it. Raises Http404 for everybody else."""
    story = get_object_or_404(
        Story.objects.for_user(request.user).select_related("village__tambon__district", "visit"),
        number=number,
    )
    if not rules.can_edit_story(request.user, story):
        raise Http404
    return story


@login_required
@require_safe
def story_desk(request, number: int):
    """A story on the desk: its newest text as a reader would see it, its answers, what is next."""
    story = get_object_or_404(
        Story.objects.for_user(request.user).select_related(
            "village__tambon__district", "visit", "scribe", "published_revision"
        ),
        number=number,
    )
    page = desk_page(request, story)
    page["in_person"], page["taking_back"] = InPersonAnswerForm(), InPersonForm(prefix="back")
    return render(request, "stories/story_desk.html", page)


def desk_page(request, story: Story) -> dict:
    """What the desk shows."""
    may_carry = rules.can_carry_to_village(request.user, story)
    return {
        "story": story,
        "revision": story.latest_revision,
        "photos": story.latest_revision.shown_photos.standing(),
        "revisions": story.revisions.select_related("by").order_by("-position"),
        "question": story.approvals.open().select_related("revision").first(),
        "answers": story.approvals.exclude(answer="")
        .select_related("revision", "taken_by")
        .order_by("-answered_at"),
        "can_edit": rules.can_edit_story(request.user, story),
        "can_carry": may_carry,
        "links": [keeper_card(link) for link in keepers.working_links(story.village)]
        if may_carry and rules.can_hold_links(request.user, story)
        else [],
    }


def keeper_card(link) -> dict:
    """A keeper's link, its QR as SVG to be drawn in the page, and who carries it."""
    address = settings.SITE_URL + reverse("stories:keeper", args=[link.secret])
    qr = segno.make(address, error="m")
    svg = qr.svg_inline(scale=5, border=2, dark="#1b1a17", light="#ffffff", omitsize=True)
    return {"keeper": link.stewardship, "address": address, "svg": svg, "link": link}


@login_required
def story_ask(request, number: int):
    """Send the newest text to the village."""
    story = editable(request, number)
    if request.method != "POST":
        return redirect("stories:story-desk", number=number)
    try:
        publishing.ask_village(story=story, by=request.user)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, "พร้อมให้หมู่บ้านตอบแล้ว ส่งลิงก์ให้ผู้ดูแล หรือไปถามต่อหน้าก็ได้")
    return redirect("stories:story-desk", number=story.number)


@keeps_typed_words
def story_answer(request, number: int):
    """Write down the answer that the village gave in person."""
    story = get_object_or_404(
        Story.objects.for_user(request.user).select_related("village__tambon__district", "visit"),
        number=number,
    )
    if not rules.can_carry_to_village(request.user, story):
        raise Http404
    if request.method != "POST":
        return redirect("stories:story-desk", number=number)
    form = InPersonAnswerForm(request.POST)
    # The question that was on the page: a newer text was not the one that was read.
    asked = story.approvals.filter(pk=small_number(request.POST.get("question", "")))
    question = asked.filter(answer="").first()
    if question is None:
        form.full_clean()
        form.add_error(None, "ฉบับที่ถามไปมีคนตอบหรือแก้ไปก่อนแล้ว ดูของล่าสุดในหน้านี้ ที่คุณพิมพ์ยังอยู่ข้างล่าง")
    elif form.is_valid():
        try:
            publishing.answer_in_person(
                approval=question, taken_by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
            if not story.approvals.open().exists():
                # Without an open question the page has no form to show the sentence in.
                messages.warning(request, error.messages[0])
        else:
            messages.success(request, "จดคำตอบของหมู่บ้านแล้ว")
            return redirect("stories:story-desk", number=story.number)
    page = desk_page(request, story)
    page["in_person"], page["unsaved"] = form, True
    page["taking_back"] = InPersonForm(prefix="back")
    return render(request, "stories/story_desk.html", page)


@keeps_typed_words
def story_take_back(request, number: int):
    """Take a published story back because its village said so face to face."""
    story = get_object_or_404(
        Story.objects.for_user(request.user).select_related("village__tambon__district", "visit"),
        number=number,
    )
    if not rules.can_carry_to_village(request.user, story):
        raise Http404
    if request.method != "POST":
        return redirect("stories:story-desk", number=number)
    form = InPersonForm(request.POST, prefix="back")
    if form.is_valid():
        try:
            publishing.take_back_in_person(story=story, taken_by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "ถอนเรื่องนี้ตามที่หมู่บ้านขอแล้ว หายจากทุกหน้าแล้ว")
            return redirect("stories:story-desk", number=story.number)
    page = desk_page(request, story)
    page["in_person"], page["taking_back"] = InPersonAnswerForm(), form
    return render(request, "stories/story_desk.html", page)
