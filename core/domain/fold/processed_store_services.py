"""The processed data of one version in the store, in as many parts as needed.

Everything here but `load_many` runs in a transaction.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from core import clock, feconf
from core.domain import own_stats_services
from core.domain.summaries import answer_key, exploration_summary
from core.platform.datastore import (
    raw_datastore_services,
    raw_entity_services,
    raw_transaction_services,
    transaction_services,
)
from core.storage.base_model import gae_models as base_models
from core.storage.statistics import processed_gae_models as models

Root = models.ProcessedStatsModel
_Root = TypeVar('_Root', bound=Root)
Version = tuple[str, int]

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

    @property
    def is_of_other_code(self) -> bool:
        """Whether they cannot be read: other code has made them."""
        return is_of_other_code(self.root)

    @property
    def is_of_older_code(self) -> bool:
        """Whether that was code before a change."""
        current = feconf.PROCESSED_DATA_SCHEMA_VERSION
        made_by = self.root.schema_version or 1
        return self.is_of_other_code and made_by < current

    @property
    def is_being_rebuilt(self) -> bool:
        """Whether another generation of them is being made."""
        began_msecs = self.root.rebuild_began_msecs
        if self.root.rebuild_id is None or began_msecs is None:
            return False
        age_msecs = clock.now_msecs() - began_msecs
        return age_msecs < 1000 * feconf.REBUILD_MAX_AGE_SECS


def load(
    transaction: raw_transaction_services.Transaction,
    keys: Sequence[answer_key.AnswerKey],
    root_class: type[Root] = Root,
) -> list[Stored]:
    """Returns the processed data of versions.

    Args:
        transaction: What to read in.
        keys: The answer keys of the versions.
        root_class: The model of what holds them.

    Returns:
        The data; empty where there are none, or other code has made them.
    """
    found = transaction.lookup([_root_key(key, root_class) for key in keys])
    roots = [
        new_root(key.exp_id, key.exp_version, root_class)
        if message is None
        else raw_entity_services.model_of(root_class, message)
        for key, message in zip(keys, found, strict=True)
    ]
    chunks = _read_chunks(transaction, roots)
    return [
        Stored(
            root,
            _summary_in(root, list(itertools.islice(chunks, root.num_chunks)))
            or exploration_summary.ExplorationSummary.create(key),
        )
        for key, root in zip(keys, roots, strict=True)
    ]


def _read_chunks(
    transaction: raw_transaction_services.Transaction, roots: Sequence[Root]
) -> Iterator[bytes]:
    """Yields the further parts of processed data, those of all in turn."""
    chunks = transaction.lookup(
        [
            raw_datastore_services.key_message(*key.flat())
            for root in roots
            for key in chunk_keys(root)
        ]
    )
    # A part that is missing makes the data unreadable, as it must.
    return (
        b'' if chunk is None else chunk.properties['content'].blob_value
        for chunk in chunks
    )


def size_of(stored: Stored) -> int:
    """Returns about how many bytes processed data have in the store."""
    return (
        len(stored.root.content or b'')
        + stored.root.num_chunks * feconf.MAX_PROCESSED_CHUNK_BYTES
    )


def _root_key(
    key: answer_key.AnswerKey, root_class: type[Root]
) -> raw_datastore_services.Pb:
    return raw_datastore_services.key_message(
        *root_class.key_of(key.exp_id, key.exp_version).flat()
    )


def new_root(exp_id: str, exp_version: int, root_class: type[_Root]) -> _Root:
    """Returns an entity for processed data that nothing was folded into."""
    return root_class(
        key=root_class.key_of(exp_id, exp_version),
        exp_id=exp_id,
        exp_version=exp_version,
        generation=feconf.PROCESSED_DATA_GENERATION,
        schema_version=feconf.PROCESSED_DATA_SCHEMA_VERSION,
    )


def is_of_other_code(root: Root) -> bool:
    """Whether processed data cannot be read: other code has made them."""
    return (
        root.content is not None
        and root.schema_version != feconf.PROCESSED_DATA_SCHEMA_VERSION
    )


def find_of_older_code(limit: int) -> list[Version]:
    """Returns versions whose processed data older code has made."""
    roots = raw_datastore_services.query(
        Root.kind_name(),
        [('schema_version', '<', feconf.PROCESSED_DATA_SCHEMA_VERSION)],
        'schema_version',
    )
    return [
        (
            root.properties['exp_id'].string_value,
            root.properties['exp_version'].integer_value,
        )
        for root in itertools.islice(roots, limit)
    ]


def messages_of(stored: Stored) -> list[raw_datastore_services.Pb]:
    """Returns what `entities_of` does, as raw messages."""
    return [
        raw_entity_services.message_of(entity, indexed=('schema_version',))
        for entity in entities_of(stored)
    ]


def entities_of(stored: Stored) -> list[base_models.BaseModel]:
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
            models.ProcessedStatsChunkModel(key=key, content=part)
            for key, part in zip(chunk_keys(root), others, strict=True)
        ),
    ]


def load_many(versions: Iterable[Version]) -> dict[Version, Stored]:
    """Returns the processed data of versions, of which each is consistent.

    Args:
        versions: Exploration ids with versions.

    Returns:
        The data of those that have any.
    """
    wanted = list(versions)
    roots = own_stats_services.lookup([Root.key_of(*each) for each in wanted])
    found = {
        version: _load_consistently(root.key)
        if root.num_chunks
        else _stored(root)
        for version, root in zip(wanted, roots, strict=True)
        if root is not None
    }
    return {version: stored for version, stored in found.items() if stored}


@transaction_services.transactional
def _load_consistently(key: base_models.Key[Root]) -> Stored | None:
    root = key.get(retries=0)
    return None if root is None else _stored(root)


def _stored(root: Root) -> Stored | None:
    summary = _summary_of(root)
    return None if summary is None else Stored(root, summary)


def chunk_keys(
    root: Root,
) -> list[base_models.Key[models.ProcessedStatsChunkModel]]:
    """Returns the keys of the further parts of processed data."""
    return models.ProcessedStatsChunkModel.keys_of(root.key, root.num_chunks)


def _summary_of(
    root: Root,
) -> exploration_summary.ExplorationSummary | None:
    others = []
    if root.num_chunks and not is_of_other_code(root):
        others = [
            b'' if chunk is None else chunk.content
            for chunk in transaction_services.get_multi(chunk_keys(root))
        ]
    return _summary_in(root, others)


def _summary_in(
    root: Root, others: Sequence[bytes]
) -> exploration_summary.ExplorationSummary | None:
    if root.content is None or is_of_other_code(root):
        return None
    content = b''.join([root.content, *others])
    return exploration_summary.ExplorationSummary.from_dict(
        json.loads(zlib.decompress(content))
    )
