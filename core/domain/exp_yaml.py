"""Explorations as YAML: what creators read, write and keep in files."""

from __future__ import annotations

import re
from typing import Any

import yaml

from core import errors
from core.domain import exp_domain, exp_validation, yaml_reader

# Characters after which lines are folded: never, texts stay as typed.
_NO_FOLDING = 2**31 - 1

# What YAML reads as a line break like any other, unless it is escaped.
_STRANGE_LINE_BREAKS = re.compile('[\r\x85\u2028\u2029]')

_IDENTITY = ('exp_id', 'version')


# The one in C takes a tenth of the time, where it was built.
_BaseDumper: Any = getattr(yaml, 'CSafeDumper', yaml.SafeDumper)


class _Dumper(_BaseDumper):
    """Writes texts of several lines as blocks, and no aliases."""

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


def exploration_from_yaml(exp_id: str, text: str) -> exp_domain.Exploration:
    """Reads an exploration, and checks it as a draft.

    Args:
        exp_id: The id that it is to have; the text holds none.
        text: One YAML document.

    Returns:
        The exploration, with version 0.

    Raises:
        ValidationError: With the path of the field and its line.
    """
    document = yaml_reader.read(text)
    try:
        exploration = _read_exploration(exp_id, document.value)
        exp_validation.validate_exploration(exploration)
    except errors.ValidationError as error:
        line = document.get_line(error.path)
        raise errors.ValidationError(
            f'{error.message} (line {line})', error.path
        ) from error
    return exploration


def _read_exploration(exp_id: str, value: Any) -> exp_domain.Exploration:
    if not isinstance(value, dict):
        raise errors.ValidationError(
            'an exploration should be a mapping of keys such as title, states'
        )
    fields = dict(value)
    schema_version = fields.pop('schema_version', None)
    if (
        schema_version != exp_domain.CURRENT_SCHEMA_VERSION
        or schema_version is True
    ):
        raise errors.ValidationError(
            f'should be {exp_domain.CURRENT_SCHEMA_VERSION}', 'schema_version'
        )
    for name in _IDENTITY:
        if name in fields:
            raise errors.ValidationError(
                'does not belong into the text of an exploration', name
            )
    return exp_domain.Exploration.from_dict({**fields, 'exp_id': exp_id})


def exploration_to_yaml(exploration: exp_domain.Exploration) -> str:
    """Writes an exploration; `exploration_from_yaml` reads it back.

    In states, whatever has its default value is left out.
    """
    fields = exploration.to_dict()
    for name in _IDENTITY:
        del fields[name]
    fields['states'] = {
        name: state.model_dump(exclude_defaults=True)
        for name, state in exploration.states.items()
    }
    text: str = yaml.dump(
        {'schema_version': exp_domain.CURRENT_SCHEMA_VERSION, **fields},
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=_NO_FOLDING,
    )
    return text
