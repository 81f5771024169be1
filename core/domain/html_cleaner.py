"""Sanitizes the HTML of creators."""

from __future__ import annotations

import html as html_escaping
import re

import nh3

from core.domain import asset_names, html_text, plain_text

ALLOWED_ATTRIBUTES = {
    'a': {'href', 'title'},
    'img': {'src', 'alt', 'width', 'height'},
    'oppia-tab': {'title'},
    'ol': {'start'},
    'td': {'colspan', 'rowspan'},
    'th': {'colspan', 'rowspan', 'scope'},
}

ALLOWED_TAGS = {
    *('a', 'b', 'blockquote', 'br', 'caption', 'code', 'details', 'em', 'h2'),
    *('h3', 'h4', 'hr', 'i', 'img', 'li', 'ol', 'p', 'pre', 's', 'strong'),
    *('sub', 'summary', 'sup', 'table', 'tbody', 'td', 'th', 'thead', 'tr'),
    *('u', 'ul'),
    # A formula as LaTeX, and tabs, of which one is shown at a time.
    *('oppia-math', 'oppia-tab', 'oppia-tabs'),
}

_PIXELS = re.compile(r'[1-9][0-9]{0,3}\Z')

# Sanitizing deliberately broken markup can yield markup that the next
# parser reads differently. Text that is still unstable by then is escaped.
_MAX_ROUNDS = 4

_TAGS_THAT_SHOW_SOMETHING = re.compile(r'<(img|hr)\b')


def is_value_allowed(tag: str, name: str, value: str) -> bool:
    """Returns whether an allowed attribute may have a value.

    Addresses of links are left to the sanitizer.
    """
    if tag == 'img' and name == 'src':
        return asset_names.ADDRESS_REGEX.match(value) is not None
    if tag == 'img' and name in ('width', 'height'):
        return _PIXELS.match(value) is not None
    # Attributes cannot contain parameters.
    return '{{' not in value


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    return value if is_value_allowed(tag, name, value) else None


_CLEANER = nh3.Cleaner(
    tags=ALLOWED_TAGS,
    attributes=ALLOWED_ATTRIBUTES,
    attribute_filter=_filter_attribute,
    # Links open in a new tab, so that learners do not leave the session.
    set_tag_attribute_values={'a': {'target': '_blank'}},
    link_rel='noopener noreferrer',
    url_schemes={'http', 'https', 'mailto'},
)


def is_address_allowed(address: str) -> bool:
    """Returns whether a link may lead to an address."""
    link = f'<a href="{html_escaping.escape(address)}">a</a>'
    return ' href=' in _CLEANER.clean(link)


def clean(html: str) -> str:
    """Removes everything that is not allowed from HTML.

    The result is a fixed point: sanitizing it again changes nothing, so it can
    be stored, compared and read back.

    Args:
        html: HTML written by a creator.

    Returns:
        HTML with allowed tags, attributes and URL schemes only.
    """
    for _ in range(_MAX_ROUNDS):
        # Character references can decode to control characters.
        cleaned = plain_text.without_control(_CLEANER.clean(html))
        if cleaned == html:
            return html
        html = cleaned
    return _CLEANER.clean(html_escaping.escape(html))


def is_blank(html: str) -> bool:
    """Returns whether the HTML shows nothing."""
    if _TAGS_THAT_SHOW_SOMETHING.search(html):
        return False
    text = html_escaping.unescape(html_text.TAG.sub('', html))
    return not text.strip()
