"""The library: everything that can be played."""

from __future__ import annotations

import webapp2

from core.controllers import acl_decorators, base
from core.domain import exp_services


class LibraryPage(base.BaseHandler):
    """All public explorations."""

    @acl_decorators.open_access
    def get(self) -> None:
        """Shows the library."""
        summaries = exp_services.get_public_exploration_summaries()
        self.render_template(
            'library.html',
            explorations=sorted(summaries, key=lambda one: one.title.lower()),
        )


ROUTES = [
    webapp2.Route('/', LibraryPage),
    webapp2.Route('/library', LibraryPage),
]
