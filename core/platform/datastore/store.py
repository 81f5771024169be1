"""Reading and writing entities: the port to the Datastore.

What is returned has the type of its model for whoever reads the code, and is a
row (entity_rows) at run time. Entities are named by a model and an id.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, ParamSpec, TypeVar, cast

from google.api_core import exceptions

from core.platform.datastore import (
    entity_rows,
    json_items,
    transaction_services,
)
from core.platform.datastore import raw_datastore_services as raw
from core.platform.datastore import raw_transaction_services as raw_transactions

_Model = TypeVar('_Model')
_Fields = ParamSpec('_Fields')
_Result = TypeVar('_Result')

# A model, and the id of one of its entities.
Ref = tuple[type[Any], str]

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
    entity = raw.Entity(key=_key(ref))
    return _row(model_class, entity, values)


def get(model_class: type[_Model], ids: Sequence[str]) -> list[_Model | None]:
    """Returns entities as they are now.

    Args:
        model_class: Their model.
        ids: Their ids.

    Returns:
        The entities in the order of the ids; None where there is none.
    """
    found = raw.lookup([_key((model_class, each)) for each in ids])
    return [
        None if entity is None else _row(model_class, entity)
        for entity in found
    ]


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


class Transaction:
    """A transaction that is going on.

    It reads an entity once; who gets it again gets the same object.

    Args:
        messages: The same transaction on raw messages.
    """

    def __init__(self, messages: raw_transactions.Transaction) -> None:
        self._messages = messages
        self._read: dict[Ref, Any] = {}
        # By the identity of the object; in order.
        self._to_write: dict[int, tuple[Any, bool]] = {}

    def fetch(self, refs: Iterable[Ref]) -> None:
        """Reads entities in one request, to be got afterwards."""
        missing = [
            each for each in dict.fromkeys(refs) if each not in self._read
        ]
        if not missing:
            return
        found = self._messages.lookup([_key(each) for each in missing])
        for ref, entity in zip(missing, found, strict=True):
            self._read[ref] = None if entity is None else _row(ref[0], entity)

    def get(self, model_class: type[_Model], entity_id: str) -> _Model | None:
        """Returns an entity; None if there is none."""
        ref = model_class, entity_id
        self.fetch([ref])
        found: _Model | None = self._read[ref]
        return found

    def get_multi(
        self, model_class: type[_Model], ids: Sequence[str]
    ) -> list[_Model | None]:
        """Returns entities in the order of their ids, as `get` does."""
        self.fetch((model_class, each) for each in ids)
        return [self.get(model_class, each) for each in ids]

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


def _key(ref: Ref) -> raw.Pb:
    model_class, entity_id = ref
    return raw.key_message(model_class.kind_name(), entity_id)


def _row(
    model_class: Any, entity: raw.Pb, values: dict[str, Any] | None = None
) -> Any:
    return entity_rows.row_class(model_class)(entity, values)
