"""A person somebody met (การคัดกรอง): told of, decided on with a reason, invited, accepting."""

from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from kmnet.thai.models import NormalisedCharField, NormalisedTextField
from members.models.people import Agency, User
from members.postings import reach_of
from villages.models import District
from villages.models.keepers import new_nonce


class NominationQuerySet(models.QuerySet):
    """Questions about people told of; `for_user` is the one scope."""

    def for_user(self, user):
        """What `user` may see: coordinators their districts, and everybody whom they told of."""
        if not user.is_authenticated:
            return self.none()
        reach = reach_of(user, duties_only=True)
        if reach.all_districts or user.is_superuser:
            return self
        return self.filter(Q(told_by=user) | Q(district__in=reach.districts))

    def undecided(self):
        """People who wait for a decision."""
        return self.filter(state=Nomination.State.WAITING)


class Nomination(models.Model):
    """Somebody met on the way whom the network should know. People are found, they do not apply."""

    class State(models.TextChoices):
        WAITING = "waiting", "รอคุยกัน"
        INVITED = "invited", "ชวนแล้ว รอเจ้าตัวตอบ"
        NOT_YET = "not_yet", "ยังไม่ใช่ตอนนี้"
        ACCEPTED = "accepted", "ร่วมเดินแล้ว"

    name = NormalisedCharField("ชื่อ นามสกุล", max_length=120)
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
    met_place = NormalisedCharField("พบกันที่ไหน", max_length=200, blank=True)
    met_on = models.DateField("พบกันเมื่อ", null=True, blank=True)
    words = NormalisedTextField("ทำอะไรไว้ ที่ไหน เพื่อใคร", help_text="เล่าสิ่งที่เห็นเขาทำ ไม่ใช่ตำแหน่งของเขา")
    told_by = models.ForeignKey(
        User, verbose_name="คนเล่า", on_delete=models.PROTECT, related_name="told_of"
    )
    told_at = models.DateTimeField("เล่าเมื่อ", default=timezone.now, editable=False)
    state = models.CharField(
        "ตอนนี้", max_length=20, choices=State.choices, default=State.WAITING, editable=False
    )

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "คนที่ได้พบ"
        ordering = ["told_at", "pk"]

    def __str__(self):
        return self.spoken_name

    @property
    def spoken_name(self) -> str:
        """ครูสายใจ รักเรียน."""
        return f"{self.called}{self.name}"

    @property
    def agency_line(self) -> str:
        """The agency's name, whichever way it was told."""
        return self.agency.name if self.agency else self.agency_words


class Decision(models.Model):
    """ชวนร่วมเดิน or ยังไม่ใช่ตอนนี้, with the reason, by whom. Undo is a new decision."""

    class Answer(models.TextChoices):
        INVITE = "invite", "ชวนร่วมเดิน"
        NOT_YET = "not_yet", "ยังไม่ใช่ตอนนี้"

    nomination = models.ForeignKey(
        Nomination, verbose_name="คนที่ได้พบ", on_delete=models.PROTECT, related_name="decisions"
    )
    answer = models.CharField("ตัดสินใจว่า", max_length=20, choices=Answer.choices)
    reason = NormalisedTextField("เพราะ")
    companion = models.ForeignKey(
        User,
        verbose_name="เพื่อนร่วมทาง",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    by = models.ForeignKey(
        User, verbose_name="คนตัดสินใจ", on_delete=models.PROTECT, related_name="decisions"
    )
    at = models.DateTimeField("เมื่อ", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "การตัดสินใจ"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="decision_has_a_reason", condition=~Q(reason=""))
        ]

    def __str__(self):
        return f"{self.get_answer_display()} · {self.nomination.spoken_name}"


class InvitationQuerySet(models.QuerySet):
    """Questions about invitations."""

    def open(self, now=None):
        """Not yet accepted, not withdrawn, not past their day."""
        return self.filter(
            accepted_at=None, withdrawn_at=None, expires_at__gt=now or timezone.now()
        )


class Invitation(models.Model):
    """A personal letter with a link that opens once; accepting it makes the account."""

    nomination = models.ForeignKey(
        Nomination, verbose_name="ถึง", on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField("อีเมล")
    nonce = models.CharField(max_length=16, unique=True, default=new_nonce, editable=False)
    sent_at = models.DateTimeField("ส่งเมื่อ", default=timezone.now)
    expires_at = models.DateTimeField("ใช้ได้ถึง")
    accepted_at = models.DateTimeField("ตอบรับเมื่อ", null=True, blank=True)
    withdrawn_at = models.DateTimeField("เลิกใช้เมื่อ", null=True, blank=True)
    user = models.OneToOneField(
        User,
        verbose_name="บัญชีที่ได้",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitation",
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "คำชวน"
        ordering = ["-sent_at"]
        constraints = [
            models.CheckConstraint(
                name="accepted_invitation_has_its_account",
                condition=Q(accepted_at=None, user=None)
                | Q(accepted_at__isnull=False, user__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["nomination"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_per_person",
            ),
        ]

    def __str__(self):
        return f"คำชวนถึง {self.nomination.spoken_name}"

    @property
    def secret(self) -> str:
        """What stands in the letter's address: nonce.signature."""
        return signing.Signer(salt="members.invitation", sep=".").sign(self.nonce)

    def get_absolute_url(self):
        return reverse("members:invitation", args=[self.secret])
