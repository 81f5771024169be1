"""Renders states as text, part by part, to show the changes between versions.

A part is a text that learners see, a response with its rules and consequences,
a hint, the solution, or a setting of the interaction.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from core.domain import exp_domain, html_text, param_domain, state_domain

# The fields of a state that have their own parts.
_PARTS = frozenset({'content', 'param_changes', 'interaction'})

_INPUT = re.compile(r'\{(\w+)\}')


class Part(NamedTuple):
    """A part of a state or an exploration.

    Attributes:
        label: The name of the part, such as 'Hint 2'.
        text: Its content in words; '' if it is missing.
        source: Its HTML or JSON, which can differ when the words do not; '' if
            it has none.
    """

    label: str
    text: str
    source: str


def exploration_parts(exploration: exp_domain.Exploration) -> Iterator[Part]:
    """Yields the parts of an exploration outside its states."""
    for label, text in (
        ('Title', exploration.title),
        ('Category', exploration.category),
        ('Objective', exploration.objective),
        ('Language', exploration.language_code),
        ('Time zone', exploration.time_zone),
        ('Tags', ', '.join(exploration.tags)),
        ('Summary', exploration.blurb),
        ('Notes for authors', exploration.author_notes),
        ('First card', exploration.init_state_name),
        ('Parameters', ', '.join(sorted(exploration.param_specs))),
    ):
        yield Part(label, text, '')
    yield _params('Parameters at the start', exploration.param_changes)


# An input of a rule that consists of one parameter or expression.
_REFERENCE = re.compile(r'“\{\{\s*([^{}]+?)\s*\}\}”')


def single_parts(state: state_domain.State) -> Iterator[Part]:
    """Yields the parts that a state has at most once; some can be empty."""
    interaction = state.interaction
    yield _html('Text', state.content.html)
    yield _params('Parameters on entering', state.param_changes)
    yield Part('Interaction', interaction.id or '', '')
    if outcome := interaction.default_outcome:
        yield Part(
            'All other answers', _outcome_text(outcome), outcome.feedback.html
        )
    if solution := interaction.solution:
        answer = _value_text(solution.correct_answer, _choices(interaction))
        html = solution.explanation.html
        only = '\nThe only right answer' * solution.answer_is_exclusive
        yield Part(
            'Solution', f'{answer}{only}\n{html_text.text_of(html)}', html
        )
    unclassified = interaction.confirmed_unclassified_answers
    text = _value_text(unclassified, _choices(interaction))
    yield Part('Answers left without a response', text, '')
    text = '\n'.join(
        f'{name.replace("_", " ")}: {_value_text(value)}'
        for name, value in state.model_dump(exclude_defaults=True).items()
        if name not in _PARTS
    )
    yield Part('Other settings', text, '')


def setting_parts(state: state_domain.State) -> dict[str, Part]:
    """Returns the settings of the interaction by name."""
    interaction = state.interaction
    if interaction.id is None:
        return {}
    specs = {
        spec.name: spec for spec in interaction.spec.customization_arg_specs
    }
    return {
        name: Part(
            specs[name].description,
            _value_text(arg['value'], separator='\n'),
            json.dumps(arg['value'], ensure_ascii=False),
        )
        for name, arg in interaction.customization_args.items()
        if name in specs
    }


def response_parts(state: state_domain.State) -> list[Part]:
    """Returns the responses to answers, in order."""
    interaction = state.interaction
    return [
        Part(
            f'Response {number}',
            '\n'.join(
                [
                    *(
                        _rule_text(interaction, rule)
                        for rule in group.rule_specs
                    ),
                    _outcome_text(group.outcome),
                ]
            ),
            group.outcome.feedback.html,
        )
        for number, group in enumerate(interaction.answer_groups, start=1)
    ]


def hint_parts(state: state_domain.State) -> list[Part]:
    """Returns the hints, in order."""
    return [
        _html(f'Hint {number}', hint.hint_content.html)
        for number, hint in enumerate(state.interaction.hints, start=1)
    ]


def _html(label: str, html: str) -> Part:
    return Part(label, html_text.text_of(html), html)


def _params(label: str, changes: Sequence[param_domain.ParamChange]) -> Part:
    text = '\n'.join(
        f'{change.name}: {_value_text(change.possible_values())}'
        for change in changes
    )
    return Part(label, text, '')


def _outcome_text(outcome: state_domain.Outcome) -> str:
    lines = [
        html_text.text_of(outcome.feedback.html),
        f'Leads to “{outcome.dest}”',
    ]
    if outcome.labelled_as_correct:
        lines.append('Counts as right')
    if outcome.refresher_exploration_id:
        lines.append(f'Offers {outcome.refresher_exploration_id} to refresh')
    if outcome.param_changes:
        lines.append(_params('', outcome.param_changes).text)
    return '\n'.join(line for line in lines if line)


def _rule_text(
    interaction: state_domain.Interaction, rule: state_domain.RuleSpec
) -> str:
    words = _INPUT.sub(
        lambda name: _value_text(
            rule.inputs.get(name[1]), _choices(interaction)
        ),
        interaction.spec.rule_specs[rule.rule_type].description,
    )
    return _REFERENCE.sub(r'the value of \1', f'Answer {words}')


def _choices(interaction: state_domain.Interaction) -> list[str]:
    """Returns the choices; answers are indices into them."""
    choices = interaction.customization_args.get('choices')
    return (
        [html_text.text_of(html) for html in choices['value']]
        if choices
        else []
    )


def _value_text(
    value: Any, choices: Sequence[str] = (), separator: str = ', '
) -> str:
    match value:
        case str():
            return f'“{html_text.text_of(value) if "<" in value else value}”'
        case list():
            return separator.join(_value_text(item, choices) for item in value)
        case int() if value is not True and 0 <= value < len(choices):
            return f'“{choices[value]}”'
        case _:
            return json.dumps(value, ensure_ascii=False)
