"""Quotes in the docs match the sources; names exist; commands work.

A block that begins with ```language path quotes that file. A block of ```sh is
run, unless the line before it gives a reason: `<!-- not run: reason -->`.
"""

from __future__ import annotations

import importlib.util
import json
import os
import pathlib
import re
import shutil
import subprocess
from contextlib import nullcontext as does_not_raise

import pytest
import yaml

from core import settings
from core.domain import (
    exp_validation,
    exp_yaml,
    html_cleaner,
    html_validation,
)
from tests import forking_python

pytestmark = pytest.mark.no_store

ROOT = pathlib.Path(__file__).parents[1]
DOCS = [*sorted(ROOT.glob('*.md')), *sorted((ROOT / 'docs').glob('*.md'))]
# The data directory in the examples of docs/operations.md.
DATA_DIR_IN_DOCS = '/var/lib/statistics'

each_doc = pytest.mark.parametrize('doc', DOCS, ids=lambda doc: doc.name)

QUOTES = [
    pytest.param(path, text, id=f'{doc.name} of {path} {number}')
    for doc in DOCS
    for number, (path, text) in enumerate(
        re.findall(r'^```\w+ (\S+)\n(.*?)^```$', doc.read_text(), re.M | re.S)
    )
]


def test_the_document_has_quotes():
    assert len(QUOTES) > 5


@pytest.mark.parametrize(('path', 'text'), QUOTES)
def test_a_quoted_piece_is_in_its_file_word_for_word(path, text):
    assert text in (ROOT / path).read_text()


def test_the_documentation_of_settings_matches_their_declaration():
    text = (ROOT / 'docs' / 'configuration.md').read_text()
    rows = [line for line in text.splitlines() if line.startswith('| `')]
    declared = list(
        map(row_of_setting, settings.Settings.model_fields.values())
    )
    assert [row for row in rows if row in declared] == declared


def row_of_setting(field):
    default = '0' if field.default is False else field.default
    shown = f'`{default}`' if default else ''
    cells = f'`{field.alias}`', field.title, shown
    return f'| {" | ".join([*cells, field.description])} |'


def test_the_example_of_an_exploration_can_be_published():
    text = (ROOT / 'docs' / 'explorations.md').read_text()
    (example,) = re.findall(r'^```yaml\n(.*?)^```$', text, re.M | re.S)
    exploration = exp_yaml.exploration_from_yaml('example', example)
    with does_not_raise():
        exp_validation.validate_exploration(exploration, strict=True)


def test_the_examples_of_rich_text_are_accepted_and_stay_as_they_are():
    text = (ROOT / 'docs' / 'explorations.md').read_text()
    examples = re.findall(r'^```html\n(.*?)^```$', text, re.M | re.S)
    shown = ''.join(examples)
    for tag in ('img', 'oppia-math', 'details', 'oppia-tabs', 'a'):
        assert f'<{tag}' in shown
    for example in examples:
        assert html_validation.find_problems(example) == []
        cleaned = html_cleaner.clean(example)
        own = ' target="_blank" rel="noopener noreferrer"'
        assert cleaned.replace(own, '') == example


def test_the_docs_name_the_schedule_of_cron_yaml():
    text = (ROOT / 'docs' / 'deployment.md').read_text()
    jobs = yaml.safe_load((ROOT / 'cron.yaml').read_text())['cron']
    for job in jobs:
        assert f'| `{job["url"]}` |' in text


# Links and names -------------------------------------------------------------


@each_doc
def test_links_lead_to_a_file_and_a_heading(doc):
    for target in re.findall(r'\]\(([^):\s]+)\)', doc.read_text()):
        name, _, heading = target.partition('#')
        path = doc.parent / name if name else doc
        assert path.exists(), target
        if heading:
            assert heading in headings_of(path), target


def headings_of(path: pathlib.Path) -> list[str]:
    """Returns the anchors of a document's headings."""
    text = re.sub(r'^```.*?^```$', '', path.read_text(), flags=re.M | re.S)
    return [
        re.sub(r'[^\w -]', '', heading).lower().replace(' ', '-')
        for heading in re.findall(r'^#+ (.+)$', text, re.M)
    ]


@each_doc
def test_files_that_are_named_exist(doc):
    text = doc.read_text()
    quoted = r'`((?:core|scripts|static|tests|benchmarks|data)/[\w/.]*)`'
    in_commands = r'\btests/[\w/.]+\.(?:py|test\.js)\b'
    for path in re.findall(quoted, text) + re.findall(in_commands, text):
        assert (ROOT / path).exists(), path


# Commands --------------------------------------------------------------------


def blocks_of(text: str) -> list[tuple[str, str]]:
    """Returns each block of shell commands, and why it is not run, if so."""
    return [
        (re.sub(f'^{indent}', '', block, flags=re.M), reason)
        for reason, indent, block in re.findall(
            r'^(?: *<!-- not run: (.+?) -->\n)?( *)```sh\n(.*?)^ *```$',
            text,
            re.M | re.S,
        )
    ]


def test_blocks_are_found_with_the_reason_not_to_run_them():
    text = 'A\n```sh\na b\n```\n  <!-- not run: slow -->\n  ```sh\n  c\n  ```\n'
    assert blocks_of(text) == [('a b\n', ''), ('c\n', 'slow')]


@each_doc
def test_commands_are_in_blocks_of_shell(doc):
    text = re.sub(r'^ *```.*?^ *```$', '', doc.read_text(), flags=re.M | re.S)
    command = r'^(?: {4,}|\t)\$? ?(?:\S*python3? |gcloud |node |git |pip ).*'
    assert re.findall(command, text, re.M) == []


@pytest.fixture(scope='module')
def demo_store(tmp_path_factory) -> pathlib.Path:
    """A data directory with the demo explorations."""
    path = tmp_path_factory.mktemp('demo')
    loaded = forking_python.of_tree(ROOT).run_module(
        'scripts.load_demo_explorations',
        *('--data_dir', str(path)),
        env=environment(),
    )
    assert loaded.returncode == 0, loaded.stderr
    return path


def environment() -> dict[str, str]:
    """Returns the environment of a shell without settings."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(('STATS_', 'DATASTORE_', 'GOOGLE_'))
    }


@pytest.fixture
def checkout(tmp_path, demo_store) -> pathlib.Path:
    """A directory with the project's files, data, and its Python as python3."""
    path = tmp_path / 'checkout'
    path.mkdir()
    for entry in ROOT.iterdir():
        if entry.name not in ('.git', '.data', '.venv'):
            (path / entry.name).symlink_to(entry)
    shutil.copytree(demo_store, path / '.data')
    shutil.copytree(demo_store, tmp_path / 'data')
    for python in (tmp_path / 'bin/python3', path / '.venv/bin/python'):
        python.parent.mkdir(parents=True)
        forking_python.of_tree(ROOT).write_shell_command(python)
    return path


DOCS_WITH_COMMANDS = [
    doc
    for doc in DOCS
    if any(not reason for _, reason in blocks_of(doc.read_text()))
]


@pytest.mark.parametrize('doc', DOCS_WITH_COMMANDS, ids=lambda doc: doc.name)
def test_commands_run_as_they_are_written(doc, checkout):
    env = environment()
    env['PATH'] = f'{checkout.parent / "bin"}{os.pathsep}{env["PATH"]}'
    for block, reason in blocks_of(doc.read_text()):
        if reason:
            continue
        script = block.replace(DATA_DIR_IN_DOCS, str(checkout.parent / 'data'))
        ran = subprocess.run(
            ['bash', '-euc', script],
            cwd=checkout,
            env=env,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert ran.returncode == 0, f'{block}\n{ran.stdout}\n{ran.stderr}'


def commands_of_modules() -> dict[str, set[str]]:
    """Returns the options that docs name, by the modules that have them."""
    options: dict[str, set[str]] = {}
    pattern = r'-m ((?:scripts|benchmarks)[\w.]*)((?: +(?:\\\n *)?[^\s`]+)*)'
    for doc in DOCS:
        for module, arguments in re.findall(pattern, doc.read_text()):
            named = options.setdefault(module.rstrip('.'), set())
            named |= set(re.findall(r'(?<!\S)(--\w+)', arguments))
    return options


# Options that a command hands on to another program.
_OPTIONS_OF_OTHERS = {
    'scripts.run_job': {
        '--project',
        '--region',
        '--temp_location',
        '--sdk_container_image',
    }
}


_HELP_OF_EACH = """
import contextlib, io, json, runpy, sys

helps = {}
for module in sys.argv[1:]:
    sys.argv = [module, '--help']
    with contextlib.redirect_stdout(io.StringIO()) as output:
        try:
            runpy.run_module(module, run_name='__main__', alter_sys=True)
        except SystemExit as exit:
            assert not exit.code, module
    helps[module] = output.getvalue()
print(json.dumps(helps))
"""


@pytest.fixture(scope='module')
def helps() -> dict[str, str]:
    """The help of each command that docs show with options."""
    commands = commands_of_modules().items()
    modules = [module for module, options in commands if options]
    ran = forking_python.of_tree(ROOT).run_program(
        _HELP_OF_EACH, *modules, env=environment()
    )
    assert ran.returncode == 0, ran.stderr
    return dict(json.loads(ran.stdout))


@pytest.mark.parametrize(('module', 'options'), commands_of_modules().items())
def test_modules_and_options_that_are_named_exist(helps, module, options):
    assert importlib.util.find_spec(module), module
    options = options - _OPTIONS_OF_OTHERS.get(module, set())
    if options:
        options_in_help = set(re.findall(r'--\w+', helps[module]))
        assert options - options_in_help == set()
