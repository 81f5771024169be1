"""Whether answers are right and have a response of their own.

The rules of the version that is shown decide. Where they cannot (the answer was
given to another interaction, or it names a choice that is gone), it counts what
the rules said when the answer was given.
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
    """What is said of an answer.

    Attributes:
        is_right: Whether it is right; None if nothing is right or wrong there.
        is_addressed: Whether a rule of the creator answers it.
        num_judged_otherwise: How many times it was given when it counted as
            wrong although it is right, or as right although it is wrong.
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
            categories: Those of its rows that are counted.
        """
        rows = {each: table.rows[text, each] for each in categories}
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


def _latest_category(
    table: BoundedTable, text: str, categories: Iterable[str]
) -> str:
    """Returns how an answer was classified in the last version with it.

    Within a version the rules are the same for everybody; should an answer
    still have two categories, the more frequent one is taken.
    """
    return max(
        categories,
        key=lambda category: (
            table.last_version((text, category)),
            table.rows[text, category][_COUNT],
            category,
        ),
    )
