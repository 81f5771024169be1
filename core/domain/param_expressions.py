"""Expressions with parameters, as in `{{a * b}}`; the syntax is Oppia's.

The browser evaluates them (static/js/domain/param_expressions.js); here they
are only checked. tests/fixtures/param_expressions.json has examples.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_MAX_LENGTH = 500
_MAX_DEPTH = 50

_TOKEN = re.compile(
    r'\s*(?:(?P<number>[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9]+)'
    r'|(?P<text>"[^"\\]*"|\'[^\'\\]*\')'
    r'|(?P<name>[A-Za-z_][A-Za-z0-9_]*)'
    r'|(?P<sign>\|\||&&|[=!<>]=|[-+*/%<>!(),]))'
)
_BINARY = frozenset(
    ['||', '&&', '==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%']
)
_UNARY = frozenset(['-', '+', '!'])

# The number of arguments of each function.
_FUNCTIONS: Mapping[str, int] = {'abs': 1, 'floor': 1, 'log': 2, 'pow': 2}
_CONSTANTS = frozenset(['true', 'false'])


class ExpressionError(Exception):
    """A text is not an expression; the message is the reason."""


def names_in(text: str) -> set[str]:
    """Returns the parameters in an expression.

    Raises:
        ExpressionError: The text is not an expression.
    """
    if len(text) > _MAX_LENGTH:
        raise ExpressionError(f'it has more than {_MAX_LENGTH} characters')
    parser = _Parser(text)
    parser.read_expression()
    if parser.next_text():
        raise ExpressionError(f'{parser.next_text()!r} does not belong to it')
    return parser.names


class _Parser:
    """Checks the syntax of an expression, and collects its parameters."""

    def __init__(self, text: str) -> None:
        self.names: set[str] = set()
        self._tokens = _tokens_of(text)
        self._at = 0
        self._depth = 0

    def next_text(self) -> str:
        """Returns the next token; empty at the end."""
        if self._at < len(self._tokens):
            return self._tokens[self._at][1]
        return ''

    def read_expression(self) -> None:
        """Reads operands with operators between them."""
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise ExpressionError('it has too many brackets')
        self._read_operand()
        while self.next_text() in _BINARY:
            self._at += 1
            self._read_operand()
        self._depth -= 1

    def _read_operand(self) -> None:
        while self.next_text() in _UNARY:
            self._at += 1
        if self._at == len(self._tokens):
            raise ExpressionError('something is missing at its end')
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == 'name':
            self._read_name(text)
        elif text == '(':
            self.read_expression()
            self._expect(')')
        elif kind == 'sign':
            raise ExpressionError(f'something is missing before {text!r}')

    def _read_name(self, name: str) -> None:
        if name in _FUNCTIONS and self.next_text() == '(':
            self._expect('(')
            self.read_expression()
            for _ in range(_FUNCTIONS[name] - 1):
                self._expect(',')
                self.read_expression()
            self._expect(')')
        elif name == 'if':
            self.read_expression()
            for word in ('then', 'else'):
                self._expect(word)
                self.read_expression()
        elif name not in _CONSTANTS:
            self.names.add(name)

    def _expect(self, text: str) -> None:
        if self.next_text() != text:
            raise ExpressionError(f'{text!r} is missing')
        self._at += 1


def _tokens_of(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    text = text.rstrip()
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            sign = text[at:].lstrip()[0]
            raise ExpressionError(f'{sign!r} has no meaning in it')
        kind = match.lastgroup or ''
        tokens.append((kind, match.group(kind)))
        at = match.end()
    return tokens
