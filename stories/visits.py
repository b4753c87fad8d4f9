"""Visits: begun on a phone, sent once or many times, kept once, finished later.

The form carries a UUID made before the first word. Whatever the network does, one UUID is one
visit, the same text sent again gets the same answer, and a different text is kept beside the first
for a human to choose: nothing is overwritten, nothing is doubled. The plain form and a phone's
outbox (`sync`) come in by the same functions.
"""

import datetime
import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from kmnet.thai.dates import validate_visit_day
from kmnet.thai.private import private_numbers
from members import telling, walking
from members.models import Nomination, User
from members.reach import home_agency
from stories import mapping, pledges, receipts
from stories.models import (
    DiscardedDraft,
    Encounter,
    PracticeChange,
    Promise,
    Submission,
    Visit,
)
from stories.photos import discard_files
from stories.receipts import WORDS
from villages.models import Village


@dataclass(frozen=True)
class Spot:
    """Where a phone says it was, in degrees WGS 84, give or take metres. No page shows it."""

    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: int | None = None


@dataclass(frozen=True)
class Told:
    """What was told of a visit. Village (or the words for one not found), day, good are needed.

    Without a `spot` nothing was said about it; an empty one takes away what stood.
    """

    village: Village | None = None
    place_words: str = ""
    day: datetime.date | None = None
    good: str = ""
    smiled: str = ""
    companions: list[User] = field(default_factory=list)
    others: str = ""
    met: list[dict] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    promises: list[str] = field(default_factory=list)
    expected: str = ""
    beyond: str = ""
    short: str = ""
    taken_home: str = ""
    again: str = ""
    wants: str = ""
    spot: Spot | None = None


@dataclass(frozen=True)
class Listed:
    """A photo that a phone says belongs to the visit, by the SHA-256 of the bytes it sent."""

    sha256: str
    caption: str = ""
    alt: str = ""


LONGEST_TITLE = Nomination._meta.get_field("title").max_length


class Discarded(Exception):
    """The draft of this UUID was thrown away by its author; `draft` says when."""

    def __init__(self, draft: DiscardedDraft):
        super().__init__(str(draft))
        self.draft = draft


class PhotosMissing(Exception):
    """Photos that should belong to a visit have not arrived; `sha256` lists them."""

    def __init__(self, sha256: list[str]):
        super().__init__(", ".join(sha256))
        self.sha256 = sha256


@transaction.atomic
def begin(*, client_uuid: uuid.UUID, by: User, anew: bool = False) -> Visit:
    """The visit of this UUID, made as an empty draft when it is new.

    Safe to call from many requests at once. Raises Http404 when the UUID is another person's who has
    not handed it over, and Discarded when the draft was thrown away: with `anew`, for somebody who
    presses a button in a form still open elsewhere, it begins again instead.
    """
    visit, made = Visit.objects.get_or_create(client_uuid=client_uuid, defaults={"author": by})
    # Asked after the row is ours: whoever was throwing the draft away has finished by now.
    thrown = DiscardedDraft.objects.filter(client_uuid=client_uuid).first() if made else None
    if by.pk not in (visit.author_id, visit.carrier_id) or (thrown and thrown.author_id != by.pk):
        raise Http404
    if thrown and not anew:
        raise Discarded(thrown)
    if thrown:
        thrown.delete()
    return visit


class ChangedMeanwhile(ValidationError):
    """Somebody else changed the visit after this page was opened."""


@transaction.atomic
def note(*, visit: Visit, typed: dict, base: str = "") -> Visit:
    """Keep a draft as it was typed, finished or not; a kept visit is left as it stands.

    `base` is the fingerprint of the draft that the page was opened with. When the draft has other
    words by now, from a newer page, those are set aside and not written over.
    """
    locked = Visit.objects.select_for_update().get(pk=visit.pk)
    if locked.is_draft:
        standing = fingerprint(locked.typed)
        if locked.typed and standing not in (base, fingerprint(typed)):
            Submission.objects.get_or_create(
                visit=locked,
                sha256=standing,
                defaults={"typed": locked.typed, "set_aside": True},
            )
        locked.typed, locked.noted_at = typed, timezone.now()
        locked.save(update_fields=["typed", "noted_at"])
    visit.refresh_from_db()
    return visit


def fingerprint(typed: dict) -> str:
    """SHA-256 of what was typed, the same for the same words in any order of fields."""
    text = json.dumps(typed, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def keep(
    *,
    visit: Visit,
    told: Told,
    typed: dict,
    by: User,
    now: datetime.datetime | None = None,
    listed: Sequence[Listed] = (),
    claimed_at: datetime.datetime | None = None,
) -> Visit:
    """Keep a visit and write its receipt: the answer to everybody who sends it, once or more often.

    The first text makes the visit. The same text again changes nothing. A different text under
    the same UUID is set aside beside it. Raises ValidationError (by field) when village, day or
    words are missing or the day cannot be, PhotosMissing when a `listed` photo is not there. `now`
    is the moment of arrival, this one when left out; `claimed_at` is what the sender's clock says.
    """
    now = now or timezone.now()
    check(told)
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    submission = take_text(visit, typed, now, claimed_at)
    arrange(visit, listed)
    if visit.is_draft:
        # Words set aside as a draft, from an older page, may be the ones that are sent in the end.
        submission.set_aside, submission.claimed_at = False, claimed_at
        submission.save(update_fields=["set_aside", "claimed_at"])
        visit.state = Visit.State.KEPT
        visit.kept_at = now
        write(visit, told, typed, by=by)
    receipts.give(visit, [photo.sha256 for photo in listed])
    return visit


@transaction.atomic
def repeat(
    *,
    visit: Visit,
    typed: dict,
    listed: Sequence[Listed] = (),
    claimed_at: datetime.datetime | None = None,
) -> Submission:
    """Take in a text for a visit that is kept already; returns it, set aside when it is another.

    Nothing is asked of the text, for nothing is made of it. Raises PhotosMissing as `keep` does.
    """
    visit = Visit.objects.select_for_update().get(pk=visit.pk, state=Visit.State.KEPT)
    submission = take_text(visit, typed, timezone.now(), claimed_at)
    arrange(visit, listed)
    receipts.give(visit, [photo.sha256 for photo in listed])
    return submission


def take_text(
    visit: Visit, typed: dict, now: datetime.datetime, claimed_at: datetime.datetime | None
) -> Submission:
    """The submission of this text for the locked visit: aside when the visit is another's already."""
    submission, _ = Submission.objects.get_or_create(
        visit=visit,
        sha256=fingerprint(typed),
        defaults={
            "typed": typed,
            "set_aside": not visit.is_draft,
            "came_at": now,
            "claimed_at": claimed_at,
        },
    )
    return submission


def arrange(visit: Visit, listed: Sequence[Listed]) -> None:
    """Give the photos of a locked draft the words and the order of the list.

    Raises PhotosMissing for photos that have not arrived. One that the receipt names has, also
    when somebody took it out again since: asking for it anew would bring it back.
    """
    if not listed:
        return
    standing = set(visit.photos.standing().values_list("sha256", flat=True))
    named = set() if visit.is_draft else {p["sha256"] for p in receipts.told(visit)["photos"]}
    missing = [photo.sha256 for photo in listed if photo.sha256 not in standing | named]
    if missing:
        raise PhotosMissing(missing)
    if visit.is_draft:
        caption(visit, listed)


def caption(visit: Visit, listed: Sequence[Listed]) -> None:
    """Put the words of the list under the photos that are there, and the photos in its order.

    Words that stand are written over by others and never by none: they may be from a desk.
    """
    standing = {photo.sha256: photo for photo in visit.photos.standing()}
    for position, line in enumerate(listed):
        if line.sha256 in standing:
            photo = standing[line.sha256]
            photo.position = position
            photo.caption = line.caption or photo.caption
            photo.alt = line.alt or photo.alt
            photo.save(update_fields=["position", "caption", "alt"])


@transaction.atomic
def revise(*, visit: Visit, told: Told, typed: dict, by: User, seen: int) -> Visit:
    """Change or finish a kept visit.

    `seen` is the number of the submission that was on the page (0 for none). Raises
    ChangedMeanwhile when somebody changed the visit since, or ValidationError as `keep` does.
    """
    check(told)
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    mapping.refuse_moving_day(visit, told.day)
    if latest_seen(visit) != seen:
        raise ChangedMeanwhile(
            "มีคนแก้การลงพื้นที่นี้ไปก่อนแล้ว ข้อความของคุณยังอยู่ครบ เปิดดูของใหม่อีกหน้าต่าง แล้วกดเก็บอีกครั้งถ้าจะใช้ของคุณ"
        )
    submission, new = Submission.objects.get_or_create(
        visit=visit, sha256=fingerprint(typed), defaults={"typed": typed}
    )
    if not new:
        # A text used before is chosen again: it becomes the newest.
        submission.delete()
        Submission.objects.create(visit=visit, sha256=submission.sha256, typed=typed)
    write(visit, told, typed, by=by)
    return visit


def latest_seen(visit: Visit) -> int:
    """The number of the submission that the visit shows now, 0 when it came another way."""
    shown = visit.submissions.filter(set_aside=False).order_by("-pk").first()
    return shown.pk if shown else 0


def check(told: Told) -> None:
    """Raise ValidationError, a sentence by field, unless place, day and words are there."""
    problems = {}
    if told.village is None and not told.place_words:
        problems["village"] = "ยังไม่ได้เลือกหมู่บ้าน เลือกอำเภอก่อน แล้วตำบลกับหมู่บ้านจะขึ้นให้เลือก"
    if told.day is None:
        problems["day"] = "ยังไม่ได้ใส่วันที่ลงพื้นที่"
    else:
        try:
            validate_visit_day(told.day, timezone.localdate())
        except (ValueError, ValidationError) as error:
            problems["day"] = str(getattr(error, "message", error))
    if not told.good.strip():
        problems["good"] = "ยังไม่ได้เล่าว่าเห็นอะไรดีๆ ประโยคเดียวก็พอ"
    if problems:
        raise ValidationError(problems)


def numbers_told(told: Told) -> str:
    """A sentence when the words of a visit hold a citizen's or a phone number, else nothing.

    A visit is never refused for it: whoever writes is warned once, before anything is kept.
    """
    met = [words for person in told.met for words in person.values()]
    texts = [told.place_words, *(getattr(told, name) for name in WORDS)]
    found = map(private_numbers, [*texts, *met, *told.changes, *told.promises])
    return next(filter(None, found), "")


def write(visit: Visit, told: Told, typed: dict, *, by: User) -> None:
    """Put what was told into the locked visit and its parts."""
    visit.village, visit.place_words, visit.day = told.village, told.place_words, told.day
    for name in WORDS:
        setattr(visit, name, getattr(told, name))
    visit.again = told.again
    visit.typed = typed
    if told.spot:
        visit.latitude, visit.longitude = told.spot.latitude, told.spot.longitude
        visit.accuracy_m = told.spot.accuracy_m
    visit.save()
    visit.companions.set([user for user in told.companions if user != visit.author])
    write_people(visit, told.met)
    agency = home_agency(by, on=visit.day)
    pledges.write_lines(visit, PracticeChange, told.changes, by=by, agency=agency)
    pledges.write_lines(visit, Promise, told.promises, by=by)
    if visit.village:
        there = {visit.author, *visit.companions.all()}
        for user in sorted(there, key=lambda each: each.pk):
            if user.is_active:
                walking.begin(user=user, village=visit.village, on=visit.day)


def write_people(visit: Visit, met: list[dict]) -> None:
    """One row a person met; somebody whose file was opened from here keeps the way to it."""
    files = {row.name: row.nomination_id for row in visit.encounters.exclude(nomination=None)}
    visit.encounters.all().delete()
    Encounter.objects.bulk_create(
        Encounter(visit=visit, position=position, nomination_id=files.get(person["name"]), **person)
        for position, person in enumerate(met)
    )


def make_known(*, encounter: Encounter, by: User) -> Nomination:
    """Open a file about somebody met on a visit, with place, day and words carried over.

    Pressing twice opens one file. Raises ValidationError when the visit has no village yet, when
    nothing is written of what the person did, or when the visit was changed meanwhile.
    """
    with transaction.atomic():
        # The visit is held as in `revise`. Nothing is joined to a locking query: whoever had to
        # wait for the lock would get the joined rows as they were before.
        visit = Visit.objects.select_for_update().get(pk=encounter.visit_id)
        encounter = visit.encounters.filter(pk=encounter.pk).first()
        if encounter is None:
            raise ValidationError("มีคนแก้การลงพื้นที่นี้ไปก่อนแล้ว เปิดหน้านี้ใหม่ แล้วกดอีกครั้ง")
        if encounter.nomination:
            return encounter.nomination
        if visit.village is None:
            raise ValidationError("เลือกหมู่บ้านของการลงพื้นที่นี้ก่อน แล้วค่อยเล่าถึงคนที่ได้พบ")
        words = "\n".join(filter(None, [encounter.does, encounter.words]))
        if not words:
            raise ValidationError("ยังไม่ได้เขียนว่าเขาทำอะไรหรือพูดอะไร เติมก่อน แล้วค่อยเล่าถึงเขา")
        encounter.nomination = telling.tell_of(
            name=encounter.name,
            called=encounter.called,
            title=encounter.does if len(encounter.does) <= LONGEST_TITLE else "",
            agency_words=encounter.agency_words,
            district=visit.village.tambon.district,
            words=words,
            met_place=visit.village.full_name,
            met_on=visit.day,
            talked=bool(encounter.words),
            by=by,
        )
        encounter.save(update_fields=["nomination"])
    return encounter.nomination


def set_aside(visit: Visit):
    """Texts that came under the same UUID after the visit was kept, newest first."""
    return visit.submissions.filter(set_aside=True).order_by("-pk")


@transaction.atomic
def discard(*, visit: Visit) -> None:
    """Throw a draft away with its photos' rows and files. Raises Visit.DoesNotExist once kept.

    Its UUID is remembered, so that a phone which still holds it hears of it.
    """
    draft = Visit.objects.select_for_update().get(pk=visit.pk, state=Visit.State.DRAFT)
    thrown = list(draft.photos.all())
    draft.photos.all().delete()
    draft.delete()
    DiscardedDraft.objects.create(client_uuid=draft.client_uuid, author=draft.author)
    transaction.on_commit(lambda: [discard_files(photo) for photo in thrown])
