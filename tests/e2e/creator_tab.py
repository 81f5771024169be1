"""Reads the statistics tab with a mocked server."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable
from typing import Any

from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e import looks
from tests.e2e.creator_site import ORIGIN, CreatorSite

VIEWS = {
    'table': '#/stats',
    'flow': '#/stats?view=flow',
    'funnel': '#/stats?view=funnel',
    'card': '#/stats?card=Question',
    'content': '#/content',
    'history': '#/history',
}


def visit(
    page: sync_api.Page, where: str = '#/stats', **site: Any
) -> CreatorSite:
    """Opens the creator's page at an address within the page."""
    return CreatorSite(**site).visit(page, where)


class OpenTab:
    """A statistics tab that tests share, as loading one takes a second.

    Each test has it show data and a place. A test loads another one if it is
    about loading, if it changes what the page keeps meanwhile, such as whether
    updates are live, or if the server refuses what the page has shown before.

    Args:
        page: The page of the tab.
        make_site: Returns the data that tests do not define.
    """

    def __init__(
        self, page: sync_api.Page, make_site: Callable[[], CreatorSite]
    ) -> None:
        self.page = page
        self._make_site = make_site
        self._revisions = itertools.count(1000)
        self._site = make_site().visit(page)

    def show(self, where: str = '#/stats', **data: Any) -> CreatorSite:
        """Shows a place of the tab with data, as if it had just been opened.

        Args:
            where: The address of the place.
            **data: Those fields of the site that differ.

        Returns:
            The site, which has received nothing yet.
        """
        page, site, fresh = self.page, self._site, self._make_site()
        page.emulate_media(media='null', color_scheme='light')
        page.set_viewport_size(looks.VIEWPORTS['desktop'])
        # A tab that becomes visible again loads everything again.
        page.evaluate("location.hash = '#/history'; scrollTo(0, 0)")
        take_in(page)
        for name, value in vars(dataclasses.replace(fresh, **data)).items():
            setattr(site, name, value)
        if site.processed is not None:
            site.processed['revision'] = next(self._revisions)
        with (
            page.expect_response('**/createhandler/statistics/*'),
            page.expect_response('**/createhandler/processed_statistics/*'),
        ):
            page.goto(f'{ORIGIN}/create/lesson{where}')
        take_in(page)
        return site


def take_in(page: sync_api.Page) -> None:
    """Waits until the page has handled all responses so far."""
    file = '/static/images/lessons/planets.svg'
    page.evaluate(f"fetch('{file}').then((file) => file.text())")


def stat(page: sync_api.Page, name: str) -> sync_api.Locator:
    """Finds a figure of the overview."""
    return page.locator(f'[data-stat="{name}"]')


def open_part(page: sync_api.Page, summary: str) -> None:
    """Opens a collapsible part of the page, unless it is open."""
    part = page.locator('summary').get_by_text(summary, exact=True)
    if not part.evaluate("e => e.closest('details').open"):
        part.click()


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
        'funnel': '.funnel-step',
        'card': '.card-ways li',
        'content': '.outline li',
        'history': 'tr[data-version]',
    }[view]
    page.clock.run_for(1000)
    expect(page.locator(drawn).first).to_be_visible()
