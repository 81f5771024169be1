"""The number of this process among those that serve from one machine.

Processes that write to different entities do not disturb each other.
"""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """The place of a process.

    Attributes:
        number: Its number, from 0; no other running one has it.
        num_processes: How many there are.
    """

    number: int
    num_processes: int


_place = Place(0, 1)


def set_place(place: Place) -> None:
    """Sets the place of this process."""
    global _place
    _place = place


def get_place() -> Place:
    """Returns the place of this process; it is alone unless it was set."""
    return _place
