"""The views of processed data that the statistics tab and lists show."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from core import errors, feconf
from core.domain import (
    compressed_json,
    exp_services,
    live_stats_services,
    local_days,
    own_stats_services,
)
from core.domain.statistics_tab import (
    cut_view_services,
    processed_freshness_services,
    statistics_models,
    statistics_view,
    view_cache_services,
)
from core.domain.summaries import cuts
from core.domain.summary_views import summary_models
from core.platform.datastore import store


def prepare(exp_id: str) -> None:
    """Computes the view of a version that was just saved.

    The first visit of the tab then need not wait. A busy store is no error:
    the view is computed on demand.

    Args:
        exp_id: The exploration.
    """
    with contextlib.suppress(*store.TRANSIENT_ERRORS):
        exploration = exp_services.get_exploration_by_id(exp_id)
        live_stats_services.get_live_stats(exploration, exploration.version)
        view_cache_services.read(
            view_cache_services.get_key(exp_id, None, None),
            [statistics_view.OVERVIEW],
        )


def get_view(
    exp_id: str,
    version: int | None = None,
    through: int | None = None,
    cut: cuts.Cut = cuts.ALL_PLAYS,
) -> statistics_models.ProcessedView:
    """Returns the view of an exploration as a whole.

    Args:
        exp_id: The exploration.
        version: The version whose states to show; None for the latest.
        through: The last version whose plays are counted; None for `version`.
        cut: The plays that are counted; tasks are those of all plays.

    Raises:
        EntityNotFoundError: There is no such exploration or version.
    """
    key = view_cache_services.get_key(exp_id, version, through)
    # Read before the data: a later time could cover events that they lack.
    fresh = processed_freshness_services.get_freshness(exp_id)
    cached = view_cache_services.read(key, [statistics_view.OVERVIEW])
    overview: statistics_models.StoredOverview = compressed_json.unpack(
        cached.parts[statistics_view.OVERVIEW]
    )
    if cached.is_current:
        overview['complete_through_msecs'] = fresh.complete_through_msecs
    num_sessions_of_tasks = overview['num_sessions']
    revision = cached.revision
    if not cut.is_all:
        part = cut_view_services.get_view(key, cut)
        revision = part.revision
        overview.update(
            compressed_json.unpack(part.parts[statistics_view.OVERVIEW])
        )
        overview['segments'] = part.segments
    state: Literal['ready', 'computing', 'none', 'failed'] = 'ready'
    error = None
    if fresh.num_waiting:
        error = processed_freshness_services.get_failure(exp_id)
    if not overview['num_sessions']:
        state = 'computing' if fresh.num_waiting else 'none'
        state = 'failed' if error else state
    return {
        **_fields(key, revision),
        'state': state,
        'error': error,
        'num_sessions_of_tasks': num_sessions_of_tasks,
        'num_sessions_waiting': fresh.num_waiting,
        'is_capped': fresh.is_capped,
        'min_n_for_rate': feconf.MIN_N_FOR_RATE,
        'audit': processed_freshness_services.get_audit(exp_id),
        **overview,
    }


def get_state(
    exp_id: str,
    version: int | None,
    through: int | None,
    state_name: str,
    cut: cuts.Cut = cuts.ALL_PLAYS,
) -> statistics_models.StateView:
    """Returns the view of a state.

    Args:
        exp_id: The exploration.
        version: As in `get_view`.
        through: As in `get_view`.
        state_name: The name of the state in that version.
        cut: As in `get_view`.

    Raises:
        EntityNotFoundError: There is no such exploration, version or state.
    """
    key = view_cache_services.get_key(exp_id, version, through)
    names = own_stats_services.get_state_names(exp_id, key.version)
    if state_name not in names:
        raise errors.EntityNotFoundError(
            f'{exp_id} has no card {state_name!r} in version {key.version}'
        )
    part = statistics_view.state_part(state_name)
    cached = _read(key, part, cut)
    shown: summary_models.StateStatistics = (
        compressed_json.unpack(cached.parts[part])
        if part in cached.parts
        else statistics_view.empty_state()
    )
    return {
        **_fields(key, cached.revision),
        'state_name': state_name,
        **shown,
    }


def get_lesson_sheet(
    exp_id: str,
    version: int | None,
    through: int | None,
    cut: cuts.Cut = cuts.ALL_PLAYS,
) -> statistics_models.LessonSheet:
    """Returns the answers of learners, on one page.

    Args:
        exp_id: The exploration.
        version: As in `get_view`.
        through: As in `get_view`.
        cut: As in `get_view`.

    Raises:
        EntityNotFoundError: There is no such exploration or version.
    """
    key = view_cache_services.get_key(exp_id, version, through)
    part = statistics_view.LESSON_SHEET
    cached = _read(key, part, cut)
    return {
        **_fields(key, cached.revision),
        'states': compressed_json.unpack(cached.parts[part]),
    }


def _fields(
    key: view_cache_services.ViewKey, revision: int
) -> statistics_models.ViewFields:
    """Returns the fields of every view."""
    return {
        'exp_id': key.exp_id,
        'exp_version': key.version,
        'through': key.through,
        'revision': revision,
        'k_anonymity': key.k_anonymity,
    }


def _read(
    key: view_cache_services.ViewKey, part: str, cut: cuts.Cut
) -> view_cache_services.CachedView | cut_view_services.CutView:
    """Returns a part of the view of some plays, if it exists."""
    if cut.is_all:
        return view_cache_services.read(key, [part])
    return cut_view_services.get_view(key, cut)


def get_playthroughs(
    exp_id: str,
    version: int | None,
    through: int | None,
    issue_type: str,
    state_names: Sequence[str],
) -> list[summary_models.Playthrough]:
    """Returns playthroughs of sessions with an issue.

    Args:
        exp_id: The exploration.
        version: As in `get_view`.
        through: As in `get_view`.
        issue_type: The type of the issue.
        state_names: Its states.

    Returns:
        The playthroughs, without answers of too few sessions.

    Raises:
        EntityNotFoundError: There is no such exploration or version.
    """
    part = statistics_view.playthroughs_part(issue_type, tuple(state_names))
    cached = view_cache_services.read(
        view_cache_services.get_key(exp_id, version, through), [part]
    )
    playthroughs: list[summary_models.Playthrough] = []
    if part in cached.parts:
        playthroughs = compressed_json.unpack(cached.parts[part])
    return playthroughs


def get_glances(
    exp_ids: Iterable[str],
) -> dict[str, statistics_models.Glance]:
    """Returns the glances that a list of explorations shows.

    Reads one entity for each, all in one request.

    Args:
        exp_ids: The explorations.

    Returns:
        A glance of each.
    """
    ids = list(exp_ids)
    of_all = processed_freshness_services.get_freshness()
    models = store.get(view_cache_services.Glance, ids)
    glances: dict[str, statistics_models.Glance] = {}
    for exp_id, model in zip(ids, models, strict=True):
        through = of_all.complete_through_msecs
        content: dict[str, Any] = {}
        revision = 0
        if model is not None:
            content, revision = model.content, model.revision
            through = max(through, model.complete_through_msecs)
        glances[exp_id] = {
            'days': content.get('days', []),
            'totals': content.get('totals', {}),
            'tasks': content.get('tasks', []),
            'time_zone': content.get('time_zone', local_days.UTC),
            'complete_through_msecs': through,
            'revision': revision,
        }
    return glances


def get_revision(
    exp_id: str,
    version: int | None = None,
    through: int | None = None,
    cut: cuts.Cut = cuts.ALL_PLAYS,
) -> int:
    """Returns the revision of the view that `get_view` returns.

    Args:
        exp_id: The exploration.
        version: As in `get_view`.
        through: As in `get_view`.
        cut: As in `get_view`.

    Raises:
        EntityNotFoundError: There is no such exploration or version.
    """
    key = view_cache_services.get_key(exp_id, version, through)
    if not cut.is_all:
        return cut_view_services.get_revision(key, cut)
    return view_cache_services.get_revision(key)
