"""The numbers that the statistics tab shows."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import webapp2

from core import clock, errors, feconf
from core.controllers import (
    acl_decorators,
    base,
    http_errors,
    payloads,
    rate_limits,
)
from core.domain import (
    exp_domain,
    exp_services,
    live_stats_services,
    rating_services,
    rights_services,
    version_list_services,
)
from core.domain.improvements import improvements_services
from core.domain.scheduled_work import audit_services, keeping_fresh_services
from core.domain.statistics_tab import (
    processed_freshness_services,
    statistics_view_services,
)


def _buckets(rate: float, burst: float) -> rate_limits.TokenBuckets:
    """Returns buckets of requests, one for each exploration."""
    return rate_limits.TokenBuckets(
        rate,
        burst,
        feconf.MAX_RATE_LIMITED_SENDERS,
        lambda: clock.now_msecs() / 1000,
    )


_folds = _buckets(feconf.FOLD_REQUESTS_PER_SEC, feconf.FOLD_REQUESTS_BURST)
_audits = _buckets(feconf.AUDIT_REQUESTS_PER_SEC, feconf.AUDIT_REQUESTS_BURST)


def _limit(buckets: rate_limits.TokenBuckets, exp_id: str) -> None:
    wait_secs = buckets.take(exp_id)
    if wait_secs:
        raise http_errors.TooManyRequestsError(
            'This has just been done; please wait.', math.ceil(wait_secs)
        )


class VersionsHandler(base.BaseHandler):
    """What the handlers of this module share.

    In all of them `v` chooses whose cards the counts are told in (default:
    the latest version); `through` the last version whose plays count
    (default: v).
    """

    RETURNS_JSON = True

    def versions_asked(self, exp_id: str) -> tuple[int, int, int]:
        """Returns v, through, and the latest version."""
        latest = exp_services.get_latest_version(exp_id)
        version = self._version('v', latest, latest)
        return version, self._version('through', version, latest), latest

    def _version(self, name: str, default: int, latest: int) -> int:
        version = self.query_version(name)
        if version is None:
            return default
        if version > latest:
            raise errors.ValidationError(
                f'the latest version is {latest}', name
            )
        return version


class StatisticsHandler(VersionsHandler):
    """What learners did in one exploration, up to this moment."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> None:
        """Answers the counts of a version.

        Args:
            exp_id: The exploration.
        """
        version, through, latest = self.versions_asked(exp_id)
        exploration = exp_services.get_exploration_by_id(exp_id, version)
        live = live_stats_services.get_live_stats(exploration, through)
        rights = rights_services.get_exploration_rights(exp_id)
        self.render_json(
            {
                **live.total.to_frontend_dict(),
                **_about(exploration, latest),
                'through': through,
                'processed_revision': statistics_view_services.get_revision(
                    exp_id, version, through
                ),
                'status': rights.status,
                'may_repair': acl_decorators.may_repair(self, rights),
                'may_leave_out': rights.can_manage(self.user_id),
                'unrecognised_states': {
                    name: counts.to_dict()
                    for name, counts in live.unrecognised.items()
                },
                'unrecognised_counters': live.unrecognised_counters,
                'invariant_violations': live.violations,
                'num_automated_visits': live.num_automated_visits,
                'num_left_out': live.num_left_out,
            }
        )


class ProcessedStatisticsHandler(VersionsHandler):
    """What jobs have made of the event log of one exploration."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> None:
        """Answers what is known of the whole, and the figures of each card.

        Args:
            exp_id: The exploration.
        """
        version, through, _ = self.versions_asked(exp_id)
        view = statistics_view_services.get_view(exp_id, version, through)
        tasks = improvements_services.with_statuses(exp_id, view['tasks'])
        self.render_json({**view, 'tasks': tasks})


class StateStatisticsHandler(VersionsHandler):
    """What jobs have made of the event log of one card."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> None:
        """Answers all that is known of the card `state_name`.

        Args:
            exp_id: The exploration.
        """
        version, through, _ = self.versions_asked(exp_id)
        state_name = self.request.GET.get('state_name')
        if not state_name:
            raise errors.ValidationError('name a card', 'state_name')
        self.render_json(
            statistics_view_services.get_state(
                exp_id, version, through, state_name
            )
        )


class RatingsHandler(base.BaseHandler):
    """What learners wrote to the creator of one exploration."""

    RETURNS_JSON = True

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> None:
        """Answers the latest comments.

        Args:
            exp_id: The exploration.
        """
        comments = rating_services.get_latest_comments(
            exp_id, feconf.MAX_COMMENTS_SHOWN
        )
        self.render_json({'comments': list(map(dataclasses.asdict, comments))})


class FoldHandler(VersionsHandler):
    """Brings the processed data of one exploration up to date."""

    @acl_decorators.can_see_exploration_statistics
    def post(self, exp_id: str) -> None:
        """Folds for a bounded time what waits, also sessions that go on.

        Args:
            exp_id: The exploration.
        """
        _limit(_folds, exp_id)
        done = keeping_fresh_services.bring_exploration_up_to_date(
            exp_id, max_secs=feconf.FOLD_FOR_TAB_SECS
        )
        self.render_json(
            {
                'is_complete': done is None or done.is_complete,
                'processed_revision': statistics_view_services.get_revision(
                    exp_id
                ),
            }
        )


class AuditRequest(payloads.Payload):
    """What the tab asks of an audit.

    Attributes:
        is_new: Whether to begin one, instead of going on with it.
    """

    is_new: bool


class AuditHandler(base.BaseHandler):
    """Compares the counters of one exploration with its log, and mends them."""

    RETURNS_JSON = True

    @acl_decorators.can_repair_statistics
    def post(self, exp_id: str) -> None:
        """Works for a bounded time; the next request goes on from there.

        Args:
            exp_id: The exploration.
        """
        request = self.payload(AuditRequest)
        _limit(_audits, exp_id)
        is_complete = audit_services.audit_now(
            exp_id, request.is_new, feconf.FOLD_FOR_TAB_SECS
        )
        self.render_json(
            {
                'is_complete': is_complete,
                'audit': processed_freshness_services.get_audit(exp_id),
            }
        )


def _about(exploration: exp_domain.Exploration, latest: int) -> dict[str, Any]:
    """Returns what the tab needs to know of the exploration itself."""
    return {
        'title': exploration.title,
        'latest_version': latest,
        'versions': [
            each._asdict()
            for each in version_list_services.get_versions(
                exploration.exp_id, latest
            )
        ],
        'init_state_name': exploration.init_state_name,
        'state_order': exploration.get_ordered_state_names(),
        'terminal_state_names': exploration.terminal_state_names,
        'own_plays_counted': feconf.COUNT_OWN_PLAYS,
        'generated_at_msecs': clock.now_msecs(),
    }


ROUTES = [
    webapp2.Route('/createhandler/statistics/<exp_id>', StatisticsHandler),
    webapp2.Route(
        '/createhandler/processed_statistics/<exp_id>',
        ProcessedStatisticsHandler,
    ),
    webapp2.Route(
        '/createhandler/state_interaction_stats/<exp_id>',
        StateStatisticsHandler,
    ),
    webapp2.Route('/createhandler/ratings/<exp_id>', RatingsHandler),
    webapp2.Route('/createhandler/fold/<exp_id>', FoldHandler),
    webapp2.Route('/createhandler/audit/<exp_id>', AuditHandler),
]
