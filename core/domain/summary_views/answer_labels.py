"""Labels of answers: whether they are right and have a specific response.

The rules of the version that is shown decide. If they cannot (the answer was
given to another interaction, or names a choice that is gone), the earlier
classification of the answer counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import NamedTuple

from core.domain.summaries import state_summary
from core.domain.summaries.bounded_tables import BoundedTable
from core.domain.summary_views.current_rules import CurrentRules
from core.domain.summary_views.equal_answers import Spellings
from core.domain.summary_views.summary_models import Spelling

UNRESOLVED_CATEGORIES = frozenset({'statistical_classifier', 'default_outcome'})

_COUNT, _NUM_RIGHT = map(
    state_summary.ANSWER_VALUES.index, ('count', 'num_right')
)


class Label(NamedTuple):
    """The facts about an answer that are shown with it.

    Attributes:
        is_right: Whether it is right; None if nothing is right or wrong there.
        is_addressed: Whether a rule of the creator matches it.
        num_judged_otherwise: The number of times that it counted as wrong
            although it is right now, or the reverse.
        spellings: Its spellings, if it has several.
    """

    is_right: bool | None
    is_addressed: bool
    num_judged_otherwise: int
    spellings: list[Spelling]


class AnswerLabels:
    """The labels of the answers of a state to one interaction.

    Args:
        interaction_id: The interaction.
        rules: The rules of the state in the version that is shown; None if
            there are none.
        spellings: The spellings of answers that have several.
    """

    def __init__(
        self,
        interaction_id: str = '',
        rules: CurrentRules | None = None,
        spellings: Spellings = MappingProxyType({}),
    ) -> None:
        self._interaction_id = interaction_id
        self._rules = rules
        self._spellings = spellings

    def of(
        self, table: BoundedTable, text: str, categories: Iterable[str]
    ) -> Label:
        """Returns the label of an answer.

        Args:
            table: The answers of the state, by (answer, category).
            text: The answer.
            categories: The categories of its rows to count.
        """
        rows = {category: table.rows[text, category] for category in categories}
        count = sum(row[_COUNT] for row in rows.values())
        num_right = sum(row[_NUM_RIGHT] for row in rows.values())
        spellings = self._spellings.get(text, [])
        now = (
            self._rules.judge(self._interaction_id, text)
            if self._rules
            else None
        )
        if now is None:
            latest = _latest_category(table, text, rows)
            return Label(
                2 * num_right > count,
                latest not in UNRESOLVED_CATEGORIES,
                0,
                spellings,
            )
        otherwise = 0
        if now.is_right is not None:
            otherwise = count - num_right if now.is_right else num_right
        return Label(now.is_right, now.is_addressed, otherwise, spellings)


NO_LABELS = AnswerLabels()


def by_answer(table: BoundedTable) -> dict[str, list[str]]:
    """Returns the categories of the answers of a table by answer."""
    categories: dict[str, list[str]] = {}
    for text, category in table.rows:
        categories.setdefault(text, []).append(category)
    return categories


def _latest_category(
    table: BoundedTable, text: str, categories: Iterable[str]
) -> str:
    """Returns the category of an answer in the last version with it.

    If an answer has two categories in one version, the more frequent one is
    returned.
    """
    return max(
        categories,
        key=lambda category: (
            table.last_version((text, category)),
            table.rows[text, category][_COUNT],
            category,
        ),
    )
