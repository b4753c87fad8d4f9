"""What they do: visits and photos, stories and their people, the village's answer, taking back."""

from stories.models.approvals import ApprovalNote, ReadAloud, SignedSheet, VillageApproval
from stories.models.pairs import ThenAndNow
from stories.models.people import Person, PersonConsent, PersonErasure
from stories.models.photos import Photo, PhotoPerson
from stories.models.receipts import DiscardedDraft, Receipt
from stories.models.stories import Nugget, Reads, Revision, RevisionPhoto, Story, Teller
from stories.models.takedowns import Printing, TakeDown, TakeDownDecision
from stories.models.visits import Encounter, PracticeChange, Promise, Submission, Visit

__all__ = [
    "ApprovalNote",
    "DiscardedDraft",
    "Encounter",
    "Nugget",
    "Person",
    "PersonConsent",
    "PersonErasure",
    "Photo",
    "PhotoPerson",
    "PracticeChange",
    "Printing",
    "Promise",
    "ReadAloud",
    "Reads",
    "Receipt",
    "Revision",
    "RevisionPhoto",
    "SignedSheet",
    "Story",
    "Submission",
    "TakeDown",
    "TakeDownDecision",
    "Teller",
    "ThenAndNow",
    "VillageApproval",
    "Visit",
]
