"""Fairness: a person may read their own file and answer it; files of people not invited end.

Reading and answering: PDPA B.E. 2562 sections 30 and 32. Keeping no longer than needed: sections
22 and 37(3); the network's own term is one year after the last word.
"""

import datetime

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from kmnet import erasures
from kmnet.links import nonce_behind
from members.history import acting
from members.models import (
    Erasure,
    FileReply,
    Invitation,
    Letter,
    Nomination,
    PublicTelling,
    User,
    VoiceContact,
)

OPEN_DAYS = 30
KEEP = datetime.timedelta(days=365)
State = Nomination.State
ERASED_NAME = "ลบแฟ้มแล้ว"
NOT_INVITED = (State.WAITING, State.SECOND, State.NOT_YET, State.LAPSED)


class FileDoesNotOpen(Exception):
    """The link is wrong, past its day, or its file was erased."""


def open_for_person(*, nomination: Nomination, by: User) -> Nomination:
    """Open the file to the person it is about, for thirty days, after they asked to read it."""
    with acting(by, why="เจ้าตัวขออ่านแฟ้มของตัวเอง"):
        locked = Nomination.objects.select_for_update(of=("self",)).get(pk=nomination.pk)
        locked.file_nonce = Nomination._meta.get_field("file_nonce").get_default()
        locked.file_open_until = timezone.now() + datetime.timedelta(days=OPEN_DAYS)
        locked.save(update_fields=["file_nonce", "file_open_until"])
    return locked


def open_file(secret: str) -> Nomination:
    """The file behind the secret in an address. Raises FileDoesNotOpen without telling why."""
    found = (
        Nomination.objects.with_file()
        .filter(
            file_nonce=nonce_behind(secret, salt="members.file"), file_open_until__gt=timezone.now()
        )
        .exclude(state=State.ERASED)
        .first()
    )
    if found is None:
        raise FileDoesNotOpen
    return found


def reply(*, nomination: Nomination, words: str) -> FileReply:
    """The person's own words, kept in the file. Raises ValidationError when there are none."""
    if not words.strip():
        raise ValidationError({"words": "ยังไม่ได้เขียนอะไร"})
    with acting(None, why="เจ้าตัวตอบแฟ้มของตัวเอง"):
        return FileReply.objects.create(nomination=nomination, words=words)


def due_for_erasure(now: datetime.datetime | None = None):
    """Files of people not invited whose last word is older than a year."""
    before = (now or timezone.now()) - KEEP
    found = Nomination.objects.filter(state__in=NOT_INVITED, waits_since__lte=before)
    for rows, moment in (
        ("tellings", "at"),
        ("evidence", "at"),
        ("voices", "asked_at"),
        ("voices", "heard_at"),
        ("decisions", "at"),
        ("invitations", "sent_at"),
        ("replies", "at"),
    ):
        later = Nomination.objects.filter(**{f"{rows}__{moment}__gt": before})
        found = found.exclude(pk__in=later.values("pk"))
    # A file that joined another goes with it.
    found = found.filter(same_as=None)
    # Whoever is still walked with has an appointment in the file, and the file waits for it.
    return found.exclude(state=State.NOT_YET, look_again_on__gt=timezone.localdate(now))


def erase(*, nomination: Nomination, by: User | None = None, rule: str = "") -> Erasure:
    """Erase what stands in a file, the letters about it and the files that joined it.

    What remains is a number, a district and this record; visits keep what they tell of a day,
    without the name, and no longer lead here. `rule` says why, a year of silence when left out.
    The database blanks the history's words itself, and only for a file with an Erasure. The ledger
    is written once the transaction stands. Raises ValidationError when the person was invited.
    """
    with acting(by, why=rule or "ครบหนึ่งปี ลบแฟ้มคนที่ไม่ได้ชวน"):
        locked = Nomination.objects.select_for_update(of=("self",)).get(pk=nomination.pk)
        if locked.state not in NOT_INVITED:
            raise ValidationError("แฟ้มนี้ลบไม่ได้ เพราะชวนแล้วหรือร่วมเดินแล้ว")
        # The record comes first: the database lets the parts of a file go only where one stands.
        record = Erasure.objects.create(nomination=locked, rule=rule or "คนที่ไม่ได้ชวน เก็บหนึ่งปี")
        contacts = VoiceContact.objects.filter(voice__nomination=locked)
        written = Letter.objects.filter(Q(nomination=locked) | Q(public_telling__nomination=locked))
        record.counts = {
            "letters": written.delete()[0],
            "tellings": locked.tellings.all().delete()[0],
            "evidence": locked.evidence.all().delete()[0],
            "contacts": contacts.delete()[0],
            "voices": locked.voices.all().delete()[0],
            "decisions": locked.decisions.all().delete()[0],
            "invitations": Invitation.objects.filter(nomination=locked).delete()[0],
            "relations": locked.relations.all().delete()[0],
            "replies": locked.replies.all().delete()[0],
            "public_tellings": PublicTelling.objects.filter(nomination=locked).delete()[0],
        }
        record.save(update_fields=["counts"])
        import_string(settings.FORGETS_WALKS)(locked)
        locked.name, locked.called, locked.title = ERASED_NAME, "", ""
        locked.agency, locked.agency_words, locked.email = None, "", ""
        locked.companion = locked.look_again_on = locked.file_open_until = None
        locked.state = State.ERASED
        locked.save()
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(Nomination), object_id=str(locked.pk)
        ).update(object_repr=ERASED_NAME)
        with connection.cursor() as cursor:
            cursor.execute("SELECT members_blank_history(%s)", [locked.pk])
        for joined in locked.merged.exclude(state=State.ERASED):
            erase(nomination=joined, by=by, rule=rule)
        erasures.note(erasures.FILE, erasures.numbered(locked.pk, locked.told_at), record.at)
    return record


def noted_as(key: str) -> Nomination | None:
    """The file that a line of the ledger means; None when no file has that number and moment."""
    pk, _, _ = key.partition("@")
    found = Nomination.objects.filter(pk=int(pk)).first()
    same = found and erasures.numbered(found.pk, found.told_at) == key
    return found if same else None


def erased_keys() -> dict[tuple[str, str], datetime.datetime]:
    """What the tables know of erased files, as the ledger writes it."""
    return {
        (erasures.FILE, erasures.numbered(row.nomination_id, row.nomination.told_at)): row.at
        for row in Erasure.objects.exclude(nomination=None).select_related("nomination")
    }


def web_words_due(now: datetime.datetime | None = None):
    """What came through the public form a year ago and opened no file."""
    before = (now or timezone.now()) - KEEP
    return PublicTelling.objects.filter(nomination=None, came_at__lte=before).exclude(
        handled_at__gt=before
    )


def erase_web_words(now: datetime.datetime | None = None) -> Erasure | None:
    """Erase what `web_words_due` names, with the letters about it; None when there is nothing."""
    with acting(None):
        due = web_words_due(now).select_for_update()
        numbers = [telling.pk for telling in due]
        if not numbers:
            return None
        written = Letter.objects.filter(public_telling__in=numbers)
        return Erasure.objects.create(
            rule="คำเล่าจากหน้าเว็บที่ไม่ได้เปิดแฟ้ม เก็บหนึ่งปี",
            counts={
                "letters": written.delete()[0],
                "public_tellings": PublicTelling.objects.filter(pk__in=numbers).delete()[0],
            },
        )
