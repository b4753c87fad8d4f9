"""Asking for something to come down (ขอให้ถอน), what was decided, and books already printed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kmnet.thai.models import NormalisedCharField, NormalisedTextField
from members.models import User
from stories.models.people import Person
from stories.models.photos import Photo
from stories.models.stories import Revision, Story
from villages.models import KeeperLink


class TakeDownQuerySet(models.QuerySet):
    """Questions about what was asked to come down."""

    def open(self):
        """Not decided yet, or decided and appealed and not looked at again."""
        return self.annotate(answers=models.Count("decisions")).filter(
            Q(answers=0) | Q(answers=1, appealed_at__isnull=False)
        )


class TakeDown(models.Model):
    """Somebody asked that a story, a photo or a name come down; it hid at once and waits for a word.

    Anybody may ask. `hides` is False where too many asked from one place: a human looks first.
    """

    class What(models.TextChoices):
        STORY = "story", "ทั้งเรื่อง"
        PHOTO = "photo", "รูปนี้"
        NAME = "name", "ชื่อคนในเรื่อง"

    story = models.ForeignKey(
        Story, verbose_name="เรื่อง", on_delete=models.PROTECT, related_name="takedowns"
    )
    what = models.CharField("ขอให้ถอนอะไร", max_length=5, choices=What.choices)
    photo = models.ForeignKey(
        Photo, verbose_name="รูป", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        Person,
        verbose_name="ชื่อใคร",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    words = NormalisedTextField("เพราะอะไร", blank=True)
    said_by = NormalisedCharField("คนขอ", max_length=160, blank=True)
    contact = NormalisedCharField("ติดต่อกลับ (ไม่แสดงที่ไหน)", max_length=160, blank=True)
    told_to = models.ForeignKey(
        User,
        verbose_name="บอกใคร",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    hides = models.BooleanField("ซ่อนแล้ว", default=True)
    at = models.DateTimeField("ขอเมื่อ", default=timezone.now)
    appealed_at = models.DateTimeField("ขอให้ดูอีกครั้งเมื่อ", null=True, blank=True)
    appeal_words = NormalisedTextField("ขอให้ดูอีกครั้งเพราะ", blank=True)
    appealed_by = NormalisedCharField("คนขอให้ดูอีกครั้ง", max_length=160, blank=True)

    objects = TakeDownQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "คำขอให้ถอน"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="takedown_says_which",
                condition=Q(what="story", photo=None, person=None)
                | Q(what="photo", photo__isnull=False, person=None)
                | Q(what="name", photo=None, person__isnull=False),
            ),
            models.CheckConstraint(
                name="appeal_says_why",
                condition=Q(appealed_at=None, appeal_words="")
                | (Q(appealed_at__isnull=False) & ~Q(appeal_words="")),
            ),
        ]

    def __str__(self):
        return f"{self.get_what_display()} · เรื่องที่ {self.story_id}"


class TakeDownDecision(models.Model):
    """What was decided about it: first by the village or a coordinator, then, appealed, by another."""

    class Answer(models.TextChoices):
        STAYS_OUT = "stays_out", "ถอนไว้"
        SHOWN_AGAIN = "shown_again", "ให้อ่านได้อีก"

    takedown = models.ForeignKey(TakeDown, on_delete=models.PROTECT, related_name="decisions")
    position = models.PositiveSmallIntegerField("ครั้งที่")
    answer = models.CharField("ตัดสินว่า", max_length=12, choices=Answer.choices)
    words = NormalisedTextField("เหตุผล")
    by = models.ForeignKey(
        User,
        verbose_name="คนตัดสิน",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    link = models.ForeignKey(
        KeeperLink,
        verbose_name="ผู้ดูแล",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField("เมื่อ", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "คำตัดสินเรื่องขอให้ถอน"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["takedown", "position"], name="decisions_in_turn"),
            models.UniqueConstraint(
                fields=["takedown", "by"],
                condition=Q(by__isnull=False),
                name="an_appeal_goes_to_another",
            ),
            models.CheckConstraint(
                name="takedown_decided_by_one",
                condition=Q(by__isnull=False, link=None) | Q(by=None, link__isnull=False),
            ),
            models.CheckConstraint(
                name="takedown_decided_twice_at_most", condition=Q(position__in=(1, 2))
            ),
            models.CheckConstraint(name="takedown_decision_says_why", condition=~Q(words="")),
        ]

    def __str__(self):
        return self.get_answer_display()


class Printing(models.Model):
    """A book or a sheet already printed: it cannot be called back, so it is known where it lies."""

    title = NormalisedCharField("ชื่อเล่ม", max_length=160)
    printed_on = models.DateField("พิมพ์เมื่อ")
    copies = models.PositiveIntegerField("กี่เล่ม")
    whereabouts = NormalisedCharField("แจกไปที่ไหนบ้าง", max_length=300, blank=True)
    revisions = models.ManyToManyField(
        Revision, verbose_name="เรื่องในเล่ม", related_name="printings", blank=True
    )
    by = models.ForeignKey(User, verbose_name="คนจด", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("จดเมื่อ", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "เล่มที่พิมพ์ออกไปแล้ว"
        ordering = ["-printed_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="printing_has_copies", condition=Q(copies__gte=1))
        ]

    def __str__(self):
        return self.title
