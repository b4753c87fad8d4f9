"""A person of a story: what they agreed to, on the desk and at the person's own link."""

import functools

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kmnet.views import keeps_typed_words, rate_limit
from members.reach import desk_of
from members.views import secret_page
from stories import people, person_data, rules
from stories.models import Person, PersonConsent
from stories.models.photos import FORMATS, WIDTHS
from stories.people_forms import READ_THIS, AgreementForm, AliasForm, PersonForm
from stories.views.photos import send
from villages.qr import qr_svg

What = PersonConsent.What
Where = PersonConsent.Where
SAID = {
    "withdrawn": "ถอนแล้ว หายจากทุกหน้าแล้ว",
    "agreed": "จดแล้วว่าคุณตกลง ถอนเมื่อไรก็ได้ที่หน้านี้",
    "called": "เปลี่ยนคำที่ใช้เรียกแทนแล้ว",
}


# On the desk ------------------------------------------------------------------------------------


def remembered(person_uuid) -> Person:
    """The person, or Http404 when nobody has this key or the person was erased."""
    standing = Person.objects.remembered().select_related("village__tambon__district")
    return get_object_or_404(standing, uuid=person_uuid)


def reached(request, person_uuid, *, by=rules.can_see_person) -> Person:
    """The person, for who may do that `by` the rule. Raises Http404 for everybody else."""
    person = remembered(person_uuid)
    if not by(request.user, person):
        raise Http404
    return person


@keeps_typed_words
def person(request, person_uuid):
    """A person on the desk; a post changes what is kept beside the name."""
    if request.method != "POST":
        return show(request, reached(request, person_uuid))
    found = reached(request, person_uuid, by=rules.can_hold_person)
    form = PersonForm(request.POST, person=found, prefix="about")
    if not form.is_valid():
        return show(request, found, about=form)
    form.save()
    messages.success(request, "เก็บแล้ว")
    return redirect("stories:person", found.uuid)


@keeps_typed_words
def person_agree(request, person_uuid):
    """Write down what somebody agreed to."""
    found = reached(request, person_uuid)
    if request.method != "POST":
        return redirect("stories:person", found.uuid)
    form = AgreementForm(request.POST, person=found)
    if form.is_valid():
        try:
            people.agree(person=found, asked_by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"จดคำตกลงของ{found.spoken_name}แล้ว")
            return redirect("stories:person", found.uuid)
    return show(request, found, agreement=form)


@login_required
def person_withdraw(request, person_uuid):
    """Take consent back because its person said so to a partner, of whatever district.

    A post takes back what its `thing` says ("name:web"), and everything without one. A partner who
    does not know the person reads no more than the page everybody reads.
    """
    found = remembered(person_uuid)
    known = rules.can_see_person(request.user, found)
    if request.method == "POST":
        end(found, request.POST.get("thing", ""), told_to=request.user)
        messages.success(request, "จดแล้วว่าเขาขอถอน หายจากทุกหน้าแล้ว")
        return redirect("stories:person", found.uuid) if known else redirect("stories:me")
    if known:
        return redirect("stories:person", found.uuid)
    live = person_data.standing(found)
    if not live:
        raise Http404
    named = person_data.is_named_on_the_web(found)
    page = {"person": found, "name": found.spoken_name if named else found.stand_in}
    return render(request, "stories/person_withdraw.html", page)


def end(found: Person, thing: str, *, told_to=None) -> None:
    """Take back one thing ("name:web"), or everything for any other text."""
    how = f"บอก{told_to.spoken_name}" if told_to else "กดเองที่ลิงก์"
    what, _, where = thing.partition(":")
    if what in What.values and where in Where.values:
        people.withdraw(person=found, how=how[:160], what=[what], where=[where], told_to=told_to)
    else:
        people.withdraw(person=found, how=how[:160], told_to=told_to)


@login_required
def person_link(request, person_uuid):
    """Make the person's own link anew; the one handed out before stops working."""
    found = reached(request, person_uuid, by=rules.can_hold_person)
    if request.method == "POST":
        people.renew_link(found)
        messages.success(request, "ทำลิงก์ใหม่แล้ว ลิงก์เดิมใช้ไม่ได้แล้ว")
    return redirect("stories:person", found.uuid)


def show(request, found: Person, *, about=None, agreement=None):
    """The person on the desk. `about` and `agreement` are forms that came back with an error."""
    live = set(person_data.standing(found).values())
    rows = found.consents.select_related("asked_by", "withdrawn_by").order_by("-given_at", "-pk")
    page = {
        "person": found,
        "agreement": agreement or AgreementForm(person=found),
        "read_this": READ_THIS,
        "standing": [each for each in rows if each in live],
        "over": [each for each in rows if each not in live],
        "name_is_hidden": any(person_data.Standing(each.where, each).is_hidden for each in live),
        "appearances": person_data.appearances(found),
        "photos": person_data.photos_with(found),
        "may_erase": desk_of(request.user).covers(found.village.tambon.district_id),
    }
    if rules.can_hold_person(request.user, found):
        address = settings.SITE_URL + reverse("stories:yours", args=[found.secret])
        page["about"] = about or PersonForm(person=found, prefix="about")
        page |= {"address": address, "svg": qr_svg(address)}
    return render(request, "stories/person.html", page)


# At the person's own link -----------------------------------------------------------------------


def opened(view):
    """Open the link in the address for the view; a link that opens nothing gets one kind page."""

    @never_cache
    @rate_limit(action="person_link")
    @functools.wraps(view)
    def wrapper(request, secret, *args, **kwargs):
        try:
            found = people.person_behind(secret)
        except people.LinkDoesNotOpen:
            return secret_page(render(request, "stories/person_closed.html", status=404))
        return secret_page(view(request, found, *args, **kwargs))

    return wrapper


def back(found: Person, said: str):
    """To the person's page, with one sentence on what happened."""
    return redirect(reverse("stories:yours", args=[found.secret]) + f"?said={said}")


@opened
@require_safe
def yours(request, found: Person):
    """What is shown of a person and where, and what they can do about it."""
    return show_yours(request, found)


@opened
def yours_withdraw(request, found: Person):
    """Take back one thing, or everything."""
    if request.method != "POST":
        return redirect("stories:yours", found.secret)
    end(found, request.POST.get("thing", ""))
    return back(found, "withdrawn")


@opened
def yours_agree(request, found: Person):
    """Agree to one thing in one place; for a child nobody can here."""
    what, _, where = request.POST.get("thing", "").partition(":")
    if request.method != "POST":
        return redirect("stories:yours", found.secret)
    try:
        people.agree(person=found, what=[what], where=[where], how=PersonConsent.How.LINK)
    except ValidationError as error:
        return show_yours(request, found, problem=error.messages[0])
    return back(found, "agreed")


@opened
def yours_called(request, found: Person):
    """Choose what is said in the place of the name."""
    if request.method != "POST":
        return redirect("stories:yours", found.secret)
    form = AliasForm(request.POST, person=found)
    if not form.is_valid():
        return show_yours(request, found, form=form)
    form.save()
    return back(found, "called")


@opened
@require_safe
def yours_data(request, found: Person):
    """Everything kept about the person, as a ZIP that opens without this site."""
    copy = person_data.own_copy(found)
    return FileResponse(copy, as_attachment=True, filename="khong-chan.zip")


@require_safe
def yours_photo(request, secret: str, photo_uuid, width: int, format: str):
    """A clean copy of a photo for somebody who is in it. A page may hold many, so none is counted."""
    if width not in WIDTHS or format not in FORMATS:
        raise Http404
    try:
        found = people.person_behind(secret)
    except people.LinkDoesNotOpen as error:
        raise Http404 from error
    photo = get_object_or_404(person_data.photos_with(found), uuid=photo_uuid)
    response = send(photo, width, format)
    patch_cache_control(response, private=True, no_store=True)
    return secret_page(response)


def show_yours(request, found: Person, *, form=None, problem: str = ""):
    """The person's own page; `form` came back with an error, `problem` is one in a sentence."""
    live = person_data.standing(found)
    named = person_data.is_named_on_the_web(found)
    photos = list(person_data.photos_with(found))
    public = person_data.public_photos(found)
    seen = {What.NAME.value} | {each.what for each in found.seen_in.all()}
    seen |= {what for what, _ in live}
    page = {
        "person": found,
        "name": found.spoken_name if named else found.stand_in,
        "named": named,
        "things": [
            {
                "what": what,
                "places": [
                    person_data.Standing(where, live.get((what.value, where.value)))
                    for where in Where
                ],
            }
            for what in What
            if what.value in seen
        ],
        "any_live": bool(live),
        "keeps": person_data.named_as_keeper(found),
        "appearances": person_data.appearances(found),
        "photos": [{"photo": photo, "public": photo.pk in public} for photo in photos],
        "form": form or AliasForm(person=found),
        "problem": problem,
        "said": SAID.get(request.GET.get("said", ""), ""),
        "door": reverse("stories:yours", args=[found.secret])[:-1],
    }
    return render(request, "stories/person_yours.html", page)
