"""Retries of transactions and reads after transient errors.

NDB retries too, but after a second or more; and it retries a lookup that failed
with a conflict within the same transaction, which has ended by then and only
raises other errors. Here a conflict ends the attempt at once, and the next one
follows after milliseconds.
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

# With the delays below, about ten seconds; after that, the browser should retry
# instead.
_MAX_ATTEMPTS = 16

# Exponential backoff with full jitter: the maximum delay before the first
# retry, and its limit after doubling with each attempt. The jitter keeps
# conflicting transactions from meeting again.
_FIRST_MAX_DELAY_SECS = 0.01
_MAX_DELAY_SECS = 1.0

_random = random.SystemRandom()

# Conflicts, and temporary failures of the store.
TRANSIENT_ERRORS = (
    exceptions.Aborted,
    exceptions.InternalServerError,
    exceptions.ServiceUnavailable,
    exceptions.Unknown,
)


def retry_transient(attempt: Callable[[], _Result]) -> _Result:
    """Calls a function until it raises no transient error.

    Args:
        attempt: The function; it has no effect if it raises such an error.

    Returns:
        The result of the function.

    Raises:
        GoogleAPICallError: The last attempt failed as well.
    """
    max_delay_secs = _FIRST_MAX_DELAY_SECS
    for _ in range(_MAX_ATTEMPTS - 1):
        try:
            return attempt()
        except TRANSIENT_ERRORS:
            with pauses.pause():
                time.sleep(_random.uniform(0, max_delay_secs))
            max_delay_secs = min(2 * max_delay_secs, _MAX_DELAY_SECS)
    try:
        return attempt()
    except TRANSIENT_ERRORS as error:
        logs.write(
            _log,
            logging.WARNING,
            'transaction out of attempts',
            attempts=_MAX_ATTEMPTS,
            error=type(error).__name__,
        )
        raise
