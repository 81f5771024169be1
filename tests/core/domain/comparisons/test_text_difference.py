"""Marks of what was removed from and added to a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.comparisons.text_difference import TextComparer

pytestmark = pytest.mark.no_store

words = st.text(alphabet='ab \n.', max_size=40)


def mark_difference(old: str, new: str, **options: int) -> str:
    signs = {'same': '{}', 'removed': '[-{}-]', 'added': '[+{}+]'}
    return ''.join(
        signs[part['mark']].format(part['text'])
        for part in TextComparer(**options).difference(old, new)
    )


def test_words_are_marked_not_letters():
    old = 'The whale is a large fish.'
    new = 'The whale is a very large mammal.'
    assert mark_difference(old, new) == (
        'The whale is a [+very +]large [-fish-][+mammal+].'
    )


def test_a_replaced_line_is_one_change():
    old, new = 'Equals 3\nRight: so it is\nEnd', 'Equals 3\nWell done!\nEnd'
    assert mark_difference(old, new) == (
        'Equals 3\n[-Right: so it is-][+Well done!+]\nEnd'
    )


def test_a_text_added_or_removed_as_a_whole_is_one_part():
    assert mark_difference('', 'All new') == '[+All new+]'
    assert mark_difference('All gone', '') == '[-All gone-]'
    assert mark_difference('', '') == ''
    assert mark_difference('As is', 'As is') == 'As is'


def test_a_text_with_little_in_common_is_shown_as_replaced():
    old, new = 'one two three four', 'what else should it be, one or none?'
    assert mark_difference(old, new) == f'[-{old}-][+{new}+]'


def test_a_text_too_long_to_compare_is_shown_as_replaced():
    old = 'Same. ' + 'a b c ' * 50 + 'End.'
    new = 'Same. ' + 'c b a ' * 50 + 'End.'
    shown = mark_difference(old, new, max_pairs=1000)
    assert shown.count('[') == 2
    assert shown.startswith('Same. [-a b')
    # Common beginnings and ends do not count towards the limit.
    assert mark_difference(
        'x ' * 9000 + 'y', 'x ' * 9000 + 'z', max_pairs=1
    ).endswith('[-y-][+z+]')


@given(words, words)
def test_the_parts_make_up_both_texts(old, new):
    parts = TextComparer().difference(old, new)
    for mark, text in (('removed', old), ('added', new)):
        texts = (
            part['text'] for part in parts if part['mark'] in ('same', mark)
        )
        assert ''.join(texts) == text
