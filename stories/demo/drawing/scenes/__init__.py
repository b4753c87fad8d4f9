"""The scenes by name, grouped in modules by where they are."""

from collections.abc import Callable

from ..brush import Brush
from ..palette import HOURS
from . import festivals, fields, handwork, nora, orchards, village, waterside

# Every scene begins the round of hours at its own place in this row, and new ones join at the end:
# a scene that moved would turn the demo's mornings into evenings.
SCENES: dict[str, Callable[[Brush], None]] = {
    "hills": fields.hill_village,
    "rice": fields.rice_fields,
    "rubber": orchards.rubber_grove,
    "orchard": orchards.fruit_orchard,
    "river": waterside.river_bend,
    "sea": waterside.sea_shore,
    "boats": waterside.fishing_boats,
    "mangrove": waterside.mangrove_planting,
    "nipa": waterside.nipa_channel,
    "meeting": village.village_meeting,
    "weaving": handwork.weaving_house,
    "kitchen": handwork.smoky_kitchen,
    "market": village.morning_market,
    "herbs": handwork.herb_table,
    "savings": village.savings_day,
    "school": village.school_yard,
    "waste": village.waste_bank,
    "temple": festivals.temple_procession,
    "tree": festivals.old_tree,
    "rain": fields.rainy_road,
    "garden": fields.vegetable_garden,
    "cooking_pot": festivals.shared_pot,
    "dance": nora.nora_dance,
    "beads": handwork.bead_work,
    "bees": orchards.bee_garden,
}
# Hours of rain do not suit work that is done in the sun or at night.
DRY = {"herbs", "dance", "beads", "sea", "boats", "temple", "bees", "savings", "weaving", "kitchen"}


def hour_of(scene: str, seed: int) -> str:
    """Return the hour in which a scene is seen: its own for each seed, in turn."""
    if scene == "rain":
        return "rain"
    hour = HOURS[(seed + list(SCENES).index(scene)) % len(HOURS)]
    return "dawn" if hour == "rain" and scene in DRY else hour
