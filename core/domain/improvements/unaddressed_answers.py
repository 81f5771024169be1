"""Frequent answers without a rule."""

from __future__ import annotations

from typing import NamedTuple

from core.domain import state_domain
from core.domain.improvements.state_facts import StateFacts
from core.domain.measures import intervals
from core.domain.summaries import answer_forms, answer_key, log_rows
from core.domain.summary_views import (
    answer_anonymity,
    answer_calculations,
    answer_labels,
    current_rules,
    equal_answers,
)
from core.domain.summary_views.summary_models import Occurrence


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

    There are none if the default outcome leads to another state or is correct,
    because such answers are then expected. Answers that the creator has
    confirmed to need no rule, and very rare ones, are excluded.

    Args:
        facts: The state.
        threshold: The minimum share of sessions, of those that answered.
    """
    interaction = facts.state.interaction
    interaction_id = interaction.id or ''
    table = facts.done.answers.get(interaction_id)
    if table is None or not _asks_again(facts.name, interaction):
        return []
    rules = current_rules.CurrentRules(
        interaction, answer_key.build_state_key(facts.name, facts.state)
    )
    table, spellings = equal_answers.merge_spellings(
        table, interaction_id, rules.rule_types
    )
    labels = answer_labels.AnswerLabels(interaction_id, rules, spellings)
    intended = {
        _key(interaction_id, log_rows.answer_text(answer))
        for answer in interaction.confirmed_unclassified_answers
    }
    hidden = answer_anonymity.answers_to_withhold(
        table, interaction_id, facts.exploration_facts.k_anonymity
    )
    n = facts.done.num_answered
    unaddressed = []
    for text, categories in answer_labels.by_answer(table).items():
        if text in hidden or _key(interaction_id, text) in intended:
            continue
        count = answer_calculations.num_sessions(table, text, categories)
        bounds = intervals.wilson_interval(min(n, count), n)
        excess = bounds.low - threshold
        if excess < 0:
            continue
        occurrence = answer_calculations.occurrence(
            table, text, categories, labels
        )
        if not occurrence['is_addressed']:
            unaddressed.append(Unaddressed(excess, occurrence))
    return sorted(
        unaddressed,
        key=lambda answer: (
            -answer.occurrence['frequency'],
            log_rows.answer_text(answer.occurrence['answer']),
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


def _key(interaction_id: str, text: str) -> str:
    text = answer_forms.counted_text(interaction_id, text)
    return answer_forms.equality_key(interaction_id, text)
