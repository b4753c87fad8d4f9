"""Work of the hands: weaving, cooking, herbs, beads."""

import math

from ..brush import HEIGHT, WIDTH, Brush
from ..figures import person
from ..houses import room
from ..land import ground
from ..lines import spline
from ..palette import mix
from ..plants import corner_leaves
from ..things import basket, fire, glass_bottle, jar, sedge_bag, smoke, woven


def weaving_house(b: Brush) -> None:
    """Two women weaving sedge by the window, dyed bundles hanging to dry."""
    room(b, 700)
    for i in range(6):
        _sedge_bundle(b, 120 + i * 120)
    b.line("60,150 800,150", 16, b["wood"])
    mat = "250,850 1190,830 1420,1170 110,1190"
    woven(b, mat, 48, 24, "straw", "clay", "marigold", "cream", "leaf")
    for i in range(60):
        u = i / 59
        x, y = 250 + 940 * u, 850 - 20 * u
        end = [(x + b.near(0, 10), y - 30), (x + b.near(0, 34), y - b.rng.uniform(44, 96))]
        colour = b.some("straw", "straw", "clay", "marigold", "cream")
        b.bend([(x, y + 4), *end], 8, colour, 4)
    weaver, elder = "bun rose indigo", "grey cream plum"
    person(b, 560, 850, 38, "right", sit=True, wear=weaver, hands="-0.3,4.6 2.2,4.5")
    person(b, 900, 848, 36, "left", sit=True, wear=elder, hands="-2,4.6 0.6,4.7")
    sedge_bag(b, 1360, 860, 200)
    sedge_bag(b, 1500, 970, 170)
    sedge_bag(b, 130, 900, 190)


def _sedge_bundle(b: Brush, x: float) -> None:
    top = b.some("clay", "leaf", "marigold", "plum", "straw")
    for j in range(16):
        k = j - 8
        stalk = [(x + k * 3.4, 150), (x + k * 2, 240), (x + k * 6.4, 600 + b.near(0, 40))]
        b.bend(stalk, 6, mix(top, b["cream"], b.rng.uniform(0, 0.3)), 4)
    b.box(x - 34, 226, x + 34, 250, b["wood"], 10)


def smoky_kitchen(b: Brush) -> None:
    """A clay stove with two pans, somebody stirring and somebody pounding chilli."""
    room(b, 740)
    _kitchen_rail(b)
    b.box(60, 700, 800, 940, mix(b["clay"], b["earth"], 0.5), 26)
    b.box(40, 676, 820, 730, mix(b["earth"], b["cream"], 0.2), 16)
    for x in (230, 590):
        b.pie(x, 930, 92, 140, 180, 360, b["ink"])
        fire(b, x, 925, 88)
        b.pie(x, 640, 150, 110, 0, 180, b.deep("grey", 0.62))
        b.oval(x, 640, 150, 30, b.deep("grey", 0.75))
    b.oval(230, 640, 132, 22, b["marigold"])
    for _ in range(24):
        x, y, turn = b.near(222, 88), b.near(640, 10), b.near(0, 3)
        b.leaf(x, y, 22, 10, turn, b.some("leaf_light", "clay", "cream", "leaf"))
    b.oval(590, 640, 132, 22, b["cream"])
    smoke(b, 230, 620, 400, 0.34)
    smoke(b, 590, 620, 400, 0.34)
    hands = person(b, 940, 1020, 38, "left", wear="bun marigold plum", hands="-4,-0.9 1,3.2")
    b.line([(hands[0][0] + 16, hands[0][1] - 30), (650, 646)], 12, b["wood_light"])
    elder = "grey teal clay"
    person(b, 1260, 1120, 34, "left", sit=True, wear=elder, hands="-2,3.6 -1,3.3")
    b.poly("1090,1040 1230,1040 1205,1150 1115,1150", b.deep("grey", 0.4))
    b.oval(1160, 1040, 70, 18, b.deep("grey", 0.6))
    b.line("1188,950 1160,1040", 24, b["wood_light"])
    basket(b, 1460, 1120, 200, "leaf_light clay marigold leaf")
    jar(b, 1460, 860, 150, b["clay"])
    for i in range(4):
        x = 390 + i * 74
        b.oval(x, 1110, 60, 22, b["leaf"])
        b.oval(x, 1100, 42, 15, b.some("cream", "marigold", "clay", "leaf_bright"))


def _kitchen_rail(b: Brush) -> None:
    """Hang pots, strings of shallots and bunches of chilli from a rail on the wall."""
    b.line("40,250 860,250", 16, b["wood"])
    for i, x in enumerate((110, 230, 350, 470, 590, 720)):
        b.line([(x, 250), (x, 300)], 4, b["ink"])
        if i % 3 == 0:
            b.pie(x, 345, 66, 62, 0, 180, b["grey"])
            b.oval(x, 345, 66, 14, mix(b["grey"], b["ink"], 0.4))
        elif i % 3 == 1:
            for j in range(9):
                b.oval(x + b.near(0, 14), 310 + j * 13, 14, 13, b.some("rose", "plum", "cream"))
        else:
            for j in range(14):
                px, turn = x + b.near(0, 14), b.near(1.57, 0.7)
                colour = b.some("clay", "clay", "marigold", "leaf")
                b.leaf(px, 300 + j * 4, 44, 15, turn, colour)


def herb_table(b: Brush) -> None:
    """Two healers at their table: mortar, trays of dried herbs, bottles and jars on the wall."""
    ground(b, 0, mix(b["cream"], b["leaf_bright"], 0.16), mix(b["cream"], b["straw"], 0.35))
    b.glow(420, 140, 900, b["sun"], 0.6)
    for y in (250, 500):
        b.box(60, y, 1540, y + 26, b["wood_light"])
        b.box(60, y + 26, 1540, y + 36, b["wood"])
    x = 130
    while x < 1500:
        w = b.near(84, 14)
        glass_bottle(b, x, 250, w)
        x += w + 34
    for i, x in enumerate((190, 420, 660, 900, 1150, 1400)):
        if i % 2:
            jar(b, x, 500, 110, b.some("clay", "earth", "teal"))
        else:
            basket(b, x, 496, 150, "earth_dark wood marigold", 0.07)
    person(b, 520, 1000, 44, "right", wear="grey cream indigo", hands="-0.2,3 2.6,2.2")
    person(b, 1080, 1000, 40, "left", wear="bob leaf clay", hands="-2.4,2.4 0.4,3")
    b.box(0, 800, WIDTH, HEIGHT, b["wood_light"])
    for i in range(7):
        b.line([(0, 830 + i * 60), (WIDTH, 822 + i * 64)], 3 + i, b["wood"])
    b.fade(800, HEIGHT, b["earth"], 0.4, 0.1)
    b.line([(0, 802), (WIDTH, 802)], 10, mix(b["wood_light"], b["cream"], 0.4))
    b.shadow(800, 990, 170, 26)
    b.poly("690,830 910,830 880,980 840,1000 760,1000 720,980", b.deep("grey", 0.25))
    b.oval(800, 830, 110, 30, b.deep("grey", 0.5))
    b.line("880,690 810,830", 40, b.deep("grey", 0.15), 52)
    _herb_tray(b, 220, 1030, "leaf", "leaf_light")
    _herb_tray(b, 520, 1090, "marigold", "straw")
    _herb_tray(b, 1120, 1080, "leaf_bright", "leaf_light")
    _herb_tray(b, 1400, 1020, "clay", "rose")
    for x, lean in ((770, -0.3), (830, 0.2), (800, 0)):
        b.bend([(x, 1190), (x + lean * 60, 1120), (x + lean * 130, 1060)], 8, b["leaf"], 4)
        for i in range(7):
            px, py = x + lean * i * 18, 1180 - i * 18
            for side in (-1, 1):
                colour = b.some("leaf", "leaf_light")
                b.leaf(px, py, 54 - i * 4, 22, -1.57 + side * 0.95, colour)
    corner_leaves(b, -10, -10, 330, 0.8)


def _herb_tray(b: Brush, x: float, y: float, *names: str) -> None:
    b.shadow(x + 8, y + 14, 165, 56)
    b.oval(x, y, 160, 54, b["wood_light"])
    b.oval(x, y - 4, 148, 46, b["straw"])
    for _ in range(70):
        px, py = b.inside(x, y - 8, 120, 32)
        b.leaf(px, py, 30, 12, b.rng.uniform(0, math.tau), b.some(*names))


# The colours of Nora beadwork, from the middle of a diamond outwards.
BEADS = ("marigold", "clay", "white", "teal", "leaf_light", "plum", "rose")


def bead_work(b: Brush) -> None:
    """Three people threading a Nora dancer's beads, the finished collar hanging behind them."""
    ground(b, 0, mix(b["cream"], b["straw"], 0.4), mix(b["wood_light"], b["cream"], 0.25))
    b.glow(300, 100, 1000, b["sun"], 0.7)
    mat = "-60,430 1660,430 1800,1240 -200,1240"
    woven(b, mat, 72, 26, "straw", "cream", "straw", "wood_light")
    b.veil("-60,430 1660,430 1660,560 -60,560", b["wood"], 0.14)
    _bead_collar(b)
    left, right = "bun plum leaf", "grey marigold indigo"
    person(b, 470, 860, 46, "right", sit=True, wear=left, hands="0,2.2 2,1.6")
    person(b, 1130, 860, 44, "left", sit=True, wear=right, hands="-2,1.6 0,2.2")
    person(b, 800, 840, 36, sit=True, wear="bob white rose", hands="-0.9,2.4 0.9,2.4")
    thread = spline("600,690 660,760 800,775 930,760 1000,690", steps=12)
    b.line(thread, 3, b["ink"])
    for i, (x, y) in enumerate(thread[2:-2]):
        b.oval(x, y, 9, 9, b[("clay", "marigold", "white", "teal", "leaf_light")[i // 2 % 5]])
    _bead_tray(b, 250, 1010, "clay")
    _bead_tray(b, 480, 1070, "marigold")
    _bead_tray(b, 720, 1020, "teal")
    _bead_tray(b, 940, 1080, "white")
    _bead_tray(b, 1170, 1020, "leaf_light")
    _bead_tray(b, 1390, 1060, "rose")
    for _ in range(60):
        x, y = b.rng.uniform(60, 1540), b.rng.uniform(1000, 1180)
        b.oval(x, y, 8, 8, b.some("clay", "marigold", "teal", "white", "rose", "leaf_light"))


def _bead_collar(b: Brush) -> None:
    """Hang a collar of diamonds from a frame, longest in the middle."""
    b.box(280, 90, 1320, 112, b["wood"], 10)
    for side in (300, 1300):
        b.line([(side, 100), (side, 470)], 22, b["wood"])
    for j in range(21):
        for i in range(53):
            if j > 21 - abs(i - 26) * 0.42:
                continue
            diamond = (abs(i % 18 - 8.5) + abs(j % 18 - 8.5)) / 2
            name = BEADS[int(diamond) % 7]
            x, y = 800 + (i - 26) * 18.6, 128 + j * 18.6
            b.oval(x, y, 9.4, 9.4, b.deep(name, 0.25))
            b.oval(x - 1, y - 1, 8, 8, b[name])
            b.oval(x - 3, y - 3.4, 2.4, 2.4, b["white"])


def _bead_tray(b: Brush, x: float, y: float, name: str) -> None:
    b.shadow(x + 10, y + 22, 112, 38)
    b.oval(x, y + 10, 108, 42, b["wood"])
    b.oval(x, y, 108, 40, b["wood_light"])
    b.oval(x, y + 2, 94, 32, b.deep(name, 0.35))
    for _ in range(90):
        bx, by = b.inside(x, y - 4, 82, 25)
        b.oval(bx, by, 9, 9, mix(b[name], b["ink"], 0.18))
        b.oval(bx - 1, by - 2, 7.5, 7.5, mix(b[name], b["cream"], b.rng.random() * 0.35))
