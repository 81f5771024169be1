"""Metadata queries: __namespace__, __kind__ and __property__.

Results are read from the indexes: a namespace, kind or property exists while it
has an index entry, or an entity whose key needs none. The cost grows with the
number of names, not of entities.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from core.platform.datastore.embedded import encoding, names, roots
from core.platform.datastore.embedded.keys import Scope
from core.platform.datastore.embedded.names import KEY_PROPERTY, Names
from core.platform.datastore.embedded.protos import Entity, Pb, Value

KINDS = ('__namespace__', '__kind__', '__property__')

_NEXT_ENTRY = (
    'SELECT entry FROM entries WHERE entry >= ? AND entry < ? '
    'ORDER BY entry LIMIT 1'
)


@dataclass(frozen=True)
class MetadataEntity:
    """A synthetic entity.

    Args:
        path: Its encoded path.
        entity: The `Entity`.
    """

    path: bytes
    entity: Pb


class MetadataReader:
    """Builds the entities of metadata kinds.

    Args:
        connection: A connection inside a snapshot.
        known_names: The cached ids of scopes and indexes.
        scope: Project, database and namespace of the query.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        known_names: Names,
        scope: Scope,
    ) -> None:
        self._connection = connection
        self._names = known_names
        self._scope = scope

    def entities(self, kind: str) -> list[MetadataEntity]:
        """Returns all entities of a metadata kind, by ascending key."""
        makers = {
            '__namespace__': self._namespaces,
            '__kind__': self._kinds,
            '__property__': self._properties,
        }
        return sorted(makers[kind](), key=lambda made: made.path)

    def _namespaces(self) -> Iterator[MetadataEntity]:
        project, database, _ = self._scope
        prefix = names.scope_name((project, database, ''))[:-2]
        for name, scope_id in self._names_with_prefix(prefix):
            text = _texts(name[len(prefix) :])[0]
            row = self._connection.execute(
                'SELECT 1 FROM entities WHERE key >= ? AND key < ? LIMIT 1',
                (scope_id, scope_id + encoding.END),
            ).fetchone()
            if row:
                yield self._build_entity('__namespace__', text)

    def _names_with_prefix(self, prefix: bytes) -> list[tuple[bytes, bytes]]:
        rows = self._connection.execute(
            'SELECT name, id FROM names WHERE name >= ? AND name < ?',
            (prefix, prefix + encoding.END),
        )
        return [(name, number.to_bytes(4, 'big')) for name, number in rows]

    def _indexes(self) -> Iterator[tuple[str, str, bytes]]:
        """Yields kind, property and id of the non-empty indexes."""
        scope_id = self._names.find_scope(self._connection, self._scope)
        if scope_id is None:
            return
        prefix = names.index_prefix(scope_id)
        for name, index_id in self._names_with_prefix(prefix):
            kind, property_name = _texts(name[len(prefix) :])
            if self._first_entry(index_id, b'') is not None or (
                property_name == KEY_PROPERTY
                and roots.exist(self._connection, roots.of_kind(scope_id, kind))
            ):
                yield kind, property_name, index_id

    def _first_entry(self, index_id: bytes, low: bytes) -> bytes | None:
        row = self._connection.execute(
            _NEXT_ENTRY, (index_id + low, index_id + encoding.END)
        ).fetchone()
        return row[0] if row else None

    def _kinds(self) -> Iterator[MetadataEntity]:
        for kind, property_name, _ in self._indexes():
            if property_name == KEY_PROPERTY:
                yield self._build_entity('__kind__', kind)

    def _properties(self) -> Iterator[MetadataEntity]:
        for kind, property_name, index_id in self._indexes():
            if property_name == KEY_PROPERTY:
                continue
            made = self._build_entity(
                '__kind__', kind, '__property__', property_name
            )
            values = [
                Value(string_value=text)
                for text in self._representations(index_id)
            ]
            target = made.entity.properties['property_representation']
            target.array_value.values.extend(values)
            yield made

    def _representations(self, index_id: bytes) -> list[str]:
        """Returns the names of the types in an index."""
        representations: list[str] = []
        low = b''
        while True:
            entry = self._first_entry(index_id, low)
            if entry is None:
                return sorted(representations)
            tag = entry[4:5]
            representations.append(encoding.REPRESENTATIONS[tag])
            low = bytes((tag[0] + 1,))

    def _build_entity(self, *flat: str) -> MetadataEntity:
        entity = Entity()
        partition = entity.key.partition_id
        partition.project_id, partition.database_id, namespace = self._scope
        if flat[0] != '__namespace__':
            partition.namespace_id = namespace
        for kind, name in zip(flat[::2], flat[1::2], strict=True):
            if name:
                entity.key.path.add(kind=kind, name=name)
            else:
                # The id of the default namespace, which has no name, is 1.
                entity.key.path.add(kind=kind, id=1)
        return MetadataEntity(encoding.encode_path(entity.key.path), entity)


def _texts(encoded: bytes) -> list[str]:
    texts = []
    position = 0
    while position < len(encoded):
        text, position = encoding.decode_text(encoded, position)
        texts.append(text)
    return texts
