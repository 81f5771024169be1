"""Fixtures: the lesson on the real app, and each browser engine."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from scripts import environment
from tests import app_server, creator_client
from tests.engines import closings, engines


@pytest.fixture(scope='session', autouse=True)
def bundles() -> None:
    """Bundles the current sources for browsers."""
    environment.make_bundles()


@pytest.fixture(
    scope='session',
    params=[
        pytest.param(name, marks=pytest.mark.xdist_group(name))
        for name in engines.ENGINES
    ],
)
def engine(request: pytest.FixtureRequest) -> Iterator[engines.Engine]:
    """Runs an engine; skips the tests or fails if it is not installed.

    All tests of an engine share its profile, so users stay signed in.
    """
    try:
        with engines.ENGINES[request.param]() as engine:
            yield engine
    except engines.MissingEngineError as error:
        reason = f'NOT RUN: missing: {error}'
        if os.environ.get('REQUIRE_ALL') or os.environ.get('CI') == 'true':
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope='session')
def creator(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[creator_client.CreatorClient]:
    """A creator who is signed in to the app."""
    with app_server.serve_app(tmp_path_factory.mktemp('app')) as url:
        client = creator_client.CreatorClient(url)
        client.sign_in()
        yield client


@pytest.fixture
def exp_id(creator: creator_client.CreatorClient) -> str:
    """The id of a lesson that no other test plays."""
    return creator.publish(closings.LESSON.read_text('utf-8'))
