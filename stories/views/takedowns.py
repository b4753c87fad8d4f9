"""ขอให้ถอน: anybody asks without an account; the asker looks back; keepers and the desk decide."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kmnet.views import keeps_typed_words, posted, rate_limit
from members.views import secret_page
from stories import takedowns
from stories.models import Person, Photo, Story, TakeDown
from stories.takedown_forms import AppealForm, TakeDownDecisionForm, WithdrawForm
from stories.views.keeper import opened
from stories.views.reading import not_published

TOO_FAST = "ส่งเร็วไปนิดเดียว ที่พิมพ์ไว้ยังอยู่ครบ กดส่งอีกครั้งได้เลย"


@never_cache
@rate_limit(action="withdraw")
@require_http_methods(["GET", "POST"])
def story_withdraw(request, number: int):
    """Ask that a story, a photo or a name come down. It hides with the press of the button.

    A signed-in partner writes down here what somebody told them. What a machine sends is dropped;
    somebody quick presses once more.
    """
    story = Story.objects.filter(state=Story.State.PUBLISHED).with_cards().filter(pk=number).first()
    # Hidden since the page was opened, it can still be asked about: the words are not lost.
    if story is None or (story.hidden_at and request.method == "GET"):
        return not_published(request, number)
    partner = request.user if request.user.is_authenticated else None
    form = WithdrawForm(posted(request), story=story)
    if request.method == "POST" and form.is_valid():
        if partner is None and form.fell_into_the_trap():
            return redirect(story)
        if partner is None and form.looks_like_a_machine():
            may_press_again(form, TOO_FAST)
        elif partner is None and form.was_open_for_long():
            form.stamp_anew()
        elif takedown := ask(request, story, form, partner):
            return redirect("stories:withdrawn", takedowns.secret_of(takedown))
    page = {"story": story, "form": form, "partner": partner}
    return render(request, "stories/takedown_ask.html", page)


def may_press_again(form: WithdrawForm, why: str) -> None:
    """Say why it was not sent; a stamp that is ours stays, so that time runs for a person."""
    if form.seconds_open() is None:
        form.stamp_anew(why)
    else:
        form.add_error(None, why)


def ask(request, story: Story, form: WithdrawForm, partner) -> TakeDown | None:
    """The deed; None with the reason on the form when it is refused."""
    address = "" if partner else get_adapter(request).get_client_ip(request)
    try:
        return takedowns.ask(story=story, told_to=partner, address=address, **form.asked())
    except ValidationError as error:
        form.add_error(None, error)
        return None


@never_cache
@rate_limit(action="withdrawn")
@require_http_methods(["GET", "POST"])
def withdrawn(request, secret: str):
    """What became of a request, at the asker's own address; from here another look is asked for."""
    try:
        takedown = takedowns.behind(secret)
    except takedowns.LinkDoesNotOpen:
        return secret_page(render(request, "members/link_closed.html", status=404))
    form = AppealForm(posted(request))
    if request.method == "POST" and appealed(form, takedown):
        return redirect("stories:withdrawn", secret)
    page = what_stands(takedown, in_public=True) | {
        "takedown": takedown,
        "appealed_by": takedowns.who_appealed(takedown),
        "form": form,
        "address": askers_address(takedown),
        "may_appeal": may_appeal(takedown, asker=True),
    }
    return secret_page(render(request, "stories/takedown_asked.html", page))


def askers_address(takedown: TakeDown) -> str:
    """Where the asker looks back, in full."""
    return settings.SITE_URL + reverse("stories:withdrawn", args=[takedowns.secret_of(takedown)])


def appealed(form: AppealForm, takedown: TakeDown, **who) -> bool:
    """Do the deed of a form that is in order; True when it is done."""
    if not form.is_valid():
        return False
    try:
        takedowns.appeal(takedown=takedown, words=form.cleaned_data["appeal"], **who)
    except ValidationError as error:
        form.add_error(None, error.messages[0])
        return False
    return True


def may_appeal(takedown: TakeDown, *, asker: bool = False) -> bool:
    """Whether another look can be asked for now."""
    return not takedowns.why_no_appeal(takedown, list(takedown.decisions.all()), asker=asker)


def what_stands(takedown: TakeDown, *, in_public: bool = False) -> dict:
    """Each decision with who made it; whether what was asked about is hidden now."""
    decisions = list(takedown.decisions.all())
    story = takedown.story
    gone = {
        TakeDown.What.STORY: story.hidden_at or story.state != Story.State.PUBLISHED,
        TakeDown.What.PHOTO: takedown.photo
        and (takedown.photo.hidden_at or takedown.photo.removed_at),
        TakeDown.What.NAME: takedown.person_id
        and not Person.objects.filter(pk=takedown.person_id).named("web").exists(),
    }
    return {
        "decisions": [
            (each, takedowns.who_decided(each, in_public=in_public)) for each in decisions
        ],
        "gone": bool(gone[takedown.what]),
        "waits": not decisions or (takedown.appealed_at and len(decisions) == 1),
    }


@login_required
@require_safe
def takedown_list(request):
    """Requests in the districts one looks after, and about one's own stories; open ones first."""
    waiting = list(takedowns.waiting_for(request.user))
    others = takedowns.in_reach(request.user).exclude(pk__in=[each.pk for each in waiting])
    page = {"waiting": waiting, "others": others[:60]}
    return render(request, "stories/takedown_list.html", page)


@keeps_typed_words
@require_http_methods(["GET", "POST"])
def takedown(request, pk: int):
    """One request: what was asked and decided, and the form of whoever decides it now."""
    found = get_object_or_404(
        takedowns.told().filter(story__in=Story.objects.for_user(request.user)), pk=pk
    )
    decide, again = TakeDownDecisionForm(takedown=found), AppealForm()
    if request.method == "POST" and "appeal" in request.POST:
        again = AppealForm(request.POST)
        if appealed(again, found, by=request.user):
            messages.success(request, "ส่งให้ผู้ประสานงานอีกคนดูแล้ว")
            return redirect("stories:takedown", pk)
    elif request.method == "POST":
        decide = TakeDownDecisionForm(request.POST, takedown=found)
        if decided(decide, lambda data: takedowns.decide(takedown=found, by=request.user, **data)):
            messages.success(request, "จดไว้แล้ว คนเขียนกับคนที่ดูแลอำเภอนี้จะได้จดหมาย")
            return redirect("stories:takedown", pk)
    page = desk_page(request, found) | {"decide": decide, "again": again}
    return render(request, "stories/takedown.html", page)


def decided(form: TakeDownDecisionForm, deed) -> bool:
    """Do the deed with the data of a form that is in order; True when it is done."""
    if not form.is_valid():
        return False
    try:
        deed(form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def desk_page(request, found: TakeDown) -> dict:
    """What the desk shows of a request."""
    found = takedowns.told().get(pk=found.pk)  # as it stands now, after a refused deed too
    photos = Photo.objects.for_user(request.user).standing()
    return what_stands(found) | {
        "takedown": found,
        "photo": photos.filter(pk=found.photo_id).first(),
        "may_decide": takedowns.may_decide(request.user, found),
        "may_know_contact": takedowns.may_know_contact(request.user, found),
        "may_appeal": found.story.scribe_id == request.user.pk and may_appeal(found),
        "printings": takedowns.printings_of(found.story),
        # For whoever was told, to hand over to the one who asked.
        "address": askers_address(found) if found.told_to == request.user else "",
    }


@opened
@require_http_methods(["GET", "POST"])
def keeper_takedown(request, link, pk: int):
    """A request about the village's story, for its keeper: decide, or ask for another look."""
    village = link.stewardship.village
    found = get_object_or_404(takedowns.told(), pk=pk, story__village=village)
    decide, again = TakeDownDecisionForm(takedown=found), AppealForm()
    if request.method == "POST" and "appeal" in request.POST:
        again = AppealForm(request.POST)
        done = appealed(again, found, link=link)
    elif request.method == "POST":
        decide = TakeDownDecisionForm(request.POST, takedown=found)
        done = decided(
            decide,
            lambda data: takedowns.decide_by_link(found, link, data["answer"], data["words"]),
        )
    else:
        done = False
    if done:
        return redirect("stories:keeper-takedown", link.secret, pk)
    found = takedowns.told().get(pk=pk)
    page = what_stands(found) | {
        "link": link,
        "takedown": found,
        "decide": decide,
        "again": again,
        "may_decide": not found.decisions.all(),
        "may_appeal": may_appeal(found),
        "printings": takedowns.printings_of(found.story),
    }
    return render(request, "stories/takedown_keeper.html", page)
