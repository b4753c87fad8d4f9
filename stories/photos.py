"""Photos: checked by decoding, stripped to their pixels, made smaller; the original kept private.

A phone's photo tells where somebody's house is. So what is shown is drawn anew from the pixels
alone, and the place and hour go into private fields that no page shows.
"""

import contextlib
import datetime
import hashlib
import io
import os
import shutil
import struct
import uuid
import warnings
from pathlib import Path

import pi_heif
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError

from members.models import User
from stories.models import Photo, Visit
from stories.models.photos import WIDTHS

pi_heif.register_heif_opener()

FIRST_CAMERA = 1826  # the year
READABLE = ("JPEG", "PNG", "WEBP", "HEIF")
QUALITY = {"webp": {"quality": 68, "method": 4}, "jpg": {"quality": 80, "progressive": True}}
ENCODER = {"webp": "WEBP", "jpg": "JPEG"}
KEEPS_REST = "ที่พิมพ์ไว้ยังอยู่ครบ"
# What Pillow and libheif raise over a damaged file, whichever of its parts is damaged.
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    RuntimeError,
    struct.error,
)


class PhotoRefused(ValidationError):
    """A file that cannot be taken in; the message says what to do instead."""


def take_in(*, visit: Visit, file, by: User, caption: str = "", alt: str = "") -> Photo:
    """Keep one uploaded file as a photo of a visit and draw its copies; returns the Photo.

    `file` is an uploaded file of at most PHOTO_MAX_BYTES bytes and PHOTO_MAX_PIXELS pixels. The
    same bytes sent again return the photo that stands already. Raises PhotoRefused, having kept
    nothing, for a file that is too large, not a photo, damaged, or one too many.
    """
    if getattr(file, "too_large", False) or file.size > settings.PHOTO_MAX_BYTES:
        raise PhotoRefused(
            f"รูป {file.name} ใหญ่เกิน 12 MB ลองเลือกรูปอื่น หรือถ่ายใหม่ให้เล็กลง {KEEPS_REST}", "too_large"
        )
    data = file.read()
    digest = hashlib.sha256(data).hexdigest()
    # One taken out before comes in as a new photo: a text the village answered to without it
    # must not show it again.
    again = visit.photos.standing().filter(sha256=digest).first()
    if again:
        return again
    if visit.photos.standing().count() >= settings.PHOTOS_PER_VISIT:
        raise PhotoRefused(
            f"ใส่ได้ {settings.PHOTOS_PER_VISIT} รูปต่อครั้ง รูป {file.name} ยังไม่ได้เก็บ "
            "เอารูปอื่นออกก่อน แล้วค่อยใส่รูปนี้",
            "too_many",
        )
    image = decode(data, file.name)
    taken_at, place = private_facts(image)
    clean = pixels_only(image)
    photo = Photo(
        uuid=uuid.uuid4(),
        visit=visit,
        sha256=digest,
        original_name=file.name[:200],
        format=image.format.lower().replace("jpeg", "jpg"),
        width=clean.width,
        height=clean.height,
        taken_at=taken_at,
        latitude=place and place[0],
        longitude=place and place[1],
        caption=caption,
        alt=alt,
        position=visit.photos.count(),
        uploaded_by=by,
    )
    # Files first, the row after: a row without its files would be a broken promise.
    write(photo.original_path, data)
    draw_copies(photo, clean)
    try:
        with transaction.atomic():
            photo.save()
    except IntegrityError:
        discard_files(photo)  # the same bytes arrived a moment earlier in another request
        return visit.photos.standing().get(sha256=digest)
    return photo


def decode(data: bytes, name: str) -> Image.Image:
    """The whole picture, decoded; the size is checked from the header before any pixel is.

    Raises PhotoRefused for anything but a sound JPEG, PNG, WebP or HEIC of at most 40 megapixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=READABLE)
            if image.width * image.height > settings.PHOTO_MAX_PIXELS:
                raise too_fine(name)
            image.load()
    except UnidentifiedImageError as error:
        raise PhotoRefused(
            f"ไฟล์ {name} ไม่ใช่รูปที่เปิดได้ ใช้ได้กับ JPEG PNG WebP และ HEIC {KEEPS_REST}"
        ) from error
    except Image.DecompressionBombError as error:
        raise too_fine(name) from error  # Pillow's own limit, met before the size can be read
    except BROKEN as error:
        raise PhotoRefused(
            f"รูป {name} เสียหรือมาไม่ครบ ลองส่งใหม่อีกครั้ง หรือเลือกรูปอื่น {KEEPS_REST}"
        ) from error
    return image


def too_fine(name: str) -> PhotoRefused:
    """The refusal of a photo with more points than PHOTO_MAX_PIXELS."""
    return PhotoRefused(f"รูป {name} ละเอียดเกิน 40 ล้านจุด ลองย่อก่อน หรือถ่ายใหม่ {KEEPS_REST}")


def pixels_only(image: Image.Image) -> Image.Image:
    """A new upright RGB image that holds the pixels and nothing else; colours as sRGB.

    Saving the opened image would carry comments and profiles along, so its pixels are copied.
    """
    upright = turned_up(image)
    profile = image.info.get("icc_profile")
    if upright.mode in {"RGBA", "LA", "P", "PA"}:
        upright = upright.convert("RGBA")
        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright)
    upright = upright.convert("RGB")
    if profile:
        # A profile that is damaged or made for other colours is left: the pixels show as they are.
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            upright = ImageCms.profileToProfile(upright, given, ImageCms.createProfile("sRGB"))
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    return clean


def turned_up(image: Image.Image) -> Image.Image:
    """The image the way its EXIF says it was held; as it lies when the EXIF is damaged."""
    try:
        return ImageOps.exif_transpose(image)
    except BROKEN:
        return image


def private_facts(image: Image.Image):
    """(taken_at or None, (latitude, longitude) or None) from the EXIF, degrees WGS 84.

    Damaged EXIF is as good as none: a photo is never refused for it.
    """
    try:
        exif = image.getexif()
        details = exif.get_ifd(ExifTags.IFD.Exif)
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        return taken_at(details), place(gps)
    except BROKEN:
        return None, None


def taken_at(details: dict) -> datetime.datetime | None:
    """The moment of DateTimeOriginal; a phone's clock without a zone is taken as Bangkok's.

    None for a moment before there were cameras: that clock was never set.
    """
    text = details.get(ExifTags.Base.DateTimeOriginal)
    if not text:
        return None
    moment = datetime.datetime.strptime(str(text).strip("\0 "), "%Y:%m:%d %H:%M:%S")
    return timezone.make_aware(moment) if moment.year >= FIRST_CAMERA else None


def place(gps: dict) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, south and west negative."""
    if not {1, 2, 3, 4} <= set(gps):
        return None

    def degrees(parts, reference, negative):
        d, m, s = (float(part) for part in parts)
        value = d + m / 60 + s / 3600
        return -value if reference == negative else value

    latitude, longitude = degrees(gps[2], gps[1], "S"), degrees(gps[4], gps[3], "W")
    # A phone without a fix writes 0/0, which is no number and fails every comparison.
    if abs(latitude) <= 90 and abs(longitude) <= 180:
        return latitude, longitude
    return None


def draw_copies(photo: Photo, clean: Image.Image) -> None:
    """Write the clean copies, each at most as wide as the photo itself."""
    for width in WIDTHS:
        if width != WIDTHS[0] and clean.width <= WIDTHS[WIDTHS.index(width) - 1]:
            break
        size = (width, max(1, round(clean.height * width / clean.width)))
        copy = clean if clean.width <= width else clean.resize(size, Image.Resampling.LANCZOS)
        for format, encoder in ENCODER.items():
            buffer = io.BytesIO()
            copy.save(buffer, encoder, **QUALITY[format])
            write(photo.path(width, format), buffer.getvalue())


def write(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, also after the power fails."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def discard_files(photo: Photo) -> None:
    """Take away the files of a photo that has no row."""
    photo.original_path.unlink(missing_ok=True)
    shutil.rmtree(photo.path(WIDTHS[0], "jpg").parent, ignore_errors=True)


def take_out(photo: Photo) -> None:
    """Hide a photo everywhere at once, published stories included."""
    photo.removed_at = timezone.now()
    photo.save(update_fields=["removed_at"])
