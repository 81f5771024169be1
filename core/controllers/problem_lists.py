"""Everything that is wrong with an input, as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import TypedDict

from core import errors, feconf


class InputProblem(TypedDict):
    """One thing that is wrong.

    Attributes:
        path: The field, such as `states.Start.content`; '' for all of it.
        line: The line of a text, from 1; null where lines have no meaning.
        message: What is wrong, in plain words.
    """

    path: str
    line: int | None
    message: str


def problems_of(found: Sequence[errors.ValidationError]) -> list[InputProblem]:
    """Returns errors as JSON; of very many, the first."""
    problems = [
        InputProblem(path=error.path, line=error.line, message=error.message)
        for error in found[: feconf.MAX_LISTED_PROBLEMS]
    ]
    if len(found) > len(problems):
        more = f'{len(found) - len(problems):,} more problems are not listed'
        problems.append(InputProblem(path='', line=None, message=more))
    return problems
