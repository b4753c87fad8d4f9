"""Photos: the original kept private, clean copies for showing, never one without the right to it."""

import uuid
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from kmnet.thai.models import NormalisedCharField
from members.models import User
from stories.models.people import Person, PersonConsent
from stories.models.visits import Visit

WIDTHS = (320, 640, 1080)  # pixels
FORMATS = ("webp", "jpg")


class PhotoQuerySet(models.QuerySet):
    """Questions about photos. What the public may see is asked of `RevisionPhoto`."""

    def for_user(self, user):
        """Photos of the visits that `user` may read."""
        return self.filter(visit__in=Visit.objects.for_user(user))

    def standing(self):
        """Photos that nobody has taken out again."""
        return self.filter(removed_at=None)


@lru_cache(maxsize=16384)
def address_of(photo_uuid: uuid.UUID, width: int, format: str) -> str:
    """The address of a copy; a list of stories asks for fifty."""
    return reverse("stories:photo", args=[photo_uuid, width, format])


class Photo(models.Model):
    """One photo of a visit, known by the SHA-256 of the bytes that came in.

    Nobody outside sees it before somebody has said what it shows: wide, or faces and whose.
    """

    class Shows(models.TextChoices):
        UNSAID = "", "ยังไม่ได้บอก"
        WIDE = "wide", "ไม่เห็นหน้าใครชัด"
        FACES = "faces", "เห็นหน้าคน"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(
        Visit, verbose_name="การลงพื้นที่", on_delete=models.PROTECT, related_name="photos"
    )
    sha256 = models.CharField(max_length=64)
    original_name = models.CharField("ชื่อไฟล์เดิม", max_length=200, blank=True)
    format = models.CharField(max_length=8)
    width = models.PositiveIntegerField("กว้าง (จุดภาพ)")
    height = models.PositiveIntegerField("สูง (จุดภาพ)")
    taken_at = models.DateTimeField("ถ่ายเมื่อ (ไม่แสดงที่ไหน)", null=True, blank=True)
    latitude = models.FloatField("ละติจูด (ไม่แสดงที่ไหน)", null=True, blank=True)
    longitude = models.FloatField("ลองจิจูด (ไม่แสดงที่ไหน)", null=True, blank=True)
    caption = NormalisedCharField("คำใต้ภาพ", max_length=300, blank=True)
    alt = NormalisedCharField(
        "ในรูปมีอะไร", max_length=300, blank=True, help_text="บอกคนที่มองไม่เห็นว่าในรูปมีอะไร"
    )
    position = models.PositiveSmallIntegerField(default=0)
    uploaded_by = models.ForeignKey(
        User, verbose_name="คนส่ง", on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField("ส่งเมื่อ", default=timezone.now)
    removed_at = models.DateTimeField("เอาออกเมื่อ", null=True, blank=True)
    shows = models.CharField("ในรูปเห็นอะไร", max_length=5, choices=Shows.choices, blank=True)
    children = models.BooleanField("มีเด็กอยู่ในรูป", default=False)
    hidden_at = models.DateTimeField("ซ่อนไว้ตั้งแต่", null=True, blank=True, editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "รูปถ่าย"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "sha256"],
                condition=Q(removed_at=None),
                name="one_photo_per_visit_and_hash",
            ),
            models.CheckConstraint(
                name="photo_place_is_whole",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
            ),
        ]

    def __str__(self):
        return self.caption or f"รูปที่ {self.position + 1}"

    @property
    def original_path(self) -> Path:
        """Where the bytes lie as they came, read by nobody but the site."""
        return settings.MEDIA_ROOT / "originals" / self.uuid.hex[:2] / f"{self.uuid}.{self.format}"

    def path(self, width: int, format: str) -> Path:
        """Where the clean copy of that width (pixels, one of WIDTHS) and format lies."""
        folder = settings.MEDIA_ROOT / "photos" / self.uuid.hex[:2] / str(self.uuid)
        return folder / f"{width}.{format}"

    def url(self, width: int, format: str = "jpg") -> str:
        """The address of a clean copy."""
        return address_of(self.uuid, width, format)

    @property
    def variants(self) -> list[tuple[int, str, str]]:
        """(width, WebP address, JPEG address) for each copy, narrow first; widths in pixels."""
        # A photo narrower than a step is not blown up: its copy is as wide as it is.
        return [
            (min(width, self.width), self.url(width, "webp"), self.url(width))
            for width in WIDTHS
            if width == WIDTHS[0] or self.width > WIDTHS[WIDTHS.index(width) - 1]
        ]

    @property
    def src(self) -> str:
        """The JPEG for whoever chooses no other, 640 wide or as wide as there is."""
        return self.url(640 if self.width > WIDTHS[0] else 320)

    @property
    def children_in_focus(self) -> bool:
        """Whether it shows the face of a child: a guardian answers for it before anything else."""
        return self.shows == self.Shows.FACES and self.children


class DrawnLikeItsPhoto:
    """For what holds a `photo`: the same interface, so that one template draws both."""

    @property
    def variants(self):
        return self.photo.variants

    @property
    def src(self):
        return self.photo.src

    @property
    def width(self):
        return self.photo.width

    @property
    def height(self):
        return self.photo.height


class PhotoPersonQuerySet(models.QuerySet):
    """Questions about who is in which photo."""

    def without_leave(self, where: str, on=None):
        """Rows whose person has no live consent for what the photo shows of them."""
        agreed = PersonConsent.objects.live(on).filter(
            person=OuterRef("person"), what=OuterRef("what"), where=where
        )
        return self.exclude(Exists(agreed))


class PhotoPerson(models.Model):
    """Whose face, or whose home or garden, a photo shows."""

    class What(models.TextChoices):
        FACE = "face", "เห็นหน้า"
        PLACE = "place", "เห็นบ้านหรือสวน"

    photo = models.ForeignKey(
        Photo, verbose_name="รูป", on_delete=models.CASCADE, related_name="people"
    )
    person = models.ForeignKey(
        Person, verbose_name="ใคร", on_delete=models.PROTECT, related_name="seen_in"
    )
    what = models.CharField("เห็นอะไร", max_length=5, choices=What.choices)

    objects = PhotoPersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "คนในรูป"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["photo", "person", "what"], name="person_once_per_photo"
            )
        ]

    def __str__(self):
        return f"{self.person} · {self.get_what_display()}"
