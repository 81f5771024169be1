"""References to entities (model and id), and query filters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias

from core.platform.datastore import raw_datastore_services as raw

Id: TypeAlias = 'str | int | ChildId'
# The model and the id of an entity.
Ref: TypeAlias = 'tuple[type[Any], Id]'


class ChildId(NamedTuple):
    """The id of an entity with a parent, whose entity group it belongs to.

    Attributes:
        parent: The reference of the parent.
        id: The id, unique among the parent's children of the same model.
    """

    parent: Ref
    id: str | int


# The id, in place of the name of a property.
ID = raw.KEY

# Property, operator (=, <, <=, >, >=) and value. For the property ID, the value
# is an `Id`, or the `Ref` of an ancestor with the operator 'has ancestor'.
Filter = tuple[str, str, Any]


def key_message(ref: Ref) -> raw.Pb:
    """Returns the raw `Key` message of an entity."""
    return raw.key_message(*_path(ref))


def _path(ref: Ref) -> tuple[str | int, ...]:
    model_class, entity_id = ref
    if isinstance(entity_id, ChildId):
        return (
            *_path(entity_id.parent),
            model_class.kind_name(),
            entity_id.id,
        )
    return model_class.kind_name(), entity_id


def raw_filters(
    model_class: type[Any], filters: Iterable[Filter]
) -> list[raw.Filter]:
    """Converts filters of a model to raw ones, whose ids are `Key` messages."""
    return [
        (name, operator, _operand(model_class, operator, value))
        if name == ID
        else (name, operator, value)
        for name, operator, value in filters
    ]


def _operand(model_class: type[Any], operator: str, value: Any) -> raw.Pb:
    return key_message(
        value if operator == 'has ancestor' else (model_class, value)
    )
