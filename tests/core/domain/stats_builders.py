"""Explorations, sessions and events for tests of statistics."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import functools
import itertools
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from google.cloud import ndb
from google.cloud.ndb import _datastore_api

from core import clock
from core.domain import (
    event_domain,
    event_services,
    exp_domain,
    exp_services,
    live_stats_services,
    own_stats_services,
    rights_services,
    session_token,
    stats_counters_services,
    stats_domain,
    stats_services,
)
from core.domain.scheduled_work import audit_services
from core.platform.datastore import raw_datastore_services
from tests import store_copies
from tests.core.domain import version_builder

OWNER = 'dev:owner@example.com'


def choice_state(dest: str) -> dict[str, Any]:
    return {
        'content': {'html': '<p>Which?</p>'},
        'param_changes': [],
        'interaction': {
            'id': 'TextInput',
            'customization_args': {},
            'answer_groups': [],
            'default_outcome': {
                'dest': dest,
                'feedback': {'html': ''},
                'labelled_as_correct': False,
                'param_changes': [],
                'refresher_exploration_id': None,
            },
            'confirmed_unclassified_answers': [],
            'hints': [],
            'solution': None,
        },
    }


def end_state() -> dict[str, Any]:
    state = choice_state('')
    state['interaction'] |= {'id': 'EndExploration', 'default_outcome': None}
    return state


def exploration_dict(exp_id: str, state_names: list[str]) -> dict[str, Any]:
    """Builds a chain of text inputs; the last state is the end."""
    states = {
        name: choice_state(dest)
        for name, dest in itertools.pairwise(state_names)
    }
    states[state_names[-1]] = end_state()
    return {
        'exp_id': exp_id,
        'version': 0,
        'title': 'A title',
        'category': 'Mathematics',
        'objective': 'to learn something worth learning',
        'language_code': 'en',
        'tags': [],
        'blurb': '',
        'author_notes': '',
        'init_state_name': state_names[0],
        'param_specs': {},
        'param_changes': [],
        'states': states,
    }


@store_copies.cache_writes
def make_exploration(
    exp_id: str = 'exp',
    state_names: tuple[str, ...] = ('A', 'B', 'End'),
    asking: str | None = None,
) -> exp_domain.Exploration:
    """Publishes an exploration; the state `asking` asks what is hard."""
    values = exploration_dict(exp_id, list(state_names))
    if asking is not None:
        values['states'][asking]['solicit_answer_details'] = True
    exploration = exp_domain.Exploration.from_dict(values)
    saved = exp_services.save_new_exploration(OWNER, exploration)
    rights_services.publish_exploration(OWNER, exp_id)
    return saved


def own_stats(exp_id: str, version: int) -> stats_domain.ExplorationStats:
    """Returns the own counts of a version, with all of its states."""
    names = own_stats_services.get_state_names(exp_id, version)
    default = stats_domain.ExplorationStats.create_default(
        exp_id, version, names
    )
    return default + own_stats_services.read_versions(exp_id, [version])[0]


def is_clean(report: audit_services.AuditReport) -> bool:
    """Whether counters and log agree, and no rule is broken."""
    return not report.num_differences and not report.violations


def is_settled(report: audit_services.AuditReport) -> bool:
    """Whether counters and log agree for all sessions, including open ones."""
    return is_clean(report) and not report.num_open_sessions


def edit(exp_id: str, *changes: dict[str, Any]) -> int:
    version = exp_services.get_latest_version(exp_id)
    version_builder.save_changes(
        OWNER, exp_id, list(changes), 'change', version
    )
    return version + 1


def rename(old: str, new: str) -> dict[str, Any]:
    return {
        'cmd': 'rename_state',
        'old_state_name': old,
        'new_state_name': new,
    }


def make_session(
    exp_id: str = 'exp', version: int = 1, counted: bool = True
) -> session_token.Session:
    token = session_token.issue(exp_id, version, counted, None)
    return session_token.read(token, exp_id)


# Values by name of the field; other fields get one by their type.
_VALUES: dict[str, Any] = {
    'answer': 'hello',
    'answer_group_index': 0,
    'rule_spec_index': None,
    'classification_categorization': 'default_outcome',
    'refresher_exp_id': 'other',
    'visitor': 'new',
    'device': 'phone',
    'language': 'de',
}
_VALUES_BY_TYPE = {
    bool: True,
    int: 1,
    float: 1.5,
    str: 'a text',
    dict[str, Any]: {},
}


# Resolving the annotations takes longer than recording an event.
_fields_on_the_wire = functools.cache(event_domain.fields_on_the_wire)


def own_fields(event_type: str) -> dict[str, Any]:
    """Returns valid values for the fields that only some events have."""
    fields = _fields_on_the_wire(event_domain.EVENT_CLASSES[event_type])
    return {
        name: copy.deepcopy(
            _VALUES[name]
            if name in _VALUES
            else _VALUES_BY_TYPE[field_type.__origin__]
        )
        for name, (field_type, _) in fields.items()
    }


def make_event(
    session: session_token.Session,
    event_type: str,
    state_name: str,
    **fields: Any,
) -> event_domain.Event:
    values = {
        'event_id': str(uuid.uuid4()),
        'exp_id': session.exp_id,
        'exp_version': session.exp_version,
        'session_id': session.session_id,
        'state_name': state_name,
        'sequence_number': 0,
        'client_time_msecs': 1_700_000_000_000,
        **own_fields(event_type),
        **fields,
    }
    return event_domain.EVENT_CLASSES[event_type](**values)


def batch(**states: dict[str, int]) -> stats_domain.AggregatedStats:
    """Builds a batch; `totals` has the counters of the exploration."""
    totals = states.pop('totals', {})
    return stats_domain.AggregatedStats(
        **totals,
        state_stats_mapping={
            name: stats_domain.StateStats(**counts)
            for name, counts in states.items()
        },
    )


def post_batch(
    session: session_token.Session,
    counts: stats_domain.AggregatedStats,
    batch_id: str | None = None,
) -> bool:
    return stats_services.update_stats(
        session, batch_id or str(uuid.uuid4()), counts.to_counts()
    )


def record(
    session: session_token.Session, *events: event_domain.Event
) -> list[event_services.Outcome]:
    return event_services.record_events(session, events, clock.now_msecs())


def run_in_threads(client: ndb.Client, *works: Callable[[], Any]) -> list[Any]:
    """Runs each function in its own thread and context; returns the results."""
    results: list[Any] = [None] * len(works)

    def run(index: int) -> None:
        with client.context():
            results[index] = works[index]()

    threads = [
        threading.Thread(target=run, args=[index])
        for index in range(len(works))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@contextlib.contextmanager
def fresh_context(client: ndb.Client) -> Iterator[None]:
    """Runs the block in a context with an empty cache, like a request."""
    with ndb.context.get_context().new(cache=None).use():
        yield


@dataclasses.dataclass
class Reads:
    calls: int = 0
    keys: int = 0
    queries: int = 0


@contextlib.contextmanager
def counted_reads() -> Iterator[Reads]:
    """Counts lookups, their keys and queries, through NDB and the port."""
    reads = Reads()
    make_call = _datastore_api.make_call
    raw_lookup = raw_datastore_services.lookup
    send_query = raw_datastore_services._send_query

    def counting_query(message: Any) -> Any:
        reads.queries += 1
        return send_query(message)

    def counting_raw(keys: Sequence[Any], *args: Any) -> Any:
        reads.calls += 1
        reads.keys += len(keys)
        return raw_lookup(keys, *args)

    def counting(rpc_name: str, request: Any, *args: Any, **kwargs: Any) -> Any:
        if rpc_name == 'lookup':
            reads.calls += 1
            reads.keys += len(request.keys)
        elif 'query' in rpc_name:
            reads.queries += 1
        return make_call(rpc_name, request, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_datastore_api, 'make_call', counting)
        patch.setattr(raw_datastore_services, 'lookup', counting_raw)
        patch.setattr(raw_datastore_services, '_send_query', counting_query)
        yield reads


@contextlib.contextmanager
def counted_writes() -> Iterator[list[str]]:
    """Lists the kinds of the entities that are written through the port."""
    kinds: list[str] = []
    send_commit = raw_datastore_services.send_commit

    def counting(
        request: Any, transaction: bytes = b'', made: Sequence[Any] = ()
    ) -> None:
        send_commit(request, transaction, made)
        kinds.extend(template_mutation.kind for template_mutation in made)
        for mutation in request.mutations:
            entity = getattr(mutation, mutation.WhichOneof('operation'))
            kinds.append(entity.key.path[-1].kind)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(raw_datastore_services, 'send_commit', counting)
        yield kinds


def unrecognised_states(
    exp_id: str = 'exp', version: int = 1
) -> dict[str, stats_domain.StateStats]:
    """Returns the counts kept for states that a version does not have."""
    _, (models,) = own_stats_services.read_with_others([(exp_id, version)])
    counts = stats_domain.add(
        *map(stats_counters_services.unrecognised_counts, filter(None, models))
    )
    return (
        stats_domain.AggregatedStats()
        .with_counts(stats_domain.without_unknown(counts))
        .state_stats_mapping
    )


def live_stats(
    exp_id: str = 'exp', version: int = 1
) -> live_stats_services.LiveStats:
    """Returns the live statistics that the tab shows."""
    exploration = exp_services.get_exploration_by_id(exp_id, version)
    return live_stats_services.get_live_stats(exploration, version)


def unrecognised_counters(version: int = 1) -> dict[str, int]:
    return live_stats(version=version).unrecognised_counters
