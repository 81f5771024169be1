"""Executes the plan for servers, disk and lesson while learners play."""

from __future__ import annotations

import collections
import functools
import time
from collections.abc import Callable, Sequence
from concurrent import futures

from scripts.prove_exactly_once import creator, disk, plan, servers

# Seconds for which the disk is full or the lesson private.
_INTERRUPTION_SECS = 4.0

# Maximum length of a queue. Learners wait while one is longer, so that all
# actions happen while they play.
_MAX_WAITING = 2


class ActionRunner:
    """Runs actions, with one thread per server, for the disk and the lesson.

    Args:
        all_servers: The servers.
        store_disk: The disk of their store.
        author: The author of the lesson.
    """

    def __init__(
        self,
        all_servers: Sequence[servers.Server],
        store_disk: disk.Disk,
        author: creator.Creator,
    ) -> None:
        self.counts: collections.Counter[str] = collections.Counter()
        self._servers = all_servers
        self._disk = store_disk
        self._author = author
        names = ['disk', 'lesson', *map(str, range(len(all_servers)))]
        self._queues = {name: futures.ThreadPoolExecutor(1) for name in names}
        self._waiting: dict[str, list[futures.Future[None]]] = {
            name: [] for name in names
        }

    def do(self, step: plan.Step) -> None:
        """Queues a step; waits if its queue is full."""
        self.counts[step.action] += 1
        match step.action:
            case 'kill_first' | 'kill_second' | 'kill_both':
                for index in _servers_to_kill(step.action):
                    self._queue(
                        str(index), functools.partial(self._kill, index)
                    )
            case 'disk_full':
                self._queue('disk', self._fill_disk)
            case 'unpublish':
                self._queue('lesson', self._unpublish)
            case 'edit':
                self._queue('lesson', lambda: self._author.edit(step.choice))
            case 'rename':
                self._queue('lesson', lambda: self._author.rename(step.choice))
            case 'revert':
                self._queue('lesson', lambda: self._author.revert(step.choice))

    def finish(self) -> None:
        """Waits until all actions are done; raises the first error of one."""
        for waiting in self._waiting.values():
            for future in waiting:
                future.result()
        for queue in self._queues.values():
            queue.shutdown()

    def _queue(self, name: str, action: Callable[[], None]) -> None:
        waiting = self._waiting[name]
        waiting.append(self._queues[name].submit(action))
        while len(waiting) > _MAX_WAITING:
            waiting.pop(0).result()

    def _kill(self, index: int) -> None:
        self.counts['servers killed'] += 1
        self._servers[index].kill()
        self._servers[index].start()

    def _fill_disk(self) -> None:
        pids = [pid for server in self._servers for pid in server.pids]
        self._disk.fill(pids)
        time.sleep(_INTERRUPTION_SECS)
        self._disk.free(pids)

    def _unpublish(self) -> None:
        self._author.set_public(False)
        time.sleep(_INTERRUPTION_SECS)
        self._author.set_public(True)


def _servers_to_kill(action: plan.Action) -> Sequence[int]:
    return {'kill_first': [0], 'kill_second': [1]}.get(action, [0, 1])
