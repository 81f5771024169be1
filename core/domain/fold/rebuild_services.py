"""Rebuilding the processed data of a version from the event log, in steps.

The fold rebuilds data with an earlier schema, because it cannot change them; an
operator can start a rebuild with the job full_fold. Sessions are read in the
order of their ids. Each step writes the records of its sessions, the sum so far
and the position in one transaction, so a later call, in any process, resumes
there.

The records form a new generation; the last step replaces the generation in use
with it. Until then the fold leaves the sessions that it folds in the queue and
folds them again after the rebuild, so no event is missed. The records of an
abandoned rebuild are not read; the next rebuild removes them.
"""

from __future__ import annotations

import dataclasses
import functools
import logging
import uuid
from collections.abc import Callable, Sequence
from typing import cast

from core import clock, feconf, logs
from core.domain import (
    entity_deletion_services,
    session_account_domain,
    session_account_services,
)
from core.domain.fold import (
    day_sums_services,
    event_stream_services,
    fold_session_services,
    processed_revisions_services,
    processed_store_services,
)
from core.domain.job_runs import bad_data_domain
from core.domain.summaries import answer_key as answer_key_domain
from core.domain.summaries import exploration_summary
from core.platform.datastore import store
from core.storage.statistics import processed_gae_models as models

_log = logging.getLogger(__name__)

AnswerKey = answer_key_domain.AnswerKey
SessionKey = session_account_domain.SessionKey
ProcessedData = processed_store_services.ProcessedData
Summary = exploration_summary.ExplorationSummary
VersionKey = processed_store_services.VersionKey
Root = processed_store_services.Root
DaySums = day_sums_services.DaySums
_PartialRoot = models.ProcessedRebuildModel


@dataclasses.dataclass
class Report:
    """The result of `rebuild`.

    Attributes:
        is_done: Whether the data in use were replaced. If not, the version does
            not exist, the deadline has passed, or another process continues.
        num_sessions: Sessions added by this call, except excluded ones.
        num_events: Events read by this call.
    """

    is_done: bool = False
    num_sessions: int = 0
    num_events: int = 0


def rebuild(
    version: VersionKey,
    answer_keys: fold_session_services.AnswerKeys,
    bad_data: bad_data_domain.BadData,
    deadline_msecs: float | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Report:
    """Rebuilds the processed data of a version, or resumes a rebuild.

    Args:
        version: The exploration and its version.
        answer_keys: The answer keys of versions.
        bad_data: Counts the entries of the log that are skipped.
        deadline_msecs: The time to stop, in milliseconds since the epoch.
        on_progress: Called with the number of sessions after each step.
    """
    report = Report()
    answer_key = answer_keys.get(version)
    if answer_key is None:
        return report
    work = _Rebuild(answer_key)
    while not clock.is_past(deadline_msecs):
        keys = work.get_next_sessions()
        if not keys:
            report.is_done = work.finish()
            break
        if not work.add(keys, answer_keys, bad_data, report):
            break
        on_progress(len(keys))
    if report.is_done:
        _delete_unused_records(version)
        logs.write(
            _log,
            logging.INFO,
            'processed data rebuilt',
            exp_id=answer_key.exp_id,
            exp_version=answer_key.exp_version,
        )
    return report


class _Rebuild:
    """A rebuild whose sum stays in memory from step to step.

    It writes only while the stored position is that of its sum. If two
    processes work on the same rebuild, one overtakes the other, which stops.

    Args:
        answer_key: The answer key of the version.
    """

    def __init__(self, answer_key: AnswerKey) -> None:
        self._answer_key = answer_key
        self._version = (answer_key.exp_id, answer_key.exp_version)
        self._partial = store.run(self._begin)
        self._root = cast(_PartialRoot, self._partial.root)
        self._position = self._root.position

    def _begin(self, transaction: store.Transaction) -> ProcessedData:
        """Resumes or starts a rebuild; returns its sum so far."""
        root = _get_root(transaction, self._version)
        if root is None:
            root = processed_store_services.build_root(*self._version)
        (partial,) = processed_store_services.load(
            transaction, [self._answer_key], _PartialRoot
        )
        if not (
            root.rebuild_id == partial.root.generation
            and processed_store_services.is_being_rebuilt(root)
            and not processed_store_services.is_of_other_code(partial.root)
        ):
            root.left_generations = _add_generation(
                root.left_generations, root.rebuild_id
            )
            root.rebuild_id = uuid.uuid4().hex
            transaction.delete(
                processed_store_services.chunk_refs(partial.root)
            )
            partial = self._new_partial(root.rebuild_id)
            transaction.put(partial.root)
        root.rebuild_began_msecs = int(clock.now_msecs())
        transaction.put(root)
        return partial

    def _new_partial(self, rebuild_id: str) -> ProcessedData:
        root = processed_store_services.build_root(*self._version, _PartialRoot)
        root.generation = rebuild_id
        return ProcessedData(root, Summary.create(self._answer_key))

    def get_next_sessions(self) -> list[SessionKey]:
        """Returns the sessions of the next step; none at the end."""
        session_ids = event_stream_services.sessions_with_account(
            *self._version, self._position, feconf.FOLD_SESSIONS_PER_TRANSACTION
        )
        return [
            SessionKey(*self._version, session_id) for session_id in session_ids
        ]

    def add(
        self,
        keys: Sequence[SessionKey],
        answer_keys: fold_session_services.AnswerKeys,
        bad_data: bad_data_domain.BadData,
        report: Report,
    ) -> bool:
        """Adds sessions and reports them; returns False if overtaken."""
        now = int(clock.now_msecs())
        events = fold_session_services.read_events(keys, answer_keys, bad_data)
        # Read after the events: the fold handles later exclusions.
        exclusion_states = session_account_services.read_exclusion_states(keys)
        # Only the step at the stored position may write what it read.
        self._partial.day_sums = self._day_sums(store.Reader())
        records = [
            fold_session_services.add(
                self._partial,
                self._answer_key,
                self._root.generation,
                key.session_id,
                rows,
                exclusion_states[key],
                now,
            ).record
            for key, rows in events.items()
            if rows
        ]
        last_session_id = keys[-1].session_id
        self._root.position = last_session_id
        entities = processed_store_services.build_entities(self._partial)
        if not self._run_if_current(
            lambda transaction, _: transaction.put(*records, *entities)
        ):
            return False
        self._position = last_session_id
        for key, rows in events.items():
            report.num_events += len(rows)
            report.num_sessions += (
                bool(rows) and not exclusion_states[key].is_excluded
            )
        return True

    def _day_sums(self, reader: store.Reader) -> DaySums:
        return DaySums(
            self._answer_key,
            fold_session_services.root_ref_of(self._version),
            self._root.generation,
            reader,
        )

    def finish(self) -> bool:
        """Replaces the data in use; returns whether any process has done so."""
        return (
            self._add_expired_days() and self._run_if_current(self._replace)
        ) or self._is_finished()

    def _add_expired_days(self) -> bool:
        """Adds the days of expired sessions; returns False if overtaken.

        None expire during a rebuild, and each block is added only once.
        """
        expired_ref = (
            models.ProcessedExpiredModel,
            Root.get_entity_id(*self._version),
        )
        (expired,) = store.get(expired_ref[0], [expired_ref[1]])
        if expired is None:
            return True
        generation = expired.generation

        def add(transaction: store.Transaction, _: Root, number: int) -> None:
            source = DaySums(
                self._answer_key, expired_ref, generation, transaction
            )
            day_sums = self._day_sums(transaction)
            day_sums.add_expired(source, number)
            transaction.put(*day_sums.build_entities())

        return all(
            self._run_if_current(functools.partial(add, number=number))
            for number in processed_store_services.day_blocks(expired)
        )

    def _replace(self, transaction: store.Transaction, root: Root) -> None:
        root.left_generations = _add_generation(
            root.left_generations, root.generation
        )
        root.generation = self._root.generation
        root.rebuild_id = None
        root.rebuild_began_msecs = None
        summary = self._partial.summary
        # The blocks of earlier generations are not used any more.
        root.day_blocks = self._root.day_blocks
        expired = processed_store_services.read_expired(
            transaction, self._version
        )
        if expired is not None:
            # The log no longer has these sessions.
            summary = expired.summary + summary
            processed_store_services.add_day_blocks(
                root, processed_store_services.day_blocks(expired.root)
            )
        transaction.put(
            *processed_store_services.build_entities(
                ProcessedData(root, summary)
            )
        )
        processed_revisions_services.write_revisions(
            transaction, [(root, summary.num_sessions)]
        )
        transaction.delete(
            [
                store.ref_of(self._root),
                *processed_store_services.chunk_refs(self._root),
            ]
        )

    def _is_finished(self) -> bool:
        """Whether the data in use are those of this rebuild."""
        (root,) = store.get(Root, [Root.get_entity_id(*self._version)])
        return root is not None and root.generation == self._root.generation

    def _run_if_current(
        self, write: Callable[[store.Transaction, Root], None]
    ) -> bool:
        """Runs a transaction; returns False, and writes nothing, if overtaken.

        Args:
            write: Receives the transaction and the data in use.
        """

        def work(transaction: store.Transaction) -> bool:
            root = _get_root(transaction, self._version)
            stored = transaction.get(*store.ref_of(self._root))
            if (
                root is None
                or stored is None
                or root.rebuild_id != self._root.generation
                or stored.generation != self._root.generation
                or stored.position != self._position
            ):
                return False
            write(transaction, root)
            return True

        return store.run(work)


def _get_root(
    transaction: store.Transaction, version: VersionKey
) -> Root | None:
    return transaction.get(Root, Root.get_entity_id(*version))


def _add_generation(generations: str, generation: str | None) -> str:
    """Returns a space-separated set with a generation added, if any."""
    return ' '.join(
        dict.fromkeys([*generations.split(), *(generation or '').split()])
    )


def _delete_unused_records(version: VersionKey) -> None:
    """Deletes the records of abandoned or replaced generations."""
    (root,) = store.get(Root, [Root.get_entity_id(*version)])
    if root is None:
        return
    unused = set(root.left_generations.split())
    unused -= {root.generation, root.rebuild_id}
    for generation in sorted(unused):
        _delete_generation(version, generation)

    def forget(transaction: store.Transaction) -> None:
        stored = _get_root(transaction, version)
        if stored is not None:
            left = stored.left_generations.split()
            stored.left_generations = ' '.join(
                generation for generation in left if generation not in unused
            )
            transaction.put(stored)

    store.run(forget)


def _delete_generation(version: VersionKey, generation: str) -> None:
    entity_deletion_services.delete(
        fold_session_services.stream_refs(version, generation)
    )
