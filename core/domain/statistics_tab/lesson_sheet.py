"""The lesson sheet: answers of learners, to read before the next lesson."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typing_extensions import TypedDict

from core import feconf
from core.domain import exp_domain
from core.domain.summaries import answer_key
from core.domain.summary_views import summary_models


class SheetAnswer(TypedDict):
    """An answer that was the first one of some sessions."""

    answer: Any
    num_sessions: int


class SheetState(TypedDict):
    """The first answers of learners at a state.

    Attributes:
        is_question: Whether answers can be right or wrong.
        answers: The wrong answers of a question, or all answers of another
            state; the commonest first.
        num_others: The number of sessions whose first answer is of the same
            kind and is not listed.
    """

    state_name: str
    interaction_id: str
    is_question: bool
    first_try: summary_models.Rate
    eventual_success: summary_models.Rate
    answers: list[SheetAnswer]
    num_others: int


def build(
    states: Mapping[str, summary_models.StateStatistics],
    exploration: exp_domain.Exploration,
) -> list[SheetState]:
    """Returns the states with answers, in reading order.

    Args:
        states: The statistics of the states.
        exploration: The version that is shown.
    """
    key = answer_key.build_answer_key(exploration)
    shown = (
        _build_state(name, states[name], key.states[name])
        for name in exploration.get_ordered_state_names()
        if name in states
    )
    return [state for state in shown if state is not None]


def _build_state(
    name: str,
    state: summary_models.StateStatistics,
    key: answer_key.StateKey,
) -> SheetState | None:
    answers = state['answers'].get(key.interaction_id)
    if answers is None or not answers['visualizations']:
        return None
    first_try = state['item']['first_try']
    is_question = key.is_question and first_try['n'] > 0
    shown: list[SheetAnswer] = [
        {'answer': first['answer'], 'num_sessions': first['share']['successes']}
        for first in answers['first_answers']
        if not (is_question and first['is_right'])
    ]
    listed = shown[: feconf.MAX_ANSWERS_ON_LESSON_SHEET]
    num_wrong = first_try['n'] - first_try['successes']
    num_all = num_wrong if is_question else state['num_answered']
    num_listed = sum(answer['num_sessions'] for answer in listed)
    return {
        'state_name': name,
        'interaction_id': key.interaction_id,
        'is_question': is_question,
        'first_try': first_try,
        'eventual_success': state['item']['eventual_success'],
        'answers': listed,
        'num_others': max(0, num_all - num_listed),
    }
