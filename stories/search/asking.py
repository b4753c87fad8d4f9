"""Asking: which stories hold all that was asked, best first, a page at a time.

Every question starts from `Story.objects.published()`, and of the entries only those are looked at
that are as everybody sees them today. Two ways lead to a page:

- Few stories hold it: the index gives them all, each is checked and put in order, title before
  names before nuggets before the rest, words that stand together before words that stand apart.
- Many do: titles, then names, then the rest, each newest first; within each it goes through the
  newest stories until the page is full, or asks the index where too few of those hold it.

Pages are cut by the key of the last story shown, so a later page costs what the first does.
"""

import datetime
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from django.db import connection
from django.utils import timezone

from kmnet.thai.dates import ERA
from kmnet.thai.words import Asked, Phrase, Word, quoted
from stories.models import Story
from stories.search import statistics

PER_PAGE = 12
MOST = 1000  # stories that are counted and put in order
WINDOW = 3000  # of the newest stories looked through in search of a page
# Only for the question sent along: how long Postgres may think about it, and no plans that would
# suit questions of hours. In one message with it, for each trip to Postgres costs as much as asking.
FOR_THIS = (
    "SELECT set_config('statement_timeout', '2s', true), set_config('jit', 'off', true),"
    " set_config('max_parallel_workers_per_gather', '0', true),"
    " set_config('enable_seqscan', 'off', true);"
)
HEAD = "(e.title || chr(10) || e.names)"
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Key:
    """Where a page ends: by which way it was found, how near it was, when published, which."""

    way: str  # "f" few, "m" many
    tier: int
    at: datetime.datetime
    number: int

    def __str__(self):
        moment = (self.at - EPOCH) // datetime.timedelta(microseconds=1)
        return f"{self.way}{self.tier}.{moment}.{self.number}"

    @classmethod
    def read(cls, text: str) -> "Key | None":
        """The key that an address names, None where it names none."""
        found = re.fullmatch(r"([fm])([0-9])\.([0-9]{1,16})\.([0-9]{1,18})", text)
        if not found:
            return None
        at = EPOCH + datetime.timedelta(microseconds=int(found[3]))
        return cls(found[1], int(found[2]), at, int(found[4]))


@dataclass(frozen=True)
class Within:
    """Where to look: a district by code, an aspect by key, a Buddhist year; None is everywhere."""

    district: str | None = None
    aspect: int | None = None
    year: int | None = None

    def pieces(self) -> list[str]:
        """The pieces that entries of there hold."""
        named = (("D", self.district), ("S", self.aspect), ("Y", self.year))
        return [f"{capital}{value}" for capital, value in named if value is not None]


@dataclass(frozen=True)
class Hit:
    """One story found: its number, what everybody sees of it, and what ends a page here."""

    number: int
    at: datetime.datetime
    tier: int
    shown: dict


def hit_of(number: int, at: datetime.datetime, tier: int, shown: str) -> Hit:
    """A find from its row."""
    return Hit(number, at, tier, json.loads(shown))


@dataclass
class Found:
    """One page of what was found. `more` says that more than `MOST` stories hold it."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    more: bool = False
    next: Key | None = None


def search(asked: Asked, within: Within, after: Key | None = None) -> Found:
    """One page of the stories that hold all that was asked.

    Raises OperationalError where Postgres takes longer than two seconds.
    """
    if not asked.words:
        return Found()
    question = Question(asked.words, within, after)
    if after is None and question.expected() > 2 * MOST:
        return question.many()
    if after is None or after.way == "f":
        found = question.few()
        if found:
            return found
    return question.many()


# What stands in SQL -----------------------------------------------------------------------------


class Condition:
    """A piece of SQL with its values."""

    def __init__(self, sql: str, values: Iterable = ()):
        self.sql, self.values = sql, list(values)

    @classmethod
    def join(cls, glue: str, conditions: Iterable["Condition"]) -> "Condition":
        """Conditions with AND or OR between; of none, one that always holds."""
        parts = list(conditions)
        if not parts:
            return cls("true")
        sql = f" {glue} ".join(part.sql for part in parts)
        return cls(f"({sql})", [value for part in parts for value in part.values])

    def __invert__(self) -> "Condition":
        return Condition(f"NOT {self.sql}", self.values)


def stands_in(column: str, phrase: Phrase) -> Condition:
    """That a phrase stands in a column, letter by letter."""
    return Condition(f"strpos({column}, %s) > 0", [phrase.text])


def says(column: str, word: Word) -> Condition:
    """That a column says a word, in any of its ways."""
    ways = [Condition.join("AND", (stands_in(column, each) for each in way)) for way in word.ways]
    return Condition.join("OR", ways)


def says_all(column: str, words: Iterable[Word]) -> Condition:
    """That a column says all words."""
    return Condition.join("AND", (says(column, word) for word in words))


@cache
def public() -> Condition:
    """That everybody may read a story: `Story.objects.published()`.

    Asked row by row: as a join, Postgres may choose to go through all stories for each.
    """
    published, values = Story.objects.published().values("number").query.sql_with_params()
    return Condition(
        f"(SELECT true FROM ({published}) public WHERE public.number = e.story_id)",  # noqa: S608
        values,
    )


def needs_a_look(word: Word) -> bool:
    """Whether the index alone cannot tell that a word is there."""
    return not all(phrase.exact for way in word.ways for phrase in way)


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


class Question:
    """One question on its way to a page."""

    TITLE, NAMES, REST = range(3)  # how near, where many are found

    def __init__(self, words: tuple[Word, ...], within: Within, after: Key | None):
        self.words, self.within, self.after = words, within, after
        self.looked = [word for word in words if needs_a_look(word)]
        self.dense = False  # whether there are so many that nobody has to count
        today = Condition(
            "NOT e.stale AND (e.fresh_until IS NULL OR e.fresh_until >= %s)", [timezone.localdate()]
        )
        self.here = Condition.join("AND", [today, *self._within()])
        self.public = public()

    def _within(self) -> list[Condition]:
        conditions = []
        if self.within.district is not None:
            conditions.append(Condition("e.district = %s", [self.within.district]))
        if self.within.aspect is not None:
            conditions.append(Condition("e.aspects @> ARRAY[%s::bigint]", [self.within.aspect]))
        if self.within.year is not None:
            year = self.within.year - ERA
            days = [timezone.make_aware(datetime.datetime(each, 1, 1)) for each in (year, year + 1)]
            conditions.append(Condition("e.published_at >= %s AND e.published_at < %s", days))
        return conditions

    def expected(self, parts: str = "") -> float:
        """About how many stories hold it."""
        return statistics.expected(self.words, parts, *self.within.pieces())

    def _ask(self, sql: str, *conditions: Condition, more: Iterable = ()) -> list[tuple]:
        values = [value for condition in conditions for value in condition.values]
        with connection.cursor() as cursor:
            # Inside somebody else's transaction these settings would stay until its end.
            alone = not connection.in_atomic_block
            cursor.execute(FOR_THIS + sql if alone else sql, [*values, *more])
            if alone:
                cursor.nextset()
            return cursor.fetchall()

    def _in_index(self, parts: str = "") -> Condition:
        """That the index says so; checked against the text where it cannot be sure."""
        held = Condition(
            "e.vector @@ %s::tsquery", [tsquery(self.words, parts, self.within.pieces())]
        )
        return Condition.join("AND", [held, self._says_all_somewhere(self.looked)])

    def _says_all_somewhere(self, words: Iterable[Word]) -> Condition:
        """That a story says all words: short texts are looked at first, the whole is slow to read."""
        return Condition.join(
            "AND",
            (
                Condition.join(
                    "OR", (says(column, word) for column in ("e.names", "e.title", "e.whole"))
                )
                for word in words
            ),
        )

    # Few ----------------------------------------------------------------------------------------

    def few(self) -> Found | None:
        """A page of all that the index finds, put in order; None where that is too many."""
        near = self._nearness()
        held = self._in_index()
        after, key = "", []
        if self.after:
            after = "WHERE (0 - r.tier, r.published_at, r.story_id) < (%s, %s, %s)"
            key = [-self.after.tier, self.after.at, self.after.number]
        rows = self._ask(
            f"""
            WITH found AS MATERIALIZED (
                SELECT e.story_id, e.published_at, {near.sql} AS tier, e.shown
                FROM stories_searchentry e
                WHERE {held.sql} AND {self.here.sql} AND {self.public.sql}
                LIMIT {MOST + 1}
            )
            SELECT r.* FROM (SELECT *, count(*) OVER () AS total FROM found) r {after}
            ORDER BY r.tier, r.published_at DESC, r.story_id DESC LIMIT {PER_PAGE + 1}
            """,  # noqa: S608 (the pieces are made here; every value is a parameter)
            near,
            held,
            self.here,
            self.public,
            more=key,
        )
        total = rows[0][4] if rows else 0
        if total > MOST and not self.after:
            return None
        return self._page("f", [hit_of(*row[:4]) for row in rows], total, total > MOST)

    def _nearness(self) -> Condition:
        """How near what was asked stands, as a number; the smallest is the nearest."""
        ways = [
            says_all("e.title", self.words),
            says_all(HEAD, self.words),
            says_all(f"({HEAD} || chr(10) || e.nuggets)", self.words),
        ]
        if len(self.words) > 1:
            # Stories of the place that is named among what is asked; then words side by side.
            ways.insert(2, Condition.join("OR", (says("e.names", word) for word in self.words)))
            ways += [self._together(), self._close_by()]
        sql = " ".join(f"WHEN {way.sql} THEN {tier}" for tier, way in enumerate(ways))
        values = [value for way in ways for value in way.values]
        return Condition(f"CASE {sql} ELSE {len(ways)} END", values)

    def _together(self) -> Condition:
        """That the words stand side by side as they were asked."""
        said = [word.said for word in self.words]
        sides = [Condition("strpos(e.whole, %s) > 0", [glue.join(said)]) for glue in (" ", "")]
        return Condition.join("OR", sides)

    def _close_by(self) -> Condition:
        """That each word stands within a sentence or so of the next."""
        pairs = zip(self.words, self.words[1:], strict=False)
        return Condition.join(
            "AND",
            (
                Condition(
                    "abs(strpos(e.whole, %s) - strpos(e.whole, %s)) < 80", [one.said, other.said]
                )
                for one, other in pairs
            ),
        )

    # Many ---------------------------------------------------------------------------------------

    def many(self) -> Found:
        """A page found part by part, each newest first."""
        hits: list[Hit] = []
        after = self.after
        tier = after.tier if after else self.TITLE
        if tier <= self.NAMES and self.expected("AB") <= MOST:
            hits += self._heads(after, PER_PAGE + 1)
            tier, after = self.REST, None
        while tier <= self.REST and len(hits) <= PER_PAGE:
            hits += self._of(tier, after, PER_PAGE + 1 - len(hits))
            tier, after = tier + 1, None
        total = MOST + 1 if self.dense else self._count()
        return self._page("m", hits, total, total > MOST)

    def _part(self, tier: int) -> tuple[Condition, str]:
        """(what a story of this tier says, the capitals of its parts in the index)."""
        title = says_all("e.title", self.words)
        head = says_all(HEAD, self.words)
        if tier == self.TITLE:
            return title, "A"
        if tier == self.NAMES:
            return Condition.join("AND", [head, ~title]), "AB"
        return Condition.join("AND", [says_all("e.whole", self.words), ~head]), ""

    def _of(self, tier: int, after: Key | None, most: int) -> list[Hit]:
        """The first stories of one tier."""
        condition, parts = self._part(tier)
        if self.expected(parts) > MOST:
            rows, all_of_them = self._through_newest(condition, after, most)
            if len(rows) == most or all_of_them:
                return [hit_of(row[0], row[1], tier, row[2]) for row in rows]
        return [
            hit_of(row[0], row[1], tier, row[2])
            for row in self._through_index(condition, parts, after, most)
        ]

    def _heads(self, after: Key | None, most: int) -> list[Hit]:
        """Stories that say it in their title, then those that say it in their names, by the index."""
        held = self._in_index("AB")
        title, head = says_all("e.title", self.words), says_all(HEAD, self.words)
        later, key = "", []
        if after:
            later = "WHERE (0 - r.tier, r.published_at, r.story_id) < (%s, %s, %s)"
            key = [-after.tier, after.at, after.number]
        rows = self._ask(
            f"""
            WITH found AS MATERIALIZED (
                SELECT e.story_id, e.published_at,
                    CASE WHEN {title.sql} THEN {self.TITLE} ELSE {self.NAMES} END AS tier, e.shown
                FROM stories_searchentry e
                WHERE {held.sql} AND {self.here.sql} AND {head.sql} AND {self.public.sql}
            )
            SELECT r.* FROM found r {later}
            ORDER BY r.tier, r.published_at DESC, r.story_id DESC LIMIT {int(most)}
            """,  # noqa: S608
            title,
            held,
            self.here,
            head,
            self.public,
            more=key,
        )
        return [hit_of(*row) for row in rows]

    def _after(self, after: Key | None) -> Condition:
        if after is None:
            return Condition("true")
        return Condition("(e.published_at, e.story_id) < (%s, %s)", [after.at, after.number])

    def _through_newest(self, condition: Condition, after, most) -> tuple[list[tuple], bool]:
        """The first in the order of publishing, and whether there are no more of them."""
        later = self._after(after)
        rows = self._ask(
            f"""
            SELECT e.story_id, e.published_at, e.shown, e.place FROM (
                SELECT *, row_number() OVER (ORDER BY e.published_at DESC, e.story_id DESC) AS place
                FROM stories_searchentry e WHERE {self.here.sql} AND {later.sql}
                ORDER BY e.published_at DESC, e.story_id DESC LIMIT {WINDOW}
            ) e WHERE {condition.sql} AND {self.public.sql} LIMIT {int(most)}
            """,  # noqa: S608
            self.here,
            later,
            condition,
            self.public,
        )
        if len(rows) == most:
            # So many among the newest: with a margin, the rest is not counted.
            there = statistics.expected((), "", *self.within.pieces())
            self.dense |= most > PER_PAGE // 2 and most / rows[-1][3] * there > 3 * MOST
            return rows, False
        count = self._ask(
            f"""
            SELECT count(*) FROM (
                SELECT 1 FROM stories_searchentry e WHERE {self.here.sql} AND {later.sql}
                LIMIT {WINDOW}
            ) e
            """,  # noqa: S608
            self.here,
            later,
        )
        return rows, count[0][0] < WINDOW

    def _through_index(self, condition: Condition, parts, after, most) -> list[tuple]:
        """The first of those that the index names."""
        held, later = self._in_index(parts), self._after(after)
        return self._ask(
            f"""
            WITH found AS MATERIALIZED (
                SELECT e.story_id, e.published_at, e.shown FROM stories_searchentry e
                WHERE {held.sql} AND {self.here.sql} AND {later.sql} AND {condition.sql}
                    AND {self.public.sql}
            )
            SELECT * FROM found ORDER BY published_at DESC, story_id DESC LIMIT {int(most)}
            """,  # noqa: S608
            held,
            self.here,
            later,
            condition,
            self.public,
        )

    def _count(self) -> int:
        """How many stories hold it, at most one more than `MOST`."""
        held = self._in_index()
        counted = self._ask(
            f"""
            SELECT count(*) FROM (
                SELECT 1 FROM stories_searchentry e
                WHERE {held.sql} AND {self.here.sql} LIMIT {MOST + 1}
            ) few
            """,  # noqa: S608
            held,
            self.here,
        )
        return counted[0][0]

    def _page(self, way: str, hits: list[Hit], total: int, more: bool) -> Found:
        found = Found(hits[:PER_PAGE], min(total, MOST), more)
        if len(hits) > PER_PAGE:
            last = found.hits[-1]
            found.next = Key(way, last.tier, last.at, last.number)
        return found
