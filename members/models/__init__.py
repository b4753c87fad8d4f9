"""Who: people, where they serve, how they are found and invited, letters to them."""

from members.models.letters import Letter
from members.models.nominations import Decision, Invitation, Nomination
from members.models.people import Agency, Duty, Posting, User

__all__ = [
    "Agency",
    "Decision",
    "Duty",
    "Invitation",
    "Letter",
    "Nomination",
    "Posting",
    "User",
]
