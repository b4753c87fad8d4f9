"""Asking for a hand (ขอแรงหนุน): the village asks, partners offer, the village closes with thanks."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from kmnet.thai.models import NormalisedCharField
from villages.models.places import Village
from villages.models.words import SpokenWord, VillageWord, VillageWordQuerySet


class SupportRequestQuerySet(VillageWordQuerySet):
    """Questions about what villages ask a hand for."""

    def open(self):
        """Asked, on the page, and neither closed nor withdrawn."""
        return self.shown().filter(state=SupportRequest.State.OPEN)

    def public(self):
        """What everybody may read: open ones, and closed ones with their thanks."""
        return self.shown().exclude(state=SupportRequest.State.WITHDRAWN)

    def newest_first(self):
        """By the moment of asking; the key settles a tie, so that pages never overlap."""
        return self.order_by("-at", "-pk")

    def before(self, request: "SupportRequest"):
        """What stands after `request` in `newest_first`, by key and not by counting."""
        return self.filter(Q(at__lt=request.at) | Q(at=request.at, pk__lt=request.pk))

    def with_offers(self):
        """Brings along the village in full and who offers, in a fixed number of queries."""
        offers = SupportOffer.objects.standing().select_related("user")
        return self.select_related("village__tambon__district").prefetch_related(
            models.Prefetch("offers", offers, to_attr="standing_offers")
        )


class SupportRequest(VillageWord):
    """A hand that a village asks for. `at` is when it asked."""

    class State(models.TextChoices):
        OPEN = "open", "ขอแรงหนุน"
        CLOSED = "closed", "เสร็จแล้ว ขอบคุณ"
        WITHDRAWN = "withdrawn", "ไม่ขอแล้ว"

    village = models.ForeignKey(
        Village, verbose_name="หมู่บ้าน", on_delete=models.PROTECT, related_name="support_requests"
    )
    words = NormalisedCharField("อยากให้ช่วยเรื่องอะไร", max_length=600)
    needed_by = NormalisedCharField(
        "อยากได้เมื่อไร", max_length=120, blank=True, help_text="เช่น ก่อนหน้าฝน เว้นว่างได้"
    )
    state = models.CharField(
        "ตอนนี้", max_length=10, choices=State.choices, default=State.OPEN, editable=False
    )
    thanks = NormalisedCharField("คำขอบคุณ", max_length=600, blank=True, editable=False)
    closed_at = models.DateTimeField("ปิดเมื่อ", null=True, blank=True, editable=False)

    objects = SupportRequestQuerySet.as_manager()

    class Meta(VillageWord.Meta):
        verbose_name = verbose_name_plural = "ขอแรงหนุน"
        ordering = ["-at", "-pk"]
        constraints = [
            *VillageWord.Meta.constraints,
            models.CheckConstraint(name="support_request_says_what", condition=~Q(words="")),
            models.CheckConstraint(
                name="closed_request_has_its_day_and_thanks",
                condition=Q(state="open", closed_at=None, thanks="")
                | (Q(state="closed", closed_at__isnull=False) & ~Q(thanks=""))
                | Q(state="withdrawn", closed_at__isnull=False, thanks=""),
            ),
            # The button pressed twice asks once.
            models.UniqueConstraint(
                fields=["village", "words"],
                condition=Q(state="open", taken_off_at=None),
                name="one_open_request_per_words",
            ),
        ]
        indexes = [models.Index(fields=["-at", "-id"], name="support_newest")]

    def __str__(self):
        return self.words

    def get_absolute_url(self):
        return reverse("stories:support-request", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether a hand may still be offered."""
        return self.state == self.State.OPEN and self.taken_off_at is None


class SupportStep(SpokenWord):
    """Whose word it was when a request was closed, withdrawn, or taken off the page."""

    class Deed(models.TextChoices):
        CLOSED = "closed", "เสร็จแล้ว ขอบคุณ"
        WITHDRAWN = "withdrawn", "ไม่ขอแล้ว"
        TAKEN_OFF = "taken_off", "เอาออกจากหน้าหมู่บ้าน"

    request = models.ForeignKey(
        SupportRequest, verbose_name="ขอแรงหนุน", on_delete=models.PROTECT, related_name="steps"
    )
    deed = models.CharField("อะไร", max_length=10, choices=Deed.choices)

    class Meta(SpokenWord.Meta):
        verbose_name = verbose_name_plural = "คำของหมู่บ้านเรื่องแรงหนุน"
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.request} · {self.get_deed_display()}"


class SupportOfferQuerySet(models.QuerySet):
    """Questions about offers."""

    def standing(self):
        """Offers not withdrawn, by people who still walk with the network, first offered first."""
        return self.filter(withdrawn_at=None, user__is_active=True).order_by("at", "pk")


class SupportOffer(models.Model):
    """อาสาหนุน: a partner says what they can bring."""

    request = models.ForeignKey(
        SupportRequest, verbose_name="ขอแรงหนุน", on_delete=models.PROTECT, related_name="offers"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="ภาคี",
        on_delete=models.PROTECT,
        related_name="support_offers",
    )
    words = NormalisedCharField("ช่วยอะไรได้", max_length=600)
    at = models.DateTimeField("อาสาเมื่อ", default=timezone.now)
    withdrawn_at = models.DateTimeField("ถอนเมื่อ", null=True, blank=True)

    objects = SupportOfferQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "อาสาหนุน"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "user"],
                condition=Q(withdrawn_at=None),
                name="one_standing_offer_per_person",
            ),
            models.CheckConstraint(name="offer_says_what", condition=~Q(words="")),
        ]

    def __str__(self):
        return f"{self.user} · {self.words}"
