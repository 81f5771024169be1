"""Templates build the same entities as messages, with the same checks."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from google.api_core import exceptions
from google.cloud import ndb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.platform.datastore import embedded, entity_rows, store
from core.platform.datastore import raw_datastore_services as raw
from core.platform.datastore.embedded import checks, commits, stored
from core.platform.datastore.embedded.protos import Entity
from tests.core.platform.datastore.test_store import MODELS, values_of


class TemplateSample(ndb.Model):
    tag: str = ndb.StringProperty()
    text: str = ndb.TextProperty()
    data: bytes = ndb.BlobProperty()
    number: int = ndb.IntegerProperty(indexed=False)
    part: float = ndb.FloatProperty(indexed=False)
    is_so: bool = ndb.BooleanProperty(indexed=False)
    rank: int = ndb.IntegerProperty(indexed=True)
    json: Any = ndb.JsonProperty()
    packed: Any = ndb.JsonProperty(compressed=True)
    tags: list[str] = ndb.StringProperty(repeated=True)

    def set_times(self) -> None: ...

    @classmethod
    def kind_name(cls) -> str:
        return cls._get_kind()


def put(entity_id: str = 'a', **values: Any) -> None:
    new = store.new(TemplateSample, id=entity_id, **values)
    store.run(lambda transaction: transaction.put(new))


def is_made(**values: Any) -> bool:
    made = store.new(TemplateSample, **{'id': 'a'} | values).build_upsert(
        raw.templates()
    )
    return made is not None


@pytest.mark.parametrize(
    'model_class', MODELS, ids=lambda model: model.__name__
)
@settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_a_template_builds_the_same_message(
    model_class: Any, data: st.DataObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        clock, 'utcnow', lambda: datetime.datetime(2026, 1, 2, 3, 4, 5, 678)
    )
    values = data.draw(values_of(model_class))
    new: Any = store.new(model_class, id='né\0w', **values)
    made = new.build_upsert(raw.templates())
    message = new.message_to_put()
    assert Entity.FromString(made.data) == message
    assert made.values == checks.check_and_index(message)
    assert made.key == message.key


@pytest.mark.parametrize(
    'model_class', MODELS, ids=lambda model: model.__name__
)
@settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_a_template_updates_a_stored_entity_as_a_message_does(
    model_class: Any, data: st.DataObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        clock, 'utcnow', lambda: datetime.datetime(2026, 1, 2, 3, 4, 5, 678)
    )
    new: Any = store.new(
        model_class, id='ab', **data.draw(values_of(model_class))
    )
    stored_data = new.message_to_put().SerializeToString()
    by_template, by_message = (
        entity_rows.row_class(model_class)(Entity.FromString(stored_data))
        for _ in range(2)
    )
    for name, value in data.draw(values_of(model_class)).items():
        setattr(by_template, name, value)
        setattr(by_message, name, value)
    made = by_template.build_upsert(raw.templates())
    message = by_message.message_to_put()
    assert Entity.FromString(made.data) == message
    assert made.values == checks.check_and_index(message)
    assert made.key == message.key


def _stored_by_an_earlier_version(
    change: Callable[[Any], None], entity_id: str = 'a'
) -> None:
    """Stores an entity like an earlier version of the model."""
    new: Any = store.new(
        TemplateSample, id=entity_id, tag='old', text='old', tags=['x']
    )
    message = new.message_to_put()
    change(message.properties)
    raw.commit([raw.Mutation(upsert=message)])


def _drop_a_property(properties: Any) -> None:
    del properties['json']


def _add_a_property(properties: Any) -> None:
    properties['former'].string_value = 'kept'


def _rename_a_property(properties: Any) -> None:
    _drop_a_property(properties)
    _add_a_property(properties)


def _do_not_index_a_property(properties: Any) -> None:
    properties['tag'].exclude_from_indexes = True


def _index_a_property(properties: Any) -> None:
    properties['text'].exclude_from_indexes = False


def _do_not_index_a_repeated_property(properties: Any) -> None:
    properties['tags'].array_value.values[0].exclude_from_indexes = True


@pytest.mark.parametrize(
    'change',
    [
        _drop_a_property,
        _add_a_property,
        _rename_a_property,
        _do_not_index_a_property,
        _index_a_property,
        _do_not_index_a_repeated_property,
    ],
)
def test_an_update_completes_the_entity_of_an_earlier_version(
    change: Callable[[Any], None],
) -> None:
    _stored_by_an_earlier_version(change)
    row: Any = store.get(TemplateSample, ['a'])[0]
    row.number = 3
    assert row.build_upsert(raw.templates()) is None

    def update(transaction: store.Transaction) -> None:
        stored: Any = transaction.get(TemplateSample, 'a')
        stored.number = 3
        transaction.put(stored)

    store.run(update)
    (message,) = raw.lookup([raw.key_message('TemplateSample', 'a')])
    assert message is not None
    is_kept = 'former' in message.properties
    assert is_kept == (change in {_add_a_property, _rename_a_property})
    if is_kept:
        del message.properties['former']
    _stored_by_an_earlier_version(lambda _: None, 'b')
    other: Any = store.get(TemplateSample, ['b'])[0]
    other.number = 3
    expected = other.message_to_put()
    assert message.properties == expected.properties
    assert TemplateSample.query(TemplateSample.tag == 'old').count() == 2
    assert TemplateSample.query(TemplateSample.tags == 'x').count() == 2


def _row_of(change: Callable[[Any], None]) -> Any:
    new: Any = store.new(TemplateSample, id='a', tags=['x'])
    message = new.message_to_put()
    change(message)
    return entity_rows.row_class(TemplateSample)(message)


def _move_to_another_namespace(message: Any) -> None:
    message.key.partition_id.namespace_id = 'other'


def _move_to_another_project(message: Any) -> None:
    message.key.partition_id.project_id = 'other'


def _put_below_another(message: Any) -> None:
    message.key.path.add(kind='TemplateSample', name='below')


def _name_by_number(message: Any) -> None:
    message.key.path[0].id = 7


def _exclude_a_whole_list(message: Any) -> None:
    message.properties['tags'].exclude_from_indexes = True


def _give_a_foreign_meaning(message: Any) -> None:
    message.properties['number'].meaning = 13


@pytest.mark.parametrize(
    'change',
    [
        _move_to_another_namespace,
        _move_to_another_project,
        _put_below_another,
        _name_by_number,
        _exclude_a_whole_list,
        _give_a_foreign_meaning,
    ],
)
def test_unusual_entities_are_checked_as_messages(
    change: Callable[[Any], None],
) -> None:
    assert _row_of(lambda _: None).build_upsert(raw.templates()) is not None
    assert _row_of(change).build_upsert(raw.templates()) is None


@pytest.mark.parametrize(
    'values',
    [
        {'tag': 'a' * 1501},
        {'tags': ['a' * 1501]},
        {'text': 'a' * 1_048_488},
        {'text': 'a' * 600_000, 'data': b'a' * 600_000},
    ],
)
def test_limits_hold_for_updates(values: dict[str, Any]) -> None:
    put(tag='before')

    def update(transaction: store.Transaction) -> None:
        stored: Any = transaction.get(TemplateSample, 'a')
        for name, value in values.items():
            setattr(stored, name, value)
        transaction.put(stored)

    with pytest.raises(exceptions.InvalidArgument):
        store.run(update)
    assert TemplateSample.query(TemplateSample.tag == 'before').count() == 1


def test_large_values_that_fit_are_updated() -> None:
    put()

    def update(transaction: store.Transaction) -> None:
        stored: Any = transaction.get(TemplateSample, 'a')
        stored.data = b'a' * 500_000
        stored.text = 'ä' * 250_000
        transaction.put(stored)

    store.run(update)
    sample = TemplateSample.get_by_id('a', use_cache=False)
    assert sample is not None
    assert (sample.data, sample.text) == (b'a' * 500_000, 'ä' * 250_000)


@pytest.mark.parametrize(
    'values',
    [
        {'number': -1},
        {'number': 2**63 - 1},
        {'number': -(2**63)},
        {'number': 1024},
        {'part': float('inf')},
        {'part': 3},
        {'is_so': True, 'rank': 7},
        {'text': 'ü' * 700},
        {'text': 'long ' * 10_000},
        {'tag': 'a\0b'},
        {'data': bytes(range(256))},
        {'data': b''},
        {'json': {'a': [1]}, 'packed': {'b': 2}},
        {'tags': ['b', 'a', 'b']},
    ],
)
def test_a_stored_entity_is_read_and_found(values: dict[str, Any]) -> None:
    put(**values)
    sample = TemplateSample.get_by_id('a', use_cache=False)
    for name, value in values.items():
        assert getattr(sample, name) == value
    for name in values.keys() & {'tag', 'rank'}:
        query = TemplateSample.query(
            getattr(TemplateSample, name) == values[name]
        )
        assert [sample.key.id() for sample in query] == ['a']
    for tag in values.get('tags', []):
        assert TemplateSample.query(TemplateSample.tags == tag).count() == 1


@pytest.mark.parametrize(
    'values',
    [
        {'tag': 'a' * 1501},
        {'tag': 'ü' * 751},
        {'tags': ['a' * 1501]},
        {'text': 'a' * 1_048_488},
        {'text': 'a' * 600_000, 'data': b'a' * 600_000},
        {'entity_id': ''},
        {'entity_id': 'a' * 1501},
        {'entity_id': '__a__'},
    ],
)
def test_limits_hold(values: dict[str, Any]) -> None:
    with pytest.raises(exceptions.InvalidArgument):
        put(**values)
    assert TemplateSample.query().count() == 0


@pytest.mark.parametrize(
    ('values', 'error'),
    [
        ({'text': 3}, TypeError),
        ({'text': '\ud800'}, UnicodeEncodeError),
        ({'data': 'text'}, TypeError),
        ({'number': 2**63}, ValueError),
        ({'number': 'one'}, TypeError),
        ({'part': 'half'}, TypeError),
    ],
)
def test_values_of_wrong_types_are_refused(
    values: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        put(**values)


def test_duplicate_and_existing_keys_are_refused() -> None:
    def insert(transaction: store.Transaction, *ids: str) -> None:
        for entity_id in ids:
            transaction.insert(TemplateSample, {}, {entity_id: {}})

    with pytest.raises(exceptions.InvalidArgument):
        store.run(lambda transaction: insert(transaction, 'a', 'a'))
    put()
    with pytest.raises(store.AlreadyExistsError, match='TemplateSample'):
        store.run(lambda transaction: insert(transaction, 'a'))


def test_usual_values_need_no_message(
    ndb_client: embedded.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoMessage:
        def __get__(self, row: object, owner: object) -> Any:
            raise AssertionError('a message was made')

    monkeypatch.setattr(entity_rows.Row, 'entity_message', NoMessage())
    assert is_made(tag='a', text='b', number=1, part=0.5, is_so=True)
    assert is_made(json={}, text=None, number=None, packed={'a': 1})


def test_other_stores_get_messages(
    ndb_client: embedded.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(type(ndb_client.stub), 'templates')
    assert raw.templates() is None
    put(text='by message')
    sample = TemplateSample.get_by_id('a', use_cache=False)
    assert sample is not None
    assert sample.text == 'by message'


@pytest.mark.parametrize('has_templates', [True, False])
def test_inserting_many_entities_equals_inserting_each(
    has_templates: bool,
    ndb_client: embedded.Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not has_templates:
        monkeypatch.delattr(type(ndb_client.stub), 'templates')
    shared = {'tag': 'same', 'number': 7}
    own_by_id = {
        'a': {'text': 'one', 'rank': 1},
        'b': {'text': 'two', 'tags': ['x', 'y']},
        # Such a long key is checked through a message.
        'n' * 400: {'packed': {'c': 3}},
    }
    store.run(
        lambda transaction: transaction.insert(
            TemplateSample, shared, own_by_id
        )
    )
    for entity_id, own in own_by_id.items():
        put(f'alone-{entity_id}', **shared, **own)
    for entity_id in own_by_id:
        many, alone = (
            TemplateSample.get_by_id(sample_id, use_cache=False).to_dict()
            for sample_id in (entity_id, f'alone-{entity_id}')
        )
        assert many == alone
    assert TemplateSample.query(TemplateSample.tag == 'same').count() == 6
    assert TemplateSample.query(TemplateSample.tags == 'y').count() == 2


def test_new_entities_are_not_looked_up_unless_one_exists(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put('b')
    looked_up: list[bytes] = []

    def read(connection: Any, keys: list[bytes]) -> dict[bytes, stored.Stored]:
        looked_up.extend(keys)
        return stored.read_stored(connection, keys)

    monkeypatch.setattr(commits, 'read_stored', read)
    store.run(
        lambda transaction: transaction.insert(
            TemplateSample, {}, {'c': {}, 'd': {}}
        )
    )
    assert looked_up == []
    with pytest.raises(store.AlreadyExistsError, match='TemplateSample: b'):
        store.run(
            lambda transaction: transaction.insert(
                TemplateSample, {}, {'e': {}, 'b': {}}
            )
        )
    assert len(looked_up) == 2
    assert TemplateSample.get_by_id('e', use_cache=False) is None
    assert TemplateSample.query().count() == 3


def test_many_entities_are_inserted_atomically() -> None:
    put('b')
    with pytest.raises(store.AlreadyExistsError, match='TemplateSample'):
        store.run(
            lambda transaction: transaction.insert(
                TemplateSample, {}, {'a': {}, 'b': {}}
            )
        )
    assert TemplateSample.get_by_id('a', use_cache=False) is None
    with pytest.raises(AttributeError, match='no such property'):
        store.run(
            lambda transaction: transaction.insert(
                TemplateSample, {'wrong': 1}, {'a': {}}
            )
        )
