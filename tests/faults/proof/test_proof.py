"""The proof, in small: all that goes wrong in a large one goes wrong in it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from scripts.prove_exactly_once import __main__ as command
from tests import app_server

pytestmark = pytest.mark.no_store


def test_all_numbers_agree() -> None:
    sizes = ['--events=1200', '--kills=2', '--pages=0', '--seed=1']
    done = subprocess.run(
        [
            *[sys.executable, '-m', 'scripts.prove_exactly_once'],
            *[*sizes, '--json'],
        ],
        cwd=app_server.ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report['is_proved']
    assert report['log_events'] >= 1200
    assert all(report['faults'].values()), report['faults']
    wanted = {'disk_full', 'unpublish', 'edit', 'rename', 'revert'}
    assert wanted <= report['deeds'].keys()
    assert report['deeds']['servers killed'] >= 2
    assert report['versions'] == 4


@pytest.mark.parametrize(
    ('argument', 'reason'),
    [
        ('--events=0', 'must be at least 1'),
        ('--events=many', 'must be a whole number'),
        ('--kills=-1', 'must be a whole number'),
        ('--pages=1.5', 'must be a whole number'),
    ],
)
def test_wrong_options_are_explained(
    argument: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_info:
        command.main([argument])
    assert exit_info.value.code == 2
    assert reason in capsys.readouterr().err
