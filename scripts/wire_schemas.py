"""The declarations of handlers: their methods, bodies and responses."""

from __future__ import annotations

import dataclasses
import functools
import json
import re
from collections.abc import Callable
from typing import Any

import pydantic
from pydantic import json_schema

import main
from core.controllers import signatures

_REF = '#/'
_VERBS = ('get', 'post', 'put', 'delete')

# A JSON Schema.
Schema = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Method:
    """A method of a route.

    Attributes:
        verb: Such as 'GET'.
        path: The template of the route.
        access_rule: The name of its rule in acl_decorators.
        is_page: Whether it responds with a page.
        doc: The docstrings of the handler and of the method.
        body: The name of the type of its JSON body, if it takes one.
        response: The name of the type of its JSON response, if it has one.
    """

    verb: str
    path: str
    access_rule: str
    is_page: bool
    doc: str
    body: str | None
    response: str | None


@dataclasses.dataclass(frozen=True)
class Contract:
    """The declarations of all handlers.

    Attributes:
        methods: The methods of all routes.
        types: The schemas of all objects by name, in alphabetical order.
    """

    methods: list[Method]
    types: dict[str, Schema]


class _Generator(json_schema.GenerateJsonSchema):
    """Treats all fields of a response as required, even with defaults."""

    def field_is_required(self, field: Any, total: bool) -> bool:
        if self.mode == 'serialization' and field['type'] != 'typed-dict-field':
            return True
        return super().field_is_required(field, total)


@functools.cache
def read_contract() -> Contract:
    """Reads the declarations of all handlers."""
    endpoints = [
        (route, verb, getattr(route.handler, verb))
        for route in main.ROUTES
        for verb in _VERBS
        if hasattr(route.handler, verb)
    ]
    adapters: dict[tuple[Any, json_schema.JsonSchemaMode], Any] = {}
    methods = []
    for route, verb, method in endpoints:
        body = route.handler.request_class(verb)
        response = signatures.response_type(method)
        if body is not None:
            adapters[body, 'validation'] = pydantic.TypeAdapter(body)
        if response is not None:
            adapters[response, 'serialization'] = pydantic.TypeAdapter(response)
        methods.append(
            Method(
                verb=verb.upper(),
                path=re.sub(r':[^>]*', '', route.template),
                access_rule=vars(method)['access_rule'],
                is_page=not route.handler.RETURNS_JSON,
                doc=f'{text_of(route.handler.__doc__)}\n\n'
                f'{text_of(method.__doc__)}',
                body=body and body.__name__,
                response=response and response.__name__,
            )
        )
    _, schema = pydantic.TypeAdapter.json_schemas(
        [(key, mode, adapter) for (key, mode), adapter in adapters.items()],
        ref_template=f'{_REF}{{model}}',
        schema_generator=_Generator,
    )
    return Contract(methods, dict(sorted(schema['$defs'].items())))


def text_of(doc: str | None) -> str:
    """Returns a docstring without its sections, each paragraph on one line."""
    text, *_ = re.split(r'\n\s*(?:Args|Attributes|Raises):', doc or '')
    paragraphs = re.split(r'\n\s*\n', text.strip())
    return '\n\n'.join(' '.join(paragraph.split()) for paragraph in paragraphs)


def meanings_of(schema: Schema) -> dict[str, str]:
    """Returns the meanings of fields from the docstring of a type."""
    _, _, section = schema.get('description', '').partition('Attributes:\n')
    entries = re.findall(
        r'^ {4}(\w+): (.*(?:\n {8}.*)*)', section, re.MULTILINE
    )
    return {name: ' '.join(text.split()) for name, text in entries}


def type_of(schema: Schema, link: Callable[[str], str] = str) -> str:
    """Returns a schema as a type of TypeScript.

    Args:
        schema: The schema.
        link: Formats the name of a type.
    """
    if '$ref' in schema:
        return link(schema['$ref'].removeprefix(_REF))
    if 'const' in schema or 'enum' in schema:
        values = schema.get('enum', [schema.get('const')])
        return ' | '.join(_literal(value) for value in values)
    if 'anyOf' in schema:
        return ' | '.join(type_of(part, link) for part in schema['anyOf'])
    if schema.get('type') == 'array':
        item = type_of(schema.get('items', {}), link)
        return f'({item})[]' if ' ' in item else f'{item}[]'
    if schema.get('type') == 'object':
        values = schema.get('additionalProperties')
        of_values = values if isinstance(values, dict) else {}
        return f'Record<string, {type_of(of_values, link)}>'
    names = {'integer': 'number', None: 'any'}
    name = schema.get('type')
    return str(names.get(name, name))


def _literal(value: object) -> str:
    return repr(value) if isinstance(value, str) else json.dumps(value)
