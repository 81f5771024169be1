"""The summary of the sessions of an exploration version, as exact sums.

Sessions can be added and subtracted, and other summaries added, in any order;
only what was added and not subtracted affects the result. For tables with more
keys than their capacity, see bounded_tables.
"""

from __future__ import annotations

import copy
import dataclasses
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar

from core import feconf
from core.domain import state_history_domain, stats_domain
from core.domain.measures import item_analysis
from core.domain.measures.distributions import DurationDistribution as Durations
from core.domain.summaries import (
    answer_key,
    bounded_tables,
    carried_choices,
    carried_names,
    cuts,
    samples,
    session_summary,
    state_summary,
)
from core.domain.summaries.bounded_tables import BoundedTable
from core.domain.summaries.session_summary import SessionSummary
from core.domain.summaries.state_summary import StateSummary

UNKNOWN_STATE = session_summary.UNKNOWN_STATE

_TABLES = ('transitions', 'paths', 'issues')
_TIMES = ('session_time', 'completion_time')
_ONE = (1,)

_K = TypeVar('_K')
_V = TypeVar('_V')


@dataclasses.dataclass
class ExplorationSummary:
    """Sums over the sessions of an exploration.

    Attributes:
        exp_id: The exploration.
        exp_version: The version whose state names are used.
        interactions: The interaction id of each state of that version.
        choices: The choices of each state of that version that has choices;
            None if the sum is of a schema without them.
        reliability: The sums for Cronbach's alpha of its questions.
        num_sessions: The number of sessions.
        session_time: Time in all states, of sessions that ended.
        completion_time: Time in all states, of completed sessions.
        days: {days since 1970: counters}. The name '' is used for all states
            that the version does not have.
        states: The summary of each state.
        transitions: {(from, to): number}.
        paths: {(end, state, state, …): number of sessions}.
        ends: {(end, state): number of sessions}.
        issues: {(issue type, state names): number of sessions}.
        playthroughs: Samples of the sessions with each issue.
        problems: {kind of contradiction between events: number of sessions}.
        problem_sessions: Samples of these sessions, by digest.
        traits: {traits of the learner: number of sessions}.
    """

    exp_id: str
    exp_version: int
    interactions: dict[str, str]
    choices: dict[str, list[str]] | None
    reliability: item_analysis.Reliability
    transitions: BoundedTable
    paths: BoundedTable
    issues: BoundedTable
    num_sessions: int = 0
    session_time: Durations = dataclasses.field(default_factory=Durations)
    completion_time: Durations = dataclasses.field(default_factory=Durations)
    days: dict[int, dict[stats_domain.CounterKey, int]] = dataclasses.field(
        default_factory=dict
    )
    states: dict[str, StateSummary] = dataclasses.field(default_factory=dict)
    ends: dict[tuple[session_summary.End, str], int] = dataclasses.field(
        default_factory=dict
    )
    playthroughs: dict[bounded_tables.Key, samples.Samples] = dataclasses.field(
        default_factory=dict
    )
    problems: dict[str, int] = dataclasses.field(default_factory=dict)
    problem_sessions: dict[str, samples.Samples] = dataclasses.field(
        default_factory=dict
    )
    traits: dict[cuts.Traits, int] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        self._items = frozenset(self.reliability.items)

    @classmethod
    def create(cls, key: answer_key.AnswerKey) -> Self:
        """Returns the summary of a version without sessions."""
        version = key.exp_version
        return cls(
            key.exp_id,
            version,
            {name: state.interaction_id for name, state in key.states.items()},
            key.choices,
            item_analysis.Reliability(key.items),
            BoundedTable(feconf.MAX_TRANSITIONS, 1, version),
            BoundedTable(feconf.MAX_PATHS, 1, version),
            BoundedTable(feconf.MAX_ISSUES, 1, version),
        )

    @property
    def counts(self) -> stats_domain.Counts:
        """The counters of all sessions."""
        counts: stats_domain.Counts = Counter()
        for of_day in self.days.values():
            counts.update(of_day)
        return counts

    def add(self, session: SessionSummary, sign: int = 1) -> None:
        """Adds a session in place; with sign -1 subtracts it."""
        self.num_sessions += sign
        self._add_times(session, sign)
        self._add_days(session, sign)
        self._add_states(session, sign)
        self._add_ways(session, sign)
        _add(self.traits, session.traits, sign)
        if session.issue is not None:
            self._add_issue(session, session.issue, sign)
        for problem in session.problems:
            _add(self.problems, problem, sign)
            _samples_of(self.problem_sessions, problem).add(
                session.digest, None, sign
            )
        if sign < 0:
            self._drop_empty()

    def _add_times(self, session: SessionSummary, sign: int) -> None:
        if session.end == 'open':
            return
        self.session_time.add(session.time_msecs, sign)
        if session.end == 'completed':
            self.completion_time.add(session.time_msecs, sign)

    def _add_days(self, session: SessionSummary, sign: int) -> None:
        for day, counts in session.days.items():
            if not counts:
                continue
            totals = self.days.get(day)
            if totals is None:
                totals = self.days[day] = {}
            for key, count in counts.items():
                name = key[0]
                if name is not None and name not in self.interactions:
                    key = (UNKNOWN_STATE, key[1])
                total = totals.get(key, 0) + sign * count
                if total:
                    totals[key] = total
                else:
                    del totals[key]

    def _state(self, name: str) -> StateSummary:
        state = self.states.get(name)
        if state is None:
            state = self.states[name] = StateSummary()
        return state

    def _add_states(self, session: SessionSummary, sign: int) -> None:
        first_try = {
            name: int(record.first_right)
            for name, record in session.states.items()
            if record.first_right is not None and name in self._items
        }
        num_right, num_answered = sum(first_try.values()), len(first_try) - 1
        rests = {}
        for name, record in session.states.items():
            state = self._state(name)
            state.add_record(record, sign)
            right = first_try.get(name)
            if right is not None:
                rest = state_summary.rest_of(num_right - right, num_answered)
                rests[name] = rest
                state.item.add(rest, right, sign)
        for answer in session.answers:
            name = answer.state_name
            self.states[name].add_answer(
                self.interactions.get(name, ''),
                self.exp_version,
                answer,
                rests.get(name),
                sign,
            )
        if num_answered + 1 == len(self._items):
            self.reliability.add(first_try, sign)

    def _add_ways(self, session: SessionSummary, sign: int) -> None:
        before = None
        path: list[Any] = [session.end]
        for visit in session.visits:
            name = visit.state_name
            self._state(name).add_visit(visit, sign)
            if before is not None:
                self.transitions.add((before, name), _ONE, sign)
            path.append(name)
            before = name
        if len(path) > feconf.MAX_PATH_LENGTH + 1:
            path[feconf.MAX_PATH_LENGTH + 1 :] = [carried_names.CUT]
        self.paths.add(tuple(path), _ONE, sign)
        _add(self.ends, (session.end, session.end_state), sign)

    def _add_issue(
        self, session: SessionSummary, issue: session_summary.Issue, sign: int
    ) -> None:
        key = (issue.issue_type, issue.state_names)
        self.issues.add(key, _ONE, sign)
        content = {
            'size': issue.size,
            'actions': [list(action) for action in session.actions],
        }
        _samples_of(self.playthroughs, key).add(session.digest, content, sign)
        self._drop_samples_without_issue()

    def merge(self, other: ExplorationSummary) -> None:
        """Adds another summary in place.

        Args:
            other: A summary of other sessions in the states of the same
                version.

        Raises:
            ValueError: The other summary is of another exploration or version.
        """
        version = (self.exp_id, self.exp_version)
        if version != (other.exp_id, other.exp_version):
            raise ValueError(
                f'{other.exp_id}.{other.exp_version} has other states'
            )
        if self.choices is None:
            self.choices = other.choices
        self.num_sessions += other.num_sessions
        for name in (*_TABLES, *_TIMES, 'reliability'):
            getattr(self, name).merge(getattr(other, name))
        for name, state in other.states.items():
            self._state(name).merge(state)
        for day, counts in other.days.items():
            _add_all(self.days.setdefault(day, {}), counts)
        _add_all(self.ends, other.ends)
        _add_all(self.problems, other.problems)
        _add_all(self.traits, other.traits)
        for key, theirs in other.playthroughs.items():
            if key in self.issues.rows:
                _samples_of(self.playthroughs, key).merge(theirs)
        for problem, theirs in other.problem_sessions.items():
            _samples_of(self.problem_sessions, problem).merge(theirs)
        self._drop_samples_without_issue()
        self._drop_empty()

    def _drop_samples_without_issue(self) -> None:
        for key in self.playthroughs.keys() - self.issues.rows.keys():
            del self.playthroughs[key]

    def __add__(self, other: ExplorationSummary) -> Self:
        result = copy.deepcopy(self)
        result.merge(other)
        return result

    def carry_to(
        self,
        key: answer_key.AnswerKey,
        history: state_history_domain.StateHistory,
    ) -> Self:
        """Returns the same summary in the states of another version.

        Renamed states have their new names. States that the other version does
        not have are dropped with their counts, and replaced by '' in paths,
        transitions, issues and ends. Numbers and times of sessions, and counts
        of the exploration, are unchanged.

        Args:
            key: The answer key of the other version.
            history: The history of the exploration's states.
        """
        names = history.names_in(self.exp_version, key.exp_version)
        result = type(self).create(key)
        result.num_sessions = self.num_sessions
        for name in _TIMES:
            setattr(result, name, getattr(self, name).copy())
        version = key.exp_version
        result.transitions = self.transitions.map_keys(
            lambda way: carried_names.carried_way(way, names), version
        )
        result.paths = self.paths.map_keys(
            lambda path: carried_names.carried_path(path, names), version
        )
        result.issues = self.issues.map_keys(
            lambda issue: carried_names.carried_issue(issue, names), version
        )
        changes = self._changes_of_answers(key, names)
        own_changes = {
            name: of_state[self.interactions[name]]
            for name, of_state in changes.items()
            if self.interactions.get(name) in of_state
        }
        for issue, some in self.playthroughs.items():
            _samples_of(
                result.playthroughs, carried_names.carried_issue(issue, names)
            ).merge(
                some.map_contents(
                    lambda content: carried_names.carried_playthrough(
                        content, names, own_changes
                    )
                )
            )
        for name, state in self.states.items():
            if name in names:
                result.states[names[name]] = state.carry_to(
                    version, changes.get(name, {})
                )
        for (end, name), count in self.ends.items():
            _add(result.ends, (end, names.get(name, UNKNOWN_STATE)), count)
        for day, counts in self.days.items():
            carried = carried_names.carried_counts(counts, names)
            if carried:
                result.days[day] = carried
        result.problems = dict(self.problems)
        result.traits = dict(self.traits)
        result.problem_sessions = copy.deepcopy(self.problem_sessions)
        result.reliability = carried_names.carried_reliability(
            self.reliability, names, result.reliability
        )
        return result

    def _changes_of_answers(
        self, key: answer_key.AnswerKey, names: Mapping[str, str]
    ) -> dict[str, dict[str, carried_choices.AnswerChange]]:
        """Returns how answers that name choices change in another version.

        Args:
            key: The answer key of the other version.
            names: The names of states there, by their names in this version.

        Returns:
            The changes of each state, by interaction.
        """
        changes: dict[str, dict[str, carried_choices.AnswerChange]] = {}
        for name, new_name in names.items():
            state = self.states.get(name)
            new = key.states.get(new_name)
            for interaction_id in state.answers if state and new else ():
                is_own = interaction_id == self.interactions.get(name)
                is_new = new and interaction_id == new.interaction_id
                change = carried_choices.change_of_answers(
                    interaction_id,
                    (self.choices or {}).get(name, ()) if is_own else (),
                    new.choices if new and is_new else (),
                )
                if change is not None:
                    changes.setdefault(name, {})[interaction_id] = change
        return changes

    def _drop_empty(self) -> None:
        empty = StateSummary()
        for state in self.states.values():
            state.drop_empty()
        _drop(
            self.states,
            lambda state: not state.num_sessions and state == empty,
        )
        _drop(self.days, lambda counts: not counts)
        _drop(self.problem_sessions, lambda some: not some.contents)
        _drop(self.playthroughs, lambda some: not some.contents)

    def to_dict(self) -> dict[str, Any]:
        """Returns the summary in JSON form."""
        return {
            'exp_id': self.exp_id,
            'exp_version': self.exp_version,
            'interactions': self.interactions,
            'choices': self.choices,
            'reliability': self.reliability.to_dict(),
            **{name: getattr(self, name).to_dict() for name in _TABLES},
            'num_sessions': self.num_sessions,
            **{name: getattr(self, name).to_dict() for name in _TIMES},
            'days': [[day, _rows(self.days[day])] for day in sorted(self.days)],
            'states': {
                name: self.states[name].to_dict()
                for name in sorted(self.states)
            },
            'ends': _rows(self.ends),
            'playthroughs': [
                [list(key), self.playthroughs[key].to_dict()]
                for key in sorted(self.playthroughs)
            ],
            'problems': dict(sorted(self.problems.items())),
            'problem_sessions': {
                problem: self.problem_sessions[problem].to_dict()
                for problem in sorted(self.problem_sessions)
            },
            'traits': [
                [*traits, count]
                for traits, count in sorted(self.traits.items())
            ],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Returns the summary that `to_dict` was called on."""
        return cls(
            values['exp_id'],
            values['exp_version'],
            dict(values['interactions']),
            values.get('choices'),
            item_analysis.Reliability.from_dict(values['reliability']),
            BoundedTable.from_dict(values['transitions']),
            BoundedTable.from_dict(values['paths']),
            BoundedTable.from_dict(values['issues']),
            num_sessions=values['num_sessions'],
            **{name: Durations.from_dict(values[name]) for name in _TIMES},
            days={day: _of_rows(rows) for day, rows in values['days']},
            states={
                name: StateSummary.from_dict(state)
                for name, state in values['states'].items()
            },
            ends=_of_rows(values['ends']),
            playthroughs={
                (kind, tuple(names)): samples.Samples.from_dict(contents)
                for (kind, names), contents in values['playthroughs']
            },
            problems=dict(values['problems']),
            problem_sessions={
                problem: samples.Samples.from_dict(contents)
                for problem, contents in values['problem_sessions'].items()
            },
            # Sums of expired sessions can be of a schema without traits.
            traits={
                cuts.Traits(*traits): count
                for *traits, count in values.get('traits', [])
            },
        )


def _add(counts: dict[_K, int], key: _K, count: int) -> None:
    total = counts.get(key, 0) + count
    if total:
        counts[key] = total
    else:
        counts.pop(key, None)


def _add_all(counts: dict[_K, int], others: Mapping[_K, int]) -> None:
    for key, count in others.items():
        _add(counts, key, count)


def _drop(values: dict[Any, _V], is_empty: Callable[[_V], bool]) -> None:
    for key in [key for key, value in values.items() if is_empty(value)]:
        del values[key]


def _samples_of(
    samples_by_key: dict[_K, samples.Samples], key: _K
) -> samples.Samples:
    return samples_by_key.setdefault(key, samples.Samples())


def _rows(counts: Mapping[tuple[Any, str], int]) -> list[list[Any]]:
    ordered = sorted(counts, key=lambda key: (key[0] or '', key[1]))
    return [[*key, counts[key]] for key in ordered]


def _of_rows(rows: list[list[Any]]) -> dict[Any, int]:
    return {(one, other): count for one, other, count in rows}
