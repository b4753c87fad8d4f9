"""What is asked of the database to show stories, each a queryset worded once by `planned`.

The conditions are those of the querysets themselves: `published`, `allowed`, `known`. What stands
beside a story comes from subqueries, which go by the story's own keys whatever the tables hold; in a
join Postgres would rather read all villages than look up a dozen.
"""

import datetime
from functools import cache

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BigIntegerField,
    CharField,
    Func,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Left

from members.models import User
from stories.fetching.planned import HOLE, Given, Question
from stories.models import (
    Nugget,
    Person,
    ReadAloud,
    Reads,
    RevisionPhoto,
    SearchWord,
    Story,
    Teller,
    VillageApproval,
    Visit,
)
from stories.models.stories import DISTRICT_DIGITS, WEB
from villages.models import Aspect, Village

SOME = 6  # stories that may be related to one

NAMED = ("published_revision_id", "published_revision__title")
TEXT = (*NAMED, "published_revision__body", "published_revision__licence")
AT = "published_revision__at"
PERSON = ("pk", "called", "name", "alias", "is_child", "erased_at")


def cards(on: datetime.date) -> QuerySet:
    """(number, village, TEXT …, beside) of stories, as lists and feeds show them."""
    return as_cards(asked_for(), on)


@cache
def newest_cards(most: int, place: str, before: bool) -> Question:
    """As `cards`, the newest stories, of a "district" or a "village" given by code, or of all ("").

    With `before` those that come after the story of the number given under that name.
    """
    where = {place: Given("place", CharField())} if place else {}

    def question(on: datetime.date) -> QuerySet:
        found = Story.objects.published().alias(district=Left("village_id", DISTRICT_DIGITS))
        found = found.filter(**where)
        if before:
            last = Given("before", BigIntegerField())
            of_last = (
                Story.objects.published().filter(number=last).order_by().values("published_at")
            )
            found = found.after_key(Subquery(of_last), last)
        return as_cards(found.newest_first()[:most], on)

    return question


def as_cards(found: QuerySet, on: datetime.date) -> QuerySet:
    """These stories with what a card shows."""
    return told(found, TEXT, at=AT, place=place(), told=tellers(), first=photos(on, most=1))


def lines(on: datetime.date) -> QuerySet:
    """(number, village, NAMED …, beside) of stories, where only what they are called stands."""
    people = known(OuterRef("village"), on)
    return told(asked_for(), NAMED, place=place(), told=tellers(), people=people)


def whole(on: datetime.date) -> QuerySet:
    """As `cards`, with all that a story's own page shows, the village's people included."""
    this = OuterRef("pk")
    return told(
        asked_for(),
        TEXT,
        at=AT,
        place=place(),
        people=known(OuterRef("village"), on),
        told=tellers(),
        photos=photos(on),
        nuggets=nuggets(),
        aspects=rows(Aspect.objects.filter(stories=this), "pk", "slug", "name"),
        scribe=rows(User.objects.filter(pk=OuterRef("scribe")), "pk", "called", "name"),
        visit=rows(Visit.objects.filter(pk=OuterRef("visit")), "pk", "day"),
        reads=rows(Reads.objects.filter(pk=this), "pk", "count"),
        answer=answer(),
        reading=reading(),
        kin=kin(),
        of_village=newest(village="village"),
        of_district=newest(district="village"),
        of_all=newest(),
    )


def people(on: datetime.date) -> QuerySet:
    """(village's code, everybody it knows) of the villages of the keys asked for."""
    asked = Village.objects.filter(code__among=HOLE).order_by()
    return asked.values_list("code", packed(people=known(OuterRef("pk"), on)))


def known(village, on: datetime.date) -> ArraySubquery:
    """Everybody a village knows, and who of them may be named.

    Village by village, for over many at once Postgres would read everybody's consents.
    """
    everybody = Person.objects.known(WEB, on).filter(village=village).order_by("pk")
    row = Func(*PERSON, "may_be_named", function="json_build_array", output_field=JSONField())
    return ArraySubquery(everybody.values(row=row))


def asked_for() -> QuerySet:
    """Public stories of the keys asked for, in any order."""
    return Story.objects.published().filter(number__among=HOLE).order_by()


def told(found: QuerySet, text: tuple[str, ...], **more) -> QuerySet:
    """Stories with their texts and what stands beside them; times are quicker as text."""
    beside = packed(published_at="published_at", **more)
    return found.values_list("number", "village_id", *text, beside)


def packed(**fields) -> Cast:
    """Fields of a row as one text in JSON."""
    return Cast(object_of(**fields), TextField())


def object_of(**fields) -> Func:
    """An object in JSON; as `jsonb`, like JSONObject, it would be taken apart again at every level."""
    parts = [part for name, value in fields.items() for part in (Value(name), value)]
    return Func(*parts, function="json_build_object", output_field=JSONField())


def rows(found: QuerySet, *same: str, **columns: str) -> ArraySubquery:
    """A list of objects: fields under their own names, others under the names given."""
    return ArraySubquery(found.values(row=object_of(**{name: name for name in same}, **columns)))


def whom(path: str) -> dict[str, str]:
    """The columns of a person behind a foreign key."""
    return {name: f"{path}__{name}" for name in PERSON}


def place() -> Subquery:
    """A story's village as `placed` says it."""
    village = Village.objects.filter(pk=OuterRef("village")).order_by()
    return Subquery(village.values(row=placed()))


def placed() -> Func:
    """A village that is asked for, as an object, with its tambon and district."""
    around = {"tambon": "tambon_id", "tambon_name": "tambon__name"}
    around |= {"district": "tambon__district_id", "district_name": "tambon__district__name"}
    return object_of(code="code", name="name", moo="moo", **around)


def tellers() -> ArraySubquery:
    found = Teller.objects.filter(revision=OuterRef("published_revision"))
    return rows(found.order_by("position"), **whom("person"))


def nuggets() -> ArraySubquery:
    found = Nugget.objects.filter(revision=OuterRef("published_revision"))
    return rows(found.order_by("position"), "knows", "how", **whom("holder"))


def photos(on: datetime.date, most: int | None = None) -> ArraySubquery:
    found = RevisionPhoto.objects.allowed(WEB, on).filter(revision=OuterRef("published_revision"))
    return rows(
        found.order_by("position")[:most],
        "caption",
        "alt",
        pk="photo_id",
        uuid="photo__uuid",
        width="photo__width",
        height="photo__height",
    )


def answer() -> ArraySubquery:
    """The village's first yes to the words that are read."""
    words = Coalesce(OuterRef("published_revision__same_words_as"), OuterRef("published_revision"))
    yes = VillageApproval.objects.filter(story=OuterRef("pk"), revision=words, answer="yes")
    return rows(yes[:1], "pk", "answered_at", "read_aloud")


def reading() -> ArraySubquery:
    """The latest reading aloud of the words that are read, as `aloud.shown_reading` finds it."""
    this = Q(revision=OuterRef("published_revision"))
    same = Q(revision=OuterRef("published_revision__same_words_as"))
    return rows(ReadAloud.objects.filter(this | same)[:1], "day", "place")


def kin() -> ArraySubquery:
    """For each word kept from this story, what else it is kept from: [[number, village], …]."""
    others = SearchWord.objects.filter(word=OuterRef("word"), entry__isnull=False)
    others = others.exclude(entry=OuterRef("entry")).order_by()[: SearchWord.VOUCHERS - 1]
    pair = Func(
        "entry", "entry__story__village", function="json_build_array", output_field=JSONField()
    )
    words = SearchWord.objects.filter(entry=OuterRef("pk")).order_by()
    found = Func(
        ArraySubquery(others.values(row=pair)), function="to_json", output_field=JSONField()
    )
    return ArraySubquery(words.values(row=found))


def candidates(found: QuerySet) -> ArraySubquery:
    """(number, village, aspects) of stories that this one may lead on to; itself among them."""
    aspects = ArraySubquery(
        Story.aspects.through.objects.filter(story=OuterRef("pk")).values("aspect")
    )
    return rows(found.annotate(about=aspects), "number", village="village_id", about="about")


def newest(**of: str) -> ArraySubquery:
    """The newest public stories, of a village or a district where one is given."""
    found = Story.objects.published()
    if "village" in of:
        found = found.filter(village=OuterRef(of["village"]))
    if "district" in of:
        found = found.in_district(Left(OuterRef(of["district"]), DISTRICT_DIGITS))
    return candidates(found.newest_first()[:SOME])
