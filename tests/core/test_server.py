"""The real server, over a real socket."""

from __future__ import annotations

import os
import pathlib
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from core import server

pytestmark = pytest.mark.no_store

ROOT = pathlib.Path(__file__).parents[2]
HEADERS = b'Host: localhost\r\nConnection: close\r\n'


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return int(probe.getsockname()[1])


def start(port: str, data_dir: pathlib.Path) -> subprocess.Popen[str]:
    environ = {
        name: value
        for name, value in os.environ.items()
        if name != 'DATASTORE_EMULATOR_HOST'
    }
    return subprocess.Popen(
        [sys.executable, 'main.py'],
        cwd=ROOT,
        env=environ | {'PORT': port, 'STATS_DATA_DIR': str(data_dir)},
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
    yield number
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 0


def status_of(port: int, request: bytes) -> int:
    """Sends bytes and returns the status of what comes back."""
    with socket.create_connection(('127.0.0.1', port), timeout=20) as wire:
        wire.sendall(request)
        answer = wire.recv(100)
    assert answer.startswith(b'HTTP/1.1 ')
    return int(answer[9:12])


def test_it_answers_as_soon_as_it_says_so(port: int) -> None:
    assert status_of(port, b'GET / HTTP/1.1\r\n' + HEADERS + b'\r\n') == 200


@pytest.mark.parametrize(
    ('head', 'body', 'status'),
    [
        (b'GET / HTTP/1.1\r\nX: ' + b'a' * 100_000 + b'\r\n', b'', 431),
        (b'GET / HTTP/1.1\r\n' + b'X: a\r\n' * 500, b'', 431),
        (b'GET /' + b'a' * 100_000 + b' HTTP/1.1\r\n', b'', 414),
        (b'GET /explore/%zz%ff HTTP/1.1\r\n', b'', 400),
        (b'GET /a%00b HTTP/1.1\r\n', b'', 400),
        (b'GET /\xff HTTP/1.1\r\n', b'', 400),
        (b'GET /static/../main.py HTTP/1.1\r\n', b'', 404),
        (b'GET /static/%2e%2e/main.py HTTP/1.1\r\n', b'', 404),
        (b'CONNECT a:1 HTTP/1.1\r\n', b'', 405),
        (b'POST /login HTTP/1.1\r\nContent-Length: -5\r\n', b'', 400),
        (b'POST /login HTTP/1.1\r\nContent-Length: 3000000\r\n', b'', 413),
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
def test_a_broken_request_is_told_so(
    port: int, head: bytes, body: bytes, status: int
) -> None:
    assert status_of(port, head + HEADERS + b'\r\n' + body) == status


@pytest.mark.parametrize('value', ['0', '-1', '65536', 'http', ''])
def test_a_port_that_is_none_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv('PORT', value)
    with pytest.raises(SystemExit) as info:
        server.main()
    assert info.value.code == (
        f'PORT must be a number from 1 to 65535, not {value!r}.'
    )
