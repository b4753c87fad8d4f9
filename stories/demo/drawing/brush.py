"""The brush: a sheet in the light of an hour, dice, and every kind of stroke.

A sheet has 1600 by 1200 units with y pointing down. It is drawn at twice the asked size, then made
smaller: Pillow's shapes have hard edges, and halving is the cheapest way to soften them.
"""

import math
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageOps

from .lines import Line, Point, around, points, ring, spline
from .palette import Colour, mix, paints_at, sky_at

WIDTH, HEIGHT = 1600, 1200


class Brush:
    """A sheet, its hour and its dice. `brush["leaf"]` is a paint in the light of that hour."""

    def __init__(self, dice: str, hour: str, size: tuple[int, int]):
        # A text seed is hashed the same way by every Python, unlike the hash() of a tuple.
        self.rng = Random(dice)
        self.hour = hour
        self.paints = paints_at(hour)
        self.sky = sky_at(hour)
        self.scale = 2 * max(size[0] / WIDTH, size[1] / HEIGHT)
        sheet = (round(WIDTH * self.scale), round(HEIGHT * self.scale))
        self.image = Image.new("RGB", sheet, self["haze"])
        self.pen = ImageDraw.Draw(self.image)

    # Colours

    def __getitem__(self, name: str) -> Colour:
        return self.paints[name]

    def deep(self, name: str, share: float) -> Colour:
        """Return a paint mixed with the shade of leaves."""
        return mix(self[name], mix(self["leaf_dark"], self["ink"], 0.4), share)

    def far(self, name: str, share: float) -> Colour:
        """Return a paint as seen through `share` of air."""
        return mix(self[name], self["haze"], share)

    # Chance

    def some(self, *names: str) -> Colour:
        """Return one of the paints by chance; one name alone needs no dice."""
        return self[self.rng.choice(names) if len(names) > 1 else names[0]]

    def near(self, value: float, spread: float) -> float:
        """Return a number around `value`."""
        return value + self.rng.uniform(-spread, spread)

    def inside(self, x: float, y: float, rx: float, ry: float) -> Point:
        """Return a point by chance inside an oval, as likely here as there."""
        angle, reach = self.rng.uniform(0, math.tau), self.rng.random() ** 0.5
        return x + math.cos(angle) * rx * reach, y + math.sin(angle) * ry * reach

    # Shapes

    def at(self, x: float, y: float, unit: float) -> "Stencil":
        """Return a stencil laid at (x, y), whose numbers count in `unit`."""
        return Stencil(self, x, y, unit)

    def _px(self, line: Line) -> list[Point]:
        return [(round(x * self.scale), round(y * self.scale)) for x, y in points(line)]

    def _px_box(self, x: float, y: float, rx: float, ry: float) -> list[Point]:
        return self._px([(x - rx, y - ry), (x + rx, y + ry)])

    def poly(self, line: Line, colour: Colour) -> None:
        """Fill a straight-edged shape."""
        self.pen.polygon(self._px(line), fill=colour)

    def shape(self, line: Line, colour: Colour) -> None:
        """Fill a soft shape that passes through the points."""
        self.poly(spline(line, closed=True), colour)

    def box(self, x0: float, y0: float, x1: float, y1: float, colour: Colour, r: float = 0) -> None:
        """Fill a box with corners rounded by r."""
        corners = self._px([(x0, y0), (x1, y1)])
        self.pen.rounded_rectangle(corners, round(r * self.scale), fill=colour)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        """Fill an oval around (x, y)."""
        self.pen.ellipse(self._px_box(x, y, rx, ry), fill=colour)

    def tilted(
        self, x: float, y: float, rx: float, ry: float, angle: float, colour: Colour
    ) -> None:
        """Fill an oval turned by `angle` radians."""
        self.poly(_turned(x, y, rx, ry, angle, ring(0, 0, 1, 1, 20)), colour)

    def leaf(
        self, x: float, y: float, length: float, width: float, angle: float, colour: Colour
    ) -> None:
        """Fill a pointed leaf that grows from (x, y)."""
        outline = points("0,0 0.25,0.42 0.5,0.5 0.78,0.3 1,0")
        outline += [(u, -v) for u, v in outline[-2:0:-1]]
        self.poly(_turned(x, y, length, width, angle, outline), colour)

    def pie(
        self, x: float, y: float, rx: float, ry: float, a0: float, a1: float, colour: Colour
    ) -> None:
        """Fill an oval cut by a chord, from a0 to a1 degrees, clockwise from the right."""
        self.pen.chord(self._px_box(x, y, rx, ry), a0, a1, fill=colour)

    def arc(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        a0: float,
        a1: float,
        colour: Colour,
        width: float,
    ) -> None:
        """Draw a piece of an oval's edge, from a0 to a1 degrees."""
        thick = max(1, round(width * self.scale))
        self.pen.arc(self._px_box(x, y, rx, ry), a0, a1, fill=colour, width=thick)

    def line(self, line: Line, width: float, colour: Colour, end: float | None = None) -> None:
        """Draw a round-ended line; `end` is its width at the far end, for trunks and grass."""
        path = points(line)
        end = width if end is None else end
        last = len(path) - 1
        left, right = [], []
        for i, (x, y) in enumerate(path):
            (px, py), (qx, qy) = path[max(0, i - 1)], path[min(last, i + 1)]
            length = math.hypot(qx - px, qy - py) or 1
            half = (width + (end - width) * i / last) / 2
            nx, ny = -(qy - py) / length * half, (qx - px) / length * half
            left.append((x + nx, y + ny))
            right.append((x - nx, y - ny))
        self.poly(left + right[::-1], colour)
        for (x, y), size in ((path[0], width), (path[-1], end)):
            if size > 3:
                self.oval(x, y, size / 2, size / 2, colour)

    def bend(self, line: Line, width: float, colour: Colour, end: float | None = None) -> None:
        """Draw a smooth line through the points."""
        self.line(spline(line), width, colour, end)

    # Light and air

    def fade(self, y0: float, y1: float, colour: Colour, top: float, bottom: float) -> None:
        """Lay a veil over a band: its strength goes from `top` to `bottom` (0 to 1)."""
        (_, first), (width, last) = self._px([(0, y0), (WIDTH, y1)])
        rows = max(1, last - first)
        veil = bytes(round(255 * (top + (bottom - top) * i / rows)) for i in range(rows))
        mask = Image.frombytes("L", (1, rows), veil).resize((width, rows), Image.Resampling.BOX)
        self.image.paste(colour, (0, first), mask)

    def glow(self, x: float, y: float, r: float, colour: Colour, strength: float) -> None:
        """Lay a soft round light around (x, y)."""
        # Pillow's gradient reaches 255 in the corners and about 180 where the circle ends.
        ramp = Image.radial_gradient("L")
        ramp = ramp.point(lambda v: round(255 * strength * (max(0, 178 - v) / 178) ** 2))
        (px, py), (size, _) = self._px([(x - r, y - r), (2 * r, 0)])
        mask = ramp.resize((size, size), Image.Resampling.BILINEAR)
        self.image.paste(colour, (px, py), mask)

    def veil(self, line: Line, colour: Colour, strength: float) -> None:
        """Lay a see-through shape: a sunbeam, a shadow, smoke."""
        pixels = self._px(line)
        x0, y0 = min(x for x, _ in pixels), min(y for _, y in pixels)
        x1, y1 = max(x for x, _ in pixels), max(y for _, y in pixels)
        mask = Image.new("L", (x1 - x0 + 1, y1 - y0 + 1))
        inner = [(x - x0, y - y0) for x, y in pixels]
        ImageDraw.Draw(mask).polygon(inner, fill=round(255 * strength))
        self.image.paste(colour, (x0, y0), mask)

    def deepen(self, line: Line, colour: Colour, strength: float) -> None:
        """Let a colour grow stronger inside a shape, from nothing at its top to `strength`."""
        pixels = self._px(line)
        mask = Image.new("L", self.image.size)
        ImageDraw.Draw(mask).polygon(pixels, fill=255)
        ys = [y for _, y in pixels]
        top, rows = min(ys), max(ys) - min(ys)
        ramp = bytes(round(255 * strength * i / rows) for i in range(rows))
        ramp = Image.frombytes("L", (1, rows), ramp).resize((mask.width, rows))
        shape = mask.crop((0, top, mask.width, top + rows))
        self.image.paste(colour, (0, top), ImageChops.multiply(shape, ramp))

    def shadow(self, x: float, y: float, rx: float, ry: float, strength: float = 0.28) -> None:
        """Lay a soft-coloured oval shadow on the ground."""
        self.veil(ring(x, y, rx, ry, 28), self.deep("earth_dark", 0.6), strength)

    def mirror(self, y: float, depth: float, strength: float) -> None:
        """Reflect what stands above the waterline y, into `depth` units of water below it."""
        (width, line), (_, low) = self._px([(WIDTH, y), (0, y + depth)])
        rows = min(low - line, line)
        above = self.image.crop((0, line - rows, width, line))
        above = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        self.image.paste(above, (0, line), Image.new("L", above.size, round(255 * strength)))

    def finish(self, size: tuple[int, int]) -> Image.Image:
        """Return the picture at its size, with the grain of ink on paper."""
        picture = self.image.reduce(2)
        picture = ImageOps.fit(picture, size, Image.Resampling.BICUBIC)
        if self.rng.random() < 0.5:
            picture = ImageOps.mirror(picture)
        clouds = Image.frombytes("L", (24, 18), self.rng.randbytes(24 * 18))
        clouds = clouds.point(lambda v: 128 + (v - 128) // 9).resize(size, Image.Resampling.BICUBIC)
        grain = Image.frombytes("L", (400, 400), self.rng.randbytes(160_000))
        grain = grain.point(lambda v: 128 + (v - 128) // 6)
        paper = Image.new("L", size)
        for x in range(0, size[0], 400):
            for y in range(0, size[1], 400):
                paper.paste(grain, (x, y))
        paper = ImageChops.add(paper, clouds, offset=-128)
        return ImageChops.soft_light(picture, Image.merge("RGB", (paper, paper, paper)))


def _turned(
    x: float, y: float, rx: float, ry: float, angle: float, outline: list[Point]
) -> list[Point]:
    """Return an outline of a unit shape, stretched by rx and ry, turned, and brought to (x, y)."""
    cos, sin = math.cos(angle), math.sin(angle)
    return [(x + u * rx * cos - v * ry * sin, y + u * rx * sin + v * ry * cos) for u, v in outline]


class Stencil:
    """A motif's own coordinates: every number, widths too, counts in `unit` from (x, y)."""

    def __init__(self, brush: Brush, x: float, y: float, unit: float):
        self.brush, self.x, self.y, self.unit = brush, x, y, unit

    def on(self, line: Line) -> list[Point]:
        """Return where the points of a line come to lie on the sheet."""
        return around(self.x, self.y, self.unit, line)

    def _oval(self, x: float, y: float, rx: float, ry: float) -> tuple[float, float, float, float]:
        unit = self.unit
        return self.x + x * unit, self.y + y * unit, rx * unit, ry * unit

    def poly(self, line: Line, colour: Colour) -> None:
        """Fill a straight-edged shape."""
        self.brush.poly(self.on(line), colour)

    def shape(self, line: Line, colour: Colour) -> None:
        """Fill a soft shape that passes through the points."""
        self.brush.shape(self.on(line), colour)

    def veil(self, line: Line, colour: Colour, strength: float) -> None:
        """Lay a see-through shape."""
        self.brush.veil(self.on(line), colour, strength)

    def line(self, line: Line, width: float, colour: Colour, end: float | None = None) -> None:
        """Draw a round-ended line."""
        end = width if end is None else end
        self.brush.line(self.on(line), width * self.unit, colour, end * self.unit)

    def bend(self, line: Line, width: float, colour: Colour, end: float | None = None) -> None:
        """Draw a smooth line through the points."""
        end = width if end is None else end
        self.brush.bend(self.on(line), width * self.unit, colour, end * self.unit)

    def box(self, x0: float, y0: float, x1: float, y1: float, colour: Colour, r: float = 0) -> None:
        """Fill a box with corners rounded by r."""
        (left, top), (right, low) = self.on([(x0, y0), (x1, y1)])
        self.brush.box(left, top, right, low, colour, r * self.unit)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        """Fill an oval."""
        self.brush.oval(*self._oval(x, y, rx, ry), colour)

    def tilted(
        self, x: float, y: float, rx: float, ry: float, angle: float, colour: Colour
    ) -> None:
        """Fill an oval turned by `angle` radians."""
        self.brush.tilted(*self._oval(x, y, rx, ry), angle, colour)

    def leaf(
        self, x: float, y: float, length: float, width: float, angle: float, colour: Colour
    ) -> None:
        """Fill a pointed leaf."""
        self.brush.leaf(*self._oval(x, y, length, width), angle, colour)

    def pie(
        self, x: float, y: float, rx: float, ry: float, a0: float, a1: float, colour: Colour
    ) -> None:
        """Fill an oval cut by a chord, from a0 to a1 degrees."""
        self.brush.pie(*self._oval(x, y, rx, ry), a0, a1, colour)

    def arc(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        a0: float,
        a1: float,
        colour: Colour,
        width: float,
    ) -> None:
        """Draw a piece of an oval's edge."""
        self.brush.arc(*self._oval(x, y, rx, ry), a0, a1, colour, width * self.unit)

    def shadow(self, x: float, y: float, rx: float, ry: float, strength: float = 0.28) -> None:
        """Lay a soft-coloured oval shadow."""
        self.brush.shadow(*self._oval(x, y, rx, ry), strength)
