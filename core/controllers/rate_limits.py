"""Rate limits: a token bucket for each sender.

A token is the work of recording one event in a batch, about a quarter of a
millisecond. The limits are per process: they stop floods, but are no exact
quotas. The buckets of the least recently active senders are discarded, which
gives these senders a full bucket.
"""

from __future__ import annotations

import collections
import dataclasses
import math
import threading
from collections.abc import Callable

from core import clock, settings
from core.controllers import http_errors


@dataclasses.dataclass
class _Bucket:
    tokens: float
    filled_at_secs: float


def _now_secs() -> float:
    return clock.now_msecs() / 1000


# Senders that a limit tracks (about 100 bytes each).
_MAX_SENDERS = 50_000


class Limit:
    """The limit of one kind of work, with a bucket for each sender.

    Args:
        tokens_per_sec: Tokens added to a bucket per second.
        burst: Tokens in a full bucket.
        message: The error message when a bucket has too few tokens.
        max_senders: Buckets to keep.
        now_secs: The time in seconds, from any origin.
    """

    def __init__(
        self,
        tokens_per_sec: float,
        burst: float,
        message: str,
        max_senders: int = _MAX_SENDERS,
        now_secs: Callable[[], float] = _now_secs,
    ) -> None:
        self.tokens_per_sec = tokens_per_sec
        self.burst = burst
        self._message = message
        self._max_senders = max_senders
        self._now_secs = now_secs
        self._lock = threading.Lock()
        # Ordered by last use, most recent last (LRU).
        self._buckets: collections.OrderedDict[str, _Bucket] = (
            collections.OrderedDict()
        )
        _all.append(self)

    def __len__(self) -> int:
        return len(self._buckets)

    def forget(self) -> None:
        """Fills the bucket of every sender."""
        with self._lock:
            self._buckets.clear()

    def check(self, sender: str, tokens: float = 1) -> None:
        """Takes tokens from the bucket of a sender.

        Args:
            sender: The owner of the bucket.
            tokens: The number of tokens. A full bucket permits any number;
                otherwise work that needs more could never be done.

        Raises:
            TooManyRequestsError: The sender has to wait; nothing was taken.
        """
        if settings.current().rate_limits == 'off':
            return
        wait_secs = self.take(sender, tokens)
        if wait_secs:
            raise http_errors.TooManyRequestsError(
                self._message, math.ceil(wait_secs)
            )

    def take(self, sender: str, tokens: float = 1) -> float:
        """Takes tokens if there are enough.

        Args:
            sender: As in `check`.
            tokens: As in `check`.

        Returns:
            0 if there were enough; otherwise the seconds until there are.
        """
        needed = min(tokens, self.burst)
        with self._lock:
            bucket = self._refill(sender)
            if bucket.tokens >= needed:
                bucket.tokens -= needed
                return 0.0
            return (needed - bucket.tokens) / self.tokens_per_sec

    def _refill(self, sender: str) -> _Bucket:
        now = self._now_secs()
        bucket = self._buckets.setdefault(sender, _Bucket(self.burst, now))
        self._buckets.move_to_end(sender)
        if len(self._buckets) > self._max_senders:
            self._buckets.popitem(last=False)
        # If the clock was set back, the bucket must not lose tokens.
        elapsed = max(now - bucket.filled_at_secs, 0)
        bucket.tokens = min(
            self.burst, bucket.tokens + elapsed * self.tokens_per_sec
        )
        bucket.filled_at_secs = now
        return bucket


_all: list[Limit] = []


def forget_all() -> None:
    """Fills all buckets of all limits."""
    for limit in _all:
        limit.forget()


_SLOW_DOWN = 'Too much at once; please wait.'
_JUST_DONE = 'This has just been done; please wait.'
_FROM_YOUR_NETWORK = (
    'Too much at once has come from your network. Please wait a moment, and '
    'try again.'
)

# Tokens of a request in addition to those of its reports
# (docs/performance.md).
REPORT_TOKENS_PER_REQUEST = 5

# Tokens of a learner answer info: allows 23 in a row, then one every 21
# seconds, because creators have to read them.
ANSWER_DETAILS_TOKENS = 100

# Reports of one session. A learner who thinks for 15 seconds uses one token per
# second; one who clicks through a lesson, six for some minutes. An outbox
# flushed after days has up to 2,000 records, in 20 requests. These limits also
# bound the cost of folding a session.
REPORTS_OF_SESSION = Limit(5.0, 2_500.0, _SLOW_DOWN)

# Reports of one network address, which a school can share: 300 learners use 330
# tokens per second, 3,900 when all start at once, and 9,900 after the server
# was unavailable for half a minute. The rate is a sixth of a processor, so a
# flood leaves capacity; the burst is five seconds of a processor.
REPORTS = Limit(600.0, 20_000.0, _SLOW_DOWN)

# Sessions started by one address, each costing 2 ms: a school that opens three
# explorations in a row, each reloaded once.
PLAYS = Limit(20.0, 2_000.0, _FROM_YOUR_NETWORK)

# Pictures requested by one address, each costing 3 ms: a school that opens
# three lessons with 20 pictures each.
PICTURES = Limit(100.0, 20_000.0, _FROM_YOUR_NETWORK)

# Requests for pages and figures by one address: the same school, and 40
# creators whose open tabs send two requests every five seconds (16 per second).
PAGES = Limit(50.0, 3_000.0, _FROM_YOUR_NETWORK)

# Saves by one address: one token per request, plus one per this many bytes. A
# course of 40 creators who upload 500 kB each uses 1,040.
SAVE_BYTES_PER_TOKEN = 20_000
SAVES = Limit(5.0, 1_500.0, _FROM_YOUR_NETWORK)
# Separate from saves: checking many texts must not prevent saving.
CHECKS = Limit(SAVES.tokens_per_sec, SAVES.burst, _FROM_YOUR_NETWORK)

# Sign-ins and sign-outs by one address: a course of 40 with three attempts
# each.
SIGN_INS = Limit(1.0, 200.0, _FROM_YOUR_NETWORK)

# Creators' fold requests for one exploration: one whenever the tab is opened or
# its button is pressed.
FOLDS = Limit(0.1, 10.0, _JUST_DONE)

# Audit requests for one exploration. A large exploration takes several
# requests of at most feconf.FOLD_FOR_TAB_SECS each.
AUDITS = Limit(0.2, 5.0, _JUST_DONE)
