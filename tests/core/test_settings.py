from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from core import settings

pytestmark = pytest.mark.no_store

# The settings of a public site on one machine.
COMPLETE = {
    'STATS_SITE_URL': 'https://lessons.example.org',
    'GOOGLE_CLIENT_ID': 'id.apps.googleusercontent.com',
    'STATS_ADMIN_EMAILS': 'ada@example.org',
    'STATS_TRUSTED_PROXIES': '1',
}
ELSEWHERE = ('GAE_ENV', 'K_SERVICE', 'PORT', *COMPLETE)


@pytest.fixture
def set_environment(monkeypatch: pytest.MonkeyPatch):
    for name in [*os.environ]:
        if name.startswith('STATS_') or name in ELSEWHERE:
            monkeypatch.delenv(name)

    def set_to(values: dict[str, str]) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return set_to


def problems() -> list[str]:
    with pytest.raises(settings.SettingsError) as caught:
        settings.require()
    return str(caught.value).splitlines()


def test_without_settings_production_names_the_missing_ones(set_environment):
    assert settings.is_production()
    assert [line.partition(' ')[0] for line in problems()] == [
        'STATS_SITE_URL',
        'GOOGLE_CLIENT_ID',
        'STATS_ADMIN_EMAILS',
    ]


def test_an_empty_value_counts_as_unset(set_environment):
    set_environment({**COMPLETE, 'GOOGLE_CLIENT_ID': '', 'PORT': ''})
    assert problems() == [
        'GOOGLE_CLIENT_ID is missing: it must be the id of an OAuth client '
        '(type "Web application").'
    ]
    assert settings.current().port == 8181


def test_a_complete_site_starts(set_environment):
    set_environment(COMPLETE)
    settings.require()
    assert settings.current().host == '127.0.0.1'


def test_a_developers_machine_needs_no_settings(set_environment):
    set_environment({'STATS_DEV': '1'})
    settings.require()
    assert not settings.is_production()


@pytest.mark.parametrize('platform', ['GAE_ENV', 'K_SERVICE'])
def test_app_engine_is_production_whatever_the_settings(
    set_environment, platform
):
    set_environment({'STATS_DEV': '1', platform: 'standard'})
    assert settings.is_production()


@pytest.mark.parametrize(
    ('changed', 'line'),
    [
        ({'PORT': '0'}, "PORT must be a number from 1 to 65535, not '0'."),
        ({'PORT': '99999'}, 'PORT must be a number from 1 to 65535'),
        ({'PORT': 'http'}, 'PORT must be a number from 1 to 65535'),
        ({'STATS_HOST': 'a b'}, 'STATS_HOST must be an address'),
        ({'STATS_DEV': 'maybe'}, 'STATS_DEV must be 1 or 0'),
        ({'STATS_SITE_URL': 'example.org'}, 'STATS_SITE_URL must be an origin'),
        (
            {'STATS_SITE_URL': 'https://example.org/path'},
            'STATS_SITE_URL must be an origin',
        ),
        (
            {'STATS_SITE_URL': 'https://user@example.org'},
            'STATS_SITE_URL must be an origin',
        ),
        (
            {'STATS_SITE_URL': 'http://example.org'},
            'STATS_SITE_URL must begin with https://',
        ),
        (
            {'STATS_SITE_URL': 'http://localhost.evil.example'},
            'STATS_SITE_URL must begin with https://',
        ),
        (
            {'STATS_ADMIN_EMAILS': 'ada@example.org,nobody'},
            'STATS_ADMIN_EMAILS must be email addresses',
        ),
        (
            {'STATS_TRUSTED_PROXIES': '-1'},
            'STATS_TRUSTED_PROXIES must be a number from 0 to 10',
        ),
        (
            {'STATS_TRUSTED_PROXIES': ''},
            'STATS_TRUSTED_PROXIES is missing',
        ),
        ({'STATS_LOG_FORMAT': 'xml'}, 'STATS_LOG_FORMAT must be text or json'),
        ({'STATS_RATE_LIMITS': 'no'}, 'STATS_RATE_LIMITS must be on or off'),
        ({'STATS_RATE_LIMITS': 'off'}, 'STATS_RATE_LIMITS=off is for'),
        (
            {'STATS_COUNT_AUTOMATED_VISITS': 'on'},
            'STATS_COUNT_AUTOMATED_VISITS=on is for tests',
        ),
        ({'STATS_SHARD_GROWTH': 'no'}, 'STATS_SHARD_GROWTH must be on or off'),
        ({'STATS_SECRET_KEY': 'short'}, 'STATS_SECRET_KEY must be at least 16'),
    ],
)
def test_a_wrong_value_is_reported_in_one_line(set_environment, changed, line):
    set_environment({**COMPLETE, **changed})
    (problem,) = problems()
    assert problem.startswith(line)
    assert 'short' not in problem


def test_all_wrong_values_are_reported_at_once(set_environment):
    set_environment({'PORT': 'x', 'STATS_HOST': ' ', 'STATS_LOG_FORMAT': 'xml'})
    assert len(problems()) == 3


@pytest.mark.parametrize(
    'url', ['http://localhost:8181', 'http://127.0.0.1', 'http://[::1]:80/']
)
def test_a_site_on_localhost_needs_no_tls(set_environment, url):
    set_environment(
        {**COMPLETE, 'STATS_SITE_URL': url, 'STATS_TRUSTED_PROXIES': ''}
    )
    settings.require()
    assert settings.current().site_url == url.removesuffix('/')


def test_addresses_of_administrators_are_compared_in_lower_case(
    set_environment,
):
    set_environment(
        {'STATS_ADMIN_EMAILS': ' Ada@Example.org , bob@example.org,'}
    )
    assert settings.current().admin_emails == {
        'ada@example.org',
        'bob@example.org',
    }


def test_the_secret_is_not_shown(set_environment):
    set_environment({'STATS_SECRET_KEY': 'never to be shown'})
    assert 'never' not in repr(settings.current())


@pytest.mark.parametrize(
    ('values', 'processors', 'expected'),
    [
        ({}, 2, 2),
        ({}, 16, 4),
        ({}, None, 1),
        ({'STATS_DEV': '1'}, 16, 1),
        ({'STATS_WORKERS': '6'}, 2, 6),
        ({'STATS_WORKERS': '3', 'STATS_DEV': '1'}, 16, 3),
    ],
)
def test_the_default_is_a_process_per_processor_up_to_four(
    set_environment: Callable[[dict[str, str]], None],
    monkeypatch: pytest.MonkeyPatch,
    values: dict[str, str],
    processors: int | None,
    expected: int,
) -> None:
    set_environment(values)
    monkeypatch.setattr(os, 'cpu_count', lambda: processors)
    assert settings.num_workers() == expected


def test_a_server_keeps_the_environment_of_its_start(
    set_environment: Callable[[dict[str, str]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, '_cached', [])
    set_environment({'PORT': '1', 'GAE_ENV': 'standard'})
    settings.cache_environment()
    monkeypatch.setenv('PORT', '2')
    monkeypatch.delenv('GAE_ENV')
    assert settings.current().port == 1
    assert settings.is_managed()
    assert settings.is_app_engine()
