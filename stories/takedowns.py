"""Taking down (ขอให้ถอน): asked by anybody, hidden at once, then decided with a reason.

What is asked about hides with the request and waits for a word: from the village, by its keeper's
link, or from a connector or coordinator of the district. What people agreed to about a name stands
meanwhile, for anybody may ask; it ends when a partner was told, or when it is decided that the name
stays out, and then only the person brings it back. A story is the village's: its keeper's yes, given
after the request, shows it again. Who does not agree with a decision asks once for another look, by
a coordinator who has not decided yet.

So that nobody can empty the site, few requests from one address and for one district hide in a
day; those after them are taken in and wait for a human.
"""

import datetime
import ipaddress

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kmnet.links import nonce_behind, sign
from kmnet.thai.dates import thai_datetime
from kmnet.thai.names import is_named
from members.models import User
from members.reach import coordinators_of, desk_of, reach_of
from stories import letters, people, photos, publishing
from stories.models import (
    Person,
    PersonConsent,
    Photo,
    Printing,
    Story,
    TakeDown,
    TakeDownDecision,
    VillageApproval,
)
from villages.models import KeeperLink, Stewardship, Village

What = TakeDown.What
Answer = TakeDownDecision.Answer

MOST_FROM_ONE_ADDRESS = 3  # requests that hide, in a day
MOST_IN_ONE_DISTRICT = 10  # the same, from everybody without an account
DAY = 24 * 60 * 60  # seconds
THE_KEEPER = "ผู้ดูแลเรื่องของหมู่บ้าน"
SAME_PRESS = datetime.timedelta(minutes=10)
LINK_SALT = "stories.takedown"
ASKED_LOCK = 0x6B6D6E65  # the advisory lock under which requests that hide are counted


class LinkDoesNotOpen(Exception):
    """The address at which somebody looks back at a request is not one of ours."""


class DecidedAlready(ValidationError):
    """Somebody else decided first; carries their decision as `.decision`."""

    def __init__(self, decision: TakeDownDecision):
        self.decision = decision
        super().__init__(
            f"{who_decided(decision, in_public=True)}ตัดสินเรื่องนี้ไปก่อนแล้วว่า “{decision.get_answer_display()}” "
            f"เมื่อ {thai_datetime(decision.at)} ข้อความของคุณยังอยู่ด้านล่าง"
        )


# Asking -----------------------------------------------------------------------------------------


@transaction.atomic
def ask(
    *,
    story: Story,
    what: str,
    photo: Photo | None = None,
    person: Person | None = None,
    said_by: str,
    words: str = "",
    contact: str = "",
    told_to: User | None = None,
    address: str = "",
    now: datetime.datetime | None = None,
) -> TakeDown:
    """Take in a request that a story, a photo of it or a name in it come down, and hide that.

    `said_by` is who asks; `told_to` the partner who was told, and then nothing is counted;
    `address` is where an anonymous request came from, an IP address in text. `.hides` of the
    result says whether it hid or waits for a human first. The same request sent twice is one.
    Raises ValidationError when the story is not published, when the photo or person is not of it,
    or by field when nobody is named as asking.
    """
    now = now or timezone.now()
    story = publishing.lock(story)
    refuse_what_is_not_there(story, what, photo, person)
    if not said_by.strip():
        raise ValidationError({"said_by": "ยังไม่ได้บอกว่าใครเป็นคนขอ บอกชื่อหรือบอกว่าเป็นใครในเรื่องก็ได้"})
    said = {"said_by": said_by, "words": words, "contact": contact, "told_to": told_to}
    subject = {"story": story, "what": what, "photo": photo, "person": person}
    pressed = TakeDown.objects.filter(**subject, **said, at__gt=now - SAME_PRESS, at__lte=now)
    if pressed.exists():
        return pressed[0]
    hides = told_to is not None or may_hide(story, address, now)
    takedown = TakeDown.objects.create(**subject, **said, hides=hides, at=now)
    if hides:
        hide(takedown, now)
    if hides or not waited_before(takedown):
        letters.post_asked_to_come_down(takedown)
    return takedown


def waited_before(takedown: TakeDown) -> bool:
    """Whether another request about the story came today and did not hide: of one, letters went."""
    midnight = day_of(takedown.at)
    others = TakeDown.objects.filter(story=takedown.story_id, hides=False).exclude(pk=takedown.pk)
    return others.filter(at__gte=midnight, at__lte=takedown.at).exists()


def day_of(now: datetime.datetime) -> datetime.datetime:
    """The midnight with which the day began here."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def refuse_what_is_not_there(
    story: Story, what: str, photo: Photo | None, person: Person | None
) -> None:
    """Raise ValidationError unless the request is about something that this story shows."""
    if story.state != Story.State.PUBLISHED:
        raise ValidationError("เรื่องนี้ไม่ได้เผยแพร่อยู่แล้ว ไม่มีใครเห็น ไม่ต้องขออะไรอีก")
    shown = story.published_revision.shown_photos
    there = {
        What.STORY: photo is None and person is None,
        What.PHOTO: person is None and photo and shown.filter(photo=photo).exists(),
        What.NAME: photo is None and person and person.village_id == story.village_id,
    }
    if not there.get(what):
        raise ValidationError("ไม่พบสิ่งที่เลือกในเรื่องนี้ เปิดหน้านี้ใหม่ แล้วเลือกอีกครั้ง")


def may_hide(story: Story, address: str, now: datetime.datetime) -> bool:
    """Whether one more request without an account hides today; counts it for the address.

    Needs an open transaction: requests that come at once are counted one after another.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ASKED_LOCK])
    midnight = day_of(now)
    district = TakeDown.objects.filter(
        story__village__tambon__district=story.village.tambon.district_id,
        told_to=None,
        hides=True,
        at__gte=midnight,
    )
    key = counted_under(address, midnight)
    hidden = cache.get(key, 0)
    if hidden >= MOST_FROM_ONE_ADDRESS or district.count() >= MOST_IN_ONE_DISTRICT:
        return False
    cache.set(key, hidden + 1, timeout=DAY)
    return True


def counted_under(address: str, day: datetime.datetime) -> str:
    """The cache's key for an address on a day; the address itself is not kept.

    Of an IPv6 address the first half counts, for a home or a phone has the whole second half.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        ip = None
    if ip is not None and ip.version == 6:
        address = str(ipaddress.ip_network((ip, 64), strict=False))
    return "takedown:" + salted_hmac(LINK_SALT, f"{address} {day:%Y-%m-%d}").hexdigest()


def names_shown(story: Story) -> list[Person]:
    """People whose names everybody can read in the published text, by name."""
    shown = story.shown
    agreed = PersonConsent.objects.names(PersonConsent.Where.WEB).values("person")
    tellers = {teller.person_id for teller in story.published_revision.tellers.all()}
    knowing = set(story.published_revision.nuggets.values_list("holder", flat=True))
    parts = [shown.title, shown.body]
    parts += [words for photo in shown.photos for words in (photo.caption, photo.alt)]
    parts += [words for nugget in shown.nuggets for words in (nugget.knows, nugget.how)]
    text = "\n".join(parts)
    return [
        person
        for person in Person.objects.remembered().filter(village=story.village, pk__in=agreed)
        if person.pk in tellers | knowing or is_named(text, person.called, person.name)
    ]


# Deciding ---------------------------------------------------------------------------------------


@transaction.atomic
def decide(
    *,
    takedown: TakeDown,
    by: User,
    answer: str,
    words: str,
    seen: int | None = None,
    now: datetime.datetime | None = None,
) -> TakeDownDecision:
    """A connector or coordinator of the district decides; after an appeal, another coordinator.

    `seen` is how many decisions stood on the page. Raises DecidedAlready when somebody was first,
    and ValidationError when this person may not decide, or by field when answer or reason is
    missing.
    """
    takedown, decisions = hold(takedown)
    refuse_late(takedown, decisions, seen)
    if not may_decide(by, takedown):
        raise ValidationError(why_not_mine(by, takedown, decisions))
    return write(takedown, decisions, answer=answer, words=words, now=now, by=by)


@transaction.atomic
def decide_by_link(
    takedown: TakeDown,
    link: KeeperLink,
    answer: str,
    words: str,
    now: datetime.datetime | None = None,
) -> TakeDownDecision:
    """The village decides by its keeper's link. "Stays out" takes its story back for good.

    Raises DecidedAlready when somebody was first, and ValidationError when the link is another
    village's, or by field when answer or reason is missing.
    """
    takedown, decisions = hold(takedown)
    if link.stewardship.village_id != takedown.story.village_id:
        raise ValidationError("ลิงก์นี้เป็นของอีกหมู่บ้านหนึ่ง")
    if decisions:
        raise DecidedAlready(decisions[-1])
    return write(takedown, decisions, answer=answer, words=words, now=now, link=link)


def why_not_mine(by: User, takedown: TakeDown, decisions: list[TakeDownDecision]) -> str:
    """Why this person may not decide now, in a sentence."""
    if by.pk == takedown.story.scribe_id:
        return "คุณเป็นคนเขียนเรื่องนี้ ให้คนอื่นตัดสิน"
    if by.pk == takedown.told_to_id:
        return "คุณเป็นคนรับคำขอนี้มาเอง ให้คนอื่นตัดสิน"
    if decisions and decisions[0].by_id == by.pk:
        return "คุณตัดสินครั้งแรกไปแล้ว ครั้งนี้ให้ผู้ประสานงานอีกคนดู"
    if decisions:
        return "ครั้งนี้ให้ผู้ประสานงานที่ดูแลอำเภอนี้เป็นคนดู"
    return "ให้คุณประสานหรือผู้ประสานงานที่ดูแลอำเภอนี้ตัดสิน"


def hold(takedown: TakeDown) -> tuple[TakeDown, list[TakeDownDecision]]:
    """The request and its decisions, held until the transaction ends; the story is locked first."""
    story = publishing.lock(takedown.story)
    takedown = TakeDown.objects.select_for_update(of=("self",)).get(pk=takedown.pk)
    takedown.story = story
    return takedown, list(takedown.decisions.select_related("by", "link__stewardship"))


def refuse_late(takedown: TakeDown, decisions: list[TakeDownDecision], seen: int | None) -> None:
    """Raise DecidedAlready when there is nothing to decide, or another page was looked at."""
    looked_past = seen is not None and seen != len(decisions)
    if decisions and (looked_past or len(decisions) == 2 or takedown.appealed_at is None):
        raise DecidedAlready(decisions[-1])


def write(
    takedown: TakeDown,
    decisions: list[TakeDownDecision],
    *,
    answer: str,
    words: str,
    now: datetime.datetime | None,
    **who,
) -> TakeDownDecision:
    """Write a decision down and let what it is about follow."""
    problems = {}
    if answer not in Answer.values:
        problems["answer"] = "ยังไม่ได้เลือกว่าจะถอนไว้ หรือให้อ่านได้อีก"
    if not words.strip():
        problems["words"] = "ยังไม่ได้บอกว่าเพราะอะไร คนที่ขอจะได้อ่านข้อความนี้"
    if problems:
        raise ValidationError(problems)
    now = now or timezone.now()
    decision = TakeDownDecision.objects.create(
        takedown=takedown, position=len(decisions) + 1, answer=answer, words=words, at=now, **who
    )
    carry_out(takedown, decision, decisions, now)
    letters.post_takedown_decided(decision)
    return decision


def carry_out(
    takedown: TakeDown,
    decision: TakeDownDecision,
    earlier: list[TakeDownDecision],
    now: datetime.datetime,
) -> None:
    """Hide, take back, or show again, as decided."""
    stays_out = decision.answer == Answer.STAYS_OUT
    if takedown.what == What.NAME and stays_out:
        withdraw_name(takedown, told_to=decision.by or takedown.told_to, now=now)
    if takedown.what == What.STORY and stays_out and decision.link:
        publishing.take_back_after_request(
            story=takedown.story, link=decision.link, words=decision.words, now=now
        )
    if takedown.what == What.PHOTO:
        photo = takedown.photo
        if stays_out and photo.removed_at is None:
            photos.take_out(photo)
        elif not stays_out and earlier:
            put_back(photo, since=earlier[0].at)
    follow(takedown, now)


def put_back(photo: Photo, *, since: datetime.datetime) -> None:
    """Undo taking a photo out, unless somebody did that before, or put it in anew since."""
    again = photo.visit.photos.standing().filter(sha256=photo.sha256)
    if photo.removed_at and photo.removed_at >= since and not again.exists():
        Photo.objects.filter(pk=photo.pk).update(removed_at=None)


# What is hidden ---------------------------------------------------------------------------------


def hide(takedown: TakeDown, now: datetime.datetime) -> None:
    """Hide at once what a request is about. A name of which a partner was told loses its leave."""
    if takedown.what == What.NAME and takedown.told_to:
        withdraw_name(takedown, told_to=takedown.told_to, now=now)
    follow(takedown, now)


def withdraw_name(takedown: TakeDown, *, told_to: User | None, now: datetime.datetime) -> None:
    """End all consents to show the name a request is about, on the web and on paper."""
    people.withdraw(
        person=takedown.person,
        how="ขอถอนที่หน้าเรื่อง",
        what=[PersonConsent.What.NAME],
        told_to=told_to,
        now=now,
    )


def follow(takedown: TakeDown, now: datetime.datetime) -> None:
    """Keep a story, photo or name hidden while any request holds it; show it when none does."""
    if takedown.what == What.NAME:
        # Since the last of them: what the person agreed to after it shows the name.
        asked = holding().filter(person=takedown.person_id).aggregate(last_at=Max("at"))
        person = Person.objects.filter(pk=takedown.person_id)
        person.update(name_hidden_at=asked["last_at"])
        return
    if takedown.what == What.STORY:
        subject = Story.objects.filter(pk=takedown.story_id)
        held = holding().filter(story=takedown.story_id, what=What.STORY).exists()
    else:
        subject = Photo.objects.filter(pk=takedown.photo_id)
        held = holding().filter(photo=takedown.photo_id).exists()
    if held:
        subject.filter(hidden_at=None).update(hidden_at=now)
    else:
        subject.update(hidden_at=None)


def holding():
    """Requests that hold their thing hidden: undecided ones, and those decided to stay out.

    Where the village itself said so, its story has been taken back and is the village's to bring
    out again; nothing else holds it. Nor does a decision older than the village's own yes. A name
    that stays out has lost its leave, and needs no holding.
    """
    newest = TakeDownDecision.objects.filter(takedown=OuterRef("pk")).order_by("-position")
    yes = VillageApproval.objects.filter(
        story=OuterRef("story"),
        answer=VillageApproval.Answer.YES,
        how=VillageApproval.How.LINK,
        answered_at__gt=OuterRef("last_at"),
    )
    return TakeDown.objects.alias(
        last=Subquery(newest.values("answer")[:1]),
        last_by=Subquery(newest.values("by")[:1]),
        last_at=Subquery(newest.values("at")[:1]),
    ).filter(
        Q(last=None, hides=True)
        | Q(last=Answer.STAYS_OUT, what=What.PHOTO)
        | Q(~Exists(yes), last=Answer.STAYS_OUT, what=What.STORY, last_by__isnull=False)
    )


@transaction.atomic
def village_said_yes(
    approval: VillageApproval, now: datetime.datetime | None = None
) -> list[TakeDownDecision]:
    """Let a yes by the keeper's link show a story that requests hold; the story is locked first.

    The yes is written down as the answer to each of them, so that it is closed for whoever asked
    and for the desk. A yes told face to face is no answer to a request: who wrote it down may be
    whom it is about. Returns the decisions; requests looked at twice keep theirs, and let go.
    """
    if (approval.answer, approval.how) != (VillageApproval.Answer.YES, VillageApproval.How.LINK):
        return []
    now = now or timezone.now()
    story = publishing.lock(approval.story)
    words = approval.words or "หมู่บ้านอ่านแล้วให้เผยแพร่ได้"
    written = []
    for asked in TakeDown.objects.filter(story=story, what=What.STORY).order_by("at"):
        takedown, decisions = hold(asked)
        if a_yes_answers(takedown, decisions):
            written.append(
                TakeDownDecision.objects.create(
                    takedown=takedown,
                    position=len(decisions) + 1,
                    answer=Answer.SHOWN_AGAIN,
                    words=words,
                    link=approval.link,
                    at=now,
                )
            )
        follow(takedown, now)
    for decision in written:
        letters.post_takedown_decided(decision, writers_know=True)
    return written


def a_yes_answers(takedown: TakeDown, decisions: list[TakeDownDecision]) -> bool:
    """Whether a request waits for a word, or was decided against the village just once."""
    if len(decisions) != 1:
        return not decisions
    stays_out = decisions[0].answer == Answer.STAYS_OUT and decisions[0].by_id is not None
    return stays_out or takedown.appealed_at is not None


# Another look -----------------------------------------------------------------------------------


@transaction.atomic
def appeal(
    *,
    takedown: TakeDown,
    words: str,
    by: User | None = None,
    link: KeeperLink | None = None,
    now: datetime.datetime | None = None,
) -> TakeDown:
    """Ask once that another coordinator look again: the asker, the keeper (`link`) or the scribe.

    What was decided stands until they have. Raises ValidationError when there is nothing to
    appeal, when `by` is not the scribe or the link another village's, or by field without words.
    """
    takedown, decisions = hold(takedown)
    story = takedown.story
    if link and link.stewardship.village_id != story.village_id:
        raise ValidationError("ลิงก์นี้เป็นของอีกหมู่บ้านหนึ่ง")
    if by and by.pk != story.scribe_id:
        raise ValidationError("คนเขียนเรื่อง ผู้ดูแลของหมู่บ้าน หรือคนที่ขอ เป็นคนขอให้ดูอีกครั้งได้")
    reason = why_no_appeal(takedown, decisions, asker=not (by or link))
    if reason:
        raise ValidationError(reason)
    if not words.strip():
        raise ValidationError({"words": "ยังไม่ได้บอกว่าอยากให้ดูอีกครั้งเพราะอะไร"})
    takedown.appealed_at = now or timezone.now()
    takedown.appeal_words = words
    person = by or (link and link.stewardship)
    takedown.appealed_by = (person.spoken_name if person else takedown.said_by)[:160]
    takedown.save(update_fields=["appealed_at", "appeal_words", "appealed_by"])
    letters.post_takedown_appealed(takedown, other_coordinators(takedown))
    return takedown


def why_no_appeal(takedown: TakeDown, decisions: list[TakeDownDecision], *, asker: bool) -> str:
    """Why nobody looks at it once more, in a sentence; "" when somebody may."""
    if not decisions:
        return "ยังไม่มีใครตัดสินเรื่องนี้ รออีกนิด"
    if takedown.appealed_at:
        return f"มีคนขอให้ดูอีกครั้งไปแล้วเมื่อ {thai_datetime(takedown.appealed_at)} ขอได้ครั้งเดียว"
    if len(decisions) == 2:
        return "หมู่บ้านบอกแล้วว่าให้อ่านได้ เรื่องเป็นของหมู่บ้าน"
    stays_out = decisions[0].answer == Answer.STAYS_OUT
    if stays_out and asker:
        return "เรื่องนี้ถอนไว้ตามที่ขอแล้ว"
    if stays_out and takedown.what == What.NAME:
        return "ชื่อจะขึ้นได้อีกเมื่อเจ้าตัวตกลงใหม่ ลองไปถามเขาดู"
    if stays_out and decisions[0].link_id:
        return "หมู่บ้านเป็นคนบอกให้ถอน ถ้าหมู่บ้านเปลี่ยนใจ ผู้ดูแลกดเปลี่ยนใจที่หน้าของตัวเองได้"
    return ""


def other_coordinators(takedown: TakeDown) -> list[User]:
    """Who may look at an appeal: the district's coordinators, where it has no other the province's.

    Not the first decider, the scribe, or whoever took the request in.
    """
    first = takedown.decisions.first()
    away = {takedown.story.scribe_id, takedown.told_to_id, first and first.by_id}
    district = takedown.story.village.tambon.district
    others = [user for user in coordinators_of(district) if user.pk not in away]
    return [user for user in others if not desk_of(user).all_districts] or others


# Questions --------------------------------------------------------------------------------------


def may_decide(user: User, takedown: TakeDown) -> bool:
    """Whether a decision on this request is this person's to make now."""
    if user.pk in {takedown.story.scribe_id, takedown.told_to_id}:
        return False
    district = takedown.story.village.tambon.district_id
    first = takedown.decisions.first()
    if first is None:
        return reach_of(user, duties_only=True).covers(district)
    still_open = takedown.appealed_at is not None and takedown.decisions.count() == 1
    return still_open and first.by_id != user.pk and desk_of(user).covers(district)


def may_know_contact(user: User, takedown: TakeDown) -> bool:
    """Whether somebody may see how to reach who asked: those who answer for the district."""
    district = takedown.story.village.tambon.district_id
    return reach_of(user, duties_only=True).covers(district)


def told():
    """Requests with what a page says of each."""
    return TakeDown.objects.select_related(
        "story__village__tambon__district", "story__published_revision", "photo", "told_to"
    ).prefetch_related("decisions__by", "decisions__link__stewardship")


def in_reach(user: User):
    """Requests about stories of the districts this person looks after, and about their own."""
    near = Village.objects.in_reach(reach_of(user, duties_only=True)).values("pk")
    return told().filter(Q(story__scribe=user) | Q(story__village__in=near))


def waiting_for(user: User):
    """Requests that wait for this person's decision, the longest first."""
    near = Village.objects.in_reach(reach_of(user, duties_only=True)).values("pk")
    desk = Village.objects.in_reach(desk_of(user)).values("pk")
    first = TakeDownDecision.objects.filter(takedown=OuterRef("pk"), position=1)
    return (
        told()
        .open()
        .exclude(Q(story__scribe=user) | Q(told_to=user, told_to__isnull=False))
        .alias(first_by=Subquery(first.values("by")[:1]))
        .filter(
            Q(answers=0, story__village__in=near)
            | Q(answers=1, story__village__in=desk) & ~Q(first_by=user.pk, first_by__isnull=False)
        )
        .order_by("at")
    )


def of_village(village: Village):
    """A village's requests for its keeper: those that wait, and those decided lately."""
    recently = timezone.now() - datetime.timedelta(days=60)
    return (
        told()
        .filter(story__village=village)
        .annotate(answers=Count("decisions"))
        .annotate(decided=Q(answers__gt=0))
        .filter(Q(answers=0) | Q(decisions__at__gt=recently))
        .order_by("decided", "-at")
        .distinct()
    )


def printings_of(story: Story):
    """Books and sheets already printed in which any text of the story stands."""
    return Printing.objects.filter(revisions__story=story).distinct()


def who_decided(decision: TakeDownDecision, *, in_public: bool = False) -> str:
    """The spoken name of who decided; `in_public` a keeper is named only when they wish to be."""
    keeper = decision.link and decision.link.stewardship
    if keeper and in_public and not keeper.show_name:
        return THE_KEEPER
    return (keeper or decision.by).spoken_name


def who_appealed(takedown: TakeDown) -> str:
    """Who asked for another look, as everybody may read it."""
    unnamed = Stewardship.objects.filter(village=takedown.story.village, show_name=False)
    named = takedown.appealed_by not in {keeper.spoken_name for keeper in unnamed}
    return takedown.appealed_by if named else THE_KEEPER


def secret_of(takedown: TakeDown) -> str:
    """What stands in the address at which the asker looks back: number.signature."""
    return sign(str(takedown.pk), salt=LINK_SALT)


def behind(secret: str) -> TakeDown:
    """The request that an asker's address opens. Raises LinkDoesNotOpen for any other address."""
    number = nonce_behind(secret, salt=LINK_SALT)
    found = number and told().filter(pk=number).first()
    if not found:
        raise LinkDoesNotOpen
    return found
