"""Handing over (ส่งไม้ต่อ): what hangs on somebody who moves goes on to others, line by line.

The only door to handovers. What can hang on a person is told by carriers, one for each kind of
line, which the apps register when they start (`carries`); this module knows none of them. Until a
line is taken a coordinator stands with it, and from the giver's last day really holds the thing,
so that nothing is ever without somebody. Authorship is no line: it stays.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from kmnet.thai.private import private_numbers
from members import letters
from members.models import (
    Duty,
    Handover,
    HandoverLine,
    HandoverOffer,
    Posting,
    User,
)
from members.reach import desk_of, home_district
from villages.models import District, Village

State = HandoverLine.State
Answer = HandoverOffer.Answer
Why = Handover.Why
LONGEST_ABOUT = HandoverLine._meta.get_field("about").max_length
FARTHEST_DAY = datetime.timedelta(days=730)
TURNS = 0x6B6D6F76  # the number of the lock that lets one handing over happen at a time


# What can hang on a person ------------------------------------------------------------------------


@dataclass(frozen=True)
class Thing:
    """One thing that hangs on somebody: its key among its kind, in words, and where it is.

    `about` is kept with the line, so it holds no name of somebody whose file may be erased.
    """

    key: str
    about: str
    village: Village | None = None


class Carrier:
    """How one kind of thing is found, looked at and handed on. Keys are texts of digits and `:`."""

    def gather(self, user: User) -> list[Thing]:
        """What hangs on `user` now."""
        raise NotImplementedError

    def still_there(self, key: str) -> bool:
        """Whether there is anything left to carry."""
        raise NotImplementedError

    def holders(self, key: str) -> set[int]:
        """Primary keys of those who carry it now."""
        raise NotImplementedError

    def hand(
        self, key: str, *, to: User, by: User, on: datetime.date, stand_in: User | None = None
    ) -> None:
        """Let `to` carry it from today; whoever gives it does until the day `on`.

        `stand_in` is the coordinator who has stood with it, and lets go of it again.
        """
        raise NotImplementedError

    def district(self, key: str) -> District | None:
        """The district whose coordinator stands with it, where the thing says so."""
        return None

    def named(self, key: str) -> str:
        """What is looked up each time and kept nowhere: a name that may be erased."""
        return ""

    def address(self, key: str) -> str:
        """The page on which whoever carries it goes on."""
        return ""

    def tidy(self, today: datetime.date, leaver: User | None = None) -> None:
        """End what a handover left behind, of everybody each day, of a leaver as they leave."""

    def hindrance(self, key: str, *, to: User, by: User) -> str:
        """Why `by` cannot give it to `to`, as a sentence; empty when nothing is in the way."""
        return ""


CARRIERS: dict[str, Carrier] = {}


def carries(kind: str, carrier: Carrier) -> None:
    """Say who knows about the things of a kind. Called once for each as the apps start."""
    CARRIERS[HandoverLine.Kind(kind)] = carrier


def hanging_on(user: User) -> list[tuple[str, Thing]]:
    """(kind, thing) for all that hangs on somebody now, villages first."""
    return [(kind, thing) for kind in HandoverLine.Kind for thing in CARRIERS[kind].gather(user)]


def bare(key: str) -> str:
    """The thing's own key: one that came back to its giver has a line `key#2`, `key#3`."""
    return key.partition("#")[0]


def carrier_of(line: HandoverLine) -> tuple[Carrier, str]:
    """The carrier and the key that a line means."""
    return CARRIERS[line.kind], bare(line.key)


# Who stands with it meanwhile ---------------------------------------------------------------------


def who_can_stand(district: District | None, but: Iterable[int]) -> list[User]:
    """Active coordinators who can stand with something, those of the district first.

    Then those of the province, then whoever has every right. Who is leaving comes last of each.
    """
    duties = Duty.objects.current().filter(
        Q(district=district) | Q(district=None) if district else Q(district=None),
        kind=Duty.Kind.COORDINATOR,
        user__is_active=True,
    )
    leaving = set(Handover.objects.open().values_list("giver", flat=True))
    found = sorted(
        duties.exclude(user__in=but).select_related("user"),
        key=lambda duty: (duty.district_id is None, duty.user_id in leaving, duty.begins, duty.pk),
    )
    others = User.objects.filter(is_active=True, is_superuser=True).exclude(pk__in=but)
    people = [*(duty.user for duty in found), *others.order_by("pk")]
    return list({user.pk: user for user in people}.values())


def district_for(kind: str, key: str, village: Village | None, giver: User) -> District | None:
    """The district that a thing belongs to, else where its giver serves or last served."""
    if village is not None:
        return village.tambon.district
    return CARRIERS[kind].district(bare(key)) or home_district(giver) or last_district(giver)


def last_district(user: User) -> District | None:
    """The district of the latest posting, also when it has ended."""
    posting = user.postings.exclude(district=None).select_related("district").first()
    return posting.district if posting else None


# Opening ------------------------------------------------------------------------------------------


class OpenAlready(ValidationError):
    """This person's handover is open already; carries it as `.handover`."""

    def __init__(self, handover: Handover):
        self.handover = handover
        super().__init__(f"{handover.giver.spoken_name}เปิดส่งไม้ต่อไว้แล้ว ทำต่อในหน้านั้นได้เลย")


class NobodyStands(ValidationError):
    """There is no coordinator who could stand with things meanwhile."""

    def __init__(self):
        super().__init__("ยังไม่มีผู้ประสานงานคนอื่นที่จะรับฝากไว้ระหว่างนี้ ชวนใครสักคนมาเป็นผู้ประสานงานก่อน")


def take_turns() -> None:
    """One handing over at a time, until the transaction ends: nobody waits for each other crosswise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURNS])


def may_open(by: User, giver: User) -> bool:
    """Anybody for themselves; the coordinator of where they serve, or last served, for others."""
    if by.pk == giver.pk:
        return by.is_active
    desk = desk_of(by)
    if desk.all_districts:
        return True
    spans = (Posting.objects.filter(user=giver), Duty.objects.filter(user=giver))
    now = {code for span in spans for code in span.current().values_list("district", flat=True)}
    last = last_district(giver)
    where = (now - {None}) or ({last.pk} if last else set())
    return any(desk.covers(code) for code in where)


@transaction.atomic
def open_handover(
    *,
    giver: User,
    by: User,
    why: str,
    last_day: datetime.date,
    words: str = "",
    today: datetime.date | None = None,
) -> Handover:
    """Open a handover and gather all that hangs on the giver.

    For somebody inactive or gone, a coordinator holds everything at once. Raises ValidationError
    when `by` may not, when the day has gone by or is years away, when nothing hangs on the giver;
    OpenAlready, NobodyStands.
    """
    take_turns()
    today = today or timezone.localdate()
    giver = User.objects.get(pk=giver.pk)
    if not may_open(by, giver):
        raise ValidationError("เปิดแทนกันได้เฉพาะผู้ประสานงานของอำเภอที่เขาอยู่")
    standing = giver.handovers.open().first()
    if standing:
        raise OpenAlready(standing)
    at_once = why == Why.GONE or not giver.is_active
    if at_once and by.pk == giver.pk:
        raise ValidationError({"why": "คุณยังอยู่ตรงนี้ เลือกข้ออื่นที่ตรงกว่า"})
    last_day = min(last_day, today) if at_once else last_day
    if last_day < today and not at_once:
        raise ValidationError({"last_day": "วันนี้ผ่านไปแล้ว ใส่วันสุดท้ายที่ยังอยู่ที่นี่ ลองดูปี พ.ศ. อีกครั้ง"})
    if last_day > today + FARTHEST_DAY:
        raise ValidationError({"last_day": "อีกนานเกินสองปี ใกล้ๆ แล้วค่อยเปิด ลองดูปี พ.ศ. อีกครั้ง"})
    if not hanging_on(giver):
        raise ValidationError("ตอนนี้ไม่มีอะไรค้างอยู่ที่ต้องส่งต่อ")
    handover = Handover.objects.create(
        giver=giver, opened_by=by, why=why, last_day=last_day, words=words
    )
    gather_into(handover)
    if at_once:
        hold_all(handover, today)
    letters.post_handover_opened(handover)
    return handover


@transaction.atomic
def leave(giver: User, by: User | None, today: datetime.date | None = None) -> Handover | None:
    """Somebody leaves today, for good or for a while: coordinators hold all that hangs on them.

    Part of the deed that makes somebody inactive, before it does. A handover that is open goes on.
    Returns None when nothing hangs on them. Raises NobodyStands.
    """
    take_turns()
    today = today or timezone.localdate()
    handover = giver.handovers.open().first()
    if handover is None:
        things = hanging_on(giver)
        if not things:
            return None
        handover = Handover.objects.create(
            giver=giver,
            opened_by=by or stands_first(things, giver),
            why=Why.GONE,
            last_day=today,
        )
        gather_into(handover)
        letters.post_handover_opened(handover)
    else:
        gather_into(handover)
    if handover.last_day > today:
        handover.last_day = today
        handover.save(update_fields=["last_day"])
    hold_all(handover, today)
    for spans in (giver.walkings, giver.duties):
        spans.filter(ends__gt=today, begins__lte=today).update(ends=today)
    for carrier in CARRIERS.values():
        carrier.tidy(today, giver)
    close_when_done(handover)
    return handover


def can_leave(giver: User) -> bool:
    """Whether some coordinator could stand with each thing that hangs on somebody."""
    return all(
        who_can_stand(district_for(kind, thing.key, thing.village, giver), [giver.pk])
        for kind, thing in hanging_on(giver)
    )


def stands_first(things: list[tuple[str, Thing]], giver: User) -> User:
    """The coordinator who opens where nobody did: who stands with the first thing."""
    kind, thing = things[0]
    able = who_can_stand(district_for(kind, thing.key, thing.village, giver), [giver.pk])
    if not able:
        raise NobodyStands
    return able[0]


def gather_into(handover: Handover) -> None:
    """One line for each thing that hangs on the giver and has none that waits.

    Raises NobodyStands when nobody could stand with a new line.
    """
    standing = {}
    for line in handover.lines.all():
        standing.setdefault((line.kind, bare(line.key)), []).append(line)
    for kind, thing in hanging_on(handover.giver):
        before = standing.get((kind, thing.key), [])
        if any(line.state == State.WAITING for line in before):
            continue
        district = district_for(kind, thing.key, thing.village, handover.giver)
        able = who_can_stand(district, [handover.giver_id])
        if not able:
            raise NobodyStands
        HandoverLine.objects.create(
            handover=handover,
            kind=kind,
            key=f"{thing.key}#{len(before) + 1}" if before else thing.key,
            about=thing.about[:LONGEST_ABOUT],
            village=thing.village,
            stands_with=able[0],
        )


# From the last day on -----------------------------------------------------------------------------


def hold_all(handover: Handover, on: datetime.date) -> None:
    """The coordinators who stand with what nobody has taken hold it; the giver did until `on`."""
    for line in handover.lines.filter(state=State.WAITING).select_for_update():
        keep_standing(line)
        if line.state != State.WAITING or not line.stands_with.is_active:
            continue  # settled; or no coordinator is left, and the giver holds it until there is
        carrier, key = carrier_of(line)
        if handover.giver_id in carrier.holders(key):
            carrier.hand(key, to=line.stands_with, by=handover.opened_by, on=on)


def keep_standing(line: HandoverLine) -> None:
    """Set a line aside whose thing is gone, and see that an active coordinator stands with it."""
    carrier, key = carrier_of(line)
    handover, holder = line.handover, line.stands_with
    if is_gone(line):
        lay(line)
        return
    district = district_for(line.kind, line.key, line.village, handover.giver)
    able = who_can_stand(district, [handover.giver_id])
    if not able or holder.pk in {user.pk for user in able}:
        return
    line.stands_with = able[0]
    line.save(update_fields=["stands_with"])
    holders = carrier.holders(key)
    if holder.pk in holders and handover.giver_id not in holders:
        carrier.hand(
            key,
            to=line.stands_with,
            by=handover.opened_by,
            on=handover.last_day,
            stand_in=holder,
        )


def is_gone(line: HandoverLine) -> bool:
    """Whether nothing is left to carry, or it went on to somebody by another way."""
    carrier, key = carrier_of(line)
    if not carrier.still_there(key):
        return True
    return not carrier.holders(key) & {line.handover.giver_id, line.stands_with_id}


def lay(line: HandoverLine) -> None:
    """Set a line aside: there is nothing left in it to take."""
    line.state, line.settled_at = State.GONE, timezone.now()
    line.save(update_fields=["state", "settled_at"])


def close_when_done(handover: Handover) -> None:
    """A handover closes itself when no line waits."""
    if handover.closed_at is None and not handover.lines.filter(state=State.WAITING).exists():
        handover.closed_at = timezone.now()
        handover.save(update_fields=["closed_at"])


@transaction.atomic
def look_again(handover: Handover, today: datetime.date | None = None) -> Handover:
    """Bring an open handover up to date: what began to hang on the giver, what is gone.

    From the last day on, what nobody has taken is held by the coordinators. Run as its page is
    opened, and every day.
    """
    take_turns()
    today = today or timezone.localdate()
    handover = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    if handover.closed_at is not None:
        return handover
    # Somebody who serves elsewhere by now begins new things there, which are theirs to keep.
    if handover.last_day >= today or not handover.giver.is_active:
        gather_into(handover)
    if handover.last_day <= today or not handover.giver.is_active:
        hold_all(handover, handover.last_day if handover.giver.is_active else today)
    else:
        for line in handover.lines.filter(state=State.WAITING):
            keep_standing(line)
    close_when_done(handover)
    return handover


def tend(today: datetime.date | None = None) -> tuple[int, list[str]]:
    """Every day: open what nobody opened for people who left, hold what the last day leaves.

    Returns how many handovers are open, and the names of those who left with things that no
    coordinator is there to hold. Running it twice does nothing twice.
    """
    today = today or timezone.localdate()
    alone = []
    for user in User.objects.filter(is_active=False).order_by("pk"):
        try:
            leave(user, None, today)
        except NobodyStands:
            alone.append(user.spoken_name)
    for handover in Handover.objects.open().filter(giver__is_active=True).order_by("pk"):
        try:
            look_again(handover, today)
        except NobodyStands:
            alone.append(handover.giver.spoken_name)
    for carrier in CARRIERS.values():
        carrier.tidy(today)
    stand_anew()
    return Handover.objects.open().count(), alone


@transaction.atomic
def stand_anew() -> None:
    """Look at every waiting line once more: a handover looked at later may have handed its thing
    on, or ended the duty of the coordinator who stood with it."""
    take_turns()
    for line in HandoverLine.objects.filter(state=State.WAITING).select_for_update():
        keep_standing(line)
        close_when_done(line.handover)


# Words, offers, answers ---------------------------------------------------------------------------


def may_read_all(user: User, handover: Handover) -> bool:
    """Who sees every line: the giver, whoever opened it, coordinators of the province."""
    own = user.pk in (handover.giver_id, handover.opened_by_id)
    return user.is_active and (own or desk_of(user).all_districts)


def may_offer(user: User, line: HandoverLine) -> bool:
    """Who asks others to take a line: whoever sees all of it, and the coordinator standing with it."""
    return user.is_active and (user.pk == line.stands_with_id or may_read_all(user, line.handover))


@transaction.atomic
def say_whom_to_greet(*, line: HandoverLine, words: str, by: User) -> HandoverLine:
    """A few words about a village: whom to greet first. Raises ValidationError for others' lines."""
    if not may_offer(by, line):
        raise ValidationError("เรื่องนี้ให้คนส่งไม้หรือผู้ประสานงานเป็นคนเขียน")
    if problem := private_numbers(words):
        raise ValidationError({"words": problem})
    line = HandoverLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    line.words = words
    line.save(update_fields=["words"])
    return line


@transaction.atomic
def offer(*, lines: Iterable[HandoverLine], to: User, by: User) -> tuple[list, list[str]]:
    """Ask somebody to take lines of one handover.

    Returns the new offers, and a sentence for each line that could not be offered. Raises
    ValidationError, before anybody is asked, for the giver themselves, somebody inactive, no line.
    """
    take_turns()
    keys = [line.pk for line in lines]
    found = HandoverLine.objects.filter(pk__in=keys).select_related("handover__giver")
    lines = list(found.select_for_update(of=("self",)))
    if not lines:
        raise ValidationError({"lines": "ยังไม่ได้เลือกว่าจะส่งอะไรต่อ แตะเลือกก่อน"})
    handover, to = lines[0].handover, User.objects.get(pk=to.pk)
    if to.pk == handover.giver_id:
        raise ValidationError({"to": "ส่งไม้ให้ตัวเองไม่ได้ เลือกเพื่อนอีกคน"})
    if not to.is_active:
        raise ValidationError({"to": f"{to.spoken_name}ไม่ได้อยู่ในเครือข่ายแล้ว เลือกคนอื่นแทน"})
    if to.pk == by.pk:
        raise ValidationError({"to": "อยู่กับคุณระหว่างนี้อยู่แล้ว จะรับไว้เอง กด “รับไว้เอง” ที่เรื่องนั้น"})
    asked, aside = [], []
    for line in lines:
        sentence = hindrance(line, to=to, by=by)
        if sentence:
            aside.append(sentence)
            continue
        asked.append(HandoverOffer.objects.create(line=line, to=to, by=by))
    close_when_done(handover)
    if asked:
        letters.post_handover_asked(asked)
    return asked, aside


def hindrance(line: HandoverLine, *, to: User, by: User) -> str:
    """Why a line cannot be offered, as a sentence; a line that is gone is set aside on the way."""
    if not may_offer(by, line):
        return f"{line.about} ให้คนส่งไม้หรือผู้ประสานงานเป็นคนขอ"
    if line.state == State.TAKEN:
        return f"{line.about} {line.taken_by.spoken_name}รับไม้ไปแล้ว"
    if line.state == State.WAITING and is_gone(line):
        lay(line)
    if line.state == State.GONE:
        return f"{line.about} ไม่มีอะไรค้างแล้ว วางไว้ได้เลย"
    if line.offers.filter(to=to, answer="").exists():
        return f"{line.about} ขอ{to.spoken_name}ไว้แล้ว รอเขาตอบ"
    carrier, key = carrier_of(line)
    return carrier.hindrance(key, to=to, by=by)


def accept(*, offer: HandoverOffer, by: User) -> HandoverLine:
    """รับไม้: the thing is theirs from now on. Pressed twice it is taken once.

    Raises ValidationError when somebody else took it first, saying who, or nothing is left of it.
    """
    with transaction.atomic():
        take_turns()
        offer = locked_offer(offer, by)
        line = offer.line
        if offer.answer == Answer.TAKEN:
            return line
        problem = unanswerable(offer) or take(line, to=offer.to, by=offer.by, offer=offer)
    # Outside, so that a line found to be gone stays set aside.
    if problem:
        raise ValidationError(problem)
    return line


def keep_here(*, line: HandoverLine, by: User) -> HandoverLine:
    """The coordinator who stands with a line takes it up themselves. Raises as `accept` does."""
    with transaction.atomic():
        take_turns()
        line = HandoverLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
        if line.stands_with_id != by.pk:
            raise ValidationError("เรื่องนี้ไม่ได้อยู่กับคุณ")
        if line.state == State.WAITING:
            own, _ = HandoverOffer.objects.get_or_create(
                line=line, to=by, answer="", defaults={"by": by}
            )
            problem = take(line, to=by, by=by, offer=own)
        else:
            problem = settled_words(line)
    if problem:
        raise ValidationError(problem)
    return line


def locked_offer(offer: HandoverOffer, by: User) -> HandoverOffer:
    """The offer, its line held. Raises ValidationError when it is somebody else's."""
    line = HandoverLine.objects.select_for_update(of=("self",)).get(pk=offer.line_id)
    offer = HandoverOffer.objects.select_related("to", "by").get(pk=offer.pk)
    offer.line = line
    if offer.to_id != by.pk:
        raise ValidationError("ไม้นี้ฝากไว้กับคนอื่น")
    if not offer.to.is_active:
        raise ValidationError("บัญชีนี้พักอยู่ รับไม้ไม่ได้")
    return offer


def settled_words(line: HandoverLine) -> str:
    """What to say of a line that waits no more."""
    if line.state == State.TAKEN:
        return f"{line.taken_by.spoken_name}รับไม้นี้ไปก่อนแล้ว"
    return "เรื่องนี้ไม่มีอะไรค้างแล้ว ไม่ต้องรับ"


def unanswerable(offer: HandoverOffer) -> str:
    """Why an offer cannot be answered any more, as a sentence; empty while it can."""
    if offer.line.state != State.WAITING:
        return settled_words(offer.line)
    if offer.answer == Answer.RETURNED:
        return "คุณฝากคืนไปแล้ว ถ้าเปลี่ยนใจ บอกคนส่งไม้ให้ขออีกครั้ง"
    return ""


def take(line: HandoverLine, *, to: User, by: User, offer: HandoverOffer) -> str:
    """Hand the thing of a held, waiting line over; returns a sentence when that cannot be."""
    carrier, key = carrier_of(line)
    handover = line.handover
    problem = "เรื่องนี้ไม่มีอะไรค้างแล้ว ไม่ต้องรับ" if is_gone(line) else ""
    if problem:
        lay(line)
    else:
        problem = carrier.hindrance(key, to=to, by=by)
        if problem:
            return problem
        carrier.hand(key, to=to, by=by, on=handover.last_day, stand_in=line.stands_with)
        now = timezone.now()
        answer(offer, Answer.TAKEN, now)
        line.state, line.taken_by, line.settled_at = State.TAKEN, to, now
        line.save(update_fields=["state", "taken_by", "settled_at"])
        line.offers.filter(answer="").update(answer=Answer.LATE, answered_at=now)
        letters.post_handover_taken(line)
    close_when_done(handover)
    return problem


def give_back(*, offer: HandoverOffer, words: str, by: User) -> HandoverOffer:
    """ขอฝากคืน, and why: the line waits on, with the coordinator who stands with it.

    Raises ValidationError without words, and when the offer is answered or settled already.
    """
    with transaction.atomic():
        take_turns()
        offer = locked_offer(offer, by)
        if offer.answer == Answer.RETURNED:
            return offer
        problem = unanswerable(offer)
        if problem:
            raise ValidationError(problem)
        if not words.strip():
            raise ValidationError({"words": "บอกสั้นๆ ว่าเพราะอะไร เขาจะได้หาคนอื่น"})
        answer(offer, Answer.RETURNED, timezone.now(), words)
        letters.post_handover_returned(offer)
    return offer


def answer(offer: HandoverOffer, said: str, now: datetime.datetime, words: str = "") -> None:
    """Write an answer down."""
    offer.answer, offer.answered_at, offer.words = said, now, words
    offer.save(update_fields=["answer", "answered_at", "words"])


# What pages ask -----------------------------------------------------------------------------------


def waiting_for(user: User):
    """Offers that wait for an answer of this person, first asked first."""
    open_lines = {"answer": "", "line__state": State.WAITING}
    return (
        HandoverOffer.objects.filter(to=user, **open_lines)
        .select_related("line__handover__giver", "line__village__tambon__district")
        .order_by("at", "pk")
    )


def handed_to(user: User) -> list[Handover]:
    """Handovers in which something waits for this person's answer, each once, first asked first."""
    return list({each.line.handover_id: each.line.handover for each in waiting_for(user)}.values())


def standing_with(user: User):
    """Lines that nobody has taken, with which this person stands, by their giver's last day."""
    return (
        HandoverLine.objects.filter(stands_with=user, state=State.WAITING)
        .select_related("handover__giver", "village__tambon__district")
        .order_by("handover__last_day", "handover", "pk")
    )


def lines_for(user: User, handover: Handover):
    """The lines of a handover that somebody may read: all of them, or those that concern them."""
    lines = handover.lines.select_related(
        "village__tambon__district", "stands_with", "taken_by", "handover"
    ).prefetch_related("offers__to", "offers__by")
    if may_read_all(user, handover):
        return lines
    mine = HandoverOffer.objects.filter(line=OuterRef("pk"), to=user)
    return lines.filter(Q(stands_with=user) | Q(taken_by=user) | Exists(mine))


def may_call_keepers(user: User, line: HandoverLine) -> bool:
    """Who sees how to reach a village's keepers: who serves or looks after the district, and
    whoever has taken the village over from somebody who did."""
    district = line.village.tambon.district_id
    spans = (Posting, Duty)
    if any(
        span.objects.current().filter(user=user, district=district).exists() for span in spans
    ) or desk_of(user).covers(district):
        return True
    giver = line.handover.giver_id
    served = any(span.objects.filter(user=giver, district=district).exists() for span in spans)
    return user.pk == line.taken_by_id and user.is_active and served


def handed_on_by(nomination, user: User) -> set[int]:
    """Primary keys of those whose part in a file somebody carries on, one handing after another."""
    lines = HandoverLine.objects.filter(
        kind=HandoverLine.Kind.NOMINATION, key__startswith=f"{nomination.pk}:told"
    )
    if nomination.carrier_id != user.pk:
        return set()
    return set(lines.exclude(state=State.GONE).values_list("handover__giver", flat=True))
