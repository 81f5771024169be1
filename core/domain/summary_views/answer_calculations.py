"""Oppia's calculations on the answers of a state.

They take a table of answers of a `state_summary` and return
`[{'answer', 'frequency', …}]`, most frequent first. Oppia orders answers of
equal frequency by their time; here their JSON decides, so that the result does
not depend on the order of sessions.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from core.domain.summaries import log_rows, state_summary
from core.domain.summaries.bounded_tables import BoundedTable
from core.domain.summary_views import answer_labels
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
    """Returns the occurrences of all answers, most frequent first.

    Args:
        table: The answers of a state, by (answer, category).
        labels: The labels of the answers.
    """
    return _by_frequency(
        occurrence(table, text, categories, labels)
        for text, categories in answer_labels.by_answer(table).items()
    )


def occurrence(
    table: BoundedTable,
    text: str,
    categories: Sequence[str],
    labels: AnswerLabels = NO_LABELS,
) -> Occurrence:
    """Returns an occurrence of `answer_frequencies`.

    Args:
        table: The answers of a state, by (answer, category).
        text: The answer.
        categories: The categories of its rows to count.
        labels: The labels of the answers.
    """
    rows = [table.rows[text, category] for category in categories]
    frequency = sum(row[_COUNT] for row in rows)
    label = labels.of(table, text, categories)
    result: Occurrence = {
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
        result['spellings'] = label.spellings
    return result


def num_sessions(
    table: BoundedTable, text: str, categories: Iterable[str]
) -> int:
    """Returns the number of sessions that gave an answer."""
    rows = [table.rows[text, category] for category in categories]
    return max(
        sum(row[_NUM_FIRST_EQUAL] for row in rows),
        *(row[_NUM_SESSIONS] for row in rows),
    )


def _by_frequency(occurrences: Iterable[Occurrence]) -> list[Occurrence]:
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

    An element that occurs twice in an answer counts twice. Shortened answers,
    and those that are not lists, are skipped.
    """
    frequencies: Counter[str] = Counter()
    for (text, _), row in table.rows.items():
        answer = log_rows.answer_of_text(text)
        if isinstance(answer, list):
            for element in answer:
                frequencies[log_rows.answer_text(element)] += row[_COUNT]
    return _by_frequency(
        {'answer': log_rows.answer_of_text(text), 'frequency': frequency}
        for text, frequency in frequencies.items()
    )[:NUM_TOP_ELEMENTS]


def top_answers_by_categorization(
    table: BoundedTable,
    labels: AnswerLabels = NO_LABELS,
) -> dict[str, list[Occurrence]]:
    """Returns the occurrences of all answers by their category."""
    occurrences: dict[str, list[Occurrence]] = {name: [] for name in CATEGORIES}
    for text, category in table.rows:
        if category in occurrences:
            occurrences[category].append(
                occurrence(table, text, [category], labels)
            )
    return {
        category: _by_frequency(occurrences[category])
        for category in CATEGORIES
    }


def top_n_unresolved_answers_by_frequency(
    table: BoundedTable,
    labels: AnswerLabels = NO_LABELS,
) -> list[Occurrence]:
    """Returns the twenty most frequent answers that no rule matches now."""
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
