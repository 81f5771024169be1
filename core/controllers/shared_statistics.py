"""The statistics of an exploration for everybody who has a link to them.

Data for creators only is omitted: texts of learners, answers of few learners,
tasks and decisions, commit messages, downloads of the event log, and data of
accounts.
"""

from __future__ import annotations

import dataclasses
import functools
from typing import Annotated, cast

import pydantic
from typing_extensions import TypedDict

from core import errors, feconf
from core.controllers import (
    acl_decorators,
    base,
    payloads,
    processed_statistics,
    statistics,
)
from core.domain import (
    exp_domain,
    exp_services,
    local_days,
    own_stats_services,
    shared_links_services,
)
from core.domain.statistics_tab import (
    cut_view_services,
    statistics_models,
    statistics_view_services,
    version_groups,
)
from core.domain.summaries import cuts


class SharedLinkRequest(payloads.Payload):
    """A link to create.

    Attributes:
        label: The name that the owner gives it; may be empty.
        days: The number of days for which it is valid; null for no limit.
    """

    label: Annotated[
        str,
        pydantic.StringConstraints(
            strip_whitespace=True,
            max_length=feconf.MAX_SHARED_LINK_LABEL_LENGTH,
        ),
    ]
    days: (
        Annotated[int, pydantic.Field(ge=1, le=feconf.MAX_SHARED_LINK_DAYS)]
        | None
    )


class SharedLinksResponse(TypedDict):
    """The links to the statistics of an exploration, latest first."""

    links: list[shared_links_services.SharedLink]


class SharedExplorationResponse(TypedDict):
    """An exploration without the notes of its authors."""

    exploration: exp_domain.Exploration


class SharedLinksHandler(base.JsonHandler):
    """The links to the statistics of an exploration, for its owners."""

    @acl_decorators.can_manage_exploration
    def get(self, exp_id: str) -> SharedLinksResponse:
        """Returns the links.

        Args:
            exp_id: The exploration.
        """
        return {'links': shared_links_services.get_links(exp_id)}

    @acl_decorators.can_manage_exploration
    def post(self, exp_id: str, body: SharedLinkRequest) -> SharedLinksResponse:
        """Creates a link.

        Args:
            exp_id: The exploration.
            body: The link.
        """
        shared_links_services.create(exp_id, body.label, body.days)
        return {'links': shared_links_services.get_links(exp_id)}

    @acl_decorators.can_manage_exploration
    def delete(self, exp_id: str) -> SharedLinksResponse:
        """Revokes the link `link_id`.

        Args:
            exp_id: The exploration.
        """
        shared_links_services.revoke(
            exp_id, self.request.GET.get('link_id', '')
        )
        return {'links': shared_links_services.get_links(exp_id)}


class SharedHandler(statistics.VersionsHandler):
    """Base of the handlers behind a shared link."""

    @functools.cached_property
    def exp_id(self) -> str:
        """The exploration of the link.

        Raises:
            EntityNotFoundError: The link is not valid.
        """
        return shared_links_services.get_exp_id(
            self.request.route_kwargs['token']
        )

    def requested_versions(self, exp_id: str) -> tuple[int, int, int]:
        """Returns v, through, and the latest version.

        Raises:
            ValidationError: Too few plays for public figures.
        """
        version, through, latest = super().requested_versions(exp_id)
        if through < latest:
            played = own_stats_services.read_versions(
                exp_id, range(1, latest + 1)
            )
            shared = cuts.versions_to_share(
                [stats.num_starts for stats in played],
                feconf.MIN_K_OF_SHARED_ANSWERS,
            )
            if through not in shared:
                raise errors.ValidationError(
                    'too few plays are of these versions, or of later ones, to'
                    ' show them to everybody',
                    'through',
                )
        return version, through, latest

    def cut_asked(self, exp_id: str) -> cuts.Cut:
        """Returns the days requested; other parts are for creators only.

        Raises:
            ValidationError: Links do not show these days, or they have too few
                plays for public figures.
        """
        days = self.request.GET.get('days')
        if not days:
            return cuts.ALL_PLAYS
        version, through, latest = self.requested_versions(exp_id)
        if version != latest or through != latest:
            raise errors.ValidationError(
                'days can be chosen of the latest version only', 'days'
            )
        if days not in map(str, cuts.SHARED_RANGES):
            raise errors.ValidationError(
                'a link shows the last 7, 28 or 90 days', 'days'
            )
        view = statistics_view_services.get_view(exp_id)
        cut = cut_view_services.parse_cut(exp_id, days, None, None, None)
        shared = cuts.ranges_to_share(
            {
                local_days.day_number(row['day']): row['num_starts']
                for row in view['days']
            },
            cast(int, cut.last_day),
            feconf.MIN_K_OF_SHARED_ANSWERS,
        )
        if int(days) not in shared:
            raise errors.ValidationError(
                'too few plays began on these days, or before them, to show'
                ' them to everybody',
                'days',
            )
        return cut


class SharedStatisticsPage(SharedHandler):
    """The page of a link."""

    RETURNS_JSON = False

    @acl_decorators.can_use_shared_link
    def get(self, token: str) -> None:
        """Shows the statistics.

        Args:
            token: The token of the link.
        """
        exploration = exp_services.get_exploration_by_id(self.exp_id)
        self.render_template(
            'shared_statistics.html',
            exp_id=self.exp_id,
            token=token,
            title=exploration.title,
        )


class SharedStatisticsHandler(SharedHandler, statistics.LiveHandler):
    """The live counters of an exploration."""

    @acl_decorators.can_use_shared_link
    def get(self, token: str) -> statistics.StatisticsResponse:
        """Returns the counters in the states of a version.

        Args:
            token: The token of the link.
        """
        del token
        answer = self.read_statistics(self.exp_id)
        return dataclasses.replace(
            answer,
            versions=[
                dataclasses.replace(version, commit_message='')
                for version in answer.versions
            ],
            may_repair=False,
            may_leave_out=False,
            unrecognised_states={},
            unrecognised_counters={},
            invariant_violations=[],
            num_automated_visits=0,
        )


class SharedProcessedHandler(
    SharedHandler, processed_statistics.ProcessedHandler
):
    """The processed data of an exploration."""

    @acl_decorators.can_use_shared_link
    def get(
        self, token: str
    ) -> processed_statistics.ProcessedStatisticsResponse:
        """Returns the overview, and the figures of each state.

        Args:
            token: The token of the link.
        """
        del token
        view = self.read_view(self.exp_id)
        return {
            **view,
            'error': None,
            'audit': None,
            'problems': {},
            'segments': [],
            'tasks': [],
            'paths': {**view['paths'], 'most_common': []},
            'wrong_answers': view['wrong_answers'] if _are_safe(view) else {},
            'latest_change': _latest_change(view),
            'partial_versions': _partial_versions(view),
            'version_markers': [
                {**marker, 'commit_message': ''}
                for marker in view['version_markers']
            ],
        }


class SharedStateHandler(SharedHandler, processed_statistics.ProcessedHandler):
    """The processed data of a state."""

    @acl_decorators.can_use_shared_link
    def get(self, token: str) -> statistics_models.StateView:
        """Returns the statistics of the state `state_name`.

        Args:
            token: The token of the link.
        """
        del token
        view = self.read_state(self.exp_id)
        return {**view, 'answers': view['answers'] if _are_safe(view) else {}}


class SharedExplorationHandler(SharedHandler):
    """The exploration to which the figures belong."""

    @acl_decorators.can_use_shared_link
    def get(self, token: str) -> SharedExplorationResponse:
        """Returns a version, without the notes of its authors.

        Args:
            token: The token of the link.
        """
        del token
        # Without the check of this class: states may be shown even of versions
        # that few have played.
        version, _, _ = super(SharedHandler, self).requested_versions(
            self.exp_id
        )
        exploration = exp_services.get_exploration_by_id(self.exp_id, version)
        return {'exploration': exploration.without_notes()}


def _latest_change(
    view: statistics_models.ProcessedView,
) -> statistics_models.LatestChange | None:
    """Returns the effect of the latest version; None if plays are too few."""
    change = view['latest_change']
    if change is None or not all(
        _are_enough(change[part]['n']) for part in ('before', 'since')
    ):
        return None
    return change


def _partial_versions(
    view: statistics_models.ProcessedView,
) -> list[version_groups.VersionGroup]:
    """Returns the groups of enough plays, if the remaining plays are enough."""
    shown = [
        group
        for group in view['partial_versions']
        if _are_enough(group['num_starts'])
    ]
    rest = sum(day['num_starts'] for day in view['days']) - sum(
        group['num_starts'] for group in shown
    )
    return shown if _are_enough(rest) else []


def _are_enough(num_plays: int) -> bool:
    """Returns whether the figures of this number of plays may be public."""
    return num_plays <= 0 or num_plays >= feconf.MIN_K_OF_SHARED_ANSWERS


def _are_safe(view: statistics_models.ViewFields) -> bool:
    """Returns whether the answers that creators see may be public."""
    return view['k_anonymity'] >= feconf.MIN_K_OF_SHARED_ANSWERS


ROUTES = {
    '/createhandler/shared_links/<exp_id>': SharedLinksHandler,
    '/shared_statistics/<token>': SharedStatisticsPage,
    '/sharedhandler/statistics/<token>': SharedStatisticsHandler,
    '/sharedhandler/processed_statistics/<token>': SharedProcessedHandler,
    '/sharedhandler/state_interaction_stats/<token>': SharedStateHandler,
    '/sharedhandler/data/<token>': SharedExplorationHandler,
}
