"""The text of an exploration before it is saved: problems, and a preview."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from core import errors
from core.controllers import (
    acl_decorators,
    base,
    editor,
    problem_lists,
    rate_limits,
)
from core.domain import asset_services, exp_domain, exp_yaml, rights_services


class CheckResponse(TypedDict):
    """The problems of a text, in the order of its lines.

    Attributes:
        prevents: The action that the problems prevent; null if they are only
            warnings. A private exploration can be saved before it can be
            published.
    """

    prevents: Literal['saving', 'publishing'] | None
    problems: list[problem_lists.InputProblem]


class PreviewResponse(TypedDict):
    """An exploration to be played without a session."""

    exploration: exp_domain.Exploration


class CheckHandler(base.JsonHandler):
    """Checks a text while it is being written."""

    LIMIT = rate_limits.CHECKS

    @acl_decorators.can_edit_exploration
    def post(self, exp_id: str, body: editor.TextRequest) -> CheckResponse:
        """Returns all problems of a text; stores nothing.

        Args:
            exp_id: The exploration whose next version it would be.
            body: The text.
        """
        is_public = rights_services.get_exploration_rights(exp_id).is_public
        names = asset_services.names_of(exp_id)
        warnings: list[errors.ValidationError] = []
        _, problems = exp_yaml.check(
            exp_id, body.yaml, is_public, names, warnings
        )
        prevents: Literal['saving', 'publishing'] = 'saving'
        if not problems and not is_public:
            _, problems = exp_yaml.check(exp_id, body.yaml, strict=True)
            prevents = 'publishing'
        return {
            'prevents': prevents if problems else None,
            'problems': problem_lists.problems_of(problems or warnings),
        }


class PreviewHandler(base.JsonHandler):
    """Reads a text so that its author can play it."""

    LIMIT = rate_limits.CHECKS

    @acl_decorators.can_edit_exploration
    def post(self, exp_id: str, body: editor.TextRequest) -> PreviewResponse:
        """Returns the exploration that a text describes; stores nothing.

        Args:
            exp_id: The exploration whose next version it would be.
            body: The text, valid as a draft.
        """
        exploration = exp_yaml.exploration_from_yaml(exp_id, body.yaml)
        return {'exploration': exploration.without_notes()}


ROUTES = {
    '/createhandler/check/<exp_id>': CheckHandler,
    '/createhandler/preview/<exp_id>': PreviewHandler,
}
