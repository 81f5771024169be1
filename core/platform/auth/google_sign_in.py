"""Sign-in with Google, by OpenID Connect.

The visitor is sent to Google and comes back with a form post that holds an
ID token (https://developers.google.com/identity/openid-connect). `state`
ties the answer to this browser, `nonce` ties the token to this attempt.
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

# Seconds a visitor may take at Google.
MAX_AGE_SECS = 600

_AUTHORIZATION_URL = 'https://accounts.google.com/o/oauth2/v2/auth'
_SALT = 'google-sign-in'


@dataclasses.dataclass(frozen=True)
class Attempt:
    """One try to sign in.

    Attributes:
        state: What Google sends back to show that the answer is ours.
        nonce: What Google writes into the token.
        cookie: Both, and the way back, signed.
    """

    state: str
    nonce: str
    cookie: str


@dataclasses.dataclass(frozen=True)
class Identity:
    """Whom Google vouches for, and where he wanted to go."""

    subject: str
    email: str
    next_path: str


def client_id() -> str:
    """Returns the OAuth client of this deployment; '' when it has none."""
    return settings.current().google_client_id


def is_configured() -> bool:
    """Returns whether people can sign in with Google here."""
    return bool(client_id())


def begin(next_path: str) -> Attempt:
    """Starts an attempt.

    Args:
        next_path: Where to go afterwards.

    Raises:
        EntityNotFoundError: There is no sign-in with Google here.
    """
    if not is_configured():
        raise errors.EntityNotFoundError('There is no such sign-in here.')
    state = random_secrets.token_urlsafe()
    nonce = random_secrets.token_urlsafe()
    return Attempt(state, nonce, _serializer().dumps([state, nonce, next_path]))


def authorization_url(attempt: Attempt, callback_url: str) -> str:
    """Returns the address at Google that asks who the visitor is.

    Args:
        attempt: The attempt.
        callback_url: Where Google posts its answer, registered there.
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
    """Checks Google's answer.

    Args:
        cookie: What `begin` left in the browser.
        state: What came back.
        id_token: What Google says, signed.

    Returns:
        Who it is.

    Raises:
        ValidationError: The answer is not for this browser, or not Google's.
    """
    asked_state, nonce, next_path = _read_cookie(cookie)
    if not hmac.compare_digest(asked_state.encode(), state.encode()):
        raise errors.ValidationError('This answer was not asked for here.')
    claims = _verified_claims(id_token)
    if not hmac.compare_digest(nonce, str(claims.get('nonce', ''))):
        raise errors.ValidationError('This sign-in was used before.')
    email = claims.get('email')
    if not email or claims.get('email_verified') is not True:
        raise errors.ValidationError('Google does not vouch for the address.')
    return Identity(str(claims['sub']), str(email), next_path)


def _read_cookie(cookie: str | None) -> tuple[str, str, str]:
    try:
        state, nonce, next_path = _serializer().loads(
            cookie or '', max_age=MAX_AGE_SECS
        )
    except itsdangerous.BadData as error:
        raise errors.ValidationError(
            'Signing in took too long. Please try again.'
        ) from error
    return state, nonce, next_path


def _verified_claims(id_token: str) -> dict[str, object]:
    try:
        return google_id_token.verify_oauth2_token(
            id_token, google_requests.Request(), audience=client_id()
        )
    except (ValueError, google.auth.exceptions.GoogleAuthError) as error:
        raise errors.ValidationError(
            'Google did not confirm this sign-in.'
        ) from error


def _serializer() -> itsdangerous.URLSafeTimedSerializer:
    return itsdangerous.URLSafeTimedSerializer(
        secrets.get_secret_key(), salt=_SALT
    )
