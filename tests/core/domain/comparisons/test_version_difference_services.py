"""What changed between two versions, in words."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from core import errors
from core.domain import exp_domain, exp_services, exp_yaml
from core.domain.comparisons import version_difference_services
from tests.core.domain import exp_builders

OWNER = 'owner'


@pytest.fixture
def lesson() -> dict[str, Any]:
    """The first version as JSON, which a test may change."""
    fields = exp_builders.full_exploration('exp').to_dict()
    exp_services.save_new_exploration(
        OWNER, exp_domain.Exploration.from_dict(copy.deepcopy(fields))
    )
    return fields


def save(fields: dict[str, Any], **renames: str) -> None:
    exploration = exp_domain.Exploration.from_dict(copy.deepcopy(fields))
    version = exp_services.get_latest_version('exp')
    exp_services.update_exploration_from_yaml(
        OWNER,
        'exp',
        exp_yaml.exploration_to_yaml(exploration),
        renames,
        'change',
        version,
    )


def difference(a: int = 1, b: int = 2) -> dict[str, Any]:
    return dict(version_difference_services.get_difference('exp', a, b))


def in_words(differences: list[dict[str, Any]]) -> list[str]:
    signs = {'same': '{}', 'removed': '[-{}-]', 'added': '[+{}+]'}
    return [
        f'{change["label"]} {change["kind"]}: '
        + ''.join(
            signs[part['mark']].format(part['text']) for part in change['parts']
        )
        for change in differences
    ]


def only_state(a: int = 1, b: int = 2) -> dict[str, Any]:
    (state,) = difference(a, b)['states']
    return state


class TestStates:
    def test_a_changed_text_is_marked_word_by_word(self, lesson):
        lesson['states']['Write']['content']['html'] = '<p>My <b>text</b></p>'
        save(lesson)
        lesson['states']['Write']['content']['html'] = '<p>Our <b>text</b></p>'
        save(lesson)
        state = only_state(2, 3)
        assert (state['state_name'], state['changed']) == ('Write', 'edited')
        assert in_words(state['differences']) == [
            'Text edited: [-My-][+Our+] text'
        ]

    def test_a_change_of_markup_only_is_shown_as_html(self, lesson):
        lesson['states']['Write']['content']['html'] = '<p><i>TextInput</i></p>'
        save(lesson)
        (change,) = only_state()['differences']
        assert change['is_markup']
        assert in_words([change]) == [
            'Text edited: <p>[+<i>+]TextInput[+</i>+]</p>'
        ]

    def test_rules_hints_and_settings_are_in_words(self, lesson):
        interaction = lesson['states']['Write']['interaction']
        rule = interaction['answer_groups'][0]['rule_specs'][0]
        rule['inputs']['x'] = ['light', 'photon']
        interaction['hints'].insert(
            0, {'hint_content': {'html': '<p>Think of lamps.</p>'}}
        )
        interaction['customization_args']['rows']['value'] = 3
        interaction['default_outcome']['dest'] = 'Choose'
        save(lesson)
        assert in_words(only_state()['differences']) == [
            'All other answers edited: Feedback\nLeads to '
            '“[-Write-][+Choose+]”',
            'Height of the box in lines edited: [-2-][+3+]',
            'Response 1 edited: Answer contains one of “light”[+, “photon”+]'
            '\nFeedback\nLeads to “Count”\nCounts as right',
            'Hint 1 added: [+Think of lamps.+]',
        ]

    def test_a_parameter_in_a_rule_is_shown_by_its_name(self, lesson):
        for name, value in (('Write', ['{{ name }}']), ('Count', '{{name+1}}')):
            interaction = lesson['states'][name]['interaction']
            rule = interaction['answer_groups'][0]['rule_specs'][0]
            rule['inputs']['x'] = value
        save(lesson)
        words = [
            line
            for state in difference()['states']
            for line in in_words(state['differences'])
        ]
        assert len(words) == 2
        assert 'the value of name' in words[0]
        assert 'the value of name+1' in words[1]

    def test_an_inserted_response_is_the_only_difference(self, lesson):
        groups = lesson['states']['Choose']['interaction']['answer_groups']
        groups.insert(0, exp_builders.group('Equals', {'x': 0}, 'Choose'))
        save(lesson)
        (change,) = only_state()['differences']
        assert (change['label'], change['kind']) == ('Response 1', 'added')
        assert '“One”' in change['parts'][0]['text']

    def test_reordered_choices_do_not_change_the_rule(self, lesson):
        interaction = lesson['states']['Choose']['interaction']
        interaction['customization_args']['choices']['value'].reverse()
        interaction['answer_groups'][0]['rule_specs'][0]['inputs']['x'] = 0
        save(lesson)
        (change,) = only_state()['differences']
        assert not change['label'].startswith('Response')

    def test_a_rename_alone_changes_nothing_else(self, lesson):
        states = lesson['states']
        lesson['states'] = {
            'Type' if name == 'Write' else name: state
            for name, state in states.items()
        }
        for state in states.values():
            for outcome in [
                *(
                    group['outcome']
                    for group in state['interaction']['answer_groups']
                ),
                state['interaction']['default_outcome'],
            ]:
                if outcome and outcome['dest'] == 'Write':
                    outcome['dest'] = 'Type'
        save(lesson, Write='Type')
        state = only_state()
        assert (state['a_state_name'], state['b_state_name']) == (
            'Write',
            'Type',
        )
        assert state['changed'] == 'renamed'
        assert state['differences'] == []
        assert difference()['num_same'] == 4

    def test_added_and_deleted_states_are_shown_whole(self, lesson):
        lesson['states']['New'] = exp_builders.state('Continue', 'End')
        save(lesson)
        added = only_state()
        assert added['changed'] == 'added'
        assert 'Text added: [+Continue+]' in in_words(added['differences'])
        deleted = only_state(2, 1)
        assert deleted['changed'] == 'deleted'
        assert 'Text removed: [-Continue-]' in in_words(deleted['differences'])

    def test_settings_of_a_state_are_shown_beside_other_changes(self, lesson):
        state = lesson['states']['Write']
        state['interaction']['solution']['answer_is_exclusive'] = False
        state['solicit_answer_details'] = True
        save(lesson)
        assert in_words(only_state()['differences']) == [
            'Solution edited: “light”\n[-The only right answer\n-]Because',
            'Other settings added: [+solicit answer details: true+]',
        ]


def test_fields_outside_the_states_are_compared_too(lesson):
    lesson['title'] = 'A better title'
    lesson['tags'] = []
    save(lesson)
    answer = difference()
    assert in_words(answer['differences']) == [
        'Title edited: A [+better +]title',
        'Tags removed: [-one tag-]',
    ]
    assert (answer['states'], answer['num_same']) == ([], 5)


def test_a_version_does_not_differ_from_itself(lesson):
    answer = difference(1, 1)
    assert (answer['differences'], answer['states']) == ([], [])


def test_every_edit_is_shown(lesson):
    """Changes one value of one state after the other."""
    original = copy.deepcopy(lesson)
    for name, state in original['states'].items():
        for path in exp_builders.paths_in(state):
            if not isinstance(value_at(state, path), str | int):
                continue
            changed = copy.deepcopy(original)
            put(changed['states'][name], path)
            try:
                save(changed)
            except errors.ValidationError:
                continue
            latest = exp_services.get_latest_version('exp')
            shown = difference(1, latest)
            assert any(state['differences'] for state in shown['states']), path


def value_at(value: Any, path: tuple[Any, ...]) -> Any:
    for part in path:
        value = value[part]
    return value


def put(state: dict[str, Any], path: tuple[Any, ...]) -> None:
    owner = value_at(state, path[:-1])
    match owner[path[-1]]:
        case bool(value):
            owner[path[-1]] = not value
        case int(value):
            owner[path[-1]] = value + 1
        case value:
            owner[path[-1]] = f'{value}s'


@pytest.mark.parametrize('version', [0, 3])
def test_a_version_that_does_not_exist_is_not_found(lesson, version):
    with pytest.raises(errors.EntityNotFoundError):
        difference(1, version)
