"""Counting an exploration again from its event log.

How this is safe beside learners who play is told in stats_repair_services.
"""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Mapping

from core.domain import (
    event_services,
    exp_services,
    own_stats_services,
    session_account_domain,
    stats_computation,
    stats_counters_services,
    stats_domain,
    stats_repair_services,
)

SessionKey = session_account_domain.SessionKey
_CountsOfVersions = dict[int, stats_domain.Counts]

_NOTHING: stats_domain.Counts = Counter()


@dataclasses.dataclass(frozen=True)
class Difference:
    """A counter that does not say what the log says.

    Attributes:
        exp_version: The version whose own counts are meant.
        state_name: The state; None for the exploration.
        counter: The counter.
        counted: What the counters say.
        recomputed: What the log says.
    """

    exp_version: int
    state_name: str | None
    counter: str
    counted: int
    recomputed: int


@dataclasses.dataclass
class Report:
    """What a recomputation of one exploration found.

    Attributes:
        exp_id: The exploration.
        num_events: Events in the log that could be counted.
        num_sessions: Sessions that they belong to.
        unusable_events: Events that were left out, by what is wrong.
        differences: The counters that differed, by version.
        unsettled_sessions: Sessions that reported all the while, so that they
            could not be settled; a later run finds them.
    """

    exp_id: str
    num_events: int = 0
    num_sessions: int = 0
    unusable_events: Counter[str] = dataclasses.field(default_factory=Counter)
    differences: list[Difference] = dataclasses.field(default_factory=list)
    unsettled_sessions: int = 0


def recompute(exp_id: str, dry_run: bool) -> Report:
    """Counts an exploration again from its log, and repairs what differs.

    Args:
        exp_id: The exploration.
        dry_run: Whether to look only, and change nothing.

    Returns:
        What differed before the repair.

    Raises:
        EntityNotFoundError: There is no such exploration.
        BusyError: So many learners report that the counters of a version
            could not be compared; what was repaired so far stays repaired.
    """
    commits = exp_services.get_exploration_commits(exp_id)
    states = {commit.version: commit.state_names for commit in commits}
    report = Report(exp_id)
    missing = _settle_sessions(report, states, dry_run)
    damage = stats_repair_services.repair_sums(exp_id, states, dry_run)
    for version in states:
        missing[version] = stats_domain.added(missing[version], damage[version])
    report.differences = _differences(exp_id, missing, dry_run)
    return report


def _settle_sessions(
    report: Report, states: Mapping[int, tuple[str, ...]], dry_run: bool
) -> _CountsOfVersions:
    """Settles the sessions whose accounts differ from the log.

    Returns:
        What was missing in the counters of each version.
    """
    accounts = stats_repair_services.read_accounts(report.exp_id)
    log = _read_log(report, states)
    missing: _CountsOfVersions = defaultdict(Counter)
    for key in sorted(log.keys() | accounts.keys(), key=dataclasses.astuple):
        if key.exp_version not in states:
            continue
        if log.get(key, _NOTHING) == accounts.get(key, _NOTHING):
            continue
        state_names = states[key.exp_version]
        if dry_run:
            found = stats_repair_services.difference_of_session(
                key, state_names
            )
        else:
            settled = stats_repair_services.settle_session(key, state_names)
            report.unsettled_sessions += settled is None
            found = settled or Counter()
        missing[key.exp_version].update(found)
    return missing


def _read_log(
    report: Report, states: Mapping[int, tuple[str, ...]]
) -> dict[SessionKey, stats_domain.Counts]:
    """Returns what each session comes to; counts what it read."""
    tallies: dict[SessionKey, stats_domain.Counts] = defaultdict(Counter)
    for event in event_services.get_events_of_exploration(report.exp_id):
        if event.exp_version not in states:
            report.unusable_events[
                f'version {event.exp_version} does not exist'
            ] += 1
            continue
        report.num_events += 1
        key = SessionKey(event.exp_id, event.exp_version, event.session_id)
        tallies[key].update(stats_computation.counts_of_event(event))
    report.num_sessions = len(tallies)
    return {
        key: stats_repair_services.counts_in_log(
            stats_computation.SessionSummary(tally), states[key.exp_version]
        )
        for key, tally in tallies.items()
    }


def _differences(
    exp_id: str, missing: _CountsOfVersions, dry_run: bool
) -> list[Difference]:
    differences = []
    for version, counts in sorted(missing.items()):
        found = own_stats_services.lookup(
            own_stats_services.keys_of(exp_id, version)
        )
        now = stats_domain.added(
            *(
                stats_counters_services.all_counts(model)
                for model in found
                if model
            )
        )
        before = now if dry_run else stats_domain.subtracted(now, counts)
        differences += [
            Difference(
                version,
                state_name,
                name,
                before[state_name, name],
                before[state_name, name] + count,
            )
            for (state_name, name), count in sorted(
                counts.items(), key=lambda item: (item[0][0] or '', item[0][1])
            )
            if count
        ]
    return differences
