"""Files of stores that exist as long as their process.

SQLite's own databases in memory cannot give one connection a snapshot while
another one writes, so a store "in memory" is a file without fsync: in
/dev/shm, which is memory, where there is enough of it.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
import threading
import weakref

_PREFIX = f'embedded-datastore-{os.getuid()}-'
_NAME = re.compile(re.escape(_PREFIX) + r'(\d+)-\d+\.sqlite3')

# Bytes that must be free in /dev/shm for it to be used.
_MIN_SHARED_MEMORY = 1 << 30

_lock = threading.Lock()
_directory: str | None = None
_count = 0


class ScratchFile:
    """A path for an SQLite file that is removed with its owner."""

    def __init__(self) -> None:
        self.path = _new_path()
        self._owner = os.getpid()
        self._finalizer = weakref.finalize(self, _remove, self.path)

    def remove(self) -> None:
        """Removes the file and SQLite's files beside it."""
        self._finalizer()

    def disown(self) -> None:
        """Leaves the file to its creator, after a fork."""
        self._finalizer.detach()


def _new_path() -> str:
    global _count, _directory
    with _lock:
        if _directory is None:
            _directory = _choose_directory()
            _sweep(_directory)
        _count += 1
        return os.path.join(
            _directory, f'{_PREFIX}{os.getpid()}-{_count}.sqlite3'
        )


def _choose_directory() -> str:
    shared_memory = os.path.join(os.sep, 'dev', 'shm')
    with contextlib.suppress(OSError):
        if (
            os.access(shared_memory, os.W_OK)
            and shutil.disk_usage(shared_memory).free >= _MIN_SHARED_MEMORY
        ):
            return shared_memory
    return tempfile.gettempdir()


def _sweep(directory: str) -> None:
    """Removes the files of killed processes."""
    for name in os.listdir(directory):
        match = _NAME.fullmatch(name)
        if match and not _is_alive(int(match.group(1))):
            _remove(os.path.join(directory, name))


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _remove(path: str) -> None:
    for suffix in ('', '-wal', '-shm'):
        with contextlib.suppress(OSError):
            os.unlink(path + suffix)
