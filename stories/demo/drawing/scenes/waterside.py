"""River, sea, mangrove and nipa: the villages that live with water."""

import math

from ..brush import HEIGHT, WIDTH, Brush
from ..figures import person
from ..land import country, hills, ridge, sky
from ..lines import spline
from ..palette import mix
from ..plants import bush, corner_leaves, grass, sprig
from ..trees import banana, crown, frond, mangrove_tree, nipa_clump, palm
from ..water import boat, canoe, ripples, water


def river_bend(b: Brush) -> None:
    """A river that winds towards us under a wooden bridge, and somebody paddling home."""
    sun = (b.near(760, 60), 300)
    country(b, 560, b["leaf"], sun=sun, layers=5, rise=330, lift=20, air=0.35)
    for i in range(34):
        x = i * 50 + b.near(0, 16)
        if not 640 < x < 900:
            y, rx, ry = 545 + b.near(0, 14), b.near(44, 12), b.near(52, 12)
            crown(b, x, y, rx, ry, b.far(b.rng.choice(("leaf", "leaf_light")), 0.3))
    for x, lean in ((560, 60), (470, -40), (980, -50), (1060, 40)):
        palm(b, x, 610, b.near(270, 30), lean, b.far("leaf", 0.22), nuts=False)
    left = spline("740,575 640,620 760,690 560,780 250,930 -80,1060")
    right = spline("790,575 820,620 1010,690 1020,790 1180,960 1500,1220")
    bed = [*left, (-80, 1240), (1500, 1240), *right[::-1]]
    b.line(left, 20, b.far("sand", 0.1), 60)
    b.line(right, 20, b.far("sand", 0.1), 60)
    b.poly(bed, mix(b["water_light"], b.sky[2], 0.5))
    b.deepen(bed, b["water"], 0.8)
    light, dark = mix(b["water_light"], b.sky[2], 0.6), b.deep("water", 0.3)
    for _ in range(75):
        t = b.rng.random()
        x = b.near(760 - 40 * t, 40 + 420 * t)
        colour = light if b.rng.random() < 0.6 else dark
        b.tilted(x, 600 + 580 * t, 16 + 60 * t, 1.5 + 4 * t, 0, colour)
    for i in range(13):
        x = 520 + i * 46
        b.line([(x, 720), (x, 650 - 30 * math.sin(math.pi * i / 12))], 7, b["wood"])
    deck = [(500 + i * 30, 668 - 34 * math.sin(math.pi * i / 20)) for i in range(21)]
    b.line(deck, 15, b["wood_light"])
    b.line([(x, y - 42) for x, y in deck], 6, b["wood"])
    person(b, 770, 634, 12, "left")
    person(b, 830, 637, 11, "left")
    person(b, 560, 962, 21, "right", sit=True, wear="hat", hands="0.2,3 2.6,2.4")
    b.line("470,830 690,1040", 9, b["wood"])
    b.tilted(700, 1050, 34, 13, 0.76, b["wood"])
    canoe(b, 620, 960, 440, b["leaf"])
    for x in (1330, 1480, 1240):
        banana(b, x, b.near(1090, 30), b.near(400, 60))
    bush(b, 1400, 1140, 120, b["leaf"])
    bush(b, 90, 930, 90, b["leaf"])
    grass(b, 1150, WIDTH, 1190, 120, 120, "leaf_light", "leaf_dark", "leaf_bright")
    corner_leaves(b, -20, 1230, 420, -0.85)


def sea_shore(b: Brush) -> None:
    """Islands, sails and a beach under coconut palms."""
    sky(b, 560, sun=(b.near(600, 160), 330), clouds=5)
    for x, w, h, air in (
        (1180, 380, 170, 0.45),
        (1450, 300, 110, 0.55),
        (1000, 150, 70, 0.6),
        (180, 260, 60, 0.65),
    ):
        outline = ((-0.5, 0), (-0.42, 0.55), (-0.18, 1), (0.08, 0.82), (0.3, 0.9), (0.5, 0))
        island = spline([(x + w * dx, 562 - h * up) for dx, up in outline])
        b.poly(island, mix(b["far"], b.far("leaf", air), 0.4))
    water(b, 560, 990, glints=150, sun_x=600)
    for x, y, w, name in (
        (420, 640, 90, "clay"),
        (880, 610, 60, "indigo"),
        (1290, 660, 110, "teal"),
    ):
        boat(b, x, y, w, name, ribbons=False)
        b.at(x, y, w).line("-0.1,0 -0.1,-0.55", 0.03, b["wood"])
        b.at(x, y, w).poly("-0.08,-0.52 -0.08,-0.1 0.26,-0.12", b["cream"])
    shore = spline("-30,960 280,930 560,985 860,1000 1150,950 1640,900")
    shallow, wet = mix(b["water_light"], b["white"], 0.4), b.deep("sand", 0.12)
    for lift, colour in ((-34, shallow), (-16, b["white"]), (0, wet), (20, b["sand"])):
        wave = [(x, y + lift + 7 * math.sin(x / 60 + lift)) for x, y in shore]
        b.poly([*wave, (1640, 1240), (-30, 1240)], colour)
    b.fade(1000, HEIGHT, b["earth"], 0, 0.3)
    for _ in range(60):
        x, y = b.rng.uniform(0, WIDTH), b.rng.uniform(1040, 1190)
        b.oval(x, y, 4, 2, b.some("earth", "white", "clay"))
    palm(b, 1450, 1130, 760, -250, b["leaf"])
    palm(b, 1330, 1150, 520, 90, b["leaf"])
    palm(b, 130, 1120, 620, 150, b["leaf"])
    for x, s in ((560, 19), (640, 15), (700, 20)):
        person(b, x, 1090, s, "back")
    bush(b, 1520, 1190, 120, b["leaf"])
    bush(b, 40, 1180, 110, b["leaf"])


def fishing_boats(b: Brush) -> None:
    """Painted boats coming in with their nets, ribbons at the prow."""
    sky(b, 430, sun=(b.near(1180, 120), 210))
    hills(b, 440, layers=3, rise=170)
    water(b, 430, 1210, glints=120, sun_x=1180)
    boat(b, 1330, 530, 210, "teal")
    boat(b, 240, 520, 180, "clay")
    boat(b, 720, 500, 130, "indigo")
    for x, y, w, name, band in (
        (470, 730, 640, "teal", "cream"),
        (1090, 850, 760, "clay", "cream"),
        (500, 1030, 900, "indigo", "rose"),
    ):
        b.at(x, y, w).veil("-0.46,0.05 0.46,0.03 0.3,0.17 -0.34,0.16", b["ink"], 0.25)
        s, hair = w / 28, "scarf" if name == "clay" else "hat"
        person(b, x - w * 0.2, y, s, "right", sit=True, wear=hair, hands="-0.4,2.6 1.6,2.2")
        if name == "indigo":
            person(b, x + w * 0.1, y, s * 0.95, "left", sit=True, hands="-1.4,2.4 0.4,2.4")
        for i in range(12):
            coil = (0.26, -0.03, 0.11 - 0.007 * i, 0.07 - 0.004 * i)
            b.at(x, y, w).arc(*coil, 180, 360, b.some("leaf_light", "straw", "teal"), 0.006)
        boat(b, x, y, w, name, band=band)
        for i in range(9):
            px = x - w * 0.4 + i * w * 0.1
            b.tilted(px, y + w * 0.095 + b.near(0, 5), w * 0.05, w * 0.007, 0, b["white"])
    for x, y in ((880, 250), (960, 215), (800, 200), (700, 280)):
        b.at(x, y, 1).bend("-30,-10 -12,-18 0,0 14,-18 32,-8", 5, b["ink"], 3)
    for x in (60, 105, 160):
        b.line([(x, 1210), (x + 8, 820 + x)], 26, b["wood"], 22)


def mangrove_planting(b: Brush) -> None:
    """People planting mangrove in the mud, with crabs looking on."""
    sky(b, 620, sun=(b.near(800, 100), 300))
    ridge(b, 600, 60, b.far("leaf", 0.6), tufts=14)
    b.fade(480, 640, b["haze"], 0, 0.5)
    for i in range(11):
        mangrove_tree(b, i * 160 + b.near(0, 30), 650, b.near(270, 40), 0.45)
    b.mirror(660, 240, 0.5)
    b.fade(660, 900, mix(b["water"], b.sky[2], 0.3), 0.3, 0.75)
    b.box(0, 898, WIDTH, HEIGHT, mix(b["water"], b.sky[2], 0.15))
    ripples(b, 660, 960, 90)
    mangrove_tree(b, 210, 870, 660, 0.0)
    mangrove_tree(b, 1440, 850, 600, 0.05)
    mud = [(x, 960 + 24 * math.sin(x / 190 + 1) + b.near(0, 4)) for x in range(-20, 1660, 40)]
    b.poly([*mud, (1660, 1240), (-20, 1240)], b.deep("earth_dark", 0.1))
    b.line(mud, 10, b["earth"])
    b.fade(1000, HEIGHT, b["ink"], 0, 0.3)
    wet = mix(b["earth_dark"], b.sky[2], 0.3)
    for _ in range(46):
        x, y = b.rng.uniform(0, WIDTH), b.rng.uniform(985, 1190)
        b.tilted(x, y, b.near(46, 20), b.near(7, 3), 0, wet)
    for i in range(13):
        x, y = 430 + i * 68 + b.near(0, 10), 1010 + (i % 3) * 62
        b.line([(x, y), (x + 3, y - 74)], 9, b["leaf"], 5)
        sprig(b, x + 3, y - 70, 44, 17, (-2.5, -0.6, -1.9, -1.2), "leaf_light", "leaf_bright")
    for x, s, look in ((620, 25, "right"), (800, 21, "left"), (1010, 26, "left")):
        wear = "hat" if s > 21 else ""
        hands = person(b, x, b.near(1100, 14), s, look, wear=wear, hands="-1.2,3.2 1.6,3.4")
        hx, hy = hands[1]
        b.line([(hx, hy), (hx + 3, hy - 60)], 8, b["leaf_light"])
        sprig(b, hx, hy - 55, 34, 14, (-1, -2.2), "leaf_bright")
    for x, y in ((300, 1120), (1260, 1090), (1400, 1160)):
        _crab(b, x, y)


def _crab(b: Brush, x: float, y: float) -> None:
    here = b.at(x, y, 1)
    for side in (-1, 1):
        for i in range(3):
            knee, foot = (side * (22 + 5 * i), -10 + 8 * i), (side * (32 + 5 * i), 12 + 5 * i)
            here.bend([(0, 0), knee, foot], 4, b["clay"])
        here.oval(side * 28, -20, 11, 8, b["clay"])
    here.oval(0, 0, 22, 15, b["clay"])


def nipa_channel(b: Brush) -> None:
    """A boat full of cut fronds in a channel between walls of nipa."""
    sky(b, 600, sun=(b.near(800, 60), 320))
    ridge(b, 590, 70, b.far("leaf", 0.55), tufts=12)
    for x in (560, 660, 960, 1050):
        palm(b, x, 600, b.near(220, 40), b.near(0, 50), b.far("leaf", 0.45), nuts=False)
    b.fade(420, 612, b["haze"], 0, 0.55)
    b.box(0, 612, WIDTH, 720, mix(b["water_light"], b.sky[2], 0.5))
    for reach, y, tall, air in ((250, 615, 190, 0.45), (430, 655, 270, 0.28), (620, 712, 380, 0.1)):
        for side in (-1, 1):
            for i in range(4):
                x = 800 + side * (reach + i * tall * 0.42)
                nipa_clump(b, x, y + b.near(0, 8), tall * b.near(1, 0.1), air)
    b.mirror(712, 330, 0.55)
    b.fade(712, 1042, b["water"], 0.15, 1)
    b.box(0, 1040, WIDTH, HEIGHT, b["water"])
    ripples(b, 720, 1190, 120)
    rower = "hat cream clay"
    person(b, 700, 956, 25, "right", sit=True, wear=rower, hands="-0.3,2.8 2.5,1.8")
    b.line("640,730 900,1040", 10, b["wood"])
    for i in range(8):
        colour = b.some("leaf_light", "leaf")
        frond(b, 800 + i * 16, 946 - i * 3, 200, -0.55 + 0.03 * i, 0.25, colour)
    canoe(b, 800, 950, 560, b["wood_light"])
    for side, x in ((-1, 150), (1, 1450)):
        nipa_clump(b, x + side * 90, 1230, 560, 0.0)
        for i in range(26):
            angle, r = i * 2.4, 17 * i**0.5 * 0.62
            px, py = x - side * 10 + math.cos(angle) * r, 1120 + math.sin(angle) * r
            b.oval(px, py, 17, 19, b.some("earth_dark", "wood", "clay"))
