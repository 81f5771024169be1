"""Import rules between the parts of the project."""

from __future__ import annotations

import ast
import functools
import pathlib
import re

import pytest

# All in one process, which reads the imports of each file once.
pytestmark = [pytest.mark.no_store, pytest.mark.xdist_group('import_rules')]

ROOT = pathlib.Path(__file__).parents[1]
DOMAIN = ROOT / 'core' / 'domain'

# Modules that every layer may import; they import only each other.
FOUNDATION = {
    'core',
    'core.clock',
    'core.errors',
    'core.feconf',
    'core.logs',
    'core.settings',
}

# Layer: prefixes that it may not import. `services` and `domain` are the
# two halves of core/domain.
FORBIDDEN = {
    'storage': (
        'core.domain',
        'core.controllers',
        'core.jobs',
        'core.platform',
        'scripts',
    ),
    'domain': (
        'core.storage',
        'core.controllers',
        'core.jobs',
        'google.cloud.ndb',
        'scripts',
        'webapp2',
        'webob',
        'jinja2',
    ),
    'services': (
        'core.controllers',
        'core.jobs',
        'google.cloud.ndb',
        'scripts',
        'webapp2',
        'webob',
        'jinja2',
    ),
    'controllers': (
        'core.storage',
        'core.jobs',
        'google.cloud.ndb',
        'scripts',
    ),
    'jobs': (
        'core.controllers',
        'google.cloud.ndb',
        'scripts',
        'webapp2',
        'webob',
        'jinja2',
    ),
    'serving': (
        'core.storage',
        'core.domain',
        'core.controllers',
        'core.jobs',
        'scripts',
    ),
    'platform': (
        'core.storage',
        'core.domain',
        'core.controllers',
        'core.jobs',
        'scripts',
    ),
}

# Modules of core/platform/datastore that others may import: the port and its
# helpers. The embedded store and raw messages are internal.
DATASTORE_FOLDER = 'core/platform/datastore'
DATASTORE_PUBLIC = {'process_cache', 'store', 'transfer'}

# Functions and methods of NDB that write without the port.
NDB_WRITES = re.compile(
    r'\.put\(\)|\.key\.delete\(|\b(?:put|delete)_multi\b|'
    r'\bndb\.transaction(?:al)?\b'
)

DOM_FREE_FOLDERS = ('static/js/domain', 'static/js/player/services')

# Globals of a page; `window.x` and `document.x`, not `options.window`.
DOM_GLOBALS = re.compile(
    r'(?<![.\w$])(?:document|window|localStorage|sessionStorage|navigator|'
    r'location|HTML\w*Element|DOMParser|alert)\b(?!\s*:)'
)
JS_COMMENTS = re.compile(r'/\*.*?\*/|//[^\n]*', re.DOTALL)
JS_STRINGS = re.compile(r"'(?:\\.|[^'\\\n])*'")
JS_IMPORTS = re.compile(
    r"(?:^|\n)\s*(?:import|export)\b[^;'\"]*?['\"]([^'\"]+)['\"]"
    r"|\bimport\(\s*['\"]([^'\"]+)['\"]"
)


def layer_of(path: pathlib.Path) -> str | None:
    parts = path.relative_to(ROOT).parts
    if parts[0] != 'core' or len(parts) < 3:
        return None
    if parts[1] == 'domain' and path.stem.endswith('_services'):
        return 'services'
    return parts[1]


@functools.cache
def imports_of(source: str) -> list[str]:
    """Returns every module and every `module.name` that a source imports."""
    imports: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            imports += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            imports.append(node.module)
            imports += [f'{node.module}.{alias.name}' for alias in node.names]
    return imports


def is_below(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + '.')


def violations(layer: str, source: str) -> list[str]:
    return [
        name
        for name in imports_of(source)
        if any(is_below(name, prefix) for prefix in FORBIDDEN[layer])
    ]


def python_files(*folders: str) -> list[pathlib.Path]:
    files = [ROOT / 'main.py']
    for folder in folders:
        files += sorted((ROOT / folder).rglob('*.py'))
    return files


@pytest.mark.parametrize(
    'path', python_files('core'), ids=lambda path: str(path.relative_to(ROOT))
)
def test_each_layer_imports_only_what_it_may(path: pathlib.Path) -> None:
    layer = layer_of(path)
    if layer is None:
        return
    assert violations(layer, path.read_text()) == []


def test_every_layer_has_a_rule() -> None:
    layers = {layer_of(path) for path in python_files('core')} - {None}
    assert layers <= set(FORBIDDEN)


@pytest.mark.parametrize(
    ('layer', 'source'),
    [
        ('controllers', 'from core.storage.user import gae_models'),
        ('controllers', 'from google.cloud import ndb'),
        ('domain', 'import core.storage.statistics.gae_models as models'),
        ('domain', 'def f():\n    from core.storage import user'),
        ('storage', 'from core.domain import exp_domain'),
        ('platform', 'from core.domain import exp_services'),
        ('services', 'import webapp2'),
        ('services', 'from google.cloud import ndb'),
    ],
)
def test_a_forbidden_import_is_found(layer: str, source: str) -> None:
    assert violations(layer, source) != []


def outside_the_datastore(*folders: str) -> list[pathlib.Path]:
    return [
        path
        for path in python_files(*folders)
        if DATASTORE_FOLDER not in path.as_posix()
    ]


def private_imports(
    source: str, public: set[str] = DATASTORE_PUBLIC
) -> list[str]:
    """Returns the imports reserved to core/platform/datastore."""
    prefix = DATASTORE_FOLDER.replace('/', '.') + '.'
    modules = {path.stem for path in (ROOT / DATASTORE_FOLDER).glob('*')}
    return [
        name
        for name in imports_of(source)
        if name.startswith(prefix)
        and name.removeprefix(prefix).split('.')[0] in modules - public
    ]


def test_only_the_datastore_platform_uses_raw_messages() -> None:
    for path in outside_the_datastore('core'):
        assert private_imports(path.read_text()) == [], path
    # Tools and benchmarks also run or open an embedded store.
    for path in outside_the_datastore('scripts', 'benchmarks'):
        public = {*DATASTORE_PUBLIC, 'embedded'}
        assert private_imports(path.read_text(), public) == [], path


@pytest.mark.parametrize(
    ('source', 'is_private'),
    [
        ('from core.platform.datastore import store', False),
        ('from core.platform.datastore import raw_datastore_services', True),
        ('from core.platform.datastore import (\n  store, entity_rows)', True),
        ('import core.platform.datastore.embedded.errors', True),
        ('from core.platform import datastore', False),
        ('from core.platform.datastore import get_client', False),
    ],
)
def test_a_private_import_is_found(source: str, is_private: bool) -> None:
    assert bool(private_imports(source)) is is_private


def test_only_the_platform_knows_which_datastore_runs() -> None:
    for path in outside_the_datastore('core'):
        assert 'DATASTORE_EMULATOR_HOST' not in path.read_text(), path


def test_every_write_goes_through_the_port() -> None:
    for path in outside_the_datastore('core', 'scripts'):
        # Models may offer such methods; no code of the project calls them.
        if 'core/storage' not in path.as_posix():
            assert NDB_WRITES.findall(path.read_text()) == [], path


@pytest.mark.parametrize(
    ('source', 'is_found'),
    [
        ('model.put()', True),
        ('ndb.put_multi(models)', True),
        ('@ndb.transactional(retries=5)', True),
        ('model.key.delete()', True),
        ('transaction.put(model)', False),
        ('store.delete(refs)', False),
    ],
)
def test_a_write_that_bypasses_the_port_is_found(
    source: str, is_found: bool
) -> None:
    assert bool(NDB_WRITES.findall(source)) is is_found


def test_the_foundation_imports_nothing_of_the_project() -> None:
    for module in FOUNDATION - {'core'}:
        source = (ROOT / (module.replace('.', '/') + '.py')).read_text()
        assert not [
            name
            for name in imports_of(source)
            if is_below(name, 'core') and name not in FOUNDATION
        ]


def dom_free_roots() -> list[pathlib.Path]:
    return [
        path
        for folder in DOM_FREE_FOLDERS
        for path in sorted((ROOT / folder).rglob('*.js'))
    ]


def js_imports(path: pathlib.Path) -> list[pathlib.Path]:
    """Returns the files that a module imports."""
    source = JS_COMMENTS.sub('', path.read_text())
    targets = [one or other for one, other in JS_IMPORTS.findall(source)]
    return [
        (path.parent / target).resolve()
        for target in targets
        if target.startswith('.')
    ]


def closure(roots: list[pathlib.Path]) -> set[pathlib.Path]:
    """Returns the modules and all their direct and indirect imports."""
    seen: set[pathlib.Path] = set()
    waiting = list(roots)
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            waiting += js_imports(path)
    return seen


def dom_globals_in(source: str) -> list[str]:
    code = JS_STRINGS.sub("''", JS_COMMENTS.sub('', source))
    return DOM_GLOBALS.findall(code)


def test_domain_and_player_services_run_without_a_page() -> None:
    roots = dom_free_roots()
    assert roots, 'no modules found: update DOM_FREE_FOLDERS'
    for path in closure(roots):
        assert dom_globals_in(path.read_text()) == [], path


@pytest.mark.parametrize(
    ('source', 'is_found'),
    [
        ('const a = document.body;', True),
        ('if (window) {}', True),
        ('localStorage.setItem("a", "b");', True),
        ('options.document.body;', False),
        ('// the window is gone', False),
        ("const text = 'in this document';", False),
        ('const settings = {window: 1};', False),
    ],
)
def test_use_of_the_page_is_found(source: str, is_found: bool) -> None:
    assert bool(dom_globals_in(source)) is is_found


def test_imports_of_a_module_are_found(tmp_path: pathlib.Path) -> None:
    module = tmp_path / 'a.js'
    module.write_text(
        "import {b} from './b.js';\nimport {\n  c,\n} from '../c.js';\n"
        "import './d.js';\nexport {e} from './e.js';\n"
        "const f = await import('./f.js');\n"
    )
    names = [path.name for path in js_imports(module)]
    assert names == ['b.js', 'c.js', 'd.js', 'e.js', 'f.js']


def domain_packages() -> list[str]:
    """Returns the packages of the domain in import order, as documented."""
    text = (ROOT / 'docs' / 'architecture.md').read_text()
    _, _, behind = text.partition('| package | contents |')
    table, _, _ = behind.partition('\n\n')
    return re.findall(r'^\| `(\w+)` \|', table, re.M)


def test_the_docs_name_every_package_of_the_domain() -> None:
    packages = {path.parent.name for path in DOMAIN.glob('*/__init__.py')}
    assert packages == {*domain_packages(), 'interactions'}


def packages_used_by(package: str) -> set[str]:
    """Returns the packages of the domain that modules of one import."""
    names = [
        name
        for path in (DOMAIN / package).glob('*.py')
        for name in imports_of(path.read_text())
    ]
    parts = [
        name.removeprefix('core.domain.').split('.')[0]
        for name in names
        if is_below(name, 'core.domain')
    ]
    return {part for part in parts if (DOMAIN / part).is_dir()} - {package}


def test_packages_of_the_domain_import_only_those_listed_above_them() -> None:
    above = {'interactions'}
    for package in ['', *domain_packages()]:
        assert packages_used_by(package) <= above, package
        above.add(package)


def test_each_package_of_the_domain_has_a_docstring() -> None:
    packages = sorted(DOMAIN.rglob('__init__.py'))
    assert len(packages) > 1
    for path in packages:
        assert ast.get_docstring(ast.parse(path.read_text())), path
