"""The output, effect and exit status of `merge_stats_shards`."""

from __future__ import annotations

import pathlib

import pytest

from core.domain import stats_shards_services
from core.platform import datastore
from scripts import merge_stats_shards
from tests.core.domain import stats_builders as b


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch) -> pathlib.Path:
    """A directory with a store file; the command uses the test's store."""
    (tmp_path / datastore.FILE_NAME).touch()
    monkeypatch.setattr(datastore, 'set_data_dir', lambda _: None)
    monkeypatch.setenv('STATS_DATA_DIR', str(tmp_path))
    return tmp_path


def run(store: pathlib.Path, *arguments: str) -> int:
    return merge_stats_shards.main(['--data_dir', str(store), *arguments])


def test_a_run_without_work_reports_it(store, capsys):
    b.make_exploration()

    assert run(store) == 0
    assert 'No version has more shards than at first.' in (
        capsys.readouterr().out
    )


def test_the_shards_of_one_exploration_or_of_all_are_merged(store, capsys):
    for exp_id in ('one', 'two'):
        b.make_exploration(exp_id)
        stats_shards_services.grow(exp_id, 1, 8, 16)

    assert run(store, '--exp_id', 'one') == 0
    assert capsys.readouterr().out == 'one, version 1: 8 shards merged\n'
    assert run(store) == 0
    assert capsys.readouterr().out == 'two, version 1: 8 shards merged\n'


def test_a_missing_store_is_an_error(store, capsys):
    (store / datastore.FILE_NAME).unlink()

    assert run(store) == 2
    assert 'there is no store in' in capsys.readouterr().err
