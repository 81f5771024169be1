"""The problems of an input, as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import TypedDict

from core import errors, feconf


class InputProblem(TypedDict):
    """A problem of an input.

    Attributes:
        path: The field, such as `states.Start.content`; '' for all of it.
        line: The line of a text, from 1; null where lines have no meaning.
        message: The problem, in plain words.
    """

    path: str
    line: int | None
    message: str


def problems_of(
    invalid: Sequence[errors.ValidationError],
) -> list[InputProblem]:
    """Returns errors as JSON; only the first of very many."""
    problems = [
        InputProblem(path=error.path, line=error.line, message=error.message)
        for error in invalid[: feconf.MAX_LISTED_PROBLEMS]
    ]
    if len(invalid) > len(problems):
        num_more = len(invalid) - len(problems)
        more = f'{num_more:,} more problems are not listed'
        problems.append(InputProblem(path='', line=None, message=more))
    return problems
