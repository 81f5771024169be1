"""Installs the tools of tests and checks, and runs them.

python3 -m scripts.run_tests            all that this machine can run
python3 -m scripts.run_tests --all      everything; fails if a tool is missing
python3 -m scripts.run_tests --only python types
"""

from __future__ import annotations

import argparse
import concurrent.futures
import dataclasses
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable

from scripts import environment, node

# Steps that run in parallel. Some wait for a browser or an emulator.
_SIDE_BY_SIDE = 2

# Markers of tests that have steps of their own.
_SPECIAL = ('emulator', 'browser', 'engines')
_ALL_ARE_SPECIAL = re.compile(
    rf'^pytestmark = (\[[^]]*)?pytest\.mark\.({"|".join(_SPECIAL)})\b',
    re.MULTILINE,
)
_PYTEST = ['-m', 'pytest', '-q', '-n', '2', '--dist', 'loadgroup']


@dataclasses.dataclass(frozen=True)
class Step:
    """One kind of test or check.

    Attributes:
        name: The name, also for `--only`.
        command: Builds the command line when the step runs.
        needs: The required extras of `environment.set_up`.
        missing: Describes what the machine lacks; '' for nothing.
    """

    name: str
    command: Callable[[], list[str]]
    needs: frozenset[str]
    missing: Callable[[], str] = str


def main(arguments: list[str] | None = None) -> int:
    """Runs the steps; returns 0 if every step that could run passed."""
    given = sys.argv[1:] if arguments is None else arguments
    options = _parse(given)
    steps = [step for step in STEPS if step.name in (options.only or _names())]
    try:
        environment.set_up({extra for step in steps for extra in step.needs})
    except environment.SetUpError as error:
        print(f'Error: {error}', file=sys.stderr)
        return 1
    if not environment.in_environment():
        environment.run_in_environment('scripts.run_tests', given)
    return _report(_run_side_by_side(steps, options.all))


def _names() -> list[str]:
    return [step.name for step in STEPS]


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='python3 -m scripts.run_tests',
        description='Runs all tests and checks, and installs their tools.',
    )
    parser.add_argument(
        '--all',
        action='store_true',
        default=os.environ.get('CI') == 'true',
        help='fail if a step cannot run on this machine, instead of skipping '
        'it (default with CI=true)',
    )
    parser.add_argument(
        '--only',
        nargs='+',
        choices=_names(),
        metavar='STEP',
        help=f'run only these steps: {", ".join(_names())}',
    )
    return parser.parse_args(arguments)


def _run_side_by_side(
    steps: list[Step], everything: bool
) -> dict[str, tuple[str, float]]:
    """Runs the steps, several at a time; returns their outcomes by name."""
    with concurrent.futures.ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        # Steps print their output when they end, a single step as it runs.
        is_shown_later = len(steps) > 1
        runs = {
            step.name: pool.submit(_run, step, everything, is_shown_later)
            for step in steps
        }
        try:
            return {name: run.result() for name, run in runs.items()}
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _run(
    step: Step, everything: bool, is_shown_later: bool
) -> tuple[str, float]:
    """Runs one step; returns its outcome and the seconds it took."""
    missing = step.missing()
    if missing:
        return f'{"FAILED" if everything else "NOT RUN"}: {missing}', 0.0
    print(f'Running {step.name} …', flush=True)
    began = time.monotonic()
    done = subprocess.run(
        step.command(),
        cwd=environment.ROOT,
        env=_environ(everything),
        check=False,
        stdout=subprocess.PIPE if is_shown_later else None,
        stderr=subprocess.STDOUT if is_shown_later else None,
        text=True,
        errors='replace',
    )
    if is_shown_later:
        # In one call, because other steps print concurrently.
        print(f'\n=== {step.name} ===\n{done.stdout}', end='', flush=True)
    outcome = 'passed'
    if done.returncode:
        outcome = f'FAILED: exit code {done.returncode}'
    return outcome, time.monotonic() - began


def _environ(everything: bool) -> dict[str, str]:
    environ = dict(os.environ)
    # Each of hundreds of processes would compile the application.
    environ.pop('PYTHONDONTWRITEBYTECODE', None)
    # Hypothesis would import the plugins of all packages, such as Trio's.
    environ['HYPOTHESIS_NO_PLUGINS'] = '1'
    environ['PATH'] = os.pathsep.join((*_tool_paths(), os.environ['PATH']))
    if everything:
        environ['REQUIRE_ALL'] = '1'
    return environ


def _report(outcomes: dict[str, tuple[str, float]]) -> int:
    print('\n=== summary ===')
    for name, (outcome, seconds) in outcomes.items():
        print(f'{name:10} {seconds:6.1f} s  {outcome}')
    words = [outcome.split(':')[0] for outcome, _ in outcomes.values()]
    not_run = words.count('NOT RUN')
    if not_run:
        print(
            f'\nATTENTION: {not_run} of {len(words)} steps could not run '
            'on this machine; see NOT RUN above.'
        )
    counts = f'{words.count("passed")} passed, {words.count("FAILED")} failed'
    print(f'\nSteps: {counts}' + (f', {not_run} skipped' if not_run else ''))
    return 1 if 'FAILED' in words else 0


def _tool_paths() -> list[str]:
    own_node = node.node_path()
    return [os.path.dirname(own_node)] if own_node else []


def _python(*arguments: str) -> Callable[[], list[str]]:
    return lambda: [str(environment.python_path()), *arguments]


def _node(*arguments: str) -> Callable[[], list[str]]:
    return lambda: [node.node_path() or 'node', *arguments]


# `node --test` starts a process for each file, which takes longer than most
# tests; its option to prevent this is newer than the oldest supported Node.
_IMPORT_ALL = 'for (const url of process.argv.slice(1)) await import(url);'


def _js_tests() -> list[str]:
    tests = environment.ROOT.glob('tests/**/*.test.js')
    command = _node('--input-type=module', '--eval', _IMPORT_ALL)()
    return [*command, *sorted(path.as_uri() for path in tests)]


def _other_tests() -> list[str]:
    """Builds the command that runs the tests without a special marker.

    Ignores files with special tests only: each process would collect thousands
    of tests in vain.
    """
    tests = environment.ROOT.glob('tests/**/test_*.py')
    ignored = [
        f'--ignore={path}'
        for path in sorted(tests)
        if _ALL_ARE_SPECIAL.search(path.read_text('utf-8'))
    ]
    marks = ' and '.join(f'not {marker}' for marker in _SPECIAL)
    return _python(*_PYTEST, '-m', marks, *ignored)()


def _tests_marked(marker: str, *options: str) -> Callable[[], list[str]]:
    """Builds the command that runs the tests with a marker.

    Lists their files, because pytest would import all others as well.
    """

    def command() -> list[str]:
        tests = environment.ROOT.glob('tests/**/test_*.py')
        mark = f'pytest.mark.{marker}'
        paths = [str(path) for path in tests if mark in path.read_text('utf-8')]
        return _python(*_PYTEST, '-m', marker, *options, *sorted(paths))()

    return command


def _no_chromium() -> str:
    is_installed = shutil.which('chromium')
    return '' if is_installed else 'Chromium is missing (apt install chromium)'


def _no_engines() -> str:
    tools = {
        'chromium': 'chromium',
        'firefox-esr': 'firefox-esr',
        'WebKitWebDriver': 'webkit2gtk-driver',
        'Xvfb': 'xvfb',
    }
    missing = [tools[tool] for tool in tools if not shutil.which(tool)]
    return f'apt install {" ".join(missing)}' if missing else ''


def _no_emulator() -> str:
    for tool in ('gcloud', 'java'):
        if not shutil.which(tool):
            return (
                'the official Datastore emulator is missing (Google Cloud '
                f'SDK and Java): no {tool}'
            )
    return ''


_PYTHON = frozenset({environment.PYTHON_TOOLS})
_JS = frozenset({environment.JS_TOOLS})
_EVERYTHING = _PYTHON | _JS | {environment.JOBS}

# In starting order: first the longest, during which the others run; then the
# quick ones; last those whose processes keep both processors busy.
STEPS = (
    Step('python', _other_tests, _EVERYTHING),
    Step('format', _python('-m', 'ruff', 'format', '--check'), _PYTHON),
    Step('lint', _python('-m', 'ruff', 'check'), _PYTHON),
    Step('types', _python('-m', 'mypy'), _PYTHON),
    Step('js-lint', _node('node_modules/eslint/bin/eslint.js'), _JS),
    Step('js-types', _node('node_modules/typescript/bin/tsc'), _JS),
    Step(
        'js-unused', _node('node_modules/knip/bin/knip.js', '--production'), _JS
    ),
    Step('js', _js_tests, _JS),
    # In one process: a second one would start more emulators for few tests.
    Step(
        'emulator',
        _tests_marked('emulator', '-n', '0'),
        _EVERYTHING,
        _no_emulator,
    ),
    Step('browser', _tests_marked('browser'), _EVERYTHING, _no_chromium),
    # One process per engine: each waits a minute for reports of closed pages.
    Step(
        'engines',
        _tests_marked('engines', '-n', '3'),
        _PYTHON | _JS,
        _no_engines,
    ),
)


if __name__ == '__main__':
    sys.exit(main())
