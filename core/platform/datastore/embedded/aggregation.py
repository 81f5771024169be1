"""Aggregation queries: count, sum and average over a query's results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from google.cloud.datastore_v1.types import aggregation_result

from core.platform.datastore.embedded import errors
from core.platform.datastore.embedded.checks import check_property_name
from core.platform.datastore.embedded.execution import Execution
from core.platform.datastore.embedded.indexing import indexed_values
from core.platform.datastore.embedded.names import KEY_PROPERTY
from core.platform.datastore.embedded.protos import (
    Entity,
    Pb,
    QueryResultBatch,
    Value,
)
from core.platform.datastore.embedded.query import StoreQuery

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
        """Adds a value, if it is a number."""
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
        """Returns the sum; an integer while it is one and fits."""
        if self.has_doubles or abs(self.integers) > _MAX_INTEGER:
            return Value(double_value=self.integers + self.doubles)
        return Value(integer_value=self.integers)

    def average(self) -> Pb:
        """Returns the average; null when there are no numbers."""
        if not self.count:
            return Value(null_value=0)
        total = self.integers + self.doubles
        return Value(double_value=total / self.count)


def no_numbers() -> dict[str, Numbers]:
    """Returns an empty mapping from properties to their numbers."""
    return {}


@dataclass
class Totals:
    """What one pass over the results collects."""

    count: int = 0
    numbers: dict[str, Numbers] = field(default_factory=no_numbers)


def check(
    aggregations: Sequence[Pb], query: StoreQuery
) -> list[tuple[str, Pb]]:
    """Checks aggregations of a query and gives each its alias.

    Raises:
        StatusError: One breaks a rule.
    """
    if not aggregations:
        raise errors.invalid('At least one aggregation is required.')
    if len(aggregations) > _MAX_AGGREGATIONS:
        raise errors.invalid(
            f'At most {_MAX_AGGREGATIONS} aggregations are allowed.'
        )
    named: list[tuple[str, Pb]] = []
    for number, each in enumerate(aggregations, 1):
        named.append((each.alias or f'property_{number}', each))
        if each.WhichOneof('operator') is None:
            raise errors.invalid('An aggregation has no operator.')
        if each.count.HasField('up_to') and each.count.up_to.value < 0:
            raise errors.invalid('up_to must not be negative.')
        check_property_name(named[-1][0])
        for operator in ('sum', 'avg'):
            if each.HasField(operator):
                name = getattr(each, operator).property.name
                _check_operand(name, query)
    if len({alias for alias, _ in named}) != len(named):
        raise errors.invalid('The aliases of aggregations must differ.')
    return named


def _check_operand(name: str, query: StoreQuery) -> None:
    if not name:
        raise errors.invalid('Empty aggregation field.')
    if name == KEY_PROPERTY:
        raise errors.invalid('__key__ cannot be summed or averaged.')
    if query.keys_only:
        raise errors.invalid(
            'Aggregation over non-key properties is not supported for base '
            'query that only returns keys.'
        )
    if query.projection and name not in query.projection:
        raise errors.invalid(
            f'The aggregation property {name} is not present in the base '
            "query's projection."
        )


def aggregate(
    execution: Execution,
    query: StoreQuery,
    aggregations: list[tuple[str, Pb]],
) -> Pb:
    """Returns the `AggregationResult` of a query.

    Args:
        execution: The execution on a snapshot.
        query: The query.
        aggregations: What `check` returned.
    """
    totals = Totals()
    for _, each in aggregations:
        which = each.WhichOneof('operator')
        if which != 'count':
            name = getattr(each, which).property.name
            totals.numbers[name] = Numbers()
    _collect(execution, query, totals, _enough(aggregations))
    result = AggregationResult()
    for alias, each in aggregations:
        result.aggregate_properties[alias].CopyFrom(_value(each, totals))
    return result


def _enough(aggregations: list[tuple[str, Pb]]) -> int | None:
    """Returns after how many results nothing changes any more."""
    bounds = []
    for _, each in aggregations:
        if not each.count.HasField('up_to'):
            return None
        bounds.append(each.count.up_to.value)
    return max(bounds)


def _collect(
    execution: Execution,
    query: StoreQuery,
    totals: Totals,
    enough: int | None,
) -> None:
    skipped = seen = 0
    for _, entity_id, _ in execution.results(query):
        if skipped < query.offset:
            skipped += 1
            continue
        if seen in (query.limit, enough):
            return
        seen += 1
        if totals.numbers:
            _add_result(execution, entity_id, totals)
        else:
            totals.count += 1


def _add_result(execution: Execution, entity_id: int, totals: Totals) -> None:
    """Counts an entity that has all properties that are aggregated."""
    _, _, data = execution.fetch(entity_id)
    entity = Entity.FromString(data)
    if not totals.numbers.keys() <= indexed_values(entity).keys():
        return
    totals.count += 1
    for name, numbers in totals.numbers.items():
        value = _property(entity, name)
        if value is not None:
            numbers.add(value)


def _property(entity: Pb, name: str) -> Pb | None:
    """Returns a property, also one of an embedded entity."""
    if name in entity.properties:
        return entity.properties[name]
    for first, value in entity.properties.items():
        if (
            name.startswith(f'{first}.')
            and value.WhichOneof('value_type') == 'entity_value'
        ):
            return _property(value.entity_value, name[len(first) + 1 :])
    return None


def _value(aggregation: Pb, totals: Totals) -> Pb:
    which = aggregation.WhichOneof('operator')
    if which == 'count':
        count = totals.count
        if aggregation.count.HasField('up_to'):
            count = min(count, aggregation.count.up_to.value)
        return Value(integer_value=count)
    numbers = totals.numbers[getattr(aggregation, which).property.name]
    return numbers.sum() if which == 'sum' else numbers.average()
