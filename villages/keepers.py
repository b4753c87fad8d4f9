"""Keepers: appoint one with the village's word, hand out the link, make a new one, end.

A keeper needs no account. Whoever holds the link speaks for the village, so a link is made anew
whenever it may have gone astray, and the old one stops working in the same moment.
"""

import datetime

from django.core import signing
from django.db import transaction
from django.utils import timezone

from villages.models import KeeperLink, Stewardship, Village


class LinkDoesNotOpen(Exception):
    """The address is wrong, revoked, or its keeper's time has ended."""


@transaction.atomic
def appoint(
    *,
    village: Village,
    name: str,
    called: str = "",
    vouched: str,
    by,
    since: datetime.date | None = None,
    phone: str = "",
) -> Stewardship:
    """Appoint a keeper for a village and make the link; returns the stewardship."""
    stewardship = Stewardship.objects.create(
        village=village,
        name=name,
        called=called,
        phone=phone,
        vouched=vouched,
        since=since or timezone.localdate(),
        appointed_by=by,
    )
    KeeperLink.objects.create(stewardship=stewardship, made_by=by)
    return stewardship


@transaction.atomic
def renew_link(*, stewardship: Stewardship, by) -> KeeperLink:
    """Revoke the keeper's link and make another. The old one stops working at once."""
    locked = Stewardship.objects.select_for_update().get(pk=stewardship.pk)
    locked.links.filter(revoked_at=None).update(revoked_at=timezone.now())
    return KeeperLink.objects.create(stewardship=locked, made_by=by)


@transaction.atomic
def release(*, stewardship: Stewardship, on: datetime.date | None = None) -> Stewardship:
    """End a stewardship on a day (today by default) and revoke its link."""
    locked = Stewardship.objects.select_for_update().get(pk=stewardship.pk)
    locked.until = on or timezone.localdate()
    locked.save(update_fields=["until"])
    # A last day still to come ends the link by itself when it has come.
    if locked.until <= timezone.localdate():
        locked.links.filter(revoked_at=None).update(revoked_at=timezone.now())
    return locked


def open_link(secret: str) -> KeeperLink:
    """The working link behind the secret in an address, marked as opened now.

    Raises LinkDoesNotOpen as `link_behind` does.
    """
    link = link_behind(secret)
    KeeperLink.objects.filter(pk=link.pk).update(last_opened_at=timezone.now())
    return link


def link_behind(secret: str) -> KeeperLink:
    """The working link behind the secret in an address, with its village.

    Raises LinkDoesNotOpen for a wrong signature, a revoked link or an ended stewardship, without
    telling which: whoever guesses learns nothing.
    """
    try:
        nonce = signing.Signer(salt="villages.keeper", sep=".").unsign(secret)
    except signing.BadSignature as error:
        raise LinkDoesNotOpen from error
    link = (
        KeeperLink.objects.working()
        .select_related("stewardship__village__tambon__district")
        .filter(nonce=nonce)
        .first()
    )
    if link is None:
        raise LinkDoesNotOpen
    return link


def working_links(village: Village):
    """The links that open this village's page today, newest keeper first."""
    return (
        KeeperLink.objects.working()
        .filter(stewardship__village=village)
        .select_related("stewardship")
        .order_by("-stewardship__since", "-pk")
    )
