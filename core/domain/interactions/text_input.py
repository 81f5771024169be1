"""TextInput: a short text.

All rules except CaseSensitiveEquals ignore case. All of them ignore leading
and trailing white space and the amount of it between words. A rule with a set
of texts matches if one of them does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from core.domain.interactions import base, object_types

# White space as JavaScript defines it, so that server and browser agree.
_WHITE_SPACE = re.compile(
    '[\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+'
)


def _normalize_answer(answer: object, _args: Mapping[str, Any]) -> str:
    text: str = object_types.ANSWER_TEXT.read(answer, 'answer')
    return _WHITE_SPACE.sub(' ', text).strip(' ')


def _text_rule(rule_type: str, description: str) -> base.RuleSpec:
    return base.RuleSpec(
        rule_type=rule_type,
        description=description,
        inputs={'x': object_types.TEXTS},
    )


SPEC = base.InteractionSpec(
    interaction_id='TextInput',
    description='Lets the learner type a short text.',
    is_terminal=False,
    is_linear=False,
    can_have_solution=True,
    rule_specs=base.rules(
        _text_rule('Equals', 'is one of {x}, upper or lower case alike'),
        _text_rule(
            'CaseSensitiveEquals', 'is exactly one of {x}, case included'
        ),
        _text_rule('StartsWith', 'starts with one of {x}'),
        _text_rule('Contains', 'contains one of {x}'),
        _text_rule('FuzzyEquals', 'is one of {x}, or one letter away from it'),
    ),
    customization_arg_specs=(
        base.CustomizationArgSpec(
            name='placeholder',
            description='Text shown in the empty box',
            object_type=object_types.LABEL,
            default_value='',
        ),
        base.CustomizationArgSpec(
            name='rows',
            description='Height of the box in lines',
            object_type=object_types.ROWS,
            default_value=1,
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
)
