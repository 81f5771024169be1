"""Scheduled tasks, run by whichever process is first.

On App Engine cron.yaml triggers them. Elsewhere every server process checks
once a minute. A process records the start of a task in the store, in the
transaction that checks whether it is due, so only one process runs it. If the
process dies, the task runs again at the next due time.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable

from core import clock, feconf
from core.domain.scheduled_work import (
    audit_services,
    keeping_fresh_services,
    sweep_services,
)
from core.platform.datastore import store
from core.storage.jobs import schedule_gae_models as models

_Model = models.ScheduledTaskModel


@dataclasses.dataclass(frozen=True)
class Task:
    """A scheduled task.

    Attributes:
        name: Its name in the store.
        every_secs: The interval.
        run: The function that runs it within a time limit.
    """

    name: str
    every_secs: float
    run: Callable[[], object]


TASKS = (
    Task(
        'fold',
        feconf.FOLD_EVERY_SECS,
        lambda: keeping_fresh_services.run_as_scheduled(),
    ),
    Task(
        'audit',
        feconf.AUDIT_CHECK_INTERVAL_SECS,
        lambda: audit_services.audit_those_due(feconf.FOLD_REQUEST_SECS),
    ),
    Task(
        'sweep',
        feconf.SWEEP_CHECK_INTERVAL_SECS,
        lambda: sweep_services.run_as_scheduled(),
    ),
)


def run_due(tasks: tuple[Task, ...] = TASKS) -> list[str]:
    """Runs the tasks that are due and that no other process has started.

    Args:
        tasks: The tasks.

    Returns:
        The names of the tasks that were run.
    """
    done = []
    for task in tasks:
        if store.run(functools.partial(_begin, task=task)):
            task.run()
            done.append(task.name)
    return done


def _begin(transaction: store.Transaction, task: Task) -> bool:
    now = int(clock.now_msecs())
    model = transaction.get_or_new(_Model, id=task.name, began_msecs=0)
    # Negative if the clock has been set back since then.
    if 0 <= now - model.began_msecs < 1000 * task.every_secs:
        return False
    model.began_msecs = now
    transaction.put(model)
    return True
