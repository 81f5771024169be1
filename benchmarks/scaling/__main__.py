"""Limits and costs of recording by the number of learners.

    python3 -m benchmarks.scaling [--quick] [--seed N] [--output FILE]
        [--learners N... [--max_shards N]]

Simulates 100 to 1,000,000 concurrent learners, on one exploration and on a
thousand, with the limits in Datastore's documentation (limits.py). Contention
for shards is simulated (crowd.py); costs in proportion to learners are computed
from the measured costs of requests (costs.py). The same seed gives the same
simulation; processor times, and so instances and prices, vary a little from run
to run.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import pathlib
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.scaling import costs, crowd, limits
from core import feconf

LEARNERS = (100, 1_000, 10_000, 100_000, 1_000_000)
QUICK_LEARNERS = LEARNERS[:3]

# The number of explorations when learners play many.
EXPLORATIONS = 1_000

# Maximum learners for which the result without shard growth is shown as well;
# and learners for which the result with more shards is.
_MOST_WITHOUT_GROWTH = 10_000
_LEARNERS_FOR_MORE_SHARDS = 10_000
_MORE_SHARDS = 512


@dataclasses.dataclass(frozen=True)
class Row:
    """One crowd.

    Attributes:
        learners: Concurrent learners, on all explorations.
        explorations: The number of explorations that they play.
        policy: The behaviour of shards.
        shards: The outcome of the counts of one exploration.
        load: The load of all learners.
    """

    learners: int
    explorations: int
    policy: crowd.Policy
    shards: crowd.Outcome
    load: limits.Load


def simulate(
    learners: Sequence[int], session_costs: costs.Costs, seed: int
) -> Iterator[Row]:
    """Yields a row for each crowd.

    Args:
        learners: The numbers of concurrent learners.
        session_costs: Costs of the parts of a session.
        seed: The seed of all random numbers.
    """
    for number in learners:
        if number <= _MOST_WITHOUT_GROWTH:
            without = crowd.Policy(max_shards=feconf.NUM_STATS_SHARDS)
            yield _row(number, 1, without, session_costs, seed)
        yield _row(number, 1, crowd.Policy(), session_costs, seed)
        if number == _LEARNERS_FOR_MORE_SHARDS:
            more = crowd.Policy(max_shards=_MORE_SHARDS)
            yield _row(number, 1, more, session_costs, seed)
        yield _row(number, EXPLORATIONS, crowd.Policy(), session_costs, seed)


def _row(
    number: int,
    explorations: int,
    policy: crowd.Policy,
    session_costs: costs.Costs,
    seed: int,
) -> Row:
    outcome = crowd.Crowd(number / explorations, policy, seed).play()
    return Row(
        number,
        explorations,
        policy,
        outcome,
        limits.load_of(number, outcome.batches_per_session, session_costs),
    )


def print_rows(rows: Sequence[Row]) -> None:
    """Prints two tables: counts of one exploration, and the total load."""
    print(
        '\n| learners | explorations | shards | flush, s | batches/s of one | '
        'refused | counted after, s: 50 % | 95 % | 99 % | hold a batch |'
    )
    print('| --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |')
    for row in rows:
        it = row.shards
        delays = ' | '.join(f'{delay:,.0f}' for delay in it.delays)
        print(
            f'| {row.learners:,} | {row.explorations:,} | '
            f'{it.num_shards} of {row.policy.max_shards} | '
            f'{it.flush_secs:.0f} | {it.batches_per_sec:,.1f} | '
            f'{it.refused_share:.0%} | {delays} | {it.waiting:.0%} |'
        )
    print(
        '\n| learners | explorations | sessions/s | writes/s | reads/s | '
        'ramp-up, min | queue index | instances | fold | writes a session | '
        'reads a session | $ a million sessions |'
    )
    print('|' + ' --: |' * 12)
    for row in rows:
        if row.policy == crowd.Policy():
            _print_load(row)


def _print_load(row: Row) -> None:
    load = row.load
    print(
        f'| {row.learners:,} | {row.explorations:,} | '
        f'{load.sessions_per_sec:,.1f} | {load.writes_per_sec:,.0f} | '
        f'{load.reads_per_sec:,.0f} | {load.ramp_up_mins:.0f} | '
        f'{load.queue_share:.1%} | {load.instances:,} | '
        f'{load.fold_share:.0%} | {load.writes_per_session:.0f} | '
        f'{load.reads_per_session:.0f} | {load.dollars_per_million:,.0f} |'
    )


def _print_costs(session_costs: costs.Costs) -> None:
    print('| part of a session | reads | writes | processor, ms |')
    print('| --- | --: | --: | --: |')
    for name in ('init', 'events', 'batch', 'fold'):
        cost = getattr(session_costs, name)
        print(
            f'| {name} | {cost.reads:.1f} | {cost.writes:.1f} | '
            f'{1000 * cost.cpu_secs:.1f} |'
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog='python3 -m benchmarks.scaling')
    parser.add_argument(
        '--quick', action='store_true', help='up to 10,000 learners'
    )
    parser.add_argument(
        '--seed', type=int, default=1, help='of all chance (default: 1)'
    )
    parser.add_argument(
        '--learners', type=int, nargs='+', help='so many, on one exploration'
    )
    parser.add_argument(
        '--max_shards',
        type=int,
        choices=[2**exponent for exponent in range(3, 14)],
        default=feconf.MAX_STATS_SHARDS,
        help='the most shards that they have (default: %(default)s)',
    )
    parser.add_argument(
        '--output', type=pathlib.Path, help='a file for the figures, as JSON'
    )
    options = parser.parse_args(arguments)
    began = time.monotonic()
    session_costs = costs.measure()
    _print_costs(session_costs)
    rows = _rows(options, session_costs)
    print_rows(rows)
    print(f'\n{time.monotonic() - began:.0f} s')
    if options.output:
        options.output.write_text(
            json.dumps(_figures(rows, session_costs, options.seed), indent=2)
            + '\n'
        )
    return 0


def _rows(options: argparse.Namespace, session_costs: costs.Costs) -> list[Row]:
    if options.learners:
        policy = crowd.Policy(options.max_shards)
        return [
            _row(number, 1, policy, session_costs, options.seed)
            for number in options.learners
        ]
    learners = QUICK_LEARNERS if options.quick else LEARNERS
    return list(simulate(learners, session_costs, options.seed))


def _figures(
    rows: Sequence[Row], session_costs: costs.Costs, seed: int
) -> dict[str, Any]:
    return {
        'seed': seed,
        'costs': dataclasses.asdict(session_costs),
        'rows': [dataclasses.asdict(row) for row in rows],
    }


if __name__ == '__main__':
    sys.exit(main())
