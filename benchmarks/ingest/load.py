"""Sends requests over persistent connections, and times the responses."""

from __future__ import annotations

import asyncio
import dataclasses
import gc
import re
import statistics
import time
from collections.abc import Sequence

from benchmarks.ingest import systems, traffic

# Reconnects once if the server has just closed an idle connection, as browsers
# do.
_ATTEMPTS = 2

# Seconds without a response after which a server is considered dead.
_TIMEOUT_SECS = 60.0

# An event or batch that was refused, or that the server already had.
_REFUSED = re.compile(rb'"error": \{|"(recorded|applied)": false')


@dataclasses.dataclass(frozen=True)
class Response:
    """A response, and its latency."""

    status: int
    body: bytes
    secs: float

    @property
    def is_good(self) -> bool:
        """Whether the server accepted the report, and did not have it yet."""
        return self.status == 200 and not _REFUSED.search(self.body)


class Connection:
    """A connection to a server, opened on first use."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def send(self, request: traffic.Request) -> Response:
        """Sends a request and waits for the response."""
        begin = time.perf_counter()
        for attempt in range(_ATTEMPTS):
            try:
                async with asyncio.timeout(_TIMEOUT_SECS):
                    status, body = await self._ask(request.wire)
                break
            except (ConnectionError, asyncio.IncompleteReadError):
                await self.close()
                if attempt == _ATTEMPTS - 1:
                    raise
        return Response(status, body, time.perf_counter() - begin)

    async def _ask(self, wire: bytes) -> tuple[int, bytes]:
        if self._reader is None or self._reader.at_eof():
            await self.close()
            self._reader, self._writer = await asyncio.open_connection(
                systems.HOST, self._port
            )
        assert self._writer is not None
        self._writer.write(wire)
        head = (await self._reader.readuntil(b'\r\n\r\n')).lower()
        _, _, rest = head.partition(b'content-length:')
        body = await self._reader.readexactly(int(rest.split(None, 1)[0]))
        if b'connection: close' in head:
            await self.close()
        return int(head[9:12]), body

    async def close(self) -> None:
        """Closes the connection, if it is open."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


async def ask_all(
    port: int, requests: Sequence[traffic.Request], connections: int = 8
) -> list[Response]:
    """Sends requests concurrently; returns the responses in the same order.

    Raises:
        RuntimeError: A request failed, or a report was refused.
    """
    answers: list[Response | None] = [None] * len(requests)
    waiting = iter(enumerate(requests))

    async def ask_some() -> None:
        connection = Connection(port)
        for index, request in waiting:
            answers[index] = await connection.send(request)
        await connection.close()

    await asyncio.gather(*(ask_some() for _ in range(connections)))
    got = [answer for answer in answers if answer is not None]
    for answer in got:
        if not answer.is_good:
            raise RuntimeError(f'{answer.status}: {answer.body[:300]!r}')
    return got


@dataclasses.dataclass(frozen=True)
class Measured:
    """The results of some seconds of load.

    Attributes:
        requests_per_sec: Completed requests per second.
        events_per_sec: Events in these requests.
        p50_msecs: The median of the latency.
        p99_msecs: The 99th percentile of the latency.
        cpu_msecs_per_request: Processor time of the server and its database.
        waiting: The mean number of the server's threads that were ready to run
            but had no processor; large if the machine was busy otherwise.
        generator_share: The share of one processor that sending took.
        errors: Responses with an error or a refused report.
    """

    requests_per_sec: float
    events_per_sec: float
    p50_msecs: float
    p99_msecs: float
    cpu_msecs_per_request: float
    waiting: float
    generator_share: float
    errors: int


def measure(
    system: systems.System,
    lanes: Sequence[Sequence[traffic.Request]],
    secs: float,
) -> Measured:
    """Sends the requests of each lane, one after the other.

    Args:
        system: The system to send to.
        lanes: The requests of each connection.
        secs: The seconds after which to stop.

    Returns:
        The measurements.
    """
    gc.collect()
    gc.disable()
    try:
        return asyncio.run(_measure(system, lanes, secs))
    finally:
        gc.enable()


async def _measure(
    system: systems.System,
    lanes: Sequence[Sequence[traffic.Request]],
    secs: float,
) -> Measured:
    connections = [Connection(system.port) for _ in lanes]
    answers: list[Response] = []
    num_events = 0

    async def send(
        connection: Connection, lane: Sequence[traffic.Request]
    ) -> None:
        nonlocal num_events
        for request in lane:
            if time.perf_counter() > end:
                break
            answers.append(await connection.send(request))
            num_events += request.num_events

    cpu_before, waited_before = system.cpu_secs(), system.waited_secs()
    own_before = time.process_time()
    begin = time.perf_counter()
    end = begin + secs
    await asyncio.gather(*map(send, connections, lanes))
    elapsed = time.perf_counter() - begin
    own = time.process_time() - own_before
    cpu = system.cpu_secs() - cpu_before
    waited = system.waited_secs() - waited_before
    for connection in connections:
        await connection.close()
    times = [answer.secs for answer in answers]
    return Measured(
        requests_per_sec=len(answers) / elapsed,
        events_per_sec=num_events / elapsed,
        p50_msecs=percentile_msecs(times, 50),
        p99_msecs=percentile_msecs(times, 99),
        cpu_msecs_per_request=1000 * cpu / len(answers),
        waiting=waited / elapsed,
        generator_share=own / elapsed,
        errors=sum(not answer.is_good for answer in answers),
    )


def percentile_msecs(times: Sequence[float], percent: int) -> float:
    """Returns a percentile of times in seconds, in milliseconds."""
    if len(times) < 2:
        return 1000 * sum(times)
    cuts = statistics.quantiles(times, n=100, method='inclusive')
    return 1000 * cuts[percent - 1]
