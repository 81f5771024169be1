"""Explorations as YAML, the form that creators read, write and keep."""

from __future__ import annotations

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
    yaml_reader,
)

# Never fold lines: texts stay as typed.
_NO_FOLDING = 2**31 - 1

# Other characters that YAML treats as line breaks unless they are escaped.
_STRANGE_LINE_BREAKS = re.compile('[\r\x85\u2028\u2029]')

_IDENTITY = ('exp_id', 'version')


# The C parser takes a tenth of the time, if it is available.
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
    exp_id: str, text: str, picture_names: Collection[str] | None = None
) -> exp_domain.Exploration:
    """Parses an exploration and validates it as a draft.

    Args:
        exp_id: The id to assign; the text contains none.
        text: One YAML document.
        picture_names: The pictures that it may show; None if that is checked
            elsewhere.

    Returns:
        The exploration, with version 0.

    Raises:
        ValidationError: With the path and the line of the invalid field.
    """
    document = yaml_reader.read(text)
    try:
        exploration = read_value(exp_id, document.value, errors.refuse)
        assert exploration is not None
        exp_validation.validate_exploration(exploration)
        if picture_names is not None:
            asset_domain.validate_references(exploration, picture_names)
    except errors.ValidationError as error:
        line = document.get_line(error.path)
        raise errors.ValidationError(
            f'{error.message} (line {line})', error.path
        ) from error
    return exploration


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
        ValidationError: The document has another form or schema version.
    """
    if not isinstance(value, dict):
        raise errors.ValidationError(
            'an exploration should be a mapping of keys such as title, states'
        )
    fields = dict(value)
    schema_version = fields.pop('schema_version', None)
    if not isinstance(schema_version, int) or schema_version is True:
        raise errors.ValidationError(
            f'should be a number, now {exp_schema.CURRENT_VERSION}',
            'schema_version',
        )
    for name in _IDENTITY:
        if name in fields:
            raise errors.ValidationError(
                'does not belong into the text of an exploration', name
            )
    fields = exp_schema.migrate(fields, schema_version)
    return exp_domain.Exploration.read({**fields, 'exp_id': exp_id}, '', report)


def exploration_to_yaml(exploration: exp_domain.Exploration) -> str:
    """Serializes an exploration; `exploration_from_yaml` reads it.

    States omit fields that have their default values.
    """
    fields = exploration.to_dict()
    for name in _IDENTITY:
        del fields[name]
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
