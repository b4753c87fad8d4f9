"""Low green: grass, bushes, flowers, seedlings, and leaves that frame a picture."""

import math
from collections.abc import Sequence

from .brush import Brush
from .palette import Colour, mix


def grass(b: Brush, x0: float, x1: float, y: float, tall: float, count: int, *names: str) -> None:
    """Paint blades of grass that stand along y."""
    for _ in range(count):
        x, lean = b.rng.uniform(x0, x1), b.rng.uniform(-0.5, 0.5)
        h, foot = tall * b.rng.uniform(0.5, 1.1), y + b.near(0, tall * 0.2)
        blade = [(x, foot), (x + lean * h * 0.3, foot - h * 0.6), (x + lean * h, foot - h)]
        b.line(blade, max(3, tall * 0.1), b.some(*names), 1)


def bush(b: Brush, x: float, y: float, size: float, colour: Colour) -> None:
    """Paint a low bush that sits on y."""
    for dx, up, r in ((-0.6, 0.3, 0.42), (0.6, 0.3, 0.42), (0, 0.45, 0.6)):
        b.at(x, y, size).oval(dx, -up, r, r, colour)
    lit = mix(colour, b["leaf_bright"], 0.4)
    for _ in range(12):
        px, py = x + b.near(0, size * 0.8), y - b.rng.uniform(0.1, 0.9) * size
        b.leaf(px, py, size * 0.2, size * 0.09, b.near(-0.8, 1), lit)


def sprig(
    b: Brush, x: float, y: float, length: float, width: float, turns: Sequence[float], *names: str
) -> None:
    """Paint leaves that spread from one point, one for each angle in `turns`."""
    for angle in turns:
        b.leaf(x, y, length, width, angle, b.some(*names))


def flower(
    b: Brush, x: float, y: float, turn: float, reach: float, r: float, heart: float, *names: str
) -> None:
    """Paint a flower: petals of radius r, `turn` radians apart, `reach` from a yellow heart."""
    for i in range(round(math.tau / turn)):
        px, py = x + math.cos(i * turn) * reach, y + math.sin(i * turn) * reach
        b.oval(px, py, r, r, b.some(*names))
    b.oval(x, y, heart, heart, b["marigold"])


def corner_leaves(b: Brush, x: float, y: float, size: float, turn: float) -> None:
    """Paint big dark leaves in a corner, so that the eye looks past them into the picture."""
    for i in range(7):
        angle = turn + (i - 3) * 0.33
        colour = mix(b["leaf_dark"], b["leaf"], 0.2 + 0.09 * (i % 3))
        length = size * b.near(1, 0.16)
        b.leaf(x, y, length, size * 0.26, angle, colour)
        tip = (x + math.cos(angle) * length * 0.92, y + math.sin(angle) * length * 0.92)
        b.line([(x, y), tip], 5, mix(colour, b["leaf_light"], 0.45), 1)
