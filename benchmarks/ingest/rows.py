"""The rows of the table: kinds of requests and numbers of connections."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import math
import random
from collections.abc import Callable, Iterable, Iterator, Sequence

from benchmarks.ingest import load, systems, traffic

# Requests prepared per second of a row (half as many for a single connection),
# with a maximum of events and a minimum of requests. Faster systems end early.
_READY_PER_SEC = 2_500
_READY_EVENTS_PER_SEC = 40_000
_MIN_READY_PER_SEC = 50

# Sessions that are begun concurrently while a row is prepared.
_SESSIONS_AT_ONCE = 8


@dataclasses.dataclass(frozen=True)
class Row:
    """One kind of load.

    Attributes:
        name: The name in the table.
        kind: `event`, `batch` or `stats`.
        connections: Connections, each with one session at a time.
        batch_size: Events in a request.
        is_spread: Whether the sessions play many explorations.
    """

    name: str
    kind: str
    connections: int
    batch_size: int = 1
    is_spread: bool = False


ALL = (
    Row('event_1', 'event', 1),
    Row('event_8', 'event', 8),
    Row('stats_8', 'stats', 8),
    Row('stats_8_many', 'stats', 8, is_spread=True),
    Row('batch10_8', 'batch', 8, 10),
    Row('batch50_8', 'batch', 8, 50),
    Row('batch200_4', 'batch', 4, 200),
    Row('stats_32', 'stats', 32),
    Row('stats_32_many', 'stats', 32, is_spread=True),
)

Lanes = list[list[traffic.Request]]


def lanes_of(
    row: Row, project: systems.System, exp_ids: Sequence[str], secs: float
) -> Lanes:
    """Builds new requests for one round of a row.

    Args:
        row: The row.
        project: The server that issues the session tokens.
        exp_ids: The explorations to play.
        secs: The seconds for which the requests must suffice.

    Returns:
        The requests of each connection.
    """
    wanted = math.ceil(_requests_per_sec(row) * secs / row.connections)
    taken = itertools.cycle(
        random.sample(exp_ids, len(exp_ids)) if row.is_spread else exp_ids[:1]
    )
    lanes = []
    for _ in range(row.connections):
        sessions: list[list[traffic.Request]] = []
        while sum(map(len, sessions)) < wanted:
            some = itertools.islice(taken, _SESSIONS_AT_ONCE)
            tickets = begin_sessions(project, list(some))
            # At most as many from each session as one lane needs.
            sessions += [
                list(itertools.islice(requests_of(row, ticket), wanted))
                for ticket in tickets
            ]
        lanes.append(
            _interleave(sessions) if row.is_spread else _join(sessions)
        )
    return lanes


def _join(sessions: Lanes) -> list[traffic.Request]:
    return list(itertools.chain.from_iterable(sessions))


def _interleave(sessions: Lanes) -> list[traffic.Request]:
    """Interleaves the requests of sessions."""
    rounds = itertools.zip_longest(*sessions)
    return [request for turn in rounds for request in turn if request]


def begin_sessions(
    project: systems.System, exp_ids: Iterable[str]
) -> list[traffic.Ticket]:
    """Begins a session of each exploration, as a page of the player does."""
    answers = asyncio.run(
        load.ask_all(project.port, list(map(traffic.init_request, exp_ids)))
    )
    return [traffic.Ticket.from_init(answer.body) for answer in answers]


def _requests_per_sec(row: Row) -> float:
    ready = _READY_PER_SEC / (2 if row.connections == 1 else 1)
    ready = min(ready, _READY_EVENTS_PER_SEC / row.batch_size)
    return max(ready, _MIN_READY_PER_SEC)


def requests_of(row: Row, ticket: traffic.Ticket) -> Iterator[traffic.Request]:
    """Yields the requests of one session in a row."""
    make: dict[
        str, Callable[[Row, traffic.Ticket], Iterator[traffic.Request]]
    ] = {'event': _events, 'batch': _batches, 'stats': _stats}
    return make[row.kind](row, ticket)


def _events(row: Row, ticket: traffic.Ticket) -> Iterator[traffic.Request]:
    del row
    for event in traffic.events_of(ticket):
        yield traffic.event_request(ticket, event)


def _batches(row: Row, ticket: traffic.Ticket) -> Iterator[traffic.Request]:
    # Large batches are those of learners who gave many answers while offline.
    # Events that do not fill a batch are omitted.
    num_wrong = max(1, row.batch_size // ticket.num_cards)
    events = traffic.events_of(ticket, num_wrong)
    size = row.batch_size
    for start in range(0, len(events) - size + 1, size):
        yield traffic.batch_request(ticket, events[start : start + size])


def _stats(row: Row, ticket: traffic.Ticket) -> Iterator[traffic.Request]:
    del row
    for step in traffic.Play(ticket.num_cards).steps():
        yield traffic.stats_request(ticket, [step])
