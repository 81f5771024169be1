"""`scripts/bundle.js` bundles the sources for browsers."""

from __future__ import annotations

import gzip
import json
import os
import pathlib
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from scripts import environment, node
from tests import app_server

pytestmark = pytest.mark.no_store

TIMEOUT_SECS = 60
A_MONTH_SECS = 31 * 24 * 3600


class Project:
    """A copy of the sources that a test may change."""

    def __init__(self, root: pathlib.Path) -> None:
        self.root = root
        self.static = root / 'static'

    def command(self, *arguments: str) -> list[str]:
        """Returns the command that builds the bundles."""
        return [node.node_path() or 'node', 'scripts/bundle.js', *arguments]

    def bundle(self) -> subprocess.CompletedProcess[str]:
        """Builds the bundles once."""
        return subprocess.run(
            self.command(),
            cwd=self.root,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECS,
            check=False,
        )

    def entries(self) -> dict[str, list[str]]:
        """Returns the URLs by source, as the server reads them."""
        manifest = (self.static / 'bundles.json').read_text()
        entries: dict[str, list[str]] = json.loads(manifest)['entries']
        return entries

    def bundle_of(self, source: str) -> pathlib.Path:
        """Returns the bundle of a source."""
        return self.root / self.entries()[source][0].removeprefix('/')

    def append(self, source: str, text: str) -> None:
        """Appends text to a source."""
        with (self.static / source).open('a') as file:
            file.write(text)


def make_project(root: pathlib.Path, *folders: str) -> Project:
    """Returns a project with these folders of sources and all packages."""
    for name in ('static/css', 'templates', *folders):
        shutil.copytree(app_server.ROOT / name, root / name)
    (root / 'scripts').mkdir()
    for path in (app_server.ROOT / 'scripts').glob('*.js'):
        shutil.copy(path, root / 'scripts')
    shutil.copy(app_server.ROOT / 'package.json', root)
    packages = environment.NODE_MODULES.resolve()
    (root / 'node_modules').symlink_to(packages)
    return Project(root)


@pytest.fixture(scope='module')
def own_project() -> Project:
    """This project, with current bundles."""
    environment.make_bundles()
    return Project(environment.ROOT)


@pytest.fixture(scope='module')
def bundled_project(
    own_project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Project:
    """A project with the real sources and their bundles; tests only read it.

    The real bundles are copied, as compressing them takes most of a build's
    time, and a build keeps bundles whose content is current.
    """
    root = tmp_path_factory.mktemp('bundled') / 'project'
    project = make_project(root, 'static/bundles', 'static/js')
    result = project.bundle()
    assert result.returncode == 0, result.stderr
    assert result.stdout == result.stderr == ''
    return project


@pytest.fixture(scope='module')
def small(
    own_project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Project:
    """A project with one-line scripts and their bundles."""
    project = make_project(tmp_path_factory.mktemp('small') / 'project')
    for source in own_project.entries():
        if source.endswith('.js'):
            script = project.static / source
            script.parent.mkdir(parents=True, exist_ok=True)
            script.write_text(f'document.title = {source!r};\n')
    result = project.bundle()
    assert result.returncode == 0, result.stderr
    return project


@pytest.fixture
def project(small: Project, tmp_path: pathlib.Path) -> Project:
    """A copy of the small project, which the test may change."""
    return copy_of(small, tmp_path)


def copy_of(project: Project, folder: pathlib.Path) -> Project:
    """Returns a copy of a project, which the test may change."""
    root = folder / 'project'
    shutil.copytree(project.root, root, symlinks=True)
    return Project(root)


def soon(is_so: Callable[[], Any]) -> None:
    deadline = time.monotonic() + TIMEOUT_SECS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_each_page_finds_its_script_and_styles(
    bundled_project: Project,
) -> None:
    sources = {path.removeprefix('/') for path in bundled_project.entries()}
    assert {'js/creator/main.js', 'js/player/main.js'} < sources
    assert {'css/site.css', 'css/player.css', 'css/editing.css'} < sources
    for urls in bundled_project.entries().values():
        for url in urls:
            assert (bundled_project.root / url.removeprefix('/')).is_file()


def test_the_first_view_loads_no_lazy_part(
    bundled_project: Project,
) -> None:
    first = [
        bundled_project.root / url.removeprefix('/')
        for url in bundled_project.entries()['js/creator/main.js']
    ]
    assert len(first) <= 5
    text = ''.join(path.read_text() for path in first)
    for part in ('history_view', 'flow_figure', 'echarts', 'dagre'):
        assert f'/{part}' in text
    # The first view's own code and the chunks that others share with it.
    assert len(text) < 135_000


def test_a_library_keeps_its_name_when_the_pages_change(
    bundled_project: Project, tmp_path: pathlib.Path
) -> None:
    project = copy_of(bundled_project, tmp_path)
    # Building the other pages with libraries takes half the time.
    for other in ('js/creator/shared_statistics.js', 'js/player/main.js'):
        (project.static / other).write_text('document.title = "other";\n')

    def libraries() -> set[str]:
        folder = project.static / 'bundles' / 'js' / 'parts'
        return {path.name for path in folder.glob('echarts-*.js')}

    before = libraries()
    main = project.bundle_of('js/creator/main.js')
    project.append('js/creator/main.js', "document.title = 'changed';\n")
    assert project.bundle().returncode == 0
    assert project.bundle_of('js/creator/main.js') != main
    assert libraries() == before


def test_the_same_sources_have_the_same_names_everywhere(
    own_project: Project, bundled_project: Project
) -> None:
    assert own_project.entries() == bundled_project.entries()


def test_only_the_bundle_of_a_changed_source_has_a_new_name(
    project: Project,
) -> None:
    before = project.entries()
    replaced = project.bundle_of('css/player.css')
    project.append('css/player.css', '.changed { color: red; }\n')
    assert project.bundle().returncode == 0
    after = project.entries()
    assert [source for source in after if after[source] != before[source]] == [
        'css/player.css'
    ]
    # Open pages may still request it.
    assert replaced.is_file()
    assert 'changed' in project.bundle_of('css/player.css').read_text()


def test_bundles_replaced_long_ago_are_removed(project: Project) -> None:
    replaced = project.bundle_of('css/player.css')
    forms = [replaced, *replaced.parent.glob(f'{replaced.name}.*')]
    assert len(forms) == 4
    for form in replaced.parents[1].rglob('*'):
        if form.is_file():
            os.utime(form, (1, 1))
    project.append('css/player.css', '.changed { color: red; }\n')
    project.bundle()
    # Whatever its age, as it has just been replaced.
    assert replaced.is_file()
    long_ago = time.time() - A_MONTH_SECS
    for form in forms:
        os.utime(form, (long_ago, long_ago))
    project.bundle()
    assert not [form for form in forms if form.exists()]
    assert project.bundle_of('css/player.css').is_file()
    assert project.bundle_of('css/site.css').is_file()


def test_each_bundle_is_compressed_in_advance(
    bundled_project: Project,
) -> None:
    path = bundled_project.bundle_of('js/player/main.js')
    packed = path.with_name(f'{path.name}.gz').read_bytes()
    assert gzip.decompress(packed) == path.read_bytes()
    assert path.with_name(f'{path.name}.br').stat().st_size < len(packed)


def test_a_source_map_leads_back_to_the_sources(
    bundled_project: Project,
) -> None:
    path = bundled_project.bundle_of('js/player/main.js')
    comment = path.read_text().splitlines()[-1]
    assert comment == f'//# sourceMappingURL={path.name}.map'
    sources = json.loads(path.with_name(f'{path.name}.map').read_text())
    index = next(
        i
        for i, name in enumerate(sources['sources'])
        if name.endswith('/js/player/main.js')
    )
    source = bundled_project.static / 'js' / 'player' / 'main.js'
    assert sources['sourcesContent'][index] == source.read_text()


def test_an_invalid_source_is_reported_and_bundles_are_kept(
    project: Project,
) -> None:
    before = project.entries()
    project.append('js/player/main.js', 'const = 1;\n')
    result = project.bundle()
    assert result.returncode == 1
    assert result.stderr.startswith('Error: static/js/player/main.js:')
    assert len(result.stderr.splitlines()) == 1
    assert project.entries() == before


def test_a_write_error_is_reported_in_one_line(project: Project) -> None:
    shutil.rmtree(project.static / 'bundles')
    (project.static / 'bundles').write_text('a file')
    result = project.bundle()
    assert result.returncode == 1
    assert result.stderr.startswith('Error: ')
    assert len(result.stderr.splitlines()) == 1


def test_set_up_reports_the_invalid_source(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.append('js/player/main.js', 'const = 1;\n')
    monkeypatch.setattr(environment, 'ROOT', project.root)
    monkeypatch.setattr(
        environment, '_BUNDLE', project.root / 'scripts' / 'bundle.js'
    )
    with pytest.raises(environment.SetUpError, match=r'player/main\.js:\d+'):
        environment.make_bundles()


@pytest.fixture
def builds_of_set_up(
    project: Project,
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[], int]:
    """Runs set-up on a project; returns how often it built the bundles."""
    bundle = project.root / 'scripts' / 'bundle.js'
    monkeypatch.setattr(environment, 'ROOT', project.root)
    monkeypatch.setattr(environment, '_BUNDLE', bundle)
    monkeypatch.setattr(
        environment, '_stamps_file', lambda: tmp_path / 'set_up'
    )
    run, built = environment._run, []

    def set_up() -> int:
        built.clear()
        environment.make_bundles()
        return len(built)

    def counted_run(command: list[str], failure: str) -> None:
        built.append(command)
        run(command, failure)

    monkeypatch.setattr(environment, '_run', counted_run)
    return set_up


def test_set_up_builds_only_if_bundles_are_not_current(
    project: Project, builds_of_set_up: Callable[[], int]
) -> None:
    assert builds_of_set_up() == 1
    assert builds_of_set_up() == 0

    project.append('css/player.css', '.changed { color: red; }\n')
    assert builds_of_set_up() == 1
    assert builds_of_set_up() == 0

    project.bundle_of('css/player.css').unlink()
    assert builds_of_set_up() == 1
    assert builds_of_set_up() == 0


def test_set_up_checks_every_source_of_a_bundle(own_project: Project) -> None:
    looked_at = set(environment._bundled_files())
    manifest = json.loads((own_project.static / 'bundles.json').read_text())
    maps = [
        own_project.static / f for f in manifest['files'] if f[-4:] == '.map'
    ]
    assert maps
    for path in maps:
        for name in json.loads(path.read_text())['sources']:
            source = pathlib.Path(os.path.normpath(path.parent / name))
            if 'node_modules' not in source.parts and 'part:' not in name:
                assert source in looked_at, f'{name} of {path.name}'


def test_set_up_notices_bundles_built_by_another_process(
    project: Project, builds_of_set_up: Callable[[], int]
) -> None:
    source = project.static / 'css' / 'player.css'
    original = source.read_text()
    builds_of_set_up()
    project.append('css/player.css', '.other { color: red; }\n')
    project.bundle()
    source.write_text(original)
    assert builds_of_set_up() == 1


@pytest.fixture
def watching(project: Project) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        project.command('--watch'),
        cwd=project.root,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def test_the_watcher_bundles_changed_sources(
    project: Project, watching: subprocess.Popen[str]
) -> None:
    source = project.static / 'css' / 'player.css'
    original, first = source.read_text(), project.bundle_of('css/player.css')
    project.append('css/player.css', '.changed { color: red; }\n')
    soon(lambda: project.bundle_of('css/player.css') != first)
    second = project.bundle_of('css/player.css')
    assert 'changed' in second.read_text()
    project.append('css/player.css', '.again { color: red; }\n')
    # The watcher deletes its own bundles when it replaces them.
    soon(lambda: not second.exists())
    assert first.exists()
    source.write_text(original)
    soon(lambda: project.bundle_of('css/player.css') == first)


def test_a_style_is_bundled_once_a_page_uses_it(
    project: Project, watching: subprocess.Popen[str]
) -> None:
    first = project.bundle_of('css/site.css')
    assert '.carousel-item' not in first.read_text()
    template = project.root / 'templates' / 'library.html'
    template.write_text(template.read_text() + '<p class="carousel-item">')
    soon(lambda: project.bundle_of('css/site.css') != first)
    assert '.carousel-item' in project.bundle_of('css/site.css').read_text()


def test_the_watcher_survives_an_invalid_source(
    project: Project, watching: subprocess.Popen[str]
) -> None:
    source = project.static / 'js' / 'player' / 'main.js'
    original, first = source.read_text(), project.bundle_of('js/player/main.js')
    source.write_text('const = 1;\n')
    assert watching.stderr is not None
    assert 'player/main.js:1' in watching.stderr.readline()
    source.write_text(original + "document.title = 'changed';\n")
    soon(lambda: project.bundle_of('js/player/main.js') != first)


def test_the_watcher_ends_with_its_parent(
    watching: subprocess.Popen[str],
) -> None:
    assert watching.stdin is not None
    watching.stdin.close()
    assert watching.wait(TIMEOUT_SECS) == 0
