"""The module that browser and server share is what Python declares."""

from __future__ import annotations

import json
import subprocess

import pytest

from core import feconf
from core.domain import event_domain, stats_computation, stats_domain
from scripts import make_wire_contract, node

pytestmark = pytest.mark.no_store

_TELL = """
import * as contract from '%s';
console.log(JSON.stringify(contract));
"""


def test_the_module_is_up_to_date(capsys):
    assert make_wire_contract.main(['--check']) == 0, capsys.readouterr().out


def test_javascript_reads_what_python_declares():
    answer = subprocess.run(
        [
            node.node_path() or 'node',
            *('--input-type=module', '-e'),
            _TELL % make_wire_contract.PATH.as_uri(),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    contract = json.loads(answer.stdout)

    assert list(contract['ZERO_STATE_COUNTS']) == list(
        stats_domain.STATE_COUNTERS
    )
    assert list(contract['ZERO_EXPLORATION_COUNTS']) == list(
        stats_computation.BATCH_TOTALS
    )
    assert contract['EVENT_FIELDS'] == {
        event_type: list(event_domain.fields_on_the_wire(event_class))
        for event_type, event_class in event_domain.EVENT_CLASSES.items()
    }
    assert contract['LIMITS'] == {
        name: getattr(feconf, name) for name in make_wire_contract.LIMITS
    }


def test_a_module_that_is_out_of_date_is_found_and_written(
    tmp_path, monkeypatch, capsys
):
    path = tmp_path / 'wire_contract.js'
    path.write_text('export const ZERO_STATE_COUNTS = {};')
    monkeypatch.setattr(make_wire_contract, 'PATH', path)

    assert make_wire_contract.main(['--check']) == 1
    assert 'python3 -m scripts.make_wire_contract' in capsys.readouterr().out
    assert make_wire_contract.main([]) == 0
    assert make_wire_contract.main(['--check']) == 0
