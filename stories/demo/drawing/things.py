"""What people make and use: mats, baskets, jars, bottles, fires, bunting."""

import math
from collections.abc import Callable, Sequence

from .brush import Brush
from .lines import Line, on_patch, points
from .palette import Colour, mix


def woven(b: Brush, quad: Line, nx: int, ny: int, *names: str) -> None:
    """Paint a woven mat over a four-cornered patch: diamonds in the given paints."""
    corners = points(quad)
    colours = [b[name] for name in names]
    b.poly(corners, mix(colours[0], b["earth_dark"], 0.35))
    gap = 0.08
    for i in range(nx):
        for j in range(ny):
            diamond = abs(i % 8 - 3.5) + abs(j % 8 - 3.5)
            colour = colours[int(diamond) // 2 % len(colours)]
            colour = mix(colour, b["cream"] if (i + j) % 2 else b["earth_dark"], 0.13)
            left, top, right, low = i + gap, j + gap, i + 1 - gap, j + 1 - gap
            strand = ((left, top), (right, top), (right, low), (left, low))
            b.poly([on_patch(corners, u / nx, v / ny) for u, v in strand], colour)


def sedge_bag(b: Brush, x: float, y: float, w: float) -> None:
    """Paint a bag of woven sedge with two handles, standing at (x, y)."""
    here = b.at(x, y, w)
    here.shadow(0, 0, 0.6, 0.1)
    for dx in (-0.036, 0.036):
        here.arc(dx, -0.85, 0.26, 0.34, 180, 360, b["wood"], 0.045)
    bag = here.on("-0.5,-0.85 0.5,-0.85 0.42,0 -0.42,0")
    patterns = ("straw clay cream", "straw leaf marigold", "cream plum straw")
    woven(b, bag, 16, 12, *b.rng.choice(patterns).split())


def basket(b: Brush, x: float, y: float, w: float, fill: str, r: float = 0.11) -> None:
    """Paint a bamboo basket that stands at (x, y), heaped with round things.

    `fill` names their paints, parted by spaces; `r` is their radius in basket widths.
    """
    here, rim = b.at(x, y, w), b.at(x, y - w * 0.55, w)
    here.shadow(0.08, 0, 0.55, 0.12)
    rim.oval(0, 0, 0.5, 0.14, b.deep("wood_light", 0.4))
    for row in range(4):
        for i in range(7 - row):
            heap = b.at(x + (i - (6 - row) / 2) * w * 0.135 + b.near(0, w * 0.02), rim.y, w)
            colour = b.some(*fill.split())
            heap.oval(0, -row * 0.075, r, r, mix(colour, b["ink"], 0.16))
            heap.oval(-0.012, -row * 0.075 - 0.014, r * 0.86, r * 0.86, colour)
    side = "-0.5,-0.55 -0.42,-0.165 -0.3,0 0,0.04 0.3,0 0.42,-0.165 0.5,-0.55 0,-0.42"
    here.poly(side, b["wood_light"])
    for i in range(1, 5):
        v = i / 5
        cane = (0, -0.55 * (1 - v) - 0.03, 0.5 - 0.2 * v * v, 0.14)
        here.arc(*cane, 12, 168, b.deep("wood_light", 0.3), 0.022)
    for i in range(-4, 5):
        here.line([(i * 0.105, -0.425 - 0.004 * i * i), (i * 0.068, 0.02)], 0.014, b["straw"])
    rim.arc(0, 0, 0.5, 0.14, 0, 180, b["straw"], 0.04)


def jar(b: Brush, x: float, y: float, w: float, colour: Colour) -> None:
    """Paint a round clay jar."""
    here = b.at(x, y, w)
    here.shadow(0.1, 0, 0.5, 0.1)
    here.shape("-0.24,-1.12 0.24,-1.12 0.5,-0.62 0.28,0 -0.28,0 -0.5,-0.62", colour)
    here.tilted(-0.22, -0.68, 0.07, 0.24, 0.2, mix(colour, b["cream"], 0.35))
    here.oval(0, -1.1, 0.27, 0.07, mix(colour, b["ink"], 0.3))


def glass_bottle(b: Brush, x: float, y: float, w: float) -> None:
    """Paint a stoppered bottle of herbs that stands at (x, y)."""
    tall = w * b.near(1.5, 0.25)
    b.box(x - w / 2, y - tall, x + w / 2, y, mix(b["cream"], b["water_light"], 0.45), w * 0.16)
    fill = b.some("marigold", "clay", "leaf", "leaf_bright", "earth_dark", "plum")
    level = y - tall * b.near(0.6, 0.15)
    b.box(x - w * 0.43, level, x + w * 0.43, y - w * 0.06, fill, w * 0.12)
    b.box(x - w * 0.3, y - tall - w * 0.16, x + w * 0.3, y - tall + w * 0.06, b["wood"], 5)
    b.line([(x - w * 0.3, y - tall * 0.85), (x - w * 0.3, y - tall * 0.25)], w * 0.07, b["white"])


def plastic_bottle(b: Brush, x: float, y: float, w: float) -> None:
    """Paint an empty plastic bottle around (x, y)."""
    here, glass = b.at(x, y, w), mix(b["water_light"], b["white"], 0.3)
    here.box(-0.5, -1.7, 0.5, 0.4, glass, 0.35)
    here.box(-0.18, -2.1, 0.18, -1.5, glass, 4 / w)
    here.box(-0.2, -2.3, 0.2, -2.0, b["indigo"], 3 / w)
    here.box(-0.5, -0.9, 0.5, -0.3, b["teal"])


def smoke(b: Brush, x: float, y: float, tall: float, strength: float) -> None:
    """Let smoke or steam rise from (x, y) in a widening curl."""
    left, right = [], []
    swing, phase = b.near(0.11, 0.03), b.rng.uniform(0, math.tau)
    for i in range(15):
        t = i / 14
        cx = x + math.sin(phase + t * 5) * tall * swing * t
        half = tall * (0.02 + 0.085 * math.sin(math.pi * min(1, t * 0.85 + 0.05)))
        left.append((cx - half, y - tall * t))
        right.append((cx + half, y - tall * t))
    b.veil(left + right[::-1], b["smoke"], strength)


def fire(b: Brush, x: float, y: float, size: float) -> None:
    """Paint a small fire of three logs."""
    here = b.at(x, y, size)
    b.glow(x, y - size * 0.3, size * 2.4, b["marigold"], 0.5)
    for dx, lean in ((-0.5, 0.25), (0.5, -0.25), (0, 0.05)):
        here.line([(dx, 0), (dx + lean, -0.22)], 0.17, b["wood"])
    for wide, tall, name in ((0.55, 1.0, "clay"), (0.4, 0.78, "marigold"), (0.2, 0.5, "cream")):
        left = [(-wide, -0.2), (-wide * 0.5, -tall * 0.62), (b.near(0, 0.06), -tall)]
        here.shape([*left, (wide * 0.5, -tall * 0.6), (wide, -0.2), (0, 0)], b[name])


def bunting(
    b: Brush,
    xs: Sequence[float],
    wide: float,
    drop: float,
    names: Sequence[str],
    string: Callable[[float], float],
) -> None:
    """Hang three-cornered flags from a string; `string` gives its height (y) over every x."""
    for i, x in enumerate(xs):
        flag = [(x, string(x)), (x + wide, string(x + wide)), (x + wide / 2, string(x) + drop)]
        b.poly(flag, b[names[i % len(names)]])
