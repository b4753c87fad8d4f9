"""People of a village who are named or seen in its stories, and what each has agreed to.

Consent is asked for a name, a face or a place, apart for the web, a book and a report, and ends
when its day has come or its person says so (PDPA B.E. 2562, sections 19 and 20).
"""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone

from kmnet.links import new_nonce, sign
from kmnet.thai.models import NormalisedCharField, NormalisedTextField
from members.reach import reach_of
from villages.models import KeeperLink, Village

NOBODY_IN_PARTICULAR = "ชาวบ้าน"
SOME_CHILD = "เด็กในหมู่บ้าน"
LINK_SALT = "stories.person"


class PersonQuerySet(models.QuerySet):
    """Questions about people in stories."""

    def remembered(self):
        """People who have not been erased."""
        return self.filter(erased_at=None)

    def known(self, where: str, on: datetime.date | None = None):
        """Everybody remembered, as `.may_be_named`: whether their name may stand in `where`."""
        asked_to_hide = ExpressionWrapper(OuterRef("name_hidden_at"), models.DateTimeField())
        agreed = PersonConsent.objects.names(where, on, hidden_at=asked_to_hide)
        agreed = agreed.filter(person=OuterRef("pk"))
        return self.remembered().annotate(may_be_named=Exists(agreed))

    def named(self, where: str, on: datetime.date | None = None):
        """People whose name may stand in `where`."""
        return self.known(where, on).filter(may_be_named=True)

    def unnamed(self, where: str, on: datetime.date | None = None):
        """People whose name is hidden or has no live consent for `where`: it is shown another way."""
        return self.known(where, on).filter(may_be_named=False)

    def for_user(self, user):
        """People of the villages whose stories or visits are `user`'s business by district."""
        return self.filter(village__in=Village.objects.in_reach(reach_of(user)).values("pk"))


class Person(models.Model):
    """Somebody of a village who is named or seen in its stories. The name stands here alone.

    `alias` is what the village chose to say where there is no consent for the name. Somebody asked
    that the name come down: from `name_hidden_at` on it is hidden everywhere while that is talked
    over; what was agreed stands as it stood, and only what is agreed later shows the name.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    village = models.ForeignKey(
        Village, verbose_name="หมู่บ้าน", on_delete=models.PROTECT, related_name="people"
    )
    name = NormalisedCharField("ชื่อ", max_length=120)
    called = NormalisedCharField("เรียกกันว่า", max_length=40, blank=True)
    alias = NormalisedCharField(
        "ชื่อที่ใช้แทน", max_length=60, blank=True, help_text="เช่น ป้าคนหนึ่ง เว้นไว้จะขึ้นว่า ชาวบ้าน"
    )
    is_child = models.BooleanField("เป็นเด็ก", default=False)
    contact = models.CharField("ติดต่อได้ที่ (ไม่แสดงที่ไหน)", max_length=120, blank=True)
    nonce = models.CharField(max_length=16, unique=True, default=new_nonce, editable=False)
    made_at = models.DateTimeField("จดไว้เมื่อ", default=timezone.now)
    name_hidden_at = models.DateTimeField("ซ่อนชื่อเมื่อ", null=True, blank=True)
    erased_at = models.DateTimeField("ลบเมื่อ", null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "คนในเรื่อง"
        ordering = ["village", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "called", "name"],
                condition=Q(erased_at=None),
                name="one_person_per_village_and_name",
            ),
            models.CheckConstraint(
                name="erased_person_has_no_name",
                condition=Q(erased_at=None) | Q(name="", called="", alias="", contact=""),
            ),
        ]

    def __str__(self):
        return self.spoken_name

    @property
    def spoken_name(self) -> str:
        """ป้ามาลี ใจเย็น, for those who may know it."""
        return f"{self.called}{self.name}" or self.stand_in

    @property
    def stand_in(self) -> str:
        """What is said in the place of the name."""
        return self.alias or (SOME_CHILD if self.is_child else NOBODY_IN_PARTICULAR)

    @property
    def secret(self) -> str:
        """What stands in the address of the person's own page: nonce.signature."""
        return sign(self.nonce, salt=LINK_SALT)


ASKED_TO_HIDE = F("person__name_hidden_at")


class PersonConsentQuerySet(models.QuerySet):
    """Questions about what was agreed to."""

    def live(self, on: datetime.date | None = None):
        """Consents that stand on the day `on` (today by default)."""
        on = on or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=on), withdrawn_at=None)

    def names(self, where: str, on: datetime.date | None = None, hidden_at=ASKED_TO_HIDE):
        """Consents by which a name may stand in `where`: live, and no request hides the name.

        What somebody agreed to after the request is their own word on it, and shows the name.
        `hidden_at` is an expression for when that was, where the person is asked for already.
        """
        return (
            self.live(on)
            .alias(hidden_at=hidden_at)
            .filter(
                Q(hidden_at=None) | Q(given_at__gt=F("hidden_at")),
                what=PersonConsent.What.NAME,
                where=where,
            )
        )


class PersonConsent(models.Model):
    """One thing a person agreed to: a name, a face or a place, in one kind of publication.

    Written once; only its withdrawal is added. For a child a guardian answers.
    """

    class What(models.TextChoices):
        NAME = "name", "ชื่อ"
        FACE = "face", "หน้าในรูป"
        PLACE = "place", "บ้านหรือสวนในรูป"

    class Where(models.TextChoices):
        WEB = "web", "หน้าเว็บ"
        BOOK = "book", "หนังสือ"
        REPORT = "report", "รายงาน"

    class How(models.TextChoices):
        SPOKEN = "spoken", "พูดต่อหน้า มีพยาน"
        SIGNED = "signed", "ลงชื่อในกระดาษ"
        LINK = "link", "กดเองที่ลิงก์"

    person = models.ForeignKey(
        Person, verbose_name="ใคร", on_delete=models.PROTECT, related_name="consents"
    )
    what = models.CharField("เรื่องอะไร", max_length=6, choices=What.choices)
    where = models.CharField("ขึ้นที่ไหน", max_length=6, choices=Where.choices)
    until = models.DateField("ถึงวันไหน", null=True, blank=True)
    how = models.CharField("ตกลงอย่างไร", max_length=6, choices=How.choices)
    asked_words = NormalisedTextField("คำที่ถาม")
    witness = NormalisedCharField("พยาน", max_length=160, blank=True)
    guardian = NormalisedCharField("ผู้ปกครอง", max_length=160, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="คนถาม",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    given_at = models.DateTimeField("ตกลงเมื่อ", default=timezone.now)
    withdrawn_at = models.DateTimeField("ถอนเมื่อ", null=True, blank=True)
    withdrawn_how = NormalisedCharField("ถอนอย่างไร", max_length=160, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="บอกใคร",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = PersonConsentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "คำตกลงของคนในเรื่อง"
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "what", "where"],
                condition=Q(withdrawn_at=None),
                name="one_standing_consent_per_thing",
            ),
            models.CheckConstraint(
                name="spoken_consent_has_a_witness", condition=~Q(how="spoken") | ~Q(witness="")
            ),
            models.CheckConstraint(
                name="consent_taken_down_names_who_asked",
                condition=Q(how="link") | Q(asked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="withdrawal_says_how",
                condition=Q(withdrawn_at=None, withdrawn_how="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_how="")),
            ),
        ]

    def __str__(self):
        return f"{self.get_what_display()} · {self.get_where_display()}"


class PersonErasure(models.Model):
    """That somebody was erased: what went, what stays, and nothing of who it was."""

    person = models.OneToOneField(
        Person, verbose_name="ใคร", on_delete=models.PROTECT, related_name="erasure"
    )
    reason = NormalisedCharField("เพราะอะไร", max_length=200)
    counts = models.JSONField("ลบอะไรไปเท่าไร", default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="คนลบ",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    link = models.ForeignKey(
        KeeperLink, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    begun_at = models.DateTimeField("เมื่อ", default=timezone.now)
    done_at = models.DateTimeField("เสร็จเมื่อ", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "การลบคนออกจากเรื่อง"
        ordering = ["-begun_at"]

    def __str__(self):
        return f"ลบแล้ว {self.begun_at:%Y-%m-%d}"
