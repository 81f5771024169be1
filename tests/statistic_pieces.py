"""The pieces of one statistic, each removable from a copy of the sources.

A copy without any of them is the version of the program before the statistic,
so that a test can combine its server and player with the current ones.
"""

from __future__ import annotations

import dataclasses
import pathlib
import re
import shutil

from scripts.check_statistics import (
    CONTRACT,
    COUNTERS,
    DOCS,
    EVENTS,
    FIGURES,
    HANDLERS,
    MODELS,
    REPORTING,
    RULES,
    SESSION,
    SIMULATOR,
)

ROOT = pathlib.Path(__file__).parents[1]

# The folders that a running copy needs. It shares _SHARED with this tree.
_COPIED = (
    'core',
    'static/css',
    'static/images',
    'static/js',
    'templates',
    'data',
    'scripts',
    'docs',
)
_COPIED_FILES = (
    'main.py',
    'index.yaml',
    'package.json',
    'requirements.txt',
)
# Bytecode is copied, as compiling takes seconds, except for files that another
# process is still writing.
UNFINISHED = shutil.ignore_patterns('*.pyc.*')
_SHARED = ('node_modules', '.venv', 'static/bundles', 'static/bundles.json')


@dataclasses.dataclass(frozen=True)
class Piece:
    """A part of the sources of a statistic.

    Attributes:
        what: The piece, as `scripts.check_statistics` names it.
        path: The file that contains it.
        pattern: A regular expression (multi-line, dot matches all) for it.
        replacement: What remains in its place.
    """

    what: str
    path: str
    pattern: str
    replacement: str = ''

    def take_out_of(self, root: pathlib.Path) -> None:
        """Takes the piece out of the sources below a folder."""
        file = root / self.path
        text, number = re.subn(
            self.pattern, self.replacement, file.read_text(), flags=re.M | re.S
        )
        assert number, f'{self.what} was not found in {self.path}'
        file.write_text(text)


def _python_class(name: str) -> str:
    """Returns the pattern of a class with its decorator."""
    return rf'^(?:@[^\n]*\n)?class {name}\(.*?(?=^(?:class |@|def |# ))'


def _js_row(counter: str) -> str:
    """Returns the pattern of a row of a table of objects."""
    return (
        rf"^    \{{\n(?:(?!^    \}},)[^\n]*\n)*?[^\n]*'{counter}'.*?^    \}},\n"
    )


HELP = 'static/js/player/views/help.js'

# The pieces of the counter of sessions that opened a hint of a card.
HINT_VIEWS = (
    Piece(
        'the event model',
        MODELS,
        _python_class('HintViewedEventLogEntryModel'),
    ),
    Piece('the event class', EVENTS, _python_class('HintViewedEvent')),
    Piece(
        'the counter in StateStats',
        COUNTERS,
        r'    num_times_hint_viewed: int = _counter\(.*?^    \)\n',
    ),
    Piece(
        'the rule that counts it',
        RULES,
        r"    CounterRule\('hint_viewed'[^\n]*\n",
    ),
    Piece('the handler', HANDLERS, _python_class('HintViewedEventHandler')),
    Piece(
        'its entry (run scripts.make_wire_contract)',
        CONTRACT,
        r'^  hint_viewed: [^\n]*\n',
    ),
    Piece(
        'its zero (run scripts.make_wire_contract)',
        CONTRACT,
        r'^  num_times_hint_viewed: 0,\n',
    ),
    Piece(
        'the call of its record… method',
        SESSION,
        r'^    this\.#reporting\.recordHintViewed\(.*?\)\);\n',
    ),
    Piece(
        'what leads from a view to its record… method',
        HELP,
        r'^          hints\.viewHint\(index\);\n',
    ),
    Piece(
        'what adds it to the counts of a session',
        REPORTING,
        r"this\._onceInState\(stateName, 'num_times_hint_viewed'\)",
        'null',
    ),
    Piece(
        'the record… method',
        REPORTING,
        r'^  recordHintViewed\(.*?^  \}\n',
    ),
    Piece('its figure', FIGURES, _js_row('num_times_hint_viewed')),
    Piece(
        'what counts it for simulated learners',
        SIMULATOR,
        r"'hint_viewed', 'num_times_hint_viewed'",
        "'hint_viewed', 'num_times_solution_viewed'",
    ),
    Piece(
        'what a simulated learner does',
        SIMULATOR,
        r"^      this\._tally\.did\('hint_viewed'[^\n]*\n",
    ),
    Piece('its row', DOCS, r'^\| `num_times_hint_viewed`[^\n]*\n'),
)


# The pieces of a field of its event.
HINT_INDEX = (
    Piece(
        'the property hint_index',
        MODELS,
        r'^    #[^\n]*\n    hint_index: [^\n]*\n',
    ),
    Piece('the field hint_index', EVENTS, r'^    hint_index: .*?^    \]\n'),
    Piece('the field hint_index', REPORTING, r'^      hint_index: [^\n]*\n'),
)


def copy_of_tree(folder: pathlib.Path) -> pathlib.Path:
    """Copies the sources into a new folder.

    The copy shares the environment and the Node packages with this tree.
    """
    for name in _COPIED:
        shutil.copytree(
            ROOT / name,
            folder / name,
            ignore=UNFINISHED,
        )
    for name in _COPIED_FILES:
        shutil.copy(ROOT / name, folder / name)
    for name in _SHARED:
        if (ROOT / name).exists():
            (folder / name).symlink_to((ROOT / name).resolve())
    return folder
