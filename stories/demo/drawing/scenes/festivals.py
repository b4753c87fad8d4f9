"""Days to remember: the relics' cloth, the old tree, the shared pot, the Nora dance."""

import math

from ..brush import HEIGHT, WIDTH, Brush
from ..figures import person
from ..houses import house
from ..land import country, yard
from ..lines import spline
from ..palette import Colour, mix
from ..plants import corner_leaves, grass
from ..things import basket, bunting, fire, smoke, woven
from ..trees import crown, palm


def temple_procession(b: Brush) -> None:
    """People carrying the long yellow cloth past white stupas."""
    sun = (b.near(500, 120), 280)
    country(b, 700, b["leaf_light"], sun=sun, clouds=4, layers=4, rise=330)
    for i in range(16):
        x, rx, ry = i * 110 + b.near(0, 20), b.near(80, 18), b.near(86, 18)
        crown(b, x, 690, rx, ry, b.far(b.rng.choice(("leaf", "leaf_light")), 0.28))
    b.glow(980, 420, 520, b["sun"], 0.55)
    _stupa(b, 980, 850, 720)
    for x, size in ((640, 210), (1300, 230), (1430, 180)):
        _stupa(b, x, 840, size)
    _hall(b, 330, 870, 520)
    b.box(560, 800, WIDTH, 862, b["cream"])
    b.line([(560, 800), (WIDTH, 800)], 12, b["marigold"])
    for x in range(580, 1600, 44):
        b.pie(x, 862, 16, 44, 180, 360, mix(b["earth"], b["cream"], 0.35))
    yard(b, 860, 860, 0.5)
    for i in range(10):
        t = (i / 10) ** 1.6
        seam = [(0, 870 + 320 * t), (WIDTH, 870 + 320 * t)]
        b.line(seam, 2 + 3 * t, mix(b["earth"], b["cream"], 0.3))
    procession = [(280 + i * 118, 1090 + 12 * math.sin(i)) for i in range(9)]
    for i, (x, y) in enumerate(procession):
        wear = f"- {('white', 'cream', 'rose')[i % 3]}"
        person(b, x, y, b.near(22, 2), "right", wear=wear, hands="-1.1,1.9 1.1,1.9")
    cloth = [(x, y - 152 + 9 * math.sin(x / 60)) for x, y in procession]
    edge = spline(cloth)
    b.poly(edge + [(x, y + 46) for x, y in edge[::-1]], b["marigold"])
    b.bend([(x, y + 10) for x, y in cloth], 5, mix(b["marigold"], b["cream"], 0.5))
    palm(b, 1500, 1150, 700, -60, b["leaf"])
    corner_leaves(b, 1620, 1220, 300, -2.3)
    grass(b, 0, 260, 1210, 80, 40, "leaf", "leaf_light")


def _stupa(b: Brush, x: float, y: float, tall: float) -> None:
    """Paint a white bell-shaped stupa with a golden tip, standing at (x, y)."""
    w = tall * 0.62
    white, shade = b["white"], mix(b["white"], b["far"], 0.4)

    def box(half: float, low: float, high: float, colour: Colour) -> None:
        b.box(x - w * half, y - tall * high, x + w * half, y - tall * low, colour)

    box(0.62, 0, 0.12, white)
    box(0.5, 0.12, 0.18, mix(white, shade, 0.4))
    for i in range(7):
        b.pie(x - w * 0.48 + i * w * 0.16, y, w * 0.05, tall * 0.09, 180, 360, shade)
    bell = ((0.46, 0.18), (0.42, 0.24), (0.37, 0.36), (0.26, 0.47), (0.13, 0.52))
    left = spline([(x - w * half, y - tall * up) for half, up in bell])
    right = [(2 * x - px, py) for px, py in left]
    b.poly([*left, *right[::-1]], white)
    inner = [(x + (x - px) * 0.25, py) for px, py in left]
    b.poly([*right, *inner[::-1]], mix(white, shade, 0.75))
    box(0.15, 0.51, 0.58, shade)
    spire = ((-0.11, 0.58), (0.11, 0.58), (0.035, 0.82), (-0.035, 0.82))
    b.poly([(x + w * dx, y - tall * up) for dx, up in spire], white)
    for i in range(10):
        ring, half = y - tall * (0.585 + 0.024 * i), w * (0.125 - 0.009 * i)
        b.line([(x - half, ring), (x + half, ring)], tall * 0.008, shade)
    tip = [(x - w * 0.04, y - tall * 0.81), (x + w * 0.04, y - tall * 0.81)]
    b.poly([*tip, (x + 1, y - tall), (x - 1, y - tall)], b["marigold"])


def _hall(b: Brush, x: float, y: float, w: float) -> None:
    """Paint an ordination hall with three roofs, one upon the other."""
    here, gold = b.at(x, y, w), b["marigold"]
    here.box(-0.4, -0.42, 0.4, 0, b["cream"])
    for i in range(5):
        px = -0.32 + i * 0.16
        here.box(px - 0.035, -0.34, px + 0.035, -0.1, b["clay"])
        here.poly([(px - 0.05, -0.34), (px, -0.42), (px + 0.05, -0.34)], gold)
    for lift, half, tall, name in (
        (0.36, 0.56, 0.22, "clay"),
        (0.5, 0.44, 0.24, "leaf"),
        (0.64, 0.33, 0.26, "clay"),
    ):
        eave, ridge, top = b.at(x, y - w * lift, w), half * 0.55, -tall
        eave.poly([(-half, 0), (-ridge, top), (ridge, top), (half, 0)], b[name])
        for side in (-1, 1):
            rafter = [(side * half, 0), (side * half * 0.7, top * 0.6), (side * ridge, top)]
            eave.bend(rafter, 0.02, gold)
        for side in (-1, 1):
            horn = [(half, 0), (half + 0.035, -0.03), (half + 0.03, -0.075)]
            b.bend(eave.on([(side * dx, dy) for dx, dy in horn]), w * 0.018, gold, 2)
        eave.line([(-half, 0), (half, 0)], 0.018, gold)
    for side in (-1, 1):
        horn = [(side * 0.18, -0.9), (side * 0.22, -0.95), (side * 0.2, -1.02)]
        b.bend(here.on(horn), w * 0.02, gold, 2)


# The limbs of the old tree, from the trunk outwards, and its crowns: x, y, rx, ry.
LIMBS = (
    "860,640 700,480 470,400",
    "850,620 790,420 700,260",
    "870,600 900,400 960,230",
    "860,640 1040,470 1250,390",
    "860,660 1000,560 1330,520",
    "850,660 640,570 380,520",
)
CROWNS = (
    (440, 420, 270, 150),
    (1270, 420, 280, 160),
    (620, 270, 290, 170),
    (1080, 260, 300, 170),
    (850, 170, 320, 160),
    (350, 510, 170, 90),
    (1400, 520, 180, 100),
)


def old_tree(b: Brush) -> None:
    """Everybody sitting in the shade of the village's great tree, ribbons around its trunk."""
    soil = mix(b["leaf_light"], b["leaf"], 0.3)
    country(b, 640, soil, sun=(b.near(330, 80), 330), layers=4, rise=260, air=0.35)
    for i in range(10):
        crown(b, 30 + i * 175, 640, b.near(60, 14), 52, b.far("leaf", 0.35))
    house(b, 190, 790, 260, air=0.2)
    b.shadow(860, 985, 690, 130, 0.3)
    _great_tree(b)
    b.oval(850, 1040, 520, 100, b.deep("earth", 0.1))
    for x, look in (
        (430, "right"),
        (560, "right"),
        (700, "front"),
        (860, "front"),
        (1010, "left"),
        (1140, "left"),
        (1270, "left"),
    ):
        y = 985 + 40 * math.cos((x - 850) / 330)
        person(b, x, y, 25, look, sit=True, hands="-0.9,3.1 0.9,3.1")
    mat = "560,1070 1140,1070 1220,1165 480,1165"
    woven(b, mat, 40, 12, "straw", "clay", "cream", "leaf")
    for x in (650, 850, 1040):
        person(b, x, 1150, 29, "back", sit=True)
    grass(b, 0, 420, 1205, 90, 80, "leaf", "leaf_light", "leaf_bright")
    grass(b, 1240, WIDTH, 1205, 90, 80, "leaf", "leaf_light", "leaf_bright")


def _great_tree(b: Brush) -> None:
    bark = b["wood"]
    for dx, reach in ((-1, 250), (-0.6, 150), (0.6, 160), (1, 270), (0.2, 60), (-0.25, 80)):
        root = [(850 + dx * 60, 800), (850 + dx * 90, 920), (850 + dx * reach, 990)]
        b.bend(root, 76, bark, 12)
    b.bend("850,960 840,760 860,560", 210, bark, 150)
    for limb in LIMBS:
        b.bend(limb, 92, bark, 22)
    for i in range(15):
        x = 770 + i * 12
        groove = [(x, 950), (x + b.near(0, 8), 780), (x + b.near(0, 14), 620)]
        b.bend(groove, 5, mix(bark, b["ink" if i % 2 else "earth"], 0.35), 2)
    for x, y, rx, ry in CROWNS:
        crown(b, x, y, rx, ry, mix(b["leaf"], b["leaf_light"], b.rng.uniform(0, 0.45)))
    for x in (560, 640, 1080, 1160, 1240):
        b.line([(x, 520), (x + b.near(0, 10), b.near(720, 60))], 5, mix(bark, b["earth"], 0.3), 2)
    for i, name in enumerate(("rose", "marigold", "teal")):
        b.arc(850, 770 + i * 24, 118, 30, 10, 170, b[name], 18)


def shared_pot(b: Brush) -> None:
    """Four people stirring one great pan over the fire, bunting above, elders waiting."""
    country(b, 560, b["earth"], sun=(b.near(1250, 90), 250), rise=220, air=0.25)
    house(b, 280, 730, 400, air=0.12)
    for x in (620, 980, 1480):
        palm(b, x, 690, b.near(420, 40), b.near(0, 60), b.far("leaf", 0.12))
    b.fade(700, HEIGHT, b["earth_dark"], 0.0, 0.45)
    flags = ("marigold", "cream", "clay", "leaf_light", "rose")
    bunting(b, range(0, 1716, 66), 54, 60, flags, lambda x: 60 + 50 * math.sin(math.pi * x / 1600))
    for x, s, reach in ((370, 31, 190), (620, 33, 90)):
        hx, hy = person(b, x, 960, s, "right", hands="0.9,1.6 2.4,1")[1]
        b.line([(hx - 50, hy - 90), (800 - reach, 800)], 15, b["wood_light"])
    for x, s, reach in ((980, 33, 90), (1240, 31, 190)):
        hx, hy = person(b, x, 960, s, "left", hands="-2.4,1 -0.9,1.6")[0]
        b.line([(hx + 50, hy - 90), (800 + reach, 800)], 15, b["wood_light"])
    b.shadow(800, 1120, 460, 56, 0.4)
    for x in (520, 690, 910, 1080):
        b.at(x, 0, 1).shape("-70,1115 -58,1010 0,980 58,1010 70,1115", b.deep("grey", 0.45))
    for x in (600, 720, 800, 880, 1000):
        fire(b, x, 1125, b.near(105, 14))
    _great_pan(b)
    for x in (640, 800, 970):
        smoke(b, x, 770, b.near(520, 60), 0.3)
    person(b, 150, 1160, 36, "right", sit=True, wear="grey", hands="-0.4,3 1.8,2.8")
    basket(b, 320, 1170, 180, "cream white straw", 0.08)
    person(b, 1470, 1160, 36, "left", sit=True, wear="scarf", hands="-1.8,2.8 0.4,3")
    for x, y, lit in ((1250, 1150, 1140), (1310, 1150, 1140), (1280, 1112, 1100)):
        b.oval(x, y, 46, 40, b["leaf_light"])
        b.oval(x - 10, lit, 16, 10, b["leaf_bright"])


def _great_pan(b: Brush) -> None:
    b.pie(800, 810, 400, 260, 0, 180, b.deep("grey", 0.72))
    b.arc(800, 810, 330, 220, 100, 165, b.deep("grey", 0.35), 16)
    b.oval(800, 810, 400, 78, b.deep("grey", 0.55))
    b.oval(800, 812, 370, 66, b["earth_dark"])
    b.oval(800, 816, 352, 58, mix(b["marigold"], b["earth_dark"], 0.35))
    swirl = mix(b["marigold"], b["cream"], 0.35)
    for i in range(5):
        b.arc(800, 816, 320 - 60 * i, 52 - 10 * i, 20 + 40 * i, 250 + 40 * i, swirl, 7)
    for x, side in ((710, 1), (890, -1), (610, 1), (990, -1)):
        b.tilted(x, 808, 46, 20, side * 0.5, b["wood_light"])
