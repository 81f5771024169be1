"""A figure that appears in several places has the same value in all of them.

Learners of three versions play at random. Then every place that shows a figure
is read, and all values of the same figure are compared.
"""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from core.domain import (
    event_domain,
    exp_services,
    local_days,
    session_token,
)
from core.domain.fold import fold_services
from core.domain.summaries import answer_key
from tests.core.controllers import web
from tests.core.controllers.test_creator_dashboard import rows_of
from tests.core.controllers.test_improvements import (
    OWNER_ID,
    edit_card,
    rename_card,
)
from tests.core.domain import stats_builders
from tests.core.domain.fold_builders import Clock, now
from tests.core.domain.improvement_builders import lesson
from tests.core.domain.summary_builders import START_MSECS, Play, counts_of

__all__ = ['now']

NUM_PLAYS = 20

# Numerator and denominator: learners, times or answers.
Value = tuple[int, int]
Figures = dict[tuple[Any, ...], dict[str, Value]]


def play_of(
    random_: random.Random, number: int, names: list[str], at_msecs: float
) -> Play:
    """Builds a random play: it goes back, is left early or completes."""
    play = Play(f'{number}-{random_.random()}', at_msecs).start(names[0])
    if random_.random() < 0.3:
        return play
    play.event('exploration_actual_start', names[0])
    at = 0
    while at < len(names) - 1:
        name = names[at]
        while random_.random() < 0.4:
            own_words = f'own words {random_.random()}'
            text = random_.choice(['red', 'Red', own_words])
            play.wait(2).wrong(name, text)
        if random_.random() < 0.1:
            play.wait(2).solution(name)
        if random_.random() < 0.15:
            return play
        play.wait(2).right(name)
        to = max(0, at - 1) if random_.random() < 0.1 else at + 1
        if to != at:
            play.move(name, names[to])
        at = to
    return play.end(names[-1])


def send(play: Play, key: answer_key.AnswerKey) -> None:
    """Records the events and counts of a play like its browser."""
    session = stats_builders.make_session('exp', key.exp_version)
    stats_builders.record(session, *events_of(play, session))
    totals: dict[str, int] = {}
    states: dict[str, dict[str, int]] = defaultdict(dict)
    for (name, counter), number in counts_of(play.summary(key)).items():
        (totals if name is None else states[name])[counter] = number
    stats_builders.post_batch(
        session, stats_builders.batch(**states, totals=totals)
    )


def events_of(
    play: Play, session: session_token.Session
) -> Iterator[event_domain.Event]:
    for row in play.rows:
        own: dict[str, Any] = {}
        if row.time_spent_in_state_secs >= 0:
            own['time_spent_in_state_secs'] = row.time_spent_in_state_secs
        if row.event_type == 'answer_submitted':
            own['answer'] = json.loads(row.answer)
            own['answer_group_index'] = row.answer_group_index
            own['classification_categorization'] = (
                row.classification_categorization
            )
            own['is_feedback_useful'] = row.counted_value
        yield stats_builders.make_event(
            session,
            row.event_type,
            row.state_name,
            sequence_number=row.sequence_number,
            client_time_msecs=int(row.occurred_at_msecs),
            **own,
        )


def play_version(random_: random.Random, version: int, now: Clock) -> None:
    """Plays a version on a day on which no other version is played."""
    at_msecs = START_MSECS + version * local_days.MSECS_PER_DAY
    now.msecs = at_msecs + 3_600_000
    exploration = exp_services.get_exploration_by_id('exp', version)
    key = answer_key.build_answer_key(exploration)
    for number in range(NUM_PLAYS):
        send(play_of(random_, number, list(exploration.states), at_msecs), key)
    now.pass_silence()


@pytest.fixture(params=[1, 2])
def owner(request: Any, browser: web.Browser, now: Clock) -> web.Browser:
    random_ = random.Random(request.param)
    now.msecs = START_MSECS + 3_600_000
    exp_services.save_new_exploration(OWNER_ID, lesson())
    play_version(random_, 1, now)
    edit_card('B', 1)
    play_version(random_, 2, now)
    rename_card('C', 'Third', 2)
    play_version(random_, 3, now)
    fold_services.fold_waiting()
    browser.sign_in(web.OWNER)
    return browser


def live_figures(answer: dict[str, Any]) -> Iterator[tuple[Any, Value]]:
    """The figures of the tab, as figures.js derives them."""
    starts, actual = answer['num_starts'], answer['num_actual_starts']
    yield ('starts',), (starts, starts)
    yield ('actual_start_rate',), (actual, starts)
    yield ('completion_rate',), (answer['num_completions'], actual)
    for name, state in answer['state_stats_mapping'].items():
        if name in answer['terminal_state_names']:
            continue
        hits, came = state['total_hit_count'], state['first_hit_count']
        answers = state['total_answers_count']
        solution = state['num_times_solution_viewed']
        left = hits - state['num_completions']
        yield (name, 'left_here_rate'), (left, hits)
        useful = state['useful_feedback_count']
        yield (name, 'useful_feedback_rate'), (useful, answers)
        yield (name, 'solution_view_rate'), (solution, came)
        yield (name, 'sessions'), (came, came)


def processed_figures(view: dict[str, Any]) -> Iterator[tuple[Any, Value]]:
    starts, actual, completions = (
        sum(day[counter] for day in view['days'])
        for counter in ('num_starts', 'num_actual_starts', 'num_completions')
    )
    yield ('starts',), (starts, starts)
    yield ('actual_start_rate',), (actual, starts)
    yield ('completion_rate',), (completions, actual)
    for name, state in view['states'].items():
        if name == 'End':
            continue
        came = state['num_sessions']
        yield (name, 'sessions'), (came, came)
        for figure in ('first_try', 'eventual_success'):
            yield (name, figure), value_of(state[figure])


def state_figures(name: str, state: dict[str, Any]) -> Iterator[Any]:
    came = state['num_sessions']
    yield (name, 'sessions'), (came, came)
    for figure in ('first_try', 'eventual_success'):
        yield (name, figure), value_of(state['item'][figure])


def compared_figures(answer: dict[str, Any], side: str) -> Iterator[Any]:
    starts = answer[side]['num_starts']
    yield ('starts',), (starts, starts)
    for metric in answer['metrics']:
        yield (metric['name'],), value_of(metric[side])
    for state in answer['states']:
        name = state[f'{side}_state_name']
        for metric in state['metrics']:
            yield (name, metric['name']), value_of(metric[side])


def value_of(rate: dict[str, Any]) -> Value:
    return rate['successes'], rate['n']


def in_places(**places: Iterator[tuple[Any, Value]]) -> Figures:
    """Groups values by figure, then by the place that shows them."""
    figures: Figures = defaultdict(dict)
    for place, pairs in places.items():
        for figure, value in pairs:
            figures[figure][place] = value
    return figures


def figures_of(browser: web.Browser, version: int, other: int) -> Figures:
    """Returns the figures of a single version."""
    sides = f'a=v{version}&b=v{other}'
    compared = browser.get(f'/createhandler/comparison/exp?{sides}').json
    return in_places(
        tab=live_figures(own_of(browser, version)),
        compare=compared_figures(compared, 'a'),
    )


def own_of(browser: web.Browser, version: int) -> dict[str, Any]:
    """Returns own counts: cumulative counts less those of earlier versions."""
    path = f'/createhandler/statistics/exp?v={version}'
    until = browser.get(path).json
    if version == 1:
        return dict(until)
    before = browser.get(f'{path}&through={version - 1}').json
    return {
        **until,
        **less(until, before),
        'state_stats_mapping': {
            name: less(state, before['state_stats_mapping'][name])
            for name, state in until['state_stats_mapping'].items()
        },
    }


def less(counts: dict[str, Any], before: dict[str, Any]) -> dict[str, int]:
    return {
        name: number - before[name]
        for name, number in counts.items()
        if name.startswith('num_') or name.endswith('_count')
    }


def differing(figures: Figures) -> dict[Any, dict[str, Value]]:
    return {
        figure: places
        for figure, places in figures.items()
        if len(set(places.values())) > 1
    }


def assert_tab_and_comparison_agree(owner):
    for version, other in ((1, 2), (2, 3), (3, 1)):
        figures = figures_of(owner, version, other)
        twice = [
            figure for figure, places in figures.items() if len(places) > 1
        ]
        assert ('A', 'left_here_rate') in twice
        assert len(twice) >= 3 + 3 * 5
        assert differing(figures) == {}, version


def cards_of(
    browser: web.Browser, address: str, view: dict[str, Any]
) -> Iterator[Any]:
    for name in view['states']:
        if name != 'End':
            query = f'?state_name={name}'
            yield from state_figures(name, browser.get(address + query).json)


def sheet_figures(sheet: dict[str, Any]) -> Iterator[Any]:
    for state in sheet['states']:
        for figure in ('first_try', 'eventual_success'):
            yield (state['state_name'], figure), value_of(state[figure])


def assert_every_page_shows_the_same_of_all_versions(owner):
    places: dict[str, Any] = {}
    sheet = owner.get('/createhandler/lesson_sheet/exp').json
    places['sheet'] = sheet_figures(sheet)
    made = owner.send(
        'POST', '/createhandler/shared_links/exp', {'label': '', 'days': 7}
    ).json
    token = made['links'][0]['token']
    for page, path, at in (
        ('own', '/createhandler', 'exp'),
        ('shared', '/sharedhandler', token),
    ):
        view = owner.get(f'{path}/processed_statistics/{at}').json
        live = owner.get(f'{path}/statistics/{at}').json
        cards = f'{path}/state_interaction_stats/{at}'
        places[f'{page} tab'] = live_figures(live)
        places[f'{page} processed'] = processed_figures(view)
        places[f'{page} card'] = cards_of(owner, cards, view)
    figures = in_places(**places)
    assert {'Third', 'A'} <= {figure[0] for figure in figures}
    assert len(figures['Third', 'sessions']) == 6
    assert len(figures['Third', 'first_try']) == 5
    assert differing(figures) == {}


def assert_the_dashboard_shows_what_the_tab_shows(owner):
    # Adds a play that is counted, but not processed.
    owner.get('/createhandler/processed_statistics/exp')
    start = stats_builders.batch(
        A={'total_hit_count': 1, 'first_hit_count': 1}, totals={'num_starts': 1}
    )
    stats_builders.post_batch(stats_builders.make_session('exp', 3), start)
    tab = owner.get('/createhandler/statistics/exp').json
    starts, rate, _, days, week, *_ = rows_of(owner)['exp']
    assert int(starts) == tab['num_starts'] == 3 * NUM_PLAYS + 1
    assert days == f'{starts} starts'
    assert week.startswith(f'{starts} starts ')
    actual, completions = tab['num_actual_starts'], tab['num_completions']
    assert rate.endswith(f' {completions} of {actual} actual starts')


def assert_days_compared_are_the_days_of_the_tab(owner):
    """Compares days on which only one version was played."""
    first, second = map(day_of, (1, 2))
    path = '/createhandler/comparison/exp'
    of_days = owner.get(f'{path}?a={first}..{first}&b={second}..{second}').json
    of_versions = owner.get(f'{path}?a=v1&b=v2').json
    for side, day in (('a', first), ('b', second)):
        tab = f'/createhandler/processed_statistics/exp?from={day}&to={day}'
        figures = in_places(
            tab=processed_figures(owner.get(tab).json),
            days=compared_figures(of_days, side),
            versions=(
                # Figures of days have the current names of cards.
                (tuple('Third' if name == 'C' else name for name in key), value)
                for key, value in compared_figures(of_versions, side)
            ),
        )
        assert len(figures['starts',]) == len(figures['completion_rate',]) == 3
        assert figures['starts',]['days'] == (NUM_PLAYS, NUM_PLAYS)
        assert len(figures['Third', 'left_here_rate']) == 2
        assert differing(figures) == {}, side


def day_of(version: int) -> str:
    at_msecs = START_MSECS + version * local_days.MSECS_PER_DAY
    return local_days.iso_date(local_days.day_of(at_msecs))


def log_of(browser: web.Browser, form: str = 'jsonl') -> list[dict[str, Any]]:
    path = f'/createhandler/event_log/exp?format={form}'
    return list(map(json.loads, browser.get(path).text.splitlines()))


def assert_the_downloaded_log_has_what_the_counters_say(owner):
    log = log_of(owner)
    for version in (1, 2, 3):
        events: Counter[tuple[str, str]] = Counter()
        sessions = defaultdict(set)
        for line in log:
            if line.get('exp_version') != version:
                continue
            key = line['event_type'], line['state_name']
            events[key] += 1
            sessions[key].add(line['session'])
        counted = own_of(owner, version)
        first = counted['init_state_name']
        assert events['exploration_start', first] == NUM_PLAYS
        assert {
            'num_starts': NUM_PLAYS,
            'num_actual_starts': events['exploration_actual_start', first],
            'num_completions': events['exploration_complete', 'End'],
        }.items() <= counted.items()
        for name, state in counted['state_stats_mapping'].items():
            assert {
                'total_hit_count': events['state_hit', name],
                'first_hit_count': len(sessions['state_hit', name]),
                'total_answers_count': events['answer_submitted', name],
                'num_completions': events['state_complete', name],
                'num_times_solution_viewed': len(
                    sessions['solution_hit', name]
                ),
            }.items() <= state.items(), name


def assert_statements_are_the_downloaded_log(owner):
    def events(lines: list[Any]) -> list[Any]:
        return [
            (
                *(line[name] for name in ('exp_version', 'event_type')),
                line['state_name'],
                *(line.get(name) for name in ('answer', 'is_answer_right')),
            )
            for line in lines
        ]

    log = [line for line in log_of(owner) if 'event_type' in line]
    *statements, _ = log_of(owner, 'xapi')
    read = []
    for statement in statements:
        context, result = statement['context'], statement.get('result', {})
        own = {
            name.rpartition('.')[2]: value
            for name, value in context['extensions'].items()
        }
        own['exp_version'] = int(context['revision'])
        own['answer'] = result.get('response')
        own['is_answer_right'] = result.get('success')
        read.append(own)
    assert events(read) == events(log)
    assert len(read) > 3 * NUM_PLAYS


def assert_downloaded_answers_are_those_of_the_cards(owner):
    log = log_of(owner)
    # The log has the names of the version played, so renamed cards are omitted.
    for name in ('A', 'B', 'D'):
        path = f'/createhandler/state_interaction_stats/exp?state_name={name}'
        answers = owner.get(path).json['answers']['TextInput']
        downloaded = Counter(
            line['answer'] and line['answer'].lower()
            for line in log
            if line.get('event_type') == 'answer_submitted'
            and line['state_name'] == name
        )
        withheld = sum(group['count'] for group in answers['withheld'])
        assert downloaded.pop(None, 0) == withheld, name
        assert downloaded == {
            row['answer'].lower(): row['frequency']
            for row in answers['visualizations'][0]['data']
        }
        assert {'ok', 'red'} == set(downloaded), name
        assert withheld, name


# A single test, as the plays take longer than comparing all their figures.
def test_figures_that_appear_in_several_places_agree(owner):
    assert_tab_and_comparison_agree(owner)
    assert_days_compared_are_the_days_of_the_tab(owner)
    assert_every_page_shows_the_same_of_all_versions(owner)
    assert_the_downloaded_log_has_what_the_counters_say(owner)
    assert_statements_are_the_downloaded_log(owner)
    assert_downloaded_answers_are_those_of_the_cards(owner)
    # Last, as it adds a play.
    assert_the_dashboard_shows_what_the_tab_shows(owner)
