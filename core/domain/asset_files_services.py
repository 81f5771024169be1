"""Storage of the files of pictures, in Cloud Storage or in the store."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from core import feconf, settings
from core.domain import batches, entity_deletion_services
from core.platform import assets as cloud_storage
from core.platform.datastore import store
from core.storage.exploration import asset_gae_models as models

_Part = models.AssetFileModel

# Parts per commit; the limit of a commit is 10 MiB.
_PARTS_PER_COMMIT = 8


def write(path: str, content: bytes, content_type: str) -> None:
    """Stores a file, whose content never changes.

    Args:
        path: Its path, with slashes.
        content: Its bytes.
        content_type: Its media type.
    """
    bucket = settings.current().assets_bucket
    if bucket:
        cloud_storage.write(bucket, path, content, content_type)
        return
    size = feconf.MAX_ASSET_PART_BYTES
    starts = range(0, max(len(content), 1), size)
    parts = [
        store.new(
            _Part,
            id=_part_id(path, number),
            content=content[start : start + size],
            num_parts=len(starts),
        )
        for number, start in enumerate(starts)
    ]
    # `read` looks for the first part, so it is written last.
    parts.reverse()
    for some_parts in batches.batched(parts, _PARTS_PER_COMMIT):
        store.put(*some_parts)


def read(path: str) -> bytes | None:
    """Returns the content of a file; None if it does not exist.

    Files written before a bucket was configured are still in the store.
    """
    bucket = settings.current().assets_bucket
    content = cloud_storage.read(bucket, path) if bucket else None
    if content is not None:
        return content
    (first,) = store.get(_Part, [_part_id(path, 0)])
    if first is None:
        return None
    others = store.get(
        _Part, [_part_id(path, number) for number in range(1, first.num_parts)]
    )
    return b''.join(part.content for part in (first, *others) if part)


def delete(paths: Iterable[str]) -> None:
    """Deletes files; those that do not exist are ignored."""
    names = list(paths)
    bucket = settings.current().assets_bucket
    if bucket:
        cloud_storage.delete(bucket, names)
    for path in names:
        (first,) = store.get(_Part, [_part_id(path, 0)])
        num_parts = 0 if first is None else first.num_parts
        store.delete(
            (_Part, _part_id(path, number)) for number in range(num_parts)
        )


def delete_below(prefix: str) -> None:
    """Deletes all files whose paths begin with a prefix."""
    bucket = settings.current().assets_bucket
    if bucket:
        paths = cloud_storage.list_paths(bucket, prefix)
        cloud_storage.delete(bucket, paths)
    part_ids = itertools.takewhile(
        lambda part_id: part_id.startswith(prefix),
        store.stream_ids(_Part, [(store.ID, '>', prefix)]),
    )
    entity_deletion_services.delete((_Part, part_id) for part_id in part_ids)


def _part_id(path: str, number: int) -> str:
    return f'{path}.{number}'
