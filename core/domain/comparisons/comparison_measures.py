"""Rates that can be compared between two sets of plays.

Versions are compared by session data. For days only the counters are
available, so a comparison of days uses counters on both sides.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from typing import Literal

from core.domain import exp_domain, stats_domain
from core.domain.improvements.state_facts import ExplorationFacts, StateFacts
from core.domain.summaries import exploration_summary, state_summary
from core.domain.summary_views import rates, summary_models

Higher = Literal['better', 'worse']
Unit = Literal['sessions', 'visits', 'answers']


@dataclasses.dataclass(frozen=True)
class Sample:
    """A number of successes in n trials.

    Attributes:
        successes: The number of successes.
        n: The number of trials.
        num_sessions: The number of sessions, if a session has several trials.
            These are correlated. Conservatively, full correlation is assumed:
            n is divided by the design effect n / num_sessions (Kish, "Survey
            Sampling" (1965), section 5.4).
    """

    successes: int
    n: int
    num_sessions: int | None = None

    @property
    def effective_n(self) -> int:
        """The effective sample size, a lower bound."""
        if self.num_sessions is None:
            return self.n
        return min(self.n, self.num_sessions)

    @property
    def effective(self) -> tuple[float, float]:
        """Successes and n, scaled to the effective sample size."""
        if not self.n:
            return 0.0, 0.0
        if self.successes == self.n:
            return float(self.effective_n), float(self.effective_n)
        share = self.successes / self.n
        return share * self.effective_n, float(self.effective_n)

    def to_dict(self) -> summary_models.Rate:
        """Returns the rate as JSON."""
        return rates.rate_dict(self.successes, self.n, self.effective)


def sample_of(
    successes: int, n: int, num_sessions: int | None = None
) -> Sample:
    """Returns a sample with at most n successes.

    A session that continues after midnight is split over two days, so within
    a few days more sessions can end than begin.
    """
    n = max(0, n)
    if num_sessions is not None:
        num_sessions = max(0, num_sessions)
    return Sample(max(0, min(successes, n)), n, num_sessions)


@dataclasses.dataclass(frozen=True)
class SideData:
    """One side of a comparison: plays, mapped to the states of a version.

    Attributes:
        exploration: That version.
        summary: The session data; for days, only the counters by day.
    """

    exploration: exp_domain.Exploration
    summary: exploration_summary.ExplorationSummary

    @functools.cached_property
    def counts(self) -> stats_domain.Counts:
        """The sum of the counters of all days."""
        return self.summary.counts

    @functools.cached_property
    def exploration_facts(self) -> ExplorationFacts:
        """The session data of the whole exploration."""
        return ExplorationFacts(self.summary)

    def total(self, counter: str) -> int:
        """Returns a counter of the exploration."""
        return self.counts[None, counter]

    def state_facts(self, name: str) -> StateFacts:
        """Returns a state with its session data."""
        return StateFacts(
            name,
            self.exploration.states[name],
            self.summary.states.get(name, state_summary.StateSummary()),
            self.exploration_facts,
            self.exploration,
        )


@dataclasses.dataclass(frozen=True)
class Measure:
    """A rate that can be compared.

    Attributes:
        name: Its name in the JSON answer.
        higher_is: Whether a higher rate is better or worse for learners.
        unit: The unit of n.
        of_questions: Whether it applies only to states with a question.
    """

    name: str
    higher_is: Higher
    unit: Unit
    of_questions: bool = True


@dataclasses.dataclass(frozen=True)
class ExplorationMeasure(Measure):
    """A rate of the exploration; `sample` takes a side."""

    sample: Callable[[SideData], Sample] = lambda _: Sample(0, 0)


@dataclasses.dataclass(frozen=True)
class StateMeasure(Measure):
    """A rate of a state; `sample` takes a side and the state's name there."""

    sample: Callable[[SideData, str], Sample] = lambda *_: Sample(0, 0)


# Whole exploration ------------------------------------------------------------


def _actual_starts(played: SideData) -> Sample:
    return sample_of(
        played.total('num_actual_starts'), played.total('num_starts')
    )


def _completions(played: SideData) -> Sample:
    return sample_of(
        played.total('num_completions'), played.total('num_actual_starts')
    )


EXPLORATION_MEASURES = (
    ExplorationMeasure(
        'actual_start_rate', 'better', 'sessions', sample=_actual_starts
    ),
    ExplorationMeasure(
        'completion_rate', 'better', 'sessions', sample=_completions
    ),
)


# States ----------------------------------------------------------------------


def _visits_without_completion(played: SideData, name: str) -> Sample:
    """Returns the visits that did not continue, as the tab counts them.

    They include those of learners who saw only the first state, and of
    learners who are still in the state.
    """
    hits = played.counts[name, 'total_hit_count']
    return sample_of(
        hits - played.counts[name, 'num_completions'],
        hits,
        played.counts[name, 'first_hit_count'],
    )


_LEFT_MEASURE = StateMeasure(
    'left_here_rate', 'worse', 'visits', False, _visits_without_completion
)


# States, from session data ----------------------------------------------------


def _first_try(played: SideData, name: str) -> Sample:
    table = played.state_facts(name).done.item
    return sample_of(table.num_right, table.n)


def _eventual_success(played: SideData, name: str) -> Sample:
    done = played.state_facts(name).done
    n = done.num_answered if done.item.n else 0
    return sample_of(done.num_ever_right, n)


def _several_wrong(played: SideData, name: str) -> Sample:
    done = played.state_facts(name).done
    return sample_of(done.num_struggled, done.num_answered)


def _useful_feedback(played: SideData, name: str) -> Sample:
    return sample_of(
        played.counts[name, 'useful_feedback_count'],
        played.counts[name, 'total_answers_count'],
        played.state_facts(name).done.num_answered,
    )


def _solution_views(played: SideData, name: str) -> Sample:
    return sample_of(
        played.counts[name, 'num_times_solution_viewed'],
        played.counts[name, 'first_hit_count'],
    )


_SOLUTION_MEASURE = StateMeasure(
    'solution_view_rate', 'worse', 'sessions', sample=_solution_views
)

SESSION_MEASURES = (
    _LEFT_MEASURE,
    StateMeasure('first_try', 'better', 'sessions', sample=_first_try),
    StateMeasure(
        'eventual_success', 'better', 'sessions', sample=_eventual_success
    ),
    StateMeasure(
        'several_wrong_answers', 'worse', 'sessions', sample=_several_wrong
    ),
    StateMeasure(
        'useful_feedback_rate', 'better', 'answers', sample=_useful_feedback
    ),
    _SOLUTION_MEASURE,
)


# States, from counters only ---------------------------------------------------


def _useful_feedback_of_days(played: SideData, name: str) -> Sample:
    return sample_of(
        played.counts[name, 'useful_feedback_count'],
        played.counts[name, 'total_answers_count'],
        played.counts[name, 'first_hit_count'],
    )


COUNTER_MEASURES = (
    _LEFT_MEASURE,
    StateMeasure(
        'useful_feedback_rate',
        'better',
        'answers',
        sample=_useful_feedback_of_days,
    ),
    _SOLUTION_MEASURE,
)
