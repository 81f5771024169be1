"""Converts Oppia's states to states of this project."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator
from typing import Any

from core import errors, feconf
from core.domain import html_cleaner
from core.domain.exp_migration import (
    nodes,
    oppia_interactions,
    oppia_params,
    problems,
)
from core.domain.interactions import base, registry

_STATE_FIELDS = frozenset(
    {
        *('content', 'interaction', 'param_changes', 'recorded_voiceovers'),
        *('written_translations', 'content_ids_to_audio_translations'),
        *('classifier_model_id', 'card_is_checkpoint', 'linked_skill_id'),
        *('solicit_answer_details', 'inapplicable_skill_misconception_ids'),
        # Oppia's bookkeeping.
        *('next_content_id_index', 'name', 'image_filenames_in_html'),
    }
)
_INTERACTION_FIELDS = frozenset(
    {
        *('id', 'customization_args', 'answer_groups', 'default_outcome'),
        *('confirmed_unclassified_answers', 'hints', 'solution'),
    }
)
_GROUP_FIELDS = frozenset(
    {
        *('rule_specs', 'outcome', 'training_data', 'correct'),
        *('tagged_skill_misconception_id', 'tagged_misconception_id'),
    }
)
_OUTCOME_FIELDS = frozenset(
    {
        *('dest', 'feedback', 'labelled_as_correct', 'param_changes'),
        *('dest_if_really_stuck', 'refresher_exploration_id'),
        'missing_prerequisite_skill_id',
    }
)

# Descriptions of fields without counterpart.
_LEFT_OUT = {
    'classifier_model_id': 'a trained classifier',
    'card_is_checkpoint': 'a checkpoint: plays are saved after every card here',
    'linked_skill_id': 'the link to a skill',
    'inapplicable_skill_misconception_ids': 'the links to misconceptions',
    'tagged_skill_misconception_id': 'the link to a misconception',
    'tagged_misconception_id': 'the link to a misconception',
    'missing_prerequisite_skill_id': 'the link to a skill',
    'dest_if_really_stuck': 'the card for learners who are really stuck',
    'refresher_exploration_id': 'the refresher, an exploration of another site',
}


@dataclasses.dataclass(frozen=True)
class SourceOutcome:
    """The destination of an outcome in the source."""

    dest: str
    is_correct: bool


@dataclasses.dataclass
class ReadState:
    """A state as far as it can be read.

    Attributes:
        place: The state in the source.
        fields: The state as JSON of this project.
        source_outcomes: The outcomes in the source, in the order of evaluation.
        rule_places: The places of the rules of `fields` in the source.
        missing: The reason why its interaction cannot be imported; '' if it
            can.
    """

    place: problems.Place
    fields: dict[str, Any]
    source_outcomes: list[SourceOutcome]
    rule_places: list[list[problems.Place]] = dataclasses.field(
        default_factory=list
    )
    missing: str = ''


def read_state(
    node: nodes.Node, context: oppia_interactions.Context
) -> ReadState:
    """Reads a state, and reports parts of it without counterpart.

    Args:
        node: The state in the source.
        context: The parameters and pictures that it may refer to.
    """
    _leave_out_fields(node)
    _leave_out_languages(node)
    node.leave_out_others(_STATE_FIELDS)
    interaction = node.child('interaction')
    interaction.leave_out_others(_INTERACTION_FIELDS)
    state = ReadState(
        place=node.place,
        fields={
            'content': {'html': context.html(node.child('content'))},
            'param_changes': oppia_params.read_changes(
                node.child('param_changes'), context.param_names
            ),
        },
        source_outcomes=list(_source_outcomes(interaction)),
    )
    try:
        fields = _read_interaction(interaction, context, state)
        state.fields['interaction'] = fields
        state.fields['solicit_answer_details'] = _read_solicit_answer_details(
            node.child('solicit_answer_details'), fields
        )
    except oppia_interactions.MissingInteractionError as error:
        state.missing = str(error)
    return state


def _leave_out_fields(node: nodes.Node) -> None:
    for name, field in node.items():
        if name in _LEFT_OUT and not field.is_empty:
            field.leave_out(_LEFT_OUT[name])


def _leave_out_languages(node: nodes.Node) -> None:
    """Reports the voice-overs and translations of a state, field by field."""
    for name, mapping, what in (
        ('recorded_voiceovers', 'voiceovers_mapping', 'voice-over'),
        ('written_translations', 'translations_mapping', 'translation'),
        ('content_ids_to_audio_translations', '', 'voice-over'),
    ):
        field = node.child(name)
        by_content = field.child(mapping) if mapping else field
        languages = [
            language
            for _, translations in by_content.items()
            for language, _ in translations.items()
        ]
        _leave_out_languages_of(field, languages, what)
    content = node.child('content').child('audio_translations')
    audio = [language for language, _ in content.items()]
    _leave_out_languages_of(content, audio, 'voice-over')


def _leave_out_languages_of(
    node: nodes.Node, languages: list[str], what: str
) -> None:
    if languages:
        number = len(languages)
        node.leave_out(
            f'{number} {what}{"" if number == 1 else "s"} '
            f'({", ".join(sorted(set(languages)))})'
        )


def _source_outcomes(interaction: nodes.Node) -> Iterator[SourceOutcome]:
    outcomes = [
        group.child('outcome')
        for group in interaction.child('answer_groups').elements()
    ]
    for outcome in [*outcomes, interaction.child('default_outcome')]:
        dest = outcome.child('dest').value
        if isinstance(dest, str):
            yield SourceOutcome(
                dest, outcome.child('labelled_as_correct').value is True
            )


def _read_interaction(
    node: nodes.Node,
    context: oppia_interactions.Context,
    state: ReadState,
) -> dict[str, Any]:
    default_outcome = node.child('default_outcome')
    fields: dict[str, Any] = {
        'id': None,
        'default_outcome': None
        if default_outcome.value is None
        else _read_outcome(default_outcome, context),
    }
    if node.child('id').is_empty:
        node.place.change('the card has no interaction; choose one')
        return fields
    interaction = oppia_interactions.Interaction(node, context)
    spec = interaction.spec
    fields['id'] = spec.interaction_id
    fields['customization_args'] = interaction.args
    fields['answer_groups'] = [
        group
        for group_node in node.child('answer_groups').elements()
        for group in _read_group(group_node, interaction, context, state)
    ]
    if spec.is_terminal:
        fields['default_outcome'] = None
    elif fields['default_outcome'] is None:
        raise oppia_interactions.MissingInteractionError(
            'it has no outcome for answers that match no rule'
        )
    confirmed, hints = 'confirmed_unclassified_answers', 'hints'
    fields[confirmed] = _cut(
        _read_confirmed(node.child(confirmed), interaction),
        feconf.MAX_CONFIRMED_ANSWERS,
        node.child(confirmed),
    )
    fields[hints] = _cut(
        list(_read_hints(node.child(hints), spec, context)),
        feconf.MAX_HINTS,
        node.child(hints),
    )
    fields['solution'] = _read_solution(
        node.child('solution'), interaction, context, bool(fields['hints'])
    )
    return fields


def _read_solicit_answer_details(
    node: nodes.Node, interaction: dict[str, Any]
) -> bool:
    """Returns whether learners are asked to explain their answers."""
    is_asking = node.flag()
    interaction_id = interaction['id']
    if is_asking and not (
        interaction_id
        and registry.get_interaction_spec(interaction_id).can_have_hints
    ):
        node.leave_out('asking what is hard on a card that asks nothing')
        return False
    return is_asking


def _cut(values: list[Any], max_length: int, node: nodes.Node) -> list[Any]:
    if len(values) > max_length:
        node.leave_out(f'all but the first {max_length} of {len(values)}')
    return values[:max_length]


def _read_group(
    node: nodes.Node,
    interaction: oppia_interactions.Interaction,
    context: oppia_interactions.Context,
    state: ReadState,
) -> list[dict[str, Any]]:
    """Returns an answer group, split if it has too many rules.

    The list is empty if none of its rules can be imported.
    """
    _leave_out_fields(node)
    node.leave_out_others(_GROUP_FIELDS)
    training = node.child('training_data')
    if not training.is_empty:
        training.leave_out('the training answers of a classifier')
    rules, places = [], []
    for rule_node in node.child('rule_specs').elements():
        rule = interaction.read_rule(rule_node)
        if rule is not None:
            rules.append(rule)
            places.append(rule_node.place)
    outcome = _read_outcome(node.child('outcome'), context)
    if not rules:
        node.leave_out('a response without a rule that works here')
    size = feconf.MAX_RULES_PER_GROUP
    starts = range(0, len(rules), size)
    state.rule_places += [places[at : at + size] for at in starts]
    return [
        {
            'rule_specs': rules[at : at + size],
            'outcome': copy.deepcopy(outcome),
        }
        for at in starts
    ]


def _read_outcome(
    node: nodes.Node, context: oppia_interactions.Context
) -> dict[str, Any]:
    _leave_out_fields(node)
    node.leave_out_others(_OUTCOME_FIELDS)
    changes = oppia_params.read_changes(
        node.child('param_changes'), context.param_names
    )
    return {
        'dest': node.child('dest').text(),
        'feedback': {'html': _read_feedback(node.child('feedback'), context)},
        'labelled_as_correct': node.child('labelled_as_correct').flag(),
        'param_changes': changes,
    }


def _read_feedback(
    node: nodes.Node, context: oppia_interactions.Context
) -> str:
    if not isinstance(node.value, list):
        return context.html(node)
    # Up to Oppia's state schema 13, there were several texts; one was shown.
    texts = list(node.elements())
    for other in texts[1:]:
        other.leave_out(
            'a further feedback; Oppia showed one of several at random'
        )
    return context.html(texts[0]) if texts else ''


def _read_confirmed(
    node: nodes.Node, interaction: oppia_interactions.Interaction
) -> list[Any]:
    answers = []
    for answer in node.elements():
        try:
            answers.append(interaction.read_answer(answer))
        except errors.ValidationError as error:
            answer.leave_out(f'an answer that is not possible: {error.message}')
    return answers


def _read_hints(
    node: nodes.Node,
    spec: base.InteractionSpec,
    context: oppia_interactions.Context,
) -> Iterator[dict[str, Any]]:
    for hint in node.elements():
        content = hint.child('hint_content')
        html = context.html(
            hint.child('hint_text') if content.value is None else content
        )
        if not spec.can_have_hints:
            hint.leave_out(f'{spec.interaction_id} has no hints here')
        elif html_cleaner.is_blank(html_cleaner.clean(html)):
            hint.leave_out('an empty hint')
        else:
            yield {'hint_content': {'html': html}}


def _read_solution(
    node: nodes.Node,
    interaction: oppia_interactions.Interaction,
    context: oppia_interactions.Context,
    has_hints: bool,
) -> dict[str, Any] | None:
    if node.is_empty:
        return None
    explanation = context.html(node.child('explanation'))
    if not interaction.spec.can_have_solution:
        node.leave_out(
            f'{interaction.spec.interaction_id} has no solution here'
        )
    elif not has_hints:
        node.leave_out('a solution is offered after hints; there is none')
    elif html_cleaner.is_blank(html_cleaner.clean(explanation)):
        node.leave_out('a solution that explains nothing')
    else:
        try:
            answer = interaction.read_answer(node.child('correct_answer'))
        except errors.ValidationError as error:
            node.leave_out(f'a solution that is no answer: {error.message}')
            return None
        return {
            'answer_is_exclusive': node.child('answer_is_exclusive').flag(),
            'correct_answer': answer,
            'explanation': {'html': explanation},
        }
    return None
