"""Session accounts agree with the log for any order of reports."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import errors
from core.domain import session_account_domain, stats_domain

pytestmark = pytest.mark.no_store

KEY = ('A', 'total_hit_count')
ONCE = ('A', 'first_hit_count')


def hits(count: int) -> stats_domain.Counts:
    return Counter({KEY: count})


def test_a_batch_is_counted_as_it_is():
    account = session_account_domain.SessionAccount()

    assert account.count_batch(hits(3)) == hits(3)
    assert account.counted == hits(3)
    assert not account.has_deficit


def test_counts_that_a_repair_already_added_are_not_added_again():
    account = session_account_domain.SessionAccount()
    assert account.correct_to(hits(5)) == hits(5)

    assert account.count_batch(hits(3)) == {}
    assert account.count_batch(hits(4)) == hits(2)
    assert account.counted == hits(7)


def test_events_restore_counts_that_a_repair_removed():
    account = session_account_domain.SessionAccount()
    account.count_batch(hits(4))
    assert account.correct_to(hits(1)) == hits(-3)
    assert account.has_deficit

    assert account.count_events(hits(2)) == hits(2)
    assert account.count_events(hits(2)) == hits(1)
    assert account.count_events(hits(2)) == {}
    assert account.counted == hits(4)
    assert not account.has_deficit


STARS = {stars: (None, f'num_ratings_{stars}') for stars in range(1, 6)}


def rate(account, stars: int, number: int) -> stats_domain.Counts:
    return account.count_last_only(
        'rate_exploration', stars, (number, f'event {number}')
    )


def test_the_last_rating_counts_in_any_order_of_arrival():
    account = session_account_domain.SessionAccount()

    assert rate(account, 4, 10) == {STARS[4]: 1}
    assert rate(account, 2, 20) == {STARS[4]: -1, STARS[2]: 1}
    assert rate(account, 5, 15) == {}
    assert rate(account, 5, 20) == {}
    assert account.counted == {STARS[2]: 1}


def test_a_rating_counts_once_and_the_latest_one_wins():
    account = session_account_domain.SessionAccount()
    rate(account, 4, 10)

    assert rate(account, 4, 30) == {}
    assert rate(account, 1, 20) == {}
    assert account.counted == {STARS[4]: 1}


def test_a_repaired_rating_owes_no_events():
    account = session_account_domain.SessionAccount()
    rate(account, 4, 10)

    places = {'rate_exploration': (12, 'event 12')}
    difference = account.correct_to(Counter({STARS[3]: 1}), places)

    assert difference == {STARS[4]: -1, STARS[3]: 1}
    assert account.balance == {}
    assert rate(account, 5, 11) == {}
    assert rate(account, 5, 13) == {STARS[3]: -1, STARS[5]: 1}


def test_a_repair_does_not_touch_counters_of_other_versions():
    unknown = ('A', 'num_sighs')
    account = session_account_domain.SessionAccount()
    account.count_batch(Counter({unknown: 3}) + hits(1))

    assert account.correct_to(hits(2)) == hits(1)
    assert account.counted == Counter({unknown: 3}) + hits(2)
    assert account.balance == hits(1)


def test_events_change_nothing_unless_a_repair_removed_counts():
    account = session_account_domain.SessionAccount()
    account.count_batch(hits(1))

    assert account.count_events(hits(9)) == {}
    assert account.counted == hits(1)


@given(data=st.data())
def test_arrivals_and_repairs_in_any_order_end_with_the_counts_of_the_log(data):
    """Each event is a hit of one state; the first is also its first hit."""
    num_events = data.draw(st.integers(0, 8))
    cuts = data.draw(st.lists(st.integers(0, num_events), max_size=3))
    edges = sorted({0, num_events, *cuts})
    batches = [
        Counter({KEY: high - low, ONCE: int(low == 0)})
        for low, high in itertools.pairwise(edges)
    ]
    arrivals = data.draw(
        st.permutations(
            ['event'] * num_events
            + [('batch', batch) for batch in batches]
            + ['repair'] * data.draw(st.integers(0, 4))
            + ['exclude', 'take back'] * data.draw(st.integers(0, 2))
        )
    )
    account = session_account_domain.SessionAccount()
    counters: stats_domain.Counts = Counter()
    in_log = 0
    for arrival in arrivals:
        if arrival == 'event':
            in_log += 1
            change = account.count_events(Counter({KEY: 1, ONCE: 1}))
        elif arrival == 'repair':
            log = Counter({KEY: in_log, ONCE: min(in_log, 1)})
            change = account.correct_to(log)
        elif arrival == 'exclude':
            change = account.exclude()
        elif arrival == 'take back':
            account.is_excluded = False
            change = Counter()
        else:
            change = account.count_batch(arrival[1])
        counters = stats_domain.add(counters, change)
        assert counters == account.counted
        assert all(count >= 0 for count in counters.values())
        assert not (account.is_excluded and counters)

    if 'exclude' in arrivals:
        account.is_excluded = False
        account.correct_to(Counter({KEY: num_events, ONCE: min(num_events, 1)}))
        counters = account.counted
    assert counters == Counter({KEY: num_events, ONCE: min(num_events, 1)})
    assert account.balance == {}


def test_late_reports_of_an_excluded_session_are_not_counted():
    unknown = ('A', 'num_sighs')
    account = session_account_domain.SessionAccount()
    account.count_batch(hits(2) + Counter({unknown: 1}))
    rate(account, 4, 10)

    assert account.exclude() == {KEY: -2, STARS[4]: -1}
    assert account.count_batch(hits(3) + Counter({unknown: 2})) == {unknown: 2}
    assert account.count_events(hits(5)) == {}
    assert rate(account, 5, 20) == {}
    assert account.missing(hits(5)) == {}
    assert account.counted == {unknown: 3}

    account.is_excluded = False
    places = {'rate_exploration': (20, 'event 20')}
    restored = account.correct_to(Counter({KEY: 5, STARS[5]: 1}), places)
    assert restored == {KEY: 5, STARS[5]: 1}
    assert account.balance == {}


def test_an_excluded_session_has_the_same_bounds():
    account = session_account_domain.SessionAccount()
    account.exclude()
    account.count_batch(Counter({KEY: 1, ONCE: 1}))

    with pytest.raises(errors.ValidationError):
        account.count_batch(Counter({KEY: 1, ONCE: 1}))
