"""What somebody did, for whose good, and who saw it; and the criteria it speaks to."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kmnet.thai.models import NormalisedCharField, NormalisedTextField
from kmnet.thai.text import normalise_query
from members.models.nominations import Nomination
from members.models.people import User


class Criterion(models.Model):
    """One sentence of the network about people with KM in the heart; data, so it may change."""

    words = NormalisedCharField("ข้อที่ดูกัน", max_length=160, unique=True)
    matters = models.BooleanField(
        "ต้องมีเรื่องที่เห็นจริงก่อนชวน", default=False, help_text="ข้อที่รายการสิ่งที่ยังขาดจะถามถึง"
    )
    position = models.PositiveSmallIntegerField("ลำดับ", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "ข้อที่ดูกัน"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.words


class Evidence(models.Model):
    """One thing that happened, for or against. It is never weighed and never added up."""

    class Direction(models.TextChoices):
        FOR = "for", "เห็นว่าใช่"
        AGAINST = "against", "ยังน่าห่วง"

    nomination = models.ForeignKey(
        Nomination, verbose_name="ถึง", on_delete=models.PROTECT, related_name="evidence"
    )
    criterion = models.ForeignKey(
        Criterion, verbose_name="ข้อที่ดูกัน", on_delete=models.PROTECT, related_name="+"
    )
    direction = models.CharField("เห็นว่า", max_length=8, choices=Direction.choices)
    what = NormalisedTextField("เกิดอะไรขึ้น")
    place = NormalisedCharField("ที่ไหน", max_length=200, blank=True)
    day = models.DateField("วันไหน", null=True, blank=True)
    who_benefited = NormalisedCharField("ใครได้ประโยชน์", max_length=200, blank=True)
    who_says = NormalisedCharField("ใครเห็น ใครเล่า", max_length=200, blank=True)
    by = models.ForeignKey(
        User, verbose_name="คนจด", on_delete=models.PROTECT, related_name="evidence"
    )
    at = models.DateTimeField("จดเมื่อ", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "สิ่งที่เห็น"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="evidence_against_has_day_and_source",
                condition=~Q(direction="against") | (Q(day__isnull=False) & ~Q(who_says="")),
            ),
            models.CheckConstraint(name="evidence_says_what_happened", condition=~Q(what="")),
        ]

    def __str__(self):
        return f"{self.get_direction_display()} · {self.criterion}"

    @property
    def is_statement(self) -> bool:
        """Good words without anybody named who gained or saw it, the person aside: a statement."""
        if self.direction == self.Direction.AGAINST:
            return False
        return not (self.names_another(self.who_benefited) or self.names_another(self.who_says))

    def names_another(self, words: str) -> bool:
        """Whether anybody stands in `words` beside the person whom the file is about."""
        person = self.nomination
        first = person.name.split(" ")[0]
        left = normalise_query(words)
        for own in (person.spoken_name, person.name, person.called + first, first, "เจ้าตัว"):
            left = left.replace(normalise_query(own), "")
        return any(letter.isalnum() for letter in left)
