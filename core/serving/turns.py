"""Threads that work on requests, where senders take turns."""

from __future__ import annotations

import collections
import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol


class Task(Protocol):
    """A request that is complete, as waitress hands it over."""

    def service(self) -> None:
        """Works on it and answers."""

    def cancel(self) -> None:
        """Gives it up."""


class Turns:
    """Takes the place of waitress's queue, which is first come, first served.

    The sender whose turn it is gets the next free thread, regardless of the
    queues of others; and one sender gets a part of the threads at most. Waiting
    work holds no thread, and nothing is refused.

    Args:
        num_threads: How many requests are worked on at once.
        max_per_sender: How many of one sender.
        sender_of: Names the sender of a request.
    """

    def __init__(
        self,
        num_threads: int,
        max_per_sender: int,
        sender_of: Callable[[Any], str],
    ) -> None:
        self._num_threads = num_threads
        self._max_per_sender = max_per_sender
        self._sender_of = sender_of
        self._changed = threading.Condition()
        self._is_stopping = False
        # Waiting tasks by sender; the sender whose turn is next comes first.
        self._waiting: collections.OrderedDict[str, collections.deque[Task]] = (
            collections.OrderedDict()
        )
        self._num_running: collections.Counter[str] = collections.Counter()
        # Daemons, as in waitress: the process does not wait for them to end.
        self._threads = [
            threading.Thread(target=self._run, name=f'web-{n}', daemon=True)
            for n in range(num_threads)
        ]
        for thread in self._threads:
            thread.start()

    def add_task(self, task: Task) -> None:
        """Queues a request."""
        sender = self._sender_of(task)
        with self._changed:
            self._waiting.setdefault(sender, collections.deque()).append(task)
            self._changed.notify()

    def shutdown(self, timeout: float = 5) -> None:
        """Ends the threads and drops waiting work.

        Args:
            timeout: Seconds to wait for work in progress.
        """
        with self._changed:
            self._is_stopping = True
            given_up = [
                task for many in self._waiting.values() for task in many
            ]
            self._waiting.clear()
            self._changed.notify_all()
        for task in given_up:
            task.cancel()
        end = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(end - time.monotonic(), 0))

    def _run(self) -> None:
        while (taken := self._take()) is not None:
            sender, task = taken
            try:
                task.service()
            except Exception:
                logging.exception('A request could not be answered')
            finally:
                self._give_back(sender)

    def _take(self) -> tuple[str, Task] | None:
        with self._changed:
            while not self._is_stopping:
                sender = self._next_sender()
                if sender is not None:
                    return sender, self._taken_of(sender)
                self._changed.wait()
        return None

    def _next_sender(self) -> str | None:
        return next(
            (
                sender
                for sender in self._waiting
                if self._num_running[sender] < self._max_per_sender
            ),
            None,
        )

    def _taken_of(self, sender: str) -> Task:
        tasks = self._waiting.pop(sender)
        task = tasks.popleft()
        if tasks:
            # To the end: everybody else comes before it again.
            self._waiting[sender] = tasks
        self._num_running[sender] += 1
        return task

    def _give_back(self, sender: str) -> None:
        with self._changed:
            self._num_running[sender] -= 1
            if not self._num_running[sender]:
                del self._num_running[sender]
            if sender in self._waiting:
                self._changed.notify()
