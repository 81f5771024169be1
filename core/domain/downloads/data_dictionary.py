"""The data dictionary: type, meaning and unit of every field of a download.

data_dictionary.yaml has the texts. Its page and its JSON are rendered from the
tables below, and tests compare them with what downloads contain.
"""

from __future__ import annotations

import dataclasses
import functools
import pathlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

import yaml

from core.domain import (
    event_domain,
    event_fields,
    stats_computation,
    stats_domain,
)
from core.domain.downloads import exported_event_domain

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

_PATH = pathlib.Path(__file__).with_name('data_dictionary.yaml')

_LEVELS: dict[str, type[Any]] = {
    'state': stats_domain.StateStats,
    'exploration': stats_domain.AggregatedStats,
}

_PLACEHOLDERS = {
    'event_types': ', '.join(
        f'{event_type} ({event_class.meaning})'
        for event_type, event_class in event_domain.EVENT_CLASSES.items()
    ),
}


@dataclasses.dataclass(frozen=True)
class Field:
    """One field of a download.

    Attributes:
        name: The heading of its column in CSV, or its key in JSON.
        type: The type of its values.
        meaning: Its meaning, in a sentence or two.
        unit: The unit of its numbers; '' if it has none.
        null_when: The condition in which it is empty or null; '' for never.
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
        id: The first part of the anchor of each field.
        title: Its heading on the page.
        meaning: The subject of one row or record.
        downloads: The files that contain it.
        fields: The fields in the order of the files.
    """

    id: str
    title: str
    meaning: str
    downloads: tuple[str, ...]
    fields: tuple[Field, ...]

    def anchor_of(self, field: Field) -> str:
        """Returns the anchor of a field on the page of the dictionary."""
        return f'{self.id}.{field.name}'


@functools.cache
def read_tables() -> tuple[Table, ...]:
    """Returns all tables, in the order of the page."""
    return tuple(
        Table(
            id=table['id'],
            title=table['title'],
            meaning=table['meaning'].format_map(_PLACEHOLDERS),
            downloads=tuple(table['downloads']),
            fields=tuple(_build_fields(table['fields'])),
        )
        for table in yaml.safe_load(_PATH.read_text('utf-8'))
    )


def _build_fields(entries: Iterable[Any]) -> Iterator[Field]:
    for entry in entries:
        match entry:
            case list():  # shared by several tables
                yield from _build_fields(entry)
            case {'counters': options}:
                yield from _counters(**options)
            case {'distribution': options}:
                yield from _distribution(**options)
            case {'rate': options}:
                yield from _rate(**options)
            case {'event_fields': _}:
                yield from _event_fields()
            case _:
                meaning = entry['meaning'].format_map(_PLACEHOLDERS)
                yield Field(**{**entry, 'meaning': meaning})


def _counters(
    of: str, addition: str = '', only: Iterable[str] = ()
) -> Iterator[Field]:
    """Describes the counters of a level.

    Args:
        of: The level, a key of _LEVELS.
        addition: A sentence to add to the meaning of each.
        only: The counters to describe; all if empty.
    """
    for field in dataclasses.fields(_LEVELS[of]):
        # The stars of ratings have a table of their own.
        is_described = (
            'meaning' in field.metadata
            and field.name not in stats_computation.ALL_LAST_ONLY
        )
        if is_described and (not only or field.name in only):
            yield Field(
                field.metadata['column'] or field.name,
                'integer',
                f'{field.metadata["meaning"]} {addition}'.rstrip(),
                field.metadata['unit'],
            )


def _distribution(name: str, of: str, unit: str) -> Iterator[Field]:
    """Describes the five fields of a distribution.

    Args:
        name: The beginning of their names.
        of: The measured quantity, in words that can follow 'of'.
        unit: The unit of the values.
    """
    nothing = 'there is no value'
    statistics = {
        'mean': (f'Mean of {of}.', nothing),
        'median': (f'Half of the values of {of} are at or below it.', nothing),
        'standard_deviation': (
            f'Standard deviation (n - 1) of {of}.',
            'there are fewer than two values',
        ),
        'p90': (f'Nine of ten values of {of} are at or below it.', nothing),
    }
    yield Field(f'{name}_n', 'integer', f'How many values there are of {of}.')
    for statistic, (meaning, null_when) in statistics.items():
        yield Field(f'{name}_{statistic}', 'number', meaning, unit, null_when)


def _rate(name: str, part: str, whole: str) -> Iterator[Field]:
    """Describes the five fields of a rate with its interval.

    Args:
        name: The beginning of their names.
        part: The counted items, in words.
        whole: The items among which they are counted, in words.
    """
    share = 'share, 0 to 1'
    interval = 'bound of its 95 % interval (Wilson)'
    meaning = f'{part} among {whole}.'
    yield Field(f'{name}_value', 'number', meaning, share, 'n is 0')
    yield Field(f'{name}_successes', 'integer', f'{part}.')
    yield Field(f'{name}_n', 'integer', f'{whole.capitalize()}.')
    yield Field(f'{name}_low', 'number', f'Lower {interval}.', share)
    yield Field(f'{name}_high', 'number', f'Upper {interval}.', share)


def _event_fields() -> Iterator[Field]:
    """Describes the fields that only some types of events have."""
    all_exported = {
        name: exported
        for fields in exported_event_domain.FIELDS_OF.values()
        for name, exported in fields.items()
    }
    for name, exported in all_exported.items():
        yield Field(
            name,
            exported.type,
            exported.meaning,
            exported.unit,
            '; or '.join(filter(None, (exported.null_when, _missing(name)))),
        )


def _missing(name: str) -> str:
    """Returns, in words, which types of events lack a field."""
    fields_of: Mapping[str, Mapping[str, event_fields.Exported]] = (
        exported_event_domain.FIELDS_OF
    )
    having = [kind for kind, fields in fields_of.items() if name in fields]
    lacking = [kind for kind in fields_of if kind not in having]
    if len(having) <= len(lacking):
        return f'the event is no {" or ".join(having)}'
    return f'the event is {" or ".join(lacking)}'
