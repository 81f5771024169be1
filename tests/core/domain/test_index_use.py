"""Every index serves a query, and every query has its index.

A query of a property without an index finds nothing in Datastore, without an
error; and each index makes writing an entity more expensive.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from google.cloud.ndb import _datastore_api

from core.domain import (
    event_domain,
    exp_services,
    learner_answer_details_services,
    rating_services,
    shared_links_services,
    user_services,
)
from core.domain.fold import (
    fold_services,
    processed_revisions_services,
)
from core.domain.job_runs import job_domain, job_run_services
from core.domain.scheduled_work import (
    audit_services,
    keeping_fresh_services,
    sweep_services,
)
from core.domain.statistics_tab import processed_freshness_services
from core.platform import datastore
from core.platform.datastore import raw_datastore_services
from core.storage.base_model import gae_models as base_models
from core.storage.user import gae_models as user_models
from tests.core.domain import stats_builders as b
from tests.core.domain.fold_builders import Clock, now, rebuild
from tests.core.platform.datastore.test_store import MODELS

__all__ = ['now']

Pb = Any
# A kind, and the properties that one query of it names.
Query = tuple[str, frozenset[str]]


def indexed_properties() -> set[tuple[str, str]]:
    """Returns each property with an index, by kind."""
    return {
        (model_class.kind_name(), name)
        for model_class in MODELS
        if has_entities(model_class)
        for name, declared in model_class._properties.items()
        if declared._indexed
    }


def has_entities(model_class: type[base_models.BaseModel]) -> bool:
    """Whether a model is stored, and not only a base class."""
    return not model_class.__name__.endswith('BaseModel')


def properties_of(query: Pb) -> frozenset[str]:
    names = {order.property.name for order in query.order}
    names |= {projection.property.name for projection in query.projection}
    filters = [query.filter]
    while filters:
        one = filters.pop()
        if one.WhichOneof('filter_type') == 'property_filter':
            names.add(one.property_filter.property.name)
        elif one.WhichOneof('filter_type') == 'composite_filter':
            filters.extend(one.composite_filter.filters)
    return frozenset(names - {'__key__'})


@pytest.fixture
def queries(monkeypatch) -> Iterator[set[Query]]:
    """Collects the queries of NDB and of the port."""
    queries: set[Query] = set()
    make_call = _datastore_api.make_call
    send_query = raw_datastore_services._send_query

    def note(query: Pb) -> None:
        (kind,) = query.kind
        # The port's test whether the store supports IN is no such query.
        if kind.name != 'NoSuchKind':
            queries.add((kind.name, properties_of(query)))

    def noting_call(name: str, request: Any, *args: Any, **kwargs: Any) -> Any:
        if name == 'run_query':
            note(type(request).pb(request).query)
        return make_call(name, request, *args, **kwargs)

    def noting_query(query: Pb) -> Any:
        note(query)
        return send_query(query)

    monkeypatch.setattr(_datastore_api, 'make_call', noting_call)
    monkeypatch.setattr(raw_datastore_services, '_send_query', noting_query)
    return queries


def send_all_queries(now: Clock) -> None:
    """Makes the application send all of its queries."""
    b.make_exploration(asking='A')
    session = b.make_session()
    learner_answer_details_services.record(
        session,
        learner_answer_details_services.LearnerAnswerInfo(
            learner_answer_info_id='an id',
            exp_version=1,
            state_name='A',
            answer_details='The second step',
            occurred_at_msecs=0.0,
        ),
    )
    b.record(
        session,
        *(
            b.make_event(session, event_type, 'A', sequence_number=number)
            for number, event_type in enumerate(event_domain.EVENT_CLASSES)
        ),
    )
    now.pass_silence()
    fold_services.fold_waiting(exp_id='exp')
    keeping_fresh_services.run_as_scheduled()
    sweep_services.run_as_scheduled()
    rebuild()
    audit_services.audit('exp')
    audit_services.audit_those_due(60)
    audit_services.recompute('exp', dry_run=False)
    processed_freshness_services.get_freshness('exp')
    processed_freshness_services.get_freshness()
    processed_revisions_services.get_stale(1)
    rating_services.get_latest_comments('exp', 1)
    learner_answer_details_services.get_latest('exp', 1)
    learner_answer_details_services.delete_older('exp', 0.0)
    shared_links_services.get_links('exp')
    job_run_services.get_latest_runs()
    job_run_services.get_last_run(job_domain.JOBS[0].name)
    exp_services.get_public_exploration_summaries()
    exp_services.get_exploration_summaries_of_user(b.OWNER)
    user_services.get_user_by_email('somebody@example.com')


def test_each_index_serves_a_query_and_each_query_has_one(
    now: Clock, queries: set[Query]
) -> None:
    send_all_queries(now)

    named = {(kind, name) for kind, names in queries for name in names}
    assert named == indexed_properties()


def test_each_composite_index_serves_a_query_and_each_query_has_one(
    now: Clock, queries: set[Query]
) -> None:
    send_all_queries(now)

    demanded = yaml.safe_load(datastore.INDEX_YAML.read_text())['indexes']
    declared = {
        (index['kind'], frozenset(one['name'] for one in index['properties']))
        for index in demanded
    }
    assert declared == {query for query in queries if len(query[1]) > 1}


def test_a_query_of_an_unindexed_property_is_detected(
    now: Clock, queries: set[Query]
) -> None:
    kind = user_models.UserModel.kind_name()
    list(raw_datastore_services.query(kind, [('created_on', '=', 'x')]))

    assert (kind, frozenset({'created_on'})) in queries
    assert (kind, 'created_on') not in indexed_properties()
