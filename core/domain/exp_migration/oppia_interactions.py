"""Oppia's interactions: their arguments, rules and answers.

The registry of interactions decides what can be imported, so an interaction,
rule or argument that is added there under Oppia's name needs no change here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from core import errors
from core.domain import asset_names, param_domain, state_domain
from core.domain.exp_migration import nodes, oppia_rich_text, pictures
from core.domain.interactions import base, registry

# Arguments that were renamed; the later name is used where it exists here.
_RENAMED_ARGS = {'customOskLetters': 'allowedVariables'}

_RENAMED_RULES = {'HasWholeNumberEqualTo': 'HasIntegerPartEqualTo'}

# Values of unsupported arguments that mean the behaviour of this project.
_NEUTRAL_ARGS: Mapping[str, Any] = {
    'catchMisspellings': False,
    'requireNonnegativeInput': False,
    'showChoicesInShuffledOrder': False,
}

# The keys under which rules and answers wrap a value, together with a content
# id or, in the JSON for Android, by its type.
_WRAPPERS = (
    *('normalizedStrSet', 'unicodeStrSet', 'normalized_string'),
    *('unicode_str', 'html', 'non_negative_int', 'signed_int', 'real'),
    *('raw_latex', 'math_expression', 'fraction', 'ratio', 'number_with_units'),
    *('list_of_sets_of_translatable_html_content_ids', 'content_id_set'),
    *('set_of_translatable_html_content_ids', 'content_id_lists', 'content_id'),
)


class MissingInteractionError(Exception):
    """An interaction cannot be imported; the message is the reason."""


@dataclasses.dataclass(frozen=True)
class Context:
    """The parameters and pictures that the parts of a state may refer to.

    Attributes:
        param_names: The declared parameters.
        pictures: The pictures that came with the file.
    """

    param_names: frozenset[str]
    pictures: pictures.Pictures

    def html(self, node: nodes.Node) -> str:
        """Converts a rich text, which may be wrapped, to HTML."""
        if isinstance(node.value, dict):
            node = node.child('html')
        rich_text = oppia_rich_text.RichText(
            node.place, self.param_names, self.pictures
        )
        return rich_text.convert(node.text())


def unwrap(value: Any) -> Any:
    """Returns a value without Oppia's wrappers for translation."""
    if isinstance(value, dict):
        for name in _WRAPPERS:
            if name in value and len(value) <= 2:
                return unwrap(value[name])
        return {name: unwrap(item) for name, item in value.items()}
    if isinstance(value, list):
        return [unwrap(item) for item in value]
    return value


class Interaction:
    """Reads the parts of an interaction that depend on its kind.

    Args:
        node: The interaction in the source.
        context: The parameters and pictures that it may refer to.

    Raises:
        MissingInteractionError: It does not exist here, or is incomplete.
    """

    def __init__(self, node: nodes.Node, context: Context) -> None:
        self._context = context
        interaction_id = node.child('id').text()
        if interaction_id not in registry.get_interaction_ids():
            raise MissingInteractionError(
                f'the interaction {interaction_id!r} does not exist here'
            )
        self.spec = registry.get_interaction_spec(interaction_id)
        # The indices of choices by the ids and texts that name them in rules.
        self._choices: dict[str, int] = {}
        self.args = self._read_args(node.child('customization_args'))

    def _read_args(self, node: nodes.Node) -> dict[str, Any]:
        specs = {arg.name: arg for arg in self.spec.customization_arg_specs}
        args: dict[str, Any] = {}
        for name, arg in node.items():
            new_name = name if name in specs else _RENAMED_ARGS.get(name)
            value = arg.child('value')
            if new_name in specs:
                read = self._read_arg(specs[new_name], value)
                if read is not None:
                    args[new_name] = read
            elif not self._is_neutral(name, value):
                value.leave_out(
                    f'{self.spec.interaction_id} has no {name} here'
                )
        if 'altText' in specs and 'altText' not in args:
            args['altText'] = {'value': _alt_text(args)}
            node.place.change(
                'the picture has no description; its places stand in for one'
            )
        try:
            return self.spec.read_customization_args(args, node.place.path)
        except errors.ValidationError as error:
            raise MissingInteractionError(str(error)) from error

    def _is_neutral(self, name: str, value: nodes.Node) -> bool:
        return value.is_empty or value.value == _NEUTRAL_ARGS.get(name)

    def _read_arg(
        self, spec: base.CustomizationArgSpec, node: nodes.Node
    ) -> dict[str, Any] | None:
        """Returns an argument; None to use its default value."""
        try:
            return spec.read(
                {'value': self._arg_value(spec.name, node)}, node.place.path
            )
        except errors.ValidationError as error:
            if spec.default_value is None:
                raise MissingInteractionError(
                    f'{spec.name}: {error.message}'
                ) from error
            node.place.change(
                f'{error.message}; {spec.default_value!r} is used instead'
            )
            return None

    def _arg_value(self, name: str, node: nodes.Node) -> Any:
        if name == 'choices':
            return [
                self._read_choice(index, choice)
                for index, choice in enumerate(node.elements())
            ]
        if name == 'imageAndRegions':
            return self._picture(node)
        if name == 'recommendedExplorationIds':
            if not node.is_empty:
                node.leave_out('explorations of another site to suggest')
            return []
        return unwrap(node.value)

    def _read_choice(self, index: int, node: nodes.Node) -> str:
        if isinstance(node.value, dict):
            for name in ('content_id', 'html'):
                self._choices.setdefault(node.child(name).text(), index)
        else:
            self._choices.setdefault(node.text(), index)
        return self._context.html(node)

    def _picture(self, node: nodes.Node) -> Any:
        """Returns a picture with regions."""
        path = node.child('imagePath').text()
        try:
            name = self._context.pictures.take(path)
        except errors.ValidationError as error:
            raise MissingInteractionError(
                f'its picture {path[:80]!r}: {error.message}'
            ) from error
        return {
            'imagePath': asset_names.PREFIX + name,
            'labeledRegions': node.child('labeledRegions').value,
        }

    def read_rule(self, node: nodes.Node) -> dict[str, Any] | None:
        """Returns a rule; None if it is reported as left out."""
        rule_type = node.child('rule_type').text()
        rule_type = _RENAMED_RULES.get(rule_type, rule_type)
        inputs = node.child('inputs')
        try:
            spec = self.spec.get_rule_spec(rule_type, '')
            values = {
                name: self._input(spec, name, value.value)
                for name, value in inputs.items()
            }
            rule = state_domain.RuleSpec(
                rule_type=rule_type, inputs=spec.read_inputs(values, '')
            )
            for text in rule.texts():
                param_domain.check_references(
                    text, self._context.param_names, ''
                )
        except errors.ValidationError as error:
            node.leave_out(f'the rule {rule_type}: {error}')
            return None
        return rule.to_dict()

    def _input(self, spec: base.RuleSpec, name: str, value: Any) -> Any:
        value = self._with_choices(unwrap(value))
        object_type = spec.inputs.get(name)
        if object_type is not None and object_type.name.startswith('SetOf'):
            # Before Oppia's state schema 41, this input was one text.
            return [value] if isinstance(value, str) else value
        if isinstance(value, float) and value.is_integer():
            return int(value)
        return value

    def _with_choices(self, value: Any) -> Any:
        """Replaces the content ids and texts of choices by their indices."""
        if isinstance(value, list):
            return [self._with_choices(item) for item in value]
        if isinstance(value, str):
            return self._choices.get(value, value)
        return value

    def read_answer(self, node: nodes.Node) -> Any:
        """Returns an answer.

        Raises:
            ValidationError: It is not an answer to this interaction.
        """
        answer = self._with_choices(unwrap(node.value))
        return self.spec.normalize_answer(answer, self.args)


def _alt_text(args: Mapping[str, Any]) -> str:
    regions = args['imageAndRegions']['value']['labeledRegions']
    labels = ', '.join(region['label'] for region in regions)
    return f'Picture with the places {labels}'[:200].strip()
