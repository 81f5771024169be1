"""Storage of the cache of views, whose parts are read separately.

All parts of an entry are written together, and a reader gets parts of a single
write: chunks get new ids each time, and the entry that names them is replaced
in one transaction with them. A reader that misses a chunk starts again.

Entries of different feconf.STATISTICS_VIEW_VERSION have different ids, so two
versions of the code that run side by side do not replace each other's entries.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence

from core import feconf
from core.platform.datastore import store
from core.storage.statistics import view_gae_models as models

Entry = models.StatisticsViewModel
_Chunk = models.StatisticsViewChunkModel

# Each attempt to read fails only if another writer replaced the entry during
# it, which takes longer than reading.
_MAX_ATTEMPTS = 10

# Chunks written in one commit, whose size limit is 10 MiB.
_MAX_CHUNKS_PER_COMMIT = 8

# Entries deleted in one commit, with their chunks.
_ENTRIES_PER_DELETION = 20


def get_entry(name: str) -> Entry | None:
    """Returns the entry of a view; None if there is none.

    Args:
        name: The name of the view.
    """
    return store.get(Entry, [_id_of(name)])[0]


def read(
    name: str, part_names: Iterable[str], entry: Entry | None = None
) -> tuple[Entry, dict[str, bytes]]:
    """Returns parts of a view, all of a single write.

    Args:
        name: The view.
        part_names: The parts.
        entry: The entry, if it has just been read.

    Returns:
        The entry, and those of the parts that exist.

    Raises:
        LookupError: There is no such entry.
    """
    names = list(part_names)
    for _ in range(_MAX_ATTEMPTS):
        entry = entry or get_entry(name)
        if entry is None:
            break
        parts = _read_parts(entry, names)
        if parts is not None:
            return entry, parts
        entry = None
    raise LookupError(name)


def save(
    name: str,
    parts: Mapping[str, bytes],
    *,
    revision: int,
    exp_version: int,
    is_provisional: bool = False,
) -> None:
    """Stores a view, unless a newer one is stored.

    Args:
        name: The view.
        parts: Its parts, in the order in which they are read.
        revision: The revision of the processed data.
        exp_version: The version whose states are shown.
        is_provisional: Whether a better view of the same data will follow.
    """
    ranges, end = {}, 0
    for part_name, part in parts.items():
        ranges[part_name] = [end, end + len(part)]
        end += len(part)
    content = b''.join(parts.values())
    is_small = len(content) <= feconf.MAX_BYTES_OF_VIEW_ENTITY
    size = feconf.MAX_PROCESSED_CHUNK_BYTES
    entry = store.new(
        Entry,
        id=_id_of(name),
        view_version=feconf.STATISTICS_VIEW_VERSION,
        revision=revision,
        exp_version=exp_version,
        is_provisional=is_provisional,
        parts=ranges,
        content=content if is_small else None,
        generation=uuid.uuid4().hex,
        num_chunks=0 if is_small else -(-len(content) // size),
    )
    chunks = [
        store.new(
            _Chunk,
            id=chunk_id,
            content=content[number * size : (number + 1) * size],
        )
        for number, (_, chunk_id) in enumerate(_chunk_refs(entry))
    ]
    # Chunks beyond that commit are written before it; nobody reads them yet.
    for start in range(_MAX_CHUNKS_PER_COMMIT, len(chunks)):
        store.put(chunks[start])
    if not store.run(
        lambda transaction: _replace(
            transaction, entry, chunks[:_MAX_CHUNKS_PER_COMMIT]
        )
    ):
        store.delete(_chunk_refs(entry)[_MAX_CHUNKS_PER_COMMIT:])


def _replace(
    transaction: store.Transaction, entry: Entry, chunks: Sequence[_Chunk]
) -> bool:
    """Replaces an entry; returns False if the stored one is newer."""
    stored = transaction.get(*store.ref_of(entry))
    if stored is not None and stored.generation != entry.generation:
        if _order(stored) > _order(entry):
            return False
        transaction.delete(_chunk_refs(stored))
    transaction.put(entry, *chunks)
    return True


def _order(entry: Entry) -> tuple[int, int, bool]:
    """Returns a key that sorts entries of the same view by age."""
    return entry.exp_version, entry.revision, not entry.is_provisional


def count_outdated() -> int:
    """Returns the number of entries that `delete_outdated` deletes."""
    return sum(
        1
        for model, filters in _outdated_queries()
        for _ in store.stream_ids(model, filters)
    )


def delete_outdated() -> int:
    """Deletes entries of earlier versions of the code.

    Returns:
        The number of entries deleted; 0 if there are none left.
    """
    for model, filters in _outdated_queries():
        entries = list(
            store.stream(model, filters, limit=_ENTRIES_PER_DELETION)
        )
        if entries:
            store.delete(
                ref
                for entry in entries
                for ref in (store.ref_of(entry), *_chunk_refs(entry))
            )
            return len(entries)
    return 0


def _outdated_queries() -> list[tuple[type[Entry], list[store.Filter]]]:
    current = feconf.STATISTICS_VIEW_VERSION
    return [
        (Entry, [('view_version', '<', current)]),
        (models.DerivedStatsModel, []),
    ]


def _read_parts(entry: Entry, names: Iterable[str]) -> dict[str, bytes] | None:
    """Returns parts of an entry; None if a chunk of them is missing."""
    ranges = {name: entry.parts[name] for name in names if name in entry.parts}
    if not entry.num_chunks:
        content = entry.content or b''
        return {
            name: content[first:end] for name, (first, end) in ranges.items()
        }
    size = feconf.MAX_PROCESSED_CHUNK_BYTES
    numbers = sorted(
        {
            number
            for first, end in ranges.values()
            for number in range(first // size, -(-end // size))
        }
    )
    refs = _chunk_refs(entry)
    chunks = store.get(_Chunk, [refs[number][1] for number in numbers])
    contents = {
        number: chunk.content
        for number, chunk in zip(numbers, chunks, strict=True)
        if chunk is not None
    }
    if len(contents) < len(numbers):
        return None
    return {
        name: b''.join(
            contents[number][
                max(0, first - number * size) : end - number * size
            ]
            for number in range(first // size, -(-end // size))
        )
        for name, (first, end) in ranges.items()
    }


def _id_of(name: str) -> str:
    return f'{name}.v{feconf.STATISTICS_VIEW_VERSION}'


def _chunk_refs(entry: Entry) -> list[tuple[type[_Chunk], store.ChildId]]:
    entry_ref = store.ref_of(entry)
    chunk_class: type[_Chunk] = _Chunk
    if entry_ref[0] is models.DerivedStatsModel:
        chunk_class = models.DerivedStatsChunkModel
    return [
        (chunk_class, store.ChildId(entry_ref, f'{entry.generation}.{number}'))
        for number in range(entry.num_chunks)
    ]
