"""Programs that import the application, without a second for its imports.

A process imports the application once and forks itself for each program, which
so begins with the state of a new process.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import pathlib
import subprocess
import sys
from collections.abc import Mapping

_FORK_FOR_EACH_PROGRAM = """
import json, os, runpy, sys, tempfile, traceback

# What most programs import; each imports the rest.
import core.controllers.application
import core.domain.scheduled_work.audit_services
import core.platform.datastore.embedded
import scripts.store_command

answers = os.fdopen(os.dup(1), 'w')


def run(module, program, arguments, env):
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


for line in sys.stdin:
    out, err = tempfile.TemporaryFile('w+'), tempfile.TemporaryFile('w+')
    with out, err:
        pid = os.fork()
        if pid == 0:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            status = status_of(json.loads(line))
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        out.seek(0)
        err.seek(0)
        answers.write(json.dumps([status, out.read(), err.read()]) + '\\n')
        answers.flush()
"""


class ForkingPython:
    """A process that has imported the application.

    Args:
        root: The folder with its sources, in which programs run.
    """

    def __init__(self, root: pathlib.Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, '-c', _FORK_FOR_EACH_PROGRAM],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

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
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        options = {
            'module': module,
            'program': program,
            'arguments': arguments,
            'env': dict(env),
        }
        self._process.stdin.write(json.dumps(options) + '\n')
        self._process.stdin.flush()
        status, out, err = json.loads(self._process.stdout.readline())
        return subprocess.CompletedProcess(
            [module or '-c', *arguments], status, out, err
        )

    def close(self) -> None:
        """Ends the process."""
        with self._process:
            self._process.kill()


@functools.cache
def of_tree(root: pathlib.Path) -> ForkingPython:
    """Returns the process for a folder, which runs as long as the tests do."""
    python = ForkingPython(root)
    atexit.register(python.close)
    return python
