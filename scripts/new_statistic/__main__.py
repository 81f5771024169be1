"""Writes the skeleton of a new statistic in every layer.

python3 -m scripts.new_statistic num_times_card_shared \
    --level state --event card_shared

Decisions that a person has to make (what it counts, its label, when it happens)
are placeholders that begin with `TODO:`; the command and the test that it
writes list them.
"""

from __future__ import annotations

import argparse
import ast
import pathlib
import subprocess
import sys
from typing import NoReturn

from scripts import check_statistics as layers
from scripts import node
from scripts.new_statistic import decisions, pieces, statistic
from scripts.new_statistic.statistic import CannotWriteError, Statistic


class _Parser(argparse.ArgumentParser):
    """Reports errors in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f'Error: {message}\n')


def main(arguments: list[str] | None = None) -> int:
    """Writes a statistic; returns the exit status."""
    options = _parse(arguments)
    root = node.ROOT
    try:
        new = _statistic(root, options)
        texts = pieces.insert_pieces(root, new)
        _write(root, texts)
    except (CannotWriteError, SyntaxError) as error:
        print(f'Error: {error}.', file=sys.stderr)
        return 1
    _print_summary(root, new)
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = _Parser(
        prog='python3 -m scripts.new_statistic',
        description='Writes the skeleton of a new statistic in every layer.',
    )
    parser.add_argument(
        'counter', metavar='NAME', help='the counter: num_times_card_shared'
    )
    parser.add_argument(
        '--level',
        required=True,
        choices=sorted(layers.COUNTER_CLASSES),
        help='what it is a counter of',
    )
    parser.add_argument(
        '--event',
        required=True,
        metavar='KIND',
        help='the type of event that counts: card_shared; a new one is written',
    )
    how_often = parser.add_mutually_exclusive_group()
    how_often.add_argument(
        '--once',
        action='store_true',
        help='a session counts once, of a state once for each (the default)',
    )
    how_often.add_argument(
        '--every', action='store_true', help='each event counts'
    )
    return parser.parse_args(arguments)


def _statistic(root: pathlib.Path, options: argparse.Namespace) -> Statistic:
    """Returns the statistic to write.

    Raises:
        CannotWriteError: A name is invalid or taken.
    """
    counter, kind = options.counter, options.event
    statistic.require_name(counter, 'a counter', statistic.MAX_COUNTER_LENGTH)
    statistic.require_name(kind, 'a type of event', statistic.MAX_KIND_LENGTH)
    sources = layers.Sources(root)
    is_once, is_new_kind = not options.every, _is_new_kind(sources, kind)
    new = Statistic(counter, options.level, kind, is_once, is_new_kind)
    _require_free_names(root, new)
    return new


def _require_free_names(root: pathlib.Path, new: Statistic) -> None:
    sources = layers.Sources(root)
    counter, figures = new.counter, sources.text(layers.FIGURES)
    if counter in _taken_names(sources, new.level):
        raise CannotWriteError(f'{counter} is taken in {layers.COUNTERS}')
    incomplete = {piece.name for piece in layers.find_missing(root)}
    if f'{counter} ({new.level})' in incomplete:
        raise CannotWriteError(
            f'{counter} is there in part: see '
            'python3 -m scripts.check_statistics'
        )
    if f"key: '{new.key}'" in figures or f"term: '{new.term}'" in figures:
        raise CannotWriteError(
            f'{new.key} is taken by another figure in {layers.FIGURES}'
        )
    test = pieces.test_path(new)
    if sources.text(test):
        raise CannotWriteError(f'{test} is there already')


def _is_new_kind(sources: layers.Sources, kind: str) -> bool:
    """Returns whether a type of event does not exist.

    Raises:
        CannotWriteError: Only its model or only its class exists.
    """
    is_there = {
        path: kind in layers.constants(sources, path, name)
        for path, name in (
            (layers.MODELS, 'EVENT_TYPE'),
            (layers.EVENTS, 'event_type'),
        )
    }
    if len(set(is_there.values())) > 1:
        (lacking,) = (path for path, is_in in is_there.items() if not is_in)
        raise CannotWriteError(
            f'the event {kind} is not in {lacking}: complete it first'
        )
    return not any(is_there.values())


def _taken_names(sources: layers.Sources, level: str) -> set[str]:
    """Returns the fields and methods of the classes of counters of a level."""
    classes = sources.classes(layers.COUNTERS)
    names = {layers.COUNTER_CLASSES[level]}
    if level == 'exploration':
        names.add('ExplorationStats')
    return {
        ast.unparse(node.target)
        if isinstance(node, ast.AnnAssign)
        else node.name
        for name in names & classes.keys()
        for node in classes[name].body
        if isinstance(node, ast.AnnAssign | ast.FunctionDef)
    }


def _write(root: pathlib.Path, texts: dict[str, str]) -> None:
    """Writes all files and the generated ones, or none.

    Raises:
        CannotWriteError: A file could not be written or generated.
    """
    before: dict[str, str] = {}
    try:
        for path, text in texts.items():
            before[path] = layers.Sources(root).text(path)
            (root / path).write_text(text)
        _make_contract(root)
    except (CannotWriteError, OSError) as error:
        for path, text in before.items():
            if text:
                (root / path).write_text(text)
            else:
                (root / path).unlink(missing_ok=True)
        raise CannotWriteError(str(error)) from error


def _make_contract(root: pathlib.Path) -> None:
    # In a new process, which imports the changed modules.
    made = subprocess.run(
        [sys.executable, '-m', 'scripts.make_wire_contract'],
        cwd=root,
        capture_output=True,
        text=True,
    )
    if made.returncode:
        reason = made.stderr.strip().splitlines()
        raise CannotWriteError(
            f'{layers.CONTRACT} could not be made '
            f'({reason[-1] if reason else ""})'
        )


def _print_summary(root: pathlib.Path, new: Statistic) -> None:
    print(f'Wrote {new.counter} ({new.level}), counted from {new.kind}:')
    for piece in pieces.pieces_of(new):
        print(f'  {piece.path}: {piece.what}')
    print(f'  {layers.CONTRACT}: made from these')
    print('\nLeft to decide:')
    for line in decisions.find_left({new.counter, new.kind}, root):
        print(f'  {line}')
    print('\nTo list what is missing, run:')
    print('  python3 -m scripts.check_statistics')


if __name__ == '__main__':
    sys.exit(main())
