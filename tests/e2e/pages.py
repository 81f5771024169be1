"""Pages of a real browser, and waiting for their state.

Pages change some time after an action. `expect` of Playwright waits for most
changes, `soon` for all others. A test never asserts a value that it has read
once from a page that may still be changing.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest
from playwright import sync_api

# Milliseconds to wait for something to appear on a busy machine.
TIMEOUT_MSECS = 20_000

# Milliseconds between two checks.
_LOOK_AGAIN_MSECS = 50

# Each transition may set off that of a child in the frame after it.
_SETTLE = """async () => {
  const moving = () => document.getAnimations().filter(
      ({playState}) => playState === 'running');
  const settled = async () => {
    do {
      await Promise.allSettled(moving().map(({finished}) => finished));
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
    } while (moving().length);
  };
  const late = new Promise((_, reject) => setTimeout(() => {
    const names = moving().map(({effect}) => effect?.target?.outerHTML);
    reject(new Error(`The page is not drawn, or moves: ${names}`));
  }, 30_000));
  await Promise.race([settled(), late]);
}"""

# How Chromium logs an error response, and how the player reports
# it.
_REFUSALS = ('Failed to load resource', 'LoadError: ')

_T = TypeVar('_T')


@contextlib.contextmanager
def opened_page(
    chromium: sync_api.Browser, *, may_be_refused: bool = True, **options: Any
) -> Iterator[sync_api.Page]:
    """A page in a separate profile, which must throw and log no error.

    Args:
        chromium: The browser.
        may_be_refused: Whether requests may fail, as tests ask some to.
        **options: Those of a Playwright context.
    """
    context = chromium.new_context(
        **{
            'timezone_id': 'UTC',
            'locale': 'en-GB',
            'reduced_motion': 'reduce',
            **options,
        }
    )
    page = context.new_page()
    page.set_default_timeout(TIMEOUT_MSECS)
    problems: list[str] = []

    def listen(said: sync_api.ConsoleMessage) -> None:
        is_refused = said.text.startswith(_REFUSALS)
        if said.type == 'error' and not (is_refused and may_be_refused):
            problems.append(said.text)

    page.on('pageerror', lambda error: problems.append(str(error)))
    page.on('console', listen)
    with contextlib.closing(context):
        yield page
    assert not problems, problems


def button(
    place: sync_api.Page | sync_api.Locator, name: str
) -> sync_api.Locator:
    """Finds a button by its whole name, on a page or in a part of it."""
    return place.get_by_role('button', name=name, exact=True)


def soon(page: sync_api.Page, read: Callable[[], _T], wanted: _T) -> None:
    """Waits until the value read is the wanted one; reports the last one.

    Args:
        page: The page, which continues to run.
        read: Reads the value that should change, of the page or its requests.
        wanted: The expected value.
    """
    deadline = time.monotonic() + TIMEOUT_MSECS / 1000
    while (value := read()) != wanted and time.monotonic() < deadline:
        page.wait_for_timeout(_LOOK_AGAIN_MSECS)
    # pytest explains assertions of test files only.
    assert value == wanted, f'{value!r} instead of {wanted!r}'


def selected_text(field: sync_api.Locator) -> str:
    """Reads the selection of a text field."""
    return str(
        field.evaluate('e => e.value.slice(e.selectionStart, e.selectionEnd)')
    )


def settle(page: sync_api.Page) -> None:
    """Waits until pending changes are drawn, and nothing moves.

    For asserting that something does *not* appear, which has no event to
    wait for, and for screenshots.
    """
    page.evaluate(_SETTLE)


def tab_to(page: sync_api.Page, target: sync_api.Locator) -> None:
    """Presses Tab until the target has the focus.

    Does not press it if the target already has the focus.
    """
    for _ in range(80):
        if target.evaluate('e => e === document.activeElement'):
            return
        page.keyboard.press('Tab')
    pytest.fail('The keyboard does not get there.')
