"""Values are read only if present and of the declared type."""

from __future__ import annotations

from typing import Any

import pytest

from core.platform.datastore import raw_datastore_services as raw
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models

Answer = stats_models.AnswerSubmittedEventLogEntryModel

FIELDS = {
    'state_name': 'A',
    'sequence_number': 3,
    'occurred_at_msecs': 1.5,
    'is_feedback_useful': True,
    'answer': 'yes',
}
READ = {**FIELDS, 'answer': b'"yes"'}


def entity(**changes: Any) -> Any:
    """Stores an answer with changed properties; `...` removes one."""
    new = store.new(
        Answer,
        id='a',
        exp_id='e',
        exp_version=1,
        session_id='s',
        client_time_msecs=1.0,
        event_schema_version=2,
        answer_group_index=0,
        classification_categorization='explicit',
        params={},
        time_spent_in_state_secs=1.0,
        **FIELDS,
    )
    store.put(new)
    (message,) = raw.lookup([raw.key_message(Answer.kind_name(), 'a')])
    for name, value in changes.items():
        if value is ...:
            del message.properties[name]
            continue
        stored = message.properties[name]
        field = {
            type(None): 'null_value',
            bool: 'boolean_value',
            int: 'integer_value',
            float: 'double_value',
            str: 'string_value',
            bytes: 'blob_value',
        }[type(value)]
        setattr(stored, field, 0 if value is None else value)
        if field == 'string_value':
            stored.exclude_from_indexes = True
    raw.commit([raw.Mutation(upsert=message)])
    return store.get(Answer, ['a'])[0]


def read(optional: bool, **changes: Any) -> dict[str, Any]:
    names: tuple[list[str], list[str]] = (list(FIELDS), [])
    reader = store.CheckedReader(Answer, *(names[::-1] if optional else names))
    return reader(entity(**changes))


@pytest.mark.parametrize('optional', [False, True])
@pytest.mark.parametrize(
    ('name', 'stored', 'expected'),
    [
        ('state_name', 'B', 'B'),
        ('sequence_number', 0, 0),
        ('occurred_at_msecs', 0.0, 0.0),
        ('occurred_at_msecs', 2, 2.0),
        ('occurred_at_msecs', 0, 0.0),
        ('is_feedback_useful', False, False),
        ('answer', b'1', b'1'),
    ],
)
def test_values_of_their_type_are_read(optional, name, stored, expected):
    values = read(optional, **{name: stored})
    assert values == {**READ, name: expected}
    assert type(values[name]) is type(expected)


@pytest.mark.parametrize('name', FIELDS)
@pytest.mark.parametrize('stored', [..., None])
def test_a_missing_field_is_refused_or_none(name, stored):
    assert read(True, **{name: stored}) == {**READ, name: None}
    if name == 'answer':
        assert read(False, **{name: stored}) == {**READ, name: b''}
    else:
        with pytest.raises(store.WrongValueError, match=f'^{name}$'):
            read(False, **{name: stored})


@pytest.mark.parametrize('optional', [False, True])
@pytest.mark.parametrize(
    ('name', 'stored'),
    [
        ('state_name', 7),
        ('state_name', b'bytes'),
        ('sequence_number', 'text'),
        ('sequence_number', 1.0),
        ('sequence_number', True),
        ('occurred_at_msecs', 'yesterday'),
        ('is_feedback_useful', 1),
        ('answer', 'text'),
    ],
)
def test_a_value_of_another_type_is_refused(optional, name, stored):
    with pytest.raises(store.WrongValueError, match=f'^{name}$'):
        read(optional, **{name: stored})


def test_an_empty_text_counts_as_missing():
    with pytest.raises(store.WrongValueError, match='state_name'):
        read(False, state_name='')
    assert read(True, state_name='')['state_name'] is None


def test_reading_and_writing_back_changes_nothing():
    row = entity(answer=...)
    store.CheckedReader(Answer, [], list(FIELDS))(row)
    assert 'answer' not in row.entity_message.properties
