"""The processed data of one version in the store, in several parts."""

from __future__ import annotations

import dataclasses
import itertools
import json
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from core import clock, feconf
from core.domain import exp_domain
from core.domain.summaries import answer_key, exploration_summary
from core.platform.datastore import store
from core.storage.statistics import processed_gae_models as models

Root = models.ProcessedStatsModel
_Chunk = models.ProcessedStatsChunkModel
_Summary = exploration_summary.ExplorationSummary
VersionKey = exp_domain.VersionKey

# Of zlib: most of what 9 saves, in a third of its time.
_COMPRESSION_LEVEL = 5


@dataclasses.dataclass
class Stored:
    """Processed data as they stand in the store.

    Attributes:
        root: The entity that holds the first part.
        summary: What all parts say.
    """

    root: Root
    summary: exploration_summary.ExplorationSummary


def load(
    transaction: store.Transaction,
    keys: Sequence[answer_key.AnswerKey],
    root_class: type[Root] = Root,
) -> list[Stored]:
    """Returns the processed data of versions, to be changed.

    Args:
        transaction: What to read in.
        keys: The answer keys of the versions.
        root_class: The model of what holds them.

    Returns:
        The data; empty where there are none, or other code has made them.
    """
    versions = [(key.exp_id, key.exp_version) for key in keys]
    found = _read(transaction, versions, root_class)
    return [
        Stored(
            root or new_root(*version, root_class),
            summary or _Summary.create(key),
        )
        for key, version, (root, summary) in zip(
            keys, versions, found, strict=True
        )
    ]


def load_many(versions: Iterable[VersionKey]) -> dict[VersionKey, Stored]:
    """Returns the processed data of versions, of which each is consistent.

    Args:
        versions: Exploration ids with versions.

    Returns:
        The data of those that have any that this code can read.
    """
    wanted = list(versions)
    roots = store.get(Root, [Root.get_entity_id(*each) for each in wanted])
    found = {
        version: _read_consistently(version)
        if root.num_chunks
        else (root, _summary_in(root, []))
        for version, root in zip(wanted, roots, strict=True)
        if root is not None
    }
    return {
        version: Stored(root, summary)
        for version, (root, summary) in found.items()
        if root is not None and summary is not None
    }


def _read_consistently(
    version: VersionKey,
) -> tuple[Root | None, _Summary | None]:
    (found,) = store.run(
        lambda transaction: _read(transaction, [version], Root)
    )
    return found


def _read(
    transaction: store.Transaction,
    versions: Sequence[VersionKey],
    root_class: type[Root],
) -> list[tuple[Root | None, _Summary | None]]:
    """Returns the entities of versions and what they say, if they are there."""
    roots = transaction.get_multi(
        root_class, [root_class.get_entity_id(*each) for each in versions]
    )
    refs = [chunk_refs(root) if root else [] for root in roots]
    transaction.fetch(itertools.chain.from_iterable(refs))
    return [
        (root, _summary_in(root, [transaction.get(*ref) for ref in of_root]))
        for root, of_root in zip(roots, refs, strict=True)
    ]


def _summary_in(
    root: Root | None, chunks: Iterable[_Chunk | None]
) -> _Summary | None:
    if root is None or root.content is None or is_of_other_code(root):
        return None
    # A part that is missing makes the data unreadable, as it must.
    others = [b'' if chunk is None else chunk.content for chunk in chunks]
    content = b''.join([root.content, *others])
    return _Summary.from_dict(json.loads(zlib.decompress(content)))


def size_of(root: Root) -> int:
    """Returns about how many bytes processed data have in the store."""
    return (
        len(root.content or b'')
        + root.num_chunks * feconf.MAX_PROCESSED_CHUNK_BYTES
    )


def new_root(
    exp_id: str, exp_version: int, root_class: type[Root] = Root
) -> Root:
    """Returns an entity for processed data that nothing was folded into."""
    return store.new(
        root_class,
        id=root_class.get_entity_id(exp_id, exp_version),
        exp_id=exp_id,
        exp_version=exp_version,
        generation=feconf.PROCESSED_DATA_GENERATION,
        schema_version=feconf.PROCESSED_DATA_SCHEMA_VERSION,
    )


def is_of_other_code(root: Root) -> bool:
    """Whether code with another schema wrote the data: they are unreadable."""
    return (
        root.content is not None
        and root.schema_version != feconf.PROCESSED_DATA_SCHEMA_VERSION
    )


def is_of_older_code(root: Root) -> bool:
    """Whether code with an earlier schema wrote the data."""
    current = feconf.PROCESSED_DATA_SCHEMA_VERSION
    return is_of_other_code(root) and (root.schema_version or 1) < current


def is_being_rebuilt(root: Root) -> bool:
    """Whether a rebuild has begun or resumed lately."""
    began_msecs = root.rebuild_began_msecs
    if root.rebuild_id is None or began_msecs is None:
        return False
    age_msecs = clock.now_msecs() - began_msecs
    return age_msecs < 1000 * feconf.REBUILD_MAX_AGE_SECS


def read_expired(
    transaction: store.Transaction, version: VersionKey
) -> exploration_summary.ExplorationSummary | None:
    """Returns what sessions added whose events were deleted.

    Args:
        transaction: What to read in.
        version: The exploration and its version.

    Returns:
        The sum; None if there is none, or other code has made it.
    """
    ((_, summary),) = _read(
        transaction, [version], models.ProcessedExpiredModel
    )
    return summary


def find_of_older_code(limit: int) -> list[VersionKey]:
    """Returns versions whose processed data older code has made."""
    roots = store.stream(
        Root,
        [('schema_version', '<', feconf.PROCESSED_DATA_SCHEMA_VERSION)],
        'schema_version',
        limit,
    )
    return [(root.exp_id, root.exp_version) for root in roots]


def entities_of(stored: Stored) -> list[Any]:
    """Returns the entities that hold processed data, to be put."""
    root = stored.root
    text = json.dumps(
        stored.summary.to_dict(), separators=(',', ':'), ensure_ascii=False
    )
    content = zlib.compress(text.encode(), _COMPRESSION_LEVEL)
    size = feconf.MAX_PROCESSED_CHUNK_BYTES
    first, *others = [
        content[start : start + size] for start in range(0, len(content), size)
    ]
    root.content = first
    root.schema_version = feconf.PROCESSED_DATA_SCHEMA_VERSION
    # Parts of longer data of before stay behind, and are not read.
    root.num_chunks = len(others)
    root.revision += 1
    return [
        root,
        *(
            store.new(_Chunk, id=entity_id, content=part)
            for (_, entity_id), part in zip(
                chunk_refs(root), others, strict=True
            )
        ),
    ]


def chunk_refs(root: Root) -> list[tuple[type[_Chunk], store.Below]]:
    """Returns what names the further parts of processed data."""
    parent = store.ref_of(root)
    return [
        (_Chunk, store.Below(parent, number))
        for number in range(1, root.num_chunks + 1)
    ]
