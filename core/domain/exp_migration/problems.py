"""The problems that an import reports: all differences from the source."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Literal

from core import errors, feconf
from core.domain import schema

# error: nothing of the file is imported. placeholder: a state whose interaction
# is missing here became one that says so. changed: learners see or can do
# something else. left_out: it has no counterpart here. not_published: the
# exploration stays private because of it.
Kind = Literal['error', 'placeholder', 'changed', 'left_out', 'not_published']


@dataclasses.dataclass(frozen=True)
class ImportProblem:
    """One difference between a source and its import.

    Attributes:
        path: Its place in the source, such as `states.Start.content`; '' for
            the whole file.
        line: The line of that place, from 1; None where lines have no meaning.
    """

    kind: Kind
    path: str
    line: int | None
    message: str

    def __str__(self) -> str:
        line = '' if self.line is None else f'line {self.line}'
        where = f'{self.path} ({line})' if self.path and line else ''
        where = where or self.path or line
        return f'{where}: {self.message}' if where else self.message


class Report:
    """Collects the problems of one source.

    Args:
        line_of: Returns the line of a path, None if it has none.
    """

    def __init__(
        self, line_of: Callable[[str], int | None] = lambda _path: None
    ) -> None:
        # A dict, as an ordered set.
        self._problems: dict[ImportProblem, None] = {}
        self._num_left_out = 0
        # Whether the file cannot be imported.
        self.has_errors = False
        self._line_of = line_of

    def add(self, kind: Kind, path: str, message: str) -> None:
        """Adds a problem, unless the same one was reported."""
        self._add(ImportProblem(kind, path, self._line_of(path), message))

    def add_error(self, error: errors.ValidationError) -> None:
        """Adds an error of reading or validation."""
        line = error.line or self._line_of(error.path)
        self._add(ImportProblem('error', error.path, line, error.message))

    def _add(self, problem: ImportProblem) -> None:
        self.has_errors |= problem.kind == 'error'
        if problem in self._problems:
            return
        if len(self._problems) < feconf.MAX_IMPORT_PROBLEMS:
            self._problems[problem] = None
        else:
            self._num_left_out += 1

    @property
    def problems(self) -> list[ImportProblem]:
        """The first problems in the order of reading, and how many follow."""
        listed = list(self._problems)
        if self._num_left_out:
            more = f'{self._num_left_out:,} more problems are not listed'
            listed.append(ImportProblem(listed[-1].kind, '', None, more))
        return listed

    def at(self, *path: str | int) -> Place:
        """Returns a place in the source, where problems can be reported."""
        return Place(self, schema.join_path(*path))


@dataclasses.dataclass(frozen=True)
class Place:
    """A place in the source."""

    report: Report
    path: str

    def at(self, *path: str | int) -> Place:
        """Returns a place below this one."""
        below = schema.join_path(*path)
        separator = '' if below.startswith('[') or not self.path else '.'
        return Place(self.report, f'{self.path}{separator}{below}')

    def add(self, kind: Kind, message: str) -> None:
        """Reports a problem at this place."""
        self.report.add(kind, self.path, message)

    def leave_out(self, message: str) -> None:
        """Reports something that has no counterpart here."""
        self.add('left_out', message)

    def change(self, message: str) -> None:
        """Reports something that learners see differently."""
        self.add('changed', message)
