"""Only unexpired tokens signed by this site for the exploration are valid."""

from __future__ import annotations

import itsdangerous
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock, errors, feconf
from core.domain import session_token

pytestmark = pytest.mark.no_store


def assert_refused(token: str, exp_id: str = 'exp') -> None:
    with pytest.raises(errors.ValidationError) as caught:
        session_token.read(token, exp_id)
    assert caught.value.path == 'session_id'


def test_a_token_contains_what_it_was_issued_for():
    token = session_token.issue('exp', 3, False, 'own_play')

    session = session_token.read(token, 'exp')

    assert (session.exp_id, session.exp_version) == ('exp', 3)
    assert not session.counted
    assert session.not_counted_reason == 'own_play'


def test_every_session_has_an_id_of_its_own():
    ids = {
        session_token.read(
            session_token.issue('exp', 1, True, None), 'exp'
        ).session_id
        for _ in range(100)
    }

    assert len(ids) == 100
    assert all(len(session_id) == 16 for session_id in ids)


def test_a_token_for_another_exploration_is_refused():
    assert_refused(session_token.issue('other', 1, True, None))


def test_a_token_is_accepted_until_it_is_too_old(monkeypatch):
    token = session_token.issue('exp', 1, True, None)
    now = clock.now_msecs()
    limit = feconf.SESSION_TOKEN_MAX_AGE_SECS * 1000

    monkeypatch.setattr(clock, 'now_msecs', lambda: now + limit - 60_000)
    assert session_token.read(token, 'exp').counted
    monkeypatch.setattr(clock, 'now_msecs', lambda: now + limit + 60_000)
    assert_refused(token)


def test_a_token_signed_with_another_key_or_for_another_use_is_refused(
    monkeypatch,
):
    content = {'s': 's', 'e': 'exp', 'v': 1, 'c': True, 'r': None, 't': 0}
    token = session_token.issue('exp', 1, True, None)

    assert_refused(itsdangerous.URLSafeSerializer('key').dumps(content))
    monkeypatch.setenv('STATS_SECRET_KEY', 'another key')
    assert_refused(token)


@given(
    place=st.floats(0, 1, exclude_max=True),
    letter=st.sampled_from('abcdefghijklmnopqrstuvwxyz0123456789-_.'),
)
def test_a_changed_token_is_refused(place, letter):
    token = session_token.issue('exp', 1, True, None)
    # The last character is left out, as base64 may ignore some of its bits.
    index = int(place * (len(token) - 1))
    changed = token[:index] + letter + token[index + 1 :]
    if changed != token:
        assert_refused(changed)


@given(st.text())
def test_any_other_text_is_refused(text):
    assert_refused(text)


@pytest.mark.parametrize(
    'text', ['', '\ud800', 'a' * 100_000, '.', 'a.b', '\n']
)
def test_malformed_texts_are_refused(text):
    assert_refused(text)


def test_a_token_is_verified_once_for_each_key(monkeypatch):
    monkeypatch.setenv('STATS_SECRET_KEY', 'first')
    token = session_token.issue('exp', 1, True, None)
    session = session_token.read(token, 'exp')
    assert session_token.read(token, 'exp') is session

    monkeypatch.setenv('STATS_SECRET_KEY', 'second')

    assert_refused(token)


def test_a_cached_token_expires(monkeypatch):
    token = session_token.issue('exp', 1, True, None)
    session_token.read(token, 'exp')
    end = clock.now_msecs() + 1000 * feconf.SESSION_TOKEN_MAX_AGE_SECS

    monkeypatch.setattr(clock, 'now_msecs', lambda: end + 1)

    assert_refused(token)
