"""Writes docs/api.md: routes, who may call them, and what they exchange."""

from __future__ import annotations

from collections.abc import Iterator

from core import errors
from core.controllers import acl_decorators, error_pages
from scripts import wire_schemas

_HEADER = """\
# API

<!-- Generated from the handlers of core/controllers by
`python3 -m scripts.make_wire_contract`. Do not edit. -->

All routes of the server, in matching order. Requests and responses are JSON
unless the response is a page. `<exp_id>` is the id of an exploration.

- **Authentication**: the sign-in cookie. Requests that change anything also
  need the header `X-CSRF-Token`, with the content of `<meta name="csrf-token">`
  of any page. Learners' reports need neither: they carry a signed session
  token.
- **Bodies** are validated strictly: unknown fields, duplicate fields and values
  of another type are refused. A field with `?` is optional. Fields that only a
  later version of the server supports get 501, and browsers retry later.
- **Versions**: routes about statistics, tasks and playthroughs take `v`, the
  version whose cards are shown (default: the latest), and `through`, the last
  version whose plays count (default: `v`).
- **Times** end in `_msecs`: milliseconds since 1970 (UTC).
- **Errors** are `{"error": {"status", "code", "message", "path", "problems"}}`.
  `message` is for people; `path` names the field, such as `states.A.content`.
  `problems` of invalid input are all that is wrong, the same first, each with
  `path`, `line` (of a text) and `message`. A response with `Retry-After` may
  be retried.

## Errors
"""

# Errors without a class of their own.
_OTHER_ERRORS = {
    (405, 'method_not_allowed'): 'The route has no such method; see `Allow`.',
    (500, 'internal_error'): 'A bug; the log of the server has the details.',
}


def page(contract: wire_schemas.Contract) -> str:
    """Returns the text of the page."""
    return '\n'.join(
        [
            _HEADER,
            '| status | code | when |',
            '| --- | --- | --- |',
            *_errors(),
            '',
            '## Routes',
            '',
            '| route | who | body | response |',
            '| --- | --- | --- | --- |',
            *map(_row, contract.methods),
            '',
            *(line for one in contract.methods for line in _section(one)),
            '## Types',
            '',
            *(
                line
                for name, schema in contract.types.items()
                for line in _type(name, schema)
            ),
        ]
    )


def _errors() -> Iterator[str]:
    meanings = dict(_OTHER_ERRORS)
    not_supported_yet = (errors.NotSupportedYetError, 501, 'not_supported_yet')
    for error_class, status, code in (*error_pages.STATUSES, not_supported_yet):
        doc = wire_schemas.text_of(error_class.__doc__)
        summary = doc.partition('\n')[0].replace(f' ({status})', '')
        meaning = error_pages.STORE_MESSAGES.get(code, summary)
        meanings.setdefault((status, code), meaning)
    for (status, code), meaning in sorted(meanings.items()):
        yield _cells(str(status), f'`{code}`', meaning)


def _row(method: wire_schemas.Method) -> str:
    route = f'[`{method.verb} {method.path}`](#{anchor_of(_title(method))})'
    return _cells(
        route,
        f'`{method.access_rule}`',
        _link(method.body) if method.body else '',
        _link(method.response) if method.response else '',
    )


def _title(method: wire_schemas.Method) -> str:
    return f'`{method.verb} {method.path}`'


def _section(method: wire_schemas.Method) -> Iterator[str]:
    rule = getattr(acl_decorators, method.access_rule)
    who = wire_schemas.text_of(rule.__doc__).partition('\n')[0]
    yield from (f'### {_title(method)}', '')
    yield from (method.doc, '')
    yield f'- Who: {who}'
    if method.body:
        yield f'- Body: {_link(method.body)}'
    if method.response:
        yield f'- Response: {_link(method.response)}'
    elif method.is_page:
        yield '- Response: a page, a file or a redirect'
    yield ''


def _type(name: str, schema: wire_schemas.Schema) -> Iterator[str]:
    yield from (f'### {name}', '')
    text = wire_schemas.text_of(schema.get('description', ''))
    if text:
        yield from (text, '')
    fields = schema.get('properties', {})
    if not fields:
        return
    yield from ('| field | type | meaning |', '| --- | --- | --- |')
    meanings = wire_schemas.meanings_of(schema)
    for field, field_schema in fields.items():
        mark = '' if field in schema.get('required', ()) else '?'
        meaning = ' '.join([meanings.get(field, ''), *_bounds(field_schema)])
        yield _cells(
            f'`{field}{mark}`',
            wire_schemas.type_of(field_schema, _link),
            meaning.strip(),
        )
    yield ''


def _bounds(schema: wire_schemas.Schema) -> Iterator[str]:
    """Yields the limits of a field as sentences."""
    for name, text in (
        ('maxLength', 'At most {:,} characters.'),
        ('maxItems', 'At most {:,} items.'),
        ('minimum', 'At least {:,}.'),
        ('maximum', 'At most {:,}.'),
    ):
        for part in (schema, *schema.get('anyOf', ())):
            if name in part:
                yield text.format(part[name])


def _cells(*texts: str) -> str:
    return '| ' + ' | '.join(text.replace('|', r'\|') for text in texts) + ' |'


def _link(name: str) -> str:
    return f'[{name}](#{name.lower()})'


def anchor_of(title: str) -> str:
    """Returns the anchor that forges give a heading."""
    characters = ''.join(c for c in title.lower() if c.isalnum() or c in ' -_')
    return characters.replace(' ', '-')
