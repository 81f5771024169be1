"""Creates lessons in the store of a folder, before a server opens it.

    python3 -m benchmarks.ingest.lessons ID=CARDS...

Runs in a separate process, because a process can open only one store; the
environment variable STATS_DATA_DIR names the folder.
"""

from __future__ import annotations

import pathlib
import subprocess
import sys
from collections.abc import Mapping

from benchmarks.ingest import systems
from benchmarks.statistics_tab import made_explorations
from core.domain import exp_services, rights_services, user_services
from core.platform import datastore

OWNER = made_explorations.OWNER
name_of = made_explorations.name_of


def fill(folder: pathlib.Path, cards: Mapping[str, int]) -> None:
    """Creates lessons in the store of a folder.

    Args:
        folder: The folder of the store, created if missing.
        cards: The number of cards by exploration id.
    """
    subprocess.run(
        [
            sys.executable,
            '-m',
            'benchmarks.ingest.lessons',
            *(f'{exp_id}={number}' for exp_id, number in cards.items()),
        ],
        cwd=systems.ROOT,
        env=systems.local_environment(folder),
        check=True,
    )


def make(exp_id: str, num_cards: int) -> None:
    """Creates a public lesson in the store of this process."""
    exploration = made_explorations.exploration_of(exp_id, num_cards)
    exploration.category = 'Benchmarks'
    exploration.objective = 'See what recording costs'
    exp_services.save_new_exploration(made_explorations.OWNER_ID, exploration)
    rights_services.publish_exploration(made_explorations.OWNER_ID, exp_id)


def _main(*lessons: str) -> None:
    with datastore.context():
        user_services.sign_in(made_explorations.OWNER_ID, OWNER)
    for lesson in lessons:
        exp_id, _, num_cards = lesson.partition('=')
        with datastore.context():
            make(exp_id, int(num_cards))


if __name__ == '__main__':
    _main(*sys.argv[1:])
