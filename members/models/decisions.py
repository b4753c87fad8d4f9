"""Decisions and invitations: two people say yes, the person answers for themselves."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from kmnet.links import new_nonce, sign
from kmnet.thai.models import NormalisedTextField
from members.models.nominations import Nomination
from members.models.people import User


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
    incomplete_why = NormalisedTextField("แฟ้มยังไม่ครบ แต่ชวนเพราะ", blank=True)
    companion = models.ForeignKey(
        User,
        verbose_name="เพื่อนร่วมทาง",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    look_again_on = models.DateField("กลับมาดูกันใหม่", null=True, blank=True)
    by = models.ForeignKey(
        User, verbose_name="คนตัดสินใจ", on_delete=models.PROTECT, related_name="decisions"
    )
    at = models.DateTimeField("เมื่อ", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "การตัดสินใจ"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="decision_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="decision_not_yet_has_companion_and_month",
                condition=~Q(answer="not_yet")
                | Q(companion__isnull=False, look_again_on__isnull=False),
            ),
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

    def silent(self, now=None):
        """Past their day without an answer, and not yet laid to rest."""
        return self.filter(
            accepted_at=None, withdrawn_at=None, expires_at__lte=now or timezone.now()
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
        return sign(self.nonce, salt="members.invitation")

    def get_absolute_url(self):
        return reverse("members:invitation", args=[self.secret])
