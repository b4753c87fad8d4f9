"""What was said on a visit that it would be done: promises to the village, changes at home."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kmnet.thai.models import NormalisedTextField
from members.models import Agency, User
from stories.models.visits import Visit


class PledgeQuerySet(models.QuerySet):
    """Questions about promises and changes."""

    def open(self):
        """What is still being walked."""
        return self.filter(state=Pledge.State.OPEN)

    def held_by(self, user):
        """Open ones that `user` has taken on, first said first."""
        return self.open().filter(holder=user)

    def of_kept_visits(self):
        """Those of visits that have arrived: what stands in a draft was not said yet."""
        return self.filter(visit__state=Visit.State.KEPT)

    def with_people(self):
        """Brings along the village, who said it and who holds it."""
        return self.select_related("visit__village__tambon__district", "by", "holder")


class Pledge(models.Model):
    """A thing said that it would be done. `by` said it; `holder` carries it now.

    `stories.pledges` is the only door to its state.
    """

    class State(models.TextChoices):
        OPEN = "open", "ยังเดินอยู่"
        KEPT = "kept", "ทำแล้ว"
        RELEASED = "released", "ขอวางไว้"

    words = NormalisedTextField("ว่าอะไร")
    by = models.ForeignKey(User, verbose_name="คนพูด", on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(
        User, verbose_name="ตอนนี้อยู่กับใคร", on_delete=models.PROTECT, related_name="%(class)s_held"
    )
    state = models.CharField(
        "ตอนนี้", max_length=10, choices=State.choices, default=State.OPEN, editable=False
    )
    settled_on = models.DateField("เมื่อ", null=True, blank=True, editable=False)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_is_open_or_says_when",
                condition=Q(state="open", settled_on=None)
                | (~Q(state="open") & Q(settled_on__isnull=False)),
            )
        ]

    def __str__(self):
        return self.words

    def save(self, *args, **kwargs):
        if self.holder_id is None:
            self.holder_id = self.by_id
        super().save(*args, **kwargs)


class PledgeStep(models.Model):
    """What became of it: done (how), passed on (to whom), laid down (why). Never changed."""

    class What(models.TextChoices):
        KEPT = "kept", "ทำแล้ว"
        PASSED = "passed", "ฝากต่อ"
        RELEASED = "released", "ขอวางไว้"

    what = models.CharField("เกิดอะไรขึ้น", max_length=10, choices=What.choices)
    words = NormalisedTextField("ทำอย่างไร หรือเพราะอะไร", blank=True)
    to = models.ForeignKey(
        User,
        verbose_name="ฝากกับใคร",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    by = models.ForeignKey(User, verbose_name="คนบอก", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("บอกเมื่อ", default=timezone.now)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_says_how_to_whom_or_why",
                condition=Q(what="passed", to__isnull=False)
                | (Q(what__in=["kept", "released"], to=None) & ~Q(words="")),
            )
        ]

    def __str__(self):
        return f"{self.get_what_display()}: {self.words}"


class Promise(Pledge):
    """ที่รับปากไว้ with a village; heads the next visit there until it is kept, or laid down."""

    visit = models.ForeignKey(
        Visit, verbose_name="การลงพื้นที่", on_delete=models.CASCADE, related_name="promises"
    )

    class Meta(Pledge.Meta):
        verbose_name = verbose_name_plural = "ที่รับปากไว้"
        ordering = ["pk"]


class PromiseStep(PledgeStep):
    """A step of a promise."""

    pledge = models.ForeignKey(
        Promise, verbose_name="ที่รับปากไว้", on_delete=models.PROTECT, related_name="steps"
    )

    class Meta(PledgeStep.Meta):
        verbose_name = verbose_name_plural = "ที่รับปากไว้ ไปถึงไหน"


class PracticeChange(Pledge):
    """หน่วยงานเราจะเปลี่ยนอะไร after listening."""

    visit = models.ForeignKey(
        Visit, verbose_name="การลงพื้นที่", on_delete=models.CASCADE, related_name="changes"
    )
    agency = models.ForeignKey(
        Agency,
        verbose_name="หน่วยงานไหน",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="practice_changes",
    )

    class Meta(Pledge.Meta):
        verbose_name = verbose_name_plural = "สิ่งที่หน่วยงานเราจะเปลี่ยน"
        ordering = ["pk"]


class PracticeChangeStep(PledgeStep):
    """A step of a change."""

    pledge = models.ForeignKey(
        PracticeChange, verbose_name="จะเปลี่ยนอะไร", on_delete=models.PROTECT, related_name="steps"
    )

    class Meta(PledgeStep.Meta):
        verbose_name = verbose_name_plural = "สิ่งที่จะเปลี่ยน ไปถึงไหน"
