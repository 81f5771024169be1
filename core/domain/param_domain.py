"""Parameters: values that an exploration shows as {{name}}."""

from __future__ import annotations

import html as html_escaping
import re
from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal

import pydantic

from core import errors, feconf
from core.domain import param_expressions, schema
from core.domain.interactions import object_types

# A name appears between braces in texts and is a key of a JavaScript
# object, so it consists of letters and digits.
_NAME_REGEX = re.compile(r'[A-Za-z][A-Za-z0-9]*\Z')
# `answer` is the learner's last answer; `constructor` is a property of every
# JavaScript object.
_ANSWER = 'answer'
_RESERVED_NAMES = frozenset({_ANSWER, 'constructor'})
# A tag has no `<` outside quotes, so texts of many `<` take linear time.
_TAG_REGEX = re.compile(r'<(?:"[^"]*"|\'[^\']*\'|[^\'"<>])*>')

_Value = Annotated[
    str, pydantic.StringConstraints(max_length=feconf.MAX_PARAM_VALUE_LENGTH)
]


class ParamSpec(schema.DomainModel):
    """The type of a parameter."""

    obj_type: Literal['UnicodeString']


class CopierArgs(schema.DomainModel):
    """Assigns a fixed value."""

    value: _Value


class RandomSelectorArgs(schema.DomainModel):
    """Assigns one of several values, all equally likely."""

    list_of_values: Annotated[
        list[_Value],
        pydantic.Field(min_length=1, max_length=feconf.MAX_PARAM_VALUES),
    ]


ARGS_OF_GENERATORS: Mapping[str, type[CopierArgs | RandomSelectorArgs]] = {
    'Copier': CopierArgs,
    'RandomSelector': RandomSelectorArgs,
}


class ParamChange(schema.DomainModel):
    """One assignment to a parameter."""

    name: str
    generator_id: Literal['Copier', 'RandomSelector']
    # {'value': text} for a Copier, {'list_of_values': texts} for a
    # RandomSelector.
    customization_args: dict[str, Any]

    @pydantic.field_validator('customization_args')
    @classmethod
    def _check_args(
        cls, args: dict[str, Any], info: pydantic.ValidationInfo
    ) -> dict[str, Any]:
        args_class = ARGS_OF_GENERATORS.get(info.data.get('generator_id', ''))
        # pydantic reports an invalid generator by itself.
        return args_class.model_validate(args).to_dict() if args_class else args

    def possible_values(self) -> list[str]:
        """Returns the values that the parameter may get."""
        args = self.customization_args
        if self.generator_id == 'Copier':
            return [args['value']]
        return list(args['list_of_values'])

    def validate_params(self, param_names: Collection[str], path: str) -> None:
        """Checks that only declared parameters are set and used."""
        if self.name not in param_names:
            raise errors.ValidationError(
                f'parameter {self.name!r} is not declared in param_specs',
                schema.join_path(path, 'name'),
            )
        args_path = schema.join_path(path, 'customization_args')
        for value in self.possible_values():
            check_references(value, param_names, args_path)


def check_name(name: str, path: str) -> None:
    """Raises ValidationError unless a parameter may have this name."""
    if not _NAME_REGEX.match(name) or name in _RESERVED_NAMES:
        raise errors.ValidationError(
            f'{name!r} cannot be the name of a parameter: a name is a letter '
            'followed by letters and digits, and not '
            + ' or '.join(sorted(_RESERVED_NAMES)),
            path,
        )
    if len(name) > feconf.MAX_PARAM_NAME_LENGTH:
        raise errors.ValidationError(
            'the name of a parameter should have at most '
            f'{feconf.MAX_PARAM_NAME_LENGTH} characters',
            path,
        )


def check_html_references(
    html: str, param_names: Collection[str], path: str
) -> None:
    """Checks the text of HTML like `check_references`, without the tags."""
    for text in _TAG_REGEX.split(html):
        check_references(html_escaping.unescape(text), param_names, path)


def check_references(
    text: str, param_names: Collection[str], path: str
) -> None:
    """Raises ValidationError unless all references of a text are declared.

    Args:
        text: A text with parameters, or expressions with parameters, in double
            braces.
        param_names: The declared parameters.
        path: The path of the text.
    """
    for match in object_types.REFERENCE_REGEX.finditer(text):
        expression = match.group(1).strip()
        if expression in param_names:
            continue
        try:
            names = param_expressions.names_in(expression)
        except param_expressions.ExpressionError as error:
            raise errors.ValidationError(
                f'the text shows {{{{{expression}}}}}, which is not an '
                f'expression: {error}',
                path,
            ) from error
        for name in sorted(names.difference(param_names, {_ANSWER})):
            raise errors.ValidationError(
                f'the text shows {{{{{expression}}}}}, but {name!r} is not '
                'declared in param_specs',
                path,
            )


def check_param_changes(
    changes: list[ParamChange], param_names: Collection[str], path: str
) -> None:
    """Raises ValidationError if a change names an undeclared parameter."""
    for index, change in enumerate(changes):
        change.validate_params(param_names, schema.join_path(path, index))
