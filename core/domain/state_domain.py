"""A state of an exploration: one screen of the lesson."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import pydantic
from annotated_types import Len, MaxLen

from core import errors, feconf
from core.domain import param_domain, schema
from core.domain.interactions import registry
from core.domain.interactions.base import InteractionSpec

ParamChanges = Annotated[
    list[param_domain.ParamChange], MaxLen(feconf.MAX_PARAMS)
]


class RuleSpec(schema.DomainModel):
    """One test of an answer, with the inputs it is compared with."""

    rule_type: str
    inputs: dict[str, Any]

    def texts(self) -> Iterator[str]:
        """Yields all texts of the inputs."""
        for value in self.inputs.values():
            values = value if isinstance(value, list) else [value]
            yield from (text for text in values if isinstance(text, str))

    def normalize_for(self, spec: InteractionSpec, path: str) -> None:
        """Normalizes the inputs as declared by an interaction.

        Raises:
            ValidationError: The interaction has no such rule or inputs.
        """
        rule_spec = spec.get_rule_spec(
            self.rule_type, schema.join_path(path, 'rule_type')
        )
        self.inputs = rule_spec.read_inputs(
            self.inputs, schema.join_path(path, 'inputs')
        )


class Outcome(schema.DomainModel):
    """The consequence of an answer."""

    # The destination; the same state repeats the question.
    dest: str
    feedback: schema.Content = schema.Content()
    labelled_as_correct: bool = False
    param_changes: ParamChanges = []
    # A refresher exploration for learners who lack the basics; only allowed if
    # the destination is the same state.
    refresher_exploration_id: schema.ExpId | None = None


class AnswerGroup(schema.DomainModel):
    """Rules that share an outcome; any one of them suffices."""

    rule_specs: Annotated[list[RuleSpec], Len(1, feconf.MAX_RULES_PER_GROUP)]
    outcome: Outcome


class Hint(schema.DomainModel):
    """One of the hints, which learners open in order."""

    hint_content: schema.Content


class Solution(schema.DomainModel):
    """A correct answer with an explanation."""

    # Whether this is the only correct answer.
    answer_is_exclusive: bool
    correct_answer: Any
    explanation: schema.Content


class Interaction(schema.DomainModel):
    """The form of answers, and the outcome of each answer.

    Answer groups are tried in order, and the rules of each group in order.
    The first match decides; otherwise the default outcome applies.
    """

    # None in a draft without an interaction.
    id: str | None = None
    # {name: {'value': value}}, including defaults.
    customization_args: dict[str, Any] = {}
    answer_groups: Annotated[
        list[AnswerGroup], MaxLen(feconf.MAX_ANSWER_GROUPS)
    ] = []
    # None for terminal interactions only.
    default_outcome: Outcome | None = None
    # Answers that the creator deliberately leaves to the default outcome.
    confirmed_unclassified_answers: Annotated[
        list[Any], MaxLen(feconf.MAX_CONFIRMED_ANSWERS)
    ] = []
    hints: Annotated[list[Hint], MaxLen(feconf.MAX_HINTS)] = []
    solution: Solution | None = None

    @property
    def spec(self) -> InteractionSpec:
        """The spec of this interaction."""
        return registry.get_interaction_spec(self.id or '')

    @property
    def is_terminal(self) -> bool:
        """Whether the exploration ends here."""
        return self.id is not None and self.spec.is_terminal

    def outcomes(self) -> Iterator[tuple[str, Outcome]]:
        """Yields each outcome with its path, in the order of evaluation."""
        for index, group in enumerate(self.answer_groups):
            yield f'answer_groups[{index}].outcome', group.outcome
        if self.default_outcome is not None:
            yield 'default_outcome', self.default_outcome

    def rules(self) -> Iterator[tuple[str, RuleSpec]]:
        """Yields each rule with its path, in the order of evaluation."""
        for group_index, group in enumerate(self.answer_groups):
            path = f'answer_groups[{group_index}].rule_specs'
            for index, rule in enumerate(group.rule_specs):
                yield f'{path}[{index}]', rule

    def normalize(self, path: str, report: errors.Report) -> None:
        """Normalizes arguments, rules and answers; see DomainModel."""
        if self.id is None:
            self._refuse_fields_without_interaction(path, report)
            return
        with errors.reporting_to(report):
            spec = registry.get_interaction_spec(
                self.id, schema.join_path(path, 'id')
            )
            self._normalize_for(spec, path, report)

    def _normalize_for(
        self, spec: InteractionSpec, path: str, report: errors.Report
    ) -> None:
        are_args_valid = False
        with errors.reporting_to(report):
            self.customization_args = spec.read_customization_args(
                self.customization_args,
                schema.join_path(path, 'customization_args'),
            )
            are_args_valid = True
        for rule_path, rule in self.rules():
            with errors.reporting_to(report):
                rule.normalize_for(spec, schema.join_path(path, rule_path))
        # Answers depend on the arguments.
        if are_args_valid:
            self._normalize_answers(spec, path, report)

    def _refuse_fields_without_interaction(
        self, path: str, report: errors.Report
    ) -> None:
        for name in (
            'customization_args',
            'answer_groups',
            'confirmed_unclassified_answers',
            'solution',
        ):
            if getattr(self, name):
                error = errors.ValidationError(
                    'needs an interaction: its id is not given',
                    schema.join_path(path, name),
                )
                report(error)

    def _normalize_answers(
        self, spec: InteractionSpec, path: str, report: errors.Report
    ) -> None:
        answers = self.confirmed_unclassified_answers
        for index, answer in enumerate(answers):
            place = schema.join_path(
                path, 'confirmed_unclassified_answers', index
            )
            with errors.reporting_to(report):
                answers[index] = self._normalize_answer(spec, answer, place)
        if self.solution is not None:
            place = schema.join_path(path, 'solution.correct_answer')
            with errors.reporting_to(report):
                self.solution.correct_answer = self._normalize_answer(
                    spec, self.solution.correct_answer, place
                )

    def _normalize_answer(
        self, spec: InteractionSpec, answer: object, path: str
    ) -> Any:
        try:
            return spec.normalize_answer(answer, self.customization_args)
        except errors.ValidationError as error:
            raise errors.ValidationError(error.message, path) from error


class State(schema.DomainModel):
    """One state: what it says, and how it is answered."""

    content: schema.Content = schema.Content()
    # Parameter changes applied when the state is entered.
    param_changes: ParamChanges = []
    interaction: Interaction = pydantic.Field(default_factory=Interaction)
    # Whether to ask learners who have difficulties what they find hard.
    solicit_answer_details: bool = False
    # For creators only: what remains to be done, such as after an import.
    creator_note: Annotated[str, MaxLen(feconf.MAX_CREATOR_NOTE_LENGTH)] = ''

    def normalize(self, path: str, report: errors.Report) -> None:
        """Normalizes the interaction; see DomainModel."""
        self.interaction.normalize(
            schema.join_path(path, 'interaction'), report
        )

    def html_texts(self) -> Iterator[tuple[str, str]]:
        """Yields each text that learners may see, with its path."""
        yield 'content.html', self.content.html
        interaction = self.interaction
        for path, outcome in interaction.outcomes():
            yield f'interaction.{path}.feedback.html', outcome.feedback.html
        for index, hint in enumerate(interaction.hints):
            path = f'interaction.hints[{index}].hint_content.html'
            yield path, hint.hint_content.html
        if interaction.solution is not None:
            path = 'interaction.solution.explanation.html'
            yield path, interaction.solution.explanation.html
        choices = interaction.customization_args.get('choices', {})
        for index, choice in enumerate(choices.get('value', [])):
            path = f'interaction.customization_args.choices.value[{index}]'
            yield path, choice

    def redirect(self, old_dest: str, new_dest: str) -> None:
        """Redirects outcomes from one state to another."""
        for _, outcome in self.interaction.outcomes():
            if outcome.dest == old_dest:
                outcome.dest = new_dest
