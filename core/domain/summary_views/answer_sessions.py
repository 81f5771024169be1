"""Numbers of sessions that gave an answer, or one that counts as the same.

For sessions whose events expired before `num_first_equal` was stored, the
number is a lower bound. It decides whether an answer is shown, so an error can
only withhold an answer and never reveal one.
"""

from __future__ import annotations

from collections import Counter

from core.domain.summaries import answer_forms, state_summary
from core.domain.summaries.bounded_tables import BoundedTable

_NUM_SESSIONS, _NUM_FIRST_EQUAL = map(
    state_summary.ANSWER_VALUES.index, ('num_sessions', 'num_first_equal')
)


def of_equal_answers(
    table: BoundedTable, interaction_id: str | None
) -> Counter[str]:
    """Returns the number of sessions by `answer_forms.equality_key`.

    Args:
        table: The answers of a state, by (answer, category).
        interaction_id: Its interaction.
    """
    firsts: Counter[str] = Counter()
    most: Counter[str] = Counter()
    for (text, _), row in table.rows.items():
        key = answer_forms.equality_key(interaction_id, text)
        firsts[key] += row[_NUM_FIRST_EQUAL]
        most[key] = max(most[key], row[_NUM_SESSIONS])
    return firsts | most


def at_least(table: BoundedTable, interaction_id: str | None) -> Counter[str]:
    """Returns a lower bound of the sessions with an equal answer, by answer.

    Args:
        table: The answers of a state, by (answer, category).
        interaction_id: Its interaction.
    """
    sessions = of_equal_answers(table, interaction_id)
    return Counter(
        {
            text: sessions[answer_forms.equality_key(interaction_id, text)]
            for text, _ in table.rows
        }
    )
