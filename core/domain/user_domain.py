"""Accounts and their email addresses."""

from __future__ import annotations

import dataclasses
import re

from core import errors, feconf

# One @ between a local part and a host, no white space or control characters.
# Stricter checks are useless: the sign-in provider has verified the address.
_EMAIL_REGEX = re.compile(r'[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+')


@dataclasses.dataclass(frozen=True)
class User:
    """An account.

    Attributes:
        user_id: `<provider>:<id there>`, such as `google:1234`.
        email: The address, in lower case.
        session_epoch: How many times all sessions of the account were ended.
    """

    user_id: str
    email: str
    session_epoch: int = 0

    @property
    def display_name(self) -> str:
        """The part of the address before the @, which others see."""
        return self.email.partition('@')[0]


def normalize_email(text: str) -> str:
    """Normalizes an address for comparison and storage.

    Args:
        text: The address as typed.

    Returns:
        The address in lower case, without the spaces around it.

    Raises:
        ValidationError: It is not an email address.
    """
    email = text.strip().lower()
    if len(email) > feconf.MAX_EMAIL_LENGTH or not _EMAIL_REGEX.fullmatch(
        email
    ):
        raise errors.ValidationError(
            'Please give an email address, such as creator@example.com.',
            'email',
        )
    return email
