"""What lies far: sky, hills behind hills, ground and roads."""

import math

from PIL import Image

from .brush import HEIGHT, WIDTH, Brush
from .lines import Line, Point, points, spline
from .palette import Colour, mix


def sky(b: Brush, horizon: float, *, sun: Point | None = None, clouds: int = 3) -> None:
    """Paint the sky down to the horizon; a rainy hour has no sun."""
    top, middle, low = b.sky
    rows = round(horizon * b.scale)
    column = bytearray()
    for i in range(rows):
        t = i / rows
        column += bytes(mix(top, middle, t / 0.6) if t < 0.6 else mix(middle, low, (t - 0.6) / 0.4))
    strip = Image.frombytes("RGB", (1, rows), bytes(column))
    b.image.paste(strip.resize((b.image.width, rows), Image.Resampling.BOX), (0, 0))
    b.box(0, horizon - 1, WIDTH, HEIGHT, low)
    if sun and b.hour != "rain":
        b.glow(*sun, 520, b["sun"], 0.75)
        b.oval(*sun, 74, 74, b["sun"])
    for _ in range(clouds + (3 if b.hour == "rain" else 0)):
        cloud(b, b.rng.uniform(0, WIDTH), b.rng.uniform(60, horizon * 0.5), b.near(280, 110))


def cloud(b: Brush, x: float, y: float, w: float) -> None:
    """Paint a long flat cloud, a few bars laid together."""
    dark = b.hour == "rain"
    base = mix(b.sky[1], b["far"] if dark else b["sun"], 0.35 if dark else 0.55)
    for i, share in enumerate((0.5, 1, 0.72)):
        shift = b.rng.uniform(-0.2, 0.2) * w
        tall = w * 0.055
        left = x - w * share / 2 + shift
        top = y + (i - 1) * tall * 1.5
        b.box(left, top, left + w * share, top + tall * 1.9, base, tall)


def ridge(b: Brush, base: float, rise: float, colour: Colour, *, tufts: float = 0) -> list[Point]:
    """Paint a line of hills and return its crest; `tufts` is the size of the trees along it."""
    waves = [(b.near(1.1, 0.4), 0.55), (b.near(2.6, 0.7), 0.3), (b.near(6, 1.6), 0.11)]
    swells = [(rate, size, b.rng.uniform(0, math.tau)) for rate, size in waves]
    crest = []
    for x in range(-20, WIDTH + 40, 20):
        up = sum(
            size * (math.sin(x / WIDTH * math.tau * rate + phase) + 1) / 2
            for rate, size, phase in swells
        )
        crest.append((x, base - rise * up - b.rng.uniform(0, rise * 0.02)))
    b.poly([*crest, (WIDTH + 40, HEIGHT), (-20, HEIGHT)], colour)
    if tufts:
        for x, y in crest:
            for _ in range(2):
                r = tufts * b.rng.uniform(0.5, 1.1)
                b.oval(x + b.near(0, 4), y + r * 0.45, r, r * 0.9, colour)
    return crest


def hills(b: Brush, horizon: float, *, layers: int, rise: float) -> None:
    """Paint hills behind hills, with mist lying between them."""
    for i in range(layers):
        t = (i + 1) / layers
        colour = mix(b["far"], b["leaf"], t * 0.8)
        colour = mix(colour, b["haze"], 0.42 * (1 - t))
        base = horizon - rise * 0.42 * (1 - t) + 20
        ridge(b, base, rise * (1.05 - 0.6 * t), colour, tufts=5 * t if i else 0)
        b.fade(base - rise * 0.5, horizon + 40, b["haze"], 0, 0.7 - 0.3 * t)


def ground(b: Brush, y: float, top: Colour, bottom: Colour) -> None:
    """Paint the ground from y to the lower edge, far colour to near colour."""
    b.box(0, y, WIDTH, HEIGHT, top)
    b.fade(y, HEIGHT, bottom, 0, 1)


def country(
    b: Brush,
    horizon: float,
    soil: Colour,
    *,
    sun: Point | None = None,
    clouds: int = 3,
    layers: int = 3,
    rise: float,
    lift: float = 10,
    air: float = 0.3,
) -> None:
    """Paint the open land behind a scene: sky, hills, and fields that turn to `soil` near us.

    The fields begin `lift` units above the horizon and are seen through `air` (0 to 1) there.
    """
    sky(b, horizon, sun=sun, clouds=clouds)
    hills(b, horizon, layers=layers, rise=rise)
    ground(b, horizon - lift, b.far("leaf_light", air), soil)


def yard(b: Brush, left: float, right: float, dust: float) -> None:
    """Paint a swept yard from its edge (y at the left and at the right) to the lower edge."""
    b.poly([(0, left), (WIDTH, right), (WIDTH, HEIGHT), (0, HEIGHT)], b.far("sand", 0.05))
    b.fade(left, HEIGHT, b["earth"], 0, dust)


def road(b: Brush, line: Line, start: float, end: float) -> None:
    """Paint an earth road that comes towards us, from `start` to `end` units wide."""
    course = points(line)
    top, low = course[0][1], course[-1][1]
    left, right = [], []
    for x, y in spline(course):
        half = (start + (end - start) * ((y - top) / (low - top)) ** 1.6) / 2
        left.append((x - half, y))
        right.append((x + half, y))
    b.poly(left + right[::-1], mix(b.far("sand", 0.1), b["earth"], 0.3))
    b.line(left, 5, b["earth"], 12)
