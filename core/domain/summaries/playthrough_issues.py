"""Playthrough issues: sessions that gave up in a way that creators can improve.

The types and thresholds are Oppia's. Oppia's browser samples sessions; here the
issues are found in the complete log. A session has at most one issue, the first
of MultipleIncorrectSubmissions, CyclicStateTransitions, EarlyQuit.
"""

from __future__ import annotations

from collections.abc import Sequence

from core import feconf
from core.domain.summaries.session_summary import (
    Action,
    Issue,
    SessionSummary,
    Visit,
)


def add_issue(summary: SessionSummary, answers: Sequence[Action]) -> None:
    """Adds the issue and its playthrough to the summary of a session.

    Args:
        summary: The summary of a session that answered and left without
            completing the exploration; it is changed.
        answers: Its answers, in order.
    """
    summary.issue = find_issue(
        summary.visits, summary.ended_at_msecs - summary.started_at_msecs
    )
    if summary.issue is not None:
        summary.actions = _playthrough(summary, answers)


def find_issue(visits: Sequence[Visit], played_msecs: float) -> Issue | None:
    """Returns the issue of a session that left, or None.

    Args:
        visits: Its visits.
        played_msecs: The time from its first to its last event.
    """
    if not visits:
        return None
    last = visits[-1]
    if last.wrong_loops >= feconf.MULTIPLE_INCORRECT_SUBMISSIONS_THRESHOLD:
        return Issue(
            'MultipleIncorrectSubmissions',
            (last.state_name,),
            last.wrong_loops,
        )
    cycle, times = _find_cycle([visit.state_name for visit in visits])
    if times >= feconf.CYCLIC_STATE_TRANSITIONS_THRESHOLD:
        return Issue('CyclicStateTransitions', cycle, times)
    if played_msecs < feconf.EARLY_QUIT_THRESHOLD_MSECS:
        return Issue('EarlyQuit', (last.state_name,), int(played_msecs))
    return None


def _find_cycle(state_names: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """Returns the cycle with most successive rounds, and their number."""
    most: tuple[str, ...] = ()
    cycle: tuple[str, ...] = ()
    most_times = times = 0
    path: list[str] = []
    for name in state_names:
        if name not in path:
            path.append(name)
            continue
        closed = (*path[path.index(name) :], name)
        times = times + 1 if closed == cycle else 1
        cycle, path = closed, [name]
        if times > most_times:
            most, most_times = cycle, times
    return most, most_times


def _playthrough(
    summary: SessionSummary, answers: Sequence[Action]
) -> list[Action]:
    """Returns the start, the latest answers and the quit."""
    first, last = summary.visits[0], summary.visits[-1]
    room = feconf.MAX_ACTIONS_PER_PLAYTHROUGH - 2
    return [
        Action('ExplorationStart', first.state_name),
        *answers[-room:],
        Action('ExplorationQuit', last.state_name, last.time_msecs),
    ]
