"""The picture that a shared link shows, and the site's mark.

LINE and Facebook show 1200 by 630 pixels. The card carries the story's place and title in Thai,
beside its photo when there is one. The mark is people in a circle, left open where a seedling
comes in; `python -m kmnet.cards` draws it anew into static/img, after a change to its shape here.
"""

import io
import math
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps, features

IMAGES = Path(__file__).resolve().parents[1] / "static" / "img"
SIZE = (1200, 630)
HEAVIEST = 300_000  # bytes; chat apps on slow phones give up on heavier ones

PAPER, INK, LEAF, MARIGOLD, CLAY = "#fbf7ef", "#2b2a26", "#2f6b4f", "#d98a1f", "#a6472f"
STRAW, SHADE = "#ecd9ae", "#c9ab74"

SITE_NAME = "เครือข่ายชุมชนอินทรีย์ นครศรีธรรมราช"
SITE_MOTTO = "เรื่องเล่าดีๆ จากหมู่บ้าน"


# ---------------------------------------------------------------------------------------------
# Thai letters

# Looped faces first: older readers read them more surely. Each line is regular, then bold.
FACES = (
    ("Laksaman.ttf", "Laksaman-Bold.ttf"),
    ("NotoSansThaiLooped-Regular.ttf", "NotoSansThaiLooped-Bold.ttf"),
    ("Sarabun-Regular.ttf", "Sarabun-Bold.ttf"),
    ("Loma.ttf", "Loma-Bold.ttf"),
    ("Garuda.ttf", "Garuda-Bold.ttf"),
    ("NotoSansThai-Regular.ttf", "NotoSansThai-Bold.ttf"),
    ("LeelawUI.ttf", "LeelaUIb.ttf"),
    ("Thonburi.ttc", "Thonburi.ttc"),
)
FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
    Path("/Library/Fonts"),
    Path("/System/Library/Fonts"),
    Path("C:/Windows/Fonts"),
)


@cache
def find_font(*, bold: bool = False) -> Path | None:
    """Return the file of the best Thai font on this machine, or None when there is none."""
    found = {
        path.name: path
        for folder in FONT_FOLDERS
        if folder.is_dir()
        for path in folder.rglob("*.tt[fc]")
    }
    for regular, heavy in FACES:
        if regular in found:
            return found.get(heavy, found[regular]) if bold else found[regular]
    return None


def can_set_thai() -> bool:
    """Say whether Thai can be drawn right: a font, and raqm, which stacks marks over vowels."""
    return find_font() is not None and features.check("raqm") and features.check("fribidi")


def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(find_font(bold=bold), size, layout_engine=ImageFont.Layout.RAQM)


# A cluster is what may not be torn apart: leading vowel, consonant, marks, following vowel.
CLUSTER = re.compile(
    r"[เแโใไ]?[ก-ฮ][ั-ฺ็-๎]*[ะาำๅ]?[ๆฯ]*|[A-Za-z0-9.,:/%-]+|\s+|.",
    re.DOTALL,
)
NEVER, POOR, FAIR, GOOD, SPACES = range(5)
VOWELS = "ะาำเแโใไัิีึืุู"


def break_before(last: str, following: str) -> int:
    """Say how good a line break between two clusters is, from NEVER to SPACES.

    Without a dictionary the sure signs are these: a leading vowel begins a syllable, ะ ำ ๆ end
    one, ั ็ ื and เ-ี call for a closing consonant, and a consonant without a vowel more often
    closes a syllable than opens one.
    """
    if following.isspace() or last.isspace():
        return SPACES
    if last in "(“‘\"'" or following in ")”’\"'…!?":
        return NEVER
    if re.search("[์ๆฯ]", following) or re.search("[ั็ื][่-๋]?$|^เ.*[ิี][่-๋]?$|^[แโ].$", last):
        return NEVER
    if re.fullmatch("[กขคจตทปผพบศส][รลว].*|ห[งญนมยรลว].*", last + following):
        return NEVER
    if following[0] in "เแโใไ" or last[-1] in "ะำๆฯ":
        return GOOD
    return FAIR if any(vowel in following for vowel in VOWELS) else POOR


def wrap(text: str, fits: Callable[[str], bool], lines: int) -> tuple[list[str], bool]:
    """Return `text` in at most `lines` lines that fit, and whether all of it went in.

    What does not go in is cut from the last line, which then ends with "…".
    """
    rest = CLUSTER.findall(" ".join(text.split()))
    set_lines = []
    while rest and len(set_lines) < lines:
        count = _fitting(rest, fits)
        if count < len(rest):
            count = _best_break(rest, count)
        set_lines.append("".join(rest[:count]).strip())
        rest = rest[count:]
        while rest and rest[0].isspace():
            rest = rest[1:]
    if rest:
        last = CLUSTER.findall(set_lines[-1])
        while len(last) > 1 and not fits("".join(last).rstrip() + "…"):
            last.pop()
        set_lines[-1] = "".join(last).rstrip() + "…"
    return set_lines, not rest


def _fitting(clusters: list[str], fits: Callable[[str], bool]) -> int:
    """Return how many clusters go on one line; at least one, so that every line moves on."""
    count = 1
    while count < len(clusters) and fits("".join(clusters[: count + 1]).rstrip()):
        count += 1
    return count


def _best_break(clusters: list[str], most: int) -> int:
    """Return where to end a full line: at a space in its second half, else at a syllable."""
    for quality, share in ((SPACES, 0.5), (GOOD, 0.7), (FAIR, 0.6), (POOR, 0.0)):
        for count in range(most, max(1, round(most * share)) - 1, -1):
            if break_before(clusters[count - 1], clusters[count]) >= quality:
                return count
    return most


# ---------------------------------------------------------------------------------------------
# The mark, on a field of 64 by 64

PEOPLE = [
    (
        round(32 + 22 * math.cos(turn * math.tau / 8), 2),
        round(32 + 22 * math.sin(turn * math.tau / 8), 2),
    )
    for turn in (3, 4, 5, 6, 7, 0, 1)
]
PERSON = 4.3
STEM = ((32, 59), (32, 38), 3.8)
# One leaf as two cubic curves: from the stem up to the tip, and back. The other is its mirror.
LEAF_CURVES = (
    ((32, 45), (21, 46), (15.5, 36.5), (17.5, 24)),
    ((17.5, 24), (27.5, 24), (33, 32.5), (32, 45)),
)


def mark_svg() -> str:
    """Return the mark as SVG on a green field with rounded corners; a circle cut out of it holds all.

    Short, because it travels in every page: people are dots of a pen with a round tip.
    """
    (start, a, b, c), (_, d, e, f) = LEAF_CURVES

    def path(flip: bool) -> str:
        def xy(point: tuple[float, float]) -> str:
            x, y = point
            return f"{64 - x if flip else x:g} {y:g}"

        return f"M{xy(start)}C{xy(a)} {xy(b)} {xy(c)}C{xy(d)} {xy(e)} {xy(f)}Z"

    people = "".join(f"M{x:g} {y:g}h0" for x, y in PEOPLE)
    (x0, y0), (_, y1), width = STEM
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" rx="14" fill="{LEAF}"/>'
        f'<g stroke-linecap="round"><path stroke="{MARIGOLD}" stroke-width="{PERSON * 2:g}"'
        f' d="{people}"/>'
        f'<path stroke="{PAPER}" stroke-width="{width}" d="M{x0} {y0}V{y1}"/></g>'
        f'<path fill="{PAPER}" d="{path(False)}{path(True)}"/>'
        "</svg>\n"
    )


def mark_uri() -> str:
    """Return the mark as an address that holds the picture itself: it costs no request."""
    marks = {'"': "'", "#": "%23", "<": "%3C", ">": "%3E", " ": "%20", "\n": ""}
    return "data:image/svg+xml," + mark_svg().translate(str.maketrans(marks))


def mark_image(size: int, *, corner: float, inset: float = 0) -> Image.Image:
    """Return the mark as RGBA, `size` pixels square, its corners rounded by `corner` of 64.

    `inset` (of 64) keeps people and seedling off the edge, for phones that cut icons round.
    """
    big = size * 4
    image = Image.new("RGBA", (big, big))
    pen = ImageDraw.Draw(image)
    scale, margin = (64 - 2 * inset) / 64 * big / 64, inset * big / 64

    def px(x: float, y: float) -> tuple[float, float]:
        return margin + x * scale, margin + y * scale

    def dot(x: float, y: float, r: float, colour: str) -> None:
        pen.ellipse([px(x - r, y - r), px(x + r, y + r)], fill=colour)

    pen.rounded_rectangle([0, 0, big - 1, big - 1], corner * big / 64, fill=LEAF)
    for x, y in PEOPLE:
        dot(x, y, PERSON, MARIGOLD)
    (x0, y0), (x1, y1), width = STEM
    pen.rectangle([px(x0 - width / 2, y1), px(x1 + width / 2, y0)], fill=PAPER)
    dot(x0, y0, width / 2, PAPER)
    leaf = [point for curve in LEAF_CURVES for point in _bezier(*curve)]
    pen.polygon([px(x, y) for x, y in leaf], fill=PAPER)
    pen.polygon([px(64 - x, y) for x, y in leaf], fill=PAPER)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def _bezier(*corners: tuple[float, float]) -> list[tuple[float, float]]:
    curve = []
    for step in range(33):
        t = step / 32
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        curve.append(
            tuple(sum(w * c[i] for w, c in zip(weights, corners, strict=True)) for i in (0, 1))
        )
    return curve


# ---------------------------------------------------------------------------------------------
# The card


def card_png(title: str, place: str, photo: Image.Image | None = None) -> bytes:
    """Return the card of a story as PNG, 1200 by 630 pixels and under 300 KB.

    On a machine that cannot set Thai it is the site's own card, the same for every story.
    """
    if not can_set_thai():
        return (IMAGES / "og-default.png").read_bytes()
    card, pen = _sheet()
    if photo:
        card.paste(_fitted(photo, (486, 602)), (714, 0))
    else:
        _mat(pen)
    _woven_band(pen)
    _postmark(pen, place, 666)
    _title(pen, title, 666)
    _signature(card, pen)
    return _light_png(card)


def default_card() -> Image.Image:
    """Return the site's own card; needs a Thai font."""
    card, pen = _sheet()
    _woven_band(pen)
    mark = mark_image(250, corner=32)
    card.paste(mark, (475, 58), mark)
    for text, y, size, bold, colour in (
        (SITE_NAME, 348, 62, True, LEAF),
        (SITE_MOTTO, 462, 44, False, INK),
    ):
        pen.text((600, y), text, font=_font(size, bold=bold), fill=colour, anchor="mt")
    return card


def _sheet() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    card = Image.new("RGB", SIZE, PAPER)
    return card, ImageDraw.Draw(card)


def _mat(pen: ImageDraw.ImageDraw) -> None:
    """Draw a sedge mat where a photo would be: diamonds inside diamonds, woven of strips."""
    cell = 18
    for column in range(27):
        for row in range(34):
            ring = int(abs(column % 14 - 6.5) + abs(row % 14 - 6.5))
            colour = (CLAY, MARIGOLD, STRAW, STRAW, LEAF, STRAW, MARIGOLD)[ring // 2]
            x, y = 714 + column * cell, row * cell
            pen.rectangle([x, y, x + cell, y + cell], fill=SHADE)
            if (column + row) % 2:
                pen.rectangle([x + 1, y, x + cell - 2, y + cell], fill=colour)
            else:
                pen.rectangle([x, y + 1, x + cell, y + cell - 2], fill=colour)


def _woven_band(pen: ImageDraw.ImageDraw) -> None:
    """Draw a strip of sedge mat along the lower edge: diamonds in a row."""
    pen.rectangle([0, 602, 1200, 630], fill=PAPER)
    for column in range(-2, 174):
        for row in range(4):
            ring = abs(column % 8 - 3.5) + abs(row - 1.5)
            colour = (CLAY, MARIGOLD, PAPER, LEAF, LEAF)[int(ring) - 1]
            x, y = column * 7, 602 + row * 7
            pen.rectangle([x, y, x + 5, y + 5], fill=colour)


def _postmark(pen: ImageDraw.ImageDraw, place: str, right: int) -> None:
    """Write the village first, as a letter says where it comes from; a long one in two lines."""
    font, lines = _largest(place, (36, 32, 28), right - 64, (1, 2))
    y = 92 - round(font.size * 1.4) * (len(lines) - 1)
    for line in lines:
        pen.text((64, y), line, font=font, fill=LEAF, anchor="ls")
        y += round(font.size * 1.4)
    if lines:
        pen.rounded_rectangle([64, 116, 148, 121], 2, fill=MARIGOLD)


def _title(pen: ImageDraw.ImageDraw, title: str, right: int) -> None:
    """Write the title as large as three lines allow, or four small ones, in the middle."""
    font, lines = _largest(title, (72, 64, 58, 52, 46), right - 64, (3, 4))
    step = round(font.size * 1.5)
    y = 315 - step * (len(lines) - 1) / 2 + font.size * 0.3
    for line in lines:
        pen.text((64, y), line, font=font, fill=INK, anchor="ls")
        y += step


def _largest(
    text: str, sizes: tuple[int, ...], width: int, lines: tuple[int, ...]
) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """Return the largest font in which the whole text fits, and its lines; cut in the smallest.

    The first of `lines`, counts allowed, is tried in all sizes before the next. Lines are narrowed
    a little where that saves the last one from standing nearly empty.
    """
    for most in lines:
        for size in sizes:
            font = _font(size, bold=True)
            set_lines, whole = _set(text, font, width, most)
            if whole:
                return font, _evened(text, font, width, set_lines)
    return font, set_lines


def _evened(text: str, font: ImageFont.FreeTypeFont, width: int, set_lines: list[str]) -> list[str]:
    """Return lines of the same number whose last one is not nearly empty, where there are any."""
    for share in (0.94, 0.88, 0.82, 0.76):
        if _last_share(set_lines, font) > 0.5:
            break
        narrower, whole = _set(text, font, round(width * share), len(set_lines))
        if whole and _last_share(narrower, font) > 0.5:
            return narrower
    return set_lines


def _set(text: str, font: ImageFont.FreeTypeFont, width: int, lines: int) -> tuple[list[str], bool]:
    return wrap(text, lambda part: font.getlength(part) <= width, lines)


def _last_share(lines: list[str], font: ImageFont.FreeTypeFont) -> float:
    """Return how long the last line is beside the longest one."""
    if not lines:
        return 1
    lengths = [font.getlength(line) for line in lines]
    return lengths[-1] / max(lengths)


def _signature(card: Image.Image, pen: ImageDraw.ImageDraw) -> None:
    mark = mark_image(64, corner=32)
    card.paste(mark, (64, 514), mark)
    pen.text((144, 556), SITE_NAME, font=_font(28), fill=INK, anchor="ls")


def _fitted(photo: Image.Image, size: tuple[int, int]) -> Image.Image:
    upright = ImageOps.exif_transpose(photo).convert("RGB")
    fitted = ImageOps.fit(upright, size, Image.Resampling.LANCZOS, centering=(0.5, 0.45))
    # Grain costs most of a PNG's weight and shows least on a phone.
    return fitted.filter(ImageFilter.MedianFilter(3))


def _light_png(card: Image.Image) -> bytes:
    """Return the card as PNG with as many colours as its weight allows."""
    for colours in (256, 128, 64, 32, 16):
        file = io.BytesIO()
        card.quantize(colours, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
        if file.tell() < HEAVIEST:
            break
    return file.getvalue()


def write_images(folder: Path = IMAGES) -> None:
    """Draw the icons and the site's own card into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "favicon.svg").write_text(mark_svg())
    for name, size in (("icon-192", 192), ("icon-512", 512), ("apple-touch-icon", 180)):
        icon = mark_image(size, corner=0, inset=4).convert("RGB")
        icon.save(folder / f"{name}.png", optimize=True)
    (folder / "og-default.png").write_bytes(_light_png(default_card()))


if __name__ == "__main__":
    write_images()
