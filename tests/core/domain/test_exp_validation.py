from __future__ import annotations

import copy
from contextlib import nullcontext as does_not_raise
from typing import Any

import pytest

from core import errors, feconf
from core.domain import exp_domain, exp_validation
from core.domain.interactions import registry
from tests.core.domain import exp_builders

pytestmark = pytest.mark.no_store

FULL = exp_builders.full_exploration_dict()
OUTCOME = exp_builders.outcome
STATE = exp_builders.state
CHOOSE = ('states', 'Choose', 'interaction')
WRITE = ('states', 'Write', 'interaction')
COUNT = ('states', 'Count', 'interaction')
HINT = {'hint_content': {'html': '<p>Hint</p>'}}
COPIER = {
    'name': 'name',
    'generator_id': 'Copier',
    'customization_args': {'value': 'Ada'},
}


def check(data: Any, strict: bool) -> None:
    exploration = exp_domain.Exploration.from_dict(data)
    exp_validation.validate_exploration(exploration, strict=strict)


def assert_refused(data: Any, path: str, strict: bool = False) -> None:
    with pytest.raises(errors.ValidationError) as caught:
        check(data, strict)
    assert caught.value.path == path


def test_a_valid_exploration_passes() -> None:
    with does_not_raise():
        check(FULL, strict=True)


# The path and the invalid value put there, and the path that the error names.
ALWAYS_WRONG: list[tuple[tuple[str | int, ...], Any, str]] = [
    (('exp_id',), 'a.b', 'exp_id'),
    (('exp_id',), 'a\n', 'exp_id'),
    (('exp_id',), '', 'exp_id'),
    (('version',), -1, 'version'),
    (('version',), True, 'version'),
    (('version',), 1.0, 'version'),
    (('title',), 'x' * 101, 'title'),
    (('title',), None, 'title'),
    (('language_code',), 'English', 'language_code'),
    (('language_code',), 'en\n', 'language_code'),
    (('time_zone',), 'Mars/Olympus_Mons', 'time_zone'),
    (('time_zone',), '../../etc/passwd', 'time_zone'),
    (('time_zone',), 'europe/berlin', 'time_zone'),
    (('time_zone',), 'Factory', 'time_zone'),
    (('time_zone',), '', 'time_zone'),
    (('time_zone',), None, 'time_zone'),
    (('tags',), ['Upper'], 'tags[0]'),
    (('tags',), ['fine', 'two  spaces'], 'tags[1]'),
    (('tags',), ['x' * 31], 'tags[0]'),
    (('tags',), ['same', 'same'], 'tags'),
    (('tags',), [chr(97 + i) for i in range(11)], 'tags'),
    (('init_state_name',), 'Nowhere', 'init_state_name'),
    (('states',), {}, 'states'),
    (('states', ' Blank at an end'), STATE('Continue', 'End'), None),
    (('states', 'Two  blanks'), STATE('Continue', 'End'), None),
    (('states', 'x' * 51), STATE('Continue', 'End'), None),
    (('states', ''), STATE('Continue', 'End'), 'states'),
    (('states', '__proto__'), STATE('Continue', 'End'), None),
    (('states', 'a/b'), STATE('Continue', 'End'), None),
    (('states', 'a{b'), STATE('Continue', 'End'), None),
    (('states', 'a\tb'), STATE('Continue', 'End'), None),
    (
        ('states', 'a\ud800'),
        STATE('Continue', 'End'),
        'states.a\ufffd\ufffd\ufffd',
    ),
    (('param_specs', 'two words'), {'obj_type': 'UnicodeString'}, None),
    (('param_specs', 'answer'), {'obj_type': 'UnicodeString'}, None),
    (('param_specs', 'x' * 31), {'obj_type': 'UnicodeString'}, None),
    (
        ('param_specs', 'real'),
        {'obj_type': 'Real'},
        'param_specs.real.obj_type',
    ),
    (
        ('param_changes',),
        [{**COPIER, 'name': 'nobody'}],
        'param_changes[0].name',
    ),
    (
        ('param_changes',),
        [{**COPIER, 'customization_args': {'value': '{{nobody}}'}}],
        'param_changes[0].customization_args',
    ),
    (
        ('param_changes',),
        [{**COPIER, 'generator_id': 'RandomSelector'}],
        'param_changes[0].customization_args.list_of_values',
    ),
    (
        ('param_changes', 0, 'customization_args', 'list_of_values'),
        [],
        'param_changes[0].customization_args.list_of_values',
    ),
    (
        ('states', 'Start', 'content', 'html'),
        '<p>{{nobody}}</p>',
        'states.Start.content.html',
    ),
    (
        ('states', 'Start', 'content', 'html'),
        'x' * (feconf.MAX_HTML_LENGTH + 1),
        'states.Start.content.html',
    ),
    (
        ('states', 'Start', 'content', 'html'),
        '&' * feconf.MAX_HTML_LENGTH,  # Longer after cleaning.
        'states.Start.content.html',
    ),
    (
        ('states', 'Start', 'solicit_answer_details'),
        True,  # Start only has a Continue button.
        'states.Start.solicit_answer_details',
    ),
    (
        ('states', 'Start', 'solicit_answer_details'),
        'yes',
        'states.Start.solicit_answer_details',
    ),
    (
        ('states', 'Start', 'interaction', 'id'),
        'Telepathy',
        'states.Start.interaction.id',
    ),
    (
        ('states', 'Start', 'interaction', 'default_outcome'),
        None,
        'states.Start.interaction.default_outcome',
    ),
    (
        ('states', 'End', 'interaction', 'default_outcome'),
        OUTCOME('End'),
        'states.End.interaction.default_outcome',
    ),
    (
        ('states', 'Start', 'interaction', 'hints'),
        [HINT],
        'states.Start.interaction.hints',
    ),
    (
        ('states', 'Start', 'interaction', 'answer_groups'),
        [exp_builders.group('Equals', {'x': 1}, 'End')],
        'states.Start.interaction.answer_groups[0].rule_specs[0].rule_type',
    ),
    (
        ('states', 'Start', 'interaction', 'customization_args'),
        {'buttonText': {'value': ' '}},
        'states.Start.interaction.customization_args.buttonText.value',
    ),
    (
        ('states', 'Start', 'interaction', 'customization_args'),
        {'buttonText': 'Go'},
        'states.Start.interaction.customization_args.buttonText',
    ),
    (
        (*CHOOSE, 'customization_args'),
        {},
        'states.Choose.interaction.customization_args.choices',
    ),
    (
        (*CHOOSE, 'customization_args', 'choices', 'value'),
        ['<p>a</p>', '<p> </p>'],
        'states.Choose.interaction.customization_args.choices.value[1]',
    ),
    (
        (*CHOOSE, 'customization_args', 'choices', 'value'),
        ['<p>a</p>', '<p>a</p>'],
        'states.Choose.interaction.customization_args.choices.value',
    ),
    (
        (*CHOOSE, 'answer_groups', 0, 'rule_specs', 0, 'inputs', 'x'),
        2,
        'states.Choose.interaction.answer_groups[0].rule_specs[0].inputs',
    ),
    (
        (*CHOOSE, 'answer_groups', 0, 'rule_specs', 0, 'inputs', 'x'),
        True,
        'states.Choose.interaction.answer_groups[0].rule_specs[0].inputs.x',
    ),
    (
        (*CHOOSE, 'solution'),
        {
            'answer_is_exclusive': True,
            'correct_answer': 1,
            'explanation': {'html': '<p>x</p>'},
        },
        'states.Choose.interaction.solution',
    ),
    (
        (*WRITE, 'answer_groups', 0, 'rule_specs'),
        [],
        'states.Write.interaction.answer_groups[0].rule_specs',
    ),
    (
        (*WRITE, 'answer_groups', 0, 'rule_specs', 0, 'rule_type'),
        'IsSublime',
        'states.Write.interaction.answer_groups[0].rule_specs[0].rule_type',
    ),
    (
        (*WRITE, 'answer_groups', 0, 'rule_specs', 0, 'inputs', 'x'),
        'light',
        'states.Write.interaction.answer_groups[0].rule_specs[0].inputs.x',
    ),
    (
        (*WRITE, 'answer_groups', 0, 'rule_specs', 0, 'inputs', 'x'),
        ['light', ' '],
        'states.Write.interaction.answer_groups[0].rule_specs[0].inputs.x[1]',
    ),
    (
        (*WRITE, 'answer_groups', 0, 'rule_specs', 0, 'inputs', 'y'),
        1,
        'states.Write.interaction.answer_groups[0].rule_specs[0].inputs.y',
    ),
    (
        (*WRITE, 'answer_groups', 0, 'rule_specs', 0, 'inputs'),
        {},
        'states.Write.interaction.answer_groups[0].rule_specs[0].inputs.x',
    ),
    (
        (*WRITE, 'answer_groups', 0, 'outcome', 'dest'),
        'Nowhere',
        'states.Write.interaction.answer_groups[0].outcome.dest',
    ),
    (
        (*WRITE, 'answer_groups', 0, 'outcome', 'refresher_exploration_id'),
        'abc',  # Only allowed for an outcome that stays.
        'states.Write.interaction.answer_groups[0].outcome'
        '.refresher_exploration_id',
    ),
    (
        (*WRITE, 'answer_groups', 0, 'outcome', 'param_changes'),
        [{**COPIER, 'name': 'nobody'}],
        'states.Write.interaction.answer_groups[0].outcome'
        '.param_changes[0].name',
    ),
    (
        (*WRITE, 'default_outcome', 'feedback', 'html'),
        '{{nobody}}',
        'states.Write.interaction.default_outcome.feedback.html',
    ),
    ((*WRITE, 'hints'), [], 'states.Write.interaction.solution'),
    (
        (*WRITE, 'hints', 0, 'hint_content', 'html'),
        '<p></p>',
        'states.Write.interaction.hints[0].hint_content.html',
    ),
    (
        (*WRITE, 'solution', 'explanation', 'html'),
        '',
        'states.Write.interaction.solution.explanation.html',
    ),
    (
        (*WRITE, 'solution', 'correct_answer'),
        5,
        'states.Write.interaction.solution.correct_answer',
    ),
    (
        (*WRITE, 'confirmed_unclassified_answers'),
        ['fine', 5],
        'states.Write.interaction.confirmed_unclassified_answers[1]',
    ),
    (
        (*COUNT, 'answer_groups', 0, 'rule_specs', 0, 'inputs', 'tol'),
        -1,
        'states.Count.interaction.answer_groups[0].rule_specs[0].inputs.tol',
    ),
    (
        (*COUNT, 'answer_groups', 0, 'rule_specs', 0, 'inputs', 'x'),
        float('nan'),
        'states.Count.interaction.answer_groups[0].rule_specs[0].inputs.x',
    ),
    (
        (*COUNT, 'answer_groups', 0, 'rule_specs', 0, 'inputs', 'x'),
        10**400,
        'states.Count.interaction.answer_groups[0].rule_specs[0].inputs.x',
    ),
    *(
        (
            (*place, 'answer_groups', 0, 'rule_specs', 0, 'inputs', 'x'),
            value,
            f'states.{place[1]}.interaction.answer_groups[0].rule_specs[0]'
            f'.inputs{end}',
        )
        for place, value, end in (
            (COUNT, '{{nobody}}', ''),
            (COUNT, '{{name +}}', ''),
            (COUNT, '1{{name}}', '.x'),
            (COUNT, 'name', '.x'),
            (CHOOSE, '{{name}}', '.x'),
            (WRITE, ['light', 'a {{nobody}}'], ''),
        )
    ),
    (
        (*COUNT, 'answer_groups', 0, 'rule_specs', 0),
        {'rule_type': 'IsInclusivelyBetween', 'inputs': {'a': 2, 'b': 1}},
        'states.Count.interaction.answer_groups[0].rule_specs[0].inputs',
    ),
    (
        (*COUNT, 'answer_groups'),
        [exp_builders.group('Equals', {'x': x}, 'End') for x in (1, 1.0)],
        'states.Count.interaction.answer_groups[1].rule_specs[0]',
    ),
    (
        (*COUNT, 'default_outcome', 'refresher_exploration_id'),
        'a b',
        'states.Count.interaction.default_outcome.refresher_exploration_id',
    ),
    (
        ('states', 'End', 'interaction', 'customization_args'),
        {'recommendedExplorationIds': {'value': ['a b']}},
        'states.End.interaction.customization_args'
        '.recommendedExplorationIds.value[0]',
    ),
    (
        ('states', 'New'),
        {
            'interaction': {
                'hints': [],
                'answer_groups': [
                    exp_builders.group('Equals', {'x': 1}, 'End')
                ],
            }
        },
        'states.New.interaction.answer_groups',
    ),
]


@pytest.mark.parametrize(('where', 'value', 'path'), ALWAYS_WRONG)
def test_errors_are_reported_with_their_path(
    where: tuple[str | int, ...], value: Any, path: str | None
) -> None:
    data = exp_builders.put_at(FULL, where, value)
    assert_refused(data, '.'.join(map(str, where)) if path is None else path)


# Allowed in a draft, but not in a published exploration.
STRICTLY_WRONG: list[tuple[tuple[str | int, ...], Any, str]] = [
    (('title',), ' ', 'title'),
    (('category',), '', 'category'),
    (('objective',), '', 'objective'),
    (
        ('states', 'Start', 'content', 'html'),
        '<p>&nbsp;</p>',
        'states.Start.content.html',
    ),
    (
        (*WRITE, 'default_outcome', 'labelled_as_correct'),
        True,
        'states.Write.interaction.default_outcome.labelled_as_correct',
    ),
    (
        ('states', 'Island'),
        STATE('Continue', 'End'),
        'states.Island',
    ),
    (
        (*COUNT, 'answer_groups'),
        [],  # The only way to the end.
        'states.Start',
    ),
    (
        ('states', 'Start', 'interaction'),
        {'default_outcome': OUTCOME('Choose')},
        'states.Start.interaction.id',
    ),
]


@pytest.mark.parametrize(('where', 'value', 'path'), STRICTLY_WRONG)
def test_publishing_requires_more_than_a_draft(
    where: tuple[str | int, ...], value: Any, path: str
) -> None:
    data = exp_builders.put_at(FULL, where, value)
    check(data, strict=False)
    assert_refused(data, path, strict=True)


def test_a_refresher_is_allowed_if_the_card_asks_again() -> None:
    where = (*COUNT, 'default_outcome', 'refresher_exploration_id')
    with does_not_raise():
        check(exp_builders.put_at(FULL, where, 'numbers'), strict=True)


def test_an_answer_and_other_braces_are_allowed_in_a_text() -> None:
    where = ('states', 'Start', 'content', 'html')
    html = '<p>You said {{answer}}; sets are written {1, 2}</p>'
    with does_not_raise():
        check(exp_builders.put_at(FULL, where, html), strict=True)
    refused = html.replace('{1, 2}', '{{1, 2}}')
    assert_refused(exp_builders.put_at(FULL, where, refused), '.'.join(where))


def test_too_many_states_are_refused() -> None:
    states = {
        f'State {i}': STATE('EndExploration', None)
        for i in range(feconf.MAX_STATES + 1)
    }
    assert_refused({**FULL, 'states': states}, 'states')


def test_an_exploration_fits_into_one_entity() -> None:
    texts = {
        f'State {i}': {
            'content': {'html': '\N{PARTY POPPER}' * 10_000},
            'interaction': {'id': 'EndExploration'},
        }
        for i in range(10)
    }
    # In Datastore's JSON each of these characters takes twelve bytes.
    data = {**FULL, 'init_state_name': 'State 0', 'states': texts}
    assert_refused(data, '')


@pytest.mark.parametrize(
    ('name', 'other'),
    [
        ('Café', 'Caf\u00ade\u0301'),
        ("Don't", 'Don\u2019t'),
        ('Part 1', 'Part\u200e \uff11'),
    ],
)
def test_names_of_states_must_look_different(name: str, other: str) -> None:
    end = exp_builders.state('EndExploration', None)
    data = {**FULL, 'states': {**FULL['states'], name: end, other: end}}
    assert_refused(data, f'states.{other}')
    with does_not_raise():
        check({**FULL, 'states': {**FULL['states'], name: end}}, strict=False)


def test_the_name_of_a_state_must_be_visible() -> None:
    end = exp_builders.state('EndExploration', None)
    data = {**FULL, 'states': {**FULL['states'], '\u2060': end}}
    assert_refused(data, 'states.\u2060')


def test_inputs_of_rules_may_refer_to_parameters() -> None:
    data = copy.deepcopy(FULL)
    for name, value in (('Count', '{{name * 2}}'), ('Write', ['a {{name}}'])):
        groups = data['states'][name]['interaction']['answer_groups']
        groups[0]['rule_specs'][0]['inputs']['x'] = value
    exploration = exp_domain.Exploration.from_dict(data)
    with does_not_raise():
        exp_validation.validate_exploration(exploration, strict=True)
    for name, value in (('Count', '{{name * 2}}'), ('Write', ['a {{name}}'])):
        (group, *_) = exploration.states[name].interaction.answer_groups
        assert group.rule_specs[0].inputs['x'] == value


@pytest.mark.parametrize('text', ['{{a}}*x', 'x+{{a}}'])
def test_a_formula_with_a_parameter_is_refused(text: str) -> None:
    spec = registry.get_interaction_spec('AlgebraicExpressionInput')
    rule = spec.get_rule_spec('IsEquivalentTo', '')
    with pytest.raises(errors.ValidationError, match='on a parameter'):
        rule.read_inputs({'x': text}, 'inputs')
