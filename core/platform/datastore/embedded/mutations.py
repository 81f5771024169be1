"""Mutations: what makes a commit valid, and what each mutation does."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from core.platform.datastore.embedded import (
    checks,
    encoding,
    errors,
    keys,
    limits,
    masks,
    transforms,
)
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
    if request.ByteSize() > limits.MAX_REQUEST_BYTES:
        raise errors.invalid(
            f'The request is larger than {limits.MAX_REQUEST_BYTES} bytes.'
        )
    mutations = [
        _check_mutation(message, request) for message in request.mutations
    ]
    if len(mutations) > 1:
        _check_sequences(
            mutations, request.mode == type(request).NON_TRANSACTIONAL
        )
    return mutations


def _check_mutation(message: Pb, request: Pb) -> Mutation:
    operation = message.WhichOneof('operation')
    if operation is None:
        raise errors.invalid('Mutation is missing operation.')
    target = getattr(message, operation)
    key = target if operation == 'delete' else target.key
    keys.check_key(key, request.project_id, request.database_id)
    if operation != 'delete':
        checks.check_entity(target)
    keys.check_writable(key)
    is_complete = keys.is_complete(key)
    if not is_complete and operation in ('update', 'delete'):
        keys.check_complete(key)
    if (
        operation == 'update'
        and message.WhichOneof('conflict_detection_strategy') == 'base_version'
        and message.base_version <= 0
    ):
        raise errors.invalid('An update must have a positive base_version.')
    if message.HasField('property_mask'):
        masks.check_mask(message.property_mask)
    if message.property_transforms:
        if operation == 'delete':
            raise errors.invalid('A delete cannot have property transforms.')
        transforms.check_transforms(message.property_transforms)
    return Mutation(message, operation, key, is_complete)


# What cannot come after what in one commit, for one entity. See
# CommitRequest.mutations in the reference of the API.
_IMPOSSIBLE = frozenset(
    {
        ('insert', 'insert'),
        ('update', 'insert'),
        ('upsert', 'insert'),
        ('delete', 'update'),
    }
)


def _check_sequences(mutations: list[Mutation], must_differ: bool) -> None:
    last: dict[bytes, str] = {}
    for mutation in mutations:
        if not mutation.is_complete:
            continue
        key = mutation.key.SerializeToString(deterministic=True)
        before = last.get(key)
        last[key] = mutation.operation
        if before is None:
            continue
        if must_differ:
            raise errors.invalid(
                'A non-transactional commit may not contain multiple '
                'mutations affecting the same entity.'
            )
        if (before, mutation.operation) in _IMPOSSIBLE:
            raise errors.invalid(
                f'A commit may not {mutation.operation} an entity after '
                f'{before}: {keys.describe_path(mutation.key)}'
            )


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
    message = mutation.message
    result = response.mutation_results.add()
    if not mutation.is_complete:
        _complete(writer, mutation.key, scope_id, ids)
        result.key.CopyFrom(mutation.key)
    key = key_bytes(scope_id, mutation.key)
    before = writer.find(key)
    if mutation.operation == 'update' and not before:
        raise not_found(mutation.key)
    if _is_conflict(message, before):
        _report_conflict(message, before, result)
        return
    result.version = writer.version
    if mutation.operation == 'delete':
        if before:
            writer.delete(key, before)
        return
    if mutation.operation == 'insert' and before:
        raise already_exists(mutation.key)
    entity = _result_entity(mutation, before, writer.version, result)
    created = writer.put(entity, key, before)
    set_timestamp(result.create_time, created)
    set_timestamp(result.update_time, writer.version)


def _result_entity(
    mutation: Mutation, before: Stored | None, version: int, result: Pb
) -> Pb:
    """Returns the entity to store, after mask and transforms."""
    message = mutation.message
    entity = getattr(message, mutation.operation)
    is_changed = False
    if message.HasField('property_mask'):
        old = Entity.FromString(before.data) if before else Entity()
        entity = masks.merge(entity, old, message.property_mask)
        is_changed = True
    if message.property_transforms:
        if not is_changed:
            original, entity = entity, Entity()
            entity.CopyFrom(original)
        transforms.apply_transforms(
            entity,
            message.property_transforms,
            version,
            result.transform_results,
        )
        is_changed = True
    if is_changed:
        checks.check_entity(entity)
    return entity


def _complete(
    writer: CommitWriter, key: Pb, scope_id: bytes, ids: IdAllocator
) -> None:
    while True:
        key.path[-1].id = ids.allocate()
        if not is_taken(writer.connection, key_bytes(scope_id, key)):
            return


def _is_conflict(message: Pb, before: Stored | None) -> bool:
    which = message.WhichOneof('conflict_detection_strategy')
    if which is None:
        return False
    stored = before.version if before else 0
    if which == 'base_version':
        expected = message.base_version
    else:
        expected = encoding.microseconds(message.update_time)
    return bool(stored != expected)


def _report_conflict(message: Pb, before: Stored | None, result: Pb) -> None:
    if message.conflict_resolution_strategy == type(message).FAIL:
        raise errors.aborted(
            'The entity has another version than the mutation expects.'
        )
    result.conflict_detected = True
    if before:
        result.version = before.version
