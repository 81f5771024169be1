"""Links with which anybody can read the statistics of an exploration."""

from __future__ import annotations

import dataclasses
import hashlib
import secrets

import itsdangerous

from core import clock, errors, feconf
from core.domain import local_days
from core.platform.auth import secrets as auth_secrets
from core.platform.datastore import store
from core.storage.statistics import shared_link_gae_models as models

_Model = models.SharedLinkModel

# Separates these signatures from those of other tokens of the application.
_SALT = 'shared-statistics'

# Bytes of a random id.
_ID_BYTES = 12

# Maximum characters of a token; valid ones have 60.
_MAX_TOKEN_LENGTH = 200


@dataclasses.dataclass(frozen=True, kw_only=True)
class SharedLink:
    """A link.

    Attributes:
        link_id: Its id, to revoke it.
        token: The last part of its address.
        label: The name that the owner gave it.
        created_at_msecs: Its creation, in milliseconds since the epoch.
        expires_at_msecs: Its expiry, likewise; null for never.
        is_expired: Whether it has expired.
    """

    link_id: str
    token: str
    label: str
    created_at_msecs: float
    expires_at_msecs: float | None
    is_expired: bool


def create(exp_id: str, label: str, days: int | None) -> None:
    """Creates a link to the statistics of an exploration.

    Args:
        exp_id: The exploration.
        label: A name for the owner; may be empty.
        days: The number of days for which it is valid; None for no limit.

    Raises:
        ValidationError: There are too many links.
    """
    if len(get_links(exp_id)) >= feconf.MAX_SHARED_LINKS:
        raise errors.ValidationError(
            f'at most {feconf.MAX_SHARED_LINKS} links; revoke one first'
        )
    now_msecs = clock.now_msecs()
    store.put(
        store.new(
            _Model,
            id=secrets.token_urlsafe(_ID_BYTES),
            exp_id=exp_id,
            label=label,
            created_at_msecs=now_msecs,
            expires_at_msecs=None
            if days is None
            else now_msecs + days * local_days.MSECS_PER_DAY,
        )
    )


def get_links(exp_id: str) -> list[SharedLink]:
    """Returns the links of an exploration, latest first."""
    links = [
        SharedLink(
            link_id=store.id_of(link),
            token=_signer().sign(store.id_of(link)).decode(),
            label=link.label,
            created_at_msecs=link.created_at_msecs,
            expires_at_msecs=link.expires_at_msecs,
            is_expired=_is_expired(link),
        )
        for link in store.stream(_Model, [('exp_id', '=', exp_id)])
    ]
    return sorted(links, key=lambda link: -link.created_at_msecs)


def revoke(exp_id: str, link_id: str) -> None:
    """Revokes a link immediately; idempotent.

    Args:
        exp_id: The exploration; a link of another one stays.
        link_id: The link.
    """

    def work(transaction: store.Transaction) -> None:
        link = transaction.get(_Model, link_id) if link_id else None
        if link is not None and link.exp_id == exp_id:
            transaction.delete([(_Model, link_id)])

    store.run(work)


def get_exp_id(token: str) -> str:
    """Returns the exploration that a link is about.

    Args:
        token: The last part of its address, untrusted.

    Raises:
        EntityNotFoundError: The link is forged, revoked or expired.
    """
    link = None
    if len(token) <= _MAX_TOKEN_LENGTH and token.isascii():
        try:
            link_id = _signer().unsign(token).decode()
        except itsdangerous.BadData:
            pass
        else:
            [link] = store.get(_Model, [link_id])
    if link is None or _is_expired(link):
        raise errors.EntityNotFoundError(
            'This link is not valid, or no longer valid. Ask the person who '
            'sent it to you for a new one.'
        )
    return link.exp_id


def _is_expired(link: _Model) -> bool:
    ends = link.expires_at_msecs
    return ends is not None and ends <= clock.now_msecs()


def _signer() -> itsdangerous.Signer:
    return itsdangerous.Signer(
        auth_secrets.get_secret_key(), salt=_SALT, digest_method=hashlib.sha256
    )
