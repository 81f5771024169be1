"""Runs programs that import the application without the second this takes.

A process imports the application once and forks itself for each program, so
each program starts with the state of a new process.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from multiprocessing import connection, reduction
from typing import TextIO

_FORK_FOR_EACH_PROGRAM = """
import gc, importlib, os, pkgutil, runpy, signal, sys, traceback
from multiprocessing import connection, reduction

# What most programs and servers import; each one imports the rest itself.
import core.controllers
import core.domain.scheduled_work.audit_services
import core.platform.datastore.embedded
import core.scheduler
import core.server
import core.serving.worker
import scripts.store_command

for module in pkgutil.iter_modules(core.controllers.__path__):
    importlib.import_module(f'core.controllers.{module.name}')

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


def answer(caller):
    options = caller.recv()
    out, err = (reduction.recv_handle(caller) for _ in range(2))
    pid = os.fork()
    if pid == 0:
        os.dup2(out, 1)
        os.dup2(err, 2)
        for descriptor in (out, err, caller.fileno()):
            os.close(descriptor)
        status = status_of(options)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    # So that all that it starts can be killed with it.
    os.setpgid(pid, pid)
    os.close(out)
    os.close(err)
    caller.send(pid)
    caller.send(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


# Nobody waits for the processes that answer.
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
with connection.Listener(sys.argv[1]) as listener:
    print('ready', flush=True)
    while True:
        with listener.accept() as caller:
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                try:
                    answer(caller)
                finally:
                    os._exit(0)
"""

# -ISc: Python starts faster without installed packages.
_SHELL_COMMAND = """\
#!/bin/sh
case "$1 $2" in
"-m scripts."*|"-m pytest") exec {python} -ISc {client} {address} "$@" ;;
*) exec {python} "$@" ;;
esac
"""

_CLIENT = """
import os, sys
from multiprocessing import connection, reduction

address, _, module, *arguments = sys.argv[1:]
with connection.Client(address) as server:
    server.send({
        'module': module,
        'program': None,
        'arguments': arguments,
        'env': dict(os.environ),
        'cwd': os.getcwd(),
    })
    for descriptor in (1, 2):
        reduction.send_handle(server, descriptor, None)
    server.recv()
    sys.exit(server.recv())
"""


class Running:
    """A program that runs in a fork.

    Args:
        server: The connection to the parent, which waits for the program.
        stdout: The output of the program.

    Attributes:
        pid: The id of the process, which leads a process group.
        stdout: The output of the program.
    """

    def __init__(self, server: connection.Connection, stdout: TextIO) -> None:
        self._server = server
        self.stdout = stdout
        self.pid = int(server.recv())

    def wait(self, timeout: float | None = None) -> int:
        """Waits for the end of the program; returns its exit status.

        Raises:
            TimeoutError: It takes longer than `timeout` seconds.
        """
        if not self._server.poll(timeout):
            raise TimeoutError(f'process {self.pid} does not end')
        with self._server, self.stdout:
            return int(self._server.recv())

    def kill(self) -> None:
        """Kills the process group of the program."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.wait()


class ForkingPython:
    """A process that has imported the application.

    Args:
        root: The folder with the sources, in which programs run.
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
        """Runs a program like `python -c`."""
        return self._run(None, program, arguments, env)

    def run_module(
        self, module: str, *arguments: str, env: Mapping[str, str] = os.environ
    ) -> subprocess.CompletedProcess[str]:
        """Runs a module like `python -m`."""
        return self._run(module, None, arguments, env)

    def start_program(
        self, program: str, *arguments: str, env: Mapping[str, str] = os.environ
    ) -> Running:
        """Starts a program like `python -c`."""
        return self._pipe(None, program, arguments, env)

    def start_module(
        self, module: str, *arguments: str, env: Mapping[str, str] = os.environ
    ) -> Running:
        """Starts a module like `python -m`."""
        return self._pipe(module, None, arguments, env)

    def _pipe(
        self,
        module: str | None,
        program: str | None,
        arguments: tuple[str, ...],
        env: Mapping[str, str],
    ) -> Running:
        reader, writer = os.pipe()
        server = self._start(module, program, arguments, env, writer)
        os.close(writer)
        return Running(server, os.fdopen(reader))

    def _run(
        self,
        module: str | None,
        program: str | None,
        arguments: tuple[str, ...],
        env: Mapping[str, str],
    ) -> subprocess.CompletedProcess[str]:
        with (
            tempfile.TemporaryFile('w+') as out,
            tempfile.TemporaryFile('w+') as err,
        ):
            files = out.fileno(), err.fileno()
            with self._start(module, program, arguments, env, *files) as server:
                _, status = server.recv(), int(server.recv())
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(
                [module or '-c', *arguments], status, out.read(), err.read()
            )

    def _start(
        self,
        module: str | None,
        program: str | None,
        arguments: tuple[str, ...],
        env: Mapping[str, str],
        out: int,
        err: int = 2,
    ) -> connection.Connection:
        server = connection.Client(self._address)
        server.send(
            {
                'module': module,
                'program': program,
                'arguments': arguments,
                'env': dict(env),
                'cwd': str(self._root),
            }
        )
        for descriptor in (out, err):
            reduction.send_handle(server, descriptor, None)
        return server

    def write_shell_command(self, path: pathlib.Path) -> None:
        """Writes an executable that replaces `python`.

        It runs modules of `scripts` and pytest in forks of this process, and
        everything else in a new Python process.
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
    """Returns the process for a folder, which runs until the tests end."""
    python = ForkingPython(root)
    atexit.register(python.close)
    return python
