"""Threads that receive requests and work on them, where senders take turns."""

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

# The longest wait of one poll, in seconds. Overdue connections are closed
# between two polls.
_POLL_SECS = 1.0


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
    out not to be quick. For the same reason requests are not received by a
    thread of their own: the one that has finished its request polls the
    connections, and works on what it finds there. Another thread takes over
    when that one pauses or is not quick.

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
        self._max_running = num_threads
        self._max_per_sender = max_per_sender
        self._sender_of = sender_of
        self._lock = threading.Lock()
        # Threads without work; and the one that takes over when the current one
        # turns out not to be quick.
        self._idle = threading.Condition(self._lock)
        self._next = threading.Condition(self._lock)
        self._is_next_waiting = False
        # The thread that polls, if one does.
        self._poller: int | None = None
        # When the threads that compute have begun, by thread, in seconds.
        self._begun_secs: dict[int, float] = {}
        # When a request has begun, or some of an answer was sent, last; in
        # seconds.
        self._last_progress_secs = -math.inf
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
            # One more, which polls while all requests take long: the rest of a
            # large answer is sent by the thread that polls.
            for number in range(num_threads + 1)
        ]

    def start(
        self, poll: Callable[[float], None], end_poll: Callable[[], None]
    ) -> None:
        """Starts the threads.

        Args:
            poll: Waits so many seconds, or less, for something to happen on
                the connections, and handles it; adds the requests that are
                complete. It must not raise. One thread at a time calls it.
            end_poll: Makes the current call of `poll` return at once, even if
                it has yet to begin to wait; or the next call.
        """
        self._poll, self._end_poll = poll, end_poll
        for thread in self._threads:
            thread.start()

    def add_task(self, task: Task) -> None:
        """Queues a request."""
        sender = self._sender_of(task)
        with self._lock:
            self._waiting.setdefault(sender, collections.deque()).append(task)
            # The one that polls adds what it receives, and then looks here.
            ends_poll = self._poller not in (None, threading.get_ident())
        if ends_poll:
            self._end_poll()

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

    def are_hanging(self, secs: float) -> bool:
        """Returns whether requests wait for threads that seem to hang.

        Args:
            secs: Seconds in which no request has begun, and no client has
                taken any of an answer.
        """
        with self._lock:
            return (
                bool(self._waiting)
                and self._num_running.total() >= self._max_running
                and time.monotonic() - self._last_progress_secs > secs
            )

    def note_sent(self) -> None:
        """Notes that a client has taken some of an answer.

        The thread that writes a large one may have waited for that.
        """
        self._last_progress_secs = time.monotonic()

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
        self._end_poll()
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
            # Also SystemExit, which would end the thread and nothing else.
            except BaseException:
                logging.exception('A request could not be answered')
                task.cancel()
            finally:
                self._give_back(sender)

    def _take(self) -> tuple[str, Task] | None:
        """Returns the next request, after polling; None at the end."""
        while self._begin_poll():
            self._poll(self._secs_to_poll)
            taken = self._take_after_poll()
            if taken is not None:
                return taken
        return None

    def _begin_poll(self) -> bool:
        """Waits until this thread may poll; returns False at the end."""
        with self._lock:
            while not self._is_stopping:
                secs = self._secs_until_next()
                is_polling = self._poller is not None
                if is_polling or (secs > 0 and self._is_next_waiting):
                    self._idle.wait()
                elif secs > 0:
                    self._is_next_waiting = True
                    self._next.wait(secs)
                    self._is_next_waiting = False
                else:
                    self._poller = threading.get_ident()
                    has_work = self._next_sender() is not None
                    self._secs_to_poll = 0.0 if has_work else _POLL_SECS
                    return True
        return False

    def _take_after_poll(self) -> tuple[str, Task] | None:
        """Returns a request that may begin now, if there is one."""
        with self._lock:
            self._poller = None
            sender = self._next_sender()
            if sender is None or self._secs_until_next() > 0:
                return None
            task = self._taken_of(sender)
            if not self._is_next_waiting:
                # It takes over if this request is not quick.
                self._idle.notify()
            return sender, task

    def _wake_one(self) -> None:
        """Wakes the thread that polls next."""
        if self._poller is not None or self._secs_until_next() > 0:
            return
        (self._next if self._is_next_waiting else self._idle).notify()

    def _secs_until_next(self) -> float:
        """Returns in how many seconds the next request may begin."""
        last_secs = max(self._begun_secs.values(), default=-math.inf)
        return last_secs + _QUICK_SECS - time.monotonic()

    def _next_sender(self) -> str | None:
        if self._num_running.total() >= self._max_running:
            return None
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
        self._last_progress_secs = time.monotonic()
        self._begun_secs[threading.get_ident()] = self._last_progress_secs
        return task

    def _give_back(self, sender: str) -> None:
        with self._lock:
            del self._begun_secs[threading.get_ident()]
            self._num_running[sender] -= 1
            if not self._num_running[sender]:
                del self._num_running[sender]
            # A request may have waited for this thread, or for the share of
            # its sender.
            ends_poll = self._poller is not None and bool(self._waiting)
        if ends_poll:
            self._end_poll()
