"""Serves a store: `python3 -m core.platform.datastore.embedded --help`."""

from __future__ import annotations

import argparse
import signal
import sys
from types import FrameType

from core.platform.datastore.embedded.errors import StoreError
from core.platform.datastore.embedded.server import Server
from core.platform.datastore.embedded.service import open_service


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='python3 -m core.platform.datastore.embedded',
        description='Serves an embedded Datastore over gRPC.',
        allow_abbrev=False,
    )
    parser.add_argument('--host_port', default='127.0.0.1:8081')
    parser.add_argument('--path', required=True, help='the file, or :memory:')
    parser.add_argument(
        '--index_yaml',
        help='composite indexes; without it none is demanded',
    )
    parser.add_argument(
        '--write_index_yaml',
        action='store_true',
        help='add missing indexes to index_yaml instead of failing',
    )
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Serves until SIGINT or SIGTERM.

    Args:
        arguments: The command line without the program.

    Returns:
        The exit status.
    """
    options = _parse(arguments)
    try:
        service = open_service(
            options.path, options.index_yaml, options.write_index_yaml
        )
        server = Server(service, options.host_port)
    except StoreError as error:
        sys.stderr.write(f'{error}\n')
        return 1

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    server.start()
    host = options.host_port.rpartition(':')[0]
    sys.stderr.write(f'export DATASTORE_EMULATOR_HOST={host}:{server.port}\n')
    sys.stderr.write('The Datastore is now running.\n')
    sys.stderr.flush()
    try:
        server.wait()
    except KeyboardInterrupt:
        server.stop()
    service.close()
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
