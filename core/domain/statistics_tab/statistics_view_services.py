"""What the statistics tab shows of processed data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from core import errors, feconf
from core.domain import local_days, own_stats_services
from core.domain.statistics_tab import (
    kept_views_services,
    processed_freshness_services,
    statistics_models,
    statistics_view,
)
from core.domain.summary_views import summary_models
from core.platform.datastore import store

refresh = kept_views_services.refresh
refresh_stale = kept_views_services.refresh_stale


def get_view(
    exp_id: str, version: int | None = None, through: int | None = None
) -> statistics_models.ProcessedView:
    """Returns what is shown of an exploration as a whole.

    Args:
        exp_id: The exploration.
        version: The version whose cards to show; the latest by default.
        through: Plays of versions 1 to this one are counted; by default
            those up to `version`.

    Raises:
        EntityNotFoundError: There is no such exploration or version.
    """
    wanted = kept_views_services.resolve(exp_id, version, through)
    # Before the data are looked at: what arrives now may wait or not.
    fresh = processed_freshness_services.get_freshness(exp_id)
    found = kept_views_services.read(wanted, [statistics_view.OVERVIEW])
    overview: statistics_models.StoredOverview = statistics_view.unpacked(
        found.parts[statistics_view.OVERVIEW]
    )
    if found.is_current:
        overview['complete_through_msecs'] = fresh.complete_through_msecs
    state: Literal['ready', 'computing', 'none', 'failed'] = 'ready'
    error = None
    if fresh.num_waiting:
        error = processed_freshness_services.get_failure(exp_id)
    if not overview['num_sessions']:
        state = 'computing' if fresh.num_waiting else 'none'
        state = 'failed' if error else state
    return {
        'exp_id': exp_id,
        'exp_version': wanted.version,
        'through': wanted.through,
        'revision': found.revision,
        'state': state,
        'error': error,
        'num_sessions_waiting': fresh.num_waiting,
        'is_capped': fresh.is_capped,
        'k_anonymity': feconf.ANSWERS_K_ANONYMITY,
        'min_n_for_rate': feconf.MIN_N_FOR_RATE,
        'audit': processed_freshness_services.get_audit(exp_id),
        **overview,
    }


def get_state(
    exp_id: str, version: int | None, through: int | None, state_name: str
) -> statistics_models.StateView:
    """Returns all that is shown of one card.

    Args:
        exp_id: The exploration.
        version: As in `get_view`.
        through: As in `get_view`.
        state_name: The card, as it is called in that version.

    Raises:
        EntityNotFoundError: There is no such exploration, version or card.
    """
    wanted = kept_views_services.resolve(exp_id, version, through)
    names = own_stats_services.get_state_names(exp_id, wanted.version)
    if state_name not in names:
        raise errors.EntityNotFoundError(
            f'{exp_id} has no card {state_name!r} in version {wanted.version}'
        )
    part = statistics_view.state_part(state_name)
    found = kept_views_services.read(wanted, [part])
    shown: summary_models.StateStatistics = (
        statistics_view.unpacked(found.parts[part])
        if part in found.parts
        else statistics_view.empty_state()
    )
    return {
        'exp_id': exp_id,
        'exp_version': wanted.version,
        'through': wanted.through,
        'revision': found.revision,
        'state_name': state_name,
        'k_anonymity': feconf.ANSWERS_K_ANONYMITY,
        **shown,
    }


def get_playthroughs(
    exp_id: str,
    version: int | None,
    through: int | None,
    issue_type: str,
    state_names: Sequence[str],
) -> list[summary_models.Playthrough]:
    """Returns examples of sessions that had an issue.

    Args:
        exp_id: The exploration.
        version: As in `get_view`.
        through: As in `get_view`.
        issue_type: The kind of issue.
        state_names: Its cards.

    Returns:
        What learners did, without the answers that too few gave.

    Raises:
        EntityNotFoundError: There is no such exploration or version.
    """
    part = statistics_view.playthroughs_key(issue_type, tuple(state_names))
    found = kept_views_services.read(
        kept_views_services.resolve(exp_id, version, through), [part]
    )
    playthroughs: list[summary_models.Playthrough] = []
    if part in found.parts:
        playthroughs = statistics_view.unpacked(found.parts[part])
    return playthroughs


def get_glances(
    exp_ids: Iterable[str],
) -> dict[str, statistics_models.Glance]:
    """Returns what a list of explorations shows of each.

    Reads one entity for each, all at once.

    Args:
        exp_ids: The explorations.

    Returns:
        A glance of each.
    """
    ids = list(exp_ids)
    of_all = processed_freshness_services.get_freshness()
    found = store.get(kept_views_services.Glance, ids)
    glances: dict[str, statistics_models.Glance] = {}
    for exp_id, model in zip(ids, found, strict=True):
        through = of_all.complete_through_msecs
        content: dict[str, Any] = {}
        revision = 0
        if model is not None:
            content, revision = model.content, model.revision
            through = max(through, model.complete_through_msecs)
        glances[exp_id] = {
            'days': content.get('days', []),
            'tasks': content.get('tasks', []),
            'time_zone': content.get('time_zone', local_days.UTC),
            'complete_through_msecs': through,
            'revision': revision,
        }
    return glances


def get_revision(
    exp_id: str, version: int | None = None, through: int | None = None
) -> int:
    """Returns the revision of what `get_view` shows.

    Args:
        exp_id: The exploration.
        version: As there.
        through: As there.

    Raises:
        EntityNotFoundError: There is no such exploration or version.
    """
    return kept_views_services.get_revision(
        kept_views_services.resolve(exp_id, version, through)
    )
