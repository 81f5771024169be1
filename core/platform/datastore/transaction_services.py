"""Transactions that are run again when another one was in the way.

NDB runs them again too, but after pauses of a second and more; and it repeats
a lookup that was refused for a conflict inside the same transaction, which has
ended by then and only answers with other errors. Here a conflict ends the
attempt at once, and the next one comes after milliseconds.
"""

from __future__ import annotations

import functools
import random
import time
from collections.abc import Callable, Sequence
from typing import ParamSpec, Protocol, TypeVar

from google.api_core import exceptions
from google.cloud import ndb

_Params = ParamSpec('_Params')
_Result = TypeVar('_Result')
_Entity = TypeVar('_Entity')
_Entity_co = TypeVar('_Entity_co', covariant=True)


class _Key(Protocol[_Entity_co]):
    def get(self) -> _Entity_co | None: ...


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


def transactional(
    function: Callable[_Params, _Result],
) -> Callable[_Params, _Result]:
    """Runs a function in a transaction, again after a conflict.

    The function may run several times, and once more after a commit whose
    success was not heard of; so what it does must come to the same. Called in
    a transaction it becomes part of that one.
    """

    @functools.wraps(function)
    def run(*args: _Params.args, **kwargs: _Params.kwargs) -> _Result:
        if ndb.in_transaction():
            return function(*args, **kwargs)
        return until_undisturbed(
            functools.partial(
                _run, functools.partial(function, *args, **kwargs)
            )
        )

    return run


def get_multi(keys: Sequence[_Key[_Entity]]) -> list[_Entity | None]:
    """Returns entities inside a transaction; None for what is not there."""
    return list(ndb.get_multi(keys, retries=0))


def until_undisturbed(attempt: Callable[[], _Result]) -> _Result:
    """Does something again, after a pause, while the store refuses it.

    Args:
        attempt: What to do, once; it leaves nothing behind when it is refused.

    Returns:
        What it returned.
    """
    longest = _FIRST_PAUSE
    for _ in range(_MAX_ATTEMPTS - 1):
        try:
            return attempt()
        except TRANSIENT:
            time.sleep(_chance.uniform(0, longest))
            longest = min(2 * longest, _LONGEST_PAUSE)
    return attempt()


def _run(work: Callable[[], _Result]) -> _Result:
    result: _Result = ndb.transaction(work, retries=0)
    return result
