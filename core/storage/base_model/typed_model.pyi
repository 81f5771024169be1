"""Types of the parts of NDB's models, keys and queries that this project uses.

NDB's own stubs type an IntegerProperty as `int | list[int] | None`, and the
results of a query as models without attributes.
"""

import dataclasses
from collections.abc import Iterator
from typing import (
    Any,
    Generic,
    Literal,
    Self,
    TypeVar,
    dataclass_transform,
    overload,
)

_Model = TypeVar('_Model')
_Model_co = TypeVar('_Model_co', covariant=True)

class Key(Generic[_Model_co]):
    """The key of an entity of a model, as `ndb.Key(…)` creates it."""

    def id(self) -> Any: ...
    def flat(self) -> tuple[Any, ...]: ...
    def pairs(self) -> tuple[tuple[Any, Any], ...]: ...
    def get(
        self, *, use_cache: bool = ..., retries: int = ...
    ) -> _Model_co | None: ...
    def delete(self) -> None: ...

class Query(Generic[_Model]):
    """A query for entities of a model."""

    def filter(self, *filters: object) -> Self: ...
    def order(self, *orders: object) -> Self: ...
    @overload
    def get(self) -> _Model | None: ...
    @overload
    def get(self, *, keys_only: Literal[True]) -> Key[_Model] | None: ...
    @overload
    def fetch(self, limit: int | None = ...) -> list[_Model]: ...
    @overload
    def fetch(
        self, limit: int | None = ..., *, keys_only: Literal[True]
    ) -> list[Key[_Model]]: ...
    @overload
    def iter(self) -> Iterator[_Model]: ...
    @overload
    def iter(self, *, keys_only: Literal[True]) -> Iterator[Key[_Model]]: ...

# Makes the annotated properties of a model keywords of its constructor.
@dataclass_transform(kw_only_default=True, eq_default=False)
class _Annotated: ...

class Model(_Annotated):
    """An NDB model; properties are annotated with the types of their values."""

    # As in core/platform/datastore/store.py: a tuple includes the parent.
    id: dataclasses.InitVar[str | int | tuple[Any, ...]] = ...
    key: Key[Self] = ...

    @classmethod
    def get_by_id(
        cls,
        entity_id: str | int,
        /,
        *,
        use_cache: bool = ...,
        retries: int = ...,
    ) -> Self | None: ...
    @classmethod
    def query(cls, *filters: object) -> Query[Self]: ...
    @classmethod
    def _get_kind(cls) -> str: ...
    def put(self) -> Key[Self]: ...
    def to_dict(self) -> dict[str, Any]: ...
    def _pre_put_hook(self) -> None: ...

class Expando(Model):
    """A model that keeps undeclared properties."""

    @property
    def _properties(self) -> dict[str, object]: ...
