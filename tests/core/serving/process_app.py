"""Reports the process id, whether it runs scheduled work, and its place.

After /break the process cannot watch connections; /hang gets no answer.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.platform import processes
from core.serving import connection_map

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def app(
    environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    if environ['PATH_INFO'] == '/break':
        for tracked in gc.get_objects():
            if isinstance(tracked, connection_map.ConnectionMap):
                tracked.close()
    if environ['PATH_INFO'] == '/hang':
        threading.Event().wait()
    start_response('200 OK', [('Content-Type', 'text/plain')])
    names = {thread.name for thread in threading.enumerate()}
    schedules = 'scheduler' in names
    number, num_processes = processes.get_place()
    return [f'{os.getpid()} {schedules} {number} of {num_processes}'.encode()]
