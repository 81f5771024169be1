"""Converts arithmetic as people type it to a plain form: "2x²" to "2*x^2".

static/js/interactions/math_text.js does the same;
tests/fixtures/math_texts.json has examples.
"""

from __future__ import annotations

import itertools
import re
import unicodedata

from core.domain import text_forms

# The maximum length of an answer, both as typed and in the plain form, because
# the plain form is read again.
MAX_LENGTH = 300

# The maximum depth of nested brackets.
_MAX_DEPTH = 20

_FUNCTIONS = frozenset(
    [
        'sqrt',
        'abs',
        'ln',
        'log',
        'sin',
        'cos',
        'tan',
        'sec',
        'csc',
        'cot',
        'asin',
        'acos',
        'atan',
        'sinh',
        'cosh',
        'tanh',
    ]
)
_GREEK_NAMES = [
    'alpha',
    'beta',
    'gamma',
    'delta',
    'epsilon',
    'zeta',
    'eta',
    'theta',
    'iota',
    'kappa',
    'lambda',
    'mu',
    'nu',
    'xi',
    'omicron',
    'pi',
    'rho',
    'sigma',
    'tau',
    'upsilon',
    'phi',
    'chi',
    'psi',
    'omega',
]
# The letters from alpha on; the final form of sigma is left out.
_GREEK = {
    chr(code): name
    for code, name in zip(
        [code for code in range(0x3B1, 0x3CA) if code != 0x3C2],
        _GREEK_NAMES,
        strict=True,
    )
}

# Longest first, so that "zeta" is not read as "z" and "eta".
_LONG_NAMES = sorted(
    [*_FUNCTIONS, *_GREEK_NAMES], key=lambda name: (-len(name), name)
)

# In sums and products "½" can be written as "1/2"; in powers and as a divisor
# it needs brackets.
_BRACKETED_FRACTIONS = (
    (re.compile('([\\^/\xf7\u2215]|\\*\\*)\\s*([¼-¾⅐-⅞])'), r'\1(\2)'),
    (
        re.compile(r'(?<![0-9])([¼-¾⅐-⅞])(?=\s*(?:\^|\*\*|[⁺⁻⁰¹²³⁴-⁹]))'),
        r'(\1)',
    ),
)
_PLAIN_SIGNS = (
    (re.compile('\u066b'), '.'),
    (re.compile('[\xf7\u2215]'), '/'),
    (re.compile('[\xd7\xb7\u2219\u22c5\u2715\u2217]'), '*'),
    (re.compile(r'\*\*'), '^'),
    (re.compile(r'[\[{]'), '('),
    (re.compile(r'[\]}]'), ')'),
    (re.compile(r'(?<=[0-9]),(?=[0-9])'), '.'),
    (
        re.compile('\u221a\\s*([0-9]+(?:\\.[0-9]+)?|[A-Za-z]|[\u03b1-\u03c9])'),
        r'sqrt(\1)',
    ),
    (re.compile('\u221a'), 'sqrt'),
)
_SYMBOL = re.compile(r'[0-9]+(?:\.[0-9]+)?|\.[0-9]+|[A-Za-z]+|[-+*/^()|]')
_SIGNS = '-+*/^'
_COMPARISON = re.compile('[=<>\u2264\u2265\u2260\uff1d]')


class MathTextError(Exception):
    """The reason why a text is not arithmetic."""


def read_expression(text: str) -> tuple[str, list[str]]:
    """Returns an expression in the plain form, and its letters.

    Raises:
        MathTextError: It is not an expression.
    """
    _check_length(text)
    if _COMPARISON.search(text):
        raise MathTextError('should be an expression, without = or < or >')
    writer = _Writer()
    writer.read(_symbols_of(_plain_text(text)))
    expression = ''.join(writer.written)
    _check_length(expression)
    return expression, sorted(writer.names)


def _check_length(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise MathTextError(f'should have at most {MAX_LENGTH} characters')


def read_equation(text: str) -> tuple[str, list[str]]:
    """Returns an equation in the plain form, and its letters.

    Raises:
        MathTextError: It is not an equation.
    """
    typed = re.split('[=\uff1d]', text)
    if len(typed) != 2:
        raise MathTextError('should be an equation, with one =')
    sides = [read_expression(side) for side in typed]
    names = {name for _, side_names in sides for name in side_names}
    return '='.join(expression for expression, _ in sides), sorted(names)


def _plain_text(text: str) -> str:
    for fraction, bracketed in _BRACKETED_FRACTIONS:
        text = fraction.sub(bracketed, text)
    text = ''.join(map(_ascii_digit, text_forms.compose(text)))
    for sign, plain in _PLAIN_SIGNS:
        text = sign.sub(plain, text)
    return ''.join(_GREEK.get(letter, letter) for letter in text)


def _ascii_digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _symbols_of(text: str) -> list[str]:
    strange = _SYMBOL.sub('', text).strip()
    if strange:
        raise MathTextError(f'{strange[0]!r} has no meaning in it')
    symbols: list[str] = []
    for symbol in _SYMBOL.findall(text):
        symbols += _names_in(symbol) if symbol[0].isalpha() else [symbol]
    return symbols


def _names_in(letters: str) -> list[str]:
    """Returns the functions and variables: Greek names and single letters."""
    names = []
    while letters:
        name = next(filter(letters.startswith, _LONG_NAMES), letters[0])
        names.append(name)
        letters = letters.removeprefix(name)
    return names


class _Writer:
    """Reads symbols in order and writes the plain form of an expression."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.names: set[str] = set()
        # The symbols that close the open brackets.
        self._open: list[str] = []

    @property
    def _last(self) -> str:
        return self.written[-1] if self.written else '('

    @property
    def _wants_operand(self) -> bool:
        return self._last in {*_SIGNS, '(', *_FUNCTIONS}

    def read(self, symbols: list[str]) -> None:
        """Reads all symbols of an expression."""
        for symbol, following in itertools.pairwise([*symbols, '']):
            self._take(symbol, following)
        if self._wants_operand:
            raise MathTextError(
                f'something is missing after {self._last!r}'
                if self.written
                else 'has no character that shows'
            )
        if self._open:
            raise MathTextError('a bracket is not closed')

    def _take(self, symbol: str, following: str) -> None:
        is_bar = symbol == '|'
        ends_bar = self._open[-1:] == ['|'] and not self._wants_operand
        if symbol == ')' or (is_bar and ends_bar):
            self._close(symbol)
        elif symbol in _SIGNS:
            self._take_sign(symbol)
        else:
            if not self._wants_operand:
                self._multiply(symbol)
            if is_bar:
                self.written.append('abs')
            if is_bar or symbol == '(':
                self._open_bracket(symbol)
            else:
                self._take_operand(symbol, following)

    def _take_operand(self, symbol: str, following: str) -> None:
        if symbol in _FUNCTIONS:
            if following != '(':
                raise MathTextError(f'brackets are missing after {symbol!r}')
        elif symbol[0].isalpha():
            self.names.add(symbol)
        number = re.sub('^0+(?=[0-9])', '', symbol)
        self.written.append(f'0{number}' if number[0] == '.' else number)

    def _take_sign(self, sign: str) -> None:
        if not self._wants_operand or sign == '-':
            self.written.append(sign)
        elif sign != '+':
            raise MathTextError(f'something is missing before {sign!r}')

    def _multiply(self, symbol: str) -> None:
        if not symbol[0].isalpha() and symbol not in '(|' and self._last != ')':
            raise MathTextError(
                f'a sign is missing between {self._last!r} and {symbol!r}'
            )
        self.written.append('*')

    def _open_bracket(self, symbol: str) -> None:
        self._open.append('|' if symbol == '|' else ')')
        if len(self._open) > _MAX_DEPTH:
            raise MathTextError('there are too many brackets')
        self.written.append('(')

    def _close(self, symbol: str) -> None:
        if not self._open or self._open.pop() != symbol:
            raise MathTextError('a bracket is closed that is not open')
        if self._wants_operand:
            raise MathTextError(f'something is missing after {self._last!r}')
        self.written.append(')')
