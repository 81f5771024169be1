from __future__ import annotations

import pytest
import webapp2

from core.controllers import base

pytestmark = pytest.mark.no_store


def address(remote: str | None, **headers: str) -> str:
    request = webapp2.Request.blank('/')
    if remote is not None:
        request.environ['REMOTE_ADDR'] = remote
    for name, value in headers.items():
        request.headers[name.replace('_', '-')] = value
    return base.BaseHandler(request, webapp2.Response()).client_address


def test_a_caller_has_the_address_of_the_connection() -> None:
    assert address('10.0.0.1', X_Forwarded_For='1.2.3.4') == '10.0.0.1'
    assert address(None) == ''


def test_on_app_engine_the_front_end_says_who_calls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv('GAE_ENV', 'standard')
    assert (
        address(
            '169.254.1.1',
            X_Appengine_User_Ip='5.6.7.8',
            X_Forwarded_For='1.1.1.1, 9.9.9.9',
        )
        == '5.6.7.8'
    )


def test_what_a_caller_writes_himself_is_not_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv('K_SERVICE', 'service')
    forwarded = '1.1.1.1, 5.6.7.8'
    assert address('169.254.1.1', X_Forwarded_For=forwarded) == '5.6.7.8'


def test_a_handler_answers_head_where_it_answers_get() -> None:
    class Reading(base.BaseHandler):
        def get(self) -> None:
            """Reads."""

    class Writing(base.BaseHandler):
        def post(self) -> None:
            """Writes."""

    assert base.allowed_methods(Reading) == ['HEAD', 'GET']
    assert base.allowed_methods(Writing) == ['POST']
