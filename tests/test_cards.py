"""The card of a shared link, and the site's mark."""

import io

import pytest
from PIL import Image, ImageChops

from kmnet import cards
from stories.demo.drawing import draw

needs_thai = pytest.mark.skipif(not cards.can_set_thai(), reason="no Thai font on this machine")

LONG = "ยายเล่าว่าเมื่อก่อนป่าจากริมคลองเคยเลี้ยงคนทั้งหมู่บ้านแล้ววันหนึ่งน้ำเค็มก็มาถึงสวน ทุกคนเลยนั่งคุยกันใหม่ตั้งแต่ต้น"


@pytest.fixture
def no_fonts(monkeypatch):
    """A machine without any Thai font."""
    monkeypatch.setattr(cards, "FONT_FOLDERS", ())
    cards.find_font.cache_clear()
    yield
    cards.find_font.cache_clear()


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def letters(count: int):
    """A line that takes so many characters."""
    return lambda text: len(text) <= count


@needs_thai
@pytest.mark.parametrize("title", ["น้ำ", "กองทุนวันละบาท ที่ไม่มีใครเป็นเจ้าหนี้ใคร", LONG, ""])
@pytest.mark.parametrize("scene", [None, "rubber"])
def test_a_card_is_a_light_png_of_the_right_size(title, scene):
    png = cards.card_png(title, "บ้านทาบทอง อ.เชียรใหญ่", scene and draw(scene, 1))
    assert (opened(png).format, opened(png).size) == ("PNG", (1200, 630))
    assert len(png) < 300_000


@needs_thai
def test_the_same_story_always_has_the_same_card():
    one = cards.card_png("เลี้ยงผึ้งโพรง", "บ้านสวนใน")
    assert one == cards.card_png("เลี้ยงผึ้งโพรง", "บ้านสวนใน")
    assert one != cards.card_png("เลี้ยงผึ้งหลวง", "บ้านสวนใน")


@needs_thai
def test_a_photo_in_any_mode_goes_on_the_card():
    photo = draw("bees", 1, (400, 300))
    for mode in ("L", "RGBA", "P", "CMYK"):
        assert opened(cards.card_png("เลี้ยงผึ้ง", "บ้านสวนใน", photo.convert(mode))).size == (1200, 630)


@needs_thai
def test_tone_marks_stand_above_vowels_and_not_on_them():
    plain, toned = (cards._font(76, bold=True).getbbox(word) for word in ("ที", "ที่"))
    assert toned[1] < plain[1]
    assert toned[2] == plain[2]


def test_without_a_thai_font_the_ready_card_is_sent(no_fonts):
    assert cards.find_font() is None
    assert cards.card_png("น้ำ", "บ้านทาบทอง") == (cards.IMAGES / "og-default.png").read_bytes()


def test_a_short_title_stays_on_one_line():
    assert cards.wrap("น้ำตก", letters(20), 3) == (["น้ำตก"], True)


def test_a_title_breaks_at_its_spaces_first():
    lines, whole = cards.wrap("กองทุนวันละบาท ที่ไม่มีใครเป็นหนี้", letters(20), 3)
    assert (lines[0], whole) == ("กองทุนวันละบาท", True)


def test_a_title_without_spaces_breaks_before_a_leading_vowel():
    assert cards.wrap("ป่าชายเลนเลี้ยงเรา", letters(12), 3)[0] == ["ป่าชายเลน", "เลี้ยงเรา"]


@needs_thai
def test_a_title_of_a_hundred_letters_stands_whole_on_its_card():
    long = LONG[:88]
    font, lines = cards._largest(long, (72, 64, 58, 52, 46), 602, (3, 4))
    assert "".join(lines).replace(" ", "") == long.replace(" ", "")
    assert font.size < 58


@needs_thai
def test_a_long_place_keeps_its_district():
    place = "บ้านหนองนกยูงทองใหญ่พัฒนาร่วมใจ อ.เมืองนครศรีธรรมราช"
    assert cards._largest(place, (36, 32, 28), 602, (1, 2))[1] == place.split(" ")


@pytest.mark.parametrize("width", range(4, 30))
def test_no_line_begins_with_a_mark_or_ends_with_a_leading_vowel(width):
    lines, _ = cards.wrap(LONG, letters(width), 99)
    assert "".join(lines).replace(" ", "") == LONG.replace(" ", "")
    assert [line for line in lines if line[0] in "ะัาำิีึืุู็่้๊๋์ๆฯ"] == []
    assert [line for line in lines if line[-1] in "เแโใไ"] == []


def test_a_title_too_long_for_three_lines_ends_with_dots():
    lines, whole = cards.wrap(LONG, letters(18), 3)
    assert (len(lines), lines[-1][-1], whole) == (3, "…", False)
    assert max(map(len, lines)) <= 18


def test_a_word_wider_than_the_card_still_ends():
    assert cards.wrap("ก" * 50, letters(0), 3)[0] == ["ก", "ก", "ก…"]


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("icon-192.png", (192, 192)),
        ("icon-512.png", (512, 512)),
        ("apple-touch-icon.png", (180, 180)),
        ("og-default.png", (1200, 630)),
    ],
)
def test_icons_have_the_size_their_name_promises(name, size):
    with Image.open(cards.IMAGES / name) as image:
        assert image.size == size
        assert image.convert("RGBA").getextrema()[3] == (255, 255)


def test_the_files_show_the_mark_as_it_is_drawn_now(tmp_path):
    assert (cards.IMAGES / "favicon.svg").read_text() == cards.mark_svg()
    icon = cards.mark_image(192, corner=0, inset=4).convert("RGB")
    with Image.open(cards.IMAGES / "icon-192.png") as saved:
        assert ImageChops.difference(icon, saved).getbbox() is None


@pytest.mark.parametrize("name", ["templates/base.html", "static/css/kmnet.css"])
def test_pages_and_sheet_carry_the_mark_itself(name):
    assert (cards.IMAGES.parents[1] / name).read_text().count(cards.mark_uri()) == 1
