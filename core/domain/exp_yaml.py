"""Explorations as YAML, the format that creators edit."""

from __future__ import annotations

import bisect
import re
from collections.abc import Collection
from typing import Any

import yaml

from core import errors
from core.domain import (
    asset_domain,
    exp_domain,
    exp_schema,
    exp_validation,
    html_validation,
    rule_warnings,
    schema,
    schema_messages,
    yaml_reader,
)

# Never fold lines: texts stay as typed.
_NO_FOLDING = 2**31 - 1

# Characters besides \n that YAML treats as line breaks unless escaped.
_STRANGE_LINE_BREAKS = re.compile('[\r\x85\u2028\u2029]')

_IDENTITY = ('exp_id', 'version')
_REQUIRED = ('schema_version', 'init_state_name')
# Top-level keys of the text.
_NAMES = ['schema_version', *exp_domain.Exploration.content_names()]


# The C emitter, if available, is several times as fast.
_BaseDumper: Any = getattr(yaml, 'CSafeDumper', yaml.SafeDumper)


class _Dumper(_BaseDumper):
    """Writes multi-line texts as blocks, without aliases."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = '|' if '\n' in text else None
    if _STRANGE_LINE_BREAKS.search(text):
        style = '"'
    elif not yaml_reader.is_text(text):
        style = "'"
    return dumper.represent_scalar('tag:yaml.org,2002:str', text, style)


_Dumper.add_representer(str, _represent_text)


def exploration_from_yaml(
    exp_id: str,
    text: str,
    strict: bool = False,
    picture_names: Collection[str] | None = None,
) -> exp_domain.Exploration:
    """Parses an exploration and validates it.

    Args:
        exp_id: The id to assign; the text contains none.
        text: One YAML document.
        strict: Whether to apply the rules for publishing.
        picture_names: The names of the pictures that it may show; None to skip
            this check.

    Returns:
        The exploration, with version 0.

    Raises:
        ValidationError: With the path and the line of each invalid field.
    """
    exploration, problems = check(exp_id, text, strict, picture_names)
    if exploration is None or problems:
        raise errors.CombinedValidationError(problems)
    return exploration


def check(
    exp_id: str,
    text: str,
    strict: bool = False,
    picture_names: Collection[str] | None = None,
    warnings: list[errors.ValidationError] | None = None,
) -> tuple[exp_domain.Exploration | None, list[errors.ValidationError]]:
    """Parses an exploration and finds all problems.

    Args:
        exp_id: As for `exploration_from_yaml`.
        text: As for `exploration_from_yaml`.
        strict: As for `exploration_from_yaml`.
        picture_names: As for `exploration_from_yaml`.
        warnings: Receives warnings about likely mistakes, if there are no
            errors.

    Returns:
        The exploration, which is not to be used after an error, or None if it
        cannot be built; and the errors in the order of lines.
    """
    problems: list[errors.ValidationError] = []
    exploration = None
    with errors.reporting_to(problems.append):
        document = yaml_reader.read(text, report=problems.append)
        # An unsupported feature, such as an alias, gives only one error.
        unreadable = {error.path for error in problems}

        def with_line(error: errors.ValidationError) -> errors.ValidationError:
            line = document.get_line(error.path)
            return errors.ValidationError(error.message, error.path, line)

        def report(error: errors.ValidationError) -> None:
            if error.path not in unreadable:
                problems.append(with_line(error))

        with errors.reporting_to(report):
            exploration = check_value(exp_id, document.value, report, strict)
            if exploration is not None and picture_names is not None:
                asset_domain.validate_references(
                    exploration, picture_names, report
                )
        if warnings is not None and exploration is not None and not problems:
            warnings += map(with_line, rule_warnings.find(exploration))
    return exploration, sorted(problems, key=lambda error: error.line or 0)


def check_value(
    exp_id: str, value: Any, report: errors.Report, strict: bool = False
) -> exp_domain.Exploration | None:
    """Builds an exploration from a parsed document and validates it.

    Unreadable parts are left out of the validation.

    Args:
        exp_id: As for `exploration_from_yaml`.
        value: The document.
        report: Takes the errors, each with its path.
        strict: As for `exploration_from_yaml`.

    Returns:
        The exploration, which is not to be used after an error; None if it
        cannot be built.

    Raises:
        ValidationError: The document is not a mapping, or its schema version is
            not supported.
    """
    if isinstance(value, dict):
        html_validation.report_problems(value.get('states'), report)
    broken: set[str] = set()
    while True:
        unread: list[errors.ValidationError] = []
        exploration = read_value(exp_id, value, unread.append)
        for error in unread:
            report(error)
        paths = sorted(error.path for error in unread)
        newly_broken = {
            part
            for part in _parts(value)
            if part not in broken and _paths_in(part, paths)
        }
        if not newly_broken:
            break
        broken |= newly_broken
        value = _without(value, newly_broken)
    invalid: list[errors.ValidationError] = []
    if exploration is not None:
        exp_validation.validate_exploration(
            exploration, strict and not broken, invalid.append
        )
    paths = sorted(error.path for error in invalid)
    hidden = {path for part in broken for path in _paths_in(part, paths)}
    for error in invalid:
        if error.path not in hidden:
            report(error)
    return None if broken else exploration


def _parts(value: dict[str, Any]) -> list[str]:
    """Returns the paths of the parts read separately: fields, states."""
    fields = ['schema_version', 'init_state_name', *value]
    states = value.get('states')
    if not isinstance(states, dict) or not states:
        return [*fields, 'states']
    names = [schema.join_path('states', name) for name in states]
    return [*(name for name in fields if name != 'states'), *names]


def _paths_in(part: str, paths: list[str]) -> list[str]:
    """Returns the paths of a part and of its content, sorted."""
    paths_in_part = []
    # Ranges by prefix: "/" follows "." in ASCII, and "\\" follows "[".
    for first, end in (
        (part, f'{part}\0'),
        (f'{part}.', f'{part}/'),
        (
            f'{part}[',
            f'{part}\\',
        ),
    ):
        start = bisect.bisect_left(paths, first)
        paths_in_part += paths[start : bisect.bisect_left(paths, end, start)]
    return paths_in_part


def _without(value: dict[str, Any], broken: Collection[str]) -> dict[str, Any]:
    """Returns a document without broken fields, with broken states empty."""
    fields = {name: part for name, part in value.items() if name not in broken}
    states = {
        name: {} if schema.join_path('states', name) in broken else state
        for name, state in fields.get('states', {'?': {}}).items()
    }
    return {
        'schema_version': exp_schema.CURRENT_VERSION,
        'init_state_name': next(iter(states)),
        **fields,
        'states': states,
    }


def read_value(
    exp_id: str, value: Any, report: errors.Report
) -> exp_domain.Exploration | None:
    """Builds an exploration from a parsed document, without validating it.

    Args:
        exp_id: The id to assign.
        value: The document.
        report: Takes the errors, each with the path of the invalid field.

    Returns:
        The exploration, which is not to be used after an error; None if it
        cannot be built.

    Raises:
        ValidationError: The document is not a mapping, or its schema version is
            not supported.
    """
    if not isinstance(value, dict):
        raise errors.ValidationError(
            'an exploration should be a mapping of keys such as title, states'
        )
    fields = dict(value)
    schema_version = fields.pop('schema_version', None)
    if not isinstance(schema_version, int) or schema_version is True:
        error = errors.ValidationError(
            f'should be a number, now {exp_schema.CURRENT_VERSION}',
            'schema_version',
        )
        report(error)
        schema_version = exp_schema.CURRENT_VERSION
    for name in _IDENTITY:
        if fields.pop(name, None) is not None:
            error = errors.ValidationError(
                'does not belong into the text of an exploration', name
            )
            report(error)
    fields = exp_schema.migrate(fields, schema_version)
    for name in [name for name in fields if name not in _NAMES]:
        del fields[name]
        message = schema_messages.unknown_name(name, _NAMES)
        report(errors.ValidationError(message, name))
    return exp_domain.Exploration.read({**fields, 'exp_id': exp_id}, '', report)


def exploration_to_yaml(exploration: exp_domain.Exploration) -> str:
    """Serializes an exploration; `exploration_from_yaml` reads it.

    States omit fields that have their default values.
    """
    fields = exploration.content()
    fields['states'] = {
        name: state.model_dump(exclude_defaults=True)
        for name, state in exploration.states.items()
    }
    text: str = yaml.dump(
        {'schema_version': exp_schema.CURRENT_VERSION, **fields},
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=_NO_FOLDING,
    )
    return text
