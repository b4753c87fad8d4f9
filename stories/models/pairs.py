"""Then and now (เมื่อก่อนกับตอนนี้): two photos of one place, side by side."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kmnet.thai.models import NormalisedCharField
from members.models import User
from stories.models.photos import Photo
from stories.models.stories import RevisionPhoto
from villages.models import KeeperLink, Village


class ThenAndNowQuerySet(models.QuerySet):
    """Questions about pairs."""

    def shown(self, village: Village):
        """Pairs of a village whose photos both stand in something published: the one gate."""
        public = RevisionPhoto.objects.published().values("photo")
        return (
            self.filter(village=village, taken_off_at=None, then__in=public, now__in=public)
            .filter(then__visit__village=village, now__visit__village=village)
            .select_related("then", "now")
        )


class ThenAndNow(models.Model):
    """Two photos of the village's own that tell of time passing."""

    village = models.ForeignKey(
        Village, verbose_name="หมู่บ้าน", on_delete=models.PROTECT, related_name="pairs"
    )
    then = models.ForeignKey(
        Photo, verbose_name="เมื่อก่อน", on_delete=models.PROTECT, related_name="+"
    )
    now = models.ForeignKey(Photo, verbose_name="ตอนนี้", on_delete=models.PROTECT, related_name="+")
    then_words = NormalisedCharField("เมื่อก่อนเป็นอย่างไร", max_length=200)
    now_words = NormalisedCharField("ตอนนี้เป็นอย่างไร", max_length=200)
    by = models.ForeignKey(
        User, verbose_name="คนทำ", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    link = models.ForeignKey(
        KeeperLink,
        verbose_name="ผู้ดูแล",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField("ทำเมื่อ", default=timezone.now)
    taken_off_at = models.DateTimeField("เอาออกเมื่อ", null=True, blank=True)

    objects = ThenAndNowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "เมื่อก่อนกับตอนนี้"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="then_is_not_now", condition=~Q(then=F("now"))),
            models.CheckConstraint(
                name="pair_made_by_one",
                condition=Q(by__isnull=False, link=None) | Q(by=None, link__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.then_words} → {self.now_words}"
