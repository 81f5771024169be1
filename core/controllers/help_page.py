"""The format of explorations: a page for people, JSON for the editor."""

from __future__ import annotations

from typing_extensions import TypedDict

from core.controllers import acl_decorators, base
from core.domain import exp_reference, exp_templates


class FormatResponse(TypedDict):
    """Names and templates for writing an exploration.

    Attributes:
        templates: Explorations to start from.
    """

    names: exp_reference.ExplorationNames
    templates: list[exp_templates.Template]


class ExplorationHelpPage(base.BaseHandler):
    """The format of explorations."""

    @acl_decorators.open_access
    def get(self) -> FormatResponse | None:
        """Shows the format; `format=json` returns the data for the editor."""
        if self.query_choice('format', 'html', 'json') == 'json':
            return {
                'names': exp_reference.names(),
                'templates': exp_templates.read_all(),
            }
        self.render_template(
            'explorations_help.html',
            example=exp_templates.read('quiz'),
            param_example=exp_reference.PARAM_EXAMPLE,
            expressions=exp_reference.EXPRESSIONS,
            interactions=exp_reference.interactions(),
        )
        return None


ROUTES = {'/help/explorations': ExplorationHelpPage}
