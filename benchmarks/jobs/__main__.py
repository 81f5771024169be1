"""Cost of folding a whole log, and of folding new sessions.

    python3 -m benchmarks.jobs [--sizes 10000 100000 1000000] [--keep DIR]
        [--profile]

Each size runs in a separate process with its own peak memory. `--keep` stores
the logs in a folder for later runs: writing the largest takes some minutes.
"""

from __future__ import annotations

import argparse
import contextlib
import cProfile
import pathlib
import pstats
import random
import resource
import subprocess
import sys
import tempfile
import time

from benchmarks.jobs import made_log
from core.domain.fold import (
    fold_services,
    fold_session_services,
    rebuild_services,
)
from core.domain.job_runs import bad_data_domain
from core.platform import datastore
from core.platform.datastore import embedded

SIZES = (10_000, 100_000, 1_000_000)
EVENTS_OF_A_SESSION = 20
NUM_NEW_EVENTS = 1_000
PROMISED_EVENTS_PER_CORE_SEC = 20_000
PROMISED_MIB = 1024
PROMISED_FOLD_SECS = 2.0


def main() -> None:
    """Runs the benchmark and prints a table."""
    parser = argparse.ArgumentParser(prog='python3 -m benchmarks.jobs')
    parser.add_argument('--sizes', type=int, nargs='+', default=SIZES)
    parser.add_argument('--keep', type=pathlib.Path)
    parser.add_argument('--profile', action='store_true')
    parser.add_argument('--only', type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only is not None:
        _measure(options.keep, options.only, options.profile)
        return
    print(
        '| events | sessions | events/s/core | events/s | peak MiB | '
        f'{NUM_NEW_EVENTS:,} new events: 50 sessions | 1,000 sessions |'
    )
    print('| --: | --: | --: | --: | --: | --: | --: |', flush=True)
    with contextlib.ExitStack() as stack:
        folder = options.keep or pathlib.Path(
            stack.enter_context(tempfile.TemporaryDirectory())
        )
        for size in options.sizes:
            arguments = ['--keep', str(folder), '--only', str(size)]
            if options.profile:
                arguments.append('--profile')
            subprocess.run(
                [sys.executable, '-m', 'benchmarks.jobs', *arguments],
                check=True,
            )
    print(
        f'\nPromised: {PROMISED_EVENTS_PER_CORE_SEC:,} events/s/core, '
        f'{PROMISED_MIB:,} MiB, {PROMISED_FOLD_SECS} s.'
    )


def _measure(folder: pathlib.Path, size: int, is_profiled: bool) -> None:
    """Measures one size and prints its row."""
    path = folder / f'log-{size}.sqlite3'
    _write_log(path, size)
    client = embedded.Client(str(path), index_yaml=str(datastore.INDEX_YAML))
    with client.context():
        profile = cProfile.Profile() if is_profiled else None
        with profile or contextlib.nullcontext():
            core_secs, secs = _fold_all()
        peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        chance = random.Random()  # unseeded: a kept log has no such sessions
        some = _fold_new(chance, NUM_NEW_EVENTS // EVENTS_OF_A_SESSION)
        many = _fold_new(chance, NUM_NEW_EVENTS)
    client.close()
    print(
        f'| {size:,} | {size // EVENTS_OF_A_SESSION:,} | '
        f'{size / core_secs:,.0f} | {size / secs:,.0f} | {peak_mib:,.0f} | '
        f'{some[0]:.2f} s ({some[1]:.2f} s of a core) | '
        f'{many[0]:.2f} s ({many[1]:.2f} s of a core) |',
        flush=True,
    )
    if profile is not None:
        pstats.Stats(profile).sort_stats('tottime').print_stats(25)


def _write_log(path: pathlib.Path, size: int) -> None:
    if path.exists():
        return
    unfinished = path.with_suffix('.unfinished')
    for left_over in path.parent.glob(unfinished.name + '*'):
        left_over.unlink()
    client = embedded.Client(
        str(unfinished), index_yaml=str(datastore.INDEX_YAML)
    )
    with client.context():
        made_log.make_exploration()
        session_ids = made_log.write_sessions(
            size // EVENTS_OF_A_SESSION, EVENTS_OF_A_SESSION
        )
        made_log.write_accounts(session_ids, is_waiting=False)
    client.close()
    unfinished.rename(path)


def _fold_all() -> tuple[float, float]:
    """Folds the whole log; returns processor and wall-clock seconds."""
    core, clock = time.process_time(), time.perf_counter()
    report = rebuild_services.rebuild(
        (made_log.EXP_ID, 1),
        fold_session_services.AnswerKeys(),
        bad_data_domain.BadData(),
    )
    assert report.is_done
    return time.process_time() - core, time.perf_counter() - clock


def _fold_new(chance: random.Random, num_sessions: int) -> tuple[float, float]:
    """Folds new events; returns wall-clock and processor seconds."""
    events_each = NUM_NEW_EVENTS // num_sessions
    session_ids = made_log.write_sessions(
        num_sessions, events_each, seed=chance.getrandbits(64)
    )
    made_log.write_accounts(session_ids, is_waiting=True)
    core, clock = time.process_time(), time.perf_counter()
    report = fold_services.fold_waiting()
    assert report.num_events == NUM_NEW_EVENTS, report
    return time.perf_counter() - clock, time.process_time() - core


if __name__ == '__main__':
    main()
