"""The service as NDB calls it: a stub whose calls complete immediately."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import grpc
from google.api_core import exceptions
from google.protobuf.message import Message

from core.platform.datastore.embedded import answers, errors, protos
from core.platform.datastore.embedded.answers import Wrap
from core.platform.datastore.embedded.keys import Scope
from core.platform.datastore.embedded.mutations import Mutation
from core.platform.datastore.embedded.protos import Pb
from core.platform.datastore.embedded.service import Service
from core.platform.datastore.embedded.templates import Templates


class DoneFuture:
    """A completed call.

    Args:
        result: The response, if it succeeded.
        error: The error, if it failed.
    """

    __slots__ = ('_error', '_result')

    def __init__(
        self, result: Any, error: exceptions.GoogleAPICallError | None
    ) -> None:
        self._result = result
        self._error = error

    def done(self) -> bool:
        """Returns True."""
        return True

    def cancel(self) -> bool:
        """Returns False: a completed call cannot be cancelled."""
        return False

    def cancelled(self) -> bool:
        """Returns False."""
        return False

    def result(self, timeout: float | None = None) -> Any:
        """Returns the response or raises the error."""
        del timeout
        if self._error is not None:
            raise self._error
        return self._result

    def exception(
        self, timeout: float | None = None
    ) -> exceptions.GoogleAPICallError | None:
        """Returns the error, or None."""
        del timeout
        return self._error

    def add_done_callback(self, callback: Callable[[DoneFuture], None]) -> None:
        """Calls back immediately."""
        callback(self)


class Method:
    """One method of the service, called like a gRPC method.

    Args:
        call: The method of the service.
        wrap: Wraps its response in a public class.
    """

    def __init__(self, call: Callable[[Pb], Pb], wrap: Wrap) -> None:
        self._call = call
        self._wrap = wrap

    def __call__(
        self,
        request: Any,
        timeout: float | None = None,
        metadata: Any = None,
    ) -> Any:
        """Returns the response or raises a `GoogleAPICallError`."""
        return self.future(request, timeout, metadata).result()

    def future(
        self,
        request: Any,
        timeout: float | None = None,
        metadata: Any = None,
    ) -> DoneFuture:
        """Runs the method and returns the completed call.

        A raw request gets a raw response.
        """
        del timeout, metadata
        is_raw = isinstance(request, Message)
        try:
            response = self._call(
                request if is_raw else type(request).pb(request)
            )
        except errors.StatusError as error:
            return DoneFuture(None, to_api_error(error))
        return DoneFuture(response if is_raw else self._wrap(response), None)


def to_api_error(error: errors.StatusError) -> exceptions.GoogleAPICallError:
    """Returns the exception that gRPC clients raise for a status."""
    if error.code is grpc.StatusCode.ABORTED:
        return exceptions.Aborted(error.message)
    return exceptions.from_grpc_status(error.code, error.message)


class Stub:
    """All methods of the service, by their Python names.

    Args:
        service: The service.
    """

    def __init__(self, service: Service) -> None:
        for name, (_, _, response_type) in protos.METHODS.items():
            wrap = answers.WRAPS.get(name, response_type.wrap)
            setattr(self, name, Method(service.method(name), wrap))
        self._commit = service.method('commit')
        self._templates: dict[Scope, Templates] = {}

    def templates(self, scope: Scope) -> Templates:
        """Returns the templates of a project, database and namespace."""
        templates = self._templates.get(scope)
        if templates is None:
            templates = self._templates[scope] = Templates(scope)
        return templates

    def commit_with_templates(
        self, request: Pb, template_mutations: Sequence[Mutation]
    ) -> None:
        """Commits mutations built by templates, and those of a request.

        Args:
            request: The raw `CommitRequest`.
            template_mutations: The mutations built by templates.

        Raises:
            GoogleAPICallError: The commit failed.
        """
        try:
            self._commit(request, template_mutations)
        except errors.StatusError as error:
            raise to_api_error(error) from error
