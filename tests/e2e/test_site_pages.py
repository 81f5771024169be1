"""Library, sign-in, dashboard and error pages in a real browser."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests import app_server, creator_client
from tests.core.domain import oppia_builders
from tests.e2e import creator_pages, looks, yaml_text
from tests.e2e.pages import opened_page

pytestmark = [pytest.mark.browser, pytest.mark.no_store]

PLAYABLE = """\
schema_version: 1
title: '{title}'
category: Tests
objective: Know what is what
language_code: en
init_state_name: Only
states:
  Only:
    content:
      html: <p>The end.</p>
    interaction:
      id: EndExploration
"""


@pytest.fixture(scope='module')
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app with an empty store."""
    with app_server.serve_app(tmp_path_factory.mktemp('data')) as url:
        yield url


@pytest.fixture
def page(chromium: sync_api.Browser, site: str) -> Iterator[sync_api.Page]:
    with opened_page(chromium, base_url=site) as opened:
        yield opened


def sign_in(page: sync_api.Page, email: str) -> None:
    page.goto('/creator_dashboard')
    page.get_by_label('Email address').fill(email)
    page.get_by_role('main').get_by_role('button', name='Sign in').click()
    expect(page.get_by_role('heading', level=1)).to_have_text('My explorations')


def open_dashboard(page: sync_api.Page, email: str) -> None:
    """Opens the dashboard of somebody who has signed in."""
    creator_pages.sign_in(page, '', email)
    page.goto('/creator_dashboard')


def make(page: sync_api.Page, title: str) -> None:
    """Makes an exploration from YAML and returns to the dashboard."""
    page.get_by_role('button', name='New exploration').click()
    page.get_by_text('From YAML').click()
    page.get_by_label('YAML', exact=True).fill(PLAYABLE.format(title=title))
    page.get_by_role('button', name='Create').click()
    page.wait_for_url(re.compile('/create/.*#/content'))
    page.goto('/creator_dashboard')


def test_a_creator_makes_publishes_and_takes_back(page: sync_api.Page) -> None:
    sign_in(page, 'maker@example.com')
    make(page, 'Clouds')
    row = page.get_by_role('row').filter(has_text='Clouds')
    expect(row).to_contain_text('Private')
    row.get_by_role('button', name='Publish').click()
    expect(row).to_contain_text('Public')
    page.goto('/library')
    page.get_by_role('link', name='Clouds').click()
    page.wait_for_url(re.compile('/explore/'))
    page.goto('/creator_dashboard')
    row.get_by_role('button', name='Make private').click()
    expect(row).to_contain_text('Private')
    page.goto('/library')
    expect(page.get_by_role('link', name='Clouds')).to_have_count(0)


def test_an_invalid_yaml_text_is_explained_and_kept(
    page: sync_api.Page,
) -> None:
    open_dashboard(page, 'careless@example.com')
    page.get_by_role('button', name='New exploration').click()
    page.get_by_role('button', name='Create').click()
    problem = page.get_by_role('alert').filter(has_text='title')
    expect(problem).to_be_visible()
    page.get_by_text('From YAML').click()
    field = page.get_by_label('YAML', exact=True)
    field.fill('title: [')
    page.get_by_role('button', name='Create').click()
    expect(page.get_by_role('alert').filter(has_text='line')).to_be_visible()
    expect(field).to_have_value('title: [')


def test_a_file_fills_the_field(page: sync_api.Page) -> None:
    open_dashboard(page, 'filer@example.com')
    page.get_by_role('button', name='New exploration').click()
    page.get_by_text('From YAML').click()
    page.get_by_label('A file').set_input_files(
        {
            'name': 'a.yaml',
            'mimeType': 'text/yaml',
            'buffer': b'title: From a file',
        }
    )
    expect(page.get_by_label('YAML', exact=True)).to_have_value(
        'title: From a file'
    )


def test_files_are_imported_after_a_look_at_their_problems(
    page: sync_api.Page,
) -> None:
    open_dashboard(page, 'importer@example.com')
    page.get_by_role('button', name='Import').press('Enter')
    code = oppia_builders.state('CodeRepl', 'End')
    lesson = oppia_builders.to_yaml(oppia_builders.ends_at(Start=code))
    page.get_by_label('Files of this site').set_input_files(
        [
            {'name': name, 'mimeType': 'text/yaml', 'buffer': content}
            for name, content in (('a.yaml', lesson), ('b.yaml', b'title: ['))
        ]
    )
    result = page.get_by_role('status')
    expect(result).to_contain_text("'CodeRepl' does not exist here")
    expect(result).to_contain_text('cannot be imported')
    looks.expect_accessible(page)
    page.get_by_role('button', name='Import 1 exploration').press('Enter')
    page.wait_for_url(re.compile('/create/.*#/content'))
    expect(yaml_text.editor(page)).to_be_visible()
    assert '(CodeRepl) cannot be shown here' in yaml_text.text_of(page)
    with page.expect_download() as download:
        page.get_by_role('link', name='zip').click()
    assert download.value.suggested_filename == 'A small lesson v1.zip'


def test_an_unpublishable_exploration_lists_its_problems(
    page: sync_api.Page,
) -> None:
    open_dashboard(page, 'hasty@example.com')
    page.get_by_role('button', name='New exploration').click()
    page.get_by_label('Title').fill('Half done')
    page.get_by_role('button', name='Create').click()
    page.wait_for_url(re.compile('/create/'))
    page.goto('/creator_dashboard')
    page.get_by_role('button', name='Publish').click()
    notice = page.get_by_role('alert').filter(has_text='Half done')
    expect(notice).to_contain_text('was not published')
    for missing in ('category', 'objective', 'Introduction', 'End'):
        expect(notice).to_contain_text(missing)
    expect(notice.get_by_role('link')).to_have_attribute(
        'href', re.compile('/create/.*#/content')
    )


def test_the_table_sorts_by_keyboard(page: sync_api.Page) -> None:
    open_dashboard(page, 'sorter@example.com')
    token = page.locator('meta[name=csrf-token]').get_attribute('content')
    for title in ('Beta', 'Alpha', 'Gamma'):
        made = page.request.post(
            '/createhandler/new',
            data={'yaml': PLAYABLE.format(title=title)},
            headers={'X-CSRF-Token': str(token)},
        )
        assert made.ok
    page.reload()
    titles = page.locator('.dashboard__title')
    expect(titles).to_have_text(['Gamma', 'Alpha', 'Beta'])
    heading = page.get_by_role('columnheader', name='Exploration')
    heading.get_by_role('button').focus()
    page.keyboard.press('Enter')
    expect(titles).to_have_text(['Alpha', 'Beta', 'Gamma'])
    expect(heading).to_have_attribute('aria-sort', 'ascending')
    page.keyboard.press('Enter')
    expect(titles).to_have_text(['Gamma', 'Beta', 'Alpha'])
    expect(heading).to_have_attribute('aria-sort', 'descending')


def test_the_library_is_filtered_and_searched(
    page: sync_api.Page, site: str
) -> None:
    creator = creator_client.CreatorClient(site)
    creator.sign_in()
    for title, category in (('Orbits', 'Sky'), ('Roots', 'Plants')):
        yaml = PLAYABLE.format(title=title)
        creator.publish(yaml.replace('Tests', category))
    page.goto('/library')
    shown = page.locator('[data-library-card]').filter(visible=True)
    page.get_by_label('Category').select_option('Sky')
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text('Orbits')
    page.get_by_label('Search the library').fill('roots')
    expect(page.get_by_text('Nothing fits that search')).to_be_visible()
    page.get_by_label('Category').select_option('Category: all')
    expect(shown).to_contain_text('Roots')


def test_the_keyboard_skips_the_header(page: sync_api.Page) -> None:
    page.goto('/library')
    page.keyboard.press('Tab')
    expect(page.get_by_text('Skip to the content')).to_be_focused()
    page.keyboard.press('Enter')
    expect(page.get_by_role('main')).to_be_focused()


def test_the_colours_are_chosen_and_remembered(page: sync_api.Page) -> None:
    page.goto('/library')
    root = page.locator('html')
    expect(root).to_have_attribute('data-bs-theme', 'light')
    for name in ('as on this device', 'light'):
        page.get_by_role('button', name=f'Colours: {name}').click()
    expect(root).to_have_attribute('data-bs-theme', 'dark')
    page.goto('/login')
    expect(root).to_have_attribute('data-bs-theme', 'dark')
    expect(page.get_by_role('button', name='Colours: dark')).to_be_visible()


def test_the_device_decides_until_a_colour_is_chosen(
    page: sync_api.Page,
) -> None:
    page.goto('/library')
    page.emulate_media(color_scheme='dark')
    expect(page.locator('html')).to_have_attribute('data-bs-theme', 'dark')


def test_the_pages_serve_without_scripts(
    chromium: sync_api.Browser, site: str
) -> None:
    with opened_page(
        chromium, base_url=site, java_script_enabled=False
    ) as page:
        sign_in(page, 'plain@example.com')
        page.get_by_role('button', name='Sign out').click()
        expect(page.get_by_role('link', name='Sign in')).to_be_visible()


def show_every_page(page: sync_api.Page) -> Iterator[str]:
    """Visits the pages one after the other, filled and empty."""
    for path in ('/library', '/nowhere', '/create/none', '/login'):
        page.goto(path)
        yield path
    page.get_by_label('Email address').fill('nobody')
    page.get_by_role('main').get_by_role('button', name='Sign in').click()
    expect(page.locator('#email-problem')).to_be_visible()
    yield 'a refused sign-in'
    sign_in(page, f'{uuid.uuid4().hex}@example.com')
    yield 'an empty dashboard'
    make(page, 'A title that is rather long and has to break somewhere')
    yield 'a dashboard'
    page.get_by_role('button', name='New exploration').click()
    expect(page.get_by_role('dialog')).to_be_visible()
    yield 'the dialog'


def test_nothing_is_hard_to_see_or_to_reach(page: sync_api.Page) -> None:
    """The rules of WCAG 2.2 AA that a program can check, and any width."""
    for name in show_every_page(page):
        for theme in looks.in_each_theme(page):
            assert looks.violations_of(page) == [], (name, theme)
        for width in (320, 768, 1920, 1280):
            page.set_viewport_size({'width': width, 'height': 720})
            looks.expect_no_sideways_scroll(page)
