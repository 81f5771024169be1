"""Waiting for events on many connections, most of which are silent.

waitress's own loop queries each connection before each wait:
2 microseconds each, so with a thousand of them half-sent a request took ten
times its time. Here only those that may have changed are queried.
"""

from __future__ import annotations

import selectors
from typing import Any

from waitress import wasyncore


class Watched(dict[int, Any]):
    """The connections of waitress by file descriptor: its `map`.

    It puts each connection there and takes it out again. A connection whose
    `is_settled` is true changes through what its client sends and nothing
    else; whatever has no such attribute is asked each time.
    """

    def __init__(self) -> None:
        super().__init__()
        self._selector = selectors.DefaultSelector()
        # Whether a thread waits, so that it would not notice a change.
        self.is_waiting = False
        # Those that may wait for something else than when last asked.
        self._unsettled: set[int] = set()

    def __setitem__(self, fd: int, watched: Any) -> None:
        super().__setitem__(fd, watched)
        self._unsettled.add(fd)

    def __delitem__(self, fd: int) -> None:
        super().__delitem__(fd)
        self._unsettled.discard(fd)
        # Now: the number may be another file's in a moment.
        self._register(fd, 0)

    def look_at_all(self) -> None:
        """Asks everything once more before the next wait."""
        self._unsettled.update(self)

    def wait(self, timeout_secs: float) -> None:
        """Waits until something happens, and lets it be handled."""
        self.is_waiting = True
        try:
            happened = self._wait(timeout_secs)
        finally:
            self.is_waiting = False
        # A number may be another connection's once one is closed.
        for fd, events, watched in [
            (key.fd, events, self[key.fd])
            for key, events in happened
            if key.fd in self
        ]:
            if fd not in self or self[fd] is not watched:
                continue
            self._unsettled.add(fd)
            # Asking a listener closes connections, which may have sent
            # something now.
            wanted = events if watched.accepting else _events_of(watched)
            if events & ~wanted:
                self._register(fd, wanted)
            if events & wanted & selectors.EVENT_READ:
                wasyncore.read(watched)
            if events & wanted & selectors.EVENT_WRITE and fd in self:
                wasyncore.write(watched)

    def _wait(
        self, timeout_secs: float
    ) -> list[tuple[selectors.SelectorKey, int]]:
        for fd in list(self._unsettled):
            # A query may close other connections.
            if fd in self:
                self._ask(fd, self[fd])
        return self._selector.select(timeout_secs)

    def close(self) -> None:
        """Closes everything that is watched."""
        wasyncore.close_all(self)
        self._selector.close()

    def _ask(self, fd: int, watched: Any) -> None:
        # Before the other questions: what changes meanwhile is asked again.
        is_settled = getattr(watched, 'is_settled', False)
        events = _events_of(watched)
        if fd not in self:
            return
        # While its request is worked on, a connection waits for nothing. It
        # stays registered, because usually nothing happens until it waits
        # again: that saves two system calls for each request.
        if events or watched.accepting:
            self._register(fd, events)
        if is_settled:
            self._unsettled.discard(fd)

    def _register(self, fd: int, events: int) -> None:
        try:
            before = self._selector.get_key(fd).events
        except KeyError:
            before = 0
        if events == before:
            return
        if not events:
            self._selector.unregister(fd)
        elif before:
            self._selector.modify(fd, events)
        else:
            self._selector.register(fd, events)


def _events_of(watched: Any) -> int:
    """Returns the events that a connection waits for."""
    events = selectors.EVENT_READ if watched.readable() else 0
    if watched.writable() and not watched.accepting:
        events |= selectors.EVENT_WRITE
    return events
