"""Pictures of explorations: adding, listing, removing and serving."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
import webtest

from core import feconf
from core.controllers import rate_limits
from core.domain import (
    asset_services,
    exp_services,
    exp_yaml,
    rights_services,
    shared_links_services,
)
from core.domain import user_services as users
from core.domain.exp_migration import archives
from tests.core.controllers import web
from tests.core.domain import picture_builders as builders

PUBLIC = 'public_one'
LIST = f'/createhandler/assets/{PUBLIC}'


@pytest.fixture
def editor(browser: web.Browser, public_exploration: str) -> web.Browser:
    browser.sign_in(web.EDITOR)
    return browser


def add(
    editor: web.Browser,
    content: bytes,
    name: str = 'My map.PNG',
    exp_id: str = PUBLIC,
) -> webtest.TestResponse:
    body = {'name': name, 'content': base64.b64encode(content).decode()}
    return editor.send('POST', f'/createhandler/assets/{exp_id}', body)


def serve(browser: web.Browser, name: str, query: str = '') -> Any:
    return browser.get(f'/assetshandler/{PUBLIC}/{name}{query}')


def test_a_picture_is_added_listed_and_served(editor: web.Browser) -> None:
    added = add(editor, builders.noise('JPEG', (1200, 300))).json
    name = added['name']
    assert re.fullmatch(r'my-map-[0-9a-f]{20}\.jpg', name)
    assert editor.get(LIST).json == {'pictures': [added]}
    file = serve(editor, name)
    assert file.content_type == 'image/jpeg'
    assert len(file.body) == added['num_bytes']
    assert file.headers['Cache-Control'] == (
        'public, max-age=31536000, immutable'
    )
    assert file.headers['X-Content-Type-Options'] == 'nosniff'
    assert 'Set-Cookie' not in file.headers
    assert builders.open_image(file.body).size == (1200, 300)
    assert (added['width'], added['height']) == (1200, 300)


def test_a_variant_is_served_if_it_exists(editor: web.Browser) -> None:
    large = add(editor, builders.noise('PNG', (700, 70))).json['name']
    small = add(editor, builders.raster()).json['name']
    for name, widths in ((large, (480, 700)), (small, (40, 40))):
        for w, width in zip((480, 960), widths, strict=True):
            file = serve(editor, name, f'?w={w}')
            assert builders.open_image(file.body).width == width
    response = editor.get(f'/assetshandler/{PUBLIC}/{large}?w=481', status=400)
    assert 'should be 480 or 960' in response.text


def test_svg_is_served_so_that_it_runs_nothing(editor: web.Browser) -> None:
    name = add(editor, builders.SVG, 'a.png').json['name']
    assert name.endswith('.svg')
    file = serve(editor, name)
    assert file.content_type == 'image/svg+xml'
    assert file.headers.getall('Content-Security-Policy') == [
        "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    ]
    assert file.headers['X-Frame-Options'] == 'DENY'


def test_a_private_picture_is_for_those_who_may_play(
    browser: web.Browser, private_exploration: str
) -> None:
    browser.sign_in(web.OWNER)
    name = add(browser, builders.raster(), exp_id='private_one').json['name']
    path = f'/assetshandler/private_one/{name}'
    browser.sign_in(web.VIEWER)
    file = browser.get(path)
    assert file.headers['Cache-Control'].startswith('private, max-age=')
    browser.sign_in(web.STRANGER)
    assert 'no such exploration' in browser.get(path, status=404).text


def test_a_link_to_the_statistics_shows_private_pictures(
    editor: web.Browser, private_exploration: str
) -> None:
    name = add(editor, builders.raster(), exp_id='private_one').json['name']
    shared_links_services.create('private_one', '', None)
    (link,) = shared_links_services.get_links('private_one')
    editor.sign_in(web.STRANGER)
    editor.get(f'/assetshandler/private_one/{name}', status=404)
    path = f'/sharedhandler/assets/{link.token}'
    file = editor.get(f'{path}/{name}?w=480')
    assert file.content_type == 'image/png'
    assert file.headers['Cache-Control'].startswith('private')
    editor.get(f'{path}/other-0a1b.png', status=404)
    editor.get(f'/sharedhandler/assets/{link.token}x/{name}', status=404)


def test_a_picture_belongs_to_one_exploration(
    editor: web.Browser, private_exploration: str
) -> None:
    name = add(editor, builders.raster()).json['name']
    path = f'/assetshandler/private_one/{name}'
    assert 'There is no such picture' in editor.get(path, status=404).text


@pytest.mark.parametrize(
    'name',
    ['a.png', '..', 'a.exe', '%2e%2e%2fa.png', 'A.PNG', 'full', '%C3%A9.png'],
)
def test_a_picture_of_an_unknown_name_is_not_found(
    editor: web.Browser, name: str
) -> None:
    editor.get(f'/assetshandler/{PUBLIC}/{name}', status=404)


def test_guests_may_request_many_pictures_up_to_a_limit(
    browser: web.Browser,
    public_exploration: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rate_limits.PICTURES, 'burst', 3)
    monkeypatch.setattr(rate_limits.PICTURES, 'tokens_per_sec', 1e-6)
    rate_limits.PICTURES.forget()
    path = f'/assetshandler/{PUBLIC}/a.png'
    statuses = [browser.get(path, '*').status_int for _ in range(4)]
    assert statuses == [404, 404, 404, 429]


@pytest.mark.parametrize(
    ('content', 'message'),
    [
        (b'', 'not a picture'),
        (b'<svg><script/></svg>', 'may not have <script> (line 1)'),
        (builders.raster()[:50], 'damaged'),
        (builders.raster('BMP'), 'PNG, JPEG, WebP, GIF or SVG'),
    ],
)
def test_a_file_that_cannot_be_stored_is_refused_with_a_reason(
    editor: web.Browser, content: bytes, message: str
) -> None:
    response = add(editor, content)
    assert response.status_int == 400
    assert message in response.json['error']['message']
    assert editor.get(LIST).json == {'pictures': []}


def test_only_this_route_accepts_large_bodies(
    editor: web.Browser,
) -> None:
    response = add(editor, builders.raster() + bytes(9_900_000))
    assert response.status_int == 200
    response = add(editor, bytes(feconf.MAX_UPLOAD_BYTES))
    assert response.status_int == 413
    body = {'title': 'x' * 3_000_000}
    response = editor.send('POST', '/createhandler/new', body)
    assert response.status_int == 413


def test_pictures_are_limited_in_number_and_bytes(
    editor: web.Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(editor, builders.raster())
    monkeypatch.setattr(feconf, 'MAX_PICTURES', 1)
    assert 'may have 1 pictures' in add(editor, builders.raster()).text
    monkeypatch.undo()
    monkeypatch.setattr(feconf, 'MAX_PICTURE_BYTES_PER_EXPLORATION', 200)
    assert 'may take 200 bytes' in add(editor, builders.raster()).text
    assert len(editor.get(LIST).json['pictures']) == 1


def save(editor: web.Browser, html: str) -> webtest.TestResponse:
    exploration = exp_services.get_exploration_by_id(PUBLIC)
    exploration.states['Introduction'].content.html = html
    body = {
        'version': exploration.version,
        'yaml': exp_yaml.exploration_to_yaml(exploration),
    }
    return editor.send('PUT', f'/createhandler/data/{PUBLIC}', body)


def test_a_text_may_only_show_existing_pictures(
    editor: web.Browser,
) -> None:
    name = add(editor, builders.raster()).json['name']
    good = f'<p><img src="assets/{name}" alt="A map"></p>'
    response = save(editor, good + '<img src="assets/other.png" alt="x">')
    assert response.status_int == 400
    error = response.json['error']
    assert error['path'] == 'states.Introduction.content.html'
    assert 'there is no picture assets/other.png' in error['message']
    assert 'line' in error['message']
    assert save(editor, good).status_int == 200


def test_a_saved_version_keeps_its_pictures(editor: web.Browser) -> None:
    used = add(editor, builders.raster()).json['name']
    unused = add(editor, builders.raster()).json['name']
    save(editor, f'<p><img src="assets/{used}" alt="A map"></p>')
    save(editor, '<p>Without.</p>')
    listed = editor.get(LIST).json['pictures']
    assert [picture['is_used'] for picture in listed] == [True, False]
    response = editor.send('DELETE', f'{LIST}?name={used}')
    assert response.status_int == 409
    assert 'A saved version shows this picture' in response.text
    left = editor.send('DELETE', f'{LIST}?name={unused}').json['pictures']
    assert [picture['name'] for picture in left] == [used]
    editor.get(f'/assetshandler/{PUBLIC}/{unused}', status=404)
    assert editor.send('DELETE', f'{LIST}?name=none').json['pictures'] == left


def test_an_export_contains_the_pictures_of_its_version(
    editor: web.Browser,
) -> None:
    shown, other = (add(editor, builders.raster()).json for _ in range(2))
    save(editor, f'<img src="assets/{shown["name"]}" alt="A map">')
    file = editor.get(f'/createhandler/export/{PUBLIC}?format=zip').body
    (source,) = archives.unpack('a.zip', file)
    assert list(source.assets) == [shown['name']]
    assert len(source.assets[shown['name']]) == shown['num_bytes']
    assert other['name'] not in source.content.decode()


def test_a_new_exploration_has_no_pictures_yet(editor: web.Browser) -> None:
    name = add(editor, builders.raster()).json['name']
    save(editor, f'<img src="assets/{name}" alt="A map">')
    text = editor.get(f'/createhandler/data/{PUBLIC}').json['yaml']
    response = editor.send('POST', '/createhandler/new', {'yaml': text})
    assert response.status_int == 400
    assert f'there is no picture assets/{name}' in response.text


def test_pictures_are_deleted_with_their_exploration(
    editor: web.Browser,
) -> None:
    name = add(editor, builders.noise('PNG', (700, 700))).json['name']
    assert asset_services.get_files(PUBLIC, [name])
    editor.sign_in(web.OWNER)
    editor.send('DELETE', f'/createhandler/data/{PUBLIC}', {})
    assert asset_services.get_files(PUBLIC, [name]) == {}
    assert asset_services.names_of(PUBLIC) == frozenset()


def test_a_picture_is_cached_only_by_browsers_once_unpublished(
    editor: web.Browser,
) -> None:
    name = add(editor, builders.raster()).json['name']
    owner = users.dev_user_id(web.OWNER)
    rights_services.unpublish_exploration(owner, PUBLIC)
    assert serve(editor, name).headers['Cache-Control'].startswith('private')
