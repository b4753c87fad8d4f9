"""Once a year every partner is asked: ยังเดินด้วยกันไหม. No answer is a reason to call, no more."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kmnet.links import nonce_behind
from kmnet.thai.dates import be_year
from members import letters
from members.models import Duty, Posting, StillWalking, User
from members.models.moving import SALT
from members.reach import Reach, desk_of, reach_of

Answer = StillWalking.Answer
NOT_AGAIN_FOR = datetime.timedelta(days=300)  # whoever was asked in December is not in January
NEWCOMERS = datetime.timedelta(days=60)  # who has just come is walking
WAIT_BEFORE_CALLING = datetime.timedelta(days=14)


class LinkDoesNotOpen(Exception):
    """The link is none of ours, or its partner walks with us no more."""


class AnotherYear(Exception):
    """The link of a year gone by; it is answered kindly and changes nothing."""


def ask(now: datetime.datetime | None = None) -> int:
    """Ask whoever was not asked this year, by letter; returns how many. Safe to run daily."""
    now = now or timezone.now()
    lately = StillWalking.objects.filter(asked_at__gt=now - NOT_AGAIN_FOR)
    people = User.objects.filter(is_active=True, joined_at__lte=now - NEWCOMERS)
    return sum(
        ask_one(user, now) for user in people.exclude(pk__in=lately.values("user")).order_by("pk")
    )


@transaction.atomic
def ask_one(user: User, now: datetime.datetime) -> bool:
    """Ask one partner, unless they were asked in this year already."""
    asking, new = StillWalking.objects.get_or_create(
        user=user, year=be_year(timezone.localdate(now)), defaults={"asked_at": now}
    )
    if new:
        letters.post_still_walking(asking)
    return new


def open_link(secret: str) -> StillWalking:
    """The question behind a letter's link. Raises LinkDoesNotOpen, or AnotherYear for an older one."""
    found = (
        StillWalking.objects.filter(nonce=nonce_behind(secret, salt=SALT), user__is_active=True)
        .select_related("user")
        .first()
    )
    if found is None:
        raise LinkDoesNotOpen
    if StillWalking.objects.filter(user=found.user_id, year__gt=found.year).exists():
        raise AnotherYear
    return found


@transaction.atomic
def answer(
    *, asking: StillWalking, answer: str, words: str = "", now: datetime.datetime | None = None
) -> StillWalking:
    """Write an answer down; another one of the same year takes its place.

    Raises ValidationError for no answer that there is.
    """
    if answer not in Answer.values:
        raise ValidationError("แตะเลือกหนึ่งข้อก่อน")
    asking = StillWalking.objects.select_for_update(of=("self",)).get(pk=asking.pk)
    asking.answer, asking.answered_at = answer, now or timezone.now()
    asking.words = words or asking.words
    asking.save(update_fields=["answer", "words", "answered_at"])
    return asking


def to_call(by: User, now: datetime.datetime | None = None, *, within: Reach | None = None):
    """Partners whom somebody might call: asked last time, no answer in two weeks.

    Those of the districts that `by` looks after, or of the part of them that `within` is, as a
    dictionary sorts names. It goes by the day of asking: whoever was asked in December is not
    forgotten in January.
    """
    now = now or timezone.now()
    silent = StillWalking.objects.unanswered().filter(
        near(within or reach_of(by, duties_only=True)),
        asked_at__gt=now - NOT_AGAIN_FOR,
        asked_at__lte=now - WAIT_BEFORE_CALLING,
        user__is_active=True,
    )
    return silent.exclude(user=by).select_related("user").order_by("user__sort_key", "user")


def near(reach: Reach) -> Q:
    """Askings of partners who serve in the reach today or look after it."""
    if reach.all_districts:
        return Q()
    serving, looking_after = (
        span.objects.current().filter(district__in=reach.districts).values("user")
        for span in (Posting, Duty)
    )
    return Q(user__in=serving) | Q(user__in=looking_after)


def with_numbers(by: User, askings) -> list[tuple[StillWalking, str]]:
    """Each asking with its partner's telephone number; "" where `by` coordinates no place of theirs."""
    askings = list(askings)
    own = StillWalking.objects.filter(near(desk_of(by)), pk__in=[each.pk for each in askings])
    opens = set(own.values_list("pk", flat=True))
    return [(each, each.user.phone if each.pk in opens else "") for each in askings]
