"""The sheet a village signed: looked at, drawn anew, kept where only who carries the story sees it."""

import hashlib
import io

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from PIL import Image

from stories.models import SignedSheet, VillageApproval
from stories.photos import KEEPS_REST, QUALITY, PhotoRefused, decode, pixels_only, write

WIDEST = 2000  # pixels; handwriting stays readable


def look(file: UploadedFile) -> Image.Image:
    """The picture of a sheet, its pixels alone.

    Raises PhotoRefused, in words for whoever chose the file, when it is too large or no photo.
    """
    if getattr(file, "too_large", False) or file.size > settings.PHOTO_MAX_BYTES:
        raise PhotoRefused(f"รูป {file.name} ใหญ่เกิน 12 MB ลองเลือกรูปอื่น หรือถ่ายใหม่ให้เล็กลง {KEEPS_REST}")
    clean = pixels_only(decode(file.read(), file.name))
    clean.thumbnail((WIDEST, WIDEST), Image.Resampling.LANCZOS)
    return clean


def keep(*, approval: VillageApproval, picture: Image.Image) -> SignedSheet:
    """Keep the sheet of one answer; one that has its sheet already keeps the first.

    `picture` is what `look` returned. The file is written before its row, and taken away again
    when the row cannot be.
    """
    standing = SignedSheet.objects.filter(approval=approval).first()
    if standing:
        return standing
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", **QUALITY["jpg"])
    data = buffer.getvalue()
    sheet = SignedSheet(approval=approval, sha256=hashlib.sha256(data).hexdigest())
    write(sheet.path, data)
    try:
        with transaction.atomic():
            sheet.save()
    except Exception:
        sheet.path.unlink(missing_ok=True)
        raise
    return sheet
