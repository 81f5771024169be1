"""The editor of explorations in a real browser, against the real app."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e import creator_site, looks, yaml_text
from tests.e2e.pages import opened_page

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: sync_api.Browser, app_url: str) -> Iterator[sync_api.Page]:
    with opened_page(chromium, base_url=app_url) as opened:
        yield opened


def begin(page: sync_api.Page) -> None:
    page.goto('/creator_dashboard')
    page.get_by_label('Email address').fill('writer@example.com')
    page.get_by_role('main').get_by_role('button', name='Sign in').click()
    page.get_by_role('button', name='New exploration').click()
    page.get_by_label('Title').fill('Planets and moons')
    page.get_by_role('button', name='Create').click()
    page.wait_for_url(re.compile('/create/.*#/content'))
    expect(yaml_text.editor(page)).to_have_js_property('readOnly', False)


def test_an_error_is_seen_mended_previewed_and_saved(
    page: sync_api.Page,
) -> None:
    begin(page)
    page.get_by_role('button', name='Publish').click()
    missing = page.get_by_role('alert').filter(has_text='cannot be published')
    for part in ('category', 'objective', 'Introduction', 'End'):
        expect(missing).to_contain_text(part)
    page.get_by_role('button', name='Quiz').click()
    field = page.get_by_label('The exploration as YAML')
    text = yaml_text.text_of(page)
    broken = text.replace('category: Examples', 'category: 5')
    broken = broken.replace('dest: The end', 'dest: The ending', 1)
    yaml_text.write(page, broken)
    problems = page.get_by_role('list', name='Problems in the text')
    items = problems.get_by_role('listitem')
    expect(items).to_have_count(2)
    expect(items.first).to_have_text(
        re.compile(r"Line 3\s+category \u2013 should be a text.* '5'")
    )
    for theme in looks.in_each_theme(page):
        looks.expect_accessible(page)
        looks.screenshot(page, f'editor {theme}')

    items.first.get_by_role('button').click()
    expect(field).to_be_focused()
    page.keyboard.insert_text('category: Astronomy')
    expect(items).to_have_text([re.compile("no card 'The ending'")])
    items.first.get_by_role('button').click()
    page.keyboard.press('End')
    for _ in 'ending':
        page.keyboard.press('Backspace')
    page.keyboard.press('Control+Space')
    page.get_by_role('option', name='The end').click()
    expect(problems).to_have_count(0)

    # Tab moves the focus out of the text.
    page.keyboard.press('Tab')
    expect(field).not_to_be_focused()
    asked: list[str] = []
    page.on('request', lambda request: asked.append(request.url))
    play_preview(page)
    assert [url for url in asked if 'explorehandler' in url] == []

    page.get_by_label('What did you change').fill('Mend it')
    page.get_by_role('button', name='Save a new version').click()
    expect(page.get_by_text('Saved as version 2')).to_be_visible()
    assert 'category: Astronomy' in yaml_text.text_of(page)


def test_the_format_is_explained(page: sync_api.Page) -> None:
    page.goto('/help/explorations')
    expect(page.locator('h2#FractionInput')).to_be_visible()
    for _ in looks.in_each_theme(page):
        looks.expect_accessible(page)
    page.set_viewport_size(looks.VIEWPORTS['phone'])
    looks.expect_no_sideways_scroll(page)


def play_preview(page: sync_api.Page) -> None:
    page.get_by_role('button', name='Preview').click()
    preview = page.get_by_role('dialog', name='Preview of your text')
    expect(preview).to_contain_text('not counted')
    preview.get_by_label('Venus').check()
    preview.get_by_role('button', name='Submit').click()
    expect(preview).to_contain_text('Not that one.')
    page.set_viewport_size(looks.VIEWPORTS['phone'])
    looks.expect_no_sideways_scroll(page)
    looks.expect_accessible(page, 'dialog')
    preview.get_by_label('From card').select_option('The end')
    expect(preview).to_contain_text('Well done.')
    preview.get_by_role('button', name='Close').click()
    expect(preview).to_have_count(0)


def test_a_plain_field_remains_where_the_editor_cannot_be_loaded(
    page: sync_api.Page,
) -> None:
    site = creator_site.CreatorSite()
    site.attach(page)
    page.route('**/yaml_editor-*.js', lambda route: route.abort())
    page.goto(f'{creator_site.ORIGIN}/create/lesson#/content')
    field = page.get_by_label('The exploration as YAML')
    field.fill('title: Plain\n')
    page.get_by_label('What did you change').fill('Why')
    page.get_by_role('button', name='Save a new version').click()
    expect(page.get_by_text('Saved as version 3')).to_be_visible()
    assert site.yaml == 'title: Plain\n'
