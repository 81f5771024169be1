"""Costs of recording, compared with minimal handlers.

    python3 -m benchmarks.ingest [--quick] [--only NAME...] [--output FILE]

In alternating rounds, this project on the embedded store, served as in
production, and its peers (peers.py), each served by one gunicorn process with 8
threads, get the same requests over loopback. Also measures many concurrent
learners, the cost of a request by the size of a lesson, and the start.
Processor time includes all processes of a server and its database, and depends
least on other load of the machine; ratios to the plain SQLite handler in the
same round follow it. `waiting` is the mean number of a server's threads that
were ready to run but had no processor: if it is large, the machine was busy
with something else, or had too few processors for the load. `generator` is the
share of one processor that sending took; near 100 %, the row would measure the
sender.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import os
import pathlib
import platform
import signal
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.datastore import timing
from benchmarks.ingest import (
    costs,
    learners,
    lessons,
    load,
    report,
    rows,
    systems,
)

PARTS = ('learners', 'sizes', 'start_up')
NAMES = (*systems.ALL, *(row.name for row in rows.ALL), *PARTS)

# Cards of the lessons that rows and learners play.
CARDS = 20

_FSYNCS = 50


@dataclasses.dataclass(frozen=True)
class Scale:
    """The amount of work.

    Attributes:
        rounds: Rounds of each row; the report shows their median.
        row_secs: Seconds of one system in a round.
        lessons: The number of explorations that the `many` rows use.
        sizes: Cards of the lessons whose cost is compared.
        learners: Concurrent learners.
        secs: Seconds for which they play.
    """

    rounds: int
    row_secs: float
    lessons: int
    sizes: tuple[int, ...]
    learners: int
    secs: float


FULL = Scale(3, 2.0, 1_000, (5, 50, 200, 480), 300, 60.0)
QUICK = Scale(1, 0.4, 50, (5, 50), 30, 8.0)


def measure(
    names: Sequence[str], scale: Scale, folder: pathlib.Path
) -> dict[str, Any]:
    """Measures, prints tables, and returns the figures.

    Args:
        names: What to measure, from `NAMES`. Without the name of a system, all
            systems; without the name of a row or part, all of these.
        scale: The amount of work.
        folder: The folder for the data of the servers.
    """
    chosen = set(names)
    only_systems = [
        name for name in systems.ALL if name in chosen
    ] or systems.ALL
    works = chosen - set(systems.ALL) or set(NAMES)
    chosen_rows = [row for row in rows.ALL if row.name in works]
    figures: dict[str, Any] = {'machine': _machine(folder)}
    lessons.fill(folder / systems.PROJECT, _lessons(works, scale))
    with systems.running(systems.PROJECT, folder / systems.PROJECT) as project:
        if 'start_up' in works:
            figures['start_up'] = costs.start_up(
                project, folder / systems.PROJECT
            )
            report.print_start_up(figures['start_up'])
        if chosen_rows:
            figures |= _rows(chosen_rows, only_systems, project, scale, folder)
        if 'sizes' in works:
            figures['sizes'] = {
                size: costs.by_size(project, f'size-{size}')
                for size in scale.sizes
            }
            report.print_sizes(figures['sizes'])
        if 'learners' in works:
            figures['learners'] = learners.run(
                project, 'one', scale.learners, scale.secs
            )
            report.print_learners(figures['learners'])
    return figures


def _lessons(works: set[str], scale: Scale) -> dict[str, int]:
    made = {'one': CARDS}
    if any(row.is_spread for row in rows.ALL if row.name in works):
        made |= {f'many-{number}': CARDS for number in range(scale.lessons)}
    if 'sizes' in works:
        made |= {f'size-{size}': size for size in scale.sizes}
    return made


def _rows(
    chosen: Sequence[rows.Row],
    names: Sequence[str],
    project: systems.System,
    scale: Scale,
    folder: pathlib.Path,
) -> dict[str, Any]:
    """Measures each row, alternating between all systems."""
    lines: list[dict[str, Any]] = []
    many = [f'many-{number}' for number in range(scale.lessons)]
    with _all_running(names, project, folder) as (running, not_measured):
        report.print_head()
        for row in chosen:
            rounds = []
            exp_ids = many if row.is_spread else ['one']
            for number in range(scale.rounds + 1):
                # The first round is a short warm-up and is discarded.
                secs = scale.row_secs if number else scale.row_secs / 5
                lanes = rows.lanes_of(row, project, exp_ids, secs)
                turn = number % len(running)
                rounds.append(
                    {
                        system.name: load.measure(system, lanes, secs)
                        for system in (*running[turn:], *running[:turn])
                    }
                )
            summary = report.summary(row.name, rounds[1:])
            summary.sort(key=lambda line: systems.ALL.index(line['system']))
            for line in summary:
                report.print_row(line)
            lines += summary
    return {'rows': lines, 'not_measured': not_measured}


@contextlib.contextmanager
def _all_running(
    names: Sequence[str], project: systems.System, folder: pathlib.Path
) -> Iterator[tuple[list[systems.System], dict[str, str]]]:
    """Yields the running systems, and why others cannot run, by name."""
    running = [project] if systems.PROJECT in names else []
    not_measured: dict[str, str] = {}
    with contextlib.ExitStack() as stack:
        for name in names:
            if name == systems.PROJECT:
                continue
            try:
                peer = systems.running(name, folder / name)
                running.append(stack.enter_context(peer))
            except systems.CannotRunError as error:
                not_measured[name] = str(error)
                print(f'\n{name} is not measured: {error}.')
        if not running:
            sys.exit('There is nothing to measure.')
        yield running, not_measured


def _machine(folder: pathlib.Path) -> dict[str, Any]:
    disk = timing.Disk(folder)
    taken = [timing.seconds_each(disk.commit, 1) for _ in range(_FSYNCS)]
    disk.close()
    machine = {
        'processors': os.cpu_count(),
        'load_average': os.getloadavg()[0],
        'fsync_msecs': 1000 * statistics.median(taken),
        'python': platform.python_version(),
        'system': platform.platform(),
    }
    print(
        f'{machine["processors"]} processors, load average '
        f'{machine["load_average"]:.1f}, one fsync of one page '
        f'{machine["fsync_msecs"]:.2f} ms, Python {machine["python"]}'
    )
    return machine


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the measurements that the command line names."""
    options = _parse(arguments)
    # Ends the servers in any case.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    scale = QUICK if options.quick else FULL
    given = {'learners': options.learners, 'secs': options.secs}
    scale = dataclasses.replace(
        scale, **{name: value for name, value in given.items() if value}
    )
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(options.only, scale, pathlib.Path(folder))
    if options.output:
        options.output.write_text(json.dumps(figures, indent=2) + '\n')


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='python3 -m benchmarks.ingest',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        '--quick', action='store_true', help='about a minute, one round'
    )
    parser.add_argument(
        '--only',
        nargs='+',
        default=[],
        choices=NAMES,
        metavar='NAME',
        help=f'systems, rows or parts: {", ".join(NAMES)}',
    )
    parser.add_argument('--learners', type=int, help='learners at once')
    parser.add_argument('--secs', type=float, help='seconds that they learn')
    parser.add_argument(
        '--output', type=pathlib.Path, help='a file for the figures as JSON'
    )
    return parser.parse_args(arguments)


if __name__ == '__main__':
    main()
