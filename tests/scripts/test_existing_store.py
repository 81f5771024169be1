"""Commands for an existing store do not create one."""

from __future__ import annotations

import pathlib

import pytest

from core.platform import datastore
from scripts import (
    account,
    datastore_export,
    expire_events,
    merge_stats_shards,
    recompute_statistics,
    run_job,
)

pytestmark = pytest.mark.no_store


@pytest.mark.parametrize(
    ('main', 'arguments'),
    [
        (account.main, ['export', '--email', 'ada@example.org']),
        (datastore_export.main, ['BACKUP']),
        (expire_events.main, ['--older_than_days', '365']),
        (merge_stats_shards.main, []),
        (recompute_statistics.main, []),
        (run_job.main, ['session_fold']),
    ],
)
def test_a_directory_without_a_store_is_an_error_and_stays_empty(
    main, arguments, tmp_path: pathlib.Path, monkeypatch, capsys
):
    monkeypatch.delenv('DATASTORE_EMULATOR_HOST', raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / 'empty').mkdir()

    assert main([*arguments, '--data_dir', 'empty']) != 0

    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith('there is no store in empty')
    assert [path.name for path in tmp_path.rglob('*')] == ['empty']


def test_cloud_datastore_needs_no_file_on_this_machine(monkeypatch, tmp_path):
    monkeypatch.delenv('DATASTORE_EMULATOR_HOST', raising=False)
    monkeypatch.setenv('STATS_DATA_DIR', str(tmp_path))
    with pytest.raises(datastore.StoreError, match='no store'):
        datastore.use_existing_store(None)
    monkeypatch.setenv('GOOGLE_APPLICATION_CREDENTIALS', 'key.json')
    datastore.use_existing_store(None)
