"""The sums of the sessions of a version by day and by trait.

Sessions belong to the day on which they began. A day has one cell with the sum
of its sessions, and one for each combination of traits that they have. Cells
are stored in blocks of days, each compressed separately, so a fold decodes only
the cells that it changes, and a range of days takes few reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from core import feconf
from core.domain import compressed_json
from core.domain.summaries import (
    answer_key,
    cuts,
    exploration_summary,
    session_summary,
)
from core.platform.datastore import store
from core.storage.statistics import processed_gae_models as models

Summary = exploration_summary.ExplorationSummary

_Block = models.ProcessedDaysModel
_Chunk = models.ProcessedDaysChunkModel

# The models of entities whose ids begin with a generation.
MODELS = (_Block, _Chunk)

# Separates the day and the traits in names of cells; no trait contains it.
_SEPARATOR = '|'


class DaySums:
    """The sums of one generation of a version, read and changed by cell.

    Args:
        key: The answer key of the version.
        parent: The parent entity of the blocks.
        generation: The generation.
        reader: Reads blocks on demand.
    """

    def __init__(
        self,
        key: answer_key.AnswerKey,
        parent: store.Ref,
        generation: str,
        reader: store.Reader,
    ) -> None:
        self._key = key
        self._parent = parent
        self._generation = generation
        self._reader = reader
        self._blocks: dict[int, _OpenBlock] = {}

    @property
    def changed_blocks(self) -> set[int]:
        """The numbers of the blocks that `build_entities` builds."""
        return set(self._blocks)

    def add(
        self, session: session_summary.SessionSummary, sign: int = 1
    ) -> None:
        """Adds a session; with sign -1 subtracts it."""
        day = session.first_day
        block = self._block(day // feconf.DAYS_PER_BLOCK)
        for traits in (None, session.traits):
            block.change(_name_of(day, traits)).add(session, sign)

    def add_expired(self, expired: DaySums, number: int) -> None:
        """Adds the expired sessions of a block, unless they are in it already.

        Args:
            expired: The sums of all expired sessions.
            number: The number of the block.
        """
        block = self._block(number)
        if block.has_expired:
            return
        block.has_expired = True
        for name, summary in expired._block(number).read_all():
            block.change(name).merge(summary)

    def build_entities(self) -> list[Any]:
        """Builds the entities that store the blocks that were read."""
        return [
            entity
            for number, block in self._blocks.items()
            for entity in self._entities_of(number, block)
        ]

    def _entities_of(self, number: int, block: _OpenBlock) -> Iterator[Any]:
        cells, content = block.pack()
        size = feconf.MAX_PROCESSED_CHUNK_BYTES
        num_chunks = -(-len(content) // size) if len(content) > size else 0
        _, block_id = block_ref(self._parent, self._generation, number)
        yield store.new(
            _Block,
            id=block_id,
            cells=cells,
            content=None if num_chunks else content,
            num_chunks=num_chunks,
            has_expired=block.has_expired,
        )
        # Surplus chunks of earlier, longer content remain, and are not read.
        for place, (_, chunk_id) in enumerate(
            _chunk_refs(block_id, num_chunks)
        ):
            yield store.new(
                _Chunk,
                id=chunk_id,
                content=content[place * size : (place + 1) * size],
            )

    def _block(self, number: int) -> _OpenBlock:
        if number not in self._blocks:
            ref = block_ref(self._parent, self._generation, number)
            self._blocks[number] = _OpenBlock(
                self._key, *_read(self._reader, ref)
            )
        return self._blocks[number]


class _OpenBlock:
    """A block in memory, of which only changed cells are decoded.

    Args:
        key: The answer key of the version.
        entity: The stored block; None if there is none.
        content: Its bytes.
    """

    def __init__(
        self, key: answer_key.AnswerKey, entity: _Block | None, content: bytes
    ) -> None:
        self._key = key
        self._packed = {
            name: content[first:end]
            for name, (first, end) in (entity.cells if entity else {}).items()
        }
        self._changed: dict[str, Summary] = {}
        self.has_expired = entity is not None and entity.has_expired

    def change(self, name: str) -> Summary:
        """Returns the sum of a cell, to be changed."""
        if name not in self._changed:
            packed = self._packed.get(name)
            self._changed[name] = (
                Summary.create(self._key) if packed is None else _unpack(packed)
            )
        return self._changed[name]

    def read_all(self) -> list[tuple[str, Summary]]:
        """Returns the stored cells."""
        return [(name, _unpack(cell)) for name, cell in self._packed.items()]

    def pack(self) -> tuple[dict[str, list[int]], bytes]:
        """Returns the start and end of each cell, and the bytes of all."""
        for name, summary in self._changed.items():
            if summary.num_sessions:
                self._packed[name] = compressed_json.pack(summary.to_dict())
            else:
                self._packed.pop(name, None)
        places, end = {}, 0
        for name, cell in self._packed.items():
            places[name] = [end, end + len(cell)]
            end += len(cell)
        return places, b''.join(self._packed.values())


def block_ref(
    parent: store.Ref, generation: str, number: int
) -> tuple[type[_Block], store.ChildId]:
    """Returns the reference to a block.

    Args:
        parent: Its parent entity.
        generation: Its generation.
        number: Its number.
    """
    return _Block, store.ChildId(parent, f'{generation}.{number}')


def _chunk_refs(
    block_id: store.ChildId, number: int
) -> list[tuple[type[_Chunk], store.ChildId]]:
    return [
        (_Chunk, store.ChildId(block_id.parent, f'{block_id.id}.{place}'))
        for place in range(number)
    ]


def sum_of_cut(
    reader: store.Reader,
    parent: store.Ref,
    generation: str,
    numbers: Iterable[int],
    cut: cuts.Cut,
) -> Summary | None:
    """Returns the sum of the sessions of a version that belong to a cut.

    Args:
        reader: Reads the blocks; a transaction, for a consistent result.
        parent: Their parent entity.
        generation: Their generation.
        numbers: The numbers of the existing blocks.
        cut: The cut.

    Returns:
        The sum; None if there are no such sessions.
    """
    refs = [
        block_ref(parent, generation, number)
        for number in numbers
        if cut.may_have_block(number)
    ]
    reader.fetch(refs)
    total: Summary | None = None
    for ref in refs:
        entity, content = _read(reader, ref)
        for name, (first, end) in (entity.cells if entity else {}).items():
            if _is_in(name, cut):
                part = _unpack(content[first:end])
                if total is None:
                    total = part
                else:
                    total.merge(part)
    return total


def _read(
    reader: store.Reader, ref: tuple[type[_Block], store.ChildId]
) -> tuple[_Block | None, bytes]:
    """Returns a block and its bytes."""
    entity = reader.get(*ref)
    if entity is None or not entity.num_chunks:
        return entity, (entity and entity.content) or b''
    chunks = reader.get_refs(_chunk_refs(ref[1], entity.num_chunks))
    return entity, b''.join(chunk.content for chunk in chunks)


def _name_of(day: int, traits: cuts.Traits | None) -> str:
    return _SEPARATOR.join([str(day), *(traits or ())])


def _is_in(name: str, cut: cuts.Cut) -> bool:
    day, *traits = name.split(_SEPARATOR)
    if not cut.has_day(int(day)):
        return False
    if cut.segment is None:
        return not traits
    return bool(traits) and cut.segment.contains(cuts.Traits(*traits))


def _unpack(cell: bytes) -> Summary:
    return Summary.from_dict(compressed_json.unpack(cell))
