"""Making and changing explorations."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pydantic
from typing_extensions import TypedDict

from core import clock, errors, feconf, settings
from core.controllers import acl_decorators, base, payloads
from core.domain import (
    exp_deletion_services,
    exp_domain,
    exp_history_domain,
    exp_services,
    exp_templates,
    exp_yaml,
    likely_renames,
    rights_domain,
    rights_services,
    schema,
    user_services,
)
from core.domain.statistics_tab import statistics_view_services

# Bytes of a request with the YAML of an exploration: JSON escapes line breaks
# and quotes as two bytes.
_MAX_SAVE_BYTES = 2 * feconf.MAX_EXPLORATION_BYTES


def _refuse_control(value: Any) -> Any:
    try:
        schema.refuse_control(value)
    except errors.ValidationError as error:
        raise ValueError(error.message) from error
    return value


_Renames = Annotated[dict[str, str], pydantic.AfterValidator(_refuse_control)]
_CommitMessage = Annotated[
    str,
    pydantic.StringConstraints(max_length=feconf.MAX_COMMIT_MESSAGE_LENGTH),
    pydantic.AfterValidator(_refuse_control),
]


class NewExplorationRequest(payloads.Payload):
    """A new exploration: either its YAML or its title.

    Attributes:
        template: The initial content, if there is a title; almost empty by
            default.
    """

    MAX_BYTES = _MAX_SAVE_BYTES

    yaml: str | None = None
    title: str | None = None
    template: exp_templates.TemplateId | None = None


class TextRequest(payloads.Payload):
    """The text of an exploration.

    Attributes:
        yaml: The text, which need not be valid.
    """

    MAX_BYTES = _MAX_SAVE_BYTES

    # The YAML parser reports control characters with their lines.
    IS_CHECKED_FOR_CONTROL = False

    yaml: str


class LikelyRenamesRequest(TextRequest):
    """A version that is about to be saved.

    Attributes:
        version: The version that was edited.
        yaml: The changed exploration.
        renames: Old to new names of renamed states, whose counts move along.
    """

    version: payloads.Version
    renames: _Renames = {}


class SaveRequest(LikelyRenamesRequest):
    """A new version of an exploration.

    Attributes:
        version: The version that was edited.
        yaml: The changed exploration.
        renames: Old to new names of renamed states, whose counts move along.
        commit_message: Description of the change.
    """

    commit_message: _CommitMessage = ''


class RevertRequest(payloads.Payload):
    """The version to bring back."""

    current_version: payloads.Version
    revert_to_version: payloads.Version


class StatusRequest(payloads.Payload):
    """The new visibility of an exploration."""

    make_public: bool


class Commit(TypedDict):
    """A version of an exploration in its history.

    Attributes:
        commit_message: The description of the change by its author.
        committer: The display name of its author.
    """

    version: int
    commit_type: exp_history_domain.CommitType
    commit_message: str
    committer: str
    created_on_msecs: float


class Rights(TypedDict):
    """The rights of the caller to an exploration.

    Attributes:
        can_manage: Whether the caller may publish and delete it, and give
            roles.
        k_anonymity: The number of sessions that must have given an answer in
            a learner's own words before creators read it.
        min_k_anonymity: The smallest number that the site allows.
    """

    status: rights_domain.Status
    can_edit: bool
    can_manage: bool
    k_anonymity: int
    min_k_anonymity: int


class ExplorationDataResponse(TypedDict):
    """An exploration with its YAML and history, for its creators."""

    exp_id: str
    exp_version: int
    exploration: exp_domain.Exploration
    yaml: str
    commits: list[Commit]
    rights: Rights


class SavedResponse(TypedDict):
    """The version that was saved."""

    exp_id: str
    exp_version: int


class LikelyRenamesResponse(TypedDict):
    """States that would count as deleted, but were probably renamed.

    Attributes:
        likely_renames: The most similar first.
    """

    likely_renames: list[likely_renames.LikelyRename]


class DeletedResponse(TypedDict):
    """The exploration that was deleted."""

    exp_id: str
    deleted: Literal[True]


class StatusResponse(TypedDict):
    """The current status of the exploration."""

    exp_id: str
    status: rights_domain.Status


class NewExplorationResponse(TypedDict):
    """The exploration that was created."""

    exp_id: str


class EditorPage(base.BaseHandler):
    """The pages of an exploration for its creators."""

    @acl_decorators.can_edit_exploration
    def get(self, exp_id: str) -> None:
        """Shows statistics, content and history.

        Args:
            exp_id: The exploration.
        """
        exploration = exp_services.get_exploration_by_id(exp_id)
        rights = rights_services.get_exploration_rights(exp_id)
        self.render_template(
            'create.html',
            exp_id=exp_id,
            exp_version=exploration.version,
            title=exploration.title,
            language_code=exploration.language_code,
            status=rights.status,
        )


class EditorDataHandler(base.JsonHandler):
    """An exploration, for its creators."""

    @acl_decorators.can_edit_exploration
    def get(self, exp_id: str) -> ExplorationDataResponse:
        """Returns the exploration, its YAML, its history and the rights to it.

        `v`: the version; the latest by default.

        Args:
            exp_id: The exploration.
        """
        version = self.query_version('v')
        exploration = exp_services.get_exploration_by_id(exp_id, version)
        rights = rights_services.get_exploration_rights(exp_id)
        return {
            'exp_id': exp_id,
            'exp_version': exploration.version,
            'exploration': exploration,
            'yaml': exp_yaml.exploration_to_yaml(exploration),
            'commits': _commits(exp_id),
            'rights': {
                'status': rights.status,
                'can_edit': rights.can_edit(self.user_id),
                'can_manage': rights.can_manage(self.user_id),
                'k_anonymity': rights.k_anonymity,
                'min_k_anonymity': settings.current().min_answer_sessions,
            },
        }

    @acl_decorators.can_edit_exploration
    def put(self, exp_id: str, body: SaveRequest) -> SavedResponse:
        """Saves a new version from YAML.

        Args:
            exp_id: The exploration.
            body: The new version.
        """
        saved = exp_services.update_exploration_from_yaml(
            self.user_id or '',
            exp_id,
            body.yaml,
            body.renames,
            body.commit_message,
            body.version,
        )
        statistics_view_services.prepare(exp_id)
        return {'exp_id': exp_id, 'exp_version': saved.version}

    @acl_decorators.can_manage_exploration
    def delete(self, exp_id: str) -> DeletedResponse:
        """Deletes the exploration.

        Args:
            exp_id: The exploration.
        """
        exp_deletion_services.delete_exploration(self.user_id or '', exp_id)
        return {'exp_id': exp_id, 'deleted': True}


class LikelyRenamesHandler(base.JsonHandler):
    """Asks about renames before a version is saved."""

    @acl_decorators.can_edit_exploration
    def post(
        self, exp_id: str, body: LikelyRenamesRequest
    ) -> LikelyRenamesResponse:
        """Returns which states were probably renamed; saves nothing.

        A client should ask its user to confirm them, and send those that are
        right as `renames` of the save: otherwise the states count as deleted.

        Args:
            exp_id: The exploration.
            body: The version that is about to be saved.
        """
        old = exp_services.get_exploration_by_id(exp_id, body.version)
        new = exp_services.read_version(exp_id, body.yaml)
        likely = likely_renames.likely_renames(old, new, body.renames)
        return {'likely_renames': likely}


class RevertHandler(base.JsonHandler):
    """Brings an earlier version back."""

    @acl_decorators.can_edit_exploration
    def post(self, exp_id: str, body: RevertRequest) -> SavedResponse:
        """Saves the content of an earlier version as a new one.

        Args:
            exp_id: The exploration.
            body: The version to bring back.
        """
        exp_services.revert_exploration(
            self.user_id or '',
            exp_id,
            body.current_version,
            body.revert_to_version,
        )
        statistics_view_services.prepare(exp_id)
        return {'exp_id': exp_id, 'exp_version': body.current_version + 1}


class StatusHandler(base.JsonHandler):
    """Public or private."""

    @acl_decorators.can_manage_exploration
    def put(self, exp_id: str, body: StatusRequest) -> StatusResponse:
        """Publishes the exploration, or makes it private again.

        Args:
            exp_id: The exploration.
            body: Whether to publish it.
        """
        user_id = self.user_id or ''
        if body.make_public:
            rights_services.publish_exploration(user_id, exp_id)
        else:
            rights_services.unpublish_exploration(user_id, exp_id)
        rights = rights_services.get_exploration_rights(exp_id)
        return {'exp_id': exp_id, 'status': rights.status}


class NewExplorationHandler(base.JsonHandler):
    """Creates explorations."""

    @acl_decorators.require_signed_in
    def post(self, body: NewExplorationRequest) -> NewExplorationResponse:
        """Creates one from YAML, or from a title and a template (201).

        Args:
            body: The YAML, or the title.
        """
        if (body.yaml is None) == (body.title is None):
            raise errors.ValidationError('give either a yaml or a title')
        exploration = _new_exploration(body)
        exp_services.save_new_exploration(self.user_id or '', exploration)
        self.response.status = 201
        return {'exp_id': exploration.exp_id}


def _new_exploration(body: NewExplorationRequest) -> exp_domain.Exploration:
    exp_id = exp_services.get_new_exploration_id()
    if body.yaml is not None:
        return exp_yaml.exploration_from_yaml(exp_id, body.yaml)
    title = (body.title or '').strip()
    if not title:
        raise errors.ValidationError('an exploration needs a title', 'title')
    if body.template is not None:
        text = exp_templates.read(body.template, title)
        return exp_yaml.exploration_from_yaml(exp_id, text)
    return exp_domain.Exploration.create_default(exp_id, title)


def _commits(exp_id: str) -> list[Commit]:
    commits = exp_services.get_exploration_commits(exp_id)
    names = user_services.get_display_names(
        commit.committer_id for commit in commits
    )
    return [
        {
            'version': commit.version,
            'commit_type': commit.commit_type,
            'commit_message': commit.commit_message,
            'committer': names.get(commit.committer_id, 'somebody'),
            'created_on_msecs': clock.msecs_of(commit.created_on),
        }
        for commit in commits
    ]


ROUTES = {
    '/create/<exp_id>': EditorPage,
    '/createhandler/new': NewExplorationHandler,
    '/createhandler/data/<exp_id>': EditorDataHandler,
    '/createhandler/likely_renames/<exp_id>': LikelyRenamesHandler,
    '/createhandler/revert/<exp_id>': RevertHandler,
    '/createhandler/status/<exp_id>': StatusHandler,
}
