"""Costs of the tab for the server: python3 -m benchmarks.statistics_tab.

Creates explorations in a separate embedded store, with processed data as from
the fold, and requests the tab as a browser does. Prints for each request the
entities read by key, the queries, the server's time, and the bytes of the
compressed response. Times are medians of the processor time, including the
store's, which depends little on other load of the machine. "After a save" is
the time that a save spends on preparing the statistics of the new version, "in
full" that of completing them in the background.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import tempfile
import time
import types
import urllib.parse
from collections.abc import Callable, Iterator
from typing import Any

import webob

from benchmarks.statistics_tab import made_explorations
from core.domain import user_services
from core.domain.statistics_tab import (
    statistics_view_services,
    view_cache_services,
)
from core.platform import datastore
from core.platform.auth import sessions

REPETITIONS = 7


class Reads:
    """Entities read by key, and queries."""

    def __init__(self) -> None:
        self.keys = 0
        self.queries = 0


class CountingStub:
    """Passes requests on to the store, and counts those that read.

    Args:
        stub: The store.
        reads: The counter of reads.
    """

    def __init__(self, stub: Any, reads: Reads) -> None:
        self._stub = stub
        self._reads = reads

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._stub, name)
        if name != 'lookup' and 'query' not in name:
            return method

        def future(request: Any, **options: Any) -> Any:
            if name == 'lookup':
                self._reads.keys += len(request.keys)
            else:
                self._reads.queries += 1
            return method.future(request, **options)

        return types.SimpleNamespace(future=future)


@contextlib.contextmanager
def counted_reads() -> Iterator[Reads]:
    """Counts the reads of the store interface and of NDB in the block."""
    reads = Reads()
    client: Any = datastore.get_client()
    stub = client.stub
    client.stub = CountingStub(stub, reads)
    try:
        yield reads
    finally:
        client.stub = stub


class Browser:
    """Sends requests as the owner of all explorations."""

    def __init__(self) -> None:
        # Imported after the store was chosen.
        import main

        self._app = main.app
        with datastore.context():
            user_services.sign_in(
                made_explorations.OWNER_ID, made_explorations.OWNER
            )
        session = sessions.new_session(made_explorations.OWNER_ID)
        self._headers = {
            'Cookie': f'{sessions.COOKIE_NAME}={sessions.to_cookie(session)}',
            'Accept-Encoding': 'gzip',
            'X-CSRF-Token': sessions.csrf_token(session),
        }

    def ask(self, method: str, path: str) -> int:
        """Sends a request; returns the number of bytes of the response."""
        request = webob.Request.blank(
            path, method=method, headers=self._headers
        )
        response = request.get_response(self._app)
        if response.status_int != 200:
            raise RuntimeError(f'{path}: {response.status} {response.body!r}')
        return len(response.body)


def requests_of(exp_id: str) -> dict[str, tuple[str, str]]:
    """Returns the method and path of the measured requests, by name."""
    card = urllib.parse.urlencode({'state_name': made_explorations.name_of(0)})
    return {
        'page': ('GET', f'/create/{exp_id}'),
        'counters': ('GET', f'/createhandler/statistics/{exp_id}'),
        'view': ('GET', f'/createhandler/processed_statistics/{exp_id}'),
        'fold': ('POST', f'/createhandler/fold/{exp_id}'),
        'card': (
            'GET',
            f'/createhandler/state_interaction_stats/{exp_id}?{card}',
        ),
    }


# Requests of the browser before the creator clicks.
FIRST_VIEW = ('page', 'counters', 'view', 'fold')


def measure(browser: Browser, exp_id: str) -> None:
    """Measures one exploration and prints a line for each request."""
    total_keys, total_msecs, total_bytes = 0, 0.0, 0
    for name, (method, path) in requests_of(exp_id).items():
        with counted_reads() as reads:
            num_bytes = browser.ask(method, path)
        times = []
        for _ in range(REPETITIONS):
            before = time.process_time()
            browser.ask(method, path)
            times.append(1000 * (time.process_time() - before))
        msecs = statistics.median(times)
        line(name, reads.keys, reads.queries, msecs, num_bytes)
        if name in FIRST_VIEW:
            total_keys += reads.keys
            total_msecs += msecs
            total_bytes += num_bytes
    line('first view together', total_keys, '', total_msecs, total_bytes)


def line(
    name: str, keys: int, queries: int | str, msecs: float, num_bytes: int
) -> None:
    """Prints the cost of one request."""
    print(
        f'  {name:20} {keys:5} keys {queries:>3} queries '
        f'{msecs:8.1f} ms {num_bytes / 1000:8.1f} kB',
        flush=True,
    )


def measure_new_version(exp_id: str) -> None:
    """Measures the work on statistics after a version is saved."""
    with datastore.context():
        made_explorations.save_another_version(exp_id)
    after_save = msecs_of(statistics_view_services.prepare, exp_id)
    in_full = msecs_of(view_cache_services.refresh, exp_id)
    print(f'  after a save {after_save:.0f} ms, in full {in_full:.0f} ms')


def msecs_of(work: Callable[[str], None], exp_id: str) -> float:
    """Returns the processor time of work outside of requests."""
    before = time.process_time()
    with datastore.context():
        work(exp_id)
    return 1000 * (time.process_time() - before)


def main() -> None:
    """Measures all sizes, and prints the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--events', type=int, default=100_000)
    parser.add_argument('--states', type=int, nargs='+', default=[5, 50, 200])
    parser.add_argument('--versions', type=int, nargs='+', default=[1, 5, 20])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        datastore.set_data_dir(directory)
        browser = Browser()
        for num_states in options.states:
            for num_versions in options.versions:
                with datastore.context():
                    made = made_explorations.make(
                        num_states, num_versions, options.events
                    )
                    statistics_view_services.prepare(made.exp_id)
                    view_cache_services.refresh(made.exp_id)
                print(
                    f'{num_states} states, {num_versions} versions, '
                    f'{made.num_events:,} events, '
                    f'{made.num_sessions:,} sessions'
                )
                measure(browser, made.exp_id)
                measure_new_version(made.exp_id)


if __name__ == '__main__':
    main()
