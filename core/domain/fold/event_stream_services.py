"""Reading the events of sessions for statistics.

Sessions are found by their accounts. Only the fields that statistics need are
decoded, not the learners' parameters. Invalid entries are counted and skipped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from core.domain import (
    batches,
    event_domain,
    event_entry_services,
    session_account_domain,
)
from core.domain.job_runs import bad_data_domain
from core.domain.summaries import cuts, log_rows
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models

SessionKey = session_account_domain.SessionKey
Account = stats_models.SessionAccountModel
Rows = list[log_rows.LogRow]
# Session id, exploration, version and event.
_Item = tuple[str, str, int, log_rows.LogRow]

_ANSWER = event_domain.AnswerSubmittedEvent.event_type
_START = event_domain.ExplorationStartEvent.event_type

# Sessions whose events are requested before the first response is awaited: some
# dozen parallel requests to Cloud Datastore.
_SESSIONS_PER_REQUEST = 120


def sessions_with_account(
    exp_id: str, version: int, after: str, limit: int
) -> list[str]:
    """Returns ids of sessions of a version, in order.

    The transaction that writes the first event of a session writes its
    account.

    Args:
        exp_id: The exploration.
        version: The version that was played.
        after: Only ids greater than this one.
        limit: The maximum number of ids.
    """
    filters = _account_filters(exp_id, version, after)
    return [
        account_id.rpartition('.')[2]
        for account_id in store.stream_ids(Account, filters, limit=limit)
    ]


def read_accounts(
    exp_id: str, version: int, after: str = ''
) -> Iterator[tuple[str, Account]]:
    """Yields the accounts of the sessions of a version.

    Args:
        exp_id: The exploration.
        version: The version that was played.
        after: Only sessions with ids greater than this one.

    Yields:
        Session ids, in order, and accounts.
    """
    filters = _account_filters(exp_id, version, after)
    for account in store.stream(Account, filters):
        yield store.id_of(account).rpartition('.')[2], account


def _account_filters(
    exp_id: str, version: int, after: str
) -> list[store.Filter]:
    prefix = Account.get_entity_id(exp_id, version, '')
    # '/' is the character after '.'.
    return [
        (store.ID, '>', prefix + after),
        (store.ID, '<', f'{prefix[:-1]}/'),
    ]


def read_some_sessions(
    session_ids: Sequence[str], problems: bad_data_domain.BadData
) -> dict[SessionKey, Rows]:
    """Returns the events of sessions.

    Args:
        session_ids: The ids, without duplicates.
        problems: Counts invalid entries.

    Returns:
        The events of each session and version, in no order.
    """
    return _by_key(
        item
        for part in batches.batched(session_ids, _SESSIONS_PER_REQUEST)
        # All requests are sent before the first response is read.
        for event_type, entries in [
            (kind, event_entry_services.stream_of_sessions(kind, part))
            for kind in event_domain.EVENT_CLASSES
        ]
        for item in decode(event_type, entries, problems)
    )


def _by_key(items: Iterable[_Item]) -> dict[SessionKey, Rows]:
    groups: dict[tuple[str, str, int], Rows] = {}
    for session_id, exp_id, exp_version, row in items:
        groups.setdefault((session_id, exp_id, exp_version), []).append(row)
    return {
        SessionKey(exp_id, exp_version, session_id): rows
        for (session_id, exp_id, exp_version), rows in groups.items()
    }


def decode(
    event_type: str,
    entries: Iterable[event_entry_services.Entry],
    problems: bad_data_domain.BadData,
) -> Iterator[_Item]:
    """Decodes entries of the log.

    Args:
        event_type: The event type of the entries.
        entries: The entries.
        problems: Counts invalid entries, which are skipped.

    Yields:
        Session id, exploration, version and event.
    """
    for entry in entries:
        try:
            yield _item_of(event_type, entry)
        except ValueError as error:
            problems.add(
                f'{error} is missing or wrong',
                event_entry_services.name_of(event_type, entry),
            )


def _item_of(event_type: str, entry: event_entry_services.Entry) -> _Item:
    values = event_entry_services.values_of(event_type, entry)
    seconds = values.get('time_spent_in_state_secs')
    answer, group, category = '', -1, ''
    if event_type == _ANSWER:
        answer = log_rows.answer_text_of_json(values['answer'])
        group = values['answer_group_index']
        category = values['classification_categorization']
    traits = cuts.NO_TRAITS
    if event_type == _START:
        traits = cuts.Traits(
            *(values[name] or '' for name in event_entry_services.TRAITS)
        )
    row = log_rows.LogRow(
        values['sequence_number'],
        values['occurred_at_msecs'],
        store.id_of(entry),
        event_type,
        values['state_name'],
        -1.0 if seconds is None else seconds,
        answer,
        group,
        category,
        values['counted_value'],
        traits,
    )
    return values['session_id'], values['exp_id'], values['exp_version'], row
