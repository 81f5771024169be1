"""Sign-in with Google by OpenID Connect, with the implicit flow.

The visitor is redirected to Google and returns with a form post that contains
an ID token (https://developers.google.com/identity/openid-connect). `state`
binds the response to the browser, `nonce` binds the token to the attempt.
"""

from __future__ import annotations

import dataclasses
import hmac
import secrets as random_secrets
import urllib.parse

import google.auth.exceptions
import itsdangerous
from google.auth.transport import requests as google_requests
from google.oauth2 import id_token as google_id_token

from core import errors, settings
from core.platform.auth import secrets

COOKIE_NAME = 'google_sign_in'

# Maximum time that a visitor may spend at Google.
MAX_AGE_SECS = 600

_AUTHORIZATION_URL = 'https://accounts.google.com/o/oauth2/v2/auth'
_SALT = 'google-sign-in'


@dataclasses.dataclass(frozen=True)
class Attempt:
    """An attempt to sign in.

    Attributes:
        state: The random state, which Google returns with the response.
        nonce: The random nonce, which Google includes in the token.
        cookie: The signed state, nonce and destination.
    """

    state: str
    nonce: str
    cookie: str


@dataclasses.dataclass(frozen=True)
class Identity:
    """A verified identity, and the destination after signing in."""

    subject: str
    email: str
    next_path: str


def client_id() -> str:
    """Returns the OAuth client id of this deployment, or ''."""
    return settings.current().google_client_id


def is_configured() -> bool:
    """Returns whether sign-in with Google is configured."""
    return bool(client_id())


def begin(next_path: str) -> Attempt:
    """Starts an attempt to sign in.

    Args:
        next_path: The destination after signing in.

    Raises:
        EntityNotFoundError: Sign-in with Google is not configured.
    """
    if not is_configured():
        raise errors.EntityNotFoundError('There is no such sign-in here.')
    state = random_secrets.token_urlsafe()
    nonce = random_secrets.token_urlsafe()
    return Attempt(
        state, nonce, secrets.serializer(_SALT).dumps([state, nonce, next_path])
    )


def authorization_url(attempt: Attempt, callback_url: str) -> str:
    """Returns the authorization URL at Google.

    Args:
        attempt: The attempt.
        callback_url: The registered URL that Google posts its response to.
    """
    return f'{_AUTHORIZATION_URL}?' + urllib.parse.urlencode(
        {
            'client_id': client_id(),
            'redirect_uri': callback_url,
            'response_type': 'id_token',
            'response_mode': 'form_post',
            'scope': 'openid email',
            'state': attempt.state,
            'nonce': attempt.nonce,
            'prompt': 'select_account',
        }
    )


def finish(cookie: str | None, state: str, id_token: str) -> Identity:
    """Verifies Google's response.

    Args:
        cookie: The cookie that `begin` created.
        state: The state of the response.
        id_token: The signed token of the response.

    Raises:
        ValidationError: The response is not for this browser, or not by Google.
    """
    expected_state, nonce, next_path = _read_cookie(cookie)
    if not hmac.compare_digest(expected_state.encode(), state.encode()):
        raise errors.ValidationError('This answer was not asked for here.')
    claims = _verify_token(id_token)
    if not hmac.compare_digest(nonce, str(claims.get('nonce', ''))):
        raise errors.ValidationError('This sign-in was used before.')
    email = claims.get('email')
    if not email or claims.get('email_verified') is not True:
        raise errors.ValidationError('Google does not vouch for the address.')
    return Identity(str(claims['sub']), str(email), next_path)


def _read_cookie(cookie: str | None) -> tuple[str, str, str]:
    try:
        state, nonce, next_path = secrets.serializer(_SALT).loads(
            cookie or '', max_age=MAX_AGE_SECS
        )
    except itsdangerous.BadData as error:
        raise errors.ValidationError(
            'Signing in took too long. Please try again.'
        ) from error
    return state, nonce, next_path


def _verify_token(id_token: str) -> dict[str, object]:
    try:
        return google_id_token.verify_oauth2_token(
            id_token, google_requests.Request(), audience=client_id()
        )
    except (ValueError, google.auth.exceptions.GoogleAuthError) as error:
        raise errors.ValidationError(
            'Google did not confirm this sign-in.'
        ) from error
