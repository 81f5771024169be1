from __future__ import annotations

import base64
from typing import Any

import pytest

from core import feconf
from core.domain import exp_services, rights_services, user_services
from core.domain.exp_migration import archives
from tests.core.controllers import web
from tests.core.domain import oppia_builders as oppia
from tests.core.domain.exp_migration import test_archives

MAP = oppia.state('InteractiveMap', 'End')
LESSON = oppia.to_yaml(oppia.ends_at(Start=MAP))


@pytest.fixture
def owner(browser: web.Browser) -> web.Browser:
    browser.sign_in(web.OWNER)
    return browser


def send(
    owner: web.Browser, files: dict[str, bytes], dry_run: bool = False
) -> Any:
    listed = [
        {'name': name, 'content': base64.b64encode(content).decode()}
        for name, content in files.items()
    ]
    body = {'files': listed, 'dry_run': dry_run}
    return owner.send('POST', '/createhandler/import', body)


def load_exploration(exp_id: str) -> Any:
    return exp_services.get_exploration_by_id(exp_id)


def test_a_dry_run_reports_problems_and_stores_nothing(
    owner: web.Browser,
) -> None:
    files = {'a.yaml': LESSON, 'b.yaml': b'\xff'}
    response = send(owner, files, dry_run=True)
    good, bad = response.json['files']
    assert (good['title'], good['num_states']) == ('A small lesson', 2)
    assert good['exp_id'] is None
    (problem,) = good['problems']
    assert problem['kind'] == 'placeholder'
    assert problem['path'] == 'states.Start'
    assert problem['line'] > 1
    assert (bad['title'], bad['problems'][0]['kind']) == (None, 'error')
    assert not exp_services.has_stored_anything()


def test_an_import_makes_private_explorations_of_the_caller(
    owner: web.Browser,
) -> None:
    archive = test_archives.build_zip({'One.yaml': LESSON, 'Two.yaml': LESSON})
    response = send(owner, {'a.zip': archive, 'b.yaml': b'title: ['})
    ids = [file['exp_id'] for file in response.json['files']]
    assert ids[2] is None
    assert len(set(ids)) == 3
    for exp_id in ids[:2]:
        rights = rights_services.get_exploration_rights(exp_id)
        assert rights.status == 'private'
        assert rights.is_owner(user_services.dev_user_id(web.OWNER))
        owner.get(f'/create/{exp_id}')


@pytest.mark.parametrize('form', ['yaml', 'zip'])
def test_an_imported_export_equals_the_original(
    owner: web.Browser, public_exploration: str, form: str
) -> None:
    file = owner.get(
        f'/createhandler/export/{public_exploration}?format={form}'
    )
    disposition = file.headers['Content-Disposition']
    assert f'filename="{public_exploration}.{form}"' in disposition
    assert file.headers['Content-Type'].startswith(f'application/{form}')
    (imported,) = send(owner, {'again': file.body}).json['files']
    assert imported['problems'] == []
    before = load_exploration(public_exploration)
    after = load_exploration(imported['exp_id'])
    same = {'exp_id': 'x', 'version': 0}
    assert before.model_copy(update=same) == after.model_copy(update=same)


def test_an_export_is_of_the_version_and_format_asked_for(
    owner: web.Browser, public_exploration: str
) -> None:
    url = f'/createhandler/export/{public_exploration}'
    assert b'title: A title' in owner.get(f'{url}?v=1').body
    assert owner.get(f'{url}?v=99', status=404).status_int == 404
    assert owner.get(f'{url}?format=pdf', status=400).status_int == 400


def test_the_file_name_of_an_export_is_its_title_made_safe(
    owner: web.Browser,
) -> None:
    lesson = oppia.ends_at(Start=oppia.state('Continue', 'End'))
    lesson['title'] = '../¡Hola!: "a/b" \N{PARTY POPPER}'
    (one,) = send(owner, {'a': oppia.to_yaml(lesson)}).json['files']
    file = owner.get(f'/createhandler/export/{one["exp_id"]}?format=zip')
    assert "UTF-8''%20" not in file.headers['Content-Disposition']
    assert 'Hola' in file.headers['Content-Disposition']
    (inside,) = archives.unpack('a.zip', file.body)
    assert inside.name == 'a.zip/Hola! a b v1.yaml'


@pytest.mark.parametrize(
    'body',
    [
        {},
        {'files': [], 'dry_run': True},
        {'files': [{'name': 'a', 'content': '*'}], 'dry_run': True},
        {'files': [{'name': 'a', 'content': 'é'}], 'dry_run': True},
        {'files': [{'name': 'a\n\x00', 'content': ''}], 'dry_run': True},
        {'files': [{'name': 'a' * 256, 'content': ''}], 'dry_run': True},
        {
            'files': [{'name': 'a', 'content': ''}]
            * (feconf.MAX_FILES_PER_IMPORT + 1),
            'dry_run': True,
        },
    ],
)
def test_a_malformed_request_is_refused(
    owner: web.Browser, body: dict[str, Any]
) -> None:
    response = owner.send('POST', '/createhandler/import', body)
    assert response.status_int == 400
    assert response.json['error']['path']


def test_an_archive_of_too_many_explorations_is_refused(
    owner: web.Browser,
) -> None:
    number = feconf.MAX_FILES_PER_IMPORT + 1
    files = {f'{n}.yaml': b'x' for n in range(number)}
    response = send(owner, {'a.zip': test_archives.build_zip(files)})
    assert response.status_int == 400
    assert not exp_services.has_stored_anything()
