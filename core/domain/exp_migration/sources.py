"""Reads an exploration of any source: this project's own, or Oppia's."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from core import errors
from core.domain import (
    exp_domain,
    exp_schema,
    exp_validation,
    exp_yaml,
    schema,
    state_domain,
    yaml_reader,
)
from core.domain.exp_migration import (
    documents,
    oppia_explorations,
    problems,
)


@dataclasses.dataclass(frozen=True)
class Read:
    """What could be read of a file.

    Attributes:
        exploration: The exploration, valid as a draft; None after an error.
        problems: What differs from the source, in the order of reading.
    """

    exploration: exp_domain.Exploration | None
    problems: tuple[problems.Problem, ...]


def read(
    exp_id: str, content: bytes, assets: Mapping[str, bytes] | None = None
) -> Read:
    """Reads a YAML or JSON file as an exploration.

    Args:
        exp_id: The id to assign.
        content: The file.
        assets: The pictures that came with it, by name.

    Returns:
        The exploration, and every problem.
    """
    report = problems.Report()
    exploration = None
    try:
        document = documents.read(documents.decode(content))
        report = problems.Report(document.get_line)
        exploration = _read_value(exp_id, document, assets or {}, report)
    except errors.ValidationError as error:
        report.add_error(error)
    return Read(
        None if report.has_errors else exploration, tuple(report.problems)
    )


def _validate(
    exploration: exp_domain.Exploration, report: problems.Report
) -> None:
    """Reports what is invalid, except in states that could not be read."""
    paths = [each.path for each in report.problems if each.kind == 'error']

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
    assets: Mapping[str, bytes],
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
            exp_id, value, assets, report
        )
        if exploration is not None:
            _validate(exploration, report)
        return exploration
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
