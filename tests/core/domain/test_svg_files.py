from __future__ import annotations

import time

import pytest

from core import errors
from core.domain import svg_files

pytestmark = pytest.mark.no_store


def svg(inside: str, attributes: str = '') -> bytes:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>'
        f'{inside}</svg>'
    ).encode()


def text_of(inside: str, attributes: str = '') -> str:
    return svg_files.read(svg(inside, attributes)).content.decode()


def test_drawing_elements_are_kept() -> None:
    inside = (
        '<defs><linearGradient id="a"><stop offset="0" stop-color="red">'
        '</stop></linearGradient><path id="p" d="M0 0L9 9"></path></defs>'
        '<style>.b{fill:url(#a)}</style>'
        '<g class="b" transform="scale(2)" style="opacity:.5">'
        '<rect x="1" y="2" width="3" height="4" fill="url(#a)"></rect></g>'
        '<text x="1" y="2">a &lt; b</text>'
    )
    assert inside in text_of(inside, 'viewBox="0 0 9 9"')


def test_media_queries_and_white_space_are_kept() -> None:
    inside = (
        '<style>@media (prefers-color-scheme: dark){path{fill:#fff}}</style>'
        '<text xml:space="preserve">a  b</text>'
    )
    assert inside in text_of(inside)


def test_a_switch_keeps_the_text_without_html() -> None:
    text = text_of(
        '<switch><foreignObject><p xmlns="http://www.w3.org/1999/xhtml" '
        'onclick="x()">rich</p></foreignObject><text>plain</text></switch>'
    )
    assert '<switch><text>plain</text></switch>' in text


def test_a_reference_within_the_file_is_kept() -> None:
    text = text_of('<g id="p"><path/></g><use xlink:href="#p"/>')
    assert '<use href="#p"></use>' in text


def test_reading_the_result_again_changes_nothing() -> None:
    content = svg('<!-- é --><text>é &amp; &#233;</text>', 'width="9px"')
    once = svg_files.read(content).content
    assert svg_files.read(once).content == once


def test_comments_and_metadata_are_removed() -> None:
    text = text_of(
        '<!-- secret --><?secret?><metadata><rdf xmlns="urn:secret"/>secret'
        '</metadata><x:secret xmlns:x="urn:x"><path d="M0 0"/></x:secret>'
        '<path x:label="secret" xmlns:x="urn:x" data-secret="1" d="M0 0"/>'
    )
    assert 'secret' not in text
    assert text.count('<path') == 1


def test_an_svg_without_namespace_is_read() -> None:
    content = (
        b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        b'"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"><svg/>'
    )
    text = svg_files.read(content).content.decode()
    assert text == '<svg xmlns="http://www.w3.org/2000/svg"></svg>'


@pytest.mark.parametrize(
    ('attributes', 'size'),
    [
        ('width="40" height="30px" viewBox="0 0 9 9"', (40, 30)),
        ('width="100%" viewBox="0,0 9.4,0.2"', (9, 1)),
        ('width="1e9" height="1"', (300, 150)),
        ('viewBox="0 0 -1 0"', (300, 150)),
        ('', (300, 150)),
    ],
)
def test_the_size_is_in_css_pixels(
    attributes: str, size: tuple[int, int]
) -> None:
    file = svg_files.read(svg('', attributes))
    assert (file.width, file.height) == size


@pytest.mark.parametrize(
    ('inside', 'message'),
    [
        ('\n<script>alert(1)</script>', '<script>.*line 2'),
        ('<SCRIPT/>', '<SCRIPT>'),
        ('<foreignObject><p/></foreignObject>', '<foreignObject>'),
        ('<image href="data:image/png;base64,AA"/>', '<image>'),
        ('<a href="https://example.com"/>', '<a>'),
        ('<animate attributeName="href"/>', '<animate>'),
        ('<set attributeName="onload"/>', '<set>'),
        ('<iframe/>', '<iframe>'),
        ('<path onclick="x()"/>', 'scripts'),
        ('<path OnLoad="x()"/>', 'scripts'),
        ('<use href="https://example.com/a.svg#b"/>', 'another file'),
        ('<use xlink:href="data:image/svg+xml,x"/>', 'another file'),
        ('<use href="javascript:alert(1)"/>', 'another file'),
        ('<path fill="url(https://example.com/a)"/>', 'another file'),
        ('<path style="fill:url( \'//example.com\' )"/>', 'another file'),
        ('<path style="fill:u\\72l(//example.com)"/>', 'another file'),
        ('<style>@import "a.css";</style>', 'at-rules'),
        ('<style><![CDATA[@import "a.css";]]></style>', 'at-rules'),
        ('<style>a{b:image-set("a.png" 1x)}</style>', 'another file'),
        ('<path d="M0 0">', 'damaged'),
        ('&nbsp;', 'damaged'),
        ('<g>' * 60 + '</g>' * 60, 'too deeply'),
        ('<g/>' * 20_001, '20,000 elements'),
        ('<g id="a"><use href="#a"/></g>', 'without end'),
        ('<g fill="url(#a)" id="a"/>', 'without end'),
    ],
)
def test_harmful_content_is_refused(inside: str, message: str) -> None:
    with pytest.raises(errors.ValidationError, match=message):
        text_of(inside)


@pytest.mark.parametrize('letter', ['a', '%61'])
def test_nested_uses_are_counted_and_refused(letter: str) -> None:
    levels = ''.join(
        f'<g id="a{n + 1}">' + f'<use href="#{letter}{n}"/>' * 10 + '</g>'
        for n in range(9)
    )
    with pytest.raises(errors.ValidationError, match='20,000 elements'):
        text_of('<g id="a0"><path/></g>' + levels)


def test_nested_patterns_are_counted_and_refused() -> None:
    levels = ''.join(
        f'<pattern id="a{n + 1}">'
        + f'<path fill="url(#a{n})"/>' * 10
        + '</pattern>'
        for n in range(9)
    )
    with pytest.raises(errors.ValidationError, match='20,000 elements'):
        text_of('<pattern id="a0"><path/></pattern>' + levels)


@pytest.mark.parametrize(
    ('selector', 'attribute'), [('#a{} *', ''), ('.c{}', 'class="c{}"')]
)
def test_nested_masks_of_a_style_sheet_are_counted_and_refused(
    selector: str, attribute: str
) -> None:
    rules = ''.join(
        f'{selector.format(n)}{{mask:url(#a{n + 1})}}' for n in range(9)
    )
    masks = ''.join(
        f'<mask id="a{n}">' + f'<path {attribute.format(n)}/>' * 10 + '</mask>'
        for n in range(10)
    )
    shown = '<path mask="url(#a0)"/>'
    with pytest.raises(errors.ValidationError, match='20,000 elements'):
        text_of(f'<style>{rules}</style>{masks}{shown}')


def test_clips_and_colours_of_a_style_sheet_are_kept() -> None:
    numbers = range(50)
    rules = ''.join(
        f'.c{n},.d{n}{{clip-path:url(#c{n});fill:url("#f{n}")}}'
        for n in numbers
    )
    uses = ''.join(
        f'<path id="p{n}"/><clipPath id="c{n}"><use href="#p{n}"/></clipPath>'
        f'<linearGradient id="f{n}"><stop/><stop/></linearGradient>'
        f'<g class="c{n}"><path class="d{n}"/></g>'
        for n in numbers
    )
    assert '.c49,.d49{' in text_of(f'<style>{rules}</style>{uses}')


@pytest.mark.parametrize('part', ['/*', 'a ', '.a{', '}'])
def test_a_long_style_sheet_is_read_quickly(part: str) -> None:
    start = time.process_time()
    text_of(f'<style>{part * 150_000}</style>')
    # CPU time; searching for the end from each part would take minutes.
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ('content', 'message'),
    [
        (
            b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
            b'<svg>&b;</svg>',
            'entities',
        ),
        (
            b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
            b'<svg>&a;</svg>',
            'entities',
        ),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"/>', 'not an SVG'),
        (b'<svg xmlns="urn:other"/>', 'not an SVG'),
        (b'<', 'damaged'),
        (b'<svg>\xff</svg>', 'damaged'),
        (b'<?xml version="1.0" encoding="utf-99"?><svg/>', 'SVG'),
        (b'<?xml version="1.0" encoding="utf-7"?><svg/>', 'SVG'),
        (b'<?xml version="1.0" encoding="shift_jis"?><svg/>', 'SVG'),
        (b'<svg>' + b' ' * 500_000 + b'</svg>', '500,000 bytes'),
    ],
)
def test_a_damaged_or_other_file_is_refused(
    content: bytes, message: str
) -> None:
    with pytest.raises(errors.ValidationError, match=message):
        svg_files.read(content)
