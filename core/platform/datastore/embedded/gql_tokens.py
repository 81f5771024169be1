"""Tokenizer of GQL."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.platform.datastore.embedded import errors

_TOKEN = re.compile(
    r"""
    \s*(?:
        (?P<string>'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")
      | (?P<quoted>`(?:[^`\\]|\\.|``)+`)
      | (?P<double>[+-]?(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?
                  |[+-]?\d+[eE][+-]?\d+)
      | (?P<integer>[+-]?\d+)
      | (?P<binding>@\w+)
      | (?P<name>[A-Za-z_$\u0080-\uffff][\w$]*(?:\.[A-Za-z_$\w]+)*)
      | (?P<symbol><=|>=|!=|[=<>(),*+])
    )
    """,
    re.VERBOSE | re.DOTALL,
)

_ESCAPES = {'n': '\n', 't': '\t', 'r': '\r', 'b': '\b', 'f': '\f', '0': '\0'}


@dataclass(frozen=True)
class Token:
    """A token.

    Args:
        kind: string, quoted, double, integer, binding, name, symbol or end.
        text: Its text, without quotes and escapes.
    """

    kind: str
    text: str

    def is_word(self, word: str) -> bool:
        """Returns whether this is a keyword, ignoring case."""
        return self.kind == 'name' and self.text.upper() == word


def tokenize(text: str) -> list[Token]:
    """Splits a GQL string.

    Raises:
        StatusError: Some text is not a token.
    """
    tokens = []
    position = 0
    end = len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise errors.invalid(
                f'GQL query string error: unexpected "{text[position]}" at '
                f'character {position + 1}.'
            )
        kind = match.lastgroup
        content = match.group(kind)
        if kind in ('string', 'quoted'):
            content = _unquote(content)
        tokens.append(Token(kind, content))
        position = match.end()
    tokens.append(Token('end', ''))
    return tokens


def _unquote(text: str) -> str:
    quote, inner = text[0], text[1:-1]

    def replace(match: re.Match[str]) -> str:
        sequence = match.group()
        if sequence[0] == '\\':
            return _ESCAPES.get(sequence[1], sequence[1])
        return quote

    return re.sub(rf'\\.|{quote}{quote}', replace, inner, flags=re.DOTALL)
