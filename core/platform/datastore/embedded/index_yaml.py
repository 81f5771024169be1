"""index.yaml, the list of composite indexes.

`gcloud datastore indexes create` reads the same file. See
https://cloud.google.com/datastore/docs/tools/indexconfig
"""

from __future__ import annotations

import os
import tempfile
from typing import Any

import yaml

from core.platform.datastore.embedded import errors
from core.platform.datastore.embedded.composites import CompositeIndex
from core.platform.datastore.embedded.names import KEY_PROPERTY
from core.platform.datastore.embedded.query import (
    Conjunction,
    Order,
    StoreQuery,
)

_DIRECTIONS = {'asc': False, 'desc': True}


def read_index_yaml(path: str) -> tuple[CompositeIndex, ...]:
    """Reads the composite indexes of a file.

    Raises:
        StoreError: The file is absent or not an index.yaml.
    """
    try:
        with open(path, encoding='utf-8') as file:
            content = yaml.safe_load(file)
        entries = (content or {}).get('indexes') or []
        return tuple(_parse_entry(entry) for entry in entries)
    except (
        OSError,
        yaml.YAMLError,
        AttributeError,
        KeyError,
        TypeError,
    ) as error:
        raise errors.StoreError(
            f'{path} is not a readable index.yaml: {error!r}'
        ) from error


def _parse_entry(entry: dict[str, Any]) -> CompositeIndex:
    columns = tuple(
        Order(column['name'], _DIRECTIONS[column.get('direction', 'asc')])
        for column in entry['properties']
    )
    ancestor = entry.get('ancestor', False)
    return CompositeIndex(
        entry['kind'], ancestor in (True, 'yes', 'true'), columns
    )


def required_index(
    query: StoreQuery, conjunction: Conjunction
) -> CompositeIndex:
    """Returns the composite index that answers a conjunction of a query."""
    assert query.kind is not None
    columns = [Order(name) for name in sorted(conjunction.fixed_names)]
    columns += query.free_orders(conjunction)
    named = {order.name for order in columns}
    columns.extend(
        Order(name) for name in sorted(conjunction.ranges.keys() - named)
    )
    if query.key_descending:
        columns.append(Order(KEY_PROPERTY, True))
    has_ancestor = conjunction.ancestor is not None
    return CompositeIndex(query.kind, has_ancestor, tuple(columns))


def to_yaml(index: CompositeIndex) -> str:
    """Returns an index as an entry of index.yaml."""
    lines = [f'- kind: {_scalar(index.kind)}']
    if index.has_ancestor:
        lines.append('  ancestor: yes')
    lines.append('  properties:')
    for order in index.properties:
        lines.append(f'  - name: {_scalar(order.name)}')
        if order.descending:
            lines.append('    direction: desc')
    return '\n'.join(lines) + '\n'


def _scalar(text: str) -> str:
    dumped = yaml.safe_dump(text, allow_unicode=True, width=10_000)
    return dumped.removesuffix('...\n').strip()


def append_to_index_yaml(path: str, index: CompositeIndex) -> None:
    """Adds an index to the file, keeping the rest unchanged."""
    with open(path, encoding='utf-8') as file:
        text = file.read()
    if 'indexes:' not in text:
        text += 'indexes:\n'
    text = text.replace('indexes: []', 'indexes:')
    if not text.endswith('\n'):
        text += '\n'
    directory = os.path.dirname(os.path.abspath(path))
    # Replaced in one step, so that a reader never sees half a file.
    with tempfile.NamedTemporaryFile(
        'w', dir=directory, delete=False, encoding='utf-8'
    ) as replacement:
        replacement.write(f'{text}\n{to_yaml(index)}')
    os.replace(replacement.name, path)
