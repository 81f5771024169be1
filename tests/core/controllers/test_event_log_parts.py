"""A long event log is downloaded in parts and in little memory."""

from __future__ import annotations

import json
import tracemalloc
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from core import feconf
from core.controllers import event_log
from core.domain.downloads import event_export_services, export_token
from core.domain.summaries import cuts
from core.platform.datastore import raw_datastore_services, store
from core.storage.statistics import gae_models as stats_models
from tests.core.controllers.event_log_builders import (
    ALL_KINDS,
    URL,
    creator,
    download,
    lines_of,
    play,
)
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import now

__all__ = ['creator', 'now']


class TestParts:
    def export(self, position: export_token.Position | None = None) -> Any:
        return event_export_services.EventLogExport(
            'exp',
            cuts.ALL_PLAYS,
            position or export_token.new_position(),
        )

    def part(self, position: export_token.Position | None, num_bytes: int):
        """Reads one part; returns its lines and the position of the next."""
        following: list[export_token.Position] = []
        export = self.export(position)

        def token_of(end: export_token.Position) -> str:
            following.append(end)
            return 'token'

        limits = event_log.PartLimits(num_bytes, 1e9, lambda: 0.0)
        content = b''.join(
            event_log.stream(
                export,
                event_log._JsonLines(export),
                token_of,
                limits,
                compress=False,
            )
        )
        lines = [json.loads(line) for line in content.splitlines()]
        return lines, following[0] if following else None

    def test_parts_make_the_whole_with_the_same_pseudonyms(self, creator):
        for _ in range(3):
            play('x', kinds=tuple(ALL_KINDS))
        position, events, parts = None, [], []
        while True:
            (header, *some, end), position = self.part(position, 1)
            parts.append(header['part'])
            events += some
            assert end['is_complete'] is (position is None)
            if position is None:
                break
        assert parts == list(range(1, len(parts) + 1))
        assert len(parts) > 1
        size = 1 + len(ALL_KINDS)
        assert len(events) == 3 * size
        sessions: dict[str, set[int]] = {}
        for event in events:
            numbers = sessions.setdefault(event['session'], set())
            numbers.add(event['sequence_number'])
        assert [len(numbers) for numbers in sessions.values()] == [size] * 3

    def test_on_app_engine_a_long_log_is_downloaded_in_parts(
        self, creator, monkeypatch
    ):
        play('x', kinds=tuple(ALL_KINDS))
        one_page = event_log.PartLimits
        monkeypatch.setattr(
            event_log.environment, 'is_app_engine', lambda: True
        )
        monkeypatch.setattr(
            event_log,
            'PartLimits',
            lambda: one_page(1, 1e9, lambda: 0.0),
        )
        first = download(creator)
        token = first[-1]['continue']
        assert first[-1]['is_complete'] is False
        second = creator.get(f'{URL}?continue={token}')
        assert 'part2' in second.headers['Content-Disposition']
        names = {
            line['session']
            for line in first + lines_of(second)
            if line['record'] == 'event'
        }
        assert len(names) == 1
        creator.get(f'{URL}?format=xapi&continue={token}', status=400)
        creator.get(f'{URL}?to=2100-01-01&continue={token}', status=400)
        b.make_exploration('other')
        other = URL.replace('exp', 'other')
        creator.get(f'{other}?continue={token}', status=400)

    def test_a_token_expires_after_a_day(self, now):
        token = export_token.to_token('exp', 'q', export_token.new_position())
        now.msecs += 1000 * feconf.EXPORT_TOKEN_MAX_AGE_SECS
        export_token.from_token('exp', 'q', token)
        now.msecs += 1
        with pytest.raises(Exception, match='too old'):
            export_token.from_token('exp', 'q', token)

    def test_a_part_also_ends_at_its_deadline(self):
        ticks = iter([0.0, 299.0, 300.0])
        limits = event_log.PartLimits(10, 300.0, lambda: next(ticks))
        assert not limits.are_reached(9)
        assert limits.are_reached(9)
        assert limits.are_reached(10)


class TestStreaming:
    def test_a_streamed_part_reads_nothing_before_it_is_consumed(
        self, creator, monkeypatch
    ):
        play(kinds=tuple(ALL_KINDS))
        asked: list[str] = []
        query_page = raw_datastore_services.query_page

        def counting(kind: str, *args: Any) -> Any:
            asked.append(kind)
            return query_page(kind, *args)

        monkeypatch.setattr(raw_datastore_services, 'query_page', counting)
        parts = stream(compress=False)
        for number in range(4):
            next(parts)
            assert len(asked) == number

    def test_all_pages_of_events_are_streamed(self, creator):
        write_hits(1_000)
        parts = stream(compress=False)
        assert b''.join(parts).count(b'"event_type"') == 1_000

    def test_memory_does_not_grow_with_the_log(self, creator):
        def peak() -> int:
            parts = stream(compress=True)
            tracemalloc.start()
            for _ in parts:
                pass
            size = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return size

        write_hits(1_000)
        peak()
        small = peak()
        write_hits(2_000)
        assert peak() < 1.5 * small


def stream(compress: bool) -> Iterator[bytes]:
    export = TestParts().export()
    lines = event_log._JsonLines(export)
    return event_log.stream(
        export, lines, lambda _: '', None, compress=compress
    )


def write_hits(number: int) -> None:
    for start in range(0, number, 500):
        store.put(
            *(
                store.new(
                    stats_models.StateHitEventLogEntryModel,
                    id=str(uuid.uuid4()),
                    exp_id='exp',
                    exp_version=1,
                    session_id=f's{start}-{n}',
                    state_name='A',
                    sequence_number=0,
                    client_time_msecs=0.0,
                    occurred_at_msecs=1.7e12,
                    event_schema_version=2,
                    params={},
                )
                for n in range(500)
            )
        )
