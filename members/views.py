"""Pages where partners, villagers and invited people speak: told of, heard, invited, read."""

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kmnet.views import keeps_typed_words, posted, rate_limit
from members import files, handover, own_data, screening, voices
from members.forms import AcceptForm, EvidenceForm, FileReplyForm, MetForm, VoiceForm
from members.models import Nomination, PublicTelling, User


def secret_page(response):
    """A page behind a secret address gives it away to no other site."""
    # Stricter still, no-referrer, makes browsers send `Origin: null` with the page's own form,
    # and every answer fails the CSRF check.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def closed(request, template: str):
    """One page for links that are wrong, used, withdrawn or too old: it tells nothing."""
    return secret_page(render(request, template, status=404))


@never_cache
@rate_limit(action="invitation")
@require_http_methods(["GET", "POST"])
def invitation(request, secret: str):
    """The page behind the link in the letter. It opens once; any other link gets one kind page."""
    try:
        found = screening.open_invitation(secret)
    except screening.InvitationDoesNotOpen:
        return closed(request, "members/invitation_closed.html")
    nomination = found.nomination
    form = AcceptForm(
        posted(request),
        email=found.email,
        initial={"name": nomination.name, "called": nomination.called},
    )
    if request.method == "POST" and form.is_valid():
        try:
            user = screening.accept(invitation=found, **form.cleaned_data)
        except screening.InvitationDoesNotOpen:
            return closed(request, "members/invitation_closed.html")
        messages.success(request, "ยินดีที่ได้ร่วมเดินด้วยกัน ครั้งหน้าเข้าด้วยอีเมลกับรหัสผ่านนี้")
        return perform_login(request, user, email_verification="optional", redirect_url="/me/")
    page = {"invitation": found, "nomination": nomination, "form": form}
    return secret_page(render(request, "members/invitation.html", page))


@never_cache
@rate_limit(action="voice")
@require_http_methods(["GET", "POST"])
def voice(request, secret: str):
    """The page behind a voice's own link: what is asked, two answers, one box for words."""
    try:
        found = voices.open_link(secret)
    except voices.VoiceLinkDoesNotOpen:
        return closed(request, "members/link_closed.html")
    form = VoiceForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            voices.hear_by_link(voice=found, **form.cleaned_data)
        except voices.VoiceLinkDoesNotOpen:
            return closed(request, "members/link_closed.html")
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return secret_page(render(request, "members/voice_thanks.html"))
    page = {"voice": found, "nomination": found.nomination, "form": form}
    return secret_page(render(request, "members/voice.html", page))


@never_cache
@rate_limit(action="own_file")
@require_http_methods(["GET", "POST"])
def own_file(request, secret: str):
    """A person reads their own file and answers it. Who said what is kept to those who said it."""
    try:
        nomination = files.open_file(secret)
    except files.FileDoesNotOpen:
        return closed(request, "members/link_closed.html")
    form = FileReplyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            files.reply(nomination=nomination, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("members:own-file", secret)
    page = {"nomination": nomination, "form": form, "replies": nomination.replies.all()}
    return secret_page(render(request, "members/own_file.html", page))


@never_cache
@rate_limit(action="met")
@require_http_methods(["GET", "POST"])
def met(request):
    """เล่าถึงคนที่ท่านพบ: anybody may tell of somebody; coordinators read it before anyone else.

    A machine gets the same thanks as a person, and nothing is kept of what it sent.
    """
    form = MetForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if form.looks_like_a_machine():
            return redirect("members:met-thanks")
        if not form.was_open_for_long():
            data = form.cleaned_data
            PublicTelling.objects.create(
                **{name: data[name] for name in data if name not in {"website", "opened"}}
            )
            return redirect("members:met-thanks")
        form.stamp_anew()
    return render(request, "members/met.html", {"form": form})


@require_safe
def met_thanks(request):
    """What happens with the words now."""
    return render(request, "members/met_thanks.html")


@login_required
@require_safe
def person(request, pk: int):
    """A person one has told of: one's own words, and a place to add what one has seen since."""
    return show_person(request, told_of(request, pk), EvidenceForm())


@keeps_typed_words
def person_evidence(request, pk: int):
    """Add evidence about a person one has told of."""
    nomination = told_of(request, pk)
    if request.method != "POST":
        return redirect("members:person", pk)
    form = EvidenceForm(request.POST)
    if form.is_valid():
        try:
            screening.add_evidence(nomination=nomination, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "จดไว้ในแฟ้มแล้ว")
            return redirect("members:person", pk)
    return show_person(request, nomination, form)


def told_of(request, pk: int) -> Nomination:
    """A nomination in whose file stand words of this person, or that they took over from the teller.

    Raises Http404 for everybody else. The address of a file that joined another leads to that other.
    """
    mine = Nomination.objects.for_user(request.user).filter(
        Q(tellings__told_by=request.user) | Q(carrier=request.user)
    )
    pk = Nomination.objects.filter(pk=pk).values_list("same_as", flat=True).first() or pk
    nomination = get_object_or_404(mine.select_related("district").distinct(), pk=pk)
    if nomination.state == Nomination.State.ERASED:
        raise Http404
    return nomination


def show_person(request, nomination: Nomination, form: EvidenceForm):
    """The teller's page shows what the teller wrote, not the rest of the file.

    Whoever took the file over reads the words of those who handed it on as well.
    """
    whose = handover.handed_on_by(nomination, request.user) | {request.user.pk}
    page = {
        "nomination": nomination,
        "tellings": nomination.tellings.filter(told_by__in=whose),
        "evidence": nomination.evidence.filter(by__in=whose).select_related("criterion"),
        "form": form,
    }
    return render(request, "members/person.html", page)


@login_required
@reauthentication_required
@require_safe
def own_copy(request):
    """Everything held of whoever asks, as one ZIP; the password is asked for once more."""
    copy = own_data.copy_of(request.user)
    name = f"kmnet-{timezone.localdate():%Y%m%d}.zip"
    return FileResponse(copy, as_attachment=True, filename=name, content_type="application/zip")


@login_required
@require_http_methods(["GET", "POST"])
def own_erase(request):
    """What ends with one's account and what stays; a press asks the province's coordinators."""
    if request.method == "POST":
        try:
            own_data.ask_to_erase(request.user)
        except ValidationError as error:
            return show_erasing(request, request.user, refused=error.messages)
        messages.success(request, "บอกผู้ประสานงานจังหวัดแล้ว เขาจะคุยกับคุณ แล้วลบให้ภายใน 30 วัน")
        return redirect("/me/")
    return show_erasing(request, request.user)


@login_required
@require_http_methods(["GET", "POST"])
def partner_erase(request, pk: int):
    """The same page for the coordinator who ends the account. 404 for everybody else."""
    user = get_object_or_404(User, pk=pk)
    if not own_data.may_erase(request.user, user):
        raise Http404
    if request.method == "POST":
        try:
            own_data.erase_account(user=user, by=request.user)
        except ValidationError as error:
            return show_erasing(request, user, refused=error.messages)
        messages.success(request, "ลบบัญชีแล้ว")
        return redirect("members:partner-erase", pk)
    return show_erasing(request, user)


def show_erasing(request, user: User, refused=()):
    """The plan of ending an account."""
    page = {
        "who": user,
        "own": user == request.user,
        "erased": own_data.is_erased(user),
        "goes": own_data.what_goes(user),
        "stays": own_data.what_stays(user),
        "refused": refused,
    }
    return render(request, "own_data/erase.html", page)
