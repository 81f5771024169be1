"""Tests on the official emulator make each request of the application."""

from __future__ import annotations

import types
from typing import Any, cast

import pytest
from google.cloud import ndb

from core.platform.datastore import embedded
from tests import app_server, forking_python, request_shapes


class UnlistedModel(ndb.Model):
    pass


def test_the_chosen_tests_make_the_listed_requests():
    done = forking_python.of_tree(app_server.ROOT).run_module(
        'tests.request_shapes', '--check'
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.no_store
@pytest.mark.parametrize(
    ('name', 'is_watched'), [('test_library.py', True), ('lately.py', False)]
)
def test_an_unlisted_request_of_a_handler_fails_its_test(name, is_watched):
    path = 'tests/core/controllers/' if is_watched else 'tests/core/'
    node: Any = types.SimpleNamespace(nodeid=f'{path}{name}::test_it')
    problems = []
    try:
        with request_shapes.check_requests(cast(pytest.Item, node)):
            client = embedded.Client(':memory:')
            with client.context():
                UnlistedModel.query(
                    UnlistedModel.key > ndb.Key(UnlistedModel, 'a')
                ).fetch(1)
            client.close()
    except pytest.fail.Exception as failure:
        problems.append(str(failure))
    assert [('UnlistedModel' in problem) for problem in problems] == (
        [True] if is_watched else []
    )
