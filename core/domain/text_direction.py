"""The direction in which the texts of a language are written."""

from __future__ import annotations

from typing import Literal

from core import feconf

# The length of the script subtag of a language tag.
_SCRIPT_LENGTH = 4

Direction = Literal['ltr', 'rtl']


def direction_of(language_code: str) -> Direction:
    """Returns the value of the HTML attribute `dir` for a language.

    Args:
        language_code: A BCP 47 tag, such as `ar` or `az-Arab-IR`.
    """
    language, *parts = language_code.split('-')
    script = parts[0].title() if parts else ''
    if len(script) == _SCRIPT_LENGTH and script.isalpha():
        is_from_right = script in feconf.RIGHT_TO_LEFT_SCRIPTS
    else:
        is_from_right = language in feconf.RIGHT_TO_LEFT_LANGUAGES
    return 'rtl' if is_from_right else 'ltr'
