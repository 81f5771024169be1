"""A clock, sessions and sums for tests of the fold.

Modules that import the fixture `now` get a frozen clock.
"""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from core import clock, feconf
from core.domain import event_domain, event_services, exp_services
from core.domain.fold import (
    fold_services,
    fold_session_services,
    processed_revisions_services,
    processed_store_services,
    rebuild_services,
)
from core.domain.job_runs import bad_data_domain
from core.domain.summaries import (
    answer_key,
    exploration_summary,
    session_reader,
)
from core.platform.datastore import store
from tests.core.domain import stats_builders as b
from tests.core.domain.summary_builders import row_of

SILENCE_MSECS = 1000 * feconf.SESSION_SILENCE_SECS


class Clock:
    """A clock that only advances when asked to."""

    def __init__(self) -> None:
        self.msecs = 1_790_000_000_000.0

    def __call__(self) -> float:
        return self.msecs

    def utcnow(self) -> datetime.datetime:
        moment = datetime.datetime.fromtimestamp(
            self.msecs / 1000, datetime.UTC
        )
        return moment.replace(tzinfo=None)

    def pass_silence(self) -> None:
        self.msecs += SILENCE_MSECS + 1


@pytest.fixture(autouse=True)
def now(monkeypatch) -> Clock:
    clock_of_test = Clock()
    monkeypatch.setattr(clock, 'now_msecs', clock_of_test)
    monkeypatch.setattr(clock, 'utcnow', clock_of_test.utcnow)
    return clock_of_test


def play(*types: str, exp_id: str = 'exp', session=None) -> list:
    """Records events of one session; returns the session and the events."""
    session = session or b.make_session(exp_id)
    events = [
        b.make_event(
            session,
            event_type,
            'A',
            sequence_number=number,
            client_time_msecs=clock.now_msecs(),
        )
        for number, event_type in enumerate(types)
    ]
    b.record(session, *events)
    return [session, *events]


def full(exp_id: str = 'exp', version: int = 1) -> dict:
    """Computes the summary of all sessions in the log at once."""
    key = answer_key.build_answer_key(
        exp_services.get_exploration_by_id(exp_id, version)
    )
    summary = exploration_summary.ExplorationSummary.create(key)
    sessions: dict[str, list[event_domain.Event]] = {}
    for event in fold_log(exp_id, version):
        sessions.setdefault(event.session_id, []).append(event)
    for session_id, events in sessions.items():
        summary.add(
            session_reader.summarise_session(
                session_id,
                [row_of(event) for event in events],
                key,
                clock.now_msecs(),
            )
        )
    return summary.to_dict()


def fold_log(exp_id: str, version: int) -> list[event_domain.Event]:
    return [
        event
        for event in event_services.get_events_of_exploration(exp_id)
        if event.exp_version == version
    ]


def rebuild(
    exp_id: str = 'exp', version: int = 1, **options: Any
) -> rebuild_services.Report:
    """Rebuilds processed data; see rebuild_services.rebuild for the options."""
    return rebuild_services.rebuild(
        (exp_id, version),
        fold_session_services.AnswerKeys(),
        bad_data_domain.BadData(),
        **options,
    )


def folded_summary(exp_id: str = 'exp', version: int = 1) -> dict | None:
    processed = processed_store_services.load_many([(exp_id, version)])
    stored = processed.get((exp_id, version))
    return stored and stored.summary.to_dict()


def waiting() -> int:
    return fold_services.count_waiting(include_open=True)


def store_summary(summary: exploration_summary.ExplorationSummary) -> None:
    """Replaces the processed data of a version, like the fold."""
    exp_id, version = summary.exp_id, summary.exp_version
    root_class = processed_store_services.Root

    def work(transaction: store.Transaction) -> None:
        root = transaction.get(
            root_class, root_class.get_entity_id(exp_id, version)
        ) or processed_store_services.build_root(exp_id, version)
        stored = processed_store_services.ProcessedData(root, summary)
        transaction.put(*processed_store_services.build_entities(stored))
        processed_revisions_services.write_revisions(
            transaction, [(root, summary.num_sessions)]
        )

    store.run(work)
