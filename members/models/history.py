"""History that cannot be rewritten: rows the database writes itself, and refuses to change."""

from django.db import models

from members.models.decisions import Decision
from members.models.evidence import Evidence
from members.models.nominations import Nomination
from members.models.voices import Voice

WORDS = dict(
    [
        *Nomination.State.choices,
        *Decision.Answer.choices,
        *Evidence.Direction.choices,
        *Voice.Kind.choices,
        *Voice.How.choices,
    ]
)


class Event(models.Model):
    """Something that happened to a file: who (by name, so that it outlives the account), what, why.

    Triggers write these rows (migration `members/0007`). The application may read them, and
    neither change nor delete one; only the words in a file that was lawfully erased are blanked.
    """

    nomination_id = models.BigIntegerField(db_index=True)
    at = models.DateTimeField("เมื่อ")
    who = models.TextField("ใคร")
    what = models.TextField("เกิดอะไรขึ้น")
    was = models.TextField("จาก", blank=True)
    became = models.TextField("เป็น", blank=True)
    why = models.TextField("เพราะ", blank=True)

    class Meta:
        db_table = "members_event"
        verbose_name = verbose_name_plural = "ประวัติ"
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.what} {self.became}"

    @property
    def became_words(self) -> str:
        """What it became, in the words of the pages."""
        return WORDS.get(self.became, self.became)
