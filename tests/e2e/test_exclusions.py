"""An owner excludes plays from the figures and cancels the exclusion."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from core import clock, feconf
from core.domain import (
    exp_domain,
    exp_services,
    local_days,
    rights_services,
)
from tests.core.domain import stats_builders as b
from tests.e2e import conftest, creator_pages, filled_app, looks
from tests.e2e.pages import button, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.no_store]


NUM_MADE_UP = feconf.MIN_SESSIONS_MADE_UP
NUM_OTHERS = 12


# One for each test.
EXP_IDS = ('some_plays', 'a_day')


def play(exp_id: str, secs: float) -> None:
    """Counts a learner who starts and answers once."""
    session = b.make_session(exp_id)
    steps = (
        ('exploration_start', {}),
        ('state_hit', {}),
        ('answer_submitted', {'time_spent_in_state_secs': secs}),
        ('exploration_actual_start', {}),
        ('exploration_maybe_leave', {'time_spent_in_state_secs': 2 * secs}),
    )
    b.record(
        session,
        *(
            b.make_event(
                session,
                name,
                'A',
                sequence_number=number,
                client_time_msecs=clock.now_msecs(),
                **fields,
            )
            for number, (name, fields) in enumerate(steps)
        ),
    )
    hits = {
        'total_hit_count': 1,
        'first_hit_count': 1,
        'total_answers_count': 1,
        'useful_feedback_count': 1,
    }
    totals = {'num_starts': 1, 'num_actual_starts': 1}
    b.post_batch(session, b.batch(totals=totals, A=hits))


def fill() -> None:
    for exp_id in EXP_IDS:
        values = b.exploration_dict(exp_id, ['A', 'End'])
        made = exp_domain.Exploration.from_dict(values | {'title': 'A lesson'})
        exp_services.save_new_exploration(filled_app.OWNER_ID, made)
        rights_services.publish_exploration(filled_app.OWNER_ID, exp_id)
        for _ in range(NUM_MADE_UP):
            play(exp_id, 2.5)
        for number in range(NUM_OTHERS):
            play(exp_id, 3 + number / 7)


@pytest.fixture(scope='module')
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app with these plays, all of today."""
    directory = tmp_path_factory.mktemp('data')
    with filled_app.serve(directory, fill) as url:
        yield url


def look(page: sync_api.Page, name: str) -> None:
    for viewport, size in looks.VIEWPORTS.items():
        page.set_viewport_size(size)
        for theme in looks.in_each_theme(page):
            looks.expect_accessible(page, '#left-out, .left-out-line')
            looks.expect_no_sideways_scroll(page)
            looks.screenshot(page, f'left-out-{name}-{viewport}-{theme}')


def open_section(page: sync_api.Page) -> None:
    summary = page.locator('#left-out > summary')
    summary.press('Enter')
    expect(page.get_by_label('Day on which the plays began')).to_be_visible()


# Requested before the pages, so that the app outlives them.
def test_plays_are_left_out_and_taken_back(
    site: str, new_page: conftest.NewPage
) -> None:
    page = new_page()
    tab = creator_pages.Statistics(page, site, 'some_plays')
    everybody = NUM_MADE_UP + NUM_OTHERS
    tab.expect_totals(starts=everybody, actual_starts=everybody, completions=0)
    open_section(page)

    tab_to(page, button(page, 'Find plays that look made up'))
    page.keyboard.press('Enter')
    search_result = page.locator('.left-out-search')
    expect(search_result).to_contain_text(
        f'Found {NUM_MADE_UP} plays that look made up'
    )
    expect(search_result).to_contain_text('began within one minute on')
    expect(search_result).to_contain_text(f'{everybody} → {NUM_OTHERS}')
    tab.expect_figure('num_starts', everybody)
    look(page, 'found')
    page.get_by_label('Why (optional').fill('Somebody ran a script.')
    button(page, f'Leave out {NUM_MADE_UP} plays').click()

    tab.expect_figure('num_starts', NUM_OTHERS)
    line = page.locator('.left-out-line')
    expect(line).to_contain_text(
        f'{NUM_MADE_UP} plays are left out of all figures.'
    )
    left_out = page.locator('.left-out-list li')
    expect(left_out).to_contain_text('Somebody ran a script.')
    expect(left_out).to_contain_text('by creator')
    look(page, 'listed')

    page.reload()
    tab.expect_figure('num_starts', NUM_OTHERS)
    line.get_by_role('link').press('Enter')
    expect(left_out).to_have_count(1)
    page.get_by_role('button', name='Take back').click()
    expect(left_out).to_have_count(0)
    tab.expect_figure('num_starts', everybody)
    expect(line).to_be_hidden()


def test_a_whole_day_is_left_out_and_taken_back(
    site: str, new_page: conftest.NewPage
) -> None:
    page = new_page()
    tab = creator_pages.Statistics(page, site, 'a_day')
    everybody = NUM_MADE_UP + NUM_OTHERS
    tab.expect_figure('num_starts', everybody)
    open_section(page)
    day = page.get_by_label('Day on which the plays began')
    search_result = page.locator('.left-out-search')

    day.fill('2001-01-01')
    button(page, 'Find its plays').click()
    expect(search_result).to_contain_text(
        'No play that counts began on that day.'
    )

    day.fill(local_days.iso_date(local_days.day_of(clock.now_msecs())))
    day.press('Enter')
    leave_out = button(page, f'Leave out {everybody} plays')
    expect(leave_out).to_be_visible()
    button(page, 'Cancel').click()
    expect(search_result).to_be_empty()

    day.press('Enter')
    leave_out.click()
    tab.expect_no_plays()
    expect(page.locator('.left-out-line')).to_be_visible()
