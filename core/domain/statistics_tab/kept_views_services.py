"""Views of processed data, kept ready.

A view is made when a fold has changed something, or when it is asked for and
not there; it is kept in parts, so that a request reads few entities however
many versions, cards and events there are. All it shows is of one revision:
that of the processed data it was made of.
"""

from __future__ import annotations

import logging
import threading
import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from core import clock, errors, feconf, logs
from core.domain import exp_services, local_days, version_list_services
from core.domain.fold import processed_revisions_services
from core.domain.improvements import improvements_domain, improvements_rules
from core.domain.statistics_tab import (
    code_digest,
    derived_store_services,
    processed_freshness_services,
    processed_stats_services,
    statistics_models,
    statistics_view,
)
from core.platform.datastore import store
from core.storage.statistics import derived_gae_models as models

_log = logging.getLogger(__name__)

Glance = models.StatisticsGlanceModel

_Head = derived_store_services.Head

# What a glance says of a day. Servers of other versions read it by place.
_OF_DAY = ('day', 'num_starts', 'num_actual_starts', 'num_completions')

# Who asks for a view that another request is making waits for that one.
_locks = [threading.Lock() for _ in range(16)]


class Found(NamedTuple):
    """Parts of a view.

    Attributes:
        revision: As pages know it.
        is_current: Whether the view is of the processed data of this moment.
        parts: The parts.
    """

    revision: int
    is_current: bool
    parts: dict[str, bytes]


class Wanted(NamedTuple):
    """A view that is asked for.

    Attributes:
        exp_id: The exploration.
        version: The version whose cards to show.
        through: Plays of versions 1 to this one are counted.
        is_latest: Whether both are the latest version.
    """

    exp_id: str
    version: int
    through: int
    is_latest: bool

    @property
    def name(self) -> str:
        """What the view is kept as."""
        return f'{self.exp_id}.{self.version}.{self.through}'


def refresh(exp_id: str) -> None:
    """Makes the view of the latest version anew, if it is out of date.

    Args:
        exp_id: The exploration; nothing is done if it has been deleted.
    """
    version = _latest_version(exp_id)
    known = processed_revisions_services.get(exp_id)
    everything = known.all_versions().revision
    if version is not None:
        wanted = Wanted(exp_id, version, version, is_latest=True)
        head = derived_store_services.get_head(wanted.name)
        if head is None or not _is_current(head, everything):
            everything = _make(wanted, may_be_provisional=False)
    # Also of one that is gone: it would be looked for without end.
    processed_revisions_services.set_stale(exp_id, False, everything)


def _latest_version(exp_id: str) -> int | None:
    try:
        return exp_services.get_latest_version(exp_id)
    except errors.EntityNotFoundError:
        return None


def refresh_stale(deadline_msecs: float | None = None) -> int:
    """Makes the views anew that are out of date.

    Args:
        deadline_msecs: When to stop, in milliseconds since the epoch.

    Returns:
        Of how many explorations.
    """
    num_done = 0
    for exp_id in processed_revisions_services.get_stale(
        feconf.MAX_VIEWS_PER_REFRESH
    ):
        if deadline_msecs is not None and clock.now_msecs() >= deadline_msecs:
            break
        refresh(exp_id)
        num_done += 1
    return num_done


def resolve(exp_id: str, version: int | None, through: int | None) -> Wanted:
    """Returns which view is meant.

    Args:
        exp_id: The exploration.
        version: The version whose cards to show; the latest by default.
        through: Plays of versions 1 to this one are counted; by default
            those up to `version`.

    Raises:
        EntityNotFoundError: There is no such exploration or version.
    """
    latest = exp_services.get_latest_version(exp_id)
    version, through = processed_stats_services.resolve(
        exp_id, version, through
    )
    return Wanted(exp_id, version, through, version == through == latest)


def read(wanted: Wanted, parts: Sequence[str]) -> Found:
    """Returns parts of a view; makes it if need be.

    Args:
        wanted: The view.
        parts: Their names.

    Returns:
        Those of the parts that it has.
    """
    known = processed_revisions_services.get(wanted.exp_id).through(
        wanted.through
    )
    if not known.revision:
        return Found(revision_of_data(0), True, _empty_parts(wanted, parts))
    if not _has_good(wanted, known):
        with _locks[zlib.crc32(wanted.name.encode()) % len(_locks)]:
            if not _has_good(wanted, known):
                _make(wanted, may_be_provisional=_takes_long(known))
    head, found = derived_store_services.read(wanted.name, parts)
    return Found(_revision_of(head), head.revision >= known.revision, found)


def get_revision(wanted: Wanted) -> int:
    """Returns the revision of the view that `read` would read."""
    known = processed_revisions_services.get(wanted.exp_id).through(
        wanted.through
    )
    head = derived_store_services.get_head(wanted.name)
    if head is not None and _is_good(wanted, head, known):
        return _revision_of(head)
    return revision_of_data(known.revision)


def _has_good(
    wanted: Wanted, known: processed_revisions_services.OfVersion
) -> bool:
    head = derived_store_services.get_head(wanted.name)
    return head is not None and _is_good(wanted, head, known)


def _is_good(
    wanted: Wanted,
    head: _Head,
    known: processed_revisions_services.OfVersion,
) -> bool:
    """Whether a view can be shown.

    One that takes long to make is shown while a newer one is being made.
    """
    if head.code != code_digest.current():
        return False
    if head.revision == known.revision:
        return True
    return wanted.is_latest and _takes_long(known)


def _takes_long(known: processed_revisions_services.OfVersion) -> bool:
    return known.num_bytes > feconf.MAX_BYTES_TO_SHOW_AT_ONCE


def _is_current(head: _Head, revision: int) -> bool:
    return (
        head.code == code_digest.current()
        and head.revision == revision
        and not head.is_provisional
    )


def _make(wanted: Wanted, *, may_be_provisional: bool) -> int:
    """Makes a view and keeps it.

    Returns:
        The revision of the data that it shows.
    """
    with logs.timed(
        _log, 'view made', exp_id=wanted.exp_id, exp_version=wanted.version
    ) as fields:
        revision = _make_unlogged(wanted, may_be_provisional)
        fields['revision'] = revision
    return revision


def _make_unlogged(wanted: Wanted, may_be_provisional: bool) -> int:
    fresh = processed_freshness_services.get_freshness(wanted.exp_id)
    if wanted.is_latest:
        total = processed_stats_services.get_total_of_latest(
            wanted.exp_id,
            wanted.version,
            may_be_provisional=may_be_provisional,
        )
    else:
        total = processed_stats_services.get_total(*wanted[:3])
    view = statistics_view.view_of(total.summary)
    tasks = _tasks(total)
    through_msecs = fresh.complete_through_msecs
    derived_store_services.save(
        wanted.name,
        statistics_view.parts_of(
            view,
            tasks=tasks,
            version_markers=_markers(wanted, total.exploration.time_zone),
            complete_through_msecs=through_msecs,
            time_zone=total.exploration.time_zone,
        ),
        revision=total.revision,
        exp_version=wanted.version,
        code=code_digest.current(),
        is_provisional=total.is_provisional,
    )
    if total.is_provisional:
        processed_revisions_services.set_stale(
            wanted.exp_id, True, total.revision
        )
    elif wanted.is_latest:
        glance = store.new(
            Glance,
            id=wanted.exp_id,
            revision=revision_of_data(total.revision),
            content=_glance_of(view, tasks, total.exploration.time_zone),
            complete_through_msecs=through_msecs,
        )
        store.run(lambda transaction: _keep_glance(transaction, glance))
    return total.revision


def _tasks(
    total: processed_stats_services.Total,
) -> list[improvements_domain.FoundTask]:
    # Since when a rule holds takes longest to find; it can wait.
    own = {} if total.is_provisional else total.own
    found = improvements_rules.find_tasks(
        total.summary, total.exploration, total.history, own
    )
    return [task.to_dict() for task in found]


def _glance_of(
    view: statistics_view.View,
    tasks: Sequence[improvements_domain.FoundTask],
    time_zone: str,
) -> dict[str, Any]:
    days = view.overview['days'][-feconf.DAYS_OF_GLANCE :]
    return {
        'days': [[day[name] for name in _OF_DAY] for day in days],
        'tasks': list(tasks[: feconf.TASKS_OF_GLANCE]),
        'time_zone': time_zone,
    }


def _keep_glance(transaction: store.Transaction, glance: Glance) -> None:
    before = transaction.get(*store.ref_of(glance))
    if before is None or before.revision <= glance.revision:
        transaction.put(glance)


def _empty_parts(wanted: Wanted, parts: Sequence[str]) -> dict[str, bytes]:
    if statistics_view.OVERVIEW not in parts:
        return {}
    view = statistics_view.view_of(
        processed_stats_services.get_nothing(wanted.exp_id, wanted.version)
    )
    exploration = exp_services.get_exploration_by_id(
        wanted.exp_id, wanted.version
    )
    time_zone = exploration.time_zone
    made = statistics_view.parts_of(
        view,
        tasks=[],
        version_markers=_markers(wanted, time_zone),
        complete_through_msecs=int(clock.now_msecs()),
        time_zone=time_zone,
    )
    return {statistics_view.OVERVIEW: made[statistics_view.OVERVIEW]}


def _revision_of(head: _Head) -> int:
    return revision_of_data(head.revision, head.is_provisional)


def revision_of_data(of_data: int, is_provisional: bool = False) -> int:
    """Returns what pages know a view by: it grows with all that changes."""
    return 2 * of_data + (not is_provisional)


def _markers(
    wanted: Wanted, time_zone: str
) -> list[statistics_models.VersionMarker]:
    last = max(wanted.version, wanted.through)
    return [
        {
            'version': each.version,
            'day': local_days.iso_date(
                local_days.day_of(each.created_on_msecs, time_zone)
            ),
            'commit_message': each.commit_message,
        }
        for each in version_list_services.get_versions(wanted.exp_id, last)
    ]
