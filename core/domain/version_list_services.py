"""The version list of an exploration, read with one key.

The metadata of a version never changes. So it is cached for all versions
together, and only later versions are read separately.
"""

from __future__ import annotations

import dataclasses
import json
import zlib

from core import clock, feconf
from core.domain import exp_history_domain, exp_services
from core.platform.datastore import store
from core.storage.exploration import gae_models


@dataclasses.dataclass(frozen=True)
class ListedVersion:
    """A version of an exploration.

    Attributes:
        version: Its number.
        commit_type: The kind of commit: 'create', 'edit' or 'revert'.
        commit_message: The commit message.
        created_on_msecs: The time of the save, in milliseconds since the epoch.
    """

    version: int
    commit_type: exp_history_domain.CommitType
    commit_message: str
    created_on_msecs: float


_Model = gae_models.ExplorationVersionListModel


def get_versions(exp_id: str, last: int) -> list[ListedVersion]:
    """Returns the versions up to one, oldest first.

    Args:
        exp_id: The exploration.
        last: The last version to return.

    Raises:
        EntityNotFoundError: The exploration or version does not exist.
    """
    (model,) = store.get(_Model, [exp_id])
    versions = [] if model is None else _unpack(model.content)
    if len(versions) < last:
        versions += _read(exp_id, len(versions) + 1, last)
        content = _pack(versions)
        # Versions beyond the size limit are read each time.
        if len(content) <= feconf.MAX_COMMIT_METADATA_BYTES:
            store.put(store.new(_Model, id=exp_id, content=content))
    return versions[:last]


def _read(exp_id: str, first: int, last: int) -> list[ListedVersion]:
    return [
        ListedVersion(
            commit.version,
            commit.commit_type,
            commit.commit_message,
            clock.msecs_of(commit.created_on),
        )
        for commit in exp_services.get_exploration_commits(exp_id, first, last)
    ]


def _pack(versions: list[ListedVersion]) -> bytes:
    rows = [dataclasses.astuple(version) for version in versions]
    return zlib.compress(json.dumps(rows).encode())


def _unpack(content: bytes) -> list[ListedVersion]:
    return [
        ListedVersion(*values)
        for values in json.loads(zlib.decompress(content))
    ]
