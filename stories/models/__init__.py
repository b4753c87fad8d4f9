"""What they do: visits and photos, stories and their revisions, the village's answer."""

from stories.models.approvals import VillageApproval
from stories.models.photos import Photo
from stories.models.receipts import DiscardedDraft, Receipt
from stories.models.stories import Reads, Revision, RevisionPhoto, Story, Teller
from stories.models.visits import Encounter, PracticeChange, Promise, Submission, Visit

__all__ = [
    "DiscardedDraft",
    "Encounter",
    "Photo",
    "PracticeChange",
    "Promise",
    "Reads",
    "Receipt",
    "Revision",
    "RevisionPhoto",
    "Story",
    "Submission",
    "Teller",
    "VillageApproval",
    "Visit",
]
