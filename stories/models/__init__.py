"""What they do: visits and photos, stories and their people, the village's answer, taking back."""

from stories.models.afterwards import (
    CompanionReview,
    Indicator,
    Mapping,
    Policy,
    ReportPeriod,
    ReportPeriodStep,
    VillageReading,
)
from stories.models.approvals import ApprovalNote, ReadAloud, SignedSheet, VillageApproval
from stories.models.pairs import ThenAndNow
from stories.models.people import Person, PersonConsent, PersonErasure
from stories.models.photos import Photo, PhotoPerson
from stories.models.pledges import PracticeChange, PracticeChangeStep, Promise, PromiseStep
from stories.models.receipts import DiscardedDraft, Receipt
from stories.models.rounds import Round, RoundStop
from stories.models.search import SearchEntry, SearchWord
from stories.models.stories import Nugget, Reads, Revision, RevisionPhoto, Story, Teller
from stories.models.takedowns import Printing, TakeDown, TakeDownDecision
from stories.models.visits import Encounter, Submission, Visit

__all__ = [
    "ApprovalNote",
    "CompanionReview",
    "DiscardedDraft",
    "Encounter",
    "Indicator",
    "Mapping",
    "Nugget",
    "Person",
    "PersonConsent",
    "PersonErasure",
    "Photo",
    "PhotoPerson",
    "Policy",
    "PracticeChange",
    "PracticeChangeStep",
    "Printing",
    "Promise",
    "PromiseStep",
    "ReadAloud",
    "Reads",
    "Receipt",
    "ReportPeriod",
    "ReportPeriodStep",
    "Revision",
    "RevisionPhoto",
    "Round",
    "RoundStop",
    "SearchEntry",
    "SearchWord",
    "SignedSheet",
    "Story",
    "Submission",
    "TakeDown",
    "TakeDownDecision",
    "Teller",
    "ThenAndNow",
    "VillageApproval",
    "VillageReading",
    "Visit",
]
