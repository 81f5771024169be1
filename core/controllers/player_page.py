"""The page on which an exploration is played."""

from __future__ import annotations

from core import feconf
from core.controllers import acl_decorators, base
from core.domain import exp_services, rights_services


class ExplorationPage(base.BaseHandler):
    """The player; it loads the exploration from the init handler."""

    @acl_decorators.can_play_exploration
    def get(self, exp_id: str) -> None:
        """Shows the player.

        Args:
            exp_id: The exploration.
        """
        exploration = exp_services.get_exploration_by_id(exp_id)
        rights = rights_services.get_exploration_rights(exp_id)
        (summary,) = exp_services.get_exploration_summaries([exp_id])
        self.render_template(
            'explore.html',
            exp_id=exp_id,
            exp_version=self.query_version('v'),
            minutes=summary.minutes if summary else None,
            title=exploration.title,
            objective=exploration.objective,
            language_code=exploration.language_code,
            can_edit=rights.can_edit(self.user_id),
            are_answers_read=rights.k_anonymity < feconf.ANSWERS_K_ANONYMITY,
        )


ROUTES = {'/explore/<exp_id>': ExplorationPage}
