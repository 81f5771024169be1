"""Reads the statistics tab with a mocked server."""

from __future__ import annotations

from typing import Any

from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e.creator_site import CreatorSite

VIEWS = {
    'table': '#/stats',
    'flow': '#/stats?view=flow',
    'card': '#/stats?card=Question',
    'content': '#/content',
    'history': '#/history',
}


def visit(
    page: sync_api.Page, where: str = '#/stats', **site: Any
) -> CreatorSite:
    """Opens the creator's page at a place of it."""
    return CreatorSite(**site).visit(page, where)


def stat(page: sync_api.Page, name: str) -> sync_api.Locator:
    """Finds a figure of the overview."""
    return page.locator(f'[data-stat="{name}"]')


def open_part(page: sync_api.Page, summary: str) -> None:
    """Opens a folded part of the page."""
    page.locator('summary').get_by_text(summary, exact=True).click()


def row(page: sync_api.Page, card: str) -> sync_api.Locator:
    """Finds the row of a card."""
    return page.locator(f'tr[data-state-name="{card}"]')


def card_names(page: sync_api.Page) -> sync_api.Locator:
    """Finds the names of the cards in the table, in its order."""
    return page.locator('.cards-table .card-name')


def wait_until_drawn(page: sync_api.Page, view: str) -> None:
    """Waits until the main content of a view is shown."""
    drawn = {
        'table': '.cards-table tbody tr',
        'flow': '.flow-drawing',
        'card': '.card-ways li',
        'content': '.outline li',
        'history': 'tr[data-version]',
    }[view]
    page.clock.run_for(1000)
    expect(page.locator(drawn).first).to_be_visible()
