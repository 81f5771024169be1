"""The fold costs little more than recording."""

from __future__ import annotations

import random
import time
import uuid

import pytest

from core import feconf
from core.domain import event_domain, event_services, session_token
from core.domain.fold import fold_services
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import now

__all__ = ['now']

# Measured ratio on a busy machine: 6 with 500 cards. The fold of a full batch
# takes far less than a second.
MOST = 20


def event_of(
    session: session_token.Session, card: str, number: int
) -> event_domain.Event:
    kinds = ['state_hit', 'state_complete', 'answer_submitted', 'solution_hit']
    event_type = random.Random(number).choice(kinds)
    return event_domain.EVENT_CLASSES[event_type](
        exp_id='exp',
        exp_version=1,
        session_id=session.session_id,
        event_id=str(uuid.UUID(int=number + 1)),
        state_name=card,
        sequence_number=number,
        client_time_msecs=session.issued_at_msecs + number,
        **b.own_fields(event_type),
    )


@pytest.mark.parametrize('num_cards', [2, feconf.MAX_STATES])
def test_the_fold_of_a_full_batch_costs_a_few_times_its_recording(
    now, num_cards: int
) -> None:
    del now
    names = [f'Card {number}' for number in range(num_cards - 1)]
    b.make_exploration(state_names=(*names, 'End'))
    session = session_token.read(
        session_token.issue('exp', 1, True, None), 'exp'
    )
    generator = random.Random(1)
    events = [
        event_of(session, generator.choice(names), number)
        for number in range(feconf.MAX_EVENTS_PER_BATCH)
    ]
    begin = time.process_time()
    outcomes = event_services.record_events(
        session, events, session.issued_at_msecs
    )
    middle = time.process_time()
    report = fold_services.fold_waiting(include_open=True)
    end = time.process_time()

    assert outcomes == [True] * len(events)
    assert report.num_events == len(events)
    assert end - middle < MOST * (middle - begin)
