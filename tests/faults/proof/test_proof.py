"""A small run of the exactly-once proof covers every kind of fault."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scripts.prove_exactly_once import __main__ as command
from scripts.prove_exactly_once import pages
from tests import app_server, forking_python

pytestmark = pytest.mark.no_store


def prove(*sizes: str) -> dict[str, Any]:
    """Runs the proof; returns its report."""
    done = forking_python.of_tree(app_server.ROOT).run_module(
        'scripts.prove_exactly_once', *sizes, '--seed=1', '--json'
    )
    assert done.returncode == 0, done.stdout + done.stderr
    report = dict(json.loads(done.stdout))
    assert report['is_proved']
    return report


def test_all_numbers_agree() -> None:
    """Without Chromium, no learner plays on a real page."""
    report = prove('--events=600', '--kills=2', '--pages=2')
    assert report['log_events'] >= 600
    assert all(report['faults'].values()), report['faults']
    wanted = {'disk_full', 'unpublish', 'edit', 'rename', 'revert'}
    assert wanted <= report['actions'].keys()
    assert report['actions']['servers killed'] >= 2
    assert report['versions'] == 4
    if not pages.why_missing():
        assert report['page_sessions'] == 2
        assert sum(report['page_mishaps'].values()) > 0
        assert 'learners = tab, as it is drawn' in {
            check['what'] for check in report['checks']
        }


@pytest.mark.parametrize(
    ('argument', 'reason'),
    [
        ('--events=0', 'must be at least 1'),
        ('--events=many', 'must be a whole number'),
        ('--kills=-1', 'must be at least 0'),
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
