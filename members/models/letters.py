"""Letters: written in the same transaction as the deed they tell of, sent after it."""

from django.db import models
from django.utils import timezone

from members.models.nominations import Nomination, PublicTelling


class LetterQuerySet(models.QuerySet):
    """Questions about letters."""

    def unsent(self):
        """Letters that still wait for a mail server."""
        return self.filter(sent_at=None)


class Letter(models.Model):
    """One e-mail, kept as a row: a mail server that is down delays it and loses nothing."""

    to = models.EmailField("ถึง")
    subject = models.CharField("เรื่อง", max_length=200)
    body = models.TextField("ข้อความ")
    written_at = models.DateTimeField("เขียนเมื่อ", default=timezone.now)
    sent_at = models.DateTimeField("ส่งเมื่อ", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("ลองส่งแล้ว (ครั้ง)", default=0)
    trouble = models.TextField("ติดขัดเพราะ", blank=True)

    # Whom a letter is about, so that it goes when what is kept about them goes.
    nomination = models.ForeignKey(
        Nomination,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        editable=False,
    )
    public_telling = models.ForeignKey(
        PublicTelling,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        editable=False,
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "จดหมาย"
        ordering = ["-written_at"]

    def __str__(self):
        return self.subject
