"""The village's answer. It belongs to one revision: what was read is what was answered to."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from kmnet.thai.models import NormalisedCharField, NormalisedTextField
from members.models import User
from stories.models.stories import Revision, Story
from villages.models import KeeperLink


class VillageApprovalQuerySet(models.QuerySet):
    """Questions about what was asked and answered."""

    def open(self):
        """Asked, not answered, and not overtaken by a newer text."""
        return self.filter(answer="", superseded_at=None)


class VillageApproval(models.Model):
    """One question to the village about one revision, and its answer."""

    class Answer(models.TextChoices):
        YES = "yes", "เผยแพร่ได้"
        CHANGE = "change", "ขอแก้ตรงนี้ก่อน"
        NO = "no", "เก็บไว้ในหมู่บ้าน"
        TAKE_BACK = "take_back", "หมู่บ้านขอถอนเรื่องนี้"

    class How(models.TextChoices):
        LINK = "link", "ตอบทางลิงก์"
        IN_PERSON = "in_person", "ตอบต่อหน้า"

    story = models.ForeignKey(
        Story, verbose_name="เรื่อง", on_delete=models.PROTECT, related_name="approvals"
    )
    revision = models.ForeignKey(
        Revision, verbose_name="ฉบับ", on_delete=models.PROTECT, related_name="approvals"
    )
    asked_by = models.ForeignKey(
        User, verbose_name="คนถาม", on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField("ถามเมื่อ", default=timezone.now)
    superseded_at = models.DateTimeField("มีฉบับใหม่แทนเมื่อ", null=True, blank=True)
    answer = models.CharField("คำตอบ", max_length=10, choices=Answer.choices, blank=True)
    words = NormalisedTextField("คำของหมู่บ้าน", blank=True)
    how = models.CharField("ตอบอย่างไร", max_length=10, choices=How.choices, blank=True)
    answered_at = models.DateTimeField("ตอบเมื่อ", null=True, blank=True)
    answered_by = NormalisedCharField("ใครตอบ", max_length=160, blank=True)
    link = models.ForeignKey(
        KeeperLink,
        verbose_name="ลิงก์ของผู้ดูแล",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    witness = NormalisedCharField("พยาน", max_length=160, blank=True)
    taken_by = models.ForeignKey(
        User,
        verbose_name="คนที่รับคำตอบมา",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    read_aloud = models.BooleanField("อ่านให้ฟังแล้ว", default=False)

    objects = VillageApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "คำตอบของหมู่บ้าน"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["story"],
                condition=Q(answer="", superseded_at=None),
                name="one_open_question_per_story",
            ),
            models.CheckConstraint(
                name="answer_has_who_when_and_how",
                condition=Q(answer="", answered_at=None, answered_by="", how="")
                | (~Q(answer="") & Q(answered_at__isnull=False) & ~Q(answered_by="") & ~Q(how="")),
            ),
            models.CheckConstraint(
                name="link_answer_names_its_link", condition=~Q(how="link") | Q(link__isnull=False)
            ),
            models.CheckConstraint(
                name="answer_in_person_has_a_witness",
                condition=~Q(how="in_person") | (~Q(witness="") & Q(taken_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="change_says_what", condition=~Q(answer="change") | ~Q(words="")
            ),
        ]

    def __str__(self):
        return f"{self.revision.title} · {self.get_answer_display() or 'รอคำตอบ'}"


class ApprovalNote(models.Model):
    """What the village would change in one paragraph, kept beside it."""

    approval = models.ForeignKey(VillageApproval, on_delete=models.CASCADE, related_name="notes")
    paragraph = models.PositiveSmallIntegerField("ย่อหน้าที่ นับจาก 0")
    words = NormalisedTextField("อยากให้แก้อย่างไร")

    class Meta:
        verbose_name = verbose_name_plural = "คำขอแก้รายย่อหน้า"
        ordering = ["paragraph"]
        constraints = [
            models.UniqueConstraint(
                fields=["approval", "paragraph"], name="one_note_per_paragraph"
            ),
            models.CheckConstraint(name="note_says_what", condition=~Q(words="")),
        ]

    def __str__(self):
        return f"ย่อหน้าที่ {self.paragraph + 1}: {self.words}"


class SignedSheet(models.Model):
    """A photo of the sheet the village signed. Private: only who may carry the story sees it."""

    approval = models.OneToOneField(VillageApproval, on_delete=models.PROTECT, related_name="sheet")
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField("เมื่อ", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "กระดาษที่ลงชื่อ"

    def __str__(self):
        return f"กระดาษของ {self.approval}"

    @property
    def path(self) -> Path:
        """Where the clean copy (JPEG) lies."""
        return settings.MEDIA_ROOT / "sheets" / self.uuid.hex[:2] / f"{self.uuid}.jpg"


class ReadAloud(models.Model):
    """อ่านให้ฟังแล้ว: a text was read to the village, where, when, to whom, and what they asked."""

    revision = models.ForeignKey(
        Revision, verbose_name="ฉบับ", on_delete=models.PROTECT, related_name="readings"
    )
    day = models.DateField("อ่านวันไหน")
    place = NormalisedCharField("อ่านที่ไหน", max_length=160)
    who = NormalisedTextField("มีใครมาฟัง (ไม่ขึ้นหน้าเว็บ)")
    asked = NormalisedTextField("เขาขอให้แก้อะไร", blank=True)
    by = models.ForeignKey(User, verbose_name="คนอ่าน", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("จดเมื่อ", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "อ่านให้ฟังแล้ว"
        ordering = ["-day", "-pk"]

    def __str__(self):
        return f"{self.place} {self.day}"
