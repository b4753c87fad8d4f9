"""The village's word: how it was given, by whom, and who heard it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from kmnet.thai.models import NormalisedCharField
from villages.models.keepers import KeeperLink


class SpokenWord(models.Model):
    """Something a village said: by its keeper's link, or face to face with a witness."""

    class How(models.TextChoices):
        LINK = "link", "ทางลิงก์ของผู้ดูแล"
        IN_PERSON = "in_person", "บอกต่อหน้า"

    how = models.CharField("บอกอย่างไร", max_length=10, choices=How.choices)
    said_by = NormalisedCharField("ใครในหมู่บ้านเป็นคนบอก", max_length=160)
    witness = NormalisedCharField("พยาน", max_length=160, blank=True)
    link = models.ForeignKey(
        KeeperLink,
        verbose_name="ลิงก์ของผู้ดูแล",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="คนที่จดมา",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField("บอกเมื่อ", default=timezone.now)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_names_its_link_or_who_heard_it",
                condition=Q(how="link", link__isnull=False, witness="", taken_by=None)
                | (Q(how="in_person", link=None, taken_by__isnull=False) & ~Q(witness="")),
            ),
            models.CheckConstraint(name="%(class)s_says_who", condition=~Q(said_by="")),
        ]


class VillageWordQuerySet(models.QuerySet):
    """Questions about what stands on a village's page."""

    def shown(self):
        """What the village has not taken off its page."""
        return self.filter(taken_off_at=None)


class VillageWord(SpokenWord):
    """Something that stands on a village's page because the village said so.

    Its words are never edited in place: it is taken off, and another is said.
    """

    taken_off_at = models.DateTimeField("เอาออกจากหน้าเมื่อ", null=True, blank=True, editable=False)

    objects = VillageWordQuerySet.as_manager()

    class Meta(SpokenWord.Meta):
        abstract = True
