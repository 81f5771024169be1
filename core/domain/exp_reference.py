"""The allowed content of an exploration, from the specs, with examples.

`docs/explorations.md`, the page `/help/explorations` and the editor's
completion are generated from it.
"""

from __future__ import annotations

import dataclasses
import functools
import typing
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pydantic
import yaml
from typing_extensions import TypedDict

from core.domain import exp_domain, param_domain
from core.domain.interactions import base, registry

_FRACTION = {
    'isNegative': False,
    'wholeNumber': 1,
    'numerator': 2,
    'denominator': 3,
}
_REGION = {
    'label': 'Earth',
    'region': {
        'regionType': 'Rectangle',
        'area': [[0.2, 0.1], [0.4, 0.3]],
    },
}

# The types of inputs and arguments: a description and an example.
TYPES: Mapping[str, tuple[str, Any]] = {
    'AlgebraicExpression': ('an expression with letters', '2*x+1'),
    'AltText': ('a text', 'The Sun and its planets'),
    'Boolean': ('true or false', True),
    'ChoiceIndices': ('the numbers of choices, from 0', [0, 1]),
    'Choices': ('a list of HTML texts', ['<p>One</p>', '<p>Two</p>']),
    'ExplorationIds': ('a list of ids of explorations', ['fractions']),
    'Fraction': ('a fraction, here 1 2/3', _FRACTION),
    'ImageAndRegions': (
        'the address of a picture, and rectangles on it as shares of its width '
        'and height',
        {
            'imagePath': '/static/images/lessons/planets.svg',
            'labeledRegions': [_REGION],
        },
    ),
    'Int': ('a whole number', 1),
    'Label': ('a text', 'Your answer'),
    'MathEquation': ('an equation', 'y=2*x+1'),
    'NonblankLabel': ('a text', 'Go on'),
    'NonnegativeInt': ('a whole number, from 0', 1),
    'NonnegativeReal': ('a number, from 0', 0.5),
    'NumberOfTerms': ('a whole number: 0, or from 2', 2),
    'NumberWithUnits': (
        'a number and its units',
        {
            'type': 'real',
            'real': 5,
            'fraction': {
                'isNegative': False,
                'wholeNumber': 0,
                'numerator': 0,
                'denominator': 1,
            },
            'units': [{'unit': 'km', 'exponent': 1}],
        },
    ),
    'NumericExpression': ('an expression with numbers', '2*(3+4)'),
    'Ordering': (
        'positions, each a list of the numbers of choices',
        [[1], [0]],
    ),
    'PositionOfTerms': ('lhs, rhs, both or irrelevant', 'both'),
    'PositiveInt': ('a whole number, from 1', 2),
    'RatioExpression': ('the terms of a ratio', [1, 2]),
    'Real': ('a number', 8),
    'RegionLabel': ('the label of a region', 'Earth'),
    'Rows': ('a whole number, from 1 to 20', 1),
    'SelectionCount': ('a whole number, from 1', 2),
    'SetOfAlgebraicIdentifiers': ('a list of letters', ['x', 'y']),
    'SetOfTexts': ('a list of texts', ['Paris', 'Paname']),
    'SetOfUnicodeString': ('a list of texts', ['red', 'green']),
}

# Examples of inputs for rules that the example of the type does not fit.
_INPUTS: Mapping[tuple[str, str], Any] = {
    ('HasElementXBeforeElementY', 'y'): 0,
    ('HasFractionalPartExactlyEqualTo', 'f'): {**_FRACTION, 'wholeNumber': 0},
    ('IsInclusivelyBetween', 'a'): 6,
    ('IsProperSubsetOf', 'x'): [0, 1],
}

# A question for each interaction, and a right answer where it may have a
# solution.
_QUESTIONS: Mapping[str, tuple[str, Any]] = {
    'AlgebraicExpressionInput': ('Double a number and add 1.', '2*x+1'),
    'Continue': ('Here is a story.', None),
    'DragAndDropSortInput': ('Put them in order.', [[1], [0]]),
    'EndExploration': ('Well done.', None),
    'FractionInput': ('How much are five thirds?', _FRACTION),
    'ImageClickInput': ('Where is the Earth?', None),
    'ItemSelectionInput': ('Which ones are right?', None),
    'MathEquationInput': ('Which line is it?', 'y=2*x+1'),
    'MultipleChoiceInput': ('Which one is right?', None),
    'NumberWithUnits': ('How far is it?', TYPES['NumberWithUnits'][1]),
    'NumericExpressionInput': ('How is it worked out?', '2*(3+4)'),
    'NumericInput': ('How many legs does a spider have?', 8),
    'RatioExpressionInput': ('How many cups of each?', [1, 2]),
    'SetInput': ('Name two colours.', ['red', 'green']),
    'TextInput': ('What is the capital of France?', 'Paris'),
}

# An example with parameters, one set by each of the generators.
PARAM_EXAMPLE = """\
param_specs:
  guide: {obj_type: UnicodeString}
  a: {obj_type: UnicodeString}
param_changes:
  - name: guide
    generator_id: RandomSelector
    customization_args: {list_of_values: [Ada, Emmy]}
  - name: a
    generator_id: Copier
    customization_args: {value: '12'}
"""

# Expressions that a text can contain, and their values.
EXPRESSIONS = (
    ('{{guide}}', 'the parameter'),
    ('{{answer}}', 'the last answer'),
    ('{{a * (a + 1) % 7}}', 'the number; also + - /'),
    ('{{pow(a, 2)}}', 'a power'),
    ('{{floor(a / 5)}}', 'the whole number below'),
    ('{{abs(a)}}', 'the number without its sign'),
    ('{{log(a, 2)}}', 'the logarithm to a base'),
    (
        "{{if a >= 10 && guide != 'Ada' then 'many' else 'few'}}",
        'one of two texts; also || and !',
    ),
)

_RIGHT = {
    'dest': 'Next card',
    'feedback': {'html': '<p>Right.</p>'},
    'labelled_as_correct': True,
}
_AGAIN = {'dest': 'Question', 'feedback': {'html': '<p>Not quite.</p>'}}


class InteractionNames(TypedDict):
    """The names that belong to an interaction.

    Attributes:
        customization_args: Its arguments.
        rules: The inputs of its rules, by rule.
    """

    customization_args: list[str]
    rules: dict[str, list[str]]


class ExplorationNames(TypedDict):
    """The names in the text of an exploration, for completion.

    Attributes:
        fields: The keys of each mapping, by the field that holds it; '' for the
            exploration itself. If creators choose the keys, as in `states`, the
            keys of the values.
        interactions: By id.
        generators: The arguments of the generators of parameters, by id.
    """

    fields: dict[str, list[str]]
    interactions: dict[str, InteractionNames]
    generators: dict[str, list[str]]


@dataclasses.dataclass(frozen=True)
class Interaction:
    """An interaction with the text of an example."""

    spec: base.InteractionSpec
    example: str

    @functools.cached_property
    def args(self) -> Sequence[tuple[base.CustomizationArgSpec, str, str]]:
        """Each argument, its description, and its default as YAML."""
        return [
            (
                arg,
                TYPES[arg.object_type.name][0],
                ''
                if arg.default_value is None
                else _flow({'_': arg.default_value})[4:-1],
            )
            for arg in self.spec.customization_arg_specs
        ]

    @property
    def rules(self) -> Iterator[tuple[base.RuleSpec, str]]:
        """Yields each rule, and the description of its inputs."""
        for rule in self.spec.rule_specs.values():
            inputs = (
                f'{name}: {TYPES[type_.name][0]}'
                for name, type_ in rule.inputs.items()
            )
            yield rule, '; '.join(inputs)


@functools.cache
def interactions() -> Sequence[Interaction]:
    """Returns all interactions."""
    specs = map(registry.get_interaction_spec, registry.get_interaction_ids())
    return tuple(Interaction(spec, _example(spec)) for spec in specs)


def names() -> ExplorationNames:
    """Returns the names for completion."""
    fields = {'': ['schema_version', *exp_domain.Exploration.content_names()]}
    _add_fields(exp_domain.Exploration, fields)
    return {
        'fields': fields,
        'interactions': {
            interaction.spec.interaction_id: {
                'customization_args': [
                    arg.name for arg in interaction.spec.customization_arg_specs
                ],
                'rules': {
                    rule.rule_type: list(rule.inputs)
                    for rule in interaction.spec.rule_specs.values()
                },
            }
            for interaction in interactions()
        },
        'generators': {
            name: list(args.model_fields)
            for name, args in param_domain.ARGS_OF_GENERATORS.items()
        },
    }


def _add_fields(
    model: type[pydantic.BaseModel], fields: dict[str, list[str]]
) -> None:
    for name, field in model.model_fields.items():
        for below in _models_in(field.annotation):
            fields[name] = list(below.model_fields)
            _add_fields(below, fields)


def _models_in(annotation: Any) -> Iterator[type[pydantic.BaseModel]]:
    if isinstance(annotation, type) and issubclass(
        annotation, pydantic.BaseModel
    ):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _models_in(part)


def _example(spec: base.InteractionSpec) -> str:
    """Returns the YAML of a state, with every argument and rule."""
    question, answer = _QUESTIONS[spec.interaction_id]
    lines = ['content:', f'  html: <p>{question}</p>']
    lines += ['interaction:', f'  id: {spec.interaction_id}']
    if spec.customization_arg_specs:
        lines += ['  customization_args:']
    for arg in spec.customization_arg_specs:
        value = _flow({'value': TYPES[arg.object_type.name][1]})
        lines += [f'    {arg.name}: {value}']
    if spec.rule_specs:
        lines += ['  answer_groups:', '    - rule_specs:']
        rules = spec.rule_specs.values()
        lines += [f'        - {_rule(rule)}' for rule in rules]
        lines += [f'      outcome: {_flow(_RIGHT)}']
    if not spec.is_terminal:
        outcome = {'dest': 'Next card'} if spec.is_linear else _AGAIN
        lines += [f'  default_outcome: {_flow(outcome)}']
    if spec.can_have_hints:
        hint = {'hint_content': {'html': '<p>A hint.</p>'}}
        lines += ['  hints:', f'    - {_flow(hint)}']
    if spec.can_have_solution:
        solution = {
            'answer_is_exclusive': False,
            'correct_answer': answer,
            'explanation': {'html': '<p>Because.</p>'},
        }
        lines += [f'  solution: {_flow(solution)}']
    return '\n'.join(lines) + '\n'


def _rule(rule: base.RuleSpec) -> str:
    inputs = {
        name: _INPUTS.get((rule.rule_type, name), TYPES[type_.name][1])
        for name, type_ in rule.inputs.items()
    }
    return _flow({'rule_type': rule.rule_type, 'inputs': inputs})


def _flow(value: dict[str, Any]) -> str:
    """Returns the YAML of a mapping in one line."""
    text: str = yaml.safe_dump(
        value,
        default_flow_style=True,
        allow_unicode=True,
        sort_keys=False,
        width=10_000,
    )
    return text.strip()
