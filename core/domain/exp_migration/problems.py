"""What an import reports: everything that differs from the source."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Literal

from typing_extensions import TypedDict

from core import errors
from core.domain import schema

# error: nothing of the file is imported. placeholder: a card whose task cannot
# be shown became a card that says so. changed: learners see or can do something
# else. left_out: it has no counterpart here.
Kind = Literal['error', 'placeholder', 'changed', 'left_out']


class ProblemDict(TypedDict):
    """A problem as JSON.

    Attributes:
        path: Its place in the source, such as `states.Start.content`; '' for
            the whole file.
        line: The line of that place, from 1; None where lines have no meaning.
    """

    kind: Kind
    path: str
    line: int | None
    message: str


@dataclasses.dataclass(frozen=True)
class Problem:
    """One difference between a source and what is imported of it."""

    kind: Kind
    path: str
    line: int | None
    message: str

    def to_dict(self) -> ProblemDict:
        """Returns the problem as JSON."""
        return {
            'kind': self.kind,
            'path': self.path,
            'line': self.line,
            'message': self.message,
        }

    def __str__(self) -> str:
        where = self.path or 'the file'
        line = '' if self.line is None else f' (line {self.line})'
        return f'{where}{line}: {self.message}'


class Report:
    """Collects the problems of one source.

    Args:
        line_of: Returns the line of a path, None if it has none.
    """

    def __init__(
        self, line_of: Callable[[str], int | None] = lambda _path: None
    ) -> None:
        self.problems: list[Problem] = []
        self._line_of = line_of

    def add(self, kind: Kind, path: str, message: str) -> None:
        """Adds a problem, unless the same one was reported."""
        problem = Problem(kind, path, self._line_of(path), message)
        if problem not in self.problems:
            self.problems.append(problem)

    def add_error(self, error: errors.ValidationError) -> None:
        """Adds an error of reading or validation."""
        self.add('error', error.path, error.message)

    def at(self, *path: str | int) -> Place:
        """Returns a place in the source, where problems can be reported."""
        return Place(self, schema.join_path(*path))

    @property
    def has_errors(self) -> bool:
        """Whether the file cannot be imported."""
        return any(problem.kind == 'error' for problem in self.problems)


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
        """Reports a problem of this place."""
        self.report.add(kind, self.path, message)

    def leave_out(self, message: str) -> None:
        """Reports something that has no counterpart here."""
        self.add('left_out', message)

    def change(self, message: str) -> None:
        """Reports something that learners see differently."""
        self.add('changed', message)
