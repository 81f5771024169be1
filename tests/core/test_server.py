"""The real server, over a real socket."""

from __future__ import annotations

import contextlib
import http.client
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from core import server
from tests import forking_python
from tests.app_server import free_port

pytestmark = pytest.mark.no_store

ROOT = pathlib.Path(__file__).parents[2]
HEADERS = b'Host: localhost\r\nConnection: close\r\n'


def start(
    port: str, data_dir: pathlib.Path, **more: str
) -> subprocess.Popen[str]:
    environ = {
        name: value
        for name, value in os.environ.items()
        if name != 'DATASTORE_EMULATOR_HOST'
    }
    return subprocess.Popen(
        [sys.executable, 'main.py'],
        cwd=ROOT,
        env=environ | {'PORT': port, 'STATS_DATA_DIR': str(data_dir)} | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope='module')
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    number = free_port()
    process = start(str(number), tmp_path_factory.mktemp('data'))
    assert process.stdout is not None
    assert process.stdout.readline().strip() == (
        f'Serving on http://localhost:{number}'
    )
    with socket.create_connection(('127.0.0.1', number)) as half_sent:
        half_sent.sendall(b'GET / HTTP/1.1\r\nHost: loc')
        yield number
        # The server does not wait for the incomplete request.
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)
    assert process.returncode == 0


def status_of(port: int, request: bytes) -> int:
    """Sends bytes and returns the status of the response."""
    with socket.create_connection(('127.0.0.1', port), timeout=20) as wire:
        wire.sendall(request)
        answer = wire.recv(100)
    assert answer.startswith(b'HTTP/1.')
    return int(answer[9:12])


def test_it_answers_once_it_reports_ready(port: int) -> None:
    assert status_of(port, b'GET / HTTP/1.1\r\n' + HEADERS + b'\r\n') == 200


@pytest.mark.parametrize(
    ('head', 'body', 'status'),
    [
        (b'GET / HTTP/1.1\r\nX: ' + b'a' * 100_000 + b'\r\n', b'', 431),
        (b'GET / HTTP/1.1\r\n' + b'X: a\r\n' * 10_000, b'', 431),
        (b'GET /' + b'a' * 100_000 + b' HTTP/1.1\r\n', b'', 431),
        (b'GET /explore/%zz%ff HTTP/1.1\r\n', b'', 400),
        (b'GET /a%00b HTTP/1.1\r\n', b'', 400),
        (b'GET /\xff HTTP/1.1\r\n', b'', 400),
        (b'GET /static/../main.py HTTP/1.1\r\n', b'', 404),
        (b'GET /static/%2e%2e/main.py HTTP/1.1\r\n', b'', 404),
        (b'CONNECT a:1 HTTP/1.1\r\n', b'', 405),
        (b'POST /login HTTP/1.1\r\nContent-Length: -5\r\n', b'', 400),
        (b'POST /login HTTP/1.1\r\nContent-Length: 20000000\r\n', b'', 413),
        (
            b'POST /login HTTP/1.1\r\nTransfer-Encoding: chunked\r\n'
            b'Content-Type: application/x-www-form-urlencoded\r\n',
            b'ZZ\r\nemail\r\n0\r\n\r\n',
            400,
        ),
        (
            b'POST /explorehandler/event_batch/none HTTP/1.1\r\n'
            b'Transfer-Encoding: chunked\r\n',
            b'2\r\n{}\r\n0\r\n\r\n',
            404,
        ),
    ],
)
def test_a_malformed_request_gets_an_error(
    port: int, head: bytes, body: bytes, status: int
) -> None:
    assert status_of(port, head + HEADERS + b'\r\n' + body) == status


@pytest.mark.parametrize('num', [8, 100, 1_000])
def test_others_are_answered_while_clients_send_slowly(
    port: int, num: int
) -> None:
    head = b'POST /login HTTP/1.1\r\n' + HEADERS + b'Content-Length: 9\r\n\r\n'
    with contextlib.ExitStack() as stack:
        slow = [
            stack.enter_context(socket.create_connection(('127.0.0.1', port)))
            for _ in range(num)
        ]
        for number, wire in enumerate(slow):
            # Half of the clients send the head, half the body.
            wire.sendall(head if number % 2 else head[:5])
        for _ in range(3):
            for wire in slow:
                wire.sendall(b'a')

            assert (
                status_of(port, b'GET / HTTP/1.1\r\n' + HEADERS + b'\r\n')
                == 200
            )


def test_wrong_settings_are_listed_by_line_and_nothing_is_served(
    tmp_path: pathlib.Path,
) -> None:
    process = start('abc', tmp_path, STATS_DEV='maybe')
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert output.splitlines() == [
        "STATS_DEV must be 1 or 0, not 'maybe'.",
        "PORT must be a number from 1 to 65535, not 'abc'.",
        'See docs/configuration.md.',
    ]


def accepts_connections(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(20)
        return probe.connect_ex(('127.0.0.1', port)) == 0


_SERVE = """
import sys
from core import server
server.serve('tests.core.serving.gated_app:app', port=int(sys.argv[1]),
             on_ready=lambda: print('ready', flush=True))
"""


def test_requests_in_progress_are_finished_before_the_stop(
    tmp_path: pathlib.Path,
) -> None:
    number = free_port()
    with socket.create_server(('127.0.0.1', 0)) as gate:
        environ = {
            'GATE_PORT': str(gate.getsockname()[1]),
            'STATS_DATA_DIR': str(tmp_path),
        }
        process = forking_python.of_tree(ROOT).start_program(
            _SERVE, str(number), env={**os.environ, **environ}
        )
        assert process.stdout.readline() == 'ready\n'
        with socket.create_connection(('127.0.0.1', number), 20) as wire:
            wire.sendall(b'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
            gate.settimeout(20)
            working, _ = gate.accept()
            os.kill(process.pid, signal.SIGTERM)
            with working:
                while accepts_connections(number):
                    pass
                working.sendall(b'go')
            answer = http.client.HTTPResponse(wire)
            answer.begin()
            assert answer.read() == b'finished'
        assert process.wait(timeout=20) == 0


# Both processes print at their end which modules are still traversed.
_SERVE_COLLECTED = """
import sys
from core import server
from tests.core.serving import collected_app
try:
    server.serve('tests.core.serving.collected_app:app', port=int(sys.argv[1]),
                 on_ready=lambda: print('ready', flush=True))
finally:
    print('At the end:', collected_app.collected_modules(), flush=True)
"""


# The first process imports what the workers need, like `main.py`.
_SERVE_BY_TWO = """
import sys
from core import scheduler, server
from core.controllers import health
server.serve('tests.core.serving.process_app:app', port=int(sys.argv[1]),
             workers=2, on_ready=lambda: print('ready', flush=True))
"""


# Whether a process runs scheduled work, and its place.
Roles = tuple[bool, str]
TWO_ROLES = [(False, '1 of 2'), (True, '0 of 2')]


def who_answers(port: int, path: str = '/') -> tuple[int, Roles]:
    """Returns the id and the roles of the process that answers."""
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=20)
    connection.request('GET', path)
    text = connection.getresponse().read().decode()
    pid, schedules, place = text.split(maxsplit=2)
    connection.close()
    return int(pid), (schedules == 'True', place)


def wait_for_two(port: int, without: int = 0) -> dict[int, Roles]:
    """Returns the roles of the answering processes, once there are two."""
    roles_by_pid: dict[int, Roles] = {}
    end = time.monotonic() + 60
    while len(roles_by_pid) < 2 and time.monotonic() < end:
        with contextlib.suppress(OSError, http.client.HTTPException):
            pid, roles = who_answers(port)
            if pid != without:
                roles_by_pid[pid] = roles
    return roles_by_pid


def test_a_process_that_ends_is_replaced_and_one_runs_scheduled_work(
    tmp_path: pathlib.Path,
) -> None:
    number = free_port()
    process = forking_python.of_tree(ROOT).start_program(
        _SERVE_BY_TWO,
        str(number),
        env={**os.environ, 'STATS_DATA_DIR': str(tmp_path)},
    )
    assert process.stdout.readline() == 'ready\n'
    roles_by_pid = wait_for_two(number)
    assert sorted(roles_by_pid.values()) == TWO_ROLES
    (first,) = (
        pid for pid, (schedules, _) in roles_by_pid.items() if schedules
    )
    os.kill(first, signal.SIGKILL)
    roles_by_pid = wait_for_two(number, without=first)
    assert sorted(roles_by_pid.values()) == TWO_ROLES
    with contextlib.suppress(http.client.HTTPException, OSError):
        who_answers(number, '/break')
    process_ids = set(roles_by_pid)
    while process_ids == set(roles_by_pid):
        roles_by_pid = wait_for_two(number)
    assert sorted(roles_by_pid.values()) == TWO_ROLES
    # gunicorn replaces all of them.
    os.kill(process.pid, signal.SIGHUP)
    process_ids = set(roles_by_pid)
    while process_ids & set(roles_by_pid):
        roles_by_pid = wait_for_two(number)
    assert sorted(roles_by_pid.values()) == TWO_ROLES
    os.kill(process.pid, signal.SIGTERM)
    assert process.wait(timeout=20) == 0


_SERVE_SOON_HANGING = """
import sys
from core import server
from core.serving import worker
from gunicorn import config
worker._HANGING_SECS = 0.0
config.Timeout.default = 3
server.serve('tests.core.serving.process_app:app', port=int(sys.argv[1]),
             threads=1, on_ready=lambda: print('ready', flush=True))
"""


def test_a_process_whose_requests_hang_is_replaced(
    tmp_path: pathlib.Path,
) -> None:
    number = free_port()
    process = forking_python.of_tree(ROOT).start_program(
        _SERVE_SOON_HANGING,
        str(number),
        env={**os.environ, 'STATS_DATA_DIR': str(tmp_path)},
    )
    assert process.stdout.readline() == 'ready\n'
    first, _ = who_answers(number)
    with socket.create_connection(('127.0.0.1', number), 20) as wire:
        wire.sendall(b'GET /hang HTTP/1.1\r\nHost: a\r\n\r\n')
        # This request waits for the first one until the process is killed.
        with pytest.raises(ConnectionError):
            who_answers(number)
    assert process.stdout.readline() == 'ready\n'
    second, _ = who_answers(number)
    assert second != first
    os.kill(process.pid, signal.SIGTERM)
    assert process.wait(timeout=20) == 0


def test_the_garbage_collector_skips_what_was_loaded_before_serving(
    tmp_path: pathlib.Path,
) -> None:
    number = free_port()
    process = subprocess.Popen(
        [sys.executable, '-c', _SERVE_COLLECTED, str(number)],
        cwd=ROOT,
        env={**os.environ, 'STATS_DATA_DIR': str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == 'ready\n'
        connection = http.client.HTTPConnection('127.0.0.1', number, timeout=20)
        connection.request('GET', '/')
        assert connection.getresponse().read() == b'[]'
        connection.close()
    finally:
        process.send_signal(signal.SIGTERM)
        ends, _ = process.communicate(timeout=20)
    assert set(ends.splitlines()) == {'At the end: []'}


def test_wrong_settings_are_reported_before_serving(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv('PORT', 'http')
    with pytest.raises(SystemExit) as info:
        server.main()
    assert info.value.code == (
        "PORT must be a number from 1 to 65535, not 'http'.\n"
        'See docs/configuration.md.'
    )
