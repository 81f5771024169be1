from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import errors
from core.domain import user_domain, user_services


def test_an_account_is_created_at_the_first_sign_in() -> None:
    assert user_services.get_user('google:1') is None
    signed_in = user_services.sign_in('google:1', 'Ada@Example.com')
    assert signed_in == user_domain.User('google:1', 'ada@example.com')
    assert user_services.get_user('google:1') == signed_in


def test_a_later_sign_in_updates_the_address() -> None:
    user_services.sign_in('google:1', 'old@example.com')
    user_services.sign_in('google:1', 'new@example.com')
    user = user_services.get_user('google:1')
    assert user is not None
    assert user.email == 'new@example.com'


def test_several_accounts_are_read_at_once() -> None:
    user_services.sign_in('dev:a@example.com', 'a@example.com')
    users = user_services.get_users(
        ['dev:a@example.com', 'nobody', 'dev:a@example.com']
    )
    assert set(users) == {'dev:a@example.com', 'nobody'}
    assert users['nobody'] is None


def test_an_invalid_address_creates_no_account() -> None:
    with pytest.raises(errors.ValidationError):
        user_services.sign_in('google:1', 'no address')
    assert user_services.get_user('google:1') is None


@pytest.mark.no_store
@given(st.emails())
def test_any_address_is_accepted_and_normalised_once(email: str) -> None:
    normalized = user_domain.normalize_email(f' {email}\n')
    assert normalized == email.lower()
    assert user_domain.normalize_email(normalized) == normalized


@pytest.mark.no_store
@given(st.text())
def test_any_text_is_refused_or_contains_one_at_sign(text: str) -> None:
    try:
        email = user_domain.normalize_email(text)
    except errors.ValidationError as error:
        # The form shows the problem at the field of this name.
        message = error.path
    else:
        message = ''
        assert email.count('@') == 1
        assert email == email.strip()
    assert message in ('', 'email')
