"""Each step of the tests installs its requirements before it runs."""

from __future__ import annotations

import subprocess
import types

import pytest

from scripts import environment, run_tests


def _let_commands_end_with(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    ended = subprocess.CompletedProcess([], code)
    stub = types.SimpleNamespace(run=lambda *_, **__: ended)
    monkeypatch.setattr(run_tests, 'subprocess', stub)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Returns the requested installations; nothing is installed."""
    extras: set[str] = set()
    monkeypatch.setattr(environment, 'set_up', extras.update)
    monkeypatch.setattr(environment, 'in_environment', lambda: True)
    _let_commands_end_with(monkeypatch, 0)
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
    installed: set[str], steps: list[str], expected: set[str]
) -> None:
    assert run_tests.main(['--only', *steps]) == 0

    assert installed == expected


def test_a_failing_step_fails_the_run(
    installed: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _let_commands_end_with(monkeypatch, 3)

    assert run_tests.main(['--only', 'lint']) == 1
