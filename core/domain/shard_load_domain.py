"""The load of the shards of counters, and the flush interval of tabs.

Each write raises the revision of its shard. So a process that writes to a shard
twice learns the number of writes of all processes in between, without extra
requests.
"""

from __future__ import annotations

import collections
import dataclasses
import threading

from core import feconf


@dataclasses.dataclass
class _Window:
    began_msecs: float
    first_revision: int
    num_conflicts: int = 0


class ShardLoads:
    """The write rates of shards, as far as one process knows.

    The least recently written shards are forgotten first.

    Args:
        max_writes_per_sec: Writes to one entity that the store sustains.
    """

    def __init__(self, max_writes_per_sec: float) -> None:
        self._tolerated = feconf.MAX_SHARE_OF_SHARD_LIMIT * max_writes_per_sec
        self._lock = threading.Lock()
        self._windows: collections.OrderedDict[str, _Window] = (
            collections.OrderedDict()
        )

    def is_too_much(
        self, shard_id: str, revision: int, num_conflicts: int, now_msecs: float
    ) -> bool:
        """Records a write, and returns whether its shard is overloaded.

        Args:
            shard_id: The shard.
            revision: Its revision after this write.
            num_conflicts: Failed attempts at this write, because of concurrent
                writes.
            now_msecs: The time in milliseconds.

        Returns:
            Whether the shard is now known to be written too often. Counting
            starts again after that.
        """
        with self._lock:
            window = self._windows.get(shard_id)
            if window is None:
                self._begin(shard_id, revision, now_msecs)
                return False
            window.num_conflicts += num_conflicts
            attempts = revision - window.first_revision + window.num_conflicts
            msecs = now_msecs - window.began_msecs
            longest = 1000 * feconf.WRITES_TO_MEASURE_SHARD / self._tolerated
            # Also restarts after the shard was recreated or the clock set back.
            if not 0 <= msecs < longest or revision < window.first_revision:
                self._begin(shard_id, revision, now_msecs)
                return False
            if attempts < feconf.WRITES_TO_MEASURE_SHARD:
                return False
            self._begin(shard_id, revision, now_msecs)
            return True

    def _begin(self, shard_id: str, revision: int, now_msecs: float) -> None:
        self._windows[shard_id] = _Window(now_msecs, revision)
        self._windows.move_to_end(shard_id)
        while len(self._windows) > feconf.MAX_WATCHED_SHARDS:
            self._windows.popitem(last=False)


def flush_interval_secs(num_shards: int) -> int:
    """Returns the time for which tabs should collect counts before sending.

    Twice as many shards, with half as many batches from each tab, serve four
    times as many learners.

    Args:
        num_shards: The shards of the version that they play.
    """
    times = max(num_shards // feconf.SHARDS_TO_FLUSH_LESS_OFTEN, 1)
    return min(
        times * feconf.STATS_FLUSH_INTERVAL_SECS,
        feconf.MAX_STATS_FLUSH_INTERVAL_SECS,
    )
