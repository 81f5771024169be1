"""Every field that can be downloaded: what it says, in what unit.

This is the one place where that is written; the page of the dictionary and
its JSON are made from it, and tests compare it with what downloads hold.
"""

from __future__ import annotations

import dataclasses
from typing import Literal

Type = Literal[
    'text',
    'integer',
    'number',
    'boolean',
    'moment',
    'day',
    'list',
    'object',
    'JSON',
]


@dataclasses.dataclass(frozen=True)
class Field:
    """One field of a download.

    Attributes:
        name: As it stands in the heading of a CSV, or as the key in JSON.
        type: Of its values.
        meaning: What it says, in a sentence or two.
        unit: What its numbers count; '' where there is nothing to count.
        null_when: When it is empty, or null; '' for never.
    """

    name: str
    type: Type
    meaning: str
    unit: str = ''
    null_when: str = ''


@dataclasses.dataclass(frozen=True)
class Table:
    """A download, or one kind of record in it.

    Attributes:
        id: Stands in front of a dot in the address of each field.
        title: What it is called on the page.
        meaning: What one row or record is.
        downloads: The files that it is in.
        fields: In the order in which they stand there.
    """

    id: str
    title: str
    meaning: str
    downloads: tuple[str, ...]
    fields: tuple[Field, ...]

    def anchor_of(self, field: Field) -> str:
        """Returns the address of a field on the page of the dictionary."""
        return f'{self.id}.{field.name}'


def moments(name: str, of: str, unit: str) -> tuple[Field, ...]:
    """Returns the five fields that tell a distribution.

    Args:
        name: What they begin with.
        of: What is measured, as it goes on after 'of'.
        unit: The unit of the values.
    """
    nothing = 'there is no value'
    return (
        Field(f'{name}_n', 'integer', f'How many values there are of {of}.'),
        Field(f'{name}_mean', 'number', f'Mean of {of}.', unit, nothing),
        Field(
            f'{name}_median',
            'number',
            f'Half of the values of {of} are at or below it.',
            unit,
            nothing,
        ),
        Field(
            f'{name}_standard_deviation',
            'number',
            f'Standard deviation (n - 1) of {of}.',
            unit,
            'there are fewer than two values',
        ),
        Field(
            f'{name}_p90',
            'number',
            f'Nine of ten values of {of} are at or below it.',
            unit,
            nothing,
        ),
    )


def rate(name: str, part: str, whole: str) -> tuple[Field, ...]:
    """Returns the five fields that tell a rate with its interval.

    Args:
        name: What they begin with.
        part: What is counted.
        whole: Among what.
    """
    interval = 'bound of its 95 % interval (Wilson)'
    return (
        Field(
            f'{name}_value',
            'number',
            f'{part} among {whole}.',
            'share, 0 to 1',
            'n is 0',
        ),
        Field(f'{name}_successes', 'integer', f'{part}.'),
        Field(f'{name}_n', 'integer', f'{whole.capitalize()}.'),
        Field(f'{name}_low', 'number', f'Lower {interval}.', 'share, 0 to 1'),
        Field(f'{name}_high', 'number', f'Upper {interval}.', 'share, 0 to 1'),
    )
