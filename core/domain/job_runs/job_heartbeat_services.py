"""The heartbeat of a job, sent from a second thread."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

from google.api_core import exceptions

from core import feconf
from core.platform import datastore


@contextlib.contextmanager
def beating(beat: Callable[[], bool]) -> Iterator[None]:
    """Sends heartbeats while the context is active.

    Args:
        beat: Sends a heartbeat; returns whether to continue.

    Yields:
        Nothing.
    """
    has_ended = threading.Event()
    thread = threading.Thread(
        target=_beat_until,
        args=(has_ended, datastore.thread_context_factory(), beat),
        daemon=True,
    )
    thread.start()
    try:
        yield
    finally:
        has_ended.set()
        thread.join()


def _beat_until(
    has_ended: threading.Event,
    new_context: Callable[[], contextlib.AbstractContextManager[Any]],
    beat: Callable[[], bool],
) -> None:
    goes_on = True
    while goes_on and not has_ended.wait(feconf.JOB_HEARTBEAT_SECS):
        # A failed write may succeed the next time.
        with (
            contextlib.suppress(exceptions.GoogleAPICallError),
            new_context(),
        ):
            goes_on = beat()
