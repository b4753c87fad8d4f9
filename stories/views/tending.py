"""Partners of the district tend a village's page, and offer a hand. Signed in.

The words are the village's, said face to face: each deed names who said it and who heard it.
"""

import functools

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kmnet.thai.fields import ThaiCharField
from kmnet.views import keeps_typed_words
from members.reach import reach_of
from stories import pairs
from stories.models import Photo, ThenAndNow
from villages import goals, support
from villages.forms import (
    OFF,
    GoalForm,
    GoalSettleForm,
    OfferForm,
    SupportCloseForm,
    SupportForm,
)
from villages.models import SupportRequest, Village


class PairForm(forms.Form):
    """Two photos of the village, and what each of them tells."""

    then = forms.ModelChoiceField(
        label="รูปเมื่อก่อน",
        queryset=Photo.objects.none(),
        required=False,
        widget=forms.RadioSelect,
        empty_label=None,
    )
    then_words = ThaiCharField(label="เมื่อก่อนเป็นอย่างไร", max_length=200, required=False)
    now = forms.ModelChoiceField(
        label="รูปตอนนี้",
        queryset=Photo.objects.none(),
        required=False,
        widget=forms.RadioSelect,
        empty_label=None,
    )
    now_words = ThaiCharField(label="ตอนนี้เป็นอย่างไร", max_length=200, required=False)

    def __init__(self, *args, photos, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("then", "now"):
            self.fields[name].queryset = photos

    def chosen(self) -> dict[str, str]:
        """What is ticked now, by field, as typed."""
        return {name: str(self[name].value() or "") for name in ("then", "now")}


def tended(*, duties_only: bool = False):
    """Give the view the village in the address, for whoever serves in its district.

    `duties_only` leaves it to the district's connector and coordinators. 404 for everybody else.
    """

    def decorate(view):
        @keeps_typed_words
        @functools.wraps(view)
        def wrapper(request, code: str, *args, **kwargs):
            village = get_object_or_404(Village.objects.with_places(), code=code)
            reach = reach_of(request.user, duties_only=duties_only)
            if not reach.covers(village.tambon.district_id):
                raise Http404
            return view(request, village, *args, **kwargs)

        return wrapper

    return decorate


def attempt(form: forms.Form, deed) -> bool:
    """Whether the form was whole and the deed done; what was refused is put beside its field."""
    if not form.is_valid():
        return False
    try:
        deed()
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@tended()
@require_safe
def tend(request, village):
    """A village's page from behind: goals, helping hands, pairs of photos."""
    return show(request, village)


def show(request, village, **bound):
    """The tending page. `bound` holds a form that came back, by its prefix."""

    def form(kind, prefix, **about):
        return bound.get(prefix) or kind(prefix=prefix, **about)

    standing = village.goals.shown().by_aspect()
    asked = village.support_requests.shown().newest_first().with_offers()
    photos = pairs.photos_to_pair(village)
    pair_form = bound.get("pair") or PairForm(prefix="pair", photos=photos)
    page = {
        "village": village,
        "photos": list(photos),
        "pair_form": pair_form,
        "chosen": pair_form.chosen(),
        "pairs": ThenAndNow.objects.shown(village),
        "goals": [(goal, form(GoalSettleForm, f"goal{goal.pk}", goal=goal)) for goal in standing],
        "asking": [
            (each, form(SupportCloseForm, f"support{each.pk}", request=each))
            for each in asked.exclude(state=SupportRequest.State.WITHDRAWN)
        ],
        "goal_form": form(GoalForm, "goal"),
        "support_form": form(SupportForm, "support"),
        "came_back": list(bound.values()),
        "may_appoint": reach_of(request.user, duties_only=True).covers(village.tambon.district_id),
    }
    return render(request, "stories/tend.html", page)


@tended()
def tend_goal(request, village):
    """Write down a goal that the village said."""
    if request.method != "POST":
        return redirect("stories:tend", village.code)
    form = GoalForm(request.POST, prefix="goal")
    if attempt(
        form,
        lambda: goals.say(village=village, word=form.word(request.user), **form.but_the_word()),
    ):
        messages.success(request, "จดไว้แล้ว ขึ้นในหน้าหมู่บ้านแล้ว")
        return redirect("stories:tend", village.code)
    return show(request, village, goal=form)


@tended()
def tend_goal_settle(request, village, pk: int):
    """Write down that a goal is reached, laid down, or off the page."""
    goal = get_object_or_404(village.goals, pk=pk)
    if request.method != "POST":
        return redirect("stories:tend", village.code)
    form = GoalSettleForm(request.POST, prefix=f"goal{pk}", goal=goal)

    def deed():
        word, data = form.word(request.user), form.but_the_word()
        if data["state"] == OFF:
            goals.take_off(goal=goal, word=word)
        else:
            goals.settle(goal=goal, word=word, **data)

    if attempt(form, deed):
        messages.success(request, "จดตามที่หมู่บ้านบอกแล้ว")
        return redirect("stories:tend", village.code)
    return show(request, village, **{f"goal{pk}": form})


@tended()
def tend_support(request, village):
    """Write down a hand that the village asks for."""
    if request.method != "POST":
        return redirect("stories:tend", village.code)
    form = SupportForm(request.POST, prefix="support")
    if attempt(
        form,
        lambda: support.ask(village=village, word=form.word(request.user), **form.but_the_word()),
    ):
        messages.success(request, "ขอแรงให้หมู่บ้านแล้ว ขึ้นบนกระดานให้เพื่อนๆ เห็นแล้ว")
        return redirect("stories:tend", village.code)
    return show(request, village, support=form)


@tended()
def tend_support_close(request, village, pk: int):
    """Write down that a hand came, is needed no more, or that the request leaves the page."""
    asked = get_object_or_404(village.support_requests, pk=pk)
    if request.method != "POST":
        return redirect("stories:tend", village.code)
    form = SupportCloseForm(request.POST, prefix=f"support{pk}", request=asked)

    def deed():
        word, data = form.word(request.user), form.but_the_word()
        if data["state"] == OFF:
            support.take_off(request=asked, word=word)
        elif data["state"] == SupportRequest.State.WITHDRAWN:
            support.withdraw(request=asked, word=word)
        else:
            support.close(request=asked, thanks=data["thanks"], word=word)

    if attempt(form, deed):
        messages.success(request, "จดตามที่หมู่บ้านบอกแล้ว")
        return redirect("stories:tend", village.code)
    return show(request, village, **{f"support{pk}": form})


@tended()
def tend_pair(request, village):
    """Put two published photos side by side."""
    if request.method != "POST":
        return redirect("stories:tend", village.code)
    form = PairForm(request.POST, prefix="pair", photos=pairs.photos_to_pair(village))
    if attempt(form, lambda: pairs.pair(village=village, by=request.user, **form.cleaned_data)):
        messages.success(request, "วางรูปคู่กันในหน้าหมู่บ้านแล้ว")
        return redirect("stories:tend", village.code)
    return show(request, village, pair=form)


@tended()
def tend_pair_off(request, village, pk: int):
    """Take a pair off the page."""
    if request.method == "POST":
        pairs.take_off(pair=get_object_or_404(ThenAndNow, pk=pk, village=village))
        messages.success(request, "เอารูปคู่นี้ออกแล้ว รูปในเรื่องยังอยู่")
    return redirect("stories:tend", village.code)


@keeps_typed_words
@require_http_methods(["GET", "POST"])
def support_offer(request, pk: int):
    """อาสาหนุน: say what one can bring, or put it in other words."""
    asked = get_object_or_404(SupportRequest.objects.public().with_offers(), pk=pk)
    own = next((each for each in asked.standing_offers if each.user_id == request.user.pk), None)
    if request.method == "POST":
        form = OfferForm(request.POST)
        if attempt(
            form, lambda: support.offer(request=asked, by=request.user, **form.cleaned_data)
        ):
            messages.success(request, "บอกหมู่บ้านให้แล้วว่าคุณอาสา ขอบคุณที่ไม่ปล่อยให้เขาทำลำพัง")
            return redirect("stories:support-offer", pk)
    else:
        form = OfferForm(initial={"words": own.words if own else ""})
    page = {"asked": asked, "own": own, "form": form}
    return render(request, "stories/support_offer.html", page)


@keeps_typed_words
def support_offer_take_back(request, pk: int):
    """Take one's own offer back."""
    asked = get_object_or_404(SupportRequest.objects.shown(), pk=pk)
    if request.method == "POST" and support.take_offer_back(request=asked, by=request.user):
        messages.success(request, "ถอนคำอาสาแล้ว ไม่เป็นไร ไว้คราวหน้า")
    return redirect("stories:support-offer", pk)
