"""Answers every request of the player's page in place of the server.

The test defines the responses and reads the posted reports, so the views
can be tried with any exploration, any failure and no data.
"""

from __future__ import annotations

import dataclasses
import json
import urllib.parse
from typing import Any

from playwright import sync_api

from core.controllers import rendering
from tests import app_server
from tests.e2e.pages import soon

ORIGIN = 'http://player.test'
_CONTENT_TYPES = {
    '.css': 'text/css',
    '.js': 'text/javascript',
    '.svg': 'image/svg+xml',
}
_POLICY = "default-src 'self'; img-src 'self' data:"


def outcome(dest: str, html: str = '', **fields: Any) -> dict[str, Any]:
    """Returns an outcome."""
    return {
        'dest': dest,
        'feedback': {'html': html},
        'labelled_as_correct': False,
        'param_changes': [],
        'refresher_exploration_id': None,
        **fields,
    }


def state(
    interaction_id: str,
    html: str,
    arguments: dict[str, Any] | None = None,
    **interaction: Any,
) -> dict[str, Any]:
    """Returns a state; `arguments` are its customization arguments."""
    values = {k: {'value': v} for k, v in (arguments or {}).items()}
    return {
        'content': {'html': html},
        'param_changes': [],
        'interaction': {
            'id': interaction_id,
            'customization_args': values,
            'answer_groups': [],
            'default_outcome': None,
            'confirmed_unclassified_answers': [],
            'hints': [],
            'solution': None,
            **interaction,
        },
    }


def group(rule_type: str, inputs: dict[str, Any], to: Any) -> dict[str, Any]:
    """Returns an answer group of one rule."""
    rule = {'rule_type': rule_type, 'inputs': inputs}
    return {'rule_specs': [rule], 'outcome': to}


def exploration(states: dict[str, Any]) -> dict[str, Any]:
    """Returns an exploration that begins with the first of the states."""
    return {
        'exp_id': 'lesson',
        'version': 1,
        'title': 'A lesson',
        'category': 'Tests',
        'objective': 'To be played.',
        'language_code': 'en',
        'tags': [],
        'blurb': '',
        'author_notes': '',
        'init_state_name': next(iter(states)),
        'param_specs': {},
        'param_changes': [],
        'states': states,
    }


def every_interaction() -> dict[str, Any]:
    """Returns a lesson with each interaction, hints and a solution."""
    hint = {'hint_content': {'html': '<p>A dozen.</p>'}}
    solution = {
        'answer_is_exclusive': True,
        'correct_answer': 12,
        'explanation': {'html': '<p>Two times six.</p>'},
    }
    return exploration(
        {
            'Name': state(
                'TextInput',
                '<p>Who are you?</p>',
                {'placeholder': 'A name', 'rows': 1},
                default_outcome=outcome('Pick', '<p>Hello {{answer}}!</p>'),
            ),
            'Pick': state(
                'MultipleChoiceInput',
                '<p>Which one is a mammal?</p>',
                {
                    'choices': ['<p>Trout</p>', '<p>Whale</p>', '<p>Hen</p>'],
                    'showChoicesInShuffledOrder': False,
                },
                answer_groups=[
                    group(
                        'Equals',
                        {'x': 1},
                        outcome(
                            'Sum', '<p>It is.</p>', labelled_as_correct=True
                        ),
                    ),
                    group(
                        'Equals',
                        {'x': 2},
                        outcome(
                            'Pick',
                            '<p>It lays eggs.</p>',
                            refresher_exploration_id='basics',
                        ),
                    ),
                ],
                default_outcome=outcome('Pick', '<p>It has gills.</p>'),
            ),
            'Sum': state(
                'NumericInput',
                '<p>What is 2 times 6?</p>',
                {'placeholder': ''},
                answer_groups=[group('Equals', {'x': 12}, outcome('Info'))],
                default_outcome=outcome('Sum'),
                hints=[hint],
                solution=solution,
            ),
            'Info': state(
                'Continue',
                '<p>Well done so far.</p>',
                {'buttonText': 'Go on'},
                default_outcome=outcome('End'),
            ),
            'End': state(
                'EndExploration',
                '<p>That was all.</p>',
                {'recommendedExplorationIds': ['next-one']},
            ),
        }
    )


@dataclasses.dataclass
class PlayerSite:
    """Responses of the site, and what was posted to it."""

    exploration: dict[str, Any]
    init_status: int = 200
    not_counted_reason: str | None = None
    num_sessions: int = 0
    resume_status: int = 200
    similar: list[str] = dataclasses.field(default_factory=list)
    resumed: list[str] = dataclasses.field(default_factory=list)
    posted: list[tuple[str, Any]] = dataclasses.field(default_factory=list)

    def attach(self, page: sync_api.Page) -> None:
        """Answers all that the page asks for."""
        page.route('**/*', self._answer)

    def events(self, session: int = 1) -> list[dict[str, Any]]:
        """Returns the events posted so far, each once, in their order.

        Args:
            session: Which of the plays, from 1.
        """
        events: dict[str, dict[str, Any]] = {}
        for path, body in self.posted:
            kind = path.split('/')[2]
            if kind == 'stats_events' or body['session_id'] != token(session):
                continue
            if kind == 'event_batch':
                for event in body['events']:
                    events[event['event_id']] = event
            else:
                event_type = kind.removesuffix('_event')
                event = {**body, 'event_type': event_type}
                events[body['event_id']] = event
        return sorted(events.values(), key=lambda e: e['sequence_number'])

    def events_until(
        self, page: sync_api.Page, event_type: str, session: int = 1
    ) -> list[dict[str, Any]]:
        """Waits for an event and all before it; returns them.

        Args:
            page: The page that posts them.
            event_type: The type of the last event to wait for.
            session: Which of the plays, from 1.
        """

        def read() -> list[dict[str, Any]]:
            events = self.events(session)
            types = [event['event_type'] for event in events]
            if event_type not in types:
                return []
            return events[: types.index(event_type) + 1]

        def is_whole() -> bool:
            numbers = [event['sequence_number'] for event in read()]
            return bool(numbers) and numbers == list(range(len(numbers)))

        soon(page, is_whole, True)
        return read()

    def _answer(self, route: sync_api.Route) -> None:
        url = urllib.parse.urlsplit(route.request.url)
        is_init = url.path.startswith('/explorehandler/init/')
        if route.request.method == 'POST' and is_init:
            self._resume(route)
        elif route.request.method == 'POST':
            self._take(route, url.path)
        elif url.path.startswith('/static/'):
            _send_file(route, url.path)
        elif url.path.startswith('/explore/'):
            _send(route, self._page(url.path), 'text/html')
        elif is_init:
            status = self.init_status
            _send(route, self._init() if status == 200 else {}, status=status)
        elif url.path == '/explorationsummarieshandler/data':
            ids = urllib.parse.parse_qs(url.query)['stringified_exp_ids'][0]
            _send(route, _summaries(json.loads(ids)))
        elif url.path.startswith('/explorationsummarieshandler/similar/'):
            _send(route, _summaries(self.similar))
        else:
            _send(route, 'A page of the site.', 'text/plain')

    def _resume(self, route: sync_api.Route) -> None:
        session_id = json.loads(route.request.post_data or '{}')['session_id']
        self.resumed.append(session_id)
        status = self.resume_status
        answer = self._init_of(session_id) if status == 200 else {}
        _send(route, answer, status=status)

    def _take(self, route: sync_api.Route, path: str) -> None:
        body = json.loads(route.request.post_data or '{}')
        self.posted.append((path, body))
        answer: dict[str, Any] = {'recorded': True, 'applied': True}
        if 'events' in body:
            answer['results'] = [{'recorded': True} for _ in body['events']]
        _send(route, answer)

    def _page(self, path: str) -> str:
        return rendering.html(
            'explore.html',
            {
                'exp_id': path.removeprefix('/explore/'),
                'exp_version': None,
                'minutes': None,
                'are_answers_read': False,
                'title': self.exploration['title'],
                'objective': self.exploration['objective'],
                'language_code': self.exploration['language_code'],
                'csrf_token': 'token',
                'current_path': path,
                'current_user': None,
            },
        )

    def _init(self) -> dict[str, Any]:
        self.num_sessions += 1
        return self._init_of(token(self.num_sessions))

    def _init_of(self, session_id: str) -> dict[str, Any]:
        reason = self.not_counted_reason
        return {
            'exploration': self.exploration,
            'exp_id': self.exploration['exp_id'],
            'exp_version': 1,
            'session_id': session_id,
            'can_edit': reason == 'own_play',
            'reporting': {
                'is_counted': reason is None,
                'not_counted_reason': reason,
                'flush_interval_msecs': 100,
                'max_request_bytes': 1_000_000,
            },
        }


def token(session: int) -> str:
    """Returns the token of a play, counted from 1."""
    return f'session-{session}'


def _summaries(ids: list[str]) -> dict[str, Any]:
    return {
        'summaries': [
            {'exp_id': i, 'title': f'Title of {i}', 'objective': 'To learn.'}
            for i in ids
        ]
    }


def _send_file(route: sync_api.Route, path: str) -> None:
    file = app_server.ROOT / path.removeprefix('/')
    if not file.is_file():
        _send(route, 'no such file', 'text/plain', 404)
        return
    _send(route, file.read_text(), _CONTENT_TYPES[file.suffix])


def _send(
    route: sync_api.Route,
    body: Any,
    content_type: str = 'application/json',
    status: int = 200,
) -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    route.fulfill(
        status=status,
        body=text,
        content_type=content_type,
        headers={'Content-Security-Policy': _POLICY},
    )
