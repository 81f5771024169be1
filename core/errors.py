"""Errors that cross layers; controllers map each to an HTTP status."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator


class ValidationError(Exception):
    """Invalid input (400).

    Args:
        message: The problem, for the sender of the input.
        path: Its place, as a path of keys such as `states.Intro.content.html`;
            empty for the whole input.
        line: Its line (from 1) if the input is a text.
    """

    def __init__(
        self, message: str, path: str = '', line: int | None = None
    ) -> None:
        self.message = message
        self.path = path
        self.line = line
        super().__init__(
            f'{path}: {self.located_message}' if path else self.located_message
        )

    @property
    def located_message(self) -> str:
        """The message with its line, if there is one."""
        where = '' if self.line is None else f' (line {self.line})'
        return self.message + where

    @property
    def single_errors(self) -> tuple[ValidationError, ...]:
        """The single errors."""
        return (self,)


class CombinedValidationError(ValidationError):
    """Several errors in one input; it looks like the first of them.

    Args:
        errors: The errors, at least one.
    """

    def __init__(self, errors: Iterable[ValidationError]) -> None:
        self._single_errors = tuple(
            single for error in errors for single in error.single_errors
        )
        first = self._single_errors[0]
        super().__init__(first.message, first.path, first.line)

    @property
    def single_errors(self) -> tuple[ValidationError, ...]:
        """The single errors."""
        return self._single_errors


# Takes an error in input. `refuse` raises it; others collect all of them.
Report = Callable[[ValidationError], None]


def refuse(error: ValidationError) -> None:
    """Raises an error; the Report that ends at the first one."""
    raise error


@contextlib.contextmanager
def reported(report: Report) -> Iterator[None]:
    """Reports the error that ends the block, if any."""
    try:
        yield
    except ValidationError as error:
        for single in error.single_errors:
            report(single)


@contextlib.contextmanager
def collected() -> Iterator[Report]:
    """Raises all errors that are reported in the block together at its end."""
    errors: list[ValidationError] = []
    with reported(errors.append):
        yield errors.append
    if errors:
        raise CombinedValidationError(errors)


class NotSupportedYetError(Exception):
    """Input that a later version of this program may support (501).

    The sender keeps it and tries again: during a deployment, a tab of the new
    version can send requests to a server of the old one.

    Args:
        message: What is not supported.
        path: Its place, as in ValidationError.
    """

    def __init__(self, message: str, path: str = '') -> None:
        super().__init__(f'{path}: {message}' if path else message)
        self.message = message
        self.path = path


class EntityNotFoundError(Exception):
    """The requested object does not exist (404)."""


class VersionConflictError(Exception):
    """A save was based on a version that is no longer the latest (409)."""


class ConflictError(Exception):
    """The object already exists with different content (409)."""


class UnreadableDataError(Exception):
    """Stored data cannot be read: it is damaged, or too new (500)."""
