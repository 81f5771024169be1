"""Code, docs and pages are in plain words, not in a private dialect.

CONTRIBUTING.md gives the rules with examples; tests/test_glossary.py keeps out
words that another word has replaced as a name.
"""

from __future__ import annotations

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


def found(pattern: str, text: str) -> list[int]:
    """Returns the numbers of the lines that a pattern matches."""
    matches = re.finditer(pattern, text, re.IGNORECASE | re.MULTILINE)
    return [text.count('\n', 0, match.start()) + 1 for match in matches]


@pytest.mark.parametrize('pattern', DIALECT)
def test_the_dialect_is_not_used(pattern):
    places = [
        f'{name}:{number}'
        for name, text in texts().items()
        for number in found(pattern, text)
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
    is_matched = any(found(pattern, plain(line)) for pattern in DIALECT)
    assert is_matched is is_found
