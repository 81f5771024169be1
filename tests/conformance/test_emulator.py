"""The emulator is started, stopped, skipped with a reason, or required."""

from __future__ import annotations

import pathlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests import emulator

pytestmark = [pytest.mark.emulator, pytest.mark.no_store]


@pytest.fixture
def without_gcloud(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the Cloud SDK that is not required to run all tests."""
    monkeypatch.setenv('PATH', '')
    for name in ('CI', 'REQUIRE_ALL', 'RUNNING_DATASTORE_EMULATOR'):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures('without_gcloud')
def test_without_gcloud_tests_are_skipped_with_the_reason() -> None:
    with (
        pytest.raises(pytest.skip.Exception, match='no gcloud'),
        emulator.run_or_skip(),
    ):
        pass


@pytest.mark.usefixtures('without_gcloud')
@pytest.mark.parametrize(
    ('name', 'value'), [('CI', 'true'), ('CI', '1'), ('REQUIRE_ALL', '1')]
)
def test_without_gcloud_tests_fail_where_all_must_run(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with (
        pytest.raises(pytest.fail.Exception, match='no gcloud'),
        emulator.run_or_skip(),
    ):
        pass


def test_an_emulator_is_gone_after_use(emulator_host: str) -> None:
    """The fixture skips the test on machines that cannot run an emulator."""
    with emulator.run() as host:
        assert host != emulator_host
        with urllib.request.urlopen(f'http://{host}/') as answer:
            assert answer.status == 200
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        urllib.request.urlopen(f'http://{host}/', timeout=5)


_RUN_UNTIL_KILLED = """
import signal, sys
from tests import emulator
with emulator.run() as host:
    print(host, flush=True)
    signal.pause()
"""


def test_no_emulator_outlives_a_killed_run(emulator_host: str) -> None:
    run = subprocess.Popen(
        [sys.executable, '-c', _RUN_UNTIL_KILLED],
        cwd=pathlib.Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout
    host = run.stdout.readline()
    run.kill()
    run.communicate()
    address, _, port = host.strip().partition(':')
    deadline = time.monotonic() + emulator.STOP_TIMEOUT_SECS
    while _listens(address, int(port)):
        assert time.monotonic() < deadline
        # The watcher process needs a moment, and nothing signals its end.
        time.sleep(0.05)


def _listens(address: str, port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex((address, port)) == 0
