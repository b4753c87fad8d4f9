"""What goes on when people move: earlier names of agencies, who walks with a village, ยังอยู่."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kmnet.links import new_nonce, sign
from kmnet.thai.models import NormalisedCharField, NormalisedTextField
from members.models.people import Agency, Posting, SpanQuerySet, User
from villages.models import District, Village

SALT = "members.still-walking"


class AgencyName(models.Model):
    """A name that an agency bore until a day; what was printed under it is still found."""

    agency = models.ForeignKey(
        Agency, verbose_name="หน่วยงาน", on_delete=models.PROTECT, related_name="earlier_names"
    )
    name = NormalisedCharField("ชื่อเดิม", max_length=160)
    short_name = NormalisedCharField("ชื่อสั้นเดิม", max_length=60, blank=True)
    until = models.DateField("ใช้ถึง")

    class Meta:
        verbose_name = verbose_name_plural = "ชื่อเดิมของหน่วยงาน"
        ordering = ["-until"]

    def __str__(self):
        return self.name


class Walking(models.Model):
    """A partner who walks with a village, from a day until a day.

    It begins with the first visit that arrives, and goes on to somebody else by a handover.
    """

    user = models.ForeignKey(
        User, verbose_name="ภาคี", on_delete=models.PROTECT, related_name="walkings"
    )
    village = models.ForeignKey(
        Village, verbose_name="หมู่บ้าน", on_delete=models.PROTECT, related_name="walkings"
    )
    begins = models.DateField("เริ่ม")
    ends = models.DateField("วันสุดท้าย", null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ใครเดินกับหมู่บ้านไหน"
        ordering = ["begins", "pk"]
        constraints = [
            models.CheckConstraint(
                name="walking_ends_after_it_begins",
                condition=Q(ends=None) | Q(ends__gte=F("begins")),
            ),
            models.UniqueConstraint(
                fields=["user", "village"],
                condition=Q(ends=None),
                name="walks_with_a_village_once",
            ),
        ]

    def __str__(self):
        return f"{self.user.spoken_name} · {self.village}"


class MoveNotice(models.Model):
    """That a district was told who comes or leaves; nobody is told the same move twice."""

    class What(models.TextChoices):
        COMES = "comes", "กำลังจะมา"
        LEAVES = "leaves", "กำลังจะย้าย"

    posting = models.ForeignKey(
        Posting, verbose_name="ใครประจำอยู่ที่ไหน", on_delete=models.CASCADE, related_name="notices"
    )
    what = models.CharField("เรื่อง", max_length=10, choices=What.choices)
    day = models.DateField("วัน")
    district = models.ForeignKey(
        District, verbose_name="อำเภอ", on_delete=models.PROTECT, related_name="+"
    )
    told_at = models.DateTimeField("บอกเมื่อ", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "บอกแล้วว่าใครย้าย"
        constraints = [
            models.UniqueConstraint(fields=["posting", "what", "day"], name="a_move_is_told_once")
        ]

    def __str__(self):
        return f"{self.posting} · {self.get_what_display()}"


class StillWalkingQuerySet(models.QuerySet):
    """Questions about the yearly asking."""

    def unanswered(self):
        """Whom somebody might call."""
        return self.filter(answer="")


class StillWalking(models.Model):
    """Once a year: ยังเดินด้วยกันไหม. No answer is a reason to call, not to strike off."""

    class Answer(models.TextChoices):
        WALKING = "walking", "ยังเดินด้วยกัน"
        RESTING = "resting", "ขอพักก่อน"
        LEAVING = "leaving", "ขอส่งไม้ต่อ"

    user = models.ForeignKey(
        User, verbose_name="ภาคี", on_delete=models.PROTECT, related_name="askings"
    )
    year = models.PositiveSmallIntegerField("ปี พ.ศ.")
    nonce = models.CharField(max_length=16, unique=True, default=new_nonce, editable=False)
    asked_at = models.DateTimeField("ถามเมื่อ", default=timezone.now)
    answer = models.CharField("ตอบว่า", max_length=10, choices=Answer.choices, blank=True)
    words = NormalisedTextField("อยากบอกอะไร", blank=True)
    answered_at = models.DateTimeField("ตอบเมื่อ", null=True, blank=True)

    objects = StillWalkingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ยังเดินด้วยกันไหม"
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "year"], name="asked_once_a_year"),
            models.CheckConstraint(
                name="still_walking_answer_has_its_moment",
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.user.spoken_name} · {self.year}"

    @property
    def secret(self) -> str:
        """What stands in the letter's link; it opens this one question."""
        return sign(self.nonce, salt=SALT)
