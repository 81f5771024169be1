"""The order in which senders get threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from core.serving import task_dispatcher

pytestmark = pytest.mark.no_store

WAIT_SECS = 20


class Task:
    """A request that runs until `may_end` is set."""

    def __init__(self, sender: str, on_begin: Callable[[Task], None]) -> None:
        self.sender = sender
        self.may_end = threading.Event()
        self.is_cancelled = False
        self._on_begin = on_begin

    def service(self) -> None:
        self._on_begin(self)
        assert self.may_end.wait(WAIT_SECS)

    def cancel(self) -> None:
        self.is_cancelled = True


class World:
    """A dispatcher with threads, and the requests begun, in order."""

    def __init__(self, num_threads: int, max_per_sender: int) -> None:
        self.begun: list[Task] = []
        self._changed = threading.Condition()
        self._tasks: list[Task] = []
        self.dispatcher = task_dispatcher.FairDispatcher(
            num_threads, max_per_sender, lambda task: task.sender
        )
        self._is_poll_over = threading.Event()
        self.polled = threading.Event()
        self.dispatcher.start(self._poll, self._is_poll_over.set)

    def _poll(self, secs: float) -> None:
        self.polled.set()
        self._is_poll_over.wait(secs)
        self._is_poll_over.clear()

    def add(self, sender: str, count: int = 1) -> list[Task]:
        tasks = [Task(sender, self._note) for _ in range(count)]
        self._tasks += tasks
        for task in tasks:
            self.dispatcher.add_task(task)
        return tasks

    def _note(self, task: Task) -> None:
        with self._changed:
            self.begun.append(task)
            self._changed.notify_all()

    def wait_until_begun(self, count: int) -> list[str]:
        """Returns the senders of requests begun, once there are `count`."""
        with self._changed:
            assert self._changed.wait_for(
                lambda: len(self.begun) >= count, WAIT_SECS
            )
            return [task.sender for task in self.begun]

    def end(self, count: int) -> None:
        """Lets the first `count` running requests end."""
        running = [t for t in self.begun if not t.may_end.is_set()]
        for task in running[:count]:
            task.may_end.set()

    def close(self) -> None:
        for task in self._tasks:
            task.may_end.set()
        self.dispatcher.shutdown()


@pytest.fixture
def world() -> Iterator[World]:
    made = World(num_threads=8, max_per_sender=6)
    yield made
    made.close()


def test_a_lone_sender_gets_most_threads_but_not_all(
    world: World,
) -> None:
    world.add('school', 300)
    world.wait_until_begun(6)
    world.add('other')

    assert world.wait_until_begun(7) == ['school'] * 6 + ['other']


def test_others_are_served_at_once_while_one_sender_holds_its_share(
    world: World,
) -> None:
    world.add('flood', 500)
    world.wait_until_begun(6)

    for number in range(20):
        (learner,) = world.add(f'learner {number}')
        world.wait_until_begun(7 + number)
        learner.may_end.set()

    assert world.begun[-1].sender == 'learner 19'
    assert [t.sender for t in world.begun].count('flood') == 6


def test_senders_take_turns_whatever_number_each_has_waiting() -> None:
    world = World(num_threads=1, max_per_sender=1)
    (first,) = world.add('flood')
    world.wait_until_begun(1)
    world.add('flood', 10)
    world.add('a', 2)
    world.add('b', 1)
    for number in range(6):
        world.end(1)
        world.wait_until_begun(number + 2)

    assert [task.sender for task in world.begun] == [
        *['flood', 'flood', 'a', 'b', 'flood', 'a', 'flood']
    ]
    assert first.may_end.is_set()
    world.close()


def test_connections_are_polled_while_all_requests_take_long(
    world: World,
) -> None:
    world.add('one', 6)
    world.wait_until_begun(6)
    world.add('other', 6)
    world.wait_until_begun(8)
    world.polled.clear()

    assert world.polled.wait(WAIT_SECS)
    assert len(world.begun) == 8


def test_threads_hang_if_requests_wait_and_all_take_too_long(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed_secs, real_secs = 0, time.monotonic
    monkeypatch.setattr(time, 'monotonic', lambda: real_secs() + passed_secs)
    world.add('one', 6)
    world.wait_until_begun(6)
    passed_secs = 100
    # The sender has its share; threads are left for others.
    world.add('one')
    assert not world.dispatcher.is_hanging(60)

    world.add('other', 2)
    world.wait_until_begun(8)
    assert not world.dispatcher.is_hanging(60)
    passed_secs = 200
    assert not world.dispatcher.is_hanging(120)
    assert world.dispatcher.is_hanging(60)

    # A client reads some of a large response.
    world.dispatcher.note_sent()
    assert not world.dispatcher.is_hanging(60)
    passed_secs = 300
    assert world.dispatcher.is_hanging(60)

    # One request ends, the next one begins.
    world.end(1)
    world.wait_until_begun(9)
    assert not world.dispatcher.is_hanging(60)


def test_threads_do_not_hang_while_no_request_waits(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.add('one', 4)
    world.add('other', 4)
    world.wait_until_begun(8)
    later_secs = time.monotonic() + 1_000
    monkeypatch.setattr(time, 'monotonic', lambda: later_secs)

    assert not world.dispatcher.is_hanging(60)


def test_all_requests_of_a_school_are_served_in_the_end(world: World) -> None:
    tasks = world.add('school', 300)
    for task in tasks:
        task.may_end.set()

    assert world.wait_until_begun(300) == ['school'] * 300


def test_a_request_that_fails_leaves_its_thread_to_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = World(num_threads=1, max_per_sender=1)

    def fail(task: Task) -> None:
        raise ValueError('broken')

    world.dispatcher.add_task(Task('a', fail))
    world.add('a')

    assert world.wait_until_begun(1) == ['a']
    assert 'A request could not be answered' in caplog.text
    world.close()


def test_on_close_waiting_work_is_dropped_and_running_work_ends() -> None:
    world = World(num_threads=1, max_per_sender=1)
    (running,) = world.add('a')
    world.wait_until_begun(1)
    (waiting,) = world.add('a')
    running.may_end.set()
    ending = threading.Thread(target=world.close)
    ending.start()
    ending.join(WAIT_SECS)

    assert not running.is_cancelled
    # It was either begun or cancelled.
    assert waiting.is_cancelled or waiting in world.begun


class Counting:
    """Requests that count how many of them run at once."""

    def __init__(self, work: Callable[[], object]) -> None:
        self.most_at_once = 0
        self.done = threading.Semaphore(0)
        self._work = work
        self._num_running = 0
        self._lock = threading.Lock()
        self.sender = 'school'

    def service(self) -> None:
        with self._lock:
            self._num_running += 1
            self.most_at_once = max(self.most_at_once, self._num_running)
        self._work()
        with self._lock:
            self._num_running -= 1
        self.done.release()

    def cancel(self) -> None:
        raise AssertionError('a request was given up')


@pytest.fixture
def all_are_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task_dispatcher, '_QUICK_SECS', 1_000.0)


@pytest.mark.usefixtures('all_are_quick')
def test_quick_requests_run_one_after_the_other(
    world: World,
) -> None:
    requests = Counting(threading.Event().is_set)
    for _ in range(300):
        world.dispatcher.add_task(requests)
    for _ in range(300):
        assert requests.done.acquire(timeout=WAIT_SECS)

    assert requests.most_at_once == 1


@pytest.mark.usefixtures('all_are_quick')
def test_others_begin_while_a_request_pauses(world: World) -> None:
    together = threading.Barrier(3)

    def pause() -> None:
        with world.dispatcher.pause():
            together.wait(WAIT_SECS)

    requests = Counting(pause)
    for _ in range(9):
        world.dispatcher.add_task(requests)
    for _ in range(9):
        assert requests.done.acquire(timeout=WAIT_SECS)

    assert not together.broken


def test_a_thread_without_a_request_may_pause(world: World) -> None:
    with world.dispatcher.pause():
        (task,) = world.add('a')
        world.wait_until_begun(1)
    task.may_end.set()

    assert world.begun == [task]
