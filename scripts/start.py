"""Sets up the app and serves it on this machine.

python3 -m scripts.start
python3 -m scripts.start --port 8000 --data_dir /var/lib/statistics
"""

from __future__ import annotations

import argparse
import os
import pathlib
import socket
import subprocess
import sys

from scripts import environment

DEFAULT_PORT = 8181
HOST = '127.0.0.1'


class StartError(Exception):
    """The app cannot be served; the message is one line for the user."""


def main(arguments: list[str] | None = None) -> int:
    """Sets up and serves; returns the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    options = _parse(given)
    try:
        _check_port(options.port)
        environment.set_up()
        if not environment.in_environment():
            environment.run_in_environment('scripts.start', given)
        return _prepare_and_serve(options)
    except (environment.SetUpError, StartError) as error:
        print(f'Error: {error}', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='python3 -m scripts.start',
        description='Sets up the app and serves it here, with the demo '
        'explorations if its store is empty.',
    )
    parser.add_argument(
        '--port',
        type=_port,
        default=DEFAULT_PORT,
        help=f'the port to serve on (default: {DEFAULT_PORT})',
    )
    parser.add_argument(
        '--data_dir',
        default='.data',
        help='the directory of the data (default: .data)',
    )
    parser.add_argument(
        '--no_reload',
        action='store_true',
        help='serve the sources as they are now: neither restart nor rebuild '
        'the bundles when one changes',
    )
    parser.add_argument(
        '--setup_only',
        action='store_true',
        help='install and load everything, but do not serve',
    )
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f'{text!r} is not a port (1 to 65535)')
    return int(text)


def _check_port(port: int) -> None:
    """Raises StartError if another process listens on the port."""
    with socket.socket() as probe:
        # As the server does: ignores connections in TIME_WAIT.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise StartError(
                f'cannot serve on port {port}: {error.strerror}. '
                'Choose another one with --port.'
            ) from error


def _prepare_and_serve(options: argparse.Namespace) -> int:
    os.environ['STATS_DEV'] = '1'
    os.environ['STATS_DATA_DIR'] = str(pathlib.Path(options.data_dir).resolve())
    loading = [sys.executable, '-m', 'scripts.load_demo_explorations']
    # In a separate process: the server cannot reload modules that this process
    # has imported.
    if subprocess.run([*loading, '--if_empty'], check=False).returncode:
        return 1
    if options.setup_only:
        return 0
    if options.no_reload:
        _serve(options)
    else:
        os.environ['STATS_BUNDLES_MAY_CHANGE'] = '1'
        with environment.watch_sources():
            _serve(options)
    return 0


def _serve(options: argparse.Namespace) -> None:
    # Imported here: packages are missing before set-up.
    from core import server

    server.serve(
        host=HOST,
        port=options.port,
        reload=not options.no_reload,
        on_ready=lambda: print(
            f'Serving on http://localhost:{options.port}', flush=True
        ),
    )


if __name__ == '__main__':
    sys.exit(main())
