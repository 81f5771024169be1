"""A client whose store is created when a test first uses it.

Creating a store takes longer than most tests that need none, and longer than
copying an empty one.
"""

from __future__ import annotations

import functools
import pathlib
import threading
from typing import Any
from unittest import mock

from core.platform.datastore import embedded
from core.platform.datastore.embedded import scratch, storage

_lock = threading.Lock()


class LazyClient(embedded.Client):
    """A client on an embedded store in memory, opened at the first use."""

    def __init__(self) -> None:
        super().__init__(':memory:')

    def _open(self, *arguments: Any) -> None:
        self._arguments = arguments

    def __getattr__(self, name: str) -> Any:
        if name not in ('service', 'stub'):
            raise AttributeError(name)
        with _lock:
            # Another thread may have opened it while this one waited.
            if name not in vars(self):
                _empty_file()
                with mock.patch.object(storage, 'ScratchFile', _CopiedFile):
                    super()._open(*self._arguments)
        return vars(self)[name]

    def close(self) -> None:
        """Closes the store, if it was opened."""
        if 'service' in vars(self):
            super().close()


class _CopiedFile(scratch.ScratchFile):
    def __init__(self) -> None:
        super().__init__()
        pathlib.Path(self.path).write_bytes(_empty_file())


@functools.cache
def _empty_file() -> bytes:
    """Returns the content of the file of an empty store."""
    file = storage.StoreFile(':memory:')
    with file.reader() as connection:
        pass
    connection.execute('PRAGMA wal_checkpoint(TRUNCATE)')
    content = pathlib.Path(file.path).read_bytes()
    file.close()
    return content
