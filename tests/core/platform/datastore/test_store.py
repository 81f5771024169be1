"""The port and NDB write the same, and both read it in the same way."""

from __future__ import annotations

import datetime
import functools
import importlib
import pkgutil
import threading
from typing import Any

import pytest
from google.cloud import ndb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock, storage
from core.platform.auth import secrets
from core.platform.datastore import raw_datastore_services as raw
from core.platform.datastore import store
from core.storage.base_model import gae_models as base_models
from core.storage.statistics import gae_models as stats_models
from tests.core.domain import stats_builders as b

for _, module_name, _ in pkgutil.walk_packages(
    storage.__path__, f'{storage.__name__}.'
):
    importlib.import_module(module_name)


def models_below(model_class: type[Any]) -> list[type[Any]]:
    return [
        model
        for child in model_class.__subclasses__()
        for model in (child, *models_below(child))
    ]


MODELS = [*models_below(base_models.BaseModel), secrets.SecretModel]

texts = st.text(
    st.characters(exclude_categories=['Cs'], exclude_characters='\0'),
    max_size=20,
)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)
    ),
    max_leaves=5,
)
VALUES: dict[type[Any], st.SearchStrategy[Any]] = {
    ndb.StringProperty: texts,
    ndb.TextProperty: texts,
    ndb.IntegerProperty: st.integers(-(2**63), 2**63 - 1),
    ndb.FloatProperty: st.floats(allow_nan=False) | st.integers(0, 9),
    ndb.BooleanProperty: st.booleans(),
    ndb.DateTimeProperty: st.datetimes(datetime.datetime(1, 1, 2)),
    ndb.BlobProperty: st.binary(max_size=20),
    ndb.JsonProperty: json_values,
}


@functools.cache
def values_of(model_class: type[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Draws values of all required properties and of some others."""
    required = {}
    optional = {}
    for name, declared in model_class._properties.items():
        value = VALUES[type(declared)]
        if declared._repeated:
            value = st.lists(value, max_size=3)
        elif declared._required:
            required[name] = value.filter(lambda drawn: drawn is not None)
            continue
        else:
            value = st.none() | value
        optional[name] = value
    return st.fixed_dictionaries(required, optional=optional)


def message_of(model_class: type[Any], entity_id: str) -> Any:
    (message,) = raw.lookup(
        [raw.key_message(model_class._get_kind(), entity_id)]
    )
    return message


def values_in(entity: Any, model_class: type[Any]) -> dict[str, Any]:
    return {name: getattr(entity, name) for name in model_class._properties}


@pytest.mark.parametrize(
    'model_class', MODELS, ids=lambda model: model.__name__
)
@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_the_port_and_ndb_write_and_read_the_same(
    model_class, data, monkeypatch
):
    monkeypatch.setattr(
        clock, 'utcnow', lambda: datetime.datetime(2026, 1, 2, 3, 4, 5, 678)
    )
    values = data.draw(values_of(model_class))
    model_class(id='by_ndb', **values).put()
    new = store.new(model_class, id='by_port', **values)
    store.run(lambda transaction: transaction.put(new))

    by_ndb = message_of(model_class, 'by_ndb')
    by_port = message_of(model_class, 'by_port')
    by_ndb.key.CopyFrom(by_port.key)
    assert by_port == by_ndb
    for entity_id in ('by_ndb', 'by_port'):
        (by_port,) = store.get(model_class, [entity_id])
        by_ndb = model_class.get_by_id(entity_id, use_cache=False)
        assert values_in(by_port, model_class) == values_in(by_ndb, model_class)
        assert by_port.key == by_ndb.key


@pytest.mark.parametrize(
    'model_class', MODELS, ids=lambda model: model.__name__
)
@settings(
    max_examples=5,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_a_change_by_the_port_is_a_change_by_ndb(
    model_class, data, monkeypatch
):
    monkeypatch.setattr(
        clock, 'utcnow', lambda: datetime.datetime(2026, 1, 2, 3, 4, 5, 678)
    )
    before, changes = (data.draw(values_of(model_class)) for _ in range(2))
    for entity_id in ('one', 'other'):
        model_class(id=entity_id, **before).put()
    by_ndb = model_class.get_by_id('one', use_cache=False)

    def change(transaction: store.Transaction) -> None:
        by_port = transaction.get(model_class, 'other')
        for name, value in changes.items():
            setattr(by_port, name, value)
        transaction.put(by_port)

    store.run(change)
    for name, value in changes.items():
        setattr(by_ndb, name, value)
    by_ndb.put()

    written, expected = (
        message_of(model_class, entity_id) for entity_id in ('other', 'one')
    )
    expected.key.CopyFrom(written.key)
    assert written == expected


Shard = stats_models.ExplorationStatsShardModel


def test_undeclared_properties_are_kept():
    shard = Shard(id='s', exp_id='e', exp_version=1)
    shard.set_stored_total('num_later_v2', 7)
    shard.put()

    def change(transaction: store.Transaction) -> None:
        row = transaction.get(Shard, 's')
        assert row.stored_totals['num_later_v2'] == 7
        row.set_stored_total('num_later_v2', 8)
        row.set_stored_total('num_other_v2', 1)
        row.num_starts_v2 += 1
        transaction.put(row)

    store.run(change)

    by_ndb = Shard.get_by_id('s', use_cache=False)
    assert by_ndb.stored_totals == {
        **dict.fromkeys(Shard().stored_totals, 0),
        'num_later_v2': 8,
        'num_other_v2': 1,
        'num_starts_v2': 1,
    }
    properties = message_of(Shard, 's').properties
    assert properties['num_other_v2'].exclude_from_indexes


@pytest.mark.parametrize('is_read_before', [False, True])
def test_changed_items_leave_others_unchanged(is_read_before):
    mapping = {name: {'n_v2': 1} for name in ('A', 'B', 'C')}
    Shard(id='s', exp_id='e', exp_version=1, state_stats_mapping=mapping).put()

    def change(transaction: store.Transaction) -> None:
        row = transaction.get(Shard, 's')
        if is_read_before:
            assert row.state_stats_mapping == mapping
        for key, after in (('A', {'n_v2': 2}), ('B', {}), ('D', {'m_v2': 3})):
            store.change_item(
                row, 'state_stats_mapping', key, lambda _, after=after: after
            )
        transaction.put(row)

    store.run(change)

    assert Shard.get_by_id('s', use_cache=False).state_stats_mapping == {
        'A': {'n_v2': 2},
        'C': {'n_v2': 1},
        'D': {'m_v2': 3},
    }


def test_a_property_missing_in_an_old_entity_is_written():
    """Otherwise the queue of the fold would miss older accounts."""
    store.run(
        lambda t: t.put(
            store.new(
                stats_models.SessionAccountModel,
                id='a',
                exp_id='e',
                exp_version=1,
                session_id='s',
            )
        )
    )
    old = message_of(stats_models.SessionAccountModel, 'a')
    del old.properties['fold_due_msecs']
    old.properties['exp_id'].exclude_from_indexes = True
    raw.commit([raw.Mutation(upsert=old)])

    store.run(lambda t: t.put(t.get(stats_models.SessionAccountModel, 'a')))

    properties = message_of(stats_models.SessionAccountModel, 'a').properties
    assert properties['fold_due_msecs'].WhichOneof('value_type') == 'null_value'
    assert not properties['fold_due_msecs'].exclude_from_indexes
    assert not properties['exp_id'].exclude_from_indexes


def test_a_missing_required_value_is_refused():
    with pytest.raises(ndb.exceptions.BadValueError, match='exp_id'):
        store.run(lambda t: t.put(store.new(Shard, id='s')))
    assert store.get(Shard, ['s']) == [None]


def test_an_insert_of_an_existing_entity_fails_its_whole_commit():
    def insert(transaction: store.Transaction, *ids: str) -> None:
        shared = {'exp_id': 'e', 'exp_version': 1}
        transaction.insert(Shard, shared, {entity_id: {} for entity_id in ids})

    store.run(lambda t: insert(t, 'one'))
    with pytest.raises(store.AlreadyExistsError):
        store.run(lambda t: insert(t, 'other', 'one'))

    assert store.get(Shard, ['other']) == [None]


def test_ndb_sees_writes_that_bypass_it():
    Shard(id='s', exp_id='e', exp_version=1).put()
    assert Shard.get_by_id('s').revision == 0

    def change(transaction: store.Transaction) -> None:
        row = transaction.get(Shard, 's')
        row.revision = 1
        transaction.put(row)

    store.run(change)

    assert Shard.get_by_id('s').revision == 1


def test_transactions_that_wait_for_each_other_are_not_retried(ndb_client):
    Shard(id='s', exp_id='e', exp_version=1).put()
    attempts = []
    start = threading.Barrier(8)

    def count(transaction: store.Transaction) -> None:
        attempts.append(1)
        row = transaction.get(Shard, 's')
        row.revision += 1
        transaction.put(row)

    def work() -> None:
        start.wait()
        for _ in range(10):
            store.run(count, waits_for=[(Shard, 's')])

    b.run_in_threads(ndb_client, *[work] * 8)

    assert Shard.get_by_id('s', use_cache=False).revision == len(attempts) == 80
