"""The history of the decisions about the tasks of an exploration.

The package `improvements` stores only the last decision about each task, which
determines its status.
"""

from __future__ import annotations

import functools
import json
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from typing_extensions import TypedDict

from core import feconf
from core.domain import user_services
from core.platform.datastore import store
from core.storage.improvements import gae_models as models

_Model = models.TaskDecisionLogModel


class LoggedDecision(TypedDict):
    """A decision about a task.

    Attributes:
        state_names: The states of the task, by their names at that time.
        status: The new status of the task: open, resolved or dismissed.
        exp_version: The version that the page showed.
        note: The reason, in the words of the creator.
        decided_by: The display name of the account; null if it was deleted.
    """

    task_id: str
    task_type: str
    state_names: list[str]
    status: str
    decided_at_msecs: int
    exp_version: int
    note: str
    decided_by: str | None


class Decision(NamedTuple):
    """A decision as it is stored."""

    decided_at_msecs: int
    user_id: str
    status: str
    exp_version: int
    note: str
    task_id: str
    task_type: str
    state_names: list[str]


def add(
    transaction: store.Transaction, exp_id: str, decision: Decision
) -> None:
    """Adds a decision to the log.

    Args:
        transaction: The transaction that stores the decision.
        exp_id: The exploration.
        decision: The decision.
    """
    names = decision.state_names[: feconf.MAX_STATES_OF_LOGGED_DECISION]
    row = decision._replace(state_names=names)
    model = transaction.get(_Model, exp_id)
    _put(transaction, exp_id, model, [*_rows_of(model), row])


def get(exp_id: str) -> list[LoggedDecision]:
    """Returns the decisions about the tasks of an exploration, latest first.

    Args:
        exp_id: The exploration.
    """
    (model,) = store.get(_Model, [exp_id])
    rows = _rows_of(model)
    names = user_services.get_display_names(row.user_id for row in rows)
    return [
        {
            'task_id': row.task_id,
            'task_type': row.task_type,
            'state_names': row.state_names,
            'status': row.status,
            'decided_at_msecs': row.decided_at_msecs,
            'exp_version': row.exp_version,
            'note': row.note,
            'decided_by': names.get(row.user_id),
        }
        for row in reversed(rows)
    ]


def get_names(exp_id: str) -> dict[str, str]:
    """Returns the display name of each task's last decider, by task id.

    Decisions of deleted accounts are omitted.

    Args:
        exp_id: The exploration.
    """
    (model,) = store.get(_Model, [exp_id])
    user_ids = {row.task_id: row.user_id for row in _rows_of(model)}
    names = user_services.get_display_names(user_ids.values())
    return {
        task_id: names[user_id]
        for task_id, user_id in user_ids.items()
        if user_id in names
    }


def of_user(user_id: str) -> Iterator[tuple[str, Decision]]:
    """Yields (exploration id, decision) for the decisions of a user."""
    for model in store.stream(_Model):
        for row in _rows_of(model):
            if row.user_id == user_id:
                yield store.id_of(model), row


def rename_user(user_id: str, new_user_id: str) -> None:
    """Replaces a user id in all decisions; notes remain."""

    def rename(transaction: store.Transaction, exp_id: str) -> None:
        model = transaction.get(_Model, exp_id)
        rows = [
            row._replace(user_id=new_user_id) if row.user_id == user_id else row
            for row in _rows_of(model)
        ]
        _put(transaction, exp_id, model, rows)

    for exp_id in {exp_id for exp_id, _ in of_user(user_id)}:
        store.run(functools.partial(rename, exp_id=exp_id))


def _rows_of(model: _Model | None) -> list[Decision]:
    if model is None:
        return []
    return [
        Decision(*values)
        for values in json.loads(zlib.decompress(model.content))
    ]


def _put(
    transaction: store.Transaction,
    exp_id: str,
    model: _Model | None,
    rows: list[Decision],
) -> None:
    """Stores the latest rows, as many as fit into an entity."""
    rows = rows[-feconf.MAX_LOGGED_DECISIONS :]
    content = _pack(rows)
    while len(content) > feconf.MAX_DECISION_LOG_BYTES:
        rows = rows[len(rows) // 10 + 1 :]
        content = _pack(rows)
    if model is None:
        model = store.new(_Model, id=exp_id, content=content)
    model.content = content
    transaction.put(model)


def _pack(rows: list[Decision]) -> bytes:
    text = json.dumps(rows, separators=(',', ':'), ensure_ascii=False)
    return zlib.compress(text.encode())
