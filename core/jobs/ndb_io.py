"""Beam transforms that read, write and delete NDB entities.

They run wherever an NDB client does: on the embedded store, on an emulator and
on Cloud Datastore, as core.platform.datastore chooses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import apache_beam as beam
from google.cloud import ndb

from core.platform import datastore

# Entities in one range of keys: some seconds of work.
_ENTITIES_PER_RANGE = 10_000

# Entities in one write; Datastore takes 500.
_ENTITIES_PER_WRITE = 400

# The first key of a range, and what all its keys are below; None: no bound.
KeyRange = tuple[bytes | None, bytes | None]


class EntityCoder(beam.coders.Coder):
    """Carries entities and keys between workers.

    They pickle, but reading them again needs an NDB context.
    """

    def __init__(self) -> None:
        super().__init__()
        self._pickles = beam.coders.PickleCoder()

    def encode(self, value: Any) -> bytes:
        """Returns an entity as bytes."""
        return self._pickles.encode(value)

    def decode(self, encoded: bytes) -> Any:
        """Returns the entity."""
        with datastore.context():
            return self._pickles.decode(encoded)

    def is_deterministic(self) -> bool:
        """Whether equal entities have equal bytes; not needed, not known."""
        return False


beam.coders.registry.register_coder(ndb.Model, EntityCoder)
beam.coders.registry.register_coder(ndb.Key, EntityCoder)


class GetModels(beam.PTransform):
    """Reads all entities of a model, in ranges of keys side by side.

    Args:
        model: The class of the model.
        **equalities: Values that indexed properties must have.
    """

    def __init__(self, model: type[ndb.Model], **equalities: Any) -> None:
        super().__init__()
        self._model = model
        self._equalities = equalities

    def expand(self, begin: beam.pvalue.PBegin) -> beam.PCollection[ndb.Model]:
        """Returns the entities."""
        arguments = (self._model, self._equalities)
        return (
            begin
            | 'Begin' >> beam.Create([None])
            | 'SplitKeys' >> beam.ParDo(_SplitKeys(*arguments))
            | 'Spread' >> beam.Reshuffle()
            | 'ReadRange'
            >> beam.ParDo(_ReadRange(*arguments)).with_output_types(ndb.Model)
        )


class PutModels(beam.PTransform):
    """Writes entities; writing one twice is writing it once."""

    def expand(
        self, models: beam.PCollection[ndb.Model]
    ) -> beam.PCollection[int]:
        """Returns the number of entities of each write."""
        return models | beam.ParDo(_Write(ndb.put_multi)).with_output_types(int)


class DeleteModels(beam.PTransform):
    """Deletes entities, told by their keys; what is not there stays so."""

    def expand(self, keys: beam.PCollection[ndb.Key]) -> beam.PCollection[int]:
        """Returns the number of keys of each deletion."""
        return keys | beam.ParDo(_Write(ndb.delete_multi)).with_output_types(
            int
        )


class _Query:
    def __init__(
        self, model: type[ndb.Model], equalities: dict[str, Any]
    ) -> None:
        super().__init__()
        self._model = model
        self._equalities = equalities

    def query(self) -> ndb.Query:
        """Returns the query for the entities, by key."""
        filters = [
            getattr(self._model, name) == value
            for name, value in self._equalities.items()
        ]
        return self._model.query(*filters).order(self._model.key)


class _SplitKeys(_Query, beam.DoFn):
    """Finds keys that part the entities into ranges of about one size."""

    def process(self, element: None) -> Iterator[KeyRange]:
        del element
        with datastore.context():
            bounds = [
                key.urlsafe()
                for place, key in enumerate(self.query().iter(keys_only=True))
                if place and place % _ENTITIES_PER_RANGE == 0
            ]
        yield from zip([None, *bounds], [*bounds, None], strict=True)


class _ReadRange(_Query, beam.DoFn):
    def process(self, element: KeyRange) -> Iterator[ndb.Model]:
        first, end = element
        with datastore.context():
            query = self.query()
            if first is not None:
                key = ndb.Key(urlsafe=first)
                query = query.filter(self._model.key >= key)
            if end is not None:
                query = query.filter(self._model.key < ndb.Key(urlsafe=end))
            yield from query.iter()


class _Write(beam.DoFn):
    """Collects what it gets, and writes it together."""

    def __init__(self, write: Any) -> None:
        super().__init__()
        self._write = write
        self._waiting: list[Any] = []

    def start_bundle(self) -> None:
        self._waiting = []

    def process(self, element: Any) -> Iterable[int]:
        self._waiting.append(element)
        if len(self._waiting) < _ENTITIES_PER_WRITE:
            return []
        return [self._flush()]

    def finish_bundle(
        self,
    ) -> Iterator[beam.utils.windowed_value.WindowedValue]:
        if self._waiting:
            yield beam.transforms.window.GlobalWindows.windowed_value(
                self._flush()
            )

    def _flush(self) -> int:
        written, self._waiting = self._waiting, []
        with datastore.context():
            self._write(written)
        return len(written)
