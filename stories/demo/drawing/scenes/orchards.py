"""Among trees: rubber, fruit, and hives under the blossom."""

from ..brush import HEIGHT, WIDTH, Brush
from ..figures import person
from ..land import country, ground, road
from ..lines import spline
from ..palette import mix
from ..plants import flower, grass
from ..things import basket
from ..trees import crown, rubber_tree, tree


def rubber_grove(b: Brush) -> None:
    """A path between rows of rubber trees, and somebody on the morning round with a bucket."""
    ground(b, 0, mix(b["leaf_light"], b.sky[2], 0.7), mix(b["leaf_light"], b.sky[2], 0.6))
    b.glow(800, 520, 760, b["sun"], 0.9)
    ground(b, 560, b.far("leaf_bright", 0.6), b.deep("leaf_light", 0.25))
    for i in range(90):
        t = (i / 90) ** 1.5
        x, y = b.rng.uniform(0, WIDTH), 570 + 630 * t
        colour = mix(b.some("earth", "leaf_bright", "leaf"), b["haze"], 0.65 * (1 - t))
        b.tilted(x, y, 30 + 80 * t, 3 + 9 * t, 0, colour)
    b.poly("770,565 830,565 1130,1200 520,1200", mix(b["earth"], b["cream"], 0.25))
    for depth in range(9, 0, -1):
        _rubber_row(b, depth)
    if b.hour != "rain":
        for x in (430, 760, 1080):
            b.at(x, 0, 1).veil([(0, 0), (90, 0), (-150, HEIGHT), (-490, HEIGHT)], b["sun"], 0.1)
    hands = person(b, 690, 1075, 25, "left", wear="hat indigo", hands="-2.7,1.6 1.5,3.6")
    bucket = b.at(*hands[1], 1)
    bucket.poly("-26,0 30,0 22,60 -18,60", b["teal"])
    bucket.oval(2, 0, 28, 8, b["white"])
    grass(b, 0, 480, 1205, 90, 60, "leaf", "leaf_light")
    grass(b, 1150, WIDTH, 1205, 90, 60, "leaf", "leaf_light")


def _rubber_row(b: Brush, depth: int) -> None:
    """Paint one row of trees across the path with its leaves: 9 is the farthest, 1 the nearest."""
    near, air = 1 / depth, 0.82 * (depth - 1) / 8
    foot = 560 + 640 * near * 0.92
    for row in (-4.5, -3.3, -2.15, -1, 1, 2.15, 3.3, 4.5):
        x = 800 + row * 560 * near
        if -160 < x < WIDTH + 160:
            rubber_tree(b, x, foot + b.near(0, 8 * near), near, air)
    if depth % 2:
        b.fade(0, foot, b["haze"], 0.04, 0.17)
    size = 20 + 90 * near
    for _ in range(34 if depth > 1 else 60):
        x, y = b.rng.uniform(0, WIDTH), b.rng.uniform(-20, 330 - 190 * near)
        colour = mix(b.some("leaf", "leaf_light", "leaf_bright", "leaf"), b["haze"], air)
        b.leaf(x, y, size, size * 0.42, b.near(0.8, 1), colour)
        b.leaf(x, y, size, size * 0.42, b.near(2.2, 0.5), mix(colour, b["leaf_dark"], 0.25))


def fruit_orchard(b: Brush) -> None:
    """Mixed fruit trees, a ladder, and baskets filling up beside the path."""
    soil = mix(b["leaf_light"], b["leaf"], 0.4)
    country(b, 560, soil, sun=(b.near(1200, 120), 200), layers=4, rise=320, lift=0)
    fruits = [b["plum"], b["clay"], b["marigold"], b["leaf_bright"]]
    for row, (y, tall, count) in enumerate(((640, 210, 9), (760, 320, 6))):
        air = 0.35 - 0.2 * row
        for i in range(count):
            x = (i + 0.5) * WIDTH / count + b.near(0, 30)
            fruit = mix(fruits[(i + row) % 4], b["haze"], air)
            tree(b, x, y, tall, b.far("leaf" if i % 2 else "leaf_light", air), fruit)
    road(b, "930,765 890,800 970,880 850,1000 900,1230", 40, 400)
    for y, tall in ((800, 26), (880, 36), (980, 48)):
        grass(b, 0, 720, y, tall, 22, "leaf", "leaf_light", "leaf_bright")
        grass(b, 1080, WIDTH, y, tall, 18, "leaf", "leaf_light", "leaf_bright")
    b.shadow(310, 1090, 330, 56)
    tree(b, 270, 1090, 660, b["leaf"], fruits[0])
    b.shadow(1420, 1120, 330, 56)
    tree(b, 1380, 1120, 700, b["leaf_light"], fruits[1])
    b.line("1180,1130 1265,640", 12, b["wood_light"])
    b.line("1255,1140 1320,645", 12, b["wood_light"])
    for i in range(9):
        t = i / 9
        rung = [(1183 + 82 * t, 1110 - 460 * t), (1256 + 62 * t, 1112 - 460 * t)]
        b.line(rung, 9, b["wood_light"])
    hands = person(b, 560, 1110, 27, "left", hands="-3,-1.6 1.6,2.4")
    b.oval(hands[0][0], hands[0][1] - 16, 17, 17, fruits[0])
    person(b, 1060, 1080, 24, "left", wear="hat", hands="-1.4,2.6 1.3,2.8")
    basket(b, 730, 1140, 170, "plum plum clay")
    basket(b, 930, 1165, 190, "clay rose clay")
    grass(b, 0, WIDTH, 1205, 70, 130, "leaf", "leaf_light", "leaf_bright")


def bee_garden(b: Brush) -> None:
    """Hives under a tree in blossom, a comb held up to the light, and bees everywhere."""
    soil = mix(b["leaf_light"], b["leaf"], 0.2)
    country(b, 560, soil, sun=(b.near(1280, 90), 210), rise=240)
    for i in range(9):
        colour = b.far("leaf_light" if i % 2 else "leaf", 0.28)
        tree(b, 60 + i * 200, 640, b.near(260, 40), colour, b.far("cream", 0.1))
    b.bend("140,1010 170,700 120,380 220,120", 150, b["wood"], 90)
    b.bend("150,560 330,400 560,300", 54, b["wood"], 18)
    for x, y, rx, ry in (
        (90, 170, 260, 190),
        (360, 120, 270, 160),
        (590, 210, 210, 130),
        (180, 330, 200, 110),
    ):
        crown(b, x, y, rx, ry, mix(b["leaf"], b["leaf_light"], b.rng.uniform(0, 0.4)))
    for _ in range(60):
        x, y = b.rng.uniform(20, 740), b.rng.uniform(60, 380)
        flower(b, x, y, 1.257, 9, 7, 5, "white")
    for x, y, w in ((560, 860, 170), (850, 830, 160), (1420, 850, 170), (1130, 960, 240)):
        _hive(b, x, y, w)
    hands = person(b, 860, 1090, 36, "right", wear="hat cream leaf", hands="-0.6,3 2.7,1.2")
    _comb(b, *hands[1])
    person(b, 420, 1100, 30, "right", wear="bob", hands="-0.9,3 1.8,2.4")
    for x, fill in ((1300, "marigold"), (1390, "earth_dark"), (1480, "marigold")):
        _honey_jar(b, x, fill)
    grass(b, 0, WIDTH, 1205, 100, 120, "leaf", "leaf_light", "leaf_bright")
    for _ in range(34):
        x, y = b.rng.uniform(0, WIDTH), b.rng.uniform(1090, 1180)
        b.line([(x, y + 50), (x, y)], 5, b["leaf"])
        flower(b, x, y, 1.047, 13, 9, 8, "rose", "white")
    for _ in range(26):
        _bee(b, b.rng.uniform(300, 1560), b.rng.uniform(330, 980), b.rng.uniform(9, 16))


def _comb(b: Brush, x: float, y: float) -> None:
    b.box(x - 10, y - 70, x + 150, y + 50, b["wood"], 8)
    for i in range(7):
        for j in range(5):
            cell = b.some("marigold", "marigold", "straw", "earth_dark")
            b.oval(x + 12 + i * 20 + (j % 2) * 9, y - 52 + j * 21, 10.5, 10.5, cell)


def _honey_jar(b: Brush, x: float, fill: str) -> None:
    b.shadow(x + 6, 1162, 46, 10)
    b.box(x - 38, 1070, x + 38, 1165, mix(b["cream"], b["water_light"], 0.3), 14)
    b.box(x - 33, 1086, x + 33, 1160, b[fill], 10)
    b.box(x - 30, 1050, x + 30, 1076, b["clay"], 6)
    b.line([(x - 22, 1100), (x - 22, 1140)], 7, mix(b[fill], b["white"], 0.5))


def _bee(b: Brush, x: float, y: float, s: float) -> None:
    here = b.at(x, y, s)
    first, second = y + b.near(0, s * 4), y + b.near(0, s * 4)
    trail = spline([(x - s * 8, first), (x - s * 5, second), (x - s * 1.6, y)], steps=5)
    for px, py in trail[:-1:2]:
        b.oval(px, py, 2, 2, b["ink"])
    for angle in (-2.2, -1.0):
        here.leaf(0, -0.3, 1.5, 0.8, angle, b["white"])
    here.oval(0, 0, 1, 0.66, b["marigold"])
    for dx in (-0.45, 0.1):
        here.line([(dx, -0.55), (dx, 0.55)], 0.28, b["ink"])
    here.oval(0.8, -0.05, 0.42, 0.42, b["ink"])


def _hive(b: Brush, x: float, y: float, w: float) -> None:
    here = b.at(x, y, w)
    here.shadow(0.1, 0.42, 0.62, 0.12)
    for side in (-1, 1):
        here.line([(side * 0.36, 0), (side * 0.4, 0.42)], 0.07, b["wood"])
    here.box(-0.5, -0.62, 0.5, 0, b["wood_light"], 6 / w)
    here.box(-0.5, -0.3, 0.5, -0.27, b["wood"])
    here.box(-0.2, -0.12, 0.2, -0.05, b["ink"], 6 / w)
    here.poly("-0.6,-0.6 -0.46,-0.78 0.46,-0.78 0.6,-0.6", b["clay"])
    for i in range(1, 3):
        half, row = 0.6 - 0.05 * i, -0.6 - 0.06 * i
        here.line([(-half, row), (half, row)], 3 / w, mix(b["clay"], b["cream"], 0.3))
