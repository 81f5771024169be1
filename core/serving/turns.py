"""Threads that work on requests, where senders take turns."""

from __future__ import annotations

import collections
import contextlib
import logging
import math
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol

# How long a request is quick, in seconds. A report of a learner takes a few
# milliseconds unless it waits.
_QUICK_SECS = 0.03


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

    Threads that compute at the same time only slow each other down: each waits
    for Python's lock, again and again, which may cost more than the request. So
    the next request begins when the ones before are done, pause, or have turned
    out not to be quick.

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
        self._max_per_sender = max_per_sender
        self._sender_of = sender_of
        self._lock = threading.Lock()
        # Threads without work; and the one that waits for its request to begin.
        self._idle = threading.Condition(self._lock)
        self._next = threading.Condition(self._lock)
        self._is_next_waiting = False
        # When the threads that compute have begun, by thread, in seconds.
        self._begun_secs: dict[int, float] = {}
        self._is_stopping = False
        # Waiting tasks by sender; the sender whose turn is next comes first.
        self._waiting: collections.OrderedDict[str, collections.deque[Task]] = (
            collections.OrderedDict()
        )
        self._num_running: collections.Counter[str] = collections.Counter()
        # Daemons, as in waitress: the process does not wait for them to end.
        self._threads = [
            threading.Thread(
                target=self._run, name=f'web-{number}', daemon=True
            )
            for number in range(num_threads)
        ]
        for thread in self._threads:
            thread.start()

    def add_task(self, task: Task) -> None:
        """Queues a request."""
        sender = self._sender_of(task)
        with self._lock:
            self._waiting.setdefault(sender, collections.deque()).append(task)
            self._wake_one()

    @contextlib.contextmanager
    def pause(self) -> Iterator[None]:
        """Lets the next request begin while this thread waits."""
        thread = threading.get_ident()
        with self._lock:
            begun_secs = self._begun_secs.pop(thread, None)
            self._wake_one()
        try:
            yield
        finally:
            if begun_secs is not None:
                with self._lock:
                    self._begun_secs[thread] = begun_secs

    def shutdown(self, timeout: float = 5) -> None:
        """Ends the threads and drops waiting work.

        Args:
            timeout: Seconds to wait for work in progress.
        """
        with self._lock:
            self._is_stopping = True
            given_up = [
                task for many in self._waiting.values() for task in many
            ]
            self._waiting.clear()
            self._idle.notify_all()
            self._next.notify_all()
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
        with self._lock:
            while not self._is_stopping:
                sender = self._next_sender()
                secs = self._secs_until_next()
                if sender is None or (secs > 0 and self._is_next_waiting):
                    self._idle.wait()
                elif secs > 0:
                    self._is_next_waiting = True
                    self._next.wait(secs)
                    self._is_next_waiting = False
                else:
                    task = self._taken_of(sender)
                    self._wake_one()
                    return sender, task
        return None

    def _wake_one(self) -> None:
        """Wakes the thread that works on the next request."""
        if not self._waiting:
            return
        if not self._is_next_waiting:
            self._idle.notify()
        elif self._secs_until_next() <= 0:
            self._next.notify()

    def _secs_until_next(self) -> float:
        """Returns in how many seconds the next request may begin."""
        last_secs = max(self._begun_secs.values(), default=-math.inf)
        return last_secs + _QUICK_SECS - time.monotonic()

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
        self._begun_secs[threading.get_ident()] = time.monotonic()
        return task

    def _give_back(self, sender: str) -> None:
        with self._lock:
            del self._begun_secs[threading.get_ident()]
            self._num_running[sender] -= 1
            if not self._num_running[sender]:
                del self._num_running[sender]
