"""What the stories hold about one person: where they appear, what they agreed to, their own copy."""

import datetime
import json
import tempfile
import zipfile
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils import timezone

from kmnet.thai.dates import thai_date
from kmnet.thai.names import bare_name, is_named, perhaps_names, veil
from stories.models import (
    Person,
    PersonConsent,
    Photo,
    PhotoPerson,
    Revision,
    RevisionPhoto,
    Story,
)
from stories.models.photos import WIDTHS
from stories.publishing import why_not
from stories.showing import unnamed, without_names
from villages.models import Stewardship

What = PersonConsent.What
Where = PersonConsent.Where
SCHEMA = "kmnet-person/1"
IN_MEMORY = 8 * 1024 * 1024  # bytes; a larger copy is built on the disk


# Who is in a text -------------------------------------------------------------------------------


@dataclass
class Present:
    """Somebody in a text: as what, and what may be seen of them ("name", "face", "place")."""

    person: Person
    as_what: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=lambda: {What.NAME.value})


def words_of(revision: Revision) -> str:
    """Every word of a text in which a name may stand."""
    parts = [revision.title, revision.body]
    for row in revision.shown_photos.all():
        parts += [row.caption, row.alt]
    for nugget in revision.nuggets.all():
        parts += [nugget.knows, nugget.how]
    return "\n".join(parts)


def people_in(revision: Revision) -> list[Present]:
    """Everybody in a text: tellers, those who know something, named, seen in its photos."""
    there: dict[int, Present] = {}

    def note(person: Person, as_what: str, seen: str = What.NAME.value) -> None:
        present = there.setdefault(person.pk, Present(person))
        if as_what not in present.as_what:
            present.as_what.append(as_what)
        present.seen.add(seen)

    for teller in revision.tellers.select_related("person"):
        note(teller.person, "ผู้เล่า")
    for nugget in revision.nuggets.select_related("holder"):
        note(nugget.holder, f"รู้เรื่อง{nugget.knows}")
    words = words_of(revision)
    for person in revision.story.village.people.remembered():
        if person.pk not in there and is_named(words, person.called, person.name):
            note(person, "มีชื่อในเรื่อง")
    rows = revision.shown_photos.standing().prefetch_related("photo__people__person")
    for place, row in enumerate(rows, start=1):
        for seen in row.photo.people.all():
            if seen.person.erased_at is None:
                note(seen.person, f"{seen.get_what_display()}ในรูปที่ {place}", seen.what)
    return list(there.values())


def is_in(person: Person, revision: Revision) -> bool:
    """Whether a text names the person or shows something of them."""
    return any(present.person.pk == person.pk for present in people_in(revision))


# Names that no finder knows ---------------------------------------------------------------------

MOST_HINTS = 8


@dataclass
class StillThere:
    """A first name that stands in a text where nothing tells whether it is one."""

    word: str
    times: int
    whose: list[str] = field(default_factory=list)


def names_left(revision: Revision) -> tuple[list[StillThere], list[str]]:
    """What somebody should look at before the village is asked, for a finder may miss a name.

    First names of people who may not be named, where they stand unveiled, people of this text
    first; and what looks like the name of somebody who has not been written down.
    """
    village = revision.story.village
    left = without_names(words_of(revision), village)
    there = {present.person.pk for present in people_in(revision)}
    still: dict[str, StillThere] = {}
    for person in sorted(unnamed(village, Where.WEB), key=lambda each: each.pk not in there):
        word = bare_name(person.called, person.name)
        if len(word) > 1 and word in left:
            found = still.setdefault(word, StillThere(word, left.count(word)))
            found.whose.append(person.spoken_name)
    return list(still.values())[:MOST_HINTS], perhaps_names(left)[:MOST_HINTS]


# What was agreed, in words ----------------------------------------------------------------------


def standing(
    person: Person, on: datetime.date | None = None
) -> dict[tuple[str, str], PersonConsent]:
    """The live consents of a person by (what, where)."""
    on = on or timezone.localdate()
    return {
        (each.what, each.where): each
        for each in person.consents.all()
        if each.withdrawn_at is None and (each.until is None or each.until >= on)
    }


@dataclass
class Standing:
    """What stands for one place today: a consent or none, and whether a request hides the name."""

    where: PersonConsent.Where
    consent: PersonConsent | None

    @property
    def is_hidden(self) -> bool:
        """Whether somebody asked that the name come down, after its person had agreed."""
        if self.consent is None or self.consent.what != What.NAME:
            return False
        hidden_at = self.consent.person.name_hidden_at
        return hidden_at is not None and self.consent.given_at <= hidden_at


def is_named_on_the_web(person: Person) -> bool:
    """Whether everybody reads the person's name today."""
    return person.consents.names(Where.WEB).exists()


def place_words(consent: PersonConsent) -> str:
    """หน้าเว็บ ถึง 3 มกราคม 2570."""
    until = f" ถึง {thai_date(consent.until)}" if consent.until else ""
    return f"{consent.get_where_display()}{until}"


def agreed_lines(person: Person, whats: set[str]) -> list[str]:
    """For each of `whats`, where it may be shown and until when, or that nobody has agreed yet."""
    live = standing(person)
    said = []
    for what in What:
        if what.value not in whats:
            continue
        places = [place_words(live[what.value, where.value]) for where in Where
                  if (what.value, where.value) in live]  # fmt: skip
        said.append(f"{what.label}: {' · '.join(places) or never(person, what.value)}")
    return said


def never(person: Person, what: str) -> str:
    """Why nothing of that kind may be shown today: not asked, taken back, or over."""
    rows = [each for each in person.consents.all() if each.what == what]
    if not rows:
        return "ยังไม่ได้ถาม"
    last = max(rows, key=lambda each: each.given_at)
    if last.withdrawn_at:
        return f"ถอนแล้วเมื่อ {thai_date(timezone.localdate(last.withdrawn_at))}"
    return f"หมดไปเมื่อ {thai_date(last.until)}"


# Photos of a text, and why some will not show ---------------------------------------------------


@dataclass
class PhotoState:
    """A photo of a text: whether everybody would see it, and what mends it where not.

    `reasons` are (sentence, address that mends it or ""); `blocks` keep the text from being sent.
    """

    row: RevisionPhoto
    place: int
    shown: bool
    reasons: list[tuple[str, str]] = field(default_factory=list)
    blocks: list[tuple[str, str]] = field(default_factory=list)

    @property
    def which(self) -> str:
        return f"รูปที่ {self.place}" + (f" ({self.row.caption})" if self.row.caption else "")


def photo_states(revision: Revision) -> list[PhotoState]:
    """The photos of a text in their order, with what still keeps them from the web."""
    allowed = set(revision.shown_photos.allowed(Where.WEB).values_list("pk", flat=True))
    rows = list(revision.shown_photos.standing().prefetch_related("photo__people__person"))
    waiting = PhotoPerson.objects.filter(photo__in=[row.photo_id for row in rows])
    waiting = list(waiting.without_leave(Where.WEB).select_related("person"))
    states = []
    for place, row in enumerate(rows, start=1):
        state = PhotoState(row, place, row.pk in allowed)
        edit = f"/stories/{revision.story_id}/edit/#photo-{row.photo_id}"
        say_why(state, edit, [each for each in waiting if each.photo_id == row.photo_id])
        states.append(state)
    return states


def say_why(state: PhotoState, edit: str, waiting: list[PhotoPerson]) -> None:
    """Write down what keeps a photo from everybody's eyes.

    `edit` is where its facts are said, `waiting` whose consent is missing.
    """
    photo = state.row.photo
    faces = [each for each in photo.people.all() if each.what == PhotoPerson.What.FACE]
    if photo.hidden_at:
        state.reasons.append((f"{state.which} มีคนขอให้ถอน ระหว่างคุยกันยังไม่ขึ้น", ""))
    if photo.shows == Photo.Shows.UNSAID:
        state.blocks.append((f"{state.which} ยังไม่ได้บอกว่าเห็นหน้าคนชัดไหม", edit))
    elif photo.shows == Photo.Shows.FACES and not faces:
        state.blocks.append((f"{state.which} เห็นหน้าคน แต่ยังไม่ได้บอกว่าใคร", edit))
    elif photo.children_in_focus and not any(each.person.is_child for each in faces):
        state.blocks.append((f"{state.which} เห็นหน้าเด็ก แต่ยังไม่ได้บอกว่าเด็กคนไหน", edit))
    for seen in waiting:
        mend = f"/people/{seen.person.uuid}/#agree"
        if seen.person.is_child and seen.what == PhotoPerson.What.FACE:
            why = f"{state.which} {why_not(seen.person)}"
            (state.blocks if photo.children_in_focus else state.reasons).append((why, mend))
        else:
            thing = What(seen.what).label
            why = f"{state.which} {seen.person.spoken_name}ยังไม่ได้ตกลงให้ขึ้น{thing}"
            state.reasons.append((why, mend))
    state.reasons = state.blocks + state.reasons


# Where a person appears -------------------------------------------------------------------------


@dataclass
class Appearance:
    """A published story in which a person is named or seen."""

    story: Story
    as_what: list[str]


def appearances(person: Person) -> list[Appearance]:
    """Published stories with the person in them, whatever is shown of them, newest first."""
    stories = (
        Story.objects.published()
        .filter(village=person.village_id)
        .newest_first()
        .with_cards()
        .prefetch_related("published_revision__nuggets", "published_revision__shown_photos")
    )
    found = []
    for story in stories:
        for present in people_in(story.published_revision):
            if present.person.pk == person.pk:
                found.append(Appearance(story, present.as_what))
    return found


def named_as_keeper(person: Person) -> str:
    """The name by which a keeper of the village stands on its page, where it is this person's."""
    keepers = Stewardship.objects.current().filter(village=person.village_id, show_name=True)
    for keeper in keepers:
        if is_named(keeper.spoken_name, person.called, person.name):
            return keeper.spoken_name
    return ""


def photos_with(person: Person):
    """Standing photos that show the person, or their home or garden."""
    return Photo.objects.standing().filter(people__person=person).distinct().order_by("pk")


def public_photos(person: Person) -> set[int]:
    """Primary keys of the person's photos that everybody can see now."""
    shown = RevisionPhoto.objects.published().filter(photo__in=photos_with(person))
    return set(shown.values_list("photo", flat=True))


# A person's own copy ----------------------------------------------------------------------------


def own_copy(person: Person) -> tempfile.SpooledTemporaryFile:
    """A ZIP of everything kept about the person, rewound: page, JSON, photos they are in.

    The page opens from the disk without this site. Of others it tells no more than everybody reads.
    """
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the reader closes it
    today = timezone.localdate()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as copy:
        photos = [each for each in map(_photo, photos_with(person)) if each]
        for row in photos:
            copy.write(row.pop("path"), row["file"], zipfile.ZIP_STORED)
        data = {
            "schema": SCHEMA,
            "made_on": day(today),
            "site": settings.SITE_URL,
            "person": _person(person),
            "consents": [_consent(each) for each in person.consents.select_related("asked_by")],
            "texts": _texts(person),
            "photos": photos,
        }
        copy.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=2))
        page = {"data": data, "person": person, "today": today}
        copy.writestr("index.html", render_to_string("stories/person_copy.html", page))
    file.seek(0)
    return file


def day(moment: datetime.date | datetime.datetime | None) -> dict | None:
    """A day for machines and for people: {"iso": "2027-01-03", "thai": "3 มกราคม 2570"}."""
    if moment is None:
        return None
    local = timezone.localdate(moment) if isinstance(moment, datetime.datetime) else moment
    return {"iso": local.isoformat(), "thai": thai_date(local)}


def _person(person: Person) -> dict:
    return {
        "called": person.called,
        "name": person.name,
        "alias": person.alias,
        "is_child": person.is_child,
        "contact": person.contact,
        "village": person.village.full_name,
        "written_down": day(person.made_at),
    }


def _consent(consent: PersonConsent) -> dict:
    return {
        "what": consent.get_what_display(),
        "where": consent.get_where_display(),
        "until": day(consent.until),
        "how": consent.get_how_display(),
        "asked": consent.asked_words,
        "asked_by": consent.asked_by.spoken_name if consent.asked_by else "",
        "witness": consent.witness,
        "guardian": consent.guardian,
        "given": day(consent.given_at),
        "withdrawn": day(consent.withdrawn_at),
        "withdrawn_how": consent.withdrawn_how,
    }


def _photo(photo: Photo) -> dict | None:
    """What the copy says of a photo, with the `path` of its widest clean copy; None without one."""
    for width in reversed(WIDTHS):
        path = photo.path(width, "jpg")
        if path.exists():
            file = f"photos/{photo.pk}.jpg"
            return {"path": path, "file": file, "day": day(photo.visit.day)}
    return None


def _texts(person: Person) -> list[dict]:
    """Paragraphs that name the person, in the published or the newest text put to the village.

    A draft that the village has not been asked about is its writer's own.
    """
    asked = Revision.objects.filter(approvals__isnull=False).distinct().order_by("position")
    stories = Story.objects.filter(village=person.village_id).order_by("number")
    others = [each for each in unnamed(person.village, Where.WEB) if each.pk != person.pk]
    veils = tuple((each.called, each.name, each.stand_in) for each in others)
    found = []
    for story in stories.prefetch_related(Prefetch("revisions", asked, to_attr="asked")):
        published = story.state == Story.State.PUBLISHED and story.hidden_at is None
        revision = story.published_revision if published else next(iter(story.asked[-1:]), None)
        if revision is None:
            continue
        there = [each for each in people_in(revision) if each.person.pk == person.pk]
        if not there:
            continue
        paragraphs = [each.strip() for each in words_of(revision).split("\n") if each.strip()]
        found.append(
            {
                "number": story.number,
                "address": f"{settings.SITE_URL}/stories/{story.number}/" if published else "",
                "title": veil(revision.title, veils),
                "state": story.get_state_display(),
                "as": there[0].as_what,
                "paragraphs": [
                    veil(each, veils)
                    for each in paragraphs
                    if is_named(each, person.called, person.name)
                ],
            }
        )
    return found
