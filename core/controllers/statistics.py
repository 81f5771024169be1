"""The numbers that the statistics tab shows."""

from __future__ import annotations

from typing import Any

import webapp2

from core import clock, errors, feconf
from core.controllers import acl_decorators, base, payloads
from core.domain import (
    exp_domain,
    exp_services,
    rights_services,
    stats_domain,
    stats_services,
)


class StatisticsHandler(base.BaseHandler):
    """What learners did in one exploration."""

    RETURNS_JSON = True

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> None:
        """Answers the counts of a version.

        `v` chooses whose cards the counts are told in (default: the latest
        version); `through` the last version whose plays count (default: v).

        Args:
            exp_id: The exploration.
        """
        latest = exp_services.get_latest_version(exp_id)
        version = self._version('v', latest, latest)
        through = self._version('through', version, latest)
        exploration = exp_services.get_exploration_by_id(exp_id, version)
        stats = stats_services.get_exploration_stats(
            exp_id, version, through=through
        )
        self.render_json(
            {
                **stats.to_frontend_dict(),
                **_about(exploration, latest),
                'through': through,
                'status': rights_services.get_exploration_rights(exp_id).status,
                'unrecognised_states': _unrecognised(exp_id, version),
                'invariant_violations': _violations(stats, exploration),
            }
        )

    def _version(self, name: str, default: int, latest: int) -> int:
        version = self.query_version(name)
        if version is None:
            return default
        if version > latest:
            raise errors.ValidationError(
                f'the latest version is {latest}', name
            )
        return version


def _about(exploration: exp_domain.Exploration, latest: int) -> dict[str, Any]:
    """Returns what the tab needs to know of the exploration itself."""
    return {
        'title': exploration.title,
        'latest_version': latest,
        'versions': versions_of(exploration.exp_id),
        'init_state_name': exploration.init_state_name,
        'state_order': exploration.get_ordered_state_names(),
        'terminal_state_names': exploration.terminal_state_names,
        'own_plays_counted': feconf.COUNT_OWN_PLAYS,
        'generated_at_msecs': clock.now_msecs(),
    }


def versions_of(exp_id: str) -> list[dict[str, Any]]:
    """Returns the versions of an exploration, oldest first."""
    return [
        {
            'version': commit.version,
            'commit_type': commit.commit_type,
            'commit_message': commit.commit_message,
            'created_on_msecs': payloads.msecs_of(commit.created_on),
        }
        for commit in exp_services.get_exploration_commits(exp_id)
    ]


def _unrecognised(exp_id: str, version: int) -> dict[str, Any]:
    """Returns counts for cards that the version does not have."""
    states = stats_services.get_unrecognised_states(exp_id, version)
    return {name: counts.to_dict() for name, counts in states.items()}


def _violations(
    stats: stats_domain.ExplorationStats, exploration: exp_domain.Exploration
) -> list[str]:
    """Returns which rules the counts break, over all and in this version.

    That first hits of the first card equal the starts holds for the plays of
    one version: another version may begin with another card.
    """
    own = stats_services.get_own_exploration_stats(
        exploration.exp_id, exploration.version
    )
    return [
        *stats.invariant_violations(),
        *(
            f'version {exploration.version}: {violation}'
            for violation in own.invariant_violations(
                exploration.init_state_name
            )
        ),
    ]


ROUTES = [
    webapp2.Route('/createhandler/statistics/<exp_id>', StatisticsHandler),
]
