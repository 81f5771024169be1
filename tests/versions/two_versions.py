"""Two versions of the program on one store, with learners' browsers.

The previous version is this tree without the statistic "hint views". Neither
server has state outside the store, so a test deploys a version by letting the
browser talk to it.
"""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import json
import os
import pathlib
import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent import futures
from typing import Any

from scripts import node
from tests import app_server, forking_python, statistic_pieces
from tests.faults.reporting import simulated_app

Version = simulated_app.SimulatedApp
Step = tuple[str, Any]

HINT_COUNTER = 'num_times_hint_viewed'

_PAGE_LOAD = app_server.ROOT / 'tests/static/js/versions/page_load.js'

_RECORDED_STORAGE = app_server.ROOT / 'tests/fixtures/outbox_1/storage.json'

_HOUR_MSECS = 3_600_000

_CHECK = """
import sys
from core import feconf
from core.domain.scheduled_work import audit_services
from core.platform import datastore
from scripts import recompute_statistics

exp_id = sys.argv[1]
assert recompute_statistics.main([f'--exp_id={exp_id}', '--dry_run']) == 0
# Nobody plays any more, so every difference is final.
feconf.SESSION_SILENCE_SECS = 0
with datastore.context():
    report = audit_services.audit(exp_id)
assert not (report.num_differences or report.violations), report
"""


@dataclasses.dataclass(frozen=True)
class TwoVersions:
    """The running servers of the previous version and of this one.

    Attributes:
        before: The previous version.
        now: This version.
        pages: Loads the pages of both.
    """

    before: Version
    now: Version
    pages: PageLoader


@contextlib.contextmanager
def serving(folder: pathlib.Path) -> Iterator[TwoVersions]:
    """Serves both versions, with one store, while the block runs."""
    tree = statistic_pieces.copy_of_tree(folder / 'before')
    for piece in statistic_pieces.HINT_VIEWS:
        piece.take_out_of(tree)
    data_dir = folder / 'data'
    data_dir.mkdir()
    with contextlib.ExitStack() as stack:
        pages = PageLoader()
        stack.callback(pages.close)
        versions = TwoVersions(
            before=Version(data_dir, tree),
            now=Version(data_dir),
            pages=pages,
        )
        both = versions.now, versions.before
        for version in both:
            stack.callback(version.kill)
        with futures.ThreadPoolExecutor() as pool:
            list(pool.map(Version.start, both))
        for version in both:
            version.creator.sign_in()
        yield versions


@dataclasses.dataclass
class Page:
    """The result of one page load.

    Attributes:
        session_id: The token of the session; '' if nothing was played.
        sent: The answered requests: path, body, status, answer.
    """

    session_id: str
    sent: list[dict[str, Any]]

    def statuses(self) -> set[int]:
        """Returns the statuses of the answers and of their results."""
        statuses = {request['status'] for request in self.sent}
        for request in self.sent:
            for result in request['answer'].get('results', []):
                statuses.add(result.get('error', {}).get('status', 200))
        return statuses


class PageLoader:
    """A Node.js process that loads pages, one at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [str(node.node_path()), str(_PAGE_LOAD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def load(self, options: dict[str, Any]) -> dict[str, Any]:
        """Loads a page; see page_load.js for its options and its result."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(options) + '\n')
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, 'page_load.js failed; its error is on stderr'
        return dict(json.loads(answer))

    def close(self) -> None:
        """Ends the process."""
        with self._process:
            self._process.kill()


class LearnersBrowser:
    """The storage and the clock of a browser, shared by all its pages.

    Args:
        pages: Loads its pages.
        storage: The initial content of its localStorage.
    """

    def __init__(
        self, pages: PageLoader, storage: dict[str, str] | None = None
    ) -> None:
        self._pages = pages
        self.storage = storage or {}
        self.now_msecs = time.time() * 1000

    def visit(
        self,
        player: Version,
        servers: Sequence[Version],
        exp_id: str | None = None,
        steps: Sequence[Step] = (),
        ends: str = 'left',
    ) -> Page:
        """Loads a page, and leaves it.

        Args:
            player: The version of the page's scripts.
            servers: The servers that answer, in turns.
            exp_id: The exploration played; None to play nothing.
            steps: The actions of the learner; see page_load.js.
            ends: `left`, or `crashed`: without an event that tells the page.

        Returns:
            The result of the page load.
        """
        options = {
            'root': str(player.root),
            'urls': [server.url for server in servers],
            'exp_id': exp_id,
            'storage': self.storage,
            'now_msecs': self.now_msecs,
            'steps': steps,
            'ends': ends,
        }
        page = self._pages.load(options)
        self.storage = page['storage']
        self.now_msecs = page['now_msecs']
        return Page(page['session_id'], page['sent'])

    def come_back(self, player: Version, *servers: Version) -> Page:
        """Visits again two hours later, and stays for two hours."""
        self.now_msecs += 2 * _HOUR_MSECS
        page = self.visit(
            player, servers, None, [('wait', 7_200)], ends='crashed'
        )
        self.now_msecs += _HOUR_MSECS
        return page

    @property
    def waiting_events(self) -> list[str]:
        """The kinds of the queued events."""
        items = self._stored_values('.item.')
        return [item['event']['event_type'] for item in items if item['event']]

    @property
    def num_waiting_counts(self) -> int:
        """The number of queued records that have counts."""
        items = self._stored_values('.item.')
        batches = self._stored_values('.batch.')
        return len(batches) + sum(1 for item in items if item['counts'])

    @property
    def kept_items(self) -> dict[str, str]:
        """The stored items, except the mark that storage was not cleared."""
        return {
            key: value
            for key, value in self.storage.items()
            if not key.endswith('.mark')
        }

    @property
    def set_aside(self) -> list[str]:
        """The keys of refused reports."""
        return [key for key in self.storage if '.set_aside' in key]

    def _stored_values(self, part: str) -> list[dict[str, Any]]:
        return [
            json.loads(value)
            for key, value in self.storage.items()
            if part in key and '.set_aside' not in key
        ]


def recorded_browser(versions: TwoVersions, exp_id: str) -> LearnersBrowser:
    """Returns a browser with the storage that the first outbox version left.

    Args:
        versions: The versions; this one issues the tokens of its sessions.
        exp_id: The exploration played.
    """
    text = _RECORDED_STORAGE.read_text().replace('<exp_id>', exp_id)
    for name in sorted(set(re.findall('<session_id [a-z]+>', text))):
        played = versions.now.init(exp_id)
        text = text.replace(name, played['session_id'])
        text = text.replace('<exp_version>', str(played['exp_version']))
    recorded = json.loads(text)
    browser = LearnersBrowser(versions.pages, recorded['storage'])
    browser.now_msecs = recorded['now_msecs']
    return browser


@dataclasses.dataclass
class Done:
    """The actions of learners: counts by name, and events by kind."""

    counts: collections.Counter[str]
    events: collections.Counter[str]

    def __add__(self, other: Done) -> Done:
        return Done(self.counts + other.counts, self.events + other.events)

    def without_hints(self, events_in_log: int = 0) -> Done:
        """Returns the part that the previous version counts.

        Args:
            events_in_log: The number of hint events in the log.
        """
        counts = {
            name: count
            for name, count in self.counts.items()
            if not name.endswith(HINT_COUNTER)
        }
        events = {**self.events, 'hint_viewed': events_in_log}
        return Done(collections.Counter(counts), +collections.Counter(events))

    @property
    def num_hint_views(self) -> int:
        """The sum of all counters of hint views."""
        return (self.counts - self.without_hints().counts).total()


def assert_counted(version: Version, exp_id: str, done: Done) -> None:
    """Asserts that each counter and the log agree with learners' actions.

    Args:
        version: The version to query.
        exp_id: The exploration played, in one version.
        done: The actions of learners, as far as the version counts them.
    """
    statistics = version.statistics(exp_id)
    assert simulated_app.numbers(statistics) == done.counts
    assert statistics['invariant_violations'] == []
    assert statistics['unrecognised_states'] == {}
    assert version.events_by_kind(exp_id) == done.events
    assert_log_agrees(version, exp_id)


def assert_log_agrees(version: Version, exp_id: str) -> None:
    """Asserts that a dry run and an audit find no difference."""
    checked = forking_python.of_tree(version.root).run_program(
        _CHECK,
        exp_id,
        env={**os.environ, 'STATS_DATA_DIR': str(version.data_dir)},
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def unrecognised_counters(version: Version, exp_id: str) -> dict[str, int]:
    """Returns the counters that a version stores but does not know."""
    return dict(version.statistics(exp_id)['unrecognised_counters'])


def counted_hint_views(version: Version, exp_id: str) -> int:
    """Returns the sum of the counters of hint views in this version."""
    states = version.statistics(exp_id)['state_stats_mapping'].values()
    return sum(state[HINT_COUNTER] for state in states)
