"""Who keeps a village's stories (ผู้ดูแลเรื่องของหมู่บ้าน), and the secret link in their pocket."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kmnet.links import new_nonce, sign
from kmnet.thai.models import NormalisedCharField
from villages.models.places import Village

LINK_SALT = "villages.keeper"


class StewardshipQuerySet(models.QuerySet):
    """Questions about who keeps which village."""

    def current(self, on=None):
        """Stewardships that stand on the day `on` (today by default)."""
        on = on or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gt=on), since__lte=on)

    def to_come_or_current(self, on=None):
        """Stewardships that stand on the day `on`, or begin after it."""
        on = on or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gt=on))


class Stewardship(models.Model):
    """A person whom the village asked to keep its stories, from a day until a day.

    Ended, never deleted. No account is needed; the person opens a link.
    """

    village = models.ForeignKey(
        Village, verbose_name="หมู่บ้าน", on_delete=models.PROTECT, related_name="stewardships"
    )
    name = NormalisedCharField("ชื่อ", max_length=120)
    called = NormalisedCharField("เรียกกันว่า", max_length=40, blank=True, help_text="ลุง ป้า ผู้ใหญ่ …")
    phone = models.CharField("โทรศัพท์ (ไม่แสดงที่ไหน)", max_length=30, blank=True)
    vouched = NormalisedCharField(
        "ใครในหมู่บ้านฝากให้ดูแล", max_length=200, help_text="เช่น ที่ประชุมหมู่บ้าน วันที่ 3 มีนาคม 2569"
    )
    vouched_on = models.DateField("หมู่บ้านฝากไว้วันไหน", null=True, blank=True)
    show_name = models.BooleanField(
        "ตกลงให้ขึ้นชื่อในหน้าหมู่บ้าน", default=False, help_text="เจ้าตัวเป็นคนบอก เปลี่ยนใจเมื่อไรก็ได้"
    )
    since = models.DateField("ตั้งแต่")
    until = models.DateField("ถึง", null=True, blank=True)
    why = NormalisedCharField("วางมือเพราะอะไร", max_length=300, blank=True)
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="คนที่บันทึก",
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = StewardshipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ผู้ดูแลเรื่องของหมู่บ้าน"
        ordering = ["village", "since"]
        constraints = [
            models.CheckConstraint(
                name="stewardship_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
            )
        ]

    def __str__(self):
        return self.spoken_name

    @property
    def spoken_name(self) -> str:
        """ป้าสมจิต ใจเย็น: what the person is called, then the name."""
        return f"{self.called}{self.name}"


class KeeperLinkQuerySet(models.QuerySet):
    """Questions about links."""

    def working(self, on=None):
        """Links not revoked, of stewardships that stand."""
        on = on or timezone.localdate()
        return self.filter(
            Q(stewardship__until=None) | Q(stewardship__until__gt=on),
            revoked_at=None,
            stewardship__since__lte=on,
        )


class KeeperLink(models.Model):
    """The revocable secret behind a keeper's QR.

    The database holds only the nonce; the link also carries the server's signature over it, so a
    leaked copy of the database opens nothing, and the same link can be printed again.
    """

    stewardship = models.ForeignKey(
        Stewardship, verbose_name="ผู้ดูแล", on_delete=models.PROTECT, related_name="links"
    )
    nonce = models.CharField(max_length=16, unique=True, default=new_nonce, editable=False)
    made_at = models.DateTimeField("ทำเมื่อ", default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="คนทำ", on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField("เลิกใช้เมื่อ", null=True, blank=True)
    last_opened_at = models.DateTimeField("เปิดล่าสุด", null=True, blank=True)

    objects = KeeperLinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ลิงก์ของผู้ดูแล"
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["stewardship"],
                condition=Q(revoked_at=None),
                name="one_working_link_per_keeper",
            )
        ]

    def __str__(self):
        return f"ลิงก์ของ{self.stewardship.spoken_name}"

    @property
    def secret(self) -> str:
        """What stands in the address: nonce.signature."""
        return sign(self.nonce, salt=LINK_SALT)
