"""Starts worker processes and collects their output."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
from typing import Any

ROOT = pathlib.Path(__file__).parents[3]
TIMEOUT_SECS = 90


def run_all(
    job: str, file: str, seeds: list[str], count: int
) -> list[list[Any]]:
    """Runs one worker for each seed at the same time.

    Returns:
        What each printed.
    """
    processes = [
        subprocess.Popen(
            [
                sys.executable,
                '-m',
                'tests.faults.datastore.worker',
                job,
                file,
                seed,
                str(count),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for seed in seeds
    ]
    printed = []
    try:
        for process in processes:
            output, errors = process.communicate(timeout=TIMEOUT_SECS)
            assert process.returncode == 0, errors
            printed.append([json.loads(line) for line in output.splitlines()])
    finally:
        for process in processes:
            process.kill()
            process.communicate()
    return printed
