"""The base class of all handlers."""

from __future__ import annotations

import functools
import urllib.parse
from collections.abc import Mapping
from typing import Any, ClassVar

import webapp2
import webob.exc

from core import errors
from core.controllers import (
    http_errors,
    payloads,
    rate_limits,
    rendering,
    signatures,
)
from core.domain import plain_text, schema, user_domain, user_services
from core.platform import proxies
from core.platform.auth import environment, sessions

# Fields of a submitted form; the forms of this site have three.
_MAX_FORM_FIELDS = 50

# Prefixes of the headers that proxies add.
_FORWARDED_PREFIXES = ('forwarded', 'x-forwarded-', 'x-real-ip', 'via')

_SAFE_METHODS = frozenset({'GET', 'HEAD', 'OPTIONS'})


class BaseHandler(webapp2.RequestHandler):
    """Identifies the caller, reads the request, and sends a page or JSON.

    The return value of a method is sent as JSON; its annotation declares the
    shape. A parameter `body` declares the JSON body of the request. A method
    that sends a page returns None.

    A subclass raises an error of `core.errors` or `http_errors`, which
    `error_pages` turns into a response.
    """

    # Whether responses are JSON, including those to errors.
    RETURNS_JSON = False
    # Whether a write requires the CSRF token of a page. Off only where the body
    # carries a signed token, and for signing in.
    REQUIRE_CSRF = True
    # The rate limit of requests; None if the handler has limits of its own. By
    # default reads count as pages, and writes as saves.
    LIMIT: ClassVar[rate_limits.Limit | None] = rate_limits.PAGES

    # The body, cached because it can be read only once.
    _received: bytes | None = None

    @functools.cached_property
    def _signed_in(
        self,
    ) -> tuple[sessions.SignedInSession, user_domain.User] | None:
        """The signed-in session and its account, or None."""
        session = sessions.from_cookie(
            self.request.cookies.get(sessions.COOKIE_NAME)
        )
        if session is None or (
            # The store may have been that of a development server.
            environment.is_production()
            and user_services.is_of_dev_sign_in(session.user_id)
        ):
            return None
        user = user_services.get_user(session.user_id)
        if user is None or user.session_epoch != session.epoch:
            return None
        return session, user

    @property
    def session(self) -> sessions.SignedInSession | None:
        """The signed-in session, or None."""
        return self._signed_in[0] if self._signed_in else None

    @property
    def current_user(self) -> user_domain.User | None:
        """The account of the caller; None for guests."""
        return self._signed_in[1] if self._signed_in else None

    @property
    def user_id(self) -> str | None:
        """The user id of the caller; None for guests."""
        return self.current_user.user_id if self.current_user else None

    @property
    def is_forwarded(self) -> bool:
        """Whether headers show that a proxy forwarded the request."""
        return any(
            name.lower().startswith(_FORWARDED_PREFIXES)
            for name in self.request.headers
        )

    @property
    def client_address(self) -> str:
        """The network address of the caller, for rate limits only."""
        # Set by `middleware.behind_proxies`.
        return proxies.network_of(str(self.request.remote_addr or ''))

    def dispatch(self) -> None:
        """Checks rate limit and CSRF token, then calls the handler method."""
        self._check_limit()
        method = self.request.method
        if method == 'HEAD' and hasattr(self, 'get'):
            # webob sends only the headers of the response.
            self._answer(self.get(**self.request.route_kwargs))
            return
        if not hasattr(self, method.lower()):
            raise webob.exc.HTTPMethodNotAllowed(
                headers=[('Allow', ', '.join(allowed_methods(type(self))))]
            )
        if method not in _SAFE_METHODS and self.REQUIRE_CSRF:
            self._check_csrf_token()
        self._answer(super().dispatch())

    def _answer(self, response: Any) -> None:
        if response is not None:
            self.render_json(response)

    def _check_limit(self) -> None:
        """Refuses callers over their rate limit before the body is read."""
        limit, tokens = self.LIMIT, 1
        if limit is rate_limits.PAGES and (
            self.request.method not in _SAFE_METHODS
        ):
            limit = rate_limits.SAVES
        if limit in (rate_limits.SAVES, rate_limits.CHECKS):
            num_bytes = self.request.content_length or 0
            tokens += num_bytes // rate_limits.SAVE_BYTES_PER_TOKEN
        if limit is not None:
            limit.check(self.client_address, tokens)

    def _check_csrf_token(self) -> None:
        token = self.request.headers.get('X-CSRF-Token')
        if token is None and self.is_form:
            token = self.form_value('csrf_token')
        if not sessions.is_csrf_token_valid(token, self.session):
            raise http_errors.InvalidCsrfTokenError(
                'This page has expired. Please reload it and try again.'
            )

    @property
    def is_form(self) -> bool:
        """Whether the request is a submitted HTML form."""
        content_type = self.request.content_type
        return content_type == 'application/x-www-form-urlencoded'

    def form_value(self, name: str) -> str:
        """Returns a field of a submitted form; '' if it is missing."""
        return self._form.get(name, '')

    @functools.cached_property
    def _form(self) -> dict[str, str]:
        # webob would copy every form into a temporary file.
        if not self.is_form:
            return {}
        body = self._body(payloads.Payload.MAX_BYTES)
        try:
            fields = urllib.parse.parse_qsl(
                body.decode('utf-8'),
                keep_blank_values=True,
                errors='strict',
                max_num_fields=_MAX_FORM_FIELDS,
            )
        except ValueError as error:
            raise http_errors.BadRequestError(
                'The form is not valid UTF-8, or has too many fields.'
            ) from error
        schema.refuse_control(dict(fields))
        return dict(fields)

    @classmethod
    def request_class(cls, verb: str) -> type[payloads.Payload] | None:
        """Returns the shape of the JSON body that a method takes, if any.

        Args:
            verb: The name of the method, such as 'post'.
        """
        return signatures.body_class(getattr(cls, verb, None))

    def read_body(self) -> dict[str, payloads.Payload]:
        """Returns the JSON body, if any, as a keyword argument."""
        model = self.request_class(self.request.method.lower())
        return {} if model is None else {'body': self.payload(model)}

    def payload(self, model: type[payloads.AnyPayload]) -> payloads.AnyPayload:
        """Reads the JSON body.

        Args:
            model: The declared shape of the body.

        Returns:
            The values, typed.

        Raises:
            PayloadTooLargeError: The body is larger than the shape allows.
            ValidationError: The body does not fit the shape.
        """
        return payloads.parse(model, self._body(model.MAX_BYTES))

    def may_have_control(self) -> bool:
        """Whether the body that was read may hold control characters."""
        return plain_text.may_have_control(self._received or b'')

    def _body(self, max_bytes: int) -> bytes:
        if self._received is None:
            self._received = self._receive(max_bytes)
        if len(self._received) > max_bytes:
            raise http_errors.PayloadTooLargeError(
                f'The body may have at most {max_bytes} bytes.'
            )
        return self._received

    def _receive(self, max_bytes: int) -> bytes:
        # One byte more than allowed reveals an oversized body, even without a
        # Content-Length. With one, no larger buffer is allocated.
        length = self.request.content_length
        most = max_bytes if length is None else min(length, max_bytes)
        try:
            return bytes(self.request.body_file.read(most + 1))
        except OSError as error:
            raise http_errors.BadRequestError(
                'The body of the request is damaged or ended too early.'
            ) from error

    def query_version(self, name: str) -> int | None:
        """Returns a version number from the query; None if it is missing.

        Raises:
            ValidationError: The value is not a version number.
        """
        text = self.request.GET.get(name, '')
        return payloads.version_from_text(text, name) if text else None

    def query_choice(self, name: str, *choices: str) -> str:
        """Returns the value of a parameter in the query.

        Args:
            name: The parameter.
            *choices: The allowed values; the first is the default.

        Raises:
            ValidationError: The value is not one of them.
        """
        value = self.request.GET.get(name, choices[0])
        if value not in choices:
            raise errors.ValidationError(
                f'should be {" or ".join(choices)}', name
            )
        return str(value)

    def render_json(self, response: Mapping[str, Any]) -> None:
        """Sends a JSON response."""
        self.response.content_type = 'application/json'
        self.response.charset = 'utf-8'
        self.response.headers['Cache-Control'] = 'no-store'
        self.response.text = rendering.json_object(response)

    def render_template(self, name: str, **values: Any) -> None:
        """Sends a page.

        Args:
            name: The file below templates/.
            **values: The values of the template, in addition to those of all
                pages: current_user, csrf_token, current_path, is_production.
        """
        self.response.content_type = 'text/html'
        self.response.charset = 'utf-8'
        self.response.headers['Cache-Control'] = 'private, no-cache'
        self.response.text = rendering.html(
            name, {**self._values_of_all_pages(), **values}
        )

    def redirect_within_site(self, path: str) -> None:
        """Sends the browser to another page of this site.

        Args:
            path: The path, starting with one slash.
        """
        self.response.status = 302
        self.response.location = path

    def _values_of_all_pages(self) -> dict[str, Any]:
        return {
            'current_user': self.current_user,
            'csrf_token': sessions.csrf_token(self.session),
            'current_path': self.request.path_qs,
            'is_production': environment.is_production(),
        }


class JsonHandler(BaseHandler):
    """Base of the handlers that return JSON."""

    RETURNS_JSON = True


def allowed_methods(handler: type[webapp2.RequestHandler]) -> list[str]:
    """Returns the HTTP methods that a handler supports."""
    names = ('get', 'post', 'put', 'delete')
    methods = [name.upper() for name in names if hasattr(handler, name)]
    return ['HEAD', *methods] if 'GET' in methods else methods
