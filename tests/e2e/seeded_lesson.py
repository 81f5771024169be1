"""Fills a store with a lesson with a bad card, and its corrected version.

The learners are made up; the app computes their statistics.
"""

from __future__ import annotations

import json
import random
from typing import Any
from unittest import mock

from core import clock, feconf
from core.domain import (
    event_domain,
    exp_services,
    session_token,
)
from core.domain.fold import fold_services
from core.domain.scheduled_work import audit_services
from tests.core.domain import stats_builders, version_builder
from tests.core.domain.improvement_builders import fine, lesson, plays_of
from tests.core.domain.summary_builders import Play
from tests.e2e.filled_app import OWNER_ID

EXP_ID = 'exp'
BAD_CARD = 'B'
NUM_LEARNERS = 40


def gives_up(play: Play, name: str, random_: random.Random) -> bool:
    """Half of the learners are wrong three times and go."""
    if random_.random() < 0.5:
        return fine(play, name, random_)
    for answer in ('blue', 'blue', f'my own words {random_.random()}'):
        play.wait(20).wrong(name, answer, secs=20)
    return False


def fill() -> None:
    """Has a version played, mends its bad card, and has that played."""
    exp_services.save_new_exploration(OWNER_ID, lesson())
    record(plays_of(NUM_LEARNERS, B=gives_up), 1)
    version_builder.save_changes(
        OWNER_ID,
        EXP_ID,
        [
            {
                'cmd': 'edit_state_property',
                'state_name': BAD_CARD,
                'property_name': 'content',
                'new_value': {'html': '<p>Say it in a word: ok?</p>'},
            }
        ],
        'Say what is asked for',
        1,
    )
    record(plays_of(NUM_LEARNERS, 2), 2)
    fold_services.fold_waiting(include_open=True)
    audit_services.recompute(EXP_ID, dry_run=False)


def record(plays: list[Play], version: int) -> None:
    """Writes plays to the event log, so long ago that they are over."""
    then = clock.now_msecs() - 2000 * feconf.SESSION_SILENCE_SECS
    for play in plays:
        shift = then - play.rows[0].occurred_at_msecs
        with mock.patch.object(clock, 'now_msecs', return_value=then):
            session = stats_builders.make_session(EXP_ID, version)
        at_the_end = play.rows[-1].occurred_at_msecs + shift
        with mock.patch.object(clock, 'now_msecs', return_value=at_the_end):
            stats_builders.record(
                session, *(event_of(row, session, shift) for row in play.rows)
            )


def event_of(
    row: Any, session: session_token.Session, shift: float
) -> event_domain.Event:
    """Returns a row as the event that it came from."""
    fields: dict[str, Any] = {}
    if row.time_spent_in_state_secs >= 0:
        fields['time_spent_in_state_secs'] = row.time_spent_in_state_secs
    if row.event_type == 'answer_submitted':
        fields |= {
            'answer': json.loads(row.answer),
            'answer_group_index': row.answer_group_index,
            'classification_categorization': row.classification_categorization,
            'is_feedback_useful': bool(row.counted_value),
        }
    return stats_builders.make_event(
        session,
        row.event_type,
        row.state_name,
        sequence_number=row.sequence_number,
        client_time_msecs=row.occurred_at_msecs + shift,
        **fields,
    )
