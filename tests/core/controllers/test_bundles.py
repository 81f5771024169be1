from __future__ import annotations

import json
import os
import pathlib
import re

import pytest

from core.controllers import bundles, rendering
from tests import app_server

pytestmark = pytest.mark.no_store

STATIC = app_server.ROOT / 'static'
ENTRIES = {
    'js/a.js': ['/static/bundles/js/a-1.js', '/static/bundles/js/b-1.js'],
    'css/a.css': ['/static/bundles/css/a-1.css'],
}


@pytest.fixture
def manifest(tmp_path: pathlib.Path) -> pathlib.Path:
    path = tmp_path / 'bundles.json'
    path.write_text(json.dumps({'entries': ENTRIES, 'files': []}))
    return path


def change(manifest: pathlib.Path) -> None:
    before = manifest.stat().st_mtime_ns
    changed = ENTRIES | {'css/a.css': ['/static/bundles/css/a-2.css']}
    manifest.write_text(json.dumps({'entries': changed, 'files': []}))
    # File systems with coarse timestamps may give both writes the same one.
    os.utime(manifest, ns=(before + 1, before + 1))


def test_a_page_names_a_bundle_and_its_imports(manifest: pathlib.Path) -> None:
    assert bundles.url_of('js/a.js', manifest) == ENTRIES['js/a.js'][0]
    assert bundles.imports_of('js/a.js', manifest) == ENTRIES['js/a.js'][1:]
    assert bundles.imports_of('css/a.css', manifest) == []


@pytest.mark.parametrize('may_change', [True, False])
def test_changed_bundles_are_noticed_only_if_they_may_change(
    manifest: pathlib.Path, monkeypatch: pytest.MonkeyPatch, may_change: bool
) -> None:
    monkeypatch.setenv('STATS_BUNDLES_MAY_CHANGE', str(int(may_change)))
    before = bundles.url_of('css/a.css', manifest)
    change(manifest)
    assert (bundles.url_of('css/a.css', manifest) != before) is may_change


@pytest.mark.parametrize('may_change', [True, False])
def test_without_bundles_the_error_explains_what_to_do(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, may_change: bool
) -> None:
    monkeypatch.setenv('STATS_BUNDLES_MAY_CHANGE', str(int(may_change)))
    with pytest.raises(RuntimeError, match='--setup_only'):
        bundles.url_of('css/a.css', tmp_path / 'none.json')


def creator_page() -> str:
    return rendering.html(
        'create.html',
        {
            'exp_id': 'e',
            'title': 'Title',
            'status': 'public',
            'csrf_token': 'token',
            'current_path': '/create/e',
            'current_user': None,
        },
    )


def test_a_page_names_only_existing_files() -> None:
    page = creator_page()
    named = re.findall(r'"/(static/[^"]+)"', page)
    assert any('/parts/chunk-' in path for path in named)
    missing = [p for p in named if not (app_server.ROOT / p).is_file()]
    assert missing == []


# Matches the names of the style sheets that a `LazyModule` loads.
LATE_STYLES = re.compile(r"\(\) => import\('[^']+'\)((?:,\s*'\w+')+)\)")


def test_the_page_lists_the_url_of_each_lazy_style_sheet() -> None:
    match = re.search(r'id="late-styles">(.+?)</script>', creator_page())
    assert match is not None
    asked = {
        name
        for path in (STATIC / 'js').rglob('*.js')
        for names in LATE_STYLES.findall(path.read_text())
        for name in re.findall(r"'(\w+)'", names)
    }
    assert set(json.loads(match[1])) == asked
