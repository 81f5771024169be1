"""Limits of the work of one sender: token buckets in this process.

A token is the work of recording one event in a batch, about a quarter of a
millisecond. Every process has its own buckets, so the limits are those of
one process; they are there to stop a flood, not to meter. The sender that
has been idle longest is forgotten first, which only gives it a full bucket
again.
"""

from __future__ import annotations

import collections
import dataclasses
import math
import threading
from collections.abc import Callable

from core import clock, feconf, settings
from core.controllers import http_errors


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
        # Ordered by last use, most recent last (LRU).
        self._buckets: collections.OrderedDict[str, _Bucket] = (
            collections.OrderedDict()
        )

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, sender: str, tokens: float = 1) -> float:
        """Takes tokens, if there are enough.

        Args:
            sender: The owner of the bucket.
            tokens: The number of tokens. A full bucket suffices for more than
                it holds; otherwise such work could never be done.

        Returns:
            0 if there were enough; otherwise the seconds until there are.
        """
        needed = min(tokens, self._burst)
        with self._lock:
            bucket = self._filled(sender)
            if bucket.tokens >= needed:
                bucket.tokens -= needed
                return 0.0
            return (needed - bucket.tokens) / self._rate

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


def _now_secs() -> float:
    return clock.now_msecs() / 1000


class Limit:
    """The limit of one kind of work, with a bucket for each sender.

    Args:
        tokens_per_sec: Tokens a second in the long run.
        burst: Tokens at once.
        message: The error message when a sender asks for more.
    """

    def __init__(
        self, tokens_per_sec: float, burst: float, message: str
    ) -> None:
        self.tokens_per_sec = tokens_per_sec
        self.burst = burst
        self._message = message
        self.forget()

    def forget(self) -> None:
        """Gives everybody a full bucket."""
        self._buckets = TokenBuckets(
            self.tokens_per_sec,
            self.burst,
            feconf.MAX_RATE_LIMITED_SENDERS,
            _now_secs,
        )

    def check(self, sender: str, tokens: float = 1) -> None:
        """Takes tokens of a sender.

        Args:
            sender: The sender.
            tokens: The number of tokens.

        Raises:
            TooManyRequestsError: The sender has to wait; nothing was taken.
        """
        if settings.current().rate_limits == 'off':
            return
        wait_secs = self._buckets.take(sender, tokens)
        if wait_secs:
            raise http_errors.TooManyRequestsError(
                self._message, math.ceil(wait_secs)
            )


_SLOW_DOWN = 'Too much at once; please wait.'
_JUST_DONE = 'This has just been done; please wait.'
_FROM_YOUR_NETWORK = (
    'Too much at once has come from your network. Please wait a moment, and '
    'try again.'
)

# By session.
REPORTS_OF_SESSION = Limit(
    feconf.REPORT_TOKENS_PER_SEC_PER_SESSION,
    feconf.REPORT_TOKENS_BURST_PER_SESSION,
    _SLOW_DOWN,
)

# By address, all others.
REPORTS = Limit(
    feconf.REPORT_TOKENS_PER_SEC_PER_ADDRESS,
    feconf.REPORT_TOKENS_BURST_PER_ADDRESS,
    _SLOW_DOWN,
)
PLAYS = Limit(
    feconf.PLAYS_PER_SEC_PER_ADDRESS,
    feconf.PLAYS_BURST_PER_ADDRESS,
    _FROM_YOUR_NETWORK,
)
PICTURES = Limit(
    feconf.PICTURES_PER_SEC_PER_ADDRESS,
    feconf.PICTURES_BURST_PER_ADDRESS,
    _FROM_YOUR_NETWORK,
)
PAGES = Limit(
    feconf.PAGES_PER_SEC_PER_ADDRESS,
    feconf.PAGES_BURST_PER_ADDRESS,
    _FROM_YOUR_NETWORK,
)
SAVES = Limit(
    feconf.SAVE_TOKENS_PER_SEC_PER_ADDRESS,
    feconf.SAVE_TOKENS_BURST_PER_ADDRESS,
    _FROM_YOUR_NETWORK,
)
# Separate from saves: checking many texts must not prevent saving.
CHECKS = Limit(
    feconf.SAVE_TOKENS_PER_SEC_PER_ADDRESS,
    feconf.SAVE_TOKENS_BURST_PER_ADDRESS,
    _FROM_YOUR_NETWORK,
)
SIGN_INS = Limit(
    feconf.SIGN_INS_PER_SEC_PER_ADDRESS,
    feconf.SIGN_INS_BURST_PER_ADDRESS,
    _FROM_YOUR_NETWORK,
)

# By exploration.
FOLDS = Limit(
    feconf.FOLD_REQUESTS_PER_SEC, feconf.FOLD_REQUESTS_BURST, _JUST_DONE
)
AUDITS = Limit(
    feconf.AUDIT_REQUESTS_PER_SEC, feconf.AUDIT_REQUESTS_BURST, _JUST_DONE
)

_ALL = (
    *(REPORTS_OF_SESSION, REPORTS, PLAYS, PICTURES, PAGES, SAVES),
    *(CHECKS, SIGN_INS, FOLDS, AUDITS),
)


def forget_all() -> None:
    """Gives everybody full buckets."""
    for limit in _ALL:
        limit.forget()
