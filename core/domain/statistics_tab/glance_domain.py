"""Recent plays and tasks of an exploration, for lists of explorations."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from core.domain import local_days, stats_domain
from core.domain.improvements import improvements_domain

# The days of a sparkline: four weeks, so that weekdays line up.
NUM_DAYS = 28
DAYS_PER_WEEK = 7

# The titles of tasks in a list, which has one line per task. The name of the
# state follows.
TASK_TITLES: Mapping[improvements_domain.TaskType, str] = {
    'high_bounce_rate': 'Many leave at the first card',
    'early_quit': 'Many leave early',
    'needs_guiding_responses': 'Answers without a response',
    'successive_incorrect_answers': 'Several wrong answers in a row',
    'ineffective_feedback_loop': 'Learners go round in circles',
    'negative_discrimination': 'Learners who do well elsewhere fail here',
    'low_discrimination': 'Hardly tells learners apart',
    'too_easy': 'Too easy',
    'too_hard': 'Too hard',
    'invariant_broken': 'The counts contradict each other',
}


@dataclasses.dataclass(frozen=True)
class Week:
    """The plays of some days.

    Attributes:
        num_starts: The number of sessions in which the first state was shown.
        num_completions: The number of sessions that reached a terminal state.
    """

    num_starts: int = 0
    num_completions: int = 0

    def __add__(self, other: Week) -> Week:
        return Week(
            self.num_starts + other.num_starts,
            self.num_completions + other.num_completions,
        )


@dataclasses.dataclass(frozen=True)
class Glance:
    """The recent plays and the open tasks of an exploration.

    Attributes:
        starts: The numbers of starts on the last days, oldest first; the last
            is today so far.
        first_day: The first of these days, as in 2026-01-31.
        this_week: The last seven days, with today so far.
        last_week: The seven days before.
        tasks: Its open tasks, most valuable first.
        complete_through_msecs: The time until which all events are included.
    """

    starts: tuple[int, ...]
    first_day: str
    this_week: Week
    last_week: Week
    tasks: tuple[improvements_domain.DecidedTask, ...]
    complete_through_msecs: int | None

    @property
    def num_starts(self) -> int:
        """Starts in all of the days."""
        return sum(self.starts)

    @property
    def peak(self) -> tuple[str, int]:
        """The latest day with the most starts, and the number of these."""
        number = max(self.starts)
        place = len(self.starts) - 1 - self.starts[::-1].index(number)
        return self.days[place], number

    @property
    def days(self) -> list[str]:
        """The days, as in 2026-01-31."""
        first = local_days.day_number(self.first_day)
        return [
            local_days.iso_date(first + number)
            for number in range(len(self.starts))
        ]


def glance_of(
    days: Sequence[Sequence[Any]],
    tasks: Sequence[improvements_domain.DecidedTask],
    complete_through_msecs: int | None,
    now_msecs: float,
    time_zone: str = local_days.UTC,
    live: Week = Week(),
) -> Glance:
    """Returns the glance of an exploration for a list.

    Args:
        days: For each day with plays: the day as in 2026-01-31, its starts,
            actual starts and completions.
        tasks: All tasks with their statuses, most valuable first.
        complete_through_msecs: The time until which all events are in `days`.
        now_msecs: The current time, in milliseconds since the epoch.
        time_zone: The time zone of the days, as an IANA name.
        live: The counted plays that have not been processed yet. They are added
            to today, as in the statistics tab, so that the days agree with the
            totals beside them.
    """
    today = local_days.day_of(now_msecs, time_zone)
    counts = {
        local_days.day_number(day): Week(starts, completions)
        for day, starts, _, completions in days
    }
    counts[today] = counts.get(today, Week()) + live
    first = today - NUM_DAYS + 1
    return Glance(
        starts=tuple(
            counts.get(day, Week()).num_starts
            for day in range(first, today + 1)
        ),
        first_day=local_days.iso_date(first),
        this_week=_week(counts, today),
        last_week=_week(counts, today - DAYS_PER_WEEK),
        tasks=tuple(task for task in tasks if task['status'] == 'open'),
        complete_through_msecs=complete_through_msecs,
    )


def live_of(
    stats: stats_domain.AggregatedStats, processed: Mapping[str, int]
) -> Week:
    """Returns the counted plays that have not been processed yet.

    Args:
        stats: The counters.
        processed: The counters of all processed days; empty if unknown.
    """
    if not processed:
        return Week()
    return Week(
        max(0, stats.num_starts - processed['num_starts']),
        max(0, stats.num_completions - processed['num_completions']),
    )


def _week(counts: Mapping[int, Week], last_day: int) -> Week:
    first = last_day - DAYS_PER_WEEK + 1
    return sum(
        (counts.get(day, Week()) for day in range(first, last_day + 1)), Week()
    )


def change_text(now: int, before: int) -> str:
    """Returns the change of a number in words.

    Args:
        now: The number of this week.
        before: The number of the week before.
    """
    change = now - before
    if change > 0:
        return f'{change:,} more than before'
    if change < 0:
        return f'{-change:,} fewer than before'
    return 'as many as before'


def task_text(task: improvements_domain.DecidedTask) -> str:
    """Returns the problem, and the state that has it."""
    title, names = TASK_TITLES[task['task_type']], task['state_names']
    if len(names) > 1:
        return f'{title}: {len(names)} cards'
    return f'{title}: {names[0]}' if names else title
