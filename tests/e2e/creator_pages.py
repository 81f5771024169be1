"""What a creator does and reads in a real browser."""

from __future__ import annotations

from playwright import sync_api
from playwright.sync_api import expect

CREATOR = 'creator@example.com'


def sign_in(page: sync_api.Page, url: str, email: str = CREATOR) -> None:
    """Signs in with the developer sign-in, without loading its pages.

    tests/e2e/test_site_pages.py fills in the form in the browser.
    """
    response = page.request.post(
        f'{url}/login', form={'email': email}, max_redirects=0
    )
    assert response.status == 302


class Statistics:
    """The statistics tab of an exploration, opened by its creator.

    Args:
        page: The browser's page.
        url: Where the app is.
        exp_id: The exploration.
    """

    def __init__(self, page: sync_api.Page, url: str, exp_id: str) -> None:
        self.page = page
        sign_in(page, url)
        page.goto(f'{url}/create/{exp_id}#/stats?columns=counts')

    def expect_figure(self, name: str, value: int) -> None:
        """Waits until a figure of the overview has a value."""
        figure = self.page.locator(f'[data-stat="{name}"]')
        expect(figure).to_have_text(str(value))

    def expect_totals(
        self, *, starts: int, actual_starts: int, completions: int
    ) -> None:
        """Waits until the three totals have these values."""
        self.expect_figure('num_starts', starts)
        self.expect_figure('num_actual_starts', actual_starts)
        self.expect_figure('num_completions', completions)

    def expect_card(self, state_name: str, **counts: int) -> None:
        """Waits until figures of a card have these values."""
        row = self.page.locator(f'tr[data-state-name="{state_name}"]')
        for name, count in counts.items():
            cell = row.locator(f'[data-column="{name}"] .cell-value')
            expect(cell).to_have_text(str(count))

    def expect_no_plays(self) -> None:
        """Waits until the tab shows its empty state."""
        expect(self.page.locator('[data-empty="share"]')).to_be_visible()
