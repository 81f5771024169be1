from __future__ import annotations

from typing import Any

import pytest

from core import clock
from core.controllers import creator_dashboard, rating_texts
from core.domain import (
    exp_domain,
    exp_services,
    stats_domain,
    user_services,
)
from core.domain.improvements import improvements_domain, improvements_services
from tests.core.controllers import web
from tests.core.controllers.ratings import rate
from tests.core.controllers.test_statistics import play
from tests.core.domain import stats_builders


def rows_of(browser: web.Browser) -> dict[str, list[str]]:
    """Returns the texts of the cells by the id of the exploration."""
    table = browser.get('/creator_dashboard').html.find('table')
    return {
        row.find('a')['href'].split('/')[2].partition('#')[0]: [
            ' '.join(cell.text.split()) for cell in row.find_all('td')
        ]
        for row in table.tbody.find_all('tr')
    }


def test_a_creator_sees_what_learners_did(browser: web.Browser) -> None:
    web.make_exploration('played', is_public=True)
    first = exp_services.get_exploration_by_id('played').init_state_name
    play('played', 1, first, completes=True)
    play('played', 1, first, completes=False)
    play('played', 1, first, completes=False, answers=True)
    browser.sign_in(web.OWNER)
    starts, rate = rows_of(browser)['played'][:2]
    assert starts == '3'
    assert rate == 'too few to say 1 of 2 actual starts'


def test_the_number_of_playing_learners_is_shown(browser: web.Browser) -> None:
    for exp_id in ('played', 'quiet'):
        web.make_exploration(exp_id, is_public=True)
    first = exp_services.get_exploration_by_id('played').init_state_name
    session = stats_builders.make_session('played')
    hit = stats_builders.make_event(
        session, 'state_hit', first, client_time_msecs=clock.now_msecs()
    )
    stats_builders.record(session, hit)
    browser.sign_in(web.OWNER)
    page = browser.get('/creator_dashboard').html
    assert [element.text for element in page.select('[data-playing]')] == [
        '1 is playing'
    ]


def test_a_rate_is_shown_beside_its_denominator(
    browser: web.Browser, public_exploration: str
) -> None:
    first = exp_services.get_exploration_by_id(
        public_exploration
    ).init_state_name
    for number in range(10):
        play(
            public_exploration,
            1,
            first,
            completes=number < 3,
            answers=True,
        )
    browser.sign_in(web.OWNER)
    rate = rows_of(browser)[public_exploration][1]
    assert rate == '30 % 3 of 10 actual starts'


@pytest.mark.no_store
@pytest.mark.parametrize(
    ('part', 'whole', 'text'),
    [
        (0, 10, '0 %'),
        (1, 1000, '<1 %'),
        (1, 3, '33 %'),
        (999, 1000, '>99 %'),
        (10, 10, '100 %'),
    ],
)
def test_a_percentage_is_not_rounded_to_0_or_100(
    part: int, whole: int, text: str
) -> None:
    shown = creator_dashboard.percentage_text(part, whole)
    assert shown.replace('\N{NO-BREAK SPACE}', ' ') == text


def test_a_rating_is_shown_with_the_number_of_ratings(
    browser: web.Browser, public_exploration: str
) -> None:
    browser.sign_in(web.OWNER)
    assert rows_of(browser)[public_exploration][2] == '\N{EN DASH}'
    rate(public_exploration, 5)
    assert rows_of(browser)[public_exploration][2] == '5.0 of 5 1 rating'
    rate(public_exploration, 4, 4, 4)
    assert rows_of(browser)[public_exploration][2] == '4.3 of 5 4 ratings'


@pytest.mark.no_store
@pytest.mark.parametrize(
    ('numbers', 'text'),
    [
        ((0, 0, 0, 0, 0), None),
        ((0, 0, 0, 3, 1), '4.3'),
        ((19, 1, 0, 0, 0), '1.1'),
        ((0, 0, 11, 9, 0), '3.5'),
        ((0, 0, 0, 0, 3), '5.0'),
    ],
)
def test_means_are_rounded_as_in_the_statistics_tab(
    numbers: tuple[int, ...], text: str | None
) -> None:
    stats = stats_domain.AggregatedStats(
        **{f'num_ratings_{i + 1}': n for i, n in enumerate(numbers)}
    )
    assert rating_texts.mean_text(stats) == text


def test_before_the_first_actual_start_there_is_no_rate(
    browser: web.Browser, private_exploration: str
) -> None:
    browser.sign_in(web.OWNER)
    cells = rows_of(browser)[private_exploration]
    assert cells[:2] == ['0', 'none yet']


@pytest.mark.parametrize(
    ('email', 'is_listed'),
    [(web.OWNER, True), (web.EDITOR, True), (web.VIEWER, False)],
)
def test_it_lists_the_explorations_the_user_may_edit(
    browser: web.Browser, private_exploration: str, email: str, is_listed: bool
) -> None:
    browser.sign_in(email)
    page = browser.get('/creator_dashboard')
    link = page.html.find('a', href=f'/create/{private_exploration}#/stats')
    assert (link is not None) is is_listed


def test_a_new_creator_sees_how_to_begin(browser: web.Browser) -> None:
    browser.sign_in(web.STRANGER)
    page = browser.get('/creator_dashboard')
    assert 'You have not made an exploration yet' in page
    assert page.html.find('table') is None


@pytest.fixture
def glances(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Recent figures of explorations on 31 January 2026, 12:00 UTC."""
    now_msecs = 1_769_860_800_000.0
    monkeypatch.setattr(clock, 'now_msecs', lambda: now_msecs)
    said: dict[str, Any] = {}
    monkeypatch.setattr(
        creator_dashboard.statistics_view_services,
        'get_glances',
        lambda exp_ids: {
            exp_id: said[exp_id] for exp_id in exp_ids if exp_id in said
        },
    )
    return said


def glance(days: list[list[Any]], *tasks: dict[str, Any]) -> dict[str, Any]:
    return {
        'days': days,
        'totals': {
            'num_starts': sum(day[1] for day in days),
            'num_completions': sum(day[3] for day in days),
        },
        'tasks': list(tasks),
        'time_zone': 'UTC',
        'complete_through_msecs': 1_769_860_000_000,
        'revision': 1,
    }


def task(
    task_id: str,
    task_type: improvements_domain.TaskType,
    name: str,
    affected: int,
) -> improvements_domain.FoundTask:
    return {
        'task_id': task_id,
        'task_type': task_type,
        'state_name': name,
        'state_names': [name],
        'num_sessions_affected': affected,
        'value': 1.0,
        'evidence': {},
        'threshold': {'name': 'X', 'value': 1.0, 'unit': 'share'},
        'num_playthroughs': 0,
        'evidence_from_version': None,
        'evidence_is_older': False,
        'changed_version': None,
    }


class TestLately:
    def test_this_week_is_compared_with_the_last_by_sign_and_words(
        self, browser: web.Browser, public_exploration: str, glances: Any
    ) -> None:
        glances[public_exploration] = glance(
            [
                ['2026-01-03', 99, 0, 0],
                ['2026-01-04', 5, 4, 3],
                ['2026-01-18', 7, 0, 0],
                ['2026-01-24', 4, 4, 4],
                ['2026-01-25', 10, 4, 2],
                ['2026-01-31', 2, 1, 1],
            ]
        )
        browser.sign_in(web.OWNER)
        cells = rows_of(browser)[public_exploration]
        # 28 days with today: the 3rd is too old, the 4th is not.
        assert cells[3].startswith('28 starts')
        assert cells[4] == (
            '12 starts 1 more than before, in the week before '
            '3 completions 1 fewer than before, in the week before'
        )

    def test_recent_starts_missing_from_the_total_are_reported(
        self, browser: web.Browser, public_exploration: str, glances: Any
    ) -> None:
        first = exp_services.get_exploration_by_id(
            public_exploration
        ).init_state_name
        play(public_exploration, 1, first, completes=False)
        glances[public_exploration] = glance([['2026-01-30', 3, 0, 0]])
        browser.sign_in(web.OWNER)
        cells = rows_of(browser)[public_exploration]
        assert cells[0] == '1'
        assert (
            cells[3] == '3 starts; 2 more than the total until the next audit'
        )

        glances[public_exploration] = glance([['2026-01-30', 1, 0, 0]])
        assert rows_of(browser)[public_exploration][3] == '1 start'

    def test_starts_that_are_not_processed_yet_count_for_today(
        self, browser: web.Browser, public_exploration: str, glances: Any
    ) -> None:
        first = exp_services.get_exploration_by_id(
            public_exploration
        ).init_state_name
        for _ in range(3):
            play(public_exploration, 1, first, completes=True)
        glances[public_exploration] = glance([['2026-01-30', 1, 1, 1]])
        browser.sign_in(web.OWNER)
        cells = rows_of(browser)[public_exploration]
        assert (cells[0], cells[3]) == ('3', '3 starts')
        assert cells[4].startswith('3 starts 3 more')
        assert '3 completions' in cells[4]

        # Earlier code did not store the processed totals.
        glances[public_exploration]['totals'] = {}
        assert rows_of(browser)[public_exploration][3] == '1 start'

    def test_today_is_computed_in_the_time_zone_of_the_exploration(
        self, browser: web.Browser, public_exploration: str, glances: Any
    ) -> None:
        # It is 1 February there, so the last 28 days begin on 5 January.
        glances[public_exploration] = glance(
            [['2026-01-04', 5, 0, 0], ['2026-02-01', 2, 0, 0]]
        ) | {'time_zone': 'Pacific/Kiritimati'}
        browser.sign_in(web.OWNER)
        cells = rows_of(browser)[public_exploration]
        assert cells[3].startswith('2 starts')
        assert cells[4].startswith('2 starts 2 more')

    def test_a_sparkline_has_a_text_alternative(
        self, browser: web.Browser, public_exploration: str, glances: Any
    ) -> None:
        glances[public_exploration] = glance(
            [['2026-01-20', 1, 0, 0], ['2026-01-30', 24, 0, 0]]
        )
        browser.sign_in(web.OWNER)
        drawing = browser.get('/creator_dashboard').html.find('svg', role='img')
        assert drawing['aria-label'] == (
            '25 starts in the last 28 days, most on 2026-01-30: 24'
        )
        bars = [(bar['x'], bar['height']) for bar in drawing.find_all('rect')]
        assert bars == [('64', '2'), ('104', '24')]

    def test_no_recent_plays_are_reported_in_words(
        self, browser: web.Browser, public_exploration: str, glances: Any
    ) -> None:
        glances[public_exploration] = glance([])
        browser.sign_in(web.OWNER)
        cells = rows_of(browser)[public_exploration]
        assert cells[3] == 'no starts'
        assert cells[5] == 'nothing open'

    def test_plays_that_are_not_processed_are_reported(
        self, browser: web.Browser, public_exploration: str, glances: Any
    ) -> None:
        first = exp_services.get_exploration_by_id(
            public_exploration
        ).init_state_name
        play(public_exploration, 1, first, completes=True)
        glances[public_exploration] = glance([]) | {'revision': 0}
        browser.sign_in(web.OWNER)
        cells = rows_of(browser)[public_exploration]
        assert cells[3] == 'not processed yet'
        totals = browser.get('/creator_dashboard').html.select_one(
            '.dashboard-totals'
        )
        assert 'without 1 exploration not processed yet' in totals.get_text()
        assert 'as many as before' not in totals.get_text()

    def test_the_top_open_task_is_linked(
        self, browser: web.Browser, public_exploration: str, glances: Any
    ) -> None:
        glances[public_exploration] = glance(
            [],
            task('too_hard:1.A & B', 'too_hard', 'A & B', 20),
            task('too_easy:1.C', 'too_easy', 'C', 10),
        )
        browser.sign_in(web.OWNER)
        page = browser.get('/creator_dashboard').html
        link = page.find(class_='dashboard__tasks').find('a')
        assert link.text == 'Too hard: A & B'
        assert link['href'] == (
            f'/create/{public_exploration}#/stats'
            '?section=improvements&task=too_hard%3A1.A+%26+B'
        )
        assert '20 sessions; 1 more task' in page.text

    def test_a_resolved_task_is_not_listed_as_open(
        self, browser: web.Browser, public_exploration: str, glances: Any
    ) -> None:
        open_task = task('too_hard:1.A', 'too_hard', 'A', 20)
        glances[public_exploration] = glance([], open_task)
        improvements_services.decide(
            public_exploration, open_task, 'dismissed', 1, ''
        )
        browser.sign_in(web.OWNER)
        assert rows_of(browser)[public_exploration][5] == 'nothing open'

    def test_totals_are_of_all_explorations(
        self, browser: web.Browser, glances: Any
    ) -> None:
        for number in range(3):
            exp_id = f'e{number}'
            web.make_exploration(exp_id, is_public=True)
            glances[exp_id] = glance(
                [['2026-01-31', number, 0, 0]],
                task('t', 'too_easy', 'A', 1),
            )
        browser.sign_in(web.OWNER)
        page = browser.get('/creator_dashboard').html
        totals = {
            term.text: ' '.join(term.find_next('dd').text.split())
            for term in page.find(class_='dashboard-totals').find_all('dt')
        }
        assert totals['Explorations'] == '3'
        assert totals['Open tasks'] == '3'
        assert totals['Starts in the last 7 days'] == (
            '3 3 more than before, in the week before'
        )


def test_a_hundred_explorations_take_few_requests(
    browser: web.Browser,
) -> None:
    make_explorations(10)
    browser.sign_in(web.OWNER)
    with stats_builders.counted_reads() as few:
        assert len(rows_of(browser)) == 10
    make_explorations(100, first=10)
    with stats_builders.counted_reads() as many:
        assert len(rows_of(browser)) == 110
    # Queries: explorations, freshness of processed data, and the number of
    # playing learners, which is cached for seconds. Lookups: account,
    # summaries, decisions about tasks, and a thousand keys of statistics, some
    # of which a store may defer.
    assert many.queries <= few.queries <= 3
    assert many.calls <= few.calls + 2 <= 8


def make_explorations(number: int, first: int = 0) -> None:
    owner = user_services.dev_user_id(web.OWNER)
    for place in range(first, first + number):
        exp_services.save_new_exploration(
            owner, exp_domain.Exploration.create_default(f'e{place}', 'T')
        )
