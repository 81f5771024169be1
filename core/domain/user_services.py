"""Accounts, which are created at the first sign-in."""

from __future__ import annotations

from collections.abc import Iterable

from core import feconf, settings
from core.domain import user_domain
from core.platform.auth import environment
from core.platform.datastore import store
from core.storage.user import gae_models

DEV_PREFIX = 'dev:'
GOOGLE_PREFIX = 'google:'


def dev_user_id(email: str) -> str:
    """Returns the user id of an address under the development sign-in."""
    return DEV_PREFIX + user_domain.normalize_email(email)


def is_of_dev_sign_in(user_id: str) -> bool:
    """Returns whether a user id comes from the development sign-in."""
    return user_id.startswith(DEV_PREFIX)


def google_user_id(subject: str) -> str:
    """Returns the user id of a Google account.

    Args:
        subject: The `sub` of its ID token, which never changes, unlike the
            address.
    """
    return GOOGLE_PREFIX + subject


def sign_in(user_id: str, email: str) -> user_domain.User:
    """Creates the account, or updates its address.

    Args:
        user_id: The id of the account.
        email: The verified address.

    Returns:
        The account.

    Raises:
        ValidationError: The address is invalid.
    """
    normalized = user_domain.normalize_email(email)
    return store.run(
        lambda transaction: _save(transaction, user_id, normalized)
    )


def end_sessions(user_id: str) -> None:
    """Ends all sessions of an account, including copied cookies.

    Args:
        user_id: The account; a missing one is ignored.
    """

    def work(transaction: store.Transaction) -> None:
        model = transaction.get(gae_models.UserModel, user_id)
        if model is not None:
            model.session_epoch += 1
            transaction.put(model)

    store.run(work)


def is_admin(user: user_domain.User) -> bool:
    """Returns whether a user administers this site.

    The settings name the administrators. If those of a development server name
    none, `feconf.DEV_ADMIN_EMAIL` is the only one.
    """
    emails = settings.current().admin_emails
    if not emails and not environment.is_production():
        emails = frozenset({feconf.DEV_ADMIN_EMAIL})
    return user.email in emails


def _save(
    transaction: store.Transaction, user_id: str, email: str
) -> user_domain.User:
    model = transaction.get_or_new(gae_models.UserModel, id=user_id, email='')
    if model.email != email:
        model.email = email
        transaction.put(model)
    return _user_of(model)


def _user_of(model: gae_models.UserModel) -> user_domain.User:
    return user_domain.User(
        store.id_of(model), model.email, model.session_epoch
    )


def get_user(user_id: str) -> user_domain.User | None:
    """Returns an account, or None if it does not exist."""
    return get_users([user_id])[user_id]


def get_user_by_email(email: str) -> user_domain.User | None:
    """Returns the account with an address, or None if it does not exist.

    If several accounts have the address, the one updated last is returned.

    Args:
        email: The address as typed.

    Raises:
        ValidationError: The address is invalid.
    """
    normalized = user_domain.normalize_email(email)
    models = list(
        store.stream(gae_models.UserModel, [('email', '=', normalized)])
    )
    if not models:
        return None
    latest = max(models, key=lambda model: model.last_updated)
    return _user_of(latest)


def get_users(
    user_ids: Iterable[str],
) -> dict[str, user_domain.User | None]:
    """Returns several accounts with one read."""
    wanted = list(dict.fromkeys(user_ids))
    models = store.get(gae_models.UserModel, wanted)
    return {
        user_id: None if model is None else _user_of(model)
        for user_id, model in zip(wanted, models, strict=True)
    }


def get_display_names(user_ids: Iterable[str]) -> dict[str, str]:
    """Returns the names that others see, by user id; omits deleted accounts."""
    users = get_users(user_id for user_id in user_ids if user_id)
    return {
        user_id: user.display_name
        for user_id, user in users.items()
        if user is not None
    }
