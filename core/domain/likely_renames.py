"""States that were probably renamed, although the author did not say so.

Without the rename, the state counts as deleted, and its counts begin at zero
under the new name. So before a version is saved, the author is asked about each
deleted state that is similar to a new one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from typing_extensions import TypedDict

from core import feconf
from core.domain import exp_domain, html_text, state_domain

_WORD = re.compile(r'\w+')


class LikelyRename(TypedDict):
    """A deleted state, and a new one with nearly the same text.

    Attributes:
        similarity: The share of words in common, from 0 to 1.
    """

    old_state_name: str
    new_state_name: str
    similarity: float


def likely_renames(
    old: exp_domain.Exploration,
    new: exp_domain.Exploration,
    renames: Mapping[str, str],
) -> list[LikelyRename]:
    """Returns the renames that the author may have forgotten.

    Args:
        old: The exploration before.
        new: The exploration after.
        renames: The renames that the author named: new names by old names.

    Returns:
        The renames, the most similar first; each state at most once.
    """
    gone = _words_of(old, old.states.keys() - new.states.keys() - {*renames})
    added = _words_of(
        new, new.states.keys() - old.states.keys() - {*renames.values()}
    )
    pairs = sorted(
        (-similarity, old_name, new_name)
        for old_name, old_words in gone.items()
        for new_name, new_words in added.items()
        if (similarity := _similarity(old_words, new_words))
        >= feconf.MIN_SIMILARITY_OF_RENAMED_STATE
    )
    likely: list[LikelyRename] = []
    taken: set[tuple[str, str]] = set()
    for negative, old_name, new_name in pairs:
        if taken.isdisjoint({('old', old_name), ('new', new_name)}):
            taken |= {('old', old_name), ('new', new_name)}
            likely.append(
                {
                    'old_state_name': old_name,
                    'new_state_name': new_name,
                    'similarity': round(-negative, 3),
                }
            )
    return likely


def _words_of(
    exploration: exp_domain.Exploration, names: Iterable[str]
) -> dict[str, Counter[str]]:
    """Returns the words of some states, few enough to compare all pairs."""
    return {
        name: Counter(_words_in(_content_of(exploration.states[name])))
        for name in sorted(names)[: feconf.MAX_STATES_COMPARED_FOR_RENAMES]
    }


def _content_of(state: state_domain.State) -> dict[str, Any]:
    """Returns a state without its destinations, which may be renamed too."""
    copy = state.model_copy(deep=True)
    for _, outcome in copy.interaction.outcomes():
        outcome.dest = ''
    return copy.model_dump(exclude_defaults=True)


def _words_in(value: Any) -> Iterator[str]:
    match value:
        case dict():
            for item in value.values():
                yield from _words_in(item)
        case list():
            for item in value:
                yield from _words_in(item)
        case _:
            yield from _WORD.findall(html_text.text_of(str(value)).casefold())


def _similarity(one: Counter[str], other: Counter[str]) -> float:
    """Returns the share of words in common (Dice's coefficient).

    L. R. Dice (1945), Measures of the amount of ecologic association between
    species, Ecology 26, 297-302.
    """
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0
