"""Checks of HTML that a creator wrote, before it is sanitized.

Content that sanitizing would remove is refused, so that nothing disappears
unnoticed. Differences of notation (case, entities, optional end tags) are
accepted. Stored HTML is only sanitized.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Any

from core import errors, feconf
from core.domain import html_cleaner, html_reader, latex, schema

# Problems listed for one text.
_MAX_PROBLEMS = 10

# Attributes that sanitizing sets itself.
_OWN_ATTRIBUTES = frozenset({('a', 'target'), ('a', 'rel')})
_EMPTY_TAGS = frozenset({'br', 'hr', 'img'})
_FORMULA, _TAB, _TABS = 'oppia-math', 'oppia-tab', 'oppia-tabs'
_CLOSED_TAGS = (_FORMULA, _TAB, _TABS, 'details', 'summary')
# Interactive elements, which cannot be part of a choice.
_PRESSED = frozenset({_TABS, 'details'})
# Appended to a text, to detect whether its end is lost.
_END = '\u2403'
_CUT = 'some of the text is lost; write &lt; for each "<" in it'

_Attributes = list[tuple[str, str | None]]


def report_problems(states: object, report: errors.Report) -> None:
    """Reports the problems of all HTML in states.

    Args:
        states: The states as JSON of any form, which need not be valid.
        report: Takes the errors.
    """
    for path, html in _html_texts('states', states):
        is_choice = '.customization_args.' in path
        for message in find_problems(html, is_choice):
            report(errors.ValidationError(message, path))


def _html_texts(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, item in value.items():
            place = schema.join_path(path, str(name))
            if name == 'html' and isinstance(item, str):
                yield place, item
            elif name == 'choices' and isinstance(item, dict):
                yield from _choices(place, item.get('value'))
            else:
                yield from _html_texts(place, item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _html_texts(schema.join_path(path, index), item)


def _choices(path: str, value: object) -> Iterator[tuple[str, str]]:
    for index, item in enumerate(value if isinstance(value, list) else []):
        if isinstance(item, str):
            yield schema.join_path(path, 'value', index), item


def find_problems(html: str, is_choice: bool = False) -> list[str]:
    """Returns problems: content that would be removed or not shown.

    Args:
        html: HTML as written.
        is_choice: Whether it is a choice of a question.
    """
    # The schema checks the maximum length.
    if len(html) > feconf.MAX_HTML_LENGTH or not ('<' in html or '&' in html):
        return []
    if is_cut(html):
        return [_CUT]
    written = _Written()
    written.read(html)
    problems = written.problems
    if not problems:
        cleaned = html_cleaner.clean(html)
        structure = _Structure(is_choice)
        structure.read(cleaned)
        problems = {**structure.problems, **_losses(written, structure)}
    return list(itertools.islice(problems, _MAX_PROBLEMS))


def is_cut(html: str) -> bool:
    """Returns whether HTML ends within a tag or a comment.

    `HTMLParser` takes very long to read some of these.
    """
    cleaned = html_cleaner.clean(html + _END)
    return cleaned.count(_END) <= html.count(_END)


def _losses(written: _Reader, cleaned: _Reader) -> dict[str, None]:
    """Returns content that sanitizing removes although its tags are allowed."""
    losses = [
        f'<{tag}> is lost, because it is in a place where it cannot be'
        for tag in (written.tags - cleaned.tags)
    ]
    if not losses and written.characters - cleaned.characters:
        losses.append(_CUT)
    return dict.fromkeys(losses)


class _Reader(html_reader.HtmlReader):
    """Reads the tags and the text of HTML.

    Attributes:
        problems: The problems as keys, in the order of detection.
        tags: The number of elements of each kind.
        characters: The number of each character, except white space.
    """

    def __init__(self) -> None:
        super().__init__()
        self.problems: dict[str, None] = {}
        self.tags: Counter[str] = Counter()
        self.characters: Counter[str] = Counter()

    def require(self, condition: object, message: str) -> None:
        """Notes a problem unless a condition is met."""
        if not condition:
            self.problems[message] = None

    def handle_starttag(self, tag: str, _attrs: _Attributes) -> None:
        self.tags[tag] += 1

    def handle_data(self, data: str) -> None:
        self.characters.update(''.join(data.split()))


class _Written(_Reader):
    """Finds content that is not allowed in HTML as written."""

    def __init__(self) -> None:
        super().__init__()
        self._is_in_formula = False
        self._open: Counter[str] = Counter()

    def read(self, html: str) -> None:
        super().read(html)
        for tag in _CLOSED_TAGS:
            self.require(self._open[tag] <= 0, f'<{tag}> needs a </{tag}>')

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        super().handle_starttag(tag, attrs)
        self._open[tag] += 1
        if self._is_in_formula:
            self.require(False, 'a formula is text: write &lt; for "<" in it')
            return
        self._is_in_formula = tag == _FORMULA
        self.require(
            tag in html_cleaner.ALLOWED_TAGS,
            f'<{tag[:40]}> is not allowed; for the character "<" write &lt;',
        )
        if tag in html_cleaner.ALLOWED_TAGS:
            for name, value in attrs:
                self._check_attribute(tag, name, value or '')
        if tag == 'img':
            self._check_picture(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        self._open[tag] -= 1
        self._is_in_formula &= tag != _FORMULA

    def handle_comment(self, _data: str) -> None:
        self.require(False, 'comments are not kept; creator_note is')

    def handle_decl(self, decl: str) -> None:
        self.handle_comment(decl)

    def handle_pi(self, data: str) -> None:
        self.handle_comment(data)

    def unknown_decl(self, data: str) -> None:
        self.handle_comment(data)

    def _check_attribute(self, tag: str, name: str, value: str) -> None:
        if (tag, name) in _OWN_ATTRIBUTES or (tag, name) == ('img', 'src'):
            return
        shown = f'{name[:40]}="{value[:80]}" of <{tag}>'
        allowed = html_cleaner.ALLOWED_ATTRIBUTES.get(tag, ())
        if name not in allowed:
            self.require(False, f'{shown} is not allowed')
        elif (tag, name) == ('a', 'href'):
            self.require(
                html_cleaner.is_address_allowed(value),
                f'{shown} is not the address of a page: it should begin with '
                'https://, http:// or mailto:',
            )
        else:
            self.require(
                html_cleaner.is_value_allowed(tag, name, value),
                f'{shown} cannot be used',
            )

    def _check_picture(self, attrs: dict[str, str | None]) -> None:
        source = attrs.get('src') or ''
        self.require(
            html_cleaner.is_value_allowed('img', 'src', source),
            f'the picture {source[:80]!r} would not be shown: upload it under '
            'Pictures, and use its name, such as assets/NAME.png',
        )
        self.require(
            'alt' in attrs,
            f'the picture {source[:80]!r} needs a description for those who do '
            'not see it: alt="…", or alt="" if it is only decoration',
        )


class _Structure(_Reader):
    """Finds parts of sanitized HTML that browsers would not show."""

    def __init__(self, is_choice: bool) -> None:
        super().__init__()
        self._is_choice = is_choice
        self._path: list[str] = []
        self._formula = ''

    def read(self, html: str) -> None:
        super().read(html)
        self.require(
            self.tags['details'] == self.tags['summary'],
            'a <details> needs one <summary>, which is its heading',
        )
        self.require(
            self.tags[_TABS] <= self.tags[_TAB],
            'an <oppia-tabs> needs an <oppia-tab title="…">',
        )

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        super().handle_starttag(tag, attrs)
        self._check_place(tag)
        if tag == _TAB:
            title = (dict(attrs).get('title') or '').strip()
            self.require(
                0 < len(title) <= feconf.MAX_TAB_TITLE_LENGTH,
                'an <oppia-tab> needs a title of at most '
                f'{feconf.MAX_TAB_TITLE_LENGTH} characters',
            )
        self._formula = ''
        if tag not in _EMPTY_TAGS:
            self._path.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._path.pop()
        if tag == _FORMULA:
            problem = latex.find_problem(self._formula)
            self.require(not problem, problem)

    def handle_data(self, data: str) -> None:
        super().handle_data(data)
        self._formula += data
        self.require(
            self._path[-1:] != [_TABS] or not data.strip(),
            'a text is between tabs, not in one of them',
        )

    def _check_place(self, tag: str) -> None:
        parent = self._path[-1] if self._path else ''
        self.require(
            len(self._path) < feconf.MAX_HTML_DEPTH,
            'elements are nested too deeply',
        )
        self.require(
            (tag == _TAB) == (parent == _TABS),
            'each <oppia-tab> should be directly inside <oppia-tabs>, which '
            'holds nothing else',
        )
        self.require(
            tag != 'summary' or parent == 'details',
            'a <summary> is the heading of a <details>, directly inside it',
        )
        self.require(
            tag != _TABS or {'p', _TABS}.isdisjoint(self._path),
            '<oppia-tabs> should be neither in a <p> nor in other tabs',
        )
        self.require(
            not self._is_choice or tag not in _PRESSED,
            f'<{tag}> cannot be part of a choice',
        )
