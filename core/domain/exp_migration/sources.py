"""Reads an exploration of any source: this project's own, or Oppia's."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from core import errors
from core.domain import (
    asset_domain,
    exp_domain,
    exp_schema,
    exp_validation,
    exp_yaml,
    picture_files,
    schema,
    state_domain,
    yaml_reader,
)
from core.domain.exp_migration import (
    documents,
    oppia_explorations,
    pictures,
    problems,
)


@dataclasses.dataclass(frozen=True)
class ReadResult:
    """The result of reading a file.

    Attributes:
        exploration: The exploration, valid as a draft; None after an error.
        problems: The differences from the source, in the order of reading.
        pictures: The pictures that it shows, to be stored, by name.
    """

    exploration: exp_domain.Exploration | None
    problems: tuple[problems.ImportProblem, ...]
    pictures: Mapping[str, picture_files.Picture]


def read(
    exp_id: str, content: bytes, assets: Mapping[str, bytes] | None = None
) -> ReadResult:
    """Reads a YAML or JSON file as an exploration.

    Args:
        exp_id: The id to assign.
        content: The file.
        assets: The files that came with it, by name.

    Returns:
        The exploration, and every problem.
    """
    report = problems.Report()
    exploration = None
    came_along = pictures.Pictures(assets or {})
    try:
        document = documents.read(documents.decode(content))
        report = problems.Report(document.get_line)
        exploration = _read_value(exp_id, document, came_along, report)
        asset_domain.check_total(came_along.taken)
    except errors.ValidationError as error:
        for single_error in error.single_errors:
            report.add_error(single_error)
    if report.has_errors or exploration is None:
        return ReadResult(None, tuple(report.problems), {})
    return ReadResult(
        exploration,
        (*report.problems, *_unused_problems(came_along.num_unused)),
        came_along.taken,
    )


def _unused_problems(number: int) -> Iterator[problems.ImportProblem]:
    if number:
        files = '1 file that no card shows is'
        if number > 1:
            files = f'{number} files that no card shows are'
        yield problems.ImportProblem(
            'left_out', 'assets', None, f'{files} not stored'
        )


def _validate(
    exploration: exp_domain.Exploration, report: problems.Report
) -> None:
    """Reports invalid parts, except in states that could not be read."""
    paths = [
        problem.path for problem in report.problems if problem.kind == 'error'
    ]

    def is_broken(name: str) -> bool:
        start = schema.join_path('states', name) + '.'
        return any(path.startswith(start) for path in paths)

    checked = exploration.model_copy()
    checked.states = {
        name: state_domain.State() if is_broken(name) else state
        for name, state in exploration.states.items()
    }
    exp_validation.validate_exploration(checked, report=report.add_error)


def _read_value(
    exp_id: str,
    document: yaml_reader.Document,
    came_along: pictures.Pictures,
    report: problems.Report,
) -> exp_domain.Exploration | None:
    value = document.value
    if not isinstance(value, dict):
        raise errors.ValidationError(
            'this is not an exploration: it should be a mapping of keys such '
            'as title, states'
        )
    if not {'schema_version', 'states', 'exploration'} & value.keys():
        raise errors.ValidationError(
            'this is not an exploration: it has neither states nor a '
            'schema_version'
        )
    if _is_of_oppia(value):
        exploration = oppia_explorations.read_exploration(
            exp_id, value, came_along, report
        )
        if exploration is not None:
            _validate(exploration, report)
        return exploration
    value = pictures.take_over(value, came_along, report.at())
    return exp_yaml.check_value(exp_id, value, report.add_error)


def _is_of_oppia(value: Mapping[str, Any]) -> bool:
    if 'states_schema_version' in value or isinstance(
        value.get('exploration'), dict
    ):
        return True
    version = value.get('schema_version')
    return (
        isinstance(version, int)
        and version > exp_schema.CURRENT_VERSION
        and 'states' in value
    )
