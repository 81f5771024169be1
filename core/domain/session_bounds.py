"""Bounds on the number of events that one learner can cause in a session.

The transaction of every event reads the session's account and refuses events
beyond the bounds, in whatever order they arrive. The bounds on counts in
batches are in `session_account_domain`.

The bounds follow from the declaration of an event (`Event.happens_once`).
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Mapping

from core import errors, feconf
from core.domain import event_domain

# Numbers of a session's events by type and state. Types that happen once are
# counted under NO_STATE. Names can be long, so the keys of states of the
# version are their numbers, and those of other states a digest.
EventCounts = Counter[tuple[str, str]]

NO_STATE = ''

# Prefix of the digests of names of states that the version does not have.
_UNKNOWN = '?'

# Long enough that the few unknown names of a session do not collide.
_DIGITS_OF_DIGEST = 12

# Events that a session may have many of are counted by sampling (R. Morris,
# "Counting large numbers of events in small registers", 1978): one transaction
# in four writes the session's account, and counts its events four times. So the
# bound of 1,000 events on a state is accurate to about 60, and three in four
# transactions of a learner who only answers need not write the account.
_SAMPLING_WEIGHT = 4
# With more events of a type on one state in a transaction, counting them four
# times could exceed the bound wrongly, so they are counted exactly.
_MAX_SAMPLED = 10

_chance = random.SystemRandom()


def add_event(
    counts: EventCounts,
    event: event_domain.Event,
    state_numbers: Mapping[str, int],
) -> tuple[str, str]:
    """Counts an event of a session, unless it exceeds a bound.

    Args:
        counts: The numbers of the session's events; the event is added.
        event: The event.
        state_numbers: The numbers of the states of the version, by name.

    Returns:
        The key under which it was counted.

    Raises:
        ValidationError: One learner cannot cause so many; nothing was added.
    """
    key = _event_key(event, state_numbers)
    most = 1 if event.happens_once else feconf.MAX_EVENTS_PER_STATE
    if counts[key] >= most:
        raise errors.ValidationError(
            f'one session has at most {most} {event.event_type}'
            + ('' if event.happens_once else ' on one card')
        )
    if counts.total() >= feconf.MAX_EVENTS_PER_SESSION:
        raise errors.ValidationError(
            f'one session has at most {feconf.MAX_EVENTS_PER_SESSION} events'
        )
    if key not in counts and key[1].startswith(_UNKNOWN):
        _require_few_unknown_states({key[1], *(state for _, state in counts)})
    counts[key] += 1
    return key


def draw_weight(added: EventCounts) -> int:
    """Returns how many times to count the events that a transaction adds.

    Args:
        added: The numbers of these events.

    Returns:
        1 if they include a type that happens once, a state that does not exist,
        or many of a type on one state; otherwise _SAMPLING_WEIGHT for a random
        sample of the transactions, and 0 for the rest.
    """
    if max(added.values(), default=0) > _MAX_SAMPLED:
        return 1
    if any(state == NO_STATE or state[0] == _UNKNOWN for _, state in added):
        return 1
    return _SAMPLING_WEIGHT if _is_drawn() else 0


def _is_drawn() -> bool:
    return _chance.randrange(_SAMPLING_WEIGHT) == 0


def _event_key(
    event: event_domain.Event, state_numbers: Mapping[str, int]
) -> tuple[str, str]:
    if event.happens_once:
        return event.event_type, NO_STATE
    number = state_numbers.get(event.state_name)
    if number is None:
        digest = hashlib.sha256(event.state_name.encode()).hexdigest()
        return event.event_type, _UNKNOWN + digest[:_DIGITS_OF_DIGEST]
    return event.event_type, str(number)


def _require_few_unknown_states(states: set[str]) -> None:
    unknown = sum(state.startswith(_UNKNOWN) for state in states)
    if unknown > feconf.MAX_UNRECOGNISED_STATES_PER_SESSION:
        raise errors.ValidationError(
            'this session names too many states that do not exist',
            'state_name',
        )
