"""The keeper's page: a secret link, no account. All that is the village's, and its word on it."""

import contextlib
import re
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kmnet.thai.names import is_named
from kmnet.views import rate_limit
from members.views import secret_page
from stories import pledges, publishing, takedowns, village_copy
from stories.answer_forms import (
    KeeperAnswerForm,
    KeeperGoalForm,
    KeeperGoalSettleForm,
    KeeperSupportCloseForm,
    KeeperSupportForm,
)
from stories.models import Printing, Revision, RevisionPhoto, Story, VillageApproval
from stories.showing import unnamed
from villages import goals, keepers, support
from villages.forms import OFF
from villages.models import Stewardship, SupportRequest, Village
from villages.words import by_link

MOST_COPIES = "10/h/key"  # each is put together anew, with all its photos
TYPED = re.compile(r"(^|-)(words|thanks|needed_by|appeal|who_made_it|note-\d+)$")
State = Story.State


def opened(view):
    """Open the link in the address for the view; a link that opens nothing gets one kind page."""

    @never_cache
    @rate_limit(action="keeper_link")
    def wrapper(request, secret, *args, **kwargs):
        try:
            link = keepers.open_link(secret)
        except keepers.LinkDoesNotOpen:
            # The words typed meanwhile go back to whoever typed them, from this request alone.
            words = [text for name, text in request.POST.items() if TYPED.search(name) and text]
            page = {"words": words}
            return secret_page(render(request, "stories/keeper_closed.html", page, status=404))
        return secret_page(view(request, link, *args, **kwargs))

    wrapper.__name__, wrapper.__doc__ = view.__name__, view.__doc__
    return wrapper


@opened
@require_safe
def keeper(request, link):
    """What waits for this village's answer, what is published, how to take it back."""
    return show(request, link)


@opened
def keeper_answer(request, link, pk: int):
    """The keeper's answer to one question."""
    if request.method != "POST":
        return redirect("stories:keeper", link.secret)
    village = link.stewardship.village
    question = get_object_or_404(
        VillageApproval.objects.select_related("story", "revision"), pk=pk, story__village=village
    )
    form = KeeperAnswerForm(request.POST, prefix=f"q{pk}", revision=question.revision)
    if form.is_valid():
        try:
            publishing.answer_by_link(approval=question, link=link, **form.given())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("stories:keeper-thanks", link.secret, pk)
    return show(request, link, {f"q{pk}": form})


@opened
@require_safe
def keeper_thanks(request, link, pk: int):
    """What the answer did, in one sentence."""
    question = get_object_or_404(
        VillageApproval.objects.exclude(answer="").select_related("story", "revision"),
        pk=pk,
        story__village=link.stewardship.village,
    )
    return render(request, "stories/keeper_thanks.html", {"link": link, "question": question})


@opened
@require_http_methods(["GET", "POST"])
def keeper_take_back(request, link, number: int):
    """Take a published story back, after one page that says what will happen."""
    story = get_object_or_404(
        Story.objects.exclude(published_revision=None).select_related("published_revision"),
        number=number,
        village=link.stewardship.village,
    )
    if request.method == "POST":
        # Pressed twice, or by two keepers at once: it is taken back, which is what was asked.
        with contextlib.suppress(ValidationError):
            publishing.take_back(story=story, link=link, words=request.POST.get("words", "")[:2000])
    if request.method == "POST" or story.state != State.PUBLISHED:
        return redirect("stories:keeper", link.secret)
    page = {"link": link, "story": story, "printings": printings_of([story]).get(story.pk, [])}
    return render(request, "stories/keeper_take_back.html", page)


@opened
def keeper_reconsider(request, link, number: int):
    """เปลี่ยนใจ: a story kept or taken back is asked about anew, and waits on the keeper's page."""
    story = get_object_or_404(Story, number=number, village=link.stewardship.village)
    if request.method == "POST":
        try:
            publishing.reconsider(story=story, link=link)
        except ValidationError as error:
            return show(request, link, refused={story.pk: error.messages})
    return redirect("stories:keeper", link.secret)


def deed(request, link, prefix: str, form, act: Callable[[dict], object]):
    """Send what was typed in one of the small forms; come back with it where it was refused."""
    if form.is_valid():
        try:
            act(form.but_the_word())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("stories:keeper", link.secret)
    return show(request, link, {prefix: form})


@opened
def keeper_goal(request, link):
    """Say a goal."""
    if request.method != "POST":
        return redirect("stories:keeper", link.secret)
    form = KeeperGoalForm(request.POST, prefix="goal")
    return deed(
        request,
        link,
        "goal",
        form,
        lambda data: goals.say(village=link.stewardship.village, word=by_link(link), **data),
    )


@opened
def keeper_goal_settle(request, link, pk: int):
    """Say that a goal is reached, laid down, or off the page."""
    goal = get_object_or_404(link.stewardship.village.goals, pk=pk)
    if request.method != "POST":
        return redirect("stories:keeper", link.secret)
    prefix = f"goal{pk}"

    def settle(data: dict):
        if data["state"] == OFF:
            return goals.take_off(goal=goal, word=by_link(link))
        return goals.settle(goal=goal, word=by_link(link), **data)

    form = KeeperGoalSettleForm(request.POST, prefix=prefix, goal=goal)
    return deed(request, link, prefix, form, settle)


@opened
def keeper_support(request, link):
    """Ask for a hand."""
    if request.method != "POST":
        return redirect("stories:keeper", link.secret)
    form = KeeperSupportForm(request.POST, prefix="support")
    return deed(
        request,
        link,
        "support",
        form,
        lambda data: support.ask(village=link.stewardship.village, word=by_link(link), **data),
    )


@opened
def keeper_support_close(request, link, pk: int):
    """Close a request with thanks, withdraw it, or take it off the page."""
    asked = get_object_or_404(link.stewardship.village.support_requests, pk=pk)
    if request.method != "POST":
        return redirect("stories:keeper", link.secret)
    prefix = f"support{pk}"

    def close(data: dict):
        if data["state"] == OFF:
            return support.take_off(request=asked, word=by_link(link))
        if data["state"] == SupportRequest.State.WITHDRAWN:
            return support.withdraw(request=asked, word=by_link(link))
        return support.close(request=asked, thanks=data["thanks"], word=by_link(link))

    form = KeeperSupportCloseForm(request.POST, prefix=prefix, request=asked)
    return deed(request, link, prefix, form, close)


@opened
def keeper_own_name(request, link):
    """ให้ขึ้นชื่อฉันในหน้าหมู่บ้าน, or take it off again."""
    if request.method == "POST":
        show_it = request.POST.get("show") == "yes"
        keepers.name_in_public(stewardship=link.stewardship, show=show_it)
    return redirect("stories:keeper", link.secret)


@opened
@require_safe
def keeper_everything(request, link):
    """All that is the village's in one file that opens without this site."""
    village = link.stewardship.village

    @rate_limit(
        action="keeper_copy",
        config={"keeper_copy": MOST_COPIES},
        key=str(link.pk),
        limit_get=True,
        say="เก็บไปหลายครั้งแล้ว รออีกสักชั่วโมงค่อยเก็บใหม่ ไฟล์ที่เก็บไว้ก่อนหน้านี้ยังเปิดอ่านได้",
    )
    def copy(request):
        return FileResponse(
            village_copy.build(link),
            as_attachment=True,
            filename=village_copy.file_name(village),
            content_type="application/zip",
        )

    return copy(request)


def show(request, link, forms=None, refused=None):
    """The keeper's page.

    `forms` holds forms that came back with an error, by prefix; `refused` sentences that say why
    a story could not be asked about anew, by its number. A question answered meanwhile by
    somebody else stays on the page with what was typed.
    """
    village = link.stewardship.village
    forms = forms or {}
    page = {
        "link": link,
        "village": village,
        "came_back": list(forms.values()),
        "waiting": waiting_for(village, forms),
        "asked_down": takedowns.of_village(village),
        "promised": pledges.open_promises(village),
        "published": village.stories.published()
        .newest_first()
        .select_related("published_revision"),
        "hidden": village.stories.filter(state=State.PUBLISHED, hidden_at__isnull=False)
        .with_latest_title()
        .order_by("-hidden_at"),
        "away": stories_away(village, refused or {}),
        **word_of(village, forms),
        "others": Stewardship.objects.current()
        .filter(village=village)
        .exclude(pk=link.stewardship_id)
        .order_by("since", "pk"),
    }
    return render(request, "stories/keeper.html", page)


def waiting_for(village: Village, forms: dict) -> list[dict]:
    """The questions on the page with their forms, oldest first."""
    came_back = [int(prefix[1:]) for prefix in forms if re.fullmatch(r"q\d+", prefix)]
    found = (
        VillageApproval.objects.filter(story__village=village)
        .filter(Q(answer="", superseded_at=None) | Q(pk__in=came_back))
        .select_related("story__visit", "story__scribe", "revision__story")
        .prefetch_related(
            "revision__tellers__person",
            "revision__aspects",
            "revision__nuggets__holder",
            Prefetch("revision__shown_photos", RevisionPhoto.objects.standing()),
        )
        .order_by("asked_at")
    )
    found = list(found)
    allowed = set(
        RevisionPhoto.objects.allowed("web")
        .filter(revision__in=[question.revision_id for question in found])
        .values_list("pk", flat=True)
    )
    return [
        {
            "question": question,
            "form": forms.get(f"q{question.pk}")
            or KeeperAnswerForm(prefix=f"q{question.pk}", revision=question.revision),
            "photos": question.revision.shown_photos.all(),
            # How many of them nobody outside would see, as things stand today.
            "kept_out": sum(
                photo.pk not in allowed for photo in question.revision.shown_photos.all()
            ),
            "stand_ins": stand_ins(question.revision, village),
            "again": question.story.state == State.PUBLISHED,
        }
        for question in found
    ]


def stand_ins(revision: Revision, village: Village) -> list[tuple[str, str]]:
    """(name, what is said in its place) for people in a text who have not agreed to be named."""
    there = {teller.person_id for teller in revision.tellers.all()}
    there |= {nugget.holder_id for nugget in revision.nuggets.all()}
    text = f"{revision.title}\n{revision.body}"
    return [
        (person.spoken_name, person.stand_in)
        for person in unnamed(village, "web")
        if person.pk in there or is_named(text, person.called, person.name)
    ]


def stories_away(village: Village, refused: dict) -> list[dict]:
    """Stories kept in the village or taken back, with the books they are printed in."""
    away = list(
        village.stories.filter(state__in=(State.KEPT, State.TAKEN_BACK))
        .with_latest_title()
        .order_by("-number")
    )
    printings = printings_of(away)
    return [
        {
            "story": story,
            "printings": printings.get(story.pk, []),
            "refused": refused.get(story.pk, []),
        }
        for story in away
    ]


def printings_of(stories: list[Story]) -> dict[int, list[Printing]]:
    """Books and sheets already out that hold a text of these stories, by the story's number."""
    found: dict[int, list[Printing]] = {}
    printings = Printing.objects.filter(revisions__story__in=stories).distinct()
    for printing in printings.prefetch_related("revisions"):
        for number in {revision.story_id for revision in printing.revisions.all()}:
            found.setdefault(number, []).append(printing)
    return found


def word_of(village: Village, forms: dict) -> dict:
    """The village's goals and asks for a hand, each with the form that settles it."""

    def form(kind, prefix, **about):
        return forms.get(prefix) or kind(prefix=prefix, **about)

    asked = village.support_requests.shown().newest_first().with_offers()
    return {
        "goals": [
            (goal, form(KeeperGoalSettleForm, f"goal{goal.pk}", goal=goal))
            for goal in village.goals.shown().by_aspect()
        ],
        "goal_form": form(KeeperGoalForm, "goal"),
        "asking": [
            (each, form(KeeperSupportCloseForm, f"support{each.pk}", request=each))
            for each in asked.exclude(state=SupportRequest.State.WITHDRAWN)
        ],
        "support_form": form(KeeperSupportForm, "support"),
    }
