"""Mutations: what makes a commit valid, and what each mutation does."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from core.platform.datastore.embedded import errors, keys, limits
from core.platform.datastore.embedded.commits import (
    CommitWriter,
    Stored,
    already_exists,
    key_bytes,
    not_found,
)
from core.platform.datastore.embedded.ids import IdAllocator, is_taken
from core.platform.datastore.embedded.protos import (
    CommitResponse,
    Entity,
    Pb,
)
from core.platform.datastore.embedded.results import set_timestamp


@dataclass(frozen=True, slots=True)
class Mutation:
    """One checked mutation.

    Args:
        message: The `Mutation`.
        operation: insert, update, upsert or delete.
        key: The key that it is about.
        is_complete: Whether that key has an id or a name.
    """

    message: Pb
    operation: str
    key: Pb
    is_complete: bool


def check_mutations(request: Pb) -> list[Mutation]:
    """Checks a commit as far as that needs no store.

    Raises:
        StatusError: A mutation breaks a rule.
    """
    if len(request.mutations) > limits.MAX_MUTATIONS:
        raise errors.invalid(
            'cannot write more than '
            f'{limits.MAX_MUTATIONS} entities in a single call'
        )
    mutations = [
        _check_mutation(message, request) for message in request.mutations
    ]
    if request.mode != type(request).TRANSACTIONAL:
        _check_distinct(mutations)
    return mutations


def _check_mutation(message: Pb, request: Pb) -> Mutation:
    operation = message.WhichOneof('operation')
    if operation is None:
        raise errors.invalid('A mutation has no operation.')
    if operation == 'delete':
        key = message.delete
    else:
        entity = getattr(message, operation)
        key = entity.key
        if entity.ByteSize() > limits.MAX_ENTITY_BYTES:
            raise errors.invalid(
                f'The entity is larger than {limits.MAX_ENTITY_BYTES} bytes.'
            )
    keys.check_key(key, request.project_id, request.database_id)
    keys.check_writable(key)
    is_complete = keys.is_complete(key)
    if not is_complete and operation in ('update', 'delete'):
        keys.check_complete(key)
    return Mutation(message, operation, key, is_complete)


def _check_distinct(mutations: list[Mutation]) -> None:
    if len(mutations) < 2:
        return
    seen = set()
    for mutation in mutations:
        if not mutation.is_complete:
            continue
        key = mutation.key.SerializeToString(deterministic=True)
        if key in seen:
            raise errors.invalid(
                'A non-transactional commit may not contain multiple '
                'mutations affecting the same entity.'
            )
        seen.add(key)


def apply_mutations(
    writer: CommitWriter, mutations: list[Mutation], ids: IdAllocator
) -> Pb:
    """Applies checked mutations in order.

    Args:
        writer: Where to.
        mutations: What.
        ids: Completes keys that have no id.

    Returns:
        The `CommitResponse`.

    Raises:
        StatusError: A mutation does not fit what is stored.
    """
    response = CommitResponse()
    set_timestamp(response.commit_time, writer.version)
    scope_id = functools.cache(writer.scope_id)
    for mutation in mutations:
        scope = scope_id(keys.scope_of(mutation.key))
        _apply(writer, mutation, scope, ids, response)
    return response


def _apply(
    writer: CommitWriter,
    mutation: Mutation,
    scope_id: bytes,
    ids: IdAllocator,
    response: Pb,
) -> None:
    result = response.mutation_results.add()
    if not mutation.is_complete:
        _complete(writer, mutation.key, scope_id, ids)
        result.key.CopyFrom(mutation.key)
    key = key_bytes(scope_id, mutation.key)
    before = writer.find(key)
    if _is_conflict(mutation.message, before):
        result.conflict_detected = True
        result.version = before.version if before else writer.version
        return
    result.version = writer.version
    if mutation.operation == 'delete':
        if before:
            writer.delete(key, before)
        return
    if mutation.operation == 'insert' and before:
        raise already_exists(mutation.key)
    if mutation.operation == 'update' and not before:
        raise not_found(mutation.key)
    entity = getattr(mutation.message, mutation.operation)
    if mutation.message.HasField('property_mask'):
        entity = _masked(entity, mutation.message.property_mask, before)
    created = writer.put(entity, key, before)
    set_timestamp(result.create_time, created)
    set_timestamp(result.update_time, writer.version)


def _complete(
    writer: CommitWriter, key: Pb, scope_id: bytes, ids: IdAllocator
) -> None:
    while True:
        key.path[-1].id = ids.allocate()
        if not is_taken(writer.connection, key_bytes(scope_id, key)):
            return


def _is_conflict(message: Pb, before: Stored | None) -> bool:
    which = message.WhichOneof('conflict_detection_strategy')
    if which == 'base_version':
        stored = before.version if before else 0
        # Absent entities have no version; any version read for one holds.
        return bool(stored > message.base_version)
    return False


def _masked(entity: Pb, mask: Pb, before: Stored | None) -> Pb:
    """Returns the stored entity with the masked properties replaced."""
    merged = Entity()
    if before:
        merged.ParseFromString(before.data)
    merged.key.CopyFrom(entity.key)
    for path in mask.paths:
        if path in entity.properties:
            merged.properties[path].CopyFrom(entity.properties[path])
        else:
            merged.properties.pop(path, None)
    return merged
