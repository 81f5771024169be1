"""Signed sessions of signed-in people, and the tokens of their forms.

A session is a signed cookie that names the user; the server keeps nothing.
A CSRF token is signed over the random id in that cookie, so it dies with
the session and no other site can make one.
"""

from __future__ import annotations

import dataclasses
import secrets as random_secrets

import itsdangerous

from core.platform.auth import secrets

COOKIE_NAME = 'session'

# Seconds after which one has to sign in again (14 days).
MAX_AGE_SECS = 14 * 24 * 3600

_SESSION_SALT = 'signed-in-session'
_CSRF_SALT = 'csrf-token'


@dataclasses.dataclass(frozen=True)
class SignedInSession:
    """Somebody's session.

    Attributes:
        user_id: Who it is.
        nonce: A random id of this session.
    """

    user_id: str
    nonce: str


def new_session(user_id: str) -> SignedInSession:
    """Returns a session of a user, with an id of its own."""
    return SignedInSession(user_id, random_secrets.token_urlsafe(16))


def to_cookie(session: SignedInSession) -> str:
    """Returns the signed value for the cookie."""
    return _serializer(_SESSION_SALT).dumps([session.user_id, session.nonce])


def from_cookie(cookie: str | None) -> SignedInSession | None:
    """Returns the session in a cookie; None when it is not one of ours."""
    value = _loads(_SESSION_SALT, cookie)
    match value:
        case [str(user_id), str(nonce)] if user_id:
            return SignedInSession(user_id, nonce)
    return None


def csrf_token(session: SignedInSession | None) -> str:
    """Returns the token that the forms of a session carry."""
    return _serializer(_CSRF_SALT).dumps(session.nonce if session else '')


def is_csrf_token_valid(
    token: str | None, session: SignedInSession | None
) -> bool:
    """Returns whether a token was made for this very session."""
    nonce = _loads(_CSRF_SALT, token)
    return isinstance(nonce, str) and nonce == (
        session.nonce if session else ''
    )


def _serializer(salt: str) -> itsdangerous.URLSafeTimedSerializer:
    return itsdangerous.URLSafeTimedSerializer(
        secrets.get_secret_key(), salt=salt
    )


def _loads(salt: str, signed: str | None) -> object:
    if not signed:
        return None
    try:
        return _serializer(salt).loads(signed, max_age=MAX_AGE_SECS)
    except itsdangerous.BadData:
        return None
