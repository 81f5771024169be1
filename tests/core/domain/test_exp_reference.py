from __future__ import annotations

import textwrap
from contextlib import nullcontext as does_not_raise

import pytest
import yaml

from core.domain import exp_reference, exp_yaml
from core.domain.interactions import registry

pytestmark = pytest.mark.no_store

INTERACTIONS = exp_reference.interactions()


def exploration_with(card: str, fields: str = '') -> str:
    return (
        f'{fields}schema_version: 2\ntitle: T\ncategory: C\nobjective: O\n'
        'init_state_name: Question\nstates:\n  Question:\n'
        + textwrap.indent(card, '    ')
        + '  Next card:\n    content: {html: <p>Done.</p>}\n'
        '    interaction: {id: EndExploration}\n'
    )


def test_every_interaction_has_an_example() -> None:
    ids = [interaction.spec.interaction_id for interaction in INTERACTIONS]
    assert ids == registry.get_interaction_ids()


@pytest.mark.parametrize(
    'interaction', INTERACTIONS, ids=lambda x: x.spec.description
)
def test_each_example_is_valid_and_has_every_rule_and_argument(
    interaction: exp_reference.Interaction,
) -> None:
    card = yaml.safe_load(interaction.example)
    if not interaction.spec.is_terminal:
        text = exploration_with(interaction.example)
        with does_not_raise():
            exp_yaml.exploration_from_yaml('abc', text, strict=True)
    example = card['interaction']
    rules = [
        rule['rule_type']
        for group in example.get('answer_groups', [])
        for rule in group['rule_specs']
    ]
    assert rules == list(interaction.spec.rule_specs)
    assert list(example.get('customization_args', {})) == [
        arg.name for arg in interaction.spec.customization_arg_specs
    ]


def test_the_names_are_those_of_the_schema() -> None:
    names = exp_reference.names()
    assert 'init_state_name' in names['fields']['']
    assert 'exp_id' not in names['fields']['']
    assert 'interaction' in names['fields']['states']
    assert names['fields']['default_outcome'] == names['fields']['outcome']
    assert names['fields']['hint_content'] == ['html']
    rules = names['interactions']['NumericInput']['rules']
    assert rules['IsWithinTolerance'] == ['x', 'tol']
    assert names['generators']['Copier'] == ['value']


def test_the_example_of_parameters_and_every_expression_are_valid() -> None:
    shown = ' '.join(text for text, _ in exp_reference.EXPRESSIONS)
    html = shown.replace('&', '&amp;').replace('>', '&gt;')
    text = exploration_with(
        f'content:\n  html: |-\n    <p>{html}</p>\n'
        'interaction: {id: Continue, default_outcome: {dest: Next card}}\n',
        exp_reference.PARAM_EXAMPLE,
    )
    exploration = exp_yaml.exploration_from_yaml('abc', text, strict=True)
    assert shown in exploration.states['Question'].content.html.replace(
        '&amp;', '&'
    ).replace('&gt;', '>')
