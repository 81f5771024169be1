"""Mocks the creator's pages with tasks and comparisons."""

from __future__ import annotations

import copy
import dataclasses
import json
import urllib.parse
from typing import Any

from playwright import sync_api

from core.domain.measures import intervals
from tests.e2e import creator_site
from tests.e2e.creator_site import NOW_MSECS, CreatorSite
from tests.e2e.player_site import group, outcome, state

_K = 3


def rate(successes: int, n: int) -> dict[str, Any]:
    """Returns a rate as the server sends it."""
    low, high = intervals.wilson_interval(successes, n)
    value = successes / n if n else None
    return {
        'value': value,
        'successes': successes,
        'n': n,
        'low': low,
        'high': high,
    }


def task(task_type: str, card: str, **changes: Any) -> dict[str, Any]:
    """Returns an undecided task."""
    return {
        'task_id': f'{task_type}:1.{card}',
        'task_type': task_type,
        'state_name': card,
        'state_names': [card],
        'num_sessions_affected': 45,
        'value': 20.0,
        'evidence': {'n': 122, 'rate': rate(45, 122)},
        'threshold': {
            'name': 'HIGH_BOUNCE_RATE_THRESHOLD',
            'value': 0.2,
            'unit': 'share of the sessions that came to the card',
        },
        'status': 'open',
        'status_changed_msecs': None,
        'status_version': None,
        'note': '',
        'changed_since': False,
        'reopened': False,
        'num_playthroughs': 2,
        **changes,
    }


def tasks() -> list[dict[str, Any]]:
    """Returns a few tasks, most valuable first; one is dismissed."""
    answers = [
        {'answer': 1, 'frequency': 41, 'num_sessions': 38},
        {'answer': 2, 'frequency': 17, 'num_sessions': 17},
    ]
    return [
        task('high_bounce_rate', 'Question'),
        task(
            'needs_guiding_responses',
            'Question',
            evidence={
                'n': 122,
                'rate': rate(58, 220),
                'answers': answers,
                'interaction_id': 'MultipleChoiceInput',
            },
            num_playthroughs=0,
            changed_since=True,
            changed_version=2,
        ),
        task(
            'negative_discrimination',
            'Question',
            evidence={
                'n': 122,
                'coefficient': {
                    'value': -0.21,
                    'n': 122,
                    'low': -0.38,
                    'high': -0.02,
                },
            },
            threshold={
                'name': 'NEGATIVE_DISCRIMINATION_THRESHOLD',
                'value': 0.0,
                'unit': 'correlation',
            },
            num_playthroughs=0,
            reopened=True,
            status_changed_msecs=NOW_MSECS - 86_400_000,
            decided_by='ann',
            status_version=1,
            note='Turned the question round.',
        ),
        task('early_quit', 'Introduction', num_playthroughs=1),
        task(
            'too_easy',
            'A closer look',
            status='dismissed',
            status_changed_msecs=NOW_MSECS - 86_400_000,
            status_version=2,
            note='Meant as an encouragement.',
            num_playthroughs=0,
        ),
    ]


def action(action_type: str, card: str, **fields: Any) -> dict[str, Any]:
    """Returns one action of a playthrough."""
    return {
        'action_type': action_type,
        'state_name': card,
        'time_msecs': -1,
        'answer': None,
        'is_answer_withheld': False,
        'answer_group_index': -1,
        'dest_state_name': '',
        **fields,
    }


def playthroughs() -> list[dict[str, Any]]:
    """Returns two samples of learners who gave up at the question."""
    start = action('ExplorationStart', 'Introduction')
    went_on = action(
        'AnswerSubmit',
        'Introduction',
        time_msecs=5_200,
        dest_state_name='Question',
    )
    wrong = action(
        'AnswerSubmit',
        'Question',
        time_msecs=14_000,
        answer=1,
        dest_state_name='Question',
    )
    name = action(
        'AnswerSubmit',
        'Name it',
        time_msecs=65_000,
        is_answer_withheld=True,
        dest_state_name='Name it',
    )
    end = action('ExplorationQuit', 'Question', time_msecs=95_000)
    return [
        {'size': 3, 'actions': [start, went_on, wrong, wrong, end]},
        {'size': 1, 'actions': [start, name, {**end, 'state_name': 'Name it'}]},
    ]


def lesson() -> dict[str, Any]:
    """Returns the lesson with words on its choices, and a card to type in."""
    made = copy.deepcopy(creator_site.lesson())
    made['states']['Question'] = state(
        'MultipleChoiceInput',
        '<p>What is half of a half?</p>',
        {
            'choices': ['<p>A quarter</p>', '<p>A third</p>', '<p>An eighth'],
            'showChoicesInShuffledOrder': False,
        },
        answer_groups=[group('Equals', {'x': 0}, outcome('Done'))],
        default_outcome=outcome('Question', '<p>Fold a paper twice.</p>'),
    )
    made['states']['Name it'] = state(
        'TextInput',
        '<p>How is it called?</p>',
        default_outcome=outcome('Name it', '<p>Look it up.</p>'),
    )
    return made


def metric(
    name: str, a: tuple[int, int], b: tuple[int, int], **changes: Any
) -> dict[str, Any]:
    """Returns a figure of both sides, with a verdict."""
    low, high = intervals.difference_interval(a, b)
    both_have_rates = a[1] > 0 and b[1] > 0
    value = b[0] / b[1] - a[0] / a[1] if both_have_rates else None
    better = changes.get('higher_is', 'better')
    verdict = 'cannot_tell_yet'
    if low > 0 or high < 0:
        is_good = (low > 0) == (better == 'better')
        verdict = 'better' if is_good else 'worse'
    return {
        'name': name,
        'a': rate(*a),
        'b': rate(*b),
        'difference': {'value': value, 'low': low, 'high': high},
        'higher_is': better,
        'verdict': verdict,
        'num_more_sessions': 1234 if verdict == 'cannot_tell_yet' else None,
        **changes,
    }


def leaving_rate(a: tuple[int, int], b: tuple[int, int]) -> dict[str, Any]:
    """Returns the rate of learners who left at a card."""
    return metric('left_here_rate', a, b, higher_is='worse')


def compared_card(name: str, *metrics: Any, **changes: Any) -> dict[str, Any]:
    """Returns a card of a comparison."""
    return {
        'state_name': name,
        'a_state_name': name,
        'b_state_name': name,
        'changed': 'same',
        'metrics': list(metrics),
        **changes,
    }


def comparison(a: str = 'v1', b: str = 'v2') -> dict[str, Any]:
    """Returns a second version in which fewer leave at the question."""

    def side(name: str, *totals: int) -> dict[str, Any]:
        is_version = name.startswith('v')
        label = f'Version {name[1:]}' if is_version else name
        names = ('num_starts', 'num_actual_starts', 'num_completions')
        kind = 'version' if is_version else 'days'
        totals_by_name = dict(zip(names, totals, strict=True))
        return {'side': name, 'label': label, 'kind': kind, **totals_by_name}

    steady = metric('useful_feedback_rate', (130, 210), (212, 330))
    return {
        'exp_id': 'lesson',
        'cards_of_version': 2,
        'growing_side': 'b',
        'a': side(a, 180, 150, 70),
        'b': side(b, 260, 220, 143),
        'metrics': [
            metric('completion_rate', (70, 150), (143, 220)),
            metric('actual_start_rate', (150, 180), (220, 260)),
        ],
        'states': [
            compared_card(
                'Introduction', leaving_rate((4, 180), (3, 260)), steady
            ),
            compared_card(
                'Question',
                leaving_rate((61, 146), (30, 217)),
                metric('first_try', (50, 140), (55, 210)),
                changed='edited',
            ),
            compared_card(
                'A closer look',
                leaving_rate((5, 40), (9, 38)),
                changed='renamed',
                a_state_name='A close look',
            ),
            compared_card(
                'Name it',
                leaving_rate((0, 0), (12, 48)),
                changed='added',
                a_state_name=None,
            ),
            compared_card(
                'Old aside',
                leaving_rate((2, 9), (0, 0)),
                changed='deleted',
                b_state_name=None,
            ),
            compared_card('Done'),
        ],
        'num_comparisons': 7,
        'false_discovery_rate': 0.05,
    }


def processed_view(**changes: Any) -> dict[str, Any]:
    """Returns the processed view with the tasks."""
    moments = dict.fromkeys(('mean', 'median', 'standard_deviation', 'p90'))
    return {
        'exp_id': 'lesson',
        'exp_version': 2,
        'through': 2,
        'revision': 1,
        'state': 'ready',
        'complete_through_msecs': NOW_MSECS - 60_000,
        'num_sessions_waiting': 0,
        'time_zone': 'UTC',
        'k_anonymity': _K,
        'min_n_for_rate': 10,
        'audit': None,
        'num_sessions': 1284,
        'num_sessions_of_tasks': 1284,
        'session_time': {'n': 0, **moments},
        'completion_time': {'n': 0, **moments},
        'days': [],
        'version_markers': [],
        'ends': [],
        'transitions': [],
        'paths': {
            'most_common': [],
            'num_sessions': 0,
            'is_exact': True,
            'max_error': 0,
        },
        'reliability': {'alpha': None, 'n': 0, 'items': []},
        'wrong_answers': {},
        'latest_change': None,
        'states': {},
        'tasks': tasks(),
        **changes,
    }


@dataclasses.dataclass
class ImprovementsSite(CreatorSite):
    """Answers requests for tasks, playthroughs and comparisons."""

    exploration: dict[str, Any] = dataclasses.field(default_factory=lesson)
    statistics: dict[str, Any] = dataclasses.field(
        default_factory=lambda: creator_site.statistics(processed_revision=1)
    )
    processed: dict[str, Any] = dataclasses.field(
        default_factory=processed_view
    )
    # Statuses of the next answers to decisions, and to playthroughs.
    decision_failures: list[int] = dataclasses.field(default_factory=list)
    playthrough_failures: list[int] = dataclasses.field(default_factory=list)
    comparison_error: dict[str, Any] | None = None
    # A response in place of the comparison above.
    compared_sides: dict[str, Any] | None = None
    compared: list[tuple[str, str]] = dataclasses.field(default_factory=list)

    def _answer(self, route: sync_api.Route) -> None:
        url = urllib.parse.urlsplit(route.request.url)
        query = dict(urllib.parse.parse_qsl(url.query))
        if url.path.startswith('/improvements/exploration/'):
            self._send_tasks(route)
        elif url.path.startswith('/playthroughdatahandler/'):
            self._send_playthroughs(route)
        elif url.path.startswith('/createhandler/processed_statistics/'):
            route.fulfill(json=self.processed)
        elif url.path.startswith('/createhandler/comparison/'):
            self._send_comparison(route, query)
        else:
            super()._answer(route)

    def _send_tasks(self, route: sync_api.Route) -> None:
        if route.request.method == 'GET':
            route.fulfill(json={'tasks': self.processed['tasks']})
            return
        body = json.loads(route.request.post_data or '{}')
        if self.decision_failures:
            status = self.decision_failures.pop(0)
            _refuse(route, status)
            return
        self.sent.append(('POST', 'task', body))
        [changed_task] = [
            task
            for task in self.processed['tasks']
            if task['task_id'] == body['task_id']
        ]
        changed_task.update(
            status=body['status'],
            note=body.get('note', ''),
            status_changed_msecs=NOW_MSECS + len(self.sent),
            status_version=body['exp_version'],
            reopened=False,
        )
        route.fulfill(json={'task': changed_task})

    def _send_playthroughs(self, route: sync_api.Route) -> None:
        if self.playthrough_failures:
            status = self.playthrough_failures.pop(0)
            _refuse(route, status)
            return
        route.fulfill(json={'playthroughs': playthroughs()})

    def _send_comparison(
        self, route: sync_api.Route, query: dict[str, str]
    ) -> None:
        self.compared.append((query['a'], query['b']))
        if self.comparison_error:
            route.fulfill(json=self.comparison_error, status=400)
            return
        route.fulfill(
            json=self.compared_sides or comparison(query['a'], query['b'])
        )


def _refuse(route: sync_api.Route, status: int) -> None:
    error = {'status': status, 'code': 'error', 'message': 'Not just now.'}
    route.fulfill(json={'error': error}, status=status)
