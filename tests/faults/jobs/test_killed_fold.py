"""A fold that is killed repeatedly counts every session once."""

from __future__ import annotations

import pathlib
import random
import signal
import sys

import pytest

from core.domain.fold import fold_services
from core.platform.datastore import FILE_NAME, embedded
from core.storage.statistics import gae_models as stats_models
from tests import forking_python
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import folded_summary, full, play, rebuild

pytestmark = pytest.mark.no_store

ROOT = pathlib.Path(__file__).parents[3]
NUM_SESSIONS = 30
FOLDING = """
import signal, sys
from core import feconf
from core.domain.fold import fold_services
from core.platform import datastore

folder, steps, secs = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])


def on_progress(number):
    global steps
    steps -= 1
    if not steps:
        # Nothing handles its signal, which kills the process.
        signal.setitimer(signal.ITIMER_REAL, secs)


feconf.FOLD_SESSIONS_PER_TRANSACTION = 1
datastore.set_data_dir(folder)
with datastore.context():
    fold_services.fold_waiting(on_progress=on_progress)
"""


def fold_until_killed(folder: pathlib.Path, chance: random.Random) -> bool:
    """Folds in a process that is killed later; returns whether it finished."""
    steps = chance.randrange(1, 4)
    # The delay of the kill; a step takes some milliseconds.
    secs = chance.uniform(0.0001, 0.02)
    done = forking_python.of_tree(ROOT).run_program(
        FOLDING, str(folder), str(steps), str(secs)
    )
    assert done.returncode in (0, -signal.SIGALRM), done.stderr
    return done.returncode == 0


def test_a_fold_killed_repeatedly_counts_each_session_once(
    tmp_path: pathlib.Path,
):
    seed = random.SystemRandom().randrange(10**9)
    # Pytest shows the seed when the test fails.
    sys.stderr.write(f'seed of the kills: {seed}\n')
    chance = random.Random(seed)
    client = embedded.Client(str(tmp_path / FILE_NAME))
    with client.context():
        b.make_exploration()
        sessions = [
            play('exploration_start', 'state_hit')[0]
            for _ in range(NUM_SESSIONS)
        ]
        put_all_in_the_queue()
        kills = 0
        while not fold_until_killed(tmp_path, chance):
            kills += 1
            # Some sessions continue at the same time.
            play('solution_hit', session=chance.choice(sessions))
            assert kills <= 2 * NUM_SESSIONS
        assert kills > 0
        put_all_in_the_queue()
        fold_services.fold_waiting()
        after_kills = folded_summary()

        assert rebuild().is_done
        assert folded_summary() == after_kills == full()
        assert after_kills['num_sessions'] == NUM_SESSIONS
    client.close()


def put_all_in_the_queue() -> None:
    for account in stats_models.SessionAccountModel.query().iter():
        account.fold_due_msecs = 1
        account.put()
