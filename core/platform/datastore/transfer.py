"""Export and import of all entities of a store.

The file has JSON lines: a header that names the format; for each entity a line
with its `google.datastore.v1.Entity` in base64, and its key in readable form;
and a last line with the number of entities, which reveals a truncated file.
"""

from __future__ import annotations

import base64
import binascii
import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from google.cloud import ndb
from google.cloud.datastore_v1.types import datastore, entity, query
from google.protobuf.message import DecodeError

FORMAT = 'datastore-export'
FORMAT_VERSION = 1

# Entities per request; the API allows 10 MiB.
_BATCH_ENTITIES = 500
_BATCH_BYTES = 4 * 1024 * 1024

# Any protobuf message: the generated classes have no type information.
_Pb = Any


class TransferError(Exception):
    """The file is not a complete export of a supported version."""


def export_entities(
    client: ndb.Client, file: IO[str], on_entity: Callable[[], object]
) -> int:
    """Exports all entities of all namespaces to a file.

    The export is no snapshot, because batches are read at different times:
    stop all writers, or accept that concurrent writes may be missing.

    Args:
        client: The client of the source.
        file: The destination.
        on_entity: Called after each entity.

    Returns:
        The number of exported entities.
    """
    return write_entities(client.project, _stream_all(client), file, on_entity)


def write_entities(
    project: str,
    entities: Iterable[_Pb],
    file: IO[str],
    on_entity: Callable[[], object],
) -> int:
    """Writes entities to a file.

    Args:
        project: The project of the keys.
        entities: Raw `Entity` messages.
        file: The destination.
        on_entity: Called after each entity.

    Returns:
        The number of entities.
    """
    header = {'format': FORMAT, 'version': FORMAT_VERSION}
    file.write(json.dumps({**header, 'project': project}) + '\n')
    count = 0
    for message in entities:
        file.write(_to_line(message) + '\n')
        count += 1
        on_entity()
    file.write(json.dumps({'count': count}) + '\n')
    return count


def check_file(file: Iterable[str]) -> int:
    """Checks a whole file without importing it.

    Returns:
        The number of entities.

    Raises:
        TransferError: The file is malformed or truncated.
    """
    return sum(1 for _ in _read(file))


def is_empty(client: ndb.Client) -> bool:
    """Returns whether a store has no entities in any namespace."""
    return next(_stream_all(client), None) is None


def count_replaced(client: ndb.Client, file: Iterable[str]) -> int:
    """Returns the number of existing entities that an import would replace.

    Args:
        client: The client of the destination.
        file: A file written by `export_entities`.

    Raises:
        TransferError: The file is malformed or truncated.
    """
    entities = _read_for_client(client, file)
    count = 0
    while batch := list(itertools.islice(entities, _BATCH_ENTITIES)):
        count += _count_existing(client, [message.key for message in batch])
    return count


def _count_existing(client: ndb.Client, keys: list[_Pb]) -> int:
    count = 0
    # Datastore may defer keys to the next request.
    while keys:
        request = datastore.LookupRequest.pb()(
            project_id=client.project, database_id=client.database or ''
        )
        request.keys.extend(keys)
        answer = client.stub.lookup(datastore.LookupRequest.wrap(request))
        response = datastore.LookupResponse.pb(answer)
        count += len(response.found)
        keys = list(response.deferred)
    return count


def import_entities(
    client: ndb.Client, file: Iterable[str], on_entity: Callable[[], object]
) -> int:
    """Imports all entities of a file, replacing existing ones.

    Idempotent. Keys get the project and database of the client. Entities that
    are not in the file remain.

    Args:
        client: The client of the destination.
        file: A file written by `export_entities`.
        on_entity: Called after each entity.

    Returns:
        The number of imported entities.

    Raises:
        TransferError: The file is malformed or truncated. Entities before that
            line may have been imported.
    """
    batch: list[_Pb] = []
    size = total = 0
    for message in _read_for_client(client, file):
        if len(batch) == _BATCH_ENTITIES or (
            batch and size + message.ByteSize() > _BATCH_BYTES
        ):
            total += _write_batch(client, batch, on_entity)
            batch, size = [], 0
        batch.append(message)
        size += message.ByteSize()
    return total + _write_batch(client, batch, on_entity)


def _to_line(message: _Pb) -> str:
    path = [
        [element.kind, element.name or element.id]
        for element in message.key.path
    ]
    data = base64.b64encode(message.SerializeToString(deterministic=True))
    return json.dumps(
        {
            'namespace': message.key.partition_id.namespace_id,
            'path': path,
            'entity': data.decode(),
        },
        ensure_ascii=False,
    )


def _read(file: Iterable[str]) -> Iterator[_Pb]:
    lines = enumerate(file, 1)
    _check_header(next(lines, (1, ''))[1])
    count = 0
    for number, line in lines:
        content = _parse_line(line, number)
        if 'count' in content:
            if content['count'] != count:
                raise TransferError(
                    f'Line {number} says that {content["count"]} entities '
                    f'precede it, but {count} do.'
                )
            return
        count += 1
        yield _parse_entity(content, number)
    raise TransferError(
        f'The file ends after {count} entities without its last line: it was '
        'cut off.'
    )


def _check_header(line: str) -> None:
    header = _parse_line(line, 1)
    if header.get('format') != FORMAT:
        raise TransferError('The file is not an export of a Datastore.')
    if header.get('version') != FORMAT_VERSION:
        raise TransferError(
            f'The file has version {header.get("version")}; this program '
            f'reads version {FORMAT_VERSION}.'
        )


def _parse_line(line: str, number: int) -> dict[str, Any]:
    try:
        content = json.loads(line)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise TransferError(f'Line {number} is not a JSON object.')
    return content


def _parse_entity(content: dict[str, Any], number: int) -> _Pb:
    try:
        data = base64.b64decode(content['entity'], validate=True)
        message = entity.Entity.pb().FromString(data)
    except (KeyError, TypeError, binascii.Error, DecodeError) as error:
        raise TransferError(f'Line {number} holds no entity.') from error
    if not message.key.path:
        raise TransferError(f'The entity of line {number} has no key.')
    return message


def _read_for_client(client: ndb.Client, file: Iterable[str]) -> Iterator[_Pb]:
    """Yields the entities of a file with keys in the client's database."""
    for message in _read(file):
        _retarget(message, message.key.partition_id.project_id, client)
        yield message


def _retarget(message: _Pb, old: str, client: ndb.Client) -> None:
    """Changes the project and database of the keys in an entity."""
    if message.HasField('key'):
        _retarget_key(message.key, old, client)
    for value in message.properties.values():
        _retarget_value(value, old, client)


def _retarget_key(key: _Pb, old: str, client: ndb.Client) -> None:
    # Keys of other projects are not changed.
    if key.partition_id.project_id in ('', old):
        key.partition_id.project_id = client.project
        key.partition_id.database_id = client.database or ''


def _retarget_value(value: _Pb, old: str, client: ndb.Client) -> None:
    which = value.WhichOneof('value_type')
    if which == 'key_value':
        _retarget_key(value.key_value, old, client)
    elif which == 'array_value':
        for element in value.array_value.values:
            _retarget_value(element, old, client)
    elif which == 'entity_value':
        _retarget(value.entity_value, old, client)


def _write_batch(
    client: ndb.Client, batch: list[_Pb], on_entity: Callable[[], object]
) -> int:
    if not batch:
        return 0
    request = datastore.CommitRequest.pb()(
        project_id=client.project,
        database_id=client.database or '',
        mode=datastore.CommitRequest.Mode.NON_TRANSACTIONAL,
    )
    for message in batch:
        request.mutations.add().upsert.CopyFrom(message)
    client.stub.commit(datastore.CommitRequest.wrap(request))
    for _ in batch:
        on_entity()
    return len(batch)


def _namespaces(client: ndb.Client) -> Iterator[str]:
    for result in _stream_query(
        client, '', kind='__namespace__', keys_only=True
    ):
        # The id of the default namespace, which has no name, is 1.
        yield result.key.path[0].name


def _stream_all(client: ndb.Client) -> Iterator[_Pb]:
    """Yields the entities of all namespaces."""
    for namespace in _namespaces(client):
        for result in _stream_query(client, namespace):
            # Datastore's built-in statistics are read-only.
            if not result.key.path[-1].kind.startswith('__'):
                yield result


def _stream_query(
    client: ndb.Client,
    namespace: str,
    kind: str | None = None,
    keys_only: bool = False,
) -> Iterator[_Pb]:
    """Yields the results of a query, in batches."""
    request = datastore.RunQueryRequest.pb()(
        project_id=client.project, database_id=client.database or ''
    )
    request.partition_id.project_id = client.project
    request.partition_id.database_id = client.database or ''
    request.partition_id.namespace_id = namespace
    request.query.limit.value = _BATCH_ENTITIES
    if kind is not None:
        request.query.kind.add(name=kind)
    if keys_only:
        request.query.projection.add().property.name = '__key__'
    while True:
        answer = client.stub.run_query(datastore.RunQueryRequest.wrap(request))
        batch = datastore.RunQueryResponse.pb(answer).batch
        for result in batch.entity_results:
            yield result.entity
        # The emulator always reports that there may be more.
        if (
            not batch.entity_results
            or batch.more_results
            == query.QueryResultBatch.MoreResultsType.NO_MORE_RESULTS
        ):
            return
        request.query.start_cursor = batch.end_cursor
