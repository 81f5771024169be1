"""Words that the glossary has retired are not used again.

Names are split into their parts (`todoList`, `todo_list`, `todo-list`). In
Python files only names, comments and docstrings are searched: other strings
are data or texts for creators, which call a state a card. Other files are
searched completely.
"""

from __future__ import annotations

import ast
import functools
import io
import pathlib
import re
import subprocess
import tokenize
from collections.abc import Iterator

import pytest

# All in one process, as reading the files takes longer than searching them.
pytestmark = [pytest.mark.no_store, pytest.mark.xdist_group('glossary')]

ROOT = pathlib.Path(__file__).parents[1]
GLOSSARY = 'docs/glossary.md'
THIS_FILE = 'tests/test_glossary.py'
TEXT_FILES = ('.css', '.html', '.js', '.md', '.yaml')


def retired_words() -> list[tuple[str, list[str], list[str]]]:
    """Returns each retired word, the paths to search, and its exceptions."""
    text = (ROOT / GLOSSARY).read_text()
    _, _, table = text.partition('## Words that are no longer used')
    rows = [row.split('|') for row in table.splitlines() if row[:1] == '|']
    return [
        (word, quoted_words(paths), quoted_words(exceptions))
        for _, words, _, paths, exceptions, _ in rows[2:]
        for word in quoted_words(words)
    ]


def quoted_words(cell: str) -> list[str]:
    return re.findall('`([^`]+)`', cell)


def files_under(paths: list[str]) -> Iterator[pathlib.Path]:
    listed = subprocess.run(
        ['git', 'ls-files', '--', *paths],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.split():
        path = ROOT / name
        is_text = path.suffix in ('.py', *TEXT_FILES)
        if is_text and name not in (GLOSSARY, THIS_FILE) and path.is_file():
            yield path


def lines_of(path: pathlib.Path) -> Iterator[tuple[int, str]]:
    """Yields the searched text of a file with its line numbers."""
    text = path.read_text()
    if path.suffix == '.py':
        yield from python_words(text)
    else:
        yield from enumerate(text.splitlines(), 1)


def python_words(text: str) -> Iterator[tuple[int, str]]:
    """Yields names, comments and docstrings of Python code."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in (tokenize.NAME, tokenize.COMMENT):
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FormattedValue):
            yield node.lineno, ast.unparse(node.value)
        elif isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (
            docstring := ast.get_docstring(node, clean=False)
        ):
            first = node.body[0].lineno
            yield from enumerate(docstring.splitlines(), first)


def words_of(text: str) -> set[str]:
    """Returns the words of a text, the parts of names, and hyphenated words."""
    parted = re.sub('(?<=[a-z0-9])(?=[A-Z])', '_', text).lower()
    return {*re.findall('[a-z]+', parted), *re.findall('[a-z]+-[a-z]+', parted)}


@functools.cache
def all_words_of(path: pathlib.Path) -> set[str]:
    """Returns all words of a file, also those that are not searched."""
    return words_of(path.read_text())


@functools.cache
def lines_by_word(path: pathlib.Path) -> dict[str, list[str]]:
    """Returns the searched lines of a file by the words in them."""
    lines: dict[str, list[str]] = {}
    for number, line in lines_of(path):
        place = f'{path.relative_to(ROOT)}:{number}: {line.strip()}'
        for word in words_of(line):
            lines.setdefault(word, []).append(place)
    return lines


def without(line: str, names: list[str]) -> str:
    for name in names:
        line = re.sub(rf'(?<!\w){re.escape(name)}(?!\w)', '', line)
    return line


@pytest.mark.parametrize(
    ('word', 'paths', 'exceptions'),
    [pytest.param(*row, id=row[0]) for row in retired_words()],
)
def test_a_retired_word_is_not_used(word, paths, exceptions):
    lines = [
        line
        for path in files_under(paths)
        if word in all_words_of(path)
        for line in lines_by_word(path).get(word, [])
        if word in words_of(without(line.split(': ', 1)[1], exceptions))
    ]
    assert lines == []


@pytest.mark.parametrize(
    ('text', 'is_found'),
    [
        ('todo', True),
        ('todo_list', True),
        ('todoList', True),
        ('class TodoList:', True),
        ('MAX_TODO', True),
        ('a-todo-b', True),
        ('mastodon', False),
        ('to do', False),
    ],
)
def test_a_word_is_found_in_names(text, is_found):
    assert ('todo' in words_of(text)) is is_found


def test_names_comments_and_docstrings_of_python_are_searched():
    source = '"""Doc."""\nname = "text"  # note\nf"{field} rest"\n'
    words = words_of(' '.join(text for _, text in python_words(source)))
    assert words >= {'doc', 'name', 'note', 'field'}
    assert not words & {'text', 'rest'}


def test_the_glossary_names_retired_words():
    assert len(retired_words()) > 10
