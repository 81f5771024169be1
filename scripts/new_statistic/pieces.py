"""The pieces of a new statistic, and their insertion into the sources."""

from __future__ import annotations

import ast
import dataclasses
import pathlib
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from string import Template

from scripts import check_statistics as layers
from scripts.new_statistic import places, templates
from scripts.new_statistic.statistic import CannotWriteError, Statistic


@dataclasses.dataclass(frozen=True)
class Piece:
    """A part of a statistic in one layer.

    Attributes:
        what: Its description.
        path: Its file.
        place: Finds its line in the file.
        template: Its text.
    """

    what: str
    path: str
    place: places.Place
    template: Template


def pieces_of(new: Statistic) -> Iterator[Piece]:
    """Yields the pieces of a statistic."""
    if new.is_new_kind:
        yield from _of_event(new)
        yield from _of_simulator(new)
    yield from _of_counter(new)


def _of_event(new: Statistic) -> Iterator[Piece]:
    yield Piece(
        'the event model',
        layers.MODELS,
        places.after_last_class('EVENT_TYPE'),
        templates.MODEL,
    )
    yield Piece(
        'the event class',
        layers.EVENTS,
        places.after_last_class('event_type'),
        templates.EVENT
        if new.level == 'state'
        else Template(
            templates.EVENT.template + templates.CONCERNS_EXPLORATION.template
        ),
    )
    yield Piece(
        'the handler',
        layers.HANDLERS,
        places.after_last_class('EVENT'),
        templates.HANDLER,
    )
    yield Piece(
        f'the method record{new.stem}',
        layers.REPORTING,
        places.before_method('flush'),
        templates.RECORD,
    )
    yield Piece(
        f'the method report{new.stem}',
        layers.SESSION,
        places.before_method(r'#\w+'),
        templates.REPORT,
    )


def _of_simulator(new: Statistic) -> Iterator[Piece]:
    yield Piece(
        'what a simulated learner does',
        layers.SIMULATOR,
        places.after_last_line(r' +this\._useHelp\(card\);'),
        templates.SIMULATED,
    )
    if new.needs_tally_method:
        yield Piece(
            f'the method did{new.stem}',
            layers.TALLY,
            places.before_method(r'_\w+'),
            templates.TALLY_EVERY_IN_STATE
            if new.level == 'state'
            else templates.TALLY_ONCE
            if new.is_once
            else templates.TALLY_EVERY,
        )


def _of_counter(new: Statistic) -> Iterator[Piece]:
    is_state = new.level == 'state'
    if not is_state:
        yield Piece(
            'the property',
            layers.MODELS,
            places.after_last_field('CountersBaseModel', '_v2'),
            templates.PROPERTY,
        )
    yield Piece(
        'the counter',
        layers.COUNTERS,
        places.after_last_field(layers.COUNTER_CLASSES[new.level]),
        templates.STATE_COUNTER if is_state else templates.EXPLORATION_COUNTER,
    )
    yield Piece(
        'the rule that counts it',
        layers.RULES,
        places.after_last_element('COUNTER_RULES'),
        templates.RULE_ONCE if new.is_once else templates.RULE_EVERY,
    )
    yield Piece(
        'the figure',
        layers.FIGURES,
        places.after_last_row('OF_CARDS' if is_state else 'OF_EXPLORATION'),
        templates.STATE_FIGURE if is_state else templates.EXPLORATION_FIGURE,
    )
    yield Piece(
        'the row',
        layers.DOCS,
        places.after_last_line(
            rf'\| `.*` \| {new.values()["level_in_docs"]} \| '
        ),
        templates.DOCS_ROW,
    )
    yield Piece(
        'a test, which fails while something is left to decide',
        test_path(new),
        lambda _: 0,
        templates.TEST,
    )


def test_path(new: Statistic) -> str:
    """Returns the path of the test of a statistic."""
    return f'tests/core/domain/test_{new.counter}.py'


def insert_pieces(root: pathlib.Path, new: Statistic) -> dict[str, str]:
    """Returns the texts of all files with the pieces added, by path.

    Raises:
        CannotWriteError: A piece has no place, its name is taken, or a file
            could not be formatted.
    """
    sources = layers.Sources(root)
    texts: dict[str, str] = {}
    for piece in pieces_of(new):
        text = texts.get(piece.path, sources.text(piece.path))
        try:
            texts[piece.path] = _insert(text, piece, new)
        except CannotWriteError as error:
            raise CannotWriteError(
                f'{piece.path} has no place for {piece.what}: {error}'
            ) from error
    for path, text in texts.items():
        _require_own_names(path, text)
        if path.endswith('.py'):
            texts[path] = _format(root, path, text)
    return texts


def _insert(text: str, piece: Piece, new: Statistic) -> str:
    lines = text.splitlines(keepends=True)
    place = piece.place(text)
    filled = piece.template.substitute(new.values())
    return ''.join([*lines[:place], filled, *lines[place:]])


def _require_own_names(path: str, text: str) -> None:
    """Checks that no class or method is defined twice."""
    names = (
        [
            node.name
            for node in ast.parse(text).body
            if isinstance(node, ast.ClassDef)
        ]
        if path.endswith('.py')
        else re.findall(r'^  ((?:record|report|did)\w+)\(.*\{$', text, re.M)
    )
    for name, number in Counter(names).items():
        if number > 1:
            raise CannotWriteError(f'{path} already has a {name}')


def _format(root: pathlib.Path, path: str, text: str) -> str:
    done = subprocess.run(
        [sys.executable, '-m', 'ruff', 'format', '--stdin-filename', path, '-'],
        cwd=root,
        input=text,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        reason = done.stderr.strip().splitlines()
        raise CannotWriteError(
            f'{path} could not be formatted ({reason[-1] if reason else ""}); '
            'python3 -m scripts.run_tests installs what is needed for it'
        )
    return done.stdout
