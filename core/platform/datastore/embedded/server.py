"""Serves the store over gRPC to clients of Datastore."""

from __future__ import annotations

from collections.abc import Callable
from concurrent import futures

import grpc

from core.platform.datastore.embedded import errors, limits, protos
from core.platform.datastore.embedded.protos import Pb
from core.platform.datastore.embedded.service import Service

_SERVICE = '/google.datastore.v1.Datastore/'

# Requests processed at the same time; more wait.
_MAX_WORKERS = 32


class _Handler(grpc.GenericRpcHandler):
    """Finds the method of the service by the name in a request."""

    def __init__(self, service: Service) -> None:
        self._methods = {
            _SERVICE + rpc_name: grpc.unary_unary_rpc_method_handler(
                _answer(service.method(name)),
                request_deserializer=request_type.pb().FromString,
                response_serializer=response_type.pb().SerializeToString,
            )
            for name, (
                rpc_name,
                request_type,
                response_type,
            ) in protos.METHODS.items()
        }

    def service(
        self, handler_call_details: grpc.HandlerCallDetails
    ) -> grpc.RpcMethodHandler | None:
        """Returns the handler of a call, or None."""
        return self._methods.get(handler_call_details.method)


def _answer(
    call: Callable[[Pb], Pb],
) -> Callable[[Pb, grpc.ServicerContext], Pb]:
    def answer(request: Pb, context: grpc.ServicerContext) -> Pb:
        try:
            return call(request)
        except errors.StatusError as error:
            context.abort(error.code, error.message)

    return answer


class Server:
    """A served store.

    Args:
        service: The service.
        host_port: The address of gRPC, such as 127.0.0.1:8081; port 0 means a
            free one.

    Raises:
        StoreError: The port is not available.
    """

    def __init__(self, service: Service, host_port: str) -> None:
        self._grpc = grpc.server(
            futures.ThreadPoolExecutor(_MAX_WORKERS),
            handlers=[_Handler(service)],
            options=[
                ('grpc.max_receive_message_length', limits.MAX_REQUEST_BYTES),
                ('grpc.max_send_message_length', -1),
                # Two servers on one port would share its requests.
                ('grpc.so_reuseport', 0),
            ],
        )
        try:
            self.port: int = self._grpc.add_insecure_port(host_port)
        except RuntimeError as error:
            raise errors.StoreError(str(error)) from error

    def start(self) -> None:
        """Starts serving."""
        self._grpc.start()

    def wait(self) -> None:
        """Waits until the server is stopped."""
        self._grpc.wait_for_termination()

    def stop(self) -> None:
        """Finishes running requests and stops."""
        self._grpc.stop(grace=5).wait()
