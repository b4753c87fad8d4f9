"""What can be found: for each story everybody may read, what they see of it, made ready to search.

An entry is a copy made by the gate (`stories.showing.Shown`), never a second gate: as soon as
anything changes that the gate asks, a trigger of the database empties the entry in the same
transaction (migration 0012), and `stories.search.keeping` fills it anew.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from stories.models.stories import Story


class SearchEntryQuerySet(models.QuerySet):
    """Questions about entries."""

    def ready(self, on=None):
        """Entries that say what everybody sees on the day `on` (today)."""
        on = on or timezone.localdate()
        return self.filter(Q(fresh_until=None) | Q(fresh_until__gte=on), stale=False)

    def to_do(self, version: int, on=None):
        """Entries to fill anew: emptied, run out with somebody's consent, or made by older rules."""
        on = on or timezone.localdate()
        return self.filter(Q(stale=True) | Q(fresh_until__lt=on) | Q(version__lt=version))


class SearchEntry(models.Model):
    """One story as it is found and listed; `stale` means emptied and not found until filled anew.

    `vector` holds Thai clusters, alone and in pairs of neighbours, since an index cannot tell how
    words stand but can hold what stands together; capitals in front say where: A title, B names,
    C nuggets. `whole` is all of it as it is compared, against which each find is checked.
    """

    story = models.OneToOneField(
        Story, primary_key=True, on_delete=models.CASCADE, related_name="entry"
    )
    stale = models.BooleanField("ต้องทำใหม่", default=True)
    fresh_until = models.DateField("ใช้ได้ถึงวันไหน", null=True, blank=True)
    version = models.PositiveSmallIntegerField("ทำตามวิธีรุ่นที่", default=0)
    published_at = models.DateTimeField("เผยแพร่เมื่อ", null=True, blank=True)
    district = models.CharField("อำเภอ", max_length=4, blank=True, default="")
    aspects = ArrayField(models.BigIntegerField(), verbose_name="ด้าน", default=list, blank=True)
    vector = SearchVectorField("คำที่ค้นเจอ", null=True, blank=True)
    whole = models.TextField("ทั้งเรื่องอย่างที่ใช้เทียบ", blank=True, default="")
    title = models.TextField("ชื่อเรื่องอย่างที่ใช้เทียบ", blank=True, default="")
    names = models.TextField("ผู้เล่าและที่อย่างที่ใช้เทียบ", blank=True, default="")
    nuggets = models.TextField("เคล็ดอย่างที่ใช้เทียบ", blank=True, default="")
    shown = models.JSONField("อย่างที่ทุกคนเห็น", default=dict, blank=True)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "สิ่งที่ค้นเจอได้"
        indexes = [
            # Without a list of things to do, so that reading never has to go through one.
            GinIndex(fields=["vector"], fastupdate=False, name="search_vector"),
            models.Index(
                F("published_at").desc(),
                F("story").desc(),
                condition=Q(stale=False),
                name="search_newest",
            ),
            models.Index(
                F("district"),
                F("published_at").desc(),
                F("story").desc(),
                condition=Q(stale=False),
                name="search_district_newest",
            ),
            models.Index(fields=["story"], condition=Q(stale=True), name="search_to_do"),
            models.Index(
                fields=["fresh_until"],
                condition=Q(fresh_until__isnull=False),
                name="search_runs_out",
            ),
            models.Index(fields=["version"], name="search_version"),
        ]

    def __str__(self):
        return f"เรื่องที่ {self.story_id}"


class SearchWord(models.Model):
    """A word that may be meant by one spelt differently, with the key under which they are alike.

    It stands for as long as the entry it comes from says it; places and aspects come from none. At
    most `VOUCHERS` entries vouch for a word: one that has fewer stands in few stories, and by it one
    reads on from each of them to the others.
    """

    VOUCHERS = 6

    word = models.CharField("คำ", max_length=80, db_collation="C")
    key = models.CharField("เสียงของคำ", max_length=80, db_collation="C")
    entry = models.ForeignKey(
        SearchEntry, on_delete=models.CASCADE, null=True, blank=True, related_name="words"
    )

    class Meta:
        verbose_name = verbose_name_plural = "คำที่อาจหมายถึง"
        indexes = [
            models.Index(fields=["word"], name="search_word"),
            models.Index(fields=["key"], name="search_word_alike"),
            GinIndex(fields=["key"], opclasses=["gin_trgm_ops"], name="search_word_near"),
        ]

    def __str__(self):
        return self.word
