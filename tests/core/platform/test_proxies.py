"""The address of a request's sender, by the proxies in front."""

from __future__ import annotations

from typing import Any

import pytest

from core import settings
from core.platform import proxies

pytestmark = pytest.mark.no_store


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ('GAE_ENV', 'K_SERVICE', 'STATS_TRUSTED_PROXIES'):
        monkeypatch.delenv(name, raising=False)


def address(peer: str | None = '10.0.0.1', **headers: str) -> str:
    environ: dict[str, Any] = {f'HTTP_{k.upper()}': headers[k] for k in headers}
    if peer is not None:
        environ['REMOTE_ADDR'] = peer
    return proxies.client_address(environ)


def test_without_proxies_the_connection_decides() -> None:
    assert address(x_forwarded_for='1.2.3.4') == '10.0.0.1'
    assert address(x_appengine_user_ip='1.2.3.4') == '10.0.0.1'
    assert address(None) == ''


def test_on_app_engine_the_front_end_gives_the_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv('GAE_ENV', 'standard')

    assert (
        address(x_appengine_user_ip='5.6.7.8', x_forwarded_for='1.1.1.1, 9.9')
        == '5.6.7.8'
    )


@pytest.mark.parametrize('name', ['K_SERVICE', 'GAE_ENV'])
def test_the_header_of_app_engine_is_only_trusted_there(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, 'something')

    assert (
        address(
            x_appengine_user_ip='6.6.6.6', x_forwarded_for='1.1.1.1, 5.6.7.8'
        )
        == '5.6.7.8'
    )
    assert address(x_appengine_user_ip='6.6.6.6') == '10.0.0.1'


@pytest.mark.parametrize(
    ('num', 'forwarded', 'expected'),
    [
        ('0', '1.1.1.1', '10.0.0.1'),
        ('1', '6.6.6.6, 1.1.1.1', '1.1.1.1'),
        ('2', '6.6.6.6, 1.1.1.1, 9.9.9.9', '1.1.1.1'),
        # The request has passed fewer proxies than configured.
        ('2', '1.1.1.1', '1.1.1.1'),
        ('1', '', '10.0.0.1'),
        ('1', '6.6.6.6, ', '10.0.0.1'),
        ('1', 'x' * 1_000, 'x' * 64),
    ],
)
def test_only_the_entries_of_trusted_proxies_are_used(
    monkeypatch: pytest.MonkeyPatch, num: str, forwarded: str, expected: str
) -> None:
    monkeypatch.setenv('STATS_TRUSTED_PROXIES', num)

    assert address(x_forwarded_for=forwarded) == expected


@pytest.mark.parametrize('value', ['-1', '11', 'two', '1.5', '\u0661'])
def test_an_invalid_number_of_proxies_is_refused(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv('STATS_TRUSTED_PROXIES', value)

    with pytest.raises(settings.SettingsError, match='a number from 0 to 10'):
        proxies.num_trusted()


def test_proxies_report_whether_the_caller_used_https(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    environ = {
        'wsgi.url_scheme': 'http',
        'HTTP_X_FORWARDED_PROTO': 'https',
    }
    assert proxies.scheme(environ) == 'http'
    monkeypatch.setenv('STATS_TRUSTED_PROXIES', '1')
    assert proxies.scheme(environ) == 'https'
    assert proxies.scheme({**environ, 'HTTP_X_FORWARDED_PROTO': 'x'}) == 'http'


@pytest.mark.parametrize(
    ('one', 'same'),
    [
        ('2001:db8:1:2::1', '2001:db8:1:2:ffff::9'),
        ('[2001:db8:1:2::1]:443', '2001:db8:1:2::1'),
        ('::ffff:1.2.3.4', '1.2.3.4'),
        ('1.2.3.4:5678', '1.2.3.4'),
    ],
)
def test_addresses_of_one_customer_are_one_network(one: str, same: str) -> None:
    assert proxies.network_of(one) == proxies.network_of(same)


def test_other_addresses_are_other_networks() -> None:
    given = [
        '1.2.3.4',
        '1.2.3.5',
        '2001:db8:1:2::',
        '2001:db8:1:3::',
        'a:b:c',
        '',
    ]
    assert len({proxies.network_of(address) for address in given}) == len(given)
