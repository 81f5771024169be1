"""Mutations: the rules of a commit, and the effect of a mutation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.platform.datastore.embedded import (
    checks,
    encoding,
    errors,
    keys,
    limits,
)
from core.platform.datastore.embedded.commits import (
    CommitWriter,
    already_exists,
    not_found,
)
from core.platform.datastore.embedded.indexing import IndexedValues
from core.platform.datastore.embedded.keys import Scope
from core.platform.datastore.embedded.protos import (
    CommitResponse,
    Entity,
    MutationResult,
    Pb,
)
from core.platform.datastore.embedded.stored import Stored
from core.platform.datastore.embedded.timestamps import set_timestamp


@dataclass(slots=True)
class Mutation:
    """One checked mutation.

    Args:
        message: The `Mutation`; None if a template built it.
        operation: insert, update, upsert or delete.
        kind: The kind of the entity.
        scope: Project, database and namespace of the key.
        path: The encoded path of the key; empty while the key is incomplete.
        data: The serialized entity; empty for a delete.
        values: The entity's indexed values.
    """

    message: Pb
    operation: str
    kind: str
    scope: Scope
    path: bytes
    data: bytes
    values: IndexedValues

    @property
    def is_template_insert(self) -> bool:
        """Whether it is an insert built by a template."""
        return self.message is None and self.operation == 'insert'

    @property
    def key(self) -> Pb:
        """The key of its entity."""
        if self.message is None:
            return Entity.FromString(self.data).key
        target = getattr(self.message, self.operation)
        return target if self.operation == 'delete' else target.key


def check_mutations(
    request: Pb, template_mutations: Sequence[Mutation] = ()
) -> list[Mutation]:
    """Checks a commit without reading the store.

    Args:
        request: The `CommitRequest`.
        template_mutations: More mutations, built by templates.

    Raises:
        StatusError: A mutation breaks a rule.
    """
    mutations = [
        _check_mutation(message, request) for message in request.mutations
    ]
    for _, _, namespace in {mutation.scope for mutation in template_mutations}:
        keys.check_namespace(namespace)
    for mutation in template_mutations:
        checks.check_size(mutation.data)
    mutations += template_mutations
    size = sum(len(mutation.data) for mutation in mutations)
    if size > limits.MAX_REQUEST_BYTES:
        raise errors.invalid(
            f'The entities are larger than {limits.MAX_REQUEST_BYTES} bytes.'
        )
    if len(mutations) > 1:
        _check_sequences(
            mutations, request.mode == type(request).NON_TRANSACTIONAL
        )
    return mutations


def _check_mutation(message: Pb, request: Pb) -> Mutation:
    operation = message.WhichOneof('operation')
    if operation is None:
        raise errors.invalid('Mutation is missing operation.')
    for field, _ in message.ListFields():
        if field.name != operation:
            raise errors.unimplemented(field.name)
    target = getattr(message, operation)
    key = target if operation == 'delete' else target.key
    keys.check_partition(
        key.partition_id, request.project_id, request.database_id
    )
    path = keys.path_of_root(key) or _check_path(key, operation)
    data, values = b'', {}
    if operation != 'delete':
        values = checks.check_and_index(target)
        data = target.SerializeToString()
        checks.check_size(data)
    return Mutation(
        message,
        operation,
        key.path[-1].kind,
        keys.scope_of(key),
        path,
        data,
        values,
    )


def _check_path(key: Pb, operation: str) -> bytes:
    """Checks the path of a key; returns it encoded, or empty if incomplete."""
    keys.check_path(key)
    keys.check_writable(key)
    keys.remember_kind(key)
    if keys.is_complete(key):
        return encoding.encode_path(key.path)
    if operation in ('update', 'delete'):
        keys.check_complete(key)
    return b''


# Successive operations on one entity that a commit must not contain. See
# CommitRequest.mutations in the API reference.
_IMPOSSIBLE = frozenset(
    {
        ('insert', 'insert'),
        ('update', 'insert'),
        ('upsert', 'insert'),
        ('delete', 'update'),
    }
)


def _check_sequences(mutations: list[Mutation], must_differ: bool) -> None:
    last: dict[tuple[Scope, bytes], str] = {}
    for mutation in mutations:
        if not mutation.path:
            continue
        key = mutation.scope, mutation.path
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


def complete_keys(
    writer: CommitWriter, mutations: list[Mutation]
) -> Iterator[tuple[Mutation, bytes]]:
    """Yields the mutations with complete keys, and their stored keys."""
    for mutation in mutations:
        if mutation.path:
            scope_id = writer.names.give_scope(mutation.scope)
            yield mutation, scope_id + mutation.path


def apply_mutations(
    writer: CommitWriter, mutations: list[Mutation], ids: Iterator[int]
) -> Pb:
    """Applies the checked mutations of a commit in order.

    Args:
        writer: The writer, on which the commit has begun.
        mutations: The mutations.
        ids: Ids for incomplete keys, without end.

    Returns:
        The `CommitResponse`, without results for mutations built by templates:
        their callers use none.

    Raises:
        StatusError: An inserted entity exists, or an updated one does not.
    """
    response = CommitResponse()
    set_timestamp(response.commit_time, writer.version)
    put_result = MutationResult(version=writer.version)
    set_timestamp(put_result.create_time, writer.version)
    set_timestamp(put_result.update_time, writer.version)
    for mutation in mutations:
        if mutation.message is None:
            _apply_template_mutation(writer, mutation)
            continue
        result = response.mutation_results.add()
        scope_id = writer.names.give_scope(mutation.scope)
        if not mutation.path:
            _complete(writer, mutation, scope_id, ids)
            result.key.CopyFrom(mutation.key)
        key = scope_id + mutation.path
        _apply(writer, mutation, key, put_result, result)
    return response


def _complete(
    writer: CommitWriter,
    mutation: Mutation,
    scope_id: bytes,
    ids: Iterator[int],
) -> None:
    path = mutation.key.path
    while not mutation.path:
        path[-1].id = next(ids)
        encoded = encoding.encode_path(path)
        if not writer.is_taken(scope_id + encoded):
            mutation.path = encoded
    target = getattr(mutation.message, mutation.operation)
    mutation.data = target.SerializeToString()


def _check_existence(mutation: Mutation, before: Stored | None) -> None:
    if mutation.operation == 'insert' and before:
        raise already_exists(mutation.key)
    if mutation.operation == 'update' and not before:
        raise not_found(mutation.key)


def _apply_template_mutation(writer: CommitWriter, mutation: Mutation) -> None:
    key = writer.names.give_scope(mutation.scope) + mutation.path
    before = writer.find(key)
    _check_existence(mutation, before)
    _put(writer, mutation, key, before)


def _put(
    writer: CommitWriter, mutation: Mutation, key: bytes, before: Stored | None
) -> int:
    return writer.put(
        mutation.kind, key, mutation.data, mutation.values, before
    )


def _apply(
    writer: CommitWriter,
    mutation: Mutation,
    key: bytes,
    put_result: Pb,
    result: Pb,
) -> None:
    before = writer.find(key)
    if mutation.operation == 'delete':
        result.version = writer.version
        writer.delete(key)
        return
    _check_existence(mutation, before)
    created = _put(writer, mutation, key, before)
    # Merged, because the result may already have a completed key.
    result.MergeFrom(put_result)
    if before:
        set_timestamp(result.create_time, created)
