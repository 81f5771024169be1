"""A test browser that calls the application without a server."""

from __future__ import annotations

import dataclasses
from typing import Any

import webtest

from core.domain import exp_domain, exp_services, rights_services
from core.domain import user_services as users
from core.platform.auth import sessions
from tests import store_copies

OWNER = 'owner@example.com'
EDITOR = 'editor@example.com'
VIEWER = 'viewer@example.com'
STRANGER = 'stranger@example.com'


@dataclasses.dataclass
class Browser:
    """The browser of one user, with its cookies and its CSRF token."""

    app: webtest.TestApp
    session: sessions.SignedInSession | None = None

    def sign_in(self, email: str) -> str:
        """Signs in and returns the user id."""
        user_id = users.dev_user_id(email)
        users.sign_in(user_id, email)
        self.session = sessions.new_session(user_id)
        cookie = sessions.to_cookie(self.session)
        self.app.set_cookie(sessions.COOKIE_NAME, cookie)
        return user_id

    @property
    def csrf_header(self) -> dict[str, str]:
        return {'X-CSRF-Token': sessions.csrf_token(self.session)}

    def get(self, path: str, status: int | str = 200) -> webtest.TestResponse:
        return self.app.get(path, status=status)

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        status: int | str = '*',
        with_token: bool = True,
    ) -> webtest.TestResponse:
        """Sends JSON with the headers that pages send."""
        return self.app._gen_request(
            method,
            path,
            params=webtest.utils.NoDefault
            if body is None
            else webtest.app.json.dumps(body),
            headers=self.csrf_header if with_token else {},
            content_type='application/json',
            status=status,
            expect_errors=True,
        )


@store_copies.cache_writes
def make_exploration(exp_id: str, is_public: bool) -> None:
    """Creates an exploration with a user in every role."""
    owner = users.dev_user_id(OWNER)
    exploration = exp_domain.Exploration.create_default(exp_id, 'A title')
    exp_services.save_new_exploration(owner, playable(exploration))
    for email, role in ((EDITOR, 'editor'), (VIEWER, 'viewer')):
        rights_services.assign_role(
            owner, exp_id, users.dev_user_id(email), role
        )
    if is_public:
        rights_services.publish_exploration(owner, exp_id)


def playable(exploration: exp_domain.Exploration) -> exp_domain.Exploration:
    """Returns the exploration with everything that publishing requires."""
    values = exploration.to_dict()
    values['objective'] = 'Know what is what'
    values['category'] = 'Tests'
    for state in values['states'].values():
        state['content']['html'] = '<p>Read this.</p>'
    return exp_domain.Exploration.from_dict(values)
