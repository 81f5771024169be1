"""`python3 -m scripts.start` serves, or reports in one line why not."""

from __future__ import annotations

import importlib.util
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import sysconfig
import types
import venv
from collections.abc import Callable

import pytest

from core.controllers import bundles
from scripts import environment, start
from tests import app_server, forking_python

pytestmark = pytest.mark.no_store

Start = Callable[..., subprocess.CompletedProcess[str]]


def _start(
    *arguments: str,
    cwd: pathlib.Path = app_server.ROOT,
    **env: str,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, '-m', 'scripts.start', *arguments],
        cwd=cwd,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def start_here(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Start:
    """Runs the command in this process, without building the bundles.

    A forked process loads the demo explorations.
    """
    monkeypatch.setattr(environment, 'make_bundles', lambda: None)
    monkeypatch.setattr(start, 'subprocess', types.SimpleNamespace(run=_fork))
    # The command sets these variables, which are restored after the test.
    for name in ('STATS_DEV', 'STATS_DATA_DIR'):
        monkeypatch.setenv(name, '')

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        status: int | str | None
        try:
            status = start.main(list(arguments))
        except SystemExit as error:
            status = error.code
        return subprocess.CompletedProcess(
            arguments, status, *capfd.readouterr()
        )

    return run


def _fork(
    command: list[str], *, check: bool
) -> subprocess.CompletedProcess[str]:
    python, option, module, *arguments = command
    assert (python, option, check) == (sys.executable, '-m', False)
    forked = forking_python.of_tree(app_server.ROOT).run_module(
        module, *arguments
    )
    sys.stdout.write(forked.stdout)
    sys.stderr.write(forked.stderr)
    return forked


def _assert_one_clear_line(
    result: subprocess.CompletedProcess[str], *words: str
) -> None:
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert result.stderr.startswith('Error: ')
    for word in words:
        assert word in result.stderr


def test_help_names_every_option() -> None:
    result = _start('--help')
    assert result.returncode == 0
    for option in ('--port', '--data_dir', '--no_reload', '--setup_only'):
        assert option in result.stdout


def test_a_port_in_use_is_reported_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = _start('--port', port)
    _assert_one_clear_line(result, port, '--port')


@pytest.mark.parametrize('port', ['0', '65536', '-1', 'http', ''])
def test_an_invalid_port_is_refused(port: str, start_here: Start) -> None:
    result = start_here(f'--port={port}')
    assert result.returncode == 2
    assert 'not a port' in result.stderr


@pytest.fixture
def offline_copy(tmp_path: pathlib.Path) -> pathlib.Path:
    """A copy of the project, with an empty environment."""
    for name in ('scripts', 'core'):
        shutil.copytree(app_server.ROOT / name, tmp_path / name)
    for path in app_server.ROOT.glob('requirements*.txt'):
        shutil.copy(path, tmp_path)
    venv.create(tmp_path / '.venv', symlinks=True)
    return tmp_path


def _link_pip(folder: pathlib.Path) -> None:
    """Adds pip to an environment; installing it takes ten seconds."""
    spec = importlib.util.find_spec('pip')
    assert spec is not None
    assert spec.origin is not None
    packages = sysconfig.get_path('purelib', 'venv', {'base': str(folder)})
    pathlib.Path(packages, 'pip').symlink_to(pathlib.Path(spec.origin).parent)


def _start_offline(cwd: pathlib.Path) -> subprocess.CompletedProcess[str]:
    return _start(
        '--setup_only',
        cwd=cwd,
        PIP_NO_INDEX='1',
        PIP_FIND_LINKS='',
        PIP_CONFIG_FILE=os.devnull,
    )


def test_without_a_network_set_up_reports_it(
    offline_copy: pathlib.Path,
) -> None:
    _link_pip(offline_copy / '.venv')
    result = _start_offline(offline_copy)
    _assert_one_clear_line(result, 'requirements.txt', 'network')


@pytest.fixture
def install_with(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], list[list[str]]]:
    """Pretends to install a lock file with uv, pip, both or none working.

    Returns the commands that succeeded.
    """

    def install(workings: str) -> list[list[str]]:
        commands: list[list[str]] = []

        def run(command: list[str], failure: str, **_: str) -> None:
            is_uv = pathlib.Path(command[0]).name == 'uv'
            if ('uv' if is_uv else 'pip') not in workings.split():
                raise environment.SetUpError(failure)
            commands.append(command)

        monkeypatch.setattr(environment, '_run', run)
        monkeypatch.setattr(environment, 'VENV', tmp_path)
        environment._install_packages(environment.ROOT / 'requirements.txt')
        return commands

    return install


def test_packages_are_installed_by_uv_with_their_hashes(
    install_with: Callable[[str], list[list[str]]],
) -> None:
    by_pip, by_uv = install_with('uv pip')
    assert by_pip[-1].endswith('requirements-uv.txt')
    assert '--require-hashes' in by_pip
    assert by_uv[:2] == [str(environment.python_path().with_name('uv')), 'pip']
    assert '--require-hashes' in by_uv
    assert '--compile-bytecode' in by_uv


def test_pip_installs_with_its_own_settings_if_uv_fails(
    install_with: Callable[[str], list[list[str]]],
) -> None:
    *_, last = install_with('pip')
    assert last[1:3] == ['-m', 'pip']
    assert last[-1].endswith('requirements.txt')
    assert '--require-hashes' in last


def test_it_is_reported_if_uv_and_pip_both_fail(
    install_with: Callable[[str], list[list[str]]],
) -> None:
    with pytest.raises(environment.SetUpError, match=r'requirements\.txt'):
        install_with('')


def test_packages_are_those_of_the_installed_python(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The lock files are for Python 3.11; 3.13 needs other packages too."""
    commands: list[list[str]] = []
    monkeypatch.setattr(
        environment, '_run', lambda run, _: commands.append(run)
    )
    environment._install_packages(environment.ROOT / 'requirements.txt')
    (install,) = (run for run in commands if 'uv' in pathlib.Path(run[0]).name)
    assert '--no-config' in install


def test_an_existing_environment_is_kept(
    offline_copy: pathlib.Path,
) -> None:
    own = offline_copy / '.venv' / 'own'
    own.write_text('kept')
    _start_offline(offline_copy)
    assert own.read_text() == 'kept'


def test_a_missing_environment_is_created(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = environment._run

    def run_without_pip(command: list[str], failure: str) -> None:
        run([*command, '--without-pip'], failure)

    monkeypatch.setattr(environment, '_run', run_without_pip)
    monkeypatch.setattr(environment, 'VENV', tmp_path / '.venv')
    environment._make_venv()
    major, minor, *_ = sys.version_info
    assert environment._venv_version() == f'{major} {minor}'


def test_the_target_of_a_link_is_not_emptied(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = tmp_path / 'others'
    others.mkdir()
    (others / 'package').write_text('kept')
    link = tmp_path / 'link'
    link.symlink_to(others)
    monkeypatch.setattr(environment, 'VENV', tmp_path)
    monkeypatch.setattr(environment, '_make_venv', lambda: None)
    monkeypatch.setattr(environment, '_install', lambda _: None)
    monkeypatch.setattr(environment, 'NODE_MODULES', link)
    with pytest.raises(environment.SetUpError, match='is a link'):
        environment.set_up()
    assert (others / 'package').read_text() == 'kept'


@pytest.mark.parametrize('content', [b'', b'no database', b'\0' * 5000])
def test_a_file_that_is_not_a_store_is_reported_and_left_unchanged(
    tmp_path: pathlib.Path, content: bytes, start_here: Start
) -> None:
    path = tmp_path / 'datastore.sqlite3'
    path.write_bytes(content)
    result = start_here(
        f'--port={app_server.free_port()}',
        f'--data_dir={tmp_path}',
        '--setup_only',
    )
    if content:
        _assert_one_clear_line(result, str(path))
        assert path.read_bytes() == content
    else:
        # SQLite itself starts a new database as an empty file.
        assert result.returncode == 0


def test_a_data_dir_that_is_a_file_is_reported_in_one_line(
    tmp_path: pathlib.Path, start_here: Start
) -> None:
    path = tmp_path / 'file'
    path.write_text('')
    result = start_here(
        f'--port={app_server.free_port()}', f'--data_dir={path}'
    )
    _assert_one_clear_line(result, str(path))


def test_set_up_only_loads_the_demo_explorations_once(
    tmp_path: pathlib.Path, start_here: Start
) -> None:
    arguments = [
        f'--port={app_server.free_port()}',
        f'--data_dir={tmp_path}',
        '--setup_only',
    ]
    first, second = start_here(*arguments), start_here(*arguments)
    assert (first.returncode, second.returncode) == (0, 0)
    assert 'demo explorations' in first.stdout
    assert 'demo explorations' not in second.stdout


def test_it_serves_and_reports_its_address(tmp_path: pathlib.Path) -> None:
    with app_server.running_app(tmp_path / 'data') as url:
        for path in ('/', '/library', bundles.url_of('css/site.css')):
            assert app_server.answers(f'{url}{path}')
