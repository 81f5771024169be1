from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.platform.auth import sessions

pytestmark = pytest.mark.no_store


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('STATS_SECRET_KEY', 'one key')


def test_a_cookie_names_its_user() -> None:
    session = sessions.new_session('dev:a@example.com')
    assert sessions.from_cookie(sessions.to_cookie(session)) == session


def test_a_cookie_signed_with_another_key_is_ignored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cookie = sessions.to_cookie(sessions.new_session('dev:a@example.com'))
    monkeypatch.setenv('STATS_SECRET_KEY', 'another key')
    assert sessions.from_cookie(cookie) is None


@given(st.text())
def test_any_other_text_is_not_a_user(text: str) -> None:
    assert sessions.from_cookie(text) is None


def test_a_csrf_token_is_not_accepted_as_a_session() -> None:
    session = sessions.new_session('dev:a@example.com')
    assert sessions.from_cookie(sessions.csrf_token(session)) is None


def test_a_session_expires() -> None:
    session = sessions.new_session('dev:a@example.com')
    with pytest.MonkeyPatch.context() as patch:
        long_ago = 1_000_000
        patch.setattr('itsdangerous.timed.time.time', lambda: long_ago)
        cookie = sessions.to_cookie(session)
    assert sessions.from_cookie(cookie) is None


def test_a_csrf_token_belongs_to_one_session() -> None:
    mine = sessions.new_session('dev:a@example.com')
    same_user_later = sessions.new_session('dev:a@example.com')
    token = sessions.csrf_token(mine)
    assert sessions.is_csrf_token_valid(token, mine)
    assert not sessions.is_csrf_token_valid(token, same_user_later)
    assert not sessions.is_csrf_token_valid(token, None)


@pytest.mark.parametrize('token', [None, '', 'x', 'a.b.c'])
def test_an_invalid_token_is_refused(token: str | None) -> None:
    assert not sessions.is_csrf_token_valid(token, None)
