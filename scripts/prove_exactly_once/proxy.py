"""An HTTP proxy in front of the servers that simulates network faults.

Faults affect the reports of learners and the requests that start a play; pages
and requests of the creator are passed on unchanged.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import re
import threading
from collections.abc import Sequence

from scripts.prove_exactly_once import plan

_HIT = re.compile(rb'(GET|POST) /explorehandler/')
_LENGTH = re.compile(rb'\r\ncontent-length: *(\d+)', re.IGNORECASE)
_CONNECTION = re.compile(rb'\r\nconnection:[^\r]*', re.IGNORECASE)

_TIMEOUT_SECS = 60.0
_MAX_HEAD_BYTES = 2**20

# The longest delay of a request in seconds, and the longest for which a request
# is held back so that others overtake it.
_DELAY_SECS = 0.4
_HOLD_SECS = 2.0

# Share of the proxy's error responses with a Retry-After header.
_RETRY_AFTER_SHARE = 0.3

_REASONS = {429: 'Too Many Requests', 500: 'Oops', 503: 'Service Unavailable'}


class Proxy:
    """A proxy that runs in its own thread.

    Args:
        ports: The ports of the servers.
        faults: The source of faults.
    """

    def __init__(self, ports: Sequence[int], faults: plan.FaultSource) -> None:
        self.port = 0
        self.counts: collections.Counter[str] = collections.Counter()
        self.num_requests = 0
        self.is_faulty = True
        self._ports = ports
        self._faults = faults
        self._held: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end = asyncio.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def url(self) -> str:
        """The address for browsers."""
        return f'http://localhost:{self.port}'

    def start(self) -> None:
        """Starts to listen."""
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        """Stops the proxy."""
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def _run(self) -> None:
        asyncio.run(self._listen())

    async def _listen(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with await asyncio.start_server(
            self._serve, '127.0.0.1', 0, limit=_MAX_HEAD_BYTES
        ) as server:
            self.port = server.sockets[0].getsockname()[1]
            self._ready.set()
            await self._end.wait()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Handles one request, and closes its connection."""
        try:
            answer = await asyncio.wait_for(self._answer(reader), _TIMEOUT_SECS)
            if answer is None:
                writer.transport.abort()
            else:
                writer.write(answer)
                await writer.drain()
        except (TimeoutError, OSError, EOFError, asyncio.CancelledError):
            # A CancelledError means that the proxy is stopping.
            writer.transport.abort()
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader) -> bytes | None:
        """Returns the response for the browser; None breaks the connection."""
        head = await reader.readuntil(b'\r\n\r\n')
        length = _LENGTH.search(head)
        body = await reader.readexactly(int(length[1]) if length else 0)
        closing = b'\r\nConnection: close\r\n\r\n'
        request = _CONNECTION.sub(b'', head)[:-4] + closing + body
        if not (self.is_faulty and _HIT.match(head)):
            return await self._forward(request)
        self.num_requests += 1
        fault, number = self._faults.draw()
        if fault is None:
            return await self._forward(request)
        self.counts[fault] += 1
        return await self._fail(fault, number, request, len(body))

    async def _fail(
        self, fault: plan.Fault, number: float, request: bytes, body_bytes: int
    ) -> bytes | None:
        match fault:
            case 'drop_answer':
                await self._forward(request)
            case 'delay':
                await asyncio.sleep(number * _DELAY_SECS)
                return await self._forward(request)
            case 'duplicate':
                both = self._forward(request, 0), self._forward(request, 1)
                answers = await asyncio.gather(*both)
                return answers[round(number)]
            case 'reorder':
                self._forward_later(request, number * _HOLD_SECS)
            case 'truncate_request':
                cut = len(request) - body_bytes + int(number * body_bytes)
                await self._send_part(request[:cut])
            case 'truncate_answer':
                answer = await self._forward(request)
                return answer and answer[: int(number * len(answer))]
            case 'answer_429' | 'answer_500' | 'answer_503':
                return _error(int(fault.removeprefix('answer_')), number)
        return None

    def _forward_later(self, request: bytes, secs: float) -> None:
        """Forwards a request after a pause; to the browser, it is lost."""

        async def forward() -> None:
            await asyncio.sleep(secs)
            await self._forward(request)

        task = asyncio.create_task(forward())
        self._held.add(task)
        task.add_done_callback(self._held.discard)

    async def _forward(
        self, request: bytes, first: int | None = None
    ) -> bytes | None:
        """Forwards a request to a server; to the other if that one is down."""
        self.counts['forwarded'] += 1
        if first is None:
            first = self.counts['forwarded']
        for turn in range(len(self._ports)):
            port = self._ports[(first + turn) % len(self._ports)]
            try:
                reader, writer = await asyncio.open_connection(
                    '127.0.0.1', port
                )
            except OSError:
                continue
            return await _exchange(reader, writer, request)
        return None

    async def _send_part(self, part: bytes) -> None:
        for port in self._ports:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection('127.0.0.1', port)
                writer.write(part)
                writer.close()
                await writer.wait_closed()
                return


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> bytes | None:
    """Returns the response of a server; None if the server died."""
    try:
        writer.write(request)
        return await reader.read(-1) or None
    except OSError:
        return None
    finally:
        writer.close()


def _error(status: int, number: float) -> bytes:
    """Returns an error response of the proxy."""
    body = b'<h1>An error of a proxy</h1>'
    lines = [
        f'HTTP/1.1 {status} {_REASONS[status]}',
        'Content-Type: text/html',
        f'Content-Length: {len(body)}',
        'Connection: close',
        *(['Retry-After: 1'] if number < _RETRY_AFTER_SHARE else []),
    ]
    return '\r\n'.join(lines).encode() + b'\r\n\r\n' + body
