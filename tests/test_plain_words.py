"""Code, docs and pages are in plain words, not in a private dialect.

CONTRIBUTING.md gives the rules with examples; tests/test_glossary.py keeps out
words that another word has replaced as a name. Names of variables, parameters,
functions and attributes say what they hold.
"""

from __future__ import annotations

import ast
import functools
import re

import pytest

from tests import test_glossary

# In one process: reading all files takes longer than searching them.
pytestmark = [pytest.mark.no_store, pytest.mark.xdist_group('plain_words')]

# Lessons speak to learners; the others quote examples of the dialect.
_EXCEPT = ('data/', 'CONTRIBUTING.md', 'tests/test_plain_words.py')

# Pattern: plain words in its place. In names, `_` counts as a space.
DIALECT = {
    r'\banew\b': 'again',
    r'\bstands?\b(?! (in )?for\b|-)': 'is, is shown, is written',
    r'\btold\b(?! apart\b|$)': 'informed, reported, shown',
    r'\bwhoever\b': 'the caller, the process, anyone who',
    r'\bwho is that\b': 'name the person',
    r'\bnot meant\b': 'name what is excluded',
    r'\bwhat is (no|not an?)\b': 'an invalid …',
    r'\bput right\b': 'repaired, corrected',
    r'\ball the same\b': 'nevertheless, still',
    r'\bin the midst\b': 'during',
    r'\bcomes? to nothing\b': 'has no effect, is zero',
    r'\bgone on with\b': 'resumed, continued',
    r'\bof before\b': 'earlier, previous',
    r'\bheard of\b': 'received, known',
    r'\bdef test (what|who|whom|of)\b': 'subject, condition, behaviour',
}

# Names that fit any value, and so say nothing about it.
EMPTY_NAMES = frozenset({'each', 'found', 'kept', 'known'})

# Where names are checked, and the files that still have some of them.
_NAMES_IN = re.compile(r'core/(controllers|domain)/[^/]+\.py')
_NAMES_NOT_IN = re.compile(
    'core/controllers/(reader.*|payloads).py'
    '|core/domain/(event_.*|session_account_.*|session_bounds'
    '|played_version_services).py'
)


def plain(text: str) -> str:
    """Returns a text with its names split into words."""
    return re.sub(r'_|(?<=[a-z0-9])(?=[A-Z])', ' ', text)


@functools.cache
def texts() -> dict[str, str]:
    """Returns the texts to be searched, by their paths."""
    paths = {
        str(path.relative_to(test_glossary.ROOT)): path
        for path in test_glossary.files_under(['.'])
    }
    return {
        name: plain(path.read_text())
        for name, path in paths.items()
        if not name.startswith(_EXCEPT)
    }


def lines_matching(pattern: str, text: str) -> list[int]:
    """Returns the numbers of the lines that a pattern matches."""
    matches = re.finditer(pattern, text, re.IGNORECASE | re.MULTILINE)
    return [text.count('\n', 0, match.start()) + 1 for match in matches]


def names_declared(source: str) -> list[tuple[int, str]]:
    """Returns the names that Python code declares, with their lines."""
    names: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                names.append((node.lineno, name))
            case ast.Attribute(attr=name, ctx=ast.Store()):
                names.append((node.lineno, name))
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.append((node.lineno, name))
    return names


def test_names_say_what_they_hold():
    places = []
    for path in test_glossary.files_under(['core']):
        module = str(path.relative_to(test_glossary.ROOT))
        if _NAMES_IN.fullmatch(module) and not _NAMES_NOT_IN.fullmatch(module):
            places += [
                f'{module}:{line}: {name}'
                for line, name in names_declared(path.read_text())
                if name in EMPTY_NAMES
            ]
    assert places == [], 'Name the thing: `event`, `stored`, `missing_names`'


@pytest.mark.parametrize(
    'source',
    [
        'for each in events: pass',
        '[each for each in events]',
        'found = read()',
        'def read(known): pass',
        'sorted(names, key=lambda each: each)',
        'self.kept = {}',
        'def found(): pass',
        'if (found := read()): pass',
    ],
)
def test_an_empty_name_is_recognised(source):
    assert EMPTY_NAMES & {name for _, name in names_declared(source)}


@pytest.mark.parametrize('pattern', DIALECT)
def test_the_dialect_is_not_used(pattern):
    places = [
        f'{name}:{number}'
        for name, text in texts().items()
        for number in lines_matching(pattern, text)
    ]
    assert places == [], f'Write: {DIALECT[pattern]}'


@pytest.mark.parametrize(
    ('line', 'is_found'),
    [
        ('# The one used last stands last.', True),
        ('    """Makes it anew."""', True),
        ('def test_what_is_no_port_is_refused():', True),
        ('const toldOnce = 1;', True),
        ('`id` stands for the entity', False),
        ('colours that can be told apart', False),
        ('the standard error', False),
        ('def test_offers_are_shown():', False),
    ],
)
def test_the_dialect_is_recognised(line, is_found):
    is_matched = any(
        lines_matching(pattern, plain(line)) for pattern in DIALECT
    )
    assert is_matched is is_found
