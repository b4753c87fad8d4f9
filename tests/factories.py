"""One maker per thing, through the site's own deeds where there is one; no surprises."""

import datetime
import io
import itertools
import uuid
from importlib import import_module

from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from members import postings, screening, telling, voices
from members.models import (
    Agency,
    Criterion,
    Evidence,
    Invitation,
    Nomination,
    PublicTelling,
    User,
    Voice,
)
from stories import people, photos, publishing, visits
from stories.models import Person, Photo, Story, VillageApproval, Visit
from stories.publishing import Written
from stories.visits import Told
from villages import keepers
from villages.models import District, Stewardship, Village

PASSWORD = "ฝนตกที่ลานสกา2569"
_numbers = itertools.count(1)


def load_the_province() -> None:
    """What every database of the site holds from its first day: places, aspects, criteria."""
    call_command("load_places", verbosity=0, stdout=open("/dev/null", "w"))  # noqa: SIM115
    import_module("villages.migrations.0002_aspects").write(apps, None)
    criteria()


def days_ago(days: int) -> datetime.date:
    """The day that many days before today, in Bangkok."""
    return timezone.localdate() - datetime.timedelta(days=days)


def make_agency(name: str = "", kind: str = "community_development") -> Agency:
    return Agency.objects.create(name=name or f"หน่วยงานที่ {next(_numbers)}", kind=kind)


def make_user(email: str, name: str, called: str = "", district: str | None = None, **more) -> User:
    """A person with a verified e-mail, and a posting when a district's code is given."""
    user = User.objects.create_user(email, PASSWORD, name=name, called=called)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if district:
        postings.begin_posting(
            user=user,
            agency=more.get("agency") or make_agency(),
            district=District.objects.get(code=district),
            begins=days_ago(400),
        )
    return user


def make_keeper(
    village: Village, by: User, name: str = "มาลี ใจเย็น", called: str = "ป้า"
) -> Stewardship:
    return keepers.appoint(
        village=village, name=name, called=called, vouched="ที่ประชุมหมู่บ้าน", by=by, since=days_ago(100)
    )


def photo_bytes(colour: str = "green", size: tuple[int, int] = (1400, 1000), **save) -> bytes:
    """A real JPEG of one colour."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG", **save)
    return file.getvalue()


def photo_file(colour: str = "green", name: str = "IMG_001.jpg", **more) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo_bytes(colour, **more), content_type="image/jpeg")


def make_visit(by: User, village: Village, *, photos_of: tuple[str, ...] = (), **told) -> Visit:
    """A visit that has arrived, with one photo for each colour named."""
    visit = visits.begin(client_uuid=uuid.uuid4(), by=by)
    told = {"village": village, "day": days_ago(3), "good": "ป้าๆ ช่วยกันทำเครื่องแกง", **told}
    visit = visits.keep(visit=visit, told=Told(**told), typed={"good": [told["good"]]}, by=by)
    for colour in photos_of:
        make_photo(visit, colour)
    return visit


def make_photo(visit: Visit, colour: str = "green", **shows) -> Photo:
    """A photo of one colour that shows nobody's face, unless `shows` says otherwise."""
    photo = photos.take_in(
        visit=visit,
        file=photo_file(colour, size=(400, 120)),
        by=visit.author,
        caption=f"รูปสี {colour}",
        alt="รูป",
    )
    return people.say_what_it_shows(photo=photo, **({"shows": "wide"} | shows))


def make_person(village: Village, name: str = "มาลี ใจเย็น", called: str = "ป้า", **more) -> Person:
    """Somebody of a village who may be named or seen in its stories."""
    return people.person_named(village=village, called=called, name=name, **more)


def agree(person: Person, by: User, *what: str, where: str = "web", **more) -> None:
    """The person said yes, face to face: to the name unless something else is given."""
    people.agree(
        person=person,
        what=what or ["name"],
        where=[where],
        how="spoken",
        witness="ครูสายใจ",
        guardian="แม่แดง" if person.is_child else "",
        asked_by=by,
        **more,
    )


def make_story(
    visit: Visit, title: str = "เครื่องแกงของป้า", body: str = "ป้าตำเครื่องแกง", **more
) -> Story:
    """A draft by the visit's author, showing all the visit's photos; its tellers may be named."""
    written = Written(
        title=title,
        body=body,
        tellers=more.get("tellers", [("ป้า", "มาลี ใจเย็น")]),
        photos=[(photo, photo.caption, photo.alt) for photo in visit.photos.standing()],
        aspects=more.get("aspects", []),
        nuggets=more.get("nuggets", []),
    )
    story = publishing.begin(visit=visit, written=written, by=visit.author, now=more.get("now"))
    if more.get("named", True):
        for teller in story.latest_revision.tellers.select_related("person"):
            agree(teller.person, visit.author)
    return story


def ask(story: Story) -> VillageApproval:
    return publishing.ask_village(story=story, by=story.scribe)


def publish(story: Story, now: datetime.datetime | None = None) -> Story:
    """Published as in life: asked, and answered face to face."""
    publishing.answer_in_person(
        approval=ask(story),
        answer="yes",
        answered_by="ผู้ใหญ่เอื้อน",
        witness="ครูสายใจ",
        taken_by=story.scribe,
        now=now,
    )
    return Story.objects.get(pk=story.pk)


def make_published(by: User, village: Village, title: str = "เครื่องแกงของป้า", **more) -> Story:
    """A published story from a visit of its own."""
    now = more.pop("now", None)
    photos_of = more.pop("photos_of", ())
    visit = make_visit(by, village, photos_of=photos_of)
    return publish(make_story(visit, title, **more), now=now)


def make_nomination(by: User, district: str, name: str = "สายใจ รักเรียน", **more) -> Nomination:
    return telling.tell_of(
        name=name,
        called=more.pop("called", "ครู"),
        district=District.objects.get(code=district),
        words=more.pop("words", "สอนเด็กทำปุ๋ยทุกเย็นวันศุกร์มาสองปี"),
        by=by,
        **more,
    )


def make_coordinator(email: str, name: str, called: str = "", district: str | None = None) -> User:
    """Who looks after a district, or the province without one; serves in no agency."""
    user = make_user(email, name, called)
    postings.begin_duty(
        user=user,
        kind="coordinator",
        district=District.objects.get(code=district) if district else None,
        begins=days_ago(300),
    )
    user.refresh_from_db()
    return user


def criteria() -> list[Criterion]:
    """The network's nine criteria in their order, also after a test that emptied every table."""
    written = import_module("members.migrations.0005_first_tellings_and_criteria")
    for position, (words, matters) in enumerate(written.CRITERIA, start=1):
        Criterion.objects.get_or_create(
            words=words, defaults={"matters": matters, "position": position}
        )
    return list(Criterion.objects.order_by("position"))


def make_evidence(nomination: Nomination, by: User, number: int = 1, **more) -> Evidence:
    """Something seen, with a witness, on the criterion of that number."""
    return screening.add_evidence(
        nomination=nomination,
        criterion=criteria()[number - 1],
        direction=more.pop("direction", "for"),
        what=more.pop("what", f"เห็นกับตาเรื่องที่ {number}"),
        who_says=more.pop("who_says", "ป้าแมว"),
        by=by,
        **more,
    )


def ask_voice(nomination: Nomination, by: User, kind: str = "villager", **more) -> Voice:
    """Somebody asked for a voice: ป้าแมว of the village, or หมอนก of ท่าศาลา."""
    peer = {"name": "นก ต่างถิ่น", "called": "หมอ", "district": District.objects.get(code="8008")}
    who = peer if kind == "peer" else {"name": "แมว ใจเย็น", "called": "ป้า"}
    return voices.ask(nomination=nomination, kind=kind, by=by, **(who | more))


def make_voice(nomination: Nomination, by: User, kind: str = "villager", **more) -> Voice:
    """A voice that was heard face to face."""
    return voices.take_down(
        voice=ask_voice(nomination, by, kind, **more),
        words=f"เคยทำงานด้วยกัน ({kind})",
        feeling="glad",
        how="in_person",
        by=by,
    )


def make_whole_file(by: User, village: Village, name: str = "สายใจ รักเรียน", **more) -> Nomination:
    """A file that lacks nothing: met, talked, four criteria, two voices, walked together."""
    nomination = make_nomination(
        by,
        village.code[:4],
        name=name,
        met_place=more.pop("met_place", village.full_name),
        met_on=days_ago(20),
        talked=True,
        **more,
    )
    for number, criterion in enumerate(criteria(), start=1):
        if criterion.matters:
            make_evidence(nomination, by, number)
    make_voice(nomination, by, "villager")
    make_voice(nomination, by, "peer")
    make_visit(by, village, others=f"ครู{name}")
    return nomination


def invite(nomination: Nomination, *deciders: User, email: str = "saijai@kmnet.example", **more):
    """Two people say yes, each with a reason of their own; returns the open invitation."""
    for decider in deciders:
        screening.decide(
            nomination=nomination,
            answer="invite",
            reason=f"{decider.name}เห็นแล้วว่าทำด้วยใจ",
            incomplete_why="รู้จักกันมานาน",
            email=email,
            by=decider,
            seen=nomination.decisions.count(),
            **more,
        )
    return Invitation.objects.get(nomination=nomination, withdrawn_at=None)


def accept(invitation: Invitation, name: str = "สายใจ รักเรียน", called: str = "ครู") -> User:
    return screening.accept(
        invitation=invitation, name=name, called=called, password="ลมพัดที่ทุ่งสง2569"
    )


def make_public_telling(district: str = "8006", **more) -> PublicTelling:
    """A villager's words through the public form, waiting for a coordinator."""
    told = {
        "name": "สายใจ รักเรียน",
        "called": "ครู",
        "agency_words": "โรงเรียนบ้านทาบทอง",
        "met_place": "ลานวัดแม่เจ้าอยู่หัว",
        "words": "มาสอนหลานทำปุ๋ยทุกเย็น",
        "teller_name": "ป้าแมว ใจเย็น",
        "contact": "ร้านขนมหน้าวัด",
        **more,
    }
    return PublicTelling.objects.create(district=District.objects.get(code=district), **told)
