"""Events as statements of the Experience API (xAPI 1.0.3).

Verbs and types are those of ADL's vocabulary (https://w3id.org/xapi/adl),
which cmi5 uses as well. Activities are identified by URLs of this site: the
player of the exploration, its version, and its state. Extensions contain all
fields that the vocabulary does not cover; they are identified by the entries of
the data dictionary.
"""

from __future__ import annotations

import functools
import json
import urllib.parse
from collections.abc import Mapping
from typing import Any

from core.domain import event_domain
from core.domain.downloads import exported_event_domain

ExportedEvent = exported_event_domain.ExportedEvent
_Json = dict[str, Any]

XAPI_VERSION = '1.0.3'

_ADL = 'http://adlnet.gov/expapi/'

# The verb of each type of event.
VERBS: Mapping[str, str] = {
    event_type: event_class.xapi_verb
    if '://' in event_class.xapi_verb
    else f'{_ADL}verbs/{event_class.xapi_verb}'
    for event_type, event_class in event_domain.EVENT_CLASSES.items()
}
_COMPLETED = f'{_ADL}verbs/completed'

# From the Tin Can API registry; ADL has no verb for a download.
_DOWNLOADED = 'http://id.tincanapi.com/verb/downloaded'

# Events about the whole exploration; all others are about a state.
_ABOUT_EXPLORATION = frozenset(
    event_type
    for event_type, event_class in event_domain.EVENT_CLASSES.items()
    if event_class.concerns_exploration
)

_INTERACTION_TYPES: Mapping[str | None, str] = {
    'AlgebraicExpressionInput': 'fill-in',
    'DragAndDropSortInput': 'sequencing',
    'ItemSelectionInput': 'choice',
    'MathEquationInput': 'fill-in',
    'MultipleChoiceInput': 'choice',
    'NumberWithUnits': 'fill-in',
    'NumericExpressionInput': 'fill-in',
    'NumericInput': 'numeric',
    'SetInput': 'fill-in',
    'TextInput': 'fill-in',
}

# Fields of `ExportedEvent` that are extensions of the context.
CONTEXT_EXTENSIONS = (
    'event_type',
    'sequence_number',
    'state_name',
    'is_excluded',
)

# Fields in `values` for which the standard has a place.
_WITH_A_PLACE = frozenset(
    {
        'time_spent_in_state_secs',
        'refresher_exp_id',
        'interaction_id',
        'answer',
        'is_answer_right',
    }
)

# The maximum number of states, and of versions, whose activities are cached.
_MAX_CACHED_STATES = 2_000


class StatementWriter:
    """Converts events of an exploration to statements.

    Args:
        site_url: The URL of this site, without a trailing slash.
        site_name: The name of this site.
        exp_id: The exploration.
        title: The title of the exploration.
        language: The language of its texts, a BCP 47 tag.
    """

    def __init__(
        self,
        site_url: str,
        site_name: str,
        exp_id: str,
        title: str,
        language: str,
    ) -> None:
        self._site_url = site_url
        self._site_name = site_name
        self._language = language
        self._exp_id = exp_id
        self._title = title
        self._state_activity = functools.lru_cache(_MAX_CACHED_STATES)(
            self._new_state_activity
        )
        self._of_version = functools.lru_cache(_MAX_CACHED_STATES)(
            self._new_version
        )
        self._exploration = self._activity(exp_id, title)

    def statement(self, event: ExportedEvent) -> _Json:
        """Returns the statement of an event."""
        statement: _Json = {
            'id': event.statement_id,
            'actor': self._actor(event.session),
            'verb': _verb(VERBS[event.event_type]),
            'object': self._object(event),
            'context': self._context(event),
            'timestamp': event.occurred_at,
            'version': XAPI_VERSION,
        }
        result = self._result(event)
        if result:
            statement['result'] = result
        return statement

    def footer(
        self,
        statement_id: str,
        at: str,
        facts: Mapping[str, Any],
        *,
        is_complete: bool,
    ) -> _Json:
        """Returns the last statement, which describes the download.

        Args:
            statement_id: A UUID for it.
            at: The time, as ISO 8601.
            facts: The facts about the download as JSON, by their names in the
                data dictionary.
            is_complete: Whether this was the last part.
        """
        return {
            'id': statement_id,
            'actor': self._actor('event-log-export'),
            'verb': _verb(_DOWNLOADED),
            'object': self._exploration,
            'result': {
                'completion': is_complete,
                'extensions': {
                    self._entry(name): value for name, value in facts.items()
                },
            },
            'context': {'platform': self._site_name},
            'timestamp': at,
            'version': XAPI_VERSION,
        }

    def _actor(self, name: str) -> _Json:
        return {
            'objectType': 'Agent',
            'account': {'homePage': self._site_url, 'name': name},
        }

    def _object(self, event: ExportedEvent) -> _Json:
        if event.event_type in _ABOUT_EXPLORATION:
            return self._exploration
        interaction_id = event.values.get('interaction_id')
        is_answer = event.event_type == 'answer_submitted'
        return self._state_activity(event.state_name, is_answer, interaction_id)

    def _context(self, event: ExportedEvent) -> _Json:
        activities: _Json = {'grouping': [self._of_version(event.exp_version)]}
        if event.event_type not in _ABOUT_EXPLORATION:
            activities['parent'] = [self._exploration]
        refresher = event.values.get('refresher_exp_id')
        if refresher is not None:
            activities['other'] = [self._activity(refresher, refresher)]
        return {
            'registration': event.registration,
            'revision': str(event.exp_version),
            'platform': self._site_name,
            'language': self._language,
            'contextActivities': activities,
            'extensions': {
                self._extension(name): getattr(event, name)
                for name in CONTEXT_EXTENSIONS
            },
        }

    def _result(self, event: ExportedEvent) -> _Json:
        values = event.values
        result: _Json = {}
        secs = values.get('time_spent_in_state_secs')
        if secs is not None and event.event_type in _ABOUT_EXPLORATION:
            # The time on a state is not the duration of the lesson.
            name = self._extension('time_spent_in_state_secs')
            result['extensions'] = {name: secs}
        elif secs is not None:
            result['duration'] = f'PT{secs:.1f}S'
        if VERBS[event.event_type] == _COMPLETED:
            result['completion'] = True
        if event.event_type == 'answer_submitted':
            result.update(_answer(values))
        extensions = {
            self._extension(name): value
            for name, value in values.items()
            if name not in _WITH_A_PLACE
        }
        if extensions:
            result['extensions'] = result.get('extensions', {}) | extensions
        return result

    def _activity(self, exp_id: str, title: str, query: str = '') -> _Json:
        return {
            'objectType': 'Activity',
            'id': f'{self._address(exp_id)}{query}',
            'definition': {
                'type': _ADL + 'activities/lesson',
                'name': {self._language: title or exp_id},
            },
        }

    def _new_version(self, version: int) -> _Json:
        title = f'{self._title or self._exp_id}, version {version}'
        return self._activity(self._exp_id, title, f'?v={version}')

    def _new_state_activity(
        self, state_name: str, is_answer: bool, interaction_id: str | None
    ) -> _Json:
        fragment = urllib.parse.quote(state_name, safe='')
        definition: _Json = {
            'type': _ADL + 'activities/interaction',
            'name': {self._language: state_name},
        }
        if is_answer:
            definition['type'] = _ADL + 'activities/cmi.interaction'
            definition['interactionType'] = _INTERACTION_TYPES.get(
                interaction_id, 'other'
            )
        return {
            'objectType': 'Activity',
            'id': f'{self._address(self._exp_id)}#card={fragment}',
            'definition': definition,
        }

    def _address(self, exp_id: str) -> str:
        quoted = urllib.parse.quote(exp_id, safe='')
        return f'{self._site_url}/explore/{quoted}'

    def _extension(self, name: str) -> str:
        return self._entry(f'event_log.{name}')

    def _entry(self, name: str) -> str:
        return f'{self._site_url}/data_dictionary#{name}'


def _answer(values: Mapping[str, Any]) -> _Json:
    result: _Json = {}
    response = _response(values['answer'])
    # Empty values are only allowed in extensions.
    if response:
        result['response'] = response
    is_right = values['is_answer_right']
    if is_right is not None:
        result['success'] = is_right
        result['score'] = {
            'scaled': int(is_right),
            'raw': int(is_right),
            'min': 0,
            'max': 1,
        }
    return result


def _verb(address: str) -> _Json:
    return {'id': address, 'display': {'en': address.rpartition('/')[2]}}


def _response(answer: Any) -> str:
    if answer is None:
        return ''
    if isinstance(answer, str):
        return answer
    if isinstance(answer, list):
        # The separator that the standard uses for several choices.
        return '[,]'.join(map(_response, answer))
    return json.dumps(answer)
