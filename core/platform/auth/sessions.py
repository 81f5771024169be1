"""Signed sessions of signed-in people, and the tokens of their forms.

A session is a signed cookie that names the user and the epoch of the account's
sessions. To sign out begins the next epoch: no cookie of an earlier one, and no
copy of it, is worth anything then.
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
        epoch: How often the sessions of the account had been ended when this
            one began.
    """

    user_id: str
    nonce: str
    epoch: int = 0


def new_session(user_id: str, epoch: int = 0) -> SignedInSession:
    """Returns a session of a user, with an id of its own.

    Args:
        user_id: Who it is.
        epoch: The epoch of the account's sessions.
    """
    return SignedInSession(user_id, random_secrets.token_urlsafe(16), epoch)


def to_cookie(session: SignedInSession) -> str:
    """Returns the signed value for the cookie."""
    return _serializer(_SESSION_SALT).dumps(
        [session.user_id, session.nonce, session.epoch]
    )


def from_cookie(cookie: str | None) -> SignedInSession | None:
    """Returns the session in a cookie; None when it is not one of ours.

    Whether it has been ended since, the account knows.
    """
    value = _loads(_SESSION_SALT, cookie)
    match value:
        case [str(user_id), str(nonce), int(epoch)] if user_id:
            return SignedInSession(user_id, nonce, epoch)
        # Cookies of versions without epochs live for up to 14 days.
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
