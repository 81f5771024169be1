"""Migrates stored explorations to the current schema, as a job.

Reading an exploration migrates it as well; the job saves that work, and allows
the removal of a migration that no stored exploration needs any more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core import errors
from core.domain import exp_schema
from core.domain.job_runs import job_domain, job_run_services
from core.platform.datastore import store
from core.storage.exploration import gae_models

MIGRATED = 'explorations and versions migrated'
UP_TO_DATE = 'up to date'

_MODELS = (
    gae_models.ExplorationModel,
    gae_models.ExplorationSnapshotContentModel,
)


def run_as_job(
    *,
    dry_run: bool = False,
    on_progress: Callable[[int], None] = lambda _: None,
) -> job_run_services.Recording:
    """Migrates all explorations and their versions, and records the run.

    Args:
        dry_run: Whether to change nothing.
        on_progress: Called with the number of entities of each step.

    Returns:
        The record of the run. Entities that cannot be migrated are bad data.
    """
    with job_run_services.record_run(
        job_domain.MIGRATE_EXPLORATIONS, dry_run=dry_run
    ) as recording:
        for model_class in _MODELS:
            for entity_id in list(store.stream_ids(model_class)):
                _migrate(model_class, entity_id, dry_run, recording.report)
                on_progress(1)
    return recording


def _migrate(
    model_class: type[Any],
    entity_id: str,
    dry_run: bool,
    report: job_domain.JobReport,
) -> None:
    def work(transaction: store.Transaction) -> str:
        entity = transaction.get(model_class, entity_id)
        if (
            entity is None
            or entity.schema_version == exp_schema.CURRENT_VERSION
        ):
            return UP_TO_DATE
        entity.content = exp_schema.migrate(
            entity.content, entity.schema_version
        )
        entity.schema_version = exp_schema.CURRENT_VERSION
        if not dry_run:
            transaction.put(entity)
        return MIGRATED

    try:
        report.counts[store.run(work)] += 1
    except errors.ValidationError as error:
        report.bad_data.add(str(error), entity_id)
