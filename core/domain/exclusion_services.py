"""Exclusions of sessions: requesting, listing and undoing them.

The work is done in steps (scheduled_work/exclusion_steps_services).
"""

from __future__ import annotations

import functools
import operator
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from core import clock, errors, feconf
from core.domain import exclusion_domain
from core.platform.datastore import store
from core.storage.statistics import exclusion_gae_models as models

Exclusion = exclusion_domain.Exclusion
FoundSession = exclusion_domain.FoundSession
Model = models.ExclusionsModel
Part = models.ExclusionPartModel


def exclusions_of(model: Model | None) -> list[Exclusion]:
    """Returns the exclusions in an entity; none if it is missing."""
    stored = [] if model is None else model.exclusions
    return [Exclusion(**fields) for fields in stored]


def get_exclusions(exp_id: str) -> list[Exclusion]:
    """Returns the exclusions of an exploration, oldest first."""
    return exclusions_of(store.get(Model, [exp_id])[0])


def num_left_out(model: Model | None) -> int:
    """Returns the number of excluded sessions of an exploration."""
    return sum(exclusion.num_left_out for exclusion in exclusions_of(model))


def find_working() -> Iterator[str]:
    """Yields the explorations that have unfinished exclusions."""
    return store.stream_ids(Model, [('num_working', '>=', 1)])


def read_left_out(exp_id: str) -> set[tuple[int, str]]:
    """Returns the excluded sessions.

    Args:
        exp_id: The exploration.

    Returns:
        Their versions and ids; at most MAX_EXCLUDED_SESSIONS.
    """
    return {
        (session.exp_version, session.session_id)
        for exclusion in get_exclusions(exp_id)
        if exclusion.is_in_effect
        for number in range(exclusion.num_parts)
        for session in read_part(exp_id, exclusion, number)
    }


def part_id(exp_id: str, exclusion: Exclusion, number: int) -> str:
    """Returns the id of a part of the sessions of an exclusion."""
    return Part.get_entity_id(exp_id, exclusion.exclusion_id, number)


def read_part(
    exp_id: str, exclusion: Exclusion, number: int
) -> list[FoundSession]:
    """Returns a part of the sessions of an exclusion."""
    (part,) = store.get(Part, [part_id(exp_id, exclusion, number)])
    return sessions_of(part)


def sessions_of(part: Part | None) -> list[FoundSession]:
    """Returns the sessions in an entity; none if it is missing."""
    stored: Sequence[Sequence[Any]] = [] if part is None else part.sessions
    return [FoundSession(*row) for row in stored]


def change(
    transaction: store.Transaction,
    exp_id: str,
    work: Callable[[list[Exclusion]], None],
) -> None:
    """Changes the exclusions of an exploration.

    Args:
        transaction: The transaction.
        exp_id: The exploration.
        work: Called with the list of exclusions, which it may modify.
    """
    model = transaction.get_or_new(Model, id=exp_id)
    exclusions = exclusions_of(model)
    work(exclusions)
    model.exclusions = [
        dict(vars(exclusion))
        for exclusion in exclusions
        if exclusion.status != 'gone'
    ]
    model.num_working = sum(
        exclusion.status in exclusion_domain.WORKING for exclusion in exclusions
    )
    transaction.put(model)


def advance(
    exp_id: str,
    before: Exclusion,
    work: Callable[[store.Transaction, Exclusion], None],
) -> None:
    """Completes a step, unless another process has done so.

    Args:
        exp_id: The exploration.
        before: The exclusion when the step began.
        work: Applies the result of the step to the stored exclusion.
    """

    def conclude(transaction: store.Transaction) -> None:
        def change_one(exclusions: list[Exclusion]) -> None:
            for exclusion in exclusions:
                if _is_where(exclusion, before):
                    work(transaction, exclusion)

        change(transaction, exp_id, change_one)

    store.run(conclude)


def is_still_where(
    transaction: store.Transaction, exp_id: str, before: Exclusion
) -> bool:
    """Returns whether no process has completed this step yet."""
    return any(
        _is_where(exclusion, before)
        for exclusion in exclusions_of(transaction.get(Model, exp_id))
    )


def _is_where(now: Exclusion, before: Exclusion) -> bool:
    place = operator.attrgetter('exclusion_id', 'status', 'part', 'position')
    return bool(place(now) == place(before))


def find(
    exp_id: str,
    kind: exclusion_domain.Kind,
    day: str | None,
    user_id: str,
) -> Exclusion:
    """Starts a search for sessions; replaces an earlier search.

    Args:
        exp_id: The exploration.
        kind: How the sessions are found.
        day: The day on which they began, as in 2026-01-31; None for any.
        user_id: The owner.

    Returns:
        The search.

    Raises:
        ConflictError: The exploration has the maximum number of exclusions.
    """
    search = Exclusion(
        exclusion_id=uuid.uuid4().hex,
        kind=kind,
        day=day,
        asked_by=user_id,
        asked_at_msecs=int(clock.now_msecs()),
    )

    def add(exclusions: list[Exclusion]) -> None:
        if any(
            exclusion.exclusion_id == search.exclusion_id
            for exclusion in exclusions
        ):
            return
        for exclusion in exclusions:
            if exclusion.status in ('finding', 'too_many', 'found'):
                exclusion.begin('discarding')
        if len(exclusions) >= feconf.MAX_EXCLUSIONS:
            raise errors.ConflictError(
                f'at most {feconf.MAX_EXCLUSIONS} sets of plays can be left '
                'out; take one back first'
            )
        exclusions.append(search)

    store.run(lambda transaction: change(transaction, exp_id, add))
    return search


def confirm(exp_id: str, exclusion_id: str, reason: str) -> None:
    """Starts excluding the sessions found.

    Args:
        exp_id: The exploration.
        exclusion_id: The search.
        reason: The reason.

    Raises:
        EntityNotFoundError: The search does not exist.
        ConflictError: The search is unfinished or found nothing, or the
            exclusion is being undone.
    """

    def leave_out(exclusions: list[Exclusion]) -> None:
        exclusion = _find_exclusion(exclusions, exclusion_id)
        if exclusion.status in ('leaving_out', 'left_out'):
            # A repeated request.
            return
        if exclusion.status != 'found' or not exclusion.num_sessions:
            raise errors.ConflictError('these plays cannot be left out now')
        exclusion.reason = reason
        exclusion.begin('leaving_out')

    store.run(lambda transaction: change(transaction, exp_id, leave_out))


def take_back(exp_id: str, exclusion_id: str) -> None:
    """Starts undoing an exclusion, or discards a search.

    Args:
        exp_id: The exploration.
        exclusion_id: The exclusion.

    Raises:
        EntityNotFoundError: The exclusion does not exist.
    """

    def begin(exclusions: list[Exclusion]) -> None:
        exclusion = _find_exclusion(exclusions, exclusion_id)
        if exclusion.status in ('leaving_out', 'left_out'):
            exclusion.begin('taking_back')
        elif exclusion.status in ('finding', 'too_many', 'found'):
            exclusion.begin('discarding')

    store.run(lambda transaction: change(transaction, exp_id, begin))


def of_user(user_id: str) -> Iterator[tuple[str, Exclusion]]:
    """Yields (exploration id, exclusion) for the requests of a user."""
    for model in store.stream(Model):
        for exclusion in exclusions_of(model):
            if exclusion.asked_by == user_id:
                yield store.id_of(model), exclusion


def rename_user(user_id: str, new_user_id: str) -> None:
    """Replaces a user id in all exclusions."""

    def rename(exclusions: list[Exclusion]) -> None:
        for exclusion in exclusions:
            if exclusion.asked_by == user_id:
                exclusion.asked_by = new_user_id

    for exp_id in {exp_id for exp_id, _ in of_user(user_id)}:
        store.run(functools.partial(change, exp_id=exp_id, work=rename))


def _find_exclusion(
    exclusions: list[Exclusion], exclusion_id: str
) -> Exclusion:
    for exclusion in exclusions:
        if exclusion.exclusion_id == exclusion_id:
            return exclusion
    raise errors.EntityNotFoundError('these plays are not left out any more')
