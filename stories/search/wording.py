"""How questions are worded for Postgres: by their shape alone, so that each is worded once.

What is asked for goes along as values, of which only the names stand here: `query` for the index,
`said0` for the first word as it was typed, `way0_1_2` for the third phrase of its second way.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from django.utils import timezone

from kmnet.thai.words import Word, quoted
from stories.fetching import planned
from stories.models import Story

TITLE, NAMES, REST = range(3)  # how near, where many are found
IN_TITLE = ("e.title",)
IN_HEAD = ("e.title", "e.names")
KNOWN = ("e.title", "e.names", "e.nuggets")
ANYWHERE = ("e.whole",)
HERE = {
    "district": "e.district = %(district)s",
    "aspect": "e.aspects @> ARRAY[%(aspect)s::bigint]",
    "year": "e.published_at >= %(since)s AND e.published_at < %(until)s",
}


@dataclass(frozen=True)
class Shape:
    """What of a question decides how it is worded.

    `ways` tells of each word its ways to be written, each by how many phrases it takes; `looked`
    of each word whether texts must be looked at, for the index alone cannot tell; `within` names
    the filters; `later` says that it is about a page behind the first.
    """

    ways: tuple[tuple[int, ...], ...]
    looked: tuple[bool, ...]
    within: tuple[str, ...] = ()
    later: bool = False

    @classmethod
    def of(cls, words: Iterable[Word], within: Iterable[str], *, later: bool) -> "Shape":
        """The shape of a question for these words."""
        ways = tuple(tuple(map(len, word.ways)) for word in words)
        return cls(ways, tuple(map(needs_a_look, words)), tuple(within), later)


def needs_a_look(word: Word) -> bool:
    """Whether the index alone cannot tell that a word is there."""
    return not all(phrase.exact for way in word.ways for phrase in way)


def values_of(words: Iterable[Word]) -> dict[str, str]:
    """What is asked for, by the names that it has in questions."""
    values = {}
    for number, word in enumerate(words):
        values[f"said{number}"] = word.said
        for at, way in enumerate(word.ways):
            for place, phrase in enumerate(way):
                values[f"way{number}_{at}_{place}"] = phrase.text
    return values


def tsquery(words: Iterable[Word], parts: str, more: Iterable[str] = ()) -> str:
    """What the index is asked: every word in any of its ways, in any of these parts."""

    def piece(one: str) -> str:
        return "(" + " | ".join(quoted(part + one) for part in parts or ("",)) + ")"

    every = [
        "("
        + " | ".join(
            "(" + " & ".join(piece(one) for phrase in way for one in phrase.pieces) + ")"
            for way in word.ways
        )
        + ")"
        for word in words
    ]
    return " & ".join([*every, *map(quoted, more)])


# Conditions -------------------------------------------------------------------------------------


def all_of(conditions: Iterable[str]) -> str:
    """That all of these hold; of none, what always does."""
    return "(" + (" AND ".join(conditions) or "true") + ")"


def any_of(conditions: Iterable[str]) -> str:
    """That one of these holds."""
    return "(" + " OR ".join(conditions) + ")"


def says(columns: Iterable[str], shape: Shape, number: int) -> str:
    """That these columns say a word, in any of its ways, letter by letter."""
    return any_of(
        all_of(
            any_of(f"strpos({column}, %(way{number}_{at}_{place})s) > 0" for column in columns)
            for place in range(phrases)
        )
        for at, phrases in enumerate(shape.ways[number])
    )


def says_all(columns: Iterable[str], shape: Shape) -> str:
    """That these columns say all words."""
    return all_of(says(columns, shape, number) for number in range(len(shape.ways)))


@cache
def public() -> str:
    """That everybody may read a story: `Story.objects.published()`.

    Asked row by row: as a join, Postgres may choose to go through all stories for each.
    """
    published = planned.worded(_published, timezone.localdate())
    return f"(SELECT true FROM ({published}) public WHERE public.number = e.story_id)"


def _published(on):
    return Story.objects.published().order_by().values("number")


def here(shape: Shape) -> str:
    """That an entry is as everybody sees it today, and where it is looked for."""
    fresh = "NOT e.stale AND (e.fresh_until IS NULL OR e.fresh_until >= %(today)s)"
    return all_of([fresh, *(HERE[name] for name in shape.within)])


def held(shape: Shape) -> str:
    """That the index says so; checked against the text where it cannot be sure."""
    unsure = (number for number, looked in enumerate(shape.looked) if looked)
    looked_at = (says(ANYWHERE, shape, number) for number in unsure)
    return all_of(["e.vector @@ %(query)s::tsquery", *looked_at])


def later(shape: Shape) -> str:
    """That a story comes behind the last one shown, newest first."""
    return "(e.published_at, e.story_id) < (%(at)s, %(number)s)" if shape.later else "true"


def part(shape: Shape, tier: int) -> str:
    """What a story of this tier says."""
    title, head = says_all(IN_TITLE, shape), says_all(IN_HEAD, shape)
    if tier == TITLE:
        return title
    if tier == NAMES:
        return f"{head} AND NOT {title}"
    return f"{says_all(ANYWHERE, shape)} AND NOT {head}"


def nearness(shape: Shape) -> str:
    """How near what was asked stands, as a number; the smallest is the nearest."""
    # A single phrase that is not in the columns before is only looked for in the last of them.
    single = len(shape.ways) == 1 and set(shape.ways[0]) == {1}
    columns = (each[-1:] if single else each for each in (IN_TITLE, IN_HEAD, KNOWN))
    ways = [says_all(each, shape) for each in columns]
    numbers = range(len(shape.ways))
    if len(numbers) > 1:
        # Stories of the place that is named among what is asked; then words side by side, and
        # each within a sentence or so of the next.
        ways.insert(2, any_of(says(("e.names",), shape, number) for number in numbers))
        ways.append("(strpos(e.whole, %(spaced)s) > 0 OR strpos(e.whole, %(joined)s) > 0)")
        ways.append(
            all_of(
                f"abs(strpos(e.whole, %(said{one})s) - strpos(e.whole, %(said{one + 1})s)) < 80"
                for one in numbers[:-1]
            )
        )
    nearer = " ".join(f"WHEN {way} THEN {tier}" for tier, way in enumerate(ways))
    return f"CASE {nearer} ELSE {len(ways)} END"


# Questions --------------------------------------------------------------------------------------
# The pieces are made here, and every value goes along by its name.
# ruff: noqa: S608


def _page(found: str, order: str, most: int, behind: str = "true") -> str:
    """The first of what was found, in order, as everybody sees them: only those are fetched whole."""
    return f"""
        SELECT r.*, e.shown FROM (
            SELECT r.* FROM ({found}) r WHERE {behind} ORDER BY {order} LIMIT {int(most)}
        ) r JOIN stories_searchentry e USING (story_id) ORDER BY {order}
    """


NEWEST_FIRST = "r.published_at DESC, r.story_id DESC"
NEAREST_FIRST = f"r.tier, {NEWEST_FIRST}"


def _behind(shape: Shape) -> str:
    """That a story comes behind the last one shown, nearest first."""
    last = "(0 - r.tier, r.published_at, r.story_id) < (%(tier)s, %(at)s, %(number)s)"
    return last if shape.later else "true"


@lru_cache(maxsize=128)
def few(shape: Shape, counted: int, most: int) -> str:
    """(story, published at, how near, how many, as shown): at most `counted`, the first `most`."""
    found = "SELECT *, count(*) OVER () AS total FROM found"
    return f"""
        WITH found AS MATERIALIZED (
            SELECT e.story_id, e.published_at, {nearness(shape)} AS tier
            FROM stories_searchentry e
            WHERE {held(shape)} AND {here(shape)} AND {public()}
            LIMIT {int(counted)}
        )
        {_page(found, NEAREST_FIRST, most, _behind(shape))}
    """


@lru_cache(maxsize=64)
def heads(shape: Shape, most: int) -> str:
    """(story, published at, tier, as shown) of those that say it in their title or names."""
    title, head = says_all(IN_TITLE, shape), says_all(IN_HEAD, shape)
    return f"""
        WITH found AS MATERIALIZED (
            SELECT e.story_id, e.published_at,
                CASE WHEN {title} THEN {TITLE} ELSE {NAMES} END AS tier
            FROM stories_searchentry e
            WHERE {held(shape)} AND {here(shape)} AND {head} AND {public()}
        )
        {_page("SELECT * FROM found", NEAREST_FIRST, most, _behind(shape))}
    """


@lru_cache(maxsize=64)
def newest(shape: Shape, tier: int, window: int, most: int) -> str:
    """(story, published at, as shown, how far down) among so many of the newest."""
    return f"""
        SELECT e.story_id, e.published_at, e.shown, e.place FROM (
            SELECT *, row_number() OVER (ORDER BY e.published_at DESC, e.story_id DESC) AS place
            FROM stories_searchentry e WHERE {here(shape)} AND {later(shape)}
            ORDER BY e.published_at DESC, e.story_id DESC LIMIT {int(window)}
        ) e WHERE {part(shape, tier)} AND {public()} LIMIT {int(most)}
    """


@lru_cache(maxsize=64)
def among_newest(shape: Shape, window: int, most: int) -> str:
    """How many of so many newest say it all, at most `most`."""
    return f"""
        SELECT count(*) FROM (
            SELECT 1 FROM (
                SELECT e.whole FROM stories_searchentry e WHERE {here(shape)}
                ORDER BY e.published_at DESC, e.story_id DESC LIMIT {int(window)}
            ) e WHERE {says_all(ANYWHERE, shape)} LIMIT {int(most)}
        ) few
    """


@lru_cache(maxsize=64)
def there_are(shape: Shape, window: int) -> str:
    """How many of so many newest there are."""
    return _how_many(f"{here(shape)} AND {later(shape)}", window)


@lru_cache(maxsize=64)
def by_index(shape: Shape, tier: int, most: int) -> str:
    """(story, published at, as shown) of the first of a tier that the index names."""
    return f"""
        WITH found AS MATERIALIZED (
            SELECT e.story_id, e.published_at FROM stories_searchentry e
            WHERE {held(shape)} AND {here(shape)} AND {later(shape)} AND {part(shape, tier)}
                AND {public()}
        )
        {_page("SELECT * FROM found", NEWEST_FIRST, most)}
    """


@lru_cache(maxsize=64)
def count(shape: Shape, most: int) -> str:
    """How many stories hold it, at most so many."""
    return _how_many(f"{held(shape)} AND {here(shape)}", most)


def _how_many(where: str, most: int) -> str:
    return f"""
        SELECT count(*) FROM (
            SELECT 1 FROM stories_searchentry e WHERE {where} LIMIT {int(most)}
        ) few
    """
