"""The difference of two texts, word by word."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Literal

from typing_extensions import TypedDict

# Words, white space and other single characters.
_TOKEN = re.compile(r'\s+|\w+|[^\w\s]')

# Below this similarity, marking single words is harder to read than marking the
# whole texts as removed and added.
_MIN_SIMILARITY = 0.3

# The maximum number of pairs of tokens compared for one response: they take
# about a second.
MAX_PAIRS = 4_000_000

Mark = Literal['same', 'removed', 'added']


class TextPart(TypedDict):
    """A part of two texts: in both, only in the old one, or only in the new."""

    mark: Mark
    text: str


class TextComparer:
    """Compares texts word by word, up to `max_pairs` pairs of tokens in total.

    Further texts are shown as replaced entirely.
    """

    def __init__(self, max_pairs: int = MAX_PAIRS) -> None:
        self._num_pairs_left = max_pairs

    def difference(self, old: str, new: str) -> list[TextPart]:
        """Returns the parts of both texts, in order.

        Args:
            old: The old text; '' if there was none.
            new: The new text; '' if there is none.
        """
        before, after = _TOKEN.findall(old), _TOKEN.findall(new)
        start = _num_common(before, after)
        end = _num_common(before[start:][::-1], after[start:][::-1])
        changed = [
            tokens[start : len(tokens) - end] for tokens in (before, after)
        ]
        return [
            *_parts(('same', before[:start])),
            *self._difference(*changed, is_whole=not start and not end),
            *_parts(('same', before[len(before) - end :])),
        ]

    def _difference(
        self, before: list[str], after: list[str], *, is_whole: bool
    ) -> list[TextPart]:
        replaced = _parts(('removed', before), ('added', after))
        self._num_pairs_left -= len(before) * len(after)
        if self._num_pairs_left < 0:
            return replaced
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        if is_whole and matcher.ratio() < _MIN_SIMILARITY:
            return replaced
        return _parts(*_runs(matcher.get_opcodes(), before, after))


def _runs(
    opcodes: Sequence[tuple[str, int, int, int, int]],
    before: list[str],
    after: list[str],
) -> Iterator[tuple[Mark, list[str]]]:
    """Yields equal and different runs of tokens, in order.

    Spaces between two changes count as changed, so that a sentence that was
    replaced is one change.
    """
    removed: list[str] = []
    added: list[str] = []
    for index, (tag, i, j, k, m) in enumerate(opcodes):
        same = before[i:j] if tag == 'equal' else []
        if not same or (
            0 < index < len(opcodes) - 1 and ''.join(same).strip(' ') == ''
        ):
            removed += before[i:j]
            added += after[k:m]
            continue
        yield from (('removed', removed), ('added', added), ('same', same))
        removed, added = [], []
    yield from (('removed', removed), ('added', added))


def _num_common(one: list[str], other: list[str]) -> int:
    """Returns the length of the common prefix."""
    same = itertools.takewhile(
        lambda pair: pair[0] == pair[1], zip(one, other, strict=False)
    )
    return sum(1 for _ in same)


def _parts(*runs: tuple[Mark, list[str]]) -> list[TextPart]:
    return [
        {'mark': mark, 'text': ''.join(tokens)}
        for mark, tokens in runs
        if tokens
    ]
