"""Reading of properties that checks values against the model.

An entity may have been written by other code, or be damaged. NDB and rows
replace missing values by defaults, which is wrong where every entity counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core.platform.datastore import entity_rows
from core.platform.datastore import raw_datastore_services as raw


class WrongValueError(ValueError):
    """A property is missing or has another type; the message is its name."""


class CheckedReader:
    """Reads properties of entities, or raises if one of them is invalid.

    The value of a float property may be stored as an integer. JSON is returned
    as the stored bytes; null as empty bytes.

    Args:
        model_class: The model of the entities.
        required: Properties that must exist; texts must not be empty.
        optional: Properties that may be missing or null; both read as None.
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
        """Returns the properties of a row by name.

        Raises:
            WrongValueError: A value is missing or has another type; the
                message names the first such property.
        """
        properties = entity.entity_message.properties
        # Runs millions of times: the common case takes a single check.
        values = {
            name: getattr(properties[name], field)
            for name, field in self._fields
        }
        if not all(values.values()):
            for name, field in self._fields:
                if not values[name]:
                    values[name] = self._read_unusual(name, field, properties)
        return values

    def _read_unusual(self, name: str, field: str, properties: raw.Pb) -> Any:
        stored = properties[name].WhichOneof('value_type')
        if stored == field and field != 'string_value':
            return getattr(properties[name], field)
        if stored == 'integer_value' and field == 'double_value':
            return float(properties[name].integer_value)
        if stored is None:
            # Accessing the map added an entry; it must not be written back.
            del properties[name]
        if stored in {None, 'null_value', field}:
            if name in self._optional:
                return None
            if field == 'blob_value':
                return b''
        raise WrongValueError(name)
