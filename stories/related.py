"""What one reads next: stories near this one, and one from another district.

Near is what shares words that few stories hold, an aspect, the village, the tambon or the district.
The candidates come with the story from indexes, a dozen of each kind however many stories there are,
and from `published()` at the moment of asking; nothing is kept that would have to be kept true.
"""

from stories import fetching
from stories.models import Story

NEAR = 3  # stories
TAMBON_DIGITS, DISTRICT_DIGITS = 6, 4  # of a village's code
RARE_WORD, ASPECT, VILLAGE, TAMBON, DISTRICT = 6, 3, 1, 1, 1


def related(story: Story) -> list[Story]:
    """About three stories near one that came from `fetching.whole`, the nearest first."""
    return beside(story)[0]


def onward(story: Story) -> Story | None:
    """One story of another district to read on, None when there is none yet."""
    return beside(story)[1]


def beside(story: Story) -> tuple[list[Story], Story | None]:
    """(stories near this one, one of another district), in one query."""
    near, away = choose(story)
    public = {each.number: each for each in fetching.lines([*near, *away])}
    found = [public[number] for number in near if number in public]
    return found, next((public[number] for number in away if number in public), None)


def choose(story: Story) -> tuple[list[int], list[int]]:
    """(numbers of the nearest stories, of one in another district), each once."""
    here = story.village_id[:DISTRICT_DIGITS]
    aspects = {aspect.pk for aspect in story.aspects.all()}
    nearness = {number: how_near(story, aspects, row) for number, row in story.candidates.items()}
    # The nearest first, of equally near ones the newest.
    order = sorted(nearness, key=lambda number: (nearness[number], number), reverse=True)
    away = [
        number for number in order if story.candidates[number]["village"][:DISTRICT_DIGITS] != here
    ][:1]
    near = [number for number in order if nearness[number] and number not in away]
    return near[:NEAR], away


def how_near(story: Story, aspects: set[int], row: dict) -> int:
    """How much a candidate has in common with a story; 0 for nothing. Stands on no page."""
    mine, other = story.village_id, row["village"]
    rare = row.get("rare")
    return (
        (RARE_WORD * len(set(story.rare).intersection(rare)) if rare else 0)
        + ASPECT * len(aspects.intersection(row["about"]))
        + VILLAGE * (mine == other)
        + TAMBON * (mine[:TAMBON_DIGITS] == other[:TAMBON_DIGITS])
        + DISTRICT * (mine[:DISTRICT_DIGITS] == other[:DISTRICT_DIGITS])
    )
