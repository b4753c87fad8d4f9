"""Asking for a hand (ขอแรงหนุน): the village asks, partners offer, the village closes with thanks.

What the village says takes its `Word` (see `villages.words`); an offer is a partner's own. Each
deed takes `now`, the moment it happens.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from kmnet.thai.private import private_numbers
from kmnet.thai.text import looks_like_citizen_id
from villages.models import SupportOffer, SupportRequest, SupportStep, Village
from villages.words import Word, check, public_words, said

State = SupportRequest.State
Deed = SupportStep.Deed


@transaction.atomic
def ask(
    *,
    village: Village,
    words: str,
    needed_by: str = "",
    word: Word,
    now: datetime.datetime | None = None,
) -> SupportRequest:
    """Ask for a hand in the village's own words. Returns the open request.

    The same words asked twice are one request. Raises ValidationError: by field when words are
    blank, too long or hold a private number; as `villages.words.check` does for the word.
    """
    check(word, village)
    words = public_words(words, field="words", most=600, missing="ยังไม่ได้เขียนว่าอยากให้ช่วยเรื่องอะไร")
    needed_by = public_words(needed_by, field="needed_by", most=120)
    request, _ = SupportRequest.objects.get_or_create(
        village=village,
        words=words,
        state=State.OPEN,
        taken_off_at=None,
        defaults={"needed_by": needed_by, **word.facts(now or timezone.now())},
    )
    return request


@transaction.atomic
def close(
    *, request: SupportRequest, thanks: str, word: Word, now: datetime.datetime | None = None
) -> SupportRequest:
    """Close a request with the village's thanks.

    The same thanks once more change nothing. Raises ValidationError when there are no thanks,
    when it was closed or withdrawn meanwhile, or as `ask` does for words and word.
    """
    check(word, request.village)
    thanks = public_words(
        thanks, field="thanks", most=600, missing="เขียนคำขอบคุณสักคำ คนที่มาช่วยจะได้อ่าน"
    )
    request = lock(request)
    if request.state == State.CLOSED and request.thanks == thanks:
        return request
    return end(request, State.CLOSED, word, now, thanks=thanks)


@transaction.atomic
def withdraw(
    *, request: SupportRequest, word: Word, now: datetime.datetime | None = None
) -> SupportRequest:
    """The village needs it no more: the request leaves the board, without thanks. Twice is once.

    Raises ValidationError when it was closed meanwhile, or as `villages.words.check` does.
    """
    check(word, request.village)
    request = lock(request)
    if request.state == State.WITHDRAWN:
        return request
    return end(request, State.WITHDRAWN, word, now)


def end(
    request: SupportRequest,
    state: str,
    word: Word,
    now: datetime.datetime | None,
    thanks: str = "",
) -> SupportRequest:
    """Write down the end of an open request. Raises ValidationError when it has one already."""
    if request.state != State.OPEN:
        raise ValidationError(f"เรื่องนี้มีคนบอกไปแล้วว่า “{request.get_state_display()}”")
    request.state, request.thanks, request.closed_at = state, thanks, now or timezone.now()
    request.save(update_fields=["state", "thanks", "closed_at"])
    SupportStep.objects.create(request=request, deed=state, **word.facts(request.closed_at))
    return request


@transaction.atomic
def take_off(
    *, request: SupportRequest, word: Word, now: datetime.datetime | None = None
) -> SupportRequest:
    """Take a request, open or closed, off every page. It stays in the database; twice does no harm.

    Raises ValidationError as `villages.words.check` does.
    """
    check(word, request.village)
    request = SupportRequest.objects.select_for_update().get(pk=request.pk)
    if request.taken_off_at is None:
        request.taken_off_at = now or timezone.now()
        request.save(update_fields=["taken_off_at"])
        SupportStep.objects.create(
            request=request, deed=Deed.TAKEN_OFF, **word.facts(request.taken_off_at)
        )
    return request


@transaction.atomic
def offer(
    *, request: SupportRequest, by, words: str, now: datetime.datetime | None = None
) -> SupportOffer:
    """อาสาหนุน: a partner says what they can bring. Returns the one offer of theirs that stands.

    The words are for the village and the district's partners, so a phone number may stand in them;
    the name is public. Offering again puts the new words in the place of the old. Raises
    ValidationError when the village closed or withdrew the request, and by field `words` when they
    are blank, too long or hold a citizen's number.
    """
    words = said(words, field="words", most=600, missing="ยังไม่ได้เขียนว่าช่วยอะไรได้บ้าง")
    if looks_like_citizen_id(words):
        raise ValidationError({"words": private_numbers(words)})
    request = lock(request)
    if request.state != State.OPEN:
        raise ValidationError("หมู่บ้านปิดเรื่องนี้ไปแล้ว ขอบคุณที่อยากช่วย ดูเรื่องอื่นที่ยังขอแรงอยู่ได้")
    standing, new = SupportOffer.objects.get_or_create(
        request=request,
        user=by,
        withdrawn_at=None,
        defaults={"words": words, "at": now or timezone.now()},
    )
    if not new and standing.words != words:
        standing.words = words
        standing.save(update_fields=["words"])
    return standing


@transaction.atomic
def take_offer_back(
    *, request: SupportRequest, by, now: datetime.datetime | None = None
) -> SupportOffer | None:
    """A partner takes their own offer back. Returns it, or None when none stood."""
    standing = (
        SupportOffer.objects.select_for_update()
        .filter(request=request, user=by, withdrawn_at=None)
        .first()
    )
    if standing is not None:
        standing.withdrawn_at = now or timezone.now()
        standing.save(update_fields=["withdrawn_at"])
    return standing


def lock(request: SupportRequest) -> SupportRequest:
    """The request, held until the transaction ends. Raises ValidationError when it was taken off."""
    request = SupportRequest.objects.select_for_update().get(pk=request.pk)
    if request.taken_off_at is not None:
        raise ValidationError("เรื่องนี้หมู่บ้านเอาออกจากหน้าไปแล้ว")
    return request
