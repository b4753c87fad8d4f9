"""Voices: ask somebody who has seen the person at work, and hear them by link, by phone or in person.

A link needs no account, expires, and can be renewed or given to somebody else instead. Every
asking, reminding and calling is written down.
"""

import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from kmnet.links import nonce_behind
from kmnet.thai.text import normalise_query
from members.history import acting
from members.models import Nomination, User, Voice, VoiceContact
from villages.models import District

LINK_DAYS = 21
REMIND_AFTER = datetime.timedelta(days=7)
ANOTHER_AFTER = datetime.timedelta(days=14)


class VoiceLinkDoesNotOpen(Exception):
    """The link is wrong, answered, replaced or past its day."""


def ask(
    *,
    nomination: Nomination,
    kind: str,
    name: str,
    by: User,
    called: str = "",
    contact: str = "",
    district: District | None = None,
    now: datetime.datetime | None = None,
) -> Voice:
    """Ask somebody for their voice; makes the personal link.

    Raises ValidationError by field: a peer comes from another district, nobody speaks for
    themselves, and a name is needed.
    """
    problems = {}
    if not name.strip():
        problems["name"] = "ยังไม่ได้ใส่ชื่อคนที่จะไปขอฟัง"
    elif normalise_query(name) == normalise_query(nomination.name):
        problems["name"] = "เจ้าตัวพูดถึงตัวเองไม่นับเป็นเสียง เลือกคนที่เคยทำอะไรกับเขา"
    if kind == Voice.Kind.PEER and district is None:
        problems["district"] = "ยังไม่ได้เลือกว่าเพื่อนคนนี้อยู่อำเภอไหน"
    elif kind == Voice.Kind.PEER and district.pk == nomination.district_id:
        problems["district"] = "เสียงเพื่อนต้องมาจากอำเภออื่น คนอำเภอเดียวกันเล่าเพิ่มในแฟ้มได้"
    if problems:
        raise ValidationError(problems)
    now = now or timezone.now()
    with acting(by):
        voice = Voice.objects.create(
            nomination=nomination,
            kind=kind,
            name=name,
            called=called,
            contact=contact,
            district=district,
            asked_by=by,
            asked_at=now,
            expires_at=now + datetime.timedelta(days=LINK_DAYS),
        )
        note(voice, "ขอเสียง", by=by, now=now)
    return voice


def note(voice: Voice, words: str, *, by: User | None, now=None) -> VoiceContact:
    """Write down that somebody was asked, reminded or called."""
    return VoiceContact.objects.create(voice=voice, words=words, by=by, at=now or timezone.now())


def lock_waiting(voice: Voice) -> Voice:
    """The voice, held, while it is still waited for. Raises ValidationError otherwise."""
    locked = Voice.objects.select_for_update(of=("self",)).get(pk=voice.pk)
    if locked.heard_at:
        raise ValidationError("ได้ฟังเสียงนี้แล้ว")
    if locked.replaced_at:
        raise ValidationError("เปลี่ยนไปขอคนอื่นแทนแล้ว")
    return locked


def renew(*, voice: Voice, by: User) -> Voice:
    """A new link in the place of the old one, which stops working."""
    with acting(by):
        locked = lock_waiting(voice)
        locked.nonce = Voice._meta.get_field("nonce").get_default()
        locked.expires_at = timezone.now() + datetime.timedelta(days=LINK_DAYS)
        locked.save(update_fields=["nonce", "expires_at"])
        note(locked, "ทำลิงก์ใหม่", by=by)
    return locked


def replace(*, voice: Voice, by: User, name: str, called: str = "", contact: str = "") -> Voice:
    """Ask somebody else instead; the first link stops working. Returns the new voice."""
    with acting(by):
        locked = lock_waiting(voice)
        locked.replaced_at = timezone.now()
        locked.save(update_fields=["replaced_at"])
        note(locked, f"เปลี่ยนไปขอ{called}{name}แทน", by=by)
        return ask(
            nomination=locked.nomination,
            kind=locked.kind,
            name=name,
            called=called,
            contact=contact,
            district=locked.district,
            by=by,
        )


def open_link(secret: str) -> Voice:
    """The voice behind the secret in an address.

    Raises VoiceLinkDoesNotOpen for any link that is wrong, answered, replaced or too old, without
    telling which.
    """
    voice = (
        Voice.objects.asked()
        .filter(nonce=nonce_behind(secret, salt="members.voice"), expires_at__gt=timezone.now())
        .exclude(nomination__state=Nomination.State.ERASED)
        .select_related("nomination__district")
        .first()
    )
    if voice is None:
        raise VoiceLinkDoesNotOpen
    return voice


def hear_by_link(*, voice: Voice, words: str, feeling: str) -> Voice:
    """What somebody wrote behind their own link. It can be written once.

    Raises ValidationError by field, or VoiceLinkDoesNotOpen when it was written meanwhile.
    """
    with acting(None, why=f"{voice.spoken_name}ตอบทางลิงก์"):
        try:
            locked = lock_waiting(voice)
        except ValidationError as error:
            raise VoiceLinkDoesNotOpen from error
        return write(locked, words=words, feeling=feeling, how=Voice.How.LINK)


def take_down(
    *, voice: Voice, words: str, feeling: str, how: str, by: User, witness: str = ""
) -> Voice:
    """Write down what somebody said in person or on the phone; by phone somebody else listens too.

    Raises ValidationError by field.
    """
    if how not in {Voice.How.IN_PERSON, Voice.How.PHONE}:
        raise ValidationError({"how": "ยังไม่ได้เลือกว่าฟังต่อหน้าหรือทางโทรศัพท์"})
    if how == Voice.How.PHONE and not witness.strip():
        raise ValidationError({"witness": "ฟังทางโทรศัพท์ต้องมีอีกคนฟังด้วย ใส่ชื่อคนที่ฟังด้วยกัน"})
    with acting(by):
        locked = lock_waiting(voice)
        locked.taken_by, locked.witness = by, witness
        return write(locked, words=words, feeling=feeling, how=how)


def write(voice: Voice, *, words: str, feeling: str, how: str) -> Voice:
    """Save a locked voice's words."""
    problems = {}
    if not words.strip():
        problems["words"] = "ยังไม่ได้เล่าว่าเคยเห็นเขาทำอะไร สั้นๆ ก็ได้"
    if feeling not in Voice.Feeling.values:
        problems["feeling"] = "ยังไม่ได้เลือกว่าคิดอย่างไร"
    if problems:
        raise ValidationError(problems)
    voice.words, voice.feeling, voice.how = words, feeling, how
    voice.heard_at = timezone.now()
    voice.save()
    return voice
