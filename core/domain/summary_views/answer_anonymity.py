"""Withholding answers that very few sessions gave.

An answer can reveal its author, so it is shown only if enough sessions gave it.
Other answers are shown in a coarser form, if enough sessions share that form,
and else are only counted.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping

from core.domain.interactions import registry
from core.domain.summaries import (
    answer_forms,
    exploration_summary,
    state_summary,
)
from core.domain.summaries.bounded_tables import BoundedTable
from core.domain.summary_views import answer_sessions

_NUM_FIRST = state_summary.ANSWER_VALUES.index('num_first')


def withheld(table: BoundedTable) -> frozenset[str]:
    """Returns the answers that too few sessions gave.

    Args:
        table: The answers of a state, by (answer, category).
    """
    return frozenset(
        text
        for text, count in answer_sessions.at_least(table).items()
        if not answer_sessions.are_enough(count)
    )


def table_to_show(
    table: BoundedTable, interaction_id: str = ''
) -> BoundedTable:
    """Returns a table of answers without those that are withheld.

    These are added to the row of their coarser form, if enough sessions share
    it, and else to `others`.

    Args:
        table: The answers of a state, by (answer, category).
        interaction_id: The interaction of the state.
    """
    hidden = withheld(table)
    coarse = {
        text: answer_forms.coarse_text(interaction_id, text) or ''
        for text in hidden
    }
    shown = table.mapped(
        lambda key: (coarse.get(key[0], key[0]), *key[1:]), table.version
    )
    rare = {'', *coarse.values()} - _given_first_by_enough(shown)
    for key in list(shown.rows):
        if key[0] in rare:
            shown.add_to_others(shown.rows.pop(key)[: shown.width])
    return shown


def _given_first_by_enough(table: BoundedTable) -> frozenset[str]:
    """Returns the answers that were the first one of enough sessions.

    The number of sessions that gave any of several answers cannot be computed
    from the numbers for each answer. But a session has only one first answer,
    so numbers of first answers can be added.
    """
    firsts: Counter[str] = Counter()
    for (text, _), row in table.rows.items():
        firsts[text] += row[_NUM_FIRST]
    return frozenset(
        text
        for text, count in firsts.items()
        if text and answer_sessions.are_enough(count)
    )


def state_to_show(
    state: state_summary.StateSummary,
) -> state_summary.StateSummary:
    """Returns the same state with answers that may be shown."""
    return dataclasses.replace(
        state,
        answers={
            interaction_id: table_to_show(table, interaction_id)
            for interaction_id, table in state.answers.items()
        },
    )


class ShownAnswers:
    """Which answers of a summary may be shown one by one.

    Args:
        summary: The summary.
    """

    def __init__(self, summary: exploration_summary.ExplorationSummary) -> None:
        self._interactions = summary.interactions
        self._known = {
            (name, text)
            for name, state in summary.states.items()
            for table in state.answers.values()
            for text in _texts(table) - withheld(table)
        }

    def text_to_show(self, state_name: str, text: str) -> str | None:
        """Returns what may be shown of an answer.

        Args:
            state_name: Where it was given.
            text: As `log_rows.answer_text` writes it.

        Returns:
            It, or what is coarser, in the same form; None if nothing may.
        """
        if (state_name, text) in self._known:
            return text
        if _is_closed(self._interactions, state_name):
            return text
        return answer_forms.coarse_text(
            self._interactions.get(state_name), text
        )


def _texts(table: BoundedTable) -> frozenset[str]:
    return frozenset(text for text, _ in table.rows)


def _is_closed(interactions: Mapping[str, str], state_name: str) -> bool:
    interaction_id = interactions.get(state_name)
    if interaction_id not in registry.get_interaction_ids():
        return False
    return registry.get_interaction_spec(interaction_id).is_closed
