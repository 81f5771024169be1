"""Compares the embedded Datastore with the official emulator, side by side.

    python3 -m benchmarks.datastore [--quick] [--profile]

Both run in the same minutes and in turns, through NDB. `discarding` is NDB
against a store that forgets what it is told and repeats what it has said:
faster than that NDB cannot be.
"""

from __future__ import annotations

import argparse
import contextlib
import cProfile
import pathlib
import pstats
import statistics
import tempfile

from google.cloud import ndb

from benchmarks.datastore import clients, growth, operations, timing

ROUNDS = 7
QUICK_ROUNDS = 3
STORE_SIZE = 100_000
QUICK_STORE_SIZE = 2_000
SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES = (1_000, 10_000)

# Ratios to the emulator that are promised; put_multi is measured against NDB.
PROMISED = {
    'single put': 7.0,
    'get': 7.0,
    'read-modify-write transaction': 7.0,
    'equality query, 10 results': 10.0,
}
PROMISED_OF_CEILING = {'put_multi of 100': 0.85}


def compare(size: int, rounds: int) -> None:
    """Prints the rates of all operations in stores of that size."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        stores: dict[str, ndb.Client] = {
            'embedded': stack.enter_context(
                clients.embedded_client(pathlib.Path(folder))
            ),
            'emulator': stack.enter_context(clients.emulator_client()),
        }
        discarding = stack.enter_context(clients.discarding_client())
        disk = timing.Disk(pathlib.Path(folder))
        stack.callback(disk.close)
        for client in stores.values():
            with operations.context(client):
                operations.load(size)
        print(f'\nOperations in a second, {size:,} entities in each store\n')
        print('| operation | embedded | emulator | ratio | promised |', end='')
        print(' discarding | of ceiling | promised |')
        print('| --- | --: | --: | --: | --: | --: | --: | --: |')
        for name, operation, times in operations.OPERATIONS:
            rates = timing.rates(
                {**stores, 'discarding': discarding},
                operation,
                times,
                rounds,
                disk,
            )
            print(_row(name, rates))
        fsync = statistics.median(disk.taken) * 1000
        fast = statistics.quantiles(disk.taken, n=10)[0] * 1000
        print(
            f'\nIn the same minutes one fsync of one page took {fsync:.2f} ms '
            '(median; 1 in 10 under '
            f'{fast:.2f} ms): no durable commit can be faster.'
        )


def _row(name: str, rates: timing.Rates) -> str:
    ratio = rates['embedded'] / rates['emulator']
    share = rates['embedded'] / rates['discarding']
    promised, of_ceiling = PROMISED.get(name), PROMISED_OF_CEILING.get(name)
    cells = [
        name,
        f'{rates["embedded"]:,.0f}',
        f'{rates["emulator"]:,.0f}',
        f'{ratio:.1f}',
        f'{promised:.0f}' if promised else '',
        f'{rates["discarding"]:,.0f}',
        f'{share:.0%}',
        f'{of_ceiling:.0%}' if of_ceiling else '',
    ]
    return '| ' + ' | '.join(cells) + ' |'


def grow(sizes: tuple[int, ...]) -> None:
    """Prints how costs grow with the embedded store."""
    print('\nThe embedded store as it grows: time of one operation, in ms\n')
    print(
        '| entities | file, MiB | query, 10 results | get | transaction '
        '| peak of memory, MiB |'
    )
    print('| --: | --: | --: | --: | --: | --: |')
    for row in growth.table(sizes):
        print(
            f'| {row["entities"]:,.0f} | {row["file_mib"]:,.1f} '
            f'| {row["query_ms"]:.2f} | {row["get_ms"]:.2f} '
            f'| {row["transaction_ms"]:.2f} | {row["peak_mib"]:,.0f} |'
        )


def profile() -> None:
    """Prints where the time of each operation goes."""
    with (
        tempfile.TemporaryDirectory() as folder,
        clients.embedded_client(pathlib.Path(folder)) as client,
        operations.context(client),
    ):
        operations.load(QUICK_STORE_SIZE)
        for name, operation, times in operations.OPERATIONS:
            profiler = cProfile.Profile()
            profiler.runcall(timing.seconds_each, operation, times * 5)
            print(f'\n## {name}')
            pstats.Stats(profiler).sort_stats('tottime').print_stats(25)


def main() -> None:
    """Runs what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--quick', action='store_true', help='small stores')
    parser.add_argument('--profile', action='store_true', help='profile only')
    arguments = parser.parse_args()
    if arguments.profile:
        profile()
    elif arguments.quick:
        compare(QUICK_STORE_SIZE, QUICK_ROUNDS)
        grow(QUICK_SIZES)
    else:
        compare(STORE_SIZE, ROUNDS)
        grow(SIZES)


if __name__ == '__main__':
    main()
