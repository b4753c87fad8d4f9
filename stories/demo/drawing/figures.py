"""People: nobody in particular, in the cloths and hats of the south."""

import math

from .brush import Brush
from .lines import Line, Point, points, spline
from .palette import CLOTHS, Colour, mix


def head(b: Brush, x: float, y: float, s: float, look: str, hair: str, skin: Colour) -> None:
    """Paint a head of radius s: look "front", "back", "left" or "right"."""
    here = b.at(x, y, s)
    turn = {"left": -0.28, "right": 0.28}.get(look, 0)
    # The dice for the scarf are thrown for everybody: a hat does not change what comes after it.
    scarf = b.some("cream", "rose", "teal", "plum")
    colour = {"grey": b["grey"], "scarf": scarf}.get(hair, b["hair"])
    here.oval(0, 0, 1.08, 1.1, colour)
    if hair == "bun":
        here.oval(-turn * 2, -1.12, 0.42, 0.38, colour)
    if hair in ("bob", "scarf"):
        here.box(-1.08, 0, 1.08, 1.0 if hair == "bob" else 1.25, colour, 0.5)
    if look != "back":
        here.oval(turn, 0.16, 0.82, 0.86, skin)
        if hair != "scarf":
            here.pie(turn * 0.6, -0.02, 0.98, 0.98, 195, 345, colour)
        for side in (-1, 1):
            eye = turn * 1.7 + side * 0.32
            here.arc(eye, 0.22, 0.13, 0.12, 190, 350, b["ink"], 0.08)
            here.oval(eye + side * 0.12, 0.5, 0.16, 0.11, mix(skin, b["rose"], 0.4))
        here.arc(turn * 1.7, 0.45, 0.26, 0.2, 20, 160, b["clay"], 0.09)
    if hair == "hat":
        here.shape("-2,-0.3 0,-0.62 2,-0.3 0,-0.02", b.deep("straw", 0.25))
        here.shape("-2,-0.34 -0.8,-1.05 0,-1.5 0.8,-1.05 2,-0.34 0,-0.5", b["straw"])
        here.arc(0, -0.5, 0.95, 0.42, 200, 340, b["clay"], 0.16)


def person(
    b: Brush,
    x: float,
    y: float,
    s: float,
    look: str = "front",
    *,
    sit: bool = False,
    wear: str = "",
    hands: Line | None = None,
) -> tuple[Point, Point]:
    """Paint somebody whose feet (or seat) rest at (x, y) and whose head has radius s.

    `wear` says hair, shirt and cloth in this order, as in "bun rose indigo": hair is one of short,
    bun, bob, grey, scarf and hat, the others are paints; what is "-" or left out comes by chance.
    `hands` are offsets in heads from the middle of the shoulders, the left one first. Returns where
    the two hands are, so that they can hold something.
    """
    hair, shirt, cloth = _clothes(b, wear)
    skin = b[b.rng.choice(("skin", "skin_light", "skin_dark"))]
    b.shadow(x + s * 0.3, y, s * (2.9 if sit else 1.9), s * (0.7 if sit else 0.45))
    hips = y - s * (0.9 if sit else 5.2)
    if sit:
        _crossed_legs(b, x, y, s, cloth)
    else:
        _standing_legs(b, x, y, s, cloth, skin)
    neck = hips - s * 4.05
    reach = points(hands or "-0.8,3.4 0.8,3.4")
    if look == "back" and hands:
        _arms(b, x, neck, s, reach, shirt, skin)
    top, low = b.at(x, neck, s), b.at(x, hips, s)
    right = [*top.on("0.5,0 1.35,0.55 1.25,2.2"), *low.on("1.2,0.25 0,0.4")]
    b.shape([*right, *low.on("-1.2,0.25"), *top.on("-1.25,2.2 -1.35,0.55 -0.5,0")], shirt)
    b.veil([*top.on("0.55,0.3 1.3,0.6"), *low.on("1.2,0.2 0.7,0.3")], b["plum"], 0.13)
    top.line("0,-0.4 0,0.3", 0.7, mix(skin, b["wood"], 0.2))
    if look != "back":
        _arms(b, x, neck, s, reach, shirt, skin)
    head(b, x, neck - s, s, look, hair, skin)
    return tuple(b.at(x, neck + s * 0.7, s).on(reach))


def _clothes(b: Brush, wear: str) -> tuple[str, Colour, Colour]:
    """Return the hair and the colours of shirt and cloth that `wear` asks for."""
    words = wear.split()
    hair, shirt, cloth = words + ["-"] * (3 - len(words))
    if hair == "-":
        hair = b.rng.choice(("short", "short", "bun", "bob", "grey", "scarf"))
    shirt_paint = b[b.rng.choice(CLOTHS) if shirt == "-" else shirt]
    if cloth == "-":
        cloth = b.rng.choice([name for name in CLOTHS if name != shirt])
    return hair, shirt_paint, b[cloth]


def _crossed_legs(b: Brush, x: float, y: float, s: float, cloth: Colour) -> None:
    here = b.at(x, y, s)
    here.shape("-2.6,-0.35 -1.7,-1.35 0,-1.8 1.7,-1.35 2.6,-0.35 1.4,0.12 -1.4,0.12", cloth)
    for i in range(5):
        here.tilted((i - 2) * 0.9, -0.42, 0.14, 0.22, 0.6, mix(cloth, b["cream"], 0.45))


def _standing_legs(b: Brush, x: float, y: float, s: float, cloth: Colour, skin: Colour) -> None:
    here, hips = b.at(x, y, s), b.at(x, y - s * 5.2, s)
    for side in (-1, 1):
        here.line([(side * 0.5, -1.4), (side * 0.5, -0.15)], 0.5, skin)
        here.oval(side * 0.6, -0.1, 0.42, 0.2, b["wood"])
    hem = here.on("1.35,-2.6 1.25,-0.9 0,-0.75 -1.25,-0.9 -1.35,-2.6")
    b.shape([*hips.on("-1.05,-0.4 1.05,-0.4"), *hem], cloth)
    here.line("-1.18,-1.35 0,-1.2 1.18,-1.35", 0.22, mix(cloth, b["cream"], 0.45))


def _arms(
    b: Brush, x: float, neck: float, s: float, hands: list[Point], shirt: Colour, skin: Colour
) -> None:
    """Paint both arms, from the shoulders to the hands, elbows hanging a little out."""
    sleeve = mix(shirt, b["ink"], 0.1)
    for side, (dx, dy) in zip((-1, 1), hands, strict=True):
        ax, ay = x + side * s * 1.1, neck + s * 0.75
        hx, hy = x + dx * s, neck + s * 0.7 + dy * s
        out = s * 0.55 if hx >= ax else -s * 0.55
        elbow = ((ax + hx) / 2 + out, (ay + hy) / 2 + s * 0.45)
        path = spline([(ax, ay), elbow, (hx, hy)], steps=6)
        b.line(path, s * 0.72, skin, s * 0.46)
        b.oval(hx, hy, s * 0.32, s * 0.32, skin)
        b.line(path[:7], s * 0.95, sleeve, s * 0.85)


def circle_of_people(
    b: Brush, x: float, y: float, rx: float, ry: float, count: int, s: float
) -> None:
    """Seat people in a ring: those behind face us, those in front show their backs."""
    angles = [math.tau * (i + 0.5) / count + b.near(0, 0.06) for i in range(count)]
    seats = [(math.sin(angle), math.cos(angle)) for angle in angles]
    for depth, side in sorted(seats, key=lambda seat: (y + ry * seat[0], x + rx * seat[1])):
        if depth > 0.45:
            look = "back"
        elif abs(side) > 0.6:
            look = "left" if side > 0 else "right"
        else:
            look = "front"
        hands = "-0.9,3.2 0.9,3.2"
        if look != "back" and b.rng.random() < 0.35:
            hands = "-0.9,3.2 2.3,0.9" if b.rng.random() < 0.5 else "-0.5,2 0.5,2"
        size = s * (1 + 0.22 * depth)
        person(b, x + rx * side, y + ry * depth, size, look, sit=True, hands=hands)
