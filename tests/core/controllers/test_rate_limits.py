"""Token buckets keep their rates and bound their memory."""

from __future__ import annotations

import importlib.util
from contextlib import nullcontext as does_not_raise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.controllers import http_errors, rate_limits

pytestmark = pytest.mark.no_store


class Clock:
    def __init__(self) -> None:
        self.secs = 0.0

    def __call__(self) -> float:
        return self.secs


def make(clock: Clock, max_senders: int = 100):
    return rate_limits.Limit(2, 5, '', max_senders, clock)


def test_a_burst_is_allowed_and_then_the_rate():
    clock = Clock()
    buckets = make(clock)

    assert [buckets.take('x') for _ in range(5)] == [0.0] * 5
    assert buckets.take('x') == 0.5
    clock.secs = 0.5
    assert buckets.take('x') == 0.0
    assert buckets.take('x') == 0.5


def test_senders_do_not_share_a_bucket():
    buckets = make(Clock())
    for _ in range(6):
        buckets.take('x')

    assert buckets.take('y') == 0.0


def test_the_number_of_tracked_senders_is_bounded():
    buckets = make(Clock(), max_senders=3)
    for number in range(1_000):
        buckets.take(str(number))

    assert len(buckets) == 3


def test_the_longest_idle_sender_is_evicted_first():
    buckets = make(Clock(), max_senders=2)
    for _ in range(5):
        buckets.take('busy')
    buckets.take('quiet')
    buckets.take('busy')
    buckets.take('new')

    assert buckets.take('busy') > 0


def test_a_clock_that_is_set_back_does_not_empty_a_bucket():
    clock = Clock()
    buckets = make(clock)
    clock.secs = 100
    buckets.take('x')
    clock.secs = 0

    assert buckets.take('x') == 0.0


@given(st.lists(st.floats(0, 3), min_size=1, max_size=60))
def test_never_more_than_burst_and_rate_allow(pauses):
    clock = Clock()
    buckets = make(clock)
    taken = 0
    for pause in pauses:
        clock.secs += pause
        taken += buckets.take('x') == 0

    assert taken <= 5 + 2 * clock.secs + 1e-6


def test_a_cost_above_the_capacity_takes_a_full_bucket():
    clock = Clock()
    buckets = make(clock)

    assert buckets.take('x', 100) == 0.0
    assert buckets.take('x', 100) == 2.5
    clock.secs = 2.5
    assert buckets.take('x', 100) == 0.0


def test_a_refused_request_takes_no_tokens():
    buckets = make(Clock())

    assert buckets.take('x', 4) == 0.0
    assert buckets.take('x', 4) == 1.5
    assert buckets.take('x', 1) == 0.0


def test_the_error_gives_a_retry_after():
    limit = rate_limits.Limit(0.1, 1, 'Please wait.')
    limit.check('s')

    with pytest.raises(http_errors.TooManyRequestsError) as caught:
        limit.check('s')

    assert caught.value.retry_after_secs == 10
    assert str(caught.value) == 'Please wait.'


@pytest.fixture
def set_environment(monkeypatch):
    def set_to(**values: str) -> None:
        for name in ('STATS_RATE_LIMITS', 'GAE_ENV', 'K_SERVICE'):
            monkeypatch.delenv(name, raising=False)
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return set_to


def newly_imported():
    spec = importlib.util.find_spec(rate_limits.__name__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def burst_of_a_session(module) -> None:
    for _ in range(2):
        module.REPORTS_OF_SESSION.check('s', module.REPORTS_OF_SESSION.burst)


@pytest.mark.parametrize('values', [{}, {'STATS_RATE_LIMITS': 'on'}])
def test_limits_hold_unless_they_are_switched_off(set_environment, values):
    set_environment(**values)

    with pytest.raises(http_errors.TooManyRequestsError):
        burst_of_a_session(newly_imported())


def test_a_benchmark_switches_the_limits_off(set_environment):
    set_environment(STATS_RATE_LIMITS='off')

    with does_not_raise():
        burst_of_a_session(newly_imported())
