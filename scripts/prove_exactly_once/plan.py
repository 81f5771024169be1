"""What will go wrong, and when: all of it follows from the seed.

What happens to learners' browsers is drawn in hard_play.js, from the same seed.
When something happens is said in events that learners have made, not in
seconds, so that a slow machine sees the same.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator
from typing import Literal, get_args

Fault = Literal[
    'drop_request',
    'drop_answer',
    'delay',
    'duplicate',
    'reorder',
    'truncate_request',
    'truncate_answer',
    'answer_429',
    'answer_500',
    'answer_503',
]
FAULTS: tuple[Fault, ...] = get_args(Fault)

# Share of the requests of learners that something happens to.
FAULT_RATE = 0.12

Deed = Literal[
    'kill_first',
    'kill_second',
    'kill_both',
    'disk_full',
    'edit',
    'rename',
    'revert',
    'unpublish',
]

_KILLS: tuple[Deed, ...] = ('kill_first', 'kill_second', 'kill_both')

# Events for each version that the creator saves, and each time that he takes
# the lesson back or the disk is full.
_EVENTS_PER_SAVE = 4_000
_EVENTS_PER_INTERRUPTION = 20_000


@dataclasses.dataclass(frozen=True)
class Step:
    """What is done when learners have made so many events.

    What lasts, lasts for seconds: without it, nobody makes events.
    """

    at_event: int
    deed: Deed
    # What else has to be chosen for it.
    choice: int


def steps(seed: int, num_events: int, num_kills: int) -> list[Step]:
    """Returns all that happens to servers, disk and lesson, in order.

    Args:
        seed: Whatever is drawn follows from it.
        num_events: How many events learners will make.
        num_kills: How often servers are killed.
    """
    source = random.Random(f'{seed}/steps')
    planned: list[tuple[float, Deed]] = []
    for place in _spread(source, num_kills):
        planned.append((place, source.choice(_KILLS)))
    saves = max(3, num_events // _EVENTS_PER_SAVE)
    for number, place in enumerate(_spread(source, saves)):
        planned.append((place, ('rename', 'edit', 'revert')[number % 3]))
    interruptions = max(1, num_events // _EVENTS_PER_INTERRUPTION)
    deeds: tuple[Deed, ...] = ('disk_full', 'unpublish')
    for deed in deeds:
        for place in _spread(source, interruptions):
            planned.append((place, deed))
    return [
        Step(int(place * num_events), deed, source.randrange(2**31))
        for place, deed in sorted(planned, key=lambda each: each[0])
    ]


def _spread(source: random.Random, number: int) -> Iterator[float]:
    """Yields places in a run, one in each of so many equal parts of it."""
    for part in range(number):
        yield 0.98 * (part + source.random()) / number


class FaultSource:
    """What happens to one request of learners after the other.

    Args:
        seed: What is drawn follows from it.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f'{seed}/faults')

    def draw(self) -> tuple[Fault | None, float]:
        """Returns what happens, and a number from 0 to 1 to do it with."""
        is_hit = self._random.random() < FAULT_RATE
        fault = self._random.choice(FAULTS)
        return fault if is_hit else None, self._random.random()
