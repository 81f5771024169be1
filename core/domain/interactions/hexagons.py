"""The hexagonal bins of clicks on an image.

Two learners hardly ever click the same point. Counted by point, all answers
would be rare, and none could be shown. The grid is defined in fractions of the
image, so it does not depend on the displayed size. The centres of row r, from
0, are (r + 1/2) / HEXAGON_ROWS from the top. In even rows they are
(c + 1/2) / HEXAGON_COLUMNS from the left; in odd rows they are shifted left by
half a hexagon, and the last one is on the right border.

Source of the shape: D. B. Carr et al., "Scatterplot matrix techniques for
large N", Journal of the American Statistical Association 82 (1987), 424-436.
"""

from __future__ import annotations

from collections.abc import Iterator

from core import feconf

_COLUMNS, _ROWS = feconf.HEXAGON_COLUMNS, feconf.HEXAGON_ROWS

# The height of a row of regular hexagons of width 1: sqrt(3/4).
_ROW_HEIGHT = 0.75**0.5

# Decimal places of a centre, so that its text is the same everywhere.
_DIGITS = 4


def centre_of(x: float, y: float) -> tuple[float, float]:
    """Returns the centre of the hexagon that contains a point.

    Args:
        x: Distance from the left, as a fraction of the width; 0 to 1.
        y: Distance from the top, as a fraction of the height; 0 to 1.

    Returns:
        The nearest centre; a centre maps to itself.
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
    """Yields the nearest centre of each row that may contain the result."""
    own_row = int(y * _ROWS)
    for row in range(max(own_row - 1, 0), min(own_row + 2, _ROWS)):
        is_odd = row % 2
        column = round(x * _COLUMNS - (0 if is_odd else 0.5))
        last = _COLUMNS if is_odd else _COLUMNS - 1
        place = min(max(column, 0), last) + (0 if is_odd else 0.5)
        yield place / _COLUMNS, (row + 0.5) / _ROWS
