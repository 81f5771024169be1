"""Reading a query's message into a `StoreQuery`, or refusing it."""

from __future__ import annotations

import dataclasses
import itertools

from core.platform.datastore.embedded import (
    cursors,
    encoding,
    errors,
    keys,
    limits,
)
from core.platform.datastore.embedded.keys import Scope
from core.platform.datastore.embedded.names import KEY_PROPERTY
from core.platform.datastore.embedded.protos import (
    CompositeFilter,
    Pb,
    PropertyFilter,
    PropertyOrder,
)
from core.platform.datastore.embedded.query import (
    Conjunction,
    Order,
    Range,
    StoreQuery,
)

_INEQUALITIES = {
    PropertyFilter.LESS_THAN: 'less',
    PropertyFilter.LESS_THAN_OR_EQUAL: 'less_equal',
    PropertyFilter.GREATER_THAN: 'greater',
    PropertyFilter.GREATER_THAN_OR_EQUAL: 'greater_equal',
}


def parse_query(query: Pb, scope: Scope) -> StoreQuery:
    """Reads a query.

    Args:
        query: The `Query` message.
        scope: Project, database and namespace of the request.

    Returns:
        The query as the store understands it.

    Raises:
        StatusError: The query breaks a rule.
    """
    if len(query.kind) > 1:
        raise errors.invalid('A query has at most one kind.')
    kind = query.kind[0].name if query.kind else None
    conjunctions = _parse_filter(query.filter, scope)
    if len(conjunctions) > limits.MAX_DISJUNCTIONS:
        raise errors.invalid(
            'The filter comes to more than '
            f'{limits.MAX_DISJUNCTIONS} disjunctions.'
        )
    projection = [each.property.name for each in query.projection]
    keys_only = projection == [KEY_PROPERTY]
    parsed = StoreQuery(
        scope=scope,
        kind=kind,
        conjunctions=tuple(conjunctions),
        projection=() if keys_only else tuple(projection),
        distinct=tuple(each.name for each in query.distinct_on),
        keys_only=keys_only,
        offset=query.offset,
        limit=query.limit.value if query.HasField('limit') else None,
    )
    parsed = _with_orders(parsed, query)
    _check(parsed)
    return _with_cursors(parsed, query)


def _check(query: StoreQuery) -> None:
    if query.offset < 0:
        raise errors.invalid('The offset is negative.')
    if query.limit is not None and query.limit < 0:
        raise errors.invalid('The limit is negative.')
    if query.kind is not None:
        return
    for conjunction in query.conjunctions:
        for name in (*conjunction.equality_names, *conjunction.ranges):
            raise errors.invalid(
                f'kind is required for filter: {name}: only filters on '
                '__key__ work without one'
            )
    if query.orders:
        raise errors.invalid('kind is required for all orders except __key__')


def _with_orders(query: StoreQuery, message: Pb) -> StoreQuery:
    """Adds the order asked for, and the one that filters imply."""
    orders: list[Order] = []
    key_descending = names_key = False
    for each in message.order:
        down = each.direction == PropertyOrder.DESCENDING
        if each.property.name == KEY_PROPERTY:
            key_descending, names_key = down, True
            break
        if all(each.property.name != order.name for order in orders):
            orders.append(Order(each.property.name, down))
    if not message.order:
        orders.extend(Order(name) for name in _implied_order(query))
    fixed: frozenset[str] = frozenset()
    if len(query.conjunctions) == 1:
        fixed = query.conjunctions[0].equality_names
    orders = [order for order in orders if order.name not in fixed]
    known = {order.name for order in orders} | fixed
    for name in (*query.distinct, *query.projection):
        if name not in known and name != KEY_PROPERTY:
            known = known | {name}
            orders.append(Order(name))
    return dataclasses.replace(
        query,
        orders=tuple(orders),
        key_descending=key_descending,
        names_key_order=names_key,
    )


def _implied_order(query: StoreQuery) -> list[str]:
    everywhere = [set(each.ranges) for each in query.conjunctions]
    return sorted(set.intersection(*everywhere)) if everywhere else []


def _with_cursors(query: StoreQuery, message: Pb) -> StoreQuery:
    start, end = b'', None
    if message.start_cursor:
        start = cursors.read_cursor(query, message.start_cursor)
    if message.end_cursor:
        end = cursors.read_cursor(query, message.end_cursor)
    return dataclasses.replace(query, start=start, end=end)


def _parse_filter(message: Pb, scope: Scope) -> list[Conjunction]:
    which = message.WhichOneof('filter_type')
    if which is None:
        return [Conjunction()]
    if which == 'property_filter':
        return _parse_property_filter(message.property_filter, scope)
    composite = message.composite_filter
    if not composite.filters:
        raise errors.invalid('A composite filter must have a sub-filter.')
    parts = [_parse_filter(each, scope) for each in composite.filters]
    if composite.op == CompositeFilter.OR:
        return list(itertools.chain.from_iterable(parts))
    if composite.op != CompositeFilter.AND:
        raise errors.invalid('A composite filter must be AND or OR.')
    combined = parts[0]
    for part in parts[1:]:
        combined = [_both(a, b) for a in combined for b in part]
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
        raise errors.invalid('A filter has no property name.')
    if operator in (PropertyFilter.IN, PropertyFilter.NOT_IN):
        return _parse_membership(message, scope)
    if operator == PropertyFilter.HAS_ANCESTOR:
        if name != KEY_PROPERTY:
            raise errors.invalid('Only __key__ can have an ancestor filter.')
        path = _key_path(message.value, scope)
        return [
            Conjunction(
                key_low=path, key_high=path + encoding.END, ancestor=path
            )
        ]
    if name == KEY_PROPERTY:
        return _key_conjunctions(operator, _key_path(message.value, scope))
    value = _encode(name, message.value)
    if operator == PropertyFilter.EQUAL:
        return [Conjunction(frozenset({(name, value)}))]
    if operator == PropertyFilter.NOT_EQUAL:
        return [
            Conjunction(ranges={name: _range('less', value)}),
            Conjunction(ranges={name: _range('greater', value)}),
        ]
    if operator not in _INEQUALITIES:
        raise errors.invalid(f'The filter on "{name}" has no operator.')
    limit = _range(_INEQUALITIES[operator], value)
    return [Conjunction(ranges={name: limit})]


def _encode(name: str, value: Pb) -> bytes:
    encoded = encoding.encode_value(value)
    if encoded is None:
        raise errors.invalid(
            f'The filter on "{name}" has a value that cannot be compared.'
        )
    return encoded


def _range(comparison: str, value: bytes) -> Range:
    if comparison == 'less':
        return Range(high=value)
    if comparison == 'less_equal':
        return Range(high=value, high_included=True)
    if comparison == 'greater':
        return Range(low=value, low_included=False)
    return Range(low=value)


def _key_path(value: Pb, scope: Scope) -> bytes:
    if value.WhichOneof('value_type') != 'key_value':
        raise errors.invalid('A filter on __key__ must have a key value.')
    key = value.key_value
    keys.check_key(key, scope[0], scope[1])
    keys.check_complete(key)
    if keys.scope_of(key) != scope:
        raise errors.invalid(
            'The key of a filter is not in the namespace of the query.'
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
    if name == KEY_PROPERTY:
        paths = sorted({_key_path(value, scope) for value in values})
        if is_in:
            return [
                Conjunction(key_low=path, key_high=path + b'\x00')
                for path in paths
            ]
        lows = [b'', *(path + b'\x00' for path in paths)]
        highs = [*paths, encoding.END]
        return [
            Conjunction(key_low=low, key_high=high)
            for low, high in zip(lows, highs, strict=True)
        ]
    encoded = sorted({_encode(name, value) for value in values})
    if is_in:
        return [Conjunction(frozenset({(name, each)})) for each in encoded]
    ranges = [Range(high=encoded[0])]
    for low, high in itertools.pairwise([*encoded, None]):
        assert low is not None
        ranges.append(Range(low, high, low_included=False))
    return [Conjunction(ranges={name: limit}) for limit in ranges]
