"""I/O multiplexing of many connections, most of which are idle.

waitress's own loop queries every connection before each wait, which takes 2
microseconds each: with a thousand incomplete requests, a request took ten times
as long. Here only connections that may have changed are queried.
"""

from __future__ import annotations

import selectors
from typing import Any

from waitress import wasyncore


class ConnectionMap(dict[int, Any]):
    """The `map` of waitress: handlers of sockets by file descriptor.

    waitress adds and removes them. The wanted events of a handler whose
    `is_settled` is true change only after an event; handlers without this
    attribute are queried before each wait.
    """

    def __init__(self) -> None:
        super().__init__()
        self._selector = selectors.DefaultSelector()
        # Whether a thread is waiting, and so does not notice changes.
        self.is_waiting = False
        # Handlers whose wanted events may have changed.
        self._unchecked: set[int] = set()

    def __setitem__(self, fd: int, handler: Any) -> None:
        super().__setitem__(fd, handler)
        self._unchecked.add(fd)

    def __delitem__(self, fd: int) -> None:
        super().__delitem__(fd)
        self._unchecked.discard(fd)
        # At once, because the descriptor can be reused.
        self._set_events(fd, 0)

    def recheck_all(self) -> None:
        """Has all handlers queried before the next wait."""
        self._unchecked.update(self)

    def wait(self, timeout_secs: float) -> None:
        """Waits for events and has them handled."""
        self.is_waiting = True
        try:
            ready = self._wait(timeout_secs)
        finally:
            self.is_waiting = False
        # Handling an event can close connections and reuse their descriptors.
        for fd, events, handler in [
            (key.fd, events, self[key.fd])
            for key, events in ready
            if key.fd in self
        ]:
            if fd not in self or self[fd] is not handler:
                continue
            self._unchecked.add(fd)
            # Not for listeners: their readable() closes timed-out connections,
            # whose requests may just have arrived.
            wanted = events if handler.accepting else _wanted_events(handler)
            if events & ~wanted:
                self._set_events(fd, wanted)
            if events & wanted & selectors.EVENT_READ:
                wasyncore.read(handler)
            if events & wanted & selectors.EVENT_WRITE and fd in self:
                wasyncore.write(handler)

    def _wait(
        self, timeout_secs: float
    ) -> list[tuple[selectors.SelectorKey, int]]:
        for fd in list(self._unchecked):
            # A query can close other connections.
            if fd in self:
                self._update_interest(fd, self[fd])
        return self._selector.select(timeout_secs)

    def close(self) -> None:
        """Closes all connections."""
        wasyncore.close_all(self)
        self._selector.close()

    def _update_interest(self, fd: int, handler: Any) -> None:
        # Read first, so that a concurrent change leads to another query.
        is_settled = getattr(handler, 'is_settled', False)
        events = _wanted_events(handler)
        if fd not in self:
            return
        # A connection wants no events while its request is processed. It stays
        # registered, because usually none occur: this saves two system calls
        # per request.
        if events or handler.accepting:
            self._set_events(fd, events)
        if is_settled:
            self._unchecked.discard(fd)

    def _set_events(self, fd: int, events: int) -> None:
        try:
            registered = self._selector.get_key(fd).events
        except KeyError:
            registered = 0
        if events == registered:
            return
        if not events:
            self._selector.unregister(fd)
        elif registered:
            self._selector.modify(fd, events)
        else:
            self._selector.register(fd, events)


def _wanted_events(handler: Any) -> int:
    """Returns the events that a handler waits for."""
    events = selectors.EVENT_READ if handler.readable() else 0
    if handler.writable() and not handler.accepting:
        events |= selectors.EVENT_WRITE
    return events
