"""Keys: what makes one valid, and how it is written in the store."""

from __future__ import annotations

import re

from core.platform.datastore.embedded import encoding, errors, limits
from core.platform.datastore.embedded.protos import Pb

_RESERVED = re.compile(r'__.*__', re.DOTALL)

# project, database, namespace
Scope = tuple[str, str, str]


def scope_of(key: Pb) -> Scope:
    """Returns the project, database and namespace of a key."""
    partition = key.partition_id
    return (
        partition.project_id,
        partition.database_id,
        partition.namespace_id,
    )


def is_complete(key: Pb) -> bool:
    """Returns whether the last element of a key has an id or a name."""
    last = key.path[-1]
    return bool(last.id or last.name)


def is_reserved(name: str) -> bool:
    """Returns whether a name is kept for Datastore itself."""
    return name.startswith('__') and _RESERVED.fullmatch(name) is not None


def check_key(key: Pb, project: str, database: str) -> None:
    """Checks a key that a request names, complete or not.

    Args:
        key: The key.
        project: The project of the request.
        database: The database of the request.

    Raises:
        StatusError: The key breaks a rule.
    """
    partition = key.partition_id
    if partition.project_id != project:
        if partition.project_id:
            raise errors.invalid(
                f'mismatched projects within request: {project} vs. '
                f'{partition.project_id}'
            )
        partition.project_id = project
    if partition.database_id != database:
        raise errors.invalid(
            f'mismatched databases within request: {database} vs. '
            f'{partition.database_id}'
        )
    path = key.path
    if not path:
        raise errors.invalid('The key path is empty.')
    last = len(path) - 1
    if last >= limits.MAX_PATH_ELEMENTS:
        raise errors.invalid(
            f'The key path has more than {limits.MAX_PATH_ELEMENTS} elements.'
        )
    for position, element in enumerate(path):
        _check_element(element, position == last)


def _check_element(element: Pb, is_last: bool) -> None:
    kind = element.kind
    if not kind:
        raise errors.invalid('The kind is the empty string.')
    if len(kind.encode()) > limits.MAX_NAME_BYTES:
        raise errors.invalid(
            f'The kind is longer than {limits.MAX_NAME_BYTES} bytes.'
        )
    which = element.WhichOneof('id_type')
    if which == 'name':
        name = element.name
        if not name:
            raise errors.invalid('The key path element name is empty.')
        if len(name.encode()) > limits.MAX_NAME_BYTES:
            raise errors.invalid(
                'The key path element name is longer than '
                f'{limits.MAX_NAME_BYTES} bytes.'
            )
    elif which == 'id':
        if not element.id:
            raise errors.invalid('The key path element id is zero.')
    elif not is_last:
        raise errors.invalid(
            'The key path contains an incomplete element before its end.'
        )


def check_complete(key: Pb) -> None:
    """Checks that a key has an id or a name in its last element.

    Raises:
        StatusError: It has neither.
    """
    if not is_complete(key):
        raise errors.invalid('The key path is incomplete.')


def check_writable(key: Pb) -> None:
    """Checks that an entity may be written under a key.

    Raises:
        StatusError: A kind or a name in it is reserved.
    """
    for element in key.path:
        for text in (element.kind, element.name):
            if text[:2] == '__' and is_reserved(text):
                raise errors.invalid(
                    f'The key path element "{text}" is reserved.'
                )


def to_message(scope: Scope, encoded_path: bytes, key: Pb) -> None:
    """Fills a key message from what the store holds.

    Args:
        scope: Where the key belongs.
        encoded_path: The path as `encoding.encode_path` writes it.
        key: The `Key` to fill.
    """
    partition = key.partition_id
    partition.project_id = scope[0]
    if scope[1]:
        partition.database_id = scope[1]
    if scope[2]:
        partition.namespace_id = scope[2]
    encoding.decode_path(encoded_path, key.path)
