"""How many shards the counters of an exploration version have.

One entity takes about one write a second in Datastore, so counts are added to
shards. Every version begins with a few. When they are written too much, their
number is doubled; the base entity, which all readers read, says how
many there are.

- Growing makes the new shards in the transaction that says so. Writes never
  make one of those: so a write lands where readers look, whatever number its
  process goes by. A smaller one than is true does no harm.
- A session may be counted on different shards: counters are sums, and nothing
  else hangs on the shard of a session.
- Each process remembers what it has read of the number. It goes by that to find
  out which shards to read, and reads again if the base entity says more.
- Nothing brings the number back by itself; shard_merging_services can.
"""

from __future__ import annotations

import collections
import logging
import threading
from typing import Protocol

from google.api_core import exceptions

from core import clock, feconf, settings
from core.domain import shard_load_domain, stats_counters_services
from core.platform import datastore
from core.platform.datastore import process_cache, store
from core.storage.statistics import gae_models as stats_models

Base = stats_models.ExplorationStatsModel
Shard = stats_models.ExplorationStatsShardModel


class _HasNumber(Protocol):
    @property
    def num_shards(self) -> int | None: ...


class _Process:
    """What this process knows of the shards in one store."""

    def __init__(self) -> None:
        self.loads = shard_load_domain.ShardLoads(
            datastore.max_writes_per_sec_of_entity()
        )
        self._lock = threading.Lock()
        # Of versions that have grown; most recently learnt last.
        self._numbers: collections.OrderedDict[tuple[str, int], int] = (
            collections.OrderedDict()
        )

    def number(self, exp_id: str, version: int) -> int:
        return self._numbers.get((exp_id, version), feconf.NUM_STATS_SHARDS)

    def remember(self, exp_id: str, version: int, number: int) -> None:
        with self._lock:
            self._numbers.pop((exp_id, version), None)
            if number > feconf.NUM_STATS_SHARDS:
                self._numbers[exp_id, version] = number
                if len(self._numbers) > feconf.MAX_WATCHED_SHARDS:
                    self._numbers.popitem(last=False)


_process = process_cache.PerStore(_Process).get


def known_number(exp_id: str, version: int) -> int:
    """Returns how many shards a version had when this process looked last."""
    return _process().number(exp_id, version)


def learn(exp_id: str, version: int, base: _HasNumber | None) -> int:
    """Returns how many shards a version has, and remembers it.

    Args:
        exp_id: The exploration.
        version: The version.
        base: Its base entity, as it was just read.
    """
    number = number_in(base)
    if number != known_number(exp_id, version):
        _process().remember(exp_id, version, number)
    return number


def number_in(base: _HasNumber | None) -> int:
    """Returns how many shards there are, by the base entity."""
    stored = base.num_shards if base is not None else None
    return stored or feconf.NUM_STATS_SHARDS


def id_of_shard(exp_id: str, version: int, session_id: str) -> str:
    """Returns the id of the shard on which to count a session now."""
    number = _shard_number(exp_id, version, session_id)
    return Shard.get_entity_id(exp_id, version, number)


def _shard_number(exp_id: str, version: int, session_id: str) -> int:
    return stats_counters_services.shard_number_of(
        session_id, known_number(exp_id, version)
    )


def shard_for(
    transaction: store.Transaction, exp_id: str, version: int, session_id: str
) -> Shard:
    """Returns the shard on which to count a session.

    Args:
        transaction: In which to count.
        exp_id: The exploration.
        version: The version that the session plays.
        session_id: The session.
    """
    number = _shard_number(exp_id, version, session_id)
    if number >= feconf.NUM_STATS_SHARDS:
        shard = transaction.get(
            Shard, Shard.get_entity_id(exp_id, version, number)
        )
        if shard is not None:
            return shard
        # Since this process learnt of it, they have been merged.
        _process().remember(exp_id, version, feconf.NUM_STATS_SHARDS)
        number = _shard_number(exp_id, version, session_id)
    return transaction.get_or_new(
        Shard,
        id=Shard.get_entity_id(exp_id, version, number),
        exp_id=exp_id,
        exp_version=version,
    )


def note_write(
    exp_id: str, version: int, shard: Shard, num_conflicts: int
) -> None:
    """Notes a write that was done, and lets shards grow if they have to.

    Args:
        exp_id: The exploration.
        version: The version.
        shard: The shard, as it was counted on.
        num_conflicts: Attempts at it that failed.
    """
    shard_id = store.id_of(shard)
    if not _process().loads.is_too_much(
        shard_id, shard.revision, num_conflicts, clock.now_msecs()
    ):
        return
    known = known_number(exp_id, version)
    try:
        grow(exp_id, version, known, 2 * known)
    except exceptions.GoogleAPICallError as error:
        # The write is done, and another one will try again.
        logging.warning('The shards of %s did not grow: %s', shard_id, error)


def grow(exp_id: str, version: int, known: int, wanted: int) -> int:
    """Gives the counters of a version more shards, unless it has them by now.

    Args:
        exp_id: The exploration.
        version: The version.
        known: How many shards those had in mind who wrote too much.
        wanted: How many there should be, a power of two.

    Returns:
        How many shards there are.
    """
    base_id = Base.get_entity_id(exp_id, version)

    def make(transaction: store.Transaction) -> int:
        base = transaction.get_or_new(
            Base, id=base_id, exp_id=exp_id, exp_version=version
        )
        number = number_in(base)
        if number > known or not _may_grow(base):
            return number
        made = min(wanted, max_shards())
        if made <= number:
            return number
        _make_shards(transaction, exp_id, version, range(number, made))
        base.num_shards = made
        base.shards_grew_at_msecs = int(clock.now_msecs())
        transaction.put(base)
        return made

    number = store.run(make)
    _process().remember(exp_id, version, number)
    return number


def max_shards() -> int:
    """Returns how many shards a version may have in this store."""
    # An audit touches all of them, and accounts of sessions, in a transaction.
    room = datastore.max_entity_groups() * 2 // 3
    number = feconf.MAX_STATS_SHARDS
    while number > max(room, feconf.NUM_STATS_SHARDS):
        number //= 2
    return number


def _may_grow(base: Base) -> bool:
    if settings.current().shard_growth == 'off':
        return False
    pause_msecs = 1000 * feconf.MIN_SECS_BETWEEN_SHARD_GROWTHS
    grew_at = base.shards_grew_at_msecs
    return grew_at is None or clock.now_msecs() - grew_at >= pause_msecs


def _make_shards(
    transaction: store.Transaction, exp_id: str, version: int, numbers: range
) -> None:
    ids = [Shard.get_entity_id(exp_id, version, number) for number in numbers]
    # One may be there if something damaged the base entity; what it has
    # counted is as true as it was.
    transaction.fetch((Shard, each) for each in ids)
    transaction.put(
        *(
            transaction.get_or_new(
                Shard, id=each, exp_id=exp_id, exp_version=version
            )
            for each in ids
        )
    )


def flush_interval_secs(exp_id: str, version: int) -> int:
    """Returns how long tabs that play a version should let counts wait."""
    return shard_load_domain.flush_interval_secs(known_number(exp_id, version))
