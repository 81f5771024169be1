"""Each step of the tests installs its requirements before it runs."""

from __future__ import annotations

import pathlib
import subprocess
import threading
from typing import Any

import pytest

from scripts import environment, node, run_tests


def _fake_exit_code(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    ended = subprocess.CompletedProcess([], code, stdout='')
    monkeypatch.setattr(subprocess, 'run', lambda *_, **__: ended)


@pytest.fixture
def requested_extras(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Returns the requested installations; nothing is installed."""
    extras: set[str] = set()
    monkeypatch.setattr(environment, 'set_up', extras.update)
    monkeypatch.setattr(environment, 'in_environment', lambda: True)
    # It would cache, for the whole process, what the fake command returns.
    monkeypatch.setattr(node, 'node_path', lambda: None)
    _fake_exit_code(monkeypatch, 0)
    return extras


@pytest.mark.parametrize(
    ('steps', 'expected'),
    [
        (['js'], {environment.JS_TOOLS}),
        (['format', 'types'], {environment.PYTHON_TOOLS}),
        (['lint', 'js-lint'], {environment.PYTHON_TOOLS, environment.JS_TOOLS}),
        (
            ['python'],
            {environment.PYTHON_TOOLS, environment.JS_TOOLS, environment.JOBS},
        ),
    ],
)
def test_a_step_installs_only_what_it_needs(
    requested_extras: set[str], steps: list[str], expected: set[str]
) -> None:
    assert run_tests.main(['--only', *steps]) == 0

    assert requested_extras == expected


def test_a_failing_step_fails_the_run(
    requested_extras: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _fake_exit_code(monkeypatch, 3)

    assert run_tests.main(['--only', 'lint']) == 1


def test_steps_may_write_bytecode_wherever_they_run(
    requested_extras: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    environs: list[dict[str, str]] = []

    def run(*_: Any, **options: Any) -> subprocess.CompletedProcess[str]:
        environs.append(options['env'])
        return subprocess.CompletedProcess([], 0, stdout='')

    monkeypatch.setattr(subprocess, 'run', run)
    monkeypatch.setenv('PYTHONDONTWRITEBYTECODE', '1')
    run_tests.main(['--only', 'python'])

    assert 'PYTHONDONTWRITEBYTECODE' not in environs[0]
    assert environs[0]['HYPOTHESIS_NO_PLUGINS']


def test_the_output_of_steps_is_not_mixed(
    requested_extras: set[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    both_run = threading.Barrier(2, timeout=30)

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        both_run.wait()
        is_types = 'mypy' in command
        said = 'an error of types\nand where it is\n' if is_types else ''
        return subprocess.CompletedProcess(command, int(is_types), stdout=said)

    monkeypatch.setattr(subprocess, 'run', run)

    assert run_tests.main(['--only', 'lint', 'types']) == 1

    printed = capsys.readouterr().out
    assert '=== types ===\nan error of types\nand where it is\n' in printed
    assert '1 passed, 1 failed' in printed


@pytest.mark.parametrize(
    ('step_name', 'expected'),
    [
        ('browser', 'tests/e2e/test_acceptance.py'),
        ('emulator', 'tests/conformance/test_queries.py'),
        ('engines', 'tests/engines/test_engines.py'),
    ],
)
def test_a_step_finds_its_tests_by_their_marker(
    step_name: str, expected: str
) -> None:
    commands = {step.name: step.command for step in run_tests.STEPS}

    command = commands[step_name]()

    assert str(environment.ROOT / expected) in command
    assert str(pathlib.Path(__file__)) not in command


def test_the_python_step_ignores_only_files_of_other_steps() -> None:
    commands = {step.name: step.command() for step in run_tests.STEPS}

    ignored = {
        argument.removeprefix('--ignore=')
        for argument in commands['python']
        if argument.startswith('--ignore=')
    }

    assert str(environment.ROOT / 'tests/e2e/test_acceptance.py') in ignored
    others = [*commands['browser'], *commands['emulator'], *commands['engines']]
    assert ignored < set(others)


def test_the_tests_of_a_module_are_in_one_group(
    request: pytest.FixtureRequest,
) -> None:
    has_groups = request.config.getoption('loadgroup', False)
    group = '@test_run_tests' if has_groups else ''

    assert request.node.nodeid.endswith(f'_are_in_one_group{group}')


def test_the_js_step_runs_every_file_and_fails_with_one(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / 'tests' / 'a folder'
    folder.mkdir(parents=True)
    monkeypatch.setattr(environment, 'ROOT', tmp_path)
    (step,) = (step for step in run_tests.STEPS if step.name == 'js')

    def run(**files: str) -> subprocess.CompletedProcess[str]:
        for name, body in files.items():
            text = f"import {{test}} from 'node:test'; {body}"
            (folder / f'{name}.test.js').write_text(text)
        return subprocess.run(
            step.command(), capture_output=True, text=True, check=False
        )

    done = run(first="test('one', () => {});", second="test('two', () => {});")
    assert done.returncode == 0, done.stdout
    assert 'one' in done.stdout
    assert 'two' in done.stdout

    done = run(first="test('one', () => { throw new Error(); });")
    assert done.returncode == 1
    assert 'two' in done.stdout

    assert run(first="import './missing.js';").returncode == 1
