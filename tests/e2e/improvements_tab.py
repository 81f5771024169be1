"""Reads tasks and comparisons with a mocked server."""

from __future__ import annotations

from typing import Any

from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e.improvements_site import ImprovementsSite

# The task with playthroughs, as in the address.
BOUNCE = 'high_bounce_rate%3A1.Question'


def visit(
    page: sync_api.Page, where: str = '#/stats', **site: Any
) -> ImprovementsSite:
    """Opens the creator's page at an address within the page."""
    return ImprovementsSite(**site).visit(page, where)


def items(page: sync_api.Page) -> sync_api.Locator:
    """Finds the tasks of the list, in its order."""
    return page.locator('.task-item')


def item(page: sync_api.Page, number: int) -> sync_api.Locator:
    """Finds a task of the list, counted from 1."""
    return items(page).nth(number - 1)


def compared_row(page: sync_api.Page, key: str) -> sync_api.Locator:
    """Finds a figure or a card in the comparison."""
    return page.locator(f'.compare-table tr[data-key="{key}"]')


def open_compare(page: sync_api.Page) -> None:
    """Opens the section, unless the address has opened it."""
    page.locator('#compare').scroll_into_view_if_needed()
    part = page.locator('#compare details[data-part=compare]')
    if part.get_attribute('open') is None:
        part.locator('summary').first.click()


def open_comparison(page: sync_api.Page) -> None:
    """Opens the comparison, which loads it."""
    open_compare(page)
    expect(page.locator('.compare-table')).to_have_count(2)
