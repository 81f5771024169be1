"""What all sessions of an exploration version did: a sum of sessions.

Sessions and other summaries can be added and taken out in any order; the
result is the same as if what is in it had been added at once. Where a table
has more keys than it may keep, see bounded_tables for what still holds.
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
    carried_names,
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
        exp_version: The version whose states are named.
        interactions: The interaction id of each state of that version.
        reliability: What Cronbach's alpha of its items needs.
        num_sessions: How many sessions are in it.
        session_time: Time on all states, of sessions that ended.
        completion_time: The same of those of them that were completed.
        days: For each day since 1970, what it added to the counters. The name
            '' stands for all states that the version does not have.
        states: What was done at each state.
        transitions: For (from, to): how many times.
        paths: For (end, state, state, …): how many sessions took it.
        ends: For (end, state): how many sessions ended so.
        issues: For (issue type, state names): how many sessions had it.
        playthroughs: Some of these, by the same keys.
        problems: How many sessions had events that contradict themselves so.
        problem_sessions: Some of these, by their digests.
    """

    exp_id: str
    exp_version: int
    interactions: dict[str, str]
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

    def __post_init__(self) -> None:
        self._items = frozenset(self.reliability.items)

    @classmethod
    def create(cls, key: answer_key.AnswerKey) -> Self:
        """Returns the summary of no sessions of a version."""
        version = key.exp_version
        return cls(
            key.exp_id,
            version,
            {name: state.interaction_id for name, state in key.states.items()},
            item_analysis.Reliability(key.items),
            BoundedTable(feconf.MAX_TRANSITIONS, 1, version),
            BoundedTable(feconf.MAX_PATHS, 1, version),
            BoundedTable(feconf.MAX_ISSUES, 1, version),
        )

    @property
    def counts(self) -> stats_domain.Counts:
        """What the sessions come to in the counters."""
        counts: stats_domain.Counts = Counter()
        for of_day in self.days.values():
            counts.update(of_day)
        return counts

    def add(self, session: SessionSummary, sign: int = 1) -> None:
        """Adds a session in place; with sign -1 takes it out."""
        self.num_sessions += sign
        self._add_times(session, sign)
        self._add_days(session, sign)
        self._add_states(session, sign)
        self._add_ways(session, sign)
        if session.issue is not None:
            self._add_issue(session, session.issue, sign)
        for problem in session.problems:
            _add(self.problems, problem, sign)
            _sample(self.problem_sessions, problem).add(
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
            mine = self.days.get(day)
            if mine is None:
                mine = self.days[day] = {}
            for key, count in counts.items():
                name = key[0]
                if name is not None and name not in self.interactions:
                    key = (UNKNOWN_STATE, key[1])
                total = mine.get(key, 0) + sign * count
                if total:
                    mine[key] = total
                else:
                    del mine[key]

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
                state.add_item(rest, right, sign)
        for given in session.answers:
            name = given.state_name
            self.states[name].add_answer(
                self.interactions.get(name, ''),
                self.exp_version,
                given,
                rests.get(name),
                sign,
            )
        if num_answered + 1 == len(self._items):
            scores = {name: bool(right) for name, right in first_try.items()}
            self.reliability.add(item_analysis.ItemScores(scores), sign)

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
        _sample(self.playthroughs, key).add(session.digest, content, sign)
        for gone in self.playthroughs.keys() - self.issues.rows.keys():
            del self.playthroughs[gone]

    def merge(self, other: ExplorationSummary, sign: int = 1) -> None:
        """Adds another summary in place; with sign -1 takes it out.

        Args:
            other: A summary in the states of the same version: of other
                sessions, or of earlier versions and carried to this one.
            sign: 1 or -1.

        Raises:
            ValueError: It is about another exploration or version.
        """
        mine = (self.exp_id, self.exp_version)
        if mine != (other.exp_id, other.exp_version):
            raise ValueError(f'{other.exp_id}.{other.exp_version} is no part.')
        self.num_sessions += sign * other.num_sessions
        for name in _TABLES:
            getattr(self, name).merge(getattr(other, name), sign)
        for name in _TIMES:
            mine_of, theirs_of = getattr(self, name), getattr(other, name)
            setattr(
                self,
                name,
                mine_of + theirs_of if sign > 0 else mine_of - theirs_of,
            )
        for name, state in other.states.items():
            self._state(name).merge(state, sign)
        for day, counts in other.days.items():
            total = self.days.setdefault(day, {})
            for key, count in counts.items():
                _add(total, key, sign * count)
        for end, count in other.ends.items():
            _add(self.ends, end, sign * count)
        for problem, count in other.problems.items():
            _add(self.problems, problem, sign * count)
        self._merge_samples(other, sign)
        self.reliability.merge(other.reliability, sign)
        self._drop_empty()

    def _merge_samples(self, other: ExplorationSummary, sign: int) -> None:
        for key, stored in other.playthroughs.items():
            if key in self.issues.rows:
                _sample(self.playthroughs, key).merge(stored, sign)
        for problem, stored in other.problem_sessions.items():
            _sample(self.problem_sessions, problem).merge(stored, sign)
        for gone in self.playthroughs.keys() - self.issues.rows.keys():
            del self.playthroughs[gone]

    def __add__(self, other: SessionSummary | ExplorationSummary) -> Self:
        return self._combined(other, 1)

    def __sub__(self, other: SessionSummary | ExplorationSummary) -> Self:
        return self._combined(other, -1)

    def _combined(
        self, other: SessionSummary | ExplorationSummary, sign: int
    ) -> Self:
        made = copy.deepcopy(self)
        if isinstance(other, SessionSummary):
            made.add(other, sign)
        else:
            made.merge(other, sign)
        return made

    def carried_to(
        self,
        key: answer_key.AnswerKey,
        history: state_history_domain.StateHistory,
    ) -> Self:
        """Returns the same in the states of another version.

        Renamed states have their new names; what happened at states that the
        other version does not have is left out, and where they are part of a
        way, '' stands for them. Days, ends, the number of sessions and how long
        they took stay.

        Args:
            key: That of the other version.
            history: The states of the exploration's versions.
        """
        names = history.names_in(self.exp_version, key.exp_version)
        made = type(self).create(key)
        made.num_sessions = self.num_sessions
        for name in _TIMES:
            setattr(made, name, getattr(self, name).copy())
        version = key.exp_version
        made.transitions = self.transitions.mapped(
            lambda way: carried_names.carried_way(way, names), version
        )
        made.paths = self.paths.mapped(
            lambda path: carried_names.carried_path(path, names), version
        )
        made.issues = self.issues.mapped(
            lambda issue: carried_names.carried_issue(issue, names), version
        )
        for issue, stored in self.playthroughs.items():
            _sample(
                made.playthroughs, carried_names.carried_issue(issue, names)
            ).merge(
                stored.mapped(
                    lambda content: carried_names.carried_playthrough(
                        content, names
                    )
                )
            )
        for name, state in self.states.items():
            if name in names:
                made.states[names[name]] = state.carried_to(version)
        for (end, name), count in self.ends.items():
            _add(made.ends, (end, names.get(name, UNKNOWN_STATE)), count)
        for day, counts in self.days.items():
            carried = carried_names.carried_counts(counts, names)
            if carried:
                made.days[day] = carried
        made.problems = dict(self.problems)
        made.problem_sessions = copy.deepcopy(self.problem_sessions)
        made.reliability = carried_names.carried_reliability(
            self.reliability, names, made.reliability
        )
        return made

    def _drop_empty(self) -> None:
        empty = StateSummary()
        for state in self.states.values():
            state.drop_empty()
        _drop(
            self.states,
            lambda state: not state.num_sessions and state == empty,
        )
        _drop(self.days, lambda counts: not counts)
        _drop(self.problem_sessions, lambda stored: not stored.contents)
        _drop(self.playthroughs, lambda stored: not stored.contents)

    def to_dict(self) -> dict[str, Any]:
        """Returns the summary as JSON can hold it, exactly."""
        return {
            'exp_id': self.exp_id,
            'exp_version': self.exp_version,
            'interactions': self.interactions,
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
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Returns the summary that `to_dict` was called on."""
        return cls(
            stored['exp_id'],
            stored['exp_version'],
            dict(stored['interactions']),
            item_analysis.Reliability.from_dict(stored['reliability']),
            BoundedTable.from_dict(stored['transitions']),
            BoundedTable.from_dict(stored['paths']),
            BoundedTable.from_dict(stored['issues']),
            num_sessions=stored['num_sessions'],
            **{name: Durations.from_dict(stored[name]) for name in _TIMES},
            days={day: _of_rows(rows) for day, rows in stored['days']},
            states={
                name: StateSummary.from_dict(state)
                for name, state in stored['states'].items()
            },
            ends=_of_rows(stored['ends']),
            playthroughs={
                (kind, tuple(names)): samples.Samples.from_dict(contents)
                for (kind, names), contents in stored['playthroughs']
            },
            problems=dict(stored['problems']),
            problem_sessions={
                problem: samples.Samples.from_dict(contents)
                for problem, contents in stored['problem_sessions'].items()
            },
        )


def _add(counts: dict[_K, int], key: _K, count: int) -> None:
    total = counts.get(key, 0) + count
    if total:
        counts[key] = total
    else:
        counts.pop(key, None)


def _drop(values: dict[Any, _V], is_empty: Callable[[_V], bool]) -> None:
    for key in [key for key, value in values.items() if is_empty(value)]:
        del values[key]


def _sample(stored: dict[_K, samples.Samples], key: _K) -> samples.Samples:
    found = stored.get(key)
    if found is None:
        found = stored[key] = samples.Samples()
    return found


def _rows(counts: Mapping[tuple[Any, str], int]) -> list[list[Any]]:
    ordered = sorted(counts, key=lambda key: (key[0] or '', key[1]))
    return [[*key, counts[key]] for key in ordered]


def _of_rows(rows: list[list[Any]]) -> dict[Any, int]:
    return {(one, other): count for one, other, count in rows}
