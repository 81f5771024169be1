"""Programs that import the application, without a second for its imports.

A process imports the application once and forks itself for each program, which
so begins with the state of a new process.
"""

from __future__ import annotations

import atexit
import functools
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from multiprocessing import connection

_FORK_FOR_EACH_PROGRAM = """
import gc, os, runpy, sys, tempfile, traceback
from multiprocessing import connection

# What most programs import; each imports the rest.
import core.controllers.application
import core.domain.scheduled_work.audit_services
import core.platform.datastore.embedded
import scripts.store_command

# A search of it for garbage would copy its memory to a program.
gc.freeze()


def run(module, program, arguments, env, cwd):
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = [module or '-c', *arguments]
    if module:
        runpy.run_module(module, run_name='__main__', alter_sys=True)
    else:
        exec(compile(program, '<program>', 'exec'), {'__name__': '__main__'})


def status_of(options):
    try:
        run(**options)
    except SystemExit as error:
        if error.code is None or isinstance(error.code, int):
            return error.code or 0
        print(error.code, file=sys.stderr)
        return 1
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def answer(caller, out, err):
    options = caller.recv()
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        status = status_of(options)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    out.seek(0)
    err.seek(0)
    caller.send((status, out.read(), err.read()))


with connection.Listener(sys.argv[1]) as listener:
    print('ready', flush=True)
    while True:
        with (
            listener.accept() as caller,
            tempfile.TemporaryFile('w+') as out,
            tempfile.TemporaryFile('w+') as err,
        ):
            answer(caller, out, err)
"""

# Starts fast, without the packages that are installed.
_SHELL_COMMAND = """\
#!/bin/sh
case "$1 $2" in
"-m scripts."*|"-m pytest") exec {python} -ISc {client} {address} "$@" ;;
*) exec {python} "$@" ;;
esac
"""

_CLIENT = """
import os, sys
from multiprocessing import connection

address, _, module, *arguments = sys.argv[1:]
with connection.Client(address) as server:
    server.send({
        'module': module,
        'program': None,
        'arguments': arguments,
        'env': dict(os.environ),
        'cwd': os.getcwd(),
    })
    status, out, err = server.recv()
sys.stdout.write(out)
sys.stderr.write(err)
sys.exit(status)
"""


class ForkingPython:
    """A process that has imported the application.

    Args:
        root: The folder with its sources, in which programs run.
    """

    def __init__(self, root: pathlib.Path) -> None:
        self._root = root
        self._folder = tempfile.TemporaryDirectory()
        self._address = f'{self._folder.name}/socket'
        self._process = subprocess.Popen(
            [sys.executable, '-c', _FORK_FOR_EACH_PROGRAM, self._address],
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == 'ready\n'

    def run_program(
        self, program: str, *arguments: str, env: Mapping[str, str] = os.environ
    ) -> subprocess.CompletedProcess[str]:
        """Runs a program as `python -c` does."""
        return self._run(None, program, arguments, env)

    def run_module(
        self, module: str, *arguments: str, env: Mapping[str, str] = os.environ
    ) -> subprocess.CompletedProcess[str]:
        """Runs a module as `python -m` does."""
        return self._run(module, None, arguments, env)

    def _run(
        self,
        module: str | None,
        program: str | None,
        arguments: tuple[str, ...],
        env: Mapping[str, str],
    ) -> subprocess.CompletedProcess[str]:
        with connection.Client(self._address) as server:
            server.send(
                {
                    'module': module,
                    'program': program,
                    'arguments': arguments,
                    'env': dict(env),
                    'cwd': str(self._root),
                }
            )
            status, out, err = server.recv()
        return subprocess.CompletedProcess(
            [module or '-c', *arguments], status, out, err
        )

    def write_shell_command(self, path: pathlib.Path) -> None:
        """Writes a command that does what Python does.

        The process forks itself for modules of `scripts` and for pytest; a new
        Python runs anything else.
        """
        path.write_text(
            _SHELL_COMMAND.format(
                python=shlex.quote(sys.executable),
                client=shlex.quote(_CLIENT),
                address=shlex.quote(self._address),
            )
        )
        path.chmod(0o755)

    def close(self) -> None:
        """Ends the process."""
        with self._process:
            self._process.kill()
        self._folder.cleanup()


@functools.cache
def of_tree(root: pathlib.Path) -> ForkingPython:
    """Returns the process for a folder, which runs as long as the tests do."""
    python = ForkingPython(root)
    atexit.register(python.close)
    return python
