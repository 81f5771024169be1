"""Entities of a kind without ancestors need no key index."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from core.platform.datastore.embedded import encoding, roots
from tests.core.platform.datastore import helpers as h

pytestmark = pytest.mark.no_store

# The kind X sorts between the descendants of A and those of other kinds.
_KEYS = [
    ('A', 1),
    *(('A', 1, 'A', number) for number in range(2, 9)),
    *(('A', 1, 'X', number) for number in range(1, 9)),
    # Descendants of missing entities.
    *(('A', 20, 'X', number) for number in range(1, 9)),
    ('A', 21),
    ('A', 'b'),
    ('A', 'b', 'A', 'c', 'A', 'd'),
    ('A', 'b\0', 'A', 'e'),
    ('A\0', 30),
    ('AA', 31),
    ('X', 1, 'A', 40),
]
_IN_ORDER = [1, *range(2, 9), 21, 'b', 'd', 'e', 40]


@pytest.fixture(params=[1, 3, 20])
def store(monkeypatch: pytest.MonkeyPatch, request: Any) -> Any:
    monkeypatch.setattr(roots, '_MANY_DESCENDANTS', request.param)
    made = h.service()
    h.commit(made, [{'upsert': h.entity(h.key(*parts))} for parts in _KEYS])
    yield made
    made.close()


def _by_key(*filters: Any, order: str = '__key__', **fields: Any) -> Any:
    message = h.query(order=h.order(order), **fields)
    if filters:
        message.filter.CopyFrom(h.both(*filters))
    return message


@pytest.mark.parametrize('order', ['__key__', '-__key__'])
def test_a_kind_is_read_in_key_order_at_all_depths(
    store: Any, order: str
) -> None:
    expected = _IN_ORDER if order == '__key__' else _IN_ORDER[::-1]
    assert h.names(h.run(store, _by_key(order=order))) == expected
    names = []
    message = _by_key(order=order, limit={'value': 2})
    while (batch := h.run(store, message)).entity_results:
        names.extend(h.names(batch))
        message.start_cursor = batch.end_cursor
    assert names == expected


@pytest.mark.parametrize('order', ['__key__', '-__key__'])
def test_ranges_of_keys_and_ancestors_hold_at_all_depths(
    store: Any, order: str
) -> None:
    def find(*filters: Any) -> list[Any]:
        names = h.names(h.run(store, _by_key(*filters, order=order)))
        return names if order == '__key__' else names[::-1]

    first, last = h.key('A', 1, 'A', 7), h.key('A', 'b')
    assert find(
        h.where('__key__', 'GREATER_THAN', first),
        h.where('__key__', 'LESS_THAN_OR_EQUAL', last),
    ) == [8, 21, 'b']
    below = h.where('__key__', 'HAS_ANCESTOR', h.key('A', 'b'))
    assert find(below) == ['b', 'd']
    below = h.where('__key__', 'HAS_ANCESTOR', h.key('A', 20))
    assert find(below) == []


def test_keys_followed_by_columns_are_found() -> None:
    store = h.service()
    for number in range(1, 4):
        h.put(store, h.key('A', number), n=-number)
    message = h.query(
        order=h.order('-__key__'), projection=[{'property': {'name': 'n'}}]
    )
    assert h.names(h.run(store, message)) == [3, 2, 1]
    store.close()


def test_a_kind_exists_until_its_last_entity_is_deleted() -> None:
    store = h.service()
    at = h.key('A', 1)
    h.put(store, at)
    h.put(store, h.key('B', 1, 'C', 1))
    assert h.names(h.run(store, h.query('__kind__'))) == ['A', 'C']
    h.commit(store, [{'delete': at}])
    assert h.names(h.run(store, h.query('__kind__'))) == ['C']
    store.close()


def test_an_entity_without_ancestors_has_no_entry_for_its_key() -> None:
    store = h.service()
    h.put(store, h.key('A', 1), n=1)
    h.put(store, h.key('A', 1, 'A', 2))
    with store.file.reader() as connection:
        row = connection.execute('SELECT count(*) FROM entries').fetchone()
    # The number of the first entity, and the key of the second.
    assert row == (2,)
    store.close()


def test_cost_does_not_grow_with_descendants() -> None:
    def steps(num_descendants: int) -> int:
        store = h.service()
        keys = [h.key('A', 1), h.key('A', 2)]
        keys += [h.key('A', 1, 'X', n + 1) for n in range(num_descendants)]
        h.commit(store, [{'upsert': h.entity(key)} for key in keys])
        taken: list[int] = []
        with store.file.reader() as connection:
            pass
        # The store will use the same connection for the query.
        connection.set_progress_handler(lambda: taken.append(1), 1)
        assert h.names(h.run(store, h.query('A'))) == [1, 2]
        store.close()
        return len(taken)

    assert steps(2000) == steps(200)


def test_migrating_format_2_removes_redundant_data(tmp_path: Any) -> None:
    path = str(tmp_path / 'store.sqlite3')
    store = h.service(path)
    h.commit(store, [{'upsert': h.entity(h.key(*parts))} for parts in _KEYS])
    h.put(store, h.key('A', 22), x__key__=1)
    store.close()
    _make_format_2(path)
    for _ in range(2):
        store = h.service(path)
        expected = sorted([*_IN_ORDER, 22], key=str)
        names = h.names(h.run(store, h.query('A')))
        assert sorted(names, key=str) == expected
        by_number = h.query(filter=h.where('x__key__', 'EQUAL', 1))
        assert h.names(h.run(store, by_number)) == [22]
        with store.file.reader() as connection:
            (count,) = connection.execute(
                'SELECT count(*) FROM entries'
            ).fetchone()
        # The keys with ancestors, and the number.
        assert count == sum(len(parts) > 2 for parts in _KEYS) + 1
        h.commit(store, [{'delete': h.key('A', 1)}])
        assert 1 not in h.names(h.run(store, h.query('A')))
        h.put(store, h.key('A', 1))
        store.close()


def _make_format_2(path: str) -> None:
    """Adds the redundant entries of format 2."""
    connection = sqlite3.connect(path)
    ids = dict(connection.execute('SELECT name, id FROM names').fetchall())
    for key, entity_id in connection.execute(
        'SELECT key, id FROM entities'
    ).fetchall():
        path_bytes = key[4:]
        if encoding.is_root(path_bytes):
            kind, _ = encoding.decode_text(path_bytes, 0)
            name = (
                b'i'
                + key[:4]
                + encoding.encode_text(kind.encode())
                + encoding.encode_text(b'__key__')
            )
            index_id = ids[name].to_bytes(4, 'big')
            connection.execute(
                'INSERT INTO entries VALUES (?, ?, 0)',
                (index_id + path_bytes, entity_id),
            )
    connection.execute('PRAGMA user_version=2')
    connection.commit()
    connection.close()
