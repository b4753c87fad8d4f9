"""A phone's photo tells where a house stands. What is shown is drawn anew from its pixels."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from PIL import ExifTags, Image, ImageCms
from PIL.TiffImagePlugin import IFDRational

from stories import people, photos
from stories.models import Photo, Visit
from tests import factories
from tests.stories import pictures
from tests.stories.pictures import MARKS, PHOTOS, upload
from tests.stories.posts import visit_post

BANGKOK = datetime.timezone(datetime.timedelta(hours=7))


@pytest.fixture
def visit(somchai, thap_thong):
    return factories.make_visit(somchai, thap_thong)


def take_in(visit, data: bytes, name: str = "IMG_001.jpg") -> Photo:
    return photos.take_in(visit=visit, file=upload(data, name), by=visit.author)


def refusal(visit, data: bytes, name: str = "IMG_001.jpg") -> str:
    """What is said of a file that is not taken in; no row and no file may be left of it."""
    with pytest.raises(photos.PhotoRefused) as error:
        take_in(visit, data, name)
    assert not visit.photos.exists()
    assert files_of(visit) == []
    return error.value.message


def files_of(visit) -> list:
    folder = photos.settings.MEDIA_ROOT
    return [path for path in folder.rglob("*") if path.is_file()]


def copies(photo: Photo) -> dict[str, bytes]:
    """Every clean copy by its name, such as 320.webp."""
    folder = photo.path(320, "jpg").parent
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("make", PHOTOS.values(), ids=PHOTOS.keys())
def test_a_photo_of_every_kind_is_shown_as_webp_and_jpeg_without_what_it_carried(visit, make):
    data = make()
    photo = take_in(visit, data)
    assert photo.original_path.read_bytes() == data
    shown = copies(photo)
    assert list(shown) == ["320.jpg", "320.webp"]
    for name, copy in shown.items():
        image = pictures.opened(copy)
        assert image.format == {"jpg": "JPEG", "webp": "WEBP"}[name.split(".")[1]]
        assert (image.size, image.mode) == ((photo.width, photo.height), "RGB")
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density",
                                   "progressive", "progression", "loop", "background",
                                   "timestamp", "duration"}  # fmt: skip
        for mark in (*MARKS, b"Exif", b"http://ns.adobe.com", b"xmpmeta", b"GPS"):
            assert mark not in copy


def test_the_marks_are_truly_planted():
    everything = b"".join(make() for make in PHOTOS.values())
    assert [mark for mark in MARKS if mark not in everything] == []


@pytest.mark.parametrize("kind", ["JPEG", "MPO", "PNG", "WebP", "HEIC"])
def test_moment_and_place_go_into_private_fields(visit, kind):
    photo = take_in(visit, PHOTOS[kind]())
    photo.refresh_from_db()
    assert photo.taken_at == datetime.datetime(2026, 1, 21, 9, 30, tzinfo=BANGKOK)
    assert (photo.latitude, photo.longitude) == pytest.approx(
        (pictures.LATITUDE, pictures.LONGITUDE)
    )


def test_no_page_tells_where_or_when_a_photo_was_taken(as_somchai, client, somchai, thap_thong):
    visit = factories.make_visit(somchai, thap_thong)
    planted = take_in(visit, pictures.jpeg(), name="PLANTED-NAME.jpg")
    people.say_what_it_shows(photo=planted, shows="wide")
    story = factories.publish(factories.make_story(visit))
    pages = [
        as_somchai.get(f"/visits/{visit.number}/"),
        as_somchai.get(f"/visits/{visit.number}/edit/"),
        as_somchai.get(f"/stories/{story.number}/desk/"),
        as_somchai.get(f"/stories/{story.number}/edit/"),
        client.get(f"/stories/{story.number}/"),
        client.get("/feed/"),
    ]
    for page in pages:
        assert page.status_code == 200
        for private in (b"8.175", b"100.12", b"09:30", b"PLANTED"):
            assert private not in page.content


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_however_the_phone_was_held(visit, orientation):
    scene = Image.new("RGB", (64, 32), "white")
    scene.paste("red", (0, 0, 16, 16))  # the upper left corner of what was seen
    turned_back = {
        1: [],
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }[orientation]
    lying = scene
    for turn in turned_back:
        lying = lying.transpose(turn)
    photo = take_in(visit, pictures.jpeg(orientation, lying))
    assert (photo.width, photo.height) == (64, 32)
    for copy in copies(photo).values():
        shown = pictures.opened(copy)
        red, green, _ = shown.getpixel((6, 6))
        assert red > 200
        assert green < 80
        assert min(shown.getpixel((60, 28))) > 200


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((300, 200), {"320": (300, 200)}),
        ((320, 240), {"320": (320, 240)}),
        ((321, 240), {"320": (320, 239), "640": (321, 240)}),
        ((900, 600), {"320": (320, 213), "640": (640, 427), "1080": (900, 600)}),
        ((1600, 4), {"320": (320, 1), "640": (640, 2), "1080": (1080, 3)}),
    ],
)
def test_copies_come_in_three_widths_and_are_never_blown_up(visit, size, widths):
    photo = take_in(visit, factories.photo_bytes(size=size))
    assert {name: pictures.opened(copy).size for name, copy in copies(photo).items()} == {
        f"{width}.{kind}": size for width, size in widths.items() for kind in ("jpg", "webp")
    }
    assert [width for width, _, _ in photo.variants] == [size[0] for size in widths.values()]


def test_every_copy_that_a_page_names_can_be_fetched(as_somchai, visit):
    photo = take_in(visit, factories.photo_bytes(size=(900, 600)))
    for _, webp, jpeg in photo.variants:
        assert as_somchai.get(webp)["Content-Type"] == "image/webp"
        assert as_somchai.get(jpeg)["Content-Type"] == "image/jpeg"
    assert as_somchai.get(photo.src).status_code == 200


def test_widths_and_formats_that_do_not_exist_are_not_found(as_somchai, visit):
    photo = take_in(visit, factories.photo_bytes(size=(300, 200)))
    for name in ("640.jpg", "321.jpg", "0.jpg", "320.png", "320.heif", "320.svg"):
        assert as_somchai.get(f"/photos/{photo.uuid}/{name}").status_code == 404


def test_what_hides_behind_the_end_of_a_photo_is_not_served(as_somchai, visit):
    photo = take_in(visit, pictures.jpeg() + b"<script>alert('PLANTED')</script><?php PLANTED ?>")
    answer = as_somchai.get(photo.url(320))
    body = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert body[:3] == b"\xff\xd8\xff"
    for planted in (b"<script", b"<?php", b"PLANTED"):
        assert planted not in body


def test_the_original_lies_where_no_address_leads(as_somchai, visit):
    photo = take_in(visit, pictures.jpeg())
    name = f"{photo.uuid}.jpg"
    for address in (f"/media/originals/{name}", f"/photos/{photo.uuid}/{name}", f"/static/{name}",
                    f"/photos/{photo.uuid}/../../originals/{photo.uuid.hex[:2]}/{name}"):  # fmt: skip
        assert as_somchai.get(address).status_code == 404
    assert oct(photo.original_path.parent.stat().st_mode)[-3:] == "700"


# Refused


SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("drawing.svg", SVG),
        ("drawing.jpg", SVG),
        ("report.jpg", "รายงานการประชุม".encode()),
        ("page.png", b"<!doctype html><script>alert(1)</script>"),
        ("moving.gif", pictures.saved(pictures.picture(), "GIF")),
        ("scan.tiff", pictures.saved(pictures.picture(), "TIFF")),
        ("scan.bmp", pictures.saved(pictures.picture(), "BMP")),
        ("book.pdf", pictures.saved(pictures.picture(), "PDF")),
        ("empty.jpg", b"\xff\xd8\xff"),
    ],
)
def test_what_is_no_photo_is_refused_with_what_to_send_instead(visit, name, data):
    assert refusal(visit, data, name) == (
        f"ไฟล์ {name} ไม่ใช่รูปที่เปิดได้ ใช้ได้กับ JPEG PNG WebP และ HEIC ที่พิมพ์ไว้ยังอยู่ครบ"
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WebP", "HEIC"])
def test_a_photo_that_came_only_in_part_is_refused(visit, kind):
    data = {**PHOTOS, "JPEG": lambda: factories.photo_bytes(size=(300, 200))}[kind]()
    message = refusal(visit, data[: len(data) - len(data) // 4], "half.jpg")
    assert message.startswith(("รูป half.jpg เสียหรือมาไม่ครบ", "ไฟล์ half.jpg ไม่ใช่รูปที่เปิดได้"))


def test_a_photo_of_more_than_40_million_points_is_refused_before_it_is_decoded(visit):
    # Its points cannot be decoded: whoever tried would call it damaged instead.
    assert refusal(visit, pictures.bomb(), "bomb.png").startswith("รูป bomb.png ละเอียดเกิน 40 ล้านจุด")
    assert refusal(visit, pictures.bomb(8000, 5001), "bomb.png").startswith(
        "รูป bomb.png ละเอียดเกิน 40 ล้านจุด"
    )
    assert refusal(visit, pictures.bomb(8000, 5000), "fits.png").startswith("รูป fits.png เสีย")


def test_a_photo_of_more_than_12_mb_is_refused_by_its_size_alone(visit):
    photo = pictures.jpeg()
    assert refusal(visit, photo + bytes(12 * 1024 * 1024), "large.jpg").startswith(
        "รูป large.jpg ใหญ่เกิน 12 MB"
    )
    take_in(visit, photo + bytes(12 * 1024 * 1024 - len(photo)))


def with_place(**parts) -> bytes:
    facts = pictures.exif()
    facts.get_ifd(ExifTags.IFD.GPSInfo).update({int(tag[1:]): v for tag, v in parts.items()})
    return pictures.saved(pictures.picture(), "JPEG", exif=facts)


def with_moment(text: str) -> bytes:
    facts = pictures.exif()
    facts.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = text
    return pictures.saved(pictures.picture(), "JPEG", exif=facts)


def with_profile(raw: bytes) -> bytes:
    return pictures.saved(pictures.picture(), "JPEG", icc_profile=raw)


NOWHERE = (IFDRational(0, 0),) * 3


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize(
    "data",
    [
        pictures.saved(pictures.picture(), "JPEG", exif=b"Exif\0\0no such thing"),
        pictures.saved(pictures.picture(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff"),
        with_place(_2=NOWHERE, _4=NOWHERE),
        with_place(_2=(200.0, 0.0, 0.0)),
        with_profile(b"no profile at all"),
        with_profile(ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()),
    ],
    ids=["garbage", "points nowhere", "no fix", "beyond the pole", "no profile", "profile of LAB"],
)
def test_a_photo_is_never_refused_for_what_is_written_beside_its_pixels(visit, data):
    photo = take_in(visit, data)
    photo.refresh_from_db()
    assert (photo.latitude, photo.longitude) == (None, None)
    assert list(copies(photo)) == ["320.jpg", "320.webp"]


@pytest.mark.parametrize("text", ["0000:00:00 00:00:00", "0001:01:01 00:00:00", "เมื่อวาน", " "])
def test_a_clock_that_was_never_set_tells_no_moment(visit, text):
    photo = take_in(visit, with_moment(text))
    photo.refresh_from_db()
    assert photo.taken_at is None


def test_south_and_west_are_negative(visit):
    photo = take_in(visit, with_place(_1="S", _3="W"))
    assert (photo.latitude, photo.longitude) == pytest.approx((-8.175, -100.12))


def test_colours_of_another_space_are_shown_as_srgb(visit):
    """A profile whose red and blue have changed places proves that it was applied."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red, blue = profile.index(b"rXYZ") + 4, profile.index(b"bXYZ") + 4
    swapped = bytearray(profile)
    swapped[red : red + 4], swapped[blue : blue + 4] = (
        profile[blue : blue + 4],
        profile[red : red + 4],
    )
    data = pictures.saved(pictures.picture("red"), "PNG", icc_profile=bytes(swapped))
    shown = pictures.opened(copies(take_in(visit, data))["320.webp"])
    red, _, blue = shown.getpixel((10, 10))
    assert blue > 200 > 60 > red


# How many, twice, taken out


def small(number: int) -> bytes:
    return pictures.saved(pictures.picture((number * 20, 90, 90), size=(8, 8)), "JPEG")


def test_ten_photos_fit_and_the_eleventh_is_refused_until_one_is_taken_out(visit):
    taken = [take_in(visit, small(number)) for number in range(10)]
    with pytest.raises(photos.PhotoRefused) as error:
        take_in(visit, small(10), "eleventh.jpg")
    assert error.value.message.startswith("ใส่ได้ 10 รูปต่อครั้ง รูป eleventh.jpg ยังไม่ได้เก็บ")
    assert visit.photos.count() == 10
    photos.take_out(taken[0])
    take_in(visit, small(10))
    assert visit.photos.standing().count() == 10


def test_the_same_photo_sent_twice_is_one(visit):
    first = take_in(visit, pictures.jpeg())
    before = files_of(visit)
    assert take_in(visit, pictures.jpeg(), "another-name.jpg") == first
    assert visit.photos.count() == 1
    assert files_of(visit) == before


def test_the_same_photo_of_two_visits_is_two(visit, somchai, thap_thong):
    other = factories.make_visit(somchai, thap_thong)
    assert take_in(visit, pictures.jpeg()).pk != take_in(other, pictures.jpeg()).pk


def test_a_photo_taken_out_and_sent_again_is_a_new_photo(as_somchai, visit):
    photo = take_in(visit, pictures.jpeg())
    photos.take_out(photo)
    assert as_somchai.get(photo.url(320)).status_code == 404
    again = take_in(visit, pictures.jpeg())
    assert as_somchai.get(again.url(320)).status_code == 200
    assert as_somchai.get(photo.url(320)).status_code == 404
    assert take_in(visit, pictures.jpeg()) == again


def test_a_photo_the_village_did_not_see_stays_out_of_what_it_agreed_to(client, visit):
    photo = people.say_what_it_shows(photo=take_in(visit, pictures.jpeg()), shows="wide")
    story = factories.make_story(visit)
    question = factories.ask(story)
    photos.take_out(photo)  # the keeper's page shows the text without it
    factories.publishing.answer_in_person(
        approval=question,
        answer="yes",
        answered_by="ผู้ใหญ่เอื้อน",
        witness="ครูสายใจ",
        taken_by=visit.author,
    )
    again = take_in(visit, pictures.jpeg())
    assert client.get(f"/stories/{story.number}/").status_code == 200
    assert [client.get(each.url(320)).status_code for each in (photo, again)] == [410, 404]


def test_a_photo_taken_out_is_gone_from_the_published_story_and_everywhere(
    client, as_somchai, somchai, thap_thong
):
    visit = factories.make_visit(somchai, thap_thong)
    out, stays = take_in(visit, small(1)), take_in(visit, small(2))
    for photo in (out, stays):
        people.say_what_it_shows(photo=photo, shows="wide")
    story = factories.publish(factories.make_story(visit))
    for photo in (out, stays):
        assert client.get(photo.url(320)).status_code == 200
    post = visit_post(thap_thong, **{f"photo-{out.uuid}-remove": "on", "action": "photos"})
    as_somchai.post(f"/visits/{visit.number}/edit/", post)
    for who in (client, as_somchai):
        assert who.get(out.url(320)).status_code == 410
        assert who.get(stays.url(320)).status_code == 200
    pages = [client.get(f"/stories/{story.number}/"), client.get("/"), client.get("/stories/"),
             client.get("/feed/"), as_somchai.get(f"/visits/{visit.number}/")]  # fmt: skip
    for page in pages:
        assert str(out.uuid).encode() not in page.content
    assert str(stays.uuid).encode() in pages[0].content


def test_whoever_took_a_yes_back_is_not_said_to_be_no_longer_in_the_photo(
    client, somchai, thap_thong, visit
):
    person = factories.make_person(thap_thong, "นิ่ม ดี")
    photo = take_in(visit, small(1))
    for shows, faces in (("wide", []), ("faces", [person])):  # put right before anybody was asked
        people.say_what_it_shows(photo=photo, shows=shows, faces=faces)
    factories.agree(person, somchai, "face")
    factories.publish(factories.make_story(visit))
    assert client.get(photo.url(320)).status_code == 200
    people.withdraw(person=person, how="กดเองที่ลิงก์")
    other = factories.make_person(thap_thong, "อื่น ดี")
    for about in ({"shows": "wide"}, {"shows": "faces", "faces": [other]}):
        with pytest.raises(ValidationError, match="เอารูปนี้ออกจากเรื่องแทน"):
            people.say_what_it_shows(photo=photo, **about)
    assert client.get(photo.url(320)).status_code == 410
    assert [row.person for row in photo.people.all()] == [person]
    # While the yes stands, a wrong name is put right.
    factories.agree(person, somchai, "face")
    people.say_what_it_shows(photo=photo, shows="faces", faces=[other])


def test_captions_and_alternative_texts_come_with_the_form(as_somchai, visit, thap_thong):
    photo = take_in(visit, small(1))
    words = {f"photo-{photo.uuid}-caption": "ครกของป้า", f"photo-{photo.uuid}-alt": "มือป้าถือสาก"}
    as_somchai.post(
        f"/visits/{visit.number}/edit/", visit_post(thap_thong, action="photos", **words)
    )
    photo.refresh_from_db()
    assert (photo.caption, photo.alt) == ("ครกของป้า", "มือป้าถือสาก")
    page = as_somchai.get(f"/visits/{visit.number}/").content.decode()
    assert 'alt="มือป้าถือสาก"' in page
    assert "<figcaption>ครกของป้า</figcaption>" in page


# Through the form


def test_photos_of_both_buttons_arrive_with_the_visit(as_somchai, thap_thong):
    post = visit_post(
        thap_thong,
        camera=upload(small(1)),
        gallery=[upload(small(2)), upload(pictures.HEIC, "IMG_7.HEIC")],
    )
    answer = as_somchai.post("/visits/new/", post, follow=True)
    visit = Visit.objects.get()
    assert [photo.format for photo in visit.photos.all()] == ["jpg", "jpg", "heif"]
    assert "· 3 รูป" in answer.content.decode()


def test_a_refused_photo_keeps_the_words_and_the_good_photos(as_somchai, thap_thong):
    post = visit_post(
        thap_thong,
        good="ข้อความที่ห้ามหาย",
        gallery=[
            upload(small(1), "good.jpg"),
            upload(SVG, "drawing.svg"),
            upload(pictures.jpeg() + bytes(13 * 1024 * 1024), "large.jpg"),
            upload(pictures.bomb(), "bomb.png"),
        ],
    )
    answer = as_somchai.post("/visits/new/", post)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert [sentence.split(" ")[1] for sentence in answer.context["refused"]] == [
        "drawing.svg",
        "large.jpg",
        "bomb.png",
    ]
    for sentence in answer.context["refused"]:
        assert f'<a href="#id_gallery">{sentence}</a>' in page
    assert "ข้อความที่ห้ามหาย</textarea>" in page
    visit = Visit.objects.get()
    assert visit.state == "draft"
    assert [photo.original_name for photo in visit.photos.all()] == ["good.jpg"]
    assert f'src="{visit.photos.get().src}"' in page
    # Pressing again without new files keeps what is there.
    again = as_somchai.post(f"/visits/{visit.number}/edit/", {**post, "gallery": []})
    assert (again.status_code, again["Location"]) == (302, f"/visits/{visit.number}/")
