"""Trees of the south: round crowns, coconut and toddy palms, bananas, mangrove, nipa, rubber."""

import math
from itertools import pairwise

from .brush import Brush
from .lines import spline
from .palette import Colour, mix


def crown(b: Brush, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
    """Paint a leafy crown: shade below, light on the sunny shoulder, flecks of leaf."""
    dark = mix(colour, b["leaf_dark"], 0.55)
    lit = mix(colour, b["leaf_bright"], 0.5)
    puffs = []
    for i in range(13):
        angle, reach = i * 2.4, 0.25 + 0.75 * (i / 13) ** 0.5
        px = x + math.cos(angle) * rx * reach * 0.72
        puffs.append((px, y + math.sin(angle) * ry * reach * 0.7))
    for px, py in puffs:
        b.oval(px + rx * 0.05, py + ry * 0.12, rx * 0.36, ry * 0.4, dark)
    for px, py in puffs:
        b.oval(px, py - ry * 0.02, rx * 0.32, ry * 0.34, colour)
    for px, py in puffs:
        if py < y + ry * 0.15:
            b.oval(px - rx * 0.07, py - ry * 0.14, rx * 0.2, ry * 0.17, mix(colour, lit, 0.55))
    size = max(5, rx * 0.055)
    for _ in range(int(36 + rx * 0.35)):
        lx, ly = b.inside(x, y, rx * 0.84, ry * 0.84)
        b.leaf(lx, ly, size * 1.7, size * 0.8, b.near(0.5, 0.9), lit if ly < y else dark)


def tree(
    b: Brush, x: float, y: float, tall: float, colour: Colour, fruit: Colour | None = None
) -> None:
    """Paint a round tree that stands at (x, y), with fruit if it bears any."""
    here, bark = b.at(x, y, tall), b["wood"]
    b.at(x, y, tall * 0.05).poly("-1.7,0.3 -1,-1.6 0,-6 1,-1.6 1.8,0.3 0,0", bark)
    here.bend("0,-0.05 0.02,-0.3 0,-0.62", 0.095, bark, 0.05)
    for side in (-1, 1):
        here.bend([(0, -0.3), (side * 0.1, -0.45), (side * 0.2, -0.62)], 0.045, bark, 0.02)
    top = y - tall * 0.62
    crown(b, x, top, tall * 0.42, tall * 0.36, colour)
    if fruit:
        r = tall * 0.022
        for _ in range(22):
            fx, fy = b.inside(x, top, tall * 0.42 * 0.85, tall * 0.34 * 0.85)
            b.oval(fx, fy, r, r, fruit)
            b.oval(fx - r * 0.3, fy - r * 0.3, r * 0.35, r * 0.35, mix(fruit, b["cream"], 0.5))


def frond(
    b: Brush, x: float, y: float, length: float, angle: float, droop: float, colour: Colour
) -> None:
    """Paint one feathered palm leaf that leaves (x, y) at `angle` and hangs by `droop`."""
    spine = []
    for i in range(13):
        t = i / 12
        px = x + math.cos(angle) * length * t
        spine.append((px, y + math.sin(angle) * length * t + droop * length * t * t))
    slim = length * 0.045
    for i, ((ax, ay), (bx, by)) in enumerate(pairwise(spine)):
        t = (i + 1) / 12
        heading = math.atan2(by - ay, bx - ax)
        size = length * 0.34 * math.sin(math.pi * (0.12 + 0.82 * t)) + length * 0.05
        mx, my = (ax + bx) / 2, (ay + by) / 2
        for side, shade in ((-1, 0.0), (1, 0.28)):
            first, second = heading + side * (1.05 - 0.5 * t), heading + side * (1.0 - 0.5 * t)
            b.leaf(ax, ay, size, slim, first, mix(colour, b["leaf_dark"], shade))
            b.leaf(mx, my, size, slim, second, mix(colour, b["leaf_dark"], shade + 0.1))
    b.line(spine, length * 0.022, mix(colour, b["straw"], 0.45), 1)


# How the nine fronds of a palm leave its head: angle, droop.
PALM_HEAD = (
    (-2.9, 0.5),
    (-0.25, 0.5),
    (-2.5, 0.25),
    (-0.65, 0.3),
    (-2.05, 0.2),
    (-1.1, 0.2),
    (-1.6, 0.1),
    (3.3, 0.62),
    (-0.02, 0.62),
)


def palm(
    b: Brush, x: float, y: float, tall: float, lean: float, colour: Colour, *, nuts: bool = True
) -> None:
    """Paint a coconut palm whose foot is at (x, y) and whose head leans by `lean` units."""
    trunk = spline([(x, y), (x + lean * 0.25, y - tall * 0.4), (x + lean, y - tall)], steps=10)
    bark = mix(b["wood_light"], colour, 0.25)
    b.line(trunk, tall * 0.052, bark, tall * 0.028)
    for i, (px, py) in enumerate(trunk[1:-1]):
        w = tall * (0.026 - 0.011 * i / len(trunk))
        b.line([(px - w, py - 1), (px + w * 0.2, py + 3)], tall * 0.008, mix(bark, b["wood"], 0.5))
    top = b.at(*trunk[-1], tall)
    for angle, droop in PALM_HEAD:
        shade = mix(colour, b["leaf_bright"], 0.35 if -2.3 < angle < -0.8 else 0.05)
        reach, turn = tall * 0.42 * b.near(1, 0.1), angle + b.near(0, 0.12)
        frond(b, *trunk[-1], reach, turn, droop, shade)
    if nuts:
        for dx, dy in ((-0.035, 0.02), (0.03, 0.025), (0, 0.045)):
            top.oval(dx, dy, 0.026, 0.03, b["earth_dark"])
            top.oval(dx - 0.008, dy - 0.008, 0.01, 0.012, b["straw"])


def sugar_palm(b: Brush, x: float, y: float, tall: float, air: float) -> None:
    """Paint a toddy palm, the straight round-headed one of the rice fields."""
    here = b.at(x, y, tall)
    here.line("0,0 0,-1", 0.055, b.far("wood", air), 0.04)
    for i in range(22):
        angle = i * math.tau / 22 + 0.1
        size = 0.23 * (1 if math.sin(angle) < 0.5 else 0.8)
        for turn in (-0.12, 0, 0.12):
            colour = mix(b.far("leaf", air), b.far("leaf_bright", air), 0.5 if turn < 0 else 0.1)
            here.leaf(0, -1, size, 0.05, angle + turn, colour)
    here.oval(0, -1, 0.05, 0.05, b.far("leaf_dark", air))


def banana(b: Brush, x: float, y: float, tall: float) -> None:
    """Paint a banana plant: broad leaves that arch over, torn at the edge, with a pale rib."""
    here = b.at(x, y, tall)
    here.line("0,0 0,-0.5", 0.1, mix(b["leaf_light"], b["straw"], 0.25), 0.07)
    turns = ((-2.7, 0.5), (-0.45, 0.5), (-2.3, 0.6), (-0.85, 0.6), (-1.75, 0.62), (-1.3, 0.62))
    for angle, size in turns:
        _banana_leaf(b, x, y, tall, angle + b.near(0, 0.12), tall * size * b.near(1, 0.1))


def _banana_leaf(b: Brush, x: float, y: float, tall: float, turn: float, length: float) -> None:
    """Paint one leaf of the banana plant at (x, y), leaving the stem at the angle `turn`."""
    colour = mix(b["leaf_light"], b.some("leaf_bright", "leaf", "leaf"), 0.5)
    sag = length * 0.62 * abs(math.cos(turn)) ** 0.5
    spine = []
    for i in range(10):
        t = i / 9
        rise = y - tall * 0.47 + math.sin(turn) * length * t
        spine.append((x + math.cos(turn) * length * t, rise + sag * t**2.2))
    upper, lower = [], []
    for i, (px, py) in enumerate(spine):
        half = tall * 0.085 * math.sin(math.pi * (0.08 + 0.92 * i / 9) ** 0.8)
        upper.append((px, py - half * 1.1))
        lower.append((px, py + half * b.near(0.85, 0.25)))
    b.poly([*upper, *spine[::-1]], colour)
    b.poly([*lower, *spine[::-1]], mix(colour, b["leaf_dark"], 0.3))
    b.line(spine, tall * 0.016, mix(colour, b["cream"], 0.45), 1)


def mangrove_tree(b: Brush, x: float, y: float, tall: float, air: float) -> None:
    """Paint a mangrove that stands on its arching roots at (x, y)."""
    here = b.at(x, y, tall)
    wood = mix(b.far("wood", air), b.far("earth_dark", air), 0.4)
    for i in range(11):
        reach = (-1 if i % 2 else 1) * (0.06 + 0.028 * i) * b.near(1, 0.12)
        start = -0.16 - 0.022 * i
        root = [(0, start), (reach * 0.62, start + 0.03), (reach, b.near(0.02, 0.02))]
        here.bend(root, 0.03, mix(wood, b.far("ink", air), 0.18 * (i % 3)), 0.016)
    here.line("0,0 0,-0.24", 0.05, wood)
    here.line("0,-0.24 0.03,-0.75", 0.06, wood, 0.03)
    colour = b.far("leaf", air)
    for dx, dy, rx, ry, tint in (
        (-0.17, -0.68, 0.24, 0.17, colour),
        (0.2, -0.72, 0.25, 0.18, mix(colour, b["leaf_dark"], 0.15)),
        (0.02, -0.86, 0.26, 0.18, mix(colour, b.far("leaf_light", air), 0.3)),
    ):
        crown(b, x + tall * dx, y + tall * dy, tall * rx, tall * ry, tint)


def nipa_clump(b: Brush, x: float, y: float, tall: float, air: float) -> None:
    """Paint nipa palm, whose fronds rise straight out of the mud."""
    for angle in (-2.55, -0.6, -2.25, -0.9, -1.95, -1.2, -1.57):
        leaf = b.far(b.rng.choice(("leaf", "leaf_light", "leaf")), air)
        colour = mix(leaf, b.far("leaf_bright", air), 0.12)
        length, turn = tall * b.near(0.95, 0.08), angle + b.near(0, 0.08)
        frond(b, x, y, length, turn, 0.22 * abs(angle + 1.57), colour)


def rubber_tree(b: Brush, x: float, foot: float, near: float, air: float) -> None:
    """Paint a tapped rubber tree; `near` is its size, 1 for the row before us."""
    w = 92 * near
    bark = mix(mix(b["grey"], b["wood"], 0.45), b["haze"], air)
    b.shadow(x + w, foot, w * 1.7, w * 0.25, 0.2 * (1 - air))
    knee, top = x + b.near(0, w * 0.15), x + b.near(0, w * 0.3)
    b.bend([(x, foot), (knee, foot - 500 * near), (top, -40)], w, bark, w * 0.72)
    if near > 0.2:
        shade = [(x + w * 0.12, foot), (x + w * 0.5, foot), (x + w * 0.42, 0), (x + w * 0.15, 0)]
        b.veil(shade, b["plum"], 0.16 * (1 - air))
    for _ in range(round(3 + 14 * near)):
        y = b.rng.uniform(max(0, foot - 900 * near), foot)
        b.tilted(x + b.near(0, w * 0.28), y, w * 0.13, w * 0.05, 0.1, mix(bark, b["cream"], 0.35))
    if near > 0.2:
        cut = b.at(x, foot - 215 * near, w)
        cut.poly("-0.44,-0.75 0.42,-0.35 0.42,0.12 -0.44,-0.3", b.far("earth", air))
        cut.line("-0.44,-0.28 0.38,0.14", 0.07, b.far("white", air))
        cut.line("0.36,0.14 0.36,0.45", 0.05, b.far("white", air))
        cut.pie(0.36, 0.5, 0.27, 0.3, 0, 180, b.far("ink", air))
        cut.oval(0.36, 0.5, 0.27, 0.07, b.far("white", air))
