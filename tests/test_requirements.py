"""Lock files contain all requirements of their sources, with hashes."""

from __future__ import annotations

import importlib.metadata
import pathlib
import re
from collections.abc import Iterator

import pytest
from packaging import requirements, utils

ROOT = pathlib.Path(__file__).parents[1]
SOURCES = sorted(path.name for path in ROOT.glob('requirements*.in'))
LOCKS = [source.replace('.in', '.txt') for source in SOURCES]

HASH = re.compile(r'--hash=sha256:[0-9a-f]{64}')
MACHINES = [
    {
        'implementation_name': 'cpython',
        'platform_python_implementation': 'CPython',
        'python_full_version': f'{python}.9',
        'python_version': python,
        'sys_platform': platform,
    }
    for python in ('3.11', '3.12', '3.13')
    for platform in ('linux', 'darwin', 'win32')
]

Requirement = requirements.Requirement

pytestmark = pytest.mark.no_store


def entries(name: str) -> list[str]:
    """Returns the logical lines of a requirements file without comments."""
    text = (ROOT / name).read_text().replace('\\\n', ' ')
    lines = (line.partition('#')[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def read_requirements(source: str) -> Iterator[Requirement]:
    """Yields the requirements of a source and of the sources it includes."""
    for line in entries(source):
        option, _, argument = line.partition(' ')
        if option == '-r':
            yield from read_requirements(argument)
        elif option != '-c':
            yield Requirement(line)


def read_lock(lock: str) -> list[Requirement]:
    return [Requirement(HASH.sub('', line)) for line in entries(lock)]


def locked_versions(lock: str, machine: dict[str, str]) -> dict[str, str]:
    """Returns the versions of packages that a machine gets from a lock file."""
    return {
        utils.canonicalize_name(pin.name): next(iter(pin.specifier)).version
        for pin in read_lock(lock)
        if not pin.marker or pin.marker.evaluate(machine)
    }


def assert_has(versions: dict[str, str], requirement: Requirement) -> None:
    name = utils.canonicalize_name(requirement.name)
    assert name in versions, f'{requirement} is not locked'
    assert requirement.specifier.contains(versions[name], prereleases=True), (
        f'{requirement} is locked at {versions[name]}'
    )


def test_each_lock_file_has_a_source() -> None:
    assert sorted(p.name for p in ROOT.glob('requirements*.txt')) == LOCKS
    assert len(LOCKS) == 5


@pytest.mark.parametrize('lock', LOCKS)
def test_each_package_has_one_version_and_hashes(lock: str) -> None:
    for line in entries(lock):
        pin = Requirement(HASH.sub('', line))
        assert [s.operator for s in pin.specifier] == ['=='], line
        assert HASH.search(line), f'{pin} has no hash'


@pytest.mark.parametrize('source', SOURCES)
def test_requirements_of_sources_are_locked(source: str) -> None:
    for machine in MACHINES:
        versions = locked_versions(source.replace('.in', '.txt'), machine)
        for requirement in read_requirements(source):
            if not requirement.marker or requirement.marker.evaluate(machine):
                assert_has(versions, requirement)


@pytest.mark.parametrize('lock', LOCKS)
def test_dependencies_of_locked_packages_are_locked(lock: str) -> None:
    """Checks the packages that are installed here."""
    source = lock.replace('.txt', '.in')
    versions = locked_versions(lock, {})
    extras = {
        utils.canonicalize_name(requirement.name): requirement.extras
        for requirement in [*read_requirements(source), *read_lock(lock)]
    }
    for name in versions:
        try:
            needs = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue  # This environment lacks some tools.
        for need in map(Requirement, needs):
            if not need.marker or any(
                need.marker.evaluate({'extra': extra})
                for extra in ('', *extras[name])
            ):
                assert_has(versions, need)


def test_lock_files_agree() -> None:
    """All lock files can be installed into one environment."""
    for machine in MACHINES:
        together: dict[str, str] = {}
        for lock in LOCKS:
            for name, version in locked_versions(lock, machine).items():
                assert together.setdefault(name, version) == version, name
