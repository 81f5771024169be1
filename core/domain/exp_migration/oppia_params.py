"""Parameters of Oppia: their declarations and the changes to them."""

from __future__ import annotations

from typing import Any

from core import errors
from core.domain import param_domain
from core.domain.exp_migration import nodes, oppia_rich_text


def read_specs(node: nodes.Node) -> dict[str, Any]:
    """Reads declarations; reports invalid ones."""
    specs = {}
    for name, spec in node.items():
        try:
            param_domain.check_name(name, '')
        except errors.ValidationError as error:
            spec.leave_out(error.message)
            continue
        if spec.child('obj_type').value != 'UnicodeString':
            spec.place.change('the parameter holds a text here')
        specs[name] = {'obj_type': 'UnicodeString'}
    return specs


def read_changes(
    node: nodes.Node, param_names: frozenset[str]
) -> list[dict[str, Any]]:
    """Reads assignments to parameters; reports invalid ones.

    Args:
        node: The list in the source.
        param_names: The declared parameters.
    """
    changes = []
    for change in node.elements():
        read = _read_param_change(change, param_names)
        try:
            param_domain.check_param_changes(
                [param_domain.ParamChange.from_dict(read)], param_names, ''
            )
        except errors.ValidationError as error:
            change.leave_out(f'a change of a parameter: {error}')
        else:
            changes.append(read)
    return changes


def _read_param_change(
    node: nodes.Node, param_names: frozenset[str]
) -> dict[str, Any]:
    source = node.child('customization_args')
    is_evaluated = source.child('parse_with_jinja').value is not False
    args: dict[str, Any] = {}
    value, values = source.child('value'), source.child('list_of_values')
    if value.value is not None:
        args['value'] = _param_value(value, param_names, is_evaluated)
    if values.value is not None:
        args['list_of_values'] = [
            _param_value(element, param_names, True)
            for element in values.elements()
        ]
    return {
        'name': node.child('name').value,
        'generator_id': node.child('generator_id').value,
        'customization_args': args,
    }


def _param_value(
    node: nodes.Node, param_names: frozenset[str], is_evaluated: bool
) -> str:
    text = node.value if isinstance(node.value, str) else str(node.value)
    if not is_evaluated:
        return oppia_rich_text.defuse(text)
    rich_text = oppia_rich_text.RichText(node.place, param_names)
    return rich_text.with_known_references(text)
