"""After doing: each companion's own review, and which indicator a story turns out to answer.

Nothing here is asked before or during a visit (ทำก่อนจึงมองให้เข้าตัวชี้วัด).
"""

import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kmnet.thai.models import NormalisedCharField, NormalisedTextField
from members.models import Agency, User
from stories.models.stories import Revision, Story
from stories.models.visits import Visit
from villages.models import VillageWord


class CompanionReview(models.Model):
    """คุยกันหลังลงพื้นที่ in the voice of one who went along; the teller's own stands on the visit."""

    visit = models.ForeignKey(
        Visit, verbose_name="การลงพื้นที่", on_delete=models.CASCADE, related_name="reviews"
    )
    by = models.ForeignKey(
        User, verbose_name="เสียงของใคร", on_delete=models.PROTECT, related_name="+"
    )
    expected = NormalisedTextField("คิดไว้ว่าจะได้", blank=True)
    beyond = NormalisedTextField("ได้เกินคิด", blank=True)
    short = NormalisedTextField("ยังไม่ถึง", blank=True)
    taken_home = NormalisedTextField("จะเอากลับไปทำ", blank=True)
    at = models.DateTimeField("เขียนเมื่อ", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "คุยกันหลังลงพื้นที่ เสียงของคนที่ไปด้วย"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "by"], name="one_voice_a_companion"),
            models.CheckConstraint(
                name="a_review_says_something",
                condition=~Q(expected="") | ~Q(beyond="") | ~Q(short="") | ~Q(taken_home=""),
            ),
        ]

    def __str__(self):
        return f"{self.by.spoken_name} · {self.visit_id}"


class Policy(models.Model):
    """A policy of an agency, under which its indicators stand."""

    agency = models.ForeignKey(
        Agency, verbose_name="หน่วยงาน", on_delete=models.PROTECT, related_name="policies"
    )
    name = NormalisedCharField("นโยบาย", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "นโยบาย"
        ordering = ["agency", "name"]
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="one_policy_a_name")]

    def __str__(self):
        return self.name


class Indicator(models.Model):
    """An indicator of a fiscal year (ปีงบประมาณ พ.ศ., from 1 October of the year before)."""

    agency = models.ForeignKey(
        Agency, verbose_name="หน่วยงาน", on_delete=models.PROTECT, related_name="indicators"
    )
    policy = models.ForeignKey(
        Policy, verbose_name="นโยบาย", on_delete=models.PROTECT, related_name="indicators"
    )
    fiscal_year = models.PositiveSmallIntegerField("ปีงบประมาณ พ.ศ.")
    code = NormalisedCharField("รหัส", max_length=40)
    words = NormalisedTextField("ตัวชี้วัด")

    class Meta:
        verbose_name = verbose_name_plural = "ตัวชี้วัด"
        ordering = ["-fiscal_year", "agency", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "fiscal_year", "code"], name="one_indicator_a_code_and_year"
            ),
            models.CheckConstraint(
                name="fiscal_year_is_a_buddhist_year",
                condition=Q(fiscal_year__gte=2500, fiscal_year__lte=2700),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.words}"


class Mapping(models.Model):
    """Which indicator an excerpt of a published story answers, as a human sees it afterwards.

    The excerpt lies in the text the village said yes to; the story itself never changes.
    """

    story = models.ForeignKey(
        Story, verbose_name="เรื่อง", on_delete=models.PROTECT, related_name="mappings"
    )
    revision = models.ForeignKey(
        Revision, verbose_name="ฉบับ", on_delete=models.PROTECT, related_name="+"
    )
    excerpt = NormalisedTextField("ท่อนไหนของเรื่อง")
    indicator = models.ForeignKey(
        Indicator, verbose_name="ตัวชี้วัด", on_delete=models.PROTECT, related_name="mappings"
    )
    how = NormalisedTextField("ตอบอย่างไร")
    by = models.ForeignKey(User, verbose_name="คนจับคู่", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("เมื่อ", default=timezone.now)
    set_aside_at = models.DateTimeField("วางลงเมื่อ", null=True, blank=True, editable=False)
    set_aside_by = models.ForeignKey(
        User,
        verbose_name="คนวางลง",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    set_aside_why = NormalisedTextField("เพราะ", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "เรื่องตอบตัวชี้วัด"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "indicator", "excerpt"],
                condition=Q(set_aside_at=None),
                name="an_excerpt_answers_an_indicator_once",
            ),
            models.CheckConstraint(
                name="mapping_says_what_and_how", condition=~Q(excerpt="") & ~Q(how="")
            ),
            models.CheckConstraint(
                name="mapping_set_aside_says_by_whom_and_why",
                condition=Q(set_aside_at=None, set_aside_by=None, set_aside_why="")
                | (
                    Q(set_aside_at__isnull=False, set_aside_by__isnull=False) & ~Q(set_aside_why="")
                ),
            ),
        ]

    def __str__(self):
        return f"เรื่องที่ {self.story_id} · {self.indicator.code}"


class VillageReading(VillageWord):
    """What the villagers themselves read in a story: who made it happen, whether it matters."""

    class Matters(models.TextChoices):
        MUCH = "much", "สำคัญกับเรามาก"
        SOME = "some", "สำคัญอยู่บ้าง"
        NO = "no", "เรื่องอื่นสำคัญกว่า"

    story = models.ForeignKey(
        Story, verbose_name="เรื่อง", on_delete=models.PROTECT, related_name="readings"
    )
    who_made_it = NormalisedTextField("ใครทำให้เกิดขึ้น")
    matters = models.CharField("สำคัญกับหมู่บ้านไหม", max_length=10, choices=Matters.choices)
    words = NormalisedTextField("เพราะอะไร", blank=True)

    class Meta(VillageWord.Meta):
        verbose_name = verbose_name_plural = "ชาวบ้านมองเรื่องนี้อย่างไร"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"เรื่องที่ {self.story_id} · {self.get_matters_display()}"


class ReportPeriod(models.Model):
    """A year or a quarter of an agency's report. Closed, what it says stands until reopened."""

    class Part(models.IntegerChoices):
        YEAR = 0, "ทั้งปี"
        FIRST = 1, "ไตรมาส 1 (ต.ค.–ธ.ค.)"
        SECOND = 2, "ไตรมาส 2 (ม.ค.–มี.ค.)"
        THIRD = 3, "ไตรมาส 3 (เม.ย.–มิ.ย.)"
        FOURTH = 4, "ไตรมาส 4 (ก.ค.–ก.ย.)"

    agency = models.ForeignKey(
        Agency, verbose_name="หน่วยงาน", on_delete=models.PROTECT, related_name="report_periods"
    )
    fiscal_year = models.PositiveSmallIntegerField("ปีงบประมาณ พ.ศ.")
    part = models.PositiveSmallIntegerField("ช่วง", choices=Part.choices)
    begins = models.DateField("ตั้งแต่", editable=False)
    ends = models.DateField("ถึง", editable=False)
    closed_at = models.DateTimeField("ปิดเมื่อ", null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        User,
        verbose_name="คนปิด",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name = verbose_name_plural = "รอบของรายงาน"
        ordering = ["-fiscal_year", "part"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "fiscal_year", "part"], name="one_report_a_period"
            ),
            models.CheckConstraint(
                name="closed_period_says_by_whom",
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.agency} ปีงบประมาณ {self.fiscal_year} {self.get_part_display()}"

    def save(self, *args, **kwargs):
        self.begins, self.ends = days_of(self.fiscal_year, self.part)
        super().save(*args, **kwargs)


def days_of(fiscal_year: int, part: int) -> tuple[datetime.date, datetime.date]:
    """First and last day of a Buddhist fiscal year (part 0) or of its quarter 1–4.

    The fiscal year begins on 1 October of the calendar year before its name (Budget Procedures
    Act B.E. 2561, section 4).
    """
    first = datetime.date(fiscal_year - 544, 10, 1)
    if part == 0:
        return first, datetime.date(fiscal_year - 543, 9, 30)
    starts = [
        first,
        datetime.date(fiscal_year - 543, 1, 1),
        datetime.date(fiscal_year - 543, 4, 1),
        datetime.date(fiscal_year - 543, 7, 1),
        datetime.date(fiscal_year - 543, 10, 1),
    ]
    return starts[part - 1], starts[part] - datetime.timedelta(days=1)


class ReportPeriodStep(models.Model):
    """That a period was closed, or opened again and why. Never changed."""

    class What(models.TextChoices):
        CLOSED = "closed", "ปิดรอบ"
        REOPENED = "reopened", "เปิดอีกครั้ง"

    period = models.ForeignKey(
        ReportPeriod, verbose_name="รอบ", on_delete=models.PROTECT, related_name="steps"
    )
    what = models.CharField("ทำอะไร", max_length=10, choices=What.choices)
    words = NormalisedTextField("เพราะ", blank=True)
    by = models.ForeignKey(User, verbose_name="ใคร", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("เมื่อ", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "ปิดและเปิดรอบ"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="reopening_says_why", condition=Q(what="closed") | ~Q(words="")
            )
        ]

    def __str__(self):
        return f"{self.period} · {self.get_what_display()}"
