"""Visit rounds: "ห้าอำเภอที่ลงไปจับภาพ", and the plan for the next."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kmnet.thai.models import NormalisedCharField, NormalisedTextField
from members.models import User
from villages.models import District, Village


class Round(models.Model):
    """A few days on which partners go out together to several districts."""

    name = NormalisedCharField("เรียกรอบนี้ว่า", max_length=160)
    words = NormalisedTextField("ไปเพื่ออะไร", blank=True)
    begins = models.DateField("ตั้งแต่วันที่")
    ends = models.DateField("ถึงวันที่")
    by = models.ForeignKey(User, verbose_name="คนชวน", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("ชวนเมื่อ", default=timezone.now, editable=False)
    called_off_at = models.DateTimeField("เลื่อนไปก่อนเมื่อ", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "รอบลงพื้นที่"
        ordering = ["-begins", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="round_ends_after_it_begins", condition=Q(ends__gte=F("begins"))
            )
        ]

    def __str__(self):
        return self.name


class RoundStop(models.Model):
    """One district of a round: which village, which day, who knows the road."""

    round = models.ForeignKey(
        Round, verbose_name="รอบ", on_delete=models.CASCADE, related_name="stops"
    )
    district = models.ForeignKey(
        District, verbose_name="อำเภอ", on_delete=models.PROTECT, related_name="+"
    )
    village = models.ForeignKey(
        Village,
        verbose_name="หมู่บ้าน",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    day = models.DateField("วันไหน", null=True, blank=True)
    guide = models.ForeignKey(
        User,
        verbose_name="ใครรู้ทาง",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = verbose_name_plural = "อำเภอในรอบ"
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "district"], name="a_district_stands_once_in_a_round"
            )
        ]

    def __str__(self):
        return f"{self.round} · {self.district}"
