"""Checks the look of a page, and saves it for people to inspect."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, Literal

from playwright import sync_api
from playwright.sync_api import expect

from tests import app_server
from tests.e2e.pages import settle, soon

# Folder of the screenshots, which SAVE_SCREENSHOTS=1 enables: taking them needs
# as much time as checking the page.
OUTPUT = app_server.ROOT / '.test-output' / 'screenshots'

VIEWPORTS = {
    'phone': {'width': 390, 'height': 844},
    'desktop': {'width': 1280, 'height': 900},
}

THEMES: tuple[Literal['dark', 'light'], ...] = ('light', 'dark')

_AXE = app_server.ROOT / 'node_modules' / 'axe-core' / 'axe.min.js'

# Reports violations only: listing passed checks takes longer than the checks.
# Does not preload styles and media, which no rule for our pages needs.
# Themes differ only in colours, and tests begin with the light theme.
_RUN_AXE = """async (scope) => {
  const options = {resultTypes: ['violations'], preload: false};
  if (document.documentElement.dataset.bsTheme === 'dark') {
    options.runOnly = ['color-contrast', 'link-in-text-block'];
  }
  const results = await axe.run(scope ?? document, options);
  return results.violations.map(
      ({id, nodes}) => [id, nodes.map(({html}) => html)]);
}"""

_OVERFLOW = """() => {
  const {scrollWidth, clientWidth} = document.documentElement;
  return scrollWidth - clientWidth;
}"""


def screenshot(
    page: sync_api.Page,
    name: str,
    part: sync_api.Locator | None = None,
) -> None:
    """Saves a screenshot of the page, or of a part, if enabled."""
    if not os.environ.get('SAVE_SCREENSHOTS'):
        return
    settle(page)
    OUTPUT.mkdir(parents=True, exist_ok=True)
    path = OUTPUT / f'{name}.png'
    if part is None:
        page.screenshot(path=path, full_page=True)
    else:
        part.screenshot(path=path)


def in_each_theme(page: sync_api.Page) -> Iterator[str]:
    """Shows a page in both themes, as the device prefers."""
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        expect(page.locator('html')).to_have_attribute('data-bs-theme', theme)
        yield theme


def expect_accessible(page: sync_api.Page, scope: str | None = None) -> None:
    """Checks the rules of WCAG that a program can check.

    Args:
        page: The page, completely drawn.
        scope: A selector of the part to check; the whole page by default.
    """
    violations = violations_of(page, scope)
    assert not violations, violations


def violations_of(page: sync_api.Page, scope: str | None = None) -> list[Any]:
    """Returns the rules of axe that are broken, with the elements."""
    settle(page)
    if not page.evaluate('"axe" in window'):
        page.evaluate(_AXE.read_text())
    violations: list[Any] = page.evaluate(_RUN_AXE, scope)
    return violations


def expect_no_sideways_scroll(page: sync_api.Page) -> None:
    """Waits until the page is not wider than the window."""
    soon(page, lambda: int(page.evaluate(_OVERFLOW)), 0)
