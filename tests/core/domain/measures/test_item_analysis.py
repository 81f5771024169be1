"""Item analysis agrees with statistics packages, and is consistent."""

from __future__ import annotations

import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.measures import item_analysis
from tests.core.domain.measure_builders import item_table_of, rest_of

pytestmark = pytest.mark.no_store

# For each state answered, whether the first answer was right.
ItemScores = dict[str, bool]
ItemTable = item_analysis.ItemTable

scores = st.dictionaries(st.sampled_from('abcdef'), st.booleans(), max_size=6)
sessions = st.lists(scores, max_size=40)


def _simulate_sessions(n: int, seed: int) -> list[ItemScores]:
    """Simulates sessions of learners of different ability at six cards."""
    random_ = random.Random(seed)
    made = []
    for _ in range(n):
        ability = random_.gauss(0, 1)
        made.append(
            ItemScores(
                {
                    name: ability + random_.gauss(0, 1) > difficulty
                    for name, difficulty in zip(
                        'abcdef', (-1.5, -1, -0.5, 0, 0.5, 1), strict=True
                    )
                }
            )
        )
    return made


@pytest.mark.xdist_group('numpy')
@pytest.mark.parametrize('state_name', list('abcdef'))
def test_discrimination_matches_the_point_biserial_of_scipy(
    state_name: str,
) -> None:
    from scipy import stats

    made = _simulate_sessions(300, seed=2)
    here = [session[state_name] for session in made]
    rest = [rest_of(session, state_name)[0] / 5 for session in made]
    expected = stats.pointbiserialr(here, rest).statistic
    table = item_table_of(made, state_name)
    assert table.discrimination == pytest.approx(expected, abs=1e-12)
    low, high = table.discrimination_interval
    expected_interval = stats.pearsonr(here, rest).confidence_interval()
    assert (low, high) == pytest.approx(tuple(expected_interval), abs=1e-9)


def test_alpha_matches_the_textbook_formula() -> None:
    made = _simulate_sessions(200, seed=5)
    reliability = item_analysis.Reliability(tuple('abcdef'))
    for session in made:
        reliability.add(session)
    columns = [[int(s[i]) for s in made] for i in 'abcdef']
    totals = [sum(row) for row in zip(*columns, strict=True)]
    expected = (6 / 5) * (
        1
        - sum(statistics.variance(column) for column in columns)
        / statistics.variance(totals)
    )
    assert reliability.alpha == pytest.approx(expected, abs=1e-12)


@pytest.mark.xdist_group('numpy')
@pytest.mark.parametrize('deleted', list('abcdef'))
def test_alpha_if_item_deleted_matches_numpys_covariances(
    deleted: str,
) -> None:
    import numpy

    made = _simulate_sessions(200, seed=5)
    reliability = item_analysis.Reliability(tuple('abcdef'))
    for session in made:
        reliability.add(session)
    others = [item for item in 'abcdef' if item != deleted]
    covariances = numpy.cov([[int(s[i]) for s in made] for i in others])
    expected = (5 / 4) * (1 - numpy.trace(covariances) / covariances.sum())

    alpha = reliability.alpha_if_deleted(deleted)

    assert alpha == pytest.approx(expected, abs=1e-12)


@given(sessions, sessions)
def test_reliability_adds_subtracts_and_carries_names(
    one: list[ItemScores], two: list[ItemScores]
) -> None:
    first, both = (item_analysis.Reliability(('a', 'b', 'c')) for _ in 'ab')
    for session in one:
        first.add(session)
    for session in [*one, *two]:
        both.add(session)
    second = item_analysis.Reliability(('a', 'b', 'c'))
    for session in two:
        second.add(session)
    first.merge(second)
    assert first.to_dict() == both.to_dict()
    renamed = both.with_names({'a': 'z', 'b': 'b', 'c': 'y'})
    assert renamed.items == ('b', 'y', 'z')
    assert renamed.alpha_if_deleted('z') == both.alpha_if_deleted('a')
    for session in two:
        first.add(session, -1)
    assert first.total == both.total - second.total


def test_alpha_without_an_item_needs_two_others() -> None:
    reliability = item_analysis.Reliability(('a', 'b'))
    for right in (True, False):
        reliability.add(ItemScores({'a': right, 'b': right}))
    assert reliability.alpha == 1
    assert reliability.alpha_if_deleted('a') is None
    assert reliability.alpha_if_deleted('no such item') is None


def test_upper_lower_counts_ties_in_part() -> None:
    # Ten sessions at 'a', so each group has 2.7. The best three (rest 1) are
    # all right; the middle four are ignored; of the worst three (rest 0) one
    # is right: the lower group takes 2.7 of the 3, with 1/3 right.
    made = [ItemScores({'a': True, 'b': True})] * 3
    made += [
        ItemScores({'a': True, 'b': True, 'c': False}),
        ItemScores({'a': False, 'b': True, 'c': False}),
    ] * 2
    made += [
        ItemScores({'a': True, 'b': False}),
        ItemScores({'a': False, 'b': False}),
        ItemScores({'a': False, 'b': False}),
    ]
    table = item_table_of(made, 'a')
    assert table.upper_lower_discrimination == pytest.approx(2 / 3)


@given(sessions, sessions)
def test_tables_add_subtract_and_serialise(
    one: list[ItemScores], two: list[ItemScores]
) -> None:
    first, table = item_table_of(one, 'a'), item_table_of(one, 'a')
    table.merge(item_table_of(two, 'a'))
    assert table == item_table_of([*two, *one], 'a')
    for session in two:
        if 'a' in session:
            table.add(rest_of(session, 'a'), int(session['a']), -1)
    assert table == first
    assert ItemTable.from_list(first.to_list()) == first


@given(sessions)
def test_item_indices_stay_in_range_for_any_sessions(
    made: list[ItemScores],
) -> None:
    table = item_table_of(made, 'a')
    for index in (table.discrimination, table.upper_lower_discrimination):
        assert index is None or -1 <= index <= 1


@given(sessions, scores)
def test_adding_and_removing_a_session_changes_nothing(
    made: list[ItemScores], extra: ItemScores
) -> None:
    reliability = item_analysis.Reliability(('a', 'b'))
    for session in made:
        reliability.add(session)
    before = reliability.to_dict()
    reliability.add(extra)
    reliability.add(extra, -1)
    assert reliability.to_dict() == before
    restored = item_analysis.Reliability.from_dict(before)
    assert restored.alpha == reliability.alpha


def test_constant_items_have_no_discrimination_and_no_alpha() -> None:
    same = [ItemScores({'a': True, 'b': True})] * 5
    assert item_table_of(same, 'a').discrimination is None
    reliability = item_analysis.Reliability(('a', 'b'))
    for session in same:
        reliability.add(session)
    assert reliability.alpha is None
