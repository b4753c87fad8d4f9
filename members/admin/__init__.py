"""The members' side of the coordinators' desk: people, and the screening of those who were met."""

from members.admin import people, public, screening

__all__ = ["people", "public", "screening"]
