from __future__ import annotations

import time

import pytest

from core.domain import html_cleaner, html_validation
from core.domain.exp_migration import oppia_rich_text, problems
from tests.core.domain import oppia_builders as oppia

pytestmark = pytest.mark.no_store


def convert(html: str, *params: str) -> tuple[str, list[str]]:
    """Returns the HTML in its stored form, and the problems."""
    report = problems.Report()
    rich_text = oppia_rich_text.RichText(report.at('content.html'), params)
    cleaned = html_cleaner.clean(rich_text.convert(html))
    return cleaned, [problem.message for problem in report.problems]


def test_ordinary_markup_is_unchanged() -> None:
    html = '<p>a &amp; b &lt; c <b>d</b></p><ul><li>e&nbsp;f</li></ul>'
    assert convert(html) == (html, [])


def test_the_text_of_other_markup_is_kept() -> None:
    html = '<div>One</div><div><span style="color: red">Two</span></div>'
    assert convert(html) == ('<p>One</p><p>Two</p>', [])


def test_a_link_becomes_a_link() -> None:
    html, messages = convert(
        'See '
        + oppia.element('link', url='https://a.example/?q="1"&r', text='it <b>')
        + '.'
    )
    assert '>it &lt;b&gt;</a>.' in html
    assert 'href="https://a.example/?q=&quot;1&quot;&amp;r"' in html
    assert messages == []


def test_a_link_without_a_scheme_gets_one() -> None:
    html, messages = convert(oppia.element('link', url='a.example/b', text=''))
    assert 'href="https://a.example/b"' in html
    assert '>https://a.example/b</a>' in html
    assert messages == []


@pytest.mark.parametrize(
    'html',
    [
        oppia.element('link', url='javascript:alert(1)', text='x'),
        '<a href="javascript:alert(1)">x</a>',
    ],
)
def test_an_unsafe_link_keeps_its_text_only(html: str) -> None:
    cleaned, messages = convert(html)
    assert 'javascript' not in cleaned
    assert 'x' in cleaned
    assert 'the address of a link' in messages[0]


@pytest.mark.parametrize(
    'args',
    [
        {'math_content': {'raw_latex': r'\frac{{a}}{b} < 1', 'svg': ''}},
        {'raw_latex': r'\frac{{a}}{b} < 1'},
    ],
)
def test_braces_of_a_formula_refer_to_no_parameter(
    args: dict[str, object],
) -> None:
    html, messages = convert(f'<p>{oppia.element("math", **args)}</p>', 'a')
    formula = r'\frac{ {a} }{b} &lt; 1'
    assert html == f'<p><oppia-math>{formula}</oppia-math></p>'
    assert messages == []


def test_an_invalid_formula_is_shown_as_text() -> None:
    html, messages = convert(oppia.element('math', raw_latex=r'\frac{a}{b < 1'))
    assert html == r'\frac{a}{b &lt; 1'
    assert 'has no }' in messages[0]


@pytest.mark.parametrize('name', ['image', 'svgdiagram'])
def test_a_missing_picture_leaves_its_text(
    name: str,
) -> None:
    path = {'image': 'filepath', 'svgdiagram': 'svg_filename'}[name]
    html, messages = convert(
        oppia.element(
            name, **{path: 'a.png', 'alt': 'A "map"', 'caption': 'North'}
        )
    )
    assert html == '<em>[Picture: A "map"] North</em>'
    assert "'a.png'" in messages[0]


def test_an_ordinary_image_leaves_its_description() -> None:
    html, messages = convert(
        '<p><img src="https://a.example/b.png" alt="B"></p>'
    )
    assert html == '<p><em>[Picture: B]</em></p>'
    assert len(messages) == 1


@pytest.mark.parametrize(
    ('video', 'url'),
    [
        ('Ntcw0H0hwPU', 'https://www.youtube.com/watch?v=Ntcw0H0hwPU&amp;t=9s'),
        ('https://v.example/1', 'https://v.example/1'),
    ],
)
def test_a_video_becomes_a_link(video: str, url: str) -> None:
    html, messages = convert(
        oppia.element('video', video_id=video, start=9, end=0, autoplay=False)
    )
    assert f'href="{url}"' in html
    assert messages == []


def test_tabs_and_collapsibles_are_imported() -> None:
    inside = '<p>Two ' + oppia.element('math', raw_latex='x') + '</p>'
    tabs = oppia.element(
        'tabs',
        tab_contents=[
            {'title': 'A & B', 'content': '<p>One</p>'},
            {
                'title': 'C',
                'content': oppia.element(
                    'collapsible', heading='More', content=inside
                ),
            },
        ],
    )
    html, messages = convert(tabs)
    assert html == (
        '<oppia-tabs><oppia-tab title="A &amp; B"><p>One</p></oppia-tab>'
        '<oppia-tab title="C"><details><summary>More</summary>'
        '<p>Two <oppia-math>x</oppia-math></p></details></oppia-tab>'
        '</oppia-tabs>'
    )
    assert messages == []
    assert html_validation.find_problems(html) == []


def test_tabs_end_the_paragraph_that_they_are_in() -> None:
    tab = {'title': 'A', 'content': '<p>One</p>'}
    tabs = oppia.element('tabs', tab_contents=[tab])
    html, _ = convert(f'<div>Before {tabs}</div><p>{tabs} after</p>')
    shown = (
        '<oppia-tabs><oppia-tab title="A"><p>One</p></oppia-tab></oppia-tabs>'
    )
    assert html == f'<p>Before </p>{shown}{shown}<p> after</p>'


def test_tabs_in_tabs_are_shown_below_headings() -> None:
    inner = oppia.element(
        'tabs', tab_contents=[{'title': 'B', 'content': '<p>Two</p>'}]
    )
    outer = oppia.element(
        'tabs', tab_contents=[{'title': 'A' * 99, 'content': inner}]
    )
    html, messages = convert(outer)
    title = 'A' * 59 + '…'
    assert html == (
        f'<oppia-tabs><oppia-tab title="{title}"><h3>B</h3><p>Two</p>'
        '</oppia-tab></oppia-tabs>'
    )
    assert len(messages) == 2


def test_the_depth_of_nesting_is_limited() -> None:
    html = 'core'
    for _ in range(8):
        html = oppia.element('collapsible', heading='h', content=html)
    cleaned, messages = convert(html)
    assert 'core' not in cleaned
    assert 'inside too many' in messages[-1]


def test_a_text_full_of_unfinished_tags_is_read_quickly() -> None:
    html, messages = convert('a' + '<a ' * 100_000)
    assert html == 'a'
    assert 'a tag without its ">"' in messages[0]


def test_a_text_full_of_open_braces_is_read_quickly() -> None:
    start = time.process_time()
    cleaned, _ = convert('<p>' + '{{ ' * 60_000 + '</p>')
    assert cleaned.startswith('<p>')
    # CPU time; searching for the end from each brace would take a minute.
    assert time.process_time() - start < 3


def test_unknown_elements_and_markup_are_reported() -> None:
    html, messages = convert(
        'a' + oppia.element('hologram', x=1) + '<marquee>b</marquee>'
        '<script>alert(1)</script>'
    )
    assert html == 'ab'
    assert len(messages) == 3


@pytest.mark.parametrize(
    'html',
    [
        '<oppia-noninteractive-math raw_latex-with-value="&quot;x',
        '<oppia-noninteractive-image alt-with-value="not json">rest',
        '<oppia-noninteractive-tabs tab_contents-with-value="[1, {}]">'
        '</oppia-noninteractive-tabs>',
        '<oppia-noninteractive-link></oppia-noninteractive-link>',
        '<oppia-noninteractive-video video_id-with-value="5" />',
        '</oppia-noninteractive-math></p><p',
        '<' * 1000,
    ],
)
def test_broken_elements_leave_valid_html(html: str) -> None:
    cleaned, _ = convert(html)
    assert '<oppia-noninteractive' not in cleaned
    assert html_validation.find_problems(cleaned) == []


@pytest.mark.parametrize(
    ('html', 'expected', 'num_problems'),
    [
        ('Hi {{name}} {{answer}}', 'Hi {{name}} {{answer}}', 0),
        ('Hi {{other}}', 'Hi { {other} }', 1),
        ('{{name + name}}', '{{name + name}}', 0),
        ('{{1 &lt; 2}}', '{{1 &lt; 2}}', 0),
        ('{{name +}}', '{ {name +} }', 1),
    ],
)
def test_references_to_parameters_are_checked(
    html: str, expected: str, num_problems: int
) -> None:
    cleaned, messages = convert(html, 'name')
    assert cleaned == expected
    assert len(messages) == num_problems
