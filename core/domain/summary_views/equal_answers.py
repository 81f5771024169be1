"""Merging of answers that the rules of a state do not distinguish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from core.domain.summaries import answer_forms, log_rows, state_summary
from core.domain.summaries.bounded_tables import BoundedTable
from core.domain.summary_views.summary_models import Spelling

# The spellings of each answer that has several, most frequent first.
Spellings = Mapping[str, list[Spelling]]

_COUNT, _NUM_SESSIONS, _NUM_FIRST_EQUAL = map(
    state_summary.ANSWER_VALUES.index,
    ('count', 'num_sessions', 'num_first_equal'),
)


def merge_spellings(
    table: BoundedTable,
    interaction_id: str,
    rule_types: Collection[str] = (),
) -> tuple[BoundedTable, Spellings]:
    """Returns a table in which each answer has its commonest spelling.

    Args:
        table: The answers of a state, by (answer, category).
        interaction_id: Its interaction.
        rule_types: The types of its rules.

    Returns:
        The table, in which the number of sessions of merged answers is a lower
        bound; and the spellings of these answers.
    """
    groups = _groups(table, interaction_id, rule_types)
    several = [counts for counts in groups if len(counts) > 1]
    if not several:
        return table, {}
    shown: dict[str, str] = {}
    spellings: dict[str, list[Spelling]] = {}
    for counts in several:
        ordered = sorted(counts, key=lambda text: (-counts[text], text))
        shown.update(dict.fromkeys(ordered, ordered[0]))
        spellings[ordered[0]] = [
            {'answer': log_rows.answer_of_text(text), 'count': counts[text]}
            for text in ordered
        ]
    return _with_texts(table, shown), spellings


def _groups(
    table: BoundedTable, interaction_id: str, rule_types: Collection[str]
) -> Collection[Counter[str]]:
    """Counts the spellings of each answer."""
    groups: dict[str, Counter[str]] = {}
    for (text, _), row in table.rows.items():
        key = answer_forms.equality_key(interaction_id, text, rule_types)
        groups.setdefault(key, Counter())[text] += row[_COUNT]
    return groups.values()


def _with_texts(table: BoundedTable, shown: dict[str, str]) -> BoundedTable:
    result = table.map_keys(
        lambda key: (shown.get(key[0], key[0]), *key[1:]), table.version
    )
    most: Counter[tuple[str, str]] = Counter()
    for (text, category), row in table.rows.items():
        if text in shown:
            key = shown[text], category
            most[key] = max(most[key], row[_NUM_SESSIONS])
    for key, count in most.items():
        # A session that gave two spellings is in the rows of both.
        row = result.rows[key]
        row[_NUM_SESSIONS] = max(count, row[_NUM_FIRST_EQUAL])
    return result
