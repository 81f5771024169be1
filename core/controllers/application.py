"""webapp2's application, with the error responses of this site."""

from __future__ import annotations

import functools

import webapp2
import webob.exc

from core.controllers import compression, error_pages


class Request(webapp2.Request):
    """A request that quotes its path once instead of for each route."""

    @functools.cached_property
    def path(self) -> str:
        """The path, quoted."""
        return str(super().path)


class Application(webapp2.WSGIApplication):
    """Routes requests to handlers, and errors to `error_pages`."""

    request_class = Request
    response_class = compression.Response

    def handle_exception(
        self,
        request: webapp2.Request,
        response: webapp2.Response,
        e: Exception,
    ) -> webapp2.Response | webob.exc.HTTPException:
        """Returns the response to an exception of a handler or the router."""
        del response  # discards a partial response of the handler
        return error_pages.answer(request, e)
