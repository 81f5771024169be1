"""The rules about one state, one short function for each problem.

A rule returns its finding, if any. To add one, write its function and a line
in `STATE_RULES` here, its threshold and weight in feconf, and its meaning in
docs/statistics.md.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from core import feconf
from core.domain.improvements import unaddressed_answers
from core.domain.improvements.improvements_domain import (
    Evidence,
    TaskType,
    Threshold,
)
from core.domain.improvements.state_facts import StateFacts
from core.domain.measures import intervals
from core.domain.summary_views import rates


@dataclasses.dataclass(frozen=True)
class Finding:
    """The result of a rule.

    Attributes:
        num_affected: Sessions with the problem.
        gain: Sessions that would do better, before weighting.
        evidence: The data behind the finding, as JSON.
    """

    num_affected: int
    gain: float
    evidence: Evidence


def more_than(successes: int, n: int, threshold: float) -> Finding | None:
    """Returns a finding if the interval of a rate is above the threshold."""
    successes = min(successes, n)
    low = intervals.wilson_interval(successes, n).low
    if n < feconf.MIN_SESSIONS_FOR_TASK or low < threshold:
        return None
    return Finding(
        successes,
        n * (low - threshold),
        {'n': n, 'rate': rates.rate_dict(successes, n)},
    )


def _less_than(successes: int, n: int, threshold: float) -> Finding | None:
    """Returns a finding about the failures if the interval is below."""
    high = intervals.wilson_interval(successes, n).high
    if n < feconf.MIN_SESSIONS_FOR_TASK or high > threshold:
        return None
    return Finding(
        n - successes,
        n * (threshold - high),
        {'n': n, 'rate': rates.rate_dict(successes, n)},
    )


# Rules about one state --------------------------------------------------------


def _high_bounce_rate(facts: StateFacts, threshold: float) -> Finding | None:
    """Many who arrived left the exploration here."""
    return more_than(facts.num_left, facts.num_came, threshold)


def _early_quit(facts: StateFacts, threshold: float) -> Finding | None:
    """Many who arrived left here, minutes after they started."""
    quits = facts.num_with_issue('EarlyQuit')
    return more_than(quits, facts.num_came, threshold)


def _successive_incorrect(
    facts: StateFacts, threshold: float
) -> Finding | None:
    """Many who arrived left here after several wrong answers."""
    gave_up = facts.num_with_issue('MultipleIncorrectSubmissions')
    return more_than(gave_up, facts.num_came, threshold)


def _too_hard(facts: StateFacts, threshold: float) -> Finding | None:
    """Few answer correctly at the first try."""
    return _less_than(facts.done.item.num_right, facts.done.item.n, threshold)


def _too_easy(facts: StateFacts, threshold: float) -> Finding | None:
    """Nearly all answer correctly at the first try."""
    return more_than(facts.done.item.num_right, facts.done.item.n, threshold)


def _negative_discrimination(
    facts: StateFacts, threshold: float
) -> Finding | None:
    """Learners who do well elsewhere do worse here."""
    return _discriminates_less_than(
        facts, threshold, feconf.MIN_TYPICAL_DISCRIMINATION
    )


def _low_discrimination(facts: StateFacts, threshold: float) -> Finding | None:
    """A correct answer here says little about correct answers elsewhere."""
    return _discriminates_less_than(facts, threshold, threshold)


def _discriminates_less_than(
    facts: StateFacts, threshold: float, typical: float
) -> Finding | None:
    """Returns a finding if the interval of the discrimination is below.

    There is none if the median of the other questions is below `typical`: then
    the rest score measures nothing, which is not the fault of this state.
    """
    others = facts.exploration_facts.typical_discrimination_without(facts.name)
    if others is None or others < typical:
        return None
    estimate = rates.discrimination_dict(facts.done.item)
    n, high = estimate['n'], estimate['high']
    if (
        estimate['value'] is None
        or n < feconf.MIN_SESSIONS_FOR_TASK
        or high >= threshold
    ):
        return None
    return Finding(n, n * (threshold - high), {'n': n, 'coefficient': estimate})


def _needs_guiding_responses(
    facts: StateFacts, threshold: float
) -> Finding | None:
    """Frequent answers only repeat the question."""
    n = facts.done.num_answered
    unaddressed = unaddressed_answers.find(facts, threshold)
    if n < feconf.MIN_SESSIONS_FOR_TASK or not unaddressed:
        return None
    answers = [answer.occurrence for answer in unaddressed]
    interaction_id = facts.state.interaction.id or ''
    num_all = facts.done.answers[interaction_id].total
    frequency = sum(answer['frequency'] for answer in answers)
    return Finding(
        # A session may have given several of them.
        min(n, sum(answer['num_sessions'] for answer in answers)),
        n * sum(answer.excess for answer in unaddressed),
        {
            'n': n,
            'rate': rates.rate_dict(frequency, num_all),
            'interaction_id': interaction_id,
            'num_answers': len(answers),
            'answers': answers[: feconf.MAX_ANSWERS_PER_TASK],
        },
    )


@dataclasses.dataclass(frozen=True)
class StateRule:
    """A rule about one state.

    Attributes:
        task_type: The type of the task it raises.
        constant: The name of its threshold in feconf.
        unit: The unit of the threshold.
        find: The rule; takes the state and the threshold.
        unless: Types of tasks that make this one redundant on the same
            state.
        issues: The playthrough issues that illustrate it.
    """

    task_type: TaskType
    constant: str
    unit: str
    find: Callable[[StateFacts, float], Finding | None]
    unless: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()

    @property
    def threshold(self) -> Threshold:
        """The threshold."""
        value = getattr(feconf, self.constant)
        return {'name': self.constant, 'value': value, 'unit': self.unit}


_OF_CAME = 'share of the sessions that came to the card'
_OF_FIRST = 'share of first answers that are right'
_EARLY, _WRONG = 'EarlyQuit', 'MultipleIncorrectSubmissions'

STATE_RULES = (
    StateRule(
        'successive_incorrect_answers',
        'SUCCESSIVE_INCORRECT_ANSWERS_RATE_THRESHOLD',
        _OF_CAME,
        _successive_incorrect,
        issues=(_WRONG,),
    ),
    StateRule(
        'high_bounce_rate',
        'HIGH_BOUNCE_RATE_THRESHOLD',
        _OF_CAME,
        _high_bounce_rate,
        issues=(_EARLY, _WRONG),
    ),
    StateRule(
        'early_quit',
        'EARLY_QUIT_RATE_THRESHOLD',
        _OF_CAME,
        _early_quit,
        unless=('high_bounce_rate',),
        issues=(_EARLY,),
    ),
    StateRule(
        'needs_guiding_responses',
        'UNADDRESSED_ANSWER_RATE_THRESHOLD',
        'share of the sessions that answered the card',
        _needs_guiding_responses,
        issues=(_WRONG, _EARLY),
    ),
    StateRule(
        'too_hard',
        'TOO_HARD_FACILITY_THRESHOLD',
        _OF_FIRST,
        _too_hard,
        issues=(_WRONG, _EARLY),
    ),
    StateRule('too_easy', 'TOO_EASY_FACILITY_THRESHOLD', _OF_FIRST, _too_easy),
    StateRule(
        'negative_discrimination',
        'NEGATIVE_DISCRIMINATION_THRESHOLD',
        'correlation',
        _negative_discrimination,
    ),
    StateRule(
        'low_discrimination',
        'LOW_DISCRIMINATION_THRESHOLD',
        'correlation',
        _low_discrimination,
        unless=('negative_discrimination', 'too_hard', 'too_easy'),
    ),
)
