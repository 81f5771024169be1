"""Paths in masks and transforms for properties of embedded entities."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.conformance import cases
from tests.conformance.messages import Find, Unindexed, path, raw, where
from tests.conformance.session import Session

pytestmark = [pytest.mark.emulator, pytest.mark.no_store]
CASES, _ = cases.collector()

KEY = path('A', 1)

_TRANSFORMS: dict[str, dict[str, Any]] = {
    'server_value': {'set_to_server_value': 'REQUEST_TIME'},
    'increment': {'increment': {'integer_value': 5}},
    'maximum': {'maximum': {'integer_value': 7}},
    'minimum': {'minimum': {'integer_value': 7}},
    'append': {
        'append_missing_elements': {
            'values': [{'integer_value': 1}, {'integer_value': 9}]
        }
    },
    'remove': {'remove_all_from_array': {'values': [{'integer_value': 1}]}},
}
_WITH_KEY = raw(
    entity_value={
        'key': {'path': [{'kind': 'B', 'id': 1}]},
        'properties': {'p': {'integer_value': 3}},
    }
)
_STORED: dict[str, dict[str, Any]] = {
    'number': {'n': {'p': 3, 'q': 1}},
    'array': {'n': {'p': [1, 2]}},
    'text': {'n': {'p': 'x'}},
    'entity': {'n': {'p': {'p': 1}}},
    'nothing': {'n': {'q': 1}},
    'unindexed': {'n': {'p': Unindexed(3)}},
    'great_unindexed': {'n': {'p': Unindexed(300)}},
    'no_entity': {'other': 1},
    'number_for_entity': {'n': 8},
    'null_for_entity': {'n': None},
    'array_of_entities': {'n': [{'p': 1}]},
    'long_text_for_entity': {'n': Unindexed('x' * 3000)},
    'unindexed_entity': {'n': Unindexed({'p': 3})},
    'entity_with_key': {'n': _WITH_KEY},
    'name_with_a_dot': {'n.p': 3},
}


def _without_times(normal: Any) -> Any:
    """An answer in which all times are alike."""
    if isinstance(normal, dict):
        return {name: _without_times(each) for name, each in normal.items()}
    if isinstance(normal, list | tuple):
        if normal and normal[0] == 'timestamp':
            return 'a time'
        return [_without_times(each) for each in normal]
    return normal


def _transform(
    s: Session,
    *transforms: tuple[str, str],
    operation: str = 'upsert',
    new: dict[str, Any] | None = None,
    **fields: Any,
) -> None:
    """Commits transforms, by path and name; notes results and entity."""
    mutation = s.mutation(
        operation,
        KEY,
        new or {},
        property_transforms=[
            {'property': name, **_TRANSFORMS[transform]}
            for name, transform in transforms
        ],
        **fields,
    )
    answer = s.commit([mutation])
    results = answer.mutation_results[0].transform_results if answer else []
    s.note(_without_times([s.normal.value(each) for each in results]))
    answer = s.store.call('lookup', keys=[s.build.key(KEY)])
    found = [s.normal.entity(each.entity) for each in answer.found]
    s.note(_without_times(found))


_NO_MASK: dict[str, Any] = {}
_KEEPING_ALL: dict[str, Any] = {'property_mask': {'paths': []}}


def _nested(transform: str, stored: str) -> cases.Case:
    def run(s: Session) -> None:
        s.put(KEY, _STORED[stored])
        _transform(s, ('n.p', transform), **_KEEPING_ALL)

    return cases.Case(f'transform:nested_{transform}_of_{stored}', run)


def _unindexed(transform: str) -> cases.Case:
    def run(s: Session) -> None:
        s.put(KEY, {'t': Unindexed(3)})
        _transform(s, ('t', transform), **_KEEPING_ALL)

    return cases.Case(f'transform:{transform}_of_unindexed', run)


CASES.extend(
    _nested(*chosen) for chosen in itertools.product(_TRANSFORMS, _STORED)
)
CASES.extend(_unindexed(transform) for transform in _TRANSFORMS)


def _transform_of_indexed(s: Session) -> None:
    s.put(KEY, {'n': {'p': 3}})
    _transform(s, ('n.p', 'increment'), **_KEEPING_ALL)
    s.query(Find('A', where('n.p', '=', 3)))
    s.query(Find('A', where('n.p', '=', 8)))


CASES.append(cases.Case('transform:nested_is_indexed', _transform_of_indexed))

_TOGETHER: dict[str, list[tuple[str, str]]] = {
    'twice': [('n.p', 'increment'), ('n.p', 'increment')],
    'twice_otherwise_written': [('n.p', 'increment'), ('`n`.p', 'increment')],
    'two_inside': [('n.p', 'increment'), ('n.r.s', 'append')],
    'inside_and_outside': [('n.p', 'increment'), ('other', 'maximum')],
    'outer_first': [('n', 'increment'), ('n.p', 'increment')],
    'outer_last': [('n.p', 'increment'), ('n', 'increment')],
    'outermost': [('n.r.s', 'increment'), ('n', 'increment')],
    'dot_in_the_name': [('`n.p`', 'increment'), ('n.p', 'increment')],
}


def _together(name: str) -> cases.Case:
    def run(s: Session) -> None:
        s.put(KEY, {'n': {'p': 3, 'q': 1}})
        _transform(s, *_TOGETHER[name], **_KEEPING_ALL)

    return cases.Case(f'transform:together_{name}', run)


CASES.extend(_together(name) for name in _TOGETHER)

_ENTITIES: dict[str, dict[str, Any]] = {
    'nothing': {},
    'other': {'z': 1},
    'nested': {'n': {'p': 100, 'r': 1}},
}
_MASKS: dict[str, dict[str, Any]] = {
    'no_mask': _NO_MASK,
    'inner': {'property_mask': {'paths': ['n.p']}},
    'outer': {'property_mask': {'paths': ['n']}},
}


def _of_new(operation: str, new: str, mask: str) -> cases.Case:
    def run(s: Session) -> None:
        if operation != 'insert':
            s.put(KEY, {'n': {'p': 3, 'q': 1}})
        _transform(
            s,
            ('n.p', 'increment'),
            operation=operation,
            new=_ENTITIES[new],
            **_MASKS[mask],
        )

    return cases.Case(f'transform:{operation}_{new}_with_{mask}', run)


CASES.extend(
    _of_new(*chosen)
    for chosen in itertools.product(
        ('insert', 'update', 'upsert'), _ENTITIES, _MASKS
    )
)

_PATHS: dict[str, str] = {
    'nested': 'n.p',
    'quoted_outside': '`n`.p',
    'quoted_inside': 'n.`p`',
    'dot_in_quotes': '`a.b`',
    'dot_without_quotes': 'a.b',
    'dot_after_backslash': r'a\.b',
    'backslash_in_quotes': r'`a\\b`',
    'backslash_without_quotes': r'a\b',
    'two_backslashes_without_quotes': r'a\\b',
    'backquote_in_quotes': r'`a\`b`',
    'backquote_without_quotes': 'a`b',
    'backquote_not_escaped': '`a`b`',
    'letters_without_quotes': 'größe',
    'letters_in_quotes': '`größe`',
    'space_without_quotes': 'a b',
    'space_in_quotes': '`a b`',
    'line_end_in_quotes': '`a\nb`',
    'line_end_behind': 'n\n',
    'digit_first': '1a',
    'underscore_first': '_a',
    'hyphen': 'a-b',
    'into_a_value': 'o.x',
    'into_null': 'e.x',
    'into_an_array': 'array.x',
    'into_an_unindexed_entity': 'u.x',
    'into_nothing': 'missing.x.y',
    'empty': '',
    'empty_in_quotes': '``',
    'open_quote': '`a',
    'one_backquote': '`',
    'dot_at_the_end': 'n.',
    'dot_at_the_start': '.p',
    'two_dots': 'n..p',
    'only_a_dot': '.',
    'key': '__key__',
    'key_in_quotes': '`__key__`',
    'key_inside': 'n.__key__',
}
_OLD: dict[str, Any] = {
    'n': {'p': 3, 'q': 4},
    'o': 1,
    'a.b': 2,
    r'a\b': 3,
    'a`b': 4,
    'a b': 5,
    'a\nb': 6,
    'größe': 7,
    'e': None,
    'array': [{'x': 1}, {'x': 2}],
    'u': Unindexed({'x': 1, 'y': 2}),
}
_NEW: dict[str, Any] = {
    'n': {'p': 30, 'r': 40},
    'o': {'x': 10},
    'a.b': 20,
    r'a\b': 30,
    'a`b': 40,
    'a b': 50,
    'a\nb': 60,
    'größe': 70,
    'e': {'x': 80},
    'array': [{'x': 10}, {'x': 20}],
    'u': {'x': 10},
}


def _transformed_at(name: str) -> cases.Case:
    def run(s: Session) -> None:
        s.put(KEY, _OLD)
        _transform(s, (_PATHS[name], 'increment'), **_KEEPING_ALL)

    return cases.Case(f'transform:path_{name}', run)


def _masked_at(name: str) -> cases.Case:
    mask = {'paths': [_PATHS[name]]}

    def run(s: Session) -> None:
        s.put(KEY, _OLD)
        s.lookup(KEY, property_mask=mask)
        s.query(Find('A'), property_mask=mask)
        s.commit([s.mutation('upsert', KEY, _NEW, property_mask=mask)])
        s.lookup(KEY)

    return cases.Case(f'mask:path_{name}', run)


CASES.extend(_transformed_at(name) for name in _PATHS)
CASES.extend(_masked_at(name) for name in _PATHS)

_BEYOND_LIMITS = {
    'reserved': 'n.__x__',
    'too_long': f'n.{"p" * 1501}',
    'too_deep': '.'.join('a' * 22),
}


def _beyond_limit(name: str) -> cases.Case:
    def run(s: Session) -> None:
        s.put(KEY, {'o': 1})
        _transform(s, (_BEYOND_LIMITS[name], 'increment'), **_KEEPING_ALL)

    return cases.Case(f'transform_beyond_limits:{name}', run)


CASES.extend(_beyond_limit(name) for name in _BEYOND_LIMITS)


@pytest.mark.parametrize('each', CASES, ids=str)
def test_property_paths_answer_alike(
    each: cases.Case, stores: cases.Stores
) -> None:
    cases.assert_stores_agree(each, stores)
