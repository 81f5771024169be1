"""No creator reads an answer that only very few sessions gave.

What one learner wrote can say who wrote it. So an answer is shown only when
enough sessions gave it; the others are counted together.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping

from core import feconf
from core.domain import exploration_summary, state_summary
from core.domain.bounded_tables import BoundedTable
from core.domain.interactions import registry

_NUM_SESSIONS = state_summary.ANSWER_VALUES.index('num_sessions')


def withheld(table: BoundedTable) -> frozenset[str]:
    """Returns the answers that too few sessions gave.

    Args:
        table: The answers of a state, by (answer, category).
    """
    sessions: Counter[str] = Counter()
    for (text, _), row in table.rows.items():
        sessions[text] += row[_NUM_SESSIONS]
    return frozenset(
        text
        for text, count in sessions.items()
        if count < feconf.ANSWERS_K_ANONYMITY
    )


def table_to_show(table: BoundedTable) -> BoundedTable:
    """Returns the same answers, the withheld ones among the others."""
    hidden = withheld(table)
    shown = table.copy()
    for key in table.rows:
        if key[0] in hidden:
            shown.add_to_others(shown.rows.pop(key)[: shown.width])
    return shown


def state_to_show(
    state: state_summary.StateSummary,
) -> state_summary.StateSummary:
    """Returns the same state with answers that may be shown."""
    return dataclasses.replace(
        state,
        answers={
            interaction_id: table_to_show(table)
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

    def may_show(self, state_name: str, text: str) -> bool:
        """Whether an answer may be shown.

        Args:
            state_name: Where it was given.
            text: As `log_rows.answer_text` writes it.
        """
        if (state_name, text) in self._known:
            return True
        return _is_closed(self._interactions, state_name)


def _texts(table: BoundedTable) -> frozenset[str]:
    return frozenset(text for text, _ in table.rows)


def _is_closed(interactions: Mapping[str, str], state_name: str) -> bool:
    interaction_id = interactions.get(state_name)
    if interaction_id not in registry.get_interaction_ids():
        return False
    return registry.get_interaction_spec(interaction_id).is_closed
