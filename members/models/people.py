"""People of the network, their agencies, and where they serve on a day."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from kmnet.thai.models import NormalisedCharField
from kmnet.thai.text import sort_key
from villages.models import District


class Role(models.TextChoices):
    """KM roles, in the field's own words."""

    SPONSOR = "sponsor", "คุณเอื้อ"
    FACILITATOR = "facilitator", "คุณอำนวย"
    PRACTITIONER = "practitioner", "คุณกิจ"
    SCRIBE = "scribe", "คุณลิขิต"
    CONNECTOR = "connector", "คุณประสาน"
    IT_WIZARD = "it_wizard", "คุณวิศาสตร์"


class UserManager(BaseUserManager):
    """Makes people; the e-mail is what they sign in with."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Make a person. Without a password nobody can sign in until one is set."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """Make a person with every right, for the first day of a new province."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """ภาคี. Never deleted: deactivated, and what they wrote stays theirs."""

    email = models.EmailField("อีเมล", unique=True)
    name = NormalisedCharField("ชื่อ นามสกุล", max_length=120)
    called = NormalisedCharField(
        "เรียกกันว่า", max_length=40, blank=True, help_text="ปลัด หมอ ครู น้อง … เว้นว่างได้"
    )
    phone = models.CharField("โทรศัพท์ (ไม่แสดงที่ไหน)", max_length=30, blank=True)
    roles = ArrayField(
        models.CharField(max_length=20, choices=Role.choices),
        verbose_name="บทบาทในวง KM",
        default=list,
        blank=True,
    )
    retires_on = models.DateField(
        "เกษียณวันที่ (ไม่แสดงที่ไหน)",
        null=True,
        blank=True,
        help_text="ข้าราชการเกษียณ 30 กันยายน ของปีงบประมาณที่อายุครบ 60",
    )
    is_active = models.BooleanField("ยังเดินด้วยกัน", default=True)
    joined_at = models.DateTimeField("เข้ามาเมื่อ", default=timezone.now, editable=False)
    sort_key = models.CharField(max_length=300, db_collation="C", editable=False, default="")

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "ภาคี"
        ordering = ["sort_key"]
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_per_email")]

    def __str__(self):
        return self.spoken_name

    def save(self, *args, **kwargs):
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)

    @property
    def spoken_name(self) -> str:
        """ปลัดสมศรี ใจดี: what the person is called, then the name."""
        return f"{self.called}{self.name}"

    @property
    def is_staff(self) -> bool:
        """Whether the desk is open: to whoever coordinates today.

        It follows from the duties and is ticked nowhere, so a duty that ended yesterday has shut
        the desk, and one that begins today has opened it.
        """
        duties = Duty.objects.current().filter(user=self, kind=Duty.Kind.COORDINATOR)
        return self.is_active and (self.is_superuser or duties.exists())

    def get_full_name(self) -> str:
        return self.spoken_name

    def get_short_name(self) -> str:
        """ปลัดสมศรี: for greetings."""
        return f"{self.called}{self.name.split(' ')[0]}"

    @property
    def role_names(self) -> str:
        """คุณอำนวย · คุณลิขิต, in the order of the field's own list."""
        return " · ".join(role.label for role in Role if role in self.roles)


class Agency(models.Model):
    """หน่วยงาน that partners come from."""

    class Kind(models.TextChoices):
        DISTRICT_OFFICE = "district_office", "ปกครอง"
        AGRICULTURE = "agriculture", "เกษตร"
        HEALTH = "health", "สาธารณสุข"
        LEARNING = "learning", "ส่งเสริมการเรียนรู้"
        COMMUNITY_DEVELOPMENT = "community_development", "พัฒนาชุมชน"
        LOCAL = "local", "ท้องถิ่น"
        BANK = "bank", "ธนาคารและสหกรณ์"
        UNIVERSITY = "university", "มหาวิทยาลัยและโรงเรียน"
        FORESTRY = "forestry", "ป่าไม้ ประมง ทรัพยากร"
        OTHER = "other", "อื่นๆ"

    kind = models.CharField("ชนิด", max_length=30, choices=Kind.choices)
    name = NormalisedCharField("ชื่อหน่วยงาน", max_length=160, unique=True)
    short_name = NormalisedCharField("ชื่อสั้น", max_length=60, blank=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name="รวมเข้ากับ",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        editable=False,
    )
    merged_on = models.DateField("รวมเมื่อ", null=True, blank=True, editable=False)
    sort_key = models.CharField(max_length=400, db_collation="C", editable=False, default="")

    class Meta:
        verbose_name = verbose_name_plural = "หน่วยงาน"
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                name="merged_agency_says_when",
                condition=Q(merged_into=None, merged_on=None)
                | Q(merged_into__isnull=False, merged_on__isnull=False),
            ),
            models.CheckConstraint(
                name="no_agency_is_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
            ),
        ]

    def __str__(self):
        return self.short_name or self.name

    def save(self, *args, **kwargs):
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)

    @property
    def current(self) -> "Agency":
        """The agency that goes on with its work: itself, or the one it was merged into."""
        found, seen = self, {self.pk}
        while found.merged_into is not None and found.merged_into_id not in seen:
            found = found.merged_into
            seen.add(found.pk)
        return found


class SpanQuerySet(models.QuerySet):
    """Questions about what has a first and a last day."""

    def current(self, on=None):
        """What stands on the day `on` (today by default)."""
        on = on or timezone.localdate()
        return self.filter(Q(ends=None) | Q(ends__gte=on), begins__lte=on)


class Posting(models.Model):
    """Where a person serves: an agency, a title, a district, from a day until a day.

    May begin in the future, so that a district knows whom to welcome.
    """

    user = models.ForeignKey(
        User, verbose_name="ภาคี", on_delete=models.PROTECT, related_name="postings"
    )
    agency = models.ForeignKey(
        Agency, verbose_name="หน่วยงาน", on_delete=models.PROTECT, related_name="postings"
    )
    title = NormalisedCharField("ตำแหน่ง", max_length=120, blank=True)
    district = models.ForeignKey(
        District,
        verbose_name="อำเภอ",
        on_delete=models.PROTECT,
        related_name="postings",
        null=True,
        blank=True,
        help_text="เว้นว่างเมื่อทำงานทั้งจังหวัด",
    )
    begins = models.DateField("เริ่ม")
    ends = models.DateField("วันสุดท้าย", null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ใครประจำอยู่ที่ไหน"
        ordering = ["-begins"]
        constraints = [
            models.CheckConstraint(
                name="posting_ends_after_it_begins",
                condition=Q(ends=None) | Q(ends__gte=F("begins")),
            )
        ]

    def __str__(self):
        return f"{self.user.spoken_name} · {self.agency}"


class Duty(models.Model):
    """What a person looks after for the network: a district, or the province."""

    class Kind(models.TextChoices):
        CONNECTOR = "connector", "คุณประสานอำเภอ"
        COORDINATOR = "coordinator", "ผู้ประสานงานเครือข่าย"

    user = models.ForeignKey(
        User, verbose_name="ภาคี", on_delete=models.PROTECT, related_name="duties"
    )
    kind = models.CharField("หน้าที่", max_length=20, choices=Kind.choices)
    district = models.ForeignKey(
        District,
        verbose_name="อำเภอ",
        on_delete=models.PROTECT,
        related_name="duties",
        null=True,
        blank=True,
        help_text="เว้นว่างเมื่อดูแลทั้งจังหวัด",
    )
    begins = models.DateField("เริ่ม")
    ends = models.DateField("วันสุดท้าย", null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "หน้าที่ในเครือข่าย"
        ordering = ["-begins"]
        constraints = [
            models.CheckConstraint(
                name="duty_ends_after_it_begins",
                condition=Q(ends=None) | Q(ends__gte=F("begins")),
            ),
            models.CheckConstraint(
                name="connector_has_a_district",
                condition=~Q(kind="connector") | Q(district__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.district or 'ทั้งจังหวัด'}"
