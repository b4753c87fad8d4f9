"""Green hills, rice, a vegetable garden, and the road in the rain."""

import math
from itertools import pairwise

from ..brush import HEIGHT, WIDTH, Brush
from ..figures import person
from ..houses import house
from ..land import country, ground, hills, ridge, road, sky
from ..lines import Point, on_patch, spline
from ..palette import Colour, mix
from ..plants import bush, grass
from ..things import basket, smoke
from ..trees import banana, crown, palm, sugar_palm, tree
from ..water import ripples


def hill_village(b: Brush) -> None:
    """Houses and their smoke along a crest, and two people walking up to them."""
    sky(b, 760, sun=(b.near(1050, 200), 270))
    hills(b, 840, layers=5, rise=520)
    crest = ridge(b, 860, 110, b.far("leaf_light", 0.2), tufts=7)
    for i in (12, 20, 31, 38, 60, 66):
        x, y = crest[i]
        house(b, x, y + 46, b.near(100, 14), air=0.22)
        crown(b, x + 80, y + 20, 46, 42, b.far("leaf", 0.15))
        if i % 3 == 0:
            smoke(b, x - 20, y - 20, 170, 0.45)
    for _ in range(16):
        x, y = b.rng.choice(crest)
        rx, ry = b.near(40, 12), b.near(38, 8)
        crown(b, x, y + 50, rx, ry, b.far(b.rng.choice(("leaf", "leaf_light")), 0.12))
    ridge(b, 1010, 120, mix(b["leaf"], b["leaf_light"], 0.35), tufts=12)
    road(b, "835,945 885,975 800,1030 850,1100 800,1230", 14, 210)
    for x, y, tall in ((160, 1120, 560), (360, 1150, 380)):
        palm(b, x, y, tall, b.near(70, 30), b["leaf"])
    for x in (1180, 1330, 1480):
        tree(b, x, b.near(1150, 20), b.near(300, 40), b.some("leaf", "leaf_light"), b["clay"])
    grass(b, 0, WIDTH, 1205, 110, 150, "leaf_dark", "leaf", "leaf_light")
    person(b, 800, 1140, 15, "back", wear="hat")
    person(b, 868, 1146, 14, "back", wear="hat")


def rice_fields(b: Brush) -> None:
    """Paddies between their banks, young or ripe by chance, with people planting and egrets."""
    sky(b, 520, sun=(b.near(480, 160), 230))
    hills(b, 510, layers=4, rise=270)
    ripe = b.rng.random() < 0.5
    ground(b, 500, b.far("leaf_light", 0.4), b["leaf_light"])
    for row, (y0, y1) in enumerate(pairwise((500, 528, 566, 618, 690, 790, 930, 1210))):
        _row_of_paddies(b, row, y0, y1, ripe)
    for x, y, tall in (
        (1270, 640, 330),
        (1370, 610, 270),
        (1460, 660, 370),
        (130, 570, 200),
        (220, 560, 170),
    ):
        sugar_palm(b, x, y, tall, 0.25)
    house(b, 1050, 610, 170, air=0.25)
    for x, y, s in ((430, 900, 21), (600, 925, 22), (800, 890, 20)):
        look = b.rng.choice(("left", "right"))
        person(b, x, y, s, look, wear="hat", hands="-1.6,3.6 1.8,3.2")
        for i in range(7):
            foot, tip = x + s * (1.5 + i * 0.1), x + s * (1.3 + i * 0.28)
            b.line([(foot, y - s * 5.2), (tip, y - s * 7.6)], 4, b["leaf_bright"], 2)
    for _ in range(5):
        _egret(b, b.rng.uniform(150, 1450), b.rng.uniform(640, 840))
    colours = ("straw", "leaf_bright", "earth") if ripe else ("leaf_bright", "leaf_light", "leaf")
    grass(b, 0, WIDTH, 1190, 150, 420, *colours)
    for _ in range(60 if ripe else 25):
        x, y = b.rng.uniform(0, WIDTH), b.rng.uniform(1040, 1130)
        b.at(x, y, 1).bend("0,90 8,10 30,0 44,24", 5, b["leaf_light"], 3)
        for i in range(6):
            grain = b["marigold"] if ripe else b["leaf_bright"]
            b.leaf(x + 22 + i * 4, y + 2 + i * 4, 16, 8, 0.9, grain)


def _row_of_paddies(b: Brush, row: int, y0: float, y1: float, ripe: bool) -> None:
    """Paint one of the seven rows of paddies, from y0 to y1, and the bank above it."""
    t = row / 6
    cuts = [-100, *sorted(b.rng.uniform(100, 1500) for _ in range(3 if row < 5 else 1)), 1700]
    for x0, x1 in pairwise(cuts):
        slant = (y1 - y0) * 1.1 * 0.6
        low0, low1 = (x + (slant if x > 800 else -slant) for x in (x0, x1))
        quad = [(x0, y0), (x1, y0), (low1, y1), (low0, y1)]
        # The two rows before us are never under water: the rice in them is too tall.
        if b.rng.random() < 0.25 and row < 5:
            _flooded_paddy(b, quad, t)
        else:
            paint = b.some("leaf_bright", "straw" if ripe else "leaf_light")
            _planted_paddy(b, quad, mix(paint, b["leaf_light"], 0.3), t)
        bank = mix(b.far("leaf", 0.4 * (1 - t)), b["leaf_light"], 0.35)
        b.line([quad[1], quad[2]], 4 + 12 * t, bank)
    bank = mix(b.far("leaf", 0.45 * (1 - t)), b["leaf_light"], 0.35)
    b.line([(0, y0), (WIDTH, y0)], 3 + 9 * t, bank)


def _flooded_paddy(b: Brush, quad: list[Point], t: float) -> None:
    b.poly(quad, mix(mix(b["water_light"], b.sky[2], 0.6), b["haze"], 0.45 * (1 - t)))
    for _ in range(16):
        x, y = on_patch(quad, b.rng.random(), b.rng.random())
        b.line([(x, y), (x, y - 6 - 16 * t)], 2 + 3 * t, b.far("leaf_light", 0.3), 1)


def _planted_paddy(b: Brush, quad: list[Point], colour: Colour, t: float) -> None:
    b.poly(quad, mix(colour, b["haze"], 0.45 * (1 - t)))
    rows = 3 + round(5 * t)
    for j in range(rows):
        for i in range(26):
            x, y = on_patch(quad, (i + b.rng.random()) / 26, (j + 0.5) / rows)
            if -20 < x < WIDTH + 20:
                shade = mix(colour, b["leaf"], b.rng.uniform(0.1, 0.5))
                shade = mix(shade, b["haze"], 0.45 * (1 - t))
                tip = (x + b.near(0, 4), y - 5 - 26 * t * t)
                b.line([(x, y + 3), tip], 2 + 4 * t, shade, 1)


def _egret(b: Brush, x: float, y: float) -> None:
    here = b.at(x, y, 1)
    here.bend("0,0 2,-26 14,-34", 5, b["white"], 3)
    here.tilted(0, -16, 17, 8, 0.35, b["white"])
    here.line("14,-34 24,-31", 3, b["marigold"], 1)
    here.line("0,-10 0,10", 2, b["ink"])


def rainy_road(b: Brush) -> None:
    """A child under a taro leaf and one under an umbrella, on the road home in the rain."""
    sky(b, 560, clouds=7)
    hills(b, 560, layers=4, rise=300)
    for x in (220, 620, 1100):
        b.at(x, 0, 1).veil("0,-5 330,-5 100,620 -250,620", b["haze"], 0.3)
    ground(b, 560, b.far("leaf_light", 0.4), b["leaf"])
    for y0, y1 in ((600, 640), (665, 725), (760, 850)):
        field = [(-20, y0), (WIDTH, y0 - 8), (WIDTH, y1), (-20, y1 + 10)]
        b.poly(field, mix(b["water_light"], b.sky[2], 0.5))
        ripples(b, y0, y1, 26)
        for _ in range(90):
            x, y = b.rng.uniform(0, WIDTH), b.rng.uniform(y0 + 8, y1)
            b.line([(x, y), (x + 2, y - 18)], 4, b["leaf_light"], 1)
    house(b, 1260, 720, 400, air=0.12)
    smoke(b, 1190, 360, 210, 0.4)
    for x in (1010, 1520):
        banana(b, x, 760, 330)
    sugar_palm(b, 330, 660, 340, 0.3)
    sugar_palm(b, 440, 640, 270, 0.35)
    road(b, "770,868 800,900 900,960 800,1060 900,1230", 60, 520)
    for x, y, rx in ((820, 1010, 110), (760, 1120, 90), (960, 1160, 130)):
        b.oval(x, y, rx, rx * 0.2, mix(b["water_light"], b.sky[2], 0.4))
        b.arc(x, y, rx * 0.5, rx * 0.1, 0, 360, b["white"], 3)
        b.arc(x + 14, y, rx * 0.25, rx * 0.05, 0, 360, b["white"], 3)
    girl, boy = "bob marigold clay", "short teal indigo"
    hx, hy = person(b, 640, 1095, 33, "right", wear=girl, hands="-0.9,3.2 1.4,0.4")[1]
    b.at(hx, hy, 1).line("0,20 -10,-150", 10, b["leaf_light"])
    _leaf_for_a_roof(b, hx - 40, hy - 150, 330)
    hx, hy = person(b, 1000, 1085, 25, "left", wear=boy, hands="-1.4,0.2 0.9,3.2")[0]
    b.at(hx, hy, 1).line("0,20 14,-120", 8, b["wood"])
    for half, name in ((150, "clay"), (100, "cream"), (50, "clay"), (1, "clay")):
        b.pie(hx + 14, hy - 96, half, 96, 180, 360, b[name])
    bush(b, 120, 1130, 130, b["leaf"])
    bush(b, 1420, 1150, 150, b["leaf"])
    grass(b, 0, 560, 1205, 120, 110, "leaf", "leaf_light", "leaf_dark")
    grass(b, 1180, WIDTH, 1205, 120, 90, "leaf", "leaf_light", "leaf_dark")
    for _ in range(330):
        x, y, size = b.rng.uniform(0, 1700), b.rng.uniform(-20, 1180), b.rng.uniform(26, 70)
        drop = mix(b["white"], b["haze"], b.rng.random() * 0.5)
        b.line([(x, y), (x - 0.28 * size, y + size)], 3, drop, 1.5)


def _leaf_for_a_roof(b: Brush, x: float, y: float, w: float) -> None:
    """Paint a taro leaf that somebody holds overhead."""
    here = b.at(x, y, w)
    edge = spline(here.on("-0.6,0.16 -0.3,-0.14 0.1,-0.2 0.5,-0.04 0.7,0.18"))
    under = spline(here.on("0.7,0.18 0.3,0.07 -0.1,0.06 -0.6,0.16"))
    b.poly(edge + under, b["leaf_light"])
    for i in range(2, len(edge) - 2, 3):
        px, py = edge[i]
        b.line([(px, py), (px + 12, y + w * 0.08)], 4, b["leaf_bright"])
    b.line(edge, 7, b["leaf_bright"])


def vegetable_garden(b: Brush) -> None:
    """Rows of greens and chillies behind a fence, people watering and picking, and sunflowers."""
    country(b, 470, b["earth"], sun=(b.near(1150, 100), 180), rise=220)
    for i in range(7):
        banana(b, 80 + i * 250 + b.near(0, 30), 560, b.near(230, 30))
    house(b, 1230, 610, 340, air=0.12)
    for i in range(30):
        b.line([(i * 56, 640), (i * 56 + b.near(0, 6), 550)], 10, b["wood_light"])
    for y in (575, 612):
        b.line([(0, y), (WIDTH, y)], 8, b["wood"])
    names = ("leaf_bright", "leaf", "clay", "leaf_light", "plum", "leaf_bright", "leaf")
    for row, (y, size) in enumerate(((680, 22), (745, 30), (835, 42), (955, 58), (1110, 80))):
        top, low = [(0, y - size * 0.55), (WIDTH, y - size * 0.6)], y + size * 0.7
        b.poly([*top, (WIDTH, low), (0, y + size * 0.75)], b["earth_dark"])
        edge = mix(b["earth_dark"], b["earth"], 0.6)
        b.line([(0, y - size * 0.5), (WIDTH, y - size * 0.55)], size * 0.14, edge)
        count = round(1700 / (size * 1.75))
        for i in range(count):
            plant = names[(row + i * 7 // count) % 7]
            _vegetable(b, i * size * 1.75 + b.near(0, size * 0.1), y, size, plant)
    hands = person(b, 620, 1010, 33, "right", wear="hat rose indigo", hands="-0.6,3 2.2,2.2")
    _watering_can(b, hands[1][0] + 30, hands[1][1] + 20, 76)
    person(b, 1060, 890, 26, "left", wear="hat", hands="-1.6,3.2 1.2,3.4")
    person(b, 300, 860, 20, "right", wear="bob", hands="-1,3 1.6,3")
    basket(b, 1320, 1180, 260, "leaf_light clay marigold leaf_bright")
    for x in (60, 150, 1510):
        _sunflower(b, x)


def _vegetable(b: Brush, x: float, y: float, size: float, plant: str) -> None:
    """Paint a plant of the garden: chilli for "clay", greens in the given paint otherwise."""
    here = b.at(x, y, size)
    if plant == "clay":
        here.line("0,0 0,-1", 0.1, b["leaf"])
        for i in range(6):
            here.leaf(0, -0.3 - 0.14 * i, 0.5, 0.22, (-0.4, -2.7)[i % 2], b["leaf_light"])
        for dx in (-0.3, 0.1, 0.35):
            here.leaf(dx, -0.6, 0.4, 0.14, 1.4, b["clay"])
        return
    for i in range(9):
        angle = -math.pi * (i + 0.5) / 9
        colour = mix(b[plant], b["leaf_bright"] if i % 2 else b["leaf_dark"], 0.22)
        here.leaf(0, 0, b.near(0.85, 0.12), 0.42, angle, colour)
    if plant == "leaf_bright":
        here.oval(0, -0.28, 0.34, 0.3, mix(b[plant], b["cream"], 0.3))


def _watering_can(b: Brush, x: float, y: float, w: float) -> None:
    here = b.at(x, y, w)
    here.line("0.4,0.4 1.1,-0.1", 0.16, b["teal"])
    here.tilted(1.14, -0.14, 0.09, 0.24, 0.5, b.deep("teal", 0.2))
    here.box(-0.5, -0.2, 0.5, 0.65, b["teal"], 0.12)
    here.arc(0, -0.2, 0.36, 0.36, 180, 360, b.deep("teal", 0.2), 0.1)
    for i in range(9):
        spout, fall = (x + w * 1.2, y - w * 0.3 + i * w * 0.04), x + w * (1.6 + 0.11 * i)
        arch = (x + w * (1.5 + 0.08 * i), y - w * 0.1 + i * 4)
        b.bend([spout, arch, (fall, y + w * 1.2)], 4, b["water_light"], 2)


def _sunflower(b: Brush, x: float) -> None:
    b.bend([(x, HEIGHT), (x + 6, 960), (x - 4, 760)], 12, b["leaf"])
    for i in range(5):
        b.leaf(x, 1150 - i * 76, 90, 44, (-0.5, -2.6)[i % 2], b["leaf_light"])
    for i in range(16):
        b.leaf(x - 4, 750, 78, 26, i * math.tau / 16, b["marigold"])
    b.oval(x - 4, 750, 36, 36, b["wood"])
