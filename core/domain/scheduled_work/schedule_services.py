"""What is done from time to time, by whichever process comes first.

On App Engine cron.yaml asks for it. Elsewhere every process that serves looks
each minute; who begins something says so in the store, in one transaction
with looking, so that of several processes one does it. Whoever dies at it
leaves it to the next time.
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
    """Something that is done from time to time.

    Attributes:
        name: What it is called in the store.
        every_secs: How often.
        run: Does it, for a bounded time.
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
        feconf.LOOK_FOR_AUDITS_EVERY_SECS,
        lambda: audit_services.audit_those_due(feconf.FOLD_REQUEST_SECS),
    ),
    Task(
        'sweep',
        feconf.LOOK_FOR_SWEEP_EVERY_SECS,
        lambda: sweep_services.run_as_scheduled(),
    ),
)


def run_due(tasks: tuple[Task, ...] = TASKS) -> list[str]:
    """Does what is due and nobody else has begun.

    Args:
        tasks: What there is to do.

    Returns:
        The names of what was done.
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
    # A time to come: the clock has been set back since.
    if 0 <= now - model.began_msecs < 1000 * task.every_secs:
        return False
    model.began_msecs = now
    transaction.put(model)
    return True
