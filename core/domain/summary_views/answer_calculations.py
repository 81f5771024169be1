"""What is shown of the answers of a state: Oppia's calculations.

Each takes the table of answers that `state_summary` keeps, and gives
`[{'answer', 'frequency', …}]`, most frequent first. Oppia orders answers of
equal frequency by who came first; here their JSON decides, so that the result
is the same in whatever order the sessions came.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from core.domain.summaries import log_rows, state_summary
from core.domain.summaries.bounded_tables import BoundedTable
from core.domain.summary_views.answer_labels import NO_LABELS, AnswerLabels
from core.domain.summary_views.summary_models import Occurrence

CATEGORIES = (
    'explicit',
    'training_data_match',
    'statistical_classifier',
    'default_outcome',
)

NUM_TOP_ANSWERS = 10
NUM_TOP_ELEMENTS = 10
NUM_TOP_UNRESOLVED_ANSWERS = 20

_COUNT, _NUM_SESSIONS, _NUM_FIRST_EQUAL = map(
    state_summary.ANSWER_VALUES.index,
    ('count', 'num_sessions', 'num_first_equal'),
)


def answer_frequencies(
    table: BoundedTable,
    labels: AnswerLabels = NO_LABELS,
) -> list[Occurrence]:
    """Returns how often each answer was given.

    Args:
        table: The answers of a state, by (answer, category).
        labels: What the rules say of them.

    Returns:
        An occurrence of each answer, most frequent first.
    """
    by_answer: dict[str, list[str]] = {}
    for text, category in table.rows:
        by_answer.setdefault(text, []).append(category)
    return _ordered(
        occurrence(table, text, categories, labels)
        for text, categories in by_answer.items()
    )


def occurrence(
    table: BoundedTable,
    text: str,
    categories: Sequence[str],
    labels: AnswerLabels = NO_LABELS,
) -> Occurrence:
    """Returns how often an answer was given, as `answer_frequencies` does.

    Args:
        table: The answers of a state, by (answer, category).
        text: The answer.
        categories: Those of its rows that are counted.
        labels: What the rules say of it.
    """
    rows = [table.rows[text, category] for category in categories]
    frequency = sum(row[_COUNT] for row in rows)
    label = labels.of(table, text, categories)
    found: Occurrence = {
        'answer': log_rows.answer_of_text(text),
        'frequency': frequency,
        'frequency_at_most': frequency + sum(row[table.width] for row in rows),
        'num_sessions': num_sessions(table, text, categories),
        'is_shortened': log_rows.is_shortened(text),
        'is_addressed': label.is_addressed,
        'is_right': label.is_right,
        'num_judged_otherwise': label.num_judged_otherwise,
    }
    if label.spellings:
        found['spellings'] = label.spellings
    return found


def num_sessions(
    table: BoundedTable, text: str, categories: Iterable[str]
) -> int:
    """Returns how many sessions gave an answer."""
    rows = [table.rows[text, category] for category in categories]
    return max(
        sum(row[_NUM_FIRST_EQUAL] for row in rows),
        *(row[_NUM_SESSIONS] for row in rows),
    )


def _ordered(occurrences: Iterable[Occurrence]) -> list[Occurrence]:
    return sorted(
        occurrences,
        key=lambda occurrence: (
            -occurrence['frequency'],
            json.dumps(occurrence['answer'], sort_keys=True),
        ),
    )


def top_10_answer_frequencies(
    table: BoundedTable,
    labels: AnswerLabels = NO_LABELS,
) -> list[Occurrence]:
    """Returns the ten most frequent answers."""
    return answer_frequencies(table, labels)[:NUM_TOP_ANSWERS]


def frequency_commonly_submitted_elements(
    table: BoundedTable,
    _labels: AnswerLabels = NO_LABELS,
) -> list[Occurrence]:
    """Returns the ten most frequent elements of answers that are lists.

    An element that occurs twice in an answer counts twice. Answers that are no
    lists, or were shortened, are skipped.
    """
    frequencies: Counter[str] = Counter()
    for (text, _), row in table.rows.items():
        answer = log_rows.answer_of_text(text)
        if isinstance(answer, list):
            for element in answer:
                frequencies[log_rows.answer_text(element)] += row[_COUNT]
    return _ordered(
        {'answer': log_rows.answer_of_text(text), 'frequency': frequency}
        for text, frequency in frequencies.items()
    )[:NUM_TOP_ELEMENTS]


def top_answers_by_categorization(
    table: BoundedTable,
    labels: AnswerLabels = NO_LABELS,
) -> dict[str, list[Occurrence]]:
    """Returns how often each answer was given, by how it was classified."""
    occurrences: dict[str, list[Occurrence]] = {name: [] for name in CATEGORIES}
    for text, category in table.rows:
        if category in occurrences:
            occurrences[category].append(
                occurrence(table, text, [category], labels)
            )
    return {
        category: _ordered(occurrences[category]) for category in CATEGORIES
    }


def top_n_unresolved_answers_by_frequency(
    table: BoundedTable,
    labels: AnswerLabels = NO_LABELS,
) -> list[Occurrence]:
    """Returns the twenty most frequent answers that no rule answers now."""
    unresolved = [
        answer
        for answer in answer_frequencies(table, labels)
        if not answer['is_addressed']
    ]
    return unresolved[:NUM_TOP_UNRESOLVED_ANSWERS]


CALCULATIONS: dict[str, Callable[[BoundedTable, AnswerLabels], Any]] = {
    'AnswerFrequencies': answer_frequencies,
    'Top10AnswerFrequencies': top_10_answer_frequencies,
    'FrequencyCommonlySubmittedElements': (
        frequency_commonly_submitted_elements
    ),
    'TopAnswersByCategorization': top_answers_by_categorization,
    'TopNUnresolvedAnswersByFrequency': top_n_unresolved_answers_by_frequency,
}
