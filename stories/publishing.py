"""Publishing: the only door to a story's state.

draft → the village is asked → yes publishes, "change this" comes back with the words, no keeps it
in the village. The answer belongs to the revision that was read: a newer text is asked about anew,
and meanwhile readers see the one the village agreed to.

Each deed takes `now`, the moment it happens; left out, it is this moment.
"""

import datetime
import uuid
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import User
from stories.models import (
    Photo,
    Revision,
    RevisionPhoto,
    Story,
    Teller,
    VillageApproval,
    Visit,
)
from villages.models import Aspect, KeeperLink

Answer = VillageApproval.Answer
How = VillageApproval.How
State = Story.State


class AnsweredAlready(ValidationError):
    """Somebody else answered first; carries their answer as `.approval`."""

    def __init__(self, approval: VillageApproval):
        self.approval = approval
        super().__init__(
            f"{approval.answered_by}ตอบเรื่องนี้ไปแล้วว่า “{approval.get_answer_display()}” "
            "ข้อความของคุณยังอยู่ด้านล่าง"
        )


class TextMovedOn(ValidationError):
    """The text was changed while somebody looked at an older one."""


@dataclass(frozen=True)
class Written:
    """One text of a story: tellers as (called, name), photos as (Photo, caption, alt) in order."""

    title: str
    body: str
    tellers: list[tuple[str, str]]
    aspects: list[Aspect] = field(default_factory=list)
    photos: list[tuple[Photo, str, str]] = field(default_factory=list)
    licence: str = Story.Licence.BY_SA


@transaction.atomic
def begin(
    *,
    visit: Visit,
    written: Written,
    by: User,
    client_uuid: uuid.UUID | None = None,
    now: datetime.datetime | None = None,
) -> Story:
    """Begin a story from a visit. It belongs to the visit's village; `by` is its scribe.

    The same `client_uuid` sent again by the same scribe returns the story that stands: the button
    pressed twice begins one. Raises ValidationError when the visit has no village from the list yet.
    """
    if visit.village is None:
        raise ValidationError("การลงพื้นที่นี้ยังไม่ได้เลือกหมู่บ้านจากรายชื่อ เลือกก่อน แล้วค่อยเขียนเรื่อง")
    now = now or timezone.now()
    story, new = Story.objects.get_or_create(
        client_uuid=client_uuid or uuid.uuid4(),
        defaults={
            "visit": visit,
            "village": visit.village,
            "scribe": by,
            "begun_at": now,
        },
    )
    if not new:
        if (story.scribe_id, story.visit_id) != (by.pk, visit.pk):
            raise ValidationError("แบบฟอร์มนี้เป็นของอีกเรื่องหนึ่ง เปิดหน้าเขียนเรื่องเล่าใหม่อีกครั้ง")
        return story
    add_revision(story, written, position=1, by=by, now=now)
    return story


@transaction.atomic
def revise(
    *, story: Story, written: Written, by: User, seen: int, now: datetime.datetime | None = None
) -> Revision:
    """Keep a new text of a story; the old ones stay. Returns the revision that stands now.

    `seen` is the position of the revision that was on the desk. Raises TextMovedOn when another
    was written since. A text that says the same makes no revision. A question still open about
    the older text is withdrawn: what is answered must be what was read.
    """
    story = lock(story)
    latest = story.latest_revision
    if latest.position != seen:
        raise TextMovedOn(
            f"{latest.by.spoken_name}แก้เรื่องนี้ไปก่อนแล้ว ข้อความของคุณยังอยู่ด้านล่าง "
            "เปิดดูฉบับใหม่อีกหน้าต่าง แล้วกดเก็บอีกครั้งถ้าจะใช้ของคุณ"
        )
    if says_the_same(latest, written):
        return latest
    now = now or timezone.now()
    withdraw_question(story, now)
    return add_revision(story, written, position=latest.position + 1, by=by, now=now)


def add_revision(
    story: Story, written: Written, *, position: int, by: User, now: datetime.datetime
) -> Revision:
    """Write one text with its tellers and photos."""
    revision = Revision.objects.create(
        story=story,
        position=position,
        title=written.title,
        body=written.body,
        licence=written.licence,
        by=by,
        at=now,
    )
    revision.aspects.set(written.aspects)
    Teller.objects.bulk_create(
        Teller(revision=revision, position=place, called=called, name=name)
        for place, (called, name) in enumerate(written.tellers)
    )
    RevisionPhoto.objects.bulk_create(
        RevisionPhoto(revision=revision, position=place, photo=photo, caption=caption, alt=alt)
        for place, (photo, caption, alt) in enumerate(written.photos)
    )
    return revision


def says_the_same(revision: Revision, written: Written) -> bool:
    """Whether a reader would see no difference."""
    return (
        revision.title == written.title
        and revision.body == written.body
        and revision.licence == written.licence
        and set(revision.aspects.all()) == set(written.aspects)
        and [(t.called, t.name) for t in revision.tellers.all()] == list(written.tellers)
        and [(p.photo_id, p.caption, p.alt) for p in revision.shown_photos.all()]
        == [(photo.pk, caption, alt) for photo, caption, alt in written.photos]
    )


@transaction.atomic
def ask_village(*, story: Story, by: User, now: datetime.datetime | None = None) -> VillageApproval:
    """Ask the village about the newest text. Returns the open question.

    Asking twice about one text is one question. Raises ValidationError when nobody is named as
    the teller, or when the village has answered to exactly this text already.
    """
    story = lock(story)
    revision = story.latest_revision
    if not revision.tellers.exists():
        raise ValidationError("ยังไม่มีชื่อผู้เล่า ใส่ชื่อคนเล่าก่อน แล้วค่อยส่งให้หมู่บ้าน")
    standing = story.approvals.open().filter(revision=revision).first()
    if standing:
        return standing
    if story.state == State.PUBLISHED and story.published_revision_id == revision.pk:
        raise ValidationError("หมู่บ้านตอบตกลงกับฉบับนี้แล้ว แก้ก่อน แล้วค่อยส่งใหม่")
    now = now or timezone.now()
    withdraw_question(story, now)
    if story.state != State.PUBLISHED:
        move(story, State.WAITING)
    return VillageApproval.objects.create(story=story, revision=revision, asked_by=by, asked_at=now)


def withdraw_question(story: Story, now: datetime.datetime) -> None:
    """A newer text takes the place of the one the village was asked about."""
    if story.approvals.open().update(superseded_at=now) and story.state == State.WAITING:
        move(story, State.DRAFT)


@transaction.atomic
def answer_by_link(
    *,
    approval: VillageApproval,
    answer: str,
    words: str = "",
    link: KeeperLink,
    now: datetime.datetime | None = None,
) -> VillageApproval:
    """The keeper answers from the secret link: yes, change this, or no.

    Raises AnsweredAlready, TextMovedOn, or ValidationError when "change this" says nothing, or
    when the link is another village's.
    """
    if link.stewardship.village_id != approval.story.village_id:
        raise ValidationError("ลิงก์นี้เป็นของอีกหมู่บ้านหนึ่ง")
    return record(
        approval,
        answer=answer,
        words=words,
        how=How.LINK,
        answered_by=link.stewardship.spoken_name,
        link=link,
        now=now,
    )


@transaction.atomic
def answer_in_person(
    *,
    approval: VillageApproval,
    answer: str,
    words: str = "",
    answered_by: str,
    witness: str,
    taken_by: User,
    read_aloud: bool = False,
    now: datetime.datetime | None = None,
) -> VillageApproval:
    """Write down an answer the village gave face to face, with who said it and who heard it.

    Raises as `answer_by_link` does, and ValidationError by field when either name is missing.
    """
    refuse_unnamed(answered_by, witness)
    return record(
        approval,
        answer=answer,
        words=words,
        how=How.IN_PERSON,
        answered_by=answered_by,
        witness=witness,
        taken_by=taken_by,
        read_aloud=read_aloud,
        now=now,
    )


def refuse_unnamed(answered_by: str, witness: str) -> None:
    """Raise ValidationError by field unless who answered and another who heard it are named."""
    problems = {}
    if not answered_by.strip():
        problems["answered_by"] = "ยังไม่ได้ใส่ว่าใครในหมู่บ้านเป็นคนตอบ"
    if not witness.strip():
        problems["witness"] = "ยังไม่ได้ใส่ชื่อพยาน คนที่ได้ยินคำตอบด้วยกันตอนนั้น"
    elif witness.strip() == answered_by.strip():
        problems["witness"] = "พยานเป็นคนละคนกับคนที่ตอบ"
    if problems:
        raise ValidationError(problems)


def record(
    approval: VillageApproval, *, answer: str, words: str, now: datetime.datetime | None, **facts
) -> VillageApproval:
    """Write an answer down and let the story follow it; the story is locked first."""
    story = lock(approval.story)
    approval = VillageApproval.objects.select_related("revision").get(pk=approval.pk)
    if approval.answer:
        raise AnsweredAlready(approval)
    if approval.superseded_at:
        raise TextMovedOn("คนเขียนเพิ่งแก้เรื่องนี้ เปิดหน้านี้ใหม่อีกครั้งเพื่ออ่านฉบับใหม่")
    if answer not in {Answer.YES, Answer.CHANGE, Answer.NO}:
        raise ValidationError({"answer": "ยังไม่ได้เลือกคำตอบ"})
    if answer == Answer.CHANGE and not words.strip():
        raise ValidationError({"words": "ยังไม่ได้บอกว่าอยากให้แก้ตรงไหน เขียนสั้นๆ ก็ได้"})
    now = now or timezone.now()
    write_answer(approval, answer=answer, words=words, answered_at=now, **facts)
    if answer == Answer.YES:
        publish(story, approval, now)
    elif story.state != State.PUBLISHED:
        # Readers of a published story keep the text the village agreed to before.
        move(story, State.DRAFT if answer == Answer.CHANGE else State.KEPT)
    return approval


def write_answer(approval: VillageApproval, **facts) -> None:
    """Save an answer."""
    for name, value in facts.items():
        setattr(approval, name, value)
    approval.save()


def publish(story: Story, approval: VillageApproval, now: datetime.datetime) -> None:
    """Show the revision that the village said yes to. The first day of publishing stays."""
    story.published_revision = approval.revision
    story.aspects.set(approval.revision.aspects.all())
    story.published_at = story.published_at or now
    story.taken_back_at = None
    move(story, State.PUBLISHED, "published_revision", "published_at", "taken_back_at")


def take_back(
    *, story: Story, link: KeeperLink, words: str = "", now: datetime.datetime | None = None
) -> Story:
    """The keeper takes a published story back; it is gone from every page with the commit.

    Raises ValidationError when it is not published, or when the link is another village's.
    """
    if link.stewardship.village_id != story.village_id:
        raise ValidationError("ลิงก์นี้เป็นของอีกหมู่บ้านหนึ่ง")
    keeper = link.stewardship.spoken_name
    return withdraw(story, words=words, now=now, how=How.LINK, link=link, answered_by=keeper)


def take_back_in_person(
    *,
    story: Story,
    answered_by: str,
    witness: str,
    taken_by: User,
    words: str = "",
    now: datetime.datetime | None = None,
) -> Story:
    """The village takes a story back face to face: that needs no keeper and no link.

    Raises ValidationError by field when either name is missing, or when it is not published.
    """
    refuse_unnamed(answered_by, witness)
    return withdraw(
        story,
        words=words,
        now=now,
        how=How.IN_PERSON,
        answered_by=answered_by,
        witness=witness,
        taken_by=taken_by,
    )


@transaction.atomic
def withdraw(story: Story, *, words: str, now: datetime.datetime | None, **facts) -> Story:
    """Write down that the village took a story back, and hide it."""
    story = lock(story)
    if story.state != State.PUBLISHED:
        raise ValidationError("เรื่องนี้ไม่ได้เผยแพร่อยู่แล้ว")
    now = now or timezone.now()
    withdraw_question(story, now)
    VillageApproval.objects.create(
        story=story,
        revision=story.published_revision,
        asked_by=story.scribe,
        asked_at=now,
        answer=Answer.TAKE_BACK,
        words=words,
        answered_at=now,
        **facts,
    )
    story.taken_back_at = now
    move(story, State.TAKEN_BACK, "taken_back_at")
    return story


def move(story: Story, state: str, *fields: str) -> None:
    """Write the state and only what goes with it."""
    if story.state == State.TAKEN_BACK and state != State.TAKEN_BACK:
        story.taken_back_at = None
        fields = (*fields, "taken_back_at")
    story.state = state
    story.save(update_fields=["state", *dict.fromkeys(fields)])


def lock(story: Story) -> Story:
    """The story, held until the transaction ends: answers and edits wait for one another."""
    return Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
