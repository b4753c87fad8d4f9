"""A person somebody met (การคัดกรอง): who told of them, and where the network stands with them."""

import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from kmnet.links import new_nonce, sign
from kmnet.thai.models import NormalisedCharField, NormalisedTextField
from kmnet.thai.text import normalise_query
from members.models.people import Agency, User
from members.reach import desk_of
from villages.models import District


class NominationQuerySet(models.QuerySet):
    """Questions about people told of; `for_user` is the one scope."""

    def for_user(self, user):
        """What `user` may see: coordinators their districts, and everybody whom they told of."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        reach = desk_of(user)
        if reach.all_districts:
            return self
        told = Telling.objects.filter(told_by=user).values("nomination")
        return self.filter(Q(pk__in=told) | Q(carrier=user) | Q(district__in=reach.districts))

    def in_care_of(self, user):
        """What `user` looks after as a coordinator: the desk starts from here."""
        reach = desk_of(user)
        if reach.all_districts:
            return self
        return self.filter(district__in=reach.districts)

    def queue(self):
        """Who waits for a word of the network, the longest waiting first."""
        waiting = (Nomination.State.WAITING, Nomination.State.SECOND)
        return self.filter(state__in=waiting, same_as=None).order_by("waits_since", "pk")

    def with_file(self):
        """Brings along all that a file and its checklist show, in a fixed number of queries."""
        return self.select_related("district", "agency", "companion", "buddy").prefetch_related(
            "tellings__told_by",
            "evidence__criterion",
            "evidence__by",
            "voices__district",
            "voices__contacts",
            "decisions__by",
            "decisions__companion",
            "relations__user",
        )


class Nomination(models.Model):
    """Somebody met on the way whom the network should know. People are found, they do not apply.

    What is still missing is worked out from the file (`members.checklist`), never typed.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "รอคุยกัน"
        SECOND = "second", "รออีกคนเห็นด้วย"
        INVITED = "invited", "ชวนแล้ว รอเจ้าตัวตอบ"
        NOT_YET = "not_yet", "ยังไม่ใช่ตอนนี้"
        LAPSED = "lapsed", "ชวนแล้ว ยังไม่ได้ตอบ"
        ACCEPTED = "accepted", "ร่วมเดินแล้ว"
        ERASED = "erased", "ลบแฟ้มแล้ว"

    name = NormalisedCharField("ชื่อ นามสกุล", max_length=120)
    name_key = models.CharField(max_length=200, editable=False, default="", db_index=True)
    called = NormalisedCharField("เรียกกันว่า", max_length=40, blank=True)
    title = NormalisedCharField("ทำงานอะไร", max_length=120, blank=True)
    agency = models.ForeignKey(
        Agency,
        verbose_name="หน่วยงาน",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    agency_words = NormalisedCharField("หน่วยงาน (ถ้าไม่มีในรายชื่อ)", max_length=160, blank=True)
    district = models.ForeignKey(
        District, verbose_name="อำเภอ", on_delete=models.PROTECT, related_name="nominations"
    )
    email = models.EmailField("อีเมล", blank=True)
    told_at = models.DateTimeField("เล่าเมื่อ", default=timezone.now, editable=False)
    waits_since = models.DateTimeField("รอตั้งแต่", default=timezone.now, editable=False)
    state = models.CharField(
        "ตอนนี้", max_length=20, choices=State.choices, default=State.WAITING, editable=False
    )
    companion = models.ForeignKey(
        User,
        verbose_name="เพื่อนร่วมทาง",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="walking_with",
        editable=False,
    )
    look_again_on = models.DateField("กลับมาดูกันใหม่", null=True, blank=True, editable=False)
    carrier = models.ForeignKey(
        User,
        verbose_name="คนรับไม้ต่อจากคนเล่า",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    buddy = models.ForeignKey(
        User,
        verbose_name="เพื่อนคู่หู",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    same_as = models.ForeignKey(
        "self",
        verbose_name="คนเดียวกับ",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        editable=False,
    )
    file_nonce = models.CharField(max_length=16, unique=True, default=new_nonce, editable=False)
    file_open_until = models.DateTimeField("เจ้าตัวอ่านแฟ้มได้ถึง", null=True, blank=True, editable=False)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "คนที่ได้พบ"
        ordering = ["waits_since", "pk"]
        constraints = [
            models.CheckConstraint(
                name="not_yet_has_companion_and_month",
                condition=~Q(state="not_yet")
                | Q(companion__isnull=False, look_again_on__isnull=False),
            ),
            models.CheckConstraint(
                name="nobody_is_the_same_as_themselves", condition=~Q(same_as=models.F("pk"))
            ),
        ]

    def __str__(self):
        return self.spoken_name

    def save(self, *args, **kwargs):
        self.name_key = normalise_query(self.name)[:200]
        super().save(*args, **kwargs)

    @property
    def spoken_name(self) -> str:
        """ครูสายใจ รักเรียน."""
        return f"{self.called}{self.name}"

    @property
    def agency_line(self) -> str:
        """The agency's name, whichever way it was told."""
        return self.agency.name if self.agency else self.agency_words

    @property
    def days_waiting(self) -> int:
        """Whole days since this person came into the queue."""
        return (timezone.localdate() - timezone.localdate(self.waits_since)).days

    @property
    def first_telling(self) -> "Telling":
        """The words that opened the file."""
        return min(self.tellings.all(), key=lambda telling: (telling.at, telling.pk), default=None)

    @property
    def file_secret(self) -> str:
        """What stands in the address under which the person reads their own file."""
        return sign(self.file_nonce, salt="members.file")


class Telling(models.Model):
    """Somebody's words about a person: a partner's, or a villager's through the public form."""

    nomination = models.ForeignKey(
        Nomination, verbose_name="ถึง", on_delete=models.PROTECT, related_name="tellings"
    )
    told_by = models.ForeignKey(
        User,
        verbose_name="คนเล่า",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tellings",
    )
    teller_name = NormalisedCharField("ชื่อคนเล่า (ถ้าไม่ใช่ภาคี)", max_length=120, blank=True)
    words = NormalisedTextField("ทำอะไรไว้ ที่ไหน เพื่อใคร", help_text="เล่าสิ่งที่เห็นเขาทำ ไม่ใช่ตำแหน่งของเขา")
    met_place = NormalisedCharField("พบกันที่ไหน", max_length=200, blank=True)
    met_on = models.DateField("พบกันเมื่อ", null=True, blank=True)
    talked = models.BooleanField("ได้คุยกันแล้ว", default=False)
    at = models.DateTimeField("เล่าเมื่อ", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "คำเล่า"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="telling_has_a_teller",
                condition=Q(told_by__isnull=False) | ~Q(teller_name=""),
            ),
        ]

    def __str__(self):
        return f"{self.teller} เล่าถึง {self.nomination.spoken_name}"

    @property
    def teller(self) -> str:
        """Who told, by name."""
        return self.told_by.spoken_name if self.told_by else self.teller_name


class Relation(models.Model):
    """A declared tie between a partner and a person told of: they add what they know, no more."""

    nomination = models.ForeignKey(
        Nomination, verbose_name="ถึง", on_delete=models.PROTECT, related_name="relations"
    )
    user = models.ForeignKey(
        User, verbose_name="ภาคี", on_delete=models.PROTECT, related_name="relations"
    )
    words = NormalisedCharField("เกี่ยวกันอย่างไร", max_length=160)
    at = models.DateTimeField("บอกไว้เมื่อ", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "ความเกี่ยวข้องที่บอกไว้"
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["nomination", "user"], name="one_relation_per_pair")
        ]

    def __str__(self):
        return f"{self.user.spoken_name} · {self.words}"


class FileReply(models.Model):
    """What the person says to their own file, in their own words; it stays in the file."""

    nomination = models.ForeignKey(
        Nomination, verbose_name="แฟ้มของ", on_delete=models.PROTECT, related_name="replies"
    )
    words = NormalisedTextField("คำของเจ้าตัว")
    at = models.DateTimeField("เมื่อ", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "คำตอบของเจ้าตัว"
        ordering = ["at"]

    def __str__(self):
        return f"{self.nomination.spoken_name} {self.at:%Y-%m-%d}"


class PublicTelling(models.Model):
    """What came in through the public form, seen by coordinators alone until one takes it up.

    Whoever asks to join is no applicant: a partner of the district goes and meets them.
    """

    class State(models.TextChoices):
        NEW = "new", "มาใหม่"
        TAKEN_UP = "taken_up", "เปิดแฟ้มแล้ว"
        INTRODUCED = "introduced", "ฝากเพื่อนไปพบ"
        SET_ASIDE = "set_aside", "วางไว้"

    asks_to_join = models.BooleanField("เล่าถึงตัวเอง อยากรู้จักเครือข่าย", default=False)
    name = NormalisedCharField("ชื่อ นามสกุล", max_length=120)
    called = NormalisedCharField("เรียกกันว่า", max_length=40, blank=True)
    agency_words = NormalisedCharField("ทำงานที่ไหน หรืออยู่กลุ่มไหน", max_length=160, blank=True)
    district = models.ForeignKey(District, verbose_name="อำเภอ", on_delete=models.PROTECT)
    met_place = NormalisedCharField("พบกันที่ไหน", max_length=200, blank=True)
    words = NormalisedTextField("เห็นเขาทำอะไร เพื่อใคร")
    teller_name = NormalisedCharField("ชื่อคนเล่า", max_length=120)
    contact = NormalisedCharField("ติดต่อกลับได้ที่", max_length=120)
    came_at = models.DateTimeField("มาถึงเมื่อ", default=timezone.now)
    state = models.CharField("ตอนนี้", max_length=12, choices=State.choices, default=State.NEW)
    handled_by = models.ForeignKey(
        User,
        verbose_name="คนรับเรื่อง",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    handled_at = models.DateTimeField("รับเรื่องเมื่อ", null=True, blank=True)
    partner = models.ForeignKey(
        User,
        verbose_name="เพื่อนที่ไปพบ",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="introductions",
    )
    nomination = models.ForeignKey(
        Nomination,
        verbose_name="แฟ้ม",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = verbose_name_plural = "คำเล่าจากหน้าเว็บ"
        ordering = ["came_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="handled_telling_says_by_whom_and_when",
                condition=Q(state="new", handled_by=None, handled_at=None)
                | (~Q(state="new") & Q(handled_by__isnull=False, handled_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="introduction_names_a_partner",
                condition=~Q(state="introduced") | Q(partner__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.called}{self.name}"

    @property
    def spoken_name(self) -> str:
        return f"{self.called}{self.name}"


class Erasure(models.Model):
    """The record that a file was erased: when, why, how much; nothing of what stood in it.

    One without a nomination tells of words from the public form that opened no file.
    """

    nomination = models.OneToOneField(
        Nomination,
        verbose_name="แฟ้มเลขที่",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="erasure",
        help_text="เว้นว่างเมื่อลบคำเล่าจากหน้าเว็บที่ไม่ได้เปิดแฟ้ม",
    )
    at = models.DateTimeField("ลบเมื่อ", default=timezone.now)
    rule = models.CharField("ตามกติกา", max_length=200)
    counts = models.JSONField("ลบอะไรไปเท่าไร", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "การลบแฟ้ม"
        ordering = ["-at"]

    def __str__(self):
        return f"แฟ้มเลขที่ {self.nomination_id}" if self.nomination_id else self.rule


def month_ahead(months: int, today: datetime.date | None = None) -> datetime.date:
    """The first day of the month that many months after this one."""
    today = today or timezone.localdate()
    index = today.year * 12 + today.month - 1 + months
    return datetime.date(index // 12, index % 12 + 1, 1)


def file_address(nomination: Nomination) -> str:
    """The path under which a person reads their own file."""
    return reverse("members:own-file", args=[nomination.file_secret])
