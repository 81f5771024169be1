"""Queries of the store interface; `store` exports them."""

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
    """Yields the entities of a model that pass filters.

    The query is sent when this returns, so several queries can wait for their
    results together.

    Args:
        model_class: The model.
        filters: Conditions; all must hold.
        order: The property to order by, descending with '-' before it; None
            for the id.
        limit: The maximum number of entities; None for all.
        only: The indexed properties to read, which costs less than whole
            entities; by default all. Such entities must not be put.
    """
    messages = _query(model_class, filters, order, limit, only)
    rows: Any = map(entity_rows.row_class(cast(Any, model_class)), messages)
    return cast(Iterator[_Model], rows)


def stream_of_any(
    model_class: type[_Model], name: str, values: Sequence[str]
) -> Iterator[_Model]:
    """Yields the entities with any of some texts, from parallel queries.

    Args:
        model_class: Their model.
        name: The property.
        values: The texts, each once.
    """
    filters: list[entity_refs.Filter] = [(name, '=', value) for value in values]
    if raw.knows_in():
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
    """Yields the ids of the entities that `stream` would yield."""
    messages = _query(model_class, filters, order, limit, [entity_refs.ID])
    return (message.key.path[-1].name for message in messages)


def get_page(
    model_class: type[_Model],
    filters: Sequence[entity_refs.Filter],
    start_cursor: bytes = b'',
) -> tuple[list[_Model], bytes]:
    """Returns some entities of a model that pass filters, in order of ids.

    Args:
        model_class: The model.
        filters: Conditions; all must hold.
        start_cursor: The cursor to continue from; empty for the beginning.

    Returns:
        The entities of one response of the store, and the cursor to continue
        from; an empty one at the end.
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
