"""Queries; exported by `store`."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar, cast

from core.platform.datastore import entity_refs, entity_rows
from core.platform.datastore import raw_datastore_services as raw

_Model = TypeVar('_Model')


def stream(
    model_class: type[_Model],
    filters: Sequence[entity_refs.Filter] = (),
    order: str | None = None,
    limit: int | None = None,
    only: Sequence[str] = (),
) -> Iterator[_Model]:
    """Yields the entities of a model that match all filters.

    The query is sent before this function returns, so that several queries run
    concurrently.

    Args:
        model_class: The model.
        filters: The filters, joined by AND.
        order: The property to order by, with the prefix '-' for descending
            order; None to order by id.
        limit: The maximum number of entities; None for all.
        only: The projection: indexed properties, which are cheaper to read
            than whole entities; empty for whole entities. Entities with a
            projection must not be put.
    """
    messages = _query(model_class, filters, order, limit, only)
    rows: Any = map(entity_rows.row_class(cast(Any, model_class)), messages)
    return cast(Iterator[_Model], rows)


def stream_in(
    model_class: type[_Model], name: str, values: Sequence[str]
) -> Iterator[_Model]:
    """Yields the entities whose property has one of several values.

    Runs parallel queries where one IN filter does not suffice.

    Args:
        model_class: The model.
        name: The property.
        values: The values, without duplicates.
    """
    filters: list[entity_refs.Filter] = [(name, '=', value) for value in values]
    if raw.supports_in():
        filters = [
            (name, 'in', values[start : start + raw.MAX_IN_VALUES])
            for start in range(0, len(values), raw.MAX_IN_VALUES)
        ]
    return itertools.chain.from_iterable(
        [stream(model_class, [condition]) for condition in filters]
    )


def stream_ids(
    model_class: type[Any],
    filters: Sequence[entity_refs.Filter] = (),
    order: str | None = None,
    limit: int | None = None,
) -> Iterator[str]:
    """Yields the ids of the entities that `stream` yields."""
    messages = _query(model_class, filters, order, limit, [entity_refs.ID])
    return (message.key.path[-1].name for message in messages)


def get_page(
    model_class: type[_Model],
    filters: Sequence[entity_refs.Filter],
    start_cursor: bytes = b'',
) -> tuple[list[_Model], bytes]:
    """Returns one page of the entities that match all filters, ordered by id.

    Args:
        model_class: The model.
        filters: The filters, joined by AND.
        start_cursor: The cursor of the page; empty for the first one.

    Returns:
        The entities of one response of the store, and the cursor of the next
        page; empty after the last one.
    """
    kind = cast(Any, model_class).kind_name()
    raw_filters = entity_refs.raw_filters(model_class, filters)
    messages, cursor = raw.query_page(kind, raw_filters, start_cursor)
    rows: Any = map(entity_rows.row_class(cast(Any, model_class)), messages)
    return list(rows), cursor


def _query(
    model_class: Any,
    filters: Sequence[entity_refs.Filter],
    order: str | None,
    limit: int | None,
    only: Sequence[str],
) -> Iterator[raw.Pb]:
    return raw.query(
        model_class.kind_name(),
        entity_refs.raw_filters(model_class, filters),
        order,
        only=only,
        limit=limit,
    )
