"""The project's commands, each run as `python3 -m scripts.NAME`.

A command started with another Python is restarted with that of the project's
environment before it imports anything; the environment is created if missing.
"""

from __future__ import annotations

import sys

from scripts import environment

# Commands that parse their options before anything is installed.
_SET_UP_THEMSELVES = ('scripts.start', 'scripts.run_tests')


def _enter_environment() -> None:
    # argv[0] is '-m' while Python looks for the module to run.
    is_command = sys.argv[0] == '-m'
    if not is_command or environment.in_environment():
        return
    first = sys.orig_argv.index('-m') + 1
    module, *arguments = sys.orig_argv[first:]
    if module in _SET_UP_THEMSELVES:
        return
    try:
        environment.set_up()
    except environment.SetUpError as error:
        sys.exit(f'Error: {error}')
    environment.run_in_environment(module, arguments)


_enter_environment()
