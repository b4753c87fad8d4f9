"""Where the village meets: under a roof, at the market, at school, over its savings and waste."""

import math

from ..brush import HEIGHT, WIDTH, Brush
from ..figures import circle_of_people, person
from ..houses import floorboards, house, tiles
from ..land import country, ground, hills, sky, yard
from ..lines import spline
from ..palette import mix
from ..plants import bush, grass, sprig
from ..things import basket, bunting, jar, plastic_bottle, woven
from ..trees import banana, crown, palm, tree


def village_meeting(b: Brush) -> None:
    """A circle of people on a mat under a big tree, notes spread out between them."""
    country(b, 470, b["leaf_light"], sun=(b.near(420, 120), 200), rise=230, air=0.35)
    for i in range(9):
        tree(b, 60 + i * 190, 540 + b.near(0, 12), b.near(200, 30), b.far("leaf", 0.3))
    house(b, 1330, 610, 330, air=0.12)
    palm(b, 1530, 640, 400, -40, b.far("leaf", 0.1))
    b.poly("60,640 1540,640 1640,1230 -40,1230", b.far("sand", 0.05))
    b.fade(640, 1200, b["earth"], 0.0, 0.4)
    mat = "330,690 1270,690 1500,1170 100,1170"
    woven(b, mat, 48, 24, "straw", "cream", "clay", "straw", "leaf_light")
    b.poly("690,905 900,905 930,985 665,985", b["white"])
    for _ in range(9):
        x, y = b.rng.uniform(710, 880), b.rng.uniform(918, 972)
        b.tilted(x, y, 16, 6, 0, b.some("leaf_light", "marigold", "rose", "teal"))
    jar(b, 600, 960, 46, b["clay"])
    circle_of_people(b, 800, 950, 500, 170, 11, 30)
    for x, side in ((0, 1), (1600, -1)):
        for i in range(5):
            y = 70 + 22 * i * (i % 2) - 24 * i
            crown(b, x + side * (i * 95 - 30), y, 190, 130, b["leaf"])
    b.bend("-20,800 60,500 40,260 90,60", 96, b["wood"], 60)


# What the five stalls sell, and the stripes of their awnings.
STALLS = (
    (("leaf_light", "leaf_bright"), ("clay", "cream")),
    (("clay", "marigold"), ("leaf", "cream")),
    (("plum", "rose"), ("marigold", "white")),
    (("marigold", "straw"), ("teal", "cream")),
    (("leaf", "clay"), ("rose", "white")),
)


def morning_market(b: Brush) -> None:
    """Stalls under striped awnings, and baskets of fruit before them."""
    sky(b, 420, sun=(b.near(800, 200), 190))
    hills(b, 430, layers=3, rise=180)
    ground(b, 420, b.far("sand", 0.3), b["earth"])
    for x, y, w in ((140, 560, 260), (520, 545, 210), (1460, 560, 280)):
        house(b, x, y, w, air=0.25)
    for x in (330, 760, 1180):
        palm(b, x, 560, 330, b.near(0, 50), b.far("leaf", 0.2))
    for i, x in enumerate((170, 470, 790, 1120, 1430)):
        _stall(b, x, 730 + (i % 2) * 24, 260, i)
    for x, y, s, look in (
        (330, 890, 24, "right"),
        (650, 900, 25, "left"),
        (980, 895, 23, "right"),
        (1290, 905, 25, "back"),
    ):
        person(b, x, y, s, look, hands="-1.4,2.4 1.4,2.8")
    for x, w, fill in (
        (130, 220, "leaf_bright leaf_light"),
        (400, 210, "clay rose"),
        (680, 230, "plum plum rose"),
        (960, 220, "marigold straw"),
        (1240, 220, "leaf leaf_light"),
        (1500, 210, "marigold clay"),
    ):
        basket(b, x, 1130 + b.near(0, 14), w, fill)
    person(b, 540, 1150, 34, "right", sit=True, wear="scarf", hands="-0.6,3 2.2,2.2")
    person(b, 1100, 1150, 34, "left", sit=True, wear="hat", hands="-2.2,2.2 0.6,3")
    for x in (260, 820, 1380):
        _hand_of_bananas(b, x, 1160, 90)


def _hand_of_bananas(b: Brush, x: float, y: float, size: float) -> None:
    here = b.at(x, y, size)
    for i in range(6):
        t = i - 2.5
        colour = mix(b["marigold"], b["straw"], 0.3 + 0.1 * (i % 3))
        here.bend([(t * 0.08, -0.5), (t * 0.24, -0.2), (t * 0.22, 0.1)], 0.19, colour, 0.09)
    here.oval(0, -0.52, 0.22, 0.08, b["leaf"])


def _stall(b: Brush, x: float, y: float, w: float, number: int) -> None:
    """Paint a stall whose table stands at (x, y); `number` says which of STALLS it is."""
    goods, stripes = STALLS[number]
    here, roof = b.at(x, y, w), b.at(x, y - w * 0.95, w)
    for side in (-1, 1):
        b.line([*here.on([(side * 0.46, 0.3)]), *roof.on([(side * 0.46, 0)])], 10, b["wood"])
    look = ("front", "left", "right")[number % 3]
    person(b, x, y + 50, 22, look, hands="-1.3,2.6 1.3,2.6")
    here.box(-0.5, -0.08, 0.5, 0.3, b["wood_light"])
    for i in range(1, 4):
        board = -0.08 + i * 0.095
        b.line(here.on([(-0.5, board), (0.5, board)]), 3, b["wood"])
    for row in range(3):
        for i in range(10 - row):
            dx, dy = (i - (9 - row) / 2) * 0.095, -0.1 - row * 0.06
            here.oval(dx, dy, 0.052, 0.05, b.some(*goods))
    for i in range(10):
        left, right = -0.6 + i * 0.12, -0.6 + (i + 1) * 0.12
        colour = b[stripes[i % 2]]
        top = [(left * 0.72, -0.22), (right * 0.72, -0.22)]
        roof.poly([*top, (right, 0.06), (left, 0.06)], colour)
        scallop = mix(colour, b["ink"], 0.08)
        roof.pie((left + right) / 2, 0.06, 0.06, 0.06, 0, 180, scallop)


def savings_day(b: Brush) -> None:
    """The savings group at its table: the box, the books, and coins in piles."""
    sun = (b.near(300, 100), 180)
    country(b, 520, b["leaf_light"], sun=sun, clouds=2, rise=200, lift=20)
    for i in range(7):
        fruit = b.far("marigold", 0.3)
        tree(b, 90 + i * 240, 590, b.near(230, 30), b.far("leaf", 0.25), fruit)
    b.box(0, 700, WIDTH, HEIGHT, b["sand"])
    b.fade(700, HEIGHT, b["earth"], 0.1, 0.6)
    floorboards(b, 700, 8, 190, 420, 4, b["earth"])
    for x in (90, 1510):
        b.line([(x, 1010), (x, 130)], 44, b["wood"])
    b.poly("-20,170 180,30 1420,30 1620,170 1620,205 -20,205", b["clay"])
    tiles(b, 180, 1420, 30, 40, 32, 4, mix(b["clay"], b["cream"], 0.2))
    flags = ("marigold", "cream", "leaf_light", "rose", "teal")
    bunting(b, range(40, 1600, 72), 60, 57, flags, lambda x: 205)
    for x, look, s in ((430, "right", 33), (700, "front", 34), (960, "front", 32)):
        person(b, x, 985, s, look, hands="-1.1,3.4 1.3,3.2")
    person(b, 1210, 985, 33, "left", hands="-1.1,3.4 1.3,3.2")
    b.box(250, 850, 1390, 905, b["wood_light"], 8)
    b.box(270, 905, 1370, 1090, mix(b["leaf"], b["cream"], 0.1))
    cloth = "270,905 1370,905 1370,965 270,965"
    woven(b, cloth, 66, 8, "cream", "marigold", "clay", "leaf")
    for x, ink in ((520, "indigo"), (1050, "clay")):
        book = b.at(x, 858, 1)
        book.poly("-90,0 90,0 74,-40 -74,-40", b["white"])
        book.line("0,0 0,-40", 5, b["grey"])
        for i in range(4):
            for side in (-1, 1):
                book.line([(side * 14, -32 + i * 8), (side * 70, -32 + i * 8)], 2, b[ink])
    b.box(700, 745, 880, 858, b["teal"], 14)
    b.box(690, 730, 890, 766, b.deep("teal", 0.25), 10)
    b.box(755, 742, 825, 752, b["ink"], 4)
    for x, count in ((620, 5), (660, 3), (920, 6), (1240, 4), (1290, 7), (350, 6), (395, 3)):
        for i in range(count):
            b.oval(x, 852 - i * 10, 24, 9, b.deep("marigold", 0.3))
            b.oval(x, 848 - i * 10, 24, 9, b["marigold"])
    b.line("790,730 790,670", 8, b["leaf"])
    sprig(b, 790, 680, 74, 30, (-2.6, -0.5, -2.0, -1.1), "leaf_light", "leaf_bright", "leaf")
    for x, s in ((160, 38), (330, 34), (1480, 38)):
        person(b, x, 1170, s, "back", hands="-1.3,2.6 1.3,2.6")


def school_yard(b: Brush) -> None:
    """Children in a ring before a wooden school, the flag up, a teacher looking on."""
    sun = (b.near(1300, 80), 190)
    country(b, 560, b["leaf_light"], sun=sun, layers=4, rise=300, lift=0)
    for i in range(10):
        tree(b, 40 + i * 180, 620, b.near(250, 40), b.far("leaf", 0.25))
    _school_house(b)
    yard(b, 760, 730, 0.45)
    b.line("230,1000 230,190", 12, b["white"])
    for i, name in enumerate(("clay", "white", "indigo", "indigo", "white", "clay")):
        wave = [(236 + j * 20, 200 + i * 19 + 8 * math.sin(j / 2)) for j in range(10)]
        b.poly([*wave, *[(px, py + 20) for px, py in wave[::-1]]], b[name])
    b.box(180, 985, 280, 1010, b["cream"], 6)
    for i in range(16):
        bush(b, 340 + i * 75, 745, 34, b.some("leaf", "leaf_light"))
        b.oval(340 + i * 75, 722, 9, 9, b.some("rose", "marigold", "white"))
    turns = sorted((math.tau / 7 * i + 0.4 for i in range(7)), key=math.sin)
    for turn in turns:
        x, y = 880 + 330 * math.cos(turn), 990 + 100 * math.sin(turn)
        look = "back" if math.sin(turn) > 0.4 else "front"
        wear = f"{b.rng.choice(('short', 'bob', 'scarf'))} white indigo"
        person(b, x, y, 23, look, wear=wear, hands="-3.2,1.6 3.2,1.6")
    b.oval(880, 1000, 26, 26, b["marigold"])
    b.arc(880, 1000, 18, 26, 0, 360, b["clay"], 4)
    person(b, 430, 1040, 29, "right", wear="bun rose plum", hands="-0.6,3.2 2.2,0.6")
    crown(b, 1560, 240, 300, 260, b["leaf"])
    b.bend("1560,1060 1530,700 1560,300", 90, b["wood"], 60)
    crown(b, 1560, 130, 260, 170, mix(b["leaf"], b["leaf_light"], 0.4))
    grass(b, 0, 420, 1210, 70, 50, "leaf", "leaf_light")


def _school_house(b: Brush) -> None:
    """Paint a long one-storey school with a door in the middle and a small gable above it."""
    x0, x1 = 360, 1420
    b.box(x0, 430, x1, 720, b["cream"])
    b.box(x0, 640, x1, 720, mix(b["teal"], b["cream"], 0.3))
    for i in range(7):
        x = x0 + 80 + i * 150
        if i == 3:
            b.box(x - 45, 500, x + 45, 720, b["wood"])
            continue
        b.box(x - 48, 490, x + 48, 610, b["wood"])
        b.box(x - 40, 498, x - 3, 602, mix(b["water"], b["ink"], 0.3))
        b.box(x + 3, 498, x + 40, 602, mix(b["water"], b["ink"], 0.2))
    b.poly([(x0 - 70, 440), (x0 + 60, 270), (x1 - 60, 270), (x1 + 70, 440)], b["clay"])
    tiles(b, x0 + 60, x1 - 60, 270, 24, 30, 5, mix(b["clay"], b["cream"], 0.22))
    b.poly("800,270 890,190 980,270 980,330 800,330", b["cream"])
    b.poly("780,280 890,175 1000,280 985,292 890,205 795,292", b.deep("clay", 0.2))
    b.oval(890, 276, 28, 28, b["marigold"])


def waste_bank(b: Brush) -> None:
    """Neighbours sorting bottles into woven bins, a compost heap beside them."""
    country(b, 500, b["leaf_light"], sun=(b.near(500, 200), 190), rise=200)
    for x in (100, 1500):
        tree(b, x, 700, 420, b.far("leaf", 0.1))
    house(b, 470, 680, 380, air=0.15)
    for x in (760, 860, 960, 1060):
        banana(b, x, 660, b.near(230, 30))
    yard(b, 720, 700, 0.5)
    _compost(b)
    _bin(b, 240, 960, 170, "teal", "water_light")
    _bin(b, 480, 960, 170, "marigold", "straw")
    _bin(b, 720, 960, 170, "leaf", "leaf_bright")
    _bin(b, 960, 960, 170, "clay", "rose")
    for x, y, s, look in (
        (360, 1060, 30, "right"),
        (610, 1080, 31, "left"),
        (850, 1060, 30, "right"),
    ):
        hands = person(b, x, y, s, look, hands="-1.8,1.6 2,1.4")
        hx, hy = hands[1] if look == "right" else hands[0]
        plastic_bottle(b, hx, hy - 20, 30)
    hands = person(b, 1120, 1100, 26, "right", hands="-1.8,1.6 2,1.4")
    rake = b.at(*hands[1], 1)
    rake.line("-60,-190 60,160", 9, b["wood"])
    for dx in (-16, 0, 16):
        rake.line([(60 + dx, 150), (66 + dx, 200)], 6, b["grey"])
    basket(b, 160, 1160, 220, "water_light white teal", 0.09)
    basket(b, 1420, 1160, 230, "leaf_light leaf marigold", 0.09)
    for x in (430, 720, 960):
        plastic_bottle(b, x, 1160, 34)


def _compost(b: Brush) -> None:
    """Paint a fenced heap of leaves with seedlings coming up on top."""
    b.poly(spline("1120,860 1190,700 1310,640 1430,700 1540,860"), b["earth_dark"])
    for _ in range(150):
        x = b.rng.uniform(1130, 1530)
        low = 650 + abs(x - 1320) ** 1.5 / 16
        y, turn = b.rng.uniform(min(low, 840), 856), b.near(0, 3)
        b.leaf(x, y, 34, 14, turn, b.some("leaf_light", "earth", "marigold", "leaf", "wood"))
    for i in range(12):
        x = 1120 + i * 39
        b.line([(x, 880), (x + b.near(0, 5), 770)], 14, b["wood_light"])
    for y in (800, 850):
        b.line([(1110, y), (1560, y)], 12, b["wood"])
    for _ in range(3):
        x = b.near(1320, 50)
        b.line([(x, 660), (x + 4, 590)], 7, b["leaf"])
        sprig(b, x + 4, 600, 52, 24, (-0.5, -2.6), "leaf_bright")


def _bin(b: Brush, x: float, y: float, w: float, name: str, fill: str) -> None:
    """Paint a woven bin in the paint `name`, full of things in the paint `fill`."""
    here, rim = b.at(x, y, w), b.at(x, y - w * 1.1, w)
    b.shadow(x + 14, y, w * 0.5, w * 0.13)
    rim.oval(0, 0, 0.5, 0.13, b.deep(name, 0.5))
    for i in range(9):
        up, turn = b.rng.uniform(0, 0.12), b.near(0, 1)
        colour = mix(b[fill], b["white"], 0.2 * (i % 3))
        rim.tilted((i - 4) * 0.095, -up, 0.1, 0.065, turn, colour)
    b.poly([*rim.on("-0.5,0 0.5,0"), *here.on("0.4,0 -0.4,0")], b[name])
    here.oval(0, 0, 0.4, 0.09, b[name])
    side = [*rim.on("-0.48,0.1 0.48,0.1"), *here.on("0.4,-0.04 -0.4,-0.04")]
    woven(b, side, 16, 14, name, fill, name, "cream")
    rim.arc(0, 0, 0.5, 0.13, 0, 180, mix(b[name], b["cream"], 0.4), 0.05)
