"""Signing in and out.

In production people sign in with Google (OpenID Connect, implicit flow with
`form_post`); in development, with any e-mail address.
"""

from __future__ import annotations

import logging
import re
import urllib.parse

from core import errors, logs
from core.controllers import acl_decorators, base, http_errors, rate_limits
from core.domain import user_services
from core.platform.auth import environment, google_sign_in, sessions

_log = logging.getLogger(__name__)

# A path of this site; browsers take `//` and `/\` for another host.
_LOCAL_PATH = re.compile(r'/(?![/\\])[^\x00-\x20\x7f\\]*')

_DEFAULT_NEXT = '/library'


def local_path(text: str) -> str:
    """Returns the path to open after signing in, never another site.

    Args:
        text: The value from the address or the form, unverified.

    Returns:
        The text, quoted, if it is a path of this site, else the library.
    """
    path = urllib.parse.quote(text, safe="/?&=%#:@!$'()*+,;~-._[]")
    return path if _LOCAL_PATH.fullmatch(path) else _DEFAULT_NEXT


class LoginPage(base.BaseHandler):
    """The sign-in page, and the sign-in of developers."""

    LIMIT = rate_limits.SIGN_INS
    # There is no session yet that a token could belong to.
    REQUIRE_CSRF = False

    @acl_decorators.open_access
    def get(self) -> None:
        """Shows the page."""
        next_path = local_path(self.request.GET.get('next', ''))
        if self.current_user is not None:
            self.redirect_within_site(next_path)
            return
        self._show(next_path)

    @acl_decorators.open_access
    def post(self) -> None:
        """Signs in with any e-mail address; only in development."""
        if environment.is_production():
            raise errors.EntityNotFoundError('There is no such sign-in here.')
        if self.is_forwarded:
            _note_refusal('developer', 'forwarded by a proxy')
            raise http_errors.NotAllowedError(
                'The developer sign-in refuses requests that come through a '
                'proxy. Serve the public with main.py, not scripts.start.'
            )
        next_path = local_path(self.form_value('next'))
        email = self.form_value('email')
        try:
            user_id = user_services.dev_user_id(email)
        except errors.ValidationError as error:
            self.response.status = 400
            self._show(next_path, email=email, problem=error.message)
            return
        start_session(self, user_id, email)
        self.redirect_within_site(next_path)

    def _show(self, next_path: str, email: str = '', problem: str = '') -> None:
        self.render_template(
            'login.html',
            next_path=next_path,
            email=email,
            problem=problem,
            has_google=google_sign_in.is_configured(),
        )


class GoogleSignInStart(base.BaseHandler):
    """Sends the visitor to Google."""

    LIMIT = rate_limits.SIGN_INS

    @acl_decorators.open_access
    def get(self) -> None:
        """Redirects, with the state of the sign-in in a signed cookie."""
        attempt = google_sign_in.begin(
            local_path(self.request.GET.get('next', ''))
        )
        # Google responds with a cross-site form post, with which browsers send
        # only cookies that are SameSite=None.
        self.response.set_cookie(
            google_sign_in.COOKIE_NAME,
            attempt.cookie,
            max_age=google_sign_in.MAX_AGE_SECS,
            path='/login/google',
            secure=True,
            httponly=True,
            samesite='None',
        )
        self.response.status = 302
        self.response.location = google_sign_in.authorization_url(
            attempt, self._callback_url()
        )

    def _callback_url(self) -> str:
        return f'{self.request.host_url}/login/google'


class GoogleSignInCallback(base.BaseHandler):
    """Receives the ID token in Google's form post."""

    LIMIT = rate_limits.SIGN_INS
    # The `state` that Google returns serves as the CSRF token.
    REQUIRE_CSRF = False

    @acl_decorators.open_access
    def post(self) -> None:
        """Verifies the token, and signs in its user."""
        try:
            identity = google_sign_in.finish(
                cookie=self.request.cookies.get(google_sign_in.COOKIE_NAME),
                state=self.form_value('state'),
                id_token=self.form_value('id_token'),
            )
        except errors.ValidationError as error:
            _note_refusal('google', error.message)
            raise
        self.response.delete_cookie(
            google_sign_in.COOKIE_NAME, path='/login/google'
        )
        user_id = user_services.google_user_id(identity.subject)
        start_session(self, user_id, identity.email)
        self.redirect_within_site(local_path(identity.next_path))


class LogoutHandler(base.BaseHandler):
    """Ends all sessions of the signed-in account, in every browser."""

    LIMIT = rate_limits.SIGN_INS

    @acl_decorators.open_access
    def post(self) -> None:
        """Signs out."""
        if self.user_id is not None:
            user_services.end_sessions(self.user_id)
        self.response.delete_cookie(sessions.COOKIE_NAME, path='/')
        self.redirect_within_site(_DEFAULT_NEXT)


def start_session(handler: base.BaseHandler, user_id: str, email: str) -> None:
    """Creates the account if it is new, and signs the browser in.

    Args:
        handler: The handler whose response sets the cookie.
        user_id: The user.
        email: The verified e-mail address.
    """
    user = user_services.sign_in(user_id, email)
    handler.response.set_cookie(
        sessions.COOKIE_NAME,
        sessions.to_cookie(sessions.new_session(user_id, user.session_epoch)),
        max_age=sessions.MAX_AGE_SECS,
        path='/',
        secure=environment.is_production(),
        httponly=True,
        samesite='Lax',
    )


def _note_refusal(sign_in: str, reason: str) -> None:
    logs.write(
        _log, logging.WARNING, 'sign-in refused', sign_in=sign_in, reason=reason
    )


ROUTES = {
    '/login': LoginPage,
    '/login/google': GoogleSignInCallback,
    '/login/google/start': GoogleSignInStart,
    '/logout': LogoutHandler,
}
