"""The wrong answer that most sessions gave first, for each question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.domain import exp_domain, state_domain
from core.domain.statistics_tab import statistics_models
from core.domain.summary_views import summary_models


def commonest(
    states: Mapping[str, summary_models.StateStatistics],
    exploration: exp_domain.Exploration,
) -> dict[str, statistics_models.WrongAnswer]:
    """Returns the commonest wrong answer of each state that has one.

    Only answers to the current interaction of the state count, because readers
    compare them with it.

    Args:
        states: The statistics of the states.
        exploration: The version that is shown.
    """
    answers: dict[str, statistics_models.WrongAnswer] = {}
    for name, state in exploration.states.items():
        interaction = state.interaction
        shown = states[name]['answers'] if name in states else {}
        if interaction.id is None or interaction.id not in shown:
            continue
        for first in shown[interaction.id]['first_answers']:
            if not first['is_right']:
                answers[name] = {
                    'interaction_id': interaction.id,
                    'answer': _readable(first['answer'], _choices(interaction)),
                    'share': first['share'],
                }
                break
    return answers


def _choices(interaction: state_domain.Interaction) -> list[str]:
    value: list[str] = interaction.customization_args.get('choices', {}).get(
        'value', []
    )
    return value


def _readable(answer: Any, choices: list[str]) -> Any:
    """Returns an answer that can be read without its state.

    Choices are recorded as numbers, which only the state explains. Loading the
    state for that would take most of the time in which the tab opens.
    """
    if isinstance(answer, list):
        return [_readable(item, choices) for item in answer]
    if isinstance(answer, int) and 0 <= answer < len(choices):
        return choices[answer]
    return answer
