"""Library, sign-in, dashboard and error pages in a real browser."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests import app_server

pytestmark = [pytest.mark.browser, pytest.mark.no_store]

AXE = app_server.ROOT / 'node_modules' / 'axe-core' / 'axe.min.js'

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
    port = app_server.free_port()
    environ = {
        name: value
        for name, value in os.environ.items()
        if name != 'DATASTORE_EMULATOR_HOST'
    }
    process = subprocess.Popen(
        [sys.executable, 'main.py'],
        cwd=app_server.ROOT,
        env=environ
        | {
            'PORT': str(port),
            'STATS_DATA_DIR': str(tmp_path_factory.mktemp('data')),
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert 'Serving' in process.stdout.readline()
    yield f'http://localhost:{port}'
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)


@contextlib.contextmanager
def opened_page(
    chromium: sync_api.Browser, site: str, **options: Any
) -> Iterator[sync_api.Page]:
    context = chromium.new_context(
        base_url=site, reduced_motion='reduce', locale='en-GB', **options
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    with contextlib.closing(context):
        yield page


@pytest.fixture
def page(chromium: sync_api.Browser, site: str) -> Iterator[sync_api.Page]:
    with opened_page(chromium, site) as opened:
        yield opened


def sign_in(page: sync_api.Page, email: str) -> None:
    page.goto('/creator_dashboard')
    page.get_by_label('Email address').fill(email)
    page.get_by_role('main').get_by_role('button', name='Sign in').click()
    expect(page.get_by_role('heading', level=1)).to_have_text('My explorations')


def make(page: sync_api.Page, title: str) -> None:
    """Makes an exploration from YAML and comes back to the dashboard."""
    page.goto('/creator_dashboard')
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


def test_a_text_that_is_none_is_explained_and_kept(
    page: sync_api.Page,
) -> None:
    sign_in(page, 'careless@example.com')
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
    sign_in(page, 'filer@example.com')
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


def test_what_cannot_be_published_says_why(page: sync_api.Page) -> None:
    sign_in(page, 'hasty@example.com')
    page.get_by_role('button', name='New exploration').click()
    page.get_by_label('Title').fill('Half done')
    page.get_by_role('button', name='Create').click()
    page.wait_for_url(re.compile('/create/'))
    page.goto('/creator_dashboard')
    page.get_by_role('button', name='Publish').click()
    notice = page.get_by_role('alert').filter(has_text='Half done')
    expect(notice).to_contain_text('was not published')
    expect(notice.get_by_role('link')).to_have_attribute(
        'href', re.compile('/create/.*#/content')
    )


def titles(page: sync_api.Page) -> list[str]:
    return page.locator('.dashboard__title').all_inner_texts()


def test_the_table_sorts_by_keyboard(page: sync_api.Page) -> None:
    sign_in(page, 'sorter@example.com')
    for title in ('Beta', 'Alpha', 'Gamma'):
        make(page, title)
    assert titles(page) == ['Gamma', 'Alpha', 'Beta']
    heading = page.get_by_role('columnheader', name='Exploration')
    heading.get_by_role('button').focus()
    page.keyboard.press('Enter')
    assert titles(page) == ['Alpha', 'Beta', 'Gamma']
    assert heading.get_attribute('aria-sort') == 'ascending'
    page.keyboard.press('Enter')
    assert titles(page) == ['Gamma', 'Beta', 'Alpha']
    assert heading.get_attribute('aria-sort') == 'descending'


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
    with opened_page(chromium, site, java_script_enabled=False) as page:
        sign_in(page, 'plain@example.com')
        page.get_by_role('button', name='Sign out').click()
        expect(page.get_by_role('link', name='Sign in')).to_be_visible()


def show_every_page(page: sync_api.Page) -> Iterator[str]:
    """Visits the pages one after the other, filled and empty."""
    for path in ('/login', '/library', '/nowhere', '/create/none'):
        page.goto(path)
        yield path
    page.goto('/login')
    page.get_by_label('Email address').fill('nobody')
    page.get_by_role('main').get_by_role('button', name='Sign in').click()
    yield 'a refused sign-in'
    sign_in(page, f'{uuid.uuid4().hex}@example.com')
    yield 'an empty dashboard'
    make(page, 'A title that is rather long and has to break somewhere')
    yield 'a dashboard'
    page.get_by_role('button', name='New exploration').click()
    yield 'the dialog'


@pytest.mark.parametrize('color_scheme', ['light', 'dark'])
def test_nothing_is_hard_to_see_or_to_reach(
    chromium: sync_api.Browser, site: str, color_scheme: str
) -> None:
    """The rules of WCAG 2.2 AA that a program can check."""
    with opened_page(chromium, site, color_scheme=color_scheme) as page:
        for name in show_every_page(page):
            page.evaluate(AXE.read_text())
            report = page.evaluate('axe.run()')
            found = [
                (one['id'], node['target'])
                for one in report['violations']
                for node in one['nodes']
            ]
            assert found == [], name


@pytest.mark.parametrize('width', [320, 768, 1920])
def test_no_page_scrolls_sideways(
    chromium: sync_api.Browser, site: str, width: int
) -> None:
    with opened_page(
        chromium, site, viewport={'width': width, 'height': 700}
    ) as page:
        for name in show_every_page(page):
            overflow = page.evaluate(
                'document.documentElement.scrollWidth - innerWidth'
            )
            assert overflow <= 0, name
