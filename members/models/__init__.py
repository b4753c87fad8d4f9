"""Who: people, where they serve, how they are found and invited, letters to them."""

from members.models.decisions import Decision, Invitation
from members.models.evidence import Criterion, Evidence
from members.models.handovers import Handover, HandoverLine, HandoverOffer
from members.models.history import Event
from members.models.letters import Letter
from members.models.moving import AgencyName, MoveNotice, StillWalking, Walking
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
    "AgencyName",
    "Criterion",
    "Decision",
    "Duty",
    "Erasure",
    "Event",
    "Evidence",
    "FileReply",
    "Handover",
    "HandoverLine",
    "HandoverOffer",
    "Invitation",
    "Letter",
    "MoveNotice",
    "Nomination",
    "Posting",
    "PublicTelling",
    "Relation",
    "StillWalking",
    "Telling",
    "User",
    "Voice",
    "VoiceContact",
    "Walking",
]
