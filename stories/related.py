"""What one reads next: stories near this one, and one from another district.

Near is what shares words that few stories hold, an aspect, the village, the tambon or the district.
The candidates come with the story from indexes, a dozen of each kind however many stories there are,
and from `published()` at the moment of asking; nothing is kept that would have to be kept true.
"""

from functools import lru_cache

from stories import fetching
from stories.models import Story

NEAR = 3  # stories
TAMBON_DIGITS, DISTRICT_DIGITS = 6, 4  # of a village's code
RARE_WORD, ASPECT, VILLAGE, TAMBON, DISTRICT = 6, 3, 1, 1, 1


def numbers(row: tuple) -> tuple[int, ...]:
    """Numbers of what a story of this row (`fetching.whole_row`) leads on to, to fetch as lines."""
    near, away = choose(row)
    return *near, *away


def beside(row: tuple, lines: list[Story]) -> tuple[list[Story], Story | None]:
    """(about three stories near this one, the nearest first; one of another district, if any).

    `lines` are those of its `numbers` that are public.
    """
    near, away = choose(row)
    public = {each.number: each for each in lines}
    found = [public[number] for number in near if number in public]
    return found, next((public[number] for number in away if number in public), None)


@lru_cache(maxsize=256)
def choose(row: tuple) -> tuple[list[int], list[int]]:
    """(numbers of the nearest stories, of one in another district), each once."""
    leads = fetching.leads_of(row)
    here = leads.village[:DISTRICT_DIGITS]
    nearness = {number: how_near(leads, other) for number, other in leads.candidates.items()}
    # The nearest first, of equally near ones the newest.
    order = sorted(nearness, key=lambda number: (nearness[number], number), reverse=True)
    away = [
        number for number in order if leads.candidates[number]["village"][:DISTRICT_DIGITS] != here
    ][:1]
    near = [number for number in order if nearness[number] and number not in away]
    return near[:NEAR], away


def how_near(leads: fetching.Leads, other: dict) -> int:
    """How much a candidate has in common with a story; 0 for nothing. Stands on no page."""
    mine, its = leads.village, other["village"]
    return (
        RARE_WORD * other["shares"]
        + ASPECT * len(leads.about.intersection(other["about"]))
        + VILLAGE * (mine == its)
        + TAMBON * (mine[:TAMBON_DIGITS] == its[:TAMBON_DIGITS])
        + DISTRICT * (mine[:DISTRICT_DIGITS] == its[:DISTRICT_DIGITS])
    )
