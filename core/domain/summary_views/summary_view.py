"""Summaries as creators see them: rates with n and interval, not sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from core.domain import local_days, stats_domain
from core.domain.measures import distributions
from core.domain.summaries import (
    bounded_tables,
    carried_names,
    confusion,
    exploration_summary,
)
from core.domain.summaries.state_summary import StateSummary
from core.domain.summary_views import answers_view, summary_models
from core.domain.summary_views.current_rules import CurrentRules
from core.domain.summary_views.rates import discrimination_dict, rate_dict

# Boundaries of the bars of a histogram of durations, in seconds.
TIME_BOUNDARIES_SECS = (
    *(0, 1, 2, 5, 10, 15, 20, 30, 45),
    *(60, 90, 120, 180, 300, 600, 1200, 1800, 3600),
)

# The largest value with a bar of its own in a histogram of numbers.
MAX_NUMBER_SHOWN = 20

_DAY_COUNTERS = stats_domain.EXPLORATION_COUNTERS

# The maximum number of rows of long tables.
MAX_ROWS_SHOWN = 100


def summary_dict(
    summary: exploration_summary.ExplorationSummary,
) -> summary_models.Summary:
    """Returns the statistics of all sessions together, as JSON."""
    reliability = summary.reliability
    return {
        'num_sessions': summary.num_sessions,
        'session_time': _moments(summary.session_time),
        'completion_time': _moments(summary.completion_time),
        'days': _days(summary.days),
        'ends': [
            {'end': end, 'state_name': name, 'num_sessions': count}
            for (end, name), count in sorted(
                summary.ends.items(), key=lambda item: (-item[1], item[0])
            )
        ],
        'transitions': [
            {'from': way[0], 'to': way[1], 'count': values[0]}
            for way, values in summary.transitions.values()
        ],
        'paths': _paths(summary.paths),
        'reliability': {
            'alpha': reliability.alpha,
            'n': reliability.n,
            'items': list(reliability.items),
        },
        'problems': {
            problem: {
                'num_sessions': count,
                'examples': [
                    name
                    for name, _ in summary.problem_sessions[problem].to_show()
                ]
                if problem in summary.problem_sessions
                else [],
            }
            for problem, count in sorted(summary.problems.items())
        },
    }


def state_dicts(
    summary: exploration_summary.ExplorationSummary,
    rules: Mapping[str, CurrentRules],
    k: int,
) -> dict[str, summary_models.StateStatistics]:
    """Returns the statistics of each state, as JSON.

    Args:
        summary: The summary.
        rules: The rules of the states that take answers.
        k: As for `state_dict`.
    """
    return {
        name: state_dict(
            state,
            summary.reliability.alpha_if_deleted(name),
            rules=rules.get(name),
            k=k,
        )
        for name, state in summary.states.items()
    }


def state_dict(
    state: StateSummary,
    alpha_if_deleted: float | None = None,
    *,
    rules: CurrentRules | None = None,
    k: int = 1,
) -> summary_models.StateStatistics:
    """Returns the statistics of a state, as JSON.

    Args:
        state: The state.
        alpha_if_deleted: The reliability of all items but this one.
        rules: The rules of the state, if it takes answers.
        k: The number of sessions that must have given an answer for it to be
            shown.
    """
    return {
        'num_sessions': state.num_sessions,
        'num_answered': state.num_answered,
        'time': duration_dict(state.time),
        'time_before_leaving': duration_dict(state.time_before_leaving),
        'session_time': duration_dict(state.session_time),
        'attempts': number_dict(state.attempts),
        'self_loops': number_dict(state.self_loops),
        'item': _item(state, alpha_if_deleted),
        'confusion': _confusion(confusion.confusion_of(state)),
        'answers': {
            interaction_id: answers_view.answers_dict(
                interaction_id, table, rules, k
            )
            for interaction_id, table in state.answers.items()
        },
    }


def duration_dict(
    times: distributions.DurationDistribution,
) -> summary_models.Distribution:
    """Returns a distribution of durations, in milliseconds."""
    bounds = [1000 * secs for secs in TIME_BOUNDARIES_SECS]
    bars = [0] * len(bounds)
    for index, count in times.counts.items():
        value = times.value_of(index)
        bars[sum(value >= bound for bound in bounds) - 1] += count
    histogram: list[summary_models.Bin] = [
        {'from': low, 'to': high, 'count': count}
        for low, high, count in zip(
            bounds, [*bounds[1:], None], bars, strict=True
        )
    ]
    return {**_moments(times), 'histogram': histogram}


def number_dict(
    numbers: distributions.CountDistribution,
) -> summary_models.Distribution:
    """Returns a distribution of numbers."""
    bars: Counter[int] = Counter()
    for value, count in numbers.counts.items():
        bars[min(value, MAX_NUMBER_SHOWN + 1)] += count
    last = max(bars, default=-1)
    histogram: list[summary_models.Bin] = [
        {
            'from': value,
            'to': None if value > MAX_NUMBER_SHOWN else value,
            'count': bars[value],
        }
        for value in range(last + 1)
    ]
    return {**_moments(numbers), 'histogram': histogram}


def _moments(values: distributions.Distribution) -> summary_models.Moments:
    return {
        'n': values.n,
        'mean': values.mean,
        'median': values.median,
        'standard_deviation': values.standard_deviation,
        'p90': values.quantile(0.9),
    }


def _item(
    state: StateSummary, alpha_if_deleted: float | None
) -> summary_models.Item:
    table = state.item
    return {
        'first_try': rate_dict(table.num_right, table.n),
        'eventual_success': rate_dict(state.num_ever_right, state.num_answered),
        'tries_to_right': number_dict(state.tries_to_right),
        'discrimination': discrimination_dict(table),
        'upper_lower_discrimination': table.upper_lower_discrimination,
        'num_with_rest': table.num_with_rest,
        'alpha_if_deleted': alpha_if_deleted,
    }


def _confusion(value: confusion.Confusion) -> summary_models.Confusion:
    return {
        'index': value.index,
        'low': value.interval.low,
        'high': value.interval.high,
        'parts': {
            name: {
                **rate_dict(part.successes, part.n),
                'weight': confusion.WEIGHTS[name] / 100,
            }
            for name, part in value.parts.items()
        },
    }


def _paths(table: bounded_tables.BoundedTable) -> summary_models.Paths:
    shown: list[summary_models.PathShown] = []
    for (end, *names), (count,) in table.values():
        is_cut = bool(names) and names[-1] is carried_names.CUT
        shown.append(
            {
                'end': end,
                'state_names': names[:-1] if is_cut else names,
                'is_cut': is_cut,
                'num_sessions': count,
            }
        )
    return {
        'most_common': shown[:MAX_ROWS_SHOWN],
        'num_sessions': table.total,
        'is_exact': table.is_exact,
        'max_error': table.floor,
    }


def _days(
    days: Mapping[int, Mapping[stats_domain.CounterKey, int]],
) -> list[summary_models.DayCounts]:
    """Returns the counters of each day, without those of states."""
    totals = (
        (day, {name: days[day].get((None, name), 0) for name in _DAY_COUNTERS})
        for day in sorted(days)
    )
    return [
        {'day': local_days.iso_date(day), **counts}
        for day, counts in totals
        if any(counts.values())
    ]
