"""Installs the app and its tests: `.venv`, `node_modules`, bundles.

Imports only the standard library, as it runs before anything is installed. Each
step writes a stamp with a digest of its inputs, and is repeated only when they
have changed, such as a lock file.
"""

from __future__ import annotations

import concurrent.futures
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import threading
from collections.abc import Collection, Iterable

from scripts import node

ROOT = node.ROOT
VENV = ROOT / '.venv'
NODE_MODULES = ROOT / 'node_modules'
MIN_PYTHON = (3, 11)

_BUNDLE = ROOT / 'scripts' / 'bundle.js'

# The name of the front end's stamp if the JavaScript tools are installed.
_TOOLS_STAMP = 'front-end-dev'

# Held while packages are installed, and while a stamp is written.
_installing = threading.Lock()
_stamping = threading.Lock()


class SetUpError(Exception):
    """Set-up failed; the message is one line for the user."""


def python_path() -> pathlib.Path:
    """Returns the Python of the project's environment."""
    return VENV / 'bin' / 'python'


def in_environment() -> bool:
    """Returns whether this process runs in the project's environment."""
    return pathlib.Path(sys.prefix).resolve() == VENV.resolve()


# The extras of tests and checks: the Python tools, Apache Beam (which takes
# minutes to install), the JavaScript tools.
PYTHON_TOOLS = 'requirements-dev.txt'
JOBS = 'requirements-jobs.txt'
JS_TOOLS = 'package.json: devDependencies'


def set_up(extras: Collection[str] = ()) -> None:
    """Installs missing packages and builds the bundles for browsers.

    Args:
        extras: The extras to install: some of PYTHON_TOOLS, JOBS, JS_TOOLS.

    Raises:
        SetUpError: Something could not be installed.
    """
    if sys.version_info < MIN_PYTHON:
        raise SetUpError(
            'Python 3.11 or later is needed; this is '
            f'{sys.version.split()[0]} ({sys.executable}).'
        )
    _make_venv()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        front_end = pool.submit(
            _install_front_end, with_tools=JS_TOOLS in extras
        )
        _install('requirements.txt')
        for requirements in (JOBS, PYTHON_TOOLS):
            if requirements in extras:
                _install(requirements)
        front_end.result()
    make_bundles()


def make_bundles() -> None:
    """Builds the bundles, unless they are up to date.

    Raises:
        SetUpError: A source is invalid; the message has its file and line.
    """
    sources = _digest(_bundled_files())
    made = _digest_of_bundle_names()
    if made and _is_stamped('bundles', f'{sources} {made}'):
        return
    _run(_bundle_command(), 'could not make the bundles')
    _stamp('bundles', f'{sources} {_digest_of_bundle_names()}')


def _bundled_files() -> list[pathlib.Path]:
    """Lists the sources of the bundles, and the programs that build them."""
    folders = ('static/js', 'static/css', 'static/images', 'templates')
    files = [path for folder in folders for path in (ROOT / folder).rglob('*')]
    files += [*ROOT.glob('scripts/*.js'), ROOT / 'package-lock.json']
    return [path for path in files if path.is_file()]


def _digest_of_bundle_names() -> str:
    """Returns a digest of the names of all bundles; '' if one is missing.

    Each name contains a digest of the content, so the result reveals a later
    build by another process, such as `bundle.js --watch`.
    """
    manifest = ROOT / 'static' / 'bundles.json'
    try:
        files = sorted(json.loads(manifest.read_bytes())['files'])
    except (OSError, ValueError, KeyError, TypeError):
        return ''
    if not all((manifest.parent / name).is_file() for name in files):
        return ''
    return hashlib.sha256(json.dumps(files).encode()).hexdigest()


def watch_sources() -> subprocess.Popen[bytes]:
    """Starts a process that rebuilds the bundles when a source changes.

    Returns:
        The process, which ends when its standard input is closed, at the latest
        when this process ends.
    """
    return subprocess.Popen(
        [*_bundle_command(), '--watch'], cwd=ROOT, stdin=subprocess.PIPE
    )


def _bundle_command() -> list[str]:
    return [node.node_path() or 'node', str(_BUNDLE)]


def run_in_environment(module: str, arguments: list[str]) -> None:
    """Replaces this process by a module run with the environment's Python."""
    python = str(python_path())
    os.execv(python, [python, '-m', module, *arguments])


def _make_venv() -> None:
    """Creates .venv unless a working one exists; keeps its packages."""
    if _venv_version():
        return
    _say('Creating the environment .venv')
    _run(
        [sys.executable, '-m', 'venv', str(VENV)],
        'could not create .venv (on Debian and Ubuntu: '
        'sudo apt install python3-venv)',
    )


def _venv_version() -> str:
    """Returns the version of the environment's Python; '' if none works."""
    program = 'import sys; print(*sys.version_info[:2])'
    try:
        return subprocess.run(
            [str(python_path()), '-c', program],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ''


def _install(requirements: str) -> None:
    """Installs the packages of a lock file, unless they are installed.

    Downloads whose hash is not in the lock file are refused.
    """
    name = requirements.removesuffix('.txt')
    wanted = _digest([ROOT / requirements])
    if _is_stamped(name, wanted):
        return
    _say(f'Installing {requirements} (needs the network, once)')
    with _installing:
        _install_packages(ROOT / requirements)
    _stamp(name, wanted)


def _install_packages(lock_file: pathlib.Path) -> None:
    python = str(python_path())
    options = ['install', '--quiet', '--require-hashes', '-r']
    pip = [python, '-m', 'pip', '--disable-pip-version-check', *options]
    uv = python_path().with_name('uv')
    try:
        # uv takes a tenth of pip's time.
        if not uv.exists():
            _run([*pip, str(ROOT / 'requirements-uv.txt')], 'no uv')
        # pyproject.toml sets uv to the oldest Python, which is for locking.
        how = ['--no-config', '--python', python]
        if lock_file.name == 'requirements.txt':
            # As pip does: compiling webapp2 on import raises warnings, which
            # fail tests. Not for the tools, most of which are never imported.
            how.append('--compile-bytecode')
        _run([str(uv), 'pip', *options, str(lock_file), *how], 'uv failed')
    except SetUpError:
        # pip may have settings that uv ignores, such as a mirror.
        _run(
            [*pip, str(lock_file)],
            f'could not install {lock_file.name}; is the network there?',
        )


def _install_front_end(*, with_tools: bool) -> None:
    # Tools that are installed are kept.
    with_tools = with_tools or _TOOLS_STAMP in _stamps()
    name = _TOOLS_STAMP if with_tools else 'front-end'
    wanted = _digest(
        [ROOT / 'package-lock.json', pathlib.Path(__file__).resolve()]
    )
    if NODE_MODULES.is_dir() and _is_stamped(name, wanted):
        return
    _require_own(NODE_MODULES)
    if not node.node_path():
        _install('requirements-node.txt')
    npm = node.npm_command()
    if npm is None:
        raise SetUpError(
            'No Node.js for this machine: install Node.js '
            f'{node.MIN_NODE_MAJOR} or later and start again.'
        )
    _say('Installing the front-end libraries (needs the network, once)')
    only_needed = [] if with_tools else ['--omit=dev']
    quiet = ['--no-audit', '--no-fund', '--loglevel=error']
    _run(
        [*npm, 'ci', *quiet, '--ignore-scripts', *only_needed],
        'could not install the front-end libraries; is the network there?',
        extra_path=os.path.dirname(node.node_path() or ''),
    )
    _stamp(name, wanted)


def _require_own(path: pathlib.Path) -> None:
    """Refuses a symbolic link, whose target may belong to another project."""
    if path.is_symlink():
        raise SetUpError(
            f'{path} is a link, and installing would empty its target: '
            'remove the link and start again.'
        )


def _run(command: list[str], failure: str, extra_path: str = '') -> None:
    """Runs a command; raises SetUpError with its error message."""
    path = os.pathsep.join(
        folder for folder in (extra_path, os.environ['PATH']) if folder
    )
    try:
        subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, 'PATH': path},
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    except OSError as error:
        raise SetUpError(f'{failure} ({error})') from error
    except subprocess.CalledProcessError as error:
        lines = [line for line in error.stdout.splitlines() if line.strip()]
        reason = _first_error(lines)
        raise SetUpError(f'{failure} ({reason})') from error


def _first_error(lines: list[str]) -> str:
    for line in lines:
        if line.lower().startswith(('error', 'npm error')):
            return line.strip()
    return lines[-1].strip() if lines else 'no reason given'


def _digest(paths: Iterable[pathlib.Path]) -> str:
    digest = hashlib.sha256(_venv_version().encode())
    for path in sorted(paths):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _stamps_file() -> pathlib.Path:
    return VENV / 'set_up.json'


def _stamps() -> dict[str, str]:
    try:
        stamps = json.loads(_stamps_file().read_text())
    except (OSError, ValueError):
        return {}
    return stamps if isinstance(stamps, dict) else {}


def _is_stamped(name: str, made_from: str) -> bool:
    return _stamps().get(name) == made_from


def _stamp(name: str, made_from: str) -> None:
    with _stamping:
        stamps = _stamps() | {name: made_from}
        _stamps_file().write_text(json.dumps(stamps, indent=2))


def _say(what: str) -> None:
    print(f'{what} …', flush=True)
