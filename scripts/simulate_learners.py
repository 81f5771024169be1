"""Plays explorations as simulated learners and prints what they did.

python3 -m scripts.simulate_learners --exp_id ID --learners 200 --seed 1

The learners play with the project's own player and reporting service under
Node.js, over HTTP, as guests. Prints counts of their actions as JSON on stdout,
for comparison with the statistics. Their clocks are simulated, so thinking
takes no time. scripts/simulator/learner.js has the rules of their decisions.

With `--days 28`, copies of the explorations are published 28 days ago, and the
learners and new versions are spread over the days since. This needs a
development server, which uses the times in the requests as the current time.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from typing import Any

import tqdm

from scripts import node, simulated_days, whole_numbers

MAIN_JS = node.ROOT / 'scripts' / 'simulator' / 'main.js'


class SimulationError(Exception):
    """The simulation failed; the message is one line for the user."""


def main(arguments: list[str] | None = None) -> int:
    """Runs the simulation; returns 0 if all reports were delivered."""
    options = _parse(arguments)
    try:
        result = simulate(options)
    except (
        SimulationError,
        simulated_days.CreatorError,
        node.MissingNodeError,
    ) as error:
        print(f'Error: {error}', file=sys.stderr)
        return 1
    print(json.dumps(result, indent=2, ensure_ascii=False))
    if result['undelivered']:
        print(
            f'Error: {result["undelivered"]} reports were not delivered '
            f'({result["last_problem"]}).',
            file=sys.stderr,
        )
        return 1
    # With --days, these are copies with new ids.
    for exp_id in dict.fromkeys(
        version['exp_id'] for version in result['explorations']
    ):
        print(
            f'See {options.url.rstrip("/")}/create/{exp_id}#/stats',
            file=sys.stderr,
        )
    return 0


def simulate(options: argparse.Namespace) -> dict[str, Any]:
    """Runs the simulation.

    Args:
        options: As `_parse` returns them.

    Returns:
        The actions of the learners; see scripts/simulator/simulation.js.

    Raises:
        SimulationError: The server does not answer, or an exploration does not
            exist.
        MissingNodeError: There is no Node.js.
    """
    settings = {
        'url': options.url.rstrip('/'),
        'exp_ids': options.exp_id,
        'learners': options.learners,
        'seed': str(options.seed),
        'fault_rate': options.fault_rate,
    }
    with tqdm.tqdm(
        total=options.learners,
        unit=' learners',
        disable=options.quiet,
        file=sys.stderr,
    ) as bar:
        if options.days is None:
            return _play(settings, bar)
        days = simulated_days.SimulatedDays(
            settings['url'], options.days, options.versions
        )
        return days.play(settings, lambda part: _play(part, bar))


def _play(settings: dict[str, Any], bar: Any) -> dict[str, Any]:
    """Shows progress and returns the result."""
    before = bar.n
    for message in node.read_json_lines(MAIN_JS, settings):
        if 'error' in message:
            raise SimulationError(message['error'])
        if 'result' in message:
            return dict(message['result'])
        bar.update(before + message['progress'] - bar.n)
    raise SimulationError('the simulation broke off')


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='python3 -m scripts.simulate_learners',
        description=(__doc__ or '').split('\n', maxsplit=1)[0],
    )
    parser.add_argument(
        '--url',
        default='http://localhost:8181',
        help='where the app is served (default: %(default)s)',
    )
    parser.add_argument(
        '--exp_id',
        action='append',
        required=True,
        help='what to play; given several times, each learner plays one',
    )
    parser.add_argument(
        '--learners',
        type=whole_numbers.between(1),
        default=200,
        help='how many play (default: %(default)s)',
    )
    parser.add_argument(
        '--seed', type=int, default=1, help='the same seed: the same learners'
    )
    parser.add_argument(
        '--fault_rate',
        type=_share,
        default=0.0,
        help='share of requests that are lost, doubled or delayed (0 to 1)',
    )
    parser.add_argument(
        '--days',
        type=whole_numbers.between(1, simulated_days.MAX_DAYS),
        help='spread the learners over so many days, until now (at most '
        f'{simulated_days.MAX_DAYS}); plays copies of the explorations',
    )
    parser.add_argument(
        '--versions',
        type=whole_numbers.between(1),
        default=3,
        help='with --days: how many versions of each exploration '
        '(default: %(default)s)',
    )
    parser.add_argument(
        '--quiet', action='store_true', help='show no progress bar'
    )
    return parser.parse_args(arguments)


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError('must be a number') from error
    if not (math.isfinite(value) and 0 <= value <= 1):
        raise argparse.ArgumentTypeError('must be between 0 and 1')
    return value


if __name__ == '__main__':
    sys.exit(main())
