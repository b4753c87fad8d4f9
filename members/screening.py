"""Screening: evidence is added, two people decide with reasons, the person answers for themselves.

A decision is never changed: a new one follows it. An invitation needs two deciders; one may say
"not yet", which names a walking companion and a month to look again.
"""

import datetime

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.utils import timezone

from kmnet.links import nonce_behind
from kmnet.thai.text import normalise_query
from members import letters
from members.agencies import family, names_of
from members.checklist import checklist, missing
from members.history import acting
from members.models import (
    Agency,
    Criterion,
    Decision,
    Evidence,
    HandoverLine,
    Invitation,
    Nomination,
    Posting,
    User,
)
from members.postings import begin_posting
from members.reach import desk_of

INVITATION_DAYS = 30
State = Nomination.State


class DecidedAlready(ValidationError):
    """Somebody else was first; carries their decision as `.decision`."""

    def __init__(self, decision: Decision):
        self.decision = decision
        super().__init__(
            f"{decision.by.spoken_name}ตัดสินใจเรื่องนี้ไปแล้วว่า “{decision.get_answer_display()}” "
            "ข้อความของคุณยังอยู่ด้านล่าง"
        )


class InvitationDoesNotOpen(Exception):
    """The link is wrong, used, withdrawn or past its day."""


def add_evidence(
    *,
    nomination: Nomination,
    criterion: Criterion,
    direction: str,
    what: str,
    by: User,
    place: str = "",
    day: datetime.date | None = None,
    who_benefited: str = "",
    who_says: str = "",
) -> Evidence:
    """Put one thing that happened into the file.

    Raises ValidationError by field: what happened is always needed, and evidence against needs
    its day and who says so as well.
    """
    problems = {}
    if not what.strip():
        problems["what"] = "ยังไม่ได้เล่าว่าเกิดอะไรขึ้น"
    if direction == Evidence.Direction.AGAINST:
        if day is None:
            problems["day"] = "เรื่องที่น่าห่วงต้องบอกวัน จะได้ไม่เป็นข่าวลือ"
        if not who_says.strip():
            problems["who_says"] = "เรื่องที่น่าห่วงต้องบอกว่าใครเห็นหรือใครเล่า"
    if day is not None and day > timezone.localdate():
        problems["day"] = "วันนี้ยังมาไม่ถึง ลองดูปี พ.ศ. อีกครั้ง"
    if problems:
        raise ValidationError(problems)
    with acting(by):
        return Evidence.objects.create(
            nomination=nomination,
            criterion=criterion,
            direction=direction,
            what=what,
            place=place,
            day=day,
            who_benefited=who_benefited,
            who_says=who_says,
            by=by,
        )


def who_may_not_decide(nomination: Nomination, by: User) -> str:
    """Why `by` may not decide on this person, as a sentence; empty when they may.

    Tellers, whoever took their file over, the person's own agency and whoever is tied to them add
    what they know, and leave the decision to others.
    """
    if not desk_of(by).covers(nomination.district_id):
        return "เรื่องนี้อยู่นอกอำเภอที่คุณดูแล ฝากผู้ประสานงานของอำเภอนั้นตัดสินใจ"
    if nomination.tellings.filter(told_by=by).exists():
        return "คุณเป็นคนเล่าถึงคนนี้เอง เรื่องตัดสินใจขอให้เพื่อนอีกคนช่วย"
    if nomination.carrier_id == by.pk and not only_stands_in(nomination, by):
        return "คุณรับไม้ต่อจากคนเล่า เรื่องตัดสินใจขอให้เพื่อนอีกคนช่วย"
    if nomination.relations.filter(user=by).exists():
        return "คุณบอกไว้ว่าเกี่ยวข้องกับคนนี้ เรื่องตัดสินใจขอให้เพื่อนอีกคนช่วย"
    if shares_agency(nomination, by):
        return "คนนี้อยู่หน่วยงานเดียวกับคุณ เรื่องตัดสินใจขอให้เพื่อนต่างหน่วยงานช่วย"
    return ""


def only_stands_in(nomination: Nomination, by: User) -> bool:
    """Whether `by` carries the file as the coordinator of a handover that nobody has taken yet.

    Standing in is looking after, not telling: the file would have nobody left to decide on it.
    """
    waiting = HandoverLine.objects.filter(
        kind=HandoverLine.Kind.NOMINATION, state=HandoverLine.State.WAITING, stands_with=by
    )
    return waiting.filter(key__startswith=f"{nomination.pk}:told").exists()


def shares_agency(nomination: Nomination, by: User) -> bool:
    """Whether `by` serves today in the person's agency, however the agency was written down, and
    whatever it was renamed to or merged into since."""
    mine = Posting.objects.current().filter(user=by)
    if nomination.agency_id:
        return mine.filter(agency__in=family(nomination.agency)).exists()
    words = in_one_run(nomination.agency_words)
    return bool(words) and any(
        words in map(in_one_run, names_of(posting.agency))
        for posting in mine.select_related("agency")
    )


def in_one_run(name: str) -> str:
    """A name as it is compared, without spaces: อบต. ไสหมาก is อบต.ไสหมาก."""
    return normalise_query(name).replace(" ", "")


def lacking(*, answer: str, reason: str, email: str, companion, look_again_on) -> dict[str, str]:
    """What a decision still lacks, a sentence by field; empty when it is whole."""
    problems = {}
    if not reason.strip():
        problems["reason"] = "ยังไม่ได้เขียนเหตุผล เล่าสั้นๆ ว่าเห็นอะไรถึงคิดอย่างนี้"
    if answer == Decision.Answer.INVITE:
        if not email:
            problems["email"] = "ยังไม่ได้ใส่อีเมลของเขา จดหมายชวนจะส่งไปที่นั่น"
        elif User.objects.filter(email__iexact=email).exists():
            problems["email"] = "อีเมลนี้มีคนในเครือข่ายใช้อยู่แล้ว ลองถามเจ้าตัวอีกครั้ง"
    else:
        if companion is None:
            problems["companion"] = "ยังไม่ได้เลือกเพื่อนร่วมทาง คนที่จะเดินกับเขาระหว่างนี้"
        if look_again_on is None:
            problems["look_again_on"] = "ยังไม่ได้เลือกเดือนที่จะกลับมาดูกันใหม่"
    return problems


def decide(
    *,
    nomination: Nomination,
    answer: str,
    reason: str,
    by: User,
    seen: int,
    email: str = "",
    incomplete_why: str = "",
    companion: User | None = None,
    look_again_on: datetime.date | None = None,
    now: datetime.datetime | None = None,
) -> Decision:
    """Decide on a nomination: invite (with an e-mail for the letter) or not yet.

    The first "invite" waits for another person's; the second writes the letter in the same
    transaction. `seen` is how many decisions stood when `by` opened the page. Raises
    DecidedAlready when one more stands now; ValidationError (by field) when something is lacking,
    when the file is incomplete and `incomplete_why` is empty, or when `by` may not decide.
    """
    now = now or timezone.now()
    with acting(by, why=reason):
        nomination = Nomination.objects.select_for_update(of=("self",)).get(pk=nomination.pk)
        if nomination.decisions.count() != seen:
            raise DecidedAlready(nomination.decisions.select_related("by").last())
        refuse_settled(nomination)
        problem = who_may_not_decide(nomination, by)
        if problem:
            raise ValidationError(problem)
        email = (email or nomination.email).lower()
        inviting = answer == Decision.Answer.INVITE
        problems = lacking(
            answer=answer,
            reason=reason,
            email=email,
            companion=companion,
            look_again_on=look_again_on,
        )
        if inviting and not incomplete_why.strip() and missing(checklist(nomination)):
            problems["incomplete_why"] = "แฟ้มยังไม่ครบ บอกสั้นๆ ว่าทำไมชวนได้เลย หรือรอให้ครบก่อน"
        if problems:
            raise ValidationError(problems)
        first = standing_invite(nomination)
        if inviting and first and first.by_id == by.pk:
            raise ValidationError("คุณบอกว่าชวนไว้แล้ว รอเพื่อนอีกคนเห็นด้วย แล้วจดหมายจะส่งเอง")
        decision = Decision.objects.create(
            nomination=nomination,
            answer=answer,
            reason=reason,
            incomplete_why=incomplete_why if inviting else "",
            by=by,
            companion=None if inviting else companion,
            look_again_on=None if inviting else look_again_on,
            at=now,
        )
        follow(nomination, decision, email=email, second=bool(first), now=now)
    return decision


def refuse_settled(nomination: Nomination) -> None:
    """Raise ValidationError for a person who walks with us, or a file that is closed."""
    if nomination.state == State.ACCEPTED:
        raise ValidationError("คนนี้ตอบรับและร่วมเดินกับเราแล้ว")
    if nomination.state == State.ERASED or nomination.same_as_id:
        raise ValidationError("แฟ้มนี้ปิดแล้ว เปิดรายชื่อใหม่อีกครั้ง")


def standing_invite(nomination: Nomination) -> Decision | None:
    """The first decider's "invite" that waits for a second, or None.

    One whose decider has since turned out to be tied to the person, or has left the desk, counts
    no more: somebody else is asked for in their place.
    """
    if nomination.state != State.SECOND:
        return None
    first = nomination.decisions.select_related("by").last()
    return None if who_may_not_decide(nomination, first.by) else first


def follow(nomination: Nomination, decision: Decision, *, email: str, second: bool, now) -> None:
    """Let the nomination follow a decision."""
    nomination.invitations.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
    nomination.companion = decision.companion
    nomination.look_again_on = decision.look_again_on
    if decision.answer == Decision.Answer.NOT_YET:
        nomination.state = State.NOT_YET
    else:
        nomination.email = email
        nomination.state = State.INVITED if second else State.SECOND
    nomination.save(update_fields=["companion", "look_again_on", "state", "email"])
    if nomination.state == State.INVITED:
        invitation = Invitation.objects.create(
            nomination=nomination,
            email=email,
            sent_at=now,
            expires_at=now + datetime.timedelta(days=INVITATION_DAYS),
        )
        letters.post_invitation(invitation, words=words_for_letter(nomination), by=decision.by)


def words_for_letter(nomination: Nomination) -> str:
    """The reasons of both deciders, first one first, as the letter tells them."""
    reasons = nomination.decisions.order_by("-at", "-pk").values_list("reason", flat=True)[:2]
    return "\n\n".join(reversed(reasons))


def open_invitation(secret: str) -> Invitation:
    """The invitation behind the secret in a letter's address.

    Raises InvitationDoesNotOpen for any link that is wrong, used, withdrawn or too old, without
    telling which.
    """
    invitation = (
        Invitation.objects.open()
        .select_related("nomination__district", "nomination__agency")
        .filter(nonce=nonce_behind(secret, salt="members.invitation"))
        .first()
    )
    if invitation is None:
        raise InvitationDoesNotOpen
    return invitation


def accept(
    *,
    invitation: Invitation,
    name: str,
    called: str,
    password: str,
    now: datetime.datetime | None = None,
) -> User:
    """The person says yes: account, verified e-mail, posting, a buddy, and letters of welcome.

    Raises InvitationDoesNotOpen when the link was used in another window meanwhile, or when
    somebody with this e-mail walks with us already.
    """
    now = now or timezone.now()
    with acting(None, why="เจ้าตัวตอบรับเอง"):
        # The file first and then its invitation, as `decide` holds them: else the two could wait
        # for each other.
        nomination = Nomination.objects.select_for_update().get(pk=invitation.nomination_id)
        opens = Invitation.objects.select_for_update().open(now)
        locked = opens.filter(pk=invitation.pk).first()
        # The same person may have been told of twice and accepted the other letter.
        if locked is None or User.objects.filter(email__iexact=locked.email).exists():
            raise InvitationDoesNotOpen
        user = User.objects.create_user(locked.email, password, name=name, called=called)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        agency = agency_of(nomination)
        if agency is not None:
            begin_posting(
                user=user,
                agency=agency,
                title=nomination.title,
                district=nomination.district,
                begins=timezone.localdate(now),
            )
        locked.accepted_at, locked.user = now, user
        locked.save(update_fields=["accepted_at", "user"])
        nomination.state, nomination.buddy = State.ACCEPTED, choose_buddy(nomination)
        nomination.save(update_fields=["state", "buddy"])
        letters.post_accepted(nomination)
        letters.post_welcome(nomination, user)
        letters.post_buddy(nomination, user)
    return user


def agency_of(nomination: Nomination) -> Agency | None:
    """The person's agency; one that was only written down becomes a row."""
    if nomination.agency is None and nomination.agency_words:
        agency, _ = Agency.objects.get_or_create(
            name=nomination.agency_words, defaults={"kind": Agency.Kind.OTHER}
        )
        return agency
    return nomination.agency


def choose_buddy(nomination: Nomination) -> User | None:
    """Who walks beside the newcomer first, of those who still walk with us.

    The partner who told of them, or took their file over; else whoever was their companion, wrote what they saw of them,
    or decided to invite them.
    """
    people = [
        *(telling.told_by for telling in nomination.tellings.select_related("told_by")),
        nomination.carrier,
        *(decision.companion for decision in nomination.decisions.select_related("companion")),
        *(evidence.by for evidence in nomination.evidence.select_related("by")),
        *(decision.by for decision in nomination.decisions.select_related("by")),
    ]
    return next((user for user in people if user and user.is_active), None)
