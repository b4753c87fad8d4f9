"""The province's official places, and the aspects of life that stories are about.

Codes are those of the Department of Provincial Administration: 4 digits a district, 6 a tambon,
8 a village (tambon + two-digit หมู่). Names may be shared or blank, so nothing joins on a name.
"""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Concat, LPad
from django.urls import reverse

from kmnet.thai.models import NormalisedCharField
from kmnet.thai.text import sort_key


class NamedPlace(models.Model):
    """A place with a Thai name and the key that sorts it as a Thai dictionary does."""

    name = NormalisedCharField("ชื่อ", max_length=80)
    name_en = models.CharField("ชื่ออังกฤษ", max_length=80, blank=True)
    latitude = models.FloatField("ละติจูด", null=True, blank=True)
    longitude = models.FloatField("ลองจิจูด", null=True, blank=True)
    sort_key = models.CharField(max_length=200, db_collation="C", editable=False, default="")

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)


class District(NamedPlace):
    """อำเภอ."""

    code = models.CharField(
        "รหัสอำเภอ",
        max_length=4,
        primary_key=True,
        validators=[RegexValidator(r"^\d{4}$", "รหัสอำเภอมีเลข 4 ตัว")],
    )

    class Meta:
        verbose_name = verbose_name_plural = "อำเภอ"
        ordering = ["sort_key"]

    def get_absolute_url(self):
        return reverse("stories:district", args=[self.code])

    @property
    def spoken_name(self) -> str:
        """เชียรใหญ่; the district of the province's seat is called เมือง for short."""
        return "เมือง" if self.name.startswith("เมือง") else self.name

    @property
    def full_name(self) -> str:
        """อำเภอเชียรใหญ่; the seat's district is called เมือง… like every other."""
        return f"อำเภอ{self.name}"


class Tambon(NamedPlace):
    """ตำบล."""

    code = models.CharField(
        "รหัสตำบล",
        max_length=6,
        primary_key=True,
        validators=[RegexValidator(r"^\d{6}$", "รหัสตำบลมีเลข 6 ตัว")],
    )
    district = models.ForeignKey(
        District, verbose_name="อำเภอ", on_delete=models.PROTECT, related_name="tambons"
    )

    class Meta:
        verbose_name = verbose_name_plural = "ตำบล"
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                name="tambon_code_begins_with_its_district",
                condition=Q(code__startswith=F("district_id")),
            )
        ]


class VillageQuerySet(models.QuerySet):
    """Questions about villages."""

    def with_places(self):
        """Brings tambon and district along, for names written in full."""
        return self.select_related("tambon__district")

    def in_reach(self, reach):
        """Villages inside a `members.reach.Reach` (or anything with all_districts, districts)."""
        if reach.all_districts:
            return self
        return self.filter(tambon__district__in=reach.districts)


class Village(models.Model):
    """หมู่บ้าน: tambon + หมู่ที่. The name บ้าน… may be blank or shared with another village."""

    code = models.CharField(
        "รหัสหมู่บ้าน",
        max_length=8,
        primary_key=True,
        validators=[RegexValidator(r"^\d{8}$", "รหัสหมู่บ้านมีเลข 8 ตัว")],
    )
    tambon = models.ForeignKey(
        Tambon, verbose_name="ตำบล", on_delete=models.PROTECT, related_name="villages"
    )
    moo = models.PositiveSmallIntegerField("หมู่ที่")
    name = NormalisedCharField(
        "ชื่อบ้าน", max_length=80, blank=True, help_text="อย่างที่คนในหมู่บ้านเรียก เช่น บ้านทาบทอง"
    )
    joined_on = models.DateField("เริ่มเดินแบบชุมชนอินทรีย์เมื่อ", null=True, blank=True)

    objects = VillageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "หมู่บ้าน"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint("tambon", "moo", name="one_village_per_tambon_and_moo"),
            models.CheckConstraint(
                name="village_code_is_tambon_and_moo",
                condition=Q(
                    code=Concat(
                        F("tambon_id"),
                        LPad(Cast("moo", models.CharField()), 2, Value("0")),
                    )
                ),
            ),
        ]

    def __str__(self):
        return self.full_name

    def get_absolute_url(self):
        return reverse("stories:village", args=[self.code])

    @property
    def short_name(self) -> str:
        """บ้านทาบทอง, or หมู่ที่ 2 where no name is known. Never `name` alone: it may be blank."""
        return self.name or f"หมู่ที่ {self.moo}"

    @property
    def place_line(self) -> str:
        """ต.ไสหมาก อ.เชียรใหญ่, with the หมู่ in front where a name stands before it."""
        tambon = self.tambon
        moo = f"หมู่ที่ {self.moo} " if self.name else ""
        return f"{moo}ต.{tambon.name} อ.{tambon.district.name}"

    @property
    def full_name(self) -> str:
        """บ้านทาบทอง หมู่ที่ 2 ต.ไสหมาก อ.เชียรใหญ่."""
        return f"{self.short_name} {self.place_line}"


class Aspect(models.Model):
    """ด้านของชีวิต that a story is about; data, so that the network may word it anew."""

    slug = models.SlugField("ชื่อในที่อยู่เว็บ", max_length=30, unique=True)
    name = NormalisedCharField("ด้าน", max_length=60)
    question = NormalisedCharField(
        "คำถามชวนคุย", max_length=200, blank=True, help_text="ใช้ชวนชาวบ้านเล่าเมื่อด้านนี้ยังว่างอยู่"
    )
    position = models.PositiveSmallIntegerField("ลำดับ", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "ด้าน"
        ordering = ["position", "slug"]

    def __str__(self):
        return self.name
