"""The simulation of many learners is reproducible and its sums are right."""

from __future__ import annotations

import json

import pytest

from benchmarks.ingest import systems
from benchmarks.scaling import costs, crowd, limits
from core import feconf
from tests import forking_python

pytestmark = pytest.mark.no_store

FIRST = feconf.NUM_STATS_SHARDS


def play(number: float, max_shards: int = feconf.MAX_STATS_SHARDS):
    return crowd.Crowd(number, crowd.Policy(max_shards), seed=3).play()


def test_the_same_seed_gives_the_same_crowd():
    assert play(500) == play(500)
    other = crowd.Crowd(500, crowd.Policy(), seed=4).play()
    assert other != play(500)


def test_a_class_is_counted_at_once_on_the_first_shards():
    it = play(30)

    assert (it.num_shards, it.flush_secs, it.refused_share) == (FIRST, 5, 0.0)
    assert it.delays[2] < 8
    # One batch per card, as a card takes longer than the flush interval.
    assert 15 < it.batches_per_session < 22


def test_shards_grow_until_nobody_is_refused():
    fixed, grown = play(1_000, FIRST), play(1_000)

    assert fixed.refused_share > 0.3
    assert fixed.batches_per_sec == pytest.approx(FIRST, rel=0.1)
    assert grown.refused_share == 0.0
    assert grown.num_shards > FIRST
    assert grown.delays[1] < 1.2 * grown.flush_secs + 5
    assert grown.waiting == 0.0


def test_at_the_maximum_of_shards_no_browser_holds_two_batches():
    it = play(20_000)

    assert it.num_shards == feconf.MAX_STATS_SHARDS
    assert it.batches_per_sec == pytest.approx(it.num_shards, rel=0.1)
    assert it.refused_share > 0.5
    assert it.waiting <= 1.0


def test_a_load_below_one_learner_is_a_fraction_of_one():
    """100 learners on 1,000 explorations are 0.1 learners on each."""
    per_sec = play(0.1).batches_per_sec

    assert 0 < per_sec < 0.02


def test_the_load_is_the_sum_of_costs_per_learner():
    session_costs = costs.Costs(
        init=costs.Cost(reads=2, cpu_secs=0.002),
        events=costs.Cost(reads=1, writes=5, cpu_secs=0.001),
        batch=costs.Cost(reads=4, writes=3, cpu_secs=0.001),
        fold=costs.Cost(reads=80, writes=3, cpu_secs=0.003),
        events_per_session=80,
    )
    load = limits.load_of(100_000, 10, session_costs)

    # 20 cards and 10 batches, each batch with 5 reads of the sweep.
    assert load.writes_per_session == 20 * 5 + 10 * 3 + 3
    assert load.reads_per_session == 2 + 20 + 10 * (4 + 5) + 80
    assert load.sessions_per_sec == pytest.approx(100_000 / 362.6, rel=0.01)
    assert load.queue_share == pytest.approx(load.sessions_per_sec / 500)
    # 36,700 writes a second are 73 times 500: 10.6 times half as much again.
    assert load.ramp_up_mins == pytest.approx(53, abs=1)
    cpu = 2 * (0.002 + 20 * 0.001 + 10 * 0.001 + 0.003)
    assert load.instances == pytest.approx(
        load.sessions_per_sec * cpu / 0.7, abs=1
    )
    assert load.dollars_per_million == pytest.approx(
        192 * 0.6 + 133 * 1.8 + 10 * 0.2 + cpu / 0.7 / 3600 * 0.1 * 1e6
    )
    assert load.fold_share == pytest.approx(
        load.sessions_per_sec * 2 * 0.003 / 0.05
    )


# Counts of reads and writes, unlike times, are the same for each session.
_WITH_FEW_SESSIONS = """
import sys
from benchmarks.scaling import __main__ as command, costs

costs._SESSIONS = 6
sys.exit(command.main())
"""


def test_the_benchmark_runs_and_writes_its_figures(tmp_path):
    output = tmp_path / 'figures.json'

    ran = forking_python.of_tree(systems.ROOT).run_program(
        _WITH_FEW_SESSIONS, '--quick', '--output', str(output)
    )

    assert ran.returncode == 0, ran.stderr
    assert '| learners | explorations |' in ran.stdout
    figures = json.loads(output.read_text())
    assert len(figures['rows']) == 10
    # The costs that the tests of the application check.
    assert figures['costs']['batch']['writes'] == pytest.approx(3, abs=0.1)
    assert figures['costs']['batch']['reads'] == pytest.approx(4, abs=0.1)
    events = figures['costs']['events_per_session']
    of_events = crowd.CARDS * figures['costs']['events']['writes']
    assert of_events <= 1.2 * events
