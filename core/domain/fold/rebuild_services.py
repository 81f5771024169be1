"""Making processed data anew from the whole log, beside the fold.

A rebuild makes another generation of session records beside the one in use,
and puts the sum of them in its place at the end, in one transaction a version.
While it is going on the fold works on as ever, but leaves its sessions in the
queue: so it folds them again when the rebuild is done, and nothing that came
while the log was being read is missing. A rebuild that dies leaves only
records that nobody reads; the next one replaces it, and removes them.
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)

from core import clock, feconf
from core.domain import exp_services, session_account_services
from core.domain.fold import (
    event_stream_services,
    fold_session_services,
    processed_revisions_services,
    processed_store_services,
)
from core.domain.job_runs import bad_data_domain
from core.domain.summaries import exploration_summary
from core.platform.datastore import store

Version = processed_store_services.Version
Root = processed_store_services.Root
Summary = exploration_summary.ExplorationSummary
Rows = event_stream_services.Rows

# Records written at once: well below what one commit takes.
_RECORDS_PER_COMMIT = 400

# Sessions whose events are in memory at once, and whose accounts are read.
_SESSIONS_ADDED_AT_ONCE = 100


def begin(exp_ids: Iterable[str]) -> dict[Version, str]:
    """Announces rebuilds of all versions of explorations.

    Args:
        exp_ids: The explorations.

    Returns:
        The id of the rebuild of each version.
    """
    return {
        (exp_id, version): _begin(exp_id, version)
        for exp_id in exp_ids
        for version in range(1, exp_services.get_latest_version(exp_id) + 1)
    }


def _begin(exp_id: str, exp_version: int) -> str:
    def work(transaction: store.Transaction) -> str:
        root = _get_root(transaction, (exp_id, exp_version))
        return announce(
            transaction,
            root or processed_store_services.new_root(exp_id, exp_version),
        )

    return store.run(work)


def announce(transaction: store.Transaction, root: Root) -> str:
    """Notes in processed data that they are being rebuilt.

    Args:
        transaction: In which they were read.
        root: Their entity.

    Returns:
        The id of the rebuild.
    """
    root.left_generations = _with_generation(
        root.left_generations, root.rebuild_id
    )
    rebuild_id = root.rebuild_id = uuid.uuid4().hex
    root.rebuild_began_msecs = int(clock.now_msecs())
    transaction.put(root)
    return rebuild_id


def _get_root(transaction: store.Transaction, version: Version) -> Root | None:
    return transaction.get(Root, Root.get_entity_id(*version))


def _with_generation(left: str, generation: str | None) -> str:
    """Returns what is left with another generation, if there is one."""
    return ' '.join(dict.fromkeys([*left.split(), *(generation or '').split()]))


class RangeFold:
    """Sums up the sessions of a part of the log, and writes their records.

    Args:
        rebuild_ids: The rebuilds that are going on.
        exp_id: The exploration that they are of; None: all of them.

    Attributes:
        summaries: The sum for each version.
        num_events: The events that were read.
        num_sessions: The sessions in them.
        bad_data: What was left out.
    """

    def __init__(
        self, rebuild_ids: Mapping[Version, str], exp_id: str | None = None
    ) -> None:
        self.summaries: dict[Version, Summary] = {}
        self.num_events = 0
        self.num_sessions = 0
        self.bad_data = bad_data_domain.BadData()
        self._rebuild_ids = rebuild_ids
        self._exp_id = exp_id
        self._answer_keys = fold_session_services.AnswerKeys()
        self._now = int(clock.now_msecs())
        self._records: list[fold_session_services.Record] = []

    def fold(
        self,
        sessions: event_stream_services.SessionRange,
        on_progress: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Folds a part of the log.

        Args:
            sessions: The part.
            on_progress: Is told the number of events, step by step.
        """
        reported = 0
        read = self._read(sessions)
        while part := dict(itertools.islice(read, _SESSIONS_ADDED_AT_ONCE)):
            # Read after the events: what changes later changes in the fold.
            standings = session_account_services.read_standings(part)
            for key, rows in part.items():
                self._add(key, rows, standings[key])
            if len(self._records) >= _RECORDS_PER_COMMIT:
                self._write_records()
                on_progress(self.num_events - reported)
                reported = self.num_events
        self._write_records()
        on_progress(self.num_events - reported)

    def _read(
        self, sessions: event_stream_services.SessionRange
    ) -> Iterator[tuple[event_stream_services.SessionKey, Rows]]:
        if self._exp_id is None:
            return event_stream_services.read_sessions(sessions, self.bad_data)
        return event_stream_services.read_sessions_of_versions(
            self._exp_id,
            [version for _, version in self._rebuild_ids],
            sessions,
            self.bad_data,
        )

    def _add(
        self,
        key: event_stream_services.SessionKey,
        rows: Rows,
        standing: fold_session_services.Standing,
    ) -> None:
        version = (key.exp_id, key.exp_version)
        answer_key = None
        if version in self._rebuild_ids:
            answer_key = self._answer_keys.get(version)
        if answer_key is None:
            self._leave_out(key, rows)
            return
        summary = self.summaries.get(version)
        if summary is None:
            summary = Summary.create(answer_key)
            self.summaries[version] = summary
        self.num_sessions += not standing.is_excluded
        self.num_events += len(rows)
        added = fold_session_services.add(
            summary,
            answer_key,
            self._rebuild_ids[version],
            key.session_id,
            rows,
            standing,
            self._now,
        )
        assert added.record is not None
        self._records.append(added.record)

    def _leave_out(
        self, key: event_stream_services.SessionKey, rows: Rows
    ) -> None:
        self.bad_data.add(
            'the version played does not exist',
            f'{key.exp_id}.{key.exp_version} {key.session_id}',
            len(rows),
        )

    def _write_records(self) -> None:
        if self._records:
            store.put(*self._records)
        self._records = []


def finish(
    version: Version, rebuild_id: str, summary: Summary | None
) -> str | None:
    """Puts what a rebuild has made in the place of what there was.

    Args:
        version: The version.
        rebuild_id: The rebuild.
        summary: The sum of all sessions of the version; None if it has none.

    Returns:
        The generation of records that nobody reads any more; None if another
        rebuild has begun meanwhile, so that this one came to nothing.
    """
    old_generation = store.run(
        lambda transaction: _finish(transaction, version, rebuild_id, summary)
    )
    if old_generation is None:
        _remove_left(version, [rebuild_id])
    else:
        _remove_left(version)
    return old_generation


def _finish(
    transaction: store.Transaction,
    version: Version,
    rebuild_id: str,
    summary: Summary | None,
) -> str | None:
    root = _get_root(transaction, version)
    if root is None or root.rebuild_id != rebuild_id:
        return None
    old_generation = root.generation
    root.left_generations = _with_generation(
        root.left_generations, old_generation
    )
    root.generation = rebuild_id
    root.schema_version = feconf.PROCESSED_DATA_SCHEMA_VERSION
    root.rebuild_id = None
    root.rebuild_began_msecs = None
    expired = processed_store_services.read_expired(transaction, version)
    if expired is not None:
        # Nothing of these sessions is in the log any more.
        summary = expired if summary is None else expired + summary
    if summary is None:
        root.content = None
        root.num_chunks = 0
        root.revision += 1
        transaction.put(root)
    else:
        stored = processed_store_services.Stored(root, summary)
        transaction.put(*processed_store_services.entities_of(stored))
    num_sessions = 0 if summary is None else summary.num_sessions
    processed_revisions_services.note(transaction, [(root, num_sessions)])
    return old_generation


def _remove_left(version: Version, more: Sequence[str] = ()) -> None:
    """Removes the records that nobody reads.

    Args:
        version: The version.
        more: Generations that may be such, beside those that are noted.
    """
    (root,) = store.get(Root, [Root.get_entity_id(*version)])
    if root is None:
        return
    left = {*root.left_generations.split(), *more}
    # This very rebuild may have been finished before, by somebody unheard of.
    left -= {root.generation, root.rebuild_id}
    for generation in sorted(left):
        _delete_records(version, generation)
    _forget(version, left)


def _forget(version: Version, removed: Collection[str]) -> None:
    def work(transaction: store.Transaction) -> None:
        root = _get_root(transaction, version)
        if root is not None:
            left = root.left_generations.split()
            root.left_generations = ' '.join(
                each for each in left if each not in removed
            )
            transaction.put(root)

    store.run(work)


def _delete_records(version: Version, generation: str) -> None:
    """Deletes the records of a generation that is no longer read."""
    refs = fold_session_services.stream_record_refs(version, generation)
    while part := list(itertools.islice(refs, _RECORDS_PER_COMMIT)):
        store.delete(part)
