from __future__ import annotations

import json
import re
from typing import Any

import pytest

from core import feconf
from core.domain import (
    exp_domain,
    exp_validation,
    exp_yaml,
    state_validation,
)
from core.domain.exp_migration import problems, sources
from tests.core.domain import oppia_builders as oppia
from tests.core.domain import picture_builders as builders

pytestmark = pytest.mark.no_store


def read(value: Any, **assets: bytes) -> sources.ReadResult:
    return sources.read('abc', oppia.to_yaml(value), assets)


def read_exploration(value: Any) -> exp_domain.Exploration:
    result = read(value)
    assert result.exploration is not None, result.problems
    return result.exploration


def of_kind(result: sources.ReadResult, kind: problems.Kind) -> list[str]:
    return [
        f'{problem.path}: {problem.message}'
        for problem in result.problems
        if problem.kind == kind
    ]


def question(**fields: Any) -> Any:
    """Builds a text question with all features that are imported."""
    return oppia.state(
        'TextInput',
        'Start',
        {
            'placeholder': {'content_id': 'ca_0', 'unicode_str': 'Type'},
            'rows': 2,
            'unheardOf': False,
        },
        oppia.group(
            'End',
            oppia.rule('Equals', x=oppia.texts('Paris', 'paris, france')),
            labelled_as_correct=True,
        ),
        **{
            'hints': [{'hint_content': oppia.subtitled_html('<p>Rhymes.</p>')}],
            'solution': {
                'answer_is_exclusive': True,
                'correct_answer': 'Paris',
                'explanation': oppia.subtitled_html('<p>The capital.</p>'),
            },
            **fields,
        },
    )


def test_a_lesson_is_imported_completely() -> None:
    result = read(oppia.ends_at(Start=question()))
    exploration = result.exploration
    assert exploration is not None
    assert result.problems == ()
    exp_validation.validate_exploration(exploration, strict=True)
    assert (exploration.title, exploration.tags) == (
        'A small lesson',
        ['small'],
    )
    interaction = exploration.states['Start'].interaction
    assert interaction.customization_args == {
        'placeholder': {'value': 'Type'},
        'rows': {'value': 2},
        'catchMisspellings': {'value': False},
    }
    (group,) = interaction.answer_groups
    assert group.rule_specs[0].inputs == {'x': ['Paris', 'paris, france']}
    assert group.outcome.labelled_as_correct
    assert group.outcome.feedback.html == '<p>Yes.</p>'
    assert interaction.hints[0].hint_content.html == '<p>Rhymes.</p>'
    assert interaction.solution is not None
    assert interaction.solution.correct_answer == 'Paris'


def test_the_json_of_the_android_app_is_imported() -> None:
    lesson = oppia.ends_at(Start=question())
    for name in ('schema_version', 'states_schema_version', 'category'):
        del lesson[name]
    start = lesson['states']['Start']['interaction']
    start['solution']['correct_answer'] = {'normalized_string': 'Paris'}
    start['answer_groups'][0]['outcome']['refresher_exploration_id'] = ''
    text = json.dumps({'exploration_id': 'x', 'exploration': lesson}, indent=1)
    result = sources.read('abc', text.encode())
    assert [str(problem) for problem in result.problems] == [
        "exploration.category (line 3): there is none; 'Imported' is used"
    ]
    assert result.exploration is not None
    solution = result.exploration.states['Start'].interaction.solution
    assert solution is not None
    assert solution.correct_answer == 'Paris'


def test_choices_are_matched_by_content_id_and_by_text() -> None:
    choices = [oppia.subtitled_html(f'<p>{n}</p>', f'ca_{n}') for n in range(3)]
    by_id = oppia.state(
        'ItemSelectionInput',
        'Start',
        {'choices': choices, 'maxAllowableSelectionCount': 3},
        oppia.group('Next', oppia.rule('Equals', x=['ca_2', 'ca_0'])),
    )
    by_text = oppia.state(
        'ItemSelectionInput',
        'Next',
        {'choices': ['<p>a</p>', '<p>b</p>'], 'maxAllowableSelectionCount': 2},
        oppia.group('End', oppia.rule('Equals', x=['<p>b</p>'])),
    )
    exploration = read_exploration(oppia.ends_at(Start=by_id, Next=by_text))
    inputs = [
        exploration.states[name]
        .interaction.answer_groups[0]
        .rule_specs[0]
        .inputs
        for name in ('Start', 'Next')
    ]
    assert inputs == [{'x': [2, 0]}, {'x': [1]}]


def test_the_schema_of_2017_is_imported() -> None:
    old_outcome = {
        'dest': 'End',
        'feedback': ['<p>You go.</p>', '<p>Off you go.</p>'],
        'param_changes': [],
    }
    start = {
        'classifier_model_id': None,
        'content': {
            'html': '<div>One</div><div>Two, {{ name }}</div>',
            'audio_translations': {'es': {}, 'hi': {}},
        },
        'interaction': {
            'id': 'TextInput',
            'customization_args': {'rows': {'value': 1}},
            'answer_groups': [
                {
                    'correct': False,
                    'outcome': old_outcome,
                    'rule_specs': [oppia.rule('Contains', x='go')],
                }
            ],
            'confirmed_unclassified_answers': [],
            'default_outcome': {**old_outcome, 'dest': 'Start', 'feedback': []},
            'hints': [],
            'solution': None,
        },
        'param_changes': [
            {
                'name': 'name',
                'generator_id': 'Copier',
                'customization_args': {
                    'parse_with_jinja': True,
                    'value': '{{answer}}',
                },
            }
        ],
    }
    value = oppia.exploration(
        {'Start': start, 'End': oppia.END},
        schema_version=17,
        states_schema_version=13,
        param_specs={'name': {'obj_type': 'UnicodeString'}},
    )
    result = read(value)
    assert result.exploration is not None
    state = result.exploration.states['Start']
    assert state.content.html == '<p>One</p><p>Two, {{ name }}</p>'
    (group,) = state.interaction.answer_groups
    assert group.rule_specs[0].inputs == {'x': ['go']}
    assert group.outcome.feedback.html == '<p>You go.</p>'
    assert [change.name for change in state.param_changes] == ['name']
    left_out = of_kind(result, 'left_out')
    assert len(left_out) == len(result.problems) == 2
    assert 'audio_translations: 2 voice-overs (es, hi)' in left_out[0]
    assert 'feedback[1]: a further feedback' in left_out[1]


@pytest.mark.parametrize(
    ('fields', 'is_read'),
    [
        ({'schema_version': 46, 'states_schema_version': 41}, True),
        ({'schema_version': 65, 'states_schema_version': 60}, True),
        ({'schema_version': 66, 'states_schema_version': 61}, False),
        ({'schema_version': 10, 'states_schema_version': 7}, False),
        ({'schema_version': 10, 'states_schema_version': None}, False),
        ({'schema_version': 66, 'states_schema_version': None}, False),
    ],
)
def test_an_unknown_schema_is_refused_with_the_list_of_known_ones(
    fields: dict[str, int], is_read: bool
) -> None:
    value = {**oppia.ends_at(Start=question()), **fields}
    result = read({k: v for k, v in value.items() if v is not None})
    assert (result.exploration is not None) is is_read
    assert (of_kind(result, 'error') == []) is is_read
    if not is_read:
        (problem,) = result.problems
        assert problem.path.endswith('schema_version')
        assert problem.line is not None
        assert 'versions of the schemas of Oppia' in problem.message


def test_an_intermediate_schema_is_read_with_a_remark() -> None:
    value = oppia.ends_at(Start=question())
    value['states_schema_version'] = 30
    result = read(value)
    assert result.exploration is not None
    assert 'look whether everything came over' in of_kind(result, 'changed')[0]


def test_an_unsupported_interaction_becomes_a_continue_card() -> None:
    world = oppia.state(
        'InteractiveMap',
        'Start',
        {'latitude': 60.2, 'longitude': 24.9},
        oppia.group('Start', oppia.rule('Within', d=1.0, p=[60.2, 24.9])),
        oppia.group('Next', oppia.rule('Within', d=9.0, p=[60.2, 24.9])),
        oppia.group('End', oppia.rule('Within', d=5.0, p=[1, 2])),
        content='<p>Find Helsinki.</p>',
    )
    nothing = oppia.state('SomethingNew', 'Next')
    result = read(oppia.ends_at(Start=world, Next=nothing))
    assert result.exploration is not None
    exp_validation.validate_exploration(result.exploration, strict=True)
    start = result.exploration.states['Start']
    assert start.interaction.id == 'Continue'
    assert start.interaction.default_outcome is not None
    assert start.interaction.default_outcome.dest == 'Next'
    assert start.content.html.startswith('<p>Find Helsinki.</p>')
    assert '(InteractiveMap) cannot be shown here' in start.content.html
    assert 'Not imported: the interaction' in start.creator_note
    # Without an outcome that leads on, the placeholder leads to the next card.
    after = result.exploration.states['Next'].interaction.default_outcome
    assert after is not None
    assert after.dest == 'End'
    assert len(of_kind(result, 'placeholder')) == len(result.problems) == 2


def test_a_placeholder_prefers_the_correct_answer_and_ways_to_an_end() -> None:
    def code(**labels: bool) -> Any:
        return oppia.state(
            'CodeRepl',
            'Start',
            {},
            oppia.group('Aside', oppia.rule('ResultsInError')),
            oppia.group('Middle', oppia.rule('OutputEquals', x='1')),
            oppia.group('Far', oppia.rule('OutputEquals', x='2'), **labels),
        )

    def dest_of(start: Any) -> str:
        # Aside only leads back to the start.
        states = {
            'Start': start,
            'Aside': oppia.state('Continue', 'Start'),
            'Middle': oppia.state('Continue', 'End'),
            'Far': oppia.state('Continue', 'End'),
        }
        exploration = read_exploration(oppia.ends_at(**states))
        outcome = exploration.states['Start'].interaction.default_outcome
        assert outcome is not None
        return outcome.dest

    assert dest_of(code()) == 'Middle'
    assert dest_of(code(labelled_as_correct=True)) == 'Far'


def test_a_card_that_nobody_could_leave_becomes_a_placeholder() -> None:
    start = oppia.state(
        'NumericInput',
        'Start',
        {},
        oppia.group('End', oppia.rule('Equals', x='{{n}}')),
        oppia.group('Start', oppia.rule('IsLessThan', x=3.0)),
    )
    start['solicit_answer_details'] = True
    result = read(oppia.ends_at(Start=start))
    assert result.exploration is not None
    assert result.exploration.states['Start'].interaction.id == 'Continue'
    assert any(
        'rule Equals' in message for message in of_kind(result, 'left_out')
    )
    assert 'leads on' in of_kind(result, 'placeholder')[0]


def test_rules_keep_the_parameters_that_they_refer_to() -> None:
    start = oppia.state(
        'NumericInput',
        'Start',
        {},
        oppia.group('End', oppia.rule('Equals', x='{{coins}}')),
        oppia.group('Start', oppia.rule('IsLessThan', x='{{thalers}}')),
    )
    word = oppia.state(
        'TextInput',
        'Word',
        {},
        oppia.group('Start', oppia.rule('Contains', x='{{coins}}')),
        oppia.group('End', oppia.rule('Contains', x=['{{thalers}}'])),
    )
    value = oppia.ends_at(Start=start, Word=word)
    value['param_specs'] = {'coins': {'obj_type': 'UnicodeString'}}
    result = read(value)
    assert result.exploration is not None
    states = result.exploration.states
    assert [
        [rule.inputs for _, rule in states[name].interaction.rules()]
        for name in ('Start', 'Word')
    ] == [[{'x': '{{coins}}'}], [{'x': ['{{coins}}']}]]
    left_out = [
        message for message in of_kind(result, 'left_out') if 'rule' in message
    ]
    assert len([message for message in left_out if 'thalers' in message]) == 2


def test_a_rule_that_never_decides_is_left_out_with_its_place() -> None:
    same = oppia.rule('Equals', x=oppia.texts('a'))
    start = oppia.state(
        'TextInput',
        'Start',
        {},
        oppia.group('Start', oppia.rule('Unheard', x=1)),
        oppia.group('End', same),
        oppia.group('Start', same, oppia.rule('Equals', x=oppia.texts('b'))),
    )
    result = read(oppia.ends_at(Start=start))
    assert result.exploration is not None
    groups = result.exploration.states['Start'].interaction.answer_groups
    assert [len(group.rule_specs) for group in groups] == [1, 1]
    paths = [problem.path for problem in result.problems]
    place = 'states.Start.interaction.answer_groups[2].rule_specs[0]'
    assert place in paths


def test_many_rules_that_never_decide_are_left_out_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[str] = []
    validate = state_validation.validate_state

    def record_and_validate(name: str, *args: Any) -> None:
        calls.append(name)
        validate(name, *args)

    monkeypatch.setattr(state_validation, 'validate_state', record_and_validate)
    same = oppia.rule('Equals', x=oppia.texts('a'))
    groups = [oppia.group('End', *[same] * 40) for _ in range(40)]
    result = read(
        oppia.ends_at(Start=oppia.state('TextInput', 'Start', {}, *groups))
    )
    assert result.exploration is not None
    (group,) = result.exploration.states['Start'].interaction.answer_groups
    assert len(group.rule_specs) == 1
    assert calls.count('Start') == 3
    assert len(result.problems) == feconf.MAX_IMPORT_PROBLEMS + 1
    assert result.problems[-1].message == '599 more problems are not listed'


@pytest.mark.parametrize(
    ('change', 'path', 'part'),
    [
        (
            lambda state: state['recorded_voiceovers'].update(
                voiceovers_mapping={'content': {'en': {}, 'es': {}}}
            ),
            'recorded_voiceovers',
            '2 voice-overs (en, es)',
        ),
        (
            lambda state: state['written_translations'].update(
                translations_mapping={'content': {'pt': {}}}
            ),
            'written_translations',
            '1 translation (pt)',
        ),
        (
            lambda state: state.update(card_is_checkpoint=True),
            'card_is_checkpoint',
            'checkpoint',
        ),
        (
            lambda state: state.update(linked_skill_id='skill'),
            'linked_skill_id',
            'skill',
        ),
        (
            lambda state: state.update(brand_new={'a': 1}),
            'brand_new',
            'not known',
        ),
        (
            lambda state: state['interaction']['answer_groups'][0].update(
                training_data=['Paree']
            ),
            'interaction.answer_groups[0].training_data',
            'classifier',
        ),
        (
            lambda state: state['interaction']['default_outcome'].update(
                dest_if_really_stuck='End'
            ),
            'interaction.default_outcome.dest_if_really_stuck',
            'stuck',
        ),
        (
            lambda state: state['interaction']['default_outcome'].update(
                refresher_exploration_id='abcdefghijkl'
            ),
            'interaction.default_outcome.refresher_exploration_id',
            'refresher',
        ),
        (
            lambda state: state['interaction']['customization_args'].update(
                unheardOf={'value': True}
            ),
            'interaction.customization_args.unheardOf.value',
            'TextInput has no unheardOf',
        ),
        (
            lambda state: state['interaction'].update(hints=[]),
            'interaction.solution',
            'hints',
        ),
        (
            lambda state: state['interaction'].update(
                confirmed_unclassified_answers=[{'a': 1}]
            ),
            'interaction.confirmed_unclassified_answers[0]',
            'not possible',
        ),
    ],
)
def test_nothing_is_dropped_silently(change: Any, path: str, part: str) -> None:
    start = question()
    change(start)
    result = read(oppia.ends_at(Start=start))
    assert result.exploration is not None
    (problem,) = result.problems
    assert problem.kind == 'left_out'
    assert problem.path == f'states.Start.{path}'
    assert part in problem.message
    assert problem.line is not None


def test_asking_what_is_hard_is_imported_for_questions_only() -> None:
    start = question() | {'solicit_answer_details': True}
    text = oppia.state('Continue', 'End', {'buttonText': 'Go on'})
    text['solicit_answer_details'] = True
    result = read(oppia.ends_at(Start=start, Text=text))
    assert result.exploration is not None
    states = result.exploration.states
    assert states['Start'].solicit_answer_details
    assert not states['Text'].solicit_answer_details
    (problem,) = result.problems
    assert problem.path == 'states.Text.solicit_answer_details'
    assert problem.kind == 'left_out'


def test_long_lists_are_truncated_and_large_groups_are_split() -> None:
    hints = [
        {'hint_content': oppia.subtitled_html(f'<p>{n}</p>')} for n in range(12)
    ]
    rules = [oppia.rule('Equals', x=oppia.texts(f'w{n}')) for n in range(70)]
    start = oppia.state(
        'TextInput',
        'Start',
        {},
        oppia.group('End', *rules),
        hints=hints,
        confirmed_unclassified_answers=[f'c{n}' for n in range(101)],
    )
    result = read(oppia.ends_at(Start=start))
    assert result.exploration is not None
    interaction = result.exploration.states['Start'].interaction
    lengths = [len(group.rule_specs) for group in interaction.answer_groups]
    assert lengths == [50, 20]
    assert len(interaction.hints) == feconf.MAX_HINTS
    assert [problem.message for problem in result.problems] == [
        'all but the first 100 of 101',
        'all but the first 10 of 12',
    ]


def test_invalid_tags_and_languages_are_reported() -> None:
    value = oppia.ends_at(Start=question())
    value |= {'tags': ['ok', 'c++', 'OK'], 'language_code': 'English!'}
    result = read(value)
    assert result.exploration is not None
    assert result.exploration.tags == ['ok']
    assert result.exploration.language_code == 'en'
    paths = [problem.path for problem in result.problems]
    assert paths == ['language_code', 'tags[1]', 'tags[2]']


def test_arguments_that_are_too_large_fall_back_to_their_defaults() -> None:
    start = question()
    args = start['interaction']['customization_args']
    args['rows'] = {'value': 200}
    result = read(oppia.ends_at(Start=start))
    assert result.exploration is not None
    interaction = result.exploration.states['Start'].interaction
    assert interaction.customization_args['rows'] == {'value': 1}
    assert len(of_kind(result, 'changed')) == 1


def image_question() -> Any:
    region = {'regionType': 'Rectangle', 'area': [[0, 0], [0.5, 0.5]]}
    return oppia.state(
        'ImageClickInput',
        'Start',
        {
            'imageAndRegions': {
                'imagePath': 'map.png',
                'labeledRegions': [{'label': 'North', 'region': region}],
            },
            'highlightRegionsOnHover': True,
        },
        oppia.group('End', oppia.rule('IsInRegion', x='North')),
    )


def test_an_image_to_click_needs_its_file() -> None:
    value = oppia.ends_at(Start=image_question())
    without = read(value)
    assert 'did not come with the file' in of_kind(without, 'placeholder')[0]
    with_it = sources.read(
        'abc', oppia.to_yaml(value), {'map.png': builders.raster()}
    )
    assert with_it.exploration is not None
    args = with_it.exploration.states['Start'].interaction.customization_args
    image = args['imageAndRegions']['value']
    (name,) = with_it.pictures
    assert image['imagePath'] == f'assets/{name}'
    assert re.fullmatch(r'map-[0-9a-f]{20}\.png', name)
    assert args['altText'] == {'value': 'Picture with the places North'}
    assert [problem.kind for problem in with_it.problems] == ['changed']


def test_all_problems_are_reported_at_once() -> None:
    value = oppia.ends_at(Start=question(), Next=oppia.state(None, 'End'))
    value['title'] = 5
    value['tags'] = 'small'
    value['states']['Start']['content'] = 'text'
    value['states']['Next']['interaction']['hints'] = {'a': 1}
    value['states']['End']['interaction'] = []
    result = read(value)
    assert result.exploration is None
    paths = [
        problem.path for problem in result.problems if problem.kind == 'error'
    ]
    assert set(paths) >= {'title', 'tags', 'states.End.interaction'}
    assert all(problem.line for problem in result.problems)


def test_a_file_with_a_text_that_is_too_long_is_refused() -> None:
    start = question()
    long_text = '<p>' + 'x' * feconf.MAX_HTML_LENGTH + '</p>'
    start['content'] = oppia.subtitled_html(long_text)
    result = read(oppia.ends_at(Start=start))
    assert result.exploration is None
    (error,) = [
        problem for problem in result.problems if problem.kind == 'error'
    ]
    assert error.path == 'states.Start.content.html'


def test_too_many_states_are_refused() -> None:
    states = {f'S{n}': oppia.END for n in range(feconf.MAX_STATES + 1)}
    result = read(oppia.exploration(states))
    assert result.exploration is None
    assert '501' in str(result.problems) or 'at most 500' in str(
        result.problems
    )


def test_an_imported_exploration_survives_writing_and_reading() -> None:
    exploration = read_exploration(oppia.ends_at(Start=question()))
    written = exp_yaml.exploration_to_yaml(exploration)
    again = sources.read('abc', written.encode())
    assert again.exploration == exploration
    assert again.problems == ()
