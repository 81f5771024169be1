"""JSON is compressed for clients that accept it, and nothing else is."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
import webob

from core.controllers import compression

pytestmark = pytest.mark.no_store

TEXT = json.dumps({'numbers': list(range(1000))}).encode()


def get_response(
    response: webob.Response, method: str = 'GET', **headers: str
) -> webob.Response:
    request = webob.Request.blank('/', method=method, headers=headers)
    return request.get_response(response)


def of_json(body: bytes = TEXT, **kwargs: Any) -> webob.Response:
    return compression.Response(
        body=body, content_type='application/json', charset=None, **kwargs
    )


GZIP = {'Accept-Encoding': 'br, gzip'}


def test_clients_that_accept_it_get_compressed_responses():
    response = get_response(of_json(), **GZIP)
    assert response.content_encoding == 'gzip'
    assert gzip.decompress(response.body) == TEXT
    assert response.content_length == len(response.body) < len(TEXT)
    assert response.vary == ('Accept-Encoding',)
    # The gzip header contains no time, so the body is reproducible.
    assert get_response(of_json(), **GZIP).body == response.body


@pytest.mark.parametrize(
    'headers',
    [
        {},
        {'Accept-Encoding': 'br'},
        {'Accept-Encoding': 'gzip;q=0, br'},
        {'Accept-Encoding': 'gzip;;'},
    ],
)
def test_other_clients_get_it_uncompressed(headers):
    response = get_response(of_json(), **headers)
    assert response.content_encoding is None
    assert response.body == TEXT
    assert response.vary == ('Accept-Encoding',)


@pytest.mark.parametrize(
    'response',
    [
        of_json(b'{}'),
        of_json(content_encoding='br'),
        compression.Response(body=TEXT, content_type='text/html'),
        compression.Response(
            app_iter=iter([TEXT]), content_type='application/x-ndjson'
        ),
    ],
)
def test_small_or_other_responses_are_not_compressed(response):
    body, encoding = b'', response.content_encoding
    got = get_response(response, **GZIP)
    body = got.body
    assert got.content_encoding == encoding
    assert not body.startswith(b'\x1f\x8b')


def test_a_response_to_head_has_no_body():
    response = get_response(of_json(), method='HEAD', **GZIP)
    assert response.body == b''
    assert response.content_encoding is None


def test_streamed_responses_are_not_buffered():
    taken = []

    def parts():
        for number in range(3):
            taken.append(number)
            yield b'{"a": 1}' * 1000

    response = compression.Response(
        app_iter=parts(), content_type='application/json', charset=None
    )
    first = next(iter(get_response(response, **GZIP).app_iter))
    assert first == b'{"a": 1}' * 1000
    assert len(taken) < 3
