from __future__ import annotations

import json

import pytest

from core import feconf
from core.domain import exp_yaml
from core.domain.exp_migration import sources
from tests.core.domain import exp_builders
from tests.core.domain import oppia_builders as oppia

pytestmark = pytest.mark.no_store

LESSON = oppia.ends_at(Start=oppia.state('Continue', 'End'))


def problem_of(content: bytes) -> str:
    result = sources.read('abc', content)
    assert result.exploration is None
    problem = result.problems[0]
    assert problem.kind == 'error'
    return str(problem)


def test_own_explorations_are_read() -> None:
    exploration = exp_builders.full_exploration()
    text = exp_yaml.exploration_to_yaml(exploration)
    for content in (text.encode(), b'\xef\xbb\xbf' + text.encode()):
        result = sources.read('abc', content)
        assert result.exploration == exploration
        assert result.problems == ()


def test_all_forbidden_yaml_features_are_reported_together() -> None:
    text = b'a: 1\na: 2\nb: &x 1\nc: *x\nd: !!set {}\n'
    read = sources.read('any', text)
    assert read.exploration is None
    assert [problem.line for problem in read.problems] == [2, 4, 5]


@pytest.mark.parametrize('encoding', ['utf-8', 'utf-16', 'utf-32'])
@pytest.mark.parametrize('form', ['yaml', 'json'])
def test_encodings_with_a_bom_are_read(encoding: str, form: str) -> None:
    lesson = {**LESSON, 'title': '¡Hola! 🎉'}
    text = oppia.to_yaml(lesson).decode()
    if form == 'json':
        text = json.dumps(lesson)
    result = sources.read('abc', text.encode(encoding))
    assert result.exploration is not None
    assert result.exploration.title == '¡Hola! 🎉'


@pytest.mark.parametrize(
    ('content', 'part'),
    [
        (b'', 'the text is empty'),
        (
            b'title: caf\xe9\n',
            'line 1: this is not UTF-8 text: byte 11 cannot be read',
        ),
        (b'a: 1\nb: \xff', 'line 2: '),
        (b'\xff\xfea', 'not UTF-16 text'),
        (b'%PDF-1.7\x00\x01', 'NUL'),
        (b'\x89PNG\r\n\x1a\n', 'not UTF-8'),
        (b'GIF89a\x01\x00\x01\x00', 'NUL'),
        (b'just words', 'this is not an exploration'),
        (b'- a\n- b', 'this is not an exploration'),
        (b'[1, 2]', 'this is not an exploration'),
        (b'{"a": 1', 'this is not JSON'),
        (b'{"a": NaN}', 'NaN is not a number'),
        (b'{"a": 1, "a": 2}', "the key 'a' occurs twice"),
        (b'{"a": "\\ud800"}', 'half of a pair'),
        (b'{"a": "\\u0000"}', 'control character'),
        (b'{"a": ' * 40 + b'1' + b'}' * 40, 'nested too deeply'),
        (b'{"a": ' * 5000, 'nested too deeply'),
        (b'{"a": ' + b'9' * 5000 + b'}', 'a number has too many digits'),
        (b'a: &x [1]\nb: *x', 'b (line 2): aliases are not allowed'),
        (b'a: !!python/object/apply:os.system [x]', 'tags are not allowed'),
        (b'<html><body>a: b</body></html>', 'not an exploration'),
        (b'title: A\nstates: {}', 'schema_version'),
        (b'{"dependencies": {"a": "1"}}', 'not an exploration'),
    ],
)
def test_other_files_are_refused_with_the_reason(
    content: bytes, part: str
) -> None:
    assert part in problem_of(content)


def test_a_billion_laughs_bomb_is_refused_at_once() -> None:
    lines = ['a: &a [x, x]']
    lines += [f'b{n}: &b{n} [*a, *a, *a]' for n in range(50)]
    assert 'aliases' in problem_of('\n'.join(lines).encode())


def test_a_text_that_is_too_large_is_not_parsed() -> None:
    content = b'a: 1\n' * (feconf.MAX_IMPORT_TEXT_BYTES // 5 + 1)
    assert 'this one has' in problem_of(content)


def test_too_many_values_are_not_parsed() -> None:
    content = b'{"a": [' + b'1,' * feconf.MAX_IMPORT_NODES + b'1]}'
    assert 'more than 300,000 values' in problem_of(content)
    assert 'more than 300,000 values' in problem_of(b'b:\n ' + content)


def errors_of(values: dict[str, object]) -> set[str]:
    content = json.dumps({'schema_version': 2, **values}, indent=1).encode()
    result = sources.read('abc', content)
    assert result.exploration is None
    assert all(problem.line for problem in result.problems)
    return {problem.path for problem in result.problems}


def test_all_problems_of_an_own_exploration_are_listed() -> None:
    values = exp_builders.full_exploration_dict()
    del values['exp_id'], values['version']
    text = {'id': 'TextInput', 'default_outcome': {'dest': 'Nowhere'}}
    rules = [
        {'rule_type': 'Unheard', 'inputs': {}},
        {'rule_type': 'Equals', 'inputs': {'x': 5}},
        {'rule_type': 'Equals', 'inputs': {'x': ['a']}},
    ]
    values['states'] |= {
        'Broken': {
            'interaction': {
                **text,
                'customization_args': {'rows': {'value': 'many'}},
                'answer_groups': [
                    {'rule_specs': rules, 'outcome': {'dest': 'End'}}
                ],
            }
        },
        'Astray': {
            'content': {'html': '<p>{{unheard}}</p>'},
            'interaction': {
                **text,
                'solution': {
                    'answer_is_exclusive': True,
                    'correct_answer': 'a',
                    'explanation': {'html': ''},
                },
            },
        },
        'Unknown': {'interaction': {'id': 'CodeRepl'}},
    }
    values['tags'] = ['A', 'a']
    values['init_state_name'] = 'Nowhere'
    broken, astray = 'states.Broken.interaction', 'states.Astray.interaction'
    assert errors_of(values) == {
        'tags[0]',
        'init_state_name',
        f'{broken}.customization_args.rows.value',
        f'{broken}.answer_groups[0].rule_specs[0].rule_type',
        f'{broken}.answer_groups[0].rule_specs[1].inputs.x',
        'states.Astray.content.html',
        f'{astray}.default_outcome.dest',
        f'{astray}.solution',
        f'{astray}.solution.explanation.html',
        'states.Unknown.interaction.id',
    }


def test_all_fields_of_a_wrong_type_are_listed() -> None:
    values = exp_builders.full_exploration_dict()
    del values['exp_id'], values['version']
    assert errors_of({**values, 'title': 5, 'tags': 'a', 'more': 1}) == {
        'title',
        'tags',
        'more',
    }
