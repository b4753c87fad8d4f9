"""Where: official places and the people who keep a village's stories."""

from villages.models.keepers import KeeperLink, Stewardship
from villages.models.places import Aspect, District, Tambon, Village

__all__ = ["Aspect", "District", "KeeperLink", "Stewardship", "Tambon", "Village"]
