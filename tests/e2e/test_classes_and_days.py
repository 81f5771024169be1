"""A creator reads the plays of one class, and of some days."""

from __future__ import annotations

import re

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e import conftest, creator_pages

pytestmark = [pytest.mark.browser, pytest.mark.no_store]

NUM_LEARNERS = 3


def test_a_class_is_read_by_itself(
    app_url: str,
    publish_demo: conftest.PublishDemo,
    page: sync_api.Page,
    new_page: conftest.NewPage,
) -> None:
    exp_id = publish_demo('three_doors').exp_id
    creator_pages.sign_in(page, app_url)
    page.goto(f'{app_url}/create/{exp_id}#/content')
    classes = page.get_by_role('region', name='Classes')
    classes.get_by_label('Name of a class').fill('7b')
    classes.get_by_role('button', name='Add').press('Enter')
    link = classes.get_by_label('Link of 7b').input_value()
    expect(classes.get_by_role('button', name='Copy link')).to_be_visible()

    for _ in range(NUM_LEARNERS):
        learner = new_page()
        learner.goto(link)
        expect(learner.locator('.player-card').first).to_be_visible()

    # Opening the tab folds the plays.
    page.goto(f'{app_url}/create/{exp_id}#/stats')
    learners = page.get_by_label('Learners', exact=True)
    learners.select_option('class:7b')
    note = page.locator('.scope-note')
    expect(note).to_have_text('3 processed plays of “7b” of all time.')
    page.get_by_label('Days', exact=True).select_option('1')
    expect(note).to_contain_text('that began on')
    expect(page).to_have_url(re.compile(r'range=1&segment=class%3A7b'))
    page.reload()
    expect(note).to_contain_text('3 processed plays of “7b” that began on')
    expect(page.get_by_text('of all plays').first).to_be_visible()
    expect(page.get_by_text('3 are playing')).to_be_visible()
