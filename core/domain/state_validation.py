"""Validation of a state, alone and within its exploration."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Collection

from core import errors, feconf
from core.domain import (
    html_cleaner,
    param_domain,
    schema,
    state_domain,
    text_forms,
)

# Characters with a meaning in URLs, paths, templates or markup. The
# underscore excludes names such as __proto__ in JavaScript objects.
_FORBIDDEN_IN_NAMES = re.compile(r'[:#/|_%<>\[\]{}\\\x00-\x1f\x7f-\x9f\ufffd]')


@dataclasses.dataclass(frozen=True)
class ValidationContext:
    """The valid references of a state, and the strictness of checks."""

    state_names: Collection[str]
    param_names: Collection[str]
    # Whether to apply the rules for publishing, which drafts need not meet.
    is_strict: bool
    # Takes the errors.
    report: errors.Report = errors.raise_error

    def require(self, condition: bool, message: str, *path: str | int) -> None:
        """Reports an error unless a condition is met."""
        if not condition:
            error = errors.ValidationError(message, schema.join_path(*path))
            self.report(error)


def validate_state_name(name: str, path: str) -> None:
    """Raises ValidationError unless a state may have this name."""

    def _require(condition: bool, message: str, path: str) -> None:
        if not condition:
            raise errors.ValidationError(message, path)

    _require(
        bool(text_forms.compose(name)), 'the name of a card is blank', path
    )
    _require(
        len(name) <= feconf.MAX_STATE_NAME_LENGTH,
        'the name of a card should have at most '
        f'{feconf.MAX_STATE_NAME_LENGTH} characters',
        path,
    )
    _require(
        ' '.join(name.split()) == name,
        f'{name!r} has white space at an end, or twice in a row',
        path,
    )
    forbidden = _FORBIDDEN_IN_NAMES.search(name)
    _require(
        forbidden is None,
        f'{name!r} has a character that names of cards may not have: '
        f'{forbidden and forbidden.group()!r}',
        path,
    )


def validate_state(
    name: str,
    state: state_domain.State,
    context: ValidationContext,
    path: str,
) -> None:
    """Checks a state.

    Args:
        name: Its name.
        state: The state, as built by `from_dict`.
        context: Its valid references, and the receiver of errors.
        path: Its path, for error messages.
    """
    report = context.report
    with errors.reporting_to(report):
        validate_state_name(name, path)
    param_names = context.param_names
    for text_path, html in state.html_texts():
        with errors.reporting_to(report):
            param_domain.check_html_references(
                html, param_names, schema.join_path(path, text_path)
            )
    with errors.reporting_to(report):
        param_domain.check_param_changes(
            state.param_changes,
            param_names,
            schema.join_path(path, 'param_changes'),
        )
    if context.is_strict:
        context.require(
            not html_cleaner.is_blank(state.content.html),
            'the card is empty',
            *(path, 'content.html'),
        )
    _validate_interaction(
        name,
        state.interaction,
        context,
        schema.join_path(path, 'interaction'),
    )
    interaction = state.interaction
    context.require(
        not state.solicit_answer_details
        or (interaction.id is not None and interaction.spec.can_have_hints),
        f'{interaction.id} asks nothing that a learner could find hard',
        *(path, 'solicit_answer_details'),
    )


def _validate_interaction(
    state_name: str,
    interaction: state_domain.Interaction,
    context: ValidationContext,
    path: str,
) -> None:
    if interaction.id is None:
        message = 'an interaction has to be chosen'
        context.require(not context.is_strict, message, path, 'id')
    else:
        _validate_against_spec(interaction, context, path)
    for outcome_path, outcome in interaction.outcomes():
        outcome_path = schema.join_path(path, outcome_path)
        _validate_outcome(state_name, outcome, context, outcome_path)
    _validate_rules(interaction, context, path)
    _validate_help(interaction, context, path)


def _validate_against_spec(
    interaction: state_domain.Interaction,
    context: ValidationContext,
    path: str,
) -> None:
    spec = interaction.spec
    if spec.is_terminal:
        message = 'a card that ends the exploration leads nowhere'
    else:
        message = 'is needed: an answer may match no rule'
    context.require(
        spec.is_terminal == (interaction.default_outcome is None),
        message,
        *(path, 'default_outcome'),
    )
    context.require(
        spec.can_have_hints or not interaction.hints,
        f'{interaction.id} asks nothing that a hint could help with',
        *(path, 'hints'),
    )
    context.require(
        spec.can_have_solution or interaction.solution is None,
        f'{interaction.id} has no solution',
        *(path, 'solution'),
    )


def _validate_outcome(
    state_name: str,
    outcome: state_domain.Outcome,
    context: ValidationContext,
    path: str,
) -> None:
    context.require(
        outcome.dest in context.state_names,
        f'there is no card {outcome.dest!r}',
        *(path, 'dest'),
    )
    is_self_loop = outcome.dest == state_name
    context.require(
        is_self_loop or outcome.refresher_exploration_id is None,
        'a refresher is for an outcome that asks the same card again',
        *(path, 'refresher_exploration_id'),
    )
    if context.is_strict:
        context.require(
            not (is_self_loop and outcome.labelled_as_correct),
            'an answer that is correct should lead on',
            *(path, 'labelled_as_correct'),
        )
    with errors.reporting_to(context.report):
        param_domain.check_param_changes(
            outcome.param_changes,
            context.param_names,
            schema.join_path(path, 'param_changes'),
        )


def _validate_rules(
    interaction: state_domain.Interaction,
    context: ValidationContext,
    path: str,
) -> None:
    seen: dict[str, str] = {}
    for rule_path, rule in interaction.rules():
        inputs_path = schema.join_path(path, rule_path, 'inputs')
        with errors.reporting_to(context.report):
            for text in rule.texts():
                param_domain.check_references(
                    text, context.param_names, inputs_path
                )
            interaction.spec.validate_rule(
                rule.rule_type,
                rule.inputs,
                interaction.customization_args,
                inputs_path,
            )
        fingerprint = json.dumps([rule.rule_type, rule.inputs], sort_keys=True)
        context.require(
            fingerprint not in seen,
            f'never decides: it is the same as {seen.get(fingerprint)}',
            *(path, rule_path),
        )
        seen[fingerprint] = rule_path


def _validate_help(
    interaction: state_domain.Interaction,
    context: ValidationContext,
    path: str,
) -> None:
    for index, hint in enumerate(interaction.hints):
        context.require(
            not html_cleaner.is_blank(hint.hint_content.html),
            'the hint is empty',
            *(path, f'hints[{index}].hint_content.html'),
        )
    if interaction.solution is None:
        return
    context.require(
        bool(interaction.hints),
        'needs at least one hint: it is offered after the last one',
        *(path, 'solution'),
    )
    context.require(
        not html_cleaner.is_blank(interaction.solution.explanation.html),
        'the solution explains nothing',
        *(path, 'solution.explanation.html'),
    )
