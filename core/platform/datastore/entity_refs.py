"""References to entities by model and id, and filters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias

from core.platform.datastore import raw_datastore_services as raw

# The id of an entity; a model and an id.
Id: TypeAlias = 'str | int | Below'
Ref: TypeAlias = 'tuple[type[Any], Id]'


class Below(NamedTuple):
    """The id of an entity with a parent, in whose entity group it is.

    Attributes:
        parent: The parent.
        id: Its id among the parent's entities of its model.
    """

    parent: Ref
    id: str | int


# The name of the id in a filter.
ID = raw.KEY

# A property, an operator (=, <, <=, >, >=) and a value; with ID the value is an
# `Id`, or with the operator 'below' the `Ref` of a parent.
Filter = tuple[str, str, Any]


def key_message(ref: Ref) -> raw.Pb:
    """Returns the raw `Key` message of an entity."""
    return raw.key_message(*_path(ref))


def _path(ref: Ref) -> tuple[str | int, ...]:
    model_class, entity_id = ref
    if isinstance(entity_id, Below):
        return (
            *_path(entity_id.parent),
            model_class.kind_name(),
            entity_id.id,
        )
    return model_class.kind_name(), entity_id


def raw_filters(
    model_class: type[Any], filters: Iterable[Filter]
) -> list[raw.Filter]:
    """Converts filters on the properties and ids of a model."""
    return [
        (name, operator, _operand(model_class, operator, value))
        if name == ID
        else (name, operator, value)
        for name, operator, value in filters
    ]


def _operand(model_class: type[Any], operator: str, value: Any) -> raw.Pb:
    return key_message(value if operator == 'below' else (model_class, value))
