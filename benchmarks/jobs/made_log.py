"""A log of fabricated sessions, written directly to the store."""

from __future__ import annotations

import itertools
import random
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from core import feconf
from core.domain import event_entry_services, exp_domain, exp_services
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models

EXP_ID = 'measured'
STATES = ['One', 'Two', 'Three', 'Four', 'End']
OWNER = 'dev:owner@example.com'
BEGIN_MSECS = 1_780_000_000_000.0
_CHARACTERS = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
_ENTITIES_PER_COMMIT = 400

Fields = dict[str, Any]


def make_exploration() -> None:
    """Saves the exploration that the sessions play."""
    exp_services.save_new_exploration(
        OWNER, exp_domain.Exploration.from_dict(_exploration())
    )


def write_sessions(number: int, events_each: int, seed: int = 1) -> list[str]:
    """Writes sessions to the log; returns their ids."""
    chance = random.Random(seed)
    session_ids = [_session_id(chance) for _ in range(number)]
    entities = (
        entity
        for session_id in session_ids
        for entity in _session(chance, session_id, events_each)
    )
    _write(entities)
    return session_ids


def write_accounts(session_ids: Iterable[str], *, is_waiting: bool) -> None:
    """Writes the accounts that the first events of sessions would create.

    Args:
        session_ids: The sessions.
        is_waiting: Whether the sessions are in the queue of the fold.
    """
    _write(_account(session_id, is_waiting) for session_id in session_ids)


def _account(session_id: str, is_waiting: bool) -> Any:
    model_class = stats_models.SessionAccountModel
    return store.new(
        model_class,
        id=model_class.get_entity_id(EXP_ID, 1, session_id),
        exp_id=EXP_ID,
        exp_version=1,
        session_id=session_id,
        fold_due_msecs=int(is_waiting) or None,
    )


def _write(entities: Iterable[Any]) -> None:
    remaining = iter(entities)
    while some := list(itertools.islice(remaining, _ENTITIES_PER_COMMIT)):
        store.put(*some)


def _session_id(chance: random.Random) -> str:
    """Returns an id in the format of the server."""
    return ''.join(chance.choices(_CHARACTERS, k=22))


def _session(
    chance: random.Random, session_id: str, events_each: int
) -> Iterator[Any]:
    time_msecs = BEGIN_MSECS + chance.random() * 30 * 86_400_000
    events = itertools.islice(_events(chance), events_each)
    for number, (event_type, state_name, fields) in enumerate(events):
        time_msecs += 1000 * chance.expovariate(0.1)
        yield _entity(
            chance,
            event_type,
            {
                'exp_id': EXP_ID,
                'exp_version': 1,
                'session_id': session_id,
                'state_name': state_name,
                'sequence_number': number,
                'client_time_msecs': time_msecs,
                'occurred_at_msecs': time_msecs,
                'event_schema_version': (
                    feconf.CURRENT_EVENT_MODELS_SCHEMA_VERSION
                ),
                **fields,
            },
        )


def _events(chance: random.Random) -> Iterator[tuple[str, str, Fields]]:
    """Yields the events of a learner who answers each card a few times."""
    params: Fields = {'params': {}}
    yield 'exploration_start', STATES[0], params
    yield 'state_hit', STATES[0], params
    is_first = True
    for old, new in itertools.pairwise(itertools.cycle(STATES[:-1])):
        for _ in range(chance.randrange(1, 4)):
            yield 'answer_submitted', old, _answer(chance)
            if is_first:
                yield 'exploration_actual_start', old, {}
                is_first = False
        spent = {'time_spent_in_state_secs': chance.expovariate(0.05)}
        yield 'state_complete', old, spent
        yield 'state_hit', new, params


def _answer(chance: random.Random) -> Fields:
    is_right = chance.random() < 0.5
    return {
        'answer': f'answer {int(chance.paretovariate(1))}',
        'interaction_id': 'TextInput',
        'answer_group_index': 0 if is_right else 1,
        'rule_spec_index': 0 if is_right else None,
        'classification_categorization': (
            'explicit' if is_right else 'default_outcome'
        ),
        'is_feedback_useful': is_right,
        'params': {},
        'time_spent_in_state_secs': chance.expovariate(0.1),
    }


def _entity(chance: random.Random, event_type: str, fields: Fields) -> Any:
    event_id = str(uuid.UUID(int=chance.getrandbits(128), version=4))
    model_class: Any = event_entry_services.MODEL_CLASSES[event_type]
    return store.new(model_class, id=event_id, **fields)


def _outcome(dest: str) -> Fields:
    return {
        'dest': dest,
        'feedback': {'html': ''},
        'labelled_as_correct': False,
        'param_changes': [],
        'refresher_exploration_id': None,
    }


def _state(dest: str | None) -> Fields:
    group = {
        'rule_specs': [{'rule_type': 'Equals', 'inputs': {'x': ['yes']}}],
        'outcome': _outcome(dest or ''),
    }
    return {
        'content': {'html': '<p>Which?</p>'},
        'param_changes': [],
        'interaction': {
            'id': 'TextInput' if dest else 'EndExploration',
            'customization_args': {},
            'answer_groups': [group] if dest else [],
            'default_outcome': _outcome(dest) if dest else None,
            'confirmed_unclassified_answers': [],
            'hints': [],
            'solution': None,
        },
    }


def _exploration() -> Fields:
    following = dict(itertools.pairwise(STATES))
    return {
        'exp_id': EXP_ID,
        'version': 0,
        'title': 'Measured',
        'category': 'Mathematics',
        'objective': 'to learn how long it takes',
        'language_code': 'en',
        'tags': [],
        'blurb': '',
        'author_notes': '',
        'init_state_name': STATES[0],
        'param_specs': {},
        'param_changes': [],
        'states': {name: _state(following.get(name)) for name in STATES},
    }
