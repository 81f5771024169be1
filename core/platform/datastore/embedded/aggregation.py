"""Aggregation queries: count, sum and average of a query's results."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from google.cloud.datastore_v1.types import aggregation_result

from core.platform.datastore.embedded import encoding, errors
from core.platform.datastore.embedded.checks import check_property_name
from core.platform.datastore.embedded.execution import (
    Execution,
    leading_position,
    row_values,
)
from core.platform.datastore.embedded.keys import Scope
from core.platform.datastore.embedded.names import KEY_PROPERTY
from core.platform.datastore.embedded.parsing import (
    parse_query,
    projected_names,
)
from core.platform.datastore.embedded.protos import (
    Entity,
    Pb,
    QueryResultBatch,
    Value,
)
from core.platform.datastore.embedded.query import StoreQuery
from core.platform.datastore.embedded.roots import Hit

AggregationResult = aggregation_result.AggregationResult.pb()
NO_MORE_RESULTS: int = QueryResultBatch.NO_MORE_RESULTS

_MAX_AGGREGATIONS = 5
_MAX_INTEGER = (1 << 63) - 1


@dataclass
class Numbers:
    """The numbers of one property among the results."""

    integers: int = 0
    doubles: float = 0.0
    has_doubles: bool = False
    count: int = 0

    def add(self, value: Pb) -> None:
        """Adds a value if it is a number."""
        which = value.WhichOneof('value_type')
        if which == 'integer_value':
            self.integers += value.integer_value
        elif which == 'double_value':
            self.doubles += value.double_value
            self.has_doubles = True
        else:
            return
        self.count += 1

    def sum(self) -> Pb:
        """Returns the sum, as an integer if all values are and it fits."""
        if self.has_doubles or abs(self.integers) > _MAX_INTEGER:
            return Value(double_value=self.integers + self.doubles)
        return Value(integer_value=self.integers)

    def average(self) -> Pb:
        """Returns the average; null if there are no numbers."""
        if not self.count:
            return Value(null_value=0)
        total = self.integers + self.doubles
        return Value(double_value=total / self.count)


def _check(aggregations: Sequence[Pb], query: Pb) -> list[tuple[str, Pb]]:
    """Validates the aggregations of a `Query` and assigns aliases.

    Raises:
        StatusError: An aggregation is invalid.
    """
    if not aggregations:
        raise errors.invalid('At least one aggregation is required.')
    if len(aggregations) > _MAX_AGGREGATIONS:
        raise errors.invalid(
            f'At most {_MAX_AGGREGATIONS} aggregations are allowed.'
        )
    named: list[tuple[str, Pb]] = []
    for number, aggregation in enumerate(aggregations, 1):
        named.append((aggregation.alias or f'property_{number}', aggregation))
        if aggregation.WhichOneof('operator') is None:
            raise errors.invalid('An aggregation has no operator.')
        if (
            aggregation.count.HasField('up_to')
            and aggregation.count.up_to.value < 0
        ):
            raise errors.invalid('up_to must not be negative.')
        check_property_name(named[-1][0])
        for operator in ('sum', 'avg'):
            if aggregation.HasField(operator):
                name = getattr(aggregation, operator).property.name
                _check_operand(name, query)
    if len({alias for alias, _ in named}) != len(named):
        raise errors.invalid('The aliases of aggregations must differ.')
    return named


def _check_operand(name: str, query: Pb) -> None:
    if not name:
        raise errors.invalid('Empty aggregation field.')
    if name == KEY_PROPERTY:
        raise errors.invalid('__key__ cannot be summed or averaged.')
    projection = projected_names(query)
    if projection == [KEY_PROPERTY]:
        raise errors.invalid(
            'Aggregation over non-key properties is not supported for base '
            'query that only returns keys.'
        )
    if projection and name not in projection:
        raise errors.invalid(
            f'The aggregation property {name} is not present in the base '
            "query's projection."
        )


def _properties_to_sum(aggregations: Sequence[tuple[str, Pb]]) -> list[str]:
    """Returns the properties to sum or average."""
    names = []
    for _, aggregation in aggregations:
        which = aggregation.WhichOneof('operator')
        if which != 'count':
            names.append(getattr(aggregation, which).property.name)
    return list(dict.fromkeys(names))


@dataclass(frozen=True)
class Aggregated:
    """A query with aggregations.

    Args:
        nested: The query as sent.
        query: The query that also returns the summed properties.
        aggregations: The aggregations by alias.
    """

    nested: StoreQuery
    query: StoreQuery
    aggregations: list[tuple[str, Pb]]


def parse(query: Pb, scope: Scope, aggregations: Sequence[Pb]) -> Aggregated:
    """Parses a `Query` and its aggregations.

    Raises:
        StatusError: The query or an aggregation is invalid.
    """
    named = _check(aggregations, query)
    return Aggregated(
        parse_query(query, scope),
        parse_query(query, scope, _properties_to_sum(named)),
        named,
    )


def aggregate(execution: Execution, aggregated: Aggregated) -> Pb:
    """Returns the `AggregationResult` of a query on a snapshot."""
    aggregations = aggregated.aggregations
    numbers = {name: Numbers() for name in _properties_to_sum(aggregations)}
    count = _collect(execution, aggregated, numbers)
    result = AggregationResult()
    for alias, aggregation in aggregations:
        result.aggregate_properties[alias].CopyFrom(
            _value(aggregation, count, numbers)
        )
    return result


def _enough(aggregations: list[tuple[str, Pb]]) -> int | None:
    """Returns the number of results that suffices; None if all are needed."""
    bounds = []
    for _, aggregation in aggregations:
        if not aggregation.count.HasField('up_to'):
            return None
        bounds.append(aggregation.count.up_to.value)
    return max(bounds)


def _collect(
    execution: Execution, aggregated: Aggregated, numbers: dict[str, Numbers]
) -> int:
    """Adds up the numbers of the results; returns the number of results."""
    query = aggregated.query
    enough = _enough(aggregated.aggregations)
    hits = _between_cursors(execution.results(query), aggregated)
    count = 0
    for position, entity_id, _ in hits:
        if count in (query.limit, enough):
            break
        count += 1
        if numbers:
            _add_row(execution, query, position, entity_id, numbers)
    return count


def _between_cursors(
    hits: Iterator[Hit], aggregated: Aggregated
) -> Iterator[Hit]:
    """Yields the results between the cursors, without the offset."""
    query, nested = aggregated.query, aggregated.nested
    if query.start != nested.start or query.end != nested.end:
        end = nested.end or encoding.END
        hits = (
            hit
            for hit in hits
            if nested.start <= leading_position(nested, query, hit[0]) < end
        )
    return itertools.islice(hits, query.offset, None)


def _add_row(
    execution: Execution,
    query: StoreQuery,
    position: bytes,
    entity_id: int,
    numbers: dict[str, Numbers],
) -> None:
    """Adds the numbers that the index contains for a result."""
    encoded = row_values(query, position)
    for name, of_property in numbers.items():
        value = Value()
        encoding.decode_value(encoded[name], value)
        if value.WhichOneof('value_type') == 'integer_value':
            # It may be a timestamp, which has the same form in an index.
            _, _, data = execution.fetch(entity_id)
            integers = _integers(Entity.FromString(data), name)
            if value.integer_value not in integers:
                continue
        of_property.add(value)


def _integers(entity: Pb, name: str) -> Iterator[int]:
    """Yields the integers of a property, including nested ones."""
    for first, value in entity.properties.items():
        elements = [value]
        if value.WhichOneof('value_type') == 'array_value':
            elements = value.array_value.values
        for element in elements:
            if first != name and name.startswith(f'{first}.'):
                inner = element.entity_value
                yield from _integers(inner, name[len(first) + 1 :])
            elif (
                first == name
                and element.WhichOneof('value_type') == 'integer_value'
            ):
                yield element.integer_value


def _value(aggregation: Pb, count: int, numbers: dict[str, Numbers]) -> Pb:
    which = aggregation.WhichOneof('operator')
    if which == 'count':
        if aggregation.count.HasField('up_to'):
            count = min(count, aggregation.count.up_to.value)
        return Value(integer_value=count)
    of_property = numbers[getattr(aggregation, which).property.name]
    return of_property.sum() if which == 'sum' else of_property.average()
