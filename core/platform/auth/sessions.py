"""Signed sessions of users, and CSRF tokens.

A session is a signed cookie with the user, a nonce and the session epoch of the
account. Signing out increments the epoch, which invalidates all earlier cookies
and their copies.

A CSRF token is the signed nonce of the session: it becomes invalid with the
session, and other sites cannot forge it.
"""

from __future__ import annotations

import dataclasses
import secrets as random_secrets

import itsdangerous

from core.platform.auth import secrets

COOKIE_NAME = 'session'

# 14 days.
MAX_AGE_SECS = 14 * 24 * 3600

_SESSION_SALT = 'signed-in-session'
_CSRF_SALT = 'csrf-token'


@dataclasses.dataclass(frozen=True)
class SignedInSession:
    """A session of a user.

    Attributes:
        user_id: The user.
        nonce: The random id of the session.
        epoch: The session epoch of the account when the session began.
    """

    user_id: str
    nonce: str
    epoch: int = 0


def new_session(user_id: str, epoch: int = 0) -> SignedInSession:
    """Creates a session with a new random id.

    Args:
        user_id: The user.
        epoch: The current session epoch of the account.
    """
    return SignedInSession(user_id, random_secrets.token_urlsafe(16), epoch)


def to_cookie(session: SignedInSession) -> str:
    """Returns the signed value for the cookie."""
    return secrets.serializer(_SESSION_SALT).dumps(
        [session.user_id, session.nonce, session.epoch]
    )


def from_cookie(cookie: str | None) -> SignedInSession | None:
    """Returns the session in a cookie, or None if it is invalid.

    The caller compares the epoch with that of the account.
    """
    value = _loads(_SESSION_SALT, cookie)
    match value:
        case [str(user_id), str(nonce), int(epoch)] if user_id:
            return SignedInSession(user_id, nonce, epoch)
        # Cookies of versions without epochs remain for up to 14 days.
        case [str(user_id), str(nonce)] if user_id:
            return SignedInSession(user_id, nonce)
    return None


def csrf_token(session: SignedInSession | None) -> str:
    """Returns the CSRF token of a session."""
    return secrets.serializer(_CSRF_SALT).dumps(
        session.nonce if session else ''
    )


def is_csrf_token_valid(
    token: str | None, session: SignedInSession | None
) -> bool:
    """Returns whether a CSRF token belongs to this session."""
    nonce = _loads(_CSRF_SALT, token)
    return isinstance(nonce, str) and nonce == (
        session.nonce if session else ''
    )


def _loads(salt: str, signed: str | None) -> object:
    if not signed:
        return None
    try:
        return secrets.serializer(salt).loads(signed, max_age=MAX_AGE_SECS)
    except itsdangerous.BadData:
        return None
