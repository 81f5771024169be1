"""Frequent answers without a rule."""

from __future__ import annotations

from typing import NamedTuple

from core.domain import state_domain
from core.domain.improvements.state_facts import StateFacts
from core.domain.measures import intervals
from core.domain.summaries import answer_forms, log_rows, state_summary
from core.domain.summaries.bounded_tables import BoundedTable
from core.domain.summary_views import answer_calculations, answer_sessions
from core.domain.summary_views.summary_models import Occurrence

_NUM_SESSIONS = state_summary.ANSWER_VALUES.index('num_sessions')


class Unaddressed(NamedTuple):
    """A frequent answer without a rule.

    Attributes:
        excess: The lower bound of the share of sessions that gave it, minus the
            threshold.
        occurrence: The answer and its frequency.
    """

    excess: float
    occurrence: Occurrence


def find(facts: StateFacts, threshold: float) -> list[Unaddressed]:
    """Returns the frequent answers without a rule, most frequent first.

    There are none if the default outcome leads to another state or is correct:
    then such answers are expected. Answers that the creator deliberately
    leaves to the default outcome, and very rare ones, are excluded.

    Args:
        facts: The state.
        threshold: The minimum share of sessions, of those that answered.
    """
    interaction = facts.state.interaction
    table = facts.done.answers.get(interaction.id or '')
    if table is None or not _asks_again(facts.name, interaction):
        return []
    intended = {
        log_rows.answer_text(answer_forms.counted(interaction.id, answer))
        for answer in interaction.confirmed_unclassified_answers
    }
    found = [
        Unaddressed(excess, occurrence)
        for text, excess in _frequent(
            table, facts.done.num_answered, threshold
        ).items()
        if text not in intended
        for occurrence in [_occurrence(table, text)]
        if not occurrence['is_addressed']
    ]
    return sorted(
        found,
        key=lambda each: (
            -each.occurrence['frequency'],
            log_rows.answer_text(each.occurrence['answer']),
        ),
    )


def _asks_again(name: str, interaction: state_domain.Interaction) -> bool:
    """Returns whether answers without a rule repeat the question."""
    outcome = interaction.default_outcome
    return (
        interaction.id is not None
        and not interaction.spec.is_linear
        and outcome is not None
        and outcome.dest == name
        and not outcome.labelled_as_correct
    )


def _frequent(
    table: BoundedTable, n: int, threshold: float
) -> dict[str, float]:
    """Returns the excess of each frequent answer."""
    sessions: dict[str, int] = {}
    for (text, _), row in table.rows.items():
        sessions[text] = sessions.get(text, 0) + row[_NUM_SESSIONS]
    certain = answer_sessions.at_least(table)
    excess = {
        text: intervals.wilson_interval(min(n, count), n).low - threshold
        for text, count in sessions.items()
        if answer_sessions.are_enough(certain[text]) and count >= n * threshold
    }
    return {text: above for text, above in excess.items() if above >= 0}


def _occurrence(table: BoundedTable, text: str) -> Occurrence:
    categories = [category for key, category in table.rows if key == text]
    return answer_calculations.occurrence(table, text, categories)
