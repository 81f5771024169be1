"""The hexagons that clicks on an image are counted by.

Clicks of two learners are hardly ever at the same point, so counted by their
points all of them would be rare, and none could be shown. The grid is one of
fractions of the image: the same whatever size a learner sees it in. Row r,
from 0, has its centres at a height of (r + 1/2) / HEXAGON_ROWS; those of even
rows stand at (c + 1/2) / HEXAGON_COLUMNS from the left, those of odd rows half
a hexagon further left, the last of them at the right border.

Source of the shape: D. B. Carr et al., "Scatterplot matrix techniques for
large N", Journal of the American Statistical Association 82 (1987), 424-436.
"""

from __future__ import annotations

from collections.abc import Iterator

from core import feconf

_COLUMNS, _ROWS = feconf.HEXAGON_COLUMNS, feconf.HEXAGON_ROWS

# Height of a row of regular hexagons that are 1 wide: the root of 3/4.
_ROW_HEIGHT = 0.75**0.5

# Digits after the point of a centre, so that it reads the same everywhere.
_DIGITS = 4


def centre_of(x: float, y: float) -> tuple[float, float]:
    """Returns the centre of the hexagon that a point lies in.

    Args:
        x: From the left, as a fraction of the width; 0 to 1.
        y: From the top, as a fraction of the height; 0 to 1.

    Returns:
        The nearest centre; the centre of a hexagon is its own.
    """
    centre_x, centre_y = min(
        _near(x, y),
        key=lambda centre: (
            ((centre[0] - x) * _COLUMNS) ** 2
            + ((centre[1] - y) * _ROWS * _ROW_HEIGHT) ** 2
        ),
    )
    return round(centre_x, _DIGITS), round(centre_y, _DIGITS)


def _near(x: float, y: float) -> Iterator[tuple[float, float]]:
    """Yields the nearest centre of each row that can have the nearest."""
    at = int(y * _ROWS)
    for row in range(max(at - 1, 0), min(at + 2, _ROWS)):
        is_odd = row % 2
        column = round(x * _COLUMNS - (0 if is_odd else 0.5))
        last = _COLUMNS if is_odd else _COLUMNS - 1
        place = min(max(column, 0), last) + (0 if is_odd else 0.5)
        yield place / _COLUMNS, (row + 0.5) / _ROWS
