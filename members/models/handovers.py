"""Handing over (ส่งไม้ต่อ): what hangs on somebody who moves, line by line, until it is taken up."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from kmnet.thai.models import NormalisedCharField, NormalisedTextField
from members.models.people import User
from members.reach import desk_of
from villages.models import Village


class HandoverQuerySet(models.QuerySet):
    """Questions about handovers; `for_user` is the one scope."""

    def open(self):
        """Handovers with something still to hand over."""
        return self.filter(closed_at=None)

    def for_user(self, user):
        """What `user` may read: their own, those offered to them, those they stand in for."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if desk_of(user).all_districts:
            return self
        lines = HandoverLine.objects.filter(
            Q(stands_with=user) | Q(taken_by=user) | Q(offers__to=user)
        ).values("handover")
        return self.filter(Q(giver=user) | Q(opened_by=user) | Q(pk__in=lines))


class Handover(models.Model):
    """One person's handing over. The giver keeps authorship of all they ever wrote."""

    class Why(models.TextChoices):
        MOVING = "moving", "ย้ายไปที่อื่น"
        RETIRING = "retiring", "เกษียณ"
        RESTING = "resting", "ขอพัก"
        GONE = "gone", "ไปแล้ว ติดต่อไม่ได้"

    giver = models.ForeignKey(
        User, verbose_name="คนส่งไม้", on_delete=models.PROTECT, related_name="handovers"
    )
    opened_by = models.ForeignKey(
        User, verbose_name="คนเปิด", on_delete=models.PROTECT, related_name="+"
    )
    why = models.CharField("เพราะ", max_length=10, choices=Why.choices)
    last_day = models.DateField("อยู่ถึงวันที่")
    words = NormalisedTextField("อยากฝากบอกอะไร", blank=True)
    opened_at = models.DateTimeField("เปิดเมื่อ", default=timezone.now, editable=False)
    closed_at = models.DateTimeField("ส่งครบเมื่อ", null=True, blank=True, editable=False)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ส่งไม้ต่อ"
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["giver"], condition=Q(closed_at=None), name="one_open_handover_a_person"
            )
        ]

    def __str__(self):
        return f"ส่งไม้ต่อของ{self.giver.spoken_name}"

    def get_absolute_url(self):
        return reverse("members:handover", args=[self.pk])


class HandoverLine(models.Model):
    """One thing that hangs on the giver. Until somebody takes it up a coordinator stands with it."""

    class Kind(models.TextChoices):
        VILLAGE = "village", "หมู่บ้านที่เดินด้วย"
        DRAFT = "draft", "การลงพื้นที่ที่เล่าค้างไว้"
        STORY = "story", "เรื่องที่ยังไม่ได้คำตอบ"
        PROMISE = "promise", "ที่รับปากไว้"
        CHANGE = "change", "สิ่งที่หน่วยงานเราจะเปลี่ยน"
        NOMINATION = "nomination", "คนที่กำลังคุยกันอยู่"
        DUTY = "duty", "หน้าที่ในเครือข่าย"

    class State(models.TextChoices):
        WAITING = "waiting", "รอคนรับไม้"
        TAKEN = "taken", "รับไม้แล้ว"
        GONE = "gone", "ไม่มีอะไรค้างแล้ว"

    handover = models.ForeignKey(
        Handover, verbose_name="ส่งไม้ต่อ", on_delete=models.PROTECT, related_name="lines"
    )
    kind = models.CharField("อะไร", max_length=12, choices=Kind.choices)
    key = models.CharField("รหัส", max_length=40)
    about = NormalisedCharField("เรื่องอะไร", max_length=300)
    village = models.ForeignKey(
        Village,
        verbose_name="หมู่บ้าน",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    words = NormalisedTextField("ไปถึงแล้วทักใครก่อน", blank=True)
    stands_with = models.ForeignKey(
        User, verbose_name="ระหว่างนี้อยู่กับ", on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        "ตอนนี้", max_length=10, choices=State.choices, default=State.WAITING, editable=False
    )
    taken_by = models.ForeignKey(
        User,
        verbose_name="คนรับไม้",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    settled_at = models.DateTimeField("เมื่อ", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "ไม้ที่ส่งต่อ"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["handover", "kind", "key"], name="a_thing_is_handed_over_once"
            ),
            models.CheckConstraint(
                name="taken_line_says_by_whom_and_when",
                condition=Q(state="waiting", taken_by=None, settled_at=None)
                | Q(state="taken", taken_by__isnull=False, settled_at__isnull=False)
                | Q(state="gone", taken_by=None, settled_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.about}"


class HandoverOffer(models.Model):
    """A line offered to somebody. Several may be asked; the first who takes it has it."""

    class Answer(models.TextChoices):
        TAKEN = "taken", "รับไม้"
        RETURNED = "returned", "ขอฝากคืน"
        LATE = "late", "มีคนรับไปก่อน"

    line = models.ForeignKey(
        HandoverLine, verbose_name="ไม้", on_delete=models.PROTECT, related_name="offers"
    )
    to = models.ForeignKey(
        User, verbose_name="ขอให้ใครรับ", on_delete=models.PROTECT, related_name="handover_offers"
    )
    by = models.ForeignKey(User, verbose_name="คนขอ", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("ขอเมื่อ", default=timezone.now)
    answer = models.CharField("ตอบว่า", max_length=10, choices=Answer.choices, blank=True)
    words = NormalisedTextField("เพราะ", blank=True)
    answered_at = models.DateTimeField("ตอบเมื่อ", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "ขอให้รับไม้"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(answer="taken"), name="one_person_takes_a_line"
            ),
            models.UniqueConstraint(
                fields=["line", "to"], condition=Q(answer=""), name="asked_once_at_a_time"
            ),
            models.CheckConstraint(
                name="offer_answer_has_its_moment",
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="returned_offer_says_why", condition=~Q(answer="returned") | ~Q(words="")
            ),
        ]

    def __str__(self):
        return f"{self.to.spoken_name} · {self.line}"
