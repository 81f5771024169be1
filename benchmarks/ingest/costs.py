"""Costs of this project by the size of a lesson, and of its start."""

from __future__ import annotations

import itertools
import pathlib
import statistics
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from benchmarks.ingest import load, rows, systems, traffic

# Sessions that play the whole lesson first: several for each shard of the
# counters, so that every shard contains every card.
_SESSIONS_BEFORE = 24

# Measured sessions, and the cards that each plays.
_SESSIONS = 30
_CARDS = 3

_IMPORT = (
    'import time; begin = time.perf_counter(); import main; '
    'print(time.perf_counter() - begin)'
)
_IMPORTS = 3


def by_size(system: systems.System, exp_id: str) -> dict[str, float]:
    """Measures one lesson, over one connection.

    Args:
        system: The project.
        exp_id: The lesson.

    Returns:
        Processor time of the server in milliseconds, by request.
    """
    before = rows.begin_sessions(system, [exp_id] * _SESSIONS_BEFORE)
    _msecs(
        system,
        [
            traffic.stats_request(
                ticket, list(traffic.Play(ticket.num_cards).steps())
            )
            for ticket in before
        ],
    )
    tickets = rows.begin_sessions(system, [exp_id] * _SESSIONS)
    plays = [(ticket, list(_first_steps(ticket))) for ticket in tickets]
    return {
        'init': _msecs(system, [traffic.init_request(exp_id)] * _SESSIONS),
        'stats_events': _msecs(
            system,
            [
                traffic.stats_request(ticket, [step])
                for ticket, steps in plays
                for step in steps
            ],
        ),
        'event_batch': _msecs(
            system,
            [
                traffic.batch_request(ticket, step.events)
                for ticket, steps in plays
                for step in steps
            ],
        ),
    }


def _first_steps(ticket: traffic.Ticket) -> list[traffic.Step]:
    play = traffic.Play(ticket.num_cards)
    return list(itertools.islice(play.steps(), _CARDS))


def _msecs(
    system: systems.System, requests: Sequence[traffic.Request]
) -> float:
    measured = load.measure(system, [requests], float('inf'))
    if measured.errors:
        raise RuntimeError(f'{measured.errors} requests failed')
    return measured.cpu_msecs_per_request


def start_up(system: systems.System, folder: pathlib.Path) -> dict[str, Any]:
    """Measures the start, up to the first response.

    Args:
        system: The project, just started.
        folder: The folder of its data.
    """
    return {
        'import_secs': statistics.median(
            float(
                subprocess.check_output(
                    [sys.executable, '-c', _IMPORT],
                    cwd=systems.ROOT,
                    env=systems.local_environment(folder),
                )
            )
            for _ in range(_IMPORTS)
        ),
        'ready_secs': system.ready_secs,
        'memory_mib': system.memory_mib(),
    }
