"""The recording benchmark sends real reports and counts its errors.

Its measurements are not checked: the machine may be busy.
"""

from __future__ import annotations

import contextlib
import importlib.util
import pathlib
import sqlite3
import types
from collections import Counter
from collections.abc import Mapping

import pytest

from benchmarks.ingest import __main__ as ingest
from benchmarks.ingest import (
    costs,
    learners,
    lessons,
    load,
    peers,
    report,
    rows,
    systems,
    traffic,
)
from core.domain import stats_computation, stats_domain
from tests import app_server, forking_python

pytestmark = pytest.mark.no_store

TICKET = traffic.Ticket('lesson', 1, 'token', 6)
ROWS = ('event_1', 'event_8', 'stats_8_many', 'batch10_8')
TINY = ingest.Scale(
    rounds=1, row_secs=0.05, lessons=3, sizes=(5,), learners=3, secs=2.0
)


def counts_of(steps: list[traffic.Step]) -> stats_domain.Counts:
    """The sum of the counts of some steps."""
    counts: stats_domain.Counts = Counter()
    for step in steps:
        counts.update({(None, n): count for n, count in step.totals.items()})
        for state, counters in step.states.items():
            counts.update({(state, n): v for n, v in counters.items() if v})
    return counts


@pytest.mark.parametrize('num_wrong', [0, 1, 10])
def test_the_counts_of_a_session_are_those_of_its_events(num_wrong):
    steps = list(traffic.Play(6, num_wrong).steps())
    tally = stats_computation.SessionTally()
    for number, event in enumerate(
        event for step in steps for event in step.events
    ):
        useful = event.get('is_feedback_useful', False)
        tally.add(
            event['event_type'], event['state_name'], useful, (number, '')
        )
    log = tally.counts

    assert counts_of(steps) == log
    assert log[(None, 'num_starts')] == log[(None, 'num_completions')] == 1


def test_the_events_of_a_session_are_numbered_and_have_unique_ids():
    events = traffic.events_of(TICKET)

    assert [e['sequence_number'] for e in events] == list(range(len(events)))
    assert len({e['event_id'] for e in events}) == len(events)


@pytest.mark.parametrize(
    ('status', 'body', 'is_good'),
    [
        (200, b'{"recorded": true}', True),
        (200, b'{"results": [{"recorded": true}, {"recorded": true}]}', True),
        (200, b'{"recorded": false}', False),
        (200, b'{"applied": false}', False),
        (200, b'{"results": [{"error": {"status": 400}}]}', False),
        (429, b'{"error": {}}', False),
        (503, b'', False),
    ],
)
def test_only_an_accepted_report_is_good(status, body, is_good):
    assert load.Response(status, body, 0.0).is_good is is_good


def test_the_sqlite_peer_writes_once(tmp_path):
    path = str(tmp_path / 'peer.sqlite3')
    store = peers.SqliteStore(path)
    event = ('id', 'lesson', 1, 'session', 'state_hit', 1.0, '{}')
    count = ('lesson', 1, 'A', 'total_hit_count', 2)

    store.write_events([event])
    store.write_events([event])

    assert store.count_batch('batch', [count])
    assert not store.count_batch('batch', [count])
    assert store.count_batch('another batch', [count])
    with contextlib.closing(sqlite3.connect(path)) as reader:
        assert reader.execute('SELECT event_id FROM events').fetchall() == [
            ('id',)
        ]
        assert reader.execute('SELECT amount FROM counters').fetchall() == [
            (4,)
        ]


def test_without_its_driver_postgres_is_not_measured(monkeypatch, tmp_path):
    monkeypatch.delenv('PSYCOPG_PATH', raising=False)
    monkeypatch.setattr(importlib.util, 'find_spec', lambda _name: None)

    with (
        pytest.raises(systems.CannotRunError, match='psycopg'),
        systems.running(systems.POSTGRES, tmp_path),
    ):
        pass


@pytest.mark.parametrize(
    'name',
    ['DATASTORE_EMULATOR_HOST', 'GAE_ENV', 'GOOGLE_APPLICATION_CREDENTIALS'],
)
def test_nothing_is_written_to_a_store_elsewhere(monkeypatch, tmp_path, name):
    monkeypatch.setenv(name, 'set')

    environment = systems.local_environment(tmp_path)

    assert name not in environment
    assert environment['STATS_DATA_DIR'] == str(tmp_path)


def test_ratios_are_taken_within_a_round():
    def at(rate: float) -> load.Measured:
        return load.Measured(rate, rate, 1.0, 1.0, 1000 / rate, 0, 0.1, 0)

    lines = report.summary(
        'row',
        [
            {'sqlite': at(100), 'project': at(50)},
            # A round in which another program slowed the machine down.
            {'sqlite': at(10), 'project': at(5)},
            {'sqlite': at(100), 'project': at(10)},
        ],
    )

    (project,) = [line for line in lines if line['system'] == 'project']
    assert project['rate_to_sqlite'] == 0.5
    assert project['cpu_to_sqlite'] == 2.0


def test_a_request_is_logged_by_its_route():
    request = traffic.event_request(TICKET, traffic.events_of(TICKET)[0])

    assert learners._route_of(request) == (
        '/explorehandler/exploration_start_event'
    )
    page = traffic.get_request('/explore/lesson')
    assert learners._route_of(page) == '/explore'


def fork(
    command: list[str],
    *,
    cwd: pathlib.Path,
    env: Mapping[str, str],
    check: bool,
) -> None:
    _, option, module, *arguments = command
    assert (option, cwd, check) == ('-m', app_server.ROOT, True)
    forked = forking_python.of_tree(cwd).run_module(module, *arguments, env=env)
    assert forked.returncode == 0, forked.stderr


def test_a_tiny_run_measures_everything_without_an_error(
    monkeypatch, tmp_path, capsys
):
    # A shell does not set it, unlike the tests.
    monkeypatch.delenv('STATS_DEV')
    # A fork makes the lessons, so the application is not imported again.
    monkeypatch.setattr(lessons, 'subprocess', types.SimpleNamespace(run=fork))
    monkeypatch.setattr(costs, '_IMPORTS', 1)
    monkeypatch.setattr(costs, '_SESSIONS', 5)
    monkeypatch.setattr(rows, '_SESSIONS_AT_ONCE', 1)
    names = [systems.PROJECT, systems.SQLITE, systems.NOTHING, *ROWS]

    figures = ingest.measure([*names, *ingest.PARTS], TINY, tmp_path)

    measured = [(line['row'], line['system']) for line in figures['rows']]
    assert measured == [(row, name) for row in ROWS for name in names[:3]]
    for line in figures['rows']:
        assert line['errors'] == 0
        assert line['requests_per_sec'] > 0
    assert figures['start_up']['memory_mib'] > 10
    assert set(figures['sizes'][5]) == {'init', 'stats_events', 'event_batch'}
    routes = figures['learners']['routes']
    assert '/createhandler/statistics' in routes
    assert '/explorehandler/stats_events' in routes
    assert not any(route['errors'] for route in routes.values())
    assert '| event_8 | sqlite |' in capsys.readouterr().out
