"""Error responses: a status and a code, as JSON or as a page."""

from __future__ import annotations

import dataclasses
import logging
import urllib.parse
from collections.abc import Sequence

import webapp2
import webob.exc
from google.api_core import exceptions as api_exceptions

from core import errors, feconf
from core.controllers import (
    compression,
    http_errors,
    problem_lists,
    rendering,
    report_log,
)
from core.domain import rights_domain
from core.platform import datastore
from core.platform.auth import environment, sessions

_log = logging.getLogger(__name__)

# Paths whose errors are JSON even if no handler matches.
JSON_PREFIXES = (
    '/createhandler/',
    '/explorationsummarieshandler/',
    '/explorehandler/',
)

# The prefix of the routes that receive learners' reports.
_REPORTS = '/explorehandler/'

# The first matching class decides: subclasses come before their base.
STATUSES: tuple[tuple[type[Exception], int, str], ...] = (
    (errors.ValidationError, 400, 'invalid_input'),
    (http_errors.BadRequestError, 400, 'invalid_input'),
    (http_errors.NotSignedInError, 403, 'not_signed_in'),
    (http_errors.NotAllowedError, 403, 'not_allowed'),
    (rights_domain.NotAllowedError, 403, 'not_allowed'),
    (errors.EntityNotFoundError, 404, 'not_found'),
    (errors.VersionConflictError, 409, 'version_conflict'),
    (errors.ConflictError, 409, 'conflict'),
    (http_errors.GoneError, 410, 'gone'),
    (http_errors.PayloadTooLargeError, 413, 'too_large'),
    (http_errors.TooManyRequestsError, 429, 'too_many_requests'),
    # The datastore is unreachable, or many write the same: retrying helps.
    (api_exceptions.Aborted, 503, 'unavailable'),
    (api_exceptions.DeadlineExceeded, 503, 'unavailable'),
    (api_exceptions.ResourceExhausted, 503, 'store_full'),
    (api_exceptions.RetryError, 503, 'unavailable'),
    (api_exceptions.ServiceUnavailable, 503, 'unavailable'),
    (api_exceptions.DataLoss, 503, 'store_damaged'),
    (datastore.DamagedStoreError, 503, 'store_damaged'),
    (datastore.StoreError, 503, 'store_unusable'),
)

# Messages about the store, by code, and the seconds after which a browser
# should try again.
STORE_MESSAGES = {
    'unavailable': 'The store is busy. Please try again.',
    'store_full': 'The store of this site is full: nothing was saved. Please '
    'keep what you have and try again later.',
    'store_damaged': 'The store of this site is damaged and has to be restored '
    'from a backup. Please come back later.',
    'store_unusable': 'The store of this site cannot be opened. Please come '
    'back later.',
}
_RETRY_AFTER_SECS = {'unavailable': 1}
_RETRY_MUCH_LATER_SECS = 30

_CODES = {
    400: 'invalid_input',
    403: 'not_allowed',
    404: 'not_found',
    405: 'method_not_allowed',
    413: 'too_large',
}

_REASONS = {
    404: 'There is nothing at this address.',
    405: 'This address does not answer that kind of request.',
}

# The texts of a page: a heading, and advice.
_HELP = {
    400: (
        'That request did not make sense',
        'The address or the form was damaged on its way. Going back and '
        'trying again usually helps.',
    ),
    403: (
        'This is not yours to open',
        'You are signed in, but this belongs to somebody else. Ask its owner '
        'for access, or sign in with another account.',
    ),
    404: (
        'We could not find that',
        'Please check the address. A private exploration is shown to its '
        'owners, editors and viewers after they sign in; all others are in '
        'the library.',
    ),
    429: (
        'One moment, please',
        'This site received more requests than it can answer. Your text is '
        'not lost: go back, wait a few seconds, and try again.',
    ),
    503: (
        'Please try again in a moment',
        'The administrator of this site finds the cause in its log.',
    ),
    500: (
        'Something broke on our side',
        'The error has been logged. Please try again; if it persists, come '
        'back later.',
    ),
}


@dataclasses.dataclass(frozen=True)
class Problem:
    """An error as a response describes it.

    Attributes:
        code: Its kind; see docs/api.md.
        message: Its reason, for people.
        path: The invalid field, such as `states.A.content`; '' for the whole
            request.
        problems: All problems of the input; the first is the one above.
    """

    status: int
    code: str
    message: str
    path: str = ''
    problems: Sequence[problem_lists.InputProblem] = ()


def answer(
    request: webapp2.Request, exception: Exception
) -> webapp2.Response | webob.exc.HTTPException:
    """Returns the response to a request that ended in an error.

    Args:
        request: The request.
        exception: The exception; an unexpected one is logged and
            answered with 500.
    """
    if isinstance(exception, webob.exc.HTTPRedirection):
        return exception
    problem = _problem_of(exception)
    if problem.status == 500 and _is_store_damaged():
        # NDB wraps this error in others.
        problem = _store_problem('store_damaged')
    _write_to_log(request, problem)
    response = _render(request, problem, exception)
    if isinstance(exception, http_errors.TooManyRequestsError):
        response.headers['Retry-After'] = str(exception.retry_after_secs)
    elif isinstance(exception, errors.NotSupportedYetError):
        response.headers['Retry-After'] = str(
            feconf.RETRY_AFTER_NOT_SUPPORTED_SECS
        )
    elif problem.status == 503:
        response.headers['Retry-After'] = str(
            _RETRY_AFTER_SECS.get(problem.code, _RETRY_MUCH_LATER_SECS)
        )
    elif isinstance(exception, webob.exc.HTTPMethodNotAllowed):
        response.headers['Allow'] = exception.headers.get('Allow', '')
    return response


def _problem_of(exception: Exception) -> Problem:
    if isinstance(exception, errors.ValidationError):
        return Problem(
            400,
            'invalid_input',
            exception.located_message,
            exception.path,
            problem_lists.problems_of(exception.single_errors),
        )
    if isinstance(exception, errors.NotSupportedYetError):
        return Problem(
            501, 'not_supported_yet', exception.message, exception.path
        )
    if isinstance(exception, webob.exc.HTTPError):
        # webapp2 responds to an unknown method with 501.
        status = 405 if exception.code == 501 else exception.code
        code = _CODES.get(status, 'invalid_input')
        return Problem(status, code, _REASONS.get(status, exception.title))
    for error_class, status, code in STATUSES:
        if isinstance(exception, error_class):
            if code in STORE_MESSAGES:
                return _store_problem(code)
            return Problem(status, code, str(exception))
    return Problem(500, 'internal_error', 'Something broke on our side.')


def _store_problem(code: str) -> Problem:
    return Problem(503, code, STORE_MESSAGES[code])


def _is_store_damaged() -> bool:
    try:
        return datastore.get_condition().state == 'damaged'
    except datastore.StoreError:
        return False


def _write_to_log(request: webapp2.Request, problem: Problem) -> None:
    if problem.status == 500:
        _log.exception('unforeseen error on %s', request.path_info)
    elif str(request.path_info).startswith(_REPORTS):
        report_log.note_refusal(
            problem.status, problem.code, problem.path, problem.message
        )


def _render(
    request: webapp2.Request, problem: Problem, exception: Exception
) -> webapp2.Response:
    if _wants_json(request):
        return _json_answer(problem)
    if isinstance(exception, http_errors.NotSignedInError):
        return _to_sign_in(request)
    return _html_answer(request, problem)


def _wants_json(request: webapp2.Request) -> bool:
    handler = getattr(request.route, 'handler', None)
    if handler is not None:
        return bool(getattr(handler, 'RETURNS_JSON', False))
    return str(request.environ.get('PATH_INFO', '')).startswith(JSON_PREFIXES)


def _json_answer(problem: Problem) -> webapp2.Response:
    response = compression.Response(
        rendering.json_text({'error': problem}),
        status=problem.status,
        content_type='application/json',
        charset='utf-8',
    )
    response.headers['Cache-Control'] = 'no-store'
    return response


def _to_sign_in(request: webapp2.Request) -> webapp2.Response:
    response = webapp2.Response(status=302)
    response.location = '/login?' + urllib.parse.urlencode(
        {'next': _next_path(request)}
    )
    return response


def _next_path(request: webapp2.Request) -> str:
    # The library after a form, whose address may accept only POST requests.
    return request.path_qs if request.method in ('GET', 'HEAD') else '/library'


def _html_answer(
    request: webapp2.Request, problem: Problem
) -> webapp2.Response:
    heading, advice = _HELP.get(problem.status, _HELP[400])
    session = sessions.from_cookie(request.cookies.get(sessions.COOKIE_NAME))
    page = rendering.html(
        'error.html',
        {
            'status': problem.status,
            'heading': heading,
            'advice': advice,
            'message': problem.message if problem.status != 500 else '',
            # The account is not read: the store may have caused the error.
            'current_user': None,
            'is_signed_in': session is not None,
            'csrf_token': sessions.csrf_token(session),
            'current_path': _next_path(request),
            'is_production': environment.is_production(),
        },
    )
    response = webapp2.Response(
        page,
        status=problem.status,
        content_type='text/html',
        charset='utf-8',
    )
    response.headers['Cache-Control'] = 'no-store'
    return response
