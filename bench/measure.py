"""Rounds of load, hello between the pages, so that a slow moment of the machine hits both."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.load import Failed, Target, rate
from bench.rows import READY, Place, Row
from bench.servers import fetch


@dataclass
class Figures:
    """What one row gave, by number of stories.

    `of_hello` and `of_base` are medians of the rounds' ratios; `slowdown` is how many times slower
    the most stories were than the fewest; `rates` are requests a second, medians.
    """

    of_hello: dict[int, float] = field(default_factory=dict)
    of_base: dict[int, float] = field(default_factory=dict)
    rates: dict[int, float] = field(default_factory=dict)
    slowdown: float | None = None


class Bench:
    """Measures rows at several numbers of stories, round by round."""

    def __init__(
        self, hello: str, places: Sequence[Place], folder: Path, rounds: int, seconds: int
    ):
        self.hello = Target(hello, ["/"])
        self.places, self.folder = places, folder
        self.rounds, self.seconds = rounds, seconds
        self.hello_rates: list[float] = []

    def rate(self, target: Target, seconds: int | None = None) -> float:
        """Requests a second of one round."""
        return rate(target, seconds or self.seconds, self.folder)

    def share(self, server: str) -> float:
        """The share of hello's requests a second that the first page of `server` answers."""
        target = Target(server, ["/"])
        self.rate(target, min(1, self.seconds))
        return median(self.rate(target) / self.say_hello() for _ in range(self.rounds))

    def say_hello(self) -> float:
        """One round of hello."""
        self.hello_rates.append(self.rate(self.hello))
        return self.hello_rates[-1]

    def row(self, row: Row) -> Figures:
        """All rounds of one row: in each hello, then every number of stories in turn."""
        targets = {place.count: row.target(place) for place in self.places}
        bases = {place.count: base_of(row, place) for place in self.places}
        for target in targets.values():
            check(target)
            self.rate(target, min(1, self.seconds))  # both workers have begun
        rounds = []
        for _ in range(self.rounds):
            hello = self.say_hello()
            seen = {}
            for count, target in targets.items():
                base = bases[count] and self.rate(bases[count])
                seen[count] = (self.rate(target), base)
            rounds.append((hello, seen))
            print(".", end="", flush=True, file=sys.stderr)
        print(file=sys.stderr)
        return gathered(rounds)


def check(target: Target) -> None:
    """Raises Failed unless the first and the last path answer 200: wrk takes a redirect for well."""
    for path in {target.paths[0], target.paths[-1]}:
        status, _, _ = fetch(target.server + path)
        if status != 200:
            raise Failed(f"{target.server}{path}: {status}")


def base_of(row: Row, place: Place) -> Target | None:
    """What the row is set against beside hello."""
    if row.base == "story":
        return Target(place.servers[READY], [place.paths()["story"]])
    if row.base == "static":
        return Target(place.servers["static"], ["/story.html"])
    return None


def gathered(rounds: list[tuple[float, dict[int, tuple[float, float | None]]]]) -> Figures:
    """The medians of rounds of (hello's rate, {stories: (rate, base's rate or None)})."""
    figures = Figures()
    counts = sorted(rounds[0][1])
    for count in counts:
        figures.rates[count] = median(seen[count][0] for _, seen in rounds)
        figures.of_hello[count] = median(seen[count][0] / hello for hello, seen in rounds)
        if rounds[0][1][count][1]:
            figures.of_base[count] = median(seen[count][0] / seen[count][1] for _, seen in rounds)
    if len(counts) > 1:
        first, last = counts[0], counts[-1]
        figures.slowdown = median(seen[first][0] / seen[last][0] for _, seen in rounds)
    return figures
