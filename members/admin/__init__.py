"""The coordinators' desk but for visits and stories: people, places, the screening of those met."""

from members.admin import people, places, public, screening

__all__ = ["people", "places", "public", "screening"]
