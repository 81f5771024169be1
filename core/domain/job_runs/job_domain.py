"""The jobs, and the reports of their runs."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping
from typing import Any

from typing_extensions import TypedDict

from core.domain.job_runs import bad_data_domain

SESSION_FOLD = 'session_fold'
FULL_FOLD = 'full_fold'
RECOMPUTE = 'recompute_statistics'
AUDIT = 'audit'
SWEEP = 'sweep'
MIGRATE_EXPLORATIONS = 'migrate_explorations'


class JobReportDict(TypedDict):
    """A report of a job as JSON; see `JobReport`."""

    counts: dict[str, int]
    bad_data: dict[str, bad_data_domain.BadDataDict]


@dataclasses.dataclass(frozen=True)
class Job:
    """A job.

    Attributes:
        name: Its name on the command line.
        title: Its name on the page.
        purpose: Its purpose, in one sentence.
        schedule: The times at which it runs.
    """

    name: str
    title: str
    purpose: str
    schedule: str


JOBS = (
    Job(
        SESSION_FOLD,
        'Session fold',
        'Brings the processed data up to date with the sessions that have '
        'new events.',
        'every 10 minutes',
    ),
    Job(
        FULL_FOLD,
        'Full fold',
        'Rebuilds the processed data from the whole event log.',
        'by hand',
    ),
    Job(
        AUDIT,
        'Audit',
        'Compares the counters with the event log, repairs differences, and '
        'checks invariants.',
        'every night, from the statistics tab, and by hand',
    ),
    Job(
        RECOMPUTE,
        'Recompute statistics',
        'Audits the counters, also of sessions that may go on.',
        'by hand',
    ),
    Job(
        SWEEP,
        'Sweep',
        'Deletes obsolete data: markers of batches that cannot arrive again, '
        'views of earlier versions of the code, and old runs of jobs.',
        'every week',
    ),
    Job(
        MIGRATE_EXPLORATIONS,
        'Migrate explorations',
        'Stores explorations in the current version of their schema, into '
        'which they are otherwise converted each time they are read.',
        'by hand',
    ),
)


@dataclasses.dataclass
class JobReport:
    """The results of a job. Reports of parts of a job can be merged.

    Attributes:
        counts: Numbers of processed items, by kind.
        bad_data: The skipped data.
    """

    counts: Counter[str] = dataclasses.field(default_factory=Counter)
    bad_data: bad_data_domain.BadData = dataclasses.field(
        default_factory=bad_data_domain.BadData
    )

    def merge(self, other: JobReport) -> None:
        """Adds the report of another part of the job."""
        self.counts.update(other.counts)
        self.bad_data.merge(other.bad_data)

    def to_dict(self) -> JobReportDict:
        """Returns the report as JSON."""
        return {
            'counts': dict(sorted(self.counts.items())),
            'bad_data': self.bad_data.to_dict(),
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> JobReport:
        """Parses the result of `to_dict`."""
        return cls(
            Counter(stored['counts']),
            bad_data_domain.BadData.from_dict(stored['bad_data']),
        )
