"""Brings the shards of counters back to as many as each version has at first.

    python3 -m scripts.merge_stats_shards [--data_dir DIR] [--exp_id ID]

For versions of explorations that were played by very many and no longer are;
and, after STATS_SHARD_GROWTH=off, before a version of this program serves again
that reads only the first shards (docs/scaling.md). May run while learners play.
Exits with 0 when it is done, with 2 when it could not do its work.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from google.api_core import exceptions

from core.domain import shard_merging_services
from core.platform import datastore

EXIT_FAILED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        datastore.use_existing_store(options.data_dir)
        with datastore.context():
            _merge_all(options.exp_id)
    except exceptions.GoogleAPICallError as error:
        return _fail(f'the store does not answer: {error}')
    except datastore.StoreError as error:
        return _fail(str(error))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='python3 -m scripts.merge_stats_shards',
        description='Brings the shards of counters back to as many as each '
        'version has at first. May run while learners play.',
    )
    parser.add_argument(
        '--data_dir', help='where the embedded store lies (default: .data)'
    )
    parser.add_argument(
        '--exp_id', help='the exploration to look at (default: all)'
    )
    return parser


def _merge_all(exp_id: str | None) -> None:
    grown = [
        each
        for each in shard_merging_services.get_grown_versions()
        if exp_id in (None, each[0])
    ]
    for each_exp_id, version in grown:
        number = shard_merging_services.merge(each_exp_id, version)
        print(f'{each_exp_id}, version {version}: {number} shards merged')
    if not grown:
        print('No version has more shards than at first.')


def _fail(message: str) -> int:
    print(f'Error: {message}', file=sys.stderr)
    return EXIT_FAILED


if __name__ == '__main__':
    sys.exit(main())
