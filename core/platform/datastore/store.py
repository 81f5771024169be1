"""Reading and writing entities: the port to the Datastore.

What is returned has the type of its model in type checks, and is a
row (entity_rows) at run time. Entities are named by a model and an id, those
below another one by an id that names that too.
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
Below = entity_refs.Below
ID = entity_refs.ID
Filter = entity_refs.Filter
stream = entity_queries.stream
stream_of_any = entity_queries.stream_of_any
stream_ids = entity_queries.stream_ids
get_page = entity_queries.get_page
CheckedReader = checked_values.CheckedReader
WrongValueError = checked_values.WrongValueError

# Conflicts, and moments in which the store cannot answer.
TRANSIENT_ERRORS = transaction_services.TRANSIENT

# Raised when a transaction ends that inserts an entity that exists already.
AlreadyExistsError = exceptions.AlreadyExists

# Transactions of this process that wait for each other. Two entities of
# different names may share a lock; that costs a wait, and no more.
_locks = [threading.Lock() for _ in range(1024)]


def new(
    model_class: Callable[_Fields, _Model],
    *args: _Fields.args,
    **kwargs: _Fields.kwargs,
) -> _Model:
    """Returns a new entity, to be put.

    Args:
        model_class: Its model.
        *args: None.
        **kwargs: Its `id`, and its properties as in the model's constructor.
    """
    del args
    values: dict[str, Any] = dict(kwargs)
    ref = cast(type[Any], model_class), values.pop('id')
    return _row_class(ref)(None, values, ref)


def get(model_class: type[_Model], ids: Iterable[Id]) -> list[_Model | None]:
    """Returns entities as they are now.

    Args:
        model_class: Their model.
        ids: Their ids.

    Returns:
        The entities in the order of the ids; None where there is none.
    """
    return Reader().get_multi(model_class, ids)


def put(*entities: Any) -> None:
    """Puts entities now, each for itself.

    Args:
        *entities: What `get` or `new` has returned; as many as one commit of
            the store takes.
    """
    raw.commit(
        [raw.Mutation(upsert=entity.message_to_put()) for entity in entities]
    )
    forget_remembered()


def delete(refs: Iterable[Ref]) -> None:
    """Deletes entities now, each for itself.

    Args:
        refs: Some entities; as many as one commit of the store takes.
    """
    raw.commit(
        [raw.Mutation(delete=entity_refs.key_message(ref)) for ref in refs]
    )
    forget_remembered()


def ref_of(entity: Any) -> Ref:
    """Returns what names an entity of this port that is below no other one."""
    return entity.model_class, id_of(entity)


def id_of(entity: Any) -> str:
    """Returns the id of an entity of this port, without its parent."""
    name: str = entity.entity_message.key.path[-1].name
    return name


def change_item(
    entity: Any, name: str, key: str, change: json_items.Change
) -> None:
    """Changes an item of a property that holds a JSON object of objects.

    The others are neither decoded nor encoded, so that the cost does not grow
    with their number.

    Args:
        entity: An entity of this port.
        name: The property.
        key: The item.
        change: Gets the item, empty when it is not there, and returns what it
            becomes; it is taken away when that is empty.
    """
    entity.change_item(name, key, change)


class Reader:
    """Reads entities of any models, each once.

    Who gets an entity again gets the same object.
    """

    def __init__(self) -> None:
        self._read: dict[Ref, Any] = {}

    def _lookup(self, keys: Sequence[raw.Pb]) -> list[raw.Pb | None]:
        return transaction_services.until_undisturbed(lambda: raw.lookup(keys))

    def fetch(self, refs: Iterable[Ref]) -> None:
        """Reads entities in one request, to be got afterwards."""
        missing = [ref for ref in dict.fromkeys(refs) if ref not in self._read]
        if not missing:
            return
        entities = self._lookup(
            [entity_refs.key_message(ref) for ref in missing]
        )
        for ref, entity in zip(missing, entities, strict=True):
            self._read[ref] = entity and _row_class(ref)(entity)

    def get(self, model_class: type[_Model], entity_id: Id) -> _Model | None:
        """Returns an entity; None if there is none."""
        ref = model_class, entity_id
        self.fetch([ref])
        entity: _Model | None = self._read[ref]
        return entity

    def get_multi(
        self, model_class: type[_Model], ids: Iterable[Id]
    ) -> list[_Model | None]:
        """Returns entities in the order of their ids, as `get` does."""
        return self.get_refs((model_class, entity_id) for entity_id in ids)

    def get_refs(self, refs: Iterable[Ref]) -> list[Any]:
        """Returns entities of any models in order, as `get` does."""
        wanted = list(refs)
        self.fetch(wanted)
        return [self._read[ref] for ref in wanted]


class Transaction(Reader):
    """A transaction that is going on.

    Args:
        messages: The same transaction on raw messages.
    """

    def __init__(self, messages: raw_transactions.Transaction) -> None:
        super().__init__()
        self._messages = messages
        # By the identity of the object; in order.
        self._to_write: dict[int, Any] = {}
        self._to_insert: list[_NewEntities] = []

    def _lookup(self, keys: Sequence[raw.Pb]) -> list[raw.Pb | None]:
        return self._messages.lookup(keys)

    def put(self, *entities: Any) -> None:
        """Puts entities as they are when the transaction ends.

        Args:
            *entities: What this transaction has got, or `new` has made.
        """
        for entity in entities:
            self._to_write[id(entity)] = entity

    def insert(
        self,
        model_class: type[Any],
        shared: Mapping[str, Any],
        own_by_id: Mapping[str, Mapping[str, Any]],
    ) -> None:
        """Adds new entities of one model when the transaction ends.

        If one exists already, the transaction fails as a whole, with an
        AlreadyExistsError: so they need not be looked up before.

        Args:
            model_class: Their model.
            shared: The properties that are the same in all of them.
            own_by_id: The other properties of each, by its id.
        """
        self._to_insert.append((model_class, shared, own_by_id))

    def delete(self, refs: Iterable[Ref]) -> None:
        """Deletes entities when the transaction ends; it must not put them."""
        for ref in refs:
            self._messages.delete(entity_refs.key_message(ref))

    def get_or_new(
        self,
        model_class: Callable[_Fields, _Model],
        *args: _Fields.args,
        **kwargs: _Fields.kwargs,
    ) -> _Model:
        """Returns an entity; a new one, to be put, if there is none.

        Args:
            model_class: Its model.
            *args: None.
            **kwargs: As for `new`.
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
        """Puts an entity with some properties; the others stay as they are.

        Args:
            model_class: Its model.
            *args: None.
            **kwargs: As for `new`.
        """
        entity = self.get_or_new(model_class, *args, **kwargs)
        for name in kwargs.keys() - {'id'}:
            setattr(entity, name, kwargs[name])
        self.put(entity)
        return entity

    def write(self) -> None:
        """Hands over what is to be put."""
        templates = raw.templates()
        for entity in self._to_write.values():
            made = templates is not None and entity.build_put(templates)
            if made:
                self._messages.add_made(made)
            else:
                self._messages.write('upsert', entity.message_to_put())
        for new_entities in self._to_insert:
            self._write_new(templates, *new_entities)

    def _write_new(
        self,
        templates: Any,
        model_class: type[Any],
        shared: Mapping[str, Any],
        own_by_id: Mapping[str, Mapping[str, Any]],
    ) -> None:
        rows = _row_class((model_class, ''))
        made = templates is not None and rows.build_inserts(
            templates, shared, own_by_id
        )
        for entity_id, mutation in zip(
            own_by_id, made or [None] * len(own_by_id), strict=True
        ):
            if mutation is not None:
                self._messages.add_made(mutation)
                continue
            values = {**shared, **own_by_id[entity_id]}
            row = rows(None, values, (model_class, entity_id))
            self._messages.write('insert', row.message_to_put())


# A model, the properties that new entities of it share, and their own by id.
_NewEntities = tuple[
    type[Any], Mapping[str, Any], Mapping[str, Mapping[str, Any]]
]

# A function that works on some of many items in a transaction.
WorkWithSome = Callable[[Transaction, Sequence[_Item]], None]


def run(
    work: Callable[[Transaction], _Result], waits_for: Iterable[Ref] = ()
) -> _Result:
    """Does something in a transaction, again after a conflict.

    Args:
        work: What to do. It may run several times, and once more after a
            commit whose success is unknown; so it must be idempotent.
        waits_for: Entities that many change at once. Transactions of this
            process that name the same one wait for each other, instead of
            being begun again.

    Returns:
        What it returned.
    """
    refs = list(waits_for)

    def attempt() -> _Result:
        with _one_by_one(refs):
            return _run_once(work)

    return transaction_services.until_undisturbed(attempt)


def run_in_parts(
    items: Sequence[_Item], size: int, work: WorkWithSome[_Item]
) -> None:
    """Does something with many items, many in each transaction.

    A part that others disturb is done in halves: the fewer entities, the
    fewer conflicts.

    Args:
        items: The items.
        size: How many may be in one transaction.
        work: What to do with some of them, as in `run`.
    """
    for start in range(0, len(items), size):
        _run_or_halve(items[start : start + size], work)


def _run_or_halve(items: Sequence[_Item], work: WorkWithSome[_Item]) -> None:
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
    return raw_transactions.run_once(lambda messages: _run(work, messages))


def _run(
    work: Callable[[Transaction], _Result],
    messages: raw_transactions.Transaction,
) -> _Result:
    transaction = Transaction(messages)
    result = work(transaction)
    transaction.write()
    return result


@contextlib.contextmanager
def _one_by_one(refs: Iterable[Ref]) -> Iterator[None]:
    # In one order, so that no two wait for each other.
    numbers = sorted({hash(ref) % len(_locks) for ref in refs})
    with contextlib.ExitStack() as stack:
        for number in numbers:
            lock = _locks[number]
            if not lock.acquire(blocking=False):
                with pauses.pause():
                    lock.acquire()
            stack.callback(lock.release)
        yield


def forget_remembered() -> None:
    """Lets NDB's context forget the entities that it has read.

    It does not see what is written past it.
    """
    ndb.context.get_context().clear_cache()


def _row_class(ref: Ref) -> Any:
    model_class: Any = ref[0]
    return entity_rows.row_class(model_class)
