"""Visits: begun on a phone, sent once or many times, kept once, finished later.

The form carries a UUID made before the first word. Whatever the network does, one UUID is one
visit, the same text sent again gets the same answer, and a different text is kept beside the first
for a human to choose: nothing is overwritten, nothing is doubled.
"""

import datetime
import hashlib
import json
import uuid
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from kmnet.thai.dates import validate_visit_day
from kmnet.thai.private import private_numbers
from members import telling
from members.models import Nomination, User
from stories.models import Encounter, PracticeChange, Promise, Submission, Visit
from stories.photos import discard_files
from villages.models import Village


@dataclass(frozen=True)
class Told:
    """What was told of a visit. Village (or the words for one not found), day, good are needed."""

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


LONGEST_TITLE = Nomination._meta.get_field("title").max_length
WORDS = ("good", "smiled", "others", "expected", "beyond", "short", "taken_home")


def begin(*, client_uuid: uuid.UUID, by: User) -> Visit:
    """The visit of this UUID, made as an empty draft when it is new.

    Safe to call from many requests at once. Raises Http404 when the UUID is another person's.
    """
    visit, _ = Visit.objects.get_or_create(client_uuid=client_uuid, defaults={"author": by})
    if visit.author_id != by.pk:
        raise Http404
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
        locked.typed = typed
        locked.save(update_fields=["typed"])
    visit.refresh_from_db()
    return visit


def fingerprint(typed: dict) -> str:
    """SHA-256 of what was typed, the same for the same words in any order of fields."""
    text = json.dumps(typed, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def keep(
    *, visit: Visit, told: Told, typed: dict, by: User, now: datetime.datetime | None = None
) -> Visit:
    """Keep a visit: the answer to everybody who sends it, once or twenty times.

    The first text makes the visit. The same text again changes nothing. A different text under
    the same UUID is set aside beside it. Raises ValidationError (by field) when village, day or
    words are missing or the day cannot be. `now` is the moment of arrival, this one when left out.
    """
    now = now or timezone.now()
    check(told)
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    submission, _ = Submission.objects.get_or_create(
        visit=visit,
        sha256=fingerprint(typed),
        defaults={"typed": typed, "set_aside": not visit.is_draft, "came_at": now},
    )
    if visit.is_draft:
        # Words set aside as a draft, from an older page, may be the ones that are sent in the end.
        submission.set_aside = False
        submission.save(update_fields=["set_aside"])
        visit.state = Visit.State.KEPT
        visit.kept_at = now
        write(visit, told, typed, by=by)
    return visit


@transaction.atomic
def revise(*, visit: Visit, told: Told, typed: dict, by: User, seen: int) -> Visit:
    """Change or finish a kept visit.

    `seen` is the number of the submission that was on the page (0 for none). Raises
    ChangedMeanwhile when somebody changed the visit since, or ValidationError as `keep` does.
    """
    check(told)
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
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
    visit.typed = typed
    visit.save()
    visit.companions.set([user for user in told.companions if user != visit.author])
    write_people(visit, told.met)
    write_lines(visit, PracticeChange, visit.changes, told.changes, by=by)
    write_lines(visit, Promise, visit.promises, told.promises, by=by)


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


def write_lines(visit: Visit, model, rows, lines: list[str], *, by: User) -> None:
    """One row a line: lines that stayed keep their row (and who said them), the rest come and go."""
    standing = {row.words: row for row in rows.all()}
    wanted = list(dict.fromkeys(lines))
    rows.exclude(words__in=wanted).delete()
    model.objects.bulk_create(
        model(visit=visit, words=words, by=by) for words in wanted if words not in standing
    )


def set_aside(visit: Visit):
    """Texts that came under the same UUID after the visit was kept, newest first."""
    return visit.submissions.filter(set_aside=True).order_by("-pk")


@transaction.atomic
def discard(*, visit: Visit) -> None:
    """Throw a draft away with its photos' rows and files. Raises Visit.DoesNotExist once kept."""
    draft = Visit.objects.select_for_update().get(pk=visit.pk, state=Visit.State.DRAFT)
    thrown = list(draft.photos.all())
    draft.photos.all().delete()
    draft.delete()
    transaction.on_commit(lambda: [discard_files(photo) for photo in thrown])
