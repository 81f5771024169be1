"""Measures the reports that arrive when learners close their pages.

Each learner answers the first card and leaves at once. Reports in flight
should arrive; the others stay in the browser, and the next page of the site
delivers them.
"""

from __future__ import annotations

import dataclasses
import pathlib
import time
from collections.abc import Callable
from typing import Any

from tests import creator_client
from tests.engines import engine_learner, engines

LESSON = pathlib.Path(__file__).parent / 'lesson.yaml'

WAYS: dict[str, Callable[[engines.Page], None]] = {
    'closed': lambda page: page.close(),
    'hidden': lambda page: page.hide(),
    'left': lambda page: page.goto('about:blank'),
}


# The number of undelivered records in the browser's storage.
_NUM_WAITING = """
(Object.keys(localStorage).filter((key) =>
  /^learner_statistics\\.outbox\\.1\\.(item|batch)/.test(key)).length)
"""


@dataclasses.dataclass(frozen=True)
class Leavers:
    """Learners who answered the first card and left at once.

    Attributes:
        exp_id: An exploration without other plays.
        number: The number of learners.
        num_answers_at_once: The answers that arrived without another page.
    """

    exp_id: str
    number: int
    num_answers_at_once: int


def leave(
    engine: engines.Engine,
    creator: creator_client.CreatorClient,
    exp_id: str,
    way: str,
    number: int,
) -> Leavers:
    """Lets learners leave in one way, one after the other.

    Args:
        engine: The browser.
        creator: A creator who reads the statistics.
        exp_id: An exploration without other plays.
        way: One of WAYS.
        number: How many learners there are.
    """
    for _ in range(number):
        page = engine.open_page()
        url = f'{creator.url}/explore/{exp_id}'
        learner = engine_learner.EngineLearner(page, url)
        learner.open()
        learner.answer()
        WAYS[way](page)
        if way != 'closed':
            page.close()
    return Leavers(exp_id, number, _answers_at_rest(creator, exp_id))


def deliver_the_rest(engine: engines.Engine, url: str) -> None:
    """Opens a page that delivers the reports of earlier pages.

    It takes over counts of closed pages after a minute.

    Args:
        engine: The browser.
        url: The URL of a player.
    """
    page = engine.open_page()
    page.goto(url)
    wait_until_delivered(page)
    page.close()


def wait_until_delivered(page: engines.Page) -> None:
    """Waits until the browser's storage has no undelivered records."""
    engine_learner.wait_for(page, f'{_NUM_WAITING} === 0', timeout_secs=120)


def num_answers(statistics: dict[str, Any]) -> int:
    """Returns how many answers to the first card were counted."""
    mapping = statistics['state_stats_mapping']
    return int(mapping['One']['total_answers_count'])


def _answers_at_rest(creator: creator_client.CreatorClient, exp_id: str) -> int:
    """Returns the number of counted answers once it no longer changes."""
    before = -1
    while (now := num_answers(creator.statistics(exp_id))) != before:
        before = now
        time.sleep(1)
    return now
