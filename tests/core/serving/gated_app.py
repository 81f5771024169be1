"""An application that waits for a test before it answers."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def app(
    environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    """Connects to the test's socket, and answers after a byte or its end."""
    gate = ('127.0.0.1', int(os.environ['GATE_PORT']))
    with socket.create_connection(gate, timeout=20) as wire:
        wire.recv(1)
    start_response('200 OK', [('Content-Length', '8')])
    return [b'finished']
