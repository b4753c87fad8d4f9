"""A schematic map of the province: one tile a district, near where its seat lies.

Drawn from the coordinates that come with the official places: no tiles, no service. Neighbours stay
neighbours, every district is as large as any other, and every name can be read on a small phone.
"""

import math
from dataclasses import dataclass

COLUMNS = 4
WIDTH, HEIGHT, GAP = 88, 56, 4  # of a tile, in units of the drawing
SPARE = 1.3  # cells for each district, so that the coast keeps its shape


@dataclass(frozen=True)
class Tile:
    """One district's place in the drawing; `x` and `y` are its upper left corner."""

    code: str
    column: int
    row: int

    @property
    def x(self) -> int:
        return self.column * (WIDTH + GAP)

    @property
    def y(self) -> int:
        return self.row * (HEIGHT + GAP)


@dataclass(frozen=True)
class Drawing:
    """All tiles, north above, and the size of the whole in the same units."""

    tiles: dict[str, Tile]
    rows: int
    columns: int = COLUMNS

    @property
    def width(self) -> int:
        return self.columns * (WIDTH + GAP) - GAP

    @property
    def height(self) -> int:
        return self.rows * (HEIGHT + GAP) - GAP


def draw(seats: dict[str, tuple[float, float]]) -> Drawing:
    """Give every district a cell of its own, as near to its seat as can be.

    `seats` holds (latitude, longitude) in degrees WGS 84 by code. The sum of the squared distances
    between seats and cells is brought down by exchanging cells until no exchange helps; the same
    seats give the same drawing. Districts without coordinates are not drawn; none give no rows.
    """
    points = placed(seats)
    if not points:
        return Drawing({}, 0)
    rows = math.ceil(len(points) * SPARE / COLUMNS)
    cells = [(column, row) for row in range(rows) for column in range(COLUMNS)]
    wanted = {code: (x * (COLUMNS - 1), y * (rows - 1)) for code, (x, y) in sorted(points.items())}
    held: dict[str, tuple[int, int]] = {}
    free = set(cells)
    for code, at in wanted.items():
        held[code] = min(free, key=lambda cell: (far(cell, at), cell))
        free.remove(held[code])
    while improve(held, wanted, free):
        pass
    return Drawing({code: Tile(code, *cell) for code, cell in held.items()}, rows)


def placed(seats: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Seats inside a square of side one, west and north at zero."""
    known = {code: at for code, at in seats.items() if None not in at}
    if not known:
        return {}
    north = max(lat for lat, _ in known.values())
    west = min(lon for _, lon in known.values())
    tall = north - min(lat for lat, _ in known.values()) or 1.0
    wide = max(lon for _, lon in known.values()) - west or 1.0
    return {code: ((lon - west) / wide, (north - lat) / tall) for code, (lat, lon) in known.items()}


def far(cell: tuple[int, int], at: tuple[float, float]) -> float:
    """Squared distance between a cell and where a district would be."""
    return (cell[0] - at[0]) ** 2 + (cell[1] - at[1]) ** 2


def improve(held: dict, wanted: dict, free: set) -> bool:
    """Make one exchange that brings districts nearer to their seats; False when none does."""
    codes = list(held)
    for code in codes:
        best = min(free, key=lambda cell: (far(cell, wanted[code]), cell), default=None)
        if best is not None and far(best, wanted[code]) < far(held[code], wanted[code]) - 1e-9:
            free.add(held[code])
            free.remove(best)
            held[code] = best
            return True
    for index, one in enumerate(codes):
        for other in codes[index + 1 :]:
            now = far(held[one], wanted[one]) + far(held[other], wanted[other])
            then = far(held[other], wanted[one]) + far(held[one], wanted[other])
            if then < now - 1e-9:
                held[one], held[other] = held[other], held[one]
                return True
    return False
