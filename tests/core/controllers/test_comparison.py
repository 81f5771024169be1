"""Comparisons over HTTP: of versions, of days, and invalid ones."""

from __future__ import annotations

import pytest

from core import clock
from core.domain import exp_services, local_days
from tests.core.controllers import web
from tests.core.controllers.test_improvements import (
    OWNER_ID,
    edit_card,
    rename_card,
    store_summary,
    sum_of_version,
)
from tests.core.domain import version_builder
from tests.core.domain.improvement_builders import lesson, plays_of
from tests.core.domain.improvements.test_improvements_rules import (
    hardly_right,
    leaves,
)
from tests.core.domain.summary_builders import START_MSECS

URL = '/createhandler/comparison/exp'
DAY = local_days.day_of(START_MSECS)


def day(offset: int) -> str:
    return local_days.iso_date(DAY + offset)


@pytest.fixture
def owner(browser: web.Browser) -> web.Browser:
    exp_services.save_new_exploration(OWNER_ID, lesson())
    browser.sign_in(web.OWNER)
    return browser


def compare(browser: web.Browser, a: str, b: str, status: int = 200) -> dict:
    return dict(browser.get(f'{URL}?a={a}&b={b}', status=status).json)


def card(answer: dict, name: str) -> dict:
    (state,) = [one for one in answer['states'] if one['state_name'] == name]
    return dict(state)


def metric(metrics: list[dict], name: str) -> dict:
    (entry,) = [one for one in metrics if one['name'] == name]
    return dict(entry)


def test_a_change_that_helped_is_reported_as_such(owner):
    store_summary(sum_of_version(1, plays_of(200, C=hardly_right)))
    edit_card('C', 1)
    store_summary(sum_of_version(2, plays_of(200, 2)))
    answer = compare(owner, 'v1', 'v2')
    assert answer['cards_of_version'] == 2
    assert answer['a']['num_starts'] == answer['b']['num_starts'] == 200
    assert answer['growing_side'] == 'b'
    assert answer['num_comparisons'] > 10
    edited = card(answer, 'C')
    assert (edited['changed'], edited['is_edited']) == ('edited', True)
    first_try = metric(edited['metrics'], 'first_try')
    assert first_try['verdict'] == 'better'
    assert first_try['difference']['low'] > 0
    assert card(answer, 'D')['changed'] == 'same'
    whole = metric(answer['metrics'], 'completion_rate')
    assert whole['verdict'] == 'no_difference_seen'
    assert compare(owner, 'v2', 'v1')['growing_side'] == 'a'


def test_more_leavers_make_the_completion_rate_worse(owner):
    store_summary(sum_of_version(1, plays_of(100)))
    edit_card('B', 1)
    store_summary(sum_of_version(2, plays_of(100, 2, B=leaves)))
    answer = compare(owner, 'v1', 'v2')
    assert metric(answer['metrics'], 'completion_rate')['verdict'] == 'worse'
    left = metric(card(answer, 'B')['metrics'], 'left_here_rate')
    assert left['verdict'] == 'worse'


def test_too_few_sessions_need_more(owner):
    store_summary(sum_of_version(1, plays_of(300)))
    edit_card('B', 1)
    store_summary(sum_of_version(2, plays_of(12, 2, B=hardly_right)))
    answer = compare(owner, 'v1', 'v2')
    first_try = metric(card(answer, 'A')['metrics'], 'first_try')
    assert first_try['verdict'] == 'cannot_tell_yet'
    assert first_try['num_more_sessions'] > 0
    edit_card('B', 2)
    answer = compare(owner, 'v1', 'v2')
    assert answer['growing_side'] is None
    first_try = metric(card(answer, 'A')['metrics'], 'first_try')
    assert first_try['num_more_sessions'] is None


def test_cards_are_followed_through_renames(owner):
    store_summary(sum_of_version(1, plays_of(50)))
    rename_card('B', 'Second', 1)
    version_builder.save_changes(
        OWNER_ID,
        'exp',
        [
            {'cmd': 'add_state', 'state_name': 'New'},
            {'cmd': 'delete_state', 'state_name': 'E'},
            {
                'cmd': 'edit_state_property',
                'state_name': 'New',
                'property_name': 'interaction',
                'new_value': {
                    'id': 'Continue',
                    'default_outcome': {'dest': 'End'},
                },
            },
        ],
        'Other cards',
        2,
    )
    answer = compare(owner, 'v1', 'v3')
    kinds = {
        one['state_name']: (
            one['a_state_name'],
            one['b_state_name'],
            one['changed'],
        )
        for one in answer['states']
    }
    assert kinds['Second'] == ('B', 'Second', 'renamed')
    assert not card(answer, 'Second')['is_edited']
    assert kinds['New'] == (None, 'New', 'added')
    assert kinds['E'] == ('E', None, 'deleted')
    assert kinds['A'] == ('A', 'A', 'same')
    assert metric(card(answer, 'E')['metrics'], 'first_try')['a']['n'] == 50


def test_comparing_unplayed_versions_works(owner):
    edit_card('B', 1)
    answer = compare(owner, 'v1', 'v2')
    assert answer['a']['num_starts'] == answer['b']['num_starts'] == 0
    assert answer['num_comparisons'] == 0
    assert answer['folded_at_msecs'] is None
    assert answer['a']['first_day'] is None
    for entry in answer['metrics']:
        assert entry['verdict'] == 'cannot_tell_yet'
        assert entry['a']['value'] is entry['difference']['value'] is None
    assert all(not one['metrics'] for one in answer['states'])


class TestDays:
    def plays(self, count: int, offset: int, **ways) -> list:
        plays = plays_of(count, offset, **ways)
        for play in plays:
            play.rows = [
                row._replace(
                    occurred_at_msecs=row.occurred_at_msecs
                    + offset * local_days.MSECS_PER_DAY
                )
                for row in play.rows
            ]
        return plays

    def test_days_of_all_versions_are_compared_by_their_counters(self, owner):
        store_summary(
            sum_of_version(1, [*self.plays(80, 0), *self.plays(40, 1)]),
        )
        rename_card('B', 'Second', 1)
        later = self.plays(90, 1)
        for play in later:
            play.rows = [
                row._replace(
                    state_name='Second'
                    if row.state_name == 'B'
                    else row.state_name
                )
                for row in play.rows
            ]
        store_summary(sum_of_version(2, later))
        a, b = f'{day(0)}..{day(0)}', f'{day(1)}..{day(9)}'
        answer = compare(owner, a, b)
        assert answer['a']['num_starts'] == 80
        assert answer['b']['num_starts'] == 130
        assert answer['b']['label'] == f'{day(1)} to {day(9)}'
        left_here = metric(card(answer, 'Second')['metrics'], 'left_here_rate')
        assert left_here['unit'] == 'visits'
        assert (left_here['a']['n'], left_here['b']['n']) == (80, 130)
        assert answer['growing_side'] is None

    def test_the_range_with_today_is_marked_as_growing(
        self, owner, monkeypatch
    ):
        monkeypatch.setattr(clock, 'now_msecs', lambda: START_MSECS)
        answer = compare(owner, f'{day(-9)}..{day(-1)}', f'{day(0)}..{day(9)}')
        assert answer['growing_side'] == 'b'

    def test_today_follows_the_time_zone_of_the_exploration(
        self, owner, monkeypatch
    ):
        version_builder.save_changes(
            OWNER_ID,
            'exp',
            [
                {
                    'cmd': 'edit_exploration_property',
                    'property_name': 'time_zone',
                    'new_value': 'Pacific/Kiritimati',
                }
            ],
            'Move to where the day begins',
            1,
        )
        # 8:53 in London, 22:53 in Kiritimati; then 10:53 and tomorrow.
        sides = f'{day(-9)}..{day(-1)}', f'{day(0)}..{day(0)}'
        for hours, growing in ((0, 'b'), (2, None)):
            at_msecs = START_MSECS + hours * 3_600_000
            monkeypatch.setattr(clock, 'now_msecs', lambda at=at_msecs: at)
            answer = compare(owner, *sides)
            assert answer['growing_side'] == growing
        assert answer['time_zone'] == 'Pacific/Kiritimati'

    def test_a_version_and_days_on_which_it_was_played_share_plays(self, owner):
        store_summary(sum_of_version(1, self.plays(20, 0)))
        answer = compare(owner, 'v1', f'{day(0)}..{day(0)}', 400)
        assert answer['error']['path'] == 'b'
        compare(owner, 'v1', f'{day(1)}..{day(1)}')

    def test_the_reads_are_bounded(self, owner, monkeypatch):
        monkeypatch.setattr('core.feconf.MAX_VERSIONS_OF_DAYS', 1)
        edit_card('B', 1)
        answer = compare(owner, 'v1', f'{day(0)}..{day(0)}', 400)
        assert answer['error']['path'] == 'b'
        compare(owner, 'v1', 'v2')


@pytest.mark.parametrize(
    ('query', 'path'),
    [
        ('', 'a'),
        ('?a=v1', 'b'),
        ('?b=v1', 'a'),
        ('?a=v0&b=v1', 'a'),
        ('?a=v1&b=v999', 'b'),
        ('?a=v1&b=2026-13-01..', 'b'),
        ('?a=2026-10-31..2026-10-01&b=v1', 'a'),
        ('?a=v1&b=v1', 'b'),
        ('?a=v1&b=%F0%9F%98%80', 'b'),
    ],
)
def test_invalid_sides_are_refused(owner, query, path):
    answer = owner.get(URL + query, status=400).json
    assert answer['error']['path'] == path
