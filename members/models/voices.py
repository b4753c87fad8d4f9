"""Voices: a villager's, and a peer's from another district. Asked for by hand, heard in person."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from kmnet.links import new_nonce, sign
from kmnet.thai.models import NormalisedCharField, NormalisedTextField
from members.models.nominations import Nomination
from members.models.people import User
from villages.models import District


class VoiceQuerySet(models.QuerySet):
    """Questions about voices."""

    def asked(self):
        """Asked for, neither heard nor replaced."""
        return self.filter(heard_at=None, replaced_at=None)

    def heard(self):
        """Voices that have spoken."""
        return self.filter(heard_at__isnull=False)


class Voice(models.Model):
    """One person asked to say what they have seen of somebody told of."""

    class Kind(models.TextChoices):
        VILLAGER = "villager", "เสียงชาวบ้าน"
        PEER = "peer", "เสียงเพื่อนต่างอำเภอ"

    class How(models.TextChoices):
        LINK = "link", "ทางลิงก์"
        IN_PERSON = "in_person", "ต่อหน้า"
        PHONE = "phone", "ทางโทรศัพท์"

    class Feeling(models.TextChoices):
        GLAD = "glad", "อยากให้เดินด้วยกัน"
        UNSURE = "unsure", "ยังไม่แน่ใจ"

    nomination = models.ForeignKey(
        Nomination, verbose_name="ถึง", on_delete=models.PROTECT, related_name="voices"
    )
    kind = models.CharField("เสียงใคร", max_length=10, choices=Kind.choices)
    name = NormalisedCharField("ชื่อ", max_length=120)
    called = NormalisedCharField("เรียกกันว่า", max_length=40, blank=True)
    contact = NormalisedCharField("ติดต่อที่ (ไม่แสดงที่ไหน)", max_length=120, blank=True)
    district = models.ForeignKey(
        District,
        verbose_name="อยู่อำเภอ",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="เสียงเพื่อนต้องมาจากอำเภออื่น",
    )
    asked_by = models.ForeignKey(
        User, verbose_name="คนไปขอ", on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField("ขอเมื่อ", default=timezone.now)
    nonce = models.CharField(max_length=16, unique=True, default=new_nonce, editable=False)
    expires_at = models.DateTimeField("ลิงก์ใช้ได้ถึง")
    heard_at = models.DateTimeField("ได้ฟังเมื่อ", null=True, blank=True)
    how = models.CharField("ได้ฟังอย่างไร", max_length=10, choices=How.choices, blank=True)
    words = NormalisedTextField("เคยทำอะไรด้วยกัน เห็นอะไรในตัวเขา", blank=True)
    feeling = models.CharField("คิดอย่างไร", max_length=8, choices=Feeling.choices, blank=True)
    taken_by = models.ForeignKey(
        User,
        verbose_name="คนจด",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    witness = NormalisedCharField("คนฟังด้วยกัน", max_length=120, blank=True)
    replaced_at = models.DateTimeField("เปลี่ยนคนเมื่อ", null=True, blank=True)

    objects = VoiceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "เสียง"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="heard_voice_says_how_and_what",
                condition=Q(heard_at=None, how="", words="")
                | (Q(heard_at__isnull=False) & ~Q(how="") & ~Q(words="")),
            ),
            models.CheckConstraint(
                name="voice_taken_down_says_by_whom",
                condition=~Q(how__in=("in_person", "phone")) | Q(taken_by__isnull=False),
            ),
            models.CheckConstraint(
                name="voice_by_phone_has_a_witness", condition=~Q(how="phone") | ~Q(witness="")
            ),
            models.CheckConstraint(
                name="peer_says_where_from", condition=~Q(kind="peer") | Q(district__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.spoken_name}"

    @property
    def spoken_name(self) -> str:
        return f"{self.called}{self.name}"

    @property
    def is_waiting(self) -> bool:
        """Asked for and not heard yet."""
        return self.heard_at is None and self.replaced_at is None

    @property
    def secret(self) -> str:
        """What stands in the link: nonce.signature."""
        return sign(self.nonce, salt="members.voice")

    def get_absolute_url(self):
        return reverse("members:voice", args=[self.secret])


class VoiceContact(models.Model):
    """Every time somebody was asked, reminded or called: who did, when, how."""

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="contacts")
    by = models.ForeignKey(
        User,
        verbose_name="ใคร",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="เว้นว่างเมื่อระบบเตือนเอง",
    )
    words = NormalisedCharField("ทำอะไร", max_length=200)
    at = models.DateTimeField("เมื่อ", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "การติดต่อ"
        ordering = ["at", "pk"]

    def __str__(self):
        return self.words
