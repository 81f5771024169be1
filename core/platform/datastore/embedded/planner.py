"""Chooses the index ranges that answer a query.

All exact plans have one shape: each of several index prefixes (an index and
the values of its leading equality columns) is followed by the same suffix, the
columns of the query's order and the key. The suffixes that follow all prefixes
are the answer, in order: a merge join, or a plain range if there is only one
prefix. If no such indexes exist, and none are required, the narrowest range is
filtered and sorted instead.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.platform.datastore.embedded import encoding
from core.platform.datastore.embedded.composites import CompositeIndex
from core.platform.datastore.embedded.evaluation import column
from core.platform.datastore.embedded.names import KEY_PROPERTY
from core.platform.datastore.embedded.query import (
    Conjunction,
    Order,
    StoreQuery,
)
from core.platform.datastore.embedded.roots import of_kind

# Finds the four-byte id of a kind's index on a property; None if it is empty.
FindIndex = Callable[[str, str], bytes | None]
FindComposite = Callable[[CompositeIndex], bytes | None]

FORWARD = 'forward'
BACKWARD = 'backward'
# Values descending, the keys of equal values ascending.
GROUPS = 'groups'


@dataclass(frozen=True)
class Plan:
    """The plan of one conjunction.

    Args:
        prefixes: The prefixes that entries must have; empty for no results.
        low: The first suffix.
        high: The exclusive upper bound of suffixes.
        direction: FORWARD, BACKWARD or GROUPS.
        is_exact: Whether the suffixes are the positions of the results;
            otherwise the entities must be filtered and sorted.
        by_entities: Whether to read the table of entities instead of an
            index.
        roots: The prefix of the kind's entities without ancestors in the table
            of entities, which replaces the index of keys for them; None if
            another index is read.
    """

    prefixes: tuple[bytes, ...]
    low: bytes = b''
    high: bytes = encoding.END
    direction: str = FORWARD
    is_exact: bool = True
    by_entities: bool = False
    roots: bytes | None = None


NOTHING = Plan(())


class Planner:
    """Chooses plans for the conjunctions of one query.

    Args:
        query: The query.
        scope_id: The id of its scope.
        find_index: Finds the index of a property of the query's kind.
        find_composite: Finds a composite index in the query's scope.
        composites: The composite indexes of the query's kind.
    """

    def __init__(
        self,
        query: StoreQuery,
        scope_id: bytes,
        find_index: FindIndex,
        find_composite: FindComposite,
        composites: Sequence[CompositeIndex],
    ) -> None:
        self._query = query
        self._scope_id = scope_id
        self._find_index = find_index
        self._find_composite = find_composite
        self._composites = composites

    def plan(self, conjunction: Conjunction, is_strict: bool) -> Plan | None:
        """Returns the exact plan, or None if it needs a missing index.

        Args:
            conjunction: The conjunction.
            is_strict: Whether descending keys need a composite index, as in
                production; the store itself can read any index backwards.
        """
        if conjunction.key_low >= conjunction.key_high:
            return NOTHING
        orders = self._query.free_orders(conjunction)
        if self._query.kind is None:
            return self._plan_all_kinds(conjunction)
        if not orders and not conjunction.ranges:
            if not (is_strict and self._query.key_descending):
                return self._plan_by_key(conjunction)
            return self._plan_composites(conjunction, orders)
        simple = self._plan_single_property(conjunction, orders)
        return simple or self._plan_composites(conjunction, orders)

    def _plan_all_kinds(self, conjunction: Conjunction) -> Plan:
        return Plan(
            (self._scope_id,),
            conjunction.key_low,
            conjunction.key_high,
            BACKWARD if self._query.key_descending else FORWARD,
            is_exact=not self._query.orders,
            by_entities=True,
        )

    def _plan_by_key(self, conjunction: Conjunction) -> Plan:
        roots = None
        if conjunction.equalities:
            prefixes = self._equality_prefixes(conjunction)
        else:
            index = self._find_index(self._kind, KEY_PROPERTY)
            prefixes = None if index is None else (index,)
            roots = of_kind(self._scope_id, self._kind)
        if prefixes is None:
            return NOTHING
        return Plan(
            prefixes,
            conjunction.key_low,
            conjunction.key_high,
            BACKWARD if self._query.key_descending else FORWARD,
            roots=roots,
        )

    @property
    def _kind(self) -> str:
        assert self._query.kind is not None
        return self._query.kind

    def _equality_prefixes(
        self, conjunction: Conjunction
    ) -> tuple[bytes, ...] | None:
        prefixes = []
        for name, value in sorted(conjunction.equalities):
            index = self._find_index(self._kind, name)
            if index is None:
                return None
            prefixes.append(index + value)
        return tuple(prefixes)

    def _plan_single_property(
        self, conjunction: Conjunction, orders: list[Order]
    ) -> Plan | None:
        """Returns a plan over the index of one property, if that suffices."""
        if (
            len(orders) != 1
            or conjunction.equalities
            or conjunction.ranges.keys() - {orders[0].name}
            or conjunction.ancestor is not None
            or conjunction.limits_keys
            or self._query.key_descending
        ):
            return None
        order = orders[0]
        index = self._find_index(self._kind, order.name)
        if index is None:
            return NOTHING
        low, high = _bounds(conjunction, order)
        direction = GROUPS if order.descending else FORWARD
        return Plan((index,), low, high, direction)

    def _plan_composites(
        self, conjunction: Conjunction, orders: list[Order]
    ) -> Plan | None:
        if not can_be_indexed(self._query, conjunction):
            return None
        suffix = list(orders)
        if self._query.key_descending:
            suffix.append(Order(KEY_PROPERTY, True))
        usable = self._usable_composites(conjunction, suffix)
        chosen = _cover(conjunction, usable)
        if chosen is None:
            return None
        prefixes: list[bytes] = []
        for index in chosen:
            index_id = self._find_composite(index)
            if index_id is None:
                return NOTHING
            prefixes.extend(_prefixes(conjunction, index, index_id))
        low, high = b'', encoding.END
        if suffix and suffix[0].name != KEY_PROPERTY:
            low, high = _bounds(conjunction, suffix[0])
        # Ranges on later columns are not contiguous in the index.
        return Plan(
            tuple(prefixes),
            low,
            high,
            is_exact=conjunction.ranges.keys() <= {suffix[0].name},
        )

    def _usable_composites(
        self, conjunction: Conjunction, suffix: list[Order]
    ) -> list[CompositeIndex]:
        needs_ancestor = conjunction.ancestor is not None
        return [
            index
            for index in self._composites
            if index.has_ancestor == needs_ancestor
            and index.ends_with(suffix)
            and index.leading_names(len(suffix)) <= conjunction.equality_names
        ]

    def fallback(self, conjunction: Conjunction) -> Plan:
        """Returns the narrowest range that contains all results, unordered."""
        names = [*conjunction.ranges]
        names += [order.name for order in self._query.orders]
        if (
            conjunction.equalities
            or conjunction.ancestor is not None
            or not names
            or names[0] == KEY_PROPERTY
        ):
            plan = self._plan_by_key(conjunction)
            return dataclasses.replace(plan, is_exact=False)
        index = self._find_index(self._kind, names[0])
        if index is None:
            return NOTHING
        low, high = _bounds(conjunction, Order(names[0]))
        return Plan((index,), low, high, is_exact=False)


def can_be_indexed(query: StoreQuery, conjunction: Conjunction) -> bool:
    """Returns whether a composite index could answer a conjunction.

    None can for a range of keys within an order by properties, for columns
    after the key, or for an array with both an equality and a range filter.
    The store sorts those in memory.
    """
    if conjunction.equality_names != conjunction.fixed_names:
        return False
    orders = query.free_orders(conjunction)
    names = {order.name for order in orders}
    if KEY_PROPERTY in names or conjunction.ranges.keys() - names:
        return False
    return not (conjunction.limits_keys and (orders or query.key_descending))


def _bounds(conjunction: Conjunction, order: Order) -> tuple[bytes, bytes]:
    limits = conjunction.ranges.get(order.name)
    if limits is None:
        return b'', encoding.END
    return limits.bounds(order.descending)


def _prefixes(
    conjunction: Conjunction, index: CompositeIndex, index_id: bytes
) -> list[bytes]:
    """Returns the prefixes of the entries of all results in an index.

    An array property may have several equality filters; its entity then has
    an entry for each of the values.
    """
    prefix = index_id
    if conjunction.ancestor is not None:
        prefix += encoding.encode_ancestor(conjunction.ancestor)
    leading = itertools.takewhile(
        lambda order: order.name in conjunction.fixed_names, index.properties
    )
    choices = [
        [
            column(value, order.descending)
            for name, value in sorted(conjunction.equalities)
            if name == order.name
        ]
        for order in leading
    ]
    return [
        prefix + b''.join(columns) for columns in itertools.product(*choices)
    ]


def _cover(
    conjunction: Conjunction, usable: list[CompositeIndex]
) -> list[CompositeIndex] | None:
    """Returns a few indexes that together cover all equality properties."""
    missing = set(conjunction.fixed_names)
    chosen: list[CompositeIndex] = []
    while missing or not chosen:
        best = max(
            usable,
            key=lambda index: len(missing & index.all_names),
            default=None,
        )
        if best is None or (missing and not missing & best.all_names):
            return None
        chosen.append(best)
        missing -= best.all_names
    return chosen
