"""The specification of an interaction.

Answers are classified in the browser (static/js/interactions). A spec
declares the inputs of each rule, the customization arguments, and which
answers are valid.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping
from typing import Any

from core import errors
from core.domain import schema, schema_messages
from core.domain.interactions import object_types

# Normalizes an answer, given the customization arguments as {name: value}.
AnswerNormalizer = Callable[[object, Mapping[str, Any]], Any]

# Maps an answer to another form; None if there is none.
AnswerForm = Callable[[Any], Any]

# Maps an answer to a form that is the same for all answers that no rule of the
# given types distinguishes; without types, for all answers that could count as
# the same.
EqualityForm = Callable[[Any, Collection[str]], Any]

# Returns the error in the inputs of a rule, given the name of the rule, its
# inputs and the customization arguments as {name: value}; None if they are
# valid.
RuleChecker = Callable[[str, Mapping[str, Any], Mapping[str, Any]], str | None]


def _accept_rule(
    _rule_type: str, _inputs: Mapping[str, Any], _args: Mapping[str, Any]
) -> str | None:
    return None


def answers_of(
    object_type: object_types.ObjectType,
    complaint_about: Callable[[Any, Mapping[str, Any]], str | None] = (
        lambda _answer, _args: None
    ),
) -> AnswerNormalizer:
    """Returns a normalizer of answers of one type.

    Args:
        object_type: The type of the answers.
        complaint_about: Returns the error in an answer of this type, given the
            customization arguments as {name: value}; None if it is valid.
    """

    def normalize(answer: object, args: Mapping[str, Any]) -> Any:
        value = object_type.read(answer, 'answer')
        complaint = complaint_about(value, args)
        if complaint:
            raise errors.ValidationError(complaint, 'answer')
        return value

    return normalize


@dataclasses.dataclass(frozen=True)
class RuleSpec:
    """A rule that can test an answer."""

    rule_type: str
    # The description of the rule for creators; inputs are in braces.
    description: str
    inputs: Mapping[str, object_types.ObjectType]

    def read_inputs(self, inputs: object, path: str) -> dict[str, Any]:
        """Returns the inputs of a rule in stored form.

        Raises:
            ValidationError: An input is missing, unknown or of a wrong type.
        """
        values = object_types.read_mapping(inputs, path)
        return _read_each(
            values,
            {
                name: object_type.read_input
                for name, object_type in self.inputs.items()
            },
            path,
        )


@dataclasses.dataclass(frozen=True)
class CustomizationArgSpec:
    """A customization argument of an interaction."""

    name: str
    description: str
    object_type: object_types.ObjectType
    # The default value; None if the creator must choose one.
    default_value: Any = None

    def read(self, arg: object, path: str) -> dict[str, Any]:
        """Returns the argument as {'value': ...} in stored form."""
        values = object_types.read_mapping(arg, path)
        return _read_each(values, {'value': self.object_type.read}, path)


@dataclasses.dataclass(frozen=True)
class Visualization:
    """A visualization of the answers to a state."""

    # The kind of chart or table.
    id: str
    # The data that it shows; see the answer calculations.
    calculation_id: str
    options: Mapping[str, Any]
    # Whether to mark answers that have specific feedback.
    addressed_info_is_supported: bool


def flag(
    name: str, description: str, *, default_value: bool = False
) -> CustomizationArgSpec:
    """Returns an argument that is true or false."""
    return CustomizationArgSpec(
        name=name,
        description=description,
        object_type=object_types.BOOLEAN,
        default_value=default_value,
    )


def placeholder(
    default_value: str = '', name: str = 'placeholder'
) -> CustomizationArgSpec:
    """Returns the argument for the text in an empty field."""
    return CustomizationArgSpec(
        name=name,
        description='Text shown in the empty box',
        object_type=object_types.LABEL,
        default_value=default_value,
    )


def top_answers(
    visualization_id: str = 'FrequencyTable', title: str = 'Top answers'
) -> Visualization:
    """Returns the table of the most frequent answers."""
    return Visualization(
        id=visualization_id,
        calculation_id='Top10AnswerFrequencies',
        options={'column_headers': ['Answer', 'Count'], 'title': title},
        addressed_info_is_supported=True,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class InteractionSpec:
    """The specification of an interaction."""

    interaction_id: str
    description: str
    # A terminal interaction ends the exploration and takes no answers.
    is_terminal: bool = False
    # A linear interaction has one answer without content: to continue.
    is_linear: bool = False
    can_have_solution: bool = True
    rule_specs: Mapping[str, RuleSpec]
    customization_arg_specs: tuple[CustomizationArgSpec, ...]
    visualizations: tuple[Visualization, ...] = (top_answers(),)
    answer_normalizer: AnswerNormalizer
    rule_checker: RuleChecker = _accept_rule
    # Maps an answer to the form in which it is counted, if that differs.
    answer_counter: AnswerForm | None = None
    # Rules do not distinguish answers with the same form. If this is None, they
    # distinguish all answers.
    equality_form: EqualityForm | None = None
    # The part of a rare answer that may be shown because it consists of the
    # creator's own words; None if there is none.
    answer_coarsener: AnswerForm | None = None

    @property
    def can_have_hints(self) -> bool:
        """Whether it asks a question for which a hint could help."""
        return not self.is_terminal and not self.is_linear

    @property
    def is_closed(self) -> bool:
        """Whether every answer is among those that the creator wrote."""
        return self.is_linear or any(
            arg.name == 'choices' for arg in self.customization_arg_specs
        )

    def normalize_answer(
        self, answer: object, customization_args: Mapping[str, Any]
    ) -> Any:
        """Returns an answer in stored form.

        Args:
            answer: The submitted answer, as JSON.
            customization_args: The arguments of the state, {name: {'value':
                ...}}.

        Returns:
            The answer as JSON; normalizing it again changes nothing.

        Raises:
            ValidationError: It is not a valid answer to this interaction.
        """
        return self.answer_normalizer(answer, _values(customization_args))

    def validate_rule(
        self,
        rule_type: str,
        inputs: Mapping[str, Any],
        customization_args: Mapping[str, Any],
        path: str,
    ) -> None:
        """Raises ValidationError if a rule is pointless on its state."""
        if object_types.has_references(inputs):
            return
        complaint = self.rule_checker(
            rule_type, inputs, _values(customization_args)
        )
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
        for name, spec in specs.items():
            if spec.default_value is not None:
                values.setdefault(name, {'value': spec.default_value})
        readers = {name: spec.read for name, spec in specs.items()}
        return _read_each(values, readers, path)

    def get_rule_spec(self, rule_type: str, path: str) -> RuleSpec:
        """Returns a rule by name; raises ValidationError if it is unknown."""
        if rule_type not in self.rule_specs:
            raise errors.ValidationError(
                f'{self.interaction_id} has no rule {rule_type!r}; it has '
                f'{", ".join(sorted(self.rule_specs)) or "none"}',
                path,
            )
        return self.rule_specs[rule_type]


def equality_of(
    object_type: object_types.ObjectType,
    *levels: tuple[Collection[str], AnswerForm],
) -> EqualityForm:
    """Returns an equality that depends on the types of the rules.

    Args:
        object_type: The type of answers; a value of another type is only equal
            to itself.
        levels: Forms, the coarsest first, each with the types of rules that do
            not distinguish answers of the same form. If there are other rules,
            only identical answers are equal.
    """

    def equality_form(answer: Any, rule_types: Collection[str]) -> Any:
        form = next(
            (form for blind, form in levels if set(rule_types) <= set(blind)),
            None,
        )
        if form is None:
            return answer
        try:
            return form(object_type.read(answer, 'answer'))
        except (errors.ValidationError, ArithmeticError):
            return answer

    return equality_form


def rules(*specs: RuleSpec) -> dict[str, RuleSpec]:
    """Returns the rules by name."""
    return {spec.rule_type: spec for spec in specs}


def _values(customization_args: Mapping[str, Any]) -> dict[str, Any]:
    return {name: arg['value'] for name, arg in customization_args.items()}


def _read_each(
    values: Mapping[str, Any],
    readers: Mapping[str, Callable[[object, str], Any]],
    path: str,
) -> dict[str, Any]:
    """Reads each value of a mapping with the reader of its name.

    Raises:
        ValidationError: Names are unknown or missing, or values are invalid.
    """
    read = {}
    with errors.collecting() as report:
        for name in {**values, **readers}:
            place = schema.join_path(path, name)
            with errors.reporting_to(report):
                if name not in readers:
                    message = schema_messages.unknown_name(name, readers)
                    raise errors.ValidationError(message, place)
                if name not in values:
                    raise errors.ValidationError(f'{name} is missing', place)
                read[name] = readers[name](values[name], place)
    return read
