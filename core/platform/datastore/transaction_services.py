"""Doing again what the store refuses for a moment.

NDB does so too, but after pauses of a second and more; and it repeats a lookup
that was refused for a conflict inside the same transaction, which has ended by
then and only answers with other errors. Here a conflict ends the attempt at
once, and the next one comes after milliseconds.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from typing import TypeVar

from google.api_core import exceptions

from core import logs
from core.platform import pauses

_log = logging.getLogger(__name__)

_Result = TypeVar('_Result')

# Attempts before the conflict is the caller's; with the pauses below about
# ten seconds, after which a browser does better to come again.
_MAX_ATTEMPTS = 16

# Seconds; a pause is a random part of this, doubled with each attempt up to
# the maximum. Random, so that rivals do not meet again.
_FIRST_PAUSE = 0.01
_LONGEST_PAUSE = 1.0

_chance = random.SystemRandom()

# Conflicts, and moments in which the store cannot answer.
TRANSIENT = (
    exceptions.Aborted,
    exceptions.InternalServerError,
    exceptions.ServiceUnavailable,
    exceptions.Unknown,
)


def until_undisturbed(attempt: Callable[[], _Result]) -> _Result:
    """Does something again, after a pause, while the store refuses it.

    Args:
        attempt: What to do, once; it leaves nothing behind when it is refused.

    Returns:
        The function's result.
    """
    longest = _FIRST_PAUSE
    for _ in range(_MAX_ATTEMPTS - 1):
        try:
            return attempt()
        except TRANSIENT:
            with pauses.pause():
                time.sleep(_chance.uniform(0, longest))
            longest = min(2 * longest, _LONGEST_PAUSE)
    try:
        return attempt()
    except TRANSIENT as error:
        logs.write(
            _log,
            logging.WARNING,
            'transaction out of attempts',
            attempts=_MAX_ATTEMPTS,
            error=type(error).__name__,
        )
        raise
