"""Reads properties only if their values are as a model declares them.

An entity may have been written by other code, or damaged. NDB and rows read a
missing value as its default, which is wrong where every entity counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core.platform.datastore import entity_rows
from core.platform.datastore import raw_datastore_services as raw


class WrongValueError(ValueError):
    """A property is missing or of another type; the message is its name."""


class CheckedReader:
    """Reads some properties of the entities of a model, or none of them.

    Numbers of a float property may be stored as integers. JSON is returned as
    stored bytes, empty for null.

    Args:
        model_class: The model.
        required: Properties that an entity must have; texts are not empty.
        optional: Properties that may be missing or null, which reads as None.
    """

    def __init__(
        self,
        model_class: type[Any],
        required: Iterable[str],
        optional: Iterable[str] = (),
    ) -> None:
        self._optional = frozenset(optional)
        names = dict.fromkeys([*required, *self._optional])
        self._fields = [
            (name, entity_rows.field_of(model_class, name)) for name in names
        ]

    def __call__(self, entity: Any) -> dict[str, Any]:
        """Returns the values of an entity of this port by name.

        Raises:
            WrongValueError: A value is missing or of another type; names the
                first one.
        """
        properties = entity.entity_message.properties
        # Runs millions of times: the common case needs a single check.
        values = {
            name: getattr(properties[name], field)
            for name, field in self._fields
        }
        if not all(values.values()):
            for name, field in self._fields:
                if not values[name]:
                    values[name] = self._look_at(name, field, properties)
        return values

    def _look_at(self, name: str, field: str, properties: raw.Pb) -> Any:
        stored = properties[name].WhichOneof('value_type')
        if stored == field and field != 'string_value':
            return getattr(properties[name], field)
        if stored == 'integer_value' and field == 'double_value':
            return float(properties[name].integer_value)
        if stored is None:
            # Reading the map added it; a value without a type must not be put.
            del properties[name]
        if stored in {None, 'null_value', field}:
            if name in self._optional:
                return None
            if field == 'blob_value':
                return b''
        raise WrongValueError(name)
