"""One function a letter. Each writes a row beside the deed; the mail goes out after the commit."""

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from members.models import Invitation, Letter, Nomination

log = logging.getLogger(__name__)
MOST_TRIES = 10


def post(*, to: str, name: str, context: dict) -> Letter:
    """Write the letter `name` and try to send it once the transaction stands."""
    context = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, **context}
    letter = Letter.objects.create(
        to=to,
        subject=" ".join(render_to_string(f"letters/{name}_subject.txt", context).split()),
        body=render_to_string(f"letters/{name}_body.txt", context),
    )
    transaction.on_commit(lambda: deliver(letter.pk), robust=True)
    return letter


def deliver(pk: int) -> bool:
    """Send one letter unless it is gone already; True when it has left.

    Never raises for a mail server's trouble: the letter keeps it and waits for the next round.
    """
    with transaction.atomic():
        letter = Letter.objects.select_for_update(skip_locked=True).unsent().filter(pk=pk).first()
        if letter is None:
            return False
        letter.tries += 1
        try:
            EmailMessage(letter.subject, letter.body, to=[letter.to]).send()
        except OSError as error:  # smtplib's own errors are OSErrors too
            log.warning("letter %s stays: %s", letter.pk, error)
            letter.trouble = str(error)
        else:
            letter.sent_at = timezone.now()
            letter.trouble = ""
        letter.save(update_fields=["tries", "sent_at", "trouble"])
        return letter.sent_at is not None


def invitation_text(nomination: Nomination, *, words: str, by, link: str) -> str:
    """The body of the invitation, for the preview and for the letter alike."""
    return render_to_string(
        "letters/invitation_body.txt",
        {
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "nomination": nomination,
            "words": words,
            "by": by,
            "link": link,
        },
    )


def post_invitation(invitation: Invitation, *, words: str, by) -> Letter:
    """The personal letter: who met you, what we saw, and a link that opens once."""
    return post(
        to=invitation.email,
        name="invitation",
        context={
            "nomination": invitation.nomination,
            "words": words,
            "by": by,
            "link": settings.SITE_URL + invitation.get_absolute_url(),
        },
    )


def post_accepted(invitation: Invitation, *, to) -> Letter:
    """Tell the person who first told of somebody that they walk with us now."""
    return post(
        to=to.email,
        name="accepted",
        context={"nomination": invitation.nomination, "to": to},
    )
