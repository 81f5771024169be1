from __future__ import annotations

import pytest

from core.controllers import base

pytestmark = pytest.mark.no_store


def test_a_handler_answers_head_where_it_answers_get() -> None:
    class Reading(base.BaseHandler):
        def get(self) -> None:
            """Reads."""

    class Writing(base.BaseHandler):
        def post(self) -> None:
            """Writes."""

    assert base.allowed_methods(Reading) == ['HEAD', 'GET']
    assert base.allowed_methods(Writing) == ['POST']
