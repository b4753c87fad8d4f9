"""The Nora dance at night: lanterns, curtain, three dancers in beads."""

import math

from ..brush import HEIGHT, WIDTH, Brush
from ..figures import head
from ..houses import floorboards
from ..land import ground
from ..lines import spline
from ..palette import CLOTHS, Colour, mix


def nora_dance(b: Brush) -> None:
    """Three dancers on a lit stage, seen over the heads of those who watch."""
    night = mix(b["plum"], b["ink"], 0.45)
    ground(b, 0, mix(b["indigo"], b["ink"], 0.4), night)
    b.glow(800, 560, 900, b["marigold"], 0.62)
    _curtain(b, night)
    for x, y in ((150, 250), (400, 200), (1200, 200), (1450, 250)):
        _lantern(b, x, y)
    b.box(0, 800, WIDTH, HEIGHT, mix(b["earth_dark"], b["wood"], 0.4))
    floorboards(b, 800, 12, 150, 330, 5, b["wood"])
    b.glow(800, 960, 620, b["marigold"], 0.35)
    _dancer(b, 380, 1000, 34, 1)
    _dancer(b, 1220, 1000, 34, -1)
    _dancer(b, 800, 1080, 46, 1)
    for x, s in ((90, 44), (260, 40), (600, 42), (1010, 42), (1340, 40), (1510, 45)):
        hair = b.rng.choice(("short", "bob", "bun"))
        left = [(x - s * 2, 1230), (x - s * 1.6, 1185 - s * 0.2)]
        right = [(x + s * 1.6, 1185 - s * 0.2), (x + s * 2, 1230)]
        b.shape([*left, (x, 1170 - s * 0.3), *right], mix(b.some(*CLOTHS), night, 0.55))
        head(b, x, 1180 - s * 0.8, s, "back", hair, b["skin"])


def _curtain(b: Brush, night: Colour) -> None:
    for i in range(15):
        x = i * 110 - 20
        colour = mix(b["clay"], b["plum"], 0.35 if i % 2 else 0.6)
        colour = mix(colour, night, min(0.75, abs(i - 7) / 8))
        b.poly([(x, 0), (x + 112, 0), (x + 112, 800), (x, 800)], colour)
    b.glow(800, 520, 700, b["marigold"], 0.45)
    for i in range(16):
        x = i * 106 + 53
        b.pie(x, 0, 60, 120, 0, 180, b[("marigold", "clay", "teal")[i % 3]])
        b.arc(x, 0, 60, 120, 0, 180, b["cream"], 6)


def _lantern(b: Brush, x: float, y: float) -> None:
    b.line([(x, 0), (x, y - 56)], 4, b["cream"])
    b.glow(x, y, 190, b["marigold"], 0.7)
    b.oval(x, y, 50, 60, b["marigold"])
    b.oval(x, y, 26, 58, mix(b["marigold"], b["cream"], 0.5))
    b.box(x - 24, y - 68, x + 24, y - 54, b["wood"])
    b.box(x - 24, y + 54, x + 24, y + 66, b["wood"])


def _dancer(b: Brush, x: float, y: float, s: float, side: int) -> None:
    """Paint a Nora dancer: tall crown, beaded coat, tail like a bird's, long curved nails.

    The feet stand at (x, y), the head has radius s, and the tail points away from `side` (-1, 1).
    """
    here, skin, gold = b.at(x, y, s), b["skin_light"], b["marigold"]
    here.shadow(0, 0, 4, 0.7, 0.4)
    for i, name in enumerate(("marigold", "clay", "teal", "cream")):
        middle = (-side * (3 + 0.4 * i), -4.6 + 0.5 * i)
        tip = (-side * (4.2 + 0.3 * i), -6.6 + 0.9 * i)
        here.bend([(-side, -5), middle, tip], 0.34, b[name], 0.12)
    for leg, knee, foot in ((-1, (-2.0, -3.2), -1.7), (1, (2.2, -3.4), 1.6)):
        here.bend([(leg * 0.5, -5.2), knee, (foot, -0.2)], 1.25, b["indigo"], 0.55)
        here.line([(foot - 0.25, -0.8), (foot + 0.25, -0.8)], 0.3, gold)
        here.tilted(foot + 0.35 * leg, -0.1, 0.62, 0.24, 0, skin)
    here.shape("-0.8,-5.6 0.8,-5.6 0.9,-1.6 0,-0.9 -0.9,-1.6", b["clay"])
    for i in range(5):
        here.line([(-0.7, -4.8 + 0.8 * i), (0.7, -4.8 + 0.8 * i)], 0.16, gold)
    here.shape("-1.3,-9.3 1.3,-9.3 1.15,-7.2 1.5,-5.2 -1.5,-5.2 -1.15,-7.2", b["teal"])
    _bead_net(b, x, y - s * 8.9, s * 1.15, s * 3.4, s * 0.17)
    _dancer_arm(b, x, y, s, -1, "-1.2,-8.9 -3.4,-8.4 -3.6,-11.2")
    _dancer_arm(b, x, y, s, 1, "1.2,-8.9 3.5,-8 4.6,-10.4")
    here.line("0,-9.6 0,-9", 0.7, skin)
    head(b, x, y - s * 10.5, s, "front", "short", skin)
    _dancer_crown(b, x, y, s)


def _dancer_arm(b: Brush, x: float, y: float, s: float, side: int, line: str) -> None:
    """Paint an arm through shoulder, elbow and hand, with bangles and four long nails."""
    skin, gold = b["skin_light"], b["marigold"]
    path = spline(b.at(x, y, s).on(line))
    b.line(path, s * 0.8, skin, s * 0.5)
    b.line(path[:7], s, b["teal"], s * 0.9)
    for step in (7, 13):
        b.oval(*path[step], s * 0.46, s * 0.4, gold)
    hand = b.at(*path[-1], s)
    hand.oval(0, 0, 0.36, 0.4, skin)
    for i in range(4):
        first = -2.5 + 0.55 * i
        second = first - side * 0.6
        knuckle = (math.cos(first) * 0.8, math.sin(first) * 0.8)
        tip = (math.cos(second) * 1.7, math.sin(second) * 1.7)
        hand.bend([(0, 0), knuckle, tip], 0.16, b["cream"], 0.05)


def _dancer_crown(b: Brush, x: float, y: float, s: float) -> None:
    here, gold = b.at(x, y, s), b["marigold"]
    here.poly("-1.15,-11 1.15,-11 0.9,-11.7 -0.9,-11.7", gold)
    for i, half in enumerate((0.82, 0.62, 0.45, 0.3)):
        tier = gold if i % 2 else mix(gold, b["cream"], 0.4)
        here.oval(0, -11.8 - 0.42 * i, half, 0.32, tier)
    here.poly("-0.16,-13.1 0.16,-13.1 0,-14.8", gold)
    for i in range(7):
        jewel = b[("clay", "teal", "white")[i % 3]]
        here.oval((i - 3) * 0.3, -11.2, 0.1, 0.1, jewel)
    for ear in (-1, 1):
        pendant = [(ear * 1.1, -11), (ear * 1.45, -10.4), (ear * 1.25, -9.7)]
        here.bend(pendant, 0.2, gold, 0.08)


def _bead_net(b: Brush, x: float, y: float, half: float, tall: float, r: float) -> None:
    """Paint beadwork: diamonds inside diamonds."""
    names = ("marigold", "clay", "white", "leaf_light", "rose", "teal")
    across, down = round(half * 2 / (r * 1.9)), round(tall / (r * 1.9))
    for j in range(down):
        for i in range(across):
            diamond = abs(i - (across - 1) / 2) + abs(j % 8 - 3.5)
            bead = b[names[int(diamond) % 6]]
            b.oval(x - half + r + i * r * 1.9, y + j * r * 1.9, r, r, bead)
