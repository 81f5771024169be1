"""One session in the processed data: out with what it was, in what it is."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Sequence

from google.cloud import ndb

from core.domain import (
    answer_key,
    exp_services,
    log_rows,
    processed_store_services,
    session_reader,
)
from core.storage.statistics import processed_gae_models as models

Record = models.FoldedSessionModel

_DIGEST_BYTES = 8

_OPEN = 'open'

Version = processed_store_services.Version


@dataclasses.dataclass(frozen=True)
class Replacement:
    """What became of a session's part of the processed data.

    Attributes:
        entities: What has to be put beside the processed data; nothing when
            these have not changed.
        is_open: Whether the session may still go on.
    """

    entities: list[ndb.Model]
    is_open: bool


class AnswerKeys:
    """The answer keys of versions, each read once in a job."""

    def __init__(self) -> None:
        self._keys: dict[Version, answer_key.AnswerKey | None] = {}

    def get(self, version: Version) -> answer_key.AnswerKey | None:
        """Returns the answer key of a version; None if there is none such."""
        if version not in self._keys:
            exploration = exp_services.get_exploration_by_id(
                *version, strict=False
            )
            self._keys[version] = (
                answer_key.build_answer_key(exploration)
                if exploration
                else None
            )
        return self._keys[version]


def key_of_record(
    root: processed_store_services.Root, session_id: str
) -> ndb.Key:
    """Returns the key of the record of a session in the processed data."""
    return Record.key_of(root.key, root.generation, session_id)


def replace(
    key: answer_key.AnswerKey,
    stored: processed_store_services.Stored,
    session_id: str,
    record: Record | None,
    rows: Sequence[log_rows.LogRow],
    now_msecs: int,
) -> Replacement:
    """Makes processed data hold what a session has come to.

    Args:
        key: The answer key of the version.
        stored: The processed data; they are changed.
        session_id: The session.
        record: What is in them of the session; None for nothing.
        rows: Its events.
        now_msecs: When they were read, in milliseconds since the epoch.

    Returns:
        What is to be done besides.
    """
    if not rows and record is None:
        return Replacement([], False)
    new = session_reader.summarise_rows(session_id, rows, key, now_msecs)
    before = b'' if record is None else record.event_digests
    if record is not None:
        if (len(before), record.folded_at_msecs) > (
            len(rows) * _DIGEST_BYTES,
            now_msecs,
        ):
            # A newer reading of the session has been folded meanwhile.
            return Replacement([], False)
        known = set(_parts(before))
        old = session_reader.summarise_rows(
            session_id,
            [row for row in rows if digest_of(row) in known],
            key,
            record.folded_at_msecs,
        )
        if len(known) == len(rows) and old == new:
            return Replacement([], new.end == _OPEN)
        stored.summary.add(old, -1)
    stored.summary.add(new)
    record = Record(
        key=key_of_record(stored.root, session_id),
        event_digests=digests_of(rows),
        folded_at_msecs=now_msecs,
    )
    return Replacement([record], new.end == _OPEN)


def digests_of(rows: Iterable[log_rows.LogRow]) -> bytes:
    """Returns what a record says of events."""
    return b''.join(map(digest_of, rows))


def digest_of(row: log_rows.LogRow) -> bytes:
    """Returns what stands for an event among those of its session."""
    # Entries of two kinds may have one id.
    name = f'{row.event_type} {row.event_id}'
    return hashlib.blake2b(name.encode(), digest_size=_DIGEST_BYTES).digest()


def _parts(digests: bytes) -> list[bytes]:
    return [
        digests[start : start + _DIGEST_BYTES]
        for start in range(0, len(digests), _DIGEST_BYTES)
    ]
