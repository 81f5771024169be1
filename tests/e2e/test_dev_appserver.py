"""App Engine's own development server serves the app."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import requests

from core.controllers import bundles
from tests import emulator

pytestmark = [pytest.mark.emulator, pytest.mark.no_store]

ROOT = pathlib.Path(__file__).parents[2]

# It creates its own environment, if need be, and has pip install the
# requirements that are missing there.
START_TIMEOUT_SECS = 300


def find_dev_appserver() -> pathlib.Path:
    try:
        return emulator.find_in_sdk(
            'google_appengine/dev_appserver.py', 'app-engine-python'
        )
    except emulator.EmulatorUnavailableError as error:
        emulator.skip_or_fail(str(error))
        raise


@pytest.fixture(scope='module')
def site(
    tmp_path_factory: pytest.TempPathFactory, emulator_host: str
) -> Iterator[str]:
    """The address of the app under dev_appserver and the emulator."""
    script = find_dev_appserver()
    folder = tmp_path_factory.mktemp('dev_appserver')
    # dev_appserver has its own package `google`, which conflicts with the one
    # of our requirements in any environment that is not empty.
    make_venv(folder / 'venv')
    make_venv(folder / 'envs' / 'default')
    install_requirements(folder / 'envs' / 'default')
    port = emulator.free_port()
    process = start(script, folder, port, emulator_host)
    try:
        wait_until_it_answers(process, port, folder / 'log')
        yield f'http://localhost:{port}'
    finally:
        stop(process)


def make_venv(path: pathlib.Path) -> None:
    command = [sys.executable, '-m', 'venv', '--without-pip', path]
    subprocess.run(command, check=True)


def install_requirements(venv: pathlib.Path) -> None:
    """Does what pip would spend most of a minute on; pip does what fails."""
    uv = shutil.which('uv', path=pathlib.Path(sys.executable).parent)
    if uv is None:
        return
    install = [uv, 'pip', 'install', '--no-config', '--python', venv]
    locked = ['--require-hashes', '-r', ROOT / 'requirements.txt']
    for packages in (['pip'], locked):
        subprocess.run([*install, *packages], check=False)


def start(
    script: pathlib.Path, folder: pathlib.Path, port: int, host: str
) -> subprocess.Popen[bytes]:
    (folder / 'tmp').mkdir()
    with (folder / 'log').open('wb') as log:
        return subprocess.Popen(
            [
                folder / 'venv' / 'bin' / 'python',
                script,
                'app.yaml',
                '--host=localhost',
                f'--port={port}',
                f'--admin_port={emulator.free_port()}',
                f'--api_port={emulator.free_port()}',
                f'--env_var=DATASTORE_EMULATOR_HOST={host}',
                '--env_var=STATS_SECRET_KEY=of-this-test',
                '--env_var=STATS_COUNT_AUTOMATED_VISITS=on',
                '--env_var=STATS_DEV=1',
                f'--python_virtualenv_path={folder / "envs"}',
                f'--storage_path={folder / "storage"}',
                # Else it starts one more for each request meanwhile.
                '--max_module_instances=1',
                '--automatic_restart=no',
                '--skip_sdk_update_check=yes',
            ],
            cwd=ROOT,
            env=os.environ
            | {'TMPDIR': str(folder / 'tmp'), 'PIP_NO_COMPILE': '1'},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def wait_until_it_answers(
    process: subprocess.Popen[bytes], port: int, log: pathlib.Path
) -> None:
    deadline = time.monotonic() + START_TIMEOUT_SECS
    while True:
        try:
            if requests.get(f'http://localhost:{port}/', timeout=5).ok:
                return
        except (requests.ConnectionError, requests.Timeout):
            pass  # not listening yet, or still importing
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f'dev_appserver does not serve: {log.read_text()}')
        # The other process can only be polled for its readiness.
        time.sleep(0.5)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends dev_appserver and the server of the app below it.

    Asked to end, dev_appserver takes longer than ten seconds, and nothing of it
    is kept.
    """
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_a_creator_signs_in_and_makes_an_exploration(site: str) -> None:
    browser = requests.Session()
    browser.post(f'{site}/login', {'email': 'creator@example.com'}, timeout=60)
    page = browser.get(f'{site}/creator_dashboard', timeout=60).text
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert token is not None
    made = browser.post(
        f'{site}/createhandler/new',
        json={'title': 'Made under dev_appserver'},
        headers={'X-CSRF-Token': token.group(1)},
        timeout=60,
    )
    assert made.status_code == 201, made.text
    page = browser.get(f'{site}/creator_dashboard', timeout=60).text
    assert 'Made under dev_appserver' in page
    exp_id = made.json()['exp_id']
    stats = browser.get(f'{site}/createhandler/statistics/{exp_id}', timeout=60)
    assert stats.json()['num_starts'] == 0


@pytest.mark.parametrize(
    ('source', 'content_type'),
    [('js/theme.js', 'text/javascript'), ('css/site.css', 'text/css')],
)
def test_bundles_are_served_with_their_type_and_cached(
    site: str, source: str, content_type: str
) -> None:
    response = requests.get(site + bundles.url_of(source), timeout=60)
    assert response.status_code == 200
    assert response.headers['Content-Type'].startswith(content_type)
    assert 'immutable' in response.headers['Cache-Control']


def test_images_are_served_with_their_type_and_cached_briefly(
    site: str,
) -> None:
    response = requests.get(
        f'{site}/static/images/lessons/planets.svg', timeout=60
    )
    assert response.status_code == 200
    assert response.headers['Content-Type'] == 'image/svg+xml'
    assert 'Expires' in response.headers
