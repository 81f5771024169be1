"""Converts Oppia's explorations to explorations of this project.

The formats are Oppia's YAML (from the exploration schema of 2017 on), and the
JSON for its Android app and its player. They differ in where texts and answers
are, not in their meaning, so the reader goes by structure, not by version.
"""

from __future__ import annotations

from typing import Any

from core import feconf
from core.domain import (
    exp_domain,
    exp_schema,
    exp_validation,
    plain_text,
)
from core.domain.exp_migration import (
    nodes,
    oppia_interactions,
    oppia_params,
    oppia_placeholders,
    oppia_states,
    pictures,
    problems,
)

# The schema versions of Oppia that are read. The version of an exploration is 4
# ahead of that of its states in 2017, and 5 from 2018 on.
OLDEST_STATES_SCHEMA = 13
NEWEST_STATES_SCHEMA = 60
OLDEST_SCHEMA = 17
NEWEST_SCHEMA = 65
# No files of the versions between the oldest and this one were available for
# comparison.
_FIRST_COMPARED = 41

_FIELDS = frozenset(
    {
        *('title', 'category', 'objective', 'language_code', 'tags', 'blurb'),
        *('author_notes', 'init_state_name', 'param_specs', 'param_changes'),
        *('states', 'schema_version', 'states_schema_version'),
        # Settings of Oppia's pages, and its bookkeeping.
        *('auto_tts_enabled', 'correctness_feedback_enabled', 'edits_allowed'),
        *('next_content_id_index', 'version', 'id', 'exploration_id'),
        *('default_skin', 'skin_customizations'),
    }
)

_TEXTS = {
    'title': feconf.MAX_TITLE_LENGTH,
    'category': feconf.MAX_CATEGORY_LENGTH,
    'objective': feconf.MAX_OBJECTIVE_LENGTH,
    'blurb': feconf.MAX_BLURB_LENGTH,
    'author_notes': feconf.MAX_AUTHOR_NOTES_LENGTH,
}
# The JSON form has no category, which publishing requires.
_CATEGORY = 'Imported'
_LANGUAGE = 'en'
_ONE_LINE = frozenset({'title', 'category'})


def read_exploration(
    exp_id: str,
    value: dict[str, Any],
    came_along: pictures.Pictures,
    report: problems.Report,
) -> exp_domain.Exploration | None:
    """Reads an exploration of Oppia.

    Args:
        exp_id: The id to assign.
        value: The source: the exploration, or an object that holds it.
        came_along: The pictures that came with it.
        report: Collects the problems.

    Returns:
        The exploration, not validated; None after an error.
    """
    node = nodes.Node(value, report.at())
    if isinstance(value.get('exploration'), dict):
        node = node.child('exploration')
    _check_version(node)
    if report.has_errors:
        return None
    node.leave_out_others(_FIELDS)
    param_specs = oppia_params.read_specs(node.child('param_specs'))
    context = oppia_interactions.Context(frozenset(param_specs), came_along)
    states = {
        name: oppia_states.read_state(state, context)
        for name, state in node.child('states').items()
    }
    oppia_placeholders.replace_missing(states)
    fields = {
        'exp_id': exp_id,
        **{name: _read_text(node, name) for name in _TEXTS},
        'language_code': _read_language(node.child('language_code')),
        'tags': _read_tags(node.child('tags')),
        'init_state_name': node.child('init_state_name').text(),
        'param_specs': param_specs,
        'param_changes': oppia_params.read_changes(
            node.child('param_changes'), context.param_names
        ),
        'states': {name: state.fields for name, state in states.items()},
    }
    if report.has_errors:
        return None
    return oppia_placeholders.build(fields, states, report)


def _check_version(node: nodes.Node) -> None:
    states_version = node.child('states_schema_version')
    version = node.child('schema_version')
    if isinstance(states_version.value, int):
        number, where = states_version.value, states_version
        oldest, newest = OLDEST_STATES_SCHEMA, NEWEST_STATES_SCHEMA
    elif isinstance(version.value, int):
        number, where = version.value, version
        oldest, newest = OLDEST_SCHEMA, NEWEST_SCHEMA
    else:
        # The JSON form has no version; it corresponds to 41 or later.
        return
    if not oldest <= number <= newest:
        age = 'older' if number < oldest else 'newer'
        where.place.add(
            'error',
            f'{age} than the versions of the schemas of Oppia that are read, '
            f'{oldest} to {newest}; opening and exporting it in Oppia of the '
            'last years gives one of these. Versions of this project: 1 to '
            f'{exp_schema.CURRENT_VERSION}',
        )
    elif oldest < number < newest - NEWEST_STATES_SCHEMA + _FIRST_COMPARED:
        where.place.change(
            f'version {number} of the schema of Oppia is read like later ones; '
            'look whether everything came over'
        )


def _read_text(node: nodes.Node, name: str) -> str:
    field = node.child(name)
    if name == 'category' and field.value is None:
        field.place.change(f'there is none; {_CATEGORY!r} is used')
        return _CATEGORY
    text = field.text()
    if name in _ONE_LINE and not plain_text.is_one_line(text):
        text = ' '.join(text.split())
    if len(text) > _TEXTS[name]:
        field.place.change(f'cut to {_TEXTS[name]} characters')
        text = text[: _TEXTS[name]].rstrip()
    return text


def _read_language(node: nodes.Node) -> str:
    code = node.text()
    if exp_validation.is_language_code(code):
        return code
    node.place.change(f'{code!r} is no language code; {_LANGUAGE!r} is used')
    return _LANGUAGE


def _read_tags(node: nodes.Node) -> list[str]:
    tags: list[str] = []
    for tag in node.elements():
        text = ' '.join(tag.text().lower().split())
        if len(tags) == feconf.MAX_TAGS or text in tags:
            tag.leave_out('a tag too many, or twice')
        elif exp_validation.is_tag(text):
            tags.append(text)
        else:
            tag.leave_out(f'{text!r} cannot be a tag here')
    return tags
