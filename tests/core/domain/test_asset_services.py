from __future__ import annotations

import http.server
import json
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core import feconf
from core.domain import asset_files_services, asset_names, asset_services
from core.platform.datastore import store
from core.storage.exploration import asset_gae_models as models
from tests.core.domain import picture_builders as builders

BUCKET = 'pictures'


def part_ids() -> list[str]:
    return sorted(store.stream_ids(models.AssetFileModel))


@pytest.mark.parametrize('size', [0, 1, 10, 11, 95])
def test_a_file_is_stored_in_parts(
    monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(feconf, 'MAX_ASSET_PART_BYTES', 10)
    content = bytes(range(size))
    asset_files_services.write('e/a.png/full', content, 'image/png')
    assert len(part_ids()) == max(-(-size // 10), 1)
    assert asset_files_services.read('e/a.png/full') == content
    assert asset_files_services.read('e/a.png/480') is None
    asset_files_services.delete(['e/a.png/full', 'e/none/full'])
    assert part_ids() == []


def test_removing_a_picture_removes_its_variants() -> None:
    asset = asset_services.add('e', 'a.png', builders.noise('PNG', (700, 9)))
    assert part_ids() == [f'e/{asset.name}/480.0', f'e/{asset.name}/full.0']
    assert asset_services.remove('e', asset.name) == []
    assert part_ids() == []


def test_the_number_of_pictures_is_limited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feconf, 'MAX_PICTURES', 0)
    with pytest.raises(asset_services.errors.ValidationError):
        asset_services.add('e', 'a.png', builders.raster())
    assert part_ids() == []


def test_no_file_is_left_if_a_concurrent_request_reaches_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asset_services.add('e', 'a.png', builders.raster())
    files = part_ids()
    monkeypatch.setattr(feconf, 'MAX_PICTURES', 1)
    # As if the other request had added its picture after the first check.
    monkeypatch.setattr(asset_services, 'get_assets', lambda _exp_id: [])
    with pytest.raises(asset_services.errors.ValidationError):
        asset_services.add('e', 'b.png', builders.raster())
    assert part_ids() == files


def test_files_are_kept_if_the_outcome_of_a_commit_is_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = asset_services.store.run

    def run_and_fail(work: Callable[..., Any]) -> None:
        run(work)
        raise ZeroDivisionError

    monkeypatch.setattr(asset_services.store, 'run', run_and_fail)
    with pytest.raises(ZeroDivisionError):
        asset_services.add('e', 'a.png', builders.raster())
    (asset,) = asset_services.get_assets('e')
    assert asset_services.get_files('e', [asset.name])


def test_deleting_all_deletes_files_that_a_crash_left() -> None:
    for exp_id in ('e', 'e2'):
        asset_services.add(exp_id, 'a.png', builders.raster())
        asset_files_services.write(f'{exp_id}/lost.png/full', b'?', 'image/png')
    asset_services.delete_all('e')
    assert [part_id[:3] for part_id in part_ids()] == ['e2/', 'e2/']
    assert asset_services.get_assets('e') == []


@pytest.mark.parametrize(
    ('file_name', 'slug'),
    [
        ('C:\\fotos\\Été à Paris (1).JPG', 'ete-a-paris-1'),
        ('../../etc/passwd', 'passwd'),
        ('map-0123456789abcdef0123.png', 'map'),
        ('图片.png', 'picture'),
        ('', 'picture'),
        ('a' * 200, 'a' * 50),
    ],
)
def test_a_name_is_readable_and_cannot_be_guessed(
    file_name: str, slug: str
) -> None:
    names = {asset_names.new_name(file_name, 'png') for _ in range(2)}
    assert len(names) == 2
    for name in names:
        assert name.startswith(f'{slug}-')
        assert asset_names.NAME_REGEX.match(name)


class FakeBucket(http.server.BaseHTTPRequestHandler):
    """Answers the client's requests to the JSON API of Cloud Storage."""

    files: dict[str, tuple[str, bytes]] = {}

    def do_POST(self) -> None:
        # multipart/related: the metadata as JSON, then the content.
        body = self.rfile.read(int(self.headers['Content-Length']))
        boundary = self.headers['Content-Type'].split('boundary="')[1]
        _, about, file, _ = body.split(b'--' + boundary.strip('"').encode())
        name = json.loads(about.split(b'\r\n\r\n', 1)[1])['name']
        header, content = file.split(b'\r\n\r\n', 1)
        content_type = header.decode().strip().removeprefix('content-type: ')
        self.files[name] = content_type, content.removesuffix(b'\r\n')
        self.answer(200, b'{}')

    def do_GET(self) -> None:
        url = urllib.parse.urlsplit(self.path)
        if url.path.endswith('/o'):
            (prefix,) = urllib.parse.parse_qs(url.query)['prefix']
            items = [{'name': name} for name in self.files]
            matches = [
                item for item in items if item['name'].startswith(prefix)
            ]
            self.answer(200, json.dumps({'items': matches}).encode())
            return
        file = self.files.get(self.name)
        self.answer(*((404, b'') if file is None else (200, file[1])))

    def do_DELETE(self) -> None:
        is_there = self.files.pop(self.name, None) is not None
        self.answer(204 if is_there else 404, b'')

    @property
    def name(self) -> str:
        path = urllib.parse.urlsplit(self.path).path
        bucket, _, name = path.partition('/b/')[2].partition('/o/')
        assert bucket == BUCKET
        return urllib.parse.unquote(name)

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def bucket(
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[dict[str, tuple[str, bytes]]]:
    """The files in a fake bucket, which the official client uses."""
    monkeypatch.setattr(FakeBucket, 'files', {})
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), FakeBucket)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    host = f'http://127.0.0.1:{server.server_port}'
    monkeypatch.setenv('STORAGE_EMULATOR_HOST', host)
    monkeypatch.setenv('STATS_ASSETS_BUCKET', BUCKET)
    asset_files_services.cloud_storage.get_bucket.cache_clear()
    yield FakeBucket.files
    asset_files_services.cloud_storage.get_bucket.cache_clear()
    server.shutdown()
    thread.join()
    server.server_close()


def test_with_a_bucket_files_are_in_cloud_storage(
    bucket: dict[str, tuple[str, bytes]],
) -> None:
    asset = asset_services.add('e', 'a.png', builders.noise('PNG', (700, 9)))
    path = f'e/{asset.name}'
    assert sorted(bucket) == [f'{path}/480', f'{path}/full']
    content_type, content = bucket[f'{path}/full']
    assert content_type == 'image/png'
    assert asset_services.get_file('e', asset.name).content == content
    small = asset_services.get_file('e', asset.name, 480).content
    assert builders.open_image(small).width == 480
    assert asset_services.get_file('e', asset.name, 960).content == content
    assert part_ids() == []
    other = asset_services.add('e2', 'a.png', builders.raster())
    asset_services.delete_all('e')
    assert list(bucket) == [f'e2/{other.name}/full']
    asset_files_services.delete([f'{path}/full'])


def test_files_stored_before_there_was_a_bucket_are_served(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    asset = asset_services.add('e', 'a.png', builders.raster())
    before = asset_services.get_file('e', asset.name)
    request.getfixturevalue('bucket')
    assert asset_services.get_file('e', asset.name) == before
    asset_services.remove('e', asset.name)
    assert part_ids() == []
