"""The changes of the version shown, and the completions before and since."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.statistics_tab import statistics_models, version_sum_services
from core.domain.summaries import exploration_summary
from core.domain.summary_views import rates, summary_models

_Summary = exploration_summary.ExplorationSummary


def latest_change_of(
    total: version_sum_services.Total,
) -> statistics_models.LatestChange | None:
    """Returns the changes of the version shown, and their effect.

    Args:
        total: The processed data, in the states of that version.

    Returns:
        The change; None for the first version.
    """
    version = total.exploration.version
    if version == 1:
        return None
    later = [own for number, own in total.own.items() if number > version]
    since = [own for number, own in total.own.items() if number == version]
    return {
        'version': version,
        'state_names': [
            name
            for name in total.history.state_names(version)
            if total.history.last_changed(version, name) == version
        ],
        'before': _completion_rate([total.summary], without=[*since, *later]),
        'since': _completion_rate(since),
    }


def _completion_rate(
    summaries: Sequence[_Summary], without: Sequence[_Summary] = ()
) -> summary_models.Rate:
    """Returns the completion rate of the actual starts of some plays."""
    starts, completions = (
        sum(_count(summary, counter) for summary in summaries)
        - sum(_count(summary, counter) for summary in without)
        for counter in ('num_actual_starts', 'num_completions')
    )
    return rates.rate_dict(min(completions, starts), starts)


def _count(summary: _Summary, counter: str) -> int:
    return sum(
        counts.get((None, counter), 0) for counts in summary.days.values()
    )
