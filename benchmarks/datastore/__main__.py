"""Measures the embedded Datastore against what NDB itself can do.

    python3 -m benchmarks.datastore [--quick] [--profile]

NDB's limit is its rate against a stub that discards every write and repeats a
recorded response to each read: NDB cannot be faster. All stores are measured in
turns, through NDB: the stub, the embedded store in process, the embedded store
behind gRPC and, if it is installed, Google's emulator.
"""

from __future__ import annotations

import argparse
import contextlib
import cProfile
import os
import pathlib
import pstats
import tempfile

from google.cloud import ndb

from benchmarks.datastore import clients, growth, operations, timing
from tests import emulator

ROUNDS = 40
QUICK_ROUNDS = 20
STORE_SIZE = 100_000
QUICK_STORE_SIZE = 2_000
SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES = (1_000, 10_000)

# The target for the embedded store in process on a quiet machine, as a
# share of NDB's limit. Single puts and transactions wait for the disk.
PROMISED = {
    'single put': 0.40,
    'put_multi of 100': 0.75,
    'get': 0.75,
    'read-modify-write transaction': 0.50,
}

# Operations whose commit waits for the disk.
FLUSHED = PROMISED.keys() - {'get'}

LIMIT, EMBEDDED = "NDB's limit", 'in process'
SERVED, EMULATOR = 'over gRPC', 'emulator'

# Load average up to which a machine counts as quiet.
QUIET_LOAD = 0.2


def compare(size: int, rounds: int) -> None:
    """Prints the rates of all operations in stores of a size in entities."""
    _print_load()
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(
            stack.enter_context(tempfile.TemporaryDirectory())
        )
        stores = _start_stores(stack, folder)
        for client in stores.values():
            with operations.context(client):
                operations.load(size)
        limit = stack.enter_context(clients.discarding_client())
        disk = timing.Disk(folder)
        stack.callback(disk.close)
        print(f'\nOperations in a second, {size:,} entities in each store\n')
        columns = [LIMIT, EMBEDDED, 'share', 'promised', 'holds']
        columns += [timing.FLUSH, 'share of the floor']
        columns += [name for name in stores if name != EMBEDDED]
        print(f'| operation | {" | ".join(columns)} |')
        print('| --- |' + ' --: |' * len(columns))
        for name, operation, times in operations.OPERATIONS:
            rates = timing.rates(
                {LIMIT: limit, **stores}, operation, times, rounds, disk
            )
            print(_row(name, rates, columns))
        print(
            '\nWhat is durable waits for the disk at least once: the floor is '
            "NDB's limit and one flush, of a page, in the same minutes."
        )


def _start_stores(
    stack: contextlib.ExitStack, folder: pathlib.Path
) -> dict[str, ndb.Client]:
    stores: dict[str, ndb.Client] = {
        EMBEDDED: stack.enter_context(clients.embedded_client(folder)),
        SERVED: stack.enter_context(clients.served_client(folder)),
    }
    try:
        stores[EMULATOR] = stack.enter_context(clients.emulator_client())
    except emulator.EmulatorUnavailableError as error:
        print(f"\nWithout Google's emulator: {error}.")
    return stores


def _row(name: str, rates: timing.Rates, columns: list[str]) -> str:
    share = rates[EMBEDDED] / rates[LIMIT]
    promised = PROMISED.get(name)
    cells = {column: f'{rate:,.0f}' for column, rate in rates.items()}
    cells['share'] = f'{share:.0%}'
    cells['promised'] = cells['holds'] = cells['share of the floor'] = ''
    if name in FLUSHED:
        floor = 1 / rates[LIMIT] + 1 / rates[timing.FLUSH]
        cells['share of the floor'] = f'{floor * rates[EMBEDDED]:.0%}'
    if promised is not None:
        cells['promised'] = f'{promised:.0%}'
        cells['holds'] = 'yes' if share >= promised else 'NO'
    return (
        f'| {name} | ' + ' | '.join(cells[column] for column in columns) + ' |'
    )


def _print_load() -> None:
    load, processors = os.getloadavg()[0], os.cpu_count()
    print(f'\nBefore this run {load:.1f} of {processors} processors were busy.')
    if load > QUIET_LOAD:
        print('The promises are for a quiet machine; this one is not quiet.')


def grow(sizes: tuple[int, ...]) -> None:
    """Prints the costs of operations by the size of the embedded store."""
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
    """Runs the measurements that the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
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
