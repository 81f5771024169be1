"""The summary of the sessions that entered a state."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Self

from core import feconf
from core.domain.measures import item_analysis
from core.domain.measures.distributions import CountDistribution as Numbers
from core.domain.measures.distributions import DurationDistribution as Durations
from core.domain.summaries import (
    bounded_tables,
    carried_choices,
    session_summary,
)
from core.domain.summaries.session_summary import (
    AnswerRecord,
    StateRecord,
    Visit,
)

# The columns of the table of answers of a state. `rest_total` is the sum of the
# rest scores of the sessions whose first answer it was, times REST_UNIT.
# `num_first_equal` is the number of sessions that gave this answer before any
# other that counts as the same; summed over all answers that count as the same,
# it is the number of sessions that gave any of them.
ANSWER_VALUES = (
    'count',
    'num_sessions',
    'num_right',
    'num_first',
    'num_first_with_rest',
    'rest_total',
    'num_first_equal',
)

# The share of right answers to other questions is rounded to this many steps
# for sessions that answered more questions. So tables of items are small for
# any lesson, and exact for lessons of up to 21 questions.
REST_STEPS = 20

# A multiple of every number up to REST_STEPS, so that sums of shares are exact.
REST_UNIT = 232_792_560

# The number of wrong answers in a state from which a session has struggled.
# Source: the definition of confusion in docs/statistics.md.
_STRUGGLE_WRONG_ANSWERS = 2


@dataclasses.dataclass
class StateSummary:
    """Sums over the sessions that entered a state.

    Attributes:
        num_sessions: Sessions that entered it.
        num_answered: Sessions that answered.
        num_ever_right: Sessions with a right answer.
        num_struggled: Sessions with two or more wrong answers.
        num_returned: Sessions that entered it again after leaving it.
        num_solution: Sessions that opened its solution.
        num_gave_up: Sessions that left the exploration here after a wrong
            answer.
        time: Time of visits that an answer ended.
        time_before_leaving: Time of visits in which the learner left.
        session_time: Time of all visits of a session.
        attempts: Answers in a visit that an answer or leaving ended.
        self_loops: Of these, the answers that led back to the state.
        tries_to_right: Answers up to the first right one, of sessions with
            one.
        item: First answers and results in other questions.
        answers: {interaction id: {(answer, category): ANSWER_VALUES}}.
    """

    num_sessions: int = 0
    num_answered: int = 0
    num_ever_right: int = 0
    num_struggled: int = 0
    num_returned: int = 0
    num_solution: int = 0
    num_gave_up: int = 0
    time: Durations = dataclasses.field(default_factory=Durations)
    time_before_leaving: Durations = dataclasses.field(
        default_factory=Durations
    )
    session_time: Durations = dataclasses.field(default_factory=Durations)
    attempts: Numbers = dataclasses.field(default_factory=Numbers)
    self_loops: Numbers = dataclasses.field(default_factory=Numbers)
    tries_to_right: Numbers = dataclasses.field(default_factory=Numbers)
    item: item_analysis.ItemTable = dataclasses.field(
        default_factory=item_analysis.ItemTable
    )
    answers: dict[str, bounded_tables.BoundedTable] = dataclasses.field(
        default_factory=dict
    )

    def add_visit(self, visit: Visit, sign: int) -> None:
        """Adds a visit; with sign -1 subtracts it."""
        ending, msecs = visit.ending, visit.time_msecs
        if ending == session_summary.LED_ON:
            if msecs >= 0:
                self.time.add(msecs, sign)
        elif ending == session_summary.STOPPED:
            if msecs >= 0:
                self.time_before_leaving.add(msecs, sign)
        else:
            return
        limit = feconf.MAX_COUNTED_ATTEMPTS
        self.attempts.add(min(visit.attempts, limit), sign)
        self.self_loops.add(min(visit.self_loops, limit), sign)

    def add_record(self, record: StateRecord, sign: int) -> None:
        """Adds the record of a session; with sign -1 subtracts it."""
        self.num_sessions += sign
        if record.time_msecs > 0:
            self.session_time.add(record.time_msecs, sign)
        if record.visits > 1:
            self.num_returned += sign
        if record.has_seen_solution:
            self.num_solution += sign
        if record.has_given_up:
            self.num_gave_up += sign
        if not record.answers:
            return
        self.num_answered += sign
        if record.wrong >= _STRUGGLE_WRONG_ANSWERS:
            self.num_struggled += sign
        tries = record.tries_to_right
        if tries:
            self.num_ever_right += sign
            self.tries_to_right.add(
                min(tries, feconf.MAX_COUNTED_ATTEMPTS), sign
            )

    def add_answer(
        self,
        interaction_id: str,
        version: int,
        record: AnswerRecord,
        rest: tuple[int, int] | None,
        sign: int,
    ) -> None:
        """Adds an answer of a session; with sign -1 subtracts it.

        Args:
            interaction_id: The interaction of the state.
            version: The version of the exploration.
            record: The answer.
            rest: The result in other questions, if the state is a question.
            sign: 1 or -1.
        """
        table = self.answers.get(interaction_id)
        if table is None:
            table = self.answers[interaction_id] = bounded_tables.BoundedTable(
                feconf.MAX_ANSWERS_PER_STATE, len(ANSWER_VALUES), version
            )
        has_rest = record.num_first if rest and rest[1] else 0
        values = (
            record.times,
            1,
            record.num_right,
            record.num_first,
            has_rest,
            rest[0] * REST_UNIT // rest[1] if has_rest and rest else 0,
            record.num_first_equal,
        )
        if record.answer:
            table.add((record.answer, record.category), values, sign)
        else:
            table.add_to_others(values, sign)

    def merge(self, other: StateSummary) -> None:
        """Adds another summary."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in (*_DISTRIBUTIONS, 'item'):
            getattr(self, name).merge(getattr(other, name))
        for interaction_id, table in other.answers.items():
            mine = self.answers.get(interaction_id)
            if mine is None:
                mine = self.answers[interaction_id] = (
                    bounded_tables.BoundedTable(
                        table.capacity, table.width, table.version
                    )
                )
            mine.version = max(mine.version, table.version)
            mine.merge(table)
        self.drop_empty()

    def carry_to(
        self,
        version: int,
        changes: Mapping[str, carried_choices.AnswerChange] = MappingProxyType(
            {}
        ),
    ) -> Self:
        """Returns a copy for adding sessions of another version.

        Args:
            version: The other version.
            changes: The changes of answers in it, by interaction.
        """
        copies = {name: getattr(self, name).copy() for name in _DISTRIBUTIONS}
        return dataclasses.replace(
            self,
            **copies,
            item=item_analysis.ItemTable(self.item.counts.copy()),
            answers={
                interaction_id: _carried_table(
                    table, version, changes.get(interaction_id)
                )
                for interaction_id, table in self.answers.items()
            },
        )

    def drop_empty(self) -> None:
        """Deletes empty tables of answers."""
        for interaction_id, table in list(self.answers.items()):
            if table.is_empty:
                del self.answers[interaction_id]

    def to_dict(self) -> dict[str, Any]:
        """Returns the summary in JSON form."""
        return {
            **{name: getattr(self, name) for name in _COUNTS},
            **{name: getattr(self, name).to_dict() for name in _DISTRIBUTIONS},
            'item': self.item.to_list(),
            'answers': {
                interaction_id: self.answers[interaction_id].to_dict()
                for interaction_id in sorted(self.answers)
            },
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Returns the summary that `to_dict` was called on."""
        result = cls(
            item=item_analysis.ItemTable.from_list(values['item']),
            answers={
                interaction_id: _with_all_values(
                    bounded_tables.BoundedTable.from_dict(table)
                )
                for interaction_id, table in values['answers'].items()
            },
        )
        for name in _COUNTS:
            setattr(result, name, values[name])
        for name, kind in _DISTRIBUTIONS.items():
            setattr(result, name, kind.from_dict(values[name]))
        return result


_COUNTS = tuple(
    field.name
    for field in dataclasses.fields(StateSummary)
    if field.default == 0
)
_DISTRIBUTIONS: dict[str, type[Durations | Numbers]] = {
    field.name: field.default_factory
    for field in dataclasses.fields(StateSummary)
    if field.default_factory in (Durations, Numbers)
}


def _with_all_values(
    table: bounded_tables.BoundedTable,
) -> bounded_tables.BoundedTable:
    """Adds the last of ANSWER_VALUES to a table of schema 3.

    A first answer is the first of equal ones; for later answers it is unknown.
    """
    if table.width == len(ANSWER_VALUES):
        return table
    num_first = ANSWER_VALUES.index('num_first')
    for values in (*table.rows.values(), table.others):
        values.insert(table.width, values[num_first])
    return dataclasses.replace(table, width=len(ANSWER_VALUES))


def _carried_table(
    table: bounded_tables.BoundedTable,
    version: int,
    change: carried_choices.AnswerChange | None,
) -> bounded_tables.BoundedTable:
    if change is None:
        return dataclasses.replace(table.copy(), version=version)
    return table.map_keys(lambda key: (change(key[0]), *key[1:]), version)


def rest_of(right: int, answered: int) -> tuple[int, int]:
    """Scales right answers to REST_STEPS questions, if there are more."""
    if answered <= REST_STEPS:
        return right, answered
    return (2 * right * REST_STEPS + answered) // (2 * answered), REST_STEPS
