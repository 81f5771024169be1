"""Sanitizes the HTML of creators."""

from __future__ import annotations

import html as html_escaping
import re

import nh3

from core.domain import plain_text

_ALLOWED_ATTRIBUTES = {
    'a': {'href', 'title'},
    'img': {'src', 'alt', 'width', 'height'},
    'ol': {'start'},
    'td': {'colspan', 'rowspan'},
    'th': {'colspan', 'rowspan', 'scope'},
}

ALLOWED_TAGS = {
    *('a', 'b', 'blockquote', 'br', 'caption', 'code', 'em', 'h2', 'h3', 'h4'),
    *('hr', 'i', 'img', 'li', 'ol', 'p', 'pre', 's', 'strong', 'sub', 'sup'),
    *('table', 'tbody', 'td', 'th', 'thead', 'tr', 'u', 'ul'),
}

# Sanitizing deliberately broken markup can yield markup that the next
# parser reads differently. Text that is still unstable by then is escaped.
_MAX_ROUNDS = 4

_TAGS_THAT_SHOW_SOMETHING = re.compile(r'<(img|hr)\b')
_ANY_TAG = re.compile(r'<[^>]*>')


def _filter_attribute(_tag: str, _name: str, value: str) -> str | None:
    """Drops attributes whose values a learner's parameters could change."""
    return None if '{{' in value else value


_CLEANER = nh3.Cleaner(
    tags=ALLOWED_TAGS,
    attributes=_ALLOWED_ATTRIBUTES,
    attribute_filter=_filter_attribute,
    # A link must not take the learner away from a session.
    set_tag_attribute_values={'a': {'target': '_blank'}},
    link_rel='noopener noreferrer',
    url_schemes={'http', 'https', 'mailto'},
)


def clean(html: str) -> str:
    """Returns the HTML without anything that is not allowed.

    The result is a fixed point: sanitizing it again changes nothing, so it can
    be stored, compared and read back.

    Args:
        html: HTML written by a creator.

    Returns:
        HTML with allowed tags, attributes and URL schemes only.
    """
    for _ in range(_MAX_ROUNDS):
        # A character reference can be a control character.
        cleaned = plain_text.without_control(_CLEANER.clean(html))
        if cleaned == html:
            return html
        html = cleaned
    return _CLEANER.clean(html_escaping.escape(html))


def is_blank(html: str) -> bool:
    """Returns whether the HTML shows nothing."""
    if _TAGS_THAT_SHOW_SOMETHING.search(html):
        return False
    text = html_escaping.unescape(_ANY_TAG.sub('', html))
    return not text.strip()
