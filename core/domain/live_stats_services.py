"""The live counters of the statistics tab, with few reads."""

from __future__ import annotations

import dataclasses

from core import errors, feconf
from core.domain import (
    automated_visits_services,
    carried_over_services,
    exclusion_services,
    exp_domain,
    exp_services,
    own_stats_services,
    stats_computation,
    stats_counters_services,
    stats_domain,
    stats_services,
)

# Counters of a state that a session increments at most once.
_ONCE_IN_STATE = [
    rule.counter
    for rule in stats_computation.COUNTER_RULES
    if rule.level == 'state' and rule.once_per_session
]


@dataclasses.dataclass(frozen=True)
class LiveStats:
    """The counters of an exploration in the states of one version.

    Attributes:
        total: The counters of all requested versions.
        own: The counters of that version alone.
        unrecognised: Counts of that version for states that it does not have,
            by the names that several sessions reported. Anybody can send any
            name, so all other names are one sum, under the name ''.
        unrecognised_counters: Counts of that version for counters that this
            code does not know.
        violations: The invariants that `total` and `own` violate.
        num_automated_visits: Visits of programs, to any version; counted
            nowhere else.
        num_left_out: Sessions that owners have excluded, in any version.
    """

    total: stats_domain.ExplorationStats
    own: stats_domain.ExplorationStats
    unrecognised: dict[str, stats_domain.StateStats]
    unrecognised_counters: dict[str, int]
    violations: list[str]
    num_automated_visits: int
    num_left_out: int


def get_live_stats(
    exploration: exp_domain.Exploration, through: int
) -> LiveStats:
    """Returns the counters of an exploration.

    Args:
        exploration: The version whose states to show.
        through: The last version whose plays are counted.

    Raises:
        EntityNotFoundError: There is no such version.
    """
    exp_id, version = exploration.exp_id, exploration.version
    latest = exp_services.get_latest_version(exp_id)
    if not 1 <= through <= latest:
        raise errors.EntityNotFoundError(f'{exp_id} has no version {through}')
    (memo, excluded, *visits), (models,) = own_stats_services.read_with_others(
        [(exp_id, version)],
        [
            (carried_over_services.Model, exp_id),
            (exclusion_services.Model, exp_id),
            *automated_visits_services.refs_of(exp_id),
        ],
    )
    own = stats_domain.ExplorationStats.create_default(
        exp_id, version, tuple(exploration.states)
    ).with_counts(stats_counters_services.recognised_sum(models))
    if version == through == latest:
        total = own + stats_domain.ExplorationStats(
            exp_id=exp_id, exp_version=version
        ).with_counts(carried_over_services.get_counts(exp_id, version, memo))
    else:
        total = stats_services.get_exploration_stats(exp_id, version, through)
    return LiveStats(
        total,
        own,
        _unrecognised_state_stats(models),
        stats_counters_services.unrecognised_counters(filter(None, models)),
        _violations(total, own, exploration),
        automated_visits_services.sum_of(visits),
        exclusion_services.num_left_out(excluded),
    )


def _unrecognised_state_stats(
    models: list[stats_counters_services.OwnCountsModel | None],
) -> dict[str, stats_domain.StateStats]:
    counts = stats_domain.add(
        *(
            stats_counters_services.unrecognised_counts(model)
            for model in models
            if model is not None
        )
    )
    by_name = (
        stats_domain.AggregatedStats()
        .with_counts(stats_domain.without_unknown(counts))
        .state_stats_mapping
    )
    sessions = {
        name: _num_sessions(stats)
        for name, stats in by_name.items()
        if name != stats_counters_services.OTHER_STATES
    }
    shown = [
        name
        for name in sorted(sessions, key=lambda name: (-sessions[name], name))
        if sessions[name] >= feconf.MIN_SESSIONS_FOR_UNRECOGNISED_STATE
    ][: feconf.MAX_UNRECOGNISED_STATES_SHOWN]
    others = [by_name[name] for name in by_name.keys() - set(shown)]
    listed = {name: by_name[name] for name in shown}
    if others:
        listed[stats_counters_services.OTHER_STATES] = sum(
            others, stats_domain.StateStats()
        )
    return listed


def _num_sessions(stats: stats_domain.StateStats) -> int:
    """Returns a lower bound on the sessions that reported a state."""
    return max(getattr(stats, name) for name in _ONCE_IN_STATE)


def _violations(
    total: stats_domain.ExplorationStats,
    own: stats_domain.ExplorationStats,
    exploration: exp_domain.Exploration,
) -> list[str]:
    """Returns the invariants that the total and own counts violate.

    First hits of the first state must equal the starts only within one version:
    another version may begin with another state.
    """
    return [
        *total.invariant_violations(),
        *(
            f'version {exploration.version}: {violation}'
            for violation in own.invariant_violations(
                exploration.init_state_name
            )
        ),
    ]
