"""The interface to the store: reads and writes of entities.

Entities have the type of their model in type checks, and are rows (entity_rows)
at run time. A model and an id identify an entity; the id of a child includes
the reference of its parent.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ParamSpec, TypeVar, cast

from google.api_core import exceptions
from google.cloud import ndb

from core.platform import pauses
from core.platform.datastore import (
    checked_values,
    entity_queries,
    entity_refs,
    entity_rows,
    json_items,
    transaction_services,
)
from core.platform.datastore import raw_datastore_services as raw
from core.platform.datastore import raw_transaction_services as raw_transactions

_Model = TypeVar('_Model')
_Fields = ParamSpec('_Fields')
_Result = TypeVar('_Result')
_Item = TypeVar('_Item')

Id = entity_refs.Id
Ref = entity_refs.Ref
ChildId = entity_refs.ChildId
ID = entity_refs.ID
Filter = entity_refs.Filter
stream = entity_queries.stream
stream_in = entity_queries.stream_in
stream_ids = entity_queries.stream_ids
get_page = entity_queries.get_page
CheckedReader = checked_values.CheckedReader
WrongValueError = checked_values.WrongValueError

# Conflicts, and temporary failures of the store.
TRANSIENT_ERRORS = transaction_services.TRANSIENT_ERRORS

# Raised by the commit of a transaction that inserts an existing entity.
AlreadyExistsError = exceptions.AlreadyExists

# Serialize transactions of this process on the same entities. Different
# entities may share a lock, which only costs a wait.
_locks = [threading.Lock() for _ in range(1024)]


def new(
    model_class: Callable[_Fields, _Model],
    *args: _Fields.args,
    **kwargs: _Fields.kwargs,
) -> _Model:
    """Creates an entity; the caller puts it.

    Args:
        model_class: The model.
        *args: None.
        **kwargs: The `id` and the properties, as in the model's constructor.
    """
    del args
    values: dict[str, Any] = dict(kwargs)
    ref = cast(type[Any], model_class), values.pop('id')
    return _row_class(ref)(None, values, ref)


def get(model_class: type[_Model], ids: Iterable[Id]) -> list[_Model | None]:
    """Reads entities in one request, without a transaction.

    Args:
        model_class: The model.
        ids: The ids.

    Returns:
        The entities in the order of the ids; None for missing ones.
    """
    return Reader().get_multi(model_class, ids)


def put(*entities: Any) -> None:
    """Puts entities at once, without a transaction.

    Args:
        *entities: Entities returned by `get` or `new`; at most as many as the
            store allows in a commit.
    """
    raw.commit(
        [raw.Mutation(upsert=entity.message_to_put()) for entity in entities]
    )
    clear_ndb_cache()


def delete(refs: Iterable[Ref]) -> None:
    """Deletes entities at once, without a transaction.

    Args:
        refs: The entities; at most as many as the store allows in a commit.
    """
    raw.commit(
        [raw.Mutation(delete=entity_refs.key_message(ref)) for ref in refs]
    )
    clear_ndb_cache()


def ref_of(entity: Any) -> Ref:
    """Returns the reference of an entity without a parent."""
    return entity.model_class, id_of(entity)


def id_of(entity: Any) -> str:
    """Returns the id of an entity, without its parent."""
    name: str = entity.entity_message.key.path[-1].name
    return name


def change_item(
    entity: Any, name: str, key: str, change: json_items.Change
) -> None:
    """Changes an item of a JSON property that maps keys to objects.

    Other items are neither decoded nor encoded, so the cost does not grow with
    their number.

    Args:
        entity: The entity.
        name: The property.
        key: The key of the item.
        change: Maps the item, empty if missing, to the new one; an empty
            result removes the item.
    """
    entity.change_item(name, key, change)


class Reader:
    """Reads entities of any models.

    Each is read once: getting the same entity twice returns the same object.
    """

    def __init__(self) -> None:
        self._read: dict[Ref, Any] = {}

    def _lookup(self, keys: Sequence[raw.Pb]) -> list[raw.Pb | None]:
        return transaction_services.retry_transient(lambda: raw.lookup(keys))

    def fetch(self, refs: Iterable[Ref]) -> None:
        """Reads entities in one request, before they are got."""
        missing = [ref for ref in dict.fromkeys(refs) if ref not in self._read]
        if not missing:
            return
        entities = self._lookup(
            [entity_refs.key_message(ref) for ref in missing]
        )
        for ref, entity in zip(missing, entities, strict=True):
            self._read[ref] = entity and _row_class(ref)(entity)

    def get(self, model_class: type[_Model], entity_id: Id) -> _Model | None:
        """Returns an entity; None if it does not exist."""
        ref = model_class, entity_id
        self.fetch([ref])
        entity: _Model | None = self._read[ref]
        return entity

    def get_multi(
        self, model_class: type[_Model], ids: Iterable[Id]
    ) -> list[_Model | None]:
        """Returns entities in the order of the ids; None for missing ones."""
        return self.get_refs((model_class, entity_id) for entity_id in ids)

    def get_refs(self, refs: Iterable[Ref]) -> list[Any]:
        """Returns entities of any models in order; None for missing ones."""
        ref_list = list(refs)
        self.fetch(ref_list)
        return [self._read[ref] for ref in ref_list]


class Transaction(Reader):
    """An open transaction.

    Args:
        raw_transaction: The same transaction on raw messages.
    """

    def __init__(self, raw_transaction: raw_transactions.Transaction) -> None:
        super().__init__()
        self._raw_transaction = raw_transaction
        # By object identity, in the order of the first put.
        self._to_put: dict[int, Any] = {}
        self._to_insert: list[_NewEntities] = []

    def _lookup(self, keys: Sequence[raw.Pb]) -> list[raw.Pb | None]:
        return self._raw_transaction.lookup(keys)

    def put(self, *entities: Any) -> None:
        """Puts entities, as they are at the end of the transaction.

        Args:
            *entities: Entities read in this transaction or created by `new`.
        """
        for entity in entities:
            self._to_put[id(entity)] = entity

    def insert(
        self,
        model_class: type[Any],
        shared: Mapping[str, Any],
        own_by_id: Mapping[str, Mapping[str, Any]],
    ) -> None:
        """Inserts new entities of a model when the transaction commits.

        The commit raises AlreadyExistsError and has no effect if one of them
        exists, so the caller need not look them up first.

        Args:
            model_class: The model.
            shared: The properties with the same value in all entities.
            own_by_id: The other properties of each entity, by id.
        """
        self._to_insert.append((model_class, shared, own_by_id))

    def delete(self, refs: Iterable[Ref]) -> None:
        """Deletes entities on commit; the transaction must not put them."""
        for ref in refs:
            self._raw_transaction.delete(entity_refs.key_message(ref))

    def get_or_new(
        self,
        model_class: Callable[_Fields, _Model],
        *args: _Fields.args,
        **kwargs: _Fields.kwargs,
    ) -> _Model:
        """Returns an entity, or a new one if it does not exist.

        The caller puts it.

        Args:
            model_class: The model.
            *args: None.
            **kwargs: As in `new`.
        """
        ref: Any = (model_class, kwargs['id'])
        entity: _Model | None = self.get(*ref)
        if entity is None:
            entity = self._read[ref] = new(model_class, *args, **kwargs)
        return entity

    def upsert(
        self,
        model_class: Callable[_Fields, _Model],
        *args: _Fields.args,
        **kwargs: _Fields.kwargs,
    ) -> _Model:
        """Updates an entity, creating it if it does not exist.

        Other properties keep their values.

        Args:
            model_class: The model.
            *args: None.
            **kwargs: As in `new`.
        """
        entity = self.get_or_new(model_class, *args, **kwargs)
        for name in kwargs.keys() - {'id'}:
            setattr(entity, name, kwargs[name])
        self.put(entity)
        return entity

    def write(self) -> None:
        """Adds the pending writes to the commit."""
        templates = raw.templates()
        for entity in self._to_put.values():
            mutation = templates is not None and entity.build_upsert(templates)
            if mutation:
                self._raw_transaction.add_mutation(mutation)
            else:
                self._raw_transaction.write('upsert', entity.message_to_put())
        for new_entities in self._to_insert:
            self._write_inserts(templates, *new_entities)

    def _write_inserts(
        self,
        templates: Any,
        model_class: type[Any],
        shared: Mapping[str, Any],
        own_by_id: Mapping[str, Mapping[str, Any]],
    ) -> None:
        rows = _row_class((model_class, ''))
        mutations = templates is not None and rows.build_inserts(
            templates, shared, own_by_id
        )
        for entity_id, mutation in zip(
            own_by_id, mutations or [None] * len(own_by_id), strict=True
        ):
            if mutation is not None:
                self._raw_transaction.add_mutation(mutation)
                continue
            values = {**shared, **own_by_id[entity_id]}
            row = rows(None, values, (model_class, entity_id))
            self._raw_transaction.write('insert', row.message_to_put())


# The arguments of `Transaction.insert`.
_NewEntities = tuple[
    type[Any], Mapping[str, Any], Mapping[str, Mapping[str, Any]]
]

# Processes a part of many items in a transaction.
WorkOnPart = Callable[[Transaction, Sequence[_Item]], None]


def run(
    work: Callable[[Transaction], _Result], waits_for: Iterable[Ref] = ()
) -> _Result:
    """Runs a function in a transaction, and retries it after transient errors.

    Args:
        work: The function. It must be idempotent: it may run several times,
            also after a commit that succeeded without a response.
        waits_for: Entities with frequent concurrent changes. Transactions of
            this process that name the same entity wait for each other instead
            of conflicting.

    Returns:
        The result of the function.

    Raises:
        GoogleAPICallError: The last attempt failed as well.
    """
    refs = list(waits_for)

    def attempt() -> _Result:
        with _locks_held(refs):
            return _run_once(work)

    return transaction_services.retry_transient(attempt)


def run_in_parts(
    items: Sequence[_Item], size: int, work: WorkOnPart[_Item]
) -> None:
    """Processes items in several transactions.

    After a transient error, a part is split in half: a transaction on fewer
    entities has fewer conflicts.

    Args:
        items: The items.
        size: The maximum number of items per transaction.
        work: Processes some of the items; idempotent as in `run`.
    """
    for start in range(0, len(items), size):
        _run_or_halve(items[start : start + size], work)


def _run_or_halve(items: Sequence[_Item], work: WorkOnPart[_Item]) -> None:
    if len(items) == 1:
        run(lambda transaction: work(transaction, items))
        return
    try:
        _run_once(lambda transaction: work(transaction, items))
    except TRANSIENT_ERRORS:
        middle = len(items) // 2
        _run_or_halve(items[:middle], work)
        _run_or_halve(items[middle:], work)


def _run_once(work: Callable[[Transaction], _Result]) -> _Result:
    def work_and_write(
        raw_transaction: raw_transactions.Transaction,
    ) -> _Result:
        transaction = Transaction(raw_transaction)
        result = work(transaction)
        transaction.write()
        return result

    return raw_transactions.run_once(work_and_write)


@contextlib.contextmanager
def _locks_held(refs: Iterable[Ref]) -> Iterator[None]:
    # In a fixed order, so that there is no deadlock.
    numbers = sorted({hash(ref) % len(_locks) for ref in refs})
    with contextlib.ExitStack() as stack:
        for number in numbers:
            lock = _locks[number]
            if not lock.acquire(blocking=False):
                with pauses.pause():
                    lock.acquire()
            stack.callback(lock.release)
        yield


def clear_ndb_cache() -> None:
    """Clears the cache of the NDB context, which misses writes by the store."""
    ndb.context.get_context().clear_cache()


def _row_class(ref: Ref) -> Any:
    model_class: Any = ref[0]
    return entity_rows.row_class(model_class)
