"""Forks writers and kills them: `python -m ... nursery FILE SEED KILLS`.

Starting Python takes a second, a fork a millisecond: this process imports
everything once, and has no threads and no open store when it forks. A writer
acknowledges each commit through a pipe to this process, so acknowledgements
survive the writer. Prints the number of the last acknowledged commit by writer,
as JSON.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import struct
import sys
import time

from tests.conformance.messages import path
from tests.conformance.session import Session
from tests.faults.datastore import workload

# The number of entities of one commit, which must always be equal.
PARTS = 3
# Long enough for some commits, short enough for kills while the store opens.
LONGEST_LIFE_SECS = 0.05
PATIENCE_SECS = 30.0
_NUMBER = struct.Struct('<Q')


def write_forever(file: str, writer: int, pipe: int) -> None:
    """Commits PARTS entities at a time and acknowledges each commit."""
    _, store = workload.open_store(file)
    session = Session(store, workload.NAMESPACE)
    number = 0
    while True:
        number += 1
        properties = {
            'number': number,
            'writer': writer,
            # Varies the number of pages of a commit.
            'text': 'x' * (number * 997 % 1400),
            'tags': [f'{number % tag}' for tag in range(1, 1 + number % 9)],
        }
        mutations = [
            session.mutation(
                'upsert', path('W', writer, 'Part', part + 1), properties
            )
            for part in range(PARTS)
        ]
        mutations.append(
            session.mutation(
                'insert', path('W', writer, 'Log', number), {'number': number}
            )
        )
        store.call('commit', mode='NON_TRANSACTIONAL', mutations=mutations)
        os.write(pipe, _NUMBER.pack(number))


def life(file: str, writer: int, span: float) -> int:
    """Starts a writer and kills it after `span` seconds.

    The time begins with the writer's first acknowledged commit, or for every
    fifth writer with its fork, so that it is killed while it opens the store.

    Returns:
        The number of the writer's last acknowledged commit.
    """
    reader, pipe = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            write_forever(file, writer, pipe)
        finally:
            os._exit(1)
    os.close(pipe)
    if writer % 5:
        select.select([reader], [], [], PATIENCE_SECS)
    # The time of the kill is independent of the writer's progress.
    time.sleep(span)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise SystemExit(f'writer {writer} ended by itself: {status}')
    with os.fdopen(reader, 'rb') as acknowledged:
        numbers = acknowledged.read()
    whole = len(numbers) // _NUMBER.size * _NUMBER.size
    if not whole:
        return 0
    return int(_NUMBER.unpack(numbers[whole - _NUMBER.size : whole])[0])


def main(file: str, seed: str, kills: int) -> None:
    """Runs and kills `kills` writers, one after the other."""
    draw = random.Random(seed)
    last = {
        writer: life(file, writer, draw.uniform(0, LONGEST_LIFE_SECS))
        for writer in range(1, kills + 1)
    }
    sys.stdout.write(json.dumps(last) + '\n')


if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
