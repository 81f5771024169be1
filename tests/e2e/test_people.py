"""Owners manage the roles of an exploration."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Iterator

import pytest
from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e import conftest, creator_pages, looks
from tests.e2e.pages import opened_page

pytestmark = [pytest.mark.browser, pytest.mark.no_store]

OWNER = creator_pages.CREATOR


Somebody = Callable[[], sync_api.Page]


@pytest.fixture
def somebody(chromium: sync_api.Browser) -> Iterator[Somebody]:
    """Opens pages of people, some of whose requests are refused.

    (A refusal is an error in the console, which `new_page` forbids.)
    """
    with contextlib.ExitStack() as stack:
        yield lambda: stack.enter_context(opened_page(chromium))


@pytest.fixture
def create_url(app_url: str, publish_demo: conftest.PublishDemo) -> str:
    """Where people work on an exploration that only one test works on."""
    return f'{app_url}/create/{publish_demo("three_doors").exp_id}'


@pytest.fixture
def colleague() -> str:
    """The address of a new user."""
    return f'{uuid.uuid4().hex}@example.com'


def open_content(page: sync_api.Page, url: str, create_url: str) -> None:
    creator_pages.sign_in(page, url)
    page.goto(f'{create_url}#/content')


def people(page: sync_api.Page) -> sync_api.Locator:
    return page.get_by_role('region', name='People')


def row(page: sync_api.Page, name: str) -> sync_api.Locator:
    return people(page).get_by_role('listitem').filter(has_text=name)


def add(page: sync_api.Page, email: str, role: str) -> None:
    form = people(page).get_by_role('form')
    form.get_by_role('textbox').fill(email)
    form.get_by_label('Role').select_option(role)
    form.get_by_role('button', name='Add').press('Enter')


def confirm(page: sync_api.Page, action: str) -> None:
    page.get_by_role('dialog').get_by_role('button', name=action).click()


def test_an_owner_lets_a_colleague_read_the_statistics(
    app_url: str, create_url: str, colleague: str, somebody: Somebody
) -> None:
    page = somebody()
    open_content(page, app_url, create_url)
    expect(row(page, OWNER)).to_contain_text('(you)')
    add(page, colleague, 'Editor')
    expect(people(page).get_by_role('alert')).to_contain_text(
        'Nobody has signed in here with this address yet'
    )

    other = somebody()
    creator_pages.sign_in(other, app_url, colleague)
    add(page, colleague, 'Editor')
    expect(row(page, colleague)).to_be_visible()
    expect(people(page).get_by_role('textbox')).to_be_focused()
    expect(people(page).get_by_role('alert')).to_be_empty()
    other.goto(f'{create_url}#/stats')
    expect(other.get_by_role('heading', name='No plays yet')).to_be_visible()
    # An editor is not asked to manage anything.
    other.get_by_role('link', name='Content', exact=True).click()
    expect(other.locator('.outline li').first).to_be_visible()
    expect(people(other)).to_be_hidden()

    row(page, colleague).get_by_role('button', name='Remove').click()
    confirm(page, 'Remove')
    expect(row(page, colleague)).to_have_count(0)
    response = other.goto(create_url)
    assert response is not None
    assert response.status == 403


def test_an_owner_who_becomes_editor_can_no_longer_manage(
    app_url: str, create_url: str, colleague: str, somebody: Somebody
) -> None:
    page = somebody()
    # Creates the account of the colleague.
    creator_pages.sign_in(page, app_url, colleague)
    open_content(page, app_url, create_url)
    role = people(page).get_by_label(f'Role of {OWNER}')
    role.select_option('Editor')
    confirm(page, 'Change my role')
    expect(people(page).get_by_role('alert')).to_contain_text(
        'an exploration needs an owner'
    )
    expect(role).to_have_value('owner')

    add(page, colleague, 'Owner')
    expect(row(page, colleague)).to_be_visible()
    role.select_option('Editor')
    confirm(page, 'Change my role')
    expect(people(page)).to_be_hidden()
    expect(page.get_by_role('button', name='Make private')).to_be_hidden()
    expect(page.get_by_text('Only its owners can change that')).to_be_visible()


def test_a_link_shares_the_statistics_until_it_is_revoked(
    somebody: Somebody, app_url: str, create_url: str
) -> None:
    page, guest = somebody(), somebody()
    open_content(page, app_url, create_url)
    sharing = page.get_by_role('region', name='Shared statistics')
    sharing.get_by_label('For whom').fill('Parents')
    sharing.get_by_role('button', name='Make a link').click()
    address = sharing.get_by_label('Parents').input_value()

    guest.goto(address)

    expect(guest.get_by_role('region', name='Statistics')).to_be_visible()
    expect(guest.get_by_text('Nobody has played this')).to_be_visible()
    looks.expect_accessible(guest)
    for name in ('To do', 'Compare', 'Your data'):
        expect(guest.get_by_role('region', name=name)).to_have_count(0)
    sharing.get_by_role('button', name='Revoke').click()
    page.get_by_role('dialog').get_by_role('button', name='Revoke').click()
    expect(sharing.get_by_label('Parents')).to_have_count(0)
    guest.reload()
    expect(guest.get_by_text('This link is not valid')).to_be_visible()
