"""Houses from outside and from inside."""

from .brush import HEIGHT, WIDTH, Brush
from .land import country
from .palette import Colour, mix
from .trees import palm


def house(b: Brush, x: float, y: float, w: float, *, air: float) -> None:
    """Paint a southern house on stilts, gable to the side, that stands at (x, y)."""

    def far(name: str) -> Colour:
        return b.far(name, air)

    base, eave = b.at(x, y, w), b.at(x, y - w * 0.62, w)
    for i in range(5):
        post = b.at(x - w * 0.42 + i * w * 0.21, y, w)
        post.line("0,0 0,-0.26", 0.03, far("wood"))
    base.box(-0.47, -0.62, 0.47, -0.26, far("wood_light"))
    for i in range(1, 6):
        board = -0.62 + 0.36 * i / 6
        shade = mix(far("wood_light"), far("wood"), 0.4)
        base.line([(-0.47, board), (0.47, board)], 0.008, shade)
    base.box(-0.06, -0.54, 0.1, -0.26, mix(far("wood"), far("ink"), 0.35))
    for wx in (-0.32, 0.24):
        eave.box(wx, 0.1, wx + 0.15, 0.24, far("cream"))
        eave.line([(wx + 0.075, 0.1), (wx + 0.075, 0.24)], 0.014, far("wood"))
    clay = far("clay")
    eave.poly("-0.62,0.04 -0.4,-0.3 0.4,-0.3 0.62,0.04", clay)
    eave.poly("-0.62,0.04 -0.4,-0.3 -0.34,-0.3 -0.5,0.04", mix(clay, far("ink"), 0.25))
    for i in range(1, 5):
        row, half = b.at(x, eave.y + w * 0.04 - w * 0.34 * i / 5, w), 0.62 - 0.22 * i / 5
        row.line([(-half, 0), (half, 0)], 0.007, mix(clay, far("cream"), 0.25))
    base.line("0.02,-0.26 0.1,0", 0.02, far("wood"))
    base.line("0.1,-0.26 0.18,0", 0.02, far("wood"))
    for i in range(4):
        t = (i + 0.5) / 4
        step = -0.26 + 0.26 * t
        base.line([(0.02 + 0.08 * t, step), (0.1 + 0.08 * t, step)], 0.016, far("wood"))


def tiles(
    b: Brush, x0: float, x1: float, y: float, slope: float, drop: float, rows: int, shade: Colour
) -> None:
    """Draw the rows of tiles on a roof whose ridge runs from x0 to x1 at y."""
    for i in range(1, rows + 1):
        row = y + drop * i
        b.line([(x0 - slope * i, row), (x1 + slope * i, row)], 4, shade)


def floorboards(
    b: Brush, y: float, count: int, far: float, near: float, width: float, colour: Colour
) -> None:
    """Draw the seams of a floor that runs towards us, `far` units apart at y, `near` below."""
    for i in range(count):
        k = i - (count - 1) / 2
        b.line([(800 + k * far, y), (800 + k * near, HEIGHT)], width, colour)


def room(b: Brush, floor: float) -> None:
    """Paint the inside of a plank house with a window on the hills and a beam of light."""
    wall = mix(b["wood_light"], b["cream"], 0.35)
    x0, y0, x1, y1 = 980, 150, 1420, 520
    sun = (1110, 260)
    country(b, 520, b["leaf"], sun=sun, clouds=1, rise=200, lift=20, air=0)
    palm(b, 1330, 560, 300, -30, b["leaf"])
    for box in ((0, 0, x0, HEIGHT), (x1, 0, WIDTH, HEIGHT), (x0, 0, x1, y0), (x0, y1, x1, HEIGHT)):
        b.box(*box, wall)
    for i in range(1, 9):
        y = i * floor / 9
        pieces = ((0, x0), (x1, WIDTH)) if y0 < y < y1 else ((0, WIDTH),)
        for left, right in pieces:
            b.line([(left, y), (right, y)], 4, mix(wall, b["wood"], 0.25))
    for px in ((x0 + x1) / 2, x0, x1):
        b.line([(px, y0), (px, y1)], 20, b["wood"])
    for py in (y0, y1):
        b.line([(x0 - 20, py), (x1 + 20, py)], 26, b["wood"])
    b.fade(0, floor, b["wood"], 0.34, 0.0)
    b.box(0, floor, WIDTH, HEIGHT, b["earth_dark"])
    for i in range(9):
        t = i / 9
        y = floor + (HEIGHT - floor) * t * t
        b.line([(0, y), (WIDTH, y)], 3 + 5 * t, b["wood"])
    b.fade(floor, HEIGHT, b["earth"], 0.45, 0.1)
    if b.hour != "rain":
        beam = [(x0 + 20, y0 + 20), (x1 - 20, y0 + 20), (860, HEIGHT), (160, HEIGHT)]
        b.veil(beam, b["sun"], 0.2)
