"""The keeper's page: a secret link, no account. What waits, what is published, what to take back."""

import contextlib

from allauth.decorators import rate_limit
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members.views import secret_page
from stories import publishing
from stories.forms import KeeperAnswerForm
from stories.models import RevisionPhoto, Story, VillageApproval
from villages import keepers


def opened(view):
    """Open the link in the address for the view; a link that opens nothing gets one kind page."""

    @never_cache
    @rate_limit(action="keeper_link")
    def wrapper(request, secret, *args, **kwargs):
        try:
            link = keepers.open_link(secret)
        except keepers.LinkDoesNotOpen:
            # The words typed meanwhile go back to whoever typed them, from this request alone.
            words = [text for name, text in request.POST.items() if name.endswith("words") and text]
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
    form = KeeperAnswerForm(request.POST, prefix=f"q{pk}")
    if form.is_valid():
        try:
            publishing.answer_by_link(approval=question, link=link, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("stories:keeper-thanks", link.secret, pk)
    return show(request, link, {pk: form}, status=200)


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
    if request.method == "POST" or story.state != Story.State.PUBLISHED:
        return redirect("stories:keeper", link.secret)
    return render(request, "stories/keeper_take_back.html", {"link": link, "story": story})


def show(request, link, forms=None, status=200):
    """The keeper's page; `forms` holds forms that came back with an error, by question.

    A question answered meanwhile by somebody else stays on the page with what was typed.
    """
    village = link.stewardship.village
    forms = forms or {}
    waiting = (
        VillageApproval.objects.filter(story__village=village)
        .filter(Q(answer="", superseded_at=None) | Q(pk__in=list(forms)))
        .select_related("story__visit", "story__scribe", "revision")
        .prefetch_related(
            "revision__tellers",
            "revision__aspects",
            Prefetch("revision__shown_photos", RevisionPhoto.objects.standing()),
        )
        .order_by("asked_at")
    )
    page = {
        "link": link,
        "village": village,
        "waiting": [
            {
                "question": question,
                "form": forms.get(question.pk) or KeeperAnswerForm(prefix=f"q{question.pk}"),
                "photos": question.revision.shown_photos.all(),
            }
            for question in waiting
        ],
        "published": village.stories.published()
        .newest_first()
        .select_related("published_revision"),
    }
    return render(request, "stories/keeper.html", page, status=status)
