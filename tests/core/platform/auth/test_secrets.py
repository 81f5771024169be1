from __future__ import annotations

import concurrent.futures
import pathlib
import stat

import pytest

from core.platform import datastore
from core.platform.auth import secrets


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv('STATS_SECRET_KEY')
    monkeypatch.delenv('GAE_ENV', raising=False)
    monkeypatch.setattr(secrets, '_keys_by_source', {})


@pytest.fixture
def data_dir(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> pathlib.Path:
    monkeypatch.setattr(
        datastore, 'get_data_dir', lambda: str(tmp_path / 'data')
    )
    return tmp_path / 'data'


def restart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, '_keys_by_source', {})


def test_the_environment_variable_sets_the_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv('STATS_SECRET_KEY', 'given')
    assert secrets.get_secret_key() == 'given'


def test_the_key_outlives_the_process(
    data_dir: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = secrets.get_secret_key()
    restart(monkeypatch)
    assert secrets.get_secret_key() == key
    assert len(key) >= 43


def test_only_the_owner_can_read_the_file(data_dir: pathlib.Path) -> None:
    secrets.get_secret_key()
    mode = stat.S_IMODE((data_dir / 'secret_key').stat().st_mode)
    assert mode == 0o600


def test_no_temporary_file_is_left(data_dir: pathlib.Path) -> None:
    secrets.get_secret_key()
    assert [path.name for path in data_dir.iterdir()] == ['secret_key']


def test_two_data_directories_have_two_keys(
    data_dir: pathlib.Path,
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = secrets.get_secret_key()
    other = str(tmp_path / 'other')
    monkeypatch.setattr(datastore, 'get_data_dir', lambda: other)
    assert secrets.get_secret_key() != first


def test_concurrent_callers_get_the_same_key(tmp_path: pathlib.Path) -> None:
    path = tmp_path / 'key'
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        futures = [
            pool.submit(secrets.get_or_create_file, path) for _ in range(32)
        ]
        keys = {future.result() for future in futures}
    assert keys == {path.read_text()}


def test_a_store_in_memory_leaves_no_file(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(datastore, 'get_data_dir', lambda: ':memory:')
    assert secrets.get_secret_key() == secrets.get_secret_key()
    assert list(tmp_path.iterdir()) == []


def test_instances_on_app_engine_share_one_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv('GAE_ENV', 'standard')
    key = secrets.get_secret_key()
    restart(monkeypatch)
    assert secrets.get_secret_key() == key
