"""Learners on pages reload a lesson until the server returns it."""

from __future__ import annotations

import random
from unittest import mock

import pytest

from scripts.prove_exactly_once import pages

pytestmark = pytest.mark.no_store


def test_an_error_page_is_reloaded_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An error page never shows a card, so waiting is useless."""
    monkeypatch.setattr(pages, '_POLL_SECS', 0)
    browser = mock.MagicMock()
    page = browser.new_context().new_page()
    card = page.get_by_role().or_().or_().first
    page.goto.side_effect = [mock.Mock(ok=False), mock.Mock(ok=True)]
    page.get_by_role().is_visible.side_effect = [False, True]

    learner = pages._PageLearner(
        browser, 'http://x/explore/1', random.Random(1), pages.PageTally()
    )
    learner._open('Card 1')

    assert page.goto.call_count == 2
    assert card.wait_for.call_count == 1
