from __future__ import annotations

import time

import pytest
from hypothesis import given

from core import errors, feconf
from core.domain import exp_yaml, html_cleaner, html_validation, schema
from tests.core.domain.test_html_cleaner import MARKUP

pytestmark = pytest.mark.no_store

TABS = '<oppia-tabs><oppia-tab title="A"><p>a</p></oppia-tab></oppia-tabs>'


@pytest.mark.parametrize(
    'html',
    [
        '',
        'a < b & c > d',
        '<P>One<p>Two<BR/>three &nbsp;&eacute;&#233;',
        '<table><tr><td>a<td>b</table>',
        '<ul><li>a<li>b</ul>',
        '<a href="https://a.example/?b&c" target="_blank" rel="nofollow">a</a>',
        '<a href="/library">a</a>',
        '<img src="assets/a-cat-0a1b.png" alt="A cat" width=20 height="10"/>',
        '<img src="assets/a-line-0a1b.svg" alt>',
        '<p>a<details><summary>b</summary><p>c</p></details>',
        '<oppia-math>a &lt; \\frac{ {{b}} }{\\%}</oppia-math>',
        f'{TABS}\n<details><summary>More</summary>{TABS}</details>',
        '</p>a</nothing>',
    ],
)
def test_equivalent_markup_is_accepted(html: str) -> None:
    assert html_validation.find_problems(html) == []


@pytest.mark.parametrize('html', ['<![', '<![a', '<p><![a]></p>', '<![if a]>'])
def test_a_section_of_sgml_is_refused(html: str) -> None:
    assert html_validation.find_problems(html)


def test_unfinished_tags_are_refused_quickly() -> None:
    start = time.process_time()
    (problem,) = html_validation.find_problems('<a ' * 6_000)
    assert 'write &lt;' in problem
    # CPU time; searching for the end from each tag would take 4 s.
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ('html', 'problem'),
    [
        ('<marquee>a</marquee>', '<marquee> is not allowed'),
        ('<svg><p>a', '<svg> is not allowed'),
        ('<script>a</script>', '<script> is not allowed'),
        ('if a<b then c', 'some of the text is lost; write &lt;'),
        ('<a ' * 6_000, 'some of the text is lost'),
        ('\u2403<!-- \u2403', 'some of the text is lost'),
        ('<p style="color: red">a</p>', 'style="color: red" of <p>'),
        ('<a href="#" onclick="x()">a</a>', 'onclick="x()" of <a>'),
        ('<a href="javascript:x">a</a>', 'not the address of a page'),
        ('<a href="java\tscript:x">a</a>', 'not the address of a page'),
        ('<a href="https://a.example/{{b}}">a</a>', 'not the address'),
        ('<!-- later -->a', 'comments are not kept'),
        ('<?later?>a<![CDATA[b]]>', 'comments are not kept'),
        ('<img src="https://a.example/b.png" alt="b">', 'under Pictures'),
        ('<img src="data:image/png;base64,AA" alt="b">', 'under Pictures'),
        ('<img alt="b">', 'under Pictures'),
        ('<img src="assets/a.png">', 'needs a description'),
        ('<img src="assets/a.png" alt="{{b}}">', 'cannot be used'),
        ('<img src="assets/a.png" alt="" width="50%">', 'width="50%" of'),
        ('<td>a</td>', '<td> is lost'),
        ('<oppia-math>a', 'needs a </oppia-math>'),
        ('<oppia-math>a<b>c</b></oppia-math>', 'a formula is text'),
        ('<oppia-math>a<b</oppia-math>', 'a formula is text'),
        ('<oppia-math>\\href{a}{b}</oppia-math>', '\\href is not allowed'),
        (f'<p>{TABS}</p>', 'neither in a <p> nor in other tabs'),
        (TABS.replace('<p>a</p>', TABS), 'neither in a <p> nor in other tabs'),
        ('<oppia-tab title="A">a</oppia-tab>', 'directly inside <oppia-tabs>'),
        (TABS.replace('<p>a</p>', '').replace('<oppia-tab t', 'b<p t'), '<p>'),
        ('<oppia-tabs>a</oppia-tabs>', 'a text is between tabs'),
        ('<oppia-tabs></oppia-tabs>', 'needs an <oppia-tab'),
        (TABS.replace('"A"', '" "'), 'needs a title'),
        (TABS.replace('"A"', f'"{"A" * 61}"'), 'at most 60 characters'),
        ('<details>a</details>', 'needs one <summary>'),
        ('<p><summary>a</summary></p>', 'directly inside it'),
        ('<b>' * 30 + 'a', 'nested too deeply'),
    ],
)
def test_lost_or_hidden_markup_is_refused(html: str, problem: str) -> None:
    assert problem in '\n'.join(html_validation.find_problems(html))


@pytest.mark.parametrize(
    'html', [TABS, '<details><summary>a</summary></details>']
)
def test_a_choice_contains_no_controls(html: str) -> None:
    (problem,) = html_validation.find_problems(html, is_choice=True)
    assert 'cannot be part of a choice' in problem


def test_only_the_first_of_very_many_problems_are_listed() -> None:
    html = ''.join(f'<x{number}>' for number in range(3_000))
    assert len(html_validation.find_problems(html)) == 10


@given(html=MARKUP)
def test_accepted_html_is_accepted_after_cleaning(html: str) -> None:
    if not html_validation.find_problems(html):
        cleaned = html_cleaner.clean(html)
        assert html_validation.find_problems(cleaned) == []


WRITTEN = """
schema_version: 2
init_state_name: A
states:
  A:
    content: {html: <blink>a</blink>}
    interaction:
      id: MultipleChoiceInput
      customization_args:
        choices: {value: [<p>a</p>, <b style="x">b</b>]}
      default_outcome: {dest: B, feedback: {html: '<img src="https://a/b">'}}
      hints: [{hint_content: {html: <i>a</i>}}, {hint_content: {html: <u a>b}}]
"""


def test_html_is_checked_everywhere_together_with_other_fields() -> None:
    _, problems = exp_yaml.check('a', WRITTEN)
    interaction = 'states.A.interaction'
    assert [(problem.line, problem.path) for problem in problems] == [
        (6, 'states.A.content.html'),
        (10, f'{interaction}.customization_args.choices.value[1]'),
        (11, f'{interaction}.default_outcome.feedback.html'),
        (11, f'{interaction}.default_outcome.feedback.html'),
        (11, f'{interaction}.default_outcome.dest'),
        (12, f'{interaction}.hints[1].hint_content.html'),
    ]


def test_stored_html_is_only_sanitized() -> None:
    html = '<p style="x">a<img src="https://a.example/b.png" alt="b"></p>'
    assert html_validation.find_problems(html)
    content = schema.Content.from_dict({'html': html})
    assert content.html == '<p>a<img alt="b"></p>'


@pytest.mark.parametrize(
    'states',
    [None, 5, [], {'A': None}, {'A': {'choices': [1]}}, {1: {'html': 2}}],
)
def test_states_of_any_form_are_left_to_the_schema(states: object) -> None:
    problems: list[errors.ValidationError] = []
    html_validation.report_problems(states, problems.append)
    assert problems == []


def test_a_text_that_is_too_long_is_left_to_the_schema() -> None:
    html = '<x>' * feconf.MAX_HTML_LENGTH
    assert html_validation.find_problems(html) == []
