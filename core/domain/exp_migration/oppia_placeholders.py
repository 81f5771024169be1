"""Placeholders for states whose interaction does not exist here.

A lesson is useful without one of its questions, but not with a state that
nobody can leave.
"""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from core import errors, feconf
from core.domain import (
    exp_domain,
    exp_graph,
    schema,
    state_domain,
    state_validation,
)
from core.domain.exp_migration import oppia_states, problems

_RULE_PATH = re.compile(
    r'interaction\.answer_groups\[(\d+)\]\.rule_specs\[(\d+)\]'
)
_OTHER_INTERACTION = re.compile(r"the interaction '(\w+)' does not exist here")

_DEAD_END = 'no response that works here leads on'

States = Mapping[str, oppia_states.ReadState]


def replace_missing(states: States) -> None:
    """Replaces missing interactions and new dead ends by placeholders.

    Args:
        states: The states; modified in place.
    """
    for name, state in states.items():
        _correct_destinations(name, state, states)
        if not state.missing and _became_dead_end(name, state):
            state.missing = _DEAD_END
    for name, state in states.items():
        if state.missing:
            _make_placeholder(name, state, states)


def build(
    fields: dict[str, Any], states: States, report: problems.Report
) -> exp_domain.Exploration | None:
    """Builds an exploration from its JSON form.

    A state with an invalid interaction becomes a placeholder.

    Args:
        fields: The exploration.
        states: Its states as read.
        report: Collects the problems.

    Returns:
        The exploration; None if it cannot be built.
    """
    context = state_validation.ValidationContext(
        states.keys(), fields['param_specs'].keys(), is_strict=False
    )
    for name, state in states.items():
        _make_valid(name, state, states, context)
    fields['states'] = {name: state.fields for name, state in states.items()}
    try:
        return exp_domain.Exploration.from_dict(fields)
    except errors.ValidationError as error:
        report.add_error(error)
        return None


def _make_valid(
    name: str,
    state: oppia_states.ReadState,
    states: States,
    context: state_validation.ValidationContext,
) -> None:
    """Drops invalid rules, then the interaction if it is still invalid."""
    reported = _errors_of(name, state, context)
    if not state.missing:
        _drop_rules(state, reported)
        reported = _errors_of(name, state, context)
        refused = [error for error in reported if '.interaction' in error.path]
        if refused or _became_dead_end(name, state):
            state.missing = str(refused[0]) if refused else _DEAD_END
            _make_placeholder(name, state, states)
            reported = _errors_of(name, state, context)
    for error in reported:
        state.place.report.add_error(error)


def _errors_of(
    name: str,
    state: oppia_states.ReadState,
    context: state_validation.ValidationContext,
) -> list[errors.ValidationError]:
    path = schema.join_path('states', name)
    reported: list[errors.ValidationError] = []
    read = state_domain.State.read(state.fields, path, reported.append)
    if read is not None and not reported:
        state_validation.validate_state(
            name,
            read,
            dataclasses.replace(context, report=reported.append),
            path,
        )
    return reported


def _drop_rules(
    state: oppia_states.ReadState, reported: list[errors.ValidationError]
) -> None:
    """Drops the rules that have errors."""
    messages = {
        (int(match[1]), int(match[2])): error.message
        for error in reversed(reported)
        if (match := _RULE_PATH.search(error.path))
    }
    # In reverse order, because dropping a rule shifts the indices after it.
    for group, rule in sorted(messages, reverse=True):
        _drop_rule(state, group, rule, messages[group, rule])


def _drop_rule(
    state: oppia_states.ReadState, group: int, rule: int, message: str
) -> None:
    groups = state.fields['interaction']['answer_groups']
    state.rule_places[group].pop(rule).leave_out(f'a rule: {message}')
    del groups[group]['rule_specs'][rule]
    if not groups[group]['rule_specs']:
        del groups[group], state.rule_places[group]


def _outcomes(state: oppia_states.ReadState) -> Iterable[dict[str, Any]]:
    interaction = state.fields.get('interaction', {})
    for group in interaction.get('answer_groups', []):
        yield group['outcome']
    if interaction.get('default_outcome'):
        yield interaction['default_outcome']


def _correct_destinations(
    name: str, state: oppia_states.ReadState, states: States
) -> None:
    """Makes outcomes repeat the question if their destination is missing."""
    for outcome in _outcomes(state):
        if outcome['dest'] not in states:
            state.place.change(
                f'there is no card {outcome["dest"]!r}; the question is asked '
                'again instead'
            )
            outcome['dest'] = name


def _became_dead_end(name: str, state: oppia_states.ReadState) -> bool:
    led_on = any(outcome.dest != name for outcome in state.source_outcomes)
    return led_on and all(
        outcome['dest'] == name for outcome in _outcomes(state)
    )


def _make_placeholder(
    name: str, state: oppia_states.ReadState, states: States
) -> None:
    dest = _destination(name, state, states)
    other = _OTHER_INTERACTION.fullmatch(state.missing)
    what = f' ({other[1]})' if other else ''
    ending = 'Please go on.' if dest else ''
    text = f'The question of this card{what} cannot be shown here. {ending}'
    content = state.fields['content']
    content['html'] += f'<p><em>{html.escape(text.strip())}</em></p>'
    state.fields['interaction'] = (
        {'id': 'Continue', 'default_outcome': {'dest': dest}}
        if dest
        else {'id': 'EndExploration'}
    )
    state.fields['solicit_answer_details'] = False
    state.fields['creator_note'] = _note(state.missing)
    goes_on = f'it goes on to {dest!r}' if dest else 'the lesson ends there'
    state.place.add(
        'placeholder', f'{state.missing}; the card says so and {goes_on}'
    )


def _note(reason: str) -> str:
    note = (
        f'Not imported: {reason}. Choose another interaction, or delete this.'
    )
    return note[: feconf.MAX_CREATOR_NOTE_LENGTH]


def _destination(
    name: str, state: oppia_states.ReadState, states: States
) -> str | None:
    """Returns the destination of a placeholder; None if there is none.

    Prefers destinations from which the end can be reached without this state,
    then responses labelled as correct, then the order of evaluation.
    """
    ordered = sorted(
        state.source_outcomes, key=lambda outcome: not outcome.is_correct
    )
    candidates = [
        outcome.dest
        for outcome in ordered
        if outcome.dest in states and outcome.dest != name
    ]
    if not candidates:
        # States have no order in files, so there is no next one: end the
        # lesson.
        others = [other for other in states if other != name]
        candidates = sorted(
            others, key=lambda other: bool(states[other].source_outcomes)
        )
    can_end = _states_that_end_without(name, states)
    return next((dest for dest in candidates if dest in can_end), None) or next(
        iter(candidates), None
    )


def _states_that_end_without(name: str, states: States) -> Iterable[str]:
    dests_of = {
        other: [
            outcome.dest
            for outcome in state.source_outcomes
            if outcome.dest in states
        ]
        for other, state in states.items()
        if other != name
    }
    # A placeholder that leads nowhere else continues to an end.
    ends = [
        other
        for other, dests in dests_of.items()
        if not dests or (states[other].missing and set(dests) == {other})
    ]
    return exp_graph.get_reachable(exp_graph.reverse(dests_of), ends)
