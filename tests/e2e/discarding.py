"""Discards a tab of Chromium, as Chromium does when memory is short.

Chromium discards no tab that developer tools are attached to. So they are
attached to another tab, in which chrome://discards does it.
"""

from __future__ import annotations

import itertools
import json
import pathlib
import time
import urllib.request
from collections.abc import Callable
from typing import Any

import websocket

# Arguments with which Chromium has to be started.
ARGUMENTS = ('--remote-debugging-port=0', '--remote-allow-origins=*')

_TIMEOUT_SECS = 30.0
_LOOK_AGAIN_SECS = 0.2

# The pages of chrome:// consist of nested components.
_ALL_ELEMENTS = """
const all = [];
const walk = (root) => {
  for (const element of root.querySelectorAll('*')) {
    all.push(element);
    if (element.shadowRoot) walk(element.shadowRoot);
  }
};
walk(document);
"""


def discard_and_return(profile: pathlib.Path, title: str) -> None:
    """Discards the tab with a title, and shows it again.

    Args:
        profile: That Chromium runs with.
        title: Text of the tab's title, in no other tab.
    """
    port = _wait_for(lambda: _port_of(profile))
    tab = _Tab(port)
    tab.wait_for("""
        const button = all.find((e) => /BUTTON$/.test(e.tagName) &&
          /Enable internal/.test(e.textContent));
        button?.click();
        return Boolean(button);
    """)
    tab.call('Page.navigate', url='chrome://discards')
    row = f"e.tagName === 'TR' && e.textContent.includes({json.dumps(title)})"
    tab.wait_for(f"""
        const row = all.find((e) => {row});
        const [button] = [...row?.querySelectorAll('*') ?? []].filter(
          (e) => !e.children.length && /Urgent Discard/.test(e.textContent));
        button?.click();
        return Boolean(button);
    """)
    tab.wait_for(f"""
        return all.some((e) => {row} && /discarded/.test(e.textContent));
    """)
    tab.close()
    (target,) = (target for target in _list(port) if title in target['title'])
    _request(port, 'GET', f'/json/activate/{target["id"]}')


class _Tab:
    """A new tab with developer tools."""

    def __init__(self, port: str) -> None:
        self._port = port
        opened = json.loads(
            _request(port, 'PUT', '/json/new?chrome://chrome-urls')
        )
        self._id = opened['id']
        self._numbers = itertools.count()
        self._wire = websocket.create_connection(
            opened['webSocketDebuggerUrl'], timeout=_TIMEOUT_SECS
        )

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        message = {'id': number, 'method': method, 'params': params}
        self._wire.send(json.dumps(message))
        while (answer := json.loads(self._wire.recv())).get('id') != number:
            pass
        return dict(answer['result'])

    def wait_for(self, body: str) -> None:
        """Waits until a function body returns true, which can use `all`."""
        expression = f'(() => {{{_ALL_ELEMENTS}{body}}})()'
        _wait_for(
            lambda: self.call(
                'Runtime.evaluate', expression=expression, userGesture=True
            )['result'].get('value')
        )

    def close(self) -> None:
        self._wire.close()
        _request(self._port, 'GET', f'/json/close/{self._id}')


def _port_of(profile: pathlib.Path) -> str:
    path = profile / 'DevToolsActivePort'
    return path.read_text().partition('\n')[0] if path.exists() else ''


def _list(port: str) -> list[dict[str, str]]:
    return list(json.loads(_request(port, 'GET', '/json/list')))


def _request(port: str, method: str, path: str) -> bytes:
    request = urllib.request.Request(
        f'http://127.0.0.1:{port}{path}', method=method
    )
    with urllib.request.urlopen(request, timeout=_TIMEOUT_SECS) as answer:
        return bytes(answer.read())


def _wait_for(get: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + _TIMEOUT_SECS
    while not (value := get()):
        assert time.monotonic() < deadline, 'Chromium did not do it in time'
        time.sleep(_LOOK_AGAIN_SECS)
    return value
