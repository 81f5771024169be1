"""How often one sender may report: token buckets in this process.

Every process has buckets of its own, so the limits are those of one process;
they are there to stop a flood, not to meter. Senders that have been quiet
longest are forgotten first, which only ever gives them a full bucket again.
"""

from __future__ import annotations

import collections
import dataclasses
import math
import os
import threading
from collections.abc import Callable

from core import clock, feconf
from core.controllers import http_errors
from core.platform.auth import environment

_SETTING = 'STATS_RATE_LIMITS'


@dataclasses.dataclass
class _Bucket:
    tokens: float
    filled_at_secs: float


class TokenBuckets:
    """One bucket for each sender.

    Args:
        rate: Tokens a second that flow into a bucket.
        burst: Tokens that a full bucket holds.
        max_senders: Buckets to remember.
        now_secs: The time in seconds, from any origin.
    """

    def __init__(
        self,
        rate: float,
        burst: float,
        max_senders: int,
        now_secs: Callable[[], float],
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._max_senders = max_senders
        self._now_secs = now_secs
        self._lock = threading.Lock()
        # The one used last stands last.
        self._buckets: collections.OrderedDict[str, _Bucket] = (
            collections.OrderedDict()
        )

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, sender: str) -> float:
        """Takes a token.

        Args:
            sender: Whose.

        Returns:
            0 if there was one; otherwise the seconds until there is one.
        """
        with self._lock:
            bucket = self._filled(sender)
            if bucket.tokens >= 1:
                bucket.tokens -= 1
                return 0.0
            return (1 - bucket.tokens) / self._rate

    def _filled(self, sender: str) -> _Bucket:
        now = self._now_secs()
        bucket = self._buckets.setdefault(sender, _Bucket(self._burst, now))
        self._buckets.move_to_end(sender)
        if len(self._buckets) > self._max_senders:
            self._buckets.popitem(last=False)
        # A clock that is set back must not empty the bucket.
        elapsed = max(now - bucket.filled_at_secs, 0)
        bucket.tokens = min(self._burst, bucket.tokens + elapsed * self._rate)
        bucket.filled_at_secs = now
        return bucket


def are_limits_on() -> bool:
    """Reads the environment variable STATS_RATE_LIMITS: `on` or `off`.

    A benchmark sends everything from one address, and switches the limits off.

    Raises:
        RuntimeError: It is neither, or `off` in production.
    """
    value = os.environ.get(_SETTING) or 'on'
    if value not in ('on', 'off'):
        raise RuntimeError(f'{_SETTING} must be on or off, not {value!r}.')
    if value == 'off' and environment.is_production():
        raise RuntimeError(
            f'{_SETTING}=off is for benchmarks: in production anybody could '
            'flood the event log.'
        )
    return value == 'on'


def _now_secs() -> float:
    return clock.now_msecs() / 1000


# Read when the application is imported: a wrong setting stops its start.
_are_limits_on = are_limits_on()


_by_address = TokenBuckets(
    feconf.EVENT_REQUESTS_PER_SEC_PER_ADDRESS,
    feconf.EVENT_REQUESTS_BURST_PER_ADDRESS,
    feconf.MAX_RATE_LIMITED_SENDERS,
    _now_secs,
)
_by_session = TokenBuckets(
    feconf.EVENT_REQUESTS_PER_SEC_PER_SESSION,
    feconf.EVENT_REQUESTS_BURST_PER_SESSION,
    feconf.MAX_RATE_LIMITED_SENDERS,
    _now_secs,
)


def check_address(address: str) -> None:
    """Raises TooManyRequestsError if an address sends too often."""
    _check(_by_address, address)


def check_session(session_id: str) -> None:
    """Raises TooManyRequestsError if a session sends too often."""
    _check(_by_session, session_id)


def _check(buckets: TokenBuckets, sender: str) -> None:
    if not _are_limits_on:
        return
    wait_secs = buckets.take(sender)
    if wait_secs:
        raise http_errors.TooManyRequestsError(
            'Too many requests; please wait.', math.ceil(wait_secs)
        )
