"""A browser on the real application, and an exploration to play."""

from __future__ import annotations

import pytest
import webtest

from core.controllers import rate_limits
from tests.core.controllers import declared_responses, web


@pytest.fixture(autouse=True)
def responses_are_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checks each JSON response against the type that its handler declares."""
    declared_responses.check_all(monkeypatch)


@pytest.fixture(autouse=True)
def full_buckets() -> None:
    """Starts each test with full rate limit buckets."""
    rate_limits.forget_all()


@pytest.fixture
def browser() -> web.Browser:
    """A browser without a signed-in user."""
    import main

    return web.Browser(webtest.TestApp(main.app))


@pytest.fixture
def public_exploration() -> str:
    """The id of an exploration that everybody may play."""
    web.make_exploration('public_one', is_public=True)
    return 'public_one'


@pytest.fixture
def private_exploration() -> str:
    """The id of an exploration that only users with a role may play."""
    web.make_exploration('private_one', is_public=False)
    return 'private_one'
