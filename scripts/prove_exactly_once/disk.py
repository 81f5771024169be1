"""A disk that is full for a while.

With the right to mount (Linux, root), it is a small file system, which reports
ENOSPC as a real disk does. Otherwise the file size of running servers is
limited, whose writes then fail with another error.
"""

from __future__ import annotations

import os
import pathlib
import resource
import subprocess
from collections.abc import Iterable
from typing import Literal

_MEBIBYTE = 2**20

# Maximum bytes of a file, if the size of files is limited.
_LIMIT = 4096


class Disk:
    """The disk of the store.

    Args:
        path: An empty folder.
        num_events: The number of events that must fit.
    """

    def __init__(self, path: pathlib.Path, num_events: int) -> None:
        self.path = path
        self._size = 512 * _MEBIBYTE + 20_000 * num_events
        self.kind: Literal['file system', 'file size'] = 'file size'
        if self._mount(f'size={self._size}'):
            self.kind = 'file system'

    def fill(self, pids: Iterable[int]) -> None:
        """Makes the disk full.

        Args:
            pids: The processes that write.
        """
        if self.kind == 'file size':
            self._limit(pids, _LIMIT)
            return
        used = os.statvfs(self.path)
        blocks = used.f_blocks - used.f_bfree
        self._mount(f'remount,size={blocks * used.f_frsize}')

    def free(self, pids: Iterable[int]) -> None:
        """Makes the disk writable again.

        Args:
            pids: The processes that write.
        """
        if self.kind == 'file size':
            self._limit(pids, resource.RLIM_INFINITY)
        else:
            self._mount(f'remount,size={self._size}')

    def unmount(self) -> None:
        """Removes the file system with its files."""
        if self.kind == 'file system':
            subprocess.run(['umount', '--lazy', self.path], check=False)

    def _mount(self, options: str) -> bool:
        try:
            done = subprocess.run(
                ['mount', '-t', 'tmpfs', '-o', options, 'tmpfs', self.path],
                capture_output=True,
                check=False,
            )
        except OSError:
            return False
        return done.returncode == 0

    def _limit(self, pids: Iterable[int], size: int) -> None:
        for pid in pids:
            try:
                limits = size, resource.RLIM_INFINITY
                resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)
            except ProcessLookupError:
                continue
