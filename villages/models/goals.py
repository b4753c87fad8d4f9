"""What a village wishes for and walks towards (เป้าหมาย), in its own words."""

from django.db import models
from django.db.models import Q

from kmnet.thai.models import NormalisedCharField
from villages.models.places import Aspect, Village
from villages.models.words import SpokenWord, VillageWord, VillageWordQuerySet


class GoalQuerySet(VillageWordQuerySet):
    """Questions about goals."""

    def by_aspect(self):
        """As a village's page lists them: by aspect; walking, reached, let go; oldest first."""
        path = models.Case(
            models.When(state=Goal.State.WALKING, then=0),
            models.When(state=Goal.State.REACHED, then=1),
            default=2,
        )
        return self.select_related("aspect").order_by(
            "aspect__position", "aspect__slug", path, "at", "pk"
        )


class Goal(VillageWord):
    """A wish of the village and the path to it: walking, reached, or let go for now.

    There is no number to reach and no day to reach it by: that would be an indicator.
    """

    class State(models.TextChoices):
        WALKING = "walking", "กำลังเดิน"
        REACHED = "reached", "ถึงแล้ว"
        LET_GO = "let_go", "วางลงก่อน"

    village = models.ForeignKey(
        Village, verbose_name="หมู่บ้าน", on_delete=models.PROTECT, related_name="goals"
    )
    aspect = models.ForeignKey(
        Aspect, verbose_name="ด้าน", on_delete=models.PROTECT, related_name="goals"
    )
    words = NormalisedCharField("คำของหมู่บ้าน", max_length=300)
    state = models.CharField(
        "ตอนนี้", max_length=10, choices=State.choices, default=State.WALKING, editable=False
    )
    settled_on = models.DateField("ถึงหรือวางเมื่อ", null=True, blank=True, editable=False)
    settled_words = NormalisedCharField("คำเมื่อถึงหรือวาง", max_length=600, blank=True, editable=False)
    objects = GoalQuerySet.as_manager()

    class Meta(VillageWord.Meta):
        verbose_name = verbose_name_plural = "เป้าหมายของหมู่บ้าน"
        ordering = ["at", "pk"]
        constraints = [
            *VillageWord.Meta.constraints,
            models.CheckConstraint(name="goal_says_something", condition=~Q(words="")),
            models.CheckConstraint(
                name="settled_goal_has_its_day",
                condition=Q(state="walking", settled_on=None, settled_words="")
                | (~Q(state="walking") & Q(settled_on__isnull=False)),
            ),
            # The button pressed twice says one goal.
            models.UniqueConstraint(
                fields=["village", "aspect", "words"],
                condition=Q(state="walking", taken_off_at=None),
                name="one_walking_goal_per_words",
            ),
        ]

    def __str__(self):
        return self.words


class GoalStep(SpokenWord):
    """Whose word it was when a goal was reached, let go, or taken off the page."""

    class Deed(models.TextChoices):
        REACHED = "reached", "ถึงแล้ว"
        LET_GO = "let_go", "วางลงก่อน"
        TAKEN_OFF = "taken_off", "เอาออกจากหน้าหมู่บ้าน"

    goal = models.ForeignKey(
        Goal, verbose_name="เป้าหมาย", on_delete=models.PROTECT, related_name="steps"
    )
    deed = models.CharField("อะไร", max_length=10, choices=Deed.choices)

    class Meta(SpokenWord.Meta):
        verbose_name = verbose_name_plural = "คำของหมู่บ้านเรื่องเป้าหมาย"
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.goal} · {self.get_deed_display()}"
