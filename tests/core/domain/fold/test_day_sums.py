"""The sums by day and trait hold the same sessions as the processed data."""

from __future__ import annotations

import pytest

from core import feconf
from core.domain import event_services, exp_services
from core.domain.fold import (
    fold_services,
    processed_store_services,
)
from core.domain.scheduled_work import expiry_services
from core.domain.summaries import (
    answer_key,
    cuts,
    exploration_summary,
    session_reader,
)
from core.storage.statistics import processed_gae_models as models
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, folded_summary, now, rebuild
from tests.core.domain.summary_builders import as_json, row_of

__all__ = ['now']

MSECS_PER_DAY = 24 * 3_600_000
VERSION = ('exp', 1)

PHONE = cuts.Segment('device', 'phone')
CUTS = [
    cuts.ALL_PLAYS,
    cuts.Cut(segment=PHONE),
    cuts.Cut(segment=cuts.Segment('class', '7b')),
    cuts.Cut(segment=cuts.Segment('visitor', 'returning')),
]


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes a few sessions take several blocks, steps and chunks."""
    monkeypatch.setattr(feconf, 'DAYS_PER_BLOCK', 2)
    monkeypatch.setattr(feconf, 'FOLD_SESSIONS_PER_TRANSACTION', 2)
    monkeypatch.setattr(feconf, 'MAX_PROCESSED_CHUNK_BYTES', 700)


@pytest.fixture(autouse=True)
def days(now: Clock, small_steps: None) -> list[int]:
    """Plays on five days, with different traits."""
    b.make_exploration()
    for number in range(5):
        for device in ('phone', 'computer', None):
            play(device, None if number % 2 else '7b')
        now.msecs += MSECS_PER_DAY
    fold_services.fold_waiting()
    first = int(now.msecs // MSECS_PER_DAY) - 5
    return list(range(first, first + 5))


def play(device: str | None, class_name: str | None) -> None:
    token = b.session_token.issue('exp', 1, True, None, class_name)
    session = b.session_token.read(token, 'exp')
    start = b.make_event(
        session,
        'exploration_start',
        'A',
        device=device,
        visitor='returning' if device == 'phone' else 'new',
        client_time_msecs=b.clock.now_msecs(),
    )
    hit = b.make_event(
        session,
        'state_hit',
        'A',
        sequence_number=1,
        client_time_msecs=b.clock.now_msecs(),
    )
    b.record(session, start, hit)


def summarise_log() -> list[session_reader.SessionSummary]:
    """Returns summaries of the sessions in the event log."""
    by_session: dict[str, list] = {}
    for event in event_services.get_events_of_exploration('exp'):
        by_session.setdefault(event.session_id, []).append(row_of(event))
    key = read_key()
    return [
        session_reader.summarise_session(session_id, rows, key)
        for session_id, rows in by_session.items()
    ]


def read_key() -> answer_key.AnswerKey:
    return answer_key.build_answer_key(
        exp_services.get_exploration_by_id('exp', 1)
    )


def compute_sum(
    cut: cuts.Cut, sessions: list[session_reader.SessionSummary]
) -> dict | None:
    """Computes the sum of a cut directly from sessions."""
    total = exploration_summary.ExplorationSummary.create(read_key())
    for session in sessions:
        is_in = cut.segment is None or cut.segment.contains(session.traits)
        if is_in and cut.has_day(session.first_day):
            total.add(session)
    return as_json(total.to_dict()) if total.num_sessions else None


def load_sum(cut: cuts.Cut) -> dict | None:
    total = processed_store_services.load_cut(VERSION, cut)
    return total and as_json(total.to_dict())


def assert_exact(days: list[int]) -> None:
    sessions = summarise_log()
    for cut in CUTS:
        assert load_sum(cut) == compute_sum(cut, sessions)
        for first in days:
            for last in days:
                part = cuts.Cut(first, last, cut.segment)
                assert load_sum(part) == compute_sum(part, sessions)


def test_the_sum_of_any_days_and_segment_is_exact(days: list[int]):
    assert_exact(days)
    assert (
        compute_sum(cuts.Cut(days[1], days[2], PHONE), summarise_log())
        is not None
    )
    assert load_sum(cuts.ALL_PLAYS) == as_json(folded_summary())


def test_a_session_over_midnight_counts_for_its_first_day(
    now: Clock, days: list[int]
):
    session = b.make_session()
    for number, event_type in enumerate(('exploration_start', 'state_hit')):
        b.record(
            session,
            b.make_event(
                session,
                event_type,
                'A',
                sequence_number=number,
                client_time_msecs=now(),
            ),
        )
        now.msecs += MSECS_PER_DAY
        fold_services.fold_waiting()
    assert_exact([*days, days[-1] + 1, days[-1] + 2])
    today = cuts.Cut(days[-1] + 1, days[-1] + 1)
    both = processed_store_services.load_cut(VERSION, today)
    assert both is not None
    assert both.num_sessions == 1
    assert len(both.days) == 2


def test_a_rebuild_makes_the_same_sums_and_removes_old_ones(
    days: list[int],
):
    before = models.ProcessedDaysModel.query().count()
    assert rebuild().is_done
    assert_exact(days)
    assert models.ProcessedDaysModel.query().count() == before
    root = models.ProcessedStatsModel.get_by_id('exp.1', use_cache=False)
    assert root is not None
    for model in (models.ProcessedDaysModel, models.ProcessedDaysChunkModel):
        for key in model.query().fetch(keys_only=True):
            assert key.id().startswith(f'{root.generation}.')


def test_expired_sessions_stay_in_their_days(now: Clock, days: list[int]):
    now.msecs += 40 * MSECS_PER_DAY
    before = {str(cut): load_sum(cut) for cut in CUTS}
    expiry_services.expire_events('exp', 42)
    assert (
        compute_sum(cuts.ALL_PLAYS, summarise_log())
        != before[str(cuts.ALL_PLAYS)]
    )
    for _ in range(2):
        assert {str(cut): load_sum(cut) for cut in CUTS} == before
        assert rebuild().is_done


def test_data_of_older_code_have_no_day_sums_before_a_rebuild(
    days: list[int],
):
    root = models.ProcessedStatsModel.get_by_id('exp.1', use_cache=False)
    assert root is not None
    root.schema_version = feconf.PROCESSED_DATA_SCHEMA_VERSION - 1
    root.put()
    assert load_sum(cuts.ALL_PLAYS) is None
    assert folded_summary() is not None
    fold_services.fold_waiting()
    assert_exact(days)


def test_only_the_blocks_of_the_days_are_read(
    days: list[int], monkeypatch: pytest.MonkeyPatch
):
    read: list[int] = []
    fetch = processed_store_services.store.Reader.fetch

    def count(self, refs) -> None:
        wanted = list(refs)
        read.append(
            len([ref for ref in wanted if ref[0] is models.ProcessedDaysModel])
        )
        fetch(self, wanted)

    monkeypatch.setattr(processed_store_services.store.Reader, 'fetch', count)
    assert load_sum(cuts.Cut(days[2], days[2])) is not None
    assert max(read) == 1
