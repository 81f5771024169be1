from __future__ import annotations

import contextlib
import copy
import textwrap
import time
from contextlib import nullcontext as does_not_raise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import errors, feconf
from core.domain import exp_domain, exp_yaml, plain_text, yaml_reader
from tests.core.domain import exp_builders

pytestmark = pytest.mark.no_store

SMALL = textwrap.dedent(
    """\
    schema_version: 1
    title: Yes
    init_state_name: End
    states:
      End:
        content:
          html: |
            <p>Over.</p>
            <p>Out.</p>
        interaction:
          id: EndExploration
    """
)


def refuse(text: str) -> errors.ValidationError:
    with pytest.raises(errors.ValidationError) as caught:
        exp_yaml.exploration_from_yaml('abc', text)
    return caught.value


def messages_of(text: str) -> str:
    return ', '.join(
        error.located_message for error in refuse(text).single_errors
    )


def test_a_text_is_read() -> None:
    exploration = exp_yaml.exploration_from_yaml('abc', SMALL)
    assert exploration.exp_id == 'abc'
    assert exploration.version == 0
    # The unquoted text is not read as a truth value.
    assert exploration.title == 'Yes'
    html = exploration.states['End'].content.html
    assert html == '<p>Over.</p>\n<p>Out.</p>\n'


def test_a_yaml_without_a_time_zone_means_utc() -> None:
    exploration = exp_yaml.exploration_from_yaml('abc', SMALL)
    assert 'time_zone' not in SMALL
    assert exploration.time_zone == 'UTC'


def test_an_invalid_time_zone_is_refused_with_its_line() -> None:
    text = SMALL + 'time_zone: Asia/Kathmandu\n'
    exploration = exp_yaml.exploration_from_yaml('abc', text)
    assert exploration.time_zone == 'Asia/Kathmandu'
    written = exp_yaml.exploration_to_yaml(exploration)
    assert exp_yaml.exploration_from_yaml('abc', written) == exploration
    with pytest.raises(errors.ValidationError, match=r'time zone .* \(line'):
        exp_yaml.exploration_from_yaml('abc', SMALL + 'time_zone: Nowhere\n')


def test_the_written_file_is_readable_by_people() -> None:
    exploration = exp_yaml.exploration_from_yaml('abc', SMALL)
    assert exp_yaml.exploration_to_yaml(exploration) == textwrap.dedent(
        """\
        schema_version: 2
        title: Yes
        category: ''
        objective: ''
        language_code: en
        time_zone: UTC
        tags: []
        blurb: ''
        author_notes: ''
        init_state_name: End
        param_specs: {}
        param_changes: []
        states:
          End:
            content:
              html: |
                <p>Over.</p>
                <p>Out.</p>
            interaction:
              id: EndExploration
              customization_args:
                recommendedExplorationIds:
                  value: []
        """
    ).replace('title: Yes', "title: 'Yes'")


def test_writing_and_reading_changes_nothing() -> None:
    exploration = exp_builders.full_exploration()
    text = exp_yaml.exploration_to_yaml(exploration)
    assert exp_yaml.exploration_from_yaml('abc', text) == exploration
    again = exp_yaml.exploration_from_yaml('abc', text)
    assert list(again.states) == list(exploration.states)


TRICKY = st.sampled_from(
    [
        *('yes', 'no', 'null', '~', 'true', '1', '1.0', '1e3', '0x1f', '1_0'),
        *('12:30:00', '2020-01-01', '.5', '.inf', '.nan', '-', '?', ': ', '#'),
        *('&a', '*a', '!tag', '|', '>', '%', '@', '`', '{', '}', '[', "'", '"'),
        *(' a', 'a ', 'a\n', '\na', 'a\n\n b', '\t', 'a: b', 'a #b', '---'),
        *('...', '\u2028', '\ufeff', '\U0010ffff', '🎉'),
        *('  indented\nless', 'a\r\nb', 'ends with space \nb', '\u00a0'),
    ]
)


# Input that is refused need not survive a round trip.
TEXTS = TRICKY | exp_builders.texts.filter(
    lambda text: not plain_text.has_control(text)
)


@given(
    title=TEXTS.filter(plain_text.is_one_line),
    notes=st.lists(TEXTS, max_size=4).map(''.join),
    answer=TEXTS,
    number=st.integers() | st.floats(allow_nan=False, allow_infinity=False),
)
def test_any_text_and_number_survives_the_round_trip(
    title: str, notes: str, answer: str, number: float
) -> None:
    data = copy.deepcopy(exp_builders.full_exploration_dict())
    data['title'] = title
    data['author_notes'] = notes
    # Without expressions and elements, most of which are refused.
    html = notes.replace('{', '').replace('<', '&lt;')
    data['states']['Start']['content']['html'] = html
    write = data['states']['Write']['interaction']
    write['confirmed_unclassified_answers'] = [answer]
    count = data['states']['Count']['interaction']
    count['confirmed_unclassified_answers'] = [number]
    exploration = exp_domain.Exploration.from_dict(data)
    text = exp_yaml.exploration_to_yaml(exploration)
    assert exp_yaml.exploration_from_yaml('abc', text) == exploration


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('', 'the text is empty'),
        ('# nothing but a comment', 'the text is empty'),
        ('just words', 'an exploration should be a mapping'),
        ('- a list', 'an exploration should be a mapping'),
        ('a: 1\n---\nb: 2', 'only one document is allowed (line 2)'),
        ('a: [1, 2]]', '(line 1)'),
        ('a: 1\n b: 2', '(line 2)'),
        ('a: 1\nb: "open', '(line 2)'),
        ('a: 1\na: 2', "the key 'a' occurs twice, first in line 1 (line 2)"),
        (
            'a: &x 1\nb: *x',
            'aliases are not allowed: write the value of *x here (line 2)',
        ),
        ('a: !!python/object/apply:os.system [ls]', 'tags are not allowed'),
        (
            'a: !custom 1',
            'tags are not allowed: put a text that begins with ! in quotes '
            '(line 1)',
        ),
        ('? [a]\n: 1', 'a key should be a simple text (line 1)'),
        ('? {a: 1}\n: 1', 'a key should be a simple text (line 1)'),
        ('a: 1\nb: \x01', 'does not allow, such as a NUL (line 2)'),
        ('a: \ud800', 'half of a pair (line 1)'),
        ('a: ' + '1' * 500, 'too many digits (line 1)'),
        ('a: ' + '[' * 100 + ']' * 100, 'nested too deeply (line 1)'),
        ('[' * 100_000, 'nested too deeply (line 1)'),
        ('- ' * 100_000, 'nested too deeply (line 1)'),
        ('{a: ' * 100_000, 'nested too deeply (line 1)'),
        ('a: "' + 'x' * feconf.MAX_EXPLORATION_BYTES, 'characters'),
        ('title: No version', 'should be a number, now 2 (line 1)'),
        ('schema_version: 3', '3 is newer than the versions'),
        ('schema_version: true', 'should be a number, now 2'),
        ('schema_version: 1\nexp_id: abc', 'does not belong'),
    ],
)
def test_an_invalid_exploration_is_refused(text: str, message: str) -> None:
    assert message in messages_of(text)


def test_a_billion_laughs_bomb_is_refused_at_once() -> None:
    lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
    for i in range(1, 30):
        refs = ', '.join([f'*a{i - 1}'] * 10)
        lines.append(f'a{i}: &a{i} [{refs}]')
    assert 'aliases' in messages_of('\n'.join(lines))


def test_an_error_names_field_and_line() -> None:
    error = refuse(SMALL.replace('id: EndExploration', 'id: Sleep'))
    assert error.path == 'states.End.interaction.id'
    assert error.line == 11


def test_an_error_of_a_missing_field_names_the_enclosing_line() -> None:
    error = refuse(
        SMALL.replace('EndExploration', 'MultipleChoiceInput'),
    )
    path = 'states.End.interaction.customization_args.choices'
    assert error.path == path
    assert error.line == 10


def places_of(text: str, strict: bool = False) -> list[tuple[int | None, str]]:
    _, problems = exp_yaml.check('abc', text, strict)
    return [(error.line, error.path) for error in problems]


def test_all_problems_are_reported_at_once() -> None:
    text = textwrap.dedent(
        """\
        schema_version: '2'
        titel: Misspelt
        language_code: English
        tags: [same, same]
        init_state_name: Nowhere
        states:
          Start:
            content: {html: 5}
            interaction:
              id: Continue
              default_outcome: {dest: Gone}
          Middle:
            interaction:
              id: NumericInput
              answer_groups:
                - rule_specs: [{rule_type: Equals, inputs: {y: 1}}]
                  outcome: {dest: Gone}
              default_outcome: {dest: Also gone}
          End:
            interaction: {id: EndExploration, id: EndExploration}
        """
    )
    middle = 'states.Middle.interaction'
    assert places_of(text) == [
        (1, 'schema_version'),
        (2, 'titel'),
        (3, 'language_code'),
        (4, 'tags'),
        (5, 'init_state_name'),
        (8, 'states.Start.content.html'),
        (16, f'{middle}.answer_groups[0].rule_specs[0].inputs.y'),
        (16, f'{middle}.answer_groups[0].rule_specs[0].inputs.x'),
        (20, 'states.End.interaction'),
    ]


def test_problems_are_reported_beside_an_unreadable_card() -> None:
    text = SMALL.replace('id: EndExploration', 'id: 5') + (
        '  Other:\n    interaction: {id: Continue, '
        'default_outcome: {dest: Gone}}\n'
    )
    assert [path for _, path in places_of(text)] == [
        'states.End.interaction.id',
        'states.Other.interaction.default_outcome.dest',
    ]


def test_very_many_problems_are_reported_quickly() -> None:
    keys = ''.join(f'key_{number}: 1\n' for number in range(9_000))
    start = time.process_time()
    problems = exp_yaml.check('abc', SMALL + keys)[1]
    assert len(problems) >= 9_000
    # CPU time; comparing all problems with each other would take a minute.
    assert time.process_time() - start < 8


def test_all_problems_of_publishing_are_reported_at_once() -> None:
    paths = [path for _, path in places_of(SMALL, strict=True)]
    assert {'category', 'objective'} <= set(paths)


def test_crlf_and_a_byte_order_mark_are_read() -> None:
    text = '\ufeff' + SMALL.replace('EndExploration', 'Sleep')
    expected = places_of(SMALL.replace('EndExploration', 'Sleep'))
    assert expected == [(11, 'states.End.interaction.id')]
    assert places_of(text.replace('\n', '\r\n')) == expected


@given(text=st.text(st.sampled_from('ab:-?{}[],&*!|>\'"%@#\n\t 10.')))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        document = yaml_reader.read(text)
    except errors.ValidationError:
        return
    assert document.get_line('') is not None


@given(value=exp_builders.wild_json)
def test_no_value_breaks_the_reader(value: Any) -> None:
    text = SMALL + f'tags: {value!r}'
    with does_not_raise(), contextlib.suppress(errors.ValidationError):
        exp_yaml.exploration_from_yaml('abc', text)
