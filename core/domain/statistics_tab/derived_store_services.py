"""Keeping what was made of processed data, in parts that are read alone.

All parts of a thing are made at once, and each reader sees those of one
making: they lie in chunks that are named anew each time, and the entity that
names them is replaced with them in one transaction. Who comes too late for
some chunks starts again from there.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core import feconf
from core.platform.datastore import store
from core.storage.statistics import derived_gae_models as models

Head = models.DerivedStatsModel
Chunk = models.DerivedStatsChunkModel

# Times that a reader starts again. Each time somebody has put another one in
# the place of what it was reading, which takes longer than reading.
_MAX_ATTEMPTS = 10

# Chunks written in one commit, which takes 10 MiB.
_MAX_CHUNKS_PER_COMMIT = 8


def get_head(name: str) -> Head | None:
    """Returns what is known about a thing; None if there is none.

    Args:
        name: What it is.
    """
    return store.get(Head, [name])[0]


def read(name: str, parts: Iterable[str]) -> tuple[Head, dict[str, bytes]]:
    """Returns parts of a thing that is there, all of one making.

    Args:
        name: What it is.
        parts: The parts that are wanted.

    Returns:
        What is known about it, and those of the parts that it has.

    Raises:
        LookupError: There is none.
    """
    wanted = list(parts)
    for _ in range(_MAX_ATTEMPTS):
        head = get_head(name)
        if head is None:
            break
        found = _read(head, wanted)
        if found is not None:
            return head, found
    raise LookupError(name)


def save(
    name: str,
    parts: Mapping[str, bytes],
    *,
    revision: int,
    exp_version: int,
    code: str,
    is_provisional: bool = False,
) -> None:
    """Keeps a thing, unless a newer one is there.

    Args:
        name: What it is.
        parts: What it consists of; what is read first comes first.
        revision: That of the processed data that it was made of.
        exp_version: The version in whose cards it is told.
        code: Stands for the code that made it.
        is_provisional: Whether a better one is to be made of the same data.
    """
    ranges, end = {}, 0
    for part, content in parts.items():
        ranges[part] = [end, end + len(content)]
        end += len(content)
    size = feconf.MAX_PROCESSED_CHUNK_BYTES
    content = b''.join(parts.values())
    head = store.new(
        Head,
        id=name,
        revision=revision,
        exp_version=exp_version,
        code=code,
        is_provisional=is_provisional,
        generation=uuid.uuid4().hex,
        parts=ranges,
        num_chunks=-(-len(content) // size),
    )
    chunks = [
        store.new(
            Chunk,
            id=chunk_id,
            content=content[number * size : (number + 1) * size],
        )
        for number, chunk_id in enumerate(_chunk_ids(head))
    ]
    # What one commit does not take comes before: nobody reads it yet.
    for start in range(_MAX_CHUNKS_PER_COMMIT, len(chunks)):
        store.put(chunks[start])
    if not store.run(
        lambda transaction: _replace(
            transaction, head, chunks[:_MAX_CHUNKS_PER_COMMIT]
        )
    ):
        store.delete(_chunk_refs(head)[_MAX_CHUNKS_PER_COMMIT:])


def _replace(
    transaction: store.Transaction, head: Head, chunks: Sequence[Chunk]
) -> bool:
    """Puts a thing in the place of an older one; False if it is the older."""
    before = transaction.get(*store.ref_of(head))
    if before is not None and before.generation != head.generation:
        if _rank(before, head.code) > _rank(head, head.code):
            return False
        transaction.delete(_chunk_refs(before))
    transaction.put(head, *chunks)
    return True


def _rank(head: Head, code: str) -> tuple[Any, ...]:
    """Returns what orders makings of one thing, as seen by some code."""
    return (
        head.code == code,
        head.exp_version,
        head.revision,
        not head.is_provisional,
    )


def _read(head: Head, wanted: Iterable[str]) -> dict[str, bytes] | None:
    size = feconf.MAX_PROCESSED_CHUNK_BYTES
    ranges = {name: head.parts[name] for name in wanted if name in head.parts}
    numbers = sorted(
        {
            number
            for first, end in ranges.values()
            for number in range(first // size, -(-end // size))
        }
    )
    ids = _chunk_ids(head)
    chunks = store.get(Chunk, [ids[number] for number in numbers])
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


def _chunk_ids(head: Head) -> list[store.Below]:
    return [
        store.Below(store.ref_of(head), f'{head.generation}.{number}')
        for number in range(head.num_chunks)
    ]


def _chunk_refs(head: Head) -> list[store.Ref]:
    return [(Chunk, each) for each in _chunk_ids(head)]
