"""Meanings: the types of values in the older API, which has more types.

A meaning is stored as written, and refused if it does not fit its value.
Numbers and names are those of App Engine's Property.Meaning.
"""

from __future__ import annotations

from core.platform.datastore.embedded import errors
from core.platform.datastore.embedded.protos import Pb

_BYTESTRING = 16
_INDEX_VALUE = 18
_USER = 20

_TEXTS = frozenset({1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 17})
_ALLOWED: dict[str | None, frozenset[int]] = {
    'string_value': _TEXTS,
    'integer_value': frozenset({13, 29, 30}),
    'blob_value': frozenset({_BYTESTRING}),
    'geo_point_value': frozenset({23}),
    'entity_value': frozenset({_USER}),
}
# Long text and compressed bytes are never indexed.
_ALLOWED_UNINDEXED: dict[str | None, frozenset[int]] = {
    'string_value': frozenset({15}),
    'blob_value': frozenset({22}),
}
_USER_PROPERTIES = ('email', 'auth_domain')


def check_meaning(value: Pb, which: str | None) -> None:
    """Checks the meaning of a value that has one.

    Args:
        value: The `Value`.
        which: The name of the field that holds it.

    Raises:
        StatusError: The meaning does not fit the value.
    """
    meaning = value.meaning
    if which == 'array_value':
        raise errors.invalid(
            'A Value containing a list_value cannot specify a meaning.'
        )
    if meaning == _INDEX_VALUE:
        raise errors.invalid('Projection property cannot be used.')
    allowed = meaning in _ALLOWED.get(which, ())
    if not allowed and value.exclude_from_indexes:
        allowed = meaning in _ALLOWED_UNINDEXED.get(which, ())
    if not allowed:
        raise errors.invalid(f'Unexpected value meaning {meaning}.')
    if meaning == _USER:
        for name in _USER_PROPERTIES:
            if name not in value.entity_value.properties:
                raise errors.invalid(
                    f'The user entity is missing required property "{name}".'
                )
    if meaning == _BYTESTRING and not value.exclude_from_indexes:
        # The default for an indexed blob.
        value.meaning = 0
