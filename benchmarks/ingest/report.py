"""Figures of several rounds as medians, ratios and tables."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.ingest import systems
from benchmarks.ingest.load import Measured

# The results of each system in each round.
Rounds = Sequence[Mapping[str, Measured]]

_METRICS = [field.name for field in dataclasses.fields(Measured)]


def summary(row_name: str, rounds: Rounds) -> list[dict[str, Any]]:
    """Returns the medians of a row for each system.

    Ratios are those within a round, when the load of the machine was similar
    for all systems.

    Args:
        row_name: The name of the row.
        rounds: The measurements.
    """
    return [
        {
            'row': row_name,
            'system': system,
            **{
                metric: statistics.median(
                    getattr(measured[system], metric) for measured in rounds
                )
                for metric in _METRICS
            },
            'errors': sum(measured[system].errors for measured in rounds),
            'rate_to_sqlite': _ratio(rounds, system, 'requests_per_sec'),
            'cpu_to_sqlite': _ratio(rounds, system, 'cpu_msecs_per_request'),
        }
        for system in rounds[0]
    ]


def _ratio(rounds: Rounds, system: str, metric: str) -> float | None:
    if systems.SQLITE not in rounds[0]:
        return None
    ratios = [
        getattr(measured[system], metric)
        / getattr(measured[systems.SQLITE], metric)
        for measured in rounds
        # The system may report no processor time for a very short round.
        if getattr(measured[systems.SQLITE], metric)
    ]
    return statistics.median(ratios) if ratios else None


def print_head() -> None:
    """Prints the header of the table of rows."""
    print(
        '\n| row | system | requests/s | events/s | p50 ms | p99 ms '
        '| CPU ms | rate to sqlite | CPU to sqlite | waiting | generator '
        '| errors |'
        '\n| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: '
        '| --: |'
    )


def print_row(line: Mapping[str, Any]) -> None:
    """Prints the `summary` of one system."""
    cells = [
        line['row'],
        line['system'],
        f'{line["requests_per_sec"]:,.0f}',
        f'{line["events_per_sec"]:,.0f}',
        f'{line["p50_msecs"]:.1f}',
        f'{line["p99_msecs"]:.1f}',
        f'{line["cpu_msecs_per_request"]:.2f}',
        _or_blank(line['rate_to_sqlite']),
        _or_blank(line['cpu_to_sqlite']),
        f'{line["waiting"]:.1f}',
        f'{line["generator_share"]:.0%}',
        f'{line["errors"]}',
    ]
    print('| ' + ' | '.join(cells) + ' |', flush=True)


def _or_blank(ratio: float | None) -> str:
    return '' if ratio is None else f'{ratio:.2f}'


def print_learners(figures: Mapping[str, Any]) -> None:
    """Prints the figures of many concurrent learners."""
    print(
        f'\n{figures["learners"]} learners for {figures["secs"]:.0f} s: '
        f'the server took {figures["server_share"]:.0%} of a processor and '
        f'{figures["memory_mib"]:.0f} MiB at most; {figures["waiting"]:.1f} of '
        'its threads waited for one.\n'
        '\n| route | requests | p50 ms | p95 ms | p99 ms | errors |'
        '\n| --- | --: | --: | --: | --: | --- |'
    )
    for route, summary in figures['routes'].items():
        errors = ', '.join(
            f'{kind}: {number}' for kind, number in summary['errors'].items()
        )
        print(
            f'| {route} | {summary["requests"]} | {summary["p50_msecs"]:.1f} '
            f'| {summary["p95_msecs"]:.1f} | {summary["p99_msecs"]:.1f} '
            f'| {errors or 0} |'
        )


def print_sizes(sizes: Mapping[int, Mapping[str, float]]) -> None:
    """Prints the cost of one request by the number of cards."""
    print('\nProcessor time of a request by cards of the lesson, in ms\n')
    names = list(next(iter(sizes.values())))
    print('| cards | ' + ' | '.join(names) + ' |')
    print('| --: |' + ' --: |' * len(names))
    for cards, costs in sizes.items():
        cells = ' | '.join(f'{costs[name]:.1f}' for name in names)
        print(f'| {cards} | {cells} |')


def print_start_up(figures: Mapping[str, float]) -> None:
    """Prints the duration of the start, up to the first response."""
    print(
        f'\n`import main` took {figures["import_secs"]:.2f} s, the server '
        f'{figures["ready_secs"]:.2f} s until it answered, in '
        f'{figures["memory_mib"]:.0f} MiB.'
    )
