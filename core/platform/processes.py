"""The number of this process among the server processes of a machine.

With it, processes choose different entities to write to, without conflicts.
"""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """The place of a process among the server processes.

    Attributes:
        number: The number, from 0, unique among the running processes.
        num_processes: The number of processes.
    """

    number: int
    num_processes: int


_place = Place(0, 1)


def set_place(place: Place) -> None:
    """Sets the place of this process."""
    global _place
    _place = place


def get_place() -> Place:
    """Returns the place of this process; by default the only one."""
    return _place
