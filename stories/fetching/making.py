"""Stories made of what was asked, with everything where a prefetch would have left it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, models
from django.utils.dateparse import parse_date, parse_datetime

from members.models import User
from stories.fetching import questions
from stories.fetching.planned import ask, ask_by
from stories.models import (
    Person,
    Photo,
    Reads,
    Revision,
    SearchWord,
    Story,
    VillageApproval,
    Visit,
)
from stories.models.stories import WEB
from stories.showing import people_attribute, veiled
from villages.models import Aspect, District, Tambon, Village

LARGEST = models.BigIntegerField.MAX_BIGINT
VILLAGE = 1  # where a row of a story names its village


def cards(numbers: Iterable[int]) -> list[Story]:
    """The public stories of these numbers, in that order, each once, as lists show them.

    Two queries: the stories, and the people their villages know.
    """
    stories = card_rows(numbers)
    return cards_of(stories, people_rows(stories))


def card_rows(numbers: Iterable[int]) -> tuple:
    """What the database says of stories for `cards_of`."""
    return in_order(questions.cards, numbers)


def newest_rows(most: int, place: str = "", code: str = "", before: int = 0) -> tuple:
    """As `card_rows`, of the newest stories, or of those after the story of number `before`.

    `place` is "district" or "village", `code` names which.
    """
    given = {"place": code} if place else {}
    if before:
        given["before"] = before
    return tuple(ask_by(questions.newest_cards(most, place, bool(before)), **given))


def people_rows(stories: tuple) -> tuple:
    """What the database says of the people in the villages of these stories."""
    return tuple(sorted(ask(questions.people, dict.fromkeys(row[VILLAGE] for row in stories))))


def cards_of(stories: tuple, people: tuple, village: Village | None = None) -> list[Story]:
    """`cards` made of what the database said; `village` has its people, where all are of one."""
    villages = {village.code: village} if village else {}
    made = []
    for row in stories:
        story, beside = told_story(row, villages)
        story.published_revision.first_web = [allowed(**photo) for photo in beside["first"]]
        made.append(story)
    for code, beside in people:
        bring_people(villages[code], json.loads(beside)["people"])
    return made


def line_rows(numbers: Iterable[int]) -> tuple[tuple, ...]:
    """What the database says of stories for `lines_of`."""
    return in_order(questions.lines, numbers)


def lines_of(stories: tuple) -> list[Story]:
    """As `cards`, to show what they are called, where they are from and who told them."""
    villages: dict[str, Village] = {}
    made = []
    for row in stories:
        story, beside = told_story(row, villages)
        bring_people(story.village, beside["people"])
        made.append(story)
    return made


def in_order(question: Callable, numbers: Iterable[int]) -> tuple[tuple, ...]:
    """Rows of a question about stories, in the order of their numbers as given, each once."""
    numbers = [number for number in dict.fromkeys(numbers) if number <= LARGEST]
    found = {row[0]: row for row in ask(question, numbers)}
    return tuple(found[number] for number in numbers if number in found)


def whole_row(number: int) -> tuple | None:
    """What the database says for `whole_of` and `leads_of`; None for what is not public."""
    found = in_order(questions.whole, [number])
    return found[0] if found else None


def whole_of(row: tuple) -> Story:
    """A public story with everything its page shows, made of what the database said.

    Beside what a story has: `answer`, the village's yes; `reading`, as `aloud.shown_reading` says
    it.
    """
    story, beside = told_story(row, {})
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
    return story


@dataclass(frozen=True)
class Leads:
    """Where a story stands, and what it may lead on to: {number: {village, about, shares}, …}.

    `village` is a code, `about` keys of aspects, `shares` how many words they have in common that
    few stories hold.
    """

    village: str
    about: set[int]
    candidates: dict[int, dict]


def leads_of(row: tuple) -> Leads:
    """What a story may lead on to, of what the database said for `whole`; itself not among them."""
    beside = json.loads(row[-1])
    found = {
        row.pop("number"): row | {"shares": 0}
        for some in ("of_all", "of_district", "of_village")
        for row in beside[some]
    }
    for holders in beside["kin"]:
        if len(holders) < SearchWord.VOUCHERS - 1:
            for other, village in holders:
                kin = found.setdefault(other, {"village": village, "about": [], "shares": 0})
                kin["shares"] += 1
    found.pop(row[0], None)
    return Leads(row[VILLAGE], {aspect["pk"] for aspect in beside["aspects"]}, found)


def told_story(row: tuple, villages: dict[str, Village]) -> tuple[Story, dict]:
    """A story with its text, tellers and place, and what else stands beside it in the row."""
    number, code, *text, beside = row
    beside = json.loads(beside)
    village = villages.get(code)
    if village is None:
        village = villages[code] = placed(**beside["place"])
    story = make_story(
        number=number,
        published_at=parse_datetime(beside["published_at"]),
        village_id=code,
        published_revision_id=text[0],
    )
    fields = dict(zip(TEXT, text, strict=False))
    if "at" in beside:
        fields["at"] = parse_datetime(beside["at"])
    revision = make_text(story_id=number, **fields)
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

TEXT = ("id", "title", "body", "licence")


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


def placed(tambon: str, tambon_name: str, district: str, district_name: str, **fields) -> Village:
    """A village as `questions.placed` says it, and more of its fields."""
    village = make_village(tambon_id=tambon, **fields)
    around = make_tambon(code=tambon, name=tambon_name, district_id=district)
    along(around, "district", make_district(code=district, name=district_name))
    along(village, "tambon", around)
    return village


def make_photo(uuid: str, **fields) -> Photo:
    return photo_with(uuid=UUID(uuid), **fields)


def allowed(caption: str, alt: str, **photo) -> Allowed:
    return Allowed(make_photo(**photo), caption, alt)


def visited(pk, day) -> Visit:
    return make_visit(pk=pk, day=day and parse_date(day))


def answered(pk, answered_at, read_aloud) -> VillageApproval:
    return make_answer(pk=pk, answered_at=parse_datetime(answered_at), read_aloud=read_aloud)


def read_aloud(village: Village, day: str, place: str) -> dict:
    return {"day": parse_date(day), "place": veiled(place, village)}
