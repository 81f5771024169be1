"""Errors of the YAML parser in plain words, at the line to correct.

PyYAML has two parsers with different messages; both are covered.
"""

from __future__ import annotations

import re

import yaml

_LINE_BREAK = re.compile('\r\n|[\n\r\x85\u2028\u2029]')

_INDENTATION = (
    'this line is indented differently from those above that it belongs to'
)
_TAB = 'there is a tab; lines are indented with spaces'

# Our message by a part of the parser's message; the first match counts. The
# messages in _AT_START concern the line where an unclosed part begins.
_AT_START = {
    "could not find expected ':'": 'this line should be a key and a value with '
    'a colon and a space between them, as in title: Tides',
    'unexpected end of stream': 'the quotation mark that opens here is never '
    'closed',
    'unexpected document': 'the quotation mark that opens here is not closed '
    'before the line ---',
    "',' or '}'": 'in braces, a comma or the closing brace } is missing',
    "',' or ']'": 'in brackets, a comma or the closing bracket ] is missing',
}
_AT_PROBLEM = {
    'tab character': _TAB,
    'mapping values are not allowed': 'there is a colon where no key can be: '
    'put a text that has a colon in quotes, and start keys of one group in '
    'one column',
    'sequence entries are not allowed': 'a list begins on a line of its own '
    'below its key',
    'mapping keys are not allowed': 'a text that begins with ? should be in '
    'quotes',
    'unknown escape': 'in "…", a backslash is written \\\\; in \'…\' it is as '
    'it is typed',
    'hexdecimal': 'in "…", a backslash is written \\\\; \\x and \\u need '
    'hexadecimal digits',
    'hexadecimal': 'in "…", a backslash is written \\\\; \\x and \\u need '
    'hexadecimal digits',
    'Unicode character escape': 'there is a character that is half of a pair',
    'comment or line break': 'the text after | or > begins on the next line',
    'indentation indicators': 'the text after | or > begins on the next line',
    'indentation indicator': 'the number after | or > is 1 to 9',
    'alphabetic or numeric': 'a text that begins with & or * should be in '
    'quotes',
    'directive': 'a text that begins with % should be in quotes',
    'document start': 'a text that begins with % should be in quotes',
    'incompatible YAML': 'only YAML 1.1 and 1.2 can be read',
    'tag': 'a text that begins with ! should be in quotes',
    "'!'": 'a text that begins with ! should be in quotes',
    "'>'": 'a text that begins with ! should be in quotes',
    'node content': 'a value is missing here, or a text that begins with one '
    'of , ] } is not in quotes',
}
_UNKNOWN = 'this line cannot be read as YAML: check its indentation and quotes'


def describe(error: yaml.MarkedYAMLError, text: str) -> tuple[str, int | None]:
    """Returns the message, and the line (from 1) to correct.

    Args:
        error: The error of the parser.
        text: The parsed text.
    """
    problem = error.problem or ''
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return _UNKNOWN, None
    for part, message in _AT_START.items():
        if part in problem:
            start = error.context_mark or mark
            return message, start.line + 1
    for part, message in _AT_PROBLEM.items():
        if part in problem:
            return message, mark.line + 1
    return _by_character(problem, mark, text), mark.line + 1


def _by_character(problem: str, mark: yaml.Mark, text: str) -> str:
    lines = _LINE_BREAK.split(text)
    line = lines[mark.line] if mark.line < len(lines) else ''
    character = line[mark.column : mark.column + 1]
    if 'start any token' in problem:
        if character == '\t':
            return _TAB
        return f'a text that begins with {character} should be in quotes'
    if not line[: mark.column].strip():
        return _INDENTATION
    if 'expected' in problem:
        return (
            f'{character} and what follows it is left over: close brackets '
            "once, and write a ' inside '…' twice"
        )
    return _UNKNOWN
