"""Numbers of entities read and written, which the store charges for."""

from __future__ import annotations

from collections import Counter

import pytest

from core import feconf
from core.domain import session_bounds
from core.domain.fold import fold_services
from tests.core.controllers import web
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, now, play

__all__ = ['now']

# The requests of the page when the tab is opened, in this order.
OPENING = (
    '/create/exp',
    '/createhandler/statistics/exp',
    '/createhandler/processed_statistics/exp',
)


@pytest.fixture
def owner(browser: web.Browser) -> web.Browser:
    b.make_exploration()
    browser.sign_in(web.OWNER)
    return browser


def play_and_fold(now: Clock, num_versions: int) -> None:
    for version in range(1, num_versions + 1):
        session = b.make_session('exp', version)
        play('exploration_start', 'state_hit', session=session)
        b.post_batch(session, b.batch(totals={'num_starts': 1}))
        if version < num_versions:
            old = 'B' if version == 1 else f'B{version}'
            b.edit('exp', b.rename(old, f'B{version + 1}'))
    now.pass_silence()
    fold_services.fold_waiting()


def reads_of_opening(owner: web.Browser) -> b.Reads:
    with b.counted_reads() as reads:
        for url in OPENING:
            owner.get(url)
    return reads


def test_opening_the_tab_reads_a_bounded_number_of_entities(
    owner: web.Browser, now: Clock
) -> None:
    play_and_fold(now, 1)
    reads_of_opening(owner)
    one_version = reads_of_opening(owner)

    play_and_fold(now, 12)
    reads_of_opening(owner)
    many_versions = reads_of_opening(owner)

    assert many_versions.keys <= 40
    assert many_versions.keys - one_version.keys <= 1
    assert many_versions.queries == one_version.queries <= 4


def test_opening_the_tab_writes_nothing_once_its_view_exists(
    owner: web.Browser, now: Clock
) -> None:
    play_and_fold(now, 2)
    reads_of_opening(owner)

    with b.counted_writes() as written:
        reads_of_opening(owner)

    assert written == []


def test_a_session_writes_little_more_than_its_events(
    owner: web.Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Of the later two requests with events, the account samples the first.
    drawn = iter([True, False])
    monkeypatch.setattr(session_bounds, '_is_drawn', lambda: next(drawn))
    session = b.make_session()
    with b.counted_writes() as written:
        for _ in range(3):
            b.record(
                session,
                *(
                    b.make_event(session, 'answer_submitted', 'A')
                    for _ in range(10)
                ),
            )
            b.post_batch(session, b.batch(A={'total_answers_count': 10}))

    assert Counter(written) == {
        'AnswerSubmittedEventLogEntryModel': 30,
        # With each batch, with the first events, and with sampled ones.
        'SessionAccountModel': 3 + 2,
        'StatsBatchModel': 3,
        'ExplorationStatsShardModel': 3,
    }


def test_a_fold_reads_and_writes_each_session_a_bounded_number_of_times(
    owner: web.Browser, now: Clock
) -> None:
    num_sessions = 20
    assert num_sessions < feconf.FOLD_SESSIONS_PER_TRANSACTION
    for _ in range(num_sessions):
        play('exploration_start', 'state_hit')
    now.pass_silence()

    with b.counted_reads() as reads, b.counted_writes() as written:
        fold_services.fold_waiting()

    # For each session its account before and after, and its record; besides,
    # entities of the version, the exploration and the run.
    assert 3 * num_sessions < reads.keys <= 3 * num_sessions + 10
    of_kinds = Counter(written)
    assert of_kinds == {
        'SessionAccountModel': 2 * num_sessions,
        'FoldedSessionModel': num_sessions,
        'ProcessedStatsModel': 1,
        'ProcessedDaysModel': 1,
        'ProcessedRevisionsModel': 1,
    }
