"""The kinds of requests to the store, and the tests that make them all.

tests/conformance compares the embedded store with the official emulators
operation by operation. In addition, each kind of request that the application
makes must work on an emulator: it is enough to run a few tests that together
make all of them. `SHAPES` lists the requests, `TESTS` the tests. Any test of a
service or handler that makes another request fails.

python -m tests.request_shapes            writes both lists
python -m tests.request_shapes --check    checks that they agree
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import functools
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from core.platform.datastore.embedded.service import Service
from tests import app_server

TESTS = app_server.ROOT / 'tests/e2e/emulated_tests.txt'
SHAPES = app_server.ROOT / 'tests/e2e/request_shapes.txt'

_CANDIDATES = (
    'tests/core/controllers/',
    'tests/core/domain/test_event_services.py',
    'tests/core/domain/test_exp_services.py',
    'tests/core/domain/test_rights_services.py',
    'tests/core/domain/scheduled_work/test_repairs.py',
    'tests/core/domain/test_stats_services.py',
)

# The cost of the set-up of a test, in requests.
_SET_UP = 15

# Requests of one shape only differ in values.
Shape = tuple[str, ...]


class Recorder:
    """Collects the shapes of the requests of tests.

    Attributes:
        shapes: The shapes by test id.
        num_requests: The numbers of requests by test id.
    """

    def __init__(self) -> None:
        self.shapes: dict[str, set[Shape]] = collections.defaultdict(set)
        self.num_requests: collections.Counter[str] = collections.Counter()

    def add(self, test: str, shapes: set[Shape]) -> None:
        """Adds the shapes of a request that a test has made."""
        self.shapes[test] |= shapes
        self.num_requests[test] += 1


_all_tests: Recorder | None = None


@contextlib.contextmanager
def check_requests(node: pytest.Item) -> Iterator[None]:
    """Fails if a service or handler makes a request that `SHAPES` lacks.

    It watches clients of the embedded store that are created in the block.

    Args:
        node: The test. Tests with random data are not watched, as they would
            fail occasionally.
    """
    is_candidate = node.nodeid.startswith(_CANDIDATES)
    is_random = hasattr(getattr(node, 'obj', None), 'hypothesis')
    if not is_candidate or is_random or 'DATASTORE_EMULATOR_HOST' in os.environ:
        yield
        return
    recorder = _all_tests or Recorder()
    with pytest.MonkeyPatch.context() as patch:
        watched = _record_requests(Service.method, node.nodeid, recorder)
        patch.setattr(Service, 'method', watched)
        yield
    if _all_tests:
        return
    if missing := recorder.shapes[node.nodeid] - read_shapes():
        pytest.fail(
            'No test on the official emulator makes these requests; choose '
            f'again with `python -m tests.request_shapes`: {sorted(missing)}'
        )


def _record_requests(
    find_method: Callable[[Service, str], Callable[..., Any]],
    test: str,
    recorder: Recorder,
) -> Callable[[Service, str], Callable[..., Any]]:
    def find(service: Service, name: str) -> Callable[..., Any]:
        call = find_method(service, name)

        def watched_call(*arguments: Any) -> Any:
            recorder.add(test, shapes_of(name, *arguments))
            return call(*arguments)

        return watched_call

    return find


@functools.cache
def read_shapes() -> frozenset[Shape]:
    """Returns the shapes in `SHAPES`, one per line."""
    lines = SHAPES.read_text('utf-8').splitlines()
    return frozenset(tuple(json.loads(line)) for line in lines)


def shapes_of(name: str, request: Any, made: Sequence[Any] = ()) -> set[Shape]:
    """Returns the shapes of a request to the embedded store.

    Args:
        name: The method of the service.
        request: The raw request.
        made: The mutations of a commit that templates have built.
    """
    match name:
        case 'lookup':
            mode = _read_mode(request)
            return {(name, mode, _path(key)) for key in request.keys}
        case 'commit':
            return set(_commit_shapes(request, made))
        case 'run_query':
            return {(name, *_query_shape(request, request.query))}
        case 'run_aggregation_query':
            query = request.aggregation_query
            sums = [
                aggregation.WhichOneof('operator')
                for aggregation in query.aggregations
            ]
            shape = _query_shape(request, query.nested_query)
            return {(name, *shape, *sums)}
    return {(name,)}


def _path(key: Any) -> str:
    return '/'.join(element.kind for element in key.path)


def _read_mode(request: Any) -> str:
    return request.read_options.WhichOneof('consistency_type') or ''


def _query_shape(request: Any, query: Any) -> Shape:
    return (
        _read_mode(request),
        ','.join(kind.name for kind in query.kind),
        ' and '.join(sorted(set(_filters(query.filter)))),
        ','.join(f'{by.property.name} {by.direction}' for by in query.order),
        ','.join(sorted(one.property.name for one in query.projection)),
        'limit' if query.HasField('limit') else '',
        'continued' if query.start_cursor else '',
    )


def _filters(message: Any) -> Iterator[str]:
    match message.WhichOneof('filter_type'):
        case 'composite_filter':
            for part in message.composite_filter.filters:
                yield from _filters(part)
        case 'property_filter':
            condition = message.property_filter
            value = condition.value.WhichOneof('value_type')
            yield f'{condition.property.name} {condition.op} {value}'


def _commit_shapes(request: Any, made: Sequence[Any]) -> Iterator[Shape]:
    writes = {f'{one.operation} {_path(one.key)}' for one in made}
    for mutation in request.mutations:
        operation = mutation.WhichOneof('operation')
        written = getattr(mutation, operation)
        key = written if operation == 'delete' else written.key
        writes.add(f'{operation} {_path(key)}')
    for write in writes:
        yield 'write', str(request.mode), write
    # Datastore used to have other rules for more than 1 or 25 writes.
    num_writes = len(made) + len(request.mutations)
    size = '0' if not num_writes else '1' if num_writes == 1 else '2-25'
    yield 'commit', str(request.mode), size if num_writes <= 25 else 'more'


def choose(recorder: Recorder) -> list[str]:
    """Returns the ids of a few tests that make requests of all shapes."""
    shapes = recorder.shapes
    missing = _all_of(recorder)
    chosen: list[str] = []
    while missing:
        best = max(
            sorted(shapes),
            key=lambda test: (
                len(shapes[test] & missing)
                / (recorder.num_requests[test] + _SET_UP)
            ),
        )
        chosen.append(best)
        missing -= shapes[best]
    return sorted(chosen)


def is_recording() -> bool:
    """Returns whether the requests of all tests are being recorded."""
    return _all_tests is not None


def record(tests: Sequence[str]) -> Recorder:
    """Runs tests on the embedded store.

    Raises:
        SystemExit: One of the tests fails.
    """
    global _all_tests
    _all_tests = Recorder()
    arguments = ['-q', '-p', 'no:xdist', '-m', 'not no_store', *tests]
    if pytest.main(arguments):
        raise SystemExit('Some of the tests fail on the embedded store.')
    return _all_tests


def main() -> int:
    """Writes or checks the lists; returns 0 if they agree."""
    parser = argparse.ArgumentParser(prog='python -m tests.request_shapes')
    parser.add_argument(
        '--check',
        action='store_true',
        help='fail unless the listed tests make the listed requests',
    )
    if parser.parse_args().check:
        shapes = _all_of(record(TESTS.read_text('utf-8').splitlines()))
        for shape in sorted(shapes ^ read_shapes()):
            sys.stdout.write(f'Not listed, or not made: {shape}\n')
        return int(shapes != read_shapes())
    recorder = record(_CANDIDATES)
    TESTS.write_text(''.join(f'{test}\n' for test in choose(recorder)))
    lines = [f'{json.dumps(shape)}\n' for shape in sorted(_all_of(recorder))]
    SHAPES.write_text(''.join(lines))
    return 0


def _all_of(recorder: Recorder) -> set[Shape]:
    return set[Shape]().union(*recorder.shapes.values())


if __name__ == '__main__':
    # Uses the same module as the tests, and not `__main__`.
    from tests import request_shapes

    sys.exit(request_shapes.main())
