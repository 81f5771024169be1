"""Counting an exploration again from its event log.

How this is safe beside learners who play is told in stats_repair_services.
"""

from __future__ import annotations

import dataclasses
from collections import Counter

from core.domain import (
    event_log_services,
    exp_services,
    own_stats_services,
    session_account_domain,
    stats_counters_services,
    stats_domain,
    stats_repair_services,
)


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
        unusable_events: Entries that were left out, by what is wrong.
        examples: Some of them, by what is wrong.
        differences: The counters that differed, by version.
        unsettled_sessions: Sessions that reported all the while, so that they
            could not be settled; a later run finds them.
    """

    exp_id: str
    num_events: int = 0
    num_sessions: int = 0
    unusable_events: Counter[str] = dataclasses.field(default_factory=Counter)
    examples: dict[str, list[str]] = dataclasses.field(default_factory=dict)
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
    log = event_log_services.LogReader(exp_id, states)
    suspects = _sessions_that_differ(log)
    if dry_run:
        found = stats_repair_services.difference_of_sessions(log, suspects)
        unsettled = 0
    else:
        found, unsettled = stats_repair_services.settle_sessions(log, suspects)
    damage = stats_repair_services.repair_sums(exp_id, states, dry_run)
    missing = {
        version: stats_domain.added(found[version], damage[version])
        for version in states
    }
    return Report(
        exp_id,
        num_events=log.num_events,
        num_sessions=log.num_sessions,
        unusable_events=Counter(log.unusable_events),
        examples=dict(log.examples),
        differences=_differences(exp_id, missing, dry_run),
        unsettled_sessions=unsettled,
    )


def _sessions_that_differ(
    log: event_log_services.LogReader,
) -> list[session_account_domain.SessionKey]:
    accounts = stats_repair_services.read_accounts(log.exp_id)
    in_log = log.read_all()
    nothing: stats_domain.Counts = Counter()
    return [
        key
        for key in in_log.keys() | accounts.keys()
        if key.exp_version in log.states
        and in_log.get(key, nothing)
        != stats_domain.known_only(accounts.get(key, nothing))
    ]


def _differences(
    exp_id: str, missing: dict[int, stats_domain.Counts], dry_run: bool
) -> list[Difference]:
    differences = []
    for version, counts in sorted(missing.items()):
        _, (models,) = own_stats_services.read_with_others([(exp_id, version)])
        now = stats_domain.known_only(
            stats_domain.added(
                *(
                    stats_counters_services.all_counts(model)
                    for model in models
                    if model
                )
            )
        )
        before = now if dry_run else stats_domain.subtracted(now, counts)
        differences += differences_of(version, counts, before)
    return differences


def differences_of(
    version: int, missing: stats_domain.Counts, counted: stats_domain.Counts
) -> list[Difference]:
    """Returns the counters of a version that do not say what they should.

    Args:
        version: The version.
        missing: By how much they say too little.
        counted: What they say.
    """
    return [
        Difference(
            version,
            state_name,
            name,
            counted[state_name, name],
            counted[state_name, name] + count,
        )
        for (state_name, name), count in sorted(
            missing.items(), key=lambda item: (item[0][0] or '', item[0][1])
        )
        if count
    ]
