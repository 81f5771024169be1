"""The plan of faults, which the seed determines.

faulty_play.js draws the mishaps of browsers from the same seed. Times are
numbers of recorded events instead of seconds, so that they do not depend on the
speed of the machine.
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

# Share of the learners' requests with a fault.
FAULT_RATE = 0.12

Action = Literal[
    'kill_first',
    'kill_second',
    'kill_both',
    'disk_full',
    'edit',
    'rename',
    'revert',
    'unpublish',
]

_KILLS: tuple[Action, ...] = ('kill_first', 'kill_second', 'kill_both')

# Events per saved version, and per interruption (the lesson is private, or the
# disk full).
_EVENTS_PER_SAVE = 4_000
_EVENTS_PER_INTERRUPTION = 20_000


@dataclasses.dataclass(frozen=True)
class Step:
    """An action, due when learners have recorded a number of events.

    The duration of interruptions is in seconds, because learners record no
    events meanwhile.
    """

    at_event: int
    action: Action
    # A random number that determines the details of the action.
    choice: int


def steps(seed: int, num_events: int, num_kills: int) -> list[Step]:
    """Returns the actions for servers, disk and lesson, in order.

    Args:
        seed: Determines the plan.
        num_events: The number of events of learners.
        num_kills: The number of times that servers are killed.
    """
    source = random.Random(f'{seed}/steps')
    planned: list[tuple[float, Action]] = []
    for place in _spread(source, num_kills):
        planned.append((place, source.choice(_KILLS)))
    saves = max(3, num_events // _EVENTS_PER_SAVE)
    for number, place in enumerate(_spread(source, saves)):
        planned.append((place, ('rename', 'edit', 'revert')[number % 3]))
    interruptions = max(1, num_events // _EVENTS_PER_INTERRUPTION)
    actions: tuple[Action, ...] = ('disk_full', 'unpublish')
    for action in actions:
        for place in _spread(source, interruptions):
            planned.append((place, action))
    return [
        Step(int(place * num_events), action, source.randrange(2**31))
        for place, action in sorted(planned, key=lambda entry: entry[0])
    ]


def _spread(source: random.Random, number: int) -> Iterator[float]:
    """Yields numbers from 0 to 1, one in each of `number` equal parts."""
    for part in range(number):
        yield 0.98 * (part + source.random()) / number


class FaultSource:
    """Draws the faults of successive requests.

    Args:
        seed: Determines the faults.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f'{seed}/faults')

    def draw(self) -> tuple[Fault | None, float]:
        """Returns a fault, if any, and a random number for its details."""
        is_hit = self._random.random() < FAULT_RATE
        fault = self._random.choice(FAULTS)
        return fault if is_hit else None, self._random.random()
