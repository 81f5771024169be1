from __future__ import annotations

from typing import Any

import pytest

from core.controllers import rate_limits
from core.domain import exp_services
from core.domain.interactions import registry
from core.platform.datastore import store
from tests.core.controllers import web
from tests.core.controllers.test_editor import data_of, save

TWO_ERRORS = '\ntitel: A\ntags: [same, same]\n'


@pytest.fixture
def owner(browser: web.Browser) -> web.Browser:
    browser.sign_in(web.OWNER)
    return browser


def check(owner: web.Browser, exp_id: str, yaml: str) -> Any:
    return owner.send('POST', f'/createhandler/check/{exp_id}', {'yaml': yaml})


def test_all_problems_are_reported_with_their_lines(
    owner: web.Browser, private_exploration: str
) -> None:
    answer = check(owner, private_exploration, 'schema_version: 2' + TWO_ERRORS)
    assert answer.json['prevents'] == 'saving'
    lines = {p['path']: p['line'] for p in answer.json['problems']}
    assert lines['titel'] == 2
    assert lines['tags'] == 3


def test_a_private_exploration_is_checked_for_publishing(
    owner: web.Browser, private_exploration: str
) -> None:
    yaml = data_of(owner, private_exploration)['yaml']
    blank = yaml.replace('objective: ', "objective: '' #")
    assert blank != yaml
    answer = check(owner, private_exploration, blank)
    assert answer.json['prevents'] == 'publishing'
    assert [p['path'] for p in answer.json['problems']] == ['objective']
    assert check(owner, private_exploration, yaml).json == {
        'prevents': None,
        'problems': [],
    }


def test_a_public_exploration_is_saved_only_if_publishable(
    owner: web.Browser, public_exploration: str
) -> None:
    yaml = data_of(owner, public_exploration)['yaml']
    blank = yaml.replace('objective: ', "objective: '' #")
    answer = check(owner, public_exploration, blank)
    assert answer.json['prevents'] == 'saving'
    error = save(owner, public_exploration, blank, 1).json['error']
    assert error['problems'] == answer.json['problems']
    assert error['path'] == 'objective'


def test_saving_reports_the_same_problems(
    owner: web.Browser, private_exploration: str
) -> None:
    yaml = 'schema_version: 2' + TWO_ERRORS
    response = save(owner, private_exploration, yaml, 1)
    assert response.status_int == 400
    error = response.json['error']
    checked = check(owner, private_exploration, yaml).json['problems']
    assert error['problems'] == checked
    assert error['path'] == checked[0]['path']
    assert error['message'].startswith(checked[0]['message'])


@pytest.mark.parametrize(
    ('yaml', 'line', 'part'),
    [
        ('schema_version: 2\r\ntitle: "a\0b"', 2, 'NUL'),
        ('schema_version: 2\n\ttitle: A', 2, 'tab'),
        ('a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]', 2, 'alias'),
        ('a: 1\na: 2', 2, 'twice'),
        ('x' * 1_500_000, None, '1,500,000 characters'),
        ('', None, 'empty'),
    ],
    ids=['nul', 'tab', 'aliases', 'duplicate', 'large', 'empty'],
)
def test_bad_texts_are_reported_at_their_line(
    owner: web.Browser,
    private_exploration: str,
    yaml: str,
    line: int | None,
    part: str,
) -> None:
    problems = check(owner, private_exploration, yaml).json['problems']
    assert any(p['line'] == line and part in p['message'] for p in problems)
    error = save(owner, private_exploration, yaml, 1).json['error']
    assert error['problems'] == problems


def test_the_first_of_very_many_problems_are_listed(
    owner: web.Browser, private_exploration: str
) -> None:
    states = ''.join(f'\n  S{n}: {{x: 1}}' for n in range(500))
    yaml = f'schema_version: 2\ninit_state_name: S1\nstates:{states}\n'
    problems = check(owner, private_exploration, yaml).json['problems']
    assert len(problems) == 201
    assert problems[-1]['message'].startswith('300 more')


def test_a_preview_is_the_exploration_of_the_text(
    owner: web.Browser, private_exploration: str
) -> None:
    yaml = data_of(owner, private_exploration)['yaml']
    path = f'/createhandler/preview/{private_exploration}'
    text = yaml.replace('title: ', 'title: New ')
    answer = owner.send('POST', path, {'yaml': text})
    assert answer.json['exploration']['title'].startswith('New ')
    refused = owner.send('POST', path, {'yaml': 'title: A'})
    assert refused.status_int == 400
    assert len(refused.json['error']['problems']) > 1


def test_checks_and_previews_store_nothing(
    owner: web.Browser,
    private_exploration: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    yaml = data_of(owner, private_exploration)['yaml'] + '# changed\n'
    before = exp_services.get_exploration_by_id(private_exploration)

    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError('something was stored')

    monkeypatch.setattr(store.Transaction, 'put', refuse)
    monkeypatch.setattr(store, 'put', refuse)
    check(owner, private_exploration, yaml)
    path = f'/createhandler/preview/{private_exploration}'
    assert owner.send('POST', path, {'yaml': yaml}).status_int == 200
    assert exp_services.get_exploration_by_id(private_exploration) == before


def test_checking_takes_no_tokens_from_the_limit_of_saves(
    owner: web.Browser,
    private_exploration: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken: list[rate_limits.Limit] = []
    monkeypatch.setattr(
        rate_limits.Limit,
        'check',
        lambda limit, _sender, _tokens=1: taken.append(limit),
    )
    check(owner, private_exploration, 'title: A')
    assert taken == [rate_limits.CHECKS]


def test_rules_that_no_answer_reaches_are_only_warnings(
    owner: web.Browser, private_exploration: str
) -> None:
    path = exp_services.DEMO_EXPLORATIONS_DIR / 'big_numbers.yaml'
    yaml = path.read_text('utf-8')
    rule = """            - rule_type: Equals
              inputs: {x: 3600}
"""
    assert yaml.count(rule) == 1
    near = """            - rule_type: IsWithinTolerance
              inputs: {x: 3600, tol: 0}
"""
    answer = check(owner, private_exploration, yaml.replace(rule, rule + near))
    assert answer.json['prevents'] is None
    (warning,) = answer.json['problems']
    assert 'never decides' in warning['message']
    line = yaml[: yaml.index(rule)].count('\n') + 3
    assert warning['line'] == line
    assert check(owner, private_exploration, yaml).json['problems'] == []


def test_publishing_reports_everything_that_is_missing(
    owner: web.Browser,
) -> None:
    made = owner.send('POST', '/createhandler/new', {'title': 'Empty'})
    path = f'/createhandler/status/{made.json["exp_id"]}'
    refused = owner.send('PUT', path, {'make_public': True})
    assert refused.status_int == 400
    paths = [p['path'] for p in refused.json['error']['problems']]
    assert {'category', 'objective'} <= set(paths)
    assert 'states.Introduction.content.html' in paths


@pytest.mark.parametrize('template', ['quiz', 'branching_story'])
def test_a_new_exploration_begins_as_a_template(
    owner: web.Browser, template: str
) -> None:
    body = {'title': 'My: own', 'template': template}
    made = owner.send('POST', '/createhandler/new', body)
    data = data_of(owner, made.json['exp_id'])
    assert data['exploration']['title'] == 'My: own'
    assert len(data['exploration']['states']) > 2


def test_an_unknown_template_is_refused(owner: web.Browser) -> None:
    body = {'title': 'A', 'template': 'novel'}
    refused = owner.send('POST', '/createhandler/new', body)
    assert refused.json['error']['path'] == 'template'
    assert "'quiz'" in refused.json['error']['message']


def test_the_help_page_shows_every_interaction(browser: web.Browser) -> None:
    page = browser.get('/help/explorations').text
    for interaction_id in registry.get_interaction_ids():
        assert f'id="{interaction_id}"' in page
    answer = browser.get('/help/explorations?format=json').json
    assert [template['id'] for template in answer['templates']] == [
        'quiz',
        'branching_story',
        'picture_question',
    ]
    browser.get('/help/explorations?format=pdf', status=400)
