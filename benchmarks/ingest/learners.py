"""Many concurrent learners on this project, and a creator watching the tab."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import http.client
import random
import re
import time
import urllib.parse
from typing import Any

from benchmarks.ingest import lessons, load, systems, traffic

# As the player does (static/js/player/services/outbox.js).
_SEND_DELAY_SECS = 0.3
_FLUSH_INTERVAL_SECS = 5.0

# Share of the duration during which learners arrive.
_ARRIVAL_SHARE = 0.2

# Seconds between two polls of the tab, and between two samples of the memory.
_TAB_SECS = 5.0
_MEMORY_SECS = 2.0

_MAX_WRONG = 2


@dataclasses.dataclass
class _Route:
    times: list[float] = dataclasses.field(default_factory=list)
    errors: collections.Counter[str] = dataclasses.field(
        default_factory=collections.Counter
    )


class _Crowd:
    def __init__(
        self, system: systems.System, exp_id: str, num: int, secs: float
    ) -> None:
        self._system = system
        self._exp_id = exp_id
        self._num = num
        self._secs = secs
        self._random = random.Random(1)
        self._routes: dict[str, _Route] = collections.defaultdict(_Route)
        self._memory_mib = 0.0

    async def run(self) -> dict[str, Any]:
        cpu = self._system.cpu_secs()
        waited = self._system.waited_secs()
        begin = time.monotonic()
        self._end = begin + self._secs
        await asyncio.gather(
            self._watch_memory(),
            self._simulate_creator(),
            *(self._simulate_learner() for _ in range(self._num)),
        )
        elapsed = time.monotonic() - begin
        return {
            'learners': self._num,
            'secs': elapsed,
            'memory_mib': self._memory_mib,
            'server_share': (self._system.cpu_secs() - cpu) / elapsed,
            'waiting': (self._system.waited_secs() - waited) / elapsed,
            'routes': {
                name: _summary_of(route)
                for name, route in sorted(self._routes.items())
            },
        }

    async def _simulate_learner(self) -> None:
        connection = load.Connection(self._system.port)
        await self._pause(self._random.random() * _ARRIVAL_SHARE * self._secs)
        while self._is_open():
            await self._play(connection)
        await connection.close()

    async def _play(self, connection: load.Connection) -> None:
        await self._ask(
            connection, traffic.get_request(f'/explore/{self._exp_id}')
        )
        answer = await self._ask(connection, traffic.init_request(self._exp_id))
        if answer is None:
            return await self._pause(1.0)
        ticket = traffic.Ticket.from_init(answer.body)
        pending: list[traffic.Step] = []
        flushed_at = 0.0
        num_wrong = self._random.randint(0, _MAX_WRONG)
        for step in traffic.Play(ticket.num_cards, num_wrong).steps():
            pending.append(step)
            await self._pause(_SEND_DELAY_SECS)
            await self._ask(
                connection, traffic.batch_request(ticket, step.events)
            )
            if time.monotonic() - flushed_at >= _FLUSH_INTERVAL_SECS:
                await self._ask(
                    connection, traffic.stats_request(ticket, pending)
                )
                pending, flushed_at = [], time.monotonic()
            await self._pause(
                self._random.lognormvariate(0, 0.5) * traffic.SECS_PER_ANSWER
            )
            if not self._is_open():
                break
        return None

    async def _simulate_creator(self) -> None:
        connection = load.Connection(self._system.port)
        cookie = _cookie_of_owner(self._system.port)
        get = traffic.get_request
        await self._ask(connection, get(f'/create/{self._exp_id}', cookie))
        while self._is_open():
            for route in ('statistics', 'processed_statistics'):
                path = f'/createhandler/{route}/{self._exp_id}'
                await self._ask(connection, get(path, cookie))
            await self._pause(_TAB_SECS)
        await connection.close()

    async def _watch_memory(self) -> None:
        while self._is_open():
            self._memory_mib = max(self._memory_mib, self._system.memory_mib())
            await self._pause(_MEMORY_SECS)

    async def _ask(
        self, connection: load.Connection, request: traffic.Request
    ) -> load.Response | None:
        """Sends a request; returns None if it failed."""
        route = self._routes[_route_of(request)]
        try:
            answer = await connection.send(request)
        except (OSError, asyncio.IncompleteReadError) as error:
            route.errors[type(error).__name__] += 1
            return None
        route.times.append(answer.secs)
        if not answer.is_good:
            route.errors[str(answer.status)] += 1
            return None
        return answer

    async def _pause(self, secs: float) -> None:
        rest = self._end - time.monotonic()
        await asyncio.sleep(max(min(secs, rest), 0))

    def _is_open(self) -> bool:
        return time.monotonic() < self._end


def run(
    system: systems.System, exp_id: str, num_learners: int, secs: float
) -> dict[str, Any]:
    """Lets learners play for a time, with pauses to think.

    Args:
        system: The project.
        exp_id: The exploration to play.
        num_learners: Number of concurrent learners.
        secs: The duration in seconds.

    Returns:
        Figures of each route, and of the server.
    """
    return asyncio.run(_Crowd(system, exp_id, num_learners, secs).run())


def _route_of(request: traffic.Request) -> str:
    match = re.match(rb'[A-Z]+ (/[a-z_]+(?:/[a-z_]+(?=/))?)', request.wire)
    assert match is not None
    return match[1].decode()


def _summary_of(route: _Route) -> dict[str, Any]:
    return {
        'requests': len(route.times),
        **{
            f'p{percent}_msecs': load.percentile_msecs(route.times, percent)
            for percent in (50, 95, 99)
        },
        'errors': dict(route.errors),
    }


def _cookie_of_owner(port: int) -> str:
    """Signs in with the developer sign-in; returns the cookie."""
    connection = http.client.HTTPConnection(systems.HOST, port, timeout=30)
    form = urllib.parse.urlencode({'email': lessons.OWNER})
    connection.request(
        'POST',
        '/login',
        form,
        {'Content-Type': 'application/x-www-form-urlencoded'},
    )
    cookie = connection.getresponse().headers['Set-Cookie'] or ''
    connection.close()
    return cookie.partition(';')[0]
