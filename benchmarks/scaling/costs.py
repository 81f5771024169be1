"""Costs of a session: reads, writes and processor time.

Learners play a lesson on the embedded store in memory, through the whole
application, and each request to the store is counted as Datastore bills it: a
read for each key in a lookup, even if missing; for each entity that a query
returns, at least one; a write for each entity put.
"""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import functools
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import webob

from benchmarks.ingest import lessons, traffic
from benchmarks.scaling import crowd

_SESSIONS = 30
_WARM_UP_SESSIONS = 5


@dataclasses.dataclass
class Cost:
    """Costs of an operation.

    Attributes:
        reads: Entities read.
        writes: Entities put.
        deletes: Entities deleted.
        cpu_secs: Processor time.
    """

    reads: float = 0.0
    writes: float = 0.0
    deletes: float = 0.0
    cpu_secs: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            *(
                mine + others
                for mine, others in zip(
                    dataclasses.astuple(self),
                    dataclasses.astuple(other),
                    strict=True,
                )
            )
        )

    def __mul__(self, number: float) -> Cost:
        return Cost(*(number * amount for amount in dataclasses.astuple(self)))


@dataclasses.dataclass(frozen=True)
class Costs:
    """Costs of the parts of a session.

    Attributes:
        init: The init request.
        events: Reporting the events of a card, in one request.
        batch: Reporting counts.
        fold: The session's share of a fold of many sessions.
        events_per_session: Events of a session that completes.
    """

    init: Cost
    events: Cost
    batch: Cost
    fold: Cost
    events_per_session: float

    def of_session(self, batches: float) -> Cost:
        """Returns the cost of one session with that many batches."""
        # The weekly sweep reads the marker of a batch until it deletes it,
        # after a month.
        sweep = Cost(reads=_SWEEPS_OF_A_MARKER, deletes=1.0)
        return (
            self.init
            + self.events * crowd.CARDS
            + (self.batch + sweep) * batches
            + self.fold
        )


_SWEEPS_OF_A_MARKER = 5.0


def measure() -> Costs:
    """Measures the costs of the parts of a session, in this process."""
    os.environ.setdefault('STATS_SECRET_KEY', 'a-key-for-a-benchmark-only')
    os.environ['STATS_DEV'] = '1'
    os.environ['STATS_RATE_LIMITS'] = 'off'
    from core.platform import datastore

    datastore.set_data_dir(datastore.MEMORY)
    with datastore.context():
        lessons.make('lesson', crowd.CARDS)
    with _count_calls() as counted:
        for number in range(_WARM_UP_SESSIONS + _SESSIONS):
            if number == _WARM_UP_SESSIONS:
                counted.clear()
            num_events = _play(counted)
        _fold(counted)
    parts = {
        name: count.sum * (1 / count.number) for name, count in counted.items()
    }
    fold = counted['fold'].sum * (1 / (_WARM_UP_SESSIONS + _SESSIONS))
    return Costs(
        parts['init'],
        parts['event_batch'],
        parts['stats_events'],
        fold,
        num_events,
    )


@dataclasses.dataclass
class _Sum:
    sum: Cost = dataclasses.field(default_factory=Cost)
    number: int = 0


class _Counted(collections.defaultdict[str, _Sum]):
    """Costs and numbers of operations, by purpose."""

    def __init__(self) -> None:
        super().__init__(_Sum)
        self.now = Cost()

    def during(self, name: str, work: Callable[[], Any]) -> Any:
        """Runs an action and adds its cost under a name."""
        self.now = Cost()
        began = time.process_time()
        result = work()
        self.now.cpu_secs = time.process_time() - began
        self[name].sum += self.now
        self[name].number += 1
        return result

    def request(self, method: str, request: Any, response: Any) -> None:
        """Counts one request to the store."""
        if method == 'lookup':
            self.now.reads += len(request.keys)
        elif method == 'run_query':
            self.now.reads += max(len(response.batch.entity_results), 1)
        elif method == 'commit':
            for mutation in request.mutations:
                if _is_deletion(mutation):
                    self.now.deletes += 1
                else:
                    self.now.writes += 1


def _is_deletion(mutation: Any) -> bool:
    pb = getattr(mutation, '_pb', mutation)
    return bool(pb.WhichOneof('operation') == 'delete')


class _Stub:
    """Passes requests on to the stub of a client, and counts them."""

    def __init__(self, stub: Any, counted: _Counted) -> None:
        self._stub = stub
        self._counted = counted

    def __getattr__(self, name: str) -> Any:
        if name == 'templates':
            # Without templates, all writes are messages, which are counted.
            raise AttributeError(name)
        return _Method(name, getattr(self._stub, name), self._counted)


class _Method:
    def __init__(self, name: str, method: Any, counted: _Counted) -> None:
        self._name = name
        self._method = method
        self._counted = counted

    def future(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        future = self._method.future(request, *args, **kwargs)
        with contextlib.suppress(Exception):
            self._counted.request(self._name, request, future.result())
        return future


@contextlib.contextmanager
def _count_calls() -> Iterator[_Counted]:
    from core.platform import datastore

    client, counted = datastore.get_client(), _Counted()
    stub = client.stub
    client.stub = _Stub(stub, counted)
    try:
        yield counted
    finally:
        client.stub = stub


def _play(counted: _Counted) -> int:
    """Plays one session; returns the number of its events."""
    init = traffic.init_request('lesson')
    body = counted.during('init', lambda: _answer(init))
    ticket = traffic.Ticket.from_init(body)
    num_events = 0
    for step in traffic.Play(ticket.num_cards).steps():
        num_events += len(step.events)
        events = traffic.batch_request(ticket, step.events)
        counts = traffic.stats_request(ticket, [step])
        counted.during('event_batch', functools.partial(_answer, events))
        counted.during('stats_events', functools.partial(_answer, counts))
    return num_events


def _answer(request: traffic.Request) -> bytes:
    import main

    head, _, body = request.wire.partition(b'\r\n\r\n')
    method, path, _ = head.split(b'\r\n')[0].decode().split(' ')
    made = webob.Request.blank(path, method=method)
    if body:
        made.body = body
        made.content_type = 'application/json'
    answer = made.get_response(main.app)
    if answer.status_code != 200:
        raise RuntimeError(f'{path}: {answer.status}')
    content: bytes = answer.body
    return content


def _fold(counted: _Counted) -> None:
    from core.domain.fold import fold_services
    from core.platform import datastore

    with datastore.context():
        counted.during(
            'fold', lambda: fold_services.fold_waiting(include_open=True)
        )
