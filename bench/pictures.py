"""Draws the files of some photos of a filled database: `python -m bench.pictures <uuid> …`."""

import io
import sys
from collections.abc import Sequence

import django
from PIL import Image


def main(uuids: Sequence[str]) -> None:
    """Gives every one of these photos its copies, of an invented picture."""
    from stories import photos
    from stories.demo import drawing
    from stories.models import Photo

    picture = Image.open(io.BytesIO(drawing.as_jpeg("kitchen", 1, width=1200)))
    for photo in Photo.objects.filter(uuid__in=uuids):
        photos.draw_copies(photo, picture)


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1:])
