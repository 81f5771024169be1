"""Simulates writes of learners' counts to the shards of one exploration.

A discrete-event simulation of one shard, which represents all: each has as many
learners. When the number of shards is doubled, half of the learners move to
another shard.

Datastore behaves as documented: a shard sustains one write per second, and a
writer that waits longer than its retries is refused. The code of production
decides on the number of shards and on how long tabs collect counts
(shard_load_domain), but here all processes notice a change at once.
"""

from __future__ import annotations

import dataclasses
import heapq
import math
import random
from collections.abc import Callable

from core import feconf
from core.domain import shard_load_domain

# Seconds of the simulation; of its beginning, in which learners arrive; and of
# its end, which is measured.
TOTAL_SECS = 1200.0
ARRIVAL_SECS = 300.0
MEASURED_SECS = 300.0

# Cards of the lesson, and median seconds between two of them: two answers of
# eight seconds each, as in benchmarks.ingest.
CARDS = 20
SECS_PER_CARD = 16.0

# The standard deviation of the logarithm of a log-normal factor of these
# pauses, and the mean of the factor.
_DEVIATION = 0.5
MEAN_OF_CHANCE = math.exp(_DEVIATION**2 / 2)

# Seconds of a transaction; and for which a request retries it before it
# responds with 503, so that the browser retries (transaction_services).
COMMIT_SECS = 0.05
PATIENCE_SECS = 10.0

# Seconds between retries of a browser, as in retry_schedule.js.
_FIRST_PAUSE_SECS = 1.0
_LONGEST_PAUSE_SECS = 300.0
_LEAST_PAUSE_SECS = 0.2


@dataclasses.dataclass(frozen=True)
class Policy:
    """The behaviour of shards and tabs.

    Attributes:
        max_shards: The maximum number of shards.
        writes_per_sec: Sustained writes per second of one entity.
    """

    max_shards: int = feconf.MAX_STATS_SHARDS
    writes_per_sec: float = 1.0


@dataclasses.dataclass(frozen=True)
class Outcome:
    """The outcome of counts during the measured time.

    Attributes:
        num_shards: Shards of the version at the end.
        flush_secs: Seconds for which tabs collect counts at the end.
        batches_per_session: Batches of a learner who plays to the end.
        batches_per_sec: Batches of all learners that were counted.
        refused_share: The share of attempts that were refused.
        delays: Seconds from the first action in a batch until it was counted:
            the median, and the 95th and 99th percentiles.
        waiting: The share of learners whose browser has an unacknowledged
            batch at the end.
        secs_until_grown: The time of the last growth of shards; 0 if none.
    """

    num_shards: int
    flush_secs: float
    batches_per_session: float
    batches_per_sec: float
    refused_share: float
    delays: tuple[float, float, float]
    waiting: float
    secs_until_grown: float


@dataclasses.dataclass(eq=False)
class _Tab:
    residue: int
    cards: int = 0
    pending_since: float | None = None
    is_flush_due: bool = False
    failures: int = 0
    # The time of the first action in the unacknowledged batch, if there is one.
    sent_since: float | None = None
    is_flush_put_off: bool = False


class Crowd:
    """Concurrent learners on one exploration.

    Args:
        num_learners: Their constant number: another follows each who finishes.
        policy: The behaviour of shards and tabs.
        seed: The seed of all random numbers.
    """

    def __init__(
        self, num_learners: float, policy: Policy, seed: int = 1
    ) -> None:
        self._policy = policy
        self._random = random.Random(f'{seed} {num_learners}')
        self._loads = shard_load_domain.ShardLoads(policy.writes_per_sec)
        self._num_shards = feconf.NUM_STATS_SHARDS
        self._grew_at = 0.0
        self._free_at = 0.0
        self._revision = 0
        self._delays: list[float] = []
        self._num_refused = 0
        self._num_sealed = self._num_sessions = 0
        self._queue: list[tuple[float, int, _Tab, str]] = []
        self._order = 0
        ratio = policy.max_shards // feconf.NUM_STATS_SHARDS
        whole = num_learners / feconf.NUM_STATS_SHARDS
        number = max(1, round(whole))
        # The number of learners that each simulated one represents.
        self._weight = num_learners / number / feconf.NUM_STATS_SHARDS
        self._tabs = [_Tab(index % ratio) for index in range(number)]

    def play(self) -> Outcome:
        """Runs the simulation."""
        for tab in self._tabs:
            self._at(self._random.uniform(0, ARRIVAL_SECS), tab, 'card')
        actions: dict[str, Callable[[float, _Tab], None]] = {
            'card': self._show_card,
            'flush': self._flush,
            'send': self._send,
        }
        while self._queue and self._queue[0][0] <= TOTAL_SECS:
            now, _, tab, what = heapq.heappop(self._queue)
            if self._is_here(tab):
                actions[what](now, tab)
        return self._outcome()

    def _at(self, time: float, tab: _Tab, what: str) -> None:
        # After earlier entries of the same time, for a deterministic order.
        self._order += 1
        heapq.heappush(self._queue, (time, self._order, tab, what))

    def _is_here(self, tab: _Tab) -> bool:
        return tab.residue % (self._num_shards // feconf.NUM_STATS_SHARDS) == 0

    @property
    def _flush_secs(self) -> float:
        return shard_load_domain.flush_interval_secs(self._num_shards)

    def _show_card(self, now: float, tab: _Tab) -> None:
        if tab.pending_since is None:
            tab.pending_since = now
        is_first, is_last = tab.cards == 0, tab.cards == CARDS - 1
        if is_first or is_last:
            self._flush(now, tab)
        elif not tab.is_flush_due:
            tab.is_flush_due = True
            self._at(now + self._flush_secs, tab, 'flush')
        tab.cards = (tab.cards + 1) % CARDS
        if is_last and self._is_measured(now):
            self._num_sessions += 1
        pause = self._random.lognormvariate(0, _DEVIATION) * SECS_PER_CARD
        self._at(now + pause, tab, 'card')

    def _flush(self, now: float, tab: _Tab) -> None:
        tab.is_flush_due = False
        if tab.pending_since is None:
            return
        if tab.sent_since is not None:
            # While a batch is unacknowledged, counts wait for the next one.
            tab.is_flush_put_off = True
            return
        tab.sent_since, tab.pending_since = tab.pending_since, None
        self._num_sealed += self._is_measured(now)
        self._send(now, tab)

    def _send(self, now: float, tab: _Tab) -> None:
        begin = max(now, self._free_at)
        if begin - now > PATIENCE_SECS or tab.sent_since is None:
            self._refuse(now + PATIENCE_SECS, tab)
            return
        self._free_at = begin + 1 / self._policy.writes_per_sec
        done = begin + COMMIT_SECS
        if self._is_measured(done):
            self._delays.append(done - tab.sent_since)
        tab.sent_since, tab.failures = None, 0
        self._note_write(done)
        if tab.is_flush_put_off:
            tab.is_flush_put_off = False
            self._at(done, tab, 'flush')

    def _refuse(self, now: float, tab: _Tab) -> None:
        self._num_refused += self._is_measured(now)
        tab.failures += 1
        ceiling = min(
            _LONGEST_PAUSE_SECS,
            _FIRST_PAUSE_SECS * 2 ** min(tab.failures - 1, 30),
        )
        pause = max(_LEAST_PAUSE_SECS, self._random.uniform(0, ceiling))
        self._at(now + pause, tab, 'send')

    def _note_write(self, now: float) -> None:
        self._revision += 1
        is_too_much = self._loads.is_too_much(
            'shard', self._revision, 0, 1000 * now
        )
        pause = feconf.MIN_SECS_BETWEEN_SHARD_GROWTHS
        if not is_too_much or (self._grew_at and now - self._grew_at < pause):
            return
        wanted = min(2 * self._num_shards, self._policy.max_shards)
        if wanted > self._num_shards:
            self._num_shards, self._grew_at = wanted, now

    def _is_measured(self, now: float) -> bool:
        return TOTAL_SECS - MEASURED_SECS <= now <= TOTAL_SECS

    def _outcome(self) -> Outcome:
        here = [tab for tab in self._tabs if self._is_here(tab)]
        delays = sorted(self._delays) or [0.0]
        attempts = len(self._delays) + self._num_refused
        cards = len(here) * MEASURED_SECS / (SECS_PER_CARD * MEAN_OF_CHANCE)
        per_card = self._num_sealed / cards if cards else 0.0
        return Outcome(
            num_shards=self._num_shards,
            flush_secs=self._flush_secs,
            batches_per_session=CARDS * per_card,
            batches_per_sec=self._weight
            * len(self._delays)
            * self._num_shards
            / MEASURED_SECS,
            refused_share=self._num_refused / attempts if attempts else 0.0,
            delays=(
                _quantile(delays, 0.5),
                _quantile(delays, 0.95),
                _quantile(delays, 0.99),
            ),
            waiting=(
                sum(tab.sent_since is not None for tab in here) / len(here)
                if here
                else 0.0
            ),
            secs_until_grown=self._grew_at,
        )


def _quantile(ordered: list[float], share: float) -> float:
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
