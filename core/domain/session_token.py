"""The signed token that names a session on the wire.

The server keeps no list of sessions. The token contains all facts about its
session, and the signature proves that the server issued it.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import re
import secrets
from typing import Any, Literal

import itsdangerous

from core import clock, errors, feconf
from core.platform.auth import secrets as auth_secrets

# `old_version`: in tokens of earlier releases only.
NotCountedReason = Literal['own_play', 'preview', 'automated', 'old_version']

# Separates these signatures from those of other tokens of the application.
_SALT = 'learner-session'

# Random bytes of a session id: two of a billion sessions collide with a
# probability of about 1 in 10^11.
_ID_BYTES = 12

# The alphabet of itsdangerous; excludes texts without a UTF-8 form.
_TOKEN_REGEX = re.compile(r'[A-Za-z0-9_.-]+')

_PATH = 'session_id'

# Verified tokens that a process caches; about a kilobyte each.
_MAX_VERIFIED = 5_000


@dataclasses.dataclass(frozen=True)
class Session:
    """One learner's play of an exploration, over reloads and days.

    Attributes:
        session_id: The short id that events store.
        exp_id: The exploration.
        exp_version: The version that is played.
        counted: Whether events and counts of the session are kept.
        issued_at_msecs: Its beginning, in milliseconds since the epoch.
        not_counted_reason: The reason for not counting it; None if it counts.
        class_name: The class of the link that the learner followed; None for
            none.
    """

    session_id: str
    exp_id: str
    exp_version: int
    counted: bool
    issued_at_msecs: float
    not_counted_reason: NotCountedReason | None = None
    class_name: str | None = None


def issue(
    exp_id: str,
    exp_version: int,
    counted: bool,
    reason: NotCountedReason | None,
    class_name: str | None = None,
) -> str:
    """Returns the token of a new session.

    Args:
        exp_id: The exploration.
        exp_version: The version that will be played.
        counted: Whether events and counts of the session are kept.
        reason: The reason for not counting it; None if it counts.
        class_name: The class of the link that the learner followed.

    Returns:
        The token.
    """
    content = {
        's': secrets.token_urlsafe(_ID_BYTES),
        'e': exp_id,
        'v': exp_version,
        'c': counted,
        'r': reason,
        't': clock.now_msecs(),
    }
    if class_name is not None:
        content['k'] = class_name
    return _serializer(auth_secrets.get_secret_key()).dumps(content)


def read(token: str, exp_id: str) -> Session:
    """Returns the session that a token names.

    Args:
        token: The untrusted token.
        exp_id: The exploration of the request.

    Returns:
        The session.

    Raises:
        ValidationError: The token is not signed by this server, too old, or
            issued for another exploration.
    """
    return _read(token, exp_id, feconf.SESSION_TOKEN_MAX_AGE_SECS)


def read_to_resume(token: str, exp_id: str) -> Session:
    """Returns the session that a learner wants to resume.

    Args:
        token: The untrusted token.
        exp_id: The exploration of the request.

    Returns:
        The session; its token is valid for at least another day.

    Raises:
        ValidationError: As with `read`, but with a lower age limit.
    """
    return _read(token, exp_id, feconf.RESUME_MAX_AGE_SECS)


def _read(token: str, exp_id: str, max_age_secs: float) -> Session:
    session = _signed_session(token)
    if session.exp_id != exp_id:
        raise errors.ValidationError(
            'this session belongs to another exploration', _PATH
        )
    age_msecs = clock.now_msecs() - session.issued_at_msecs
    if age_msecs > max_age_secs * 1000:
        raise errors.ValidationError('this session is too old', _PATH)
    return session


def _signed_session(token: str) -> Session:
    if len(token) > feconf.MAX_SESSION_TOKEN_LENGTH:
        raise errors.ValidationError('this is not a session', _PATH)
    if not _TOKEN_REGEX.fullmatch(token):
        raise errors.ValidationError('this is not a session', _PATH)
    try:
        return _verify(token, auth_secrets.get_secret_key())
    except itsdangerous.BadData as error:
        raise errors.ValidationError('this is not a session', _PATH) from error


# A session sends its token with every request. Invalid tokens are not cached,
# so forged tokens cannot displace valid ones.
@functools.lru_cache(_MAX_VERIFIED)
def _verify(token: str, secret_key: str) -> Session:
    return _session_of(_serializer(secret_key).loads(token))


def _session_of(content: Any) -> Session:
    return Session(
        session_id=content['s'],
        exp_id=content['e'],
        exp_version=content['v'],
        counted=content['c'],
        not_counted_reason=content['r'],
        issued_at_msecs=content['t'],
        class_name=content.get('k'),
    )


def _serializer(secret_key: str) -> itsdangerous.URLSafeSerializer:
    return itsdangerous.URLSafeSerializer(
        secret_key,
        salt=_SALT,
        signer_kwargs={'digest_method': hashlib.sha256},
    )
