"""One run of the proof, from an empty disk to the report."""

from __future__ import annotations

import collections
import dataclasses
import pathlib
import sys
import time
from collections.abc import Iterator
from concurrent import futures

import tqdm

from scripts import creator_client
from scripts.prove_exactly_once import (
    actions,
    compare,
    creator,
    disk,
    learners,
    pages,
    plan,
    proxy,
    servers,
)
from scripts.prove_exactly_once.report import Report


@dataclasses.dataclass(frozen=True)
class Size:
    """The size of a proof: events, kills of servers, Chromium pages."""

    events: int
    kills: int
    pages: int


class _Site:
    """Two servers on one store behind a proxy, and a lesson.

    Args:
        folder: An empty folder.
        size: The size of the proof.
        seed: Determines what happens.
    """

    def __init__(self, folder: pathlib.Path, size: Size, seed: int) -> None:
        self.data_dir = folder / 'data'
        self.data_dir.mkdir()
        self.log_path = folder / 'servers.log'
        self.disk = disk.Disk(self.data_dir, size.events)
        self.servers = [
            servers.Server(self.data_dir, self.log_path) for _ in range(2)
        ]
        ports = [server.port for server in self.servers]
        self.proxy = proxy.Proxy(ports, plan.FaultSource(seed))
        self.proxy.start()
        self.author = creator.Creator(self.proxy.url)

    def start(self) -> None:
        with futures.ThreadPoolExecutor() as pool:
            list(pool.map(servers.Server.start, self.servers))
        self.author.publish_maze()

    def stop(self) -> None:
        for server in self.servers:
            server.end()
        self.proxy.stop()
        self.disk.unmount()


def run(folder: pathlib.Path, size: Size, seed: int) -> Report:
    """Runs a proof.

    Args:
        folder: An empty folder.
        size: The size of the proof.
        seed: Determines what happens.

    Returns:
        The report, with the checks of all numbers.

    Raises:
        LearnersError: The learners stopped early.
        MissingNodeError: There is no Node.js.
    """
    site = _Site(folder, size, seed)
    try:
        site.start()
        began = time.monotonic()
        report = Report(seed=seed, disk=site.disk.kind)
        with futures.ThreadPoolExecutor(1) as pool:
            in_pages = pool.submit(
                pages.play_all,
                site.proxy.url,
                site.author.exp_id,
                seed,
                size.pages,
            )
            done = _play(site, size, seed, report)
            tally = in_pages.result()
        site.proxy.is_faulty = False
        report.secs = time.monotonic() - began
        _note(report, site, done, tally)
        _compare(report, site, done, tally)
        return report
    finally:
        site.stop()


def _play(site: _Site, size: Size, seed: int, report: Report) -> learners.Done:
    """Lets learners play while the plan is executed."""
    steps = collections.deque(plan.steps(seed, size.events, size.kills))
    runner = actions.ActionRunner(site.servers, site.disk, site.author)
    done = learners.Done()
    bar = tqdm.tqdm(total=size.events, unit=' events', file=sys.stderr)
    with bar:
        for done in learners.play(
            site.proxy.url, site.author.exp_id, seed, size.events
        ):
            bar.update(done.num_events - bar.n)
            while steps and steps[0].at_event <= done.num_events:
                runner.do(steps.popleft())
    runner.finish()
    report.actions = dict(runner.counts)
    return done


def _note(
    report: Report, site: _Site, done: learners.Done, tally: pages.PageTally
) -> None:
    """Fills in the report's counts."""
    report.versions = len(site.author.names)
    report.learners = done.end['learners']
    report.sessions = done.num_sessions
    report.broken_sessions = done.num_broken_sessions
    report.events = done.num_events
    report.undelivered = done.num_undelivered
    report.mishaps = done.end['mishaps']
    report.requests = site.proxy.num_requests
    report.faults = {fault: site.proxy.counts[fault] for fault in plan.FAULTS}
    report.page_sessions = tally.num_sessions
    report.page_events = sum(tally.events.values())
    report.page_mishaps = dict(tally.mishaps)


def _compare(
    report: Report, site: _Site, done: learners.Done, tally: pages.PageTally
) -> None:
    """Fills in the report's checks."""
    compare.use_store(site.data_dir)
    exp_id, names = site.author.exp_id, site.author.names
    log = compare.Log(compare.read_log(exp_id), done)
    report.log_events = len(log.events)
    report.destroyed_events = log.num_destroyed
    # Reports that browsers lost can make counts differ from events. The audit
    # repairs these differences, and must find no others.
    unrepaired = +compare.served_by_version(site.author)
    audit = compare.recompute(exp_id, dry_run=False)
    report.repaired_sessions = audit.num_sessions_repaired
    by_log = log.numbers(is_broken=False)
    whole = done.numbers + compare.in_names_of_versions(tally.counts, names)
    everything = whole + log.numbers(is_broken=True)
    report.checks = [
        *_checks_of_log(log, done, tally),
        compare.check('learners = log', +whole, +by_log),
        compare.check_unrepaired(everything, unrepaired, done.broken_numbers),
        compare.check(
            'learners = counters',
            everything,
            +compare.served_by_version(site.author),
        ),
        *_checks_of_audit(report, site),
        *_checks_of_tab(
            site, compare.shown_in_latest(everything, names), report
        ),
    ]


def _checks_of_log(
    log: compare.Log, done: learners.Done, tally: pages.PageTally
) -> Iterator[compare.Check]:
    yield none('events twice in the log', log.num_repeated)
    yield none('events of whole sessions not in the log', log.num_missing)
    yield none('reports that browsers still have', done.num_undelivered)
    yield compare.check(
        'events by type = log',
        +(done.events + tally.events),
        log.by_type(is_broken=False),
    )


def _checks_of_audit(report: Report, site: _Site) -> Iterator[compare.Check]:
    too_many = report.repaired_sessions - report.broken_sessions
    yield none('sessions repaired that are whole', max(0, too_many))
    again = compare.recompute(site.author.exp_id, dry_run=True)
    yield none('counters that a recomputation changes', again.num_differences)
    yield none('rules broken', len(again.violations))
    num_left_out = sum(skipped['count'] for skipped in again.bad_data.values())
    yield none('events left out', num_left_out)


def _checks_of_tab(
    site: _Site,
    expected: collections.Counter[compare.ShownKey],
    report: Report,
) -> Iterator[compare.Check]:
    latest = max(site.author.names)
    answer = site.author.statistics(latest, latest)
    yield compare.check(
        'learners = tab, as it is served', expected, +compare.numbers_of(answer)
    )
    processed = site.author.processed_statistics()
    totals = {
        counter: count
        for (state, counter), count in expected.items()
        if state is None
    }
    yield compare.check(
        'learners = sum of days', totals, +compare.by_day(processed)
    )
    if not pages.why_missing():
        shown = pages.read_tab(
            site.proxy.url, site.author.exp_id, creator_client.CREATOR
        )
        yield compare.check(
            'learners = tab, as it is drawn',
            {key: expected[key] for key in shown},
            shown,
        )
    else:
        report.notes.append('The tab was not drawn: no Chromium.')


def none(what: str, number: int) -> compare.Check:
    """Returns a check that a number is 0."""
    return compare.check(f'no {what}', {what: 0}, {what: number})
