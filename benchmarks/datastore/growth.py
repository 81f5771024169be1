"""The cost of operations and of memory by the size of the store."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
import tempfile
from typing import Any

from google.cloud.datastore_v1.types import datastore as datastore_types

from benchmarks.datastore import clients, operations, timing

COMMIT_SIZE = 500
QUERIES = 200


def _fill(stub: Any, start: int, end: int) -> None:
    """Loads entities by the raw API: NDB would take most of the time."""
    request_type = datastore_types.CommitRequest
    for first in range(start, end, COMMIT_SIZE):
        request = request_type.pb(request_type())
        request.project_id = clients.PROJECT
        request.mode = request_type.Mode.NON_TRANSACTIONAL
        for number in range(first, min(first + COMMIT_SIZE, end)):
            _fill_entity(request.mutations.add().upsert, number)
        stub.commit.future(request_type.wrap(request)).result()


def _fill_entity(entity: Any, number: int) -> None:
    entity.key.partition_id.project_id = clients.PROJECT
    entity.key.path.add(kind='Sample', name=f's{number}')
    properties = entity.properties
    properties['number'].integer_value = number
    properties['group'].integer_value = number // operations.QUERY_RESULTS
    properties['label'].string_value = f'label {number % 100}'


def _peak_memory_mib() -> float:
    with open('/proc/self/status', encoding='ascii') as status:
        for line in status:
            if line.startswith('VmHWM'):
                return int(line.split()[1]) / 1024
    raise RuntimeError('this system does not tell the peak of memory')


def measure(file: str, start: int, end: int) -> dict[str, float]:
    """Grows a store from `start` to `end` entities, then measures it."""
    folder = pathlib.Path(file)
    with clients.embedded_client(folder) as client:
        if not start:
            with operations.context(client):
                operations.Sample(id='hot', number=0, group=-1).put()
        _fill(client.stub, start, end)
    # In a new process, whose peak memory does not include filling the store.
    return {'entities': end, **_in_a_process(file)}


def _in_a_process(file: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, '-m', 'benchmarks.datastore.growth', file],
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def _use(file: str) -> dict[str, float]:
    with (
        clients.embedded_client(pathlib.Path(file)) as client,
        operations.context(client),
    ):
        timing.seconds_each(operations.query, 20)
        query = timing.seconds_each(operations.query, QUERIES)
        get = timing.seconds_each(operations.get, QUERIES)
        change = timing.seconds_each(operations.read_modify_write, 50)
    return {
        'query_ms': query * 1000,
        'get_ms': get * 1000,
        'transaction_ms': change * 1000,
        'peak_mib': _peak_memory_mib(),
    }


def table(sizes: tuple[int, ...]) -> list[dict[str, float]]:
    """Grows one store through all sizes, and measures it at each."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        start = 0
        for size in sizes:
            row = measure(folder, start, size)
            file = pathlib.Path(folder) / 'store.sqlite3'
            row['file_mib'] = file.stat().st_size / 2**20
            rows.append(row)
            start = size
    return rows


if __name__ == '__main__':
    sys.stdout.write(json.dumps(_use(sys.argv[1])))
