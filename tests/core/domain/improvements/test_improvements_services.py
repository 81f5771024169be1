"""Decisions are stored separately for each exploration."""

from __future__ import annotations

import random

import pytest

from core import clock, errors, feconf
from core.domain.improvements import improvements_domain, improvements_services
from core.platform.datastore import store
from core.storage.improvements import gae_models
from tests.core.domain.improvements.test_improvements_domain import task


def load_task(exp_id: str = 'exp') -> dict:
    (shown,) = improvements_services.with_statuses(exp_id, [task()])
    return shown


def test_a_task_is_open_until_somebody_decides():
    assert load_task()['status'] == 'open'


@pytest.mark.parametrize('status', ['resolved', 'dismissed'])
def test_a_decision_is_kept_and_can_be_taken_back(status):
    made = improvements_services.decide('exp', task(), status, 3, 'why')
    assert made == load_task()
    assert (made['status'], made['note']) == (status, 'why')
    improvements_services.decide('exp', task(), 'open', 3)
    assert load_task()['status'] == 'open'


def test_each_exploration_has_its_own_decisions():
    improvements_services.decide('exp', task(), 'resolved', 1)
    shown = improvements_services.with_statuses_multi(
        {'exp': [task()], 'other': [task()], 'none': []}
    )
    assert shown['exp'][0]['status'] == 'resolved'
    assert shown['other'][0]['status'] == 'open'
    assert shown['none'] == []


def test_a_decision_based_on_a_stale_one_is_refused():
    first = improvements_services.decide('exp', task(), 'dismissed', 1)
    with pytest.raises(errors.ConflictError):
        improvements_services.decide('exp', task(), 'resolved', 1, seen_msecs=0)
    assert load_task() == first
    seen = first['status_changed_msecs']
    improvements_services.decide('exp', task(), 'resolved', 1, seen_msecs=seen)
    assert load_task()['status'] == 'resolved'


def test_a_decision_sent_twice_is_recorded_once(monkeypatch):
    first = improvements_services.decide(
        'exp', task(), 'resolved', 1, seen_msecs=0
    )
    monkeypatch.setattr(clock, 'now_msecs', lambda: 9e12)
    again = improvements_services.decide(
        'exp', task(), 'resolved', 1, seen_msecs=0
    )
    assert again == first == load_task()


def test_the_oldest_decisions_beyond_the_limit_are_deleted(monkeypatch):
    monkeypatch.setattr(feconf, 'MAX_TASK_DECISIONS', 3)
    for number in range(5):
        monkeypatch.setattr(clock, 'now_msecs', lambda number=number: number)
        improvements_services.decide(
            'exp', {**task(), 'task_id': f'{number}'}, 'resolved', 1
        )
    tasks = [{**task(), 'task_id': f'{number}'} for number in range(5)]
    shown = improvements_services.with_statuses('exp', tasks)
    assert [task['status'] for task in shown] == [
        *['open'] * 2,
        *['resolved'] * 3,
    ]


def test_the_largest_entity_fits_into_the_store():
    random_ = random.Random(1)

    def noise(length: int) -> str:
        return ''.join(
            chr(random_.randrange(0x10000, 0x110000)) for _ in range(length)
        )

    tenth = feconf.MAX_TASK_DECISIONS // 10
    for _ in range(tenth):
        name = noise(feconf.MAX_STATE_NAME_LENGTH)
        task_id = improvements_domain.make_task_id(
            'successive_incorrect_answers', [(1, name)]
        )
        improvements_services.decide(
            'exp',
            {**task(), 'task_id': task_id},
            'resolved',
            1,
            noise(feconf.MAX_TASK_NOTE_LENGTH),
        )
    (model,) = store.get(gae_models.TaskDecisionsModel, ['exp'])
    assert 10 * len(model.content) < 1_000_000


def test_broken_counters_are_the_first_task():
    shown = improvements_services.with_statuses(
        'exp', [task()], ['num_starts is negative (-1)']
    )
    assert [task['task_type'] for task in shown] == [
        'invariant_broken',
        'too_hard',
    ]
    assert shown[0]['evidence'] == {
        'n': 1,
        'violations': ['num_starts is negative (-1)'],
    }
    assert shown[0]['status'] == 'open'


def test_the_time_of_creation_is_kept():
    improvements_services.decide('exp', task(), 'resolved', 1)
    (before,) = store.get(gae_models.TaskDecisionsModel, ['exp'])
    improvements_services.decide('exp', task(), 'dismissed', 1)
    (after,) = store.get(gae_models.TaskDecisionsModel, ['exp'])
    assert after.created_on == before.created_on
