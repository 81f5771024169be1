"""Reports the process that answers and whether it runs scheduled work."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def app(
    environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    del environ
    start_response('200 OK', [('Content-Type', 'text/plain')])
    names = {each.name for each in threading.enumerate()}
    return [f'{os.getpid()} {"scheduler" in names}'.encode()]
