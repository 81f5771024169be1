"""Acts as a learner on the player's page with a mocked server."""

from __future__ import annotations

from typing import Any

from playwright import sync_api
from playwright.sync_api import expect

from tests.e2e import player_site
from tests.e2e.pages import button
from tests.e2e.player_site import ORIGIN, PlayerSite, outcome, state

# Simulates that the page is hidden or left.
HIDE = """() => {
  Object.defineProperty(document, 'visibilityState', {
    get: () => 'hidden', configurable: true,
  });
  document.dispatchEvent(new Event('visibilitychange'));
  window.dispatchEvent(new Event('pagehide'));
}"""

# Simulates that the page is hidden and shown again.
SHOW = """() => {
  Object.defineProperty(document, 'visibilityState', {
    get: () => 'visible', configurable: true,
  });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


def play(
    page: sync_api.Page, exploration: dict[str, Any] | None = None, **site: Any
) -> PlayerSite:
    """Opens the player; the first card is shown."""
    served = PlayerSite(exploration or player_site.every_interaction(), **site)
    served.attach(page)
    page.goto(f'{ORIGIN}/explore/lesson')
    expect(heading(page, 'Card 1')).to_be_visible()
    return served


def three_continues() -> dict[str, Any]:
    """Returns a lesson of three cards to read and an end."""
    continue_to = {
        name: state('Continue', '<p>Read.</p>', default_outcome=outcome(to))
        for name, to in (('A', 'B'), ('B', 'C'), ('C', 'End'))
    }
    end = state('EndExploration', '<p>End.</p>')
    return player_site.exploration({**continue_to, 'End': end})


def heading(page: sync_api.Page, name: str) -> sync_api.Locator:
    """Finds the heading of a card."""
    return page.get_by_role('heading', name=name, exact=True)


def answer(page: sync_api.Page, text: str) -> None:
    """Types an answer and submits it."""
    page.get_by_role('textbox').fill(text)
    page.keyboard.press('Enter')


def choose(page: sync_api.Page, name: str) -> None:
    """Chooses an answer and submits it."""
    page.get_by_role('radio', name=name).check()
    button(page, 'Submit').click()


def go_to_sum(page: sync_api.Page) -> None:
    """Plays the lesson with every interaction to its third card."""
    answer(page, 'Ada')
    button(page, 'Continue').click()
    choose(page, 'Whale')
    button(page, 'Continue').click()
    expect(heading(page, 'Card 3')).to_be_visible()


def finish(page: sync_api.Page) -> None:
    """Plays the lesson with every interaction from its fourth card on."""
    button(page, 'Go on').click()
    expect(heading(page, 'Lesson complete')).to_be_visible()
