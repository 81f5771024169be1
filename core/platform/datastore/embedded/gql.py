"""GQL: queries written as text.

See https://cloud.google.com/datastore/docs/reference/gql_reference
"""

from __future__ import annotations

from core.platform.datastore.embedded import errors
from core.platform.datastore.embedded.gql_tokens import Token, tokenize
from core.platform.datastore.embedded.gql_values import ValueParser
from core.platform.datastore.embedded.names import KEY_PROPERTY
from core.platform.datastore.embedded.protos import (
    Aggregation,
    CompositeFilter,
    Pb,
    PropertyFilter,
    PropertyOrder,
    Query,
    QueryFilter,
)

_OPERATORS = {
    '=': PropertyFilter.EQUAL,
    '<': PropertyFilter.LESS_THAN,
    '<=': PropertyFilter.LESS_THAN_OR_EQUAL,
    '>': PropertyFilter.GREATER_THAN,
    '>=': PropertyFilter.GREATER_THAN_OR_EQUAL,
    '!=': PropertyFilter.NOT_EQUAL,
}
_MIRRORED = {'<': '>', '<=': '>=', '>': '<', '>=': '<='}


def parse_gql(message: Pb, partition: Pb) -> Pb:
    """Parses a GQL query.

    Args:
        message: The `GqlQuery`.
        partition: The `PartitionId` of keys in the text.

    Returns:
        The `Query`.

    Raises:
        StatusError: The text or its bindings are invalid.
    """
    parser = _Parser(tokenize(message.query_string), message, partition)
    query = parser.parse()
    parser.values.check_all_used()
    return query


def parse_gql_aggregation(message: Pb, partition: Pb) -> tuple[Pb, list[Pb]]:
    """Parses a GQL aggregation query.

    Args:
        message: The `GqlQuery`.
        partition: The `PartitionId` of keys in the text.

    Returns:
        The `Query` to aggregate, and the aggregations.

    Raises:
        StatusError: The text or its bindings are invalid.
    """
    parser = _Parser(tokenize(message.query_string), message, partition)
    query, aggregations = parser.parse_aggregation()
    parser.values.check_all_used()
    return query, aggregations


class _Parser:
    """A recursive descent parser with one method per grammar rule."""

    def __init__(self, tokens: list[Token], message: Pb, partition: Pb) -> None:
        self._tokens = tokens
        self._at = 0
        self._query = Query()
        self.values = ValueParser(self, message, partition)

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

    def unexpected(self) -> errors.StatusError:
        """Returns the error for an unexpected token."""
        text = self.token.text or 'end of query'
        return errors.invalid(
            f'GQL query string error: encountered unexpected "{text}".'
        )

    def parse(self) -> Pb:
        """Parses a whole query."""
        self._parse_select()
        self._expect_end()
        return self._query

    def parse_aggregation(self) -> tuple[Pb, list[Pb]]:
        """Parses AGGREGATE ... OVER (SELECT ...) or SELECT COUNT(*) ..."""
        if self.accept_word('AGGREGATE'):
            aggregations = self._parse_aggregations()
            if not self.accept_word('OVER'):
                raise self.unexpected()
            self.expect_symbol('(')
            self._parse_select()
            self.expect_symbol(')')
        else:
            if not self.accept_word('SELECT'):
                raise self.unexpected()
            aggregations = self._parse_aggregations()
            self._parse_clauses()
        self._expect_end()
        return self._query, aggregations

    def _expect_end(self) -> None:
        if self.token.kind != 'end':
            raise self.unexpected()

    def _parse_aggregations(self) -> list[Pb]:
        aggregations = [self._parse_aggregation()]
        while self.accept_symbol(','):
            aggregations.append(self._parse_aggregation())
        return aggregations

    def _parse_aggregation(self) -> Pb:
        aggregation = Aggregation()
        function = self._name().upper()
        self.expect_symbol('(')
        if function == 'COUNT':
            self.expect_symbol('*')
            aggregation.count.SetInParent()
        elif function == 'COUNT_UP_TO':
            limit = self.values.parse_position()
            if isinstance(limit, bytes):
                raise self.unexpected()
            aggregation.count.up_to.value = limit
        elif function in ('SUM', 'AVG'):
            operator = getattr(aggregation, function.lower())
            operator.property.name = self._name()
        else:
            raise self.unexpected()
        self.expect_symbol(')')
        if self.accept_word('AS'):
            aggregation.alias = self._name()
        return aggregation

    def _parse_select(self) -> None:
        if not self.accept_word('SELECT'):
            raise self.unexpected()
        self._parse_selection()
        self._parse_clauses()

    def _parse_clauses(self) -> None:
        if self.accept_word('FROM'):
            self._query.kind.add(name=self._name())
        if self.accept_word('WHERE'):
            self._query.filter.CopyFrom(self._parse_disjunction())
        if self.accept_word('ORDER', 'BY'):
            self._parse_orders()
        if self.accept_word('LIMIT'):
            self._parse_limit()
        if self.accept_word('OFFSET'):
            self._parse_offset()

    def _name(self) -> str:
        if self.token.kind not in ('name', 'quoted'):
            raise self.unexpected()
        return self.advance().text

    def _names(self) -> list[str]:
        names = [self._name()]
        while self.accept_symbol(','):
            names.append(self._name())
        return names

    def _parse_selection(self) -> None:
        distinct: list[str] | None = None
        if self.accept_word('DISTINCT', 'ON'):
            self.expect_symbol('(')
            distinct = self._names()
            self.expect_symbol(')')
        is_all_distinct = distinct is None and self.accept_word('DISTINCT')
        names = [] if self.accept_symbol('*') else self._names()
        if is_all_distinct:
            if not names:
                raise self.unexpected()
            distinct = names
        for name in names:
            self._query.projection.add().property.name = name
        for name in distinct or ():
            self._query.distinct_on.add(name=name)

    def _parse_orders(self) -> None:
        while True:
            order = self._query.order.add()
            order.property.name = self._name()
            order.direction = PropertyOrder.ASCENDING
            if self.accept_word('DESC'):
                order.direction = PropertyOrder.DESCENDING
            else:
                self.accept_word('ASC')
            if not self.accept_symbol(','):
                return

    def _parse_limit(self) -> None:
        if self.accept_word('FIRST'):
            self.expect_symbol('(')
            self._apply_limit()
            self.expect_symbol(',')
            self._apply_limit()
            self.expect_symbol(')')
        else:
            self._apply_limit()

    def _apply_limit(self) -> None:
        position = self.values.parse_position()
        if isinstance(position, bytes):
            self._query.end_cursor = position
        else:
            self._query.limit.value = position

    def _parse_offset(self) -> None:
        while True:
            position = self.values.parse_position()
            if isinstance(position, bytes):
                self._query.start_cursor = position
            else:
                self._query.offset = position
            # "+2" is one token, "+ 2" and "+@2" are two.
            if not self.accept_symbol('+') and self.token.kind != 'integer':
                return

    def _parse_disjunction(self) -> Pb:
        filters = [self._parse_conjunction()]
        while self.accept_word('OR'):
            filters.append(self._parse_conjunction())
        return _combine(CompositeFilter.OR, filters)

    def _parse_conjunction(self) -> Pb:
        filters = [self._parse_condition()]
        while self.accept_word('AND'):
            filters.append(self._parse_condition())
        return _combine(CompositeFilter.AND, filters)

    def _parse_condition(self) -> Pb:
        if self.accept_symbol('('):
            inner = self._parse_disjunction()
            self.expect_symbol(')')
            return inner
        if self.values.starts_value():
            return self._parse_mirrored()
        name = self._name()
        if self.accept_word('IS', 'NULL'):
            null = self.values.null()
            return _filter(name, PropertyFilter.EQUAL, null)
        return self._parse_comparison(name)

    def _parse_comparison(self, name: str) -> Pb:
        if self.accept_word('CONTAINS'):
            operator = PropertyFilter.EQUAL
        elif self.accept_word('HAS', 'ANCESTOR'):
            operator = PropertyFilter.HAS_ANCESTOR
        elif self.accept_word('NOT', 'IN'):
            operator = PropertyFilter.NOT_IN
        elif self.accept_word('IN'):
            operator = PropertyFilter.IN
        elif self.token.text in _OPERATORS and self.token.kind == 'symbol':
            operator = _OPERATORS[self.advance().text]
        else:
            raise self.unexpected()
        if operator in (PropertyFilter.IN, PropertyFilter.NOT_IN):
            return _filter(name, operator, self.values.parse_array())
        return _filter(name, operator, self.values.parse())

    def _parse_mirrored(self) -> Pb:
        """Parses a condition whose value precedes the property."""
        value = self.values.parse()
        if self.accept_word('HAS', 'DESCENDANT'):
            operator = PropertyFilter.HAS_ANCESTOR
        elif self.accept_word('IN'):
            operator = PropertyFilter.EQUAL
        elif self.token.text in _OPERATORS and self.token.kind == 'symbol':
            symbol = self.advance().text
            operator = _OPERATORS[_MIRRORED.get(symbol, symbol)]
        else:
            raise self.unexpected()
        return _filter(self._name(), operator, value)


def _filter(name: str, operator: int, value: Pb) -> Pb:
    message = QueryFilter()
    message.property_filter.property.name = name or KEY_PROPERTY
    message.property_filter.op = operator
    message.property_filter.value.CopyFrom(value)
    return message


def _combine(operator: int, filters: list[Pb]) -> Pb:
    if len(filters) == 1:
        return filters[0]
    message = QueryFilter()
    message.composite_filter.op = operator
    message.composite_filter.filters.extend(filters)
    return message
