"""Photos as phones send them, with things planted that nobody may ever find again."""

import base64
import functools
import io
import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

# Planted in every part of a file that can carry words.
MARKS = [b"PLANTED-MAKER", b"PLANTED-COMMENT", b"PLANTED-XMP", b"PLANTED-NOTE", b"PLANTED-PROFILE"]
TAKEN = "2026:01:21 09:30:00"
LATITUDE, LONGITUDE = 8.175, 100.12  # degrees, as written below in degrees, minutes, seconds

# 48 × 32 points of red from an iPhone's encoder, with maker, moment and place in its EXIF.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAA"
    "AAAAADRpbG9jAAAAAERAAAIAAQAAAAAB4gABAAAAAAAAABoAAgAAAAAB/AABAAAAAAAAANYAAAA4aWluZgAAAAAAAgAAABVp"
    "bmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZo"
    "dmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAA"
    "AwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAA"
    "AAAAQAAAAEAAAAAoY2xhcAAAADAAAAABAAAAIAAAAAH////wAAAAAv///+AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1h"
    "AAAAAAAAAAEAAQWBAgMFhAAAABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAA+G1kYXQAAAAWKAGvGYDvSaW//9/jH/X2r/im"
    "taY+bgAAAAZFeGlmAABNTQAqAAAACAADAQ8AAgAAAA4AAAAyh2kABAAAAAEAAABAiCUABAAAAAEAAABmAAAAAFBMQU5URUQt"
    "TUFLRVIAAAGQAwACAAAAFAAAAFIAAAAAMjAyNjowMToyMSAwOTozMDowMAAABAABAAIAAAACTgAAAAACAAUAAAADAAAAnAAD"
    "AAIAAAACRQAAAAAEAAUAAAADAAAAtAAAAAAAAAAIAAAAAQAAAAoAAAABAAAAHgAAAAEAAABkAAAAAQAAAAcAAAABAAAADAAA"
    "AAE="
)


def exif(orientation: int = 1) -> Image.Exif:
    """EXIF with maker, moment, place and the way the phone was held."""
    facts = Image.Exif()
    facts[ExifTags.Base.Make] = "PLANTED-MAKER"
    facts[ExifTags.Base.Orientation] = orientation
    details = facts.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = TAKEN
    details[ExifTags.Base.UserComment] = b"ASCII\0\0\0PLANTED-NOTE"
    place = facts.get_ifd(ExifTags.IFD.GPSInfo)
    place[1], place[2] = "N", (8.0, 10.0, 30.0)
    place[3], place[4] = "E", (100.0, 7.0, 12.0)
    return facts


@functools.cache  # a profile carries the second it was made in
def profile() -> bytes:
    """A colour profile with something planted behind its end, where readers do not look."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + b"PLANTED-PROFILE"


XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>PLANTED-XMP</x:xmpmeta>"


def picture(colour="green", size=(60, 40), mode: str = "RGB") -> Image.Image:
    return Image.new("RGB", size, colour).convert(mode)


def saved(image: Image.Image, format: str, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def jpeg(orientation: int = 1, image: Image.Image | None = None) -> bytes:
    return saved(
        image or picture(),
        "JPEG",
        exif=exif(orientation),
        comment=b"PLANTED-COMMENT",
        xmp=XMP,
        icc_profile=profile(),
    )


def png(mode: str = "RGB") -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "PLANTED-COMMENT")
    words.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return saved(picture(mode=mode), "PNG", exif=exif(), pnginfo=words)


def webp() -> bytes:
    return saved(picture(), "WEBP", exif=exif(), xmp=XMP, icc_profile=profile())


def mpo() -> bytes:
    """Two photos in one file, as phones with two lenses write them."""
    return saved(picture(), "MPO", exif=exif(), save_all=True, append_images=[picture("red")])


PHOTOS = {
    "JPEG": jpeg,
    "MPO": mpo,
    "PNG": png,
    "PNG with a palette": lambda: png("P"),
    "PNG in grey": lambda: png("L"),
    "PNG that is see-through": lambda: png("RGBA"),
    "JPEG in four colours": lambda: saved(picture(mode="CMYK"), "JPEG", exif=exif()),
    "WebP": webp,
    "HEIC": lambda: HEIC,
}


def bomb(width: int = 20_000, height: int = 20_000) -> bytes:
    """A PNG that promises 400 million points in a few bytes, none of which can be decoded."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"none") + chunk(b"IEND", b"")
    )


def upload(data: bytes, name: str = "IMG_001.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image
