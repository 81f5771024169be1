"""Plays of an exploration that is made private or deleted."""

from __future__ import annotations

import pytest
from playwright import sync_api

from core.domain import exp_domain
from tests import creator_client
from tests.e2e import conftest, creator_pages, pages
from tests.e2e.browser_learner import BrowserLearner

pytestmark = [pytest.mark.browser, pytest.mark.no_store]

# Except the mark by which the outbox detects a cleared storage.
KEYS_IN_STORAGE = """
Object.keys(localStorage).filter(
    (key) => /^learner_statistics\\.outbox\\.1\\.(?!mark$)/.test(key))
"""


@pytest.fixture
def quiz(publish_demo: conftest.PublishDemo) -> exp_domain.Exploration:
    """A quiz that only one test plays."""
    return publish_demo('seasons_quiz')


@pytest.fixture
def creator(app_url: str) -> creator_client.CreatorClient:
    """The creator of the quiz."""
    client = creator_client.CreatorClient(app_url)
    client.sign_in()
    return client


def test_a_play_counts_though_its_exploration_is_made_private_meanwhile(
    app_url: str,
    new_page: conftest.NewPage,
    creator: creator_client.CreatorClient,
    quiz: exp_domain.Exploration,
) -> None:
    learner = BrowserLearner(new_page(), app_url, quiz)
    learner.open()
    creator.set_public(quiz.exp_id, False)
    seen = learner.play_to_end()
    creator.set_public(quiz.exp_id, True)

    stats = creator_pages.Statistics(new_page(), app_url, quiz.exp_id)
    stats.expect_totals(starts=1, actual_starts=1, completions=1)
    for state_name in seen:
        stats.expect_card(state_name, entered=1, completed=1)


def test_a_browser_drops_its_reports_for_a_deleted_exploration(
    app_url: str,
    page: sync_api.Page,
    creator: creator_client.CreatorClient,
    quiz: exp_domain.Exploration,
) -> None:
    learner = BrowserLearner(page, app_url, quiz)
    learner.open()
    creator.delete(quiz.exp_id)
    with page.expect_response(lambda answer: answer.status == 410):
        learner.play_to_end()
    # The learner has seen the end; nothing is left, sent again or set aside.
    pages.soon(page, lambda: page.evaluate(KEYS_IN_STORAGE), [])
