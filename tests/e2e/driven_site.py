"""A proxy that injects a script into pages of the real app.

For what a browser does only when no developer tools are attached to it, as
Playwright's are: prerendering, and keeping pages for Back. The script plays in
the place of a learner, and records its observations on the server.
"""

from __future__ import annotations

import contextlib
import dataclasses
import http.server
import os
import pathlib
import shutil
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest

_TIMEOUT_SECS = 60.0
# Tests that wait poll the statistics of the app.
_LOOK_AGAIN_SECS = 0.2

# A learner's User-Agent: headless Chromium sends that of a robot.
_USER_AGENT = (
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) '
    'Chrome/140.0.0.0 Safari/537.36'
)

# Functions for the injected scripts.
_TOOLS = """
const note = (text) => fetch(`/note/${text}`, {method: 'POST'});
const pause = (msecs) => new Promise((done) => setTimeout(done, msecs));
const find = async (label) => {
  for (;;) {
    const button = [...document.querySelectorAll('button')].find((button) =>
      button.textContent === label && button.offsetParent);
    if (button) return button;
    await pause(20);
  }
};
const press = async (label) => (await find(label)).click();
"""


@dataclasses.dataclass
class DrivenSite:
    """Served files, and received requests.

    Attributes:
        app_url: The app behind it.
        url: The address for browsers.
        pages: Further pages, by their paths, as HTML.
        script: What runs in all pages.
        requests: The method and path of each request, in order; those of
            pages that are being prerendered begin with "prerender".
        notes: What the script has noted.
    """

    app_url: str
    url: str = ''
    pages: dict[str, str] = dataclasses.field(default_factory=dict)
    script: str = ''
    requests: list[str] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)

    def wait_until(self, is_so: Callable[[], bool], what: str) -> None:
        """Waits for activity of a browser."""
        deadline = time.monotonic() + _TIMEOUT_SECS
        while not is_so():
            if time.monotonic() > deadline:
                pytest.fail(f'{what}: {self.notes}, {self.requests}')
            time.sleep(_LOOK_AGAIN_SECS)

    def wait_for(self, note: str) -> None:
        """Waits until the script has noted something."""
        self.wait_until(lambda: note in self.notes, f'no note {note}')


@contextlib.contextmanager
def serve(app_url: str) -> Iterator[DrivenSite]:
    """Serves a site in front of an app while the block runs."""
    site = DrivenSite(app_url)

    class Handler(_Handler):
        SITE = site

    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    site.url = f'http://localhost:{server.server_port}'
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    SITE: DrivenSite

    def do_GET(self) -> None:
        purpose = self.headers.get('Sec-Purpose', '')
        kind = 'prerender' if 'prerender' in purpose else 'GET'
        self.SITE.requests.append(f'{kind} {self.path}')
        if self.path == '/driver.js':
            self._send(_TOOLS + self.SITE.script, 'text/javascript')
        elif self.path in self.SITE.pages:
            self._send(_add_driver(self.SITE.pages[self.path]), 'text/html')
        else:
            self._forward(None)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
        self.SITE.requests.append(f'POST {self.path}')
        if self.path.startswith('/note/'):
            self.SITE.notes.append(self.path.removeprefix('/note/'))
            self._send('', 'text/plain')
        else:
            self._forward(body)

    def _forward(self, body: bytes | None) -> None:
        request = urllib.request.Request(self.SITE.app_url + self.path, body)
        request.add_header('User-Agent', _USER_AGENT)
        if body is not None:
            request.add_header('Content-Type', 'application/json')
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                self._pass_on(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            self._pass_on(error.code, error.headers, error.read())

    def _pass_on(self, status: int, headers: Any, body: bytes) -> None:
        kind = headers.get('Content-Type', '')
        if kind.startswith('text/html'):
            body = _add_driver(body.decode()).encode()
        self.send_response(status)
        for name, value in headers.items():
            if name in ('Content-Type', 'Cache-Control') or (
                name == 'Content-Security-Policy'
            ):
                self.send_header(name, value)
        self._finish(body)

    def _send(self, text: str, content_type: str) -> None:
        self.send_response(200)
        self.send_header('Content-Type', f'{content_type}; charset=utf-8')
        self._finish(text.encode())

    def _finish(self, body: bytes) -> None:
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        """Suppresses messages on the console."""


def _add_driver(html: str) -> str:
    return f'{html}<script type="module" src="/driver.js"></script>'


@contextlib.contextmanager
def browser(url: str, profile: pathlib.Path, *arguments: str) -> Iterator[None]:
    """Runs Chromium without developer tools; kills it at the end.

    Args:
        url: The page that it opens.
        profile: Where it keeps what it stores.
        *arguments: Further arguments of its command line.
    """
    path = shutil.which('chromium')
    assert path is not None
    command = [
        path,
        '--headless=new',
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-component-update',
        '--disable-sync',
        f'--user-agent={_USER_AGENT}',
        f'--user-data-dir={profile}',
        *arguments,
        url,
    ]
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
