"""Keys: what makes one valid, and how it is written in the store."""

from __future__ import annotations

import functools
import re

from core.platform.datastore.embedded import encoding, errors, limits
from core.platform.datastore.embedded.protos import Pb

_NAMESPACE = re.compile(r'[0-9A-Za-z._-]{0,100}')
# Characters whose encoding surely fits into a name.
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
    """Returns whether a name is kept for Datastore itself."""
    return name.startswith('__') and _RESERVED.fullmatch(name) is not None


def check_key(key: Pb, project: str, database: str) -> None:
    """Checks a key that a request names, complete or not.

    Args:
        key: The key; a partition left out is filled in.
        project: The project of the request.
        database: The database of the request.

    Raises:
        StatusError: The key breaks a rule.
    """
    check_partition(key.partition_id, project, database)
    check_path(key)


def check_partition(partition: Pb, project: str, database: str) -> None:
    """Checks the partition of a key or a query of a request.

    One that names neither project nor database takes those of the request.
    One that names a project alone means the project's default database.

    Args:
        partition: The `PartitionId`; what is left out is filled in.
        project: The project of the request.
        database: The database of the request.

    Raises:
        StatusError: The partition is one of another database, or its
            namespace breaks a rule.
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
    """Gives a key inside an entity or a filter a project and a database.

    Args:
        key: The key. One that names a project belongs where it says.
        partition: What a key without a project belongs to.
    """
    own = key.partition_id
    if not own.project_id:
        own.project_id = partition.project_id
        own.database_id = own.database_id or partition.database_id


@functools.lru_cache(1000)
def check_namespace(namespace: str) -> None:
    """Checks the name of a namespace.

    Raises:
        StatusError: It has characters that no namespace has, or too many.
    """
    if not _NAMESPACE.fullmatch(namespace):
        raise errors.invalid(f'Illegal string "{namespace}" in namespace id.')


def check_path(key: Pb) -> None:
    """Checks the path of a key, complete or not.

    Raises:
        StatusError: The path breaks a rule.
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
    # Shorter paths cannot be that long: see the limits of names.
    if last > 1 and key.ByteSize() > limits.MAX_KEY_BYTES:
        raise errors.invalid(
            f'The key is longer than {limits.MAX_KEY_BYTES} bytes.'
        )


def path_of_root(key: Pb) -> bytes:
    """Checks a key of the most usual form, and returns its encoded path.

    That is one with a name and no ancestors, of a kind that was checked
    before.

    Returns:
        The path; empty for every other key, also for one that breaks a rule.
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
    """Returns whether the name in a key surely breaks no rule."""
    return 0 < len(name) <= _SURELY_SHORT and name[:2] != '__'


def remember_kind(key: Pb) -> None:
    """Takes note that a key breaks no rule, for `path_of_root`."""
    kind = key.path[-1].kind
    if len(_prefixes) < _MAX_PREFIXES:
        _prefixes[kind] = encoding.encode_root_kind(kind)


# What the paths of keys with a name begin with, by kinds that break no rule;
# so many are remembered.
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
    """Checks that a key has an id or a name in its last element.

    Raises:
        StatusError: It has neither.
    """
    if not is_complete(key):
        raise _incomplete(key)


def check_incomplete(key: Pb) -> None:
    """Checks that a key has neither id nor name in its last element.

    Raises:
        StatusError: It has one.
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
    """Returns the path of a key for people."""
    path = ', '.join(
        f'{element.kind}: {element.name or element.id or ""}'
        for element in key.path
    )
    return f'[{path}]'


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
