"""Builds small explorations in the formats that Oppia writes."""

from __future__ import annotations

import copy
import html
import json
from typing import Any

import yaml

Json = Any


def subtitled_html(text: str, content_id: str = 'content') -> Json:
    return {'content_id': content_id, 'html': text}


def outcome(dest: str, feedback: str = '', **fields: Json) -> Json:
    return {
        'dest': dest,
        'dest_if_really_stuck': None,
        'feedback': subtitled_html(feedback, 'feedback_1'),
        'labelled_as_correct': False,
        'missing_prerequisite_skill_id': None,
        'param_changes': [],
        'refresher_exploration_id': None,
        **fields,
    }


def rule(rule_type: str, **inputs: Json) -> Json:
    return {'rule_type': rule_type, 'inputs': inputs}


def group(dest: str, *rules: Json, **fields: Json) -> Json:
    return {
        'outcome': outcome(dest, '<p>Yes.</p>', **fields),
        'rule_specs': list(rules),
        'tagged_skill_misconception_id': None,
        'training_data': [],
    }


def state(
    interaction_id: str | None,
    dest: str | None,
    args: dict[str, Json] | None = None,
    *groups: Json,
    content: str = '<p>Read this.</p>',
    **fields: Json,
) -> Json:
    """Builds a state of states schema 42 to 54."""
    named = {name: {'value': value} for name, value in (args or {}).items()}
    return {
        'classifier_model_id': None,
        'content': subtitled_html(content),
        'interaction': {
            'answer_groups': list(groups),
            'confirmed_unclassified_answers': [],
            'customization_args': named,
            'default_outcome': None if dest is None else outcome(dest),
            'hints': [],
            'id': interaction_id,
            'solution': None,
            **fields,
        },
        'next_content_id_index': 3,
        'param_changes': [],
        'recorded_voiceovers': {'voiceovers_mapping': {'content': {}}},
        'solicit_answer_details': False,
        'written_translations': {'translations_mapping': {'content': {}}},
    }


END = state('EndExploration', None, {'recommendedExplorationIds': []})


def texts(*values: str) -> Json:
    return {'contentId': 'rule_input_3', 'normalizedStrSet': list(values)}


def ends_at(**states: Json) -> Json:
    """Builds an exploration of these states, in order, and an end."""
    return exploration({**states, 'End': END})


def exploration(states: dict[str, Json], **fields: Json) -> Json:
    return {
        'author_notes': '',
        'auto_tts_enabled': True,
        'blurb': '',
        'category': 'Examples',
        'correctness_feedback_enabled': True,
        'edits_allowed': True,
        'init_state_name': next(iter(states)),
        'language_code': 'en',
        'objective': 'try the importer',
        'param_changes': [],
        'param_specs': {},
        'schema_version': 50,
        'states': copy.deepcopy(states),
        'states_schema_version': 45,
        'tags': ['small'],
        'title': 'A small lesson',
        **fields,
    }


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def to_yaml(value: Json) -> bytes:
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True).encode()


def element(name: str, **args: Json) -> str:
    """Builds an element of rich text, escaped twice like Oppia's."""
    attributes = ''.join(
        f' {key}-with-value="{html.escape(html.escape(json.dumps(value)))}"'
        for key, value in args.items()
    )
    tag = f'oppia-noninteractive-{name}'
    return f'<{tag}{attributes}></{tag}>'
