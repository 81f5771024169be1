"""Validation of explorations, as drafts or for publishing."""

from __future__ import annotations

import json
import re

from core import errors, feconf
from core.domain import (
    exp_domain,
    exp_graph,
    local_days,
    param_domain,
    plain_text,
    schema,
    state_validation,
    text_forms,
)

ValidationContext = state_validation.ValidationContext

_LANGUAGE_CODE_REGEX = re.compile(r'[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z')
_TAG_REGEX = re.compile(r'[^\W_]+( [^\W_]+)*\Z')


def validate_exploration(
    exploration: exp_domain.Exploration,
    strict: bool = False,
    report: errors.Report = errors.raise_error,
) -> None:
    """Checks the rules that the schema cannot express.

    Args:
        exploration: The exploration, as built by `from_dict`.
        strict: Whether to apply the rules for publishing: texts are not blank,
            and every state can reach an end.
        report: Takes the errors, each with the path of the invalid field; by
            default the first one is raised.
    """
    context = ValidationContext(
        exploration.states.keys(),
        exploration.param_specs.keys(),
        strict,
        report,
    )
    _validate_metadata(exploration, context)
    _validate_params(exploration, report)
    _validate_state_names(context)
    for name, state in exploration.states.items():
        path = schema.join_path('states', name)
        state_validation.validate_state(name, state, context, path)
    if strict:
        _validate_for_publishing(exploration, context)
    _validate_size(exploration, context)


def is_tag(text: str) -> bool:
    """Returns whether a text is valid as a tag."""
    return (
        len(text) <= feconf.MAX_TAG_LENGTH
        and _TAG_REGEX.match(text) is not None
        and text == text.lower()
    )


def is_language_code(text: str) -> bool:
    """Returns whether a text has the form of a language tag."""
    return _LANGUAGE_CODE_REGEX.match(text) is not None


def _validate_metadata(
    exploration: exp_domain.Exploration, context: ValidationContext
) -> None:
    context.require(
        is_language_code(exploration.language_code),
        'should be a language tag such as en or pt-BR',
        'language_code',
    )
    for name in ('title', 'category'):
        context.require(
            plain_text.is_one_line(getattr(exploration, name)),
            'should be one line',
            name,
        )
    context.require(
        local_days.is_time_zone(exploration.time_zone),
        'should be a time zone of the IANA database such as UTC or '
        'Europe/Berlin',
        'time_zone',
    )
    for index, tag in enumerate(exploration.tags):
        context.require(
            is_tag(tag),
            'a tag is made of lower-case words with single spaces, at most '
            f'{feconf.MAX_TAG_LENGTH} characters',
            schema.join_path('tags', index),
        )
    context.require(
        len(set(exploration.tags)) == len(exploration.tags),
        'tags should differ',
        'tags',
    )
    context.require(
        exploration.init_state_name in exploration.states,
        f'there is no card {exploration.init_state_name!r}',
        'init_state_name',
    )


def _validate_state_names(context: ValidationContext) -> None:
    seen: dict[str, str] = {}
    for name in context.state_names:
        other = seen.setdefault(text_forms.compose(name), name)
        context.require(
            other == name,
            f'looks exactly like the name of the card {other!r}',
            schema.join_path('states', name),
        )


def _validate_params(
    exploration: exp_domain.Exploration, report: errors.Report
) -> None:
    param_names = exploration.param_specs.keys()
    for name in param_names:
        with errors.reporting_to(report):
            param_domain.check_name(name, schema.join_path('param_specs', name))
    with errors.reporting_to(report):
        param_domain.check_param_changes(
            exploration.param_changes, param_names, 'param_changes'
        )


def _validate_for_publishing(
    exploration: exp_domain.Exploration, context: ValidationContext
) -> None:
    for name in ('title', 'category', 'objective'):
        context.require(
            bool(getattr(exploration, name).strip()), 'is blank', name
        )
    destinations = exploration.get_destinations()
    reachable = exp_graph.get_reachable(
        destinations, [exploration.init_state_name]
    )
    can_end = exp_graph.get_reachable(
        exp_graph.reverse(destinations), exploration.terminal_state_names
    )
    for name in exploration.states:
        path = schema.join_path('states', name)
        context.require(name in reachable, 'no path leads to this card', path)
        context.require(
            name in can_end,
            'no path leads from this card to an end',
            path,
        )


def _validate_size(
    exploration: exp_domain.Exploration, context: ValidationContext
) -> None:
    size = len(json.dumps(exploration.to_dict()))
    context.require(
        size <= feconf.MAX_EXPLORATION_BYTES,
        f'the exploration takes {size} bytes; it may take '
        f'{feconf.MAX_EXPLORATION_BYTES}',
        '',
    )
