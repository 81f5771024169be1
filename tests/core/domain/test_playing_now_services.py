"""The number of playing learners is computed from sessions' last reports."""

from __future__ import annotations

import pytest

from core import feconf
from core.domain import playing_now_services, session_token
from core.domain.fold import fold_services
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, now, play

__all__ = ['now']

PLAYING_MSECS = 1000 * feconf.PLAYING_SECS


@pytest.fixture(autouse=True)
def explorations() -> None:
    for exp_id in ('exp', 'other'):
        b.make_exploration(exp_id)


def playing(exp_id: str = 'exp') -> int:
    return playing_now_services.count(exp_id)[exp_id]


def start(exp_id: str = 'exp') -> session_token.Session:
    session, *_ = play('exploration_start', 'state_hit', exp_id=exp_id)
    assert isinstance(session, session_token.Session)
    return session


def test_sessions_play_until_they_are_silent(now: Clock):
    assert playing() == 0
    start()
    now.msecs += PLAYING_MSECS - 1
    start()
    assert playing() == 2
    now.msecs += 1
    assert playing() == 1


def test_a_session_plays_again_after_a_batch(now: Clock):
    session = start()
    now.msecs += PLAYING_MSECS
    assert playing() == 0
    b.post_batch(session, b.batch(totals={'num_starts': 1}))
    assert playing() == 1


def test_a_session_at_the_end_does_not_play():
    play('exploration_start', 'state_hit', 'exploration_complete')
    assert playing() == 0


def test_a_fold_does_not_count_as_a_report(now: Clock):
    start()
    fold_services.fold_waiting(include_open=True)
    assert playing() == 1
    now.msecs += PLAYING_MSECS
    fold_services.fold_waiting(include_open=True)
    assert playing() == 0


def test_each_exploration_has_its_own_number():
    start()
    for _ in range(2):
        start('other')
    assert playing_now_services.count() == {'exp': 1, 'other': 2}
    assert playing_now_services.get_number('other') == 2
    assert playing_now_services.get_all_numbers()['exp'] == 1
    assert playing_now_services.get_number('unknown') == 0


def test_reading_is_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feconf, 'MAX_PLAYING_READ', 2)
    for _ in range(3):
        start()
    assert playing() == 2
