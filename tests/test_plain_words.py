"""Code, docs and pages are in plain words, not in a private dialect.

CONTRIBUTING.md gives the rules with examples; tests/test_glossary.py keeps out
words that another word has replaced as a name. Names of variables, parameters,
functions and attributes say what they hold.
"""

from __future__ import annotations

import ast
import functools
import pathlib
import re

import pytest

from tests import test_glossary

# All in one process, as reading the files takes longer than searching them.
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

# A declaration of such a name in JavaScript: a variable, or a parameter.
_NAMES = '|'.join(sorted(EMPTY_NAMES))
_EMPTY_IN_JAVASCRIPT = re.compile(
    rf'(?:\b(?:const|let)\s+|[(,]\s*)({_NAMES})(?=\s*(?:=|of\b|[,)]))'
    rf'|\b({_NAMES}) =>'
)

# A name that is a past participle, alone or before a preposition or an adverb:
# it does not say what the function does. `_` in front counts as a space.
_PARTICIPLE = re.compile(
    r' *([a-z]+[^e]ed|built|chosen|done|drawn|found|given|hidden|kept|known'
    r'|left|made|said|sent|shown|taken|told|withheld|written)'
    r'( (after|aside|at|beside|by|for|from|here|in|now|of|on|only|to|up|with))?'
)

# Participles that are verbs, too, or that an interface has named.
_NAMES_OF_OTHERS = {
    'aborted': 'a status of gRPC',
    'batched': '`itertools.batched` of Python 3.12',
    'cancelled': '`grpc.Future`',
    'disconnected': '`AsyncDirective` of lit-html',
    'done': '`grpc.Future`',
    'embed': 'a verb',
    'received': '`waitress.channel.HTTPChannel`',
    'reconnected': '`AsyncDirective` of lit-html',
    'unimplemented': 'a status of gRPC',
    'wrapped': 'the usual name of the result of a decorator',
}

_JAVASCRIPT_FUNCTION = re.compile(
    r'^ *(?:export )?(?:async )?function (\w+)\('
    r'|^ +(?:async |static )*#?(\w+)\([^;()]*\) \{$'
    r'|^ *(?:export )?const (\w+) = (?:async )?(?:\([^;()]*\)|\w+) =>',
    re.MULTILINE,
)

_EMPTY_IN_TEMPLATE = re.compile(rf'{{%-? (?:for|set) (?:\w+, )?({_NAMES})\b')

# Properties of stored entities keep their names.
_STORED = re.compile(
    r'core/(storage|domain/scheduled_work)/\S*audit_\S+: found'
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


@functools.cache
def texts_in_dialect() -> dict[str, str]:
    """Returns the texts that any of the patterns matches.

    One search for all patterns takes as long as three for one of them.
    """
    any_pattern = '|'.join(DIALECT)
    return {
        name: text
        for name, text in texts().items()
        if lines_matching(any_pattern, text)
    }


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


def names_matching(
    pattern: re.Pattern[str], text: str
) -> list[tuple[int, str]]:
    """Returns the names in the groups of a pattern, with their lines."""
    return [
        (text.count('\n', 0, match.start()) + 1, match[match.lastindex])
        for match in pattern.finditer(text)
    ]


def empty_names(path: pathlib.Path) -> list[str]:
    """Returns the places where a file declares a name that says nothing."""
    text = path.read_text()
    if path.suffix == '.py':
        declared = names_declared(text)
    else:
        pattern = {'.js': _EMPTY_IN_JAVASCRIPT, '.html': _EMPTY_IN_TEMPLATE}
        declared = names_matching(pattern[path.suffix], text)
    name_of_file = path.relative_to(test_glossary.ROOT)
    return [
        f'{name_of_file}:{line}: {name}'
        for line, name in declared
        if name in EMPTY_NAMES
    ]


def test_names_say_what_they_hold():
    paths = test_glossary.files_under(
        ['benchmarks', 'core', 'scripts', 'static/js', 'templates', 'tests']
    )
    places = [
        place
        for path in paths
        if path.suffix in {'.html', '.js', '.py'}
        for place in empty_names(path)
        if not _STORED.fullmatch(place)
    ]
    assert places == [], 'Name the thing: `event`, `stored`, `missing_names`'


@pytest.mark.parametrize(
    'source',
    [
        'const found = read();',
        'for (const each of events) {}',
        'events.map((each) => each.name)',
        'events.map((each, index) => index)',
        'let kept = 0;',
        'names.filter(known => known)',
    ],
)
def test_an_empty_name_is_recognised_in_javascript(source):
    assert _EMPTY_IN_JAVASCRIPT.search(source)


@pytest.mark.parametrize(
    'source',
    [
        '{% for each in events %}',
        '{% for name, each in events %}',
        '{%- set found = events %}',
    ],
)
def test_an_empty_name_is_recognised_in_templates(source):
    assert _EMPTY_IN_TEMPLATE.search(source)


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


def functions_named(source: str) -> list[tuple[int, str]]:
    """Returns the functions of Python code that are no properties."""
    return [
        (node.lineno, node.name)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not any(
            'property' in ast.unparse(decorator)
            for decorator in node.decorator_list
        )
    ]


def functions_named_in_javascript(source: str) -> list[tuple[int, str]]:
    """Returns the functions and methods of JavaScript code."""
    return names_matching(_JAVASCRIPT_FUNCTION, source)


def is_participle(name: str) -> bool:
    return (
        name not in _NAMES_OF_OTHERS
        and _PARTICIPLE.fullmatch(plain(name).lower()) is not None
    )


def test_no_function_is_named_by_a_participle():
    places = []
    for path in test_glossary.files_under(
        ['benchmarks', 'core', 'main.py', 'scripts', 'static/js', 'tests']
    ):
        functions = {
            '.py': functions_named,
            '.js': functions_named_in_javascript,
        }.get(path.suffix)
        if functions is not None:
            places += [
                f'{path.relative_to(test_glossary.ROOT)}:{line}: {name}'
                for line, name in functions(path.read_text())
                if is_participle(name)
            ]
    assert places == [], 'Say what it does (`merge`), or what it builds'


@pytest.mark.parametrize(
    'source',
    [
        'def found(): pass',
        'class A:\n    def _merged(self): pass',
        'async def shown(): pass',
        'def carried_to(version): pass',
        'def outer():\n    def opened(): pass',
    ],
)
def test_a_participle_is_recognised(source):
    assert any(is_participle(name) for _, name in functions_named(source))


@pytest.mark.parametrize(
    'source',
    [
        'export function trimmed(text) {',
        '  #named(name) {',
        '  async loaded() {',
        'export const parsed = (text) => text;',
        '  const moved = point => point;',
        'export function movedBeside(\n    ordering, choice) {',
        '  loaded(\n    text, place) {',
    ],
)
def test_a_participle_is_recognised_in_javascript(source):
    names = [name for _, name in functions_named_in_javascript(source)]
    assert any(map(is_participle, names))


@pytest.mark.parametrize('pattern', DIALECT)
def test_the_dialect_is_not_used(pattern):
    places = [
        f'{name}:{number}'
        for name, text in texts_in_dialect().items()
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
