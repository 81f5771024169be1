"""Every statistic is in every layer; a missing piece is reported with its file.

A statistic that is missing in one layer would be recorded and never shown, or
shown and never recorded.
"""

from __future__ import annotations

import pathlib
import subprocess
import sys

import pytest

from scripts import check_statistics
from tests import statistic_pieces

pytestmark = pytest.mark.no_store


def test_every_statistic_is_in_every_layer():
    assert [str(piece) for piece in check_statistics.find_missing()] == []


@pytest.fixture(scope='module')
def tree(tmp_path_factory) -> pathlib.Path:
    return statistic_pieces.copy_of_tree(tmp_path_factory.mktemp('a') / 'copy')


@pytest.mark.parametrize(
    'piece',
    [*statistic_pieces.HINT_VIEWS, *statistic_pieces.HINT_INDEX],
    ids=lambda piece: f'{piece.what} in {pathlib.Path(piece.path).name}',
)
def test_a_missing_piece_is_reported_with_its_file(tree, piece):
    file = tree / piece.path
    text = file.read_text()
    try:
        piece.take_out_of(tree)
        missing_pieces = check_statistics.find_missing(tree)
    finally:
        file.write_text(text)

    names = {'hint_viewed', 'num_times_hint_viewed (state)'}
    assert {missing.name for missing in missing_pieces} <= names
    assert (piece.what, piece.path) in [
        (missing.what, missing.file)
        if not missing.file.endswith('/')
        else (missing.what, piece.path)
        for missing in missing_pieces
    ]


def test_no_piece_is_missing_once_all_are_removed(tree):
    texts = {
        piece.path: (tree / piece.path).read_text()
        for piece in statistic_pieces.HINT_VIEWS
    }
    try:
        for piece in statistic_pieces.HINT_VIEWS:
            piece.take_out_of(tree)
        assert check_statistics.find_missing(tree) == []
    finally:
        for path, text in texts.items():
            (tree / path).write_text(text)


def test_the_command_lists_each_missing_piece_in_a_line(tree):
    piece = statistic_pieces.HINT_VIEWS[0]
    file = tree / piece.path
    text = file.read_text()
    try:
        piece.take_out_of(tree)
        done = subprocess.run(
            [sys.executable, '-m', 'scripts.check_statistics'],
            cwd=tree,
            capture_output=True,
            text=True,
        )
    finally:
        file.write_text(text)

    assert done.returncode == 1
    assert done.stdout == (
        'hint_viewed: the event model is missing; write it in '
        'core/storage/statistics/gae_models.py\n'
    )
