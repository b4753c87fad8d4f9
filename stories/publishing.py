"""Publishing: the only door to a story's state.

draft → the village is asked → yes publishes, "change this" comes back with the words, no keeps it
in the village. The answer belongs to the revision that was read: a newer text is asked about anew,
and meanwhile readers see the one the village agreed to. What the village does not answer to, such as
under which aspects a story is found, changes without asking again.

Each deed takes `now`, the moment it happens; left out, it is this moment.
"""

import datetime
import uuid
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from kmnet.thai.dates import thai_date
from members.models import User
from stories import letters, takedowns
from stories.models import (
    ApprovalNote,
    Nugget,
    Person,
    PersonErasure,
    Photo,
    Revision,
    RevisionPhoto,
    Story,
    Teller,
    VillageApproval,
    Visit,
)
from stories.people import person_named
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


class NameTakenOut(ValidationError):
    """Somebody of the village was erased while the form was open: sent, it would bring them back."""

    def __init__(self):
        super().__init__(
            "ระหว่างที่หน้านี้เปิดอยู่ มีคนขอให้ลบชื่อเขาออกจากเรื่อง ข้อความของคุณยังอยู่ด้านล่าง "
            "เปิดหน้าแก้เรื่องใหม่อีกหน้าต่าง แล้วเอาส่วนที่แก้ไปใส่ โดยไม่มีชื่อเขา"
        )


class NotYetAgreed(ValidationError):
    """A photo cannot be shown before somebody has been asked; the sentences say which and whom."""


@dataclass(frozen=True)
class Written:
    """One text of a story: tellers as (called, name), photos as (Photo, caption, alt) in order.

    Nuggets are (what is known, how, (called, name) of who knows it).
    """

    title: str
    body: str
    tellers: list[tuple[str, str]]
    aspects: list[Aspect] = field(default_factory=list)
    photos: list[tuple[Photo, str, str]] = field(default_factory=list)
    licence: str = Story.Licence.BY_SA
    nuggets: list[tuple[str, str, tuple[str, str]]] = field(default_factory=list)


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
    was written since, NameTakenOut when somebody of the village was erased since. A text that says the same makes no revision. A question still open about
    the older text is withdrawn: what is answered must be what was read. Where only that changed
    which the village does not answer to, its answer, or the question, goes on with the new text.
    """
    story = lock(story)
    latest = story.latest_revision
    if latest.position != seen:
        if erased_since(story, seen):
            raise NameTakenOut
        raise TextMovedOn(
            f"{latest.by.spoken_name}แก้เรื่องนี้ไปก่อนแล้ว ข้อความของคุณยังอยู่ด้านล่าง "
            "เปิดดูฉบับใหม่อีกหน้าต่าง แล้วกดเก็บอีกครั้งถ้าจะใช้ของคุณ"
        )
    if says_the_same(latest, written):
        return latest
    now = now or timezone.now()
    if not says_the_same_to_the_village(latest, written):
        withdraw_question(story, now)
        return add_revision(story, written, position=latest.position + 1, by=by, now=now)
    question = story.approvals.open().filter(revision=latest).first()
    withdraw_question(story, now)
    answered = latest.same_words_as or latest
    revision = add_revision(
        story, written, position=latest.position + 1, by=by, now=now, same_words_as=answered
    )
    if question:
        ask_village(story=story, by=question.asked_by, now=now)
    elif story.state == State.PUBLISHED and story.published_revision_id == latest.pk:
        show(story, revision)
    return revision


def erased_since(story: Story, seen: int) -> bool:
    """Whether somebody of the village was erased after the text that was on the desk.

    An erasure gives the newest text another number, so the one that was seen may be no more.
    """
    done = PersonErasure.objects.filter(person__village=story.village_id, done_at__isnull=False)
    stood = story.revisions.filter(position=seen).first()
    return (done.filter(done_at__gt=stood.at) if stood else done).exists()


def add_revision(
    story: Story, written: Written, *, position: int, by: User, now: datetime.datetime, **more
) -> Revision:
    """Write one text with its tellers, photos and nuggets."""
    revision = Revision.objects.create(
        **more,
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
        Teller(revision=revision, position=place, person=person)
        for place, person in enumerate(people_called(story, written.tellers))
    )
    RevisionPhoto.objects.bulk_create(
        RevisionPhoto(revision=revision, position=place, photo=photo, caption=caption, alt=alt)
        for place, (photo, caption, alt) in enumerate(written.photos)
    )
    for place, (knows, how, (called, name)) in enumerate(written.nuggets):
        holder = person_named(village=story.village, called=called, name=name)
        Nugget.objects.create(
            revision=revision, position=place, knows=knows, how=how, holder=holder
        )
    return revision


def people_called(story: Story, names: list[tuple[str, str]]) -> list[Person]:
    """The people of the story's village behind (called, name), each once."""
    people = [
        person_named(village=story.village, called=called, name=name) for called, name in names
    ]
    return list(dict.fromkeys(people))


def says_the_same(revision: Revision, written: Written) -> bool:
    """Whether a reader would see no difference."""
    return (
        says_the_same_to_the_village(revision, written)
        and set(revision.aspects.all()) == set(written.aspects)
        and [p.alt for p in revision.shown_photos.all()] == [alt for _, _, alt in written.photos]
    )


def says_the_same_to_the_village(revision: Revision, written: Written) -> bool:
    """Whether the village would answer to the same: words, tellers, photos, licence.

    Not asked about: the aspects a story is sorted under, and what is said of a photo to those who
    cannot see it. The database holds the same list (migration 0007).
    """
    return (
        (revision.title, revision.body, revision.licence)
        == (written.title, written.body, written.licence)
        and [teller.person for teller in revision.tellers.select_related("person")]
        == people_called(revision.story, written.tellers)
        and [(row.photo_id, row.caption) for row in revision.shown_photos.all()]
        == [(photo.pk, caption) for photo, caption, _ in written.photos]
        and [(row.knows, row.how, row.holder) for row in revision.nuggets.select_related("holder")]
        == [
            (knows, how, *people_called(revision.story, [holder]))
            for knows, how, holder in written.nuggets
        ]
    )


def missing_before_asking(revision: Revision) -> list[str]:
    """Sentences that say which photos cannot go to the village yet, and why."""
    missing = []
    rows = revision.shown_photos.standing().prefetch_related("photo__people__person")
    for place, row in enumerate(rows, start=1):
        which = f"รูปที่ {place}" + (f" ({row.caption})" if row.caption else "")
        if row.photo.shows == Photo.Shows.UNSAID:
            missing.append(f"{which} ยังไม่ได้บอกว่าเห็นหน้าคนชัดไหม")
        elif row.photo.shows == Photo.Shows.FACES and not row.photo.people.all():
            missing.append(f"{which} เห็นหน้าคน แต่ยังไม่ได้บอกว่าใคร")
    return missing + children_without_leave(revision)


def children_without_leave(revision: Revision) -> list[str]:
    """Sentences for photos that show a child whose guardian has not agreed, or no longer does."""
    missing = []
    for place, row in enumerate(revision.shown_photos.standing(), start=1):
        if row.photo.hidden_at or not row.photo.children_in_focus:
            continue
        which = f"รูปที่ {place}" + (f" ({row.caption})" if row.caption else "")
        children = row.photo.people.filter(what="face", person__is_child=True)
        if not children.exists():
            missing.append(f"{which} เห็นหน้าเด็ก แต่ยังไม่ได้บอกว่าเด็กคนไหน")
        for seen in children.without_leave("web").select_related("person"):
            missing.append(f"{which} {why_not(seen.person)} เอารูปออกก่อน หรือไปถามผู้ปกครองอีกครั้ง")
    return missing


def why_not(child: Person) -> str:
    """Why a child's face may not be shown today, with the day its consent ended."""
    last = child.consents.filter(what="face", where="web").order_by("-given_at").first()
    if last and last.withdrawn_at:
        return f"ผู้ปกครองถอนคำตกลงเมื่อ {thai_date(timezone.localdate(last.withdrawn_at))}"
    if last and last.until:
        return f"คำตกลงของผู้ปกครองหมดไปเมื่อ {thai_date(last.until)}"
    return "เห็นหน้าเด็ก ยังไม่มีคำตกลงของผู้ปกครอง"


@transaction.atomic
def ask_village(*, story: Story, by: User, now: datetime.datetime | None = None) -> VillageApproval:
    """Ask the village about the newest text. Returns the open question.

    Asking twice about one text is one question. Raises ValidationError when nobody is named as
    the teller, or when the village has answered to exactly this text already; NotYetAgreed when a
    photo does not say what it shows, or shows a child without the guardian's yes.
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
    missing = missing_before_asking(revision)
    if missing:
        raise NotYetAgreed(missing)
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
    notes: dict[int, str] | None = None,
    link: KeeperLink,
    now: datetime.datetime | None = None,
) -> VillageApproval:
    """The keeper answers from the secret link: yes, change this, or no.

    `notes` are words beside paragraphs, by their place from 0. Raises AnsweredAlready,
    TextMovedOn, NotYetAgreed when a photo of a child has lost its guardian's yes, or
    ValidationError when "change this" says nothing, or when the link is another village's.
    """
    if link.stewardship.village_id != approval.story.village_id:
        raise ValidationError("ลิงก์นี้เป็นของอีกหมู่บ้านหนึ่ง")
    return record(
        approval,
        answer=answer,
        words=words,
        notes=notes,
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
    notes: dict[int, str] | None = None,
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
        notes=notes,
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
    approval: VillageApproval,
    *,
    answer: str,
    words: str,
    notes: dict[int, str] | None,
    now: datetime.datetime | None,
    **facts,
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
    notes = {place: note for place, note in (notes or {}).items() if note.strip()}
    if answer == Answer.CHANGE and not words.strip() and not notes:
        raise ValidationError({"words": "ยังไม่ได้บอกว่าอยากให้แก้ตรงไหน เขียนสั้นๆ ก็ได้"})
    if answer == Answer.YES and (missing := children_without_leave(approval.revision)):
        raise NotYetAgreed(missing)
    if not words.strip():
        words = "\n".join(f"ย่อหน้าที่ {place + 1}: {note}" for place, note in sorted(notes.items()))
    now = now or timezone.now()
    ApprovalNote.objects.bulk_create(
        ApprovalNote(approval=approval, paragraph=place, words=note)
        for place, note in notes.items()
    )
    write_answer(approval, answer=answer, words=words, answered_at=now, **facts)
    if answer == Answer.YES:
        publish(story, approval, now)
        takedowns.village_said_yes(approval, now)
    elif story.state != State.PUBLISHED:
        # Readers of a published story keep the text the village agreed to before.
        move(story, State.DRAFT if answer == Answer.CHANGE else State.KEPT)
    letters.post_answered(approval)
    return approval


def write_answer(approval: VillageApproval, **facts) -> None:
    """Save an answer."""
    for name, value in facts.items():
        setattr(approval, name, value)
    approval.save()


def publish(story: Story, approval: VillageApproval, now: datetime.datetime) -> None:
    """Show the revision that the village said yes to. The first day of publishing stays."""
    story.published_at = story.published_at or now
    story.taken_back_at = None
    show(story, approval.revision)


def show(story: Story, revision: Revision) -> None:
    """Put a revision before readers; the database asks whether the village's yes covers it."""
    story.published_revision = revision
    story.aspects.set(revision.aspects.all())
    move(story, State.PUBLISHED, "published_revision", "published_at", "taken_back_at")


@transaction.atomic
def reconsider(
    *, story: Story, link: KeeperLink, now: datetime.datetime | None = None
) -> VillageApproval:
    """The keeper thinks again about a story kept in the village or taken back: it is asked anew.

    Returns the open question about the newest text. Raises ValidationError when the story is
    neither, when the link is another village's, and as `ask_village` does.
    """
    if link.stewardship.village_id != story.village_id:
        raise ValidationError("ลิงก์นี้เป็นของอีกหมู่บ้านหนึ่ง")
    story = lock(story)
    if story.state not in {State.KEPT, State.TAKEN_BACK}:
        raise ValidationError("เรื่องนี้ไม่ได้เก็บไว้ในหมู่บ้านแล้ว เปิดหน้านี้ใหม่อีกครั้ง")
    return ask_village(story=story, by=story.scribe, now=now)


@transaction.atomic
def take_back(
    *, story: Story, link: KeeperLink, words: str = "", now: datetime.datetime | None = None
) -> Story:
    """The keeper takes a published story back; it is gone from every page with the commit.

    Raises ValidationError when it is not published, or when the link is another village's.
    """
    if link.stewardship.village_id != story.village_id:
        raise ValidationError("ลิงก์นี้เป็นของอีกหมู่บ้านหนึ่ง")
    keeper = link.stewardship.spoken_name
    story = withdraw(story, words=words, now=now, how=How.LINK, link=link, answered_by=keeper)
    letters.post_taken_back(story)
    return story


@transaction.atomic
def take_back_after_request(
    *, story: Story, link: KeeperLink, words: str, now: datetime.datetime | None = None
) -> Story:
    """The keeper says that what somebody asked to take down stays out: its story is taken back.

    One taken back meanwhile stays so. Letters are the request's own.
    """
    if lock(story).state != State.PUBLISHED:
        return story
    keeper = link.stewardship.spoken_name
    return withdraw(story, words=words, now=now, how=How.LINK, link=link, answered_by=keeper)


@transaction.atomic
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
    story = withdraw(
        story,
        words=words,
        now=now,
        how=How.IN_PERSON,
        answered_by=answered_by,
        witness=witness,
        taken_by=taken_by,
    )
    letters.post_taken_back(story)
    return story


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
