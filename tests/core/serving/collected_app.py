"""Reports loaded modules that the garbage collector still traverses."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def collected_modules() -> list[str]:
    """Returns the modules loaded before serving that are still traversed."""
    collected = {id(tracked) for tracked in gc.get_objects()}
    names = ('core.server', 'core.scheduler', 'core.controllers.health')
    return [name for name in names if id(sys.modules.get(name)) in collected]


def app(
    environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    del environ
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [str(collected_modules()).encode()]
