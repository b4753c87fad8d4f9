"""The demo's pictures: always the same, each its own, and sent as a phone sends photos."""

import hashlib
import io
import os
import subprocess
import sys
from datetime import datetime

import pytest
from PIL import ExifTags, Image

from stories.demo.drawing import SCENES, as_jpeg, draw

SMALL = (320, 240)


def fingerprint(scene: str, seed: int) -> str:
    return hashlib.sha256(draw(scene, seed, SMALL).tobytes()).hexdigest()


def test_there_is_a_picture_for_everything_the_demo_tells_of():
    assert set(SCENES) == {
        *("hills", "rice", "rubber", "orchard", "river", "sea", "boats", "mangrove", "nipa"),
        *("meeting", "weaving", "kitchen", "market", "herbs", "savings", "school", "waste"),
        *("temple", "tree", "rain", "garden", "cooking_pot", "dance", "beads", "bees"),
    }


def test_every_scene_and_every_seed_gives_another_picture():
    prints = [fingerprint(scene, seed) for scene in SCENES for seed in (1, 2)]
    assert len(set(prints)) == 2 * len(SCENES)


def test_the_same_scene_and_seed_give_the_same_bytes():
    assert as_jpeg("nipa", 4) == as_jpeg("nipa", 4)


def test_another_process_draws_the_same_picture():
    code = (
        "import hashlib; from stories.demo.drawing import draw;"
        f"print(hashlib.sha256(draw('boats', 3, {SMALL}).tobytes()).hexdigest())"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        check=True,
        text=True,
    )
    assert told.stdout.strip() == fingerprint("boats", 3)


@pytest.mark.parametrize("size", [(1200, 900), (300, 400), (640, 200)])
def test_a_picture_has_the_size_asked_for(size):
    picture = draw("rain", 1, size)
    assert (picture.mode, picture.size) == ("RGB", size)


def test_an_unknown_scene_is_a_mistake():
    with pytest.raises(KeyError):
        draw("skyscraper", 1)


def test_a_jpeg_says_when_and_where_it_was_taken():
    sent = as_jpeg("sea", 1, taken=datetime(2009, 1, 21, 10, 42), place=(8.4325, 99.9631))
    photo = Image.open(io.BytesIO(sent))
    exif = photo.getexif()
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    latitude = [float(part) for part in gps[ExifTags.GPS.GPSLatitude]]
    longitude = [float(part) for part in gps[ExifTags.GPS.GPSLongitude]]
    assert (photo.format, photo.size) == ("JPEG", (1200, 900))
    assert exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] == "2009:01:21 10:42:00"
    assert (gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLongitudeRef]) == ("N", "E")
    assert latitude == pytest.approx([8, 25, 57])
    assert longitude == pytest.approx([99, 57, 47.16])


def test_a_jpeg_without_day_and_place_tells_neither():
    exif = Image.open(io.BytesIO(as_jpeg("tree", 1))).getexif()
    assert dict(exif) == {}
