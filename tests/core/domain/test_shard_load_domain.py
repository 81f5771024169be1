"""The load of a shard is measured by its revisions."""

from __future__ import annotations

import random

import pytest

from core import feconf
from core.domain import shard_load_domain


def judge_writes(
    loads: shard_load_domain.ShardLoads,
    per_sec: float,
    secs: float,
    seen_every: int = 1,
) -> list[bool]:
    """Returns the verdicts of a process that sees every nth of all writes."""
    return [
        loads.is_too_much('s', number, 0, 1000 * number / per_sec)
        for number in range(0, int(per_sec * secs), seen_every)
    ]


@pytest.mark.parametrize('per_sec', [0.1, 0.5, 0.7])
def test_a_sustainable_rate_is_not_contention(per_sec):
    assert not any(
        judge_writes(shard_load_domain.ShardLoads(1.0), per_sec, 3600)
    )


@pytest.mark.parametrize('seen_every', [1, 4, 13])
def test_contention_is_noticed_even_by_an_infrequent_writer(seen_every):
    loads = shard_load_domain.ShardLoads(1.0)

    assert any(judge_writes(loads, 3.0, 60, seen_every))


def test_a_burst_after_silence_is_judged_by_itself():
    loads = shard_load_domain.ShardLoads(1.0)
    loads.is_too_much('s', 1, 0, 0.0)

    assert loads.is_too_much('s', 2, 0, 3_600_000.0) is False
    assert loads.is_too_much('s', 32, 0, 3_610_000.0)


def test_a_few_writes_at_once_are_not_contention():
    loads = shard_load_domain.ShardLoads(1.0)
    for number in range(29):
        assert loads.is_too_much('s', number, 0, 10.0 * number) is False


def test_conflicts_count_as_writes():
    """At the limit of the store, attempts fail instead of raising the rate."""
    loads = shard_load_domain.ShardLoads(1.0)
    verdicts = [loads.is_too_much('s', n, 4, 2000.0 * n) for n in range(30)]

    assert any(verdicts)


def test_a_recreated_shard_starts_a_new_window():
    loads = shard_load_domain.ShardLoads(1.0)
    loads.is_too_much('s', 1000, 0, 0.0)

    assert loads.is_too_much('s', 1, 0, 1000.0) is False
    assert loads.is_too_much('s', 31, 0, 2000.0)


def test_a_clock_set_back_starts_a_new_window():
    loads = shard_load_domain.ShardLoads(1.0)
    loads.is_too_much('s', 1, 0, 10_000.0)

    assert loads.is_too_much('s', 41, 0, 9_000.0) is False


def test_the_number_of_watched_shards_is_bounded(monkeypatch):
    monkeypatch.setattr(feconf, 'MAX_WATCHED_SHARDS', 3)
    loads = shard_load_domain.ShardLoads(1.0)
    for name in 'abcd':
        loads.is_too_much(name, 0, 0, 0.0)

    assert loads.is_too_much('d', 30, 0, 1000.0)
    assert loads.is_too_much('a', 30, 0, 1000.0) is False


def test_random_arrivals_are_distinguished_from_an_excess():
    """Shards grow at the rate that the store sustains, but not at a third."""
    rng = random.Random(7)
    for per_sec, is_too_much in ((0.3, False), (1.0, True)):
        loads = shard_load_domain.ShardLoads(1.0)
        msecs, verdicts = 0.0, []
        for number in range(int(600 * per_sec)):
            msecs += 1000 * rng.expovariate(per_sec)
            verdicts.append(loads.is_too_much('s', number, 0, msecs))
        assert any(verdicts) == is_too_much


def test_tabs_flush_less_often_with_many_shards():
    numbers = [8, 16, 32, 64, 128, 256]
    intervals = [
        shard_load_domain.flush_interval_secs(number) for number in numbers
    ]

    assert intervals == [5, 5, 10, 20, 40, 40]
