"""Explorations with the processed data of many fabricated sessions."""

from __future__ import annotations

import dataclasses
import itertools
import random
from typing import Any

from core.domain import exp_domain, exp_services, exp_yaml, user_services
from core.domain.fold import (
    processed_revisions_services,
    processed_store_services,
)
from core.domain.summaries import answer_key
from core.domain.summaries.exploration_summary import ExplorationSummary
from core.domain.summaries.log_rows import LogRow
from core.domain.summaries.session_reader import summarise_session
from core.platform.datastore import store

OWNER = 'owner@example.com'
OWNER_ID = user_services.dev_user_id(OWNER)

_START_MSECS = 1_760_000_000_000.0
_MSECS_OF_DAYS = 60 * 86_400_000

# Distinct answers to a card, some much more frequent than others.
_NUM_ANSWERS = 300

# Probabilities before and of each answer: that the learner leaves, and that the
# answer is correct. A session then reaches a few dozen cards of a long lesson.
_LEAVE_RATE = 0.02
_RIGHT_RATE = 0.7


@dataclasses.dataclass(frozen=True)
class Made:
    """An exploration that was created.

    Attributes:
        exp_id: The exploration.
        num_events: Events in its processed data.
        num_sessions: Sessions in its processed data.
    """

    exp_id: str
    num_events: int
    num_sessions: int


def name_of(number: int) -> str:
    """Returns the name of a card."""
    return f'Card number {number}'


def make(num_states: int, num_versions: int, num_events: int) -> Made:
    """Creates an exploration with processed data in the store.

    Args:
        num_states: The number of its states.
        num_versions: The number of versions, which differ in one text.
        num_events: The approximate number of events in its data.
    """
    exp_id = f'made-{num_states}-{num_versions}'
    exp_services.save_new_exploration(
        OWNER_ID, exploration_of(exp_id, num_states)
    )
    for _ in range(num_versions - 1):
        save_another_version(exp_id)
    summary, made_events = _summary(exp_id, num_events // num_versions)
    for version in range(1, num_versions + 1):
        _store(
            ExplorationSummary.from_dict({**summary, 'exp_version': version})
        )
    return Made(
        exp_id,
        made_events * num_versions,
        summary['num_sessions'] * num_versions,
    )


def save_another_version(exp_id: str) -> None:
    """Saves a version with another text on its first card."""
    exploration = exp_services.get_exploration_by_id(exp_id)
    version = exploration.version
    exploration.states[name_of(0)].content.html = f'<p>What is {version}?</p>'
    exp_services.update_exploration_from_yaml(
        OWNER_ID,
        exp_id,
        exp_yaml.exploration_to_yaml(exploration),
        {},
        'Say it in other words',
        version,
    )


def _store(summary: ExplorationSummary) -> None:
    root = processed_store_services.build_root(
        summary.exp_id, summary.exp_version
    )
    stored = processed_store_services.ProcessedData(root, summary)

    def work(transaction: store.Transaction) -> None:
        transaction.put(*processed_store_services.build_entities(stored))
        processed_revisions_services.write_revisions(
            transaction, [(root, summary.num_sessions)]
        )

    store.run(work)


def _summary(exp_id: str, num_events: int) -> tuple[dict[str, Any], int]:
    key = answer_key.build_answer_key(
        exp_services.get_exploration_by_id(exp_id, 1)
    )
    random_ = random.Random(1)
    total = ExplorationSummary.create(key)
    made = 0
    while made < num_events:
        rows = _session(random_, list(key.states), f's{made}')
        total.add(summarise_session(f's{made}', rows, key))
        made += len(rows)
    return total.to_dict(), made


def _session(
    random_: random.Random, names: list[str], session_id: str
) -> list[LogRow]:
    rows: list[LogRow] = []
    at_msecs = _START_MSECS + random_.random() * _MSECS_OF_DAYS

    def add(event_type: str, state: str, secs: float = 0.0, **own: Any) -> None:
        number = len(rows)
        rows.append(
            LogRow(
                number,
                at_msecs + 1000.0 * number,
                f'{session_id}-{number}',
                event_type,
                state,
                secs,
                **own,
            )
        )

    add('exploration_start', names[0])
    for old, new in itertools.pairwise(names):
        add('state_hit', old)
        is_right = False
        while not is_right:
            if random_.random() < _LEAVE_RATE:
                return rows
            is_right = random_.random() < _RIGHT_RATE
            number = int(random_.paretovariate(0.6)) % _NUM_ANSWERS
            add(
                'answer_submitted',
                old,
                random_.expovariate(0.1),
                answer=f'"answer number {number}"',
                answer_group_index=0 if is_right else 1,
                classification_categorization=(
                    'explicit' if is_right else 'default_outcome'
                ),
                counted_value=int(is_right),
            )
        add('state_complete', old, random_.lognormvariate(3, 1))
        if new == names[-1]:
            add('state_hit', new)
            add('exploration_complete', new)
    return rows


def exploration_of(exp_id: str, num_states: int) -> exp_domain.Exploration:
    """Builds a lesson: a sequence of questions, and an end card."""
    names = [name_of(number) for number in range(num_states)]
    exploration = exp_domain.Exploration.create_default(exp_id, 'A lesson')
    values = exploration.to_dict()
    values['init_state_name'] = names[0]
    values['states'] = {
        **{
            name: _question(name, dest)
            for name, dest in itertools.pairwise(names)
        },
        names[-1]: _end(),
    }
    return exp_domain.Exploration.from_dict(values)


def _question(name: str, dest: str) -> dict[str, Any]:
    right = {
        'outcome': _outcome(dest, is_right=True),
        'rule_specs': [{'rule_type': 'Equals', 'inputs': {'x': ['yes']}}],
    }
    return _state(
        id='TextInput',
        answer_groups=[right],
        default_outcome=_outcome(name, is_right=False),
    )


def _end() -> dict[str, Any]:
    return _state(id='EndExploration', answer_groups=[], default_outcome=None)


def _state(**of_interaction: Any) -> dict[str, Any]:
    return {
        'content': {'html': '<p>What is this?</p>'},
        'param_changes': [],
        'interaction': {
            'customization_args': {},
            'confirmed_unclassified_answers': [],
            'hints': [],
            'solution': None,
            **of_interaction,
        },
    }


def _outcome(dest: str, is_right: bool) -> dict[str, Any]:
    return {
        'dest': dest,
        'feedback': {'html': '<p>So it is.</p>'},
        'labelled_as_correct': is_right,
        'param_changes': [],
        'refresher_exploration_id': None,
    }
