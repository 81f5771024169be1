"""The settings of a deployment, read from environment variables.

docs/configuration.md documents them; a test compares it with the declarations.
"""

from __future__ import annotations

import functools
import os
import re
import urllib.parse
from typing import Annotated, Any, Literal, NamedTuple

import pydantic

from core import feconf

# Hosts that browsers treat as secure without TLS.
_LOCAL_HOSTS = ('localhost', '127.0.0.1', '::1')

_ORIGIN = re.compile(r'(https?)://([^/?#@\s:\[\]]+|\[[0-9a-f:]+\])(:\d{1,5})?')

# Characters of the key that signs tokens in production.
_MIN_SECRET_LENGTH = 16

# More server processes would wait for each other, because the embedded store
# has a single writer.
_MAX_DEFAULT_WORKERS = 4

# The value of GAE_ENV under dev_appserver, which runs locally.
_LOCAL_GAE_ENV = 'localdev'


class SettingsError(Exception):
    """Settings are wrong or missing; the message has a line for each."""


def _setting(
    name: str, default: Any, requirement: str, meaning: str, **constraints: Any
) -> Any:
    """Declares a setting.

    Args:
        name: The environment variable.
        default: The value if the variable is missing or empty.
        requirement: The valid values, to complete the sentence
            "NAME must be …".
        meaning: The purpose.
        **constraints: Constraints of pydantic other than the type.
    """
    return pydantic.Field(
        default,
        alias=name,
        title=requirement,
        description=meaning,
        **constraints,
    )


def _split(value: object) -> object:
    if not isinstance(value, str):
        return value
    return [part.strip().lower() for part in value.split(',') if part.strip()]


def _origin(value: str) -> str:
    # pydantic does not validate the empty default.
    if not _ORIGIN.fullmatch(value.removesuffix('/').lower()):
        raise ValueError('no origin')
    return value.removesuffix('/').lower()


_EmailAddress = Annotated[str, pydantic.Field(pattern=r'^[^@\s]+@[^@\s]+$')]


class Settings(pydantic.BaseModel):
    """All settings; the alias of a field is its environment variable."""

    model_config = pydantic.ConfigDict(frozen=True, extra='ignore')

    dev: bool = _setting(
        'STATS_DEV',
        False,
        '1 or 0',
        '1 in development: anyone can sign in as anyone and start scheduled '
        'work. Ignored on App Engine and Cloud Run. `scripts.start` sets it.',
    )
    host: str = _setting(
        'STATS_HOST',
        '127.0.0.1',
        'an address of this machine',
        'The address to listen on. `0.0.0.0` where the proxy that terminates '
        'TLS is on another machine; otherwise the default is safer.',
        pattern=r'^\S+$',
    )
    port: int = _setting(
        'PORT',
        8181,
        'a number from 1 to 65535',
        'The port to listen on.',
        ge=1,
        le=65535,
    )
    workers: int | None = _setting(
        'STATS_WORKERS',
        None,
        'a number from 1 to 64',
        'The number of server processes, about 100 MB of memory each. Default: '
        f'the number of processors, at most {_MAX_DEFAULT_WORKERS}; with '
        '`STATS_DEV`, 1.',
        ge=1,
        le=64,
    )
    site_url: Annotated[str, pydantic.AfterValidator(_origin)] = _setting(
        'STATS_SITE_URL',
        '',
        'an origin such as https://lessons.example.org',
        'The public address of the site, for redirects, the sign-in with '
        'Google and the ids in xAPI statements. Replaces the `Host` header of '
        'requests.',
    )
    trusted_proxies: int | None = _setting(
        'STATS_TRUSTED_PROXIES',
        None,
        'a number from 0 to 10',
        'The number of proxies in front of this server. Rate limits use the '
        "visitor's address, that many entries from the end of "
        '`X-Forwarded-For`; with 0 the header is ignored.',
        ge=0,
        le=10,
    )
    secret_key: str = _setting(
        'STATS_SECRET_KEY',
        '',
        f'at least {_MIN_SECRET_LENGTH} characters that nobody can guess',
        'The key that signs sessions and tokens. By default it is generated: '
        'the file `secret_key` in the data directory, or an entity in Cloud '
        'Datastore.',
        repr=False,
    )
    admin_emails: Annotated[
        frozenset[_EmailAddress], pydantic.BeforeValidator(_split)
    ] = _setting(
        'STATS_ADMIN_EMAILS',
        frozenset(),
        'email addresses, separated by commas',
        'Who may see the admin page (`/admin/jobs`).',
    )
    google_client_id: str = _setting(
        'GOOGLE_CLIENT_ID',
        '',
        'the id of an OAuth client (type "Web application")',
        'The client for sign-in with Google. Its authorized redirect URI is '
        '`STATS_SITE_URL` followed by `/login/google`.',
        pattern=r'^\S+$',
    )
    data_dir: str = _setting(
        'STATS_DATA_DIR',
        '.data',
        'a directory',
        'The directory of the embedded store and the secret key.',
    )
    assets_bucket: str = _setting(
        'STATS_ASSETS_BUCKET',
        '',
        'the name of a bucket',
        'The bucket of Google Cloud Storage that stores the pictures of '
        'explorations. By default they are stored with all other data.',
        pattern=r'^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$',
    )
    log_format: Literal['', 'text', 'json'] = _setting(
        'STATS_LOG_FORMAT',
        '',
        'text or json',
        'Format of the log: readable lines, or JSON for Cloud Logging. '
        'Default: `json` on App Engine and Cloud Run, `text` elsewhere.',
    )
    rate_limits: Literal['on', 'off'] = _setting(
        'STATS_RATE_LIMITS',
        'on',
        'on or off',
        '`off` for benchmarks, which send everything from one address; '
        'refused in production.',
    )
    count_automated_visits: Literal['on', 'off'] = _setting(
        'STATS_COUNT_AUTOMATED_VISITS',
        'off',
        'on or off',
        '`on` for tests with automated browsers; refused in production.',
    )
    shard_growth: Literal['on', 'off'] = _setting(
        'STATS_SHARD_GROWTH',
        'on',
        'on or off',
        '`off` before a rollback to a version that reads only the first '
        'shards ([scaling.md](scaling.md#before-an-older-version-serves-again)'
        ').',
    )
    min_answer_sessions: int = _setting(
        'STATS_MIN_ANSWER_SESSIONS',
        1,
        f'a number from 1 to {feconf.MAX_ANSWERS_K_ANONYMITY}',
        'The minimum number of learners that owners can require to have given '
        'an answer in their own words before it is shown '
        '([privacy.md](privacy.md)).',
        ge=1,
        le=feconf.MAX_ANSWERS_K_ANONYMITY,
    )
    bundles_may_change: bool = _setting(
        'STATS_BUNDLES_MAY_CHANGE',
        False,
        '1 or 0',
        '1 to look for new bundles, which `scripts.start` builds when a '
        'source changes. `scripts.start` sets it.',
    )
    writes_index_yaml: bool = _setting(
        'STATS_WRITE_INDEX_YAML',
        False,
        '1 or 0',
        '1 to add missing indexes to `index.yaml` while developing '
        '([operations.md](operations.md#the-embedded-store)).',
    )


_NAMES = tuple(str(field.alias) for field in Settings.model_fields.values())
_FIELDS_BY_NAME = {
    str(field.alias): field for field in Settings.model_fields.values()
}


class _Environment(NamedTuple):
    """The cached environment of this process."""

    settings: Settings
    is_managed: bool
    is_app_engine: bool


# Set by `cache_environment`.
_cached: list[_Environment] = []


def cache_environment() -> None:
    """Caches the settings for the lifetime of the process.

    For servers, whose environment does not change: a request reads settings a
    dozen times, and reading them from the environment would take a tenth of
    the time of the request.
    """
    _cached.append(_Environment(current(), is_managed(), is_app_engine()))


def current() -> Settings:
    """Returns the settings of the current environment.

    Raises:
        SettingsError: A value is malformed.
    """
    if _cached:
        return _cached[0].settings
    return _read(tuple(map(os.environ.get, _NAMES)))


@functools.lru_cache(maxsize=16)
def _read(values: tuple[str | None, ...]) -> Settings:
    given = {
        name: value for name, value in zip(_NAMES, values, strict=True) if value
    }
    try:
        return Settings.model_validate(given)
    except pydantic.ValidationError as error:
        names = dict.fromkeys(
            str(problem['loc'][0]) for problem in error.errors()
        )
        raise SettingsError(
            '\n'.join(_malformed_message(name, given[name]) for name in names)
        ) from error


def _malformed_message(name: str, value: str) -> str:
    field = _FIELDS_BY_NAME[name]
    shown = '' if field.repr is False else f', not {value!r}'
    return f'{name} must be {field.title}{shown}.'


def is_managed() -> bool:
    """Returns whether the app runs on App Engine or Cloud Run.

    If in doubt, it does: any GAE_ENV counts except that of dev_appserver.
    """
    if _cached:
        return _cached[0].is_managed
    gae_env = os.environ.get('GAE_ENV', '')
    return bool(
        (gae_env and gae_env != _LOCAL_GAE_ENV) or os.environ.get('K_SERVICE')
    )


def is_app_engine() -> bool:
    """Returns whether requests come through the front end of App Engine."""
    if _cached:
        return _cached[0].is_app_engine
    return os.environ.get('GAE_ENV') == 'standard'


def is_production() -> bool:
    """Returns whether the app is in production; if managed, it always is."""
    return is_managed() or not current().dev


def num_workers() -> int:
    """Returns the number of server processes."""
    given = current()
    if given.workers is not None:
        return given.workers
    return 1 if given.dev else default_workers()


def default_workers() -> int:
    """Returns the default number of server processes in production."""
    return min(os.cpu_count() or 1, _MAX_DEFAULT_WORKERS)


def require() -> None:
    """Checks that the settings suffice to serve the application.

    Raises:
        SettingsError: Settings are wrong or missing.
    """
    settings = current()
    if is_production():
        problems = _problems_in_production(settings)
        if problems:
            raise SettingsError('\n'.join(problems))


def _problems_in_production(settings: Settings) -> list[str]:
    is_https = settings.site_url.startswith('https://')
    host = urllib.parse.urlsplit(settings.site_url).hostname
    is_local = host in _LOCAL_HOSTS
    checks = {
        _missing('STATS_SITE_URL'): not settings.site_url,
        'STATS_SITE_URL must begin with https:// in production: browsers do '
        'not send session cookies over unencrypted connections.': (
            bool(settings.site_url) and not (is_https or is_local)
        ),
        _missing('GOOGLE_CLIENT_ID'): not settings.google_client_id,
        _missing('STATS_ADMIN_EMAILS'): not settings.admin_emails,
        _missing('STATS_TRUSTED_PROXIES'): (
            is_https and not is_managed() and settings.trusted_proxies is None
        ),
        _malformed_message('STATS_SECRET_KEY', ''): (
            0 < len(settings.secret_key) < _MIN_SECRET_LENGTH
        ),
        'STATS_RATE_LIMITS=off is for benchmarks: in production anybody could '
        'flood the event log.': settings.rate_limits == 'off',
        'STATS_COUNT_AUTOMATED_VISITS=on is for tests: in production robots '
        'would be counted as learners.': (
            settings.count_automated_visits == 'on'
        ),
    }
    return [line for line, is_wrong in checks.items() if is_wrong]


def _missing(name: str) -> str:
    return f'{name} is missing: it must be {_FIELDS_BY_NAME[name].title}.'
