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
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

from kmnet.thai.dates import ERA
from kmnet.thai.words import Asked, Word
from stories.search import statistics, wording
from stories.search.posing import pose
from stories.search.wording import NAMES, REST, TITLE, Shape

PER_PAGE = 12
MOST = 1000  # stories that are counted and put in order
WINDOW = 3000  # of the newest stories looked through in search of a page
OFTEN = 0.2  # share of the stories from which on nobody asks whether it is so
SAMPLE = 100  # of the newest stories, by which it is seen whether a word is common
ENOUGH = 2  # of those, so many that going through the newest soon fills a page
PARTS = {TITLE: "A", NAMES: "AB", REST: ""}  # capitals of the parts in the index, by tier
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

    def values(self) -> dict:
        """Where to look, by the names that it has in questions (`wording.HERE`)."""
        values = {"district": self.district, "aspect": self.aspect}
        if self.year is not None:
            year = self.year - ERA
            days = [timezone.make_aware(datetime.datetime(each, 1, 1)) for each in (year, year + 1)]
            values |= {"since": days[0], "until": days[1]}
        return values


@dataclass(frozen=True)
class Hit:
    """One story found: its number, what everybody sees of it, and what ends a page here."""

    number: int
    at: datetime.datetime
    tier: int
    copy: str  # JSON

    @cached_property
    def shown(self) -> dict:
        """What `keeping.make` wrote down of the story."""
        return json.loads(self.copy)


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
    if after is None and question.expected() > 2 * MOST and question.often():
        return question.many()
    if after is None or after.way == "f":
        found = question.few()
        if found:
            return found
    return question.many()


class Question:
    """One question on its way to a page."""

    def __init__(self, words: tuple[Word, ...], within: Within, after: Key | None):
        self.words, self.within, self.after = words, within, after
        self.dense = False  # whether there are so many that nobody has to count
        self.values = wording.values_of(words) | within.values()
        self.values["today"] = timezone.localdate()

    def expected(self, parts: str = "") -> float:
        """About how many stories hold it."""
        return statistics.expected(self.words, parts, *self.within.pieces())

    def often(self) -> bool:
        """Whether it is as common as its pieces are; a rare name may be made of common ones."""
        there = statistics.expected((), "", *self.within.pieces())
        if self.expected() > OFTEN * there:
            return True
        question = wording.among_newest(self._shape(None), SAMPLE, ENOUGH)
        ((found,),) = pose(question, self.values)
        return found == ENOUGH

    def _shape(self, after: Key | None) -> Shape:
        there = [name for name in wording.HERE if getattr(self.within, name) is not None]
        return Shape.of(self.words, there, later=after is not None)

    def _behind(self, after: Key | None) -> dict:
        """Where the page before ended, by the names that it has in questions."""
        if after is None:
            return {}
        return {"tier": -after.tier, "at": after.at, "number": after.number}

    def _index(self, parts: str = "") -> dict:
        """What the index is asked."""
        return {"query": wording.tsquery(self.words, parts, self.within.pieces())}

    # Few ----------------------------------------------------------------------------------------

    def few(self) -> Found | None:
        """A page of all that the index finds, put in order; None where that is too many."""
        values = self.values | self._index() | self._behind(self.after)
        if len(self.words) > 1:
            said = [word.said for word in self.words]
            values |= {"spaced": " ".join(said), "joined": "".join(said)}
        rows = pose(wording.few(self._shape(self.after), MOST + 1, PER_PAGE + 1), values)
        total = rows[0][3] if rows else 0
        if total > MOST and not self.after:
            return None
        return self._page("f", [Hit(*row[:3], row[4]) for row in rows], total, total > MOST)

    # Many ---------------------------------------------------------------------------------------

    def many(self) -> Found:
        """A page found part by part, each newest first."""
        hits: list[Hit] = []
        after = self.after
        tier = after.tier if after else TITLE
        if tier <= NAMES and self.expected("AB") <= MOST:
            hits += self._heads(after, PER_PAGE + 1)
            tier, after = REST, None
        while tier <= REST and len(hits) <= PER_PAGE:
            hits += self._of(tier, after, PER_PAGE + 1 - len(hits))
            tier, after = tier + 1, None
        total = MOST + 1 if self.dense else self._count()
        return self._page("m", hits, total, total > MOST)

    def _heads(self, after: Key | None, most: int) -> list[Hit]:
        """Stories that say it in their title, then those that say it in their names, by the index."""
        values = self.values | self._index("AB") | self._behind(after)
        return [Hit(*row) for row in pose(wording.heads(self._shape(after), most), values)]

    def _of(self, tier: int, after: Key | None, most: int) -> list[Hit]:
        """The first stories of one tier."""
        if self.expected(PARTS[tier]) > MOST:
            rows, all_of_them = self._through_newest(tier, after, most)
            if len(rows) == most or all_of_them:
                return [Hit(row[0], row[1], tier, row[2]) for row in rows]
        values = self.values | self._index(PARTS[tier]) | self._behind(after)
        rows = pose(wording.by_index(self._shape(after), tier, most), values)
        return [Hit(row[0], row[1], tier, row[2]) for row in rows]

    def _through_newest(self, tier: int, after, most: int) -> tuple[list[tuple], bool]:
        """The first in the order of publishing, and whether there are no more of them."""
        shape, values = self._shape(after), self.values | self._behind(after)
        rows = pose(wording.newest(shape, tier, WINDOW, most), values)
        if len(rows) == most:
            # So many among the newest: with a margin, the rest is not counted.
            there = statistics.expected((), "", *self.within.pieces())
            self.dense |= most > PER_PAGE // 2 and most / rows[-1][3] * there > 3 * MOST
            return rows, False
        ((there_are,),) = pose(wording.there_are(shape, WINDOW), values)
        return rows, there_are < WINDOW

    def _count(self) -> int:
        """How many stories hold it, at most one more than `MOST`."""
        question = wording.count(self._shape(None), MOST + 1)
        ((counted,),) = pose(question, self.values | self._index())
        return counted

    def _page(self, way: str, hits: list[Hit], total: int, more: bool) -> Found:
        found = Found(hits[:PER_PAGE], min(total, MOST), more)
        if len(hits) > PER_PAGE:
            last = found.hits[-1]
            found.next = Key(way, last.tier, last.at, last.number)
        return found
