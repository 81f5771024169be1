"""Unknown states that the statistics tab shows."""

from __future__ import annotations

from core import feconf
from core.domain import stats_domain
from tests.core.domain import stats_builders as b

HIT = {'total_hit_count': 2, 'first_hit_count': 1}


def unrecognised_hits() -> dict[str, int]:
    return {
        name: stats.total_hit_count
        for name, stats in b.live_stats().unrecognised.items()
    }


def report(*names: str) -> None:
    """Reports counts of states with these names, in a new session."""
    b.post_batch(b.make_session(), b.batch(**dict.fromkeys(names, HIT)))


def test_nothing_is_shown_if_all_cards_exist():
    b.make_exploration()
    report('A', 'B')

    assert unrecognised_hits() == {}


def test_a_name_is_shown_from_three_sessions_on():
    b.make_exploration()
    report('Old card', 'BUY CHEAP')
    report('Old card')
    assert unrecognised_hits() == {'': 6}

    report('Old card')
    assert unrecognised_hits() == {'Old card': 6, '': 2}


def test_one_session_counts_once_however_much_it_reports():
    b.make_exploration()
    session = b.make_session()
    for _ in range(3):
        b.post_batch(
            session,
            b.batch(X={'total_hit_count': 100, 'total_answers_count': 100}),
        )

    assert unrecognised_hits() == {'': 300}


def test_the_twenty_names_of_most_sessions_are_shown():
    b.make_exploration()
    names = [f'gone {number:02}' for number in range(30)]
    for _ in range(3):
        report(*names)
    report(names[-1])

    hits = unrecognised_hits()

    assert len(hits) == feconf.MAX_UNRECOGNISED_STATES_SHOWN + 1
    assert next(iter(hits)) == names[-1]
    assert hits[''] == (30 - feconf.MAX_UNRECOGNISED_STATES_SHOWN) * 6


def test_names_of_single_sessions_are_one_sum():
    b.make_exploration()
    for number in range(45):
        report(*(f'{number} {name} '.ljust(50, 'x') for name in range(50)))

    assert unrecognised_hits() == {'': 45 * 50 * 2}


def test_shown_unknown_states_add_up_to_the_stored_total():
    b.make_exploration()
    for number in range(3):
        report('in all', f'in one {number}')

    total = sum(b.live_stats().unrecognised.values(), stats_domain.StateStats())
    stored = sum(b.unrecognised_states().values(), stats_domain.StateStats())

    assert total == stored
