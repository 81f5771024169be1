"""GQL: queries written as text.

See https://cloud.google.com/datastore/docs/reference/gql_reference
"""

from __future__ import annotations

from core.platform.datastore.embedded.gql_tokens import TokenReader
from core.platform.datastore.embedded.gql_values import ValueParser
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
    return _Parser(message, partition).parse()


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
    return _Parser(message, partition).parse_aggregation()


class _Parser(TokenReader):
    """A recursive descent parser with one method per grammar rule."""

    def __init__(self, message: Pb, partition: Pb) -> None:
        super().__init__(message.query_string)
        self._query = Query()
        self._values = ValueParser(self, message, partition)

    def parse(self) -> Pb:
        """Parses a whole query."""
        self._parse_select()
        self._expect_end()
        return self._query

    def parse_aggregation(self) -> tuple[Pb, list[Pb]]:
        """Parses AGGREGATE ... OVER (SELECT ...) or SELECT COUNT(*) ..."""
        if self.accept_word('AGGREGATE'):
            aggregations = self.read_list(self._parse_aggregation)
            self.expect_word('OVER')
            self.expect_symbol('(')
            self._parse_select()
            self.expect_symbol(')')
        else:
            self.expect_word('SELECT')
            aggregations = self.read_list(self._parse_aggregation)
            self._parse_clauses()
        self._expect_end()
        return self._query, aggregations

    def _expect_end(self) -> None:
        if self.token.kind != 'end':
            raise self.unexpected()
        self._values.check_all_used()

    def _parse_aggregation(self) -> Pb:
        aggregation = Aggregation()
        function = self._name().upper()
        self.expect_symbol('(')
        if function == 'COUNT':
            self.expect_symbol('*')
            aggregation.count.SetInParent()
        elif function == 'COUNT_UP_TO':
            limit = self._values.parse_position()
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
        self.expect_word('SELECT')
        self._parse_selection()
        self._parse_clauses()

    def _parse_clauses(self) -> None:
        if self.accept_word('FROM'):
            self._query.kind.add(name=self._name())
        if self.accept_word('WHERE'):
            self._query.filter.CopyFrom(self._parse_disjunction())
        if self.accept_word('ORDER', 'BY'):
            self.read_list(self._parse_order)
        if self.accept_word('LIMIT'):
            self._parse_limit()
        if self.accept_word('OFFSET'):
            self._parse_offset()

    def _name(self) -> str:
        if self.token.kind not in ('name', 'quoted'):
            raise self.unexpected()
        return self.advance().text

    def _parse_selection(self) -> None:
        distinct: list[str] | None = None
        if self.accept_word('DISTINCT', 'ON'):
            self.expect_symbol('(')
            distinct = self.read_list(self._name)
            self.expect_symbol(')')
        is_all_distinct = distinct is None and self.accept_word('DISTINCT')
        names = [] if self.accept_symbol('*') else self.read_list(self._name)
        if is_all_distinct:
            if not names:
                raise self.unexpected()
            distinct = names
        for name in names:
            self._query.projection.add().property.name = name
        for name in distinct or ():
            self._query.distinct_on.add(name=name)

    def _parse_order(self) -> None:
        order = self._query.order.add()
        order.property.name = self._name()
        order.direction = PropertyOrder.ASCENDING
        if self.accept_word('DESC'):
            order.direction = PropertyOrder.DESCENDING
        else:
            self.accept_word('ASC')

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
        position = self._values.parse_position()
        if isinstance(position, bytes):
            self._query.end_cursor = position
        else:
            self._query.limit.value = position

    def _parse_offset(self) -> None:
        while True:
            position = self._values.parse_position()
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
        if self._values.starts_value():
            return self._parse_mirrored()
        name = self._name()
        if self.accept_word('IS', 'NULL'):
            null = self._values.null()
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
            return _filter(name, operator, self._values.parse_array())
        return _filter(name, operator, self._values.parse())

    def _parse_mirrored(self) -> Pb:
        """Parses a condition whose value precedes the property."""
        value = self._values.parse()
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
    message.property_filter.property.name = name
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
