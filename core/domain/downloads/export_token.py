"""The signed token that requests the next part of a download.

The server stores nothing about a download. The token contains all data for the
next part, above all the seed of the pseudonyms. A download with a single part
has no token, so its key exists only while it is written.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import secrets
from typing import Any

import itsdangerous

from core import clock, errors, feconf
from core.platform.auth import secrets as auth_secrets

# Separates these signatures from those of other tokens of the application.
_SALT = 'event-log-export'

# Bytes of the seed of a download's key.
_SEED_BYTES = 16

_MAX_TOKEN_LENGTH = 4_000

_PATH = 'continue'


@dataclasses.dataclass(frozen=True)
class Position:
    """The progress of a download.

    Attributes:
        seed: The seed of its pseudonyms; random for each download.
        part: The number of the part that begins here, from 1.
        kind: The number of completed kinds of events.
        cursor: The position in the current kind; empty for its beginning.
    """

    seed: bytes
    part: int = 1
    kind: int = 0
    cursor: bytes = b''

    @property
    def key(self) -> bytes:
        """The key of the pseudonyms.

        The token alone does not reveal the key, which also depends on the
        secret of this site.
        """
        secret = auth_secrets.get_secret_key().encode()
        return hmac.digest(secret, _SALT.encode() + self.seed, 'sha256')


def new_position() -> Position:
    """Returns the start of a new download."""
    return Position(secrets.token_bytes(_SEED_BYTES))


def to_token(exp_id: str, query: str, position: Position) -> str:
    """Returns the token for the part that begins at a position.

    Args:
        exp_id: The exploration.
        query: The request; that of the next part must be the same.
        position: The beginning of the part.
    """
    return _serializer().dumps(
        [
            exp_id,
            query,
            _text(position.seed),
            position.part,
            position.kind,
            _text(position.cursor),
            clock.now_msecs(),
        ]
    )


def from_token(exp_id: str, query: str, token: str) -> Position:
    """Returns the position in a token.

    Raises:
        ValidationError: It is invalid, expired, or of another download.
    """
    if len(token) > _MAX_TOKEN_LENGTH or not token.isascii():
        raise errors.ValidationError('this is no token of a download', _PATH)
    try:
        values: Any = _serializer().loads(token)
    except itsdangerous.BadData as error:
        raise errors.ValidationError(
            'this is no token of a download', _PATH
        ) from error
    if values[:2] != [exp_id, query]:
        raise errors.ValidationError(
            'this token continues another download', _PATH
        )
    _, _, seed, part, kind, cursor, issued_at_msecs = values
    age_msecs = clock.now_msecs() - issued_at_msecs
    if age_msecs > 1000 * feconf.EXPORT_TOKEN_MAX_AGE_SECS:
        raise errors.ValidationError('this token is too old', _PATH)
    return Position(_bytes(seed), part, kind, _bytes(cursor))


def _serializer() -> itsdangerous.URLSafeSerializer:
    return itsdangerous.URLSafeSerializer(
        auth_secrets.get_secret_key(),
        salt=_SALT,
        signer_kwargs={'digest_method': hashlib.sha256},
    )


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
