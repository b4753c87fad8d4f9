"""Where: official places, who keeps a village's stories, and what a village says of itself."""

from villages.models.goals import Goal, GoalStep
from villages.models.keepers import KeeperLink, Stewardship
from villages.models.places import Aspect, District, Tambon, Village
from villages.models.support import SupportOffer, SupportRequest, SupportStep
from villages.models.words import SpokenWord, VillageWord, VillageWordQuerySet

__all__ = [
    "Aspect",
    "District",
    "Goal",
    "GoalStep",
    "KeeperLink",
    "SpokenWord",
    "Stewardship",
    "SupportOffer",
    "SupportRequest",
    "SupportStep",
    "Tambon",
    "Village",
    "VillageWord",
    "VillageWordQuerySet",
]
