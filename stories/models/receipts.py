"""What a phone is told about a visit: that it has arrived, or that its draft was thrown away."""

from django.db import models
from django.utils import timezone

from members.models import User
from stories.models.visits import Visit


class Receipt(models.Model):
    """What the centre answered when a visit had arrived whole: the same words whenever asked again.

    A phone lets go of its own copy only when this names everything it sent.
    """

    visit = models.OneToOneField(
        Visit, verbose_name="การลงพื้นที่", on_delete=models.CASCADE, related_name="receipt"
    )
    said = models.JSONField("ที่ตอบไป")

    class Meta:
        verbose_name = verbose_name_plural = "ใบรับ"

    def __str__(self):
        return self.said.get("words", "")


class DiscardedDraft(models.Model):
    """The UUID of a draft that its author threw away, so that no phone brings it back by itself."""

    client_uuid = models.UUIDField(primary_key=True, editable=False)
    author = models.ForeignKey(
        User, verbose_name="คนเล่า", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("ทิ้งเมื่อ", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "ร่างที่ทิ้งแล้ว"

    def __str__(self):
        return str(self.client_uuid)
