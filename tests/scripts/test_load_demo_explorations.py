from __future__ import annotations

import contextlib
import pathlib
from collections.abc import Iterator

import pytest

from core.domain import exp_deletion_services, exp_services, rights_services
from core.platform import datastore
from scripts import load_demo_explorations
from tests.core.domain import exp_builders

OWNER = 'dev:creator@example.com'


@pytest.fixture(autouse=True)
def same_context(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps the script from opening a context, as the test has one."""

    @contextlib.contextmanager
    def already_open() -> Iterator[None]:
        yield

    monkeypatch.setattr(datastore, 'context', already_open)


def test_it_loads_and_reports_the_missing_explorations(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert load_demo_explorations.main([]) == 0
    exp_ids = exp_services.get_all_exploration_ids()
    assert capsys.readouterr().out == (
        f'Loaded the demo explorations {", ".join(exp_ids)}.\n'
    )
    assert rights_services.get_exploration_rights('chances').is_owner(OWNER)
    assert load_demo_explorations.main([]) == 0
    assert capsys.readouterr().out == ''


def test_the_owner_can_be_chosen() -> None:
    load_demo_explorations.main(['--owner_id', 'google:1'])
    rights = rights_services.get_exploration_rights('chances')
    assert rights.owner_ids == ['google:1']


def test_a_used_store_is_left_unchanged() -> None:
    exploration = exp_builders.small_exploration('A', exp_id='own')
    exp_services.save_new_exploration(OWNER, exploration)
    assert load_demo_explorations.main(['--if_empty']) == 0
    exp_deletion_services.delete_exploration(OWNER, 'own')
    assert load_demo_explorations.main(['--if_empty']) == 0
    assert exp_services.get_all_exploration_ids() == []


def test_an_empty_store_is_filled() -> None:
    assert load_demo_explorations.main(['--if_empty']) == 0
    assert 'chances' in exp_services.get_all_exploration_ids()


def test_a_broken_file_is_reported_in_one_line(
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / 'broken.yaml').write_text('schema_version: 1\ntitle: [')
    monkeypatch.setattr(exp_services, 'DEMO_EXPLORATIONS_DIR', tmp_path)
    assert load_demo_explorations.main([]) == 2
    error = capsys.readouterr().err
    assert error.startswith('Error: ')
    assert 'broken.yaml' in error
    assert len(error.splitlines()) == 1
