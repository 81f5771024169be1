"""A thread of the server that does what is due; cron.yaml elsewhere."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from google.api_core import exceptions as api_exceptions
from google.cloud import ndb

from core.domain.scheduled_work import schedule_services
from core.platform import datastore

_log = logging.getLogger(__name__)

# Seconds between two looks at what is due, and before the first one: who
# starts a server wants its pages first.
_INTERVAL_SECS = 20.0

# Seconds that the server waits for what is being done when it stops; what is
# not done by then is done after the next start.
_PATIENCE_SECS = 5.0


class Scheduler:
    """Looks for what is due until it is stopped, or its process ends.

    Args:
        look: Does what is due.
        interval_secs: How long to wait between two looks.
    """

    def __init__(
        self, look: Callable[[], object], interval_secs: float = _INTERVAL_SECS
    ) -> None:
        self._look = look
        self._interval_secs = interval_secs
        self._is_stopping = threading.Event()
        # Daemons: nothing is lost when they die with their process.
        self._thread = threading.Thread(
            target=self._run, name='scheduler', daemon=True
        )

    def start(self) -> None:
        """Begins to look, beside what else the process does."""
        self._thread.start()

    def stop(self) -> None:
        """Ends it, and waits a moment for what is being done."""
        self._is_stopping.set()
        self._thread.join(_PATIENCE_SECS)

    def _run(self) -> None:
        while not self._is_stopping.wait(self._interval_secs):
            # A thread of its own: what fails is reported and ends, and the
            # next look is not far.
            look = threading.Thread(
                target=self._look, name='scheduled work', daemon=True
            )
            look.start()
            look.join()


def do_what_is_due() -> None:
    """Does what is due now, in a context of its own.

    What a full or damaged store keeps from being done has been written to the
    log already, and is done when the store works again.
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
