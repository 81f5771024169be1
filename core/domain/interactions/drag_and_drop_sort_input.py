"""DragAndDropSortInput: the choices in order.

An ordering is a list of positions, each a list of indices of choices; several
choices may share a position if the creator allows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import pydantic
from annotated_types import Ge, Len

from core import feconf
from core.domain.interactions import base, object_types

_Position = Annotated[
    list[Annotated[int, Ge(0)]],
    Len(1, feconf.MAX_CHOICES),
    # The order of the choices at one position is irrelevant.
    pydantic.AfterValidator(sorted),
]
_ORDERING = object_types.ObjectType(
    'Ordering', Annotated[list[_Position], Len(1, feconf.MAX_CHOICES)]
)


def _complaint_about(
    ordering: list[list[int]], args: Mapping[str, Any]
) -> str | None:
    num_choices = len(args['choices'])
    indices = sorted(index for position in ordering for index in position)
    if indices != list(range(num_choices)):
        return f'should have each of the {num_choices} choices once'
    if not args['allowMultipleItemsInSamePosition'] and len(ordering) < len(
        indices
    ):
        return 'only one choice is allowed at a position'
    return None


def _check_rule(
    rule_type: str, inputs: Mapping[str, Any], args: Mapping[str, Any]
) -> str | None:
    num_choices = len(args['choices'])
    if rule_type == 'HasElementXAtPositionY':
        if inputs['x'] >= num_choices or not 1 <= inputs['y'] <= num_choices:
            return (
                f'x should be less than {num_choices}, the number of choices, '
                f'and y from 1 to {num_choices}'
            )
        return None
    if rule_type == 'HasElementXBeforeElementY':
        if max(inputs['x'], inputs['y']) >= num_choices:
            return (
                f'x and y should be less than {num_choices}, the number of '
                'choices'
            )
        if inputs['x'] == inputs['y']:
            return 'no answer matches it: x and y are the same choice'
        return None
    complaint = _complaint_about(inputs['x'], args)
    if complaint:
        return f'x {complaint}'
    if (
        rule_type == 'IsEqualToOrderingWithOneItemAtIncorrectPosition'
        and not args['allowMultipleItemsInSamePosition']
    ):
        return (
            'no answer matches it: if each choice has its own position, a '
            'misplaced choice displaces another one'
        )
    return None


_ORDER = {'x': _ORDERING}
_TWO_NUMBERS = {
    'x': object_types.NONNEGATIVE_INT,
    'y': object_types.NONNEGATIVE_INT,
}


SPEC = base.InteractionSpec(
    interaction_id='DragAndDropSortInput',
    description='Lets the learner put choices in order.',
    rule_specs=base.rules(
        base.RuleSpec('IsEqualToOrdering', 'is the order {x}', _ORDER),
        base.RuleSpec(
            'IsEqualToOrderingWithOneItemAtIncorrectPosition',
            'is the order {x} but for one choice at another position',
            _ORDER,
        ),
        base.RuleSpec(
            'HasElementXAtPositionY',
            'has the choice {x} at position {y}, counted from 1',
            _TWO_NUMBERS,
        ),
        base.RuleSpec(
            'HasElementXBeforeElementY',
            'has the choice {x} somewhere before the choice {y}',
            _TWO_NUMBERS,
        ),
    ),
    customization_arg_specs=(
        base.CustomizationArgSpec(
            name='choices',
            description='What to put in order, as it is first shown',
            object_type=object_types.CHOICES,
        ),
        base.flag(
            'allowMultipleItemsInSamePosition',
            'Let several choices share a position',
        ),
    ),
    visualizations=(base.top_answers('EnumeratedFrequencyTable'),),
    answer_normalizer=base.answers_of(_ORDERING, _complaint_about),
    rule_checker=_check_rule,
)
