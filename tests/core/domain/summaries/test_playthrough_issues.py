"""Playthrough issues: thresholds, cycles and precedence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import feconf
from core.domain.summaries import playthrough_issues, session_summary

pytestmark = pytest.mark.no_store

LONG_MSECS = feconf.EARLY_QUIT_THRESHOLD_MSECS
WRONG = feconf.MULTIPLE_INCORRECT_SUBMISSIONS_THRESHOLD
TIMES = feconf.CYCLIC_STATE_TRANSITIONS_THRESHOLD

# Cards of a cycle, and cards before and after it.
cycles = st.permutations('ABCDE').flatmap(
    lambda names: st.integers(1, 5).map(lambda size: names[:size])
)
others = st.permutations('VWXYZ').flatmap(
    lambda names: st.integers(0, 2).map(lambda size: names[:size])
)


def visit(name: str, wrong_loops: int = 0) -> session_summary.Visit:
    return session_summary.Visit(
        name, 1_000, wrong_loops, wrong_loops, wrong_loops, 0
    )


def find(
    names: list[str], played_msecs: float = LONG_MSECS, wrong_loops: int = 0
) -> session_summary.Issue | None:
    visits = [visit(name) for name in names[:-1]]
    visits.append(visit(names[-1], wrong_loops))
    return playthrough_issues.find_issue(visits, played_msecs)


@given(others, cycles, st.integers(1, 6), st.data())
def test_a_cycle_is_an_issue_after_enough_turns(before, cycle, times, data):
    # After the cycle come a part of another turn and other cards, if any.
    turn = cycle[1:] + cycle[:1]
    part = turn[: data.draw(st.integers(0, len(turn) - 1))]
    names = [*before, cycle[0], *(times * turn), *part]
    names += data.draw(others.filter(lambda some: not set(some) & set(before)))

    issue = find(names)

    if times < TIMES:
        assert issue is None
    else:
        assert issue == (
            'CyclicStateTransitions',
            (*cycle, cycle[0]),
            times,
        )


@given(cycles, cycles)
def test_turns_that_are_not_consecutive_do_not_add_up(first, second):
    # Two turns of one cycle, two of another, two of the first again.
    other = [name.lower() for name in second]
    names = []
    for cycle in (first, other, first):
        names += [cycle[0], *(2 * (cycle[1:] + cycle[:1]))]
    assert find(names) is None


@given(st.lists(st.sampled_from('ABC'), min_size=1, max_size=12))
def test_any_playthrough_has_at_most_one_true_issue(names):
    issue = find(names)
    if issue is None:
        return
    assert issue.issue_type == 'CyclicStateTransitions'
    closed = issue.state_names
    assert closed[0] == closed[-1]
    turns = ''.join(closed[:-1]) * issue.size + closed[0]
    assert turns in ''.join(names)


@pytest.mark.parametrize(
    ('wrong_loops', 'turns', 'msecs', 'expected'),
    [
        (WRONG, TIMES, 0, 'MultipleIncorrectSubmissions'),
        (WRONG - 1, TIMES, 0, 'CyclicStateTransitions'),
        (WRONG - 1, TIMES - 1, LONG_MSECS - 1, 'EarlyQuit'),
        (WRONG - 1, TIMES - 1, LONG_MSECS, None),
        (WRONG, 0, LONG_MSECS, 'MultipleIncorrectSubmissions'),
    ],
)
def test_the_first_matching_issue_is_reported(
    wrong_loops, turns, msecs, expected
):
    issue = find(['A', *(turns * 'BA')], msecs, wrong_loops)
    assert (issue and issue.issue_type) == expected


def test_a_session_without_cards_has_no_issue():
    assert playthrough_issues.find_issue([], 0) is None
