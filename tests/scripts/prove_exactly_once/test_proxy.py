"""The proxy injects the given faults into requests."""

from __future__ import annotations

import http.client
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http import server

import pytest

from scripts.prove_exactly_once import plan, proxy

pytestmark = pytest.mark.no_store

BODY = b'{"events": []}'
REPORT = '/explorehandler/event_batch/maze'


class FakeApp(server.ThreadingHTTPServer):
    """A server that records completely received bodies."""

    def __init__(self) -> None:
        super().__init__(('127.0.0.1', 0), _Handler)
        self.bodies: list[bytes] = []
        self.arrived = threading.Semaphore(0)


class _Handler(server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers['Content-Length'])
        body = self.rfile.read(length)
        assert isinstance(self.server, FakeApp)
        if len(body) == length:
            self.server.bodies.append(body)
        self.server.arrived.release()
        self.send_response(200)
        self.send_header('Content-Length', '2')
        self.end_headers()
        self.wfile.write(b'{}')

    def log_message(self, *_: object) -> None:
        pass


class OneFault(plan.FaultSource):
    """Always draws the same fault."""

    def __init__(self, fault: plan.Fault | None, number: float) -> None:
        self._drawn = fault, number

    def draw(self) -> tuple[plan.Fault | None, float]:
        return self._drawn


Behind = Callable[..., proxy.Proxy]


@pytest.fixture
def app() -> Iterator[FakeApp]:
    with FakeApp() as fake:
        threading.Thread(target=fake.serve_forever, daemon=True).start()
        yield fake
        fake.shutdown()


@pytest.fixture
def behind(app: FakeApp) -> Iterator[Behind]:
    started: list[proxy.Proxy] = []

    def start(
        fault: plan.Fault | None, number: float = 0.5, ports: int = 1
    ) -> proxy.Proxy:
        # Nothing listens on the ports before the last one.
        addresses = [1] * (ports - 1) + [app.server_port]
        made = proxy.Proxy(addresses, OneFault(fault, number))
        made.start()
        started.append(made)
        return made

    yield start
    for one in started:
        one.stop()


def _post(to: proxy.Proxy, path: str = REPORT) -> bytes:
    request = urllib.request.Request(to.url + path, BODY, method='POST')
    with urllib.request.urlopen(request, timeout=20) as answer:
        return bytes(answer.read())


@pytest.mark.parametrize('fault', [None, 'delay'])
def test_a_request_is_answered(
    app: FakeApp, behind: Behind, fault: plan.Fault | None
) -> None:
    assert _post(behind(fault, 0.01)) == b'{}'
    assert app.bodies == [BODY]


def test_another_server_answers_if_one_is_down(
    app: FakeApp, behind: Behind
) -> None:
    to = behind(None, ports=2)
    assert [_post(to), _post(to)] == [b'{}', b'{}']
    assert app.bodies == [BODY, BODY]


@pytest.mark.parametrize(
    ('fault', 'arrived'),
    [
        ('drop_request', []),
        ('drop_answer', [BODY]),
        ('truncate_request', []),
        ('truncate_answer', [BODY]),
    ],
)
def test_a_connection_breaks(
    app: FakeApp, behind: Behind, fault: plan.Fault, arrived: list[bytes]
) -> None:
    with pytest.raises((OSError, http.client.HTTPException)):
        _post(behind(fault, 0.99))
    if fault != 'drop_request':
        assert app.arrived.acquire(timeout=20)
    assert app.bodies == arrived


def test_a_request_arrives_twice(app: FakeApp, behind: Behind) -> None:
    assert _post(behind('duplicate')) == b'{}'
    assert app.bodies == [BODY, BODY]


def test_a_request_arrives_after_the_browser_timed_out(
    app: FakeApp, behind: Behind
) -> None:
    with pytest.raises((OSError, http.client.HTTPException)):
        _post(behind('reorder', 0.01))
    assert app.arrived.acquire(timeout=20)
    assert app.bodies == [BODY]


@pytest.mark.parametrize(
    ('fault', 'status', 'number', 'retry_after'),
    [
        ('answer_429', 429, 0.1, '1'),
        ('answer_500', 500, 0.9, None),
        ('answer_503', 503, 0.9, None),
    ],
)
def test_a_request_is_refused(
    app: FakeApp,
    behind: Behind,
    fault: plan.Fault,
    status: int,
    number: float,
    retry_after: str | None,
) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        _post(behind(fault, number))
    assert refused.value.code == status
    assert refused.value.headers['Retry-After'] == retry_after
    refused.value.close()
    assert app.bodies == []


def test_requests_of_creators_pass_unchanged(
    app: FakeApp, behind: Behind
) -> None:
    to = behind('drop_request')
    assert _post(to, '/createhandler/new') == b'{}'
    to.is_faulty = False
    assert _post(to) == b'{}'
