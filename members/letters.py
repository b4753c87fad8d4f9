"""One function a letter. Each writes a row beside the deed; the mail goes out after the commit."""

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from members.models import (
    Handover,
    HandoverLine,
    HandoverOffer,
    Invitation,
    Letter,
    Nomination,
    PublicTelling,
    StillWalking,
    User,
    Voice,
)
from members.models.people import Posting
from members.reach import coordinators_of

log = logging.getLogger(__name__)
MOST_TRIES = 10


def surroundings() -> dict:
    """What every letter may name."""
    return {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}


def post(*, to: str, name: str, context: dict) -> Letter:
    """Write the letter `name` and try to send it once the transaction stands.

    The `nomination` or public `telling` of the context is whom the letter is about.
    """
    context = surroundings() | context
    subject = " ".join(render_to_string(f"letters/{name}_subject.txt", context).split())
    letter = Letter.objects.create(
        to=to,
        subject=subject[:200],
        body=render_to_string(f"letters/{name}_body.txt", context),
        nomination=context.get("nomination"),
        public_telling=context.get("telling"),
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
    context = {"nomination": nomination, "words": words, "by": by, "link": link}
    return render_to_string("letters/invitation_body.txt", surroundings() | context)


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


def post_accepted(nomination: Nomination) -> list[Letter]:
    """Tell the partners who told of somebody that they walk with us now."""
    return [
        post(to=user.email, name="accepted", context={"nomination": nomination, "to": user})
        for user in tellers_of(nomination)
    ]


def post_welcome(nomination: Nomination, newcomer: User) -> list[Letter]:
    """Tell the district's partners whom to greet."""
    serving = Posting.objects.current().filter(district=nomination.district_id)
    partners = User.objects.filter(is_active=True, pk__in=serving.values("user"))
    return [
        post(
            to=user.email,
            name="welcome",
            context={"nomination": nomination, "newcomer": newcomer, "to": user},
        )
        for user in partners.exclude(pk=newcomer.pk).exclude(
            pk__in=[each.pk for each in tellers_of(nomination)]
        )
    ]


def post_buddy(nomination: Nomination, newcomer: User) -> Letter | None:
    """Tell the newcomer who walks beside them first."""
    if nomination.buddy is None:
        return None
    return post(
        to=newcomer.email,
        name="buddy",
        context={"nomination": nomination, "newcomer": newcomer, "buddy": nomination.buddy},
    )


def post_lapsed(invitation: Invitation) -> Letter:
    """To somebody who did not answer in thirty days: no harm, the door stays open."""
    return post(to=invitation.email, name="lapsed", context={"nomination": invitation.nomination})


def post_look_again(nomination: Nomination) -> list[Letter]:
    """To the coordinators and the walking companion: the month to look again has come."""
    people = {user.pk: user for user in coordinators_of(nomination.district)}
    if nomination.companion and nomination.companion.is_active:
        people[nomination.companion.pk] = nomination.companion
    return [
        post(to=user.email, name="look_again", context={"nomination": nomination, "to": user})
        for user in people.values()
    ]


def post_introduction(telling: PublicTelling) -> Letter:
    """To a partner of the district: somebody would like to know us, go and meet them."""
    return post(
        to=telling.partner.email,
        name="introduction",
        context={"telling": telling, "to": telling.partner},
    )


def post_voice_reminder(voice: Voice) -> list[Letter]:
    """To whoever asked for a voice: a week has gone by."""
    return post_about_voice(voice, name="voice_reminder")


def post_voice_another(voice: Voice) -> list[Letter]:
    """To whoever asked for a voice: two weeks have gone by, perhaps ask somebody else."""
    return post_about_voice(voice, name="voice_another")


def post_about_voice(voice: Voice, *, name: str) -> list[Letter]:
    """To whoever asked; to the district's coordinators when the asker walks with us no more."""
    asker = voice.asked_by
    people = [asker] if asker.is_active else coordinators_of(voice.nomination.district)
    context = {
        "voice": voice,
        "nomination": voice.nomination,
        "asker": asker,
        "link": settings.SITE_URL + voice.get_absolute_url(),
    }
    return [post(to=user.email, name=name, context=context | {"to": user}) for user in people]


def post_coming(posting: Posting) -> list[Letter]:
    """To a district's partners: somebody will come to serve here, on a day to come."""
    serving = Posting.objects.current().filter(district=posting.district_id)
    partners = User.objects.filter(is_active=True, pk__in=serving.values("user"))
    return [
        post(to=user.email, name="coming", context={"posting": posting, "to": user})
        for user in partners.exclude(pk=posting.user_id)
    ]


def post_moves(district, partner: User, comes: list[Posting], leaves: list[Posting]) -> Letter:
    """To a partner: who will come to serve in the district in the month to come, and who leaves."""
    return post(
        to=partner.email,
        name="moves",
        context={"district": district, "to": partner, "comes": comes, "leaves": leaves},
    )


def post_handover_opened(handover: Handover) -> list[Letter]:
    """To the coordinators with whom things stand while nobody has taken them."""
    stands = handover.lines.filter(state=HandoverLine.State.WAITING).values("stands_with")
    people = User.objects.filter(pk__in=stands).exclude(pk=handover.opened_by_id)
    return [
        post(to=user.email, name="handover_opened", context=about_handover(handover) | {"to": user})
        for user in people
    ]


def post_handover_asked(offers: list[HandoverOffer]) -> Letter:
    """To whoever is asked to take lines of one handover; one letter for all of them."""
    first = offers[0]
    lines = [offer.line for offer in offers]
    villages = {line.village_id: line.village for line in lines if line.kind == "village"}
    about = about_handover(first.line.handover) | {
        "to": first.to,
        "by": first.by,
        "villages": list(villages.values()),
        "others": sum(line.kind != "village" for line in lines),
    }
    return post(to=first.to.email, name="handover_asked", context=about)


def post_handover_taken(line: HandoverLine) -> list[Letter]:
    """To whoever gives: somebody has taken it up."""
    about = about_handover(line.handover) | {"line": line, "who": line.taken_by}
    return post_to_giver(line.handover, name="handover_taken", about=about, but=line.taken_by)


def post_handover_returned(offer: HandoverOffer) -> list[Letter]:
    """To whoever gives: somebody cannot take it, and why."""
    handover = offer.line.handover
    about = about_handover(handover) | {
        "line": offer.line,
        "who": offer.to,
        "words": offer.words,
        "stands_with": offer.line.stands_with,
    }
    return post_to_giver(handover, name="handover_returned", about=about, but=offer.to)


def post_to_giver(handover: Handover, *, name: str, about: dict, but: User) -> list[Letter]:
    """To the giver while they walk with us, else to whoever opened it for them; never to `but`."""
    to = handover.giver if handover.giver.is_active else handover.opened_by
    if not to.is_active or to.pk == but.pk:
        return []
    return [post(to=to.email, name=name, context=about | {"to": to})]


def about_handover(handover: Handover) -> dict:
    """What each letter says of a handover: whose it is, until when, where it is read."""
    return {
        "handover": handover,
        "giver": handover.giver,
        "link": settings.SITE_URL + handover.get_absolute_url(),
    }


def post_still_walking(asking: StillWalking) -> Letter:
    """Once a year to every partner: still walking with us? The link opens without signing in."""
    return post(
        to=asking.user.email,
        name="still_walking",
        context={
            "to": asking.user,
            "link": settings.SITE_URL + reverse("members:still", args=[asking.secret]),
        },
    )


def tellers_of(nomination: Nomination) -> list[User]:
    """Active partners whose words stand in the file, each once."""
    told = nomination.tellings.exclude(told_by=None).values("told_by")
    return list(User.objects.filter(is_active=True, pk__in=told))
