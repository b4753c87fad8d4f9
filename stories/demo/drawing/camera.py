"""Taking the picture: a scene as an image, or as the file that a phone would send."""

import io
from datetime import datetime

from PIL import ExifTags, Image

from .brush import Brush
from .scenes import SCENES, hour_of


def draw(scene: str, seed: int, size: tuple[int, int] = (1200, 900)) -> Image.Image:
    """Return the picture of a scene as RGB of `size` pixels; KeyError for an unknown scene."""
    paint = SCENES[scene]
    brush = Brush(f"{scene} {seed}", hour_of(scene, seed), size)
    paint(brush)
    return brush.finish(size)


def as_jpeg(
    scene: str,
    seed: int,
    *,
    taken: datetime | None = None,
    place: tuple[float, float] | None = None,
    width: int = 1200,
) -> bytes:
    """Return the picture as a phone would send it: a JPEG that says when and where.

    `taken` is written as local time without a zone, as cameras do; `place` is (latitude,
    longitude) in degrees; `width` is in pixels, the height three quarters of it.
    """
    exif = Image.Exif()
    if taken:
        stamp = taken.strftime("%Y:%m:%d %H:%M:%S")
        exif[ExifTags.Base.DateTime] = stamp
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = stamp
    if place:
        latitude, longitude = place
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        gps[ExifTags.GPS.GPSLatitudeRef] = "N" if latitude >= 0 else "S"
        gps[ExifTags.GPS.GPSLatitude] = _degrees(latitude)
        gps[ExifTags.GPS.GPSLongitudeRef] = "E" if longitude >= 0 else "W"
        gps[ExifTags.GPS.GPSLongitude] = _degrees(longitude)
    file = io.BytesIO()
    draw(scene, seed, (width, width * 3 // 4)).save(file, "JPEG", quality=82, exif=exif)
    return file.getvalue()


def _degrees(angle: float) -> tuple[float, float, float]:
    """Return an angle as whole degrees, whole minutes and seconds to a hundredth."""
    hundredths = round(abs(angle) * 360_000)
    return hundredths // 360_000, hundredths // 6000 % 60, hundredths % 6000 / 100
