"""Keepers: appoint one with the village's word, hand out the link, make a new one, end.

A keeper needs no account. Whoever holds the link speaks for the village, so a link is made anew
whenever it may have gone astray, and the old one stops working in the same moment.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from kmnet.links import nonce_behind
from kmnet.thai.private import private_numbers
from kmnet.thai.text import normalise
from villages.models import KeeperLink, Stewardship, Village
from villages.models.keepers import LINK_SALT


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
    vouched_on: datetime.date | None = None,
    show_name: bool = False,
) -> Stewardship:
    """Appoint a keeper for a village and make the link; returns the stewardship.

    `vouched` says who in the village asked for this person, `vouched_on` on which day; `show_name`
    is the keeper's own yes to being named on the village's page. Raises ValidationError by field
    when name or vouched is blank, a public part holds a private number, or the village's day is
    still to come; and when the same person keeps the village already.
    """
    # Two people who appoint at once wait for each other, so that nobody is appointed twice.
    Village.objects.select_for_update(of=("self",)).get(pk=village.pk)
    check(village=village, name=name, called=called, vouched=vouched, vouched_on=vouched_on)
    stewardship = Stewardship.objects.create(
        village=village,
        name=name,
        called=called,
        phone=phone,
        vouched=vouched,
        vouched_on=vouched_on,
        show_name=show_name,
        since=since or timezone.localdate(),
        appointed_by=by,
    )
    KeeperLink.objects.create(stewardship=stewardship, made_by=by)
    return stewardship


def check(
    *,
    village: Village,
    name: str,
    called: str,
    vouched: str,
    vouched_on: datetime.date | None = None,
) -> None:
    """Raise ValidationError as `appoint` says, unless this person may be appointed."""
    problems = {}
    for field, text in (("name", name), ("called", called), ("vouched", vouched)):
        sentence = private_numbers(text)
        if sentence:
            problems[field] = sentence
    if not name.strip():
        problems["name"] = "ยังไม่ได้ใส่ชื่อผู้ดูแล"
    if not vouched.strip():
        problems["vouched"] = "ยังไม่ได้ใส่ว่าใครในหมู่บ้านฝากให้ดูแล เช่น ที่ประชุมหมู่บ้าน"
    if vouched_on and vouched_on > timezone.localdate():
        problems["vouched_on"] = "วันนั้นยังมาไม่ถึง ลองดูปี พ.ศ. อีกครั้ง"
    if problems:
        raise ValidationError(problems)
    called, name = normalise(called), normalise(name)
    kept = Stewardship.objects.to_come_or_current().filter(village=village)
    if kept.filter(name=name, called=called).exists():
        raise ValidationError(f"{called}{name} ดูแลเรื่องของหมู่บ้านนี้อยู่แล้ว")


@transaction.atomic
def renew_link(*, stewardship: Stewardship, by) -> KeeperLink:
    """Revoke the keeper's link and make another. The old one stops working at once.

    Raises ValidationError when the keeper's time has ended: their link would open nothing.
    """
    locked = Stewardship.objects.select_for_update().get(pk=stewardship.pk)
    if locked.until and locked.until <= timezone.localdate():
        raise ValidationError(f"{locked.spoken_name} วางมือไปแล้ว ถ้ากลับมาดูแลอีก ตั้งเป็นผู้ดูแลใหม่ได้")
    locked.links.filter(revoked_at=None).update(revoked_at=timezone.now())
    return KeeperLink.objects.create(stewardship=locked, made_by=by)


@transaction.atomic
def release(
    *, stewardship: Stewardship, on: datetime.date | None = None, why: str = ""
) -> Stewardship:
    """End a stewardship on a day (today by default) and revoke its link; `why` in a few words.

    Raises ValidationError by field: `why` when it holds a private number, `on` when that day is
    before the stewardship began.
    """
    problem = private_numbers(why)
    if problem:
        raise ValidationError({"why": problem})
    locked = Stewardship.objects.select_for_update().get(pk=stewardship.pk)
    locked.until, locked.why = on or timezone.localdate(), why or locked.why
    if locked.until < locked.since:
        raise ValidationError({"on": f"{locked.spoken_name} เริ่มดูแลหลังวันนั้น ลองดูวันอีกครั้ง"})
    locked.save(update_fields=["until", "why"])
    # A last day still to come ends the link by itself when it has come.
    if locked.until <= timezone.localdate():
        locked.links.filter(revoked_at=None).update(revoked_at=timezone.now())
    return locked


def name_in_public(*, stewardship: Stewardship, show: bool) -> Stewardship:
    """The keeper agrees to be named on the village's page, or takes that back."""
    Stewardship.objects.filter(pk=stewardship.pk).update(show_name=show)
    stewardship.show_name = show
    return stewardship


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
    nonce = nonce_behind(secret, salt=LINK_SALT)
    if nonce is None:
        raise LinkDoesNotOpen
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
