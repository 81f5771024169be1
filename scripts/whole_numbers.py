"""Integers as options of commands."""

from __future__ import annotations

import argparse
from collections.abc import Callable


def between(least: int, most: int | None = None) -> Callable[[str], int]:
    """Returns an `argparse` type for integers in a range.

    Args:
        least: The smallest allowed number.
        most: The largest allowed number; None for no limit.
    """

    def parse(text: str) -> int:
        try:
            number = int(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(
                'must be a whole number'
            ) from error
        if number < least:
            raise argparse.ArgumentTypeError(f'must be at least {least}')
        if most is not None and number > most:
            raise argparse.ArgumentTypeError(f'must be at most {most}')
        return number

    return parse
