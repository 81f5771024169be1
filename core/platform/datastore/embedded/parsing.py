"""Parses query messages into `StoreQuery`."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

from core.platform.datastore.embedded import cursors, errors, limits
from core.platform.datastore.embedded.filters import (
    check_operators,
    parse_filter,
)
from core.platform.datastore.embedded.keys import Scope
from core.platform.datastore.embedded.metadata import (
    KINDS as METADATA_KINDS,
)
from core.platform.datastore.embedded.names import KEY_PROPERTY
from core.platform.datastore.embedded.protos import Pb, PropertyOrder
from core.platform.datastore.embedded.query import (
    Conjunction,
    Order,
    StoreQuery,
)


def parse_query(
    query: Pb, scope: Scope, summed: Collection[str] = ()
) -> StoreQuery:
    """Parses a query.

    Args:
        query: The `Query` message.
        scope: Project, database and namespace of the request.
        summed: The properties to sum or average. A query without a projection
            then gets one of these properties, and its cursors, which do not
            contain them, are dropped.

    Returns:
        The parsed query.

    Raises:
        StatusError: The query is invalid.
    """
    _check_message(query)
    kind = query.kind[0].name if query.kind else None
    conjunctions = [Conjunction()]
    if query.HasField('filter'):
        check_operators(query.filter)
        conjunctions = parse_filter(query.filter, scope)
    if len({conjunction.ancestor for conjunction in conjunctions}) > 1:
        raise errors.invalid(
            'All disjunctions must have a common and unique ancestor '
            'constraint.'
        )
    if len(conjunctions) > limits.MAX_DISJUNCTIONS:
        raise errors.invalid(
            'The filter comes to more than '
            f'{limits.MAX_DISJUNCTIONS} disjunctions.'
        )
    projection = projected_names(query)
    keys_only = projection == [KEY_PROPERTY]
    parsed = StoreQuery(
        scope=scope,
        kind=kind,
        conjunctions=tuple(conjunctions),
        projection=() if keys_only else tuple(projection or summed),
        distinct=tuple(reference.name for reference in query.distinct_on),
        keys_only=keys_only,
        offset=query.offset,
        limit=query.limit.value if query.HasField('limit') else None,
    )
    parsed = _with_orders(parsed, query)
    _check(parsed, query)
    if parsed.projection and not projection:
        return parsed
    return _with_cursors(parsed, query)


def projected_names(query: Pb) -> list[str]:
    """Returns the properties that a `Query` message projects."""
    return [projection.property.name for projection in query.projection]


def _check_message(query: Pb) -> None:
    errors.refuse_fields(query, 'find_nearest')
    if len(query.kind) > 1:
        raise errors.invalid('A query has at most one kind.')
    if query.kind and not query.kind[0].name:
        raise errors.invalid('The kind is the empty string.')
    projected = projected_names(query)
    grouped = [reference.name for reference in query.distinct_on]
    ordered = [order.property.name for order in query.order]
    if '' in (*projected, *grouped, *ordered):
        raise errors.invalid('The property.name is the empty string.')
    if len(set(projected)) != len(projected):
        raise errors.invalid('Cannot project a property multiple times.')
    if len(set(grouped)) != len(grouped):
        raise errors.invalid('Cannot group by a property multiple times.')
    if KEY_PROPERTY in grouped:
        raise errors.invalid(
            'Group by is not supported for the property: __key__'
        )
    if query.offset < 0:
        raise errors.invalid('The offset is negative.')
    if query.limit.value < 0:
        raise errors.invalid('The limit is negative.')


def _check(query: StoreQuery, message: Pb) -> None:
    if query.kind in METADATA_KINDS:
        _check_metadata(query)
    if query.kind is None:
        _check_all_kinds(query, message)
    for conjunction in query.conjunctions:
        if conjunction.fixed_names.intersection(projected_names(message)):
            raise errors.invalid(
                'cannot use projection on a property with an equality filter'
            )


def _check_metadata(query: StoreQuery) -> None:
    if query.key_descending:
        raise errors.invalid('Only ascending order on __key__ supported')
    if query.orders or _filters_properties(query):
        raise errors.invalid('Only comparison filters on __key__ supported')


def _filters_properties(query: StoreQuery) -> bool:
    return any(
        conjunction.equalities or conjunction.ranges
        for conjunction in query.conjunctions
    )


def _check_all_kinds(query: StoreQuery, message: Pb) -> None:
    if _filters_properties(query):
        raise errors.invalid('kind is required for non-__key__ filters')
    if query.distinct or (message.projection and not query.keys_only):
        raise errors.invalid('kind is required for projection and distinct')
    ordered = {order.property.name for order in message.order}
    if ordered - {KEY_PROPERTY} or query.key_descending:
        raise errors.invalid(
            'kind is required for all orders except __key__ ascending'
        )


def _with_orders(query: StoreQuery, message: Pb) -> StoreQuery:
    """Adds the requested order and the order implied by filters."""
    orders: list[Order] = []
    key_descending = names_key = False
    for requested in message.order:
        down = requested.direction == PropertyOrder.DESCENDING
        if requested.property.name == KEY_PROPERTY:
            key_descending, names_key = down, True
            break
        if all(requested.property.name != order.name for order in orders):
            orders.append(Order(requested.property.name, down))
    if not names_key:
        named = {order.name for order in orders}
        down = bool(orders) and orders[-1].descending
        # Properties with inequality filters are ordered.
        ranged = {
            name
            for conjunction in query.conjunctions
            for name in conjunction.ranges
        }
        orders += [Order(name, down) for name in sorted(ranged - named)]
    fixed: frozenset[str] = frozenset()
    if len(query.conjunctions) == 1:
        fixed = query.conjunctions[0].fixed_names
    orders = [order for order in orders if order.name not in fixed]
    orders = _with_returned(query, orders, fixed, key_descending, names_key)
    _check_distinct(query, orders)
    return dataclasses.replace(
        query,
        orders=tuple(orders),
        key_descending=key_descending,
    )


def _with_returned(
    query: StoreQuery,
    orders: list[Order],
    fixed: frozenset[str],
    key_descending: bool,
    names_key: bool,
) -> list[Order]:
    """Adds columns for projected properties that are not ordered by.

    An order or a filter by key sorts the results before those columns do.
    """
    column_names = {order.name for order in orders} | fixed | {KEY_PROPERTY}
    grouped = [Order(name) for name in sorted({*query.distinct} - column_names)]
    column_names.update(query.distinct)
    returned = [
        Order(name) for name in sorted({*query.projection} - column_names)
    ]
    key = Order(KEY_PROPERTY, key_descending)
    if names_key:
        behind = grouped + returned
        return [*orders, key, *behind] if behind else orders
    orders = orders + grouped
    if returned and any(
        conjunction.limits_keys for conjunction in query.conjunctions
    ):
        orders.append(key)
    return orders + returned


def _check_distinct(query: StoreQuery, orders: list[Order]) -> None:
    """Checks that equal combinations are adjacent."""
    is_behind = False
    for order in orders:
        if order.name not in query.distinct:
            is_behind = True
        elif is_behind:
            raise errors.invalid(
                'must specify all group by orderings before any non group by '
                'orderings'
            )


def _with_cursors(query: StoreQuery, message: Pb) -> StoreQuery:
    start, end = b'', None
    if message.start_cursor:
        start = cursors.read_cursor(query, message.start_cursor)
    if message.end_cursor:
        end = cursors.read_cursor(query, message.end_cursor)
    return dataclasses.replace(query, start=start, end=end)
