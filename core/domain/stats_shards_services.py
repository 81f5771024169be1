"""The number of shards of the counters of an exploration version.

A Datastore entity sustains about one write per second, so counts are added to
shards. Every version begins with a few. When they are written too often, their
number is doubled, and stored in the base entity, which all readers read.

- The transaction that raises the number also creates the new shards; writes
  never create them. So readers find every write, whatever number the writing
  process remembers; too small a number does no harm.
- A session may be counted on different shards: counters are sums, and nothing
  else depends on the shard of a session.
- Processes of one machine use different shards, as long as there are enough:
  requests of one process that need the same shard wait for each other, whereas
  those of different processes conflict and are retried.
- Each process remembers the number that it read last, reads that many shards,
  and reads again if the base entity has a higher number.
- The number is lowered only by shard_merging_services.
"""

from __future__ import annotations

import collections
import logging
import threading
from typing import Protocol

from google.api_core import exceptions

from core import clock, feconf, settings
from core.domain import shard_load_domain, stats_counters_services
from core.platform import datastore, processes
from core.platform.datastore import process_cache, store
from core.storage.statistics import gae_models as stats_models

Base = stats_models.ExplorationStatsModel
Shard = stats_models.ExplorationStatsShardModel


class _HasNumber(Protocol):
    @property
    def num_shards(self) -> int | None: ...


class _Process:
    """The knowledge of this process about the shards in one store."""

    def __init__(self) -> None:
        self.loads = shard_load_domain.ShardLoads(
            datastore.max_writes_per_sec_of_entity()
        )
        self._lock = threading.Lock()
        # Shard numbers of versions that have grown, most recently learnt last.
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
    """Returns the number of shards that this process read last."""
    return _process().number(exp_id, version)


def remember_number(exp_id: str, version: int, base: _HasNumber | None) -> int:
    """Returns the number of shards of a version, and remembers it.

    Args:
        exp_id: The exploration.
        version: The version.
        base: Its base entity as just read.
    """
    number = number_in(base)
    if number != known_number(exp_id, version):
        _process().remember(exp_id, version, number)
    return number


def number_in(base: _HasNumber | None) -> int:
    """Returns the number of shards according to the base entity."""
    stored = base.num_shards if base is not None else None
    return stored or feconf.NUM_STATS_SHARDS


def id_of_shard(exp_id: str, version: int, session_id: str) -> str:
    """Returns the id of the shard in which this process counts a session."""
    number = _shard_number(exp_id, version, session_id)
    return Shard.get_entity_id(exp_id, version, number)


def _shard_number(exp_id: str, version: int, session_id: str) -> int:
    num_shards = known_number(exp_id, version)
    place = processes.get_place()
    own = range(place.number % num_shards, num_shards, place.num_processes)
    return own[stats_counters_services.shard_number_of(session_id, len(own))]


def shard_for(
    transaction: store.Transaction, exp_id: str, version: int, session_id: str
) -> Shard:
    """Returns the shard that counts a session.

    Args:
        transaction: The transaction that counts.
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
        # The shards were merged after this process read their number.
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
    """Records a completed write, and adds shards if needed.

    Args:
        exp_id: The exploration.
        version: The version.
        shard: The written shard.
        num_conflicts: Failed attempts at the write.
    """
    shard_id = store.id_of(shard)
    if not _process().loads.is_too_much(
        shard_id, shard.revision, num_conflicts, clock.now_msecs()
    ):
        return
    number = known_number(exp_id, version)
    try:
        grow(exp_id, version, number, 2 * number)
    except exceptions.GoogleAPICallError as error:
        # The write itself has succeeded; a later one will try to grow again.
        logging.warning('The shards of %s did not grow: %s', shard_id, error)


def grow(exp_id: str, version: int, num_known: int, wanted: int) -> int:
    """Adds shards to a version, unless it already has them.

    Args:
        exp_id: The exploration.
        version: The version.
        num_known: The number of shards that the caller assumes.
        wanted: The requested number, a power of two.

    Returns:
        The resulting number of shards.
    """
    base_id = Base.get_entity_id(exp_id, version)

    def make(transaction: store.Transaction) -> int:
        base = transaction.get_or_new(
            Base, id=base_id, exp_id=exp_id, exp_version=version
        )
        number = number_in(base)
        if number > num_known or not _may_grow(base):
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
    """Returns the maximum number of shards of a version in this store."""
    # An audit's transaction includes all of them and accounts of sessions.
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
    # A shard may exist if the base entity was damaged; its counts are valid.
    transaction.fetch((Shard, shard_id) for shard_id in ids)
    transaction.put(
        *(
            transaction.get_or_new(
                Shard, id=shard_id, exp_id=exp_id, exp_version=version
            )
            for shard_id in ids
        )
    )


def flush_interval_secs(exp_id: str, version: int) -> int:
    """Returns the flush interval for tabs that play a version."""
    return shard_load_domain.flush_interval_secs(known_number(exp_id, version))
