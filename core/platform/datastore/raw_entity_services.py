"""Entities of NDB as the messages that NDB would write, and back.

For models whose properties are texts, numbers, bytes and times; see
raw_datastore_services for why.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection
from typing import Any, Protocol, TypeVar

from google.cloud import ndb

from core import clock
from core.platform.datastore import raw_datastore_services as raw

_Value = str | int | bytes | datetime.datetime | None


class TimedModel(Protocol):
    """An entity of NDB that knows when it was made and changed."""

    key: Any

    def set_times(self) -> None:
        """Notes that it is being put now."""

    def to_dict(self) -> dict[str, Any]:
        """Returns its properties."""


_Model = TypeVar('_Model', bound=TimedModel)


def message_of(model: TimedModel, indexed: Collection[str] = ()) -> raw.Pb:
    """Returns an entity as a raw `Entity` message, to be put now.

    Args:
        model: The entity.
        indexed: Which of its properties are indexed.
    """
    model.set_times()
    path = [part for pair in model.key.pairs() for part in pair]
    entity = raw.Entity(key=raw.key_message(*path))
    for name, value in model.to_dict().items():
        set_value(entity, name, value)
        if name in indexed:
            entity.properties[name].exclude_from_indexes = False
    return entity


def set_value(entity: raw.Pb, name: str, value: _Value) -> None:
    """Sets a property that is not indexed.

    Args:
        entity: The raw `Entity` message.
        name: The property.
        value: What it is to be.
    """
    message = entity.properties[name]
    message.exclude_from_indexes = True
    if value is None:
        message.null_value = 0
    elif isinstance(value, str):
        message.string_value = value
    elif isinstance(value, int):
        message.integer_value = value
    elif isinstance(value, bytes):
        message.blob_value = value
    else:
        message.timestamp_value.FromDatetime(value)


def set_last_updated(entity: raw.Pb) -> None:
    """Notes that an entity is being put now."""
    set_value(entity, 'last_updated', clock.utcnow())


def model_of(model_class: Callable[..., _Model], entity: raw.Pb) -> _Model:
    """Returns the entity that a raw `Entity` message holds.

    Args:
        model_class: Its model.
        entity: The message.
    """
    values = {
        name: _value_of(entity.properties[name])
        for name in model_class().to_dict()
        if name in entity.properties
    }
    return model_class(key=ndb.Key(*raw.path_of(entity.key)), **values)


def _value_of(message: raw.Pb) -> _Value:
    which = message.WhichOneof('value_type')
    if which in {None, 'null_value'}:
        return None
    if which == 'timestamp_value':
        time: datetime.datetime = message.timestamp_value.ToDatetime()
        return time
    value: _Value = getattr(message, which)
    return value
