"""A parsed query.

Filters are converted to a disjunction of conjunctions: IN is an OR of
equalities, != and NOT_IN are ORs of ranges. Values and keys are encoded, so
that all later steps compare bytes.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass, field

from core.platform.datastore.embedded import encoding
from core.platform.datastore.embedded.keys import Scope


@dataclass(frozen=True)
class Order:
    """One column of the order of the results."""

    name: str
    descending: bool = False


@dataclass(frozen=True)
class Range:
    """A range of encoded values.

    Args:
        low: The lower bound; empty for none.
        high: The upper bound; None for none.
        low_included: Whether the range includes the lower bound.
        high_included: Whether the range includes the upper bound.
    """

    low: bytes = b''
    high: bytes | None = None
    low_included: bool = True
    high_included: bool = False

    def __contains__(self, value: bytes) -> bool:
        if value < self.low or (value == self.low and not self.low_included):
            return False
        if self.high is None or value < self.high:
            return True
        return value == self.high and self.high_included

    def intersect(self, other: Range) -> Range:
        """Returns the intersection of two ranges."""
        low, low_included = max(
            (self.low, not self.low_included),
            (other.low, not other.low_included),
        )
        highs = [
            (operand.high, operand.high_included)
            for operand in (self, other)
            if operand.high is not None
        ]
        high, high_included = min(highs) if highs else (None, False)
        return Range(low, high, not low_included, high_included)

    def bounds(self, descending: bool = False) -> tuple[bytes, bytes]:
        """Returns the inclusive lower and exclusive upper bytes in an index."""
        if descending:
            if self.high is None:
                start = b''
            else:
                start = encoding.flip(self.high)
                if not self.high_included:
                    start += encoding.END
            end = encoding.flip(self.low)
            return start, end + encoding.END if self.low_included else end
        start = self.low if self.low_included else self.low + encoding.END
        if self.high is None:
            return start, encoding.END
        end = self.high + encoding.END if self.high_included else self.high
        return start, end


@dataclass(frozen=True)
class Conjunction:
    """Filters that must all match.

    Args:
        equalities: Properties and the encoded values that each must have.
        ranges: Properties and the range in which one value must lie.
        key_low: The lowest encoded path.
        key_high: The exclusive upper bound of encoded paths.
        ancestor: The encoded path of the requested ancestor, if any.
    """

    equalities: frozenset[tuple[str, bytes]] = frozenset()
    ranges: dict[str, Range] = field(default_factory=dict[str, Range])
    key_low: bytes = b''
    key_high: bytes = encoding.END
    ancestor: bytes | None = None

    @property
    def equality_names(self) -> frozenset[str]:
        """The properties with an equality filter."""
        return frozenset(name for name, _ in self.equalities)

    @property
    def fixed_names(self) -> frozenset[str]:
        """The properties with the same value in all result rows."""
        return self.equality_names - self.ranges.keys()

    @property
    def limits_keys(self) -> bool:
        """Whether a filter other than an ancestor restricts the key."""
        if self.ancestor is not None:
            return (self.key_low, self.key_high) != (
                self.ancestor,
                self.ancestor + encoding.END,
            )
        return bool(self.key_low) or self.key_high != encoding.END


@dataclass(frozen=True)
class StoreQuery:
    """A query.

    Args:
        scope: Project, database and namespace.
        kind: The kind; None for entities of all kinds.
        conjunctions: Results satisfy at least one of them.
        orders: The order columns before the key.
        key_descending: Whether the key, the last column, is descending.
        projection: Properties to return; empty for whole entities.
        distinct: Properties whose combinations are returned once each.
        keys_only: Whether to return only keys.
        offset: The number of results to skip.
        limit: The maximum number of results; None for all.
        start: The inclusive lower bound of positions.
        end: The exclusive upper bound of positions.
    """

    scope: Scope
    kind: str | None
    conjunctions: tuple[Conjunction, ...] = (Conjunction(),)
    orders: tuple[Order, ...] = ()
    key_descending: bool = False
    projection: tuple[str, ...] = ()
    distinct: tuple[str, ...] = ()
    keys_only: bool = False
    offset: int = 0
    limit: int | None = None
    start: bytes = b''
    end: bytes | None = None

    @functools.cached_property
    def properties(self) -> frozenset[str]:
        """The properties of an entity that determine its positions.

        The value of "a.b" can be that of a property "a", an embedded entity.
        """
        names = {order.name for order in self.orders}
        for conjunction in self.conjunctions:
            names |= conjunction.equality_names | conjunction.ranges.keys()
        return frozenset(
            whole
            for name in names
            for whole in itertools.accumulate(
                name.split('.'), lambda start, part: f'{start}.{part}'
            )
        )

    def free_orders(self, conjunction: Conjunction) -> list[Order]:
        """Returns the order columns that a conjunction does not fix."""
        fixed = conjunction.fixed_names
        return [order for order in self.orders if order.name not in fixed]
