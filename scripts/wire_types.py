"""Writes static/js/domain/wire_types.d.ts: the JSON that handlers declare."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from scripts import wire_schemas

_HEADER = """\
/**
 * @file The JSON bodies and responses of the server. Made from the handlers of
 * core/controllers by `python3 -m scripts.make_wire_contract`: change those,
 * and run it again.
 */
"""

_WIDTH = 80


def module(contract: wire_schemas.Contract) -> str:
    """Returns the text of the module."""
    return '\n'.join(
        [
            _HEADER,
            *(
                line
                for name, schema in contract.types.items()
                for line in _interface(name, schema)
            ),
        ]
    )


def _interface(name: str, schema: wire_schemas.Schema) -> Iterator[str]:
    yield from _comment(wire_schemas.text_of(schema.get('description', '')))
    yield f'export interface {name} {{'
    meanings = wire_schemas.meanings_of(schema)
    for field, field_schema in schema.get('properties', {}).items():
        yield from _comment(meanings.get(field, ''), '  ')
        mark = '' if field in schema.get('required', ()) else '?'
        yield from _field(field + mark, wire_schemas.type_of(field_schema))
    if schema.get('additionalProperties'):
        yield '  [name: string]: any;'
    yield from ('}', '')


def _field(name: str, field_type: str) -> Iterator[str]:
    line = f'  {name}: {field_type};'
    if len(line) <= _WIDTH:
        yield line
        return
    yield f'  {name}:'
    *parts, last = field_type.split(' | ')
    yield from (f'    | {part}' for part in parts)
    yield f'    | {last};'


def _comment(text: str, indent: str = '') -> Iterator[str]:
    line = f'{indent}/** {text} */'
    if not text:
        return
    if len(line) <= _WIDTH and '\n' not in text:
        yield line
        return
    yield f'{indent}/**'
    for paragraph in text.split('\n'):
        for part in textwrap.wrap(paragraph, _WIDTH - 3 - len(indent)) or ['']:
            yield f'{indent} * {part}'.rstrip()
    yield f'{indent} */'
