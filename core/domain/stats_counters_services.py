"""Counts as the counter entities store them.

Used inside transactions: reads and writes the properties of entities that the
caller has read and will put.
"""

from __future__ import annotations

import functools
import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from core import feconf
from core.domain import stats_domain
from core.platform.datastore import store
from core.storage.statistics import gae_models as stats_models

# The name for the sum of unrecognised states beyond those stored by name. No
# state can have this name.
OTHER_STATES = ''

# The name for the sum of unrecognised counters beyond those stored by name.
OTHER_COUNTERS = 'other_counters'

_SUFFIX = stats_models.COUNTER_SUFFIX

CountersModel = stats_models.CountersBaseModel
OwnCountsModel = (
    stats_models.ExplorationStatsModel | stats_models.ExplorationStatsShardModel
)
StoredMapping = Mapping[str, Mapping[str, int]]


def shard_number_of(session_id: str, num_shards: int) -> int:
    """Returns the number of the shard that counts a session."""
    digest = hashlib.sha256(session_id.encode()).digest()
    return int.from_bytes(digest[:4], 'big') % num_shards


def recognised_counts(
    stored: CountersModel,
) -> stats_domain.Counts:
    """Returns the totals and the counts of recognised states of an entity."""
    return recognised_sum([stored])


def recognised_sum(
    many: Iterable[CountersModel | None],
) -> stats_domain.Counts:
    """Returns the sum of the recognised counts of entities; skips None."""
    # One loop over plain dicts: summing many Counters takes ten times as long.
    total: dict[stats_domain.CounterKey, int] = {}
    for stored in many:
        if stored is None:
            continue
        for stored_name, count in stored.stored_totals.items():
            key = None, _name_of(stored_name)
            total[key] = total.get(key, 0) + count
        for state_name, stats in stored.state_stats_mapping.items():
            for stored_name, count in stats.items():
                if count:
                    of_state = state_name, _name_of(stored_name)
                    total[of_state] = total.get(of_state, 0) + count
    return stats_domain.without_zeros(total)


@functools.lru_cache(maxsize=1_000)
def _name_of(stored_name: str) -> str:
    """Returns the name of a counter; equal names are one object."""
    return stored_name.removesuffix(_SUFFIX)


def unrecognised_counts(model: OwnCountsModel) -> stats_domain.Counts:
    """Returns an entity's counts for states that the version does not have."""
    return stats_domain.without_zeros(
        _mapping_counts(model.unrecognised_states)
    )


def all_counts(model: OwnCountsModel) -> stats_domain.Counts:
    """Returns all counts of an entity."""
    return stats_domain.add(
        recognised_counts(model), unrecognised_counts(model)
    )


def add_counts(
    model: OwnCountsModel,
    difference: stats_domain.Counts,
    state_names: Collection[str],
) -> None:
    """Adds counts to an entity.

    Args:
        model: The entity.
        difference: The counts to add; may be negative.
        state_names: The states of the version; counts for others are stored
            separately.
    """
    if unknown_counters(difference):
        difference = with_other_counters(difference, all_counts(model))
    recognised, unknown = _split(difference, state_names)
    _add_recognised(model, recognised)
    if unknown:
        merged = _merged_others(unknown, model.unrecognised_states)
        model.unrecognised_states = _stored_mapping(
            stats_domain.add(unrecognised_counts(model), merged)
        )


def _add_recognised(
    model: OwnCountsModel, difference: stats_domain.Counts
) -> None:
    """Adds to totals and states; leaves other states untouched."""
    states: dict[str, dict[str, int]] = {}
    for (state_name, name), count in difference.items():
        stored_name = name + _SUFFIX
        if state_name is None:
            model.set_stored_total(
                stored_name, model.get_stored_total(stored_name) + count
            )
        else:
            states.setdefault(state_name, {})[stored_name] = count
    for state_name, counts in states.items():
        store.change_item(
            model,
            'state_stats_mapping',
            state_name,
            functools.partial(_added_in_state, counts),
        )


def _added_in_state(
    difference: Mapping[str, int], before: Mapping[str, int]
) -> dict[str, int]:
    """Returns the stored counts of a state; empty if all are zero."""
    zeros = _stored_zeros()
    after = {**zeros, **before}
    for name, count in difference.items():
        after[name] = after.get(name, 0) + count
    if not any(after.values()):
        return {}
    return {
        name: count for name, count in after.items() if count or name in zeros
    }


def set_counts(
    model: OwnCountsModel,
    counts: stats_domain.Counts,
    state_names: Collection[str],
) -> None:
    """Replaces all counts of an entity."""
    set_recognised_counts(model, Counter())
    model.unrecognised_states = {}
    add_counts(model, counts, state_names)


def set_recognised_counts(
    model: CountersModel, counts: stats_domain.Counts
) -> None:
    """Replaces totals and state counts; omits states without counts."""
    names = {name for state_name, name in counts if state_name is None}
    for stored_name in model.stored_totals.keys() | {
        name + _SUFFIX for name in names
    }:
        model.set_stored_total(stored_name, counts[None, _name_of(stored_name)])
    model.state_stats_mapping = _stored_mapping(counts)


def add_to_shard(
    shard: stats_models.ExplorationStatsShardModel,
    session_id: str,
    difference: stats_domain.Counts,
    state_names: Collection[str],
) -> None:
    """Adds the contribution of a session to its shard.

    Args:
        shard: The shard.
        session_id: The session.
        difference: The counts to add; may be negative.
        state_names: The states of the version.
    """
    add_counts(shard, difference, state_names)
    if shard.audit_id is not None and session_id <= shard.audited_through:
        # An audit has already summed this session. Unknown counters count, too:
        # the release that runs the audit may know them.
        since = stats_domain.add(
            from_json(shard.booked_since_audited), difference
        )
        shard.booked_since_audited = to_json(
            with_other_counters(limit_unknown_states(since, state_names), ())
        )
    shard.revision += 1
    writes = [*shard.recent_bookings, [shard.revision, session_id]]
    shard.recent_bookings = writes[-feconf.MAX_RECENT_WRITES :]


def to_json(counts: stats_domain.Counts) -> dict[str, Any]:
    """Returns counts as JSON that names each state once."""
    totals: dict[str, int] = {}
    states: dict[str, dict[str, int]] = {}
    for (state_name, name), count in counts.items():
        of_state = (
            totals if state_name is None else states.setdefault(state_name, {})
        )
        of_state[name] = count
    return {'totals': totals, 'states': states}


def from_json(stored: Mapping[str, Any]) -> stats_domain.Counts:
    """Reads the result of `to_json`, or an empty mapping."""
    counts = _mapping_counts(stored.get('states', {}))
    for name, count in stored.get('totals', {}).items():
        counts[None, name] = count
    return counts


def limit_unknown_states(
    counts: stats_domain.Counts, state_names: Collection[str]
) -> stats_domain.Counts:
    """Returns counts with no more unknown states than an entity stores."""
    recognised, unknown = _split(counts, state_names)
    return stats_domain.add(recognised, _merged_others(unknown, {}))


def with_unknown_as_one(
    counts: stats_domain.Counts, state_names: Collection[str]
) -> stats_domain.Counts:
    """Returns counts with all unknown states merged into one."""
    recognised, unknown = _split(counts, state_names)
    for (_, name), count in unknown.items():
        recognised[OTHER_STATES, name] += count
    return stats_domain.without_zeros(recognised)


def unknown_names(
    counts: Iterable[stats_domain.CounterKey], state_names: Collection[str]
) -> set[str]:
    """Returns the names of states in counts that the version does not have."""
    return {
        name
        for name, _ in counts
        if name is not None and name not in state_names
    }


def unrecognised_counters(models: Iterable[OwnCountsModel]) -> dict[str, int]:
    """Returns the sums of entities for counters that this code does not know.

    They are summed over the exploration and all states; surplus names are
    merged into one sum.
    """
    sums: stats_domain.Counts = Counter()
    for model in models:
        for key, count in all_counts(model).items():
            if not stats_domain.is_known(key):
                sums[None, key[1]] += count
    bounded = with_other_counters(sums, ())
    return {name: count for (_, name), count in bounded.items()}


def unknown_counters(counts: Iterable[stats_domain.CounterKey]) -> set[str]:
    """Returns the names of counters that this code does not know."""
    return {key[1] for key in counts if not stats_domain.is_known(key)}


def with_other_counters(
    counts: stats_domain.Counts, before: Iterable[stats_domain.CounterKey]
) -> stats_domain.Counts:
    """Merges surplus unknown counters into one.

    Args:
        counts: The counts to add.
        before: The counters to which they are added.

    Returns:
        The same counts with a limited number of names.
    """
    unknown = unknown_counters(counts)
    if not unknown:
        return counts
    kept_names = unknown_counters(before) - {OTHER_COUNTERS}
    names = unknown - kept_names - {OTHER_COUNTERS}
    room = max(feconf.MAX_UNRECOGNISED_COUNTERS - len(kept_names), 0)
    dropped = set(sorted(names)[room:])
    if not dropped:
        return counts
    merged: stats_domain.Counts = Counter()
    for (state_name, name), count in counts.items():
        merged[state_name, OTHER_COUNTERS if name in dropped else name] += count
    return merged


def _split(
    counts: stats_domain.Counts, state_names: Collection[str]
) -> tuple[stats_domain.Counts, stats_domain.Counts]:
    recognised: stats_domain.Counts = Counter()
    unknown: stats_domain.Counts = Counter()
    for (state_name, name), count in counts.items():
        is_known = state_name is None or state_name in state_names
        (recognised if is_known else unknown)[state_name, name] = count
    return recognised, unknown


def _merged_others(
    unknown: stats_domain.Counts, kept_names: Collection[str]
) -> stats_domain.Counts:
    """Merges surplus unknown states into one."""
    names = {str(name) for name, _ in unknown} - set(kept_names)
    room = feconf.MAX_UNRECOGNISED_STATES - len(kept_names)
    if OTHER_STATES in kept_names:
        room = 0
    dropped = set(sorted(names)[max(room, 0) :])
    merged: stats_domain.Counts = Counter()
    for (state_name, name), count in unknown.items():
        is_dropped = state_name in dropped
        merged[OTHER_STATES if is_dropped else state_name, name] += count
    return merged


def _mapping_counts(mapping: StoredMapping) -> stats_domain.Counts:
    return Counter(
        {
            (state_name, name.removesuffix(_SUFFIX)): count
            for state_name, stats in mapping.items()
            for name, count in stats.items()
        }
    )


def _stored_mapping(counts: stats_domain.Counts) -> dict[str, dict[str, int]]:
    mapping: dict[str, dict[str, int]] = {}
    for (state_name, name), count in counts.items():
        if state_name is not None:
            of_state = mapping.setdefault(state_name, _stored_zeros())
            of_state[name + _SUFFIX] = count
    return mapping


def _stored_zeros() -> dict[str, int]:
    return {name + _SUFFIX: 0 for name in stats_domain.STATE_COUNTERS}
