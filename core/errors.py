"""Errors that cross layers; controllers map each to an HTTP status."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator


class ValidationError(Exception):
    """The input is invalid (400).

    Args:
        message: The problem, worded for the sender of the input.
        path: The path of keys to the invalid value, such as
            `states.Intro.content.html`; empty for the whole input.
        line: The line, from 1, if the input is a text.
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
        """The message, with the line if there is one."""
        where = '' if self.line is None else f' (line {self.line})'
        return self.message + where

    @property
    def single_errors(self) -> tuple[ValidationError, ...]:
        """The errors that this one combines; itself if it is a single one."""
        return (self,)


class CombinedValidationError(ValidationError):
    """Several errors in one input; its message is that of the first one.

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
        """The errors that this one combines."""
        return self._single_errors


# Handles an error in input: raises it, as `raise_error` does, or collects it.
Report = Callable[[ValidationError], None]


def raise_error(error: ValidationError) -> None:
    """Raises an error; the `Report` that stops at the first error."""
    raise error


@contextlib.contextmanager
def reporting_to(report: Report) -> Iterator[None]:
    """Reports the validation error that the block raises, if any."""
    try:
        yield
    except ValidationError as error:
        for single in error.single_errors:
            report(single)


@contextlib.contextmanager
def collecting() -> Iterator[Report]:
    """Collects the errors reported in the block, and raises them at its end."""
    errors: list[ValidationError] = []
    with reporting_to(errors.append):
        yield errors.append
    if errors:
        raise CombinedValidationError(errors)


class NotSupportedYetError(Exception):
    """The input is unknown, but a later version may support it (501).

    The sender keeps the input and retries: during a deployment, a tab of the
    new version can send requests to a server of the old one.

    Args:
        message: The unsupported feature.
        path: As in ValidationError.
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
    """Stored data are damaged or of a later version (500)."""
