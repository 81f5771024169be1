"""The dashboard, downloads and the data dictionary in a real browser."""

from __future__ import annotations

import csv
import json
import pathlib
import re
from collections.abc import Iterator

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from core.domain import (
    exp_domain,
    exp_services,
    exp_yaml,
    rights_services,
)
from core.domain.fold import fold_services
from tests import creator_client
from tests.core.domain import stats_builders as b
from tests.e2e import conftest, creator_pages, filled_app, looks, pages

pytestmark = [pytest.mark.no_store, pytest.mark.browser]

NUM_PLAYED = 12
PLAYED = 'Played often'
ALONE = 'Alone'


def exploration(exp_id: str, title: str) -> exp_domain.Exploration:
    values = b.exploration_dict(exp_id, ['A', 'B', 'End'])
    return exp_domain.Exploration.from_dict(values | {'title': title})


def fill() -> None:
    """Makes two explorations; twelve learners played one of them."""
    for made in (exploration('played', PLAYED), exploration('alone', ALONE)):
        exp_services.save_new_exploration(filled_app.OWNER_ID, made)
    rights_services.publish_exploration(filled_app.OWNER_ID, 'played')
    for number in range(NUM_PLAYED):
        play(completes=number % 2 == 0, answer='yes' if number else 'secret')
    fold_services.fold_waiting(include_open=True)


def play(*, completes: bool, answer: str) -> None:
    session = b.make_session('played')
    b.post_batch(
        session,
        b.batch(
            totals={
                'num_starts': 1,
                'num_actual_starts': 1,
                'num_completions': int(completes),
            },
            A={'total_hit_count': 1, 'first_hit_count': 1},
        ),
    )
    types = ['exploration_start', 'state_hit', 'answer_submitted']
    types += ['exploration_complete'] * completes
    events = [
        b.make_event(
            session,
            event_type,
            'A',
            sequence_number=number,
            **({'answer': answer} if event_type == types[2] else {}),
        )
        for number, event_type in enumerate(types)
    ]
    b.record(session, *events)


@pytest.fixture(scope='module')
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app with explorations of the creator."""
    directory = tmp_path_factory.mktemp('data')
    with filled_app.serve(directory, fill) as url:
        yield url


@pytest.fixture(scope='module')
def creator_page(
    chromium: sync_api.Browser, site: str
) -> Iterator[sync_api.Page]:
    """A page of the creator."""
    with pages.opened_page(chromium, may_be_refused=False) as page:
        creator_pages.sign_in(page, site)
        yield page


@pytest.fixture
def page(creator_page: sync_api.Page) -> sync_api.Page:
    """The same page without the view of another test."""
    creator_page.goto('about:blank')
    creator_page.emulate_media(color_scheme='light')
    creator_page.set_viewport_size(looks.VIEWPORTS['desktop'])
    return creator_page


def titles(page: sync_api.Page) -> sync_api.Locator:
    return page.locator('.dashboard__title')


def test_the_dashboard_sorts_by_keyboard_and_keeps_it_in_the_address(
    page: sync_api.Page, site: str
) -> None:
    page.goto(f'{site}/creator_dashboard')
    heading = page.get_by_role('columnheader', name='Starts')
    heading.get_by_role('button').focus()
    page.keyboard.press('Enter')
    expect(heading).to_have_attribute('aria-sort', 'descending')
    expect(titles(page)).to_have_text([PLAYED, ALONE])
    page.keyboard.press('Enter')
    expect(heading).to_have_attribute('aria-sort', 'ascending')
    expect(titles(page)).to_have_text([ALONE, PLAYED])
    expect(page).to_have_url(re.compile(r'\?sort=starts&order=asc$'))
    page.goto(f'{site}/creator_dashboard?sort=title')
    page.reload()
    expect(titles(page)).to_have_text([ALONE, PLAYED])


def test_a_phone_sorts_by_a_choice(page: sync_api.Page, site: str) -> None:
    page.set_viewport_size(looks.VIEWPORTS['phone'])
    page.goto(f'{site}/creator_dashboard')
    page.get_by_label('Sort by').select_option('Starts, highest first')
    expect(titles(page)).to_have_text([PLAYED, ALONE])
    expect(page).to_have_url(re.compile('sort=starts'))


def open_data(page: sync_api.Page, site: str) -> sync_api.Locator:
    page.goto(f'{site}/create/played#/stats?section=data')
    section = page.locator('#data')
    expect(section.locator('[data-table="days"]')).to_contain_text('1 day')
    return section


def test_tables_are_saved_as_files(
    page: sync_api.Page, site: str, tmp_path: pathlib.Path
) -> None:
    section = open_data(page, site)
    with page.expect_download() as saving:
        section.get_by_role(
            'button', name='CSV: download “Days: all that are processed”'
        ).click()
    path = tmp_path / saving.value.suggested_filename
    saving.value.save_as(path)
    assert path.name == 'played-v1-days.csv'
    with path.open(encoding='utf-8-sig', newline='') as file:
        (row,) = csv.DictReader(file)
    assert row['num_starts'] == str(NUM_PLAYED)
    assert row['num_completions'] == str(NUM_PLAYED // 2)


def test_the_event_log_is_exported_without_rare_answers(
    page: sync_api.Page, site: str, tmp_path: pathlib.Path
) -> None:
    section = open_data(page, site)
    with page.expect_download() as saving:
        section.get_by_role('link', name='JSON lines').click()
    path = tmp_path / 'log.jsonl'
    saving.value.save_as(path)
    header, *events, end = map(json.loads, path.read_text().splitlines())
    assert header['exp_id'] == 'played'
    assert end['num_events'] == len(events) == 3 * NUM_PLAYED + NUM_PLAYED // 2
    answers = [
        event['answer']
        for event in events
        if event['event_type'] == 'answer_submitted'
    ]
    assert sorted(answers, key=str) == [None] + ['yes'] * (NUM_PLAYED - 1)


def test_reversed_days_are_reported(page: sync_api.Page, site: str) -> None:
    section = open_data(page, site)
    expect(section).to_contain_text('Days are those of the exploration')
    section.get_by_label('From', exact=True).fill('2026-02-01')
    section.get_by_label('To', exact=True).fill('2026-01-01')
    expect(section.get_by_role('alert')).to_contain_text('before the first')
    section.get_by_label('To', exact=True).fill('2026-02-02')
    expect(section.get_by_role('alert')).to_be_hidden()
    link = section.get_by_role('link', name='xAPI statements')
    expect(link).to_have_attribute(
        'href', re.compile('format=xapi&from=2026-02-01&to=2026-02-02')
    )


def test_the_dictionary_is_reached_at_the_field(
    page: sync_api.Page, site: str
) -> None:
    section = open_data(page, site)
    section.get_by_role('link', name='Fields of Days').click()
    expect(page).to_have_url(re.compile('/data_dictionary#days$'))
    expect(page.locator('h2#days')).to_be_in_viewport()


def test_an_owner_deletes_an_exploration_after_being_asked(
    page: sync_api.Page, site: str
) -> None:
    client = creator_client.CreatorClient(site)
    client.sign_in()
    text = exp_yaml.exploration_to_yaml(exploration('any', 'Doomed'))
    page.goto(f'{site}/create/{client.publish(text)}#/content')
    delete = page.get_by_role('button', name='Delete this exploration')
    delete.click()
    dialog = page.get_by_role('dialog')
    expect(dialog).to_contain_text('Delete “Doomed”?')
    dialog.get_by_role('button', name='Cancel').click()
    expect(delete).to_be_focused()
    delete.click()
    dialog.get_by_role('button', name='Delete for good').click()
    expect(page).to_have_url(f'{site}/creator_dashboard')
    expect(titles(page).filter(has_text=PLAYED)).to_have_count(1)
    expect(titles(page).filter(has_text='Doomed')).to_have_count(0)


@pytest.mark.parametrize(
    ('name', 'path'),
    [
        ('dashboard', '/creator_dashboard'),
        ('data', '/create/played#/stats?section=data'),
        ('dictionary', '/data_dictionary'),
    ],
)
def test_pages_render_well_and_pass_axe(
    page: sync_api.Page, site: str, name: str, path: str
) -> None:
    page.goto(f'{site}{path}')
    if name == 'data':
        open_data(page, site)
    for size in looks.VIEWPORTS.values():
        page.set_viewport_size(size)
        looks.expect_no_sideways_scroll(page)
    for viewport, size in looks.VIEWPORTS.items():
        page.set_viewport_size(size)
        for theme in looks.in_each_theme(page):
            looks.screenshot(page, f'{name}-{viewport}-{theme}')
            # The rest of the statistics tab is checked by its own tests.
            looks.expect_accessible(page, '#data' if name == 'data' else None)
            # A template makes all tables of the dictionary, so one suffices
            # for another size or theme.
            page.locator('.dictionary-table ~ .dictionary-table').evaluate_all(
                'tables => tables.forEach(table => table.remove())'
            )


def test_a_guest_with_a_link_reads_and_saves_the_figures(
    page: sync_api.Page, new_page: conftest.NewPage, site: str
) -> None:
    page.goto(f'{site}/create/played#/content')
    page.get_by_role('button', name='Make a link').click()
    links = page.get_by_role('list', name='Links')
    link = links.get_by_role('textbox').input_value()
    guest: sync_api.Page = new_page()
    guest.goto(link)
    days = guest.get_by_label('Days', exact=True)
    expect(guest.locator('[data-headline="Started"]')).to_contain_text('12')
    expect(days.locator('option')).to_have_text(
        ['All time', 'Last 7 days', 'Last 28 days', 'Last 90 days']
    )
    days.select_option('7')
    expect(guest.get_by_text('12 processed plays that began')).to_be_visible()
    looks.expect_accessible(guest)
    guest.get_by_text('Everything on this page as files').click()
    with guest.expect_download() as saving:
        guest.get_by_role('button', name='PNG: download “Day by day”').click()
    assert saving.value.suggested_filename == 'played-v1-part-day-by-day.png'
    expect(guest.get_by_role('link', name='JSON lines')).to_have_count(0)
