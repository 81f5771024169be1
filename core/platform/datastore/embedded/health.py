"""The health of a store: whether its disk is full or its file is damaged.

The store recovers from a full disk with the next successful commit. Damage is
permanent: the store refuses all reads and writes until somebody has restored
the file and restarted, because writing to a damaged file makes it worse, and
reading it may return wrong data.
"""

from __future__ import annotations

import dataclasses
import logging
import os
import sqlite3
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from typing import Literal

import grpc
from google.protobuf.message import DecodeError

from core import logs
from core.platform.datastore.embedded import encoding, errors
from core.platform.datastore.embedded.protos import Pb

_log = logging.getLogger(__name__)

# Seconds for checking a file when it is opened: enough for about a gigabyte.
# Damage in the rest is noticed when it is read.
_MAX_CHECK_SECS = 5.0

# Seconds between two log lines about the same full disk.
_LOG_EVERY_SECS = 60.0

# Free bytes below which a disk error is attributed to a full disk.
_FULL_BYTES = 1 << 20

_RESTORE = (
    'Nothing is read from it or written to it any more. Stop the server, move '
    'the file and its -wal and -shm files away, load the last backup with '
    '"python3 -m scripts.datastore_import BACKUP --data_dir {data_dir}", and '
    'start again; docs/operations.md says how to save what came after the '
    'backup.'
)

# Functions that decode data encoded by the store: if they fail, the file is
# damaged.
_DECODERS = {
    'decode_path',
    'decode_text',
    'decode_value',
    'ancestor_paths',
    '_stored_entries',
}

_Call = Callable[..., Pb]


@dataclasses.dataclass(frozen=True)
class Condition:
    """The status of a store.

    Attributes:
        state: Whether it can be read and written.
        detail: The problem, for the operator; '' if there is none.
    """

    state: Literal['ok', 'full', 'damaged'] = 'ok'
    detail: str = ''


class Health:
    """Observes the health of a store in this process.

    Args:
        path: Its file.
        monotonic: The clock.
    """

    def __init__(
        self, path: str, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._path = path
        self._seldom = logs.LineLimiter(1, _LOG_EVERY_SECS, monotonic)
        self._lock = threading.Lock()
        self._condition = Condition()
        self._num_refused = 0

    @property
    def condition(self) -> Condition:
        """The current status."""
        return self._condition

    def check(self, connection: sqlite3.Connection) -> None:
        """Checks the file, for a limited time.

        Raises:
            StoreError: It is damaged.
        """
        timer = threading.Timer(_MAX_CHECK_SECS, connection.interrupt)
        timer.daemon = True
        timer.start()
        try:
            result = connection.execute('PRAGMA quick_check(1)').fetchone()[0]
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                return
            result = str(error)
        finally:
            timer.cancel()
        if result != 'ok':
            raise self.record_damage(str(result))

    def record_damage(self, what: str) -> errors.DamagedStoreError:
        """Records damage and returns the error to raise."""
        with self._lock:
            is_new = self._condition.state != 'damaged'
            if is_new:
                detail = f'The store {self._path} is damaged ({what}). '
                way_out = _RESTORE.format(
                    data_dir=os.path.dirname(self._path) or '.'
                )
                self._condition = Condition('damaged', detail + way_out)
        if is_new:
            logs.write(
                _log,
                logging.CRITICAL,
                'store damaged',
                detail=self._condition.detail,
            )
        return errors.DamagedStoreError(self._condition.detail)

    def opening_error(self, error: Exception) -> errors.StoreError:
        """Returns the error for a store that cannot be opened."""
        if _is_damage(error):
            return self.record_damage(str(error))
        return errors.StoreError(
            f'The indexes of the store {self._path} cannot be brought up to '
            f'date: {error}'
        )

    def watch(self, name: str, call: _Call) -> _Call:
        """Wraps a method of the service to observe its errors.

        Args:
            name: Its name.
            call: The method.
        """
        is_commit = name == 'commit'

        def call_watched(
            request: Pb, *template_mutations: Sequence[object]
        ) -> Pb:
            if self._condition.state == 'damaged':
                raise self._refusal()
            try:
                response = call(request, *template_mutations)
            except Exception as error:
                status = self._status_of(error)
                if status is None:
                    raise
                raise status from error
            # An empty commit does not show whether the disk has space.
            is_write = is_commit and bool(
                template_mutations or request.mutations
            )
            if is_write and self._condition.state == 'full':
                self._note_room()
            return response

        return call_watched

    def _refusal(self) -> errors.StatusError:
        return errors.StatusError(
            grpc.StatusCode.DATA_LOSS, self._condition.detail
        )

    def _status_of(self, error: Exception) -> errors.StatusError | None:
        """Returns the error to raise instead; None for the original error."""
        if _is_damage(error):
            self.record_damage(f'{type(error).__name__}: {error}'[:200])
            return self._refusal()
        if isinstance(error, sqlite3.DatabaseError):
            error = errors.of_sqlite(error)
        if not isinstance(error, errors.StatusError):
            return None
        if error.code is grpc.StatusCode.RESOURCE_EXHAUSTED or (
            error.code is grpc.StatusCode.INTERNAL and self._is_disk_full()
        ):
            return self._note_full(error.message)
        return error

    def _is_disk_full(self) -> bool:
        try:
            free = os.statvfs(os.path.dirname(self._path) or '.')
        except OSError:
            return False
        return free.f_bavail * free.f_frsize < _FULL_BYTES

    def _note_full(self, message: str) -> errors.StatusError:
        with self._lock:
            self._num_refused += 1
            detail = (
                f'The disk of the store {self._path} is full, or takes no '
                'more for another reason (a quota, a limit on the size of '
                f'files, a fault). Writes refused so far: {self._num_refused}. '
                'Browsers keep what they '
                'report and try again; the store goes on by itself when there '
                'is room.'
            )
            self._condition = Condition('full', detail)
        if self._seldom.try_line() is not None:
            logs.write(_log, logging.ERROR, 'store full', detail=detail)
        return errors.StatusError(
            grpc.StatusCode.RESOURCE_EXHAUSTED, f'{detail} {message}'
        )

    def _note_room(self) -> None:
        with self._lock:
            num_refused, self._num_refused = self._num_refused, 0
            self._condition = Condition()
        logs.write(
            _log,
            logging.WARNING,
            'store has room again',
            num_refused=num_refused,
        )


def _is_damage(error: Exception) -> bool:
    if isinstance(error, errors.StatusError):
        return error.code is grpc.StatusCode.DATA_LOSS
    if errors.is_damage(error):
        return True
    # Requests were parsed before; only stored data is decoded here.
    return isinstance(error, DecodeError) or any(
        frame.f_code.co_name in _DECODERS
        and frame.f_globals['__name__'].startswith(
            encoding.__name__.rpartition('.')[0]
        )
        for frame, _ in traceback.walk_tb(error.__traceback__)
    )
