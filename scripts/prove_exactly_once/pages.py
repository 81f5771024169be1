"""Learners in real Chromium pages, who know the way through the maze.

Their clicks are counted independently, by the definitions of the statistics.
"""

from __future__ import annotations

import collections
import contextlib
import importlib.util
import json
import random
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright import sync_api

# The version, the card (None for the exploration), and the counter.
Key = tuple[int, str | None, str]

_TIMEOUT_SECS = 300.0
_POLL_SECS = 0.2

# Long, because a page that starts a play after the timeout would be left and
# resumed without being counted here.
_PAGE_TIMEOUT_MSECS = 120_000

# Seconds after which Chromium has stored a page's data, so that a crash of the
# page loses nothing.
_STORED_SECS = 1.0

# The way through the maze: the original name of a card, a wrong answer (None if
# there is no question), and the right one.
_WAY: Sequence[tuple[str, str | None, str]] = (
    ('Welcome', None, 'Go on'),
    ('Crossing', '1/4', '2/4'),
    ('Halves', '2', '1.5'),
    ('In words', 'perhaps', 'three quarters'),
)
_END = 'End'

_WAITING = """() => Object.keys(localStorage).filter(
  (key) => /\\.(item|batch)\\./.test(key)).length"""

_ARGUMENTS = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
]


def _executable() -> str | None:
    # The headless shell is the same engine without a window.
    return shutil.which('chromium-headless-shell') or shutil.which('chromium')


def why_missing() -> str:
    """Describes what real pages lack; '' if they can run."""
    if _executable() is None:
        return 'Chromium is missing (apt install chromium)'
    if importlib.util.find_spec('playwright') is None:
        return 'playwright is missing (requirements-dev.txt)'
    return ''


@contextlib.contextmanager
def chromium() -> Iterator[sync_api.Browser]:
    """Runs Chromium while the block runs."""
    from playwright import sync_api

    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=_executable(), args=_ARGUMENTS
        )
        try:
            yield browser
        finally:
            browser.close()


class PageTally:
    """The actions of learners in pages.

    Attributes:
        counts: Counts by counter, with the original names of cards.
        events: The number of events by version and type.
        num_sessions: The number of plays that were started.
        mishaps: The number of mishaps of pages by kind.
    """

    def __init__(self) -> None:
        self.counts: collections.Counter[Key] = collections.Counter()
        self.events: collections.Counter[tuple[int, str]] = (
            collections.Counter()
        )
        self.num_sessions = 0
        self.mishaps: collections.Counter[str] = collections.Counter()

    def add(self, version: int, event: str, *counters: Key) -> None:
        """Counts an event and the counters that it increments."""
        self.events[version, event] += 1
        self.counts.update(counters)


def play_all(url: str, exp_id: str, seed: int, number: int) -> PageTally:
    """Plays in `number` pages, one after the other; returns their tally.

    All pages stay open until the end: a later page sends the counts of a
    crashed page only after a minute, when it considers that page dead.
    """
    tally = PageTally()
    if not number:
        return tally
    with chromium() as browser:
        players = [
            _PageLearner(
                browser,
                f'{url}/explore/{exp_id}',
                random.Random(f'{seed}/page {index}'),
                tally,
            )
            for index in range(number)
        ]
        for player in players:
            player.play()
        for player in players:
            player.wait_until_delivered()
    return tally


class _PageLearner:
    """One learner, with a separate browser profile."""

    def __init__(
        self,
        browser: sync_api.Browser,
        url: str,
        source: random.Random,
        tally: PageTally,
    ) -> None:
        self._context = browser.new_context()
        self._context.set_default_timeout(_PAGE_TIMEOUT_MSECS)
        self._url = url
        self._play_key = f'learner_play.1.{url.rpartition("/")[2]}'
        self._random = source
        self._tally = tally
        self._version = 0
        self._has_maybe_left = False
        self._page = self._context.new_page()

    def play(self) -> None:
        """Plays some or all cards."""
        self._open('Card 1')
        self._began()
        num_cards = self._random.choice([1, 2, 3, 4, 4, 4, 4])
        for number, (card, wrong, right) in enumerate(_WAY[:num_cards], 1):
            self._maybe_suffer(number)
            if wrong is not None and self._random.random() < 0.4:
                self._answer(wrong)
                self._count_answer(card, is_first=False, is_useful=False)
            self._answer(right)
            self._count_answer(card, is_first=number == 1, is_useful=True)
            self._proceed(card, number)
        if num_cards < len(_WAY):
            # Leaves and returns: the new page delivers remaining reports.
            self._maybe_leave()
            self._open(f'Card {num_cards + 1}', goes_on=False)

    def _open(self, heading: str, *, goes_on: bool = True) -> None:
        """Opens the lesson, repeatedly until it loads.

        Args:
            heading: The heading of the card to continue at.
            goes_on: Whether to accept an offer to resume the play.
        """
        from playwright import sync_api

        end = time.monotonic() + _TIMEOUT_SECS
        while True:
            try:
                if self._try_to_open(heading, goes_on):
                    return
            except sync_api.Error:
                if time.monotonic() > end:
                    raise
            time.sleep(_POLL_SECS)

    def _try_to_open(self, heading: str, goes_on: bool) -> bool:
        """Opens the lesson; returns whether it loaded."""
        page = self._page
        wanted = page.get_by_role('heading', name=heading, exact=True)
        offer = page.get_by_role('button', name=re.compile('Go on at'))
        problem = page.get_by_role('alert')
        answer = page.goto(self._url)
        if answer is None or not answer.ok:
            # An error page, such as of a private lesson, does not retry.
            return False
        wanted.or_(offer).or_(problem).first.wait_for()
        if offer.is_visible():
            if not goes_on:
                return True
            offer.click()
            wanted.or_(problem).first.wait_for()
        return wanted.is_visible()

    def _answer(self, answer: str) -> None:
        radio = self._page.get_by_role('radio', name=answer, exact=True)
        if answer == 'Go on':
            self._press(answer)
            return
        if radio.count():
            radio.check()
        else:
            self._page.get_by_role('textbox').fill(answer)
        self._press('Submit')

    def _press(self, name: str) -> None:
        self._page.get_by_role('button', name=name, exact=True).click()

    def _proceed(self, card: str, number: int) -> None:
        """Continues to the next card."""
        if card != 'Welcome':
            self._press('Continue')
        is_end = number == len(_WAY)
        heading = 'Lesson complete' if is_end else f'Card {number + 1}'
        self._page.get_by_role('heading', name=heading, exact=True).wait_for()
        self._has_maybe_left = False
        self._count_completion(card)
        self._count_entry(_END if is_end else _WAY[number][0])
        if is_end:
            self._count_completion(_END)
            version = self._version
            key = (version, None, 'num_completions')
            self._tally.add(version, 'exploration_complete', key)

    def _maybe_suffer(self, number: int) -> None:
        mishap = self._random.choice(
            ['reload', 'crash', 'close', 'offline', None, None, None]
        )
        if mishap is None:
            return
        self._tally.mishaps[mishap] += 1
        if mishap == 'offline':
            self._context.set_offline(True)
            time.sleep(_STORED_SECS)
            self._context.set_offline(False)
            return
        if mishap == 'crash':
            time.sleep(_STORED_SECS)
            self._crash()
        else:
            self._maybe_leave()
            if mishap == 'close':
                self._page.close(run_before_unload=False)
                self._page = self._context.new_page()
        self._open(f'Card {number}')

    def _crash(self) -> None:
        from playwright import sync_api

        with contextlib.suppress(sync_api.Error):
            self._page.goto('chrome://crash')
        self._page.close()
        self._page = self._context.new_page()

    def wait_until_delivered(self) -> None:
        """Waits until the server has all reports; closes the profile."""
        end = time.monotonic() + _TIMEOUT_SECS
        while self._page.evaluate(_WAITING):
            if time.monotonic() > end:
                raise TimeoutError('A page does not deliver its reports.')
            time.sleep(_POLL_SECS)
        self._context.close()

    # Counting -------------------------------------------------

    def _began(self) -> None:
        play = self._page.evaluate(f'localStorage.getItem("{self._play_key}")')
        self._version = json.loads(play)['exp_version']
        self._tally.num_sessions += 1
        key = (self._version, None, 'num_starts')
        self._tally.add(self._version, 'exploration_start', key)
        self._count_entry(_WAY[0][0])

    def _count_entry(self, card: str) -> None:
        # These learners enter each card once.
        keys = [
            (self._version, card, counter)
            for counter in ('total_hit_count', 'first_hit_count')
        ]
        self._tally.add(self._version, 'state_hit', *keys)

    def _count_completion(self, card: str) -> None:
        key = (self._version, card, 'num_completions')
        self._tally.add(self._version, 'state_complete', key)

    def _count_answer(
        self, card: str, *, is_first: bool, is_useful: bool
    ) -> None:
        version = self._version
        keys: list[Key] = [(version, card, 'total_answers_count')]
        if is_useful:
            keys.append((version, card, 'useful_feedback_count'))
        self._tally.add(version, 'answer_submitted', *keys)
        if is_first:
            key = (version, None, 'num_actual_starts')
            self._tally.add(version, 'exploration_actual_start', key)

    def _maybe_leave(self) -> None:
        if not self._has_maybe_left:
            self._has_maybe_left = True
            self._tally.add(self._version, 'exploration_maybe_leave')


# The columns of the table of cards, and what they count.
_COLUMNS = {
    'entered': 'total_hit_count',
    'first_entered': 'first_hit_count',
    'answers': 'total_answers_count',
    'useful_feedback': 'useful_feedback_count',
    'solution_views': 'num_times_solution_viewed',
    'completed': 'num_completions',
    'hint_views': 'num_times_hint_viewed',
}
_TOTALS = ('num_starts', 'num_actual_starts', 'num_completions', 'num_ratings')

_READ_TAB = """() => ({
  totals: [...document.querySelectorAll('[data-stat]')].map(
    (one) => [one.dataset.stat, one.textContent]),
  cards: [...document.querySelectorAll('tr[data-state-name] td')].map(
    (one) => [one.parentElement.dataset.stateName, one.dataset.column,
      one.querySelector('.cell-value')?.textContent ?? '']),
})"""


def read_tab(
    url: str, exp_id: str, email: str
) -> dict[tuple[str | None, str], int]:
    """Returns the numbers that the tab shows, as a creator sees them."""
    with chromium() as browser:
        page = browser.new_page()
        page.goto(f'{url}/login')
        page.locator('main input[type=email]').fill(email)
        page.locator('main button[type=submit]').click()
        page.get_by_text('Sign out').first.wait_for()
        page.goto(f'{url}/create/{exp_id}#/stats')
        page.locator('.cards-table tbody tr').first.wait_for()
        shown = page.evaluate(_READ_TAB)
    numbers: dict[tuple[str | None, str], int] = {
        (None, name): _number(text)
        for name, text in shown['totals']
        if name in _TOTALS
    }
    for card, column, text in shown['cards']:
        # An end card has a dash instead of the number of answers.
        if column in _COLUMNS:
            numbers[card, _COLUMNS[column]] = _number(text)
    return numbers


def _number(text: str) -> int:
    return int(re.sub(r'\D', '', text) or 0)
