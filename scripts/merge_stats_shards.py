"""Merges the shards of counters into the initial number of shards.

    python3 -m scripts.merge_stats_shards [--data_dir DIR] [--exp_id ID]

For versions that many learners played, but no longer play; and, after setting
STATS_SHARD_GROWTH=off, before returning to a version of this program that reads
only the initial shards (docs/scaling.md). May run while learners play.
Exits with 0 on success and with 2 after an error.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from core.domain import shard_merging_services
from scripts import store_command


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    parser = store_command.parser(
        'merge_stats_shards',
        'Merges the shards of counters into as many as a new version has. '
        'May run while learners play.',
    )
    store_command.add_exp_id(parser)
    options = parser.parse_args(arguments)
    return store_command.exit_status(
        lambda: _merge_all(options.data_dir, options.exp_id)
    )


def _merge_all(data_dir: str | None, exp_id: str | None) -> None:
    with store_command.open_store(data_dir):
        grown = [
            key
            for key in shard_merging_services.get_grown_versions()
            if exp_id in (None, key[0])
        ]
        for grown_exp_id, version in grown:
            number = shard_merging_services.merge(grown_exp_id, version)
            print(f'{grown_exp_id}, version {version}: {number} shards merged')
        if not grown:
            print('No version has more shards than at first.')


if __name__ == '__main__':
    sys.exit(main())
