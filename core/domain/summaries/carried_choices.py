"""Maps the choices in answers to another version, by their content.

An answer names a choice by its index in the version that was played. In the
answers of another version, a choice has the index that it has there, or, if
that version lacks it, its HTML in place of an index.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from core.domain import html_text
from core.domain.summaries import log_rows

# Markup that does not distinguish choices.
_EMPHASIS = re.compile(r'</?(?:b|br|em|i|p|span|strong|u)\b[^>]*>')
_HALF_ENTITY = re.compile(r'&\w*\Z')

# The maximum length of a choice that the version lacks; longer ones are cut,
# because a selection of several must fit into an answer's text.
_MAX_HTML_LENGTH = 100

# Interactions whose answers are sets of choices, or contain such sets. A set is
# written in the order of indices.
_SETS = 'ItemSelectionInput'
_LISTS_OF_SETS = 'DragAndDropSortInput'

AnswerChange = Callable[[str], str]


def change_of_answers(
    interaction_id: str, old: Sequence[str], new: Sequence[str]
) -> AnswerChange | None:
    """Returns how the texts of answers change from one version to another.

    Args:
        interaction_id: The interaction.
        old: The choices of the version of the answers, as HTML.
        new: Those of the other version; empty if the state has another
            interaction there.

    Returns:
        A function of an answer in the form of `log_rows.answer_text`; None if
        nothing changes.
    """
    if not old and not new:
        return None
    indices = _Indices(new)
    of_old = [indices.find(html) for html in old]

    def carry(value: Any) -> Any:
        if isinstance(value, list):
            return [carry(item) for item in value]
        if isinstance(value, str):
            return indices.find(value)
        is_choice = isinstance(value, int) and 0 <= value < len(of_old)
        return of_old[value] if is_choice else value

    @functools.cache
    def change(text: str) -> str:
        return _change_text(text, interaction_id, carry)

    return change


def _change_text(
    text: str, interaction_id: str, carried: Callable[[Any], Any]
) -> str:
    if not text or log_rows.is_shortened(text):
        return text
    answer = carried(log_rows.answer_of_text(text))
    for choices in _sets_in(answer, interaction_id):
        choices.sort(key=lambda choice: (isinstance(choice, str), choice))
    return log_rows.answer_text(answer)


def _sets_in(answer: Any, interaction_id: str) -> Iterable[list[Any]]:
    if not isinstance(answer, list):
        return ()
    if interaction_id == _SETS:
        return (answer,)
    if interaction_id == _LISTS_OF_SETS:
        return (choices for choices in answer if isinstance(choices, list))
    return ()


class _Indices:
    """The indices of the choices of a version, by their HTML.

    A choice whose emphasis was changed is found too, if this is unambiguous.

    Args:
        choices: The choices as HTML.
    """

    def __init__(self, choices: Sequence[str]) -> None:
        self._by_text = [
            _unique(choices),
            _unique(map(_cut, choices)),
            _unique(map(_without_emphasis, choices)),
        ]

    def find(self, html: str) -> int | str:
        """Returns the index of a choice; its HTML if it is not there."""
        texts = html, _cut(html), _without_emphasis(html)
        for text, indices in zip(texts, self._by_text, strict=True):
            if text in indices:
                return indices[text]
        return _cut(html)


def _unique(texts: Iterable[str]) -> dict[str, int]:
    """Returns the indices of the texts that occur once, and are not blank."""
    all_texts = list(texts)
    counts = Counter(all_texts)
    return {
        text: index
        for index, text in enumerate(all_texts)
        if text and counts[text] == 1
    }


def _without_emphasis(html: str) -> str:
    return ' '.join(_EMPHASIS.sub(' ', html).split())


def _cut(html: str) -> str:
    """Returns the stored text of a choice that the version lacks."""
    if len(html) <= _MAX_HTML_LENGTH:
        return html
    text = html_text.with_words_of_tags(html)
    text = ' '.join(html_text.TAG.sub(' ', text).split())
    if len(text) < _MAX_HTML_LENGTH:
        return text
    return _HALF_ENTITY.sub('', text[: _MAX_HTML_LENGTH - 1]) + '…'
