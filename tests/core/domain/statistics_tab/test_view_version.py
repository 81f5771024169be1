"""A change of views requires a new feconf.STATISTICS_VIEW_VERSION."""

from __future__ import annotations

import functools
import hashlib
import itertools
import json
import random
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from core import feconf
from core.domain import (
    compressed_json,
    exp_domain,
    exp_services,
    rights_services,
)
from core.domain.improvements import improvements_domain
from core.domain.statistics_tab import (
    version_sum_services,
    view_cache_services,
)
from core.domain.summaries import answer_key
from core.domain.summary_views import answer_calculations, summary_view
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import now, store_summary
from tests.core.domain.improvement_builders import plays_of, sum_of, tasks_of
from tests.core.domain.improvements.test_improvements_rules import (
    CARDS_TO_CHANGE,
    able_learners,
    goes_round,
)
from tests.core.domain.summary_builders import Play, sum_sessions

__all__ = ['now']

# The digest of the example below for each version of views.
DIGESTS = {
    1: '68500e3461128b40',
    2: '04a56d01742f193a',
    3: 'cdd0e468be8c0adc',
    4: 'b67368c18b81154e',
    5: '0286f64dfe9459c8',
    6: 'ed0ff24cec521836',
}

INTERACTIONS = ('TextInput', 'NumericInput', 'MultipleChoiceInput')
ANSWERS: dict[str, list[Any]] = {
    'TextInput': [f'words {number}' for number in range(9)],
    'NumericInput': [0.5 * number for number in range(12)],
    'MultipleChoiceInput': [0, 1, 2],
}
RULES = {
    'TextInput': {'rule_type': 'Equals', 'inputs': {'x': ['words 0']}},
    'NumericInput': {'rule_type': 'Equals', 'inputs': {'x': 1}},
    'MultipleChoiceInput': {'rule_type': 'Equals', 'inputs': {'x': 0}},
}


def exploration_of(names: tuple[str, ...]) -> exp_domain.Exploration:
    """Builds a chain of questions; only right answers lead on."""
    values = b.exploration_dict('exp', list(names))
    for name, dest, interaction_id in zip(
        names, names[1:], INTERACTIONS, strict=False
    ):
        interaction = values['states'][name]['interaction']
        interaction['id'] = interaction_id
        if interaction_id == 'MultipleChoiceInput':
            interaction['customization_args'] = {
                'choices': {'value': ['<p>a</p>', '<p>b</p>', '<p>c</p>']}
            }
        wrong = interaction['default_outcome']
        interaction['answer_groups'] = [
            {
                'outcome': {**wrong, 'labelled_as_correct': True},
                'rule_specs': [RULES[interaction_id]],
            }
        ]
        interaction['default_outcome'] = {**wrong, 'dest': name}
        assert wrong['dest'] == dest
    return exp_domain.Exploration.from_dict(values)


def plays(names: tuple[str, ...], count: int, seed: int) -> Iterator[Play]:
    """Yields random plays: answers, solutions, returns, early leaves."""
    chance = random.Random(seed)
    for number in range(count):
        play = Play(f'{seed}-{number}').wait(chance.randrange(9 * 86_400))
        yield play_through(play.start(names[0]), names, chance)


def play_through(
    play: Play, names: tuple[str, ...], chance: random.Random
) -> Play:
    for (old, new), interaction_id in zip(
        itertools.pairwise(names), INTERACTIONS, strict=True
    ):
        while True:
            play.wait(chance.randrange(1, 90))
            if chance.random() < 0.1:
                return play.maybe_leave(old, secs=chance.randrange(60))
            if chance.random() < 0.1:
                play.solution(old)
            right, *wrong = ANSWERS[interaction_id]
            if chance.random() < 0.4:
                play.right(old, right)
                break
            play.wrong(old, chance.choice(wrong))
        play.move(old, new, secs=chance.randrange(1, 200))
        if old != names[0] and chance.random() < 0.2:
            play.hit(names[0]).right(names[0]).move(names[0], new)
    return play.end(names[-1])


@pytest.fixture(autouse=True)
def example(now) -> None:
    """Two versions with plays; the second one renames a state."""
    before, after = ('A', 'B', 'C', 'End'), ('A', 'Z', 'C', 'End')
    exp_services.save_new_exploration(b.OWNER, exploration_of(before))
    rights_services.publish_exploration(b.OWNER, 'exp')
    b.edit('exp', b.rename('B', 'Z'))
    for version, names in ((1, before), (2, after)):
        exploration = exp_services.get_exploration_by_id('exp', version)
        key = answer_key.build_answer_key(exploration)
        sessions = plays(names, 150, seed=version)
        store_summary(
            sum_sessions((play.summary(key) for play in sessions), key)
        )


def round_numbers(value: Any) -> Any:
    """Rounds numbers, whose last digits depend on the machine."""
    if isinstance(value, float):
        return float(f'{value:.9g}')
    if isinstance(value, dict):
        return {name: round_numbers(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [round_numbers(item) for item in value]
    return value


def content_of_views() -> dict[str, Any]:
    key = view_cache_services.get_key('exp', None, None)
    parts = view_cache_services._compute(key, may_be_provisional=False).parts
    return {
        'schema': feconf.PROCESSED_DATA_SCHEMA_VERSION,
        'earlier': version_sum_services._sum_earlier(
            'exp', 2
        ).summary.to_dict(),
        **{name: compressed_json.unpack(part) for name, part in parts.items()},
    }


@functools.cache
def tasks_of_all_types() -> list[Any]:
    chance = random.Random(1)
    lessons = [
        *(plays_of(300, **{card: way}) for _, card, way in CARDS_TO_CHANGE),
        plays_of(300, B=goes_round),
        *(
            [
                able_learners(number, chance, ('C', *chances))
                for number in range(600)
            ]
            for chances in ((0.3, 0.9), (0.6, 0.6))
        ),
    ]
    return [tasks_of(sum_of(lesson)) for lesson in lessons]


def digest_of(content: Any) -> str:
    text = json.dumps(round_numbers(content), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def test_views_with_different_content_have_different_versions():
    digest = digest_of([content_of_views(), tasks_of_all_types()])
    assert max(DIGESTS) == feconf.STATISTICS_VIEW_VERSION
    assert len(set(DIGESTS.values())) == len(DIGESTS)
    assert DIGESTS[feconf.STATISTICS_VIEW_VERSION] == digest, (
        'The content of views has changed: increase '
        f'feconf.STATISTICS_VIEW_VERSION, and add {digest!r} to DIGESTS.'
    )


def test_the_example_covers_every_feature():
    content = content_of_views()
    overview = content['overview']
    for name in ('days', 'ends', 'transitions', 'paths', 'tasks', 'problems'):
        assert overview[name], name
    assert any(name.startswith('["') for name in content)
    assert overview['reliability']['alpha'] is not None
    assert {
        task['task_type'] for tasks in tasks_of_all_types() for task in tasks
    } == set(get_args(improvements_domain.TaskType)) - {'invariant_broken'}


@pytest.mark.parametrize(
    ('module', 'name', 'value'),
    [
        (feconf, 'ANSWERS_K_ANONYMITY', 40),
        (summary_view, 'MAX_ROWS_SHOWN', 3),
        (summary_view, 'MAX_NUMBER_SHOWN', 2),
        (answer_calculations, 'NUM_TOP_ANSWERS', 2),
        (feconf, 'MIN_SESSIONS_FOR_TASK', 1_000),
        (feconf, 'TASK_WEIGHTS', dict.fromkeys(feconf.TASK_WEIGHTS, 0.5)),
    ],
)
def test_a_figure_changes_the_digest(monkeypatch, module, name, value):
    before = digest_of(content_of_views())
    monkeypatch.setattr(module, name, value)
    assert digest_of(content_of_views()) != before
