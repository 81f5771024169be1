"""The history of decisions is bounded."""

from __future__ import annotations

import random

from core import feconf
from core.domain import decision_log_services
from core.platform.datastore import store
from core.storage.improvements import gae_models


def add(number: int, **changed) -> None:
    decision = decision_log_services.Decision(
        number, '', 'resolved', 1, '', f'too_hard:1.{number}', 'too_hard', ['A']
    )
    store.run(
        lambda transaction: decision_log_services.add(
            transaction, 'exp', decision._replace(**changed)
        )
    )


def times() -> list[int]:
    return [
        decision['decided_at_msecs']
        for decision in decision_log_services.get('exp')
    ]


def test_the_latest_come_first_and_the_oldest_are_deleted(monkeypatch):
    monkeypatch.setattr(feconf, 'MAX_LOGGED_DECISIONS', 3)
    for number in range(5):
        add(number)
    assert times() == [4, 3, 2]


def test_long_notes_do_not_exceed_the_limit_of_the_entity(monkeypatch):
    monkeypatch.setattr(feconf, 'MAX_DECISION_LOG_BYTES', 4000)
    random_ = random.Random(1)
    for number in range(30):
        note = ''.join(
            chr(random_.randrange(0x4E00, 0x9FFF)) for _ in range(100)
        )
        add(number, note=note)
    (model,) = store.get(gae_models.TaskDecisionLogModel, ['exp'])
    assert len(model.content) <= 4000
    assert times()[0] == 29
    assert 5 < len(times()) < 30


def test_only_the_first_states_of_a_long_cycle_are_named():
    add(1, state_names=[f'State {number}' for number in range(50)])
    (decision,) = decision_log_services.get('exp')
    assert decision['state_names'] == [
        f'State {number}'
        for number in range(feconf.MAX_STATES_OF_LOGGED_DECISION)
    ]
