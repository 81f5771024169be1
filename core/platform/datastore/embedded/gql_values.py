"""Values in GQL: literals and bindings."""

from __future__ import annotations

import base64
import binascii
import datetime

from core.platform.datastore.embedded import errors
from core.platform.datastore.embedded.gql_tokens import TokenReader
from core.platform.datastore.embedded.protos import Pb, Value

_FUNCTIONS = ('KEY', 'DATETIME', 'BLOB', 'ARRAY')
_CONSTANTS = ('TRUE', 'FALSE', 'NULL')
_LITERALS = ('string', 'double', 'integer')


class ValueParser:
    """Parses values.

    Args:
        tokens: The source of tokens.
        message: The `GqlQuery` with the bindings.
        partition: The `PartitionId` of keys.
    """

    def __init__(self, tokens: TokenReader, message: Pb, partition: Pb) -> None:
        self._tokens = tokens
        self._named = message.named_bindings
        self._positional = message.positional_bindings
        self._allows_literals = message.allow_literals
        self._partition = partition
        self._used: set[str] = set()
        for name in self._named:
            if name.startswith('__') and name.endswith('__'):
                raise errors.invalid(f'The binding name "{name}" is reserved.')

    def check_all_used(self) -> None:
        """Checks that the text uses every positional binding.

        Raises:
            StatusError: A binding is unused.
        """
        for number in range(1, len(self._positional) + 1):
            if str(number) not in self._used:
                raise errors.invalid(
                    f'The positional binding @{number} is not used.'
                )

    def null(self) -> Pb:
        """Returns null, which is also a literal."""
        self._check_literals()
        return Value(null_value=0)

    def _check_literals(self) -> None:
        if not self._allows_literals:
            raise errors.invalid(
                'Disallowed literal: use bindings, or set allow_literals.'
            )

    def starts_value(self) -> bool:
        """Returns whether a value comes next."""
        token = self._tokens.token
        if token.kind in (*_LITERALS, 'binding'):
            return True
        return token.kind == 'name' and token.text.upper() in (
            *_FUNCTIONS,
            *_CONSTANTS,
        )

    def parse(self) -> Pb:
        """Parses a value."""
        if self._tokens.token.kind == 'binding':
            bound = self._binding()
            if bound.WhichOneof('parameter_type') != 'value':
                raise errors.invalid('A cursor is bound where a value is due.')
            return bound.value
        if not self.starts_value():
            raise self._tokens.unexpected()
        self._check_literals()
        token = self._tokens.advance()
        if token.kind == 'string':
            return Value(string_value=token.text)
        if token.kind == 'integer':
            return self._integer(token.text)
        if token.kind == 'double':
            return Value(double_value=float(token.text))
        return self._parse_word(token.text.upper())

    def _parse_word(self, word: str) -> Pb:
        if word == 'NULL':
            return Value(null_value=0)
        if word in ('TRUE', 'FALSE'):
            return Value(boolean_value=word == 'TRUE')
        self._tokens.expect_symbol('(')
        if word == 'KEY':
            return self._parse_key()
        if word == 'ARRAY':
            return self._parse_elements()
        if self._tokens.token.kind != 'string':
            raise self._tokens.unexpected()
        text = self._tokens.advance().text
        self._tokens.expect_symbol(')')
        return _datetime(text) if word == 'DATETIME' else _blob(text)

    @staticmethod
    def _integer(text: str) -> Pb:
        number = int(text)
        if not -(1 << 63) <= number < 1 << 63:
            raise errors.invalid(f'{text} is no 64-bit integer.')
        return Value(integer_value=number)

    def _binding(self) -> Pb:
        name = self._tokens.advance().text[1:]
        self._used.add(name)
        if name.isdigit():
            number = int(name)
            if 1 <= number <= len(self._positional):
                return self._positional[number - 1]
        elif name in self._named:
            return self._named[name]
        raise errors.invalid(f'The binding @{name} has no value.')

    def parse_array(self) -> Pb:
        """Parses the values after IN."""
        value = self.parse()
        if value.WhichOneof('value_type') != 'array_value':
            raise errors.invalid('IN must be followed by an array.')
        return value

    def _parse_elements(self) -> Pb:
        array = Value()
        array.array_value.SetInParent()
        if self._tokens.accept_symbol(')'):
            return array
        array.array_value.values.extend(self._tokens.read_list(self.parse))
        self._tokens.expect_symbol(')')
        return array

    def parse_position(self) -> int | bytes:
        """Parses a number of results, or a cursor."""
        token = self._tokens.token
        if token.kind == 'integer':
            self._check_literals()
            number = int(self._tokens.advance().text)
        elif token.kind == 'binding':
            bound = self._binding()
            if bound.WhichOneof('parameter_type') == 'cursor':
                cursor: bytes = bound.cursor
                return cursor
            if bound.value.WhichOneof('value_type') != 'integer_value':
                raise errors.invalid('LIMIT and OFFSET must be integers.')
            number = bound.value.integer_value
        else:
            raise self._tokens.unexpected()
        if not 0 <= number < 1 << 31:
            raise errors.invalid('LIMIT and OFFSET must not be negative.')
        return number

    def _parse_key(self) -> Pb:
        value = Value()
        key = value.key_value
        key.partition_id.CopyFrom(self._partition)
        self._parse_key_options(key.partition_id)
        while True:
            if self._tokens.token.kind not in ('name', 'quoted', 'string'):
                raise self._tokens.unexpected()
            element = key.path.add(kind=self._tokens.advance().text)
            self._tokens.expect_symbol(',')
            token = self._tokens.advance()
            if token.kind == 'integer':
                element.id = int(token.text)
            elif token.kind == 'string':
                element.name = token.text
            else:
                raise errors.invalid('A key needs an id or a name.')
            if not self._tokens.accept_symbol(','):
                self._tokens.expect_symbol(')')
                return value

    def _parse_key_options(self, partition: Pb) -> None:
        for word, field in (
            ('PROJECT', 'project_id'),
            ('NAMESPACE', 'namespace_id'),
        ):
            if self._tokens.accept_word(word):
                self._tokens.expect_symbol('(')
                setattr(partition, field, self._tokens.advance().text)
                self._tokens.expect_symbol(')')
                self._tokens.expect_symbol(',')


def _datetime(text: str) -> Pb:
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise errors.invalid(f'"{text}" is no date and time.') from None
    if moment.tzinfo is None:
        raise errors.invalid(f'"{text}" has no time zone.')
    value = Value()
    value.timestamp_value.FromDatetime(moment)
    return value


def _blob(text: str) -> Pb:
    padded = text + '=' * (-len(text) % 4)
    if '=' in text:
        raise errors.invalid(f'Invalid blob text: "{text}".')
    try:
        return Value(blob_value=base64.urlsafe_b64decode(padded))
    except (binascii.Error, ValueError):
        raise errors.invalid(f'"{text}" is not base64.') from None
