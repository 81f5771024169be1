"""The changes between two versions of an exploration, in words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from typing_extensions import TypedDict

from core.domain import (
    carried_over_services,
    exp_services,
    state_domain,
)
from core.domain.comparisons import (
    state_changes,
    state_texts,
    text_difference,
)

_Pair = tuple[state_texts.Part, state_texts.Part]

_MISSING = state_texts.Part('', '', '')


class PartDifference(TypedDict):
    """A part of a state or exploration that differs.

    Attributes:
        label: The name of the part, such as 'Hint 2'.
        is_markup: Whether only HTML or JSON differs; `parts` then contain it.
        parts: The parts of both texts, in order.
    """

    label: str
    kind: Literal['added', 'removed', 'edited']
    is_markup: bool
    parts: list[text_difference.TextPart]


class StateDifference(state_changes.StateChange):
    """A state that differs, with its differences."""

    differences: list[PartDifference]


class VersionDifference(TypedDict):
    """The differences between two versions.

    Attributes:
        a: The old version.
        b: The new version.
        differences: The differences outside the states.
        states: The states that differ, those of b first.
        num_same: The number of states that do not differ.
    """

    exp_id: str
    a: int
    b: int
    differences: list[PartDifference]
    states: list[StateDifference]
    num_same: int


def get_difference(exp_id: str, a: int, b: int) -> VersionDifference:
    """Returns the differences between two versions.

    Args:
        exp_id: The exploration.
        a: The old version.
        b: The new version.

    Raises:
        EntityNotFoundError: There is no such exploration or version.
    """
    before = exp_services.get_exploration_by_id(exp_id, a)
    after = exp_services.get_exploration_by_id(exp_id, b)
    history = carried_over_services.get_history(exp_id, max(a, b))
    new_names = history.names_in(a, b)
    comparer = text_difference.TextComparer()
    states: list[StateDifference] = []
    num_same = 0
    for (old_name, new_name), change in state_changes.changes(
        before, after, history
    ):
        if change['changed'] == 'same':
            num_same += 1
            continue
        old, new = state_domain.State(), state_domain.State()
        if old_name is not None:
            old = state_changes.rename_destinations(
                before.states[old_name], new_names
            )
        if new_name is not None:
            new = after.states[new_name]
        differences = _differences(_part_pairs(old, new), comparer)
        states.append({**change, 'differences': differences})
    init = new_names.get(before.init_state_name, before.init_state_name)
    before = before.model_copy(update={'init_state_name': init})
    return {
        'exp_id': exp_id,
        'a': a,
        'b': b,
        'differences': _differences(
            _by_label(
                state_texts.exploration_parts(before),
                state_texts.exploration_parts(after),
            ),
            comparer,
        ),
        'states': states,
        'num_same': num_same,
    }


def _part_pairs(
    before: state_domain.State, after: state_domain.State
) -> Iterator[_Pair]:
    yield from _by_label(
        state_texts.single_parts(before), state_texts.single_parts(after)
    )
    settings_a = state_texts.setting_parts(before)
    settings_b = state_texts.setting_parts(after)
    for name in dict.fromkeys([*settings_a, *settings_b]):
        yield settings_a.get(name, _MISSING), settings_b.get(name, _MISSING)
    for parts in (state_texts.response_parts, state_texts.hint_parts):
        yield from _align(parts(before), parts(after))


def _by_label(
    before: Iterable[state_texts.Part], after: Iterable[state_texts.Part]
) -> Iterator[_Pair]:
    olds: Mapping[str, state_texts.Part] = {part.label: part for part in before}
    news: Mapping[str, state_texts.Part] = {part.label: part for part in after}
    for label in dict.fromkeys([*olds, *news]):
        yield olds.get(label, _MISSING), news.get(label, _MISSING)


def _align(
    before: Sequence[state_texts.Part], after: Sequence[state_texts.Part]
) -> Iterator[_Pair]:
    """Pairs the parts of two lists; inserted ones are paired with _MISSING."""
    matcher = difflib.SequenceMatcher(
        None,
        [part[1:] for part in before],
        [part[1:] for part in after],
        autojunk=False,
    )
    for _, i, j, k, m in matcher.get_opcodes():
        for offset in range(max(j - i, m - k)):
            yield (
                before[i + offset] if i + offset < j else _MISSING,
                after[k + offset] if k + offset < m else _MISSING,
            )


def _differences(
    pairs: Iterable[_Pair], comparer: text_difference.TextComparer
) -> list[PartDifference]:
    differences: list[PartDifference] = []
    for old, new in pairs:
        is_markup = old.text == new.text
        if is_markup and old.source == new.source:
            continue
        texts = (old.source, new.source) if is_markup else (old.text, new.text)
        differences.append(
            {
                'label': new.label or old.label,
                'kind': 'edited'
                if all(texts)
                else 'added'
                if texts[1]
                else 'removed',
                'is_markup': is_markup,
                'parts': comparer.difference(*texts),
            }
        )
    return differences
