"""Who: people, where they serve, how they are found and invited, letters to them."""

from members.models.decisions import Decision, Invitation
from members.models.evidence import Criterion, Evidence
from members.models.history import Event
from members.models.letters import Letter
from members.models.nominations import (
    Erasure,
    FileReply,
    Nomination,
    PublicTelling,
    Relation,
    Telling,
)
from members.models.people import Agency, Duty, Posting, User
from members.models.voices import Voice, VoiceContact

__all__ = [
    "Agency",
    "Criterion",
    "Decision",
    "Duty",
    "Erasure",
    "Event",
    "Evidence",
    "FileReply",
    "Invitation",
    "Letter",
    "Nomination",
    "Posting",
    "PublicTelling",
    "Relation",
    "Telling",
    "User",
    "Voice",
    "VoiceContact",
]
