"""Control characters, which are refused in all submitted text.

They are invisible and break other programs: NUL ends a string in some, ESC
starts a command to a terminal. Multi-line texts keep tabs and line breaks.
"""

from __future__ import annotations

import re

_CONTROL = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]')

# Control characters in valid JSON: escaped, or in UTF-8.
_PERHAPS_CONTROL = re.compile(
    rb'\\(?:u00[01789]|[bf])|\x7f|\xc2[\x80-\x9f]', re.IGNORECASE
)

MESSAGE = 'a text has a control character'


def has_control(text: str) -> bool:
    """Returns whether a text has control characters."""
    return _CONTROL.search(text) is not None


def is_one_line(text: str) -> bool:
    """Returns whether a text has neither tabs nor line breaks."""
    return not any(character in text for character in '\t\n\r')


def may_have_control(json_text: bytes) -> bool:
    """Returns whether a JSON text may contain control characters."""
    return _PERHAPS_CONTROL.search(json_text) is not None


def without_control(text: str) -> str:
    """Returns a text without its control characters."""
    return _CONTROL.sub('', text)
