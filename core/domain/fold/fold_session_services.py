"""Replacing the contribution of a session to processed data."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator, Sequence

from core import errors
from core.domain import exp_domain, exp_services, session_account_domain
from core.domain.fold import (
    day_sums_services,
    event_stream_services,
    processed_store_services,
)
from core.domain.job_runs import bad_data_domain
from core.domain.summaries import (
    answer_key,
    log_rows,
    session_reader,
    session_summary,
)
from core.platform.datastore import store
from core.storage.statistics import processed_gae_models as models

Record = models.FoldedSessionModel

_DIGEST_BYTES = 8

# Replaces all digests in the record of an excluded session. No event has this
# digest, so code without exclusions takes it for an event of a later version,
# and does not change the session.
_EXCLUDED = bytes(_DIGEST_BYTES)

_OPEN = 'open'

VersionKey = exp_domain.VersionKey
SessionKey = session_account_domain.SessionKey
ExclusionState = session_account_domain.ExclusionState
Rows = event_stream_services.Rows


@dataclasses.dataclass(frozen=True)
class Replacement:
    """The result of replacing the contribution of a session.

    Attributes:
        record: The record to put with the processed data; None if these have
            not changed.
        is_open: Whether the session may continue, or must be folded again.
    """

    record: Record | None
    is_open: bool


class AnswerKeys:
    """The answer keys of versions, each read once in a job."""

    def __init__(self) -> None:
        self._keys: dict[VersionKey, answer_key.AnswerKey | None] = {}

    def get(self, version: VersionKey) -> answer_key.AnswerKey | None:
        """Returns the answer key of a version; None if it does not exist."""
        if version not in self._keys:
            try:
                exploration = exp_services.get_exploration_by_id(*version)
                self._keys[version] = answer_key.build_answer_key(exploration)
            except errors.EntityNotFoundError:
                self._keys[version] = None
        return self._keys[version]


def read_events(
    keys: Sequence[SessionKey],
    answer_keys: AnswerKeys,
    bad_data: bad_data_domain.BadData,
) -> dict[SessionKey, Rows]:
    """Returns the events of sessions.

    Args:
        keys: The sessions.
        answer_keys: The answer keys of versions.
        bad_data: Counts skipped entries: those that are not events, and events
            of these session ids whose version does not exist.
    """
    events = event_stream_services.read_some_sessions(
        sorted({key.session_id for key in keys}), bad_data
    )
    # Events of another existing version are folded with the account of that
    # version.
    for key in sorted(events.keys() - set(keys), key=dataclasses.astuple):
        if answer_keys.get((key.exp_id, key.exp_version)) is None:
            report_unknown_version(key, bad_data)
    return {key: events.get(key, []) for key in keys}


def report_unknown_version(
    key: SessionKey, bad_data: bad_data_domain.BadData
) -> None:
    """Reports a session that is skipped because its version does not exist."""
    bad_data.add(
        'the version played does not exist',
        f'{key.exp_id}.{key.exp_version} {key.session_id}',
    )


def record_ref(
    version: VersionKey, generation: str, session_id: str
) -> tuple[type[Record], store.ChildId]:
    """Returns the reference to the record of a session.

    Args:
        version: The version that was played.
        generation: The generation of records.
        session_id: The session.
    """
    return Record, store.ChildId(
        root_ref_of(version), f'{generation}.{session_id}'
    )


def stream_refs(version: VersionKey, generation: str) -> Iterator[store.Ref]:
    """Yields references to all records and blocks of days of a generation."""
    root_ref = root_ref_of(version)
    # '/' is the character after '.'.
    first, end = f'{generation}.', f'{generation}/'
    for model in (Record, *day_sums_services.MODELS):
        for entity_id in store.stream_ids(
            model,
            [
                (store.ID, '>=', store.ChildId(root_ref, first)),
                (store.ID, '<', store.ChildId(root_ref, end)),
                (store.ID, 'has ancestor', root_ref),
            ],
        ):
            yield model, store.ChildId(root_ref, entity_id)


def root_ref_of(version: VersionKey) -> store.Ref:
    """Returns the reference to the processed data of a version."""
    root_class = processed_store_services.Root
    return root_class, root_class.get_entity_id(*version)


def add(
    data: processed_store_services.ProcessedData,
    key: answer_key.AnswerKey,
    generation: str,
    session_id: str,
    rows: Sequence[log_rows.LogRow],
    exclusion_state: ExclusionState,
    now_msecs: int,
) -> Replacement:
    """Adds a session to data without it, unless the session is excluded.

    Args:
        data: The data.
        key: The answer key of the version that was played.
        generation: The generation of records of the data.
        session_id: The session.
        rows: Its events.
        exclusion_state: Whether it is excluded.
        now_msecs: The time before the events were read, in milliseconds since
            the epoch.

    Returns:
        The result, with a record.
    """
    is_open = False
    if not exclusion_state.is_excluded:
        new = session_reader.summarise_session(session_id, rows, key, now_msecs)
        data.add(new)
        is_open = new.end == _OPEN
    record = store.new(
        Record,
        id=record_ref((key.exp_id, key.exp_version), generation, session_id)[1],
        event_digests=_EXCLUDED
        if exclusion_state.is_excluded
        else digests_of(rows),
        folded_at_msecs=now_msecs,
        exclusion_changes=exclusion_state.num_changes,
    )
    return Replacement(record, is_open)


def replace(
    key: answer_key.AnswerKey,
    stored: processed_store_services.ProcessedData,
    session_id: str,
    record: Record | None,
    rows: Sequence[log_rows.LogRow],
    exclusion_state: ExclusionState,
    now_msecs: int,
) -> Replacement:
    """Replaces the contribution of a session to processed data.

    Args:
        key: The answer key of the version.
        stored: The processed data, which are changed.
        session_id: The session.
        record: The record of the folded events of the session, if any.
        rows: Its events.
        exclusion_state: Whether it is excluded; read before the events.
        now_msecs: The time before the events were read, in milliseconds since
            the epoch.
    """
    folded: list[bytes] = []
    if record is not None and not is_excluded(record):
        folded = split_digests(record.event_digests)
    if not rows and not folded:
        return Replacement(None, False)
    if record is not None:
        if record.exclusion_changes > exclusion_state.num_changes or not set(
            folded
        ) <= set(map(digest_of, rows)):
            # Another process has folded a later state of the session, or later
            # code has folded events of a type that this code does not know and
            # cannot subtract.
            return Replacement(None, True)
        unchanged = _replacement_if_unchanged(
            key, session_id, record, rows, exclusion_state, now_msecs
        )
        if unchanged is not None:
            return unchanged
        if folded:
            stored.add(_summarise_folded(key, session_id, record, rows), -1)
    return add(
        stored,
        key,
        stored.root.generation,
        session_id,
        rows,
        exclusion_state,
        now_msecs,
    )


def _replacement_if_unchanged(
    key: answer_key.AnswerKey,
    session_id: str,
    record: Record,
    rows: Sequence[log_rows.LogRow],
    exclusion_state: ExclusionState,
    now_msecs: int,
) -> Replacement | None:
    """Returns the result if the processed data do not change, else None."""
    if record.exclusion_changes != exclusion_state.num_changes:
        return None
    if exclusion_state.is_excluded:
        return Replacement(None, False)
    if len(split_digests(record.event_digests)) != len(rows):
        return None
    if record.folded_at_msecs > now_msecs:
        # Another process has read the same events later, and folded them.
        return Replacement(None, False)
    new = session_reader.summarise_session(session_id, rows, key, now_msecs)
    if _summarise_folded(key, session_id, record, rows) != new:
        return None
    return Replacement(None, new.end == _OPEN)


def _summarise_folded(
    key: answer_key.AnswerKey,
    session_id: str,
    record: Record,
    rows: Sequence[log_rows.LogRow],
) -> session_summary.SessionSummary:
    """Returns the contribution of a session, according to its record."""
    folded = set(split_digests(record.event_digests))
    return session_reader.summarise_session(
        session_id,
        [row for row in rows if digest_of(row) in folded],
        key,
        record.folded_at_msecs,
    )


def is_excluded(record: Record) -> bool:
    """Whether the record is that of an excluded session."""
    return record.event_digests == _EXCLUDED


def digests_of(rows: Iterable[log_rows.LogRow]) -> bytes:
    """Returns the digests of events in the form of records."""
    return b''.join(map(digest_of, rows))


def digest_of(row: log_rows.LogRow) -> bytes:
    """Returns a digest that identifies an event within its session."""
    # Entries of different kinds may have the same id.
    name = f'{row.event_type} {row.event_id}'
    return hashlib.blake2b(name.encode(), digest_size=_DIGEST_BYTES).digest()


def split_digests(digests: bytes) -> list[bytes]:
    """Returns the digests in a record."""
    return [
        digests[start : start + _DIGEST_BYTES]
        for start in range(0, len(digests), _DIGEST_BYTES)
    ]
