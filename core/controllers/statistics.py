"""The live counters of the statistics tab."""

from __future__ import annotations

import dataclasses
from typing import Any

from core import clock, errors, feconf
from core.controllers import acl_decorators, base
from core.domain import (
    exp_domain,
    exp_services,
    live_stats_services,
    playing_now_services,
    rights_domain,
    rights_services,
    stats_domain,
    version_list_services,
)
from core.domain.statistics_tab import (
    cut_view_services,
    statistics_models,
    statistics_view_services,
    view_cache_services,
)
from core.domain.summaries import cuts


@dataclasses.dataclass(kw_only=True)
class StatisticsResponse(stats_domain.AggregatedStats):
    """The live counters of an exploration, with facts about it for the tab.

    Attributes:
        through: The last version whose plays are counted.
        latest_version: The latest version.
        versions: All versions, oldest first.
        init_state_name: The first state.
        state_order: All states, nearest to the first one first.
        terminal_state_names: The states that end the exploration.
        linear_state_names: The states whose only answer is to continue.
        state_names_with_hints: The states that have any.
        state_names_with_solution: The states that have one.
        own_plays_counted: Whether plays of owners and editors count.
        generated_at_msecs: When the server answered.
        processed_revision: The revision of the processed view.
        status: The status of the exploration.
        may_repair: Whether the caller may audit and repair the counters.
        may_leave_out: Whether the caller may exclude plays.
        unrecognised_states: Counts of states that the version does not have.
        unrecognised_counters: Values of counters that this server does not
            know.
        invariant_violations: One sentence for each invariant that is broken.
        num_automated_visits: Automated visits, which no counter contains.
        num_left_out: Sessions that owners have excluded.
        num_playing: Sessions that have reported in the last minutes and have
            not ended; of all learners, even if there is a cut.
        cut: The part of the plays that the counters cover, from processed
            data; null for all plays.
    """

    exp_id: str
    exp_version: int
    title: str
    through: int
    latest_version: int
    versions: list[version_list_services.ListedVersion]
    init_state_name: str
    state_order: list[str]
    terminal_state_names: list[str]
    linear_state_names: list[str]
    state_names_with_hints: list[str]
    state_names_with_solution: list[str]
    own_plays_counted: bool
    generated_at_msecs: float
    processed_revision: int
    status: rights_domain.Status
    may_repair: bool
    may_leave_out: bool
    unrecognised_states: dict[str, stats_domain.StateStats]
    unrecognised_counters: dict[str, int]
    invariant_violations: list[str]
    num_automated_visits: int
    num_left_out: int
    num_playing: int
    cut: statistics_models.CutShown | None


class VersionsHandler(base.JsonHandler):
    """Base of the handlers of statistics of one or more versions.

    In all of them `v` is the version whose states are shown (by default the
    latest) and `through` the last version whose plays count (by default `v`).
    Some can count a part of the plays: those that began on the last `days`, or
    `from` a day `to` another (2026-01-31), and those of a `segment`
    (`visitor:new`, `device:phone`, `language:de`, `class:7b`).
    """

    def requested_versions(self, exp_id: str) -> tuple[int, int, int]:
        """Returns v, through, and the latest version."""
        latest = exp_services.get_latest_version(exp_id)
        version = self._version('v', latest, latest)
        return version, self._version('through', version, latest), latest

    def cut_asked(self, exp_id: str) -> cuts.Cut:
        """Returns the part of the plays that is requested."""
        query = self.request.GET
        return cut_view_services.parse_cut(
            exp_id,
            query.get('days'),
            query.get('from'),
            query.get('to'),
            query.get('segment'),
        )

    def _version(self, name: str, default: int, latest: int) -> int:
        version = self.query_version(name)
        if version is None:
            return default
        require_version(version, latest, name)
        return version


def require_version(version: int, latest: int, name: str) -> None:
    """Raises ValidationError for a version that does not exist yet.

    Args:
        version: The version.
        latest: The latest version.
        name: The parameter or field with the version, for the error.
    """
    if version > latest:
        raise errors.ValidationError(f'the latest version is {latest}', name)


def _states_by_kind(exploration: exp_domain.Exploration) -> dict[str, Any]:
    """Returns the fields that say which figures apply to which states."""
    interactions = {
        name: state.interaction for name, state in exploration.states.items()
    }
    return {
        'linear_state_names': [
            name
            for name, interaction in interactions.items()
            if interaction.id is not None
            and interaction.spec.is_linear
            and not interaction.is_terminal
        ],
        'state_names_with_hints': [
            name
            for name, interaction in interactions.items()
            if interaction.hints
        ],
        'state_names_with_solution': [
            name
            for name, interaction in interactions.items()
            if interaction.solution is not None
        ],
    }


class LiveHandler(VersionsHandler):
    """Base of the handlers that return live counters."""

    def read_statistics(self, exp_id: str) -> StatisticsResponse:
        """Returns the counters in the states of a version.

        Args:
            exp_id: The exploration.
        """
        version, through, latest = self.requested_versions(exp_id)
        exploration = exp_services.get_exploration_by_id(exp_id, version)
        cut = self.cut_asked(exp_id)
        live = live_stats_services.get_live_stats(exploration, through)
        total, shown = live.total, None
        if not cut.is_all:
            part = cut_view_services.get_view(
                view_cache_services.get_key(exp_id, version, through), cut
            )
            shown = part.to_response()
            total = stats_domain.ExplorationStats.create_default(
                exp_id, version, tuple(exploration.states)
            ).with_counts(part.counts)
        rights = rights_services.get_exploration_rights(exp_id)
        return StatisticsResponse(
            **vars(total),
            title=exploration.title,
            through=through,
            latest_version=latest,
            versions=version_list_services.get_versions(exp_id, latest),
            init_state_name=exploration.init_state_name,
            state_order=exploration.get_ordered_state_names(),
            terminal_state_names=exploration.terminal_state_names,
            **_states_by_kind(exploration),
            own_plays_counted=feconf.COUNT_OWN_PLAYS,
            generated_at_msecs=clock.now_msecs(),
            processed_revision=statistics_view_services.get_revision(
                exp_id, version, through, cut
            ),
            status=rights.status,
            may_repair=acl_decorators.may_repair(self, rights),
            may_leave_out=rights.can_manage(self.user_id),
            unrecognised_states=live.unrecognised,
            unrecognised_counters=live.unrecognised_counters,
            invariant_violations=live.violations,
            num_automated_visits=live.num_automated_visits,
            num_left_out=live.num_left_out,
            num_playing=playing_now_services.get_number(exp_id),
            cut=shown,
        )


class StatisticsHandler(LiveHandler):
    """The live counters of an exploration."""

    @acl_decorators.can_see_exploration_statistics
    def get(self, exp_id: str) -> StatisticsResponse:
        """Returns the counters in the states of a version.

        Args:
            exp_id: The exploration.
        """
        return self.read_statistics(exp_id)


ROUTES = {
    '/createhandler/statistics/<exp_id>': StatisticsHandler,
}
