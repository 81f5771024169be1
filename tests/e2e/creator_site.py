"""Answers every request of the creator's pages in place of the server.

The test defines the responses and reads the requests of the pages, so that
they can be tried with any figures and any failure.
"""

from __future__ import annotations

import copy
import dataclasses
import json
import urllib.parse
from typing import Any, Self

from playwright import sync_api

from core.controllers import rendering
from core.domain import exp_reference, exp_templates, stats_domain
from core.domain.statistics_tab import statistics_view
from tests import app_server
from tests.e2e import player_site
from tests.e2e.player_site import outcome, state

ORIGIN = 'http://creator.test'

# A picture of the exploration, as the server lists it.
PICTURE = {
    'name': 'map-0123456789abcdef0123.png',
    'num_bytes': 84_100,
    'width': 1200,
    'height': 300,
    'is_used': True,
}
# 22 November 2026, 12:00:00 UTC.
NOW_MSECS = 1_795_348_800_000

_CONTENT_TYPES = {
    '.css': 'text/css',
    '.js': 'text/javascript',
    '.svg': 'image/svg+xml',
}
_POLICY = "default-src 'self'; img-src 'self' data:"
_COUNTS = (
    'total_answers_count',
    'useful_feedback_count',
    'total_hit_count',
    'first_hit_count',
    'num_times_solution_viewed',
    'num_completions',
)


def counts(*values: int) -> dict[str, int]:
    """Returns the counts of a card, those of _COUNTS given, others 0."""
    zero = dict.fromkeys(stats_domain.STATE_COUNTERS, 0)
    return zero | dict(zip(_COUNTS, values, strict=True))


def lesson() -> dict[str, Any]:
    """Returns a lesson with a way back and two ends."""

    def to(*names: str) -> list[dict[str, Any]]:
        return [
            player_site.group('Equals', {'x': i}, outcome(name))
            for i, name in enumerate(names)
        ]

    states = {
        'Introduction': state(
            'Continue', '<p>Welcome.</p>', default_outcome=outcome('Question')
        ),
        'Question': state(
            'MultipleChoiceInput',
            '<p>Which one?</p>',
            answer_groups=to('Done', 'A closer look', 'Done early'),
            default_outcome=outcome('Question'),
        ),
        'A closer look': state(
            'Continue', '<p>Look.</p>', default_outcome=outcome('Question')
        ),
        'Done': state('EndExploration', '<p>Done.</p>'),
        'Done early': state('EndExploration', '<p>Done.</p>'),
    }
    return player_site.exploration(states) | {'title': 'A round world'}


def statistics(**changes: Any) -> dict[str, Any]:
    """Returns 1,284 starts, 1,046 actual starts and 602 completions."""
    return {
        'exp_id': 'lesson',
        'exp_version': 2,
        'title': 'A round world',
        'status': 'public',
        'num_starts': 1284,
        'num_actual_starts': 1046,
        'num_completions': 602,
        'state_stats_mapping': {
            'Introduction': counts(1046, 1046, 1284, 1284, 0, 1046),
            'Question': counts(1480, 820, 1260, 1046, 61, 810),
            'A closer look': counts(208, 208, 214, 190, 0, 208),
            'Done': counts(0, 0, 480, 480, 0, 480),
            'Done early': counts(0, 0, 122, 122, 0, 122),
        },
        'latest_version': 2,
        'unrecognised_states': {},
        'invariant_violations': [],
        'init_state_name': 'Introduction',
        'state_order': [
            'Introduction',
            'Question',
            'Done',
            'A closer look',
            'Done early',
        ],
        'terminal_state_names': ['Done', 'Done early'],
        'linear_state_names': ['Introduction', 'A closer look'],
        'state_names_with_hints': ['Question'],
        'state_names_with_solution': ['Question'],
        'own_plays_counted': False,
        'num_left_out': 0,
        **changes,
    }


def nothing_counted(**changes: Any) -> dict[str, Any]:
    """Returns the statistics of an unplayed exploration."""
    return statistics(
        num_starts=0,
        num_actual_starts=0,
        num_completions=0,
        state_stats_mapping={},
        **changes,
    )


MEMBERS = [
    {
        'user_id': f'dev:{email}',
        'email': email,
        'role': role,
        'is_self': email == 'ann@example.com',
    }
    for email, role in (
        ('ann@example.com', 'owner'),
        ('somebody.with.a.long.name@department.example.com', 'viewer'),
    )
]


@dataclasses.dataclass
class CreatorSite:
    """Data of the mocked server, its responses and received requests."""

    statistics: dict[str, Any] = dataclasses.field(default_factory=statistics)
    exploration: dict[str, Any] = dataclasses.field(default_factory=lesson)
    yaml: str = 'title: A round world\n'
    messages: list[str] = dataclasses.field(
        default_factory=lambda: ['Write it', 'Correct it']
    )
    # The processed data; without it the server has no such figures.
    processed: dict[str, Any] | None = None
    # What other routes answer to a GET, by the part of the path that names
    # them, such as 'comparison'.
    answers: dict[str, Any] = dataclasses.field(default_factory=dict)
    # Statuses of the next answers about statistics, and about saving.
    statistics_failures: list[int] = dataclasses.field(default_factory=list)
    save_error: dict[str, Any] | None = None
    # None: an old server, which does not send it.
    likely_renames: list[dict[str, Any]] | None = dataclasses.field(
        default_factory=list
    )
    sent: list[tuple[str, str, Any]] = dataclasses.field(default_factory=list)
    num_statistics_requests: int = 0
    # Processed data of cards by name, and how often they were requested.
    details: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)
    num_details_requests: int = 0
    details_failures: list[int] = dataclasses.field(default_factory=list)

    def attach(self, page: sync_api.Page) -> None:
        """Answers all requests of the page."""
        page.route('**/*', self._answer)

    def visit(self, page: sync_api.Page, where: str = '#/stats') -> Self:
        """Opens the page of the lesson at noon, with a mocked clock."""
        self.attach(page)
        page.clock.install(time=NOW_MSECS / 1000)
        page.goto(f'{ORIGIN}/create/lesson{where}')
        return self

    @property
    def version(self) -> int:
        """The latest version."""
        return len(self.messages)

    def _answer(self, route: sync_api.Route) -> None:
        url = urllib.parse.urlsplit(route.request.url)
        kind = url.path.split('/')[2] if url.path.count('/') > 2 else ''
        if url.path.startswith('/static/'):
            _send_file(route, url.path)
        elif url.path == '/help/explorations':
            names = exp_reference.names()
            templates = exp_templates.read_all()
            _send(route, {'names': names, 'templates': templates})
        elif url.path.startswith('/create/'):
            _send(route, self._page(url.path), 'text/html')
        elif route.request.method != 'GET':
            self._take(route, kind)
        elif kind == 'statistics':
            self._send_statistics(route, urllib.parse.parse_qs(url.query))
        elif kind == 'state_interaction_stats':
            self._send_details(route, urllib.parse.parse_qs(url.query))
        elif kind == 'processed_statistics':
            self._send_processed(route)
        elif kind == 'rights':
            _send(route, {'exp_id': 'lesson', 'members': MEMBERS})
        elif kind in self.answers:
            _send(route, self.answers[kind])
        elif kind == 'learner_answer_details':
            _send(route, answer_details())
        elif kind == 'assets':
            _send(route, {'pictures': []})
        elif kind == 'shared_links':
            _send(route, {'links': []})
        elif kind == 'decisions':
            _send(route, {'decisions': []})
        else:
            _send(route, self._data(urllib.parse.parse_qs(url.query)))

    def _send_statistics(
        self, route: sync_api.Route, query: dict[str, list[str]]
    ) -> None:
        self.num_statistics_requests += 1
        if self.statistics_failures:
            status = self.statistics_failures.pop(0)
            _send(route, _error(status, 'Not now.'), status=status)
            return
        answer = copy.deepcopy(self.statistics)
        if 'v' in query:
            answer['exp_version'] = int(query['v'][0])
        answer['generated_at_msecs'] = NOW_MSECS
        answer['versions'] = self._commits()
        if self.processed is not None:
            answer['processed_revision'] = self.processed.get('revision', 0)
        _send(route, answer)

    def _send_processed(self, route: sync_api.Route) -> None:
        processed = self.processed or {'failure_status': 404}
        status = processed.get('failure_status', 200)
        if status == 200:
            _send(route, processed)
        else:
            _send(route, _error(status, 'Not now.'), status=status)

    def _send_details(
        self, route: sync_api.Route, query: dict[str, list[str]]
    ) -> None:
        self.num_details_requests += 1
        name = query['state_name'][0]
        if self.details_failures:
            status = self.details_failures.pop(0)
            _send(route, _error(status, 'Not now.'), status=status)
        elif name in self.details:
            _send(route, self.details[name])
        else:
            _send(route, statistics_view.empty_state())

    def _take(self, route: sync_api.Route, kind: str) -> None:
        body = json.loads(route.request.post_data or '{}')
        if kind == 'likely_renames' and self.likely_renames is None:
            _send(route, _error(404, 'There is no such page.'), status=404)
            return
        if kind == 'likely_renames':
            other_renames = [
                rename
                for rename in self.likely_renames or []
                if rename['old_state_name'] not in body['renames']
            ]
            _send(route, {'likely_renames': other_renames})
            return
        if kind == 'check':
            _send(route, {'prevents': None, 'problems': []})
            return
        self.sent.append((route.request.method, kind, body))
        if kind == 'data' and self.save_error:
            _send(route, self.save_error, status=_status_of(self.save_error))
            return
        if kind == 'data':
            self.yaml = body['yaml']
            self.messages.append(body['commit_message'])
        if kind == 'revert':
            self.messages.append(f'Back to {body["revert_to_version"]}')
        if kind == 'status':
            public = body['make_public']
            self.statistics['status'] = 'public' if public else 'private'
        if kind in ('learner_answer_details', 'ratings'):
            _send(route, self.answers[kind])
            return
        if kind == 'assets':
            name = f'new-{PICTURE["name"]}'
            _send(route, {**PICTURE, 'name': name, 'is_used': False})
            return
        _send(route, {'exp_version': self.version})

    def _commits(self) -> list[dict[str, Any]]:
        return [
            {
                'version': i + 1,
                'commit_type': 'edit' if i else 'create',
                'commit_message': message,
                'committer': 'ann',
                'created_on_msecs': NOW_MSECS - 3_600_000 * (99 - i),
            }
            for i, message in enumerate(self.messages)
        ]

    def _data(self, query: dict[str, list[str]]) -> dict[str, Any]:
        return {
            'exp_id': 'lesson',
            'exp_version': int(query.get('v', [str(self.version)])[0]),
            'exploration': self.exploration,
            'yaml': self.yaml,
            'commits': self._commits(),
            'rights': {
                'status': self.statistics['status'],
                'can_manage': True,
                'k_anonymity': 3,
                'min_k_anonymity': 1,
            },
        }

    def _page(self, path: str) -> str:
        return rendering.html(
            'create.html',
            {
                'exp_id': path.removeprefix('/create/'),
                'title': self.exploration['title'],
                'status': self.statistics['status'],
                'csrf_token': 'token',
                'current_path': path,
                'current_user': None,
            },
        )


def answer_details(*infos: dict[str, Any]) -> dict[str, Any]:
    """Returns the response that lists what learners found hard."""
    return {
        'learner_answer_infos': list(infos),
        'has_more': False,
        'state_names_now': {
            info['learner_answer_info_id']: info['state_name'] for info in infos
        },
        'asking_state_names': [],
    }


def conflict() -> dict[str, Any]:
    """Returns the response to a save after another user's save."""
    return _error(409, 'Version 3 has been saved since.')


def invalid(path: str, message: str) -> dict[str, Any]:
    """Returns the response to an invalid text."""
    error = _error(400, message)
    error['error']['path'] = path
    return error


def _error(status: int, message: str) -> dict[str, Any]:
    return {'error': {'status': status, 'code': 'error', 'message': message}}


def _status_of(error: dict[str, Any]) -> int:
    return int(error['error']['status'])


def _send_file(route: sync_api.Route, path: str) -> None:
    file = app_server.ROOT / path.removeprefix('/')
    _send(route, file.read_text(), _CONTENT_TYPES[file.suffix])


def _send(
    route: sync_api.Route,
    body: Any,
    content_type: str = 'application/json',
    status: int = 200,
) -> None:
    route.fulfill(
        status=status,
        body=body if isinstance(body, str) else json.dumps(body),
        content_type=content_type,
        headers={'Content-Security-Policy': _POLICY},
    )
