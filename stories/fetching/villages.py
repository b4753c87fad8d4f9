"""A village's page in one question: what it says of itself, and who comes by.

Each list has its most, so that a village of a hundred stories costs what a village of ten does.
"""

import datetime
import json

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.dateparse import parse_date, parse_datetime

from members import walking
from members.models import Agency, Posting, User
from stories.fetching import making
from stories.fetching.choices import any_of
from stories.fetching.making import (
    Known,
    KnownNugget,
    along,
    bring_people,
    first,
    make_aspect,
    make_photo,
    maker,
)
from stories.fetching.planned import HOLE, ask
from stories.fetching.questions import known, object_of, packed, placed, rows, whom
from stories.models import (
    Encounter,
    Nugget,
    Promise,
    Revision,
    Story,
    ThenAndNow,
    Visit,
)
from villages.models import Aspect, Goal, Stewardship, SupportOffer, SupportRequest, Village

MOST_VISITS = 12
MOST_THANKS = 6
MOST_ASKED = 24
MOST_TOLD = 24  # stories whose nuggets are listed
MOST_PAIRS = 12

PHOTO = ("id", "uuid", "width", "height", "alt")


# What is asked -----------------------------------------------------------------------------------


def villages(on: datetime.date) -> QuerySet:
    """(code, joined_on, beside) of the villages of the keys asked for."""
    village = OuterRef("pk")
    public = Story.objects.published().filter(village=OuterRef(OuterRef("pk")))
    # A visit whose village was put right later may have been told of by another village.
    here = {"visit": OuterRef("pk"), "village": OuterRef("village")}
    told = any_of(Story.objects.published().filter(**here))
    visits = Visit.objects.kept().alias(told=told).filter(village=village, told=True)
    return (
        Village.objects.filter(code__among=HOLE)
        .order_by()
        .values_list(
            "code",
            "joined_on",
            packed(
                place=placed(),
                people=known(village, on),
                keepers=rows(
                    Stewardship.objects.current(on).filter(village=village).order_by("since", "pk"),
                    *("called", "name", "show_name"),
                ),
                goals=goals(village),
                invitations=invitations(),
                open=asked(SupportRequest.objects.open().filter(village=village), MOST_ASKED),
                thanked=asked(
                    SupportRequest.objects.public()
                    .exclude(state=SupportRequest.State.OPEN)
                    .filter(village=village),
                    MOST_THANKS,
                ),
                nuggets=nuggets(public),
                pairs=pairs(village),
                visits=rows(
                    visits.order_by("-day", "-number")[:MOST_VISITS],
                    *("number", "day"),
                    author=partners(User.objects.filter(pk=OuterRef("author")), on),
                    companions=partners(User.objects.filter(visits_along=OuterRef("pk")), on),
                ),
                walkers=rows(
                    walking.who(village, on),
                    "handed",
                    who=partners(User.objects.filter(pk=OuterRef("user")), on),
                ),
                promises=promises(village, public),
            ),
        )
    )


def places(on: datetime.date) -> QuerySet:
    """(what `making.placed` takes, under "place") of the villages of the keys asked for."""
    asked = Village.objects.filter(code__among=HOLE).order_by()
    return asked.values_list(packed(place=placed()))


def goals(village) -> ArraySubquery:
    found = Goal.objects.shown().by_aspect().filter(village=village)
    fields = ("id", "words", "state", "settled_on", "settled_words")
    return rows(found, *fields, aspect="aspect_id", slug="aspect__slug", name="aspect__name")


def invitations() -> ArraySubquery:
    """Aspects with a question to ask, of which a village has no goal and no story here yet."""
    here = {"village": OuterRef(OuterRef("pk"))}
    wished = Goal.objects.shown().filter(aspect=OuterRef("pk"), **here)
    told = Story.objects.published().filter(aspects=OuterRef("pk"), **here)
    found = Aspect.objects.exclude(question="").filter(~Exists(wished), ~Exists(told))
    return rows(found, "id", "slug", "name", "question")


def asked(found: QuerySet, most: int) -> ArraySubquery:
    """The newest of these requests, with who offered."""
    offers = SupportOffer.objects.standing().filter(request=OuterRef("pk"))
    return rows(
        found.newest_first()[:most],
        *("id", "words", "needed_by", "state", "thanks", "at", "closed_at"),
        names=rows(offers, called="user__called", name="user__name"),
    )


def nuggets(public: QuerySet) -> ArraySubquery:
    """Who knows what, of a village's newest stories."""
    texts = public.newest_first().values("published_revision")[:MOST_TOLD]
    found = Nugget.objects.filter(revision__in=texts).order_by(
        "-revision__story__published_at", "revision", "position"
    )
    return rows(found, "knows", "how", story="revision__story", **whom("holder"))


def pairs(village) -> ArraySubquery:
    found = ThenAndNow.objects.shown(village)[:MOST_PAIRS]
    sides = {f"{side}_{name}": f"{side}__{name}" for side in ("then", "now") for name in PHOTO}
    return rows(found, "then_words", "now_words", **sides)


def promises(village, public: QuerySet) -> ArraySubquery:
    """What is still promised on visits that public stories tell of, with whom one met there."""
    found = Promise.objects.open().of_kept_visits().filter(visit__village=village)
    found = found.filter(visit__in=public.values("visit")).order_by("visit__day", "pk")
    met = rows(Encounter.objects.filter(visit=OuterRef("visit")), "called", "name")
    holder = {"called": "holder__called", "name": "holder__name"}
    visit = {"visit": "visit", "day": "visit__day"}
    return rows(found, "id", "words", **visit, holder=object_of(**holder), met=met)


def partners(found: QuerySet, on: datetime.date) -> ArraySubquery:
    """Partners with the agency they serve in today."""
    postings = Posting.objects.current(on).filter(user=OuterRef("pk")).order_by("-begins")[:1]
    fields = ("id", "called", "name", "sort_key", "is_active")
    names = {name: f"agency__{name}" for name in ("id", "name", "short_name")}
    return rows(found, *fields, agency=rows(postings, **names))


# What is made of it ------------------------------------------------------------------------------

make_goal = maker(Goal)
make_request = maker(SupportRequest)
make_visit = maker(Visit)
make_promise = maker(Promise)
make_encounter = maker(Encounter)
make_user = maker(User)
make_agency = maker(Agency)
make_keeper = maker(Stewardship)
make_story = maker(Story)
make_text = maker(Revision)


def village_row(code: str) -> tuple | None:
    """What the database says for `village_of`; None for a code that is none's."""
    found = ask(villages, [code])
    return found[0] if found else None


def place_of(code: str) -> Village | None:
    """A village with its tambon and district; None for a code that is none's."""
    found = ask(places, [code])
    return making.placed(**json.loads(found[0][0])["place"]) if found else None


def village_of(row: tuple) -> tuple[Village, dict]:
    """A village with its people, and what stands on its page.

    keepers: [Stewardship, …]; goals: [Goal, …]; invitations: [Aspect, …]; open and thanked:
    [(SupportRequest, names of those who offered), …]; nuggets: what `Shown.said` takes, with the
    text each is of; pairs: [{then, now: Photo, then_words, now_words}, …]; visits: [Visit, …] with
    author and companions; walkers: [(User, whether they took the village over), …]; agencies: {a
    partner's key: Agency}; promises: [Promise, …] with holder and visit.
    """
    _, joined_on, beside = row
    beside = json.loads(beside)
    village = making.placed(joined_on=joined_on, **beside["place"])
    bring_people(village, beside["people"])
    partners = Partners()
    return village, {
        "keepers": [make_keeper(**row) for row in beside["keepers"]],
        "goals": [goal_of(**row) for row in beside["goals"]],
        "invitations": [make_aspect(**row) for row in beside["invitations"]],
        "open": [request_of(village, **row) for row in beside["open"]],
        "thanked": [request_of(village, **row) for row in beside["thanked"]],
        "nuggets": nuggets_of(beside["nuggets"]),
        "pairs": [pair_of(row) for row in beside["pairs"]],
        "visits": [visit_of(partners, **row) for row in beside["visits"]],
        "walkers": [(partners.one(**row["who"][0]), row["handed"]) for row in beside["walkers"]],
        "promises": [promise_of(village, **row) for row in beside["promises"]],
        "agencies": partners.agencies,
    }


def goal_of(aspect, slug, name, settled_on, **fields) -> Goal:
    goal = make_goal(aspect_id=aspect, settled_on=settled_on and parse_date(settled_on), **fields)
    along(goal, "aspect", make_aspect(id=aspect, slug=slug, name=name))
    return goal


def request_of(village: Village, names, at, closed_at, **fields) -> tuple[SupportRequest, list]:
    """A request with what those who offered are called."""
    closed = closed_at and parse_datetime(closed_at)
    request = make_request(
        village_id=village.code, at=parse_datetime(at), closed_at=closed, **fields
    )
    along(request, "village", village)
    return request, [make_user(**who).spoken_name for who in names]


def nuggets_of(found: list[dict]) -> list[tuple[Revision, KnownNugget]]:
    """Nuggets, each with a text that knows its story."""
    made = []
    for row in found:
        revision = make_text(story_id=row["story"])
        along(revision, "story", make_story(number=row.pop("story")))
        made.append((revision, KnownNugget(row.pop("knows"), row.pop("how"), Known(**row))))
    return made


def pair_of(row: dict) -> dict:
    sides = {
        side: make_photo(**{name: row[f"{side}_{name}"] for name in PHOTO})
        for side in ("then", "now")
    }
    return {"then_words": row["then_words"], "now_words": row["now_words"], **sides}


def visit_of(partners: "Partners", number, day, author, companions) -> Visit:
    (author,) = author
    visit = make_visit(number=number, day=parse_date(day))
    along(visit, "author", partners.one(**author))
    came = [partners.one(**companion) for companion in companions]
    visit._prefetched_objects_cache = {"companions": came}
    return visit


def promise_of(village: Village, visit, day, holder, met, **fields) -> Promise:
    """A promise with its holder, and its visit with whom one met."""
    promise = make_promise(visit_id=visit, **fields)
    visit = make_visit(number=visit, day=parse_date(day))
    visit._prefetched_objects_cache = {"encounters": [make_encounter(**who) for who in met]}
    along(visit, "village", village)
    along(promise, "visit", visit)
    along(promise, "holder", make_user(**holder))
    return promise


class Partners:
    """Partners, each made once, and the agencies they serve in."""

    def __init__(self):
        self.users: dict[int, User] = {}
        self.agencies: dict[int, Agency] = {}

    def one(self, agency: list[dict], **fields) -> User:
        key = fields["id"]
        if key not in self.users:
            self.users[key] = make_user(**fields)
            if agency:
                self.agencies[key] = first(make_agency, agency)
        return self.users[key]
