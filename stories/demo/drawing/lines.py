"""Points and curves: what a shape is before it has a colour."""

import math
from collections.abc import Sequence

Point = tuple[float, float]
Line = str | Sequence[Point]  # "x,y x,y …" as in SVG, or points that were worked out


def points(line: Line) -> list[Point]:
    """Return the points of a line, however it is written."""
    if isinstance(line, str):
        return [tuple(map(float, pair.split(","))) for pair in line.split()]
    return list(line)


def around(x: float, y: float, unit: float, line: Line) -> list[Point]:
    """Return the points of a line whose numbers count in units from (x, y)."""
    return [(x + dx * unit, y + dy * unit) for dx, dy in points(line)]


def ring(x: float, y: float, rx: float, ry: float, count: int) -> list[Point]:
    """Return `count` points around an oval, clockwise from the right."""
    turns = [i * math.tau / count for i in range(count)]
    return [(x + rx * math.cos(turn), y + ry * math.sin(turn)) for turn in turns]


def spline(line: Line, *, closed: bool = False, steps: int = 8) -> list[Point]:
    """Return a smooth curve (Catmull-Rom) through the points."""
    knots = points(line)
    path = [knots[-1], *knots, *knots[:2]] if closed else [knots[0], *knots, knots[-1]]
    curve = []
    for i in range(1, len(path) - 2):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = path[i - 1 : i + 3]
        for step in range(steps):
            t = step / steps
            curve.append((_between(ax, bx, cx, dx, t), _between(ay, by, cy, dy, t)))
    if not closed:
        curve.append(knots[-1])
    return curve


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    """Return where the curve through four knots is after `t` (0 to 1) of the way from b to c."""
    return 0.5 * (
        2 * b
        + (c - a) * t
        + (2 * a - 5 * b + 4 * c - d) * t * t
        + (3 * b - a - 3 * c + d) * t * t * t
    )


def on_patch(quad: Sequence[Point], u: float, v: float) -> Point:
    """Return the point at (u, v), 0 to 1, of a four-cornered patch: tl, tr, br, bl."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = quad
    top = (ax + (bx - ax) * u, ay + (by - ay) * u)
    low = (dx + (cx - dx) * u, dy + (cy - dy) * u)
    return top[0] + (low[0] - top[0]) * v, top[1] + (low[1] - top[1]) * v
