"""The project's commands, each run as `python3 -m scripts.NAME`.

They need the project's environment, whatever Python they are started with. So
a command that is started with another one is started again with the right
one, before it imports anything; the environment is made if there is none.
"""

from __future__ import annotations

import sys

from scripts import environment

# They parse their options before anything is installed.
_SET_UP_THEMSELVES = ('scripts.start', 'scripts.run_tests')


def _enter_environment() -> None:
    # While Python looks for the module to run, this is what argv[0] is.
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
