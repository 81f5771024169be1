"""TextInput: a short text.

All rules except CaseSensitiveEquals ignore case. All rules ignore differences
that people do not see or type (`core.domain.text_forms`). A rule with a set of
texts matches if one of the texts does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from core.domain import text_forms
from core.domain.interactions import base, object_types


def _normalize_answer(answer: object, _args: Mapping[str, Any]) -> str:
    text: str = object_types.ANSWER_TEXT.read(answer, 'answer')
    return text_forms.collapse_spaces(text)


def _check_rule(
    _rule_type: str, inputs: Mapping[str, Any], _args: Mapping[str, Any]
) -> str | None:
    if not all(text_forms.compose(text) for text in inputs['x']):
        return 'a text of x has no character that shows'
    return None


def _equality_form(answer: Any, rule_types: Collection[str]) -> Any:
    if not isinstance(answer, str):
        return answer
    if 'CaseSensitiveEquals' in rule_types:
        return text_forms.compose(answer)
    return text_forms.fold_case(answer)


_TEXTS = {'x': object_types.TEXTS}


SPEC = base.InteractionSpec(
    interaction_id='TextInput',
    description='Lets the learner type a short text.',
    rule_specs=base.rules(
        base.RuleSpec(
            'Equals', 'is one of {x}, upper or lower case alike', _TEXTS
        ),
        base.RuleSpec(
            'CaseSensitiveEquals',
            'is exactly one of {x}, case included',
            _TEXTS,
        ),
        base.RuleSpec('StartsWith', 'starts with one of {x}', _TEXTS),
        base.RuleSpec('Contains', 'contains one of {x}', _TEXTS),
        base.RuleSpec(
            'FuzzyEquals', 'is one of {x}, or one letter away from it', _TEXTS
        ),
    ),
    customization_arg_specs=(
        base.placeholder(),
        base.CustomizationArgSpec(
            name='rows',
            description='Height of the box in lines',
            object_type=object_types.ROWS,
            default_value=1,
        ),
        base.flag(
            'catchMisspellings',
            'Ask for the spelling, in place of the feedback, where a wrong '
            'answer is almost a right one',
        ),
    ),
    visualizations=(
        base.top_answers(),
        base.Visualization(
            id='FrequencyTable',
            calculation_id='TopNUnresolvedAnswersByFrequency',
            options={
                'column_headers': ['Answer', 'Count'],
                'title': 'Top unresolved answers',
            },
            addressed_info_is_supported=True,
        ),
    ),
    answer_normalizer=_normalize_answer,
    rule_checker=_check_rule,
    equality_form=_equality_form,
)
