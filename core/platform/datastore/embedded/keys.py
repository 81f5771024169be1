"""Validation of keys, and their form in the store."""

from __future__ import annotations

import functools
import re

from core.platform.datastore.embedded import encoding, errors, limits
from core.platform.datastore.embedded.protos import Pb

_NAMESPACE = re.compile(r'[0-9A-Za-z._-]{0,100}')
# The number of characters that always fit into a name.
_SURELY_SHORT = limits.MAX_NAME_BYTES // 4
_RESERVED = re.compile(r'__.*__', re.DOTALL)

# project, database, namespace
Scope = tuple[str, str, str]


def scope_of(message: Pb) -> Scope:
    """Returns the project, database and namespace of a key or a query."""
    partition = message.partition_id
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
    """Returns whether a name is reserved for Datastore itself."""
    return name.startswith('__') and _RESERVED.fullmatch(name) is not None


def check_key(key: Pb, project: str, database: str) -> None:
    """Checks a key of a request, complete or incomplete.

    Args:
        key: The key; a missing partition is filled in.
        project: The project of the request.
        database: The database of the request.

    Raises:
        StatusError: The key is invalid.
    """
    check_partition(key.partition_id, project, database)
    check_path(key)


def check_partition(partition: Pb, project: str, database: str) -> None:
    """Checks the partition of a key or a query of a request.

    A partition without project and database gets those of the request. One
    with only a project means the default database of that project.

    Args:
        partition: The `PartitionId`; missing parts are filled in.
        project: The project of the request.
        database: The database of the request.

    Raises:
        StatusError: The partition names another database, or its namespace is
            invalid.
    """
    if not partition.project_id and not partition.database_id:
        partition.project_id = project
        partition.database_id = database
    elif partition.project_id != project or partition.database_id != database:
        raise errors.invalid(
            'mismatched databases within request: '
            f'{project}#{database} vs. '
            f'{partition.project_id}#{partition.database_id}'
        )
    check_namespace(partition.namespace_id)


def fill_in_value(key: Pb, partition: Pb) -> None:
    """Completes the partition of a key inside an entity or a filter.

    Args:
        key: The key; unchanged if it has a project.
        partition: The partition of a key without a project.
    """
    own = key.partition_id
    if not own.project_id:
        own.project_id = partition.project_id
        own.database_id = own.database_id or partition.database_id


@functools.lru_cache(1000)
def check_namespace(namespace: str) -> None:
    """Checks the name of a namespace.

    Raises:
        StatusError: It is too long or has invalid characters.
    """
    if not _NAMESPACE.fullmatch(namespace):
        raise errors.invalid(f'Illegal string "{namespace}" in namespace id.')


def check_path(key: Pb) -> None:
    """Checks the path of a key, complete or incomplete.

    Raises:
        StatusError: The path is invalid.
    """
    path = key.path
    if not path:
        raise errors.invalid('Key path is empty.')
    last = len(path) - 1
    if last >= limits.MAX_PATH_ELEMENTS:
        raise errors.invalid(
            'Key path is too long. Cannot exceed '
            f'{limits.MAX_PATH_ELEMENTS} elements.'
        )
    for position, element in enumerate(path):
        which = element.WhichOneof('id_type')
        if which is None and position < last:
            raise _incomplete(key)
        if (
            not element.kind
            or len(element.kind) > _SURELY_SHORT
            or not (element.name or element.id)
            or len(element.name) > _SURELY_SHORT
        ):
            _check_element(element, which)
    # Shorter paths cannot exceed the limit, because names are limited.
    if last > 1 and key.ByteSize() > limits.MAX_KEY_BYTES:
        raise errors.invalid(
            f'The key is longer than {limits.MAX_KEY_BYTES} bytes.'
        )


def path_of_root(key: Pb) -> bytes:
    """Checks a key of the usual form and returns its encoded path.

    The usual form is a name, no ancestors, and a kind checked before.

    Returns:
        The path; empty for all other keys, including invalid ones.
    """
    path = key.path
    if len(path) != 1:
        return b''
    name = path[0].name
    prefix = _prefixes.get(path[0].kind)
    if prefix is None or not is_plain_name(name):
        return b''
    return prefix + encoding.encode_text(name.encode())


def is_plain_name(name: str) -> bool:
    """Returns whether the name of a key is certainly valid."""
    return 0 < len(name) <= _SURELY_SHORT and name[:2] != '__'


def remember_kind(key: Pb) -> None:
    """Records that a key is valid, for `path_of_root`."""
    kind = key.path[-1].kind
    if len(_prefixes) < _MAX_PREFIXES:
        _prefixes[kind] = encoding.encode_root_kind(kind)


# Cache of the path prefixes of keys with a name, by valid kind. It is bounded.
_prefixes: dict[str, bytes] = {}
_MAX_PREFIXES = 1_000


def _check_element(element: Pb, which: str | None) -> None:
    if not element.kind:
        raise errors.invalid('The kind is the empty string.')
    if len(element.kind.encode()) > limits.MAX_NAME_BYTES:
        raise errors.invalid(
            f'The kind is longer than {limits.MAX_NAME_BYTES} bytes.'
        )
    if which == 'name' and not element.name:
        raise errors.invalid('The key path element name is the empty string.')
    if len(element.name.encode()) > limits.MAX_NAME_BYTES:
        raise errors.invalid(
            'The key path element name is longer than '
            f'{limits.MAX_NAME_BYTES} bytes.'
        )
    if which == 'id' and not element.id:
        raise errors.invalid('Key path id is invalid. Must not be zero.')


def _incomplete(key: Pb) -> errors.StatusError:
    return errors.invalid(
        f'Key path element must not be incomplete: {describe_path(key)}'
    )


def check_complete(key: Pb) -> None:
    """Checks that a key is complete.

    Raises:
        StatusError: Its last element has neither an id nor a name.
    """
    if not is_complete(key):
        raise _incomplete(key)


def check_incomplete(key: Pb) -> None:
    """Checks that a key is incomplete.

    Raises:
        StatusError: Its last element has an id or a name.
    """
    if is_complete(key):
        raise errors.invalid(
            f'Key path element must not be complete: {describe_path(key)}'
        )


def check_writable(key: Pb) -> None:
    """Checks that an entity may be written under a key.

    Raises:
        StatusError: A kind or a name in it is reserved.
    """
    for element in key.path:
        if element.kind[:2] == '__' and is_reserved(element.kind):
            raise errors.invalid(f'The kind "{element.kind}" is reserved.')
        if element.name[:2] == '__' and is_reserved(element.name):
            raise errors.invalid(
                f'The key path element name "{element.name}" is reserved.'
            )


def describe_path(key: Pb) -> str:
    """Formats the path of a key for people."""
    path = ', '.join(
        f'{element.kind}: {element.name or element.id or ""}'
        for element in key.path
    )
    return f'[{path}]'


def to_message(scope: Scope, encoded_path: bytes, key: Pb) -> None:
    """Fills a key message from its stored form.

    Args:
        scope: The partition of the key.
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
