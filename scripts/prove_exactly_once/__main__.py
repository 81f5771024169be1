"""Proves that learners are counted exactly once, despite faults.

    python3 -m scripts.prove_exactly_once --events 100000 --kills 100 --seed 1

Learners play with the real reporting service, under Node and in Chromium, on
two real servers with one store. A proxy between them drops, delays, duplicates,
reorders, truncates and refuses requests; browsers crash and lose their storage,
servers are killed, the disk is full for a while, and the creator edits the
lesson. At the end, the actions of learners must agree with the log, the
counters and the statistics tab. docs/reliability.md explains the report. Exits
with 0 if all numbers agree and with 1 otherwise.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import signal
import sys
import tempfile
from collections.abc import Sequence

from scripts import node, whole_numbers
from scripts.prove_exactly_once import learners, pages, proof


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the proof; returns the exit status."""
    options = _parser().parse_args(arguments)
    missing = pages.why_missing()
    if missing and options.pages:
        print(f'NO REAL PAGES: {missing}', file=sys.stderr)
        options.pages = 0
    # Cleans up servers and file system on SIGTERM, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with tempfile.TemporaryDirectory() as folder:
        try:
            report = proof.run(
                pathlib.Path(folder),
                proof.Size(options.events, options.kills, options.pages),
                options.seed,
            )
        except (learners.LearnersError, node.MissingNodeError) as error:
            print(f'Error: {error}', file=sys.stderr)
            return 1
    print(
        json.dumps(report.to_dict(), indent=2)
        if options.json
        else report.to_text()
    )
    return 0 if report.is_proved else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='python3 -m scripts.prove_exactly_once',
        description=(__doc__ or '').split('\n', maxsplit=1)[0],
    )
    parser.add_argument(
        '--events',
        type=whole_numbers.between(1),
        default=10_000,
        help='the least number of events (default: 10000)',
    )
    parser.add_argument(
        '--kills',
        type=whole_numbers.between(0),
        default=10,
        help='how often to kill a server with -9 (default: 10)',
    )
    parser.add_argument(
        '--pages',
        type=whole_numbers.between(0),
        default=20,
        help='how many learners play in real Chromium pages (default: 20)',
    )
    parser.add_argument(
        '--seed',
        type=int,
        default=1,
        help='determines the learners and the plan of faults (default: 1)',
    )
    parser.add_argument(
        '--json', action='store_true', help='print the report as JSON'
    )
    return parser


if __name__ == '__main__':
    sys.exit(main())
