"""A visit (การลงไปจับภาพ), and what was met, promised and taken home on it."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from kmnet.thai.models import NormalisedCharField, NormalisedTextField
from members.models import Nomination, User
from members.reach import reach_of
from villages.models import Village


class VisitQuerySet(models.QuerySet):
    """Questions about visits; `for_user` is the one scope."""

    def for_user(self, user):
        """What `user` may read: their own, those they went along on, those kept in their districts.

        A draft is its author's alone, and whoever's who took it over.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        kept = Q(state=Visit.State.KEPT)
        along = Q(kept, pk__in=Companionship.objects.along(user))
        reach = reach_of(user)
        own = Q(author=user) | Q(carrier=user)
        if reach.all_districts:
            return self.filter(own | kept)
        near = Village.objects.in_reach(reach).values("pk")
        return self.filter(own | along | Q(kept, village__in=near))

    def kept(self):
        """Visits that have arrived whole, drafts left out."""
        return self.filter(state=Visit.State.KEPT)

    def drafts_of(self, user):
        """What `user` began and has not sent, or has taken over to finish."""
        return self.filter(Q(author=user) | Q(carrier=user), state=Visit.State.DRAFT)

    def with_places(self):
        """Brings along what a visit's name and place are made of."""
        return self.select_related("village__tambon__district", "author")


class Visit(models.Model):
    """A day in a village. Carries a UUID made by whoever fills the form: sent twice, it is one."""

    class State(models.TextChoices):
        DRAFT = "draft", "ร่าง"
        KEPT = "kept", "ถึงศูนย์แล้ว"

    class Again(models.TextChoices):
        YES = "yes", "อยากให้มาอีก"
        LATER = "later", "เอาไว้ก่อน"
        NO = "no", "ยังไม่ต้อง"

    number = models.BigAutoField("เลขที่", primary_key=True)
    client_uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(
        User, verbose_name="คนเล่า", on_delete=models.PROTECT, related_name="visits"
    )
    state = models.CharField("ตอนนี้", max_length=10, choices=State.choices, default=State.DRAFT)
    village = models.ForeignKey(
        Village,
        verbose_name="หมู่บ้าน",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
    )
    place_words = NormalisedCharField("หาหมู่บ้านไม่เจอ เขียนชื่อไว้ตรงนี้", max_length=200, blank=True)
    day = models.DateField("วันที่ลงพื้นที่", null=True, blank=True)
    carrier = models.ForeignKey(
        User,
        verbose_name="คนรับไม้ต่อ",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    companions = models.ManyToManyField(
        User,
        verbose_name="ไปกับใคร",
        through="Companionship",
        related_name="visits_along",
        blank=True,
    )
    others = NormalisedCharField("คนอื่นที่ไปด้วย", max_length=300, blank=True)
    good = NormalisedTextField("เห็นอะไรดีๆ ที่นี่", blank=True)
    smiled = NormalisedTextField("ใครเล่าแล้วยิ้ม", blank=True)
    expected = NormalisedTextField("คิดไว้ว่าจะได้", blank=True)
    beyond = NormalisedTextField("ได้เกินคิด", blank=True)
    short = NormalisedTextField("ยังไม่ถึง", blank=True)
    taken_home = NormalisedTextField("จะเอากลับไปทำ", blank=True)
    again = models.CharField(
        "อยากให้มาอีกไหม", max_length=10, choices=Again.choices, default="", blank=True
    )
    wants = NormalisedTextField("อยากให้มาเรื่องอะไร", blank=True)
    latitude = models.FloatField("ละติจูด (ไม่แสดงที่ไหน)", null=True, blank=True)
    longitude = models.FloatField("ลองจิจูด (ไม่แสดงที่ไหน)", null=True, blank=True)
    accuracy_m = models.PositiveIntegerField("คลาดเคลื่อนได้ (เมตร)", null=True, blank=True)
    typed = models.JSONField(
        "สิ่งที่พิมพ์ไว้", default=dict, blank=True, help_text="ร่างทั้งใบอย่างที่พิมพ์ รวมส่วนที่ยังส่งไม่ได้"
    )
    begun_at = models.DateTimeField("เริ่มเล่าเมื่อ", default=timezone.now)
    noted_at = models.DateTimeField("เก็บร่างล่าสุดเมื่อ", null=True, blank=True)
    kept_at = models.DateTimeField("ถึงศูนย์เมื่อ", null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "การลงพื้นที่"
        ordering = ["-day", "-number"]
        constraints = [
            models.CheckConstraint(
                name="kept_visit_has_place_day_and_words",
                condition=~Q(state="kept")
                | (
                    (Q(village__isnull=False) | ~Q(place_words=""))
                    & Q(day__isnull=False, kept_at__isnull=False)
                    & ~Q(good="")
                ),
            ),
            models.CheckConstraint(
                name="visit_place_is_whole",
                condition=Q(latitude=None, longitude=None, accuracy_m=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["author", "state"], name="visit_author_state"),
            # A village's page shows the latest dozen, of hundreds in a village that is often seen.
            models.Index(
                F("village"), F("day").desc(), F("number").desc(), name="visit_village_newest"
            ),
        ]

    def __str__(self):
        return f"{self.place} · {self.day or 'ยังไม่ได้ใส่วัน'}"

    def get_absolute_url(self):
        return reverse("stories:visit", args=[self.number])

    @property
    def place(self) -> str:
        """The village in full, or the words typed where it was not in the list."""
        return self.village.full_name if self.village else self.place_words or "ยังไม่ได้เลือกหมู่บ้าน"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def has_own_review(self) -> bool:
        """Whether the teller has written anything of the talk after the visit."""
        return any((self.expected, self.beyond, self.short, self.taken_home))

    @property
    def has_review(self) -> bool:
        """Whether anybody who was there has written of the talk after the visit."""
        return self.has_own_review or self.reviews.exists()


class CompanionshipQuerySet(models.QuerySet):
    """Questions about who went along."""

    def along(self, user):
        """Numbers of the visits `user` went along on."""
        return self.filter(user=user).values("visit_id")


class Companionship(models.Model):
    """A partner who went along on a visit."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE)
    user = models.ForeignKey(User, verbose_name="ภาคี", on_delete=models.PROTECT)

    objects = CompanionshipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "คนที่ไปด้วย"
        constraints = [
            models.UniqueConstraint(fields=["visit", "user"], name="one_companion_per_visit")
        ]

    def __str__(self):
        return self.user.spoken_name


class Encounter(models.Model):
    """Somebody met on a visit, by name or as a few people ("เจ้าหน้าที่สามคน")."""

    visit = models.ForeignKey(
        Visit, verbose_name="การลงพื้นที่", on_delete=models.CASCADE, related_name="encounters"
    )
    position = models.PositiveSmallIntegerField(default=0)
    name = NormalisedCharField("ชื่อ", max_length=120)
    called = NormalisedCharField("เรียกกันว่า", max_length=40, blank=True)
    does = NormalisedCharField("ทำอะไรอยู่", max_length=160, blank=True)
    agency_words = NormalisedCharField("หน่วยงานหรือกลุ่ม", max_length=160, blank=True)
    words = NormalisedTextField("คำพูดหรือสิ่งที่เห็นเขาทำ", blank=True)
    nomination = models.ForeignKey(
        Nomination,
        verbose_name="แฟ้ม",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="encounters",
        editable=False,
    )

    class Meta:
        verbose_name = verbose_name_plural = "คนที่ได้พบ"
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.called}{self.name}"

    @property
    def spoken_name(self) -> str:
        """ป้าแมว: what the person is called, then the name."""
        return f"{self.called}{self.name}"


class Submission(models.Model):
    """One text of a visit as it came in. A second, different text under the same UUID is kept too.

    Nothing is overwritten by a late or doubled sending: a human chooses.
    """

    visit = models.ForeignKey(
        Visit, verbose_name="การลงพื้นที่", on_delete=models.CASCADE, related_name="submissions"
    )
    sha256 = models.CharField(max_length=64)
    typed = models.JSONField("สิ่งที่พิมพ์มา")
    came_at = models.DateTimeField("มาถึงเมื่อ", default=timezone.now)
    # A phone's clock may be a day off: what it claims is kept beside ours and orders nothing.
    claimed_at = models.DateTimeField("นาฬิกาของเครื่องที่ส่ง", null=True, blank=True)
    set_aside = models.BooleanField("เก็บไว้ข้างๆ", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "ฉบับที่ส่งมา"
        ordering = ["came_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "sha256"], name="one_submission_per_text")
        ]

    def __str__(self):
        return f"{self.visit_id} · {self.sha256[:8]}"
