"""A pipeline that rebuilds processed data from the whole event log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import apache_beam as beam

from core.domain.fold import event_stream_services, rebuild_services
from core.domain.job_runs import job_domain
from core.domain.summaries import exploration_summary
from core.jobs import progress
from core.platform import datastore

Version = rebuild_services.Version
Summary = exploration_summary.ExplorationSummary

# Ranges of the log; one worker reads each of them.
_NUM_RANGES = 16

_REPORT = 'report'


def build(
    pipeline: beam.Pipeline, exp_ids: Iterable[str], exp_id: str | None
) -> beam.PCollection[job_domain.JobReport]:
    """Adds the job to a pipeline.

    Args:
        pipeline: The pipeline.
        exp_ids: The explorations to fold.
        exp_id: The only exploration to fold; None for all.

    Returns:
        The reports of its parts.
    """
    with datastore.context():
        rebuild_ids = rebuild_services.begin(exp_ids)
    folded = (
        pipeline
        | 'Parts' >> beam.Create(event_stream_services.split_log(_NUM_RANGES))
        | 'SpreadParts' >> beam.Reshuffle()
        | 'FoldPart'
        >> beam.ParDo(_FoldPart(rebuild_ids, exp_id)).with_outputs(
            _REPORT, main='summaries'
        )
    )
    versions = pipeline | 'Versions' >> beam.Create(
        [(version, None) for version in rebuild_ids]
    )
    finished = (
        (folded.summaries, versions)
        | 'AllVersions' >> beam.Flatten()
        | 'ByVersion' >> beam.CombinePerKey(_sum)
        | 'Finish' >> beam.Map(_finish, rebuild_ids)
    )
    return (folded[_REPORT], finished) | 'Reports' >> beam.Flatten()


class _FoldPart(beam.DoFn):
    def __init__(
        self, rebuild_ids: Mapping[Version, str], exp_id: str | None
    ) -> None:
        super().__init__()
        self._rebuild_ids = rebuild_ids
        self._exp_id = exp_id

    def process(
        self, element: event_stream_services.SessionRange
    ) -> Iterator[Any]:
        with datastore.context():
            fold = rebuild_services.RangeFold(self._rebuild_ids, self._exp_id)
            fold.fold(
                event_stream_services.SessionRange(*element), progress.advance
            )
        for version, summary in fold.summaries.items():
            yield version, summary.to_dict()
        report = job_domain.JobReport(bad_data=fold.bad_data)
        report.counts['events'] = fold.num_events
        report.counts['sessions'] = fold.num_sessions
        yield beam.pvalue.TaggedOutput(_REPORT, report)


def _sum(
    summaries: Iterable[dict[str, Any] | None],
) -> dict[str, Any] | None:
    """Adds summaries in JSON form; None for an empty input."""
    total: Summary | None = None
    for each in summaries:
        if each is None:
            continue
        summary = Summary.from_dict(each)
        if total is None:
            total = summary
        else:
            total.merge(summary)
    return None if total is None else total.to_dict()


def _finish(
    element: tuple[Version, dict[str, Any] | None],
    rebuild_ids: Mapping[Version, str],
) -> job_domain.JobReport:
    version, summary = element
    report = job_domain.JobReport()
    with datastore.context():
        replaced = rebuild_services.finish(
            version,
            rebuild_ids[version],
            None if summary is None else Summary.from_dict(summary),
        )
    if replaced is None:
        report.bad_data.add(
            'another rebuild has begun meanwhile', f'{version[0]}.{version[1]}'
        )
    else:
        report.counts['versions'] = 1
    return report
