"""Errors that only the web knows; `error_pages` says how each is answered."""

from __future__ import annotations


class NotSignedInError(Exception):
    """Only for signed-in people (403; a page sends its guest to sign in)."""


class NotAllowedError(Exception):
    """Known to the caller, but not his to do (403)."""


class InvalidCsrfTokenError(NotAllowedError):
    """A write came without the token of the page it should come from."""


class BadRequestError(Exception):
    """The request is no valid HTTP or its body no valid JSON (400)."""


class GoneError(Exception):
    """What the request is about was deleted for good (410)."""


class PayloadTooLargeError(Exception):
    """The body of the request is larger than this route accepts (413)."""


class TooManyRequestsError(Exception):
    """The caller has to slow down (429).

    Args:
        message: What was too often.
        retry_after_secs: Whole seconds to wait before the next request.
    """

    def __init__(self, message: str, retry_after_secs: int = 1) -> None:
        super().__init__(message)
        self.retry_after_secs = retry_after_secs
