from __future__ import annotations

import gzip
import pathlib
import re

import pytest
import yaml

from core.controllers import module_preloads, rendering
from tests import app_server

pytestmark = pytest.mark.no_store

SCRIPTS = app_server.ROOT / 'static' / 'js'

# What the statistics tab may weigh before its charts, in bytes. Of the 250,000
# there are, this leaves enough for the page and for the answers of the server
# about many cards, which are not counted here.
MAX_BYTES = 170_000

# Of an answer that brings a file, about; most of it is the same each time.
HEADER_BYTES = 320


@pytest.fixture
def scripts(tmp_path: pathlib.Path) -> pathlib.Path:
    files = {
        'page/main.js': (
            "import {a} from './a.js';\n"
            "import * as b from '../lib/b.js';\n"
            "import '../lib/effect.js';\n"
            "const later = () => import('./later.js');\n"
            "const text = 'no import {x} from \\'./none.js\\'';\n"
        ),
        'page/a.js': "import {\n  b, c,\n} from\n  '../lib/b.js';\n",
        'lib/b.js': "export {d} from './d.js';\nexport const from = 'e.js';\n",
        'lib/d.js': "import {a} from '../page/a.js';\n",
        'lib/effect.js': '/** import {n} from "./none.js" */\n',
        'page/later.js': '',
        'page/lost.js': "import {x} from './none.js';\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_all_that_a_script_imports_is_found_once(scripts: pathlib.Path) -> None:
    assert module_preloads.modules_of('page/main.js', scripts) == (
        'lib/b.js',
        'lib/d.js',
        'lib/effect.js',
        'page/a.js',
    )


@pytest.mark.parametrize('script', ['page/none.js', 'page/lost.js'])
def test_a_page_can_do_without(
    scripts: pathlib.Path, script: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert module_preloads.modules_of(script, scripts) == ()
    assert f'imports of {script}' in caplog.text


@pytest.mark.parametrize('script', ['creator/main.js', 'player/main.js'])
def test_pages_find_their_modules(script: str) -> None:
    modules = module_preloads.modules_of(script)
    assert 'lib/http.js' in modules
    assert script not in modules
    assert all((SCRIPTS / module).is_file() for module in modules)


def test_app_engine_lets_the_app_read_its_scripts() -> None:
    config = yaml.safe_load((app_server.ROOT / 'app.yaml').read_text())
    first = next(
        handler
        for handler in config['handlers']
        if re.match(handler['url'], '/static/js/creator/main.js')
    )
    assert first['static_dir'] == 'static/js'
    assert first['application_readable'] is True


def test_the_statistics_tab_weighs_less_than_it_may() -> None:
    page = rendering.html(
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
    paths = set(re.findall(r'(?:href|src)="/(static/[^"]+)"', page))
    assert 'static/js/creator/main.js' in paths
    assert 'static/vendor/bootstrap/bootstrap.min.css' in paths
    assert not [path for path in paths if re.search('echarts|dagre', path)]
    weights = {
        path: HEADER_BYTES
        + len(gzip.compress((app_server.ROOT / path).read_bytes()))
        for path in paths
    }
    assert sum(weights.values()) < MAX_BYTES, weights
