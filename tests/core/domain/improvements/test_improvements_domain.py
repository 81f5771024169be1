"""Effects of a decision on a task, now and after more plays."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.improvements import improvements_domain as domain

pytestmark = pytest.mark.no_store


def task(evidence: int | None = 1, changed: int | None = 1) -> domain.FoundTask:
    return {
        'task_id': 'too_hard:1.A',
        'task_type': 'too_hard',
        'state_name': 'A',
        'state_names': ['A'],
        'num_sessions_affected': 5,
        'value': 1.5,
        'evidence': {'n': 20},
        'threshold': {
            'name': 'TOO_HARD_FACILITY_THRESHOLD',
            'value': 0.3,
            'unit': 'share',
        },
        'num_playthroughs': 0,
        'evidence_from_version': evidence,
        'evidence_is_older': False,
        'changed_version': changed,
    }


def apply_decision(
    before: dict, now: dict, status='resolved', version=5
) -> dict:
    return domain.with_decision(
        now, domain.decide(before, status, 1_000, version, 'done')
    )


def test_an_undecided_task_is_open():
    shown = domain.with_decision(task(), None)
    assert shown['status'] == 'open'
    assert shown['status_changed_msecs'] is None
    assert shown['status_version'] is None
    assert not shown['reopened']


@pytest.mark.parametrize('status', get_args(domain.Status))
def test_a_decision_is_logged(status):
    shown = apply_decision(task(), task(), status)
    assert shown['status'] == status
    assert shown['status_changed_msecs'] == 1_000
    assert shown['status_version'] == 5
    assert shown['note'] == 'done'
    assert not shown['reopened']


@pytest.mark.parametrize(
    ('changed', 'evidence_now', 'is_reopened'),
    [
        # Nothing was changed before: only plays of a later version count.
        (1, 5, False),
        (1, 6, True),
        # Version 4 changed the card; the task was resolved in version 5.
        (4, 3, False),
        (4, 4, True),
        (4, 7, True),
        # Version 5 changed the card.
        (5, 4, False),
        (5, 5, True),
    ],
)
def test_a_resolved_task_is_open_again_when_later_plays_raise_it(
    changed, evidence_now, is_reopened
):
    shown = apply_decision(
        task(evidence=2, changed=changed),
        task(evidence=evidence_now, changed=changed),
    )
    assert shown['reopened'] is is_reopened
    assert shown['status'] == ('open' if is_reopened else 'resolved')


def test_a_task_resolved_without_an_edit_waits_for_the_next_version():
    # The creator has decided although the change of version 4 did not help.
    before = task(evidence=4, changed=4)
    assert (
        apply_decision(before, task(evidence=5, changed=4))['status']
        == 'resolved'
    )
    assert (
        apply_decision(before, task(evidence=6, changed=4))['status'] == 'open'
    )


def test_a_dismissed_task_stays_dismissed():
    shown = apply_decision(task(), task(evidence=9), 'dismissed')
    assert shown['status'] == 'dismissed'


def test_a_task_without_dated_evidence_does_not_open_again():
    shown = apply_decision(task(None), task(None))
    assert shown['status'] == 'resolved'


def test_earlier_plays_reopen_no_task_and_are_marked_as_old():
    older = {**task(evidence=8, changed=9), 'evidence_is_older': True}
    assert domain.with_decision(older, None)['changed_since']
    shown = apply_decision(task(evidence=1, changed=1), older, version=3)
    assert shown['status'] == 'resolved'


@pytest.mark.parametrize(
    ('evidence', 'changed', 'expected'),
    [(1, 2, True), (2, 2, False), (3, 2, False), (None, 2, False)],
)
def test_an_open_task_reports_a_change_of_the_card_since_its_plays(
    evidence, changed, expected
):
    shown = domain.with_decision(task(evidence, changed), None)
    assert shown['changed_since'] is expected


@pytest.mark.parametrize('status', ['resolved', 'dismissed'])
def test_a_settled_task_reports_a_later_change_of_the_card(status):
    before = task(evidence=1, changed=3)
    assert not apply_decision(before, before, status)['changed_since']
    after = task(evidence=1, changed=6)
    assert apply_decision(before, after, status)['changed_since']


cards = st.tuples(st.integers(1, 99), st.text(min_size=1, max_size=50))


@given(cards, cards)
def test_different_cards_have_different_tasks(one, other):
    ids = {domain.make_task_id('too_hard', [card]) for card in (one, other)}
    assert len(ids) == len({one, other})


@given(st.lists(cards, min_size=2, max_size=5, unique=True), st.data())
def test_a_cycle_has_one_id_from_any_start(some, data):
    first = data.draw(st.integers(0, len(some) - 1))
    turned = [*some[first:], *some[:first]]
    assert domain.make_task_id('loop', some) == domain.make_task_id(
        'loop', turned
    )


def test_tasks_and_decisions_survive_json():
    made = domain.decide(task(), 'resolved', 1, 2, 'why')
    assert domain.Decision(*json.loads(json.dumps(made.to_list()))) == made
    json.dumps(domain.with_decision(task(), made), allow_nan=False)
