"""Differing numbers are found and reported."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from core.domain import event_domain
from scripts.prove_exactly_once import compare, learners, proof
from scripts.prove_exactly_once.report import Report

pytestmark = pytest.mark.no_store


def _event(event_id: str, **values: Any) -> event_domain.Event:
    given = {
        'exp_id': 'maze',
        'exp_version': 1,
        'session_id': 'a',
        'state_name': 'Welcome',
        'sequence_number': 0,
        'client_time_msecs': 0.0,
        'params': {},
        **values,
    }
    return event_domain.StateHitEvent(event_id=event_id, **given)


def _session(ids: list[str], *, is_whole: bool = True) -> dict[str, Any]:
    counts = {'total_hit_count': len(ids), 'first_hit_count': 1}
    names = ['num_starts', 'num_actual_starts', 'num_completions']
    names += ['num_ratings', *(f'num_ratings_{stars}' for stars in range(1, 6))]
    return {
        'exp_version': 1,
        'is_whole': is_whole,
        'event_ids': ids,
        **dict.fromkeys(names, 0),
        'state_stats_mapping': {'Welcome': counts},
        'events': {'state_hit': len(ids)},
    }


def _build_done(*sessions: dict[str, Any]) -> learners.Done:
    done = learners.Done()
    done.add({'kind': 'learner', 'undelivered': 0, 'sessions': sessions})
    return done


def test_a_differing_number_is_reported() -> None:
    check = compare.check('a = b', {'x': 1, 'y': 2}, {'x': 1, 'z': 3})
    assert check.num_compared == 3
    assert check.differences == [
        'y: 2 expected, 0 found',
        'z: 0 expected, 3 found',
    ]
    assert not check.is_passed
    assert compare.check('a = b', {'x': 1}, {'x': 1}).is_passed


def test_an_empty_comparison_fails() -> None:
    assert not compare.check('a = b', {}, {}).is_passed
    assert not Report(seed=1, disk='').is_proved


def test_counts_of_whole_sessions_are_compared_with_the_log() -> None:
    done = _build_done(_session(['e1', 'e2']))
    log = compare.Log([_event('e1'), _event('e2', sequence_number=1)], done)
    assert (log.num_repeated, log.num_missing) == (0, 0)
    assert +done.numbers == +log.numbers(is_broken=False)


@pytest.mark.parametrize(
    'events',
    [
        [_event('e1')],
        [_event('e1'), _event('e2'), _event('e3')],
        [_event('e1'), _event('e2', session_id='b')],
        [_event('e1'), _event('e2', state_name='End')],
        [_event('e1'), _event('e2', exp_version=2)],
    ],
)
def test_a_log_that_contradicts_the_counters_is_detected(
    events: list[event_domain.Event],
) -> None:
    done = _build_done(_session(['e1', 'e2']))
    log = compare.Log(events, done)
    assert +done.numbers != +log.numbers(is_broken=False)


def test_reports_destroyed_by_browsers_are_counted_separately() -> None:
    done = _build_done(_session(['e1']), _session(['e2', 'e3'], is_whole=False))
    log = compare.Log([_event('e1'), _event('e2', session_id='b')], done)
    assert (log.num_missing, log.num_destroyed) == (0, 1)
    assert +done.numbers == +log.numbers(is_broken=False)
    broken = log.numbers(is_broken=True)
    assert broken[1, 'Welcome', 'total_hit_count'] == 1
    lost = compare.Log([], done)
    assert (lost.num_missing, lost.num_destroyed) == (1, 2)


def test_the_error_hidden_by_a_repair_is_bounded_by_broken_sessions() -> None:
    key, other = (1, 'A', 'x'), (1, 'B', 'x')
    broken = _build_done(_session(['e1', 'e2'], is_whole=False)).broken_numbers
    assert broken[1, 'Welcome', 'total_hit_count'] == 2

    def is_passed(count: int) -> bool:
        return compare.check_unrepaired(
            {key: 5, other: 1}, {key: count, other: 1}, {key: 2}
        ).is_passed

    assert all(map(is_passed, range(3, 8)))
    assert not is_passed(2)
    assert not is_passed(8)


def test_renamed_cards_are_matched() -> None:
    names = {1: {'A': 'A'}, 2: {'A': 'B'}, 3: {'A': 'A'}}
    numbers = {
        (1, 'A', 'total_hit_count'): 1,
        (2, 'B', 'total_hit_count'): 2,
        (3, None, 'num_starts'): 4,
    }
    shown = compare.shown_in_latest(numbers, names)
    assert shown == {('A', 'total_hit_count'): 3, (None, 'num_starts'): 4}
    own = compare.in_names_of_versions({(2, 'A', 'x'): 1}, names)
    assert own == {(2, 'B', 'x'): 1}


def test_a_report_lists_the_problems() -> None:
    right, wrong = compare.check('x', {1: 1}, {1: 1}), proof.none('twice', 2)
    report = Report(seed=1, disk='file size', checks=[right])
    assert report.is_proved
    assert report.to_text().endswith('\nPROVED')
    report = dataclasses.replace(report, checks=[right, wrong])
    assert not report.to_dict()['is_proved']
    assert 'WRONG: no twice (1)\n    twice: 0 expected, 2 found' in (
        report.to_text()
    )
    assert report.to_text().endswith('\nNOT PROVED')
