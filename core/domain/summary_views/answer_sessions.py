"""A lower bound of the number of sessions that gave an answer.

The table of answers counts sessions for each category of an answer. A session
that gave an answer twice, in two categories, is in both rows, so the rows of an
answer cannot be added. Their maximum is a lower bound, which decides whether an
answer is shown: an error withholds an answer, and never reveals one.
"""

from __future__ import annotations

from collections import Counter

from core import feconf
from core.domain.summaries import state_summary
from core.domain.summaries.bounded_tables import BoundedTable

_NUM_SESSIONS = state_summary.ANSWER_VALUES.index('num_sessions')


def at_least(table: BoundedTable) -> Counter[str]:
    """Returns for each answer how many sessions gave it, or more.

    Args:
        table: The answers of a state, by (answer, category).
    """
    sessions: Counter[str] = Counter()
    for (text, _), row in table.rows.items():
        sessions[text] = max(sessions[text], row[_NUM_SESSIONS])
    return sessions


def are_enough(num_sessions: int) -> bool:
    """Whether what so many sessions gave is no one's own."""
    return num_sessions >= feconf.ANSWERS_K_ANONYMITY
