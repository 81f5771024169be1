"""Making and changing explorations."""

from __future__ import annotations

from typing import Annotated, Any

import pydantic
import webapp2

from core import errors, feconf
from core.controllers import acl_decorators, base, payloads
from core.domain import (
    exp_domain,
    exp_services,
    exp_yaml,
    rights_domain,
    rights_services,
    user_services,
)
from core.domain.statistics_tab import new_version_services

# Bytes of a request that carries an exploration: its text in JSON, where a
# line break or quote takes two.
_MAX_SAVE_BYTES = 2 * feconf.MAX_EXPLORATION_BYTES

# Characters of what a commit says about itself.
_MAX_COMMIT_MESSAGE_LENGTH = 1000

_YamlText = Annotated[
    str, pydantic.StringConstraints(max_length=feconf.MAX_EXPLORATION_BYTES)
]
_CommitMessage = Annotated[
    str, pydantic.StringConstraints(max_length=_MAX_COMMIT_MESSAGE_LENGTH)
]
_Version = Annotated[int, pydantic.Field(ge=1, lt=2**31)]


class NewExplorationPayload(payloads.Payload):
    """What a new exploration starts from: a text, or a title alone."""

    yaml: _YamlText | None = None
    title: str | None = None


class SavePayload(payloads.Payload):
    """A changed text, and the version that it was made from."""

    version: _Version
    yaml: _YamlText
    # Old to new names of renamed cards, whose counts move along.
    renames: dict[str, str] = {}
    commit_message: _CommitMessage = ''


class RevertPayload(payloads.Payload):
    """Which version to bring back."""

    current_version: _Version
    revert_to_version: _Version


class StatusPayload(payloads.Payload):
    """Whether everybody may play."""

    make_public: bool


class EditorPage(base.BaseHandler):
    """The pages of an exploration for who made it."""

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


class EditorDataHandler(base.BaseHandler):
    """An exploration as its creator works on it."""

    RETURNS_JSON = True

    @acl_decorators.can_edit_exploration
    def get(self, exp_id: str) -> None:
        """Answers the exploration, its text, its history and its rights.

        Args:
            exp_id: The exploration.
        """
        version = self.query_version('v')
        exploration = exp_services.get_exploration_by_id(exp_id, version)
        rights = rights_services.get_exploration_rights(exp_id)
        self.render_json(
            {
                'exp_id': exp_id,
                'exp_version': exploration.version,
                'exploration': exploration.to_dict(),
                'yaml': exp_yaml.exploration_to_yaml(exploration),
                'commits': _commits(exp_id),
                'rights': _rights_dict(rights, self.user_id or ''),
            }
        )

    @acl_decorators.can_edit_exploration
    def put(self, exp_id: str) -> None:
        """Saves a new version from a text.

        Args:
            exp_id: The exploration.
        """
        payload = self.payload(SavePayload, _MAX_SAVE_BYTES)
        saved = exp_services.update_exploration_from_yaml(
            self.user_id or '',
            exp_id,
            payload.yaml,
            payload.renames,
            payload.commit_message,
            payload.version,
        )
        new_version_services.make_ready(exp_id)
        self.render_json({'exp_id': exp_id, 'exp_version': saved.version})

    @acl_decorators.can_manage_exploration
    def delete(self, exp_id: str) -> None:
        """Deletes the exploration.

        Args:
            exp_id: The exploration.
        """
        exp_services.delete_exploration(self.user_id or '', exp_id)
        self.render_json({'exp_id': exp_id, 'deleted': True})


class RevertHandler(base.BaseHandler):
    """Brings an earlier version back."""

    RETURNS_JSON = True

    @acl_decorators.can_edit_exploration
    def post(self, exp_id: str) -> None:
        """Saves the content of an earlier version as a new one.

        Args:
            exp_id: The exploration.
        """
        payload = self.payload(RevertPayload)
        exp_services.revert_exploration(
            self.user_id or '',
            exp_id,
            payload.current_version,
            payload.revert_to_version,
        )
        new_version_services.make_ready(exp_id)
        self.render_json(
            {'exp_id': exp_id, 'exp_version': payload.current_version + 1}
        )


class StatusHandler(base.BaseHandler):
    """Public or private."""

    RETURNS_JSON = True

    @acl_decorators.can_manage_exploration
    def put(self, exp_id: str) -> None:
        """Publishes the exploration, or takes it back.

        Args:
            exp_id: The exploration.
        """
        user_id = self.user_id or ''
        if self.payload(StatusPayload).make_public:
            rights_services.publish_exploration(user_id, exp_id)
        else:
            rights_services.unpublish_exploration(user_id, exp_id)
        rights = rights_services.get_exploration_rights(exp_id)
        self.render_json({'exp_id': exp_id, 'status': rights.status})


class NewExplorationHandler(base.BaseHandler):
    """Makes explorations."""

    RETURNS_JSON = True

    @acl_decorators.signed_in
    def post(self) -> None:
        """Makes one from a text, or an empty one with a title."""
        payload = self.payload(NewExplorationPayload, _MAX_SAVE_BYTES)
        if (payload.yaml is None) == (payload.title is None):
            raise errors.ValidationError('give either a yaml or a title')
        exploration = _new_exploration(payload)
        exp_services.save_new_exploration(self.user_id or '', exploration)
        self.render_json({'exp_id': exploration.exp_id}, status=201)


def _new_exploration(payload: NewExplorationPayload) -> exp_domain.Exploration:
    exp_id = exp_services.get_new_exploration_id()
    if payload.yaml is not None:
        return exp_yaml.exploration_from_yaml(exp_id, payload.yaml)
    title = (payload.title or '').strip()
    if not title:
        raise errors.ValidationError('an exploration needs a title', 'title')
    return exp_domain.Exploration.create_default(exp_id, title)


def _commits(exp_id: str) -> list[dict[str, Any]]:
    commits = exp_services.get_exploration_commits(exp_id)
    users = user_services.get_users(one.committer_id for one in commits)
    return [
        {
            'version': commit.version,
            'commit_type': commit.commit_type,
            'commit_message': commit.commit_message,
            'committer': user.display_name if user else 'somebody',
            'created_on_msecs': payloads.msecs_of(commit.created_on),
        }
        for commit in commits
        for user in [users[commit.committer_id]]
    ]


def _rights_dict(
    rights: rights_domain.ExplorationRights, user_id: str
) -> dict[str, Any]:
    return {
        'status': rights.status,
        'can_edit': rights.can_edit(user_id),
        'can_manage': rights.can_manage(user_id),
    }


ROUTES = [
    webapp2.Route('/create/<exp_id>', EditorPage),
    webapp2.Route('/createhandler/new', NewExplorationHandler),
    webapp2.Route('/createhandler/data/<exp_id>', EditorDataHandler),
    webapp2.Route('/createhandler/revert/<exp_id>', RevertHandler),
    webapp2.Route('/createhandler/status/<exp_id>', StatusHandler),
]
