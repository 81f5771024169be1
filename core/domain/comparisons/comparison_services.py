"""Comparison of two versions, ranges of days or segments of an exploration."""

from __future__ import annotations

import dataclasses
from typing import Literal

from typing_extensions import TypedDict

from core import clock, errors, feconf
from core.domain import (
    carried_over_services,
    exp_services,
    local_days,
    state_history_domain,
)
from core.domain.comparisons import comparison, state_changes
from core.domain.comparisons.comparison_measures import SideData
from core.domain.comparisons.comparison_sides import (
    DaysSide,
    SegmentSide,
    Side,
    VersionSide,
    parse_sides,
)
from core.domain.fold import processed_store_services
from core.domain.statistics_tab import version_sum_services
from core.domain.summaries import (
    answer_key,
    carried_names,
    cuts,
    exploration_summary,
)

_DataOfVersions = dict[int, processed_store_services.ProcessedData]


class SideTotals(TypedDict):
    """A side of a comparison.

    Attributes:
        side: The side as in the request.
        label: The side in words.
        first_day: The first day with counts.
        last_day: The last day with counts.
    """

    side: str
    label: str
    kind: Literal['version', 'days', 'segment']
    num_starts: int
    num_actual_starts: int
    num_completions: int
    first_day: str | None
    last_day: str | None


class ComparedState(state_changes.StateChange):
    """A state on both sides of a comparison, with its rates."""

    metrics: list[comparison.ComparedRate]


class Comparison(TypedDict):
    """Two versions, ranges of days or segments, side by side.

    Attributes:
        cards_of_version: The version whose states are compared.
        growing_side: The side that is still being played, if any.
        num_comparisons: The number of rates of states compared.
        false_discovery_rate: The false discovery rate of their verdicts.
        folded_at_msecs: The time of the last change to the data.
        metrics: The rates of the whole exploration.
        states: All states of both sides.
    """

    exp_id: str
    cards_of_version: int
    a: SideTotals
    b: SideTotals
    time_zone: str
    growing_side: comparison.SideName | None
    num_comparisons: int
    false_discovery_rate: float
    folded_at_msecs: int | None
    metrics: list[comparison.ComparedRate]
    states: list[ComparedState]


@dataclasses.dataclass(frozen=True)
class _Loaded:
    """The data read for a comparison.

    Attributes:
        exp_id: The exploration.
        latest: Its latest version.
        stored: The processed data by version.
        history: The states of its versions.
    """

    exp_id: str
    latest: int
    stored: _DataOfVersions
    history: state_history_domain.StateHistory


def compare(exp_id: str, a: str, b: str) -> Comparison:
    """Compares two sides, as a whole and state by state.

    Reads by key: the commits up to the later version shown, the versions
    shown, and processed data (one entity per version, more for large ones): of
    one version for a version, of all versions for days or a segment.

    Args:
        exp_id: The exploration.
        a: The reference side, as `comparison_sides` parses it.
        b: The side compared with it.

    Raises:
        EntityNotFoundError: The exploration does not exist.
        ValidationError: A side is invalid, or the sides overlap.
    """
    latest = exp_services.get_latest_version(exp_id)
    sides = parse_sides(a, b, latest)
    loaded = _load(exp_id, latest, sides)
    _refuse_overlap(sides, loaded.stored)
    played_a, played_b = (
        _read_plays(side, loaded, path)
        for side, path in zip(sides, ('a', 'b'), strict=True)
    )
    zone = exp_services.get_exploration_by_id(exp_id).time_zone
    growing = _growing_side(sides, latest, zone)
    whole = comparison.compare_exploration(played_a, played_b)
    by_sessions = not any(isinstance(side, DaysSide) for side in sides)
    states = [
        (
            change,
            comparison.compare_state(played_a, played_b, names, by_sessions),
        )
        for names, change in state_changes.changes(
            played_a.exploration, played_b.exploration, loaded.history
        )
    ]
    num_compared = comparison.judge_together(
        [metric for _, metrics in states for metric in metrics]
    )
    return {
        'exp_id': exp_id,
        'cards_of_version': played_b.exploration.version,
        'a': _side_dict(a, sides[0], played_a),
        'b': _side_dict(b, sides[1], played_b),
        'time_zone': zone,
        'growing_side': growing,
        'num_comparisons': num_compared,
        'false_discovery_rate': feconf.COMPARISON_FALSE_DISCOVERY_RATE,
        'folded_at_msecs': _last_fold_msecs(loaded.stored),
        'metrics': [metric.to_dict(growing) for metric in whole],
        'states': [
            {
                **change,
                'metrics': [metric.to_dict(growing) for metric in metrics],
            }
            for change, metrics in states
        ],
    }


def _load(exp_id: str, latest: int, sides: tuple[Side, Side]) -> _Loaded:
    wanted: set[int] = set()
    for side in sides:
        if isinstance(side, VersionSide):
            wanted.add(side.version)
            continue
        if isinstance(side, SegmentSide):
            continue
        if latest > feconf.MAX_VERSIONS_OF_DAYS:
            raise errors.ValidationError(
                'days cannot be compared of an exploration with more than '
                f'{feconf.MAX_VERSIONS_OF_DAYS} versions',
                'a' if side is sides[0] else 'b',
            )
        wanted.update(range(1, latest + 1))
    stored = processed_store_services.load_many(
        (exp_id, version) for version in sorted(wanted)
    )
    shown = max(_shown_version(side, latest) for side in sides)
    return _Loaded(
        exp_id,
        latest,
        {version: data for (_, version), data in stored.items()},
        carried_over_services.get_history(exp_id, shown),
    )


def _shown_version(side: Side, latest: int) -> int:
    return side.version if isinstance(side, VersionSide) else latest


def _refuse_overlap(sides: tuple[Side, Side], stored: _DataOfVersions) -> None:
    """Refuses to compare a version with days on which it was played."""
    for side, other in (sides, sides[::-1]):
        if isinstance(side, VersionSide) and isinstance(other, DaysSide):
            own = stored.get(side.version)
            days = own.summary.days if own else {}
            if any(other.first <= day <= other.last for day in days):
                raise errors.ValidationError(
                    f'version {side.version} was played on some of these '
                    'days, so the sides share plays',
                    'b',
                )


def _read_plays(side: Side, loaded: _Loaded, path: str) -> SideData:
    version = _shown_version(side, loaded.latest)
    exploration = exp_services.get_exploration_by_id(loaded.exp_id, version)
    key = answer_key.build_answer_key(exploration)
    if isinstance(side, DaysSide):
        return SideData(exploration, _of_days(side, key, loaded))
    if isinstance(side, SegmentSide):
        return SideData(exploration, _of_segment(side, loaded, path))
    stored = loaded.stored.get(version)
    if stored is None:
        return SideData(
            exploration, exploration_summary.ExplorationSummary.create(key)
        )
    return SideData(exploration, stored.summary)


def _of_days(
    side: DaysSide, key: answer_key.AnswerKey, loaded: _Loaded
) -> exploration_summary.ExplorationSummary:
    """Returns the counters of some days, mapped to the states of a version."""
    total = exploration_summary.ExplorationSummary.create(key)
    for version, stored in loaded.stored.items():
        part = exploration_summary.ExplorationSummary.create(key)
        names = loaded.history.names_in(version, key.exp_version)
        part.days = {
            day: carried_names.carried_counts(counts, names)
            for day, counts in stored.summary.days.items()
            if side.first <= day <= side.last
        }
        total.merge(part)
    return total


def _of_segment(
    side: SegmentSide, loaded: _Loaded, path: str
) -> exploration_summary.ExplorationSummary:
    """Returns the sessions of a segment, mapped to the latest states.

    Raises:
        ValidationError: The segment has too few sessions to be shown.
    """
    exp_id, latest = loaded.exp_id, loaded.latest
    all_plays = version_sum_services.get_total_of_cut(
        exp_id, latest, latest, cuts.ALL_PLAYS
    )
    shown = cuts.segments_to_show(
        all_plays.summary.traits, feconf.ANSWERS_K_ANONYMITY
    )
    if side.segment not in shown:
        raise errors.ValidationError(
            'these learners have too few plays to be shown by themselves', path
        )
    return version_sum_services.get_total_of_cut(
        exp_id, latest, latest, cuts.Cut(segment=side.segment)
    ).summary


def _growing_side(
    sides: tuple[Side, Side], latest: int, zone: str
) -> comparison.SideName | None:
    """Returns the side that is still being played, if any.

    Of two segments, which are both still played, it is b.
    """
    if isinstance(sides[1], SegmentSide):
        return 'b'
    today = local_days.day_of(clock.now_msecs(), zone)
    for name, side in zip(('a', 'b'), sides, strict=True):
        if side == VersionSide(latest) or (
            isinstance(side, DaysSide) and side.last >= today
        ):
            return 'a' if name == 'a' else 'b'
    return None


def _side_dict(text: str, side: Side, played: SideData) -> SideTotals:
    days = [day for day, counts in played.summary.days.items() if counts]
    return {
        'side': text,
        'label': side.label,
        'kind': _kind_of(side),
        'num_starts': played.total('num_starts'),
        'num_actual_starts': played.total('num_actual_starts'),
        'num_completions': played.total('num_completions'),
        'first_day': local_days.iso_date(min(days)) if days else None,
        'last_day': local_days.iso_date(max(days)) if days else None,
    }


def _kind_of(side: Side) -> Literal['version', 'days', 'segment']:
    if isinstance(side, VersionSide):
        return 'version'
    return 'days' if isinstance(side, DaysSide) else 'segment'


def _last_fold_msecs(stored: _DataOfVersions) -> int | None:
    """Returns when the compared data was last updated by a fold."""
    times = [data.root.last_updated for data in stored.values()]
    return int(clock.msecs_of(max(times))) if times else None
