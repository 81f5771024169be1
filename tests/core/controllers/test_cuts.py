"""Statistics of some days, or of some learners, and links of classes."""

from __future__ import annotations

import itertools
import urllib.parse
from typing import Any

import pytest

from core import clock, feconf
from core.domain import local_days, session_token
from core.domain.fold import fold_services
from core.domain.summaries import cuts
from core.storage.statistics import gae_models as stats_models
from tests.core.controllers import web
from tests.core.controllers.reports import entry, event, post
from tests.core.domain import stats_builders
from tests.core.domain.fold_builders import Clock, now

__all__ = ['now']

LIVE = '/createhandler/statistics/exp'
VIEW = '/createhandler/processed_statistics/exp'
CARD = '/createhandler/state_interaction_stats/exp?state_name=A'
SHEET = '/createhandler/lesson_sheet/exp'
CLASSES = '/createhandler/classes/exp'
INIT = '/explorehandler/init/exp'
MSECS_PER_DAY = 24 * 3_600_000


@pytest.fixture(autouse=True)
def exploration(now: Clock) -> None:
    stats_builders.make_exploration()
    now.msecs += 7 * 3_600_000


@pytest.fixture
def owner(browser: web.Browser) -> web.Browser:
    browser.sign_in(web.OWNER)
    return browser


def add_class(owner: web.Browser, name: str) -> Any:
    return owner.send('PUT', CLASSES, {'name': name})


def play(
    browser: web.Browser, class_name: str = '', answer: str = 'x', **traits: str
) -> str:
    """Plays as the player does; returns the token of the session."""
    query = urllib.parse.urlencode({'class': class_name} if class_name else {})
    browser.app.reset()
    init = browser.get(f'{INIT}?{query}').json
    sent = int(clock.now_msecs())
    numbers = itertools.count()

    def next_entry(event_type: str, **fields: Any) -> dict[str, Any]:
        return entry(
            event_type,
            event_type=event_type,
            sequence_number=next(numbers),
            client_time_msecs=sent,
            **fields,
        )

    all_traits = dict.fromkeys(('visitor', 'device', 'language')) | traits
    response = post(
        browser,
        'event_batch',
        {
            'session_id': init['session_id'],
            'exp_version': 1,
            'sent_at_msecs': sent,
            'events': [
                next_entry('exploration_start', **all_traits),
                next_entry('state_hit'),
                next_entry('answer_submitted', answer=answer),
            ],
        },
    )
    assert response.json == {'results': 3 * [{'recorded': True}]}
    return str(init['session_id'])


def fold(now: Clock) -> None:
    now.pass_silence()
    fold_services.fold_waiting()


def today(back: int = 0) -> str:
    return local_days.iso_date(local_days.day_of(clock.now_msecs()) - back)


class TestDays:
    @pytest.fixture(autouse=True)
    def sessions(self, browser: web.Browser, now: Clock) -> None:
        """One session three days ago, two the day before, four today."""
        for number in (1, 2, 0, 4):
            for _ in range(number):
                play(browser, answer=f'on day {number}')
            fold(now)
            now.msecs += MSECS_PER_DAY * (number != 4)
        browser.sign_in(web.OWNER)

    @pytest.mark.parametrize(
        ('query', 'expected'),
        [
            ('days=1', 4),
            ('days=3', 6),
            ('days=4', 7),
            ('days=366', 7),
        ],
    )
    def test_every_figure_is_of_sessions_that_began_on_these_days(
        self, owner: web.Browser, query: str, expected: int
    ):
        live = owner.get(f'{LIVE}?{query}').json
        view = owner.get(f'{VIEW}?{query}').json
        card = owner.get(f'{CARD}&{query}').json
        assert live['num_starts'] == expected
        counts = live['state_stats_mapping']['A']
        assert counts['total_answers_count'] == expected
        assert view['num_sessions'] == expected
        assert card['num_sessions'] == expected
        (on_paper,) = owner.get(f'{SHEET}?{query}').json['states']
        assert on_paper['eventual_success']['n'] == expected
        assert sum(day['num_starts'] for day in view['days']) == expected
        assert live['processed_revision'] == view['revision']

    def test_own_days(self, owner: web.Browser):
        query = f'from={today(3)}&to={today(2)}'
        live = owner.get(f'{LIVE}?{query}').json
        assert live['num_starts'] == 3
        assert live['cut'] == {
            'first_day': today(3),
            'last_day': today(2),
            'segment': None,
            'num_sessions': 3,
            'is_withheld': False,
        }
        assert owner.get(f'{LIVE}?from={today(2)}').json['num_starts'] == 6
        assert owner.get(f'{LIVE}?to={today(4)}').json['num_starts'] == 0
        assert owner.get(LIVE).json['cut'] is None

    def test_answers_of_few_sessions_of_the_days_are_withheld(
        self, owner: web.Browser
    ):
        def texts(query: str) -> list[str]:
            answers = owner.get(f'{CARD}&{query}').json['answers']
            return [
                row['answer']
                for table in answers.values()
                for row in table['first_answers']
            ]

        assert texts('days=1') == ['on day 4']
        assert texts(f'to={today(1)}') == []

    def test_tasks_are_those_of_all_plays(self, owner: web.Browser):
        whole = owner.get(VIEW).json
        part = owner.get(f'{VIEW}?days=1').json
        assert part['tasks'] == whole['tasks']
        assert part['version_markers'] == whole['version_markers']

    def test_the_latest_change_is_computed_from_the_days(
        self, owner: web.Browser, now: Clock
    ):
        stats_builders.edit('exp', stats_builders.rename('B', 'Z'))
        whole = owner.get(VIEW).json['latest_change']
        part = owner.get(f'{VIEW}?days=1').json['latest_change']
        assert (whole['version'], part['version']) == (2, 2)
        assert part['before']['n'] <= whole['before']['n']
        assert owner.get(f'{VIEW}?days=1').json['num_sessions'] == 4

    def test_a_part_takes_few_reads(self, owner: web.Browser):
        owner.get(VIEW)
        with stats_builders.counted_reads() as first:
            owner.get(f'{VIEW}?days=90')
        with stats_builders.counted_reads() as again:
            owner.get(f'{VIEW}?days=90')
        assert again.keys < first.keys <= 40
        # The longest range of days is in at most 25 blocks.
        assert feconf.DAYS_PER_BLOCK * 25 >= cuts.MAX_DAYS + 15

    def test_the_last_days_advance_at_midnight(
        self, owner: web.Browser, now: Clock
    ):
        before = owner.get(f'{LIVE}?days=1').json
        now.msecs += MSECS_PER_DAY
        after = owner.get(f'{LIVE}?days=1').json
        assert (before['num_starts'], after['num_starts']) == (4, 0)
        assert after['processed_revision'] > before['processed_revision']


@pytest.mark.parametrize(
    ('query', 'name'),
    [
        ('days=0', 'days'),
        ('days=367', 'days'),
        ('days=-1', 'days'),
        ('days=x', 'days'),
        ('days=%D9%A3', 'days'),
        ('days=7&from=2026-01-01', 'days'),
        ('from=2026-1-1', 'from'),
        ('from=2026-02-30', 'from'),
        ('from=20260101', 'from'),
        ('from=1969-12-31', 'from'),
        ('to=tomorrow', 'to'),
        ('from=2026-01-02&to=2026-01-01', 'to'),
        ('from=2025-01-01&to=2026-01-02', 'from'),
        ('segment=device', 'segment'),
        ('segment=device:fridge', 'segment'),
        ('segment=language:DE', 'segment'),
        ('segment=name:ada', 'segment'),
        ('segment=class:', 'segment'),
        ('segment=class:a|b', 'segment'),
    ],
)
def test_a_wrong_part_is_refused(owner: web.Browser, query: str, name: str):
    for path in (f'{LIVE}?', f'{VIEW}?', f'{CARD}&'):
        error = owner.get(path + query, status=400).json
        assert name in str(error)


class TestSegments:
    def test_each_trait_is_a_segment(self, owner: web.Browser, now: Clock):
        add_class(owner, '7b')
        for _ in range(3):
            play(owner, '7b', device='phone', visitor='new', language='de')
        for _ in range(4):
            play(owner, device='computer', visitor='returning', language='fr')
        fold(now)
        owner.sign_in(web.OWNER)

        view = owner.get(VIEW).json
        assert [
            (segment['segment'], segment['num_sessions'])
            for segment in view['segments']
        ] == [
            ('visitor:returning', 4),
            ('visitor:new', 3),
            ('device:computer', 4),
            ('device:phone', 3),
            ('language:fr', 4),
            ('language:de', 3),
            ('class:7b', 3),
        ]
        for segment in view['segments']:
            live = owner.get(f'{LIVE}?segment={segment["segment"]}').json
            assert live['num_starts'] == segment['num_sessions']
            assert live['cut']['segment'] == segment['segment']
        both = owner.get(f'{VIEW}?segment=class:7b&days=1').json
        assert both['num_sessions'] == 3
        assert both['segments'] == view['segments']

    def test_few_sessions_are_withheld(self, owner: web.Browser, now: Clock):
        for device, number in (('phone', 2), ('computer', 5), ('tablet', 3)):
            for _ in range(number):
                play(owner, device=device)
        fold(now)
        owner.sign_in(web.OWNER)

        view = owner.get(VIEW).json
        # Two sessions on phones could be computed as all sessions less those
        # on computers and tablets, so tablets are withheld, too.
        assert [segment['value'] for segment in view['segments']] == [
            'computer'
        ]
        for device in ('phone', 'tablet'):
            query = f'segment=device:{device}'
            live = owner.get(f'{LIVE}?{query}').json
            assert live['cut']['is_withheld']
            assert live['num_starts'] == 0
            assert owner.get(f'{VIEW}?{query}').json['num_sessions'] == 0
            assert owner.get(f'{CARD}&{query}').json['num_sessions'] == 0
        nobody = owner.get(f'{LIVE}?segment=language:xx').json
        assert not nobody['cut']['is_withheld']


class TestComparison:
    @pytest.fixture(autouse=True)
    def sessions(self, owner: web.Browser, now: Clock) -> None:
        for name, number in (('7a', 4), ('7b', 3), ('7c', 2), ('', 3)):
            if name:
                owner.sign_in(web.OWNER)
                add_class(owner, name)
            for _ in range(number):
                play(owner, name, device='phone')
        fold(now)
        owner.sign_in(web.OWNER)

    def compare(self, owner: web.Browser, a: str, b: str, status: int = 200):
        query = urllib.parse.urlencode({'a': a, 'b': b})
        return owner.get(f'/createhandler/comparison/exp?{query}', status).json

    def test_two_classes(self, owner: web.Browser):
        compared = self.compare(owner, 'class:7a', 'class:7b')
        assert compared['a']['kind'] == compared['b']['kind'] == 'segment'
        assert (compared['a']['label'], compared['a']['num_starts']) == (
            'class:7a',
            4,
        )
        assert compared['b']['num_starts'] == 3
        assert compared['growing_side'] == 'b'
        names = {
            rate['name']
            for state in compared['states']
            for rate in state['metrics']
        }
        # Rates that counters of days do not have.
        assert 'several_wrong_answers' in names

    @pytest.mark.parametrize(
        ('a', 'b'),
        [
            ('class:7a', 'class:7a'),
            ('class:7a', 'class:7c'),
            ('class:7c', 'class:7a'),
            ('class:7a', 'class:unknown'),
            ('class:7a', 'device:phone'),
            ('class:7a', 'v1'),
            ('2026-01-01..2026-01-02', 'class:7a'),
            ('class:', 'class:7a'),
            ('name:7a', 'class:7a'),
        ],
    )
    def test_other_sides_are_refused(self, owner: web.Browser, a: str, b: str):
        assert self.compare(owner, a, b, 400)['error']


class TestSegmentsToShow:
    @pytest.mark.parametrize(
        ('sizes', 'expected'),
        [
            ({}, []),
            ({'de': 2}, []),
            ({'de': 3}, ['de']),
            ({'de': 3, '': 1}, []),
            ({'de': 3, '': 3}, ['de']),
            ({'de': 9, 'fr': 3, 'pl': 2}, ['de']),
            ({'de': 9, 'fr': 3, 'pl': 2, 'sv': 1}, ['de', 'fr']),
        ],
    )
    def test_sessions_outside_the_shown_segments_are_none_or_many(
        self, sizes: dict[str, int], expected: list[str]
    ):
        traits = {
            cuts.Traits(language=value): count for value, count in sizes.items()
        }
        shown = cuts.segments_to_show(traits, 3)
        assert [segment.value for segment in shown] == expected
        rest = sum(sizes.values()) - sum(shown.values())
        assert rest == 0 or rest >= 3 or not shown

    @pytest.mark.parametrize(
        ('num_by_age', 'expected'),
        [
            ({0: 9}, [90, 28, 7]),
            ({0: 3, 10: 3, 40: 3, 100: 3}, [90, 28, 7]),
            ({0: 3, 10: 3, 40: 3, 100: 2}, [28, 7]),
            # 28 days less 7 days would single out two sessions.
            ({0: 3, 10: 2, 40: 3}, [90, 28]),
            ({0: 2, 10: 3}, [90, 28]),
            ({0: 2}, []),
            ({}, []),
            ({100: 5}, []),
            ({6: 3, 7: 3}, [90, 28, 7]),
        ],
    )
    def test_no_shared_ranges_differ_by_few_sessions(
        self, num_by_age: dict[int, int], expected: list[int]
    ):
        today = 20_000
        num_by_day = {today - age: num for age, num in num_by_age.items()}
        shown = cuts.ranges_to_share(num_by_day, today, 3)
        assert shown == expected


class TestClasses:
    def test_owners_add_and_remove_classes(self, owner: web.Browser):
        assert owner.get(CLASSES).json == {'classes': []}
        assert add_class(owner, '7b').json == {'classes': ['7b']}
        assert add_class(owner, '7B').json == {'classes': ['7b']}
        assert add_class(owner, 'Grade 8').json['classes'] == ['7b', 'Grade 8']
        left = owner.send('DELETE', f'{CLASSES}?name=7b').json
        assert left == {'classes': ['Grade 8']} == owner.get(CLASSES).json
        assert owner.send('DELETE', f'{CLASSES}?name=7b').json == left

    @pytest.mark.parametrize(
        'name', ['', ' ', '-', 'a:b', 'a|b', 'a,b', '<b>', 'x' * 31, 7, None]
    )
    def test_a_bad_name_is_refused(self, owner: web.Browser, name: Any):
        assert add_class(owner, name).status_int == 400
        assert owner.get(CLASSES).json == {'classes': []}

    def test_a_bad_name_is_refused_with_a_reason(self, owner: web.Browser):
        message = add_class(owner, '7b!').json['error']['message']
        assert message.startswith('should be of letters and digits')

    def test_the_number_is_limited(self, owner: web.Browser, monkeypatch):
        monkeypatch.setattr(feconf, 'MAX_CLASSES', 2)
        for name in ('a', 'b', 'a'):
            assert add_class(owner, name).status_int == 200
        assert add_class(owner, 'c').status_int == 400

    def test_only_owners_change_them(self, browser: web.Browser):
        browser.sign_in(web.STRANGER)
        browser.get(CLASSES, status=403)
        assert add_class(browser, '7b').status_int == 403

    def test_the_link_of_a_class_counts_for_it(
        self, owner: web.Browser, now: Clock
    ):
        add_class(owner, 'Größe 7')
        play(owner, 'GRÖSSE 7')
        play(owner, 'invented')
        play(owner)
        fold(now)
        model = stats_models.StartExplorationEventLogEntryModel
        stored = sorted(
            start.class_name or '' for start in model.query().fetch()
        )
        assert stored == ['', '', 'Größe 7']

    def test_a_session_keeps_its_class(self, owner: web.Browser):
        add_class(owner, '7b')
        token = play(owner, '7b')
        owner.sign_in(web.OWNER)
        owner.send('DELETE', f'{CLASSES}?name=7b')
        resumed = owner.send('POST', INIT, {'session_id': token}).json
        session = session_token.read(resumed['session_id'], 'exp')
        assert session.class_name == '7b'

    def test_a_browser_cannot_name_its_class_itself(self, browser: web.Browser):
        body = event('exploration_start', class_name='7b')
        response = post(browser, 'exploration_start_event', body)
        # The unknown field may belong to a later version of the player.
        assert response.status_int == 501
