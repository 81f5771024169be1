"""Reading and writing entities: the port to the Datastore.

What is returned has the type of its model for whoever reads the code, and is a
row (entity_rows) at run time. Entities are named by a model and an id, those
below another one by an id that names that too.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, ParamSpec, TypeVar, cast

from google.api_core import exceptions
from google.cloud import ndb

from core.platform.datastore import (
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

# Conflicts, and moments in which the store cannot answer.
TRANSIENT_ERRORS = transaction_services.TRANSIENT

# What `Transaction.insert` raises, when it ends, of what is there already.
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
    entity = raw.Entity(key=entity_refs.key_message(ref))
    return _row(model_class, entity, values)


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
        [raw.Mutation(upsert=each.message_to_put()) for each in entities]
    )
    _forget_in_ndb()


def delete(refs: Iterable[Ref]) -> None:
    """Deletes entities now, each for itself.

    Args:
        refs: Some entities; as many as one commit of the store takes.
    """
    raw.commit(
        [raw.Mutation(delete=entity_refs.key_message(each)) for each in refs]
    )
    _forget_in_ndb()


def stream(
    model_class: type[_Model],
    filters: Sequence[Filter] = (),
    order: str | None = None,
) -> Iterator[_Model]:
    """Yields the entities of a model that pass filters.

    The query is on its way when this returns: those that are called one after
    the other wait for their answers together.

    Args:
        model_class: The model.
        filters: Conditions; all must hold.
        order: The property to order by, ascending; by id without it.
    """
    found = _query(model_class, filters, order)
    rows: Any = map(entity_rows.row_class(cast(Any, model_class)), found)
    return cast(Iterator[_Model], rows)


def stream_of_any(
    model_class: type[_Model], name: str, values: Sequence[str]
) -> Iterator[_Model]:
    """Yields the entities with any of some texts; asks for all at once.

    Args:
        model_class: Their model.
        name: The property.
        values: The texts, each once.
    """
    filters: list[Filter] = [(name, '=', each) for each in values]
    if raw.knows_in():
        filters = [
            (name, 'in', values[start : start + raw.MAX_IN_VALUES])
            for start in range(0, len(values), raw.MAX_IN_VALUES)
        ]
    return itertools.chain.from_iterable(
        [stream(model_class, [each]) for each in filters]
    )


def stream_ids(
    model_class: type[Any],
    filters: Sequence[Filter] = (),
    order: str | None = None,
) -> Iterator[str]:
    """Yields the ids of the entities that `stream` would yield."""
    found = _query(model_class, filters, order, keys_only=True)
    return (each.key.path[-1].name for each in found)


def get_page(
    model_class: type[_Model],
    filters: Sequence[Filter],
    start_cursor: bytes = b'',
) -> tuple[list[_Model], bytes]:
    """Returns some entities of a model that pass filters, in order of ids.

    Args:
        model_class: The model.
        filters: Conditions; all must hold.
        start_cursor: Where to go on; empty for the beginning.

    Returns:
        The entities of one answer of the store, and the cursor to go on with;
        an empty one if there is nothing more.
    """
    kind = cast(Any, model_class).kind_name()
    raw_filters = entity_refs.raw_filters(model_class, filters)
    found, cursor = raw.query_page(kind, raw_filters, start_cursor)
    return [_row(model_class, each) for each in found], cursor


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
        missing = [
            each for each in dict.fromkeys(refs) if each not in self._read
        ]
        if not missing:
            return
        found = self._lookup(
            [entity_refs.key_message(each) for each in missing]
        )
        for ref, entity in zip(missing, found, strict=True):
            self._read[ref] = None if entity is None else _row(ref[0], entity)

    def get(self, model_class: type[_Model], entity_id: Id) -> _Model | None:
        """Returns an entity; None if there is none."""
        ref = model_class, entity_id
        self.fetch([ref])
        found: _Model | None = self._read[ref]
        return found

    def get_multi(
        self, model_class: type[_Model], ids: Iterable[Id]
    ) -> list[_Model | None]:
        """Returns entities in the order of their ids, as `get` does."""
        refs: list[Ref] = [(model_class, each) for each in ids]
        self.fetch(refs)
        return [self._read[each] for each in refs]


class Transaction(Reader):
    """A transaction that is going on.

    Args:
        messages: The same transaction on raw messages.
    """

    def __init__(self, messages: raw_transactions.Transaction) -> None:
        super().__init__()
        self._messages = messages
        # By the identity of the object; in order.
        self._to_write: dict[int, tuple[Any, bool]] = {}

    def _lookup(self, keys: Sequence[raw.Pb]) -> list[raw.Pb | None]:
        return self._messages.lookup(keys)

    def put(self, *entities: Any) -> None:
        """Puts entities as they are when the transaction ends.

        Args:
            *entities: What this transaction has got, or `new` has made.
        """
        for entity in entities:
            self._to_write.setdefault(id(entity), (entity, False))

    def insert(self, *entities: Any) -> None:
        """Adds new entities when the transaction ends.

        If one is there already, the transaction fails as a whole, with an
        AlreadyExistsError: so they need not be looked up before.

        Args:
            *entities: What `new` has made.
        """
        for entity in entities:
            self._to_write[id(entity)] = entity, True

    def delete(self, refs: Iterable[Ref]) -> None:
        """Deletes entities when the transaction ends; it must not put them."""
        for each in refs:
            self._messages.delete(entity_refs.key_message(each))

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
        found: _Model | None = self.get(*ref)
        if found is None:
            found = self._read[ref] = new(model_class, *args, **kwargs)
        return found

    def write(self) -> None:
        """Hands over what is to be put."""
        for entity, is_new in self._to_write.values():
            message = entity.message_to_put()
            if is_new:
                self._messages.insert(message)
            else:
                self._messages.upsert(message)


def run(
    work: Callable[[Transaction], _Result], waits_for: Iterable[Ref] = ()
) -> _Result:
    """Does something in a transaction, again after a conflict.

    Args:
        work: What to do. It may run several times, and once more after a
            commit whose success was not heard of; so it must come to the same.
        waits_for: Entities that many change at once. Transactions of this
            process that name the same one wait for each other, instead of
            being begun again.

    Returns:
        What it returned.
    """
    refs = list(waits_for)

    def attempt() -> _Result:
        with _one_by_one(refs):
            return raw_transactions.run_once(lambda each: _run(work, each))

    return transaction_services.until_undisturbed(attempt)


def run_in_parts(
    items: Sequence[_Item],
    size: int,
    work: Callable[[Transaction, Sequence[_Item]], None],
) -> None:
    """Does something with many items, many in each transaction.

    A part that others disturb is done in halves: the fewer entities, the
    fewer conflicts.

    Args:
        items: The items.
        size: How many may be in one transaction.
        work: What to do with some of them, as in `run`.
    """
    raw_transactions.run_in_parts(
        items,
        size,
        lambda messages, some: _run(lambda each: work(each, some), messages),
    )


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
    numbers = sorted({hash(each) % len(_locks) for each in refs})
    with contextlib.ExitStack() as stack:
        for number in numbers:
            stack.enter_context(_locks[number])
        yield


def _forget_in_ndb() -> None:
    # NDB does not see what is written past it.
    ndb.context.get_context().clear_cache()


def _query(
    model_class: Any,
    filters: Sequence[Filter],
    order: str | None,
    *,
    keys_only: bool = False,
) -> Iterator[raw.Pb]:
    return raw.query(
        model_class.kind_name(),
        entity_refs.raw_filters(model_class, filters),
        order,
        keys_only=keys_only,
    )


def _row(
    model_class: Any, entity: raw.Pb, values: dict[str, Any] | None = None
) -> Any:
    return entity_rows.row_class(model_class)(entity, values)
