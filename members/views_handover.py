"""Pages of handing over: what hangs on me, one handover line by line, one opened for somebody."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from kmnet.thai.text import small_number
from kmnet.views import keeps_typed_words, posted
from members import handover
from members.handover_forms import ForForm, GreetForm, OfferForm, OpenForm, ReturnForm
from members.models import Handover, HandoverLine, HandoverOffer, User
from members.reach import coordinates, desk_of
from villages.models import Stewardship

State = HandoverLine.State


@keeps_typed_words
@require_http_methods(["GET", "POST"])
def handovers(request):
    """What hangs on me and what I am asked to take; a post opens my own handover."""
    user = request.user
    form = OpenForm(posted(request), giver=user, by=user)
    if request.method == "POST":
        opened = open_with(form)
        if opened:
            messages.success(request, "รวมไว้ให้แล้ว เขียนฝากสักนิด แล้วเลือกว่าอยากขอให้ใครรับไม้")
            return redirect(opened)
    page = {
        "things": grouped_things(user, user),
        "open": user.handovers.open().first(),
        "before": user.handovers.exclude(closed_at=None),
        "form": form,
        "asked": handover.handed_to(user),
        "standing": lines_by_handover(handover.standing_with(user)),
        "for_form": ForForm(by=user) if coordinates(user) else None,
    }
    return render(request, "members/handovers.html", page)


def open_with(form: OpenForm) -> Handover | None:
    """Open a handover from a form; the one that is open already when there is one."""
    if not form.is_valid():
        return None
    try:
        return form.do()
    except handover.OpenAlready as error:
        return error.handover
    except ValidationError as error:
        form.add_error(None, error)
        return None


def lines_by_handover(lines) -> list[tuple[Handover, list[HandoverLine]]]:
    """Lines under the handover they belong to."""
    groups: dict = {}
    for line in lines:
        groups.setdefault(line.handover_id, (line.handover, []))[1].append(line)
    return list(groups.values())


def grouped_things(giver: User, reader: User) -> list[tuple[str, list[tuple[str, str]]]]:
    """What hangs on the giver, as the reader may know it: (kind in words, [(in words, name)])."""
    groups: dict[str, list] = {}
    for kind, thing in handover.hanging_on(giver):
        label, carrier = HandoverLine.Kind(kind).label, handover.CARRIERS[kind]
        own = giver == reader or looks_after(reader, carrier, thing.key)
        named = carrier.named(thing.key) if own else ""
        groups.setdefault(label, []).append((thing.about, named))
    return list(groups.items())


@login_required
@require_http_methods(["GET", "POST"])
def handover_for_whom(request):
    """A coordinator chooses for whom; leads to that person's page."""
    if not coordinates(request.user):
        raise Http404
    form = ForForm(posted(request), by=request.user)
    if request.method == "POST" and form.is_valid():
        return redirect("members:handover-for", form.cleaned_data["who"].pk)
    return render(request, "members/handover_for_whom.html", {"form": form})


@keeps_typed_words
@require_http_methods(["GET", "POST"])
def handover_for(request, pk: int):
    """A coordinator opens a handover for somebody who has gone. 404 for everybody else."""
    giver = get_object_or_404(User, pk=pk)
    if giver == request.user or not handover.may_open(request.user, giver):
        raise Http404
    standing = giver.handovers.open().first()
    form = OpenForm(posted(request), giver=giver, by=request.user)
    if request.method == "POST":
        opened = open_with(form)
        if opened:
            messages.success(request, f"รวมทุกอย่างที่อยู่กับ{giver.spoken_name}ไว้แล้ว")
            return redirect(opened)
    page = {
        "giver": giver,
        "open": standing,
        "things": grouped_things(giver, request.user),
        "form": form,
    }
    return render(request, "members/handover_for.html", page)


@keeps_typed_words
@require_http_methods(["GET", "POST"])
def one_handover(request, pk: int):
    """One handover: its lines by village, words for each, who is asked, who has taken what."""
    found = get_object_or_404(
        Handover.objects.for_user(request.user).select_related("giver", "opened_by").distinct(),
        pk=pk,
    )
    forms: dict = {}
    if request.method == "POST":
        deed = DEEDS.get(request.POST.get("action", ""))
        done = deed(request, found, forms) if deed else True
        if done:
            return redirect(request.path)
    try:
        found = handover.look_again(found)
    except handover.NobodyStands as error:
        messages.warning(request, error.messages[0])
    return show(request, found, forms)


def readable_line(request, found: Handover) -> HandoverLine:
    """The line that a post is about. Raises Http404 for one this person may not read."""
    lines = handover.lines_for(request.user, found)
    return get_object_or_404(lines, pk=small_number(request.POST.get("line", "")))


def own_offer(request, found: Handover) -> HandoverOffer:
    """The latest offer of the line to this person. Raises Http404 when there is none."""
    line = readable_line(request, found)
    mine = line.offers.filter(to=request.user).order_by("-pk").first()
    if mine is None:
        raise Http404
    return mine


def offered(request, found: Handover, forms: dict) -> bool:
    """Ask somebody to take the ticked lines."""
    forms["offer"] = form = offer_form(request, found, request.POST)
    if not form.is_valid():
        return False
    try:
        asked, aside = form.do()
    except ValidationError as error:
        form.add_error(None, error) if "lines" in getattr(error, "error_dict", {}) else (
            form.add_error("to", error.messages)
        )
        return False
    for sentence in aside:
        messages.warning(request, sentence)
    if asked:
        messages.success(
            request, f"ขอ{asked[0].to.spoken_name}แล้ว {len(asked)} เรื่อง จดหมายไปถึงเขาแล้ว"
        )
    return True


def greeted(request, found: Handover, forms: dict) -> bool:
    """Keep the words about a village."""
    line = readable_line(request, found)
    form = GreetForm(request.POST, prefix=f"greet{line.pk}")
    forms[line.pk] = form
    if not form.is_valid():
        return False
    try:
        handover.say_whom_to_greet(line=line, words=form.cleaned_data["words"], by=request.user)
    except ValidationError as error:
        form.add_error("words", error.messages)
        return False
    messages.success(request, f"เก็บคำฝากของ{line.about}แล้ว")
    return True


def accepted(request, found: Handover, forms: dict) -> bool:
    """รับไม้."""
    said(request, lambda: handover.accept(offer=own_offer(request, found), by=request.user))
    return True


def kept_here(request, found: Handover, forms: dict) -> bool:
    """The coordinator who stands with a line takes it."""
    said(request, lambda: handover.keep_here(line=readable_line(request, found), by=request.user))
    return True


def said(request, deed) -> None:
    """Do a taking and say what came of it, with where to go on."""
    try:
        line = deed()
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return
    if line.kind == HandoverLine.Kind.VILLAGE:
        messages.success(request, f"รับไม้แล้ว {line.about} นัดกันลงไปแนะนำตัวสักครั้ง")
    else:
        messages.success(request, "รับไม้แล้ว ขอบคุณที่เดินต่อ")


def returned(request, found: Handover, forms: dict) -> bool:
    """ขอฝากคืน."""
    offer = own_offer(request, found)
    form = ReturnForm(request.POST, prefix=f"return{offer.line_id}")
    forms[offer.line_id] = form
    if not form.is_valid():
        return False
    try:
        handover.give_back(offer=offer, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        if "words" not in getattr(error, "error_dict", {}):
            messages.warning(request, error.messages[0])
            return True
        form.add_error("words", error.messages)
        return False
    messages.success(request, "ฝากคืนแล้ว บอกคนส่งไม้ให้แล้วด้วย")
    return True


DEEDS = {
    "offer": offered,
    "greet": greeted,
    "accept": accepted,
    "keep": kept_here,
    "return": returned,
}


def offer_form(request, found: Handover, data=None) -> OfferForm:
    """The form that asks somebody, over the lines this person may offer."""
    lines = [
        line
        for line in handover.lines_for(request.user, found)
        if line.state == State.WAITING and handover.may_offer(request.user, line)
    ]
    return OfferForm(data, lines=lines, giver=found.giver, by=request.user)


def show(request, found: Handover, forms: dict):
    """The page; `forms` are those that came back, by line."""
    user = request.user
    ticked = set(request.POST.getlist("lines")) if "offer" in forms else set()
    rows = [row_of(user, line, forms.get(line.pk)) for line in handover.lines_for(user, found)]
    for row in rows:
        row["ticked"] = str(row["line"].pk) in ticked
    groups = by_village(rows, set(request.POST.getlist("villages")))
    unfolded = where_to_begin([row for group in groups for row in group["rows"]])
    for row in rows:
        row["open"] = row["line"].pk in unfolded
    offer = forms.get("offer") or offer_form(request, found)
    page = {
        "handover": found,
        "groups": groups,
        "offer_form": offer if offer.lines else None,
        "came_back": [form for form in forms.values() if form.errors],
        "own": user == found.giver,
        "all": handover.may_read_all(user, found),
        "waiting": [row for row in rows if row["offer"]],
    }
    return render(request, "members/handover.html", page)


def where_to_begin(rows: list[dict]) -> set[int]:
    """Keys of the lines to unfold: what came back with a fault, else the first this person can do
    something about."""
    if back := {row["line"].pk for row in rows if row["came_back"]}:
        return back
    for ability in ("offer", "can_keep", "can_offer"):
        for row in rows:
            if row[ability]:
                return {row["line"].pk}
    return set()


def row_of(user: User, line: HandoverLine, form=None) -> dict:
    """All that the page shows of one line to this person."""
    carrier, key = handover.carrier_of(line)
    there = line.state != State.GONE and carrier.still_there(key)
    offers = list(line.offers.all())
    waits = line.state == State.WAITING
    mine = next((each for each in offers if each.to_id == user.pk and not each.answer), None)
    asks = waits and handover.may_offer(user, line)
    back = form if isinstance(form, ReturnForm) else ReturnForm(prefix=f"return{line.pk}")
    greet = form if isinstance(form, GreetForm) else None
    if line.kind == HandoverLine.Kind.VILLAGE and asks and greet is None:
        greet = GreetForm(prefix=f"greet{line.pk}", initial={"words": line.words})
    keepers = keepers_of(user, line) if line.kind == HandoverLine.Kind.VILLAGE else []
    address = carrier.address(key) if there and may_open_thing(user, line, carrier, key) else ""
    returned = any(each.answer == HandoverOffer.Answer.RETURNED for each in offers)
    return {
        "line": line,
        "named": carrier.named(key) if there and may_know(user, line, carrier, key) else "",
        "address": address,
        "offers": offers,
        "asked": " หรือ ".join(each.to.spoken_name for each in offers if not each.answer),
        "folded": waits or bool(address or keepers or line.words or returned or greet),
        "came_back": form is not None and bool(form.errors),
        "offer": mine if waits else None,
        "return_form": back,
        "greet_form": greet,
        "can_offer": asks,
        "can_keep": waits and line.stands_with_id == user.pk and mine is None,
        "keepers": keepers,
        "introduce": line.kind == HandoverLine.Kind.VILLAGE and line.taken_by_id == user.pk,
    }


def looks_after(user: User, carrier, key: str) -> bool:
    """Whether the thing lies on this person's desk."""
    district = carrier.district(key)
    return district is not None and desk_of(user).covers(district.pk)


def may_know(user: User, line: HandoverLine, carrier, key: str) -> bool:
    """Who reads the name of somebody told of: whom the line concerns, and the desk of the file."""
    concerned = {line.handover.giver_id, line.stands_with_id, line.taken_by_id}
    concerned |= {offer.to_id for offer in line.offers.all()}
    return user.pk in concerned or looks_after(user, carrier, key)


def may_open_thing(user: User, line: HandoverLine, carrier, key: str) -> bool:
    """Whether the thing's own page opens to this person: to whoever carries it now."""
    if line.kind == HandoverLine.Kind.VILLAGE:
        return True
    return user.pk in carrier.holders(key)


def keepers_of(user: User, line: HandoverLine) -> list[tuple[str, str]]:
    """(name, telephone) of a village's keepers; the number only for who may call."""
    may_call = handover.may_call_keepers(user, line)
    standing = Stewardship.objects.current().filter(village=line.village_id)
    return [(each.spoken_name, each.phone if may_call else "") for each in standing]


def by_village(rows: list[dict], ticked: set[str]) -> list[dict]:
    """Rows under their village, in the order of the lines; what is nowhere comes last."""
    groups: dict = {}
    for row in rows:
        groups.setdefault(row["line"].village_id, []).append(row)
    nowhere = groups.pop(None, [])
    found = [
        {"village": rows[0]["line"].village, "rows": rows, "ticked": code in ticked}
        for code, rows in groups.items()
    ]
    if nowhere:
        found.append({"village": None, "rows": nowhere, "ticked": False})
    for group in found:
        group["offerable"] = sum(row["can_offer"] for row in group["rows"])
    return found
