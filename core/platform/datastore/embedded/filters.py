"""Converts filter messages to disjunctive normal form."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

from core.platform.datastore.embedded import (
    checks,
    encoding,
    errors,
    keys,
    limits,
)
from core.platform.datastore.embedded.keys import Scope
from core.platform.datastore.embedded.names import KEY_PROPERTY
from core.platform.datastore.embedded.protos import (
    CompositeFilter,
    PartitionId,
    Pb,
    PropertyFilter,
)
from core.platform.datastore.embedded.query import Conjunction, Range

_RANGES: dict[int, Callable[[bytes], Range]] = {
    PropertyFilter.LESS_THAN: lambda value: Range(high=value),
    PropertyFilter.LESS_THAN_OR_EQUAL: lambda value: Range(
        high=value, high_included=True
    ),
    PropertyFilter.GREATER_THAN: lambda value: Range(value, low_included=False),
    PropertyFilter.GREATER_THAN_OR_EQUAL: Range,
}


def check_operators(message: Pb) -> None:
    """Checks for operators that cannot be combined.

    Raises:
        StatusError: There is more than one != or NOT_IN, or a NOT_IN beside IN
            or OR.
    """
    operators = list(_operators(message))
    negative = (PropertyFilter.NOT_IN, PropertyFilter.NOT_EQUAL)
    if sum(operator in negative for operator in operators) > 1:
        raise errors.invalid(
            "Only a single 'NOT_EQUAL' or 'NOT_IN' is allowed per query."
        )
    if PropertyFilter.NOT_IN in operators and (
        PropertyFilter.IN in operators or _OR in operators
    ):
        raise errors.invalid("'NOT_IN' cannot be combined with 'IN' or 'OR'.")


# Represents an OR among the operators of property filters.
_OR = -1


def _operators(message: Pb) -> Iterator[int]:
    if message.WhichOneof('filter_type') == 'property_filter':
        yield message.property_filter.op
        return
    if message.composite_filter.op == CompositeFilter.OR:
        yield _OR
    for sub_filter in message.composite_filter.filters:
        yield from _operators(sub_filter)


def parse_filter(message: Pb, scope: Scope) -> list[Conjunction]:
    """Parses a filter.

    Args:
        message: The `Filter`.
        scope: Project, database and namespace of the query.

    Returns:
        Conjunctions; a result satisfies at least one of them.

    Raises:
        StatusError: The filter is invalid.
    """
    which = message.WhichOneof('filter_type')
    if which is None:
        raise errors.invalid('A filter is empty.')
    if which == 'property_filter':
        return _parse_property_filter(message.property_filter, scope)
    composite = message.composite_filter
    if not composite.filters:
        raise errors.invalid('A composite filter must have a sub-filter.')
    parts = [
        parse_filter(sub_filter, scope) for sub_filter in composite.filters
    ]
    if composite.op == CompositeFilter.OR:
        return list(itertools.chain.from_iterable(parts))
    if composite.op != CompositeFilter.AND:
        raise errors.invalid('A composite filter must be AND or OR.')
    combined = parts[0]
    for part in parts[1:]:
        combined = [
            _both(first, second) for first in combined for second in part
        ]
        if len(combined) > limits.MAX_DISJUNCTIONS:
            break
    return combined


def _both(first: Conjunction, second: Conjunction) -> Conjunction:
    ranges = dict(first.ranges)
    for name, limit in second.ranges.items():
        ranges[name] = ranges.get(name, Range()).intersect(limit)
    if first.ancestor and second.ancestor:
        raise errors.invalid('A query has at most one ancestor.')
    return Conjunction(
        first.equalities | second.equalities,
        ranges,
        max(first.key_low, second.key_low),
        min(first.key_high, second.key_high),
        first.ancestor or second.ancestor,
    )


def _parse_property_filter(message: Pb, scope: Scope) -> list[Conjunction]:
    name = message.property.name
    operator = message.op
    if not name:
        raise errors.invalid('The property.name is the empty string.')
    if operator in (PropertyFilter.IN, PropertyFilter.NOT_IN):
        return _parse_membership(message, scope)
    if operator == PropertyFilter.HAS_ANCESTOR:
        return [_ancestor(name, message.value, scope)]
    if name == KEY_PROPERTY:
        return _key_conjunctions(operator, _key_path(message.value, scope))
    value = _encode(name, message.value, scope)
    if operator == PropertyFilter.EQUAL:
        return [Conjunction(frozenset({(name, value)}))]
    if operator == PropertyFilter.NOT_EQUAL:
        return [
            Conjunction(ranges={name: _RANGES[operator](value)})
            for operator in (
                PropertyFilter.LESS_THAN,
                PropertyFilter.GREATER_THAN,
            )
        ]
    if operator not in _RANGES:
        raise errors.invalid(f'The filter on "{name}" has no operator.')
    return [Conjunction(ranges={name: _RANGES[operator](value)})]


def _ancestor(name: str, value: Pb, scope: Scope) -> Conjunction:
    if name != KEY_PROPERTY:
        raise errors.invalid('Only __key__ can have an ancestor filter.')
    path = _key_path(value, scope)
    return Conjunction(
        key_low=path, key_high=path + encoding.END, ancestor=path
    )


def _encode(name: str, value: Pb, scope: Scope) -> bytes:
    checks.check_operand(name, value, _partition(scope))
    encoded = encoding.encode_value(value)
    if encoded is None:
        raise errors.invalid(
            f'The filter on "{name}" has a value that cannot be compared.'
        )
    return encoded


def _partition(scope: Scope) -> Pb:
    return PartitionId(project_id=scope[0], database_id=scope[1])


def _key_path(value: Pb, scope: Scope) -> bytes:
    if value.WhichOneof('value_type') != 'key_value':
        raise errors.invalid('__key__ filter value must be a Key')
    key = value.key_value
    keys.fill_in_value(key, _partition(scope))
    keys.check_key(key, scope[0], scope[1])
    keys.check_complete(key)
    namespace = key.partition_id.namespace_id
    if namespace != scope[2]:
        raise errors.invalid(
            f'__key__ filter namespace is {namespace} but query namespace is '
            f'{scope[2]}'
        )
    return encoding.encode_path(key.path)


def _key_conjunctions(operator: int, path: bytes) -> list[Conjunction]:
    behind = path + b'\x00'
    below = Conjunction(key_high=path)
    above = Conjunction(key_low=behind)
    conjunctions = {
        PropertyFilter.EQUAL: [Conjunction(key_low=path, key_high=behind)],
        PropertyFilter.NOT_EQUAL: [below, above],
        PropertyFilter.LESS_THAN: [below],
        PropertyFilter.LESS_THAN_OR_EQUAL: [Conjunction(key_high=behind)],
        PropertyFilter.GREATER_THAN: [above],
        PropertyFilter.GREATER_THAN_OR_EQUAL: [Conjunction(key_low=path)],
    }
    if operator not in conjunctions:
        raise errors.invalid('The filter on "__key__" has no operator.')
    return conjunctions[operator]


def _parse_membership(message: Pb, scope: Scope) -> list[Conjunction]:
    name = message.property.name
    if message.value.WhichOneof('value_type') != 'array_value':
        raise errors.invalid(
            f'The filter on "{name}" must have an array of values.'
        )
    values = message.value.array_value.values
    if not values:
        raise errors.invalid(f'The filter on "{name}" has no values.')
    is_in = message.op == PropertyFilter.IN
    if not is_in and len(values) > limits.MAX_NOT_IN_VALUES:
        raise errors.invalid(
            f'NOT_IN takes at most {limits.MAX_NOT_IN_VALUES} values.'
        )
    if name == KEY_PROPERTY:
        paths = sorted({_key_path(value, scope) for value in values})
        return _key_membership(paths, is_in)
    encoded = sorted({_encode(name, value, scope) for value in values})
    if is_in:
        return [Conjunction(frozenset({(name, value)})) for value in encoded]
    ranges = [Range(high=encoded[0])]
    for low, high in itertools.pairwise([*encoded, None]):
        assert low is not None
        ranges.append(Range(low, high, low_included=False))
    return [Conjunction(ranges={name: limit}) for limit in ranges]


def _key_membership(paths: list[bytes], is_in: bool) -> list[Conjunction]:
    if is_in:
        return [
            Conjunction(key_low=path, key_high=path + b'\x00') for path in paths
        ]
    lows = [b'', *(path + b'\x00' for path in paths)]
    highs = [*paths, encoding.END]
    return [
        Conjunction(key_low=low, key_high=high)
        for low, high in zip(lows, highs, strict=True)
    ]
