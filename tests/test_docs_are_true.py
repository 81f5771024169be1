"""Quotes in the docs match the sources; files and commands they name exist.

A block that begins with ```language path quotes that file.
"""

from __future__ import annotations

import importlib.util
import pathlib
import re

import pytest

from core import settings

pytestmark = pytest.mark.no_store

ROOT = pathlib.Path(__file__).parents[1]
DOCS = [*sorted(ROOT.glob('*.md')), *sorted((ROOT / 'docs').glob('*.md'))]

QUOTES = [
    pytest.param(path, text, id=f'{doc.name} of {path} {number}')
    for doc in DOCS
    for number, (path, text) in enumerate(
        re.findall(r'^```\w+ (\S+)\n(.*?)^```$', doc.read_text(), re.M | re.S)
    )
]


def test_there_are_quotes():
    assert len(QUOTES) > 5


@pytest.mark.parametrize(('path', 'text'), QUOTES)
def test_a_quoted_piece_is_in_its_file_word_for_word(path, text):
    assert text in (ROOT / path).read_text()


def test_the_settings_are_explained_as_they_are_declared():
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


@pytest.mark.parametrize('doc', DOCS, ids=lambda doc: doc.name)
def test_the_commands_and_files_that_are_named_exist(doc):
    text = doc.read_text()
    for module in re.findall(r'python3 -m ((?:scripts|benchmarks)\S*)', text):
        name = module.rstrip('`.,:;)')
        if not name.endswith('NAME'):
            assert importlib.util.find_spec(name), name
    for target in re.findall(r'\]\(([^)#:]+)(?:#[^)]*)?\)', text):
        assert (doc.parent / target).exists(), target


def test_the_files_that_are_tested_by_command_exist():
    for doc in DOCS:
        for path in re.findall(
            r'\btests/[\w/.]+\.(?:py|test\.js)\b', doc.read_text()
        ):
            assert (ROOT / path).exists(), f'{path} in {doc.name}'
