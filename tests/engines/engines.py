"""Three browser engines behind one small interface.

Chromium and Firefox are driven by Puppeteer (puppeteer_driver.js), Firefox over
WebDriver BiDi; WebKitGTK by Selenium, on a virtual screen.
"""

from __future__ import annotations

import contextlib
import glob
import itertools
import json
import pathlib
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from typing import Any, Protocol

from selenium import webdriver
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from scripts import node

_DRIVER_JS = pathlib.Path(__file__).parent / 'puppeteer_driver.js'
_MINI_BROWSER = '/usr/lib/*/webkit2gtk-4.*/MiniBrowser'


class Page(Protocol):
    """A page in a separate tab or window."""

    def goto(self, url: str) -> None:
        """Loads a URL."""

    def evaluate(self, expression: str) -> Any:
        """Returns the value of a JavaScript expression."""

    def click(self, selector: str) -> None:
        """Clicks an element."""

    def type(self, selector: str, text: str) -> None:
        """Types into a field."""

    def reload(self) -> None:
        """Loads the page again."""

    def hide(self) -> None:
        """Hides the page, like another tab in front of it."""

    def close(self) -> None:
        """Closes the tab."""


class Engine(Protocol):
    """A browser with a new profile, which its pages share."""

    def open_page(self) -> Page:
        """Opens a tab."""


class PageError(Exception):
    """A command failed on a page, for example as it is loading another URL."""


class MissingEngineError(Exception):
    """A browser or its driver is not installed; the message names it."""


@contextlib.contextmanager
def chromium() -> Iterator[Engine]:
    """Runs Chromium while the block runs."""
    with _puppeteer('chrome', _find('chromium', 'chromium')) as engine:
        yield engine


@contextlib.contextmanager
def firefox() -> Iterator[Engine]:
    """Runs Firefox while the block runs."""
    with _puppeteer('firefox', _find('firefox-esr', 'firefox-esr')) as engine:
        yield engine


@contextlib.contextmanager
def webkit() -> Iterator[Engine]:
    """Runs WebKitGTK's small browser while the block runs."""
    driver_path = _find('WebKitWebDriver', 'webkit2gtk-driver')
    browsers = glob.glob(_MINI_BROWSER)
    if not browsers:
        raise MissingEngineError('MiniBrowser (apt install webkit2gtk-driver)')
    options = Options()
    options.binary_location = browsers[0]
    options.add_argument('--automation')
    with _virtual_screen() as display:
        service = Service(driver_path, env={'DISPLAY': display})
        with warnings.catch_warnings():
            # Selenium's class for WebKitGTK warns about its own internals.
            warnings.simplefilter('ignore', DeprecationWarning)
            driver = webdriver.WebKitGTK(options=options, service=service)
        try:
            yield _WebKit(driver)
        finally:
            driver.quit()


ENGINES = {'chromium': chromium, 'firefox': firefox, 'webkit': webkit}


def _find(tool: str, package: str) -> str:
    path = shutil.which(tool)
    if path is None:
        raise MissingEngineError(f'{tool} (apt install {package})')
    return path


@contextlib.contextmanager
def _virtual_screen() -> Iterator[str]:
    """Runs an X server; yields its display name for DISPLAY."""
    command = [_find('Xvfb', 'xvfb'), '-displayfd', '1']
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        try:
            yield f':{server.stdout.readline().strip()}'
        finally:
            server.terminate()


@contextlib.contextmanager
def _puppeteer(name: str, path: str) -> Iterator[_Puppeteer]:
    command = [node.node_path() or 'node', str(_DRIVER_JS), name, path]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield _Puppeteer(process)
        # The driver ends at the end of its input, and closes the browser.
        assert process.stdin is not None
        process.stdin.close()


class _Puppeteer:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._numbers = itertools.count()

    def open_page(self) -> Page:
        page = _PuppeteerPage(self, next(self._numbers))
        page.call('open')
        return page

    def call(self, method: str, page: int, argument: object) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {'method': method, 'page': page, 'argument': argument}
        self._process.stdin.write(json.dumps(request) + '\n')
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if 'error' in answer:
            raise PageError(f'{method}({argument!r}): {answer["error"]}')
        return answer['result']


class _PuppeteerPage:
    def __init__(self, driver: _Puppeteer, number: int) -> None:
        self._driver = driver
        self._number = number

    def call(self, method: str, argument: object = None) -> Any:
        return self._driver.call(method, self._number, argument)

    def goto(self, url: str) -> None:
        self.call('goto', url)

    def evaluate(self, expression: str) -> Any:
        return self.call('evaluate', expression)

    def click(self, selector: str) -> None:
        self.call('click', selector)

    def type(self, selector: str, text: str) -> None:
        self.call('type', {'selector': selector, 'text': text})

    def reload(self) -> None:
        self.call('reload')

    def hide(self) -> None:
        self.call('hide')

    def close(self) -> None:
        self.call('close')


class _WebKit:
    def __init__(self, driver: webdriver.WebKitGTK) -> None:
        self._driver = driver

    def open_page(self) -> Page:
        self._driver.switch_to.window(self._driver.window_handles[0])
        self._driver.switch_to.new_window('window')
        return _WebKitPage(self._driver)


class _WebKitPage:
    def __init__(self, driver: webdriver.WebKitGTK) -> None:
        self._driver = driver
        self._handle = driver.current_window_handle

    def goto(self, url: str) -> None:
        self._switch_to()
        self._driver.get(url)

    def evaluate(self, expression: str) -> Any:
        self._switch_to()
        return self._driver.execute_script(f'return ({expression})')

    def click(self, selector: str) -> None:
        self._find(selector).click()

    def type(self, selector: str, text: str) -> None:
        self._find(selector).send_keys(text)

    def reload(self) -> None:
        self._switch_to()
        self._driver.refresh()

    def hide(self) -> None:
        self._switch_to()
        self._driver.minimize_window()

    def _switch_to(self) -> None:
        if self._driver.current_window_handle != self._handle:
            self._driver.switch_to.window(self._handle)

    def close(self) -> None:
        self._switch_to()
        self._driver.close()
        self._driver.switch_to.window(self._driver.window_handles[0])

    def _find(self, selector: str) -> Any:
        self._switch_to()
        return self._driver.find_element('css selector', selector)
