"""Accepting an invitation: read what the network promises, say yes, choose a password."""

from allauth.account.utils import perform_login
from allauth.decorators import rate_limit
from django.contrib import messages
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members import screening
from members.forms import AcceptForm


@never_cache
@rate_limit(action="invitation")
@require_http_methods(["GET", "POST"])
def invitation(request, secret: str):
    """The page behind the link in the letter. It opens once; any other link gets one kind page."""
    try:
        found = screening.open_invitation(secret)
    except screening.InvitationDoesNotOpen:
        return closed(request)
    nomination = found.nomination
    form = AcceptForm(
        request.POST or None,
        email=found.email,
        initial={"name": nomination.name, "called": nomination.called},
    )
    if request.method == "POST" and form.is_valid():
        try:
            user = screening.accept(invitation=found, **form.cleaned_data)
        except screening.InvitationDoesNotOpen:
            return closed(request)
        messages.success(request, "ยินดีที่ได้ร่วมเดินด้วยกัน ครั้งหน้าเข้าด้วยอีเมลกับรหัสผ่านนี้")
        return perform_login(request, user, email_verification="optional", redirect_url="/me/")
    page = {"invitation": found, "nomination": nomination, "form": form}
    return secret_page(render(request, "members/invitation.html", page))


def closed(request):
    """One page for links that are wrong, used, withdrawn or too old: it tells nothing."""
    return secret_page(render(request, "members/invitation_closed.html", status=404))


def secret_page(response):
    """A page behind a secret address gives it away to no other site."""
    # Stricter still, no-referrer, makes browsers send `Origin: null` with the page's own form,
    # and every answer fails the CSRF check.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
