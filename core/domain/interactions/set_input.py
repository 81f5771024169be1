"""SetInput: a set of short texts, whose order does not matter.

Differences that people do not see or type are ignored
(`core.domain.text_forms`); case matters, as in Oppia.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, Any

import pydantic
from annotated_types import Len, MaxLen

from core import errors, feconf
from core.domain import text_forms
from core.domain.interactions import base, object_types

_Element = Annotated[
    str,
    MaxLen(feconf.MAX_RULE_TEXT_LENGTH),
    pydantic.AfterValidator(text_forms.collapse_spaces),
]
_ELEMENTS = object_types.ObjectType(
    'SetOfUnicodeString',
    Annotated[list[_Element], Len(0, feconf.MAX_RULE_TEXTS)],
    references='in_texts',
)


def _normalize_answer(answer: object, _args: Mapping[str, Any]) -> list[str]:
    elements: list[str] = _ELEMENTS.read(answer, 'answer')
    complaint = _complaint_about(elements)
    if complaint:
        raise errors.ValidationError(complaint, 'answer')
    # Sorted as JavaScript does, so that equal sets are counted together.
    return sorted(elements, key=lambda text: text.encode('utf-16-be'))


def _equality_form(answer: Any, _rule_types: Collection[str]) -> Any:
    """Returns the elements, sorted, in the form that all rules compare."""
    if not isinstance(answer, list) or not all(
        isinstance(element, str) for element in answer
    ):
        return answer
    return sorted(text_forms.compose(element) for element in answer)


def _complaint_about(elements: list[str]) -> str | None:
    forms = [text_forms.compose(text) for text in elements]
    if not all(forms):
        return 'has an element with no character that shows'
    if len(set(forms)) < len(forms):
        return 'has an element twice'
    return None


def _check_rule(
    rule_type: str, inputs: Mapping[str, Any], _args: Mapping[str, Any]
) -> str | None:
    complaint = _complaint_about(inputs['x'])
    if complaint:
        return f'x {complaint}'
    if not inputs['x'] and rule_type in (
        'IsSubsetOf',
        'HasElementsIn',
        'OmitsElementsIn',
    ):
        return 'no answer matches it: x has no element'
    return None


_SET = {'x': _ELEMENTS}


SPEC = base.InteractionSpec(
    interaction_id='SetInput',
    description='Lets the learner type several short texts, in any order.',
    rule_specs=base.rules(
        base.RuleSpec('Equals', 'has just the elements {x}', _SET),
        base.RuleSpec(
            'IsSubsetOf', 'has some of {x}, not all, and no other', _SET
        ),
        base.RuleSpec('IsSupersetOf', 'has all of {x}, and others', _SET),
        base.RuleSpec('HasElementsIn', 'has at least one of {x}', _SET),
        base.RuleSpec(
            'HasElementsNotIn', 'has an element that is not in {x}', _SET
        ),
        base.RuleSpec('OmitsElementsIn', 'lacks at least one of {x}', _SET),
        base.RuleSpec('IsDisjointFrom', 'has none of {x}', _SET),
    ),
    customization_arg_specs=(
        base.CustomizationArgSpec(
            name='buttonText',
            description='Label of the button that adds an element',
            object_type=object_types.NONBLANK_LABEL,
            default_value='Add item',
        ),
    ),
    visualizations=(
        base.top_answers(title='Top 10 answers'),
        base.Visualization(
            id='FrequencyTable',
            calculation_id='FrequencyCommonlySubmittedElements',
            options={
                'column_headers': ['Element', 'Count'],
                'title': 'Commonly submitted elements',
            },
            addressed_info_is_supported=False,
        ),
    ),
    answer_normalizer=_normalize_answer,
    equality_form=_equality_form,
    rule_checker=_check_rule,
)
