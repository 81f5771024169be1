"""The cache of the views of the statistics tab.

A view shows the processed data of versions 1 to `through` in the states of one
version. It is computed after a fold has changed the data, or by the request
that needs it, and stored in parts, so a request reads few entities however many
versions, states and events there are. All parts are of one revision of the
processed data.
"""

from __future__ import annotations

import logging
import threading
import zlib
from collections.abc import Sequence
from typing import NamedTuple

from core import clock, errors, feconf, logs
from core.domain import (
    exp_services,
    exp_storage_services,
    local_days,
    rights_services,
    version_list_services,
)
from core.domain.fold import processed_revisions_services
from core.domain.improvements import improvements_domain, improvements_rules
from core.domain.statistics_tab import (
    latest_change,
    processed_freshness_services,
    statistics_models,
    statistics_view,
    version_groups,
    version_sum_services,
    view_store_services,
)
from core.domain.summary_views import current_rules
from core.platform.datastore import store
from core.storage.statistics import view_gae_models as models

_log = logging.getLogger(__name__)

Glance = models.StatisticsGlanceModel

_Entry = view_store_services.Entry
_DataState = processed_revisions_services.DataRevision

# The fields of a day in a glance. Servers of other versions read them by index.
_DAY_OF_GLANCE = ('day', 'num_starts', 'num_actual_starts', 'num_completions')

# A request for a view that another request computes waits for that request.
_locks = [threading.Lock() for _ in range(16)]


class ViewKey(NamedTuple):
    """Identifies a view.

    Attributes:
        exp_id: The exploration.
        version: The version whose states are shown.
        through: The last version whose plays are counted.
        is_latest: Whether both are the latest version.
        k_anonymity: The number of sessions that must have given an answer for
            it to be shown.
    """

    exp_id: str
    version: int
    through: int
    is_latest: bool
    k_anonymity: int

    @property
    def name(self) -> str:
        """The name of the view in the cache."""
        name = f'{self.exp_id}.{self.version}.{self.through}'
        if self.k_anonymity == feconf.ANSWERS_K_ANONYMITY:
            return name
        return f'{name}.k{self.k_anonymity}'


class CachedView(NamedTuple):
    """Parts of a view.

    Attributes:
        revision: The revision of the view.
        is_current: Whether it shows the current processed data.
        parts: The parts.
    """

    revision: int
    is_current: bool
    parts: dict[str, bytes]


class _Computed(NamedTuple):
    """A computed view and its source data."""

    total: version_sum_services.Total
    view: statistics_view.View
    tasks: list[improvements_domain.FoundTask]
    complete_through_msecs: int
    parts: dict[str, bytes]


def get_key(exp_id: str, version: int | None, through: int | None) -> ViewKey:
    """Returns the key of a view.

    Args:
        exp_id: The exploration.
        version: The version whose states to show; None for the latest.
        through: The last version whose plays are counted; None for `version`.

    Raises:
        EntityNotFoundError: There is no such exploration or version.
    """
    latest = exp_services.get_latest_version(exp_id)
    version = latest if version is None else version
    through = version if through is None else through
    for number in (version, through):
        if not 1 <= number <= latest:
            raise errors.EntityNotFoundError(
                f'{exp_id} has no version {number}'
            )
    rights = rights_services.get_exploration_rights(exp_id)
    return ViewKey(
        exp_id,
        version,
        through,
        version == through == latest,
        rights.k_anonymity,
    )


def refresh(exp_id: str) -> None:
    """Computes the view of the latest version, if it is outdated.

    Args:
        exp_id: The exploration; a deleted one is ignored.
    """
    revision = processed_revisions_services.get(exp_id).all_versions().revision
    try:
        key = get_key(exp_id, None, None)
    except errors.EntityNotFoundError:
        # Marked as fresh below, so that the query does not return it again.
        key = None
    if key is not None:
        entry = view_store_services.get_entry(key.name)
        if entry is None or entry.revision != revision or entry.is_provisional:
            revision = _compute_and_save(key, may_be_provisional=False)
    processed_revisions_services.set_stale(exp_id, False, revision)


def refresh_stale(deadline_msecs: float | None = None) -> int:
    """Computes outdated views.

    Args:
        deadline_msecs: The time to stop, in milliseconds since the epoch.

    Returns:
        The number of explorations refreshed.
    """
    num_refreshed = 0
    for exp_id in processed_revisions_services.get_stale(
        feconf.MAX_VIEWS_PER_REFRESH
    ):
        if clock.is_past(deadline_msecs):
            break
        refresh(exp_id)
        num_refreshed += 1
    return num_refreshed


def read(key: ViewKey, part_names: Sequence[str]) -> CachedView:
    """Returns parts of a view; computes it if needed.

    Args:
        key: The view.
        part_names: The parts.

    Returns:
        The parts that exist.
    """
    data = _get_data_state(key)
    if not data.revision:
        # A view of no data is not worth an entity.
        parts = _compute(key, may_be_provisional=False).parts
        return CachedView(_view_revision(0), True, parts)
    entry = _get_usable(key, data)
    if entry is None:
        with _locks[zlib.crc32(key.name.encode()) % len(_locks)]:
            entry = _get_usable(key, data)
            if entry is None:
                _compute_and_save(key, may_be_provisional=_is_large(data))
    entry, parts = view_store_services.read(key.name, part_names, entry)
    return CachedView(
        _view_revision(entry.revision, entry.is_provisional),
        entry.revision >= data.revision,
        parts,
    )


def get_revision(key: ViewKey) -> int:
    """Returns the revision of the view that `read` returns."""
    data = _get_data_state(key)
    entry = _get_usable(key, data)
    if entry is None:
        return _view_revision(data.revision)
    return _view_revision(entry.revision, entry.is_provisional)


def _view_revision(data_revision: int, is_provisional: bool = False) -> int:
    """Returns a number that orders views by data, provisional before final."""
    return 2 * data_revision + (not is_provisional)


def _get_data_state(key: ViewKey) -> _DataState:
    return processed_revisions_services.get(key.exp_id).through(key.through)


def _get_usable(key: ViewKey, data: _DataState) -> _Entry | None:
    """Returns the entry of a view, if it can be shown.

    The latest view of large data can be shown while it is outdated: computing
    it takes long, so it is done in the background.
    """
    entry = view_store_services.get_entry(key.name)
    if entry is not None and (
        entry.revision == data.revision or (key.is_latest and _is_large(data))
    ):
        return entry
    return None


def _is_large(data: _DataState) -> bool:
    return data.num_bytes > feconf.MAX_BYTES_TO_UPDATE_IN_REQUEST


def _compute_and_save(key: ViewKey, *, may_be_provisional: bool) -> int:
    """Computes a view and stores it.

    Returns:
        The revision of the data that it shows.
    """
    with logs.log_duration(
        _log, 'view made', exp_id=key.exp_id, exp_version=key.version
    ) as fields:
        computed = _compute(key, may_be_provisional=may_be_provisional)
        total = computed.total
        view_store_services.save(
            key.name,
            computed.parts,
            revision=total.revision,
            exp_version=key.version,
            is_provisional=total.is_provisional,
        )
        if total.is_provisional:
            processed_revisions_services.set_stale(
                key.exp_id, True, total.revision
            )
        elif key.is_latest:
            _save_glance(computed)
        fields['revision'] = total.revision
    return total.revision


def _compute(key: ViewKey, *, may_be_provisional: bool) -> _Computed:
    # Read before the data: a later time could cover events that they lack.
    freshness = processed_freshness_services.get_freshness(key.exp_id)
    if key.is_latest:
        total = version_sum_services.get_total_of_latest(
            key.exp_id, key.version, may_be_provisional=may_be_provisional
        )
    else:
        total = version_sum_services.get_total(
            key.exp_id, key.version, key.through
        )
    view = statistics_view.build_view(
        total.summary,
        current_rules.of_exploration(total.exploration),
        key.k_anonymity,
    )
    tasks = _find_tasks(total, key.k_anonymity)
    through_msecs = freshness.complete_through_msecs
    parts = statistics_view.pack(
        view,
        total.exploration,
        tasks=tasks,
        latest_change=latest_change.latest_change_of(total),
        version_markers=_version_markers(key, total.exploration.time_zone),
        partial_versions=version_groups.partial(
            total.groups, total.exploration.states
        ),
        complete_through_msecs=through_msecs,
        time_zone=total.exploration.time_zone,
    )
    return _Computed(total, view, tasks, through_msecs, parts)


def _find_tasks(
    total: version_sum_services.Total, k_anonymity: int
) -> list[improvements_domain.FoundTask]:
    # Finding `evidence_from_version` takes longest, so a provisional view does
    # not contain it.
    own = {} if total.is_provisional else total.own
    return improvements_rules.find_tasks(
        total.summary, total.exploration, total.history, own, k_anonymity
    )


def _version_markers(
    key: ViewKey, time_zone: str
) -> list[statistics_models.VersionMarker]:
    last = max(key.version, key.through)
    return [
        {
            'version': version.version,
            'day': local_days.iso_date(
                local_days.day_of(version.created_on_msecs, time_zone)
            ),
            'commit_message': version.commit_message,
        }
        for version in version_list_services.get_versions(key.exp_id, last)
    ]


def _save_glance(computed: _Computed) -> None:
    """Stores the glance of a view, unless a newer one is stored."""
    exploration = computed.total.exploration
    times = computed.total.summary.completion_time
    all_days = computed.view.overview['days']
    days = all_days[-feconf.DAYS_OF_GLANCE :]
    glance = store.new(
        Glance,
        id=exploration.exp_id,
        revision=_view_revision(computed.total.revision),
        content={
            'days': [[day[name] for name in _DAY_OF_GLANCE] for day in days],
            'totals': {
                name: sum(day[name] for day in all_days)
                for name in _DAY_OF_GLANCE[1:]
            },
            'tasks': computed.tasks[: feconf.TASKS_OF_GLANCE],
            'time_zone': exploration.time_zone,
        },
        complete_through_msecs=computed.complete_through_msecs,
    )

    def save(transaction: store.Transaction) -> None:
        stored = transaction.get(*store.ref_of(glance))
        if stored is None or stored.revision <= glance.revision:
            transaction.put(glance)
            exp_storage_services.put_play_times(
                transaction,
                exploration.exp_id,
                round(times.median or 0),
                times.n,
            )

    store.run(save)
