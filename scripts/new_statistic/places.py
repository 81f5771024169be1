"""Finds the place of each piece of a new statistic in a source.

The functions return a `Place`: it returns the number of the line to write after
(0: before the first), or raises `CannotWriteError` if the source has no such
place.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from scripts.new_statistic import statistic

Place = Callable[[str], int]


def after_last_class(constant: str) -> Place:
    """After the last class of a Python module that sets a constant."""

    def find(text: str) -> int:
        ends = [
            node.end_lineno
            for node in ast.parse(text).body
            if isinstance(node, ast.ClassDef)
            and any(
                isinstance(statement, ast.Assign)
                and ast.unparse(statement.targets[0]) == constant
                for statement in node.body
            )
        ]
        return _last(ends, f'a class with {constant}')

    return find


def after_last_field(class_name: str, name: str = '') -> Place:
    """After the last integer field that a class declares.

    Args:
        class_name: The class.
        name: The suffix of the names of the relevant fields.
    """

    def find(text: str) -> int:
        ends = [
            field.end_lineno
            for node in ast.parse(text).body
            if isinstance(node, ast.ClassDef) and node.name == class_name
            for field in node.body
            if isinstance(field, ast.AnnAssign)
            and ast.unparse(field.target).endswith(name)
            and ast.unparse(field.annotation) == 'int'
        ]
        return _last(ends, f'a counter in the class {class_name}')

    return find


def after_last_element(name: str) -> Place:
    """After the last element of a tuple that a Python module declares."""

    def find(text: str) -> int:
        ends = [
            element.end_lineno
            for node in ast.parse(text).body
            if isinstance(node, ast.AnnAssign)
            and ast.unparse(node.target) == name
            and isinstance(node.value, ast.Tuple)
            for element in node.value.elts
        ]
        return _last(ends, f'the tuple {name}')

    return find


def before_method(pattern: str) -> Place:
    """Before the first matching method of a JavaScript class, and its comment.

    Methods are recognised by their indentation of two spaces.
    """

    def find(text: str) -> int:
        lines = text.split('\n')
        begins = (
            index
            for index, line in enumerate(lines)
            if re.match(rf'  (?:async )?{pattern}\(.*\{{$', line)
        )
        place = next(begins, None)
        if place is None:
            raise statistic.CannotWriteError(f'it has no method {pattern}')
        if lines[place - 1].endswith('*/'):
            while not lines[place - 1].lstrip().startswith('/**'):
                place -= 1
            place -= 1
        return place

    return find


def after_last_row(table: str) -> Place:
    """After the last row with a counter in a table of figures."""

    def find(text: str) -> int:
        begin = text.find(f'const {table} = ')
        end = text.find('\n  ]', begin)
        rows = re.finditer(r'^    \{\n.*?^    \},\n', text, re.M | re.S)
        ends = [
            text.count('\n', 0, row.end())
            for row in rows
            if 0 <= begin < row.start() < end and "counter: '" in row[0]
        ]
        return _last(ends, f'a counter in the table {table}')

    return find


def after_last_line(pattern: str) -> Place:
    """After the last matching line."""

    def find(text: str) -> int:
        numbers = [
            number
            for number, line in enumerate(text.split('\n'), start=1)
            if re.match(pattern, line)
        ]
        return _last(numbers, f'a line {pattern}')

    return find


def _last(numbers: list[int | None] | list[int], what: str) -> int:
    if not numbers or numbers[-1] is None:
        raise statistic.CannotWriteError(f'it lacks {what}')
    return numbers[-1]
