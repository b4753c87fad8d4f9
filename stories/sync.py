"""The phone's outbox: draft, photos one by one, the whole, a receipt; each step as often as needed.

Signals drop between any two bytes, so every step may be repeated and then answers as it did before.
What comes in goes through `visits` and `photos` like the plain form. `pack` is the other way round:
what somebody takes along to a village where there is no signal.
"""

import datetime
import hashlib
import re
import uuid
from collections.abc import Sequence

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from kmnet.thai.dates import thai_date
from kmnet.thai.text import truncate
from members.models import User
from members.reach import reach_of
from stories import photos, receipts, visits
from stories.forms import VisitForm, as_post
from stories.models import DiscardedDraft, Encounter, Photo, Promise, Story, Visit
from villages.models import Stewardship, Village

TAKEN_ALONG = 3  # visits
WARNED_FOR = 7 * 24 * 60 * 60  # seconds
# What a fresh form holds before anybody has typed a word.
PREFILLED = re.compile(r"district|met-[A-Z_]+_FORMS")


class Broken(Exception):
    """What came in is not what was sent."""


class TwoTexts(Exception):
    """Another text came under the UUID of a kept visit; both are kept, `receipt` is the first's."""

    def __init__(self, receipt: dict):
        super().__init__(receipt["uuid"])
        self.receipt = receipt


def own(*, client_uuid: uuid.UUID, by: User, hold: bool = False) -> Visit:
    """The visit of this UUID, with `hold` locked until the transaction ends.

    Raises visits.Discarded when it was thrown away, Http404 when it is unknown or another's.
    """
    mine = Q(author=by) | Q(carrier=by)
    rows = Visit.objects.filter(mine, client_uuid=client_uuid)
    # Of the row alone: joined rows would be as they were before the wait for the lock.
    visit = (rows.select_for_update() if hold else rows.with_places()).first()
    if visit is None:
        thrown = DiscardedDraft.objects.filter(client_uuid=client_uuid, author=by).first()
        if thrown:
            raise visits.Discarded(thrown)
        raise Http404
    return visit


# Drafts -----------------------------------------------------------------------------------------


def note(
    *,
    client_uuid: uuid.UUID,
    typed: dict,
    base: str,
    by: User,
    listed: Sequence[visits.Listed] = (),
) -> dict:
    """Keep a draft as the phone has it; answers what stands at the centre now.

    `listed` are photos with the words under them; those that have not come yet are left out.

    {state, fingerprint, number, arrived_at}, and `typed` when the phone has no words of its own
    while the centre has. A visit that is kept already stays as it is. Raises as `visits.begin`.
    """
    visit = visits.begin(client_uuid=client_uuid, by=by)
    unseen = has_words(visit.typed) and visits.fingerprint(visit.typed) != base
    if visit.is_draft and unseen and not has_words(typed):
        return standing(visit)
    visit = visits.note(visit=visit, typed=typed, base=base)
    if visit.is_draft:
        visits.caption(visit, listed)
    answer = standing(visit)
    del answer["typed"]
    return answer


def has_words(typed: dict) -> bool:
    """Whether anybody has filled in anything."""
    return any(
        value.strip()
        for name, values in typed.items()
        if not PREFILLED.fullmatch(name)
        for value in values
    )


def standing(visit: Visit) -> dict:
    """The visit as the centre has it: {state, fingerprint, number, arrived_at, typed}."""
    moment = visit.noted_at or visit.begun_at if visit.is_draft else visit.kept_at
    return {
        "state": visit.state,
        "fingerprint": visits.fingerprint(visit.typed),
        "number": visit.number,
        "arrived_at": in_bangkok(moment),
        "typed": visit.typed,
    }


def whole(visit: Visit) -> dict:
    """As `standing`, with the photos that have arrived, for going on with it on another machine."""
    lines = [
        receipts.photo_line(photo)
        | {"caption": photo.caption, "alt": photo.alt, "name": photo.original_name}
        for photo in visit.photos.standing()
    ]
    return standing(visit) | {"uuid": str(visit.client_uuid), "photos": lines}


def drafts(user: User) -> list[dict]:
    """The person's own drafts, last touched first: {uuid, number, place, day, changed_at, words}."""
    found = Visit.objects.drafts_of(user)
    codes = {visit.number: first(visit.typed, "recent", "village") for visit in found}
    places = Village.objects.with_places().in_bulk(set(codes.values()))
    lines = []
    for visit in found:
        village, day = places.get(codes[visit.number]), day_of(visit.typed)
        lines.append(
            {
                "uuid": str(visit.client_uuid),
                "number": visit.number,
                "place": village.full_name if village else first(visit.typed, "place_words"),
                "day": day.isoformat() if day else "",
                "day_words": thai_date(day) if day else "",
                "changed_at": in_bangkok(visit.noted_at or visit.begun_at),
                "words": truncate(first(visit.typed, "good"), 80),
            }
        )
    return sorted(lines, key=lambda line: line["changed_at"], reverse=True)


def first(typed: dict, *names: str) -> str:
    """What stands in the first of these fields that holds something said, "" when none does."""
    for name in names:
        value = (typed.get(name) or [""])[0].strip()
        if value and value != "other":
            return value
    return ""


def day_of(typed: dict) -> datetime.date | None:
    """The day of a draft, None while it cannot be read."""
    field = VisitForm.base_fields["day"]
    try:
        return field.clean(field.widget.value_from_datadict(as_post(typed), {}, "day"))
    except ValidationError:
        return None


def in_bangkok(moment: datetime.datetime) -> str:
    """ISO 8601 with +07:00, to the second."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


# Photos -----------------------------------------------------------------------------------------


@transaction.atomic
def take_photo(*, client_uuid: uuid.UUID, sha256: str, file, by: User) -> Photo:
    """Keep one photo of a visit, known by the SHA-256 of the bytes sent; again is the same photo.

    Raises Broken when the bytes are not those, photos.PhotoRefused, visits.Discarded or Http404.
    """
    if not getattr(file, "too_large", False):
        if hashlib.sha256(file.read()).hexdigest() != sha256:
            raise Broken
        file.seek(0)
    # Held, so that a draft thrown away meanwhile takes this photo along, and ten stay ten.
    visit = own(client_uuid=client_uuid, by=by, hold=True)
    return photos.take_in(visit=visit, file=file, by=by)


@transaction.atomic
def take_out_photo(*, client_uuid: uuid.UUID, sha256: str, by: User) -> None:
    """Take a photo out again; nothing happens when it is not there."""
    visit = own(client_uuid=client_uuid, by=by, hold=True)
    for photo in visit.photos.standing().filter(sha256=sha256):
        photos.take_out(photo)


# The whole --------------------------------------------------------------------------------------


def warns_of_numbers(visit: Visit, told: visits.Told, typed: dict) -> bool:
    """Whether to say first that private numbers stand in this text; said once, then it may stay."""
    if not visits.numbers_told(told):
        return False
    return cache.add(f"numbers:{visit.pk}:{visits.fingerprint(typed)}", 1, timeout=WARNED_FOR)


def finalise(
    *,
    visit: Visit,
    told: visits.Told | None,
    typed: dict,
    listed: list[visits.Listed],
    claimed_at: datetime.datetime | None,
    by: User,
) -> dict:
    """Keep the visit and answer its receipt; once it is kept the same text gets the same receipt.

    `told` is needed for a draft only. Raises ValidationError or visits.PhotosMissing as
    `visits.keep` does, and TwoTexts when another text was kept first: this one stands beside it.
    """
    sent = {"visit": visit, "typed": typed, "listed": listed, "claimed_at": claimed_at}
    if visit.is_draft:
        visit = visits.keep(told=told, by=by, **sent)
    else:
        visits.repeat(**sent)
    receipt = receipts.told(visit)
    if visits.set_aside(visit).filter(sha256=visits.fingerprint(typed)).exists():
        raise TwoTexts(receipt)
    return receipt


# To take along ----------------------------------------------------------------------------------


def pack(*, code: str, user: User) -> dict:
    """What is good to know before going to a village, to be read there without signal.

    The last visits that `user` may read, who was met on them, what is promised and not yet kept,
    the keepers' names and the titles of published stories; no secret links and no phone numbers.
    Raises Http404 for a village beyond the person's reach where they were never on a visit.
    """
    village = Village.objects.with_places().filter(code=code).first()
    if village is None:
        raise Http404
    seen = Visit.objects.for_user(user).kept().filter(village=village)
    latest = list(seen.with_places().order_by("-day", "-number")[:TAKEN_ALONG])
    if not latest and not reach_of(user).covers(village.tambon.district_id):
        raise Http404
    people = Encounter.objects.filter(visit__in=[visit.pk for visit in latest])
    promises = Promise.objects.open().filter(visit__in=seen).select_related("by", "visit")
    stories = Story.objects.published().filter(village=village).with_titles().newest_first()
    return {
        "village": {"code": village.code, "name": village.full_name},
        "made_at": in_bangkok(timezone.now()),
        "visits": [visit_line(visit) for visit in latest],
        "people": people_lines(people.order_by("-visit__day", "position", "pk")),
        "promises": [
            {
                "words": promise.words,
                "by": promise.by.spoken_name,
                "day": promise.visit.day.isoformat(),
                "day_words": thai_date(promise.visit.day),
            }
            for promise in promises.order_by("-visit__day", "pk")
        ],
        "keepers": [
            {"name": keeper.spoken_name}
            for keeper in Stewardship.objects.current().filter(village=village)
        ],
        "stories": [
            {"number": story.number, "title": story.title, "url": story.get_absolute_url()}
            for story in stories.select_related("published_revision")
        ],
    }


def visit_line(visit: Visit) -> dict:
    """One visit as it is read before the next."""
    return {
        "number": visit.number,
        "url": visit.get_absolute_url(),
        "day": visit.day.isoformat(),
        "day_words": thai_date(visit.day),
        "by": visit.author.spoken_name,
        "good": visit.good,
        "smiled": visit.smiled,
        "short": visit.short,
    }


def people_lines(people) -> list[dict]:
    """Each person met once, as met last: {name, does, agency_words}."""
    found = {}
    for person in people:
        line = {
            "name": person.spoken_name,
            "does": person.does,
            "agency_words": person.agency_words,
        }
        found.setdefault(person.spoken_name, line)
    return list(found.values())
