"""Screening: somebody is told of, the network decides with a reason, the person answers.

People are found, they do not apply. A decision is never changed: a new one follows it.
"""

import datetime

from allauth.account.models import EmailAddress
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members import letters
from members.models import Agency, Decision, Invitation, Nomination, Posting, User
from members.postings import reach_of
from villages.models import District

INVITATION_DAYS = 30


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


def tell_of(
    *,
    name: str,
    district: District,
    words: str,
    by: User,
    called: str = "",
    title: str = "",
    agency: Agency | None = None,
    agency_words: str = "",
    met_place: str = "",
    met_on: datetime.date | None = None,
    now: datetime.datetime | None = None,
) -> Nomination:
    """Open a nomination: a person met somewhere, in the words of who met them."""
    return Nomination.objects.create(
        name=name,
        called=called,
        title=title,
        agency=agency,
        agency_words=agency_words,
        district=district,
        met_place=met_place,
        met_on=met_on,
        words=words,
        told_by=by,
        told_at=now or timezone.now(),
    )


def who_may_not_decide(nomination: Nomination, by: User) -> str:
    """Why `by` may not decide on this person, as a sentence; empty when they may.

    The teller and the person's own agency add what they know, and leave the decision to others.
    """
    reach = reach_of(by, duties_only=True)
    if not reach.covers(nomination.district_id):
        return "เรื่องนี้อยู่นอกอำเภอที่คุณดูแล ฝากผู้ประสานงานของอำเภอนั้นตัดสินใจ"
    if nomination.told_by_id == by.pk:
        return "คุณเป็นคนเล่าถึงคนนี้เอง เรื่องตัดสินใจขอให้เพื่อนอีกคนช่วย"
    same_agency = Posting.objects.current().filter(user=by, agency=nomination.agency_id)
    if nomination.agency_id and same_agency.exists():
        return "คนนี้อยู่หน่วยงานเดียวกับคุณ เรื่องตัดสินใจขอให้เพื่อนต่างหน่วยงานช่วย"
    return ""


def missing(*, answer: str, reason: str, email: str) -> dict[str, str]:
    """What a decision still lacks, a sentence by field; empty when it is whole."""
    problems = {}
    if not reason.strip():
        problems["reason"] = "ยังไม่ได้เขียนเหตุผล เล่าสั้นๆ ว่าเห็นอะไรถึงคิดอย่างนี้"
    if answer == Decision.Answer.INVITE:
        if not email:
            problems["email"] = "ยังไม่ได้ใส่อีเมลของเขา จดหมายชวนจะส่งไปที่นั่น"
        elif User.objects.filter(email__iexact=email).exists():
            problems["email"] = "อีเมลนี้มีคนในเครือข่ายใช้อยู่แล้ว ลองถามเจ้าตัวอีกครั้ง"
    return problems


@transaction.atomic
def decide(
    *,
    nomination: Nomination,
    answer: str,
    reason: str,
    by: User,
    seen: int,
    email: str = "",
    companion: User | None = None,
    now: datetime.datetime | None = None,
) -> Decision:
    """Decide on a nomination: invite (with an e-mail for the letter) or not yet.

    `seen` is how many decisions stood when `by` opened the page. Raises DecidedAlready when one
    more stands now, ValidationError (a dict by field) when the reason or the e-mail is missing, or
    when `by` may not decide. Inviting writes the letter in the same transaction.
    """
    nomination = Nomination.objects.select_for_update().get(pk=nomination.pk)
    if nomination.decisions.count() != seen:
        raise DecidedAlready(nomination.decisions.select_related("by").last())
    if nomination.state == Nomination.State.ACCEPTED:
        raise ValidationError("คนนี้ตอบรับและร่วมเดินกับเราแล้ว")
    problem = who_may_not_decide(nomination, by)
    if problem:
        raise ValidationError(problem)
    problems = missing(answer=answer, reason=reason, email=email)
    if problems:
        raise ValidationError(problems)
    inviting = answer == Decision.Answer.INVITE
    now = now or timezone.now()
    decision = Decision.objects.create(
        nomination=nomination, answer=answer, reason=reason, by=by, companion=companion, at=now
    )
    nomination.invitations.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
    nomination.state = Nomination.State.INVITED if inviting else Nomination.State.NOT_YET
    nomination.save(update_fields=["state"])
    if inviting:
        invitation = Invitation.objects.create(
            nomination=nomination,
            email=email.lower(),
            sent_at=now,
            expires_at=now + datetime.timedelta(days=INVITATION_DAYS),
        )
        letters.post_invitation(invitation, words=reason, by=by)
    return decision


def open_invitation(secret: str) -> Invitation:
    """The invitation behind the secret in a letter's address.

    Raises InvitationDoesNotOpen for any link that is wrong, used, withdrawn or too old, without
    telling which.
    """
    try:
        nonce = signing.Signer(salt="members.invitation", sep=".").unsign(secret)
    except signing.BadSignature as error:
        raise InvitationDoesNotOpen from error
    invitation = (
        Invitation.objects.open()
        .select_related("nomination__district", "nomination__agency")
        .filter(nonce=nonce)
        .first()
    )
    if invitation is None:
        raise InvitationDoesNotOpen
    return invitation


@transaction.atomic
def accept(
    *,
    invitation: Invitation,
    name: str,
    called: str,
    password: str,
    now: datetime.datetime | None = None,
) -> User:
    """The person says yes: account, verified e-mail, a posting in the district, the teller told.

    Raises InvitationDoesNotOpen when the link was used in another window meanwhile, or when
    somebody with this e-mail walks with us already.
    """
    now = now or timezone.now()
    locked = (
        Invitation.objects.select_for_update(of=("self",))
        .open(now)
        .select_related("nomination__told_by")
        .filter(pk=invitation.pk)
        .first()
    )
    # The same person may have been told of twice and accepted the other letter.
    if locked is None or User.objects.filter(email__iexact=locked.email).exists():
        raise InvitationDoesNotOpen
    nomination = locked.nomination
    user = User.objects.create_user(locked.email, password, name=name, called=called)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    agency = nomination.agency
    if agency is None and nomination.agency_words:
        agency, _ = Agency.objects.get_or_create(
            name=nomination.agency_words, defaults={"kind": Agency.Kind.OTHER}
        )
    if agency is not None:
        Posting.objects.create(
            user=user,
            agency=agency,
            title=nomination.title,
            district=nomination.district,
            begins=timezone.localdate(now),
        )
    locked.accepted_at = now
    locked.user = user
    locked.save(update_fields=["accepted_at", "user"])
    nomination.state = Nomination.State.ACCEPTED
    nomination.save(update_fields=["state"])
    letters.post_accepted(locked, to=nomination.told_by)
    return user
