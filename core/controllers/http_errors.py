"""Errors of HTTP requests; `error_pages` maps each to a status."""

from __future__ import annotations


class NotSignedInError(Exception):
    """Guests have no access; pages redirect them to sign in (403)."""


class NotAllowedError(Exception):
    """The caller has no right to do this (403)."""


class InvalidCsrfTokenError(NotAllowedError):
    """A write without the CSRF token of a page."""


class BadRequestError(Exception):
    """The request is not valid HTTP, or its body is not valid JSON (400)."""


class GoneError(Exception):
    """The exploration has been deleted for good (410)."""


class PayloadTooLargeError(Exception):
    """The body is larger than the route accepts (413)."""


class TooManyRequestsError(Exception):
    """The caller sends too many requests (429).

    Args:
        message: The reason.
        retry_after_secs: Whole seconds to wait before the next request.
    """

    def __init__(self, message: str, retry_after_secs: int = 1) -> None:
        super().__init__(message)
        self.retry_after_secs = retry_after_secs
