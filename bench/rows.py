"""What is measured: the rows of the table, what each is set against, and what is hoped for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

import psycopg

from bench import prose, words
from bench.fill import RICH_VILLAGE
from bench.load import Target

DISTRICT = RICH_VILLAGE[:4]
PER_PAGE = 12
READY, PLAIN = "ready", "plain"
FLAT = 1.3  # how much slower the most stories may be than the fewest
READY_GOAL, PLAIN_GOAL = 0.6, 0.08  # of hello
# A tenth and a twentieth of what is promised of a story kept ready, at 10,000 stories.
RARE_GOAL, COMMON_GOAL = READY_GOAL / 10, READY_GOAL / 20
FEWER = 4  # at 100,000 stories a search may be so many times slower than at 10,000
STATIC_GOAL = 0.85  # of nginx with a static file
ALL_ROUND = 1000  # stories, more than a worker remembers to have drawn


@dataclass(frozen=True)
class Row:
    """One row: `words` name it, `target` says what is asked for at a number of stories.

    `base` is what it is set against beside hello: "" nothing, "story" the story kept ready,
    "static" nginx's static file. `goals` are by number of stories, or one for 0, which is all:
    shares of hello, but for a row set against a static file shares of that.
    """

    words: str
    target: Callable[["Place"], Target]
    goals: Mapping[int, float]
    base: str = ""
    flat: bool = False

    def goal(self, count: int) -> float | None:
        """The least share hoped for at `count` stories, None where nothing was said."""
        return self.goals.get(count, self.goals.get(0))

    @property
    def against_base(self) -> bool:
        """Whether the goals are shares of the base and not of hello."""
        return self.base == "static"


@dataclass(frozen=True)
class Place:
    """Where a number of stories is served: addresses by READY, PLAIN, "cached" and "static"."""

    count: int
    database: str
    servers: Mapping[str, str]

    def paths(self) -> dict[str, str]:
        """Addresses of the pages that are measured, by name."""
        middle, deep, page = self._numbers()
        return {
            "story": f"/stories/{middle}/",
            "home": "/",
            "list": "/stories/",
            "deep": f"/stories/?before={deep}",
            "deep_page": str(page),
            "district": f"/districts/{DISTRICT}/",
            "village": f"/villages/{RICH_VILLAGE}/",
            "feed": "/feed/",
        }

    def _numbers(self) -> tuple[int, int, int]:
        """A story in the middle without photos; the story before page 500, or the last page."""
        page = min(500, self.count // PER_PAGE)
        with psycopg.connect(self.database) as connection:
            middle = connection.execute(
                "SELECT max(s.number) FROM stories_story s LEFT JOIN stories_revisionphoto p"
                " ON p.revision_id = s.published_revision_id"
                " WHERE p.id IS NULL AND s.number <= %s",
                [max(1, self.count // 2)],
            ).fetchone()[0]
            deep = connection.execute(
                "SELECT number FROM stories_story ORDER BY published_at DESC, number DESC"
                " OFFSET %s LIMIT 1",
                [PER_PAGE * (page - 1) - 1],
            ).fetchone()[0]
        return middle, deep, page


def page(name: str, label: str) -> list[Row]:
    """The two rows of a page: kept ready, and rendered for every request."""

    def at(mode: str):
        return lambda place: Target(place.servers[mode], [place.paths()[name]])

    return [
        Row(f"{label}, kept ready", at(READY), {0: READY_GOAL}, flat=True),
        Row(f"{label}, rendered", at(PLAIN), {0: PLAIN_GOAL}, flat=True),
    ]


def all_round() -> Row:
    """Stories in turn, so many that each is drawn anew."""

    def at(place: Place) -> Target:
        numbers = range(1, place.count + 1, max(1, place.count // ALL_ROUND))
        return Target(place.servers[PLAIN], [f"/stories/{number}/" for number in numbers])

    return Row("A thousand stories in turn, rendered", at, {}, flat=True)


def search(label: str, queries: list[str], goal: float) -> Row:
    """Many different searches, none of them kept."""

    def at(place: Place) -> Target:
        # Where nothing is kept ready, no answer can be an earlier one.
        return Target(place.servers[PLAIN], [f"/search/?q={quote(query)}" for query in queries])

    return Row(f"Search: {label}", at, {10_000: goal, 100_000: goal / FEWER}, base="story")


def commonplaces() -> list[str]:
    """Words of four in ten stories, alone."""
    return list(words.COMMON)


def present(names) -> list[str]:
    """Those of the planted places that even the fewest stories name."""
    there = {place for number in range(1, 1001) for place in prose.places_in(number)}
    return [name for name in names if name in there]


ROWS = [
    *page("story", "One story"),
    all_round(),
    *page("home", "Home"),
    *page("list", "List, first page"),
    *page("deep", "List, page 500"),
    *page("district", "District"),
    *page("village", "Village"),
    *page("feed", "Feed"),
    Row(
        "One story, nginx's cache in front",
        lambda place: Target(place.servers["cached"], [place.paths()["story"]]),
        {0: STATIC_GOAL},
        base="static",
    ),
    search("rare word", list(prose.rare_words()), RARE_GOAL),
    search("place name", present(prose.planted_places()), RARE_GOAL),
    search("word of 4 in 10 stories", commonplaces(), COMMON_GOAL),
    search("found nowhere", list(prose.unheard_words()), RARE_GOAL),
]
