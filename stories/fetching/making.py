"""Stories made of what was asked, with everything where a prefetch would have left it."""

import datetime
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, models

from members.models import User
from stories.fetching import questions
from stories.fetching.planned import ask
from stories.models import Person, Photo, Reads, Revision, Story, VillageApproval, Visit
from stories.models.stories import WEB
from stories.showing import people_attribute, veiled
from villages.models import Aspect, District, Tambon, Village

LARGEST = models.BigIntegerField.MAX_BIGINT


def cards(numbers: Iterable[int], village: Village | None = None) -> list[Story]:
    """The public stories of these numbers, in that order, each once, as lists show them.

    Two queries: the stories, and the people their villages know; the second is left out where all
    are of one `village` that has its people.
    """
    numbers = [number for number in dict.fromkeys(numbers) if number <= LARGEST]
    villages = {village.code: village} if village else {}
    found = {}
    for row in ask(questions.cards, numbers):
        story, beside = told_story(row, villages)
        story.published_revision.first_web = [allowed(**photo) for photo in beside["first"]]
        found[story.number] = story
    strange = [code for code in villages if not village or code != village.code]
    for code, beside in ask(questions.people, strange):
        bring_people(villages[code], json.loads(beside)["people"])
    return [found[number] for number in numbers if number in found]


def lines(numbers: Iterable[int]) -> list[Story]:
    """As `cards`, to show what they are called, where they are from and who told them; one query."""
    villages: dict[str, Village] = {}
    found = {}
    for row in ask(questions.lines, numbers):
        story, beside = told_story(row, villages)
        bring_people(story.village, beside["people"])
        found[story.number] = story
    return [found[number] for number in numbers if number in found]


def whole(number: int) -> Story | None:
    """A public story with everything its page shows, in one query; None when it is not public.

    Beside what a story has: `answer`, the village's yes; `reading`, as `aloud.shown_reading` says
    it; `rare`, words that few stories hold; `candidates`, what it may lead on to: {number: {number,
    village, about, rare?}, …}, codes and keys of public stories that are near in some way.
    """
    rows = ask(questions.whole, [number]) if number <= LARGEST else []
    if not rows:
        return None
    story, beside = told_story(rows[0], {})
    revision = story.published_revision
    bring_people(story.village, beside["people"])
    revision.allowed_web = [allowed(**photo) for photo in beside["photos"]]
    revision.known = [
        KnownNugget(row.pop("knows"), row.pop("how"), Known(**row)) for row in beside["nuggets"]
    ]
    along(story, "scribe", first(make_scribe, beside["scribe"]))
    along(story, "visit", first(visited, beside["visit"]))
    along(story, "reads", first(make_reads, beside["reads"]))
    aspects = [make_aspect(**row) for row in beside["aspects"]]
    story._prefetched_objects_cache = {"aspects": aspects}
    story.answer = first(answered, beside["answer"])
    story.reading = next((read_aloud(story.village, **row) for row in beside["reading"]), None)
    story.rare = beside["rare"] or []
    story.candidates = {
        row["number"]: row
        for some in ("of_all", "of_district", "of_village", "kin")
        for row in beside[some]
        if row["number"] != number
    }
    return story


def told_story(row: tuple, villages: dict[str, Village]) -> tuple[Story, dict]:
    """A story with its text, tellers and place, and what else stands beside it in the row."""
    number, published_at, *text, beside = row
    beside = json.loads(beside)
    (place,) = beside["place"]
    code = place["code"]
    village = villages.get(code) or villages.setdefault(code, village_of(**place))
    story = make_story(
        number=number, published_at=published_at, village_id=code, published_revision_id=text[0]
    )
    revision = make_text(story_id=number, **dict(zip(TEXT, text, strict=False)))
    revision.told = [Known(**person) for person in beside["told"]]
    along(story, "village", village)
    along(story, "published_revision", revision)
    along(revision, "story", story)
    return story, beside


def bring_people(village: Village, people: list[list]) -> None:
    """Leave with a village whom it knows."""
    setattr(village, people_attribute(WEB), [Known(*person) for person in people])


# Light things that the gate asks ---------------------------------------------------------------


@dataclass(slots=True)
class Known:
    """Somebody a village knows, as the gate asks of a `Person`; a village knows hundreds."""

    pk: int
    called: str
    name: str
    alias: str
    is_child: bool
    erased_at: object = None
    may_be_named: bool | None = None

    spoken_name = Person.spoken_name
    stand_in = Person.stand_in


@dataclass(slots=True)
class Allowed:
    """A photo of a text that may be seen, as a row of `RevisionPhoto.objects.allowed`."""

    photo: Photo
    caption: str
    alt: str


@dataclass(slots=True)
class KnownNugget:
    """A nugget with its holder."""

    knows: str
    how: str
    holder: Known


# Models that hold what was asked and fetch the rest when somebody wants it ---------------------

TEXT = ("id", "title", "body", "licence", "at")


def maker(model: type[models.Model], **given: str) -> Callable:
    """What makes an instance from values by name, the other fields left to be fetched later."""

    def make(**values):
        values = {given.get(name, name): value for name, value in values.items()}
        kept = [field.attname for field in model._meta.concrete_fields if field.attname in values]
        return model.from_db(DEFAULT_DB_ALIAS, kept, [values[name] for name in kept])

    return make


make_story = maker(Story)
make_text = maker(Revision)
make_village = maker(Village)
make_tambon = maker(Tambon)
make_district = maker(District)
photo_with = maker(Photo, pk="id")
make_scribe = maker(User, pk="id")
make_visit = maker(Visit, pk="number")
make_reads = maker(Reads, pk="story_id")
make_aspect = maker(Aspect, pk="id")
make_answer = maker(VillageApproval, pk="id")


def first(make: Callable, rows: list[dict]):
    """What is made of the only row, None when there is none."""
    return make(**rows[0]) if rows else None


def along(instance: models.Model, name: str, related: models.Model | None) -> None:
    """Leave what belongs to an instance where fetching them together would have left it."""
    instance._state.fields_cache[name] = related


def village_of(code, moo, name, tambon, tambon_name, district, district_name, **more) -> Village:
    village = make_village(code=code, moo=moo, name=name, tambon_id=tambon, **more)
    around = make_tambon(code=tambon, name=tambon_name, district_id=district)
    along(around, "district", make_district(code=district, name=district_name))
    along(village, "tambon", around)
    return village


def make_photo(uuid: str, **fields) -> Photo:
    return photo_with(uuid=UUID(uuid), **fields)


def allowed(caption: str, alt: str, **photo) -> Allowed:
    return Allowed(make_photo(**photo), caption, alt)


def visited(pk, day) -> Visit:
    return make_visit(pk=pk, day=day and datetime.date.fromisoformat(day))


def answered(pk, answered_at, read_aloud) -> VillageApproval:
    moment = datetime.datetime.fromisoformat(answered_at)
    return make_answer(pk=pk, answered_at=moment, read_aloud=read_aloud)


def read_aloud(village: Village, day: str, place: str) -> dict:
    return {"day": datetime.date.fromisoformat(day), "place": veiled(place, village)}
