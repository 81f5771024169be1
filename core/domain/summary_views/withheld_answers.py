"""Groups of answers that too few sessions gave to be shown.

They are grouped by their length or size and by their labels, so a creator sees
the number and kind of wrong answers, but no words.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import NamedTuple

from core.domain.summaries import log_rows, state_summary
from core.domain.summaries.bounded_tables import BoundedTable
from core.domain.summary_views import answer_labels
from core.domain.summary_views.summary_models import WithheldGroup

_COUNT = state_summary.ANSWER_VALUES.index('count')

# The lower bounds of groups of lengths; the last group has no end.
_BOUNDS = (1, 2, 4, 11, 31)

# Larger powers of ten are in one group with this one.
_MAX_EXPONENT = 9


class Size(NamedTuple):
    """The group of answers of about the same size.

    Attributes:
        low: The smallest size, by which groups are sorted.
        text: The group in words.
    """

    low: float
    text: str


def size_of(text: str) -> Size:
    """Returns the group of an answer.

    Args:
        text: The answer in the form of `log_rows.answer_text`.
    """
    answer = log_rows.answer_of_text(text)
    if isinstance(answer, str):
        return _length('word', len(answer.split()))
    if isinstance(answer, list):
        return _length('part', len(answer))
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        return Size(0, 'of any size')
    return _magnitude(answer)


def _length(unit: str, length: int) -> Size:
    low = max((bound for bound in _BOUNDS if bound <= length), default=0)
    high = min((bound - 1 for bound in _BOUNDS if bound > length), default=None)
    if high is None:
        return Size(low, f'{low} {unit}s or more')
    if high <= 1:
        return Size(low, f'{high} {unit}' if high else f'no {unit}')
    return Size(low, f'{low} to {high} {unit}s')


def _magnitude(number: float) -> Size:
    """Returns the group of numbers between the same powers of ten."""
    size = abs(number)
    if size == 0:
        return Size(0, '0')
    sign = 1 if number > 0 else -1
    if size < 1:
        low, high = (0, 1) if sign > 0 else (-1, 0)
        return Size(low + 0.5, f'between {_text(low)} and {_text(high)}')
    exponent = min(math.floor(math.log10(size)), _MAX_EXPONENT)
    near, far = sign * 10**exponent, sign * 10 ** (exponent + 1)
    if exponent == _MAX_EXPONENT:
        side = 'more' if sign > 0 else 'less'
        return Size(near, f'{_text(near)} or {side}')
    return Size(near, f'from {_text(near)} to {_text(far)}')


def _text(number: int) -> str:
    return f'{number:,}'.replace('-', '\u2212')


def groups_of(
    table: BoundedTable,
    hidden: Collection[str],
    labels: answer_labels.AnswerLabels,
) -> list[WithheldGroup]:
    """Returns the groups of withheld answers, most frequent first.

    Args:
        table: All answers of a state, by (answer, category).
        hidden: The withheld answers.
        labels: The labels of the answers.
    """
    groups: dict[tuple[Size, bool | None, bool], WithheldGroup] = {}
    all_categories = answer_labels.by_answer(table)
    for text in hidden:
        categories = all_categories[text]
        label = labels.of(table, text, categories)
        size = size_of(text)
        group = groups.setdefault(
            (size, label.is_right, label.is_addressed),
            {
                'size': size.text,
                'is_right': label.is_right,
                'is_addressed': label.is_addressed,
                'num_different': 0,
                'count': 0,
            },
        )
        group['num_different'] += 1
        group['count'] += sum(
            table.rows[text, category][_COUNT] for category in categories
        )
    return [
        groups[key]
        for key in sorted(
            groups, key=lambda key: (-groups[key]['count'], str(key))
        )
    ]
