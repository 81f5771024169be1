"""Withholding answers that very few sessions gave.

An answer can reveal its author, so it is shown only if enough sessions gave it,
or one that counts as the same. Other answers are shown in a coarser form if
enough sessions share that form; otherwise they are only counted.
"""

from __future__ import annotations

from collections import Counter

from core.domain.interactions import registry
from core.domain.summaries import (
    answer_forms,
    exploration_summary,
    state_summary,
)
from core.domain.summaries.bounded_tables import BoundedTable
from core.domain.summary_views import answer_sessions

_NUM_FIRST = state_summary.ANSWER_VALUES.index('num_first')


def answers_to_withhold(
    table: BoundedTable, interaction_id: str, k: int
) -> frozenset[str]:
    """Returns the answers that too few sessions gave.

    Choices and buttons are in the creator's words, so none is withheld.

    Args:
        table: The answers of a state, by (answer, category).
        interaction_id: The interaction of the state.
        k: The number of sessions that must have given an answer.
    """
    if is_closed(interaction_id):
        return frozenset()
    return frozenset(
        text
        for text, count in answer_sessions.at_least(
            table, interaction_id
        ).items()
        if count < k
    )


def table_to_show(
    table: BoundedTable, interaction_id: str, k: int
) -> BoundedTable:
    """Returns a table of answers without those that are withheld.

    These are added to the row of their coarser form if enough sessions share
    it, otherwise to `others`.

    Args:
        table: The answers of a state, by (answer, category).
        interaction_id: The interaction of the state.
        k: The number of sessions that must have given an answer.
    """
    hidden = answers_to_withhold(table, interaction_id, k)
    coarse = {
        text: answer_forms.coarse_text(interaction_id, text) or ''
        for text in hidden
    }
    shown = table.map_keys(
        lambda key: (coarse.get(key[0], key[0]), *key[1:]), table.version
    )
    rare = {'', *coarse.values()} - _frequent_first_answers(shown, k)
    for key in list(shown.rows):
        if key[0] in rare:
            shown.add_to_others(shown.rows.pop(key)[: shown.width])
    return shown


def _frequent_first_answers(table: BoundedTable, k: int) -> frozenset[str]:
    """Returns the answers that were the first one of enough sessions.

    The number of sessions that gave any of several answers cannot be computed
    from the numbers for each answer. But a session has only one first answer,
    so numbers of first answers can be added.
    """
    firsts: Counter[str] = Counter()
    for (text, _), row in table.rows.items():
        firsts[text] += row[_NUM_FIRST]
    return frozenset(
        text for text, count in firsts.items() if text and count >= k
    )


class ShownAnswers:
    """The answers of a summary that may be shown one by one.

    Args:
        summary: The summary.
        k: The number of sessions that must have given an answer.
    """

    def __init__(
        self, summary: exploration_summary.ExplorationSummary, k: int
    ) -> None:
        self._interactions = summary.interactions
        # An answer may be of an earlier version with another interaction.
        self._open_states = {
            name
            for name, state in summary.states.items()
            if not all(map(is_closed, state.answers))
        }
        self._shown = {
            (name, text)
            for name, state in summary.states.items()
            for interaction_id, table in state.answers.items()
            for text in _texts(table)
            - answers_to_withhold(table, interaction_id, k)
        }

    def text_to_show(self, state_name: str, text: str) -> str | None:
        """Returns the form of an answer that may be shown.

        Args:
            state_name: The state of the answer.
            text: The answer in the form of `log_rows.answer_text`.

        Returns:
            The answer, or a coarser form of it; None if neither may be shown.
        """
        if (state_name, text) in self._shown:
            return text
        interaction_id = self._interactions.get(state_name)
        if is_closed(interaction_id) and state_name not in self._open_states:
            return text
        return answer_forms.coarse_text(interaction_id, text)


def _texts(table: BoundedTable) -> frozenset[str]:
    return frozenset(text for text, _ in table.rows)


def is_closed(interaction_id: str | None) -> bool:
    """Whether all answers to an interaction are in the creator's words."""
    if interaction_id not in registry.get_interaction_ids():
        return False
    return registry.get_interaction_spec(interaction_id).is_closed
