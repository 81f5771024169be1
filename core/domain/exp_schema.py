"""Versions of the schema of explorations, and the steps between them.

A step converts an exploration as JSON (without exp_id and version) from one
version to the next. It is a pure function, and never changes once explorations
of its version are stored; a later change is a new step. Stored explorations and
old YAML are converted when they are read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core import errors

Content = dict[str, Any]
_Step = Callable[[Content], Content]

# The version in which explorations are stored.
CURRENT_VERSION = 2


def _from_1_to_2(content: Content) -> Content:
    """Adds an empty note for creators to each state."""
    states = content.get('states')
    if not isinstance(states, dict):
        return content
    return {
        **content,
        'states': {
            name: {'creator_note': '', **state}
            if isinstance(state, dict)
            else state
            for name, state in states.items()
        },
    }


# By the version that they start from.
_STEPS: Mapping[int, _Step] = {1: _from_1_to_2}


def migrate(
    content: Content,
    version: int,
    steps: Mapping[int, _Step] = _STEPS,
    to_version: int = CURRENT_VERSION,
) -> Content:
    """Returns an exploration in a later version of the schema.

    Args:
        content: The exploration as JSON; it is not changed.
        version: Its version of the schema.
        steps: The steps, by the version that they start from.
        to_version: The version of the result.

    Raises:
        ValidationError: The version is unknown.
    """
    if not 1 <= version <= to_version:
        age = 'newer' if version > to_version else 'older'
        raise errors.ValidationError(
            f'{version} is {age} than the versions that are read here, 1 to '
            f'{to_version}; Import on the dashboard also reads those of Oppia',
            'schema_version',
        )
    for number in range(version, to_version):
        content = steps[number](content)
    return content
