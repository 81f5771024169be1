"""Raw transactions hold what NDB's hold, for any number of entities."""

from __future__ import annotations

import pytest
from google.api_core import exceptions
from google.cloud import ndb
from google.cloud.datastore_v1 import types

from core.platform.datastore import raw_datastore_services as raw
from core.platform.datastore import (
    raw_entity_services,
    raw_transaction_services,
)
from core.platform.datastore.raw_transaction_services import Transaction
from core.storage.statistics import processed_gae_models as models
from tests.core.domain import stats_builders as b

Root = models.ProcessedStatsModel


def root(number: int) -> Root:
    return Root(
        key=Root.key_of('exp', number),
        exp_id='exp',
        exp_version=number,
        generation='1',
        content=b'\x00content',
    )


def key(number: int) -> raw.Pb:
    return raw.key_message(*Root.key_of('exp', number).flat())


def test_what_is_written_raw_is_what_ndb_reads_and_back():
    written = root(1)

    raw_transaction_services.run(
        lambda t: t.upsert(
            raw_entity_services.message_of(written, indexed=['schema_version'])
        )
    )

    read = Root.key_of('exp', 1).get(use_cache=False)
    assert read == written
    (message,) = raw.lookup([key(1)])
    assert raw_entity_services.model_of(Root, message) == written
    read.put()
    (by_ndb,) = raw.lookup([key(1)])
    assert by_ndb.properties.keys() == message.properties.keys()
    for name, value in by_ndb.properties.items():
        if name != 'last_updated':
            assert value == message.properties[name], name


def test_a_lookup_keeps_the_order_of_the_keys():
    ndb.put_multi([root(number) for number in (1, 3)])

    found = raw.lookup([key(3), key(2), key(1)])

    assert [
        each and each.properties['exp_version'].integer_value for each in found
    ] == [3, None, 1]


def test_more_keys_than_one_lookup_takes_are_looked_up():
    numbers = range(1, 1101)
    raw.commit(
        [
            raw.Mutation(upsert=raw_entity_services.message_of(root(n)))
            for n in numbers
        ]
    )

    found = raw.lookup([key(n) for n in numbers])

    assert [
        each.properties['exp_version'].integer_value for each in found
    ] == list(numbers)


def test_a_transaction_that_another_disturbs_is_done_again():
    root(1).put()
    attempts = []

    def work(transaction: Transaction) -> int:
        (message,) = transaction.lookup([key(1)])
        attempts.append(message.properties['revision'].integer_value)
        if len(attempts) == 1:
            changed = root(1)
            changed.revision = 7
            changed.put()
        raw_entity_services.set_value(message, 'revision', attempts[-1] + 1)
        transaction.upsert(message)
        return attempts[-1]

    assert raw_transaction_services.run(work) == 7
    assert attempts == [0, 7]
    assert Root.key_of('exp', 1).get(use_cache=False).revision == 8


def test_a_transaction_that_fails_writes_nothing_and_holds_up_nobody():
    def work(transaction: Transaction) -> None:
        transaction.lookup([key(1)])
        transaction.upsert(raw_entity_services.message_of(root(1)))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        raw_transaction_services.run(work)

    assert raw.lookup([key(1)]) == [None]


def test_a_part_that_is_disturbed_is_done_in_halves():
    parts = []

    def work(transaction: Transaction, numbers: list[int]) -> None:
        parts.append(list(numbers))
        if 2 in numbers and len(numbers) > 1:
            raise exceptions.Aborted('somebody plays')
        for number in numbers:
            transaction.upsert(raw_entity_services.message_of(root(number)))

    raw_transaction_services.run_in_parts([1, 2, 3, 4, 5], 4, work)

    assert parts == [[1, 2, 3, 4], [1, 2], [1], [2], [3, 4], [5]]
    assert None not in raw.lookup([key(n) for n in range(1, 6)])


def test_a_query_finds_any_of_several_values():
    assert raw.knows_in()
    b.make_exploration()
    sessions = [b.make_session() for _ in range(3)]
    for session in sessions:
        b.record(session, b.make_event(session, 'state_hit', 'A'))
    wanted = [session.session_id for session in sessions[:2]]

    found = raw.query(
        'StateHitEventLogEntryModel', [('session_id', 'in', wanted)]
    )

    assert sorted(
        each.properties['session_id'].string_value for each in found
    ) == sorted(wanted)


def test_the_embedded_store_answers_raw_messages_with_raw_ones():
    b.make_exploration()
    client = ndb.context.get_context().client
    keys = [raw.key_message('ExplorationModel', 'exp')]
    public = types.LookupRequest(project_id=client.project, keys=keys)

    wrapped = client.stub.lookup(public)
    answer = client.stub.lookup(types.LookupRequest.pb(public))

    assert isinstance(wrapped, types.LookupResponse)
    assert types.LookupResponse.pb(wrapped).found == answer.found
