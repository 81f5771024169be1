"""The thread pool that receives and processes requests, fairly by sender."""

from __future__ import annotations

import collections
import contextlib
import logging
import math
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol

# Up to this time, a request is quick. A report of a learner takes a few
# milliseconds unless it blocks.
_QUICK_SECS = 0.03

# Maximum duration of a poll. Timed-out connections are closed between polls.
_POLL_SECS = 1.0


class Task(Protocol):
    """A complete request from waitress."""

    def service(self) -> None:
        """Processes the request and sends the response."""

    def cancel(self) -> None:
        """Drops the request."""


class FairDispatcher:
    """Replaces waitress's FIFO queue by round-robin scheduling of senders.

    The next free thread gets a request of the next sender, however many
    requests others have queued; and one sender gets at most a share of the
    threads. Queued requests hold no thread, and none is refused.

    Threads that compute concurrently only slow each other down: each waits for
    the GIL again and again, which can cost more than the request. So the next
    request starts when the previous ones have finished, block, or have turned
    out not to be quick. For the same reason, no separate thread receives
    requests: a thread that has finished its request polls the connections and
    processes what it receives. Another thread takes over when that one blocks
    or is not quick.

    Args:
        num_threads: Maximum concurrent requests.
        max_per_sender: Maximum concurrent requests of one sender.
        get_sender: Returns the sender of a request.
    """

    def __init__(
        self,
        num_threads: int,
        max_per_sender: int,
        get_sender: Callable[[Any], str],
    ) -> None:
        self._max_running = num_threads
        self._max_per_sender = max_per_sender
        self._get_sender = get_sender
        self._lock = threading.Lock()
        # Idle threads wait on the first; on the second, the thread that takes
        # over if the current request turns out not to be quick.
        self._idle = threading.Condition(self._lock)
        self._successor = threading.Condition(self._lock)
        self._has_successor = False

        self._polling_thread: int | None = None
        # Start times of the requests of computing threads, by thread.
        self._start_secs: dict[int, float] = {}
        # The last time that a request started or part of a response was sent.
        self._last_progress_secs = -math.inf
        self._is_stopping = False
        # Queued tasks by sender, next sender first.
        self._waiting: collections.OrderedDict[str, collections.deque[Task]] = (
            collections.OrderedDict()
        )
        self._num_running: collections.Counter[str] = collections.Counter()
        # Daemon threads, as in waitress: they do not keep the process alive.
        self._threads = [
            threading.Thread(
                target=self._run, name=f'web-{number}', daemon=True
            )
            # One more to poll while all requests take long: the polling thread
            # sends the rest of large responses.
            for number in range(num_threads + 1)
        ]

    def start(
        self, poll: Callable[[float], None], end_poll: Callable[[], None]
    ) -> None:
        """Starts the threads.

        Args:
            poll: Waits up to the given seconds for events on the connections,
                handles them and adds complete requests. It must not raise.
                Called by one thread at a time.
            end_poll: Makes the current call of `poll` return at once, even
                before it waits; without one, the next call.
        """
        self._poll, self._end_poll = poll, end_poll
        for thread in self._threads:
            thread.start()

    def add_task(self, task: Task) -> None:
        """Queues a request."""
        sender = self._get_sender(task)
        with self._lock:
            self._waiting.setdefault(sender, collections.deque()).append(task)
            # The polling thread adds tasks itself, and checks the queue after.
            ends_poll = self._polling_thread not in (
                None,
                threading.get_ident(),
            )
        if ends_poll:
            self._end_poll()

    @contextlib.contextmanager
    def pause(self) -> Iterator[None]:
        """Lets the next request start while this thread is blocked."""
        thread = threading.get_ident()
        with self._lock:
            start_secs = self._start_secs.pop(thread, None)
            self._wake_next_poller()
        try:
            yield
        finally:
            if start_secs is not None:
                with self._lock:
                    self._start_secs[thread] = start_secs

    def is_hanging(self, secs: float) -> bool:
        """Returns whether requests wait and all threads seem to hang.

        Args:
            secs: Seconds during which no request started and no part of a
                response was sent.
        """
        with self._lock:
            return (
                bool(self._waiting)
                and self._num_running.total() >= self._max_running
                and time.monotonic() - self._last_progress_secs > secs
            )

    def note_sent(self) -> None:
        """Records that part of a response was sent.

        A thread that writes a large response may have been waiting for that.
        """
        self._last_progress_secs = time.monotonic()

    def shutdown(self, timeout: float = 5) -> None:
        """Stops the threads and drops queued requests.

        Args:
            timeout: Seconds to wait for requests in progress.
        """
        with self._lock:
            self._is_stopping = True
            cancelled = [
                task for tasks in self._waiting.values() for task in tasks
            ]
            self._waiting.clear()
            self._idle.notify_all()
            self._successor.notify_all()
        self._end_poll()
        for task in cancelled:
            task.cancel()
        end = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(end - time.monotonic(), 0))

    def _run(self) -> None:
        while (next_task := self._next_task()) is not None:
            sender, task = next_task
            try:
                task.service()
            # Including SystemExit, which would end only this thread.
            except BaseException:
                logging.exception('A request could not be answered')
                task.cancel()
            finally:
                self._release_thread(sender)

    def _next_task(self) -> tuple[str, Task] | None:
        """Polls until a request may start; returns None on shutdown."""
        while self._begin_poll():
            self._poll(self._secs_to_poll)
            next_task = self._pop_startable_task()
            if next_task is not None:
                return next_task
        return None

    def _begin_poll(self) -> bool:
        """Waits until this thread may poll; returns False on shutdown."""
        with self._lock:
            while not self._is_stopping:
                secs = self._secs_until_next_start()
                is_polling = self._polling_thread is not None
                if is_polling or (secs > 0 and self._has_successor):
                    self._idle.wait()
                elif secs > 0:
                    self._has_successor = True
                    self._successor.wait(secs)
                    self._has_successor = False
                else:
                    self._polling_thread = threading.get_ident()
                    has_work = self._next_sender() is not None
                    self._secs_to_poll = 0.0 if has_work else _POLL_SECS
                    return True
        return False

    def _pop_startable_task(self) -> tuple[str, Task] | None:
        """Returns the next request if it may start now, else None."""
        with self._lock:
            self._polling_thread = None
            sender = self._next_sender()
            if sender is None or self._secs_until_next_start() > 0:
                return None
            task = self._pop_task(sender)
            if not self._has_successor:
                # To take over if this request is not quick.
                self._idle.notify()
            return sender, task

    def _wake_next_poller(self) -> None:
        """Wakes the thread that polls next, if it may poll now."""
        if (
            self._polling_thread is not None
            or self._secs_until_next_start() > 0
        ):
            return
        (self._successor if self._has_successor else self._idle).notify()

    def _secs_until_next_start(self) -> float:
        """Returns the seconds until the next request may start."""
        last_secs = max(self._start_secs.values(), default=-math.inf)
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

    def _pop_task(self, sender: str) -> Task:
        tasks = self._waiting.pop(sender)
        task = tasks.popleft()
        if tasks:
            # To the end of the round.
            self._waiting[sender] = tasks
        self._num_running[sender] += 1
        self._last_progress_secs = time.monotonic()
        self._start_secs[threading.get_ident()] = self._last_progress_secs
        return task

    def _release_thread(self, sender: str) -> None:
        with self._lock:
            del self._start_secs[threading.get_ident()]
            self._num_running[sender] -= 1
            if not self._num_running[sender]:
                del self._num_running[sender]
            # A queued request may have waited for this thread, or for the
            # share of its sender.
            ends_poll = self._polling_thread is not None and bool(self._waiting)
        if ends_poll:
            self._end_poll()
