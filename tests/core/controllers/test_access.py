"""Every route answers each kind of caller as specified."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
import webapp2
import webtest

import main
from core.controllers import base, rate_limits
from core.domain import event_domain, exp_services, exp_yaml
from tests.core.controllers import web
from tests.core.domain import version_builder

ROLES = ('guest', 'stranger', 'viewer', 'editor', 'owner')
EMAILS = {
    'stranger': web.STRANGER,
    'viewer': web.VIEWER,
    'editor': web.EDITOR,
    'owner': web.OWNER,
}
RULES = {
    'open_access',
    'require_signed_in',
    'can_access_admin_page',
    'can_perform_cron_tasks',
    'can_play_exploration',
    'can_report_on_exploration',
    'can_edit_exploration',
    'can_manage_exploration',
    'can_repair_statistics',
    'can_see_exploration_statistics',
    'can_use_shared_link',
}


@dataclasses.dataclass(frozen=True)
class Row:
    """The expected responses of one method of one route.

    `private` and `public` are the HTTP statuses for guest, stranger, viewer,
    editor and owner, if the exploration is private or public; routes that are
    not about an exploration have `private` only.
    """

    method: str
    route: str
    private: tuple[int, int, int, int, int]
    public: tuple[int, int, int, int, int] | None = None
    body: Any = None


ALL_200 = (200,) * 5
PLAYERS = (404, 404, 200, 200, 200)
# An allowed caller sends an empty report and gets an error (400).
REPORTERS = (404, 404, 400, 400, 400)
ALL_400 = (400,) * 5

SAVE = {'version': 1, 'yaml': '(the text of the exploration)'}
TEXT = {'yaml': '(the text of the exploration)'}

EVENT_ROUTES = [
    f'/explorehandler/{name}_event/<exp_id>'
    for name in event_domain.EVENT_CLASSES
]


def address(row: Row, exp_id: str) -> str:
    """Returns an address of a route."""
    return row.route.replace('<exp_id>', exp_id).replace(
        '<event_type:\\w+>', 'card_shared'
    )


ROWS = [
    Row('GET', '/', ALL_200),
    Row('GET', '/library', ALL_200),
    Row('GET', '/explorationsummarieshandler/data', ALL_200),
    Row('GET', '/data_dictionary', ALL_200),
    Row('GET', '/help/explorations', ALL_200),
    Row('GET', '/_ah/warmup', ALL_200),
    Row('GET', '/robots.txt', ALL_200),
    Row('GET', '/favicon.ico', ALL_200),
    # In tests anyone may call cron routes; test_cron.py covers production.
    Row('GET', '/cron/fold', ALL_200),
    Row('GET', '/cron/audit', ALL_200),
    Row('GET', '/cron/sweep', ALL_200),
    # None of the callers is an administrator; test_admin.py tests that role.
    Row('GET', '/admin/jobs', (302, 403, 403, 403, 403)),
    Row('POST', '/admin/jobs', (302, 403, 403, 403, 403)),
    # Signed-in users are redirected.
    Row('GET', '/login', (200, 302, 302, 302, 302)),
    Row('POST', '/login', (400,) * 5),
    # Google is not set up on this machine.
    Row('GET', '/login/google/start', (404,) * 5),
    Row('POST', '/login/google', (400,) * 5),
    Row('POST', '/logout', (302,) * 5),
    Row('GET', '/creator_dashboard', (302, 200, 200, 200, 200)),
    Row('GET', '/explore/<exp_id>', PLAYERS, ALL_200),
    Row('GET', '/explorehandler/init/<exp_id>', PLAYERS, ALL_200),
    Row(
        'GET',
        '/explorationsummarieshandler/similar/<exp_id>',
        PLAYERS,
        ALL_200,
    ),
    Row('POST', '/explorehandler/init/<exp_id>', REPORTERS, ALL_400, {}),
    *(Row('POST', route, REPORTERS, ALL_400, {}) for route in EVENT_ROUTES),
    Row(
        'POST',
        '/explorehandler/learner_answer_details_event/<exp_id>',
        REPORTERS,
        ALL_400,
        {},
    ),
    # An unknown event type may belong to a later version (501).
    Row(
        'POST',
        '/explorehandler/<event_type:\\w+>_event/<exp_id>',
        (404, 404, 501, 501, 501),
        (501,) * 5,
        {},
    ),
    Row('POST', '/explorehandler/event_batch/<exp_id>', REPORTERS, ALL_400, {}),
    Row(
        'POST', '/explorehandler/stats_events/<exp_id>', REPORTERS, ALL_400, {}
    ),
    # A page redirects guests to the sign-in, even if they could not see it.
    Row(
        'GET',
        '/create/<exp_id>',
        (302, 404, 403, 200, 200),
        (302, 403, 403, 200, 200),
    ),
    Row(
        'GET',
        '/createhandler/statistics/<exp_id>',
        (404, 404, 403, 200, 200),
        (403, 403, 403, 200, 200),
    ),
    Row(
        'GET',
        '/createhandler/processed_statistics/<exp_id>',
        (404, 404, 403, 200, 200),
        (403, 403, 403, 200, 200),
    ),
    # The request names no card (400).
    Row(
        'GET',
        '/createhandler/state_interaction_stats/<exp_id>',
        (404, 404, 403, 400, 400),
        (403, 403, 403, 400, 400),
    ),
    Row(
        'GET',
        '/createhandler/lesson_sheet/<exp_id>',
        (404, 404, 403, 200, 200),
        (403, 403, 403, 200, 200),
    ),
    Row(
        'GET',
        '/createhandler/ratings/<exp_id>',
        (404, 404, 403, 200, 200),
        (403, 403, 403, 200, 200),
    ),
    # There are no ratings, so allowed callers have nothing to change.
    Row(
        'POST',
        '/createhandler/ratings/<exp_id>',
        (404, 404, 403, 404, 404),
        (403, 403, 403, 404, 404),
        {
            'event_id': '00000000-0000-4000-8000-000000000000',
            'is_done': True,
        },
    ),
    Row(
        'DELETE',
        '/createhandler/ratings/<exp_id>',
        (404, 404, 403, 404, 404),
        (403, 403, 403, 404, 404),
    ),
    Row(
        'GET',
        '/createhandler/learner_answer_details/<exp_id>',
        (404, 404, 403, 200, 200),
        (403, 403, 403, 200, 200),
    ),
    # No learner has written anything, so allowed callers get 404.
    Row(
        'POST',
        '/createhandler/learner_answer_details/<exp_id>',
        (404, 404, 403, 404, 404),
        (403, 403, 403, 404, 404),
        {
            'learner_answer_info_id': '00000000-0000-4000-8000-000000000000',
            'is_done': True,
        },
    ),
    Row(
        'DELETE',
        '/createhandler/learner_answer_details/<exp_id>',
        (404, 404, 403, 404, 404),
        (403, 403, 403, 404, 404),
    ),
    Row(
        'POST',
        '/createhandler/fold/<exp_id>',
        (404, 404, 403, 200, 200),
        (403, 403, 403, 200, 200),
    ),
    Row(
        'POST',
        '/createhandler/audit/<exp_id>',
        (404, 404, 403, 403, 200),
        (403, 403, 403, 403, 200),
        {'is_new': True},
    ),
    Row(
        'GET',
        '/createhandler/exclusions/<exp_id>',
        (404, 404, 403, 200, 200),
        (403, 403, 403, 200, 200),
    ),
    Row(
        'POST',
        '/createhandler/exclusions/<exp_id>',
        (404, 404, 403, 403, 200),
        (403, 403, 403, 403, 200),
        {'action': 'go_on'},
    ),
    Row(
        'GET',
        '/createhandler/event_log/<exp_id>',
        (404, 404, 403, 200, 200),
        (403, 403, 403, 200, 200),
    ),
    Row(
        'GET',
        '/improvements/decisions/<exp_id>',
        (404, 404, 403, 200, 200),
        (403, 403, 403, 200, 200),
    ),
    Row(
        'GET',
        '/improvements/exploration/<exp_id>',
        (404, 404, 403, 200, 200),
        (403, 403, 403, 200, 200),
    ),
    # Nothing was played, so there is no task to decide on (400).
    Row(
        'POST',
        '/improvements/exploration/<exp_id>',
        (404, 404, 403, 400, 400),
        (403, 403, 403, 400, 400),
        {'task_id': 'too_hard:1.A', 'status': 'resolved', 'exp_version': 1},
    ),
    # The request names no version (400).
    Row(
        'GET',
        '/createhandler/version_difference/<exp_id>',
        (404, 404, 403, 400, 400),
        (403, 403, 403, 400, 400),
    ),
    Row(
        'GET',
        '/createhandler/comparison/<exp_id>',
        (404, 404, 403, 400, 400),
        (403, 403, 403, 400, 400),
    ),
    Row(
        'GET',
        '/playthroughdatahandler/<exp_id>',
        (404, 404, 403, 400, 400),
        (403, 403, 403, 400, 400),
    ),
    Row(
        'GET',
        '/createhandler/data/<exp_id>',
        (404, 404, 403, 200, 200),
        (403, 403, 403, 200, 200),
    ),
    Row(
        'PUT',
        '/createhandler/data/<exp_id>',
        (404, 404, 403, 200, 200),
        (403, 403, 403, 200, 200),
        SAVE,
    ),
    Row(
        'DELETE',
        '/createhandler/data/<exp_id>',
        (404, 404, 403, 403, 200),
        (403, 403, 403, 403, 200),
    ),
    Row(
        'POST',
        '/createhandler/preview/<exp_id>',
        (404, 404, 403, 200, 200),
        (403, 403, 403, 200, 200),
        TEXT,
    ),
    Row(
        'POST',
        '/createhandler/check/<exp_id>',
        (404, 404, 403, 200, 200),
        (403, 403, 403, 200, 200),
        TEXT,
    ),
    Row(
        'POST',
        '/createhandler/likely_renames/<exp_id>',
        (404, 404, 403, 200, 200),
        (403, 403, 403, 200, 200),
        SAVE,
    ),
    Row(
        'POST',
        '/createhandler/revert/<exp_id>',
        (404, 404, 403, 200, 200),
        (403, 403, 403, 200, 200),
        {'current_version': 2, 'revert_to_version': 1},
    ),
    Row(
        'PUT',
        '/createhandler/status/<exp_id>',
        (404, 404, 403, 403, 200),
        (403, 403, 403, 403, 200),
        {'make_public': True},
    ),
    Row(
        'PUT',
        '/createhandler/k_anonymity/<exp_id>',
        (404, 404, 403, 403, 200),
        (403, 403, 403, 403, 200),
        {'k_anonymity': 1},
    ),
    Row(
        'GET',
        '/createhandler/classes/<exp_id>',
        (404, 404, 403, 200, 200),
        (403, 403, 403, 200, 200),
    ),
    Row(
        'PUT',
        '/createhandler/classes/<exp_id>',
        (404, 404, 403, 403, 200),
        (403, 403, 403, 403, 200),
        {'name': '7b'},
    ),
    Row(
        'DELETE',
        '/createhandler/classes/<exp_id>',
        (404, 404, 403, 403, 200),
        (403, 403, 403, 403, 200),
    ),
    Row(
        'GET',
        '/createhandler/rights/<exp_id>',
        (404, 404, 403, 403, 200),
        (403, 403, 403, 403, 200),
    ),
    Row(
        'GET',
        '/createhandler/shared_links/<exp_id>',
        (404, 404, 403, 403, 200),
        (403, 403, 403, 403, 200),
    ),
    Row(
        'POST',
        '/createhandler/shared_links/<exp_id>',
        (404, 404, 403, 403, 200),
        (403, 403, 403, 403, 200),
        {'label': 'For parents', 'days': 7},
    ),
    Row(
        'DELETE',
        '/createhandler/shared_links/<exp_id>',
        (404, 404, 403, 403, 200),
        (403, 403, 403, 403, 200),
    ),
    # The link is not valid; test_shared_statistics.py tests valid ones.
    *(
        Row('GET', route, (404,) * 5)
        for route in (
            '/shared_statistics/<token>',
            '/sharedhandler/statistics/<token>',
            '/sharedhandler/processed_statistics/<token>',
            '/sharedhandler/state_interaction_stats/<token>',
            '/sharedhandler/data/<token>',
            '/sharedhandler/assets/<token>/<name>',
        )
    ),
    # No user has this address (400).
    Row(
        'PUT',
        '/createhandler/rights/<exp_id>',
        (404, 404, 403, 403, 400),
        (403, 403, 403, 403, 400),
        {'email': 'nobody@example.com', 'role': 'editor'},
    ),
    Row(
        'DELETE',
        '/createhandler/rights/<exp_id>',
        (404, 404, 403, 403, 200),
        (403, 403, 403, 403, 200),
    ),
    Row(
        'GET',
        '/createhandler/assets/<exp_id>',
        (404, 404, 403, 200, 200),
        (403, 403, 403, 200, 200),
    ),
    # The uploaded file is not a picture (400).
    Row(
        'POST',
        '/createhandler/assets/<exp_id>',
        (404, 404, 403, 400, 400),
        (403, 403, 403, 400, 400),
        {'name': 'a.png', 'content': ''},
    ),
    Row(
        'DELETE',
        '/createhandler/assets/<exp_id>',
        (404, 404, 403, 200, 200),
        (403, 403, 403, 200, 200),
    ),
    # The picture does not exist; test_assets.py tests existing ones.
    Row('GET', '/assetshandler/<exp_id>/<name>', (404,) * 5, (404,) * 5),
    Row(
        'GET',
        '/createhandler/export/<exp_id>',
        (302, 404, 403, 200, 200),
        (302, 403, 403, 200, 200),
    ),
    # The file is not an exploration, which the response reports (200).
    Row(
        'POST',
        '/createhandler/import',
        (403, 200, 200, 200, 200),
        body={'files': [{'name': 'a', 'content': ''}], 'dry_run': False},
    ),
    Row(
        'POST',
        '/createhandler/new',
        (403, 201, 201, 201, 201),
        body={'title': 'New'},
    ),
]


def routes_of_the_application() -> list[tuple[str, webapp2.Route]]:
    return [
        (method, route)
        for route in main.ROUTES
        for method in base.allowed_methods(route.handler)
        if method != 'HEAD'
    ]


@pytest.mark.no_store
def test_every_route_has_a_row_and_every_row_a_route() -> None:
    routes = {(verb, one.template) for verb, one in routes_of_the_application()}
    rows = [(row.method, row.route) for row in ROWS]
    assert sorted(rows) == sorted(routes)


@pytest.mark.no_store
def test_every_method_of_every_handler_has_an_access_rule() -> None:
    for verb, route in routes_of_the_application():
        method = getattr(route.handler, verb.lower())
        rule = vars(method).get('access_rule')
        assert rule in RULES, (verb, route.template)


@pytest.mark.no_store
def test_every_route_about_an_exploration_checks_its_rights() -> None:
    for verb, route in routes_of_the_application():
        if '<exp_id>' in route.template:
            method = getattr(route.handler, verb.lower())
            rule = vars(method)['access_rule']
            assert rule not in {'open_access', 'require_signed_in'}, (
                route.template
            )


def body_of(row: Row, exp_id: str) -> Any:
    if row.body in (SAVE, TEXT):
        exploration = exp_services.get_exploration_by_id(exp_id)
        changed = exploration.to_dict() | {'title': 'Changed'}
        text = exp_yaml.exploration_to_yaml(
            type(exploration).from_dict(changed)
        )
        return row.body | {'yaml': text}
    return row.body


def stated_answer(row: Row, visibility: str, role: str) -> int | None:
    """Returns the expected status for a caller; None if there is none."""
    answers = row.public if visibility == 'public' else row.private
    return answers[ROLES.index(role)] if answers else None


def may_change_something(row: Row, status: int) -> bool:
    return row.method != 'GET' and status < 400


@pytest.mark.parametrize('role', ROLES)
@pytest.mark.parametrize('visibility', ['private', 'public'])
def test_each_role_gets_the_stated_answer(
    browser: web.Browser, visibility: str, role: str
) -> None:
    make_and_sign_in(browser, visibility, role)
    wrong = {}
    for row in ROWS:
        status = stated_answer(row, visibility, role)
        if status is None or may_change_something(row, status):
            continue
        rate_limits.forget_all()
        response = send(browser, row)
        if response.status_int != status:
            wrong[row.method, row.route] = response.status_int, status
    assert wrong == {}


@pytest.mark.parametrize(
    ('row', 'visibility', 'role'),
    [
        pytest.param(
            row, status, role, id=f'{row.method}-{row.route}-{status}-{role}'
        )
        for row in ROWS
        for status in ('private', 'public')
        for role in ROLES
        if may_change_something(row, stated_answer(row, status, role) or 400)
    ],
)
def test_each_role_that_may_change_something_gets_the_stated_answer(
    browser: web.Browser, row: Row, visibility: str, role: str
) -> None:
    make_and_sign_in(browser, visibility, role)
    if row.route.startswith('/createhandler/revert/'):
        save_second_version('one')
    response = send(browser, row)
    stated = stated_answer(row, visibility, role)
    assert response.status_int == stated, response.text


def make_and_sign_in(browser: web.Browser, visibility: str, role: str) -> None:
    web.make_exploration('one', is_public=visibility == 'public')
    if role in EMAILS:
        browser.sign_in(EMAILS[role])


def send(browser: web.Browser, row: Row) -> webtest.TestResponse:
    return browser.send(row.method, address(row, 'one'), body_of(row, 'one'))


def save_second_version(exp_id: str) -> None:
    version_builder.save_changes(
        exp_services.get_exploration_commits(exp_id)[0].committer_id,
        exp_id,
        [
            {
                'cmd': 'edit_exploration_property',
                'property_name': 'title',
                'new_value': 'Second',
            }
        ],
        'A second version',
        1,
    )


@pytest.mark.parametrize('exp_id', ['none', 'x' * 41, 'a.b', 'a%20b', '%C3%A9'])
def test_a_missing_entity_is_not_found(
    browser: web.Browser, exp_id: str
) -> None:
    browser.sign_in(web.STRANGER)
    answers = {
        (row.method, row.route): browser.send(
            row.method, address(row, exp_id), row.body
        ).status_int
        for row in ROWS
        if '<exp_id>' in row.route
    }
    assert answers == dict.fromkeys(answers, 404)


def test_no_creator_write_passes_without_the_token_of_the_page(
    browser: web.Browser, public_exploration: str
) -> None:
    browser.sign_in(web.OWNER)
    writes = [
        row
        for row in ROWS
        if row.route.startswith('/createhandler/') and row.method != 'GET'
    ]
    answers = {
        (row.method, row.route): browser.send(
            row.method,
            address(row, public_exploration),
            row.body,
            with_token=False,
        ).status_int
        for row in writes
    }
    assert answers == dict.fromkeys(answers, 403)
    assert len(answers) == len(writes)
    assert exp_services.get_latest_version(public_exploration) == 1
