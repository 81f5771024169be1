"""What the application knows about a kind of interaction.

Answers are classified in the browser alone (static/js/interactions); here
stand the inputs that each rule takes, the arguments that creators choose, and
what counts as an answer.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from core import errors
from core.domain import schema
from core.domain.interactions import object_types

# Reads an answer, given the customization arguments as {name: value}.
AnswerNormalizer = Callable[[object, Mapping[str, Any]], Any]

# Gives another form of an answer; None if it has none.
AnswerForm = Callable[[Any], Any]

# Says what is wrong with the inputs of a rule, given the customization
# arguments as {name: value}; None when nothing is.
RuleChecker = Callable[[Mapping[str, Any], Mapping[str, Any]], str | None]


def _accept_rule(
    _inputs: Mapping[str, Any], _args: Mapping[str, Any]
) -> str | None:
    return None


@dataclasses.dataclass(frozen=True)
class RuleSpec:
    """One rule that an answer can be tested with."""

    rule_type: str
    # How the rule reads to a creator; inputs stand in braces.
    description: str
    inputs: Mapping[str, object_types.ObjectType]

    def read_inputs(self, inputs: object, path: str) -> dict[str, Any]:
        """Returns the inputs of a rule in their stored form.

        Raises:
            ValidationError: An input is missing, unknown or of a wrong type.
        """
        values = object_types.read_mapping(inputs, path)
        _refuse_unknown(values, self.inputs, path)
        return {
            name: object_type.read(
                _get_required(values, name, path), schema.join_path(path, name)
            )
            for name, object_type in self.inputs.items()
        }


@dataclasses.dataclass(frozen=True)
class CustomizationArgSpec:
    """One thing that a creator can choose about an interaction."""

    name: str
    description: str
    object_type: object_types.ObjectType
    # What holds when the creator chooses nothing; None: he has to choose.
    default_value: Any = None

    def read(self, arg: object, path: str) -> dict[str, Any]:
        """Returns the argument as {'value': ...} in its stored form."""
        values = object_types.read_mapping(arg, path)
        _refuse_unknown(values, {'value'}, path)
        value = _get_required(values, 'value', path)
        return {
            'value': self.object_type.read(
                value, schema.join_path(path, 'value')
            )
        }


@dataclasses.dataclass(frozen=True)
class Visualization:
    """How the answers of a card are shown to its creator."""

    # The kind of chart or table.
    id: str
    # What it shows; see the calculations over answers.
    calculation_id: str
    options: Mapping[str, Any]
    # Whether to say which answers have feedback of their own.
    addressed_info_is_supported: bool


@dataclasses.dataclass(frozen=True)
class InteractionSpec:
    """A kind of interaction."""

    interaction_id: str
    description: str
    # A terminal interaction ends the exploration; it takes no answers.
    is_terminal: bool
    # A linear one takes one answer that says nothing: to go on.
    is_linear: bool
    can_have_solution: bool
    rule_specs: Mapping[str, RuleSpec]
    customization_arg_specs: tuple[CustomizationArgSpec, ...]
    visualizations: tuple[Visualization, ...]
    answer_normalizer: AnswerNormalizer
    rule_checker: RuleChecker = _accept_rule
    # How an answer is counted, where that is not as it was given.
    answer_counter: AnswerForm | None = None
    # What can be told of an answer that too few learners gave, where that is
    # not nothing: as much of it as is the creator's own words.
    answer_coarsener: AnswerForm | None = None

    @property
    def can_have_hints(self) -> bool:
        """Whether there is a question that a hint could help with."""
        return not self.is_terminal and not self.is_linear

    @property
    def is_closed(self) -> bool:
        """Whether every answer is one of those that the creator wrote."""
        return self.is_linear or any(
            arg.name == 'choices' for arg in self.customization_arg_specs
        )

    def normalize_answer(
        self, answer: object, customization_args: Mapping[str, Any]
    ) -> Any:
        """Returns the form in which an answer is stored and counted.

        Args:
            answer: What the learner submitted, as JSON.
            customization_args: Those of the card, as {name: {'value': ...}}.

        Returns:
            The answer as JSON; normalizing it again changes nothing.

        Raises:
            ValidationError: It is not an answer to this interaction.
        """
        return self.answer_normalizer(answer, _values(customization_args))

    def validate_rule(
        self,
        inputs: Mapping[str, Any],
        customization_args: Mapping[str, Any],
        path: str,
    ) -> None:
        """Raises ValidationError if a rule makes no sense on its card."""
        complaint = self.rule_checker(inputs, _values(customization_args))
        if complaint:
            raise errors.ValidationError(complaint, path)

    def read_customization_args(
        self, args: object, path: str
    ) -> dict[str, dict[str, Any]]:
        """Returns the arguments, completed with defaults.

        Raises:
            ValidationError: An argument is unknown or of a wrong type.
        """
        values = object_types.read_mapping(args, path)
        specs = {spec.name: spec for spec in self.customization_arg_specs}
        _refuse_unknown(values, specs, path)
        for name, spec in specs.items():
            if spec.default_value is not None:
                values.setdefault(name, {'value': spec.default_value})
        return {
            name: spec.read(
                _get_required(values, name, path), schema.join_path(path, name)
            )
            for name, spec in specs.items()
        }

    def get_rule_spec(self, rule_type: str, path: str) -> RuleSpec:
        """Returns a rule by its name; ValidationError if there is none."""
        if rule_type not in self.rule_specs:
            raise errors.ValidationError(
                f'{self.interaction_id} has no rule {rule_type!r}; it has '
                f'{", ".join(sorted(self.rule_specs)) or "none"}',
                path,
            )
        return self.rule_specs[rule_type]


def rules(*specs: RuleSpec) -> dict[str, RuleSpec]:
    """Returns the rules by name."""
    return {spec.rule_type: spec for spec in specs}


def _values(customization_args: Mapping[str, Any]) -> dict[str, Any]:
    return {name: arg['value'] for name, arg in customization_args.items()}


def _get_required(values: Mapping[str, Any], name: str, path: str) -> Any:
    if name not in values:
        raise errors.ValidationError(
            'Field required', schema.join_path(path, name)
        )
    return values[name]


def _refuse_unknown(
    values: Mapping[str, Any], known: object_types.Names, path: str
) -> None:
    for name in values:
        if name not in known:
            raise errors.ValidationError(
                f'unknown; known here: {", ".join(sorted(known)) or "nothing"}',
                schema.join_path(path, name),
            )
