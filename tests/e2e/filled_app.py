"""Runs the real app on a store that a test has filled."""

from __future__ import annotations

import contextlib
import pathlib
from collections.abc import Callable, Iterator

import pytest

from core.domain import exp_services, user_services
from core.platform import datastore
from core.platform.datastore import embedded
from tests import app_server
from tests.e2e import creator_pages

OWNER_ID = user_services.dev_user_id(creator_pages.CREATOR)


@contextlib.contextmanager
def serve(
    data_dir: pathlib.Path, fill: Callable[[], object], **settings: str
) -> Iterator[str]:
    """Fills a store in this process, which has loaded the code, and serves it.

    Args:
        data_dir: Where the app finds and keeps its data.
        fill: Writes to the store.
        **settings: Environment variables of the app.

    Yields:
        The URL of the app, which answers.
    """
    client = embedded.Client(
        str(data_dir / datastore.FILE_NAME),
        index_yaml=str(datastore.INDEX_YAML),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(datastore, 'get_client', lambda: client)
        with client.context():
            fill()
    client.close()
    with app_server.serve_app(data_dir, **settings) as url:
        yield url


def load_demo_explorations() -> None:
    """Publishes the demo explorations, which belong to the creator."""
    exp_services.load_demo_explorations(OWNER_ID)
