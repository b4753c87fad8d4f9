"""What both sites are asked for, and the table of it."""

from collections.abc import Mapping, Sequence
from statistics import median

from bench import table
from bench.load import Target
from bench.rows import DISTRICT, ROWS, Place, Row

PAGES = (
    "One story",
    "A thousand stories in turn",
    "List, first page",
    "List, page 500",
    "District",
)
# What has another address there; stories and their list have the same.
ELSEWHERE = {
    "List, page 500": "/stories/?page={deep_page}",
    "District": f"/stories/?district={DISTRICT}",
}
GOAL = 5  # times Wagtail's requests a second
NO_GOAL = {"A thousand stories in turn"}  # each drawn anew, many for the first time


def our_row(page: str) -> Row:
    """The row of `make bench` in which this page is drawn for every request."""
    return next(row for row in ROWS if row.words == f"{page}, rendered")


def targets(page: str, place: Place, peer: str) -> tuple[Target, Target]:
    """(ours, Wagtail's): where both are asked for a page."""
    ours = our_row(page).target(place)
    if page in ELSEWHERE:
        return ours, Target(peer, [ELSEWHERE[page].format(**place.paths())])
    return ours, Target(peer, ours.paths)


def shares(rounds: Sequence[Sequence[float]]) -> tuple[float, float, float]:
    """Our share of hello, Wagtail's, and how many times its rate ours is: medians of the rounds.

    Each round has requests a second: hello's, ours, Wagtail's.
    """
    return (
        median(ours / hello for hello, ours, _ in rounds),
        median(theirs / hello for hello, _, theirs in rounds),
        median(ours / theirs for _, ours, theirs in rounds),
    )


def markdown(
    found: Mapping[str, tuple[float, float, float]], about: Mapping[str, object], note: str
) -> str:
    """All that is printed: what it was measured on, the shares of each page, what else was seen."""
    heads = ["share of hello's requests a second", "ours", "Wagtail's", "times", "goal", "met"]
    lines = [table.measured_on(about), "", table.line(heads), "|---|---:|---:|---:|---|---|"]
    lines += [table.line([page, *cells(page, *seen)]) for page, seen in found.items()]
    return "\n".join([*lines, "", note]) + "\n"


def cells(page: str, ours: float, theirs: float, times: float) -> list[str]:
    """The figures of one page, and whether the goal was met where there is one."""
    figures = [table.ratio(ours), table.ratio(theirs), f"{times:.1f}"]
    if page in NO_GOAL:
        return [*figures, "", ""]
    return [*figures, f"≥ {GOAL}", "yes" if times >= GOAL else "**no**"]
