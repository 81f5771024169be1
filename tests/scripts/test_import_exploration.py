from __future__ import annotations

import json
import pathlib

import pytest

from core.domain import exp_services, rights_services, user_services
from scripts import import_exploration
from tests.core.domain import oppia_builders as oppia
from tests.core.domain.exp_migration import test_archives

LESSON = oppia.ends_at(Start=oppia.state('Continue', 'End'))


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    lesson = oppia.to_yaml(LESSON)
    (tmp_path / 'a.yaml').write_bytes(lesson)
    (tmp_path / 'b.yaml').write_text('title: [')
    (tmp_path / 'notes.txt').write_text('not an exploration')
    (tmp_path / 'below').mkdir()
    (tmp_path / 'below' / 'c.zip').write_bytes(
        test_archives.build_zip({'C.yaml': lesson})
    )
    return tmp_path


def run(*arguments: object) -> int:
    return import_exploration.main([str(argument) for argument in arguments])


def test_files_archives_and_folders_are_imported(
    folder: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, '--owner', 'a@example.com') == 1
    assert len(exp_services.get_all_exploration_ids()) == 2
    output = capsys.readouterr().out
    assert '2 of 3 accepted.' in output
    assert 'b.yaml: refused' in output
    assert '    line 2: ' in output
    for exp_id in exp_services.get_all_exploration_ids():
        rights = rights_services.get_exploration_rights(exp_id)
        assert rights.is_owner(user_services.dev_user_id('a@example.com'))


def test_a_dry_run_stores_nothing(folder: pathlib.Path) -> None:
    assert run(folder / 'a.yaml', '--dry_run') == 0
    assert not exp_services.has_stored_anything()


def test_the_summary_can_be_json(
    folder: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, '--json', '--publish') == 1
    summary = json.loads(capsys.readouterr().out)
    assert summary['num_files'] == 3
    assert summary['num_accepted'] == 2
    assert [
        exploration['is_public'] for exploration in summary['accepted']
    ] == [True, True]
    (problem,) = summary['problems'][str(folder / 'b.yaml')]
    assert problem['kind'] == 'error'


def test_pictures_beside_a_file_are_imported(
    folder: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / 'assets' / 'image').mkdir(parents=True)
    (folder / 'assets' / 'image' / 'a.png').write_bytes(b'x')
    assert run(folder / 'a.yaml', '--dry_run') == 0
    assert 'assets: 1 file that no card shows is' in capsys.readouterr().out


def test_links_in_a_folder_are_not_followed(folder: pathlib.Path) -> None:
    (folder / 'b.yaml').unlink()
    (folder / 'link.yaml').symlink_to(folder / 'a.yaml')
    (folder / 'again').symlink_to(folder)
    assert run(folder) == 0
    assert len(exp_services.get_all_exploration_ids()) == 2


@pytest.mark.parametrize('arguments', [('no.yaml',), ('a.yaml', 'no.yaml')])
def test_a_missing_file_stops_the_command_before_anything_is_stored(
    folder: pathlib.Path,
    arguments: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(*(folder / name for name in arguments)) == 2
    assert 'there is no' in capsys.readouterr().err
    assert not exp_services.has_stored_anything()


def test_an_invalid_owner_stops_the_command(
    folder: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder / 'a.yaml', '--owner', 'nobody') == 2
    assert 'email address' in capsys.readouterr().err


def test_with_google_sign_in_the_owner_must_have_an_account(
    folder: pathlib.Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv('STATS_GOOGLE_CLIENT_ID', 'id')
    monkeypatch.setenv('GOOGLE_CLIENT_ID', 'id')
    assert run(folder / 'a.yaml', '--owner', 'a@example.com') == 2
    assert 'has no account yet' in capsys.readouterr().err
    user_services.sign_in('google:1', 'a@example.com')
    assert run(folder / 'a.yaml', '--owner', 'A@example.com') == 0
    (exp_id,) = exp_services.get_all_exploration_ids()
    rights = rights_services.get_exploration_rights(exp_id)
    assert rights.is_owner('google:1')


def test_a_folder_without_explorations_is_reported(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path) == 2
    assert 'has no files that end in' in capsys.readouterr().err
