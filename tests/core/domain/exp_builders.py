"""Explorations for tests, and strategies that generate similar ones."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

from core.domain import exp_domain

Json = Any


def outcome(dest: str, **fields: Json) -> dict[str, Json]:
    return {
        'dest': dest,
        'feedback': {'html': '<p>Feedback</p>'},
        'labelled_as_correct': False,
        'param_changes': [],
        'refresher_exploration_id': None,
        **fields,
    }


def group(rule_type: str, inputs: dict[str, Json], dest: str) -> Json:
    return {
        'rule_specs': [{'rule_type': rule_type, 'inputs': inputs}],
        'outcome': outcome(dest, labelled_as_correct=True),
    }


def state(interaction_id: str, dest: str | None, **fields: Json) -> Json:
    """Builds a complete state in its JSON form."""
    interaction = {
        'id': interaction_id,
        'customization_args': {},
        'answer_groups': [],
        'default_outcome': None if dest is None else outcome(dest),
        'confirmed_unclassified_answers': [],
        'hints': [],
        'solution': None,
        **fields,
    }
    return {
        'content': {'html': f'<p>{interaction_id}</p>'},
        'param_changes': [],
        'interaction': interaction,
        'solicit_answer_details': False,
        'creator_note': '',
    }


def full_exploration_dict() -> dict[str, Json]:
    """Builds an exploration with all features that may be published."""
    continue_args = {'buttonText': {'value': 'Go on'}}
    choice_args = {
        'choices': {'value': ['<p>One</p>', '<p>Two</p>']},
        'showChoicesInShuffledOrder': {'value': False},
    }
    text_args = {
        'placeholder': {'value': 'word'},
        'rows': {'value': 2},
        'catchMisspellings': {'value': False},
    }
    tolerance = group('IsWithinTolerance', {'x': 3, 'tol': 0.5}, 'End')
    help_fields = {
        'hints': [{'hint_content': {'html': '<p>A hint</p>'}}],
        'solution': {
            'answer_is_exclusive': True,
            'correct_answer': 'light',
            'explanation': {'html': '<p>Because</p>'},
        },
    }
    states = {
        'Start': state('Continue', 'Choose', customization_args=continue_args),
        'Choose': state(
            'MultipleChoiceInput',
            'Choose',
            customization_args=choice_args,
            answer_groups=[group('Equals', {'x': 1}, 'Write')],
        ),
        'Write': state(
            'TextInput',
            'Write',
            customization_args=text_args,
            answer_groups=[group('Contains', {'x': ['light']}, 'Count')],
            confirmed_unclassified_answers=['dark'],
            **help_fields,
        ),
        'Count': state(
            'NumericInput',
            'Count',
            customization_args={
                'placeholder': {'value': ''},
                'requireNonnegativeInput': {'value': False},
            },
            answer_groups=[tolerance],
        ),
        'End': state(
            'EndExploration',
            None,
            customization_args={'recommendedExplorationIds': {'value': ['x']}},
        ),
    }
    refresher = states['Count']['interaction']['default_outcome']
    refresher['refresher_exploration_id'] = 'numbers'
    states['Start']['content']['html'] = '<p>Hello {{name}}</p>'
    return {
        'exp_id': 'abc',
        'version': 0,
        'title': 'A title',
        'category': 'Science',
        'objective': 'See everything',
        'language_code': 'en',
        'time_zone': 'Europe/Berlin',
        'tags': ['one tag'],
        'blurb': 'Blurb',
        'author_notes': 'Notes',
        'init_state_name': 'Start',
        'param_specs': {'name': {'obj_type': 'UnicodeString'}},
        'param_changes': [
            {
                'name': 'name',
                'generator_id': 'RandomSelector',
                'customization_args': {'list_of_values': ['Ada', 'Emmy']},
            }
        ],
        'states': states,
    }


def full_exploration(exp_id: str = 'abc') -> exp_domain.Exploration:
    return exp_domain.Exploration.from_dict(
        {**full_exploration_dict(), 'exp_id': exp_id}
    )


def small_exploration(
    *state_names: str, exp_id: str = 'abc'
) -> exp_domain.Exploration:
    """Builds a chain of cards; the last one leads to the end."""
    names = [*state_names, 'End']
    states = {
        name: state('Continue', names[index + 1])
        for index, name in enumerate(state_names)
    }
    states['End'] = state('EndExploration', None)
    for name in names:
        states[name]['content']['html'] = f'<p>First text of {name}</p>'
    return exp_domain.Exploration.from_dict(
        {
            'exp_id': exp_id,
            'title': 'Title',
            'category': 'Category',
            'objective': 'Objective',
            'init_state_name': names[0],
            'states': states,
        }
    )


def put_at(data: Json, path: tuple[str | int, ...], value: Json) -> Json:
    """Returns a copy of JSON with another value at a path."""
    data = copy.deepcopy(data)
    target = data
    for part in path[:-1]:
        target = target[part]
    target[path[-1]] = value
    return data


def paths_in(data: Json) -> list[tuple[str | int, ...]]:
    """Returns all paths in JSON except the empty one."""
    items: list[tuple[str | int, Json]] = []
    if isinstance(data, dict):
        items = list(data.items())
    elif isinstance(data, list):
        items = list(enumerate(data))
    return [
        path
        for key, value in items
        for path in [(key,), *((key, *rest) for rest in paths_in(value))]
    ]


# Texts that JSON can contain, with lone surrogates.
wild_texts = st.text(st.characters(exclude_categories=()), max_size=8)
wild_json: st.SearchStrategy[Json] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(10**400), 2**53, 2**53 + 1])
    | st.floats()
    | wild_texts,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(wild_texts, inner, max_size=3)
    ),
    max_leaves=6,
)
# Texts that YAML and Datastore can contain.
texts = st.text(
    st.characters(exclude_categories=['Cs'], exclude_characters='\0'),
    max_size=12,
)
