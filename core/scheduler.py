"""The server thread that runs scheduled work; App Engine uses cron.yaml."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from google.api_core import exceptions as api_exceptions
from google.cloud import ndb

from core.domain.scheduled_work import schedule_services
from core.platform import datastore

_log = logging.getLogger(__name__)

# Interval of checks for due work. The first check waits as long: after a start,
# pages have priority.
_INTERVAL_SECS = 20.0

# Seconds for which a stopping server waits for running work; the rest is done
# after the next start.
_STOP_TIMEOUT_SECS = 5.0


class Scheduler:
    """Runs due work at intervals, until it is stopped or the process ends.

    Args:
        run_work: Runs the work that is due.
        interval_secs: Seconds between two calls.
    """

    def __init__(
        self,
        run_work: Callable[[], object],
        interval_secs: float = _INTERVAL_SECS,
    ) -> None:
        self._run_work = run_work
        self._interval_secs = interval_secs
        self._is_stopping = threading.Event()
        # A daemon thread: no work is lost if it ends with the process.
        self._thread = threading.Thread(
            target=self._run, name='scheduler', daemon=True
        )

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stops the thread and waits briefly for running work."""
        self._is_stopping.set()
        self._thread.join(_STOP_TIMEOUT_SECS)

    def _run(self) -> None:
        while not self._is_stopping.wait(self._interval_secs):
            # In a thread of its own, whose failure is reported without ending
            # the loop.
            thread = threading.Thread(
                target=self._run_work, name='scheduled work', daemon=True
            )
            thread.start()
            thread.join()


def run_due_work() -> None:
    """Runs the scheduled work that is due, in an NDB context.

    Errors of a full or damaged store are not logged again; the work runs when
    the store works again.
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
