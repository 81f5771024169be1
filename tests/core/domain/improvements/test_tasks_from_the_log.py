"""From the reports of learners to the tasks of their creator."""

from __future__ import annotations

import random

import pytest

from core import clock
from core.domain import exp_services
from core.domain.fold import fold_services
from core.domain.statistics_tab import statistics_view_services
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, now
from tests.core.domain.improvement_builders import Way, lesson, play_lesson
from tests.core.domain.improvements.test_improvements_rules import (
    gives_up_after_wrong_answers,
    hardly_right,
    says_blue,
)
from tests.core.domain.summary_builders import Play

__all__ = ['now']


def report(play: Play) -> None:
    """Records the events of a play like its browser."""
    session = b.make_session()
    events = [
        b.make_event(
            session,
            row.event_type,
            row.state_name,
            sequence_number=row.sequence_number,
            client_time_msecs=clock.now_msecs(),
            **own_fields(row),
        )
        for row in play.rows
    ]
    b.record(session, *events)


def own_fields(row) -> dict:
    if row.event_type != 'answer_submitted':
        return {}
    return {
        'answer': row.answer.strip('"'),
        'answer_group_index': row.answer_group_index,
        'rule_spec_index': None,
        'classification_categorization': row.classification_categorization,
        'is_feedback_useful': bool(row.counted_value),
        'params': {},
        'time_spent_in_state_secs': 1.0,
    }


@pytest.mark.parametrize(
    ('way', 'first'),
    [
        (gives_up_after_wrong_answers, 'successive_incorrect_answers:1.B'),
        (hardly_right, 'too_hard:1.B'),
        (says_blue, 'needs_guiding_responses:1.B'),
        (None, None),
    ],
)
def test_the_expected_task_comes_first(
    now: Clock, way: Way | None, first: str | None
):
    exp_services.save_new_exploration(b.OWNER, lesson())
    random_ = random.Random(4)
    ways = {'B': way} if way else {}
    for number in range(40):
        report(play_lesson(number, ways, random_))
    now.pass_silence()
    fold_services.fold_waiting()

    tasks = statistics_view_services.get_view('exp')['tasks']

    assert [task['task_id'] for task in tasks][:1] == ([first] if first else [])
