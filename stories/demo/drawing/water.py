"""Water, and the boats on it."""

from .brush import WIDTH, Brush
from .lines import spline
from .palette import Colour, mix


def water(b: Brush, y0: float, y1: float, *, glints: int, sun_x: float) -> None:
    """Paint still water with light lying on it, below a sun that stands at sun_x."""
    b.box(0, y0, WIDTH, y1, mix(b["water_light"], b.sky[2], 0.55))
    b.fade(y0, y1, b["water"], 0.05, 0.95)
    ripples(b, y0, y1, glints)
    if b.hour == "rain":
        return
    for i in range(26):
        t = (i + 1) / 26
        y = y0 + (y1 - y0) * t * t * 0.8
        w = b.rng.uniform(20, 60) + 90 * t
        b.tilted(sun_x + b.near(0, 26 + 40 * t), y, w, 2 + 5 * t, 0, b["sun"])


def ripples(b: Brush, y0: float, y1: float, count: int) -> None:
    """Paint short flat strokes of light and shade on water."""
    for _ in range(count):
        t = b.rng.random() ** 1.4
        y = y0 + 6 + (y1 - y0 - 12) * t
        colour = mix(b["water"], b["water_light"] if b.rng.random() < 0.7 else b["ink"], 0.45)
        if t < 0.5:
            colour = mix(colour, b.sky[2], 0.4)
        x, w = b.rng.uniform(0, WIDTH), b.rng.uniform(14, 40)
        b.tilted(x, y, w * (0.5 + t), 1.5 + 3 * t, 0, colour)


def boat(
    b: Brush,
    x: float,
    y: float,
    w: float,
    colour: str,
    *,
    band: str = "cream",
    ribbons: bool = True,
) -> None:
    """Paint a wooden boat with a high prow at the right, floating with its middle at (x, y)."""
    here = b.at(x, y, w)
    top = here.on("-0.5,-0.1 -0.2,-0.035 0.15,-0.045 0.38,-0.13 0.53,-0.3")
    keel = here.on("0.5,-0.17 0.36,0.03 0.1,0.09 -0.28,0.085 -0.46,0.03")
    upper = spline(top)
    b.poly(upper + spline(keel), b[colour])
    middle = [(px, py + w * 0.035) for px, py in upper]
    b.line(middle[2:-3], w * 0.022, b[band])
    b.line([(px, py + w * 0.03) for px, py in middle[4:-6]], w * 0.012, b["marigold"])
    b.line(upper, w * 0.024, b["wood"])
    for i in range(5):
        b.at(x - w * 0.28 + i * w * 0.13, y, w).poly(
            "0,0.025 0.03,0.04 0,0.055 -0.03,0.04", b[band]
        )
    if ribbons:
        prow = b.at(*top[-1], w)
        for i, name in enumerate(("rose", "marigold", "leaf_light")):
            prow.line([(-0.035, 0.03 + 0.02 * i), (0.02, 0.035 + 0.02 * i)], 0.022, b[name])
            tail = [(-0.01, 0.05), (-0.03 + 0.03 * i, 0.13), (-0.02 + 0.035 * i, 0.19)]
            prow.bend(tail, 0.016, b[name], 0.008)


def canoe(b: Brush, x: float, y: float, w: float, colour: Colour) -> None:
    """Paint the near side of a dugout boat; whoever sits in it is painted before."""
    here = b.at(x, y, w)
    here.shape(
        "-.455,-.045 -.18,-.02 .14,-.036 .38,-.125 .464,-.16 .36,.03 .09,.086 -.27,.086 -.43,.03",
        colour,
    )
    here.bend("-.45,-.045 -.18,-.018 .14,-.032 .375,-.118 .47,-.168", 0.023, b["wood"])
    here.bend("-.41,.018 -.14,.04 .14,.029 .366,-.054", 0.012, b["wood"])
    for i in range(7):
        here.tilted(-0.36 + i * 0.115, 0.09, 0.06, 0.006, 0, b["white"])
