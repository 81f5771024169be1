"""Storage of the processed data of a version, in a root and chunks."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from core import clock, feconf
from core.domain import compressed_json, exp_domain, exp_services
from core.domain.fold import day_sums_services
from core.domain.summaries import (
    answer_key,
    cuts,
    exploration_summary,
    session_summary,
)
from core.platform.datastore import store
from core.storage.statistics import processed_gae_models as models

Root = models.ProcessedStatsModel
_Chunk = models.ProcessedStatsChunkModel
_Summary = exploration_summary.ExplorationSummary
VersionKey = exp_domain.VersionKey


@dataclasses.dataclass
class ProcessedData:
    """The processed data of a version.

    Attributes:
        root: The entity with the first bytes.
        summary: The decoded content.
        day_sums: The same sessions by day; None if they are not needed.
    """

    root: Root
    summary: _Summary
    day_sums: day_sums_services.DaySums | None = None

    def add(
        self, session: session_summary.SessionSummary, sign: int = 1
    ) -> None:
        """Adds a session; with sign -1 subtracts it."""
        self.summary.add(session, sign)
        if self.day_sums is not None:
            self.day_sums.add(session, sign)


def load(
    transaction: store.Transaction,
    keys: Sequence[answer_key.AnswerKey],
    root_class: type[Root] = Root,
) -> list[ProcessedData]:
    """Reads the processed data of versions in a transaction.

    Args:
        transaction: The transaction.
        keys: The answer keys of the versions.
        root_class: The model of the root.

    Returns:
        The data of each version; empty if there are none, or if this code
        cannot read them.
    """
    versions = [(key.exp_id, key.exp_version) for key in keys]
    stored = _read(transaction, versions, root_class)
    loaded = []
    for key, version, (root, summary) in zip(
        keys, versions, stored, strict=True
    ):
        root = root or build_root(*version, root_class)
        loaded.append(
            ProcessedData(
                root,
                summary or _Summary.create(key),
                day_sums_services.DaySums(
                    key, store.ref_of(root), root.generation, transaction
                ),
            )
        )
    return loaded


def load_many(
    versions: Iterable[VersionKey],
) -> dict[VersionKey, ProcessedData]:
    """Reads the processed data of versions; each version is consistent.

    Args:
        versions: The versions.

    Returns:
        The data of those versions whose data this code can read.
    """
    keys = list(versions)
    roots = store.get(Root, [Root.get_entity_id(*key) for key in keys])
    stored = {
        version: _read_consistently(version)
        if root.num_chunks
        else (root, _decode(root, []))
        for version, root in zip(keys, roots, strict=True)
        if root is not None
    }
    return {
        version: ProcessedData(root, _with_choices(summary, version))
        for version, (root, summary) in stored.items()
        if root is not None and summary is not None
    }


def _with_choices(summary: _Summary, version: VersionKey) -> _Summary:
    """Adds the choices, which sums of earlier schemas do not have."""
    if summary.choices is not None:
        return summary
    exploration = exp_services.get_exploration_by_id(*version)
    key = answer_key.build_answer_key(exploration)
    return dataclasses.replace(summary, choices=key.choices)


def load_cut(version: VersionKey, cut: cuts.Cut) -> _Summary | None:
    """Reads the sum of the sessions of a version that belong to a cut.

    Args:
        version: The version.
        cut: The cut.

    Returns:
        The sum; None if there are no such sessions, or if code with another
        schema wrote the data.
    """

    def read(transaction: store.Transaction) -> _Summary | None:
        root = transaction.get(Root, Root.get_entity_id(*version))
        if root is None or is_of_other_code(root):
            return None
        return day_sums_services.sum_of_cut(
            transaction,
            store.ref_of(root),
            root.generation,
            day_blocks(root),
            cut,
        )

    return store.run(read)


def day_blocks(root: Root) -> list[int]:
    """Returns the numbers of the blocks of days that processed data have."""
    return sorted(map(int, root.day_blocks.split()))


def add_day_blocks(root: Root, numbers: Iterable[int]) -> None:
    """Records that processed data have blocks of days."""
    all_numbers = {*day_blocks(root), *numbers}
    root.day_blocks = ' '.join(map(str, sorted(all_numbers)))


def _read_consistently(
    version: VersionKey,
) -> tuple[Root | None, _Summary | None]:
    (stored,) = store.run(
        lambda transaction: _read(transaction, [version], Root)
    )
    return stored


def _read(
    transaction: store.Transaction,
    versions: Sequence[VersionKey],
    root_class: type[Root],
) -> list[tuple[Root | None, _Summary | None]]:
    """Reads the roots of versions and decodes their content."""
    roots = transaction.get_multi(
        root_class, [root_class.get_entity_id(*key) for key in versions]
    )
    refs = [chunk_refs(root) if root else [] for root in roots]
    transaction.fetch(itertools.chain.from_iterable(refs))
    return [
        (root, _decode(root, [transaction.get(*ref) for ref in refs_of_root]))
        for root, refs_of_root in zip(roots, refs, strict=True)
    ]


def _decode(
    root: Root | None, chunks: Iterable[_Chunk | None]
) -> _Summary | None:
    if root is None or root.content is None or not _is_readable(root):
        return None
    # If a chunk is missing, decompression raises an error.
    others = [b'' if chunk is None else chunk.content for chunk in chunks]
    content = b''.join([root.content, *others])
    return _Summary.from_dict(compressed_json.unpack(content))


def size_of(root: Root) -> int:
    """Returns the approximate size of processed data in bytes."""
    return (
        len(root.content or b'')
        + root.num_chunks * feconf.MAX_PROCESSED_CHUNK_BYTES
    )


def build_root(
    exp_id: str, exp_version: int, root_class: type[Root] = Root
) -> Root:
    """Builds the root of empty processed data."""
    return store.new(
        root_class,
        id=root_class.get_entity_id(exp_id, exp_version),
        exp_id=exp_id,
        exp_version=exp_version,
        generation=feconf.PROCESSED_DATA_GENERATION,
        schema_version=feconf.PROCESSED_DATA_SCHEMA_VERSION,
    )


def is_of_other_code(root: Root) -> bool:
    """Whether this code must not change the data, which have another schema."""
    # Sums of expired sessions cannot be rebuilt, so readable ones are changed.
    if store.ref_of(root)[0] is models.ProcessedExpiredModel:
        return not _is_readable(root)
    return (
        root.content is not None
        and root.schema_version != feconf.PROCESSED_DATA_SCHEMA_VERSION
    )


def _is_readable(root: Root) -> bool:
    """Whether this code can read the sum in the data, if there is one."""
    oldest = feconf.OLDEST_READABLE_SCHEMA_VERSION
    current = feconf.PROCESSED_DATA_SCHEMA_VERSION
    return (
        root.content is None or oldest <= (root.schema_version or 1) <= current
    )


def is_of_older_code(root: Root) -> bool:
    """Whether code with an earlier schema wrote the data."""
    current = feconf.PROCESSED_DATA_SCHEMA_VERSION
    return is_of_other_code(root) and (root.schema_version or 1) < current


def is_being_rebuilt(root: Root) -> bool:
    """Whether a rebuild has begun or resumed recently."""
    began_msecs = root.rebuild_began_msecs
    if root.rebuild_id is None or began_msecs is None:
        return False
    age_msecs = clock.now_msecs() - began_msecs
    return age_msecs < 1000 * feconf.REBUILD_MAX_AGE_SECS


def read_expired(
    transaction: store.Transaction, version: VersionKey
) -> ProcessedData | None:
    """Reads the sum of sessions whose events were deleted.

    Args:
        transaction: The transaction.
        version: The version.

    Returns:
        The sum; None if there is none, or if this code cannot read it.
    """
    ((root, summary),) = _read(
        transaction, [version], models.ProcessedExpiredModel
    )
    if root is None or summary is None:
        return None
    return ProcessedData(root, summary)


def find_of_older_code(limit: int) -> list[VersionKey]:
    """Returns versions whose processed data have an earlier schema."""
    roots = store.stream(
        Root,
        [('schema_version', '<', feconf.PROCESSED_DATA_SCHEMA_VERSION)],
        'schema_version',
        limit,
    )
    return [(root.exp_id, root.exp_version) for root in roots]


def build_entities(data: ProcessedData) -> list[Any]:
    """Builds the entities that store processed data."""
    root = data.root
    content = compressed_json.pack(data.summary.to_dict())
    size = feconf.MAX_PROCESSED_CHUNK_BYTES
    first, *others = [
        content[start : start + size] for start in range(0, len(content), size)
    ]
    root.content = first
    root.schema_version = feconf.PROCESSED_DATA_SCHEMA_VERSION
    # Surplus chunks of earlier, longer data remain, and are not read.
    root.num_chunks = len(others)
    root.revision += 1
    of_days: list[Any] = []
    if data.day_sums is not None:
        add_day_blocks(root, data.day_sums.changed_blocks)
        of_days = data.day_sums.build_entities()
    return [
        root,
        *of_days,
        *(
            store.new(_Chunk, id=entity_id, content=chunk)
            for (_, entity_id), chunk in zip(
                chunk_refs(root), others, strict=True
            )
        ),
    ]


def chunk_refs(root: Root) -> list[tuple[type[_Chunk], store.ChildId]]:
    """Returns the references to the chunks of processed data."""
    parent = store.ref_of(root)
    return [
        (_Chunk, store.ChildId(parent, number))
        for number in range(1, root.num_chunks + 1)
    ]
