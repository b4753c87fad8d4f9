"""ยังอยู่: every district of the province with its latest story. Nothing is counted or ranked."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from stories.models import Round, Story
from villages import map as places
from villages.models import District


@dataclass(frozen=True)
class Lives:
    """A district, its tile on the map, and its latest story when somebody has been told one."""

    district: District
    tile: places.Tile | None
    story: Story | None


def everywhere() -> list[Lives]:
    """All districts as a dictionary sorts them, each with its latest published story."""
    latest = (
        Story.objects.published()
        .filter(village__tambon__district=OuterRef("code"))
        .newest_first()
        .values("number")[:1]
    )
    districts = list(District.objects.annotate(latest=Subquery(latest)))
    numbers = [district.latest for district in districts if district.latest]
    stories = {
        story.number: story
        for story in Story.objects.published().filter(number__in=numbers).with_cards()
    }
    tiles = drawing(districts).tiles
    return [
        Lives(district, tiles.get(district.code), stories.get(district.latest))
        for district in districts
    ]


def drawing(districts: list[District]) -> places.Drawing:
    """The schematic map of these districts."""
    return places.draw({d.code: (d.latitude, d.longitude) for d in districts})


def rounds_told(limit: int = 6) -> list[dict]:
    """Rounds that were walked or are planned: name, days, districts. Villages are not named.

    Which village is gone to is nobody's business before the village has said yes to a story.
    """
    found = Round.objects.filter(called_off_at=None).prefetch_related("stops__district")[:limit]
    return [
        {"round": each, "districts": sorted((s.district for s in each.stops.all()), key=by_name)}
        for each in found
    ]


def by_name(district: District) -> str:
    """As a Thai dictionary sorts."""
    return district.sort_key
