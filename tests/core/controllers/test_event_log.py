"""The event log as a download."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import gzip
import json
import uuid

import pytest
import webob

from core import feconf
from core.domain import event_domain, event_services, exp_services
from core.domain.downloads import exported_event_domain
from core.domain.fold import fold_services
from core.domain.statistics_tab import statistics_view_services
from core.platform.datastore import raw_datastore_services
from core.storage.statistics import gae_models as stats_models
from tests.core.controllers.event_log_builders import (
    ALL_KINDS,
    URL,
    creator,
    download,
    events_of,
    facts_of,
    play,
)
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, now

__all__ = ['creator', 'now']


class TestLines:
    def test_the_first_line_describes_the_file(self, creator, now: Clock):
        b.edit('exp', b.rename('A', 'Z'))
        header, end = download(creator, '?from=2026-01-01')
        assert header['schema'] == 'learner-statistics/event-log'
        assert header['schema_version'] == 1
        assert header['exp_id'] == 'exp'
        assert [version['version'] for version in header['versions']] == [1, 2]
        assert header['exported_at'] == '2026-09-21T14:13:20Z'
        assert (header['from'], header['to']) == ('2026-01-01', None)
        assert (end['num_events'], end['is_complete']) == (0, True)

    def test_each_event_type_is_included_with_its_fields(self, creator):
        play(kinds=tuple(ALL_KINDS))
        events = events_of(creator)
        assert {event['event_type'] for event in events} == set(ALL_KINDS)
        for event in events:
            own = exported_event_domain.FIELDS_OF[event['event_type']]
            assert set(own) <= event.keys()
        assert [
            event['refresher_exp_id']
            for event in events
            if event['event_type'] == 'leave_for_refresher_exp'
        ] == ['other']

    def test_every_field_of_the_log_is_exported_or_listed_as_omitted(self):
        common = {'exp_version', 'state_name', 'sequence_number'}
        left_out = {
            *('event_id', 'exp_id', 'session_id', 'client_time_msecs'),
            *('occurred_at_msecs', 'params', 'event_type'),
        }
        for event_type, event_class in event_domain.EVENT_CLASSES.items():
            exported = set(exported_event_domain.FIELDS_OF[event_type])
            names = {field.name for field in dataclasses.fields(event_class)}
            there = names - left_out - common
            made = exported_event_domain.ANSWER_FIELDS.keys()
            assert exported - made == there, event_type

    def test_sessions_have_new_pseudonyms_in_each_download(self, creator):
        session = play(kinds=('state_hit', 'state_complete'))
        play(kinds=('state_hit',))
        texts = [creator.get(URL).text for _ in range(2)]
        names = [
            {
                line['session']
                for line in map(json.loads, text.splitlines())
                if line['record'] == 'event'
            }
            for text in texts
        ]
        assert [len(pseudonyms) for pseudonyms in names] == [2, 2]
        assert names[0].isdisjoint(names[1])
        assert session.session_id not in texts[0]

    def test_it_contains_no_ids_of_events_or_sessions(self, creator):
        play('x', kinds=tuple(ALL_KINDS))
        text = creator.get(URL).text + creator.get(URL + '?format=xapi').text
        for event in event_services.get_events_of_exploration('exp'):
            assert event.event_id not in text
            assert event.session_id not in text

    def test_times_are_in_seconds_and_durations_in_tenths(self, creator, now):
        session = b.make_session()
        b.record(
            session,
            b.make_event(
                session,
                'state_complete',
                'A',
                time_spent_in_state_secs=1.26,
                hidden_time_secs=70.04,
                client_time_msecs=now.msecs,
            ),
        )
        (event,) = events_of(creator)
        assert event['occurred_at'] == '2026-09-21T14:13:20Z'
        assert event['time_spent_in_state_secs'] == 1.3
        assert event['hidden_time_secs'] == 70.0

    def test_events_stored_before_hidden_time_existed_have_none(self, creator):
        play('one')
        model = stats_models.AnswerSubmittedEventLogEntryModel.query().get()
        assert model is not None
        model.hidden_time_secs = None
        model.put()
        event = next(e for e in events_of(creator) if 'answer' in e)
        assert event['hidden_time_secs'] is None

    def test_other_explorations_are_not_included(self, creator):
        b.make_exploration('other')
        session = b.make_session('other')
        b.record(session, b.make_event(session, 'state_hit', 'A'))
        assert events_of(creator) == []

    def test_it_is_compressed_for_clients_that_accept_it(self, creator):
        play(kinds=('state_hit',))
        cookies = [f'{one.name}={one.value}' for one in creator.app.cookiejar]
        headers = {'Cookie': '; '.join(cookies), 'Accept-Encoding': 'gzip'}
        request = webob.Request.blank(URL, headers=headers)
        response = request.get_response(creator.app.app)
        assert response.headers['Content-Encoding'] == 'gzip'
        lines = gzip.decompress(response.body).splitlines()
        assert len(lines) == 3
        assert 'Content-Encoding' not in creator.get(URL).headers

    def test_ids_name_the_site_for_any_host_header(self, creator, monkeypatch):
        play(kinds=('state_hit',))
        monkeypatch.setenv('STATS_SITE_URL', 'https://lessons.example.org')
        text = creator.get(URL + '?format=xapi').text
        assert 'localhost' not in text
        assert 'https://lessons.example.org/explore/exp' in text

    def test_it_is_downloaded_as_a_file(self, creator):
        headers = creator.get(URL + '?format=xapi').headers
        assert headers['Content-Type'] == 'application/x-ndjson'
        assert headers['Content-Disposition'] == (
            'attachment; filename="exp-events-xapi.jsonl"'
        )


class TestAnswers:
    def test_rare_open_answers_are_withheld(self, creator, now):
        for _ in range(feconf.ANSWERS_K_ANONYMITY):
            play('common', 'common')
        play('rare', 'rare', 'rare', 'rare')
        now.pass_silence()
        fold_services.fold_waiting()
        events = events_of(creator)
        shown = {event['answer'] for event in events}
        assert shown == {'common', None}
        assert [
            event['is_answer_withheld']
            for event in events
            if event['answer'] is None
        ] == [True] * 4
        assert download(creator)[-1]['num_answers_withheld'] == 4

    def test_an_answer_not_yet_counted_is_withheld(self, creator):
        for _ in range(feconf.ANSWERS_K_ANONYMITY):
            play('common')
        assert {event['answer'] for event in events_of(creator)} == {None}
        assert download(creator)[0]['answers_counted_at'] is None

    def test_sessions_of_all_versions_count_for_an_answer(self, creator, now):
        play('common')
        b.edit('exp', b.rename('B', 'Z'))
        for version in (2, 2, 1):
            session = b.make_session('exp', version)
            b.record(
                session,
                b.make_event(session, 'answer_submitted', 'A', answer='common'),
            )
        now.pass_silence()
        fold_services.fold_waiting()
        assert {event['answer'] for event in events_of(creator)} == {'common'}

    def test_choices_of_the_creator_are_always_shown(self, creator):
        play('Go on please')
        model = stats_models.AnswerSubmittedEventLogEntryModel.query().get()
        model.interaction_id = 'Continue'
        model.put()
        (event,) = events_of(creator)
        assert event['answer'] == 'Go on please'
        assert event['is_answer_withheld'] is False

    def test_choices_are_named_as_in_the_version_played(self, creator):
        b.edit(
            'exp',
            {
                'cmd': 'edit_state_property',
                'state_name': 'A',
                'property_name': 'interaction',
                'new_value': {
                    **b.choice_state('B')['interaction'],
                    'id': 'MultipleChoiceInput',
                    'customization_args': {
                        'choices': {'value': ['<p>Lion</p>', '<p>Hen</p>']}
                    },
                },
            },
        )
        play(1, version=2)
        (event,) = events_of(creator)
        assert (event['answer'], event['answer_choices']) == (
            1,
            ['<p>Hen</p>'],
        )
        assert event['withheld_answer_size'] is None

    def test_an_answer_at_an_unknown_card_is_withheld(self, creator):
        session = b.make_session()
        b.record(session, b.make_event(session, 'answer_submitted', 'Gone'))
        (event,) = events_of(creator)
        assert (event['answer'], event['is_answer_right']) == (None, None)


class TestRange:
    @pytest.fixture
    def three_days(self, creator, now):
        for _ in range(3):
            play(kinds=('state_hit',))
        for number, model in enumerate(
            stats_models.StateHitEventLogEntryModel.query()
        ):
            # 21, 22 and 23 September 2026, at 14:13:20.
            model.occurred_at_msecs = now.msecs + number * 86_400_000
            model.put()
        return creator

    @pytest.mark.parametrize(
        ('query', 'days'),
        [
            ('', [21, 22, 23]),
            ('?from=2026-09-22', [22, 23]),
            ('?to=2026-09-22', [21, 22]),
            ('?from=2026-09-22&to=2026-09-22', [22]),
            ('?from=2026-09-24', []),
        ],
    )
    def test_first_and_last_day_are_included(self, three_days, query, days):
        moments = sorted(
            event['occurred_at'] for event in events_of(three_days, query)
        )
        assert [int(moment[8:10]) for moment in moments] == days

    def hits_at(self, time_zone: str, *moments: str) -> None:
        """Records a hit at each moment in a version with a time zone."""
        version = self.move_to(time_zone)
        for _ in moments:
            play(kinds=('state_hit',), version=version)
        models = stats_models.StateHitEventLogEntryModel.query().fetch()
        for model, text in zip(models, moments, strict=True):
            moment = datetime.datetime.fromisoformat(text)
            model.occurred_at_msecs = 1000 * moment.timestamp()
            model.put()

    def move_to(self, time_zone: str) -> int:
        current = exp_services.get_exploration_by_id('exp')
        if current.time_zone == time_zone:
            return current.version
        return b.edit(
            'exp',
            {
                'cmd': 'edit_exploration_property',
                'property_name': 'time_zone',
                'new_value': time_zone,
            },
        )

    def test_days_match_the_series_across_time_zones_of_versions(
        self, creator, now: Clock
    ):
        zones = ('Pacific/Kiritimati', 'America/Adak', 'UTC')
        for zone in zones:
            version = self.move_to(zone)
            for _ in range(9):
                now.msecs += 3 * 3_600_000
                play(
                    kinds=('exploration_start',),
                    version=version,
                    client_time_msecs=now.msecs,
                )
        now.pass_silence()
        fold_services.fold_waiting()

        days = statistics_view_services.get_view('exp')['days']
        series = {day['day']: day['num_starts'] for day in days}

        assert sum(series.values()) == 27
        for day, number in series.items():
            events = events_of(creator, f'?from={day}&to={day}')
            assert len(events) == number
        # With the latest time zone for all versions, the days would differ.
        days_of_latest = collections.Counter(
            event['occurred_at'][:10] for event in events_of(creator)
        )
        assert days_of_latest != series

    @pytest.mark.parametrize(
        ('time_zone', 'begin', 'end'),
        [
            ('UTC', '2026-09-22T00:00Z', '2026-09-23T00:00Z'),
            # UTC+14, and UTC-9 with daylight saving time.
            ('Pacific/Kiritimati', '2026-09-21T10:00Z', '2026-09-22T10:00Z'),
            ('America/Adak', '2026-09-22T09:00Z', '2026-09-23T09:00Z'),
            ('Asia/Kathmandu', '2026-09-21T18:15Z', '2026-09-22T18:15Z'),
        ],
    )
    def test_days_follow_the_time_zone_of_the_exploration(
        self, creator, time_zone, begin, end
    ):
        first = datetime.datetime.fromisoformat(begin)
        behind = datetime.datetime.fromisoformat(end)
        second = datetime.timedelta(seconds=1)
        inside = first, behind - second
        moments = [*inside, first - second, behind]
        self.hits_at(time_zone, *(moment.isoformat() for moment in moments))
        query = '?from=2026-09-22&to=2026-09-22'
        exported = {event['occurred_at'] for event in events_of(creator, query)}
        assert exported == {
            moment.strftime('%Y-%m-%dT%H:%M:%SZ') for moment in inside
        }
        header = download(creator, query)[0]
        assert header['time_zone'] == time_zone
        assert (header['from'], header['to']) == ('2026-09-22', '2026-09-22')

    @pytest.mark.parametrize(
        ('time_zone', 'day', 'begin', 'num_hours'),
        [
            ('Europe/Berlin', '2026-03-29', '2026-03-28T23:00Z', 23),
            ('Europe/Berlin', '2026-10-25', '2026-10-24T22:00Z', 25),
            # Clocks change at midnight, so the day begins at 1:00.
            ('America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00Z', 23),
        ],
    )
    def test_a_day_on_which_clocks_change_is_complete(
        self, creator, time_zone, day, begin, num_hours
    ):
        first = datetime.datetime.fromisoformat(begin)
        hours = [
            (first + datetime.timedelta(hours=number)).isoformat()
            for number in range(-1, num_hours + 1)
        ]
        self.hits_at(time_zone, *hours)
        events = events_of(creator, f'?from={day}&to={day}')
        assert sorted(event['occurred_at'][:13] for event in events) == [
            hour[:13] for hour in hours[1:-1]
        ]
        before = events_of(creator, f'?to={day}')
        after = events_of(creator, f'?from={day}')
        assert (len(before), len(after)) == (num_hours + 1, num_hours + 1)

    @pytest.mark.parametrize(
        ('query', 'path'),
        [
            ('?from=yesterday', 'from'),
            ('?from=2026-13-01', 'from'),
            ('?from=2026-1-1', 'from'),
            ('?from=20260101', 'from'),
            ('?from=1969-12-31', 'from'),
            ('?from=0000-01-01', 'from'),
            ('?to=2026-02-30', 'to'),
            ('?to=9999-99-99', 'to'),
            ('?from=2026-01-02&to=2026-01-01', 'to'),
            ('?format=csv', 'format'),
            ('?format=', 'format'),
            ('?continue=x', 'continue'),
            ('?continue=' + 'x' * 5000, 'continue'),
        ],
    )
    def test_an_invalid_range_is_refused(self, creator, query, path):
        error = creator.get(URL + query, status=400).json['error']
        assert error['path'] == path


class TestBadRows:
    @pytest.mark.parametrize(
        ('changes', 'reason'),
        [
            ({'event_schema_version': 1}, 'event_schema_version'),
            ({'exp_version': 7}, 'exp_version'),
            ({'occurred_at_msecs': float('nan')}, 'occurred_at_msecs'),
            ({'occurred_at_msecs': -1.0}, 'occurred_at_msecs'),
            ({'occurred_at_msecs': 1e300}, 'occurred_at_msecs'),
            (
                {'time_spent_in_state_secs': float('inf')},
                'time_spent_in_state_secs',
            ),
            ({'time_spent_in_state_secs': -1.0}, 'time_spent_in_state_secs'),
            ({'hidden_time_secs': float('nan')}, 'hidden_time_secs'),
            ({'classification_categorization': ''}, 'classification_'),
            ({'answer': float('nan')}, 'answer'),
        ],
    )
    def test_bad_rows_are_counted_and_stop_nothing(
        self, creator, changes, reason
    ):
        play('one', 'two')
        model = stats_models.AnswerSubmittedEventLogEntryModel.query().get()
        model.populate(**changes)
        model.put()
        for query in ('', '?format=xapi'):
            end = download(creator, query)[-1]
            facts = end if not query else facts_of(end)
            assert (facts['num_events'], facts['num_left_out']) == (1, 1)
            (left_out,) = facts['left_out']
            assert left_out.startswith(f'answer_submitted: {reason}')

    def test_a_row_without_its_properties_is_counted(self, creator):
        play(kinds=('state_hit',))
        key = raw_datastore_services.key_message(
            'StateHitEventLogEntryModel', str(uuid.uuid4())
        )
        entity = raw_datastore_services.Entity(key=key)
        entity.properties['exp_id'].string_value = 'exp'
        raw_datastore_services.commit(
            [raw_datastore_services.Mutation(upsert=entity)]
        )
        end = download(creator)[-1]
        assert (end['num_events'], end['num_left_out']) == (1, 1)


class TestTraits:
    def start(self, **traits: str | None) -> None:
        class_name = traits.pop('class_name', None)
        token = b.session_token.issue('exp', 1, True, None, class_name)
        session = b.session_token.read(token, 'exp')
        all_traits = {
            'visitor': 'new',
            'device': None,
            'language': None,
        } | traits
        b.record(
            session,
            b.make_event(session, 'exploration_start', 'A', **all_traits),
        )

    def test_traits_that_few_sessions_share_are_withheld(
        self, creator, now: Clock
    ):
        for _ in range(3):
            self.start(device='phone', language='de', class_name='7b')
            self.start(device='computer')
        self.start(device='tablet', language='fr', class_name='7b')
        self.start(device='computer', class_name='8a')
        now.pass_silence()
        fold_services.fold_waiting()

        shown = collections.Counter(
            tuple(
                event[name]
                for name in ('visitor', 'device', 'language', 'class_name')
            )
            for event in events_of(creator)
        )

        assert shown == {
            ('new', 'phone', 'de', '7b'): 3,
            ('new', 'computer', None, None): 3,
            (None, None, None, '7b'): 1,
            (None, None, None, None): 1,
        }

    def test_traits_that_are_not_counted_yet_are_withheld(self, creator):
        for _ in range(3):
            self.start(device='phone')
        assert {event['device'] for event in events_of(creator)} == {None}
