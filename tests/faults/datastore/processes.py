"""Runs worker processes and collects their results."""

from __future__ import annotations

import json
import pathlib
from typing import Any

from tests import forking_python

ROOT = pathlib.Path(__file__).parents[3]


def run_all(
    job: str, file: str, seeds: list[str], count: int
) -> list[list[Any]]:
    """Runs one worker for each seed, all at the same time.

    Returns:
        The results of each worker.
    """
    done = forking_python.of_tree(ROOT).run_module(
        'tests.faults.datastore.worker', job, file, str(count), *seeds
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))
