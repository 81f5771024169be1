"""Each test asserts in its body or by a named helper."""

from __future__ import annotations

import ast
import pathlib
import re

import pytest

pytestmark = pytest.mark.no_store

TESTS = pathlib.Path(__file__).parent

# Calls that can fail a test: those of pytest and Playwright, and helpers that
# assert something or fail if they wait in vain.
ASSERTING_CALL = re.compile(
    r'raises|warns|fail|does_not_raise|soon|expect|_?(assert|expect|wait)_(?!for_timeout)\w+'
)


def is_asserting(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return True
    if not isinstance(node, ast.Call):
        return False
    name = ast.unparse(node.func).rpartition('.')[2]
    # WebTest compares the status of the response with the one named;
    # subprocess.run with check=True fails if the command does.
    is_checking = any(
        keyword.arg == 'status' or ast.unparse(keyword) == 'check=True'
        for keyword in node.keywords
    )
    return is_checking or bool(ASSERTING_CALL.fullmatch(name))


def silent_tests(text: str) -> list[str]:
    return [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith('test_')
        and not any(map(is_asserting, ast.walk(node)))
    ]


def test_each_test_asserts_something() -> None:
    silent = [
        f'{path.relative_to(TESTS)}: {name}'
        for path in sorted(TESTS.rglob('test_*.py'))
        for name in silent_tests(path.read_text())
    ]
    assert silent == []


@pytest.mark.parametrize(
    ('body', 'is_silent'),
    [
        ('use(client)', True),
        ('with contextlib.suppress(ValueError): use(client)', True),
        ('assert use(client)', False),
        ('with pytest.raises(ValueError): use(client)', False),
        ('with does_not_raise(): use(client)', False),
        ('assert_answered(client)', False),
        ('browser.get("/", status=404)', False),
        ('subprocess.run(["true"], check=True)', False),
        ('subprocess.run(["true"], check=False)', True),
    ],
)
def test_a_test_without_assertion_is_found(body: str, is_silent: bool) -> None:
    names = silent_tests(f'def test_x():\n    {body}')
    assert names == (['test_x'] if is_silent else [])
