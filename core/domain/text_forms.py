"""Normal forms of texts, equal for texts that people regard as the same.

The same as in static/js/domain/text_forms.js; tests/fixtures/text_forms.json
has examples.
"""

from __future__ import annotations

import re
import unicodedata

# Invisible characters (Unicode's Default_Ignorable_Code_Point): soft
# hyphens, joiners, marks of the direction of writing.
_INVISIBLE = re.compile(
    '[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f'
    '\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8'
    '\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]'
)

# White space as JavaScript defines it, so that server and browser agree.
_WHITE_SPACE = re.compile(
    '[\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+'
)

# Normalizing would make x² the same as x2, and 1½ the same as 11/2.
_POWER = re.compile('[⁺⁻]?[⁰¹²³⁴-⁹]+')
_MIXED_NUMBER = re.compile(r'(?<=\d)(?=[¼-¾⅐-⅞])')

# Apostrophes, quotation marks, hyphens and the slash of fractions.
_MARKS = str.maketrans(
    {
        **dict.fromkeys('\u2018\u2019\u201b\u2032`\u00b4\u02b9\u02bc', "'"),
        **dict.fromkeys('\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb', '"'),
        **dict.fromkeys('\u2010\u2011\u2012\u2013\u2014\u2015\u2212', '-'),
        '\u2044': '/',
    }
)

_CASES = str.maketrans({'\u00df': 'ss', '\u03c2': '\u03c3', '\u0131': 'i'})


def collapse_spaces(text: str) -> str:
    """Returns a text with single spaces, and none at its ends."""
    return _WHITE_SPACE.sub(' ', text).strip(' ')


def compose(text: str) -> str:
    """Returns a text without differences that people do not see or type.

    These are spaces, invisible characters, the forms of apostrophes, quotation
    marks and hyphens, full width and other forms of the same character.
    """
    text = _INVISIBLE.sub('', text)
    text = _MIXED_NUMBER.sub(' ', _POWER.sub(r'^\g<0>', text))
    # Also before NFKC, which turns some marks into a space and an accent.
    text = text.translate(_MARKS)
    text = unicodedata.normalize('NFKC', text).translate(_MARKS)
    return collapse_spaces(text)


def fold_case(text: str) -> str:
    """Returns the composed form of a text without differences of case.

    The dotted and the dotless i of Turkish count as one letter.
    """
    return compose(text).lower().replace('i\u0307', 'i').translate(_CASES)
