"""A learner who plays the lesson in any browser engine."""

from __future__ import annotations

import time

from tests.creator_client import CREATOR
from tests.engines.engines import Page, PageError

# The cards of lesson.yaml, in order, with a part of their text.
CARDS = {'One': 'one and one', 'Two': 'two and two', 'Three': 'three and three'}
END = 'That is all.'

_TIMEOUT_SECS = 60
_FIELD = 'main input.player-field'
# The two buttons that are offered to a returning learner.
_GO_ON = '#player > section .player-actions button'
_START_AGAIN = '#player > section .player-actions button + button'


class EngineLearner:
    """Plays the lesson.

    Args:
        page: The page to play on.
        url: The URL of the player.
    """

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self._url = url

    def open(self) -> None:
        """Opens the player at its first card, even after earlier plays."""
        self.page.goto(self._url)
        wait_for(
            self.page, 'document.querySelectorAll("#player button").length'
        )
        if _is_true(
            self.page, f'document.querySelector("{_START_AGAIN}") !== null'
        ):
            self.page.click(_START_AGAIN)
        self.wait_for_text(CARDS['One'])

    def go_on_after_a_reload(self) -> None:
        """Reloads the page, and resumes the play that it offers."""
        self.page.reload()
        wait_for(self.page, f'document.querySelector("{_GO_ON}") !== null')
        self.page.click(_GO_ON)

    def play_to_end(self, first: str = 'One') -> None:
        """Answers all cards beginning with `first`."""
        names = list(CARDS)
        for name in names[names.index(first) :]:
            self.wait_for_text(CARDS[name])
            self.answer()
        self.wait_for_text(END)

    def answer(self) -> None:
        """Answers the current card once it is shown; any number leads on."""
        wait_for(self.page, f'document.querySelector("{_FIELD}") !== null')
        self.page.type(_FIELD, '7')
        self.page.click('main button[type=submit]')

    def wait_for_text(self, text: str) -> None:
        """Waits until the main part of the page contains a text."""
        wait_for(
            self.page,
            f'document.querySelector("main").innerText.includes("{text}")',
        )


def sign_in(page: Page, url: str) -> None:
    """Signs in with the developer sign-in."""
    page.goto(f'{url}/login')
    page.type('main input[type=email]', CREATOR)
    page.click('main button[type=submit]')
    wait_for(page, 'document.body.innerText.includes("Sign out")')


def wait_for(
    page: Page, condition: str, timeout_secs: float = _TIMEOUT_SECS
) -> None:
    """Waits until a JavaScript expression is true.

    Raises:
        AssertionError: The expression is not true in time.
    """
    give_up_at = time.monotonic() + timeout_secs
    while not _is_true(page, condition):
        if time.monotonic() > give_up_at:
            text = page.evaluate('document.body.innerText')
            raise AssertionError(f'{condition} is not true of: {text}')
        time.sleep(0.02)


def _is_true(page: Page, condition: str) -> bool:
    try:
        return bool(page.evaluate(condition))
    except PageError:
        return False
