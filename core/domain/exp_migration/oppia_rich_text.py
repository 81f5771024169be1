"""Converts Oppia's rich text to HTML that this site shows.

Oppia embeds pictures, formulas and the like as custom elements, whose
attributes hold escaped JSON. For each kind, a function in `_ELEMENTS` returns
the HTML of this site and reports losses.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Collection, Mapping
from html import escape, unescape
from typing import Any

from core import errors, feconf
from core.domain import (
    html_cleaner,
    html_reader,
    html_validation,
    latex,
    param_domain,
)
from core.domain.exp_migration import pictures, problems

_PREFIX = 'oppia-noninteractive-'
_ARG_SUFFIX = '-with-value'

# The maximum nesting of tabs and collapsibles.
_MAX_DEPTH = 5

_YOUTUBE_ID = re.compile(r'[A-Za-z0-9_-]{11}\Z')
_SAFE_URL = re.compile(r'(https?://|mailto:)(?!.*\{\{)\S+\Z', re.IGNORECASE)
_SCHEME = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:')
# Also matches unclosed braces; otherwise each of them would start another
# search to the end of the text.
_BRACES = re.compile(r'\{\{(.*?)(?:\}\}|\Z)', re.DOTALL)

# The replacements of tags that only format; '' drops the tag and keeps its
# text.
_REPLACED_TAGS = {
    **dict.fromkeys(('div', 'center', 'section', 'article', 'dd', 'dt'), 'p'),
    **dict.fromkeys(('span', 'font', 'big', 'small', 'tt', 'dl', 'o:p'), ''),
    **dict.fromkeys(('h5', 'h6'), 'h4'),
    'h1': 'h2',
    'ins': 'u',
    'del': 's',
    'strike': 's',
}


@dataclasses.dataclass(frozen=True)
class RichText:
    """Converts the rich text of one place.

    Attributes:
        place: The place of the text in the source.
        param_names: The declared parameters.
        pictures: The pictures that came with the file.
        depth: The number of elements that contain the text.
        is_in_tabs: Whether one of these is a tab.
    """

    place: problems.Place
    param_names: Collection[str] = ()
    pictures: pictures.Pictures = dataclasses.field(
        default_factory=lambda: pictures.Pictures({})
    )
    depth: int = 0
    is_in_tabs: bool = False

    def convert(self, html: str) -> str:
        """Converts a rich text to HTML, and reports what is lost."""
        if html_validation.is_cut(html):
            self.place.leave_out('the end of a text: a tag without its ">"')
            html = html_cleaner.clean(html)
        rewriter = _Rewriter(self)
        rewriter.read(html)
        html = rewriter.text.replace('<p></p>', '')
        return self.with_known_references(html)

    def convert_inside(self, html: str) -> str:
        """Returns the HTML of a text within an element."""
        if self.depth >= _MAX_DEPTH:
            self.place.leave_out('a text inside too many other elements')
            return ''
        return dataclasses.replace(self, depth=self.depth + 1).convert(html)

    def with_known_references(self, html: str) -> str:
        """Returns a text that refers to declared parameters only."""
        return _BRACES.sub(self._reference, html)

    def _reference(self, match: re.Match[str]) -> str:
        text = match.group()
        try:
            param_domain.check_references(unescape(text), self.param_names, '')
        except errors.ValidationError as error:
            self.place.change(f'{error.message}; it is shown as typed')
            return defuse(text)
        return text


def defuse(text: str) -> str:
    """Returns a text in which no braces refer to parameters."""
    while '{{' in text or '}}' in text:
        text = text.replace('{{', '{ {').replace('}}', '} }')
    return text


class _Rewriter(html_reader.HtmlReader):
    """Replaces Oppia's elements and other tags; reports tags that get lost."""

    def __init__(self, rich_text: RichText) -> None:
        super().__init__(convert_charrefs=False)
        self._rich_text = rich_text
        self._parts: list[str] = []
        # The tag of the open element of Oppia, whose content is skipped.
        self._open_element = ''
        self._is_in_p = False

    @property
    def text(self) -> str:
        return ''.join(self._parts)

    def handle_starttag(
        self, tag: str, attrs: list[tuple[str, str | None]]
    ) -> None:
        if self._open_element:
            return
        if tag.startswith(_PREFIX):
            self._open_element = tag
            html = _element(tag, dict(attrs), self._rich_text)
            # A paragraph cannot contain these: their first paragraph would end
            # it.
            is_block = html.startswith(('<oppia-tabs>', '<details>'))
            self._parts.append(
                f'</p>{html}<p>' if is_block and self._is_in_p else html
            )
        elif tag == 'img':
            values = dict(attrs)
            args = {'alt': values.get('alt'), 'filepath': values.get('src')}
            self._parts.append(_image(args, self._rich_text))
        elif tag in _REPLACED_TAGS:
            replacement = _REPLACED_TAGS[tag]
            self._parts.append(f'<{replacement}>' if replacement else '')
            self._is_in_p |= replacement == 'p'
        else:
            self._is_in_p |= tag == 'p'
            self._report_tag(tag, dict(attrs))
            self._parts.append(self.get_starttag_text() or '')

    def handle_startendtag(
        self, tag: str, attrs: list[tuple[str, str | None]]
    ) -> None:
        self.handle_starttag(tag, attrs)
        if self._open_element == tag:
            self._open_element = ''

    def handle_endtag(self, tag: str) -> None:
        if self._open_element:
            if tag == self._open_element:
                self._open_element = ''
            return
        replacement = _REPLACED_TAGS.get(tag, tag)
        self._is_in_p &= replacement != 'p'
        self._parts.append(f'</{replacement}>' if replacement else '')

    def handle_data(self, data: str) -> None:
        self._add_text(data)

    def handle_entityref(self, name: str) -> None:
        self._add_text(f'&{name};')

    def handle_charref(self, name: str) -> None:
        self._add_text(f'&#{name};')

    def _add_text(self, text: str) -> None:
        if not self._open_element:
            self._parts.append(text)

    def _report_tag(self, tag: str, attrs: dict[str, str | None]) -> None:
        place = self._rich_text.place
        if tag not in html_cleaner.ALLOWED_TAGS:
            place.leave_out(f'the markup <{tag}>')
        href = (attrs.get('href') or '').strip()
        if tag == 'a' and _SCHEME.match(href) and not _SAFE_URL.match(href):
            place.leave_out(f'the address of a link, {href[:80]!r}')


def _element(
    tag: str, attrs: Mapping[str, str | None], rich_text: RichText
) -> str:
    name = tag.removeprefix(_PREFIX)
    args = {
        key.removesuffix(_ARG_SUFFIX): _arg_value(value or '')
        for key, value in attrs.items()
        if key.endswith(_ARG_SUFFIX)
    }
    convert = _ELEMENTS.get(name)
    if convert is None:
        rich_text.place.leave_out(f'an element of a kind not known, {name!r}')
        return ''
    return convert(args, rich_text)


def _arg_value(text: str) -> Any:
    """Returns an argument; attributes hold JSON, escaped once more."""
    for candidate in (unescape(text), text):
        try:
            return json.loads(candidate)
        except (ValueError, RecursionError):
            continue
    return unescape(text)


def _text_of(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ''


def _image(args: Mapping[str, Any], rich_text: RichText) -> str:
    return rich_text.pictures.to_html(
        rich_text.place,
        _text_of(args.get('filepath')) or _text_of(args.get('svg_filename')),
        defuse(_text_of(args.get('alt'))),
        _text_of(args.get('caption')),
    )


def _link(args: Mapping[str, Any], rich_text: RichText) -> str:
    url, text = _text_of(args.get('url')), _text_of(args.get('text'))
    if url and not _SCHEME.match(url):
        url = f'https://{url}'
    if not _SAFE_URL.match(url):
        rich_text.place.leave_out(f'the address of a link, {url[:80]!r}')
        return escape(text)
    return f'<a href="{escape(url)}">{escape(text or url)}</a>'


def _math(args: Mapping[str, Any], rich_text: RichText) -> str:
    """Returns a formula; its LaTeX as text if it is invalid."""
    content = args.get('math_content')
    source = _text_of(
        content.get('raw_latex')
        if isinstance(content, dict)
        else args.get('raw_latex')
    )
    text = escape(defuse(source))
    problem = latex.find_problem(source)
    if problem:
        rich_text.place.change(f'{problem}; its LaTeX is shown')
        return text
    return f'<oppia-math>{text}</oppia-math>'


def _video(args: Mapping[str, Any], rich_text: RichText) -> str:
    """Returns a link to a video."""
    video = _text_of(args.get('video_id'))
    url = (
        f'https://www.youtube.com/watch?v={video}'
        if _YOUTUBE_ID.match(video)
        else video
    )
    start = args.get('start')
    if url != video and isinstance(start, int) and start > 0:
        url = f'{url}&t={start}s'
    return _link({'url': url, 'text': 'Watch the video'}, rich_text)


def _collapsible(args: Mapping[str, Any], rich_text: RichText) -> str:
    heading = escape(_text_of(args.get('heading'))) or 'More'
    inside = rich_text.convert_inside(_text_of(args.get('content')))
    return f'<details><summary>{heading}</summary>{inside}</details>'


def _tabs(args: Mapping[str, Any], rich_text: RichText) -> str:
    """Returns tabs; those inside other tabs become sections with headings."""
    contents = args.get('tab_contents')
    items = contents if isinstance(contents, list) else []
    tabs = [
        _tab(tab, number, rich_text)
        for number, tab in enumerate(
            (item for item in items if isinstance(item, dict)), start=1
        )
    ]
    if rich_text.is_in_tabs:
        rich_text.place.change(
            'tabs inside other tabs are shown one below another'
        )
        return ''.join(
            f'<h3>{escape(title)}</h3>{inside}' for title, inside in tabs
        )
    shown = ''.join(
        f'<oppia-tab title="{escape(defuse(title))}">{inside}</oppia-tab>'
        for title, inside in tabs
    )
    return f'<oppia-tabs>{shown}</oppia-tabs>' if tabs else ''


def _tab(
    tab: dict[str, Any], number: int, rich_text: RichText
) -> tuple[str, str]:
    """Returns the title and the HTML of a tab."""
    title = _text_of(tab.get('title')) or f'Tab {number}'
    if len(title) > feconf.MAX_TAB_TITLE_LENGTH:
        rich_text.place.change(f'the title of a tab, {title[:80]!r}, is cut')
        title = title[: feconf.MAX_TAB_TITLE_LENGTH - 1] + '…'
    inside = dataclasses.replace(rich_text, is_in_tabs=True)
    return title, inside.convert_inside(_text_of(tab.get('content')))


def _skill_review(args: Mapping[str, Any], rich_text: RichText) -> str:
    rich_text.place.leave_out('the link to a concept card')
    return escape(_text_of(args.get('text')))


_ELEMENTS: Mapping[str, Callable[[Mapping[str, Any], RichText], str]] = {
    'collapsible': _collapsible,
    'image': _image,
    'link': _link,
    'math': _math,
    'skillreview': _skill_review,
    'svgdiagram': _image,
    'tabs': _tabs,
    'video': _video,
}
