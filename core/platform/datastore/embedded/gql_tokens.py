"""Tokenizer of GQL."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from core.platform.datastore.embedded import errors

_Item = TypeVar('_Item')

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


class TokenReader:
    """Reads the tokens of a GQL string one after the other.

    Args:
        text: The GQL string.

    Raises:
        StatusError: Some text is not a token.
    """

    def __init__(self, text: str) -> None:
        self._tokens = tokenize(text)
        self._at = 0

    @property
    def token(self) -> Token:
        """The next token."""
        return self._tokens[self._at]

    def advance(self) -> Token:
        """Consumes the next token."""
        token = self.token
        self._at += 1
        return token

    def accept_word(self, *words: str) -> bool:
        """Consumes keywords if they come next."""
        following = self._tokens[self._at : self._at + len(words)]
        if len(following) < len(words) or not all(
            token.is_word(word)
            for token, word in zip(following, words, strict=True)
        ):
            return False
        self._at += len(words)
        return True

    def expect_word(self, word: str) -> None:
        """Consumes a keyword that must come next."""
        if not self.accept_word(word):
            raise self.unexpected()

    def accept_symbol(self, symbol: str) -> bool:
        """Consumes a symbol if it comes next."""
        if self.token != Token('symbol', symbol):
            return False
        self._at += 1
        return True

    def expect_symbol(self, symbol: str) -> None:
        """Consumes a symbol that must come next."""
        if not self.accept_symbol(symbol):
            raise self.unexpected()

    def read_list(self, read: Callable[[], _Item]) -> list[_Item]:
        """Reads items with commas between them."""
        items = [read()]
        while self.accept_symbol(','):
            items.append(read())
        return items

    def unexpected(self) -> errors.StatusError:
        """Returns the error for an unexpected token."""
        text = self.token.text or 'end of query'
        return errors.invalid(
            f'GQL query string error: encountered unexpected "{text}".'
        )


def _unquote(text: str) -> str:
    quote, inner = text[0], text[1:-1]

    def replace(match: re.Match[str]) -> str:
        sequence = match.group()
        if sequence[0] == '\\':
            return _ESCAPES.get(sequence[1], sequence[1])
        return quote

    return re.sub(rf'\\.|{quote}{quote}', replace, inner, flags=re.DOTALL)
