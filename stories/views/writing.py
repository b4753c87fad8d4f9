"""From visit to story: write, look at it as a reader would, send it to the village."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kmnet.thai.names import is_named, looks_like_a_name
from kmnet.thai.text import small_number
from kmnet.views import keeps_typed_words
from stories import mapping, people, publishing, rules, takedowns
from stories.answer_forms import answers_on_desk, notes_on
from stories.forms import (
    MentionedFormSet,
    Named,
    NuggetFormSet,
    SaidOfPhoto,
    StoryForm,
    TellerFormSet,
    spoken,
    who_is,
)
from stories.models import Story, Visit
from stories.person_data import agreed_lines, names_left, people_in, photo_states
from stories.showing import Shown, ShownNugget
from villages import keepers
from villages.qr import keeper_card

ROWS = ("tellers", "nuggets", "mentioned")


@keeps_typed_words
@require_http_methods(["GET", "POST"])
def story_begin(request, number: int):
    """Write the first text of a story from a visit."""
    visit = get_object_or_404(Visit.objects.for_user(request.user).with_places(), number=number)
    if not rules.can_write_story(request.user, visit):
        raise Http404
    if request.method != "POST":
        met = [{"called": each.called, "name": each.name} for each in visit.encounters.all()]
        draft = Draft(StoryForm(visit=visit, initial={"body": visit.good}), rows_with(met[:1]))
        return show(request, draft, visit=visit)
    draft = Draft(StoryForm(request.POST, visit=visit), rows_of(request.POST))
    if not wants_more_rows(request) and draft.is_valid():
        try:
            story = keep(
                draft,
                lambda written: publishing.begin(
                    visit=visit,
                    written=written,
                    by=request.user,
                    client_uuid=draft.form.cleaned_data["client_uuid"],
                ),
            )
        except ValidationError as error:
            draft.form.add_error(None, error)
        else:
            messages.success(request, "เก็บร่างแรกแล้ว อ่านดูอย่างที่คนอ่านจะเห็น แล้วค่อยส่งให้หมู่บ้าน")
            return redirect("stories:story-desk", number=story.number)
    return show(request, draft, visit=visit)


@keeps_typed_words
@require_http_methods(["GET", "POST"])
def story_edit(request, number: int):
    """Write the next text of a story; every earlier one stays."""
    story = editable(request, number)
    if request.method != "POST":
        return show(request, draft_of(story), visit=story.visit, story=story)
    form = StoryForm(request.POST, visit=story.visit)
    draft = Draft(form, rows_of(request.POST))
    if not wants_more_rows(request) and draft.is_valid():
        try:
            keep(
                draft,
                lambda written: (
                    publishing.revise(
                        story=story,
                        written=written,
                        by=request.user,
                        seen=form.cleaned_data["seen"] or 0,
                    ).story
                ),
            )
        except publishing.TextMovedOn as error:
            form.add_error(None, error)
            # Pressing once more keeps this text as the newest; the other one stays beside it.
            form.data = form.data.copy()
            form.data["seen"] = story.latest_revision.position
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "เก็บฉบับใหม่แล้ว ฉบับเดิมยังอยู่ครบ")
            return redirect("stories:story-desk", number=story.number)
    return show(request, draft, visit=story.visit, story=story)


@dataclass
class Draft:
    """What stands on the writing page: the form, and rows of tellers, nuggets, people named."""

    form: StoryForm
    rows: dict

    def is_valid(self) -> bool:
        """Whether everything can be kept; every part says what is wrong with it."""
        right = [self.form.is_valid(), *(each.is_valid() for each in self.rows.values())]
        return all(right) and self.names_stand_in_the_text()

    def names_stand_in_the_text(self) -> bool:
        """People said to be named in the story are: a name spelled otherwise would stay in sight."""
        right = True
        for row in self.rows["mentioned"].forms:
            called, name = row.cleaned_data.get("called", ""), row.cleaned_data.get("name")
            if name and not is_named(self.words(), called, name):
                row.add_error("name", "ไม่เห็นชื่อนี้ในเรื่อง พิมพ์ให้เหมือนที่เขียนไว้ในเรื่อง")
                right = False
        return right

    def words(self) -> str:
        """Every word in which a name may stand, of a draft without errors."""
        nuggets = [word for row in self.rows["nuggets"].nuggets() for word in row[:2]]
        return "\n".join([self.form.words(), *nuggets])

    def named(self) -> list[Named]:
        """Everybody typed with a name of their own, as (called, name)."""
        holders = [holder for _, _, holder in self.rows["nuggets"].nuggets()]
        return [*self.rows["tellers"].tellers(), *holders, *self.rows["mentioned"].people()]


def draft_of(story: Story) -> Draft:
    """The newest text of a story, filled in."""
    revision = story.latest_revision
    form = StoryForm(
        visit=story.visit,
        shown={p.photo_id: (p.caption, p.alt) for p in revision.shown_photos.all()},
        initial={
            "title": revision.title,
            "body": revision.body,
            "licence": revision.licence,
            "aspects": list(revision.aspects.values_list("pk", flat=True)),
            "seen": revision.position,
        },
    )
    tellers = [
        {"called": each.person.called, "name": each.person.name or each.person.stand_in}
        for each in revision.tellers.select_related("person")
    ]
    nuggets = [
        {
            "knows": each.knows,
            "how": each.how,
            "called": each.holder.called,
            "name": each.holder.name or each.holder.stand_in,
        }
        for each in revision.nuggets.select_related("holder")
    ]
    return Draft(form, rows_with(tellers, nuggets))


def rows_with(tellers: list[dict], nuggets: list[dict] | None = None) -> dict:
    """The rows under the form, filled in."""
    return {
        "tellers": TellerFormSet(prefix="tellers", initial=tellers),
        "nuggets": NuggetFormSet(prefix="nuggets", initial=nuggets or []),
        "mentioned": MentionedFormSet(prefix="mentioned"),
    }


def rows_of(post) -> dict:
    """The rows that were posted, with one more empty row where its button was pressed."""
    post = post.copy()
    sets = (TellerFormSet, NuggetFormSet, MentionedFormSet)
    for prefix, rows in zip(ROWS, sets, strict=True):
        count = small_number(post.get(f"{prefix}-TOTAL_FORMS", ""))
        more = post.get("action") == f"more_{prefix}"
        post[f"{prefix}-TOTAL_FORMS"] = str(min(count + more, rows.max_num))
        post.setdefault(f"{prefix}-INITIAL_FORMS", "0")
    return {prefix: rows(post, prefix=prefix) for prefix, rows in zip(ROWS, sets, strict=True)}


def wants_more_rows(request) -> bool:
    """Whether a button for one more row was pressed."""
    return request.POST.get("action") in {f"more_{prefix}" for prefix in ROWS}


@transaction.atomic
def keep(draft: Draft, save) -> Story:
    """Keep a text with its people and what its photos show, all or nothing.

    `save` takes what was written and returns the story. Raises what it raises, and ValidationError
    by field where a photo's people cannot be taken.
    """
    form = draft.form
    story = save(form.written(draft.rows["tellers"].tellers(), draft.rows["nuggets"].nuggets()))
    for called, name in draft.named():
        people.person_named(village=story.village, called=called, name=name)
    known = list(story.village.people.remembered().values_list("called", "name"))
    words = draft.words()
    for met in story.visit.encounters.all():
        who = (met.called, met.name)
        if looks_like_a_name(*who) and is_named(words, *who):
            called, name = who_is(spoken(who), known, either=True)
            if (called, name) not in known:
                called, name = who
            people.person_named(village=story.village, called=called, name=name)
    for said in form.said_of_photos([*known, *form.near]):
        say(story, said)
    return story


def say(story: Story, said: SaidOfPhoto) -> None:
    """Write down what a photo shows. Raises ValidationError beside the photo's own questions."""

    def found(who: list[Named], **more) -> list:
        return [
            people.person_named(village=story.village, called=called, name=name, **more)
            for called, name in who
        ]

    part = "minors"
    try:
        minors = found(said.minors, is_child=True)
        part = "faces"
        people.say_what_it_shows(
            photo=said.photo,
            shows=said.shows,
            children=said.children or bool(minors),
            faces=[*found(said.faces), *minors],
            places=found(said.places),
        )
    except ValidationError as error:
        question = f"photo-{said.photo.pk}-{part}"
        raise ValidationError({question: error.messages}) from error


def show(request, draft: Draft, *, visit, story=None):
    """The writing page."""
    quiet = wants_more_rows(request)
    page = {
        "form": draft.form,
        **draft.rows,
        "visit": visit,
        "story": story,
        "show_errors": draft.form.is_bound and not quiet,
        "notes": notes_on(story.latest_revision) if story else [],
        "pressed": request.POST.get("action", "") if quiet else "",
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
    return render(request, "stories/story_desk.html", desk_page(request, story))


def desk_page(request, story: Story, **came_back) -> dict:
    """What the desk shows; `came_back` are forms of the village's answers that had errors."""
    may_carry = rules.can_carry_to_village(request.user, story)
    return {
        "story": story,
        **people_on_desk(story),
        "revisions": story.revisions.select_related("by").order_by("-position"),
        "question": story.approvals.open().select_related("revision").first(),
        **answers_on_desk(story, story.latest_revision, **came_back),
        "printings": takedowns.printings_of(story),
        "can_edit": rules.can_edit_story(request.user, story),
        "may_map": mapping.may_map(request.user, story),
        "can_carry": may_carry,
        "links": [keeper_card(link) for link in keepers.working_links(story.village)]
        if may_carry and rules.can_hold_links(request.user, story)
        else [],
    }


def people_on_desk(story: Story) -> dict:
    """Who is in the newest text, what they agreed to, and the text as everybody would see it."""
    revision = story.latest_revision
    prefetch_related_objects([revision], "tellers__person", "nuggets__holder")
    shown = Shown(revision, village=story.village, where="web")
    there = people_in(revision)
    prefetch_related_objects([present.person for present in there], "consents")
    photos = photo_states(revision)
    written = {
        "title": revision.title,
        "body": revision.body,
        "tellers": revision.teller_names,
        "photos": [state.row for state in photos],
        "nuggets": [
            ShownNugget(each.knows, each.how, each.holder.spoken_name, story)
            for each in revision.nuggets.all()
        ],
    }
    answered = story.state == Story.State.PUBLISHED and story.published_revision_id == revision.pk
    blocks = [] if answered else [block for state in photos for block in state.blocks]
    still, unknown = ([], []) if answered else names_left(revision)
    reasons = [reason for state in photos if not state.shown for reason in state.reasons]
    return {
        "revision": revision,
        "people": [
            {
                "person": present.person,
                "as_what": present.as_what,
                "agreed": agreed_lines(present.person, present.seen),
                "named": shown.name_of(present.person),
            }
            for present in there
        ],
        "blocks": blocks,
        "still_there": still,
        "not_written_down": unknown,
        "not_shown": [reason for reason in reasons if reason not in blocks],
        "shown": shown,
        "written": written,
        "differs": as_read(**written)
        != as_read(shown.title, shown.body, shown.tellers, shown.photos, shown.nuggets),
    }


def as_read(title: str, body: str, tellers: list[str], photos: list, nuggets: list) -> tuple:
    """A text as somebody reads it, to compare what is written with what is shown."""
    seen = [(each.src, each.caption, each.alt) for each in photos]
    return (
        title,
        body,
        tellers,
        seen,
        [(each.knows, each.how, each.holder_line) for each in nuggets],
    )


@login_required
def story_ask(request, number: int):
    """Send the newest text to the village."""
    story = editable(request, number)
    if request.method != "POST":
        return redirect("stories:story-desk", number=number)
    try:
        publishing.ask_village(story=story, by=request.user)
    except publishing.NotYetAgreed:
        messages.warning(request, "ยังส่งให้หมู่บ้านไม่ได้ ดูว่าขาดอะไรที่หัวข้อ “ก่อนส่งให้หมู่บ้าน”")
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, "พร้อมให้หมู่บ้านตอบแล้ว ส่งลิงก์ให้ผู้ดูแล หรือไปถามต่อหน้าก็ได้")
    return redirect("stories:story-desk", number=story.number)
