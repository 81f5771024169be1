"""A server thread that runs scheduled work; App Engine uses cron.yaml."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from google.api_core import exceptions as api_exceptions
from google.cloud import ndb

from core.domain.scheduled_work import schedule_services
from core.platform import datastore

_log = logging.getLogger(__name__)

# Seconds between two checks for due work, and before the first one: pages come
# first after a start.
_INTERVAL_SECS = 20.0

# Seconds that a stopping server waits for running work; the rest is done after
# the next start.
_PATIENCE_SECS = 5.0


class Scheduler:
    """Checks for due work until it is stopped or its process ends.

    Args:
        look: Does the due work.
        interval_secs: Seconds between two checks.
    """

    def __init__(
        self, look: Callable[[], object], interval_secs: float = _INTERVAL_SECS
    ) -> None:
        self._look = look
        self._interval_secs = interval_secs
        self._is_stopping = threading.Event()
        # Daemon threads: nothing is lost when they end with the process.
        self._thread = threading.Thread(
            target=self._run, name='scheduler', daemon=True
        )

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stops the thread and waits briefly for running work."""
        self._is_stopping.set()
        self._thread.join(_PATIENCE_SECS)

    def _run(self) -> None:
        while not self._is_stopping.wait(self._interval_secs):
            # A separate thread: a failure is reported and ends only this check;
            # the next one follows soon.
            look = threading.Thread(
                target=self._look, name='scheduled work', daemon=True
            )
            look.start()
            look.join()


def do_what_is_due() -> None:
    """Does the due work in an NDB context.

    A full or damaged store has already been logged; the work is done when the
    store works again.
    """
    try:
        if datastore.get_condition().state == 'damaged':
            return
        with datastore.context():
            schedule_services.run_due()
    except datastore.StoreError:
        return
    except (api_exceptions.GoogleAPICallError, ndb.exceptions.Error):
        if datastore.get_condition().state == 'ok':
            _log.exception('scheduled work failed')
